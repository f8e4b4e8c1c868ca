// Signing in with an account at the OpenID provider that the settings name (docs/adr/0016).
#include "server/log.hpp"
#include "server/oidc/form.hpp"
#include "server/web/api_detail.hpp"
#include "server/web/password.hpp"

namespace flywheel::web {

namespace {

using oidc::encoded;

constexpr char const* callback_path = "/api/v1/provider/callback";

Response no_provider() {
    return refusal_response(refuse(Code::NotFound, "", "Here one signs in with a password alone."));
}

// A path of this site and of no other: "//elsewhere" and "/\elsewhere" are read as names of one.
bool is_own_path(std::string const& path) {
    return path.rfind('/', 0) == 0 && path.rfind("//", 0) != 0 &&
           path.find('\\') == std::string::npos;
}

bool is_welcome(oidc::Identity const& who, std::vector<std::string> const& domains) {
    auto const at = who.email.rfind('@');
    if (domains.empty()) { return true; }
    return who.email_verified && at != std::string::npos &&
           std::find(domains.begin(), domains.end(), who.email.substr(at + 1)) != domains.end();
}

// As it may stand in an account; empty where it is none, or too long.
std::string address_in(oidc::Identity const& who) {
    auto const email = email_of(json{{"email", who.email}}, false);
    return email.has_error() ? std::string{} : *email;
}

std::string name_in(oidc::Identity const& who, std::string const& email) {
    constexpr std::size_t name_length_max = 120;  // as of everybody
    auto const name = text_of(json{{"name", who.name}}, "name", name_length_max, false);
    if (!name.has_error() && !name->empty()) { return *name; }
    return email.substr(0, std::min(email.find('@'), name_length_max));
}

void take_cookies(Response& into, Response const& from) {
    for (auto const& [name, value] : from.headers) {
        if (name == "Set-Cookie") { into.headers.emplace_back(name, value); }
    }
}

}  // namespace

std::string Api::provider_cookie_of(Request const& request) const {
    return cookie_called(cookie_name() + "-provider", request);
}

// Lax, since the way back begins at another site; a page there that only embeds ours gets nothing.
std::string Api::provider_cookie(std::string const& token) const {
    std::string cookie = cookie_name() + "-provider=" + token + "; Path=/; HttpOnly; SameSite=Lax";
    if (!options_.public_url.empty()) { cookie += "; Secure"; }
    return cookie + "; Max-Age=" + std::to_string(token.empty() ? 0 : flow_ms / 1000);
}

Response Api::back_to(ProviderFlow const& flow, std::string const& what) const {
    std::string to =
        flow.what == ProviderFlow::For::Add && what != "signed_out" ? "/settings" : "/in";
    to += "?provider=" + what;
    if (flow.shared_device) { to += "&shared=1"; }
    if (!flow.next.empty()) { to += "&next=" + encoded(flow.next); }
    Response response;
    response.status = 303;
    response.headers.emplace_back("Location", to);
    response.headers.emplace_back("Set-Cookie", provider_cookie({}));
    return response;
}

void Api::provider(Call&& call) {
    json answer = json::object();
    if (options_.provider != nullptr) { answer["name"] = options_.provider->settings().name; }
    call.reply(Response::json(200, answer.dump()));
}

void Api::look_up_provider(Request const& request, Reply const& reply,
                           std::function<void(std::string const&)> then) {
    if (options_.provider == nullptr) { return reply(no_provider()); }
    auto const now = std::chrono::steady_clock::now();
    auto const wait = begun_.wait_seconds(request.address, request.address, now);
    if (wait > 0) { return reply(too_many_attempts(wait)); }
    begun_.failed(request.address, request.address, now);
    bool const waits =
        options_.provider->look_up([this, reply, then = std::move(then)](std::string const& found) {
            mailbox_.put([reply, then, found] {
                if (!found.empty()) { return then(found); }
                reply(refusal_response(refuse(Code::ProviderUnreachable, "",
                                              "The provider does not answer as it should.")));
            });
        });
    if (!waits) { reply(too_many_attempts(1)); }
}

Api::Begun Api::begin_flow(Request const& request, ProviderFlow flow, std::string const& endpoint,
                           Sends sends) {
    auto const token = make_token(env_.random);
    flow.journey = {make_token(env_.random), make_token(env_.random), make_token(env_.random),
                    site(request) + callback_path};
    auto const address = options_.provider->address_for(endpoint, flow.journey);
    Begun begun{sha256(token), std::move(flow), {}};
    if (sends == Sends::Address) {
        begun.response = Response::json(200, json{{"address", address}}.dump());
    } else {
        begun.response.status = 303;
        begun.response.headers.emplace_back("Location", address);
    }
    begun.response.headers.emplace_back("Set-Cookie", provider_cookie(token));
    return begun;
}

void Api::send_to_provider(Request const& request, ProviderFlow const& flow, Sends sends,
                           Reply const& reply) {
    look_up_provider(request, reply, [this, request, flow, sends, reply](std::string const& found) {
        auto begun = begin_flow(request, flow, found, sends);
        flows_.put(begun.hash, std::move(begun.flow), env_.clock.now_ms());
        reply(std::move(begun.response));
    });
}

void Api::begin_with_provider(Call&& call) {
    auto const next = text_of(call.body, "next", next_length_max, false);
    auto const token = text_of(call.body, "token", 128, false);
    for (auto const* each : {&next, &token}) {
        if (each->has_error()) { return call.reply(refusal_response(each->error())); }
    }
    ProviderFlow flow;
    flow.shared_device = call.body.value("shared_device", json(false)) == json(true);
    if (is_own_path(*next)) { flow.next = *next; }
    if (!token->empty()) {
        flow.what = ProviderFlow::For::Invitation;
        flow.invitation_hash = sha256(*token);
    }
    send_to_provider(call.request, flow, Sends::Address, call.reply);
}

void Api::add_identity(Call&& call) {
    if (options_.provider == nullptr) {
        return with_session(std::move(call), [](Floor&, SignedIn const&) { return no_provider(); });
    }
    auto const reply = call.reply;
    auto const request = call.request;
    auto const asked = std::make_shared<Call>(std::move(call));
    look_up_provider(request, reply, [this, request, asked](std::string const& endpoint) {
        // A browser that somebody left open must not be enough to add one.
        with_password(
            std::move(*asked),
            [](storage::Account const&) -> Result<std::string> { return std::string{}; },
            [this, request, endpoint](Floor&, SignedIn const& who, storage::Account const&,
                                      std::string const&) {
                ProviderFlow flow;
                flow.what = ProviderFlow::For::Add;
                flow.account = who.account;
                flow.session_hash = who.session_hash;
                auto begun = begin_flow(request, std::move(flow), endpoint, Sends::Address);
                // Before the answer: that goes the same way.
                mailbox_.put([this, hash = begun.hash, kept = std::move(begun.flow)] {
                    flows_.put(hash, kept, env_.clock.now_ms());
                });
                return std::move(begun.response);
            });
    });
}

void Api::provider_callback(Call&& call) {
    auto* const provider = options_.provider;
    if (provider == nullptr) { return call.reply(no_provider()); }
    auto const hash = sha256(provider_cookie_of(call.request));
    auto const parameters = oidc::parameters_in(call.request.query);
    auto leave = [&](char const* what) {
        log::trouble("identity_refused", {{"why", "state"}});
        auto response = back_to({}, what);
        // What this browser itself has under way goes on: another's page must not end it.
        response.headers.pop_back();
        call.reply(std::move(response));
    };
    if (!parameters) { return leave("not_trusted"); }
    auto given = [&](char const* name) {
        auto const found = parameters->find(name);
        return found == parameters->end() ? std::string{} : found->second;
    };
    auto const state = given("state");
    auto const code = given("code");
    auto const* const under_way = flows_.find(hash, env_.clock.now_ms());
    bool const here = under_way != nullptr && !under_way->proven;
    // From a portal of the provider's, such as Clever's: it knows of nothing that was begun here, so that something is.
    if (!here && state.empty() && !code.empty()) {
        // It is a page that somebody looks at: what does not work is told on one of ours.
        auto const told = [this, reply = call.reply](Response response) {
            reply(response.status == 303 ? std::move(response) : back_to({}, "unreachable"));
        };
        return send_to_provider(call.request, {}, Sends::Redirect, told);
    }
    if (!here || !same_secret(state, under_way->journey.state)) { return leave("began_elsewhere"); }
    auto const flow = *under_way;
    flows_.end(hash);
    auto refuse_for = [&](std::string_view why, char const* what) {
        log::trouble("identity_refused", {{"why", why}});
        call.reply(back_to(flow, what));
    };
    bool const said = parameters->contains("iss");
    if (said ? given("iss") != provider->settings().issuer : provider->says_issuer()) {
        return refuse_for("iss_parameter", "not_trusted");
    }
    if (parameters->contains("error")) { return refuse_for("error", "declined"); }
    if (code.empty() || code.size() > grant_length_max) {
        return refuse_for("no_code", "not_trusted");
    }
    bool const waits = provider->exchange(
        code, flow.journey,
        [this, flow, request = call.request, reply = call.reply](oidc::Told const& told) {
            mailbox_.put([=, this] { arrive(flow, told, request, reply); });
        });
    if (!waits) { refuse_for("too_many_wait", "unreachable"); }
}

void Api::arrive(ProviderFlow const& flow, oidc::Told const& told, Request const& request,
                 Reply const& reply) {
    if (!told.why.empty()) {
        log::trouble("identity_refused", {{"why", told.why}});
        return reply(back_to(flow, told.unreachable ? "unreachable" : "not_trusted"));
    }
    if (!is_welcome(told.identity, options_.provider->settings().domains)) {
        log::trouble("identity_refused", {{"why", "domain"}});
        return reply(back_to(flow, "domain"));
    }
    on_room(reply, [this, flow, who = told.identity, request](Floor& floor) {
        return settle_identity(floor, flow, who, request);
    });
}

Response Api::settle_identity(Floor& floor, ProviderFlow const& flow, oidc::Identity const& who,
                              Request const& request) {
    storage::BoundIdentity shown;
    shown.issuer = who.issuer;
    shown.subject = who.subject;
    shown.email = address_in(who);
    if (flow.what == ProviderFlow::For::Add) { return add_to_account(floor, flow, shown); }
    storage::Identities identities(floor.store());
    auto const bound = identities.find(shown.issuer, shown.subject);
    auto const account = bound ? floor.accounts().by_id(bound->account) : std::nullopt;
    if (account) {
        identities.used(bound->id, env_.clock.now_ms());
        return sign_in_bound(floor, flow, *account, request);
    }
    if (flow.what == ProviderFlow::For::Invitation) {
        return join_as_new(floor, flow, who, shown, request);
    }
    // Whatever address the provider says: it makes nobody the owner of an account here.
    log::fact("identity_unknown");
    return back_to(flow, "unbound");
}

Response Api::add_to_account(Floor& floor, ProviderFlow const& flow,
                             storage::BoundIdentity const& shown) {
    auto const session = floor.accounts().session(flow.session_hash, env_.clock.now_ms());
    if (!session || session->account != flow.account) { return back_to(flow, "signed_out"); }
    auto const added = flywheel::add_identity(floor, flow.account, shown);
    if (!added.has_error()) { return back_to(flow, "added"); }
    return back_to(flow, added.error().code == Code::TooMany ? "too_many" : "taken");
}

Response Api::join_as_new(Floor& floor, ProviderFlow const& flow, oidc::Identity const& who,
                          storage::BoundIdentity const& shown, Request const& request) {
    auto const now = env_.clock.now_ms();
    auto const invitation = floor.accounts().invitation(flow.invitation_hash, now);
    if (!invitation) { return back_to(flow, "invitation"); }
    // One that the provider has not confirmed is anybody's; the invitation's own is whom its maker meant.
    auto email = who.email_verified ? shown.email : std::string{};
    if (email.empty() && (shown.email.empty() || shown.email == invitation->email)) {
        email = invitation->email;
    }
    if (email.empty()) { return back_to(flow, "no_address"); }
    if (!invitation->email.empty() && email != invitation->email) {
        return back_to(flow, "other_address");
    }
    if (floor.accounts().by_email(email)) { return back_to(flow, "address_taken"); }
    storage::Account const account{make_id(env_.random), email, name_in(who, email), {}};
    auto const joined = join_with_identity(floor, flow.invitation_hash, account, shown);
    if (joined.has_error()) { return back_to(flow, "invitation"); }
    auto response = back_to(flow, "done");
    take_cookies(response, start_session(floor, account, request, flow.shared_device));
    return response;
}

Response Api::sign_in_bound(Floor& floor, ProviderFlow flow, storage::Account const& account,
                            Request const& request) {
    // The provider stands for the password, and for nothing else.
    auto const asked = second_step(floor, account.id, {});
    if (asked.has_error() && asked.error().code == Code::NeedsPasskey) {
        return back_to(flow, "passkey");
    }
    if (asked.has_error()) {
        auto const token = make_token(env_.random);
        flow.proven = true;
        flow.account = account.id;
        flow.email = account.email;
        auto response = back_to(flow, "code");
        response.headers.back().second = provider_cookie(token);
        // Before the answer: that goes the same way.
        mailbox_.put(
            [this, hash = sha256(token), flow] { flows_.put(hash, flow, env_.clock.now_ms()); });
        return response;
    }
    auto const opened = open_door(floor, flow, account, request);
    auto response = back_to(flow, opened.status == 200 ? "done" : "invitation");
    take_cookies(response, opened);
    return response;
}

Response Api::open_door(Floor& floor, ProviderFlow const& flow, storage::Account const& account,
                        Request const& request) {
    if (flow.what == ProviderFlow::For::Invitation) {
        Joiner joiner;
        joiner.account = account;
        auto const joined = join_by_invitation(floor, flow.invitation_hash, joiner);
        if (joined.has_error()) { return refusal_response(joined.error()); }
    }
    return start_session(floor, account, request, flow.shared_device);
}

void Api::finish_with_provider(Call&& call) {
    auto const code = text_of(call.body, "code", code_length_max);
    if (code.has_error()) { return call.reply(refusal_response(code.error())); }
    auto const hash = sha256(provider_cookie_of(call.request));
    auto const* const under_way = flows_.find(hash, env_.clock.now_ms());
    if (under_way == nullptr || !under_way->proven) {
        return call.reply(refusal_response(
            refuse(Code::SignedOut, "", "It took too long: sign in there again.")));
    }
    auto const flow = *under_way;
    auto const wait =
        guesses_.wait_seconds(flow.email, call.request.address, std::chrono::steady_clock::now());
    if (wait > 0) { return call.reply(too_many_attempts(wait)); }
    rooms_.call([this, flow, hash, code = *code, request = call.request,
                 reply = std::move(call.reply)](Floor& floor) {
        auto const account = floor.accounts().by_id(flow.account);
        auto const outcome = account ? second_step(floor, flow.account, code)
                                     : Result<void>(refuse(Code::SignedOut, "", "Begin again."));
        auto response = outcome.has_error() ? refusal_response(outcome.error())
                                            : open_door(floor, flow, *account, request);
        if (!outcome.has_error()) {
            response.headers.emplace_back("Set-Cookie", provider_cookie({}));
        }
        mailbox_.put([this, outcome, flow, hash, request, reply, response] {
            settle_guess(outcome, flow.email, request.address);
            if (!outcome.has_error()) { flows_.end(hash); }
            reply(response);
        });
    });
}

void Api::identities(Call&& call) {
    with_session(std::move(call), [](Floor& floor, SignedIn const& who) {
        json list = json::array();
        for (auto const& each : storage::Identities(floor.store()).of(who.account)) {
            json entry{
                {"id", each.id}, {"issuer", each.issuer}, {"created_at_ms", each.created_at_ms}};
            if (!each.email.empty()) { entry["email"] = each.email; }
            if (each.used_at_ms != 0) { entry["used_at_ms"] = each.used_at_ms; }
            list.push_back(std::move(entry));
        }
        return Response::json(200, json{{"identities", std::move(list)}}.dump());
    });
}

void Api::end_identity(Call&& call) {
    auto const id = call.parts[0];
    with_session(std::move(call), [this, id](Floor& floor, SignedIn const& who) {
        auto const ended = flywheel::end_identity(floor, who.account, id);
        if (ended.has_error()) { return refusal_response(ended.error()); }
        // Whoever came in by it, on whatever device, is out. One that is another's is not there, and the answer is the same.
        if (*ended) { end_other_sessions(floor, who); }
        return nothing_more();
    });
}

}  // namespace flywheel::web
