// Where somebody is signed in, and with what.
#include "server/room/sign_ins.hpp"
#include "server/web/api_detail.hpp"
#include "server/web/device.hpp"
#include "server/web/password.hpp"

namespace flywheel::web {

namespace {

// How finely it is kept when a device was last seen: a write for every page would wear out the disk for nothing.
constexpr std::int64_t seen_every_ms = 60LL * 60 * 1000;

}  // namespace

Response Api::start_session(Floor& floor, storage::Account const& account, Request const& request,
                            bool shared_device, ByPasskey by_passkey) {
    auto const token = make_token(env_.random);
    auto const now = env_.clock.now_ms();
    storage::Session session;
    session.id = make_id(env_.random);
    session.account = account.id;
    session.created_at_ms = session.seen_at_ms = now;
    session.expires_at_ms = now + (shared_device ? shared_session_ms : session_ms);
    session.shared_device = shared_device;
    session.device = device_of(request.user_agent);
    session.by_passkey = by_passkey == ByPasskey::Yes;
    floor.accounts().add_session(sha256(token), session);
    floor.store().note_for_server(now, "signed_in", account.id);
    if (floor.accounts().is_new_device(account.id, session.device, now)) {
        floor.post_mail(storage::AccountMailWhat::NewDevice, account.id, {}, session.device);
    }
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
    if (flywheel::end_sign_ins(floor, account, which) != 0) {
        floor.store().note_for_server(env_.clock.now_ms(), "sessions_ended", account);
    }
}

void Api::end_other_sessions(Floor& floor, SignedIn const& who) {
    end_sessions(floor, who.account,
                 [&](auto const& each) { return each.token_hash != who.session_hash; });
}

void Api::with_session(Call&& call, std::function<Response(Floor&, SignedIn const&)> work) {
    on_room(std::move(call.reply),
            [this, shown = shown_by(call.request), work = std::move(work)](Floor& floor) {
                auto const who = who_shows(floor, shown);
                if (who.has_error()) { return refusal_response(who.error()); }
                if (who->token) { return not_by_token(); }
                return work(floor, *who);
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
        return nothing_more();
    });
}

void Api::end_others(Call&& call) {
    with_session(std::move(call), [this](Floor& floor, SignedIn const& who) {
        end_other_sessions(floor, who);
        return nothing_more();
    });
}

void Api::change_password(Call&& call) {
    // Hashing takes its time: on the pool, and only for who has shown the password of now.
    auto prepare = [body = call.body](storage::Account const& account) -> Result<std::string> {
        auto fresh = new_password_of(body, {account.name, account.email});
        if (fresh.has_error()) { return fresh; }
        return hash_password(*fresh);
    };
    with_password(std::move(call), std::move(prepare),
                  [this](Floor& floor, SignedIn const& who, storage::Account const& account,
                         std::string const& hash) {
                      floor.accounts().set_password(account.id, hash);
                      floor.store().note_for_server(env_.clock.now_ms(), "password_changed",
                                                    account.id);
                      floor.post_mail(storage::AccountMailWhat::PasswordChanged, account.id);
                      // Whoever knew the old one, on whatever device, is out.
                      end_other_sessions(floor, who);
                      return nothing_more();
                  });
}

}  // namespace flywheel::web
