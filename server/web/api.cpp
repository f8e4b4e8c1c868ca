#include "server/web/api.hpp"

#include <zlib.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <nlohmann/json.hpp>

#include "protocol/codec.hpp"
#include "protocol/json_gate.hpp"
#include "server/domain/policy.hpp"
#include "server/log.hpp"
#include "server/web/limits.hpp"
#include "server/web/password.hpp"

namespace flywheel::web {

using nlohmann::json;

struct Api::Call {
    Request request;
    Reply reply;
    std::vector<std::string> parts;  // the path's own words: network, kind, id
    json body;
};

namespace {

int status_of(Code code) {
    switch (code) {
        case Code::SignedOut:
        case Code::SignInFailed: return 401;
        case Code::BadOrigin:
        case Code::NotYours: return 403;
        case Code::NotFound:
        case Code::NoSuchInvitation: return 404;
        case Code::Stale:
        case Code::IdReused:
        case Code::IdTaken: return 409;
        case Code::TooBig: return 413;
        case Code::TooManyAttempts: return 429;
        case Code::OurFault: return 500;
        case Code::StorageFull: return 507;
        default: return 422;
    }
}

Response refusal_response(Refusal const& refusal) {
    return refused(status_of(refusal.code), refusal);
}

Response signed_out() { return refusal_response(refuse(Code::SignedOut, "", "Sign in first.")); }
Response no_such_network() {
    return refusal_response(refuse(Code::NotFound, "", "There is no such network."));
}

std::vector<std::string> split(std::string const& path) {
    std::vector<std::string> parts;
    std::size_t from = 0;
    while (from < path.size()) {
        auto const end = std::min(path.find('/', from), path.size());
        if (end > from) { parts.push_back(path.substr(from, end - from)); }
        from = end + 1;
    }
    return parts;
}

// A text member of the body, at most `length_max` bytes, without control characters.
Result<std::string> text_of(json const& body, char const* name, std::size_t length_max,
                            bool required = true) {
    auto const found = body.find(name);
    if (found == body.end() ||
        (found->is_string() && found->get_ref<std::string const&>().empty())) {
        if (!required) { return std::string{}; }
        return refuse(Code::Missing, name, std::string("\"") + name + "\" is missing.");
    }
    if (!found->is_string()) {
        return refuse(Code::NotText, name, std::string("\"") + name + "\" is a text.");
    }
    auto const& text = found->get_ref<std::string const&>();
    if (text.size() > length_max) {
        return refuse(Code::TooLong, name, std::string("\"") + name + "\" is too long.",
                      {{"limit", std::to_string(length_max)}});
    }
    if (std::any_of(text.begin(), text.end(),
                    [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; })) {
        return refuse(Code::NotText, name,
                      std::string("\"") + name + "\" holds a control character.");
    }
    return text;
}

Result<std::string> email_of(json const& body, bool required = true) {
    auto email = text_of(body, "email", 254, required);  // the longest address SMTP carries
    if (email.has_error() || email->empty()) { return email; }
    auto const at = email->find('@');
    if (at == std::string::npos || at == 0 || at + 1 == email->size() ||
        email->find_first_of(" <>,;\"") != std::string::npos) {
        return refuse(Code::NotText, "email", "That is not an e-mail address.");
    }
    std::transform(email->begin(), email->end(), email->begin(), [](unsigned char c) {
        return c < 0x80 ? static_cast<char>(std::tolower(c)) : static_cast<char>(c);
    });
    return email;
}

Result<std::string> new_password_of(json const& body) {
    auto password = text_of(body, "password", password_length_max);
    if (password.has_error()) { return password; }
    if (utf16_length(*password) < password_length_min) {
        return refuse(Code::WeakPassword, "password",
                      "A password has at least " + std::to_string(password_length_min) +
                          " characters.",
                      {{"limit", std::to_string(password_length_min)}});
    }
    return password;
}

Result<std::string> token_hash_of(json const& body) {
    auto token = text_of(body, "token", 128);
    if (token.has_error()) { return token; }
    return storage::sha256(*token);
}

std::string gzip(std::vector<std::shared_ptr<std::string const>> const& pieces,
                 std::string const& head, std::string const& tail) {
    z_stream stream{};
    constexpr int gzip_window = 15 + 16;
    deflateInit2(&stream, 1, Z_DEFLATED, gzip_window, 9,
                 Z_DEFAULT_STRATEGY);  // level 1: the reader waits
    std::string out;
    std::string chunk(64 * 1024, '\0');
    auto feed = [&](std::string_view text, int flush) {
        stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
        stream.avail_in = static_cast<uInt>(text.size());
        do {
            stream.next_out = reinterpret_cast<Bytef*>(chunk.data());
            stream.avail_out = static_cast<uInt>(chunk.size());
            deflate(&stream, flush);
            out.append(chunk, 0, chunk.size() - stream.avail_out);
        } while (stream.avail_out == 0);
    };
    feed(head, Z_NO_FLUSH);
    bool first = true;
    for (auto const& piece : pieces) {
        if (!first) { feed(",", Z_NO_FLUSH); }
        first = false;
        feed(*piece, Z_NO_FLUSH);
    }
    feed(tail, Z_FINISH);
    deflateEnd(&stream);
    return out;
}

std::string joined(std::vector<std::shared_ptr<std::string const>> const& pieces) {
    std::string out;
    for (auto const& piece : pieces) {
        if (!out.empty()) { out += ','; }
        out += *piece;
    }
    return out;
}

Command server_command(Env env, NetworkCommand what, std::string name) {
    Command command;
    command.id = make_id(env.random);
    command.name = std::move(name);
    command.what = std::move(what);
    return command;
}

json account_json(storage::Account const& account) {
    return {{"account", {{"id", account.id}, {"name", account.name}, {"email", account.email}}}};
}

}  // namespace

Response refused(int status, Refusal const& refusal) {
    return Response::json(status, refusal_json(refusal));
}

Api::Api(Rooms& rooms, Mailbox& mailbox, boost::asio::thread_pool& pool, Env env,
         SiteOptions options)
    : rooms_(rooms), mailbox_(mailbox), pool_(pool), env_(env), options_(std::move(options)) {}

// ---- Who asks, and from where ------------------------------------------------------------------

std::string Api::cookie_name() const {
    return options_.public_url.empty() ? "flywheel" : "__Host-flywheel";
}

std::string Api::cookie_of(Request const& request) const {
    std::string const wanted = cookie_name() + "=";
    std::size_t from = 0;
    while (from < request.cookie.size()) {
        auto end = std::min(request.cookie.find(';', from), request.cookie.size());
        auto start = request.cookie.find_first_not_of(' ', from);
        if (start != std::string::npos && start < end &&
            request.cookie.compare(start, wanted.size(), wanted) == 0) {
            return request.cookie.substr(start + wanted.size(), end - start - wanted.size());
        }
        from = end + 1;
    }
    return {};
}

std::string Api::set_cookie(std::string const& token, bool shared_device) const {
    std::string cookie = cookie_name() + "=" + token + "; Path=/; HttpOnly; SameSite=Lax";
    if (!options_.public_url.empty()) { cookie += "; Secure"; }
    if (token.empty()) { return cookie + "; Max-Age=0"; }
    if (!shared_device) { cookie += "; Max-Age=" + std::to_string(session_ms / 1000); }
    return cookie;
}

std::string Api::site(Request const& request) const {
    return options_.public_url.empty() ? "http://" + request.host : options_.public_url;
}

bool Api::is_own_host(Request const& request) const {
    if (!options_.public_url.empty()) { return true; }
    // Without a configured name only loopback is served, and only under its own names: a page elsewhere whose
    // name is pointed at 127.0.0.1 must not pass for us.
    auto const host = request.host.substr(0, request.host.rfind(':'));
    return host == "127.0.0.1" || host == "localhost" || host == "[::1]";
}

bool Api::is_own_page(Request const& request) const {
    return is_own_host(request) && request.origin == site(request);
}

void Api::who(Request const& request, std::function<void(std::optional<SignedIn>)> then) {
    auto const token = cookie_of(request);
    if (token.empty()) {
        then(std::nullopt);
        return;
    }
    rooms_.call([this, hash = storage::sha256(token), then = std::move(then)](Floor& floor) {
        auto const session = floor.accounts().session(hash, env_.clock.now_ms());
        std::optional<SignedIn> who;
        if (session) { who = SignedIn{session->account, hash}; }
        mailbox_.put([then, who] { then(who); });
    });
}

void Api::on_room(Reply reply, std::function<Response(Floor&)> work) {
    rooms_.call([this, reply = std::move(reply), work = std::move(work)](Floor& floor) {
        auto response = work(floor);
        mailbox_.put([reply, response = std::move(response)] { reply(response); });
    });
}

void Api::with_member(
    Call&& call, std::function<Response(Floor&, SignedIn const&, Room&, MemberId const&)> work) {
    auto const token = cookie_of(call.request);
    on_room(std::move(call.reply), [this, token, network = call.parts[0],
                                    work = std::move(work)](Floor& floor) {
        auto const hash = storage::sha256(token);
        auto const session =
            token.empty() ? std::nullopt : floor.accounts().session(hash, env_.clock.now_ms());
        if (!session) { return signed_out(); }
        auto* const room = floor.room(network);
        auto const member = floor.member_of(session->account, network);
        if (room == nullptr || !member || !room->viewer(*member).active) {
            return no_such_network();
        }
        return work(floor, SignedIn{session->account, hash}, *room, *member);
    });
}

void Api::handle(Request request, Reply reply) {
    Call call{std::move(request), std::move(reply), split(request.path), {}};
    call.parts = split(call.request.path);
    auto& parts = call.parts;
    if (parts.size() < 3 || parts[0] != "api" || parts[1] != "v1") {
        call.reply(refusal_response(refuse(Code::NotFound, "", "There is nothing here.")));
        return;
    }
    parts.erase(parts.begin(), parts.begin() + 2);
    bool const writes = call.request.method != "GET" && call.request.method != "HEAD";
    // A program without a cookie needs no Origin; a browser always sends one with a write.
    bool const no_browser = call.request.origin.empty() && cookie_of(call.request).empty();
    if (!is_own_host(call.request) || (writes && !no_browser && !is_own_page(call.request))) {
        call.reply(
            refusal_response(refuse(Code::BadOrigin, "", "This request comes from another site.")));
        return;
    }
    if (writes) {
        if (call.request.method == "POST" &&
            call.request.content_type.rfind("application/json", 0) != 0) {
            call.reply(refusal_response(refuse(
                Code::NotWellFormed, "", "The body is JSON: Content-Type: application/json.")));
            return;
        }
        if (auto ok = check_json_shape(call.request.body); ok.has_error()) {
            call.reply(refusal_response(ok.error()));
            return;
        }
        call.body =
            json::parse(call.request.body.empty() ? "{}" : call.request.body, nullptr, false);
        if (!call.body.is_object()) {
            call.reply(
                refusal_response(refuse(Code::NotWellFormed, "", "The body is one JSON object.")));
            return;
        }
    }
    // "*" stands for one word of the path, handed to the handler.
    struct Route {
        char const* method;
        std::vector<std::string> path;
        Handler handler;
    };
    static std::vector<Route> const routes = {
        {"POST", {"sign_in"}, &Api::sign_in},
        {"POST", {"sign_in_link"}, &Api::sign_in_link},
        {"POST", {"sign_out"}, &Api::sign_out},
        {"GET", {"me"}, &Api::me},
        {"POST", {"setup"}, &Api::setup},
        {"GET", {"networks", "*", "snapshot"}, &Api::snapshot},
        {"GET", {"networks", "*", "details", "*", "*"}, &Api::details},
        {"GET", {"networks", "*", "archived"}, &Api::archived},
        {"POST", {"networks", "*", "commands"}, &Api::command},
        {"POST", {"networks", "*", "invitations"}, &Api::invite},
        {"GET", {"networks", "*", "invitations"}, &Api::invitations},
        {"DELETE", {"networks", "*", "invitations", "*"}, &Api::revoke_invitation},
        {"POST", {"invitations", "look"}, &Api::look_at_invitation},
        {"POST", {"invitations", "accept"}, &Api::accept_invitation},
        {"POST", {"networks", "*", "members", "*", "sign_in_link"}, &Api::member_link},
    };
    for (auto const& route : routes) {
        if (call.request.method != route.method || route.path.size() != parts.size()) { continue; }
        std::vector<std::string> words;
        bool same = true;
        for (std::size_t i = 0; i < parts.size() && same; ++i) {
            if (route.path[i] == "*") {
                same = is_id(parts[i]);
                words.push_back(parts[i]);
            } else {
                same = route.path[i] == parts[i];
            }
        }
        if (!same) { continue; }
        call.parts = std::move(words);
        (this->*route.handler)(std::move(call));
        return;
    }
    call.reply(refusal_response(refuse(Code::NotFound, "", "There is nothing here.")));
}

// ---- Signing in and out ------------------------------------------------------------------------

Response Api::start_session(Floor& floor, storage::Account const& account, bool shared_device) {
    auto const token = make_token(env_.random);
    auto const now = env_.clock.now_ms();
    floor.accounts().add_session(
        storage::sha256(token),
        {account.id, now, now + (shared_device ? shared_session_ms : session_ms), shared_device});
    floor.store().note_for_server(now, "signed_in", account.id);
    auto response = Response::json(200, account_json(account).dump());
    response.headers.emplace_back("Set-Cookie", set_cookie(token, shared_device));
    return response;
}

void Api::sign_in(Call&& call) {
    auto const email = email_of(call.body);
    auto const password = text_of(call.body, "password", password_length_max);
    if (email.has_error() || password.has_error()) {
        call.reply(refusal_response(email.has_error() ? email.error() : password.error()));
        return;
    }
    bool const shared = call.body.value("shared_device", json(false)) == json(true);
    auto const now = std::chrono::steady_clock::now();
    auto const wait = guesses_.wait_seconds(*email, call.request.address, now);
    if (wait > 0 || passwords_waiting_ >= static_cast<int>(passwords_waiting_max)) {
        auto response = refusal_response(
            refuse(Code::TooManyAttempts, "", "Too many attempts; try again later.",
                   {{"retry_after_s", std::to_string(std::max(wait, 1L))}}));
        response.headers.emplace_back("Retry-After", std::to_string(std::max(wait, 1L)));
        call.reply(std::move(response));
        return;
    }
    ++passwords_waiting_;
    rooms_.call([this, email = *email, password = *password, shared, address = call.request.address,
                 reply = std::move(call.reply)](Floor& floor) {
        auto const account = floor.accounts().by_email(email);
        // The same work whether or not the account exists: time must not tell.
        boost::asio::post(pool_, [this, account, email, password, shared, address, reply] {
            bool const right =
                check_password(password, account ? account->password_hash : std::string{}) &&
                account.has_value();
            mailbox_.put([this, right, account, email, shared, address, reply] {
                --passwords_waiting_;
                if (!right) {
                    guesses_.failed(email, address, std::chrono::steady_clock::now());
                    log::fact("sign_in_failed");
                    reply(refusal_response(
                        refuse(Code::SignInFailed, "",
                               "The e-mail address or the password is not right.")));
                    return;
                }
                guesses_.succeeded(email);
                on_room(reply, [this, account, shared](Floor& again) {
                    return start_session(again, *account, shared);
                });
            });
        });
    });
}

void Api::sign_in_link(Call&& call) {
    auto const hash = token_hash_of(call.body);
    if (hash.has_error()) {
        call.reply(refusal_response(hash.error()));
        return;
    }
    bool const sets_password = call.body.contains("password");
    auto const password =
        sets_password ? new_password_of(call.body) : Result<std::string>(std::string{});
    if (password.has_error()) {
        call.reply(refusal_response(password.error()));
        return;
    }
    boost::asio::post(pool_, [this, hash = *hash, password = *password, sets_password,
                              reply = std::move(call.reply)] {
        std::string const password_hash = sets_password ? hash_password(password) : std::string{};
        on_room(reply, [this, hash, password_hash](Floor& floor) {
            auto const account_id = floor.accounts().use_link(hash, "sign_in", env_.clock.now_ms());
            auto const account = account_id ? floor.accounts().by_id(*account_id) : std::nullopt;
            if (!account) {
                return refusal_response(refuse(Code::NoSuchInvitation, "token",
                                               "This link has been used, or its time is over."));
            }
            if (!password_hash.empty()) {
                floor.accounts().set_password(account->id, password_hash);
                floor.accounts().end_sessions_of(account->id);
            }
            return start_session(floor, *account, false);
        });
    });
}

void Api::sign_out(Call&& call) {
    auto const token = cookie_of(call.request);
    on_room(std::move(call.reply), [this, token](Floor& floor) {
        if (!token.empty()) {
            auto const hash = storage::sha256(token);
            floor.accounts().end_session(hash);
            floor.end_session(hash);
        }
        Response response;
        response.status = 204;
        response.headers.emplace_back("Set-Cookie", set_cookie({}, false));
        return response;
    });
}

void Api::me(Call&& call) {
    auto const token = cookie_of(call.request);
    on_room(std::move(call.reply), [this, token](Floor& floor) {
        auto const session =
            token.empty() ? std::nullopt
                          : floor.accounts().session(storage::sha256(token), env_.clock.now_ms());
        auto const account = session ? floor.accounts().by_id(session->account) : std::nullopt;
        if (!account) { return signed_out(); }
        json answer = account_json(*account);
        answer["networks"] = json::array();
        for (auto const& link : floor.accounts().members_of(account->id)) {
            auto* const room = floor.room(link.network);
            auto const viewer = room == nullptr ? Viewer{} : room->viewer({link.member});
            if (!viewer.active) { continue; }
            json roles = json::array();
            for (auto const& held : viewer.roles) {
                roles.push_back(std::string(name_of(held.role)));
            }
            json entry{{"id", link.network}, {"member", link.member}, {"roles", std::move(roles)}};
            room->state().each<Network>([&](Network const& network, Meta const&) {
                entry["name"] = network.name;
                entry["type"] = std::string(name_of(network.type));
            });
            answer["networks"].push_back(std::move(entry));
        }
        return Response::json(200, answer.dump());
    });
}

void Api::setup(Call&& call) {
    auto const token = token_hash_of(call.body);
    auto const organization = text_of(call.body, "organization", 120);
    auto const network = text_of(call.body, "network", 120);
    auto const name = text_of(call.body, "name", 120);
    auto const email = email_of(call.body);
    auto const password = new_password_of(call.body);
    for (auto const* each : {&token, &organization, &network, &name, &email, &password}) {
        if (each->has_error()) {
            call.reply(refusal_response(each->error()));
            return;
        }
    }
    boost::asio::post(pool_, [this, token = *token, organization = *organization,
                              network = *network, name = *name, email = *email,
                              password = *password, reply = std::move(call.reply)] {
        auto const password_hash = hash_password(password);
        on_room(reply, [=, this](Floor& floor) {
            auto const now = env_.clock.now_ms();
            if (floor.accounts().any() || !floor.accounts().use_link(token, "setup", now)) {
                return refusal_response(refuse(Code::NoSuchInvitation, "token",
                                               "This link has been used, or its time is over."));
            }
            storage::Account const account{make_id(env_.random), email, name, password_hash};
            Network community;
            community.id.text = make_id(env_.random);
            community.name = network;
            Organization hub;
            hub.id.text = make_id(env_.random);
            hub.name = organization;
            hub.organization_kind = "hub";
            community.hub = hub.id;
            Member director;
            director.id.text = make_id(env_.random);
            director.name = name;
            Membership role;
            role.id.text = make_id(env_.random);
            role.member = director.id;
            role.organization = hub.id;
            role.role = Role::HubDirector;
            std::vector<Stored> records;
            for (AnyRecord& record : std::array<AnyRecord, 4>{community, hub, director, role}) {
                Stored stored;
                stored.meta.revision = 1;
                stored.meta.created_at_ms = stored.meta.updated_at_ms = now;
                stored.record = std::move(record);
                records.push_back(std::move(stored));
            }
            floor.found(community.id.text, std::move(records), [&] {
                floor.accounts().add(account, now);
                floor.accounts().link_member({account.id, community.id.text, director.id.text});
            });
            log::fact("set_up");
            return start_session(floor, account, false);
        });
    });
}

// ---- Reading -----------------------------------------------------------------------------------

void Api::snapshot(Call&& call) {
    bool const compress = call.request.accept_encoding.find("gzip") != std::string::npos;
    auto const token = cookie_of(call.request);
    rooms_.call([this, token, network = call.parts[0], compress,
                 reply = std::move(call.reply)](Floor& floor) {
        auto const session =
            token.empty() ? std::nullopt
                          : floor.accounts().session(storage::sha256(token), env_.clock.now_ms());
        auto* const room = floor.room(network);
        auto const member = session ? floor.member_of(session->account, network) : std::nullopt;
        auto const viewer = room != nullptr && member ? room->viewer(*member) : Viewer{};
        if (!viewer.active) {
            auto response = session ? no_such_network() : signed_out();
            mailbox_.put([reply, response] { reply(response); });
            return;
        }
        // The room gives shared pieces; joining and compressing them holds up no commit.
        auto taken = room->snapshot(viewer);
        boost::asio::post(pool_, [this, taken = std::move(taken), compress, reply] {
            Response response;
            if (compress) {
                response.body = std::make_shared<std::string const>(
                    gzip(taken.records.pieces(), taken.head, "]}"));
                response.headers.emplace_back("Content-Encoding", "gzip");
            } else {
                response.body = std::make_shared<std::string const>(
                    taken.head + joined(taken.records.pieces()) + "]}");
            }
            mailbox_.put([reply, response = std::move(response)] { reply(response); });
        });
    });
}

void Api::details(Call&& call) {
    auto const kind = kind_from_name(call.parts[1]);
    if (!kind) {
        call.reply(refusal_response(
            refuse(Code::UnknownKind, "kind", "There is no kind of record with that name.")));
        return;
    }
    Key const parent{*kind, call.parts[2]};
    with_member(
        std::move(call), [parent](Floor&, SignedIn const&, Room& room, MemberId const& member) {
            return Response::json(
                200, R"({"puts":[)" +
                         joined(View::details(room.state(), room.viewer(member), parent).pieces()) +
                         "]}");
        });
}

void Api::archived(Call&& call) {
    with_member(std::move(call), [](Floor&, SignedIn const&, Room& room, MemberId const& member) {
        return Response::json(
            200, R"({"records":[)" +
                     joined(View::archived(room.state(), room.viewer(member)).pieces()) + "]}");
    });
}

void Api::command(Call&& call) {
    auto command = read_command(call.request.body);
    if (command.has_error()) {
        call.reply(refusal_response(command.error()));
        return;
    }
    who(call.request, [this, network = call.parts[0], command = *command,
                       reply = std::move(call.reply)](std::optional<SignedIn> const& who) {
        if (!who) {
            reply(signed_out());
            return;
        }
        CommandPost post;
        post.account = who->account;
        post.network = network;
        post.command = command;
        post.done = [this, reply](Result<void> const& outcome) {
            auto response = outcome.has_error() ? refusal_response(outcome.error())
                                                : Response::json(200, R"({"accepted":true})");
            mailbox_.put([reply, response = std::move(response)] { reply(response); });
        };
        rooms_.post(std::move(post));
    });
}

// ---- Invitations and links ---------------------------------------------------------------------

std::string Api::link(Request const& request, char const* purpose, std::string const& token) const {
    return site(request) + "/in#" + purpose + "=" + token;
}

void Api::invite(Call&& call) {
    auto const organization = text_of(call.body, "organization", id_length_max);
    auto const role_name = text_of(call.body, "role", 40);
    auto const team = text_of(call.body, "team", id_length_max, false);
    auto const email = email_of(call.body, false);
    for (auto const* each : {&organization, &role_name, &team, &email}) {
        if (each->has_error()) {
            call.reply(refusal_response(each->error()));
            return;
        }
    }
    auto const role = from_name<Role>(*role_name);
    if (!role) {
        call.reply(refusal_response(refuse(Code::NotAChoice, "role", "There is no such role.")));
        return;
    }
    auto const days_given = call.body.value("days", json(invitation_days));
    auto const days = days_given.is_number_integer() ? days_given.get<std::int64_t>() : 0;
    if (days < 1 || days > invitation_days_max) {
        call.reply(
            refusal_response(refuse(Code::TooLarge, "days", "An invitation holds 1 to 90 days.",
                                    {{"limit", std::to_string(invitation_days_max)}})));
        return;
    }
    auto const request = call.request;
    with_member(std::move(call), [=, this](Floor& floor, SignedIn const&, Room& room,
                                           MemberId const& member) {
        auto const viewer = room.viewer(member);
        auto const& state = room.state();
        if (state.living<Organization>({*organization}) == nullptr) {
            return refusal_response(
                refuse(Code::NotFound, "organization", "There is nothing here by that id."));
        }
        if (!may_give_role(viewer, state, {*organization}, *role)) {
            return refusal_response(
                refuse(Code::NotYours, "role", "You cannot give that role there."));
        }
        if (!team->empty()) {
            TeamMembership place;
            place.member = member;
            place.team = {*team};
            if (!View::may_see(state, viewer, {kind_of<Team>(), *team})) {
                return refusal_response(
                    refuse(Code::NotFound, "team", "There is nothing here by that id."));
            }
            auto const allowed =
                permit(viewer, NetworkCommand{Create<TeamMembership>{place, {}}}, state);
            if (allowed.has_error()) { return refusal_response(allowed.error()); }
        }
        auto const token = make_token(env_.random);
        storage::Invitation const invitation{make_id(env_.random),
                                             room.name(),
                                             *organization,
                                             *role_name,
                                             *team,
                                             *email,
                                             member.text,
                                             env_.clock.now_ms() + days * 24 * 60 * 60 * 1000,
                                             1};
        floor.accounts().add_invitation(invitation, storage::sha256(token));
        floor.store().note_for_server(env_.clock.now_ms(), "invited", member.text);
        return Response::json(
            200, json{{"link", link(request, "invitation", token)}, {"id", invitation.id}}.dump());
    });
}

void Api::invitations(Call&& call) {
    with_member(
        std::move(call), [this](Floor& floor, SignedIn const&, Room& room, MemberId const& member) {
            auto const viewer = room.viewer(member);
            json list = json::array();
            for (auto const& i : floor.accounts().invitations(room.name(), env_.clock.now_ms())) {
                if (!looks_after(viewer, room.state(), {i.organization})) { continue; }
                list.push_back({{"id", i.id},
                                {"organization", i.organization},
                                {"role", i.role},
                                {"team", i.team},
                                {"email", i.email},
                                {"expires_at_ms", i.expires_at_ms},
                                {"uses_left", i.uses_left}});
            }
            return Response::json(200, json{{"invitations", std::move(list)}}.dump());
        });
}

void Api::revoke_invitation(Call&& call) {
    auto const id = call.parts[1];
    with_member(std::move(call), [this, id](Floor& floor, SignedIn const&, Room& room,
                                            MemberId const& member) {
        auto const viewer = room.viewer(member);
        for (auto const& i : floor.accounts().invitations(room.name(), env_.clock.now_ms())) {
            if (i.id != id || !looks_after(viewer, room.state(), {i.organization})) { continue; }
            if (floor.accounts().revoke_invitation(room.name(), id)) {
                Response response;
                response.status = 204;
                return response;
            }
        }
        return refusal_response(refuse(Code::NotFound, "id", "There is nothing here by that id."));
    });
}

void Api::look_at_invitation(Call&& call) {
    auto const hash = token_hash_of(call.body);
    if (hash.has_error()) {
        call.reply(refusal_response(hash.error()));
        return;
    }
    on_room(std::move(call.reply), [this, hash = *hash](Floor& floor) {
        auto const invitation = floor.accounts().invitation(hash, env_.clock.now_ms());
        auto* const room = invitation ? floor.room(invitation->network) : nullptr;
        if (room == nullptr) {
            return refusal_response(refuse(Code::NoSuchInvitation, "token",
                                           "This link has been used, or its time is over."));
        }
        json answer{{"network", invitation->network}, {"role", invitation->role}};
        if (!invitation->email.empty()) { answer["email"] = invitation->email; }
        room->state().each<Network>(
            [&](Network const& network, Meta const&) { answer["network_name"] = network.name; });
        if (auto const* organization =
                room->state().get<Organization>({invitation->organization})) {
            answer["organization_name"] = organization->name;
        }
        return Response::json(200, answer.dump());
    });
}

void Api::accept_invitation(Call&& call) {
    auto const hash = token_hash_of(call.body);
    if (hash.has_error()) {
        call.reply(refusal_response(hash.error()));
        return;
    }
    auto reply = call.reply;
    auto shared = std::make_shared<Call>(std::move(call));
    who(shared->request, [this, shared, reply](std::optional<SignedIn> const& who) {
        if (who) {
            rooms_.call([this, shared, reply, account = who->account](Floor& floor) {
                join_with(floor, *shared, account, false, {}, reply);
            });
            return;
        }
        auto const email = email_of(shared->body);
        auto const name = text_of(shared->body, "name", 120);
        auto const password = new_password_of(shared->body);
        for (auto const* each : {&email, &name, &password}) {
            if (each->has_error()) {
                reply(refusal_response(each->error()));
                return;
            }
        }
        auto const wait = guesses_.wait_seconds(*email, shared->request.address,
                                                std::chrono::steady_clock::now());
        if (wait > 0) {
            reply(refusal_response(refuse(Code::TooManyAttempts, "",
                                          "Too many attempts; try again later.",
                                          {{"retry_after_s", std::to_string(wait)}})));
            return;
        }
        rooms_.call([this, shared, reply, email = *email, password = *password](Floor& floor) {
            auto const known = floor.accounts().by_email(email);
            boost::asio::post(pool_, [this, shared, reply, email, password, known] {
                // Somebody with an account joins with its password: an invitation is no way into it.
                bool const right = known && check_password(password, known->password_hash);
                std::string const fresh = known ? std::string{} : hash_password(password);
                mailbox_.put([this, shared, reply, email, known, right, fresh] {
                    if (known && !right) {
                        guesses_.failed(email, shared->request.address,
                                        std::chrono::steady_clock::now());
                        reply(refusal_response(
                            refuse(Code::SignInFailed, "password",
                                   "The e-mail address or the password is not right.")));
                        return;
                    }
                    auto const account = known ? known->id : make_id(env_.random);
                    rooms_.call([this, shared, reply, account, known, fresh](Floor& again) {
                        join_with(again, *shared, account, !known, fresh, reply);
                    });
                });
            });
        });
    });
}

void Api::join_with(Floor& floor, Call const& call, std::string const& account_id, bool new_account,
                    std::string const& password_hash, Reply const& reply) {
    auto answer = [&]() -> Response {
        auto const now = env_.clock.now_ms();
        auto const invitation = floor.accounts().invitation(*token_hash_of(call.body), now);
        auto* const room = invitation ? floor.room(invitation->network) : nullptr;
        if (room == nullptr) {
            return refusal_response(refuse(Code::NoSuchInvitation, "token",
                                           "This link has been used, or its time is over."));
        }
        storage::Account account;
        if (new_account) {
            account = {account_id, *email_of(call.body), *text_of(call.body, "name", 120),
                       password_hash};
            if (floor.accounts().by_email(account.email)) {
                return refusal_response(refuse(Code::SignInFailed, "password",
                                               "The e-mail address or the password is not right."));
            }
        } else {
            account = *floor.accounts().by_id(account_id);
        }
        if (!invitation->email.empty() && invitation->email != account.email) {
            return refusal_response(refuse(Code::NoSuchInvitation, "email",
                                           "The invitation is for another e-mail address."));
        }
        // What the inviter may give is looked at again: their own rights may have ended since.
        auto const inviter = room->viewer({invitation->invited_by});
        auto const role = from_name<Role>(invitation->role);
        if (!role || !inviter.active ||
            !may_give_role(inviter, room->state(), {invitation->organization}, *role)) {
            return refusal_response(refuse(Code::NoSuchInvitation, "token",
                                           "This link has been used, or its time is over."));
        }
        auto const known_member =
            new_account ? std::nullopt : floor.member_of(account.id, invitation->network);
        std::vector<Command> commands;
        Member member;
        member.id = known_member.value_or(MemberId{make_id(env_.random)});
        member.name = account.name;
        if (!known_member) {
            commands.push_back(server_command(env_, Create<Member>{member, {}}, "create_member"));
        }
        Membership membership;
        membership.id.text = make_id(env_.random);
        membership.member = member.id;
        membership.organization = {invitation->organization};
        membership.role = *role;
        membership.starts_on = date_of({now});
        commands.push_back(
            server_command(env_, Create<Membership>{membership, {}}, "create_membership"));
        if (!invitation->team.empty()) {
            TeamMembership place;
            place.id.text = make_id(env_.random);
            place.member = member.id;
            place.team = {invitation->team};
            place.starts_on = date_of({now});
            commands.push_back(
                server_command(env_, Create<TeamMembership>{place, {}}, "create_team_membership"));
        }
        // One transaction: the last use of a link makes one member, however many ask at once.
        auto const outcome =
            floor.act(invitation->network, commands, {invitation->invited_by}, [&] {
                if (!floor.accounts().use_invitation(invitation->id, now)) {
                    throw storage::Fault("an invitation that holds has a use left");
                }
                if (new_account) { floor.accounts().add(account, now); }
                if (!known_member) {
                    floor.accounts().link_member({account.id, invitation->network, member.id.text});
                }
            });
        if (outcome.has_error()) { return refusal_response(outcome.error()); }
        return start_session(floor, account, false);
    }();
    mailbox_.put([reply, answer = std::move(answer)] { reply(answer); });
}

void Api::member_link(Call&& call) {
    auto const member_id = call.parts[1];
    auto const request = call.request;
    with_member(std::move(call), [=, this](Floor& floor, SignedIn const&, Room& room,
                                           MemberId const& member) {
        auto const viewer = room.viewer(member);
        MemberId const other{member_id};
        auto const account = floor.accounts().account_of(room.name(), member_id);
        bool all_mine = false;
        bool any = false;
        // Only who looks after every organisation a person belongs to may open their account: a lead of one
        // district must not sign in as somebody of another, nor as the hub's director.
        room.state().each_below<Membership>(
            {kind_of<Member>(), member_id}, [&](Membership const& m, Meta const&) {
                if (m.state != MembershipState::Active) { return; }
                bool const mine = looks_after(viewer, room.state(), m.organization) &&
                                  may_give_role(viewer, room.state(), m.organization, m.role);
                all_mine = any ? all_mine && mine : mine;
                any = true;
            });
        if (!View::may_see(room.state(), viewer, {kind_of<Member>(), member_id}) || !account) {
            return refusal_response(
                refuse(Code::NotFound, "member", "There is nothing here by that id."));
        }
        if (!all_mine || other == member) {
            return refusal_response(
                refuse(Code::NotYours, "member", "Only who looks after this person may do that."));
        }
        // An account may belong to several networks; a link from one must not open the others' confidences.
        if (floor.accounts().members_of(*account).size() > 1) {
            return refusal_response(refuse(Code::NotYours, "member",
                                           "This person belongs to several networks; they can only "
                                           "be helped by the server's operator."));
        }
        auto const token = make_token(env_.random);
        floor.accounts().add_link(storage::sha256(token), "sign_in", *account,
                                  env_.clock.now_ms() + sign_in_link_ms);
        floor.store().note_for_server(env_.clock.now_ms(), "sign_in_link_made", *account);
        return Response::json(200, json{{"link", link(request, "link", token)}}.dump());
    });
}

}  // namespace flywheel::web
