#include "server/web/api.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <charconv>
#include <zlib.h>

#include "protocol/emit.hpp"
#include "protocol/json_gate.hpp"
#include "protocol/operations.hpp"
#include "server/web/api_detail.hpp"

namespace flywheel::web {

namespace {

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

// What stands where the route has a {word}; nothing when the path is another.
std::optional<std::vector<std::string>> words_in(std::vector<std::string> const& path,
                                                 std::vector<std::string> const& route) {
    if (path.size() != route.size()) { return std::nullopt; }
    std::vector<std::string> words;
    for (std::size_t i = 0; i < path.size(); ++i) {
        if (route[i].front() != '{') {
            if (route[i] != path[i]) { return std::nullopt; }
        } else if (is_id(path[i])) {
            words.push_back(path[i]);
        } else {
            return std::nullopt;
        }
    }
    return words;
}

}  // namespace

Response refused(int status, Refusal const& refusal) {
    return Response::json(status, refusal_json(refusal));
}

Api::Api(Rooms& rooms, Mailbox& mailbox, boost::asio::thread_pool& pool, Env env,
         SiteOptions options)
    : rooms_(rooms), mailbox_(mailbox), pool_(pool), env_(env), options_(std::move(options)),
      guesses_({guesses_per_account, guesses_per_address, guesses_per_subnet, guesses_in_all}),
      resets_({resets_per_account, resets_per_address, resets_per_subnet, resets_in_all}),
      begun_({flows_per_address, flows_per_address, flows_per_subnet, static_cast<int>(flows_max)}),
      passkeys_begun_({flows_per_address, flows_per_address, flows_per_subnet,
                       static_cast<int>(passkey_challenges_max)}),
      began_ms_(env.clock.now_ms()) {}

void Api::on_room(Reply reply, std::function<Response(Floor&)> work) {
    rooms_.call([this, reply = std::move(reply), work = std::move(work)](Floor& floor) {
        auto response = work(floor);
        mailbox_.put([reply, response = std::move(response)] { reply(response); });
    });
}

// Every declared operation has its handler here, and the other way round (health_test.cpp).
std::vector<Api::Route> const& Api::routes() {
    static std::map<std::string_view, Handler> const handlers = {
        {"sign_in", &Api::sign_in},
        {"sign_in_link", &Api::sign_in_link},
        {"reset_offered", &Api::reset_offered},
        {"reset_password", &Api::reset_password},
        {"sign_out", &Api::sign_out},
        {"me", &Api::me},
        {"setup_open", &Api::setup_open},
        {"look_at_setup", &Api::look_at_setup},
        {"try_setup_mail", &Api::try_setup_mail},
        {"try_setup_folder", &Api::try_setup_folder},
        {"setup", &Api::setup},
        {"sessions", &Api::sessions},
        {"end_session", &Api::end_session},
        {"end_others", &Api::end_others},
        {"change_password", &Api::change_password},
        {"api_tokens", &Api::api_tokens},
        {"make_api_token", &Api::make_api_token},
        {"end_api_token", &Api::end_api_token},
        {"calendars", &Api::calendars},
        {"make_calendar", &Api::make_calendar},
        {"end_calendar", &Api::end_calendar},
        {"second_factor", &Api::second_factor},
        {"begin_second_factor", &Api::begin_second_factor},
        {"confirm_second_factor", &Api::confirm_second_factor},
        {"end_second_factor", &Api::end_second_factor},
        {"provider", &Api::provider},
        {"begin_with_provider", &Api::begin_with_provider},
        {"finish_with_provider", &Api::finish_with_provider},
        {"identities", &Api::identities},
        {"add_identity", &Api::add_identity},
        {"end_identity", &Api::end_identity},
        {"passkeys_offered", &Api::passkeys_offered},
        {"begin_with_passkey", &Api::begin_with_passkey},
        {"sign_in_with_passkey", &Api::sign_in_with_passkey},
        {"passkeys", &Api::passkeys},
        {"begin_passkey", &Api::begin_passkey},
        {"add_passkey", &Api::add_passkey},
        {"end_passkey", &Api::end_passkey},
        {"snapshot", &Api::snapshot},
        {"details", &Api::details},
        {"list_records", &Api::list_records},
        {"record", &Api::record},
        {"archived", &Api::archived},
        {"view_as", &Api::view_as},
        {"view_as_details", &Api::view_as},
        {"notices", &Api::notices},
        {"charts", &Api::charts},
        {"chart", &Api::chart},
        {"history", &Api::history},
        {"readers", &Api::readers},
        {"administered_people", &Api::administered_people},
        {"end_sign_ins", &Api::end_sign_ins},
        {"administered_tokens", &Api::administered_tokens},
        {"end_token", &Api::end_token},
        {"administered_history", &Api::administered_history},
        {"administered_server", &Api::administered_server},
        {"command", &Api::command},
        {"sync", &Api::sync},
        {"invite", &Api::invite},
        {"invitations", &Api::invitations},
        {"revoke_invitation", &Api::revoke_invitation},
        {"look_at_invitation", &Api::look_at_invitation},
        {"accept_invitation", &Api::accept_invitation},
        {"member_link", &Api::member_link},
        {"erasure", &Api::erasure},
        {"erase", &Api::erase},
        {"take_along", &Api::take_along},
        {"upload", &Api::upload},
        {"attachment", &Api::attachment},
        {"openapi", &Api::openapi},
    };
    static std::vector<Route> const all = [] {
        std::vector<Route> made;
        for (auto const& operation : operations()) {
            made.push_back({operation.method, split(std::string(operation.path)),
                            handlers.at(operation.id), operation.by_token});
        }
        // A path for each command, as openapi.json has it: one handler, which takes the name from there.
        made.push_back({"POST",
                        {"networks", "{network}", "commands", "{name}"},
                        &Api::command,
                        ByToken::Writes});
        return made;
    }();
    return all;
}

void Api::handle(Request request, Reply reply) {
    Call call{std::move(request), std::move(reply), {}, {}};
    call.parts = split(call.request.path);
    auto& parts = call.parts;
    if (parts.size() < 3 || parts[0] != "api" || parts[1] != "v1") {
        call.reply(refusal_response(refuse(Code::NotFound, "", "There is nothing here.")));
        return;
    }
    parts.erase(parts.begin(), parts.begin() + 2);
    // Proves itself by its token: it comes from mail programs, which are no page of ours.
    if (parts == std::vector<std::string>{"stop_mail"} && is_own_host(call.request)) {
        return stop_mail(std::move(call));
    }
    if (parts.size() == 2 && parts[0] == "calendar" && is_own_host(call.request)) {
        return calendar(std::move(call));
    }
    // Proves itself by what this browser keeps of its way there.
    if (parts == std::vector<std::string>{"provider", "callback"} && call.request.method == "GET" &&
        is_own_host(call.request)) {
        return provider_callback(std::move(call));
    }
    bool const writes = call.request.method != "GET" && call.request.method != "HEAD";
    // A program without a cookie needs no Origin; a browser always sends one with a write, and lets no other site's page say a token.
    bool const by_token = !shown_by(call.request).token_hash.empty();
    bool const no_browser =
        by_token || (call.request.origin.empty() && cookie_of(call.request).empty());
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
        // Numbers in lists, up to the size of any body: it has a bound of its own and its own reader.
        if (parts == std::vector<std::string>{"chart"} && call.request.method == "POST") {
            return chart(std::move(call));
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
    for (auto const& route : routes()) {
        if (call.request.method != route.method) { continue; }
        auto words = words_in(parts, route.path);
        if (!words) { continue; }
        if (by_token && route.by_token == ByToken::No) { return call.reply(not_by_token()); }
        call.parts = std::move(*words);
        (this->*route.handler)(std::move(call));
        return;
    }
    call.reply(refusal_response(refuse(Code::NotFound, "", "There is nothing here.")));
}

// ---- Reading -----------------------------------------------------------------------------------

void Api::snapshot(Call&& call) {
    bool const compress = call.request.accept_encoding.find("gzip") != std::string::npos;
    rooms_.call([this, shown = shown_by(call.request), network = call.parts[0], compress,
                 older = query_value(call.request.query, "older"),
                 reply = std::move(call.reply)](Floor& floor) {
        auto const here = inside(floor, shown, network);
        if (here.has_error()) {
            mailbox_.put([reply, why = here.error()] { reply(refusal_response(why)); });
            return;
        }
        auto* const room = here->room;
        auto const viewer = room->viewer(here->member);
        // The room gives shared pieces; joining and compressing them holds up no commit.
        auto taken = older.empty() ? room->snapshot(viewer) : room->older(viewer, older);
        if (!taken) {
            auto response = refusal_response(
                refuse(Code::NotWellFormed, "older", "\"older\" is what an earlier part gave."));
            mailbox_.put([reply, response] { reply(response); });
            return;
        }
        // What many ask for at the start of a school day is kept; older cycles a browser asks for once.
        bool const keep = older.empty();
        boost::asio::post(pool_, [this, network, taken = std::move(*taken), compress, keep, reply] {
            Response response;
            if (compress) {
                response.body = keep ? compressed(network, taken)
                                     : std::make_shared<std::string const>(
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

std::shared_ptr<std::string const> Api::compressed(std::string const& network,
                                                   Room::Snapshot const& taken) {
    constexpr std::size_t kept_max = 16;  // kinds of viewer times networks that open at once
    // The same records at the same moment, and the same place to go on from, are the same bytes; equal addresses mean the same records, since
    // the cache keeps them alive.
    std::string addresses;
    for (auto const& piece : taken.records.pieces()) {
        auto const* const address = piece.get();
        addresses.append(reinterpret_cast<char const*>(&address), sizeof(std::uintptr_t));
    }
    std::string const key =
        network + "/" + std::to_string(taken.seq) + "/" + sha256(addresses + taken.older);
    for (auto const& each : compressed_) {
        if (each.key == key) { return each.body; }
    }
    auto body = std::make_shared<std::string const>(gzip(taken.records.pieces(), taken.head, "]}"));
    compressed_.push_front({key, taken.records.pieces(), body});
    if (compressed_.size() > kept_max) { compressed_.pop_back(); }
    return body;
}

void Api::list_records(Call&& call) {
    constexpr std::size_t limit_default = 100;
    constexpr std::size_t limit_max = 500;  // some 250 kB, a few milliseconds of the room's turn
    auto const kind = kind_from_name(call.parts[1]);
    if (!kind) {
        call.reply(refusal_response(
            refuse(Code::UnknownKind, "kind", "There is no kind of record with that name.")));
        return;
    }
    std::size_t limit = limit_default;
    if (auto const said = query_value(call.request.query, "limit"); !said.empty()) {
        limit = 0;
        auto const [end, error] = std::from_chars(said.data(), said.data() + said.size(), limit);
        if (error != std::errc{} || end != said.data() + said.size() || limit < 1 ||
            limit > limit_max) {
            call.reply(refusal_response(
                refuse(limit > limit_max ? Code::TooLarge : Code::TooSmall, "limit", "1 to 500.",
                       {{"limit", std::to_string(limit > limit_max ? limit_max : 1)}})));
            return;
        }
    }
    with_member(std::move(call), [kind = *kind, limit,
                                  after = query_value(call.request.query, "after")](
                                     Floor&, SignedIn const&, Room& room, MemberId const& member) {
        auto const page = View::list(room.state(), room.viewer(member), kind, after, limit);
        std::string more;
        if (!page.after.empty()) { more = R"(,"after":)" + json(page.after).dump(); }
        return Response::json(200,
                              R"({"records":[)" + joined(page.records.pieces()) + "]" + more + "}");
    });
}

void Api::openapi(Call&& call) {
    static auto const text = std::make_shared<std::string const>(emit_openapi());
    Response response;
    response.body = text;
    call.reply(std::move(response));
}

void Api::record(Call&& call) {
    about_record(std::move(call), [](Room& room, Viewer const& viewer, Key const& key) {
        return Response::json(
            200, R"({"records":[)" + joined(View::one(room.state(), viewer, key).pieces()) + "]}");
    });
}

void Api::details(Call&& call) {
    about_record(std::move(call), [](Room& room, Viewer const& viewer, Key const& parent) {
        return Response::json(
            200,
            R"({"puts":[)" + joined(View::details(room.state(), viewer, parent).pieces()) + "]}");
    });
}

void Api::about_record(Call&& call,
                       std::function<Response(Room&, Viewer const&, Key const&)> answer) {
    auto const kind = kind_from_name(call.parts[1]);
    if (!kind) {
        call.reply(refusal_response(
            refuse(Code::UnknownKind, "kind", "There is no kind of record with that name.")));
        return;
    }
    Key key{*kind, call.parts[2]};
    with_member(std::move(call), [key = std::move(key), answer = std::move(answer)](
                                     Floor&, SignedIn const&, Room& room, MemberId const& member) {
        auto const viewer = room.viewer(member);
        room.reads(viewer, key);
        return answer(room, viewer, key);
    });
}

void Api::archived(Call&& call) {
    with_member(std::move(call), [](Floor&, SignedIn const&, Room& room, MemberId const& member) {
        return Response::json(
            200, R"({"records":[)" +
                     joined(View::archived(room.state(), room.viewer(member)).pieces()) + "]}");
    });
}

void Api::notices(Call&& call) {
    with_member(std::move(call), [this](Floor&, SignedIn const&, Room& room,
                                        MemberId const& member) {
        auto const found = View::notices(room.state(), room.viewer(member), env_.clock.now_ms());
        std::string const mail = options_.sends_mail ? "true" : "false";
        return Response::json(200, R"({"notices":[)" + joined(found.pieces()) + R"(],"mail":)" +
                                       mail + '}');
    });
}

void Api::charts(Call&& call) {
    auto const measure = query_value(call.request.query, "measure");
    auto const series = query_value(call.request.query, "series");
    with_member(std::move(call),
                [measure, series](Floor&, SignedIn const&, Room& room, MemberId const& member) {
                    auto const found = View::charts(room.state(), room.viewer(member),
                                                    MeasureId{measure}, MeasureSeriesId{series});
                    return Response::json(200, R"({"charts":[)" + joined(found.pieces()) + "]}");
                });
}

void Api::command(Call&& call) {
    if (call.parts.size() == 2) {  // its name stands in the path
        call.body["name"] = call.parts[1];
        call.request.body = call.body.dump();
    }
    auto command = read_command(call.request.body);
    if (command.has_error()) {
        call.reply(refusal_response(command.error()));
        return;
    }
    who_or_token(call.request, [this, network = call.parts[0], command = *command,
                                reply = std::move(call.reply)](Result<SignedIn> const& who) {
        if (who.has_error()) { return reply(refusal_response(who.error())); }
        if (who->token && !who->token->network.empty() && who->token->network != network) {
            return reply(no_such_network());
        }
        if (who->token && !who->token->may_write) {
            return reply(refusal_response(
                refuse(Code::NotYours, "token", "This token only reads: it carries out nothing.")));
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

}  // namespace flywheel::web
