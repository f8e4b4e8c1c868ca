// Where somebody is signed in, and with what.
#include <boost/asio/post.hpp>

#include "server/web/api_detail.hpp"
#include "server/web/device.hpp"
#include "server/web/password.hpp"

namespace flywheel::web {

namespace {

// How finely it is kept when a device was last seen: a write for every page would wear out the disk for nothing.
constexpr std::int64_t seen_every_ms = 60LL * 60 * 1000;

}  // namespace

Response Api::start_session(Floor& floor, storage::Account const& account, Request const& request,
                            bool shared_device) {
    auto const token = make_token(env_.random);
    auto const now = env_.clock.now_ms();
    storage::Session session;
    session.id = make_id(env_.random);
    session.account = account.id;
    session.created_at_ms = session.seen_at_ms = now;
    session.expires_at_ms = now + (shared_device ? shared_session_ms : session_ms);
    session.shared_device = shared_device;
    session.device = device_of(request.user_agent);
    floor.accounts().add_session(sha256(token), session);
    floor.store().note_for_server(now, "signed_in", account.id);
    auto response = Response::json(200, account_json(account).dump());
    response.headers.emplace_back("Set-Cookie", set_cookie(token, shared_device));
    return response;
}

void Api::note_seen(Floor& floor, std::string const& hash, storage::Session const& session) {
    auto const now = env_.clock.now_ms();
    if (now - session.seen_at_ms >= seen_every_ms) { floor.accounts().seen(hash, now); }
}

void Api::end_sessions(Floor& floor, std::string const& account,
                       std::function<bool(storage::KnownSession const&)> const& which) {
    bool any = false;
    for (auto const& each : floor.accounts().sessions_of(account, env_.clock.now_ms())) {
        if (!which(each)) { continue; }
        any = true;
        floor.accounts().end_session(each.token_hash);
        // With it every connection that it opened.
        floor.end_session(each.token_hash);
    }
    if (any) { floor.store().note_for_server(env_.clock.now_ms(), "sessions_ended", account); }
}

void Api::with_session(Call&& call, std::function<Response(Floor&, SignedIn const&)> work) {
    auto const token = cookie_of(call.request);
    on_room(std::move(call.reply), [this, token, work = std::move(work)](Floor& floor) {
        auto const hash = sha256(token);
        auto const session =
            token.empty() ? std::nullopt : floor.accounts().session(hash, env_.clock.now_ms());
        if (!session) { return signed_out(); }
        return work(floor, SignedIn{session->account, hash});
    });
}

void Api::sessions(Call&& call) {
    with_session(std::move(call), [this](Floor& floor, SignedIn const& who) {
        json list = json::array();
        for (auto const& each : floor.accounts().sessions_of(who.account, env_.clock.now_ms())) {
            auto const& session = each.session;
            auto const space = session.device.find(' ');
            list.push_back(
                {{"id", session.id},
                 {"browser", session.device.substr(0, space)},
                 {"system", space == std::string::npos ? std::string("other")
                                                       : session.device.substr(space + 1)},
                 {"created_at_ms", session.created_at_ms},
                 {"seen_at_ms", session.seen_at_ms},
                 {"shared_device", session.shared_device},
                 {"current", each.token_hash == who.session_hash}});
        }
        return Response::json(200, json{{"sessions", std::move(list)}}.dump());
    });
}

void Api::end_session(Call&& call) {
    auto const id = call.parts[0];
    with_session(std::move(call), [this, id](Floor& floor, SignedIn const& who) {
        // Another's is not there: it ends nothing, and says the same as one that has ended.
        end_sessions(floor, who.account, [&](auto const& each) { return each.session.id == id; });
        Response response;
        response.status = 204;
        return response;
    });
}

void Api::end_other_sessions(Call&& call) {
    with_session(std::move(call), [this](Floor& floor, SignedIn const& who) {
        end_sessions(floor, who.account,
                     [&](auto const& each) { return each.token_hash != who.session_hash; });
        Response response;
        response.status = 204;
        return response;
    });
}

void Api::change_password(Call&& call) {
    auto const now_used = text_of(call.body, "current_password", password_length_max);
    if (now_used.has_error()) {
        call.reply(refusal_response(now_used.error()));
        return;
    }
    auto const request = call.request;
    who(request, [this, shared = std::make_shared<Call>(std::move(call)),
                  now_used = *now_used](std::optional<SignedIn> const& who) {
        auto const reply = shared->reply;
        if (!who) { return reply(signed_out()); }
        rooms_.call([this, shared, now_used, who = *who](Floor& floor) {
            auto const account = floor.accounts().by_id(who.account);
            mailbox_.put([this, shared, now_used, who, account] {
                replace_password(std::move(*shared), who, *account, now_used);
            });
        });
    });
}

// On the web thread: the guesses are counted there.
void Api::replace_password(Call&& call, SignedIn const& who, storage::Account const& account,
                           std::string const& now_used) {
    auto const reply = call.reply;
    auto const address = call.request.address;
    auto const password = new_password_of(call.body, {account.name, account.email});
    if (password.has_error()) { return reply(refusal_response(password.error())); }
    auto const wait =
        guesses_.wait_seconds(account.email, address, std::chrono::steady_clock::now());
    if (wait > 0) { return reply(too_many_attempts(wait)); }
    boost::asio::post(pool_, [this, reply, who, account, now_used, address, password = *password] {
        bool const right = check_password(now_used, account.password_hash);
        auto const fresh = right ? hash_password(password) : std::string{};
        mailbox_.put([this, reply, who, account, right, fresh, address] {
            if (!right) {
                guesses_.failed(account.email, address, std::chrono::steady_clock::now());
                return reply(refusal_response(
                    refuse(Code::SignInFailed, "current_password", "The password is not right.")));
            }
            guesses_.succeeded(account.email);
            on_room(reply, [this, who, account, fresh](Floor& floor) {
                floor.accounts().set_password(account.id, fresh);
                floor.store().note_for_server(env_.clock.now_ms(), "password_changed", account.id);
                // Whoever knew the old one, on whatever device, is out.
                end_sessions(floor, account.id,
                             [&](auto const& each) { return each.token_hash != who.session_hash; });
                Response response;
                response.status = 204;
                return response;
            });
        });
    });
}

}  // namespace flywheel::web
