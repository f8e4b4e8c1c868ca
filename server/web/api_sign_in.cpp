// Signing in and out.
#include <array>
#include <boost/asio/post.hpp>

#include "server/log.hpp"
#include "server/web/api_detail.hpp"
#include "server/web/password.hpp"

namespace flywheel::web {

void Api::sign_in(Call&& call) {
    auto const email = email_of(call.body);
    auto const password = text_of(call.body, "password", password_length_max);
    auto const code = text_of(call.body, "code", code_length_max, false);
    for (auto const* each : {&email, &password, &code}) {
        if (each->has_error()) { return call.reply(refusal_response(each->error())); }
    }
    bool const shared = call.body.value("shared_device", json(false)) == json(true);
    auto const now = std::chrono::steady_clock::now();
    auto const wait = guesses_.wait_seconds(*email, call.request.address, now);
    if (wait > 0 || passwords_waiting_ >= static_cast<int>(passwords_waiting_max)) {
        call.reply(too_many_attempts(wait));
        return;
    }
    ++passwords_waiting_;
    rooms_.call([this, email = *email, password = *password, code = *code, shared,
                 request = call.request, reply = std::move(call.reply)](Floor& floor) {
        auto const account = floor.accounts().by_email(email);
        // The same work whether or not the account exists: time must not tell.
        boost::asio::post(pool_, [this, account, email, password, code, shared, request, reply] {
            bool const right =
                check_password(password, account ? account->password_hash : std::string{}) &&
                account.has_value();
            // Only who knows the password has it hashed anew, when the cost was raised since.
            std::string const fresh = right && has_old_cost(account->password_hash)
                                          ? hash_password(password)
                                          : std::string{};
            mailbox_.put([this, right, fresh, account, email, code, shared, request, reply] {
                --passwords_waiting_;
                if (!right) {
                    auto const failed = refuse(Code::SignInFailed, "",
                                               "The e-mail address or the password is not right.");
                    settle_guess(failed, email, request.address);
                    reply(refusal_response(failed));
                    return;
                }
                finish_sign_in(*account, fresh, code, shared, request, reply);
            });
        });
    });
}

// The password was right. Codes are guessed at, too, so that they count alike.
void Api::finish_sign_in(storage::Account const& account, std::string const& fresh_hash,
                         std::string const& code, bool shared, Request const& request,
                         Reply const& reply) {
    rooms_.call([=, this](Floor& floor) {
        auto const outcome = second_step(floor, account.id, code);
        if (!outcome.has_error() && !fresh_hash.empty()) {
            floor.accounts().replace_hash(account.id, account.password_hash, fresh_hash);
        }
        auto const response = outcome.has_error() ? refusal_response(outcome.error())
                                                  : start_session(floor, account, request, shared);
        mailbox_.put([=, this] {
            settle_guess(outcome, account.email, request.address);
            reply(response);
        });
    });
}

void Api::reset_offered(Call&& call) {
    call.reply(Response::json(200, json{{"mail", options_.sends_mail}}.dump()));
}

// The answer is given before anybody looks who that is, and the work behind it is the same for whoever it is: a row is written,
// and what becomes of it is the mail thread's business.
void Api::reset_password(Call&& call) {
    auto const email = email_of(call.body);
    auto const language = language_of(call.body);
    for (auto const* each : {&email, &language}) {
        if (each->has_error()) { return call.reply(refusal_response(each->error())); }
    }
    if (options_.sends_mail) {
        auto const now = std::chrono::steady_clock::now();
        auto const wait = resets_.wait_seconds(*email, call.request.address, now);
        if (wait > 0) { return call.reply(too_many_attempts(wait)); }
        resets_.failed(*email, call.request.address, now);
    }
    reset_offered(std::move(call));
    rooms_.call([email = *email, language = *language](Floor& floor) {
        auto const account = floor.accounts().by_email(email);
        floor.post_mail(storage::AccountMailWhat::Reset, account ? account->id : std::string{},
                        language);
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
    auto const code = text_of(call.body, "code", code_length_max, false);
    if (code.has_error()) { return call.reply(refusal_response(code.error())); }
    boost::asio::post(pool_, [this, hash = *hash, password = *password, code = *code, sets_password,
                              request = call.request, reply = std::move(call.reply)] {
        std::string const password_hash = sets_password ? hash_password(password) : std::string{};
        on_room(reply, [this, hash, password_hash, code, request](Floor& floor) {
            auto const now = env_.clock.now_ms();
            auto account_id = floor.accounts().link(hash, "sign_in", now);
            char const* const purpose = account_id ? "sign_in" : "reset";
            if (!account_id) { account_id = floor.accounts().link(hash, purpose, now); }
            auto const account = account_id ? floor.accounts().by_id(*account_id) : std::nullopt;
            if (!account) { return used_up(); }
            if (purpose == std::string_view("reset") && password_hash.empty()) {
                return refusal_response(
                    refuse(Code::Missing, "password", "\"password\" is missing."));
            }
            // It stands for the password, and for nothing else. A wrong code uses it up: nobody gets to try them all.
            auto const outcome = second_step(floor, account->id, code);
            bool const asked = outcome.has_error() && (outcome.error().code == Code::NeedsCode ||
                                                       outcome.error().code == Code::NeedsPasskey);
            if (!asked && !floor.accounts().use_link(hash, purpose, now)) { return used_up(); }
            if (outcome.has_error()) { return refusal_response(outcome.error()); }
            if (!password_hash.empty()) {
                floor.accounts().set_password(account->id, password_hash);
                floor.store().note_for_server(now, "password_changed", account->id);
                floor.post_mail(storage::AccountMailWhat::PasswordChanged, account->id);
                end_sessions(floor, account->id, [](auto const&) { return true; });
            }
            return start_session(floor, *account, request, false);
        });
    });
}

void Api::sign_out(Call&& call) {
    auto const token = cookie_of(call.request);
    on_room(std::move(call.reply), [this, token](Floor& floor) {
        if (!token.empty()) {
            auto const hash = sha256(token);
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
        auto const session = token.empty()
                                 ? std::nullopt
                                 : session_that_holds(floor, sha256(token), env_.clock.now_ms());
        auto const account = session ? floor.accounts().by_id(session->account) : std::nullopt;
        if (!account) {
            // A question, not a refusal: every browser asks it first, and an error status would stand on its console.
            return Response::json(200, R"({"account":null,"networks":[]})");
        }
        note_seen(floor, sha256(token), *session);
        json answer = account_json(*account);
        if (floor.owes_second_factor(account->id)) { answer["needs_second_factor"] = true; }
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

}  // namespace flywheel::web
