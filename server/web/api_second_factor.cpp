// What somebody shows beside their password.
#include <boost/asio/post.hpp>

#include "server/log.hpp"
#include "server/web/api_detail.hpp"
#include "server/web/password.hpp"
#include "server/web/second_factor.hpp"

namespace flywheel::web {

namespace {

constexpr int recovery_codes = 10;

Result<std::string> nothing_to_prepare(storage::Account const&) { return std::string{}; }

std::string host_of(std::string const& site) {
    auto const from = site.find("://");
    return from == std::string::npos ? site : site.substr(from + 3);
}

}  // namespace

Result<void> Api::second_step(Floor& floor, std::string const& account, std::string const& typed) {
    if (floor.signs_in_by_passkey_alone(account)) {
        return refuse(Code::NeedsPasskey, "", "A password alone is not enough: use your passkey.");
    }
    return code_step(floor, account, typed);
}

Result<void> Api::code_step(Floor& floor, std::string const& account, std::string const& typed) {
    auto factor = floor.accounts().second_factor(account);
    if (!factor || factor->confirmed_at_ms == 0) { return {}; }
    auto const code = plain_code(typed);
    if (code.empty()) {
        return refuse(Code::NeedsCode, "code", "The code of the authenticator app is missing.");
    }
    if (auto const step = totp_step(factor->secret, code, env_.clock.now_ms(), factor->used)) {
        factor->used = *step;
        floor.accounts().put_second_factor(account, *factor);
        return {};
    }
    if (floor.accounts().use_recovery_code(account, sha256(code))) {
        floor.store().note_for_server(env_.clock.now_ms(), "recovery_code_used", account);
        return {};
    }
    return refuse(Code::SignInFailed, "code", "That code is not right, or was used before.");
}

void Api::settle_guess(Result<void> const& outcome, std::string const& email,
                       std::string const& address) {
    if (!outcome.has_error()) {
        guesses_.succeeded(email);
    } else if (outcome.error().code == Code::SignInFailed) {
        guesses_.failed(email, address, std::chrono::steady_clock::now());
        ++sign_ins_failed_;
        log::fact("sign_in_failed");
    }
}

// Checks "current_password" of who is signed in, guesses counted; prepares on the pool, and goes on on the room thread.
void Api::with_password(Call&& call, Prepare prepare, Confirmed then) {
    ask_password(std::move(call), std::nullopt, std::move(prepare), std::move(then));
}

void Api::with_password_and_code(Call&& call, std::string const& code, Confirmed then) {
    ask_password(std::move(call), code, nothing_to_prepare, std::move(then));
}

void Api::ask_password(Call&& call, std::optional<std::string> code, Prepare prepare,
                       Confirmed then) {
    auto const typed = text_of(call.body, "current_password", password_length_max);
    if (typed.has_error()) { return call.reply(refusal_response(typed.error())); }
    auto const request = call.request;
    who(request, [=, this, reply = call.reply, address = request.address,
                  typed = *typed](std::optional<SignedIn> const& who) {
        if (!who) { return reply(signed_out()); }
        rooms_.call([=, this, who = *who](Floor& floor) {
            Confirming const confirming{
                who, *floor.accounts().by_id(who.account), typed, code, address, reply, prepare,
                then};
            mailbox_.put([this, confirming] { confirm_password(confirming); });
        });
    });
}

// On the web thread: the guesses are counted there.
void Api::confirm_password(Confirming const& c) {
    auto const wait =
        guesses_.wait_seconds(c.account.email, c.address, std::chrono::steady_clock::now());
    if (wait > 0) { return c.reply(too_many_attempts(wait)); }
    boost::asio::post(pool_, [this, c] {
        bool const right = check_password(c.typed, c.account.password_hash);
        auto const prepared = right ? c.prepare(c.account) : Result<std::string>(std::string{});
        mailbox_.put([this, c, right, prepared] {
            auto const outcome = right ? Result<void>{}
                                       : refuse(Code::SignInFailed, "current_password",
                                                "The password is not right.");
            // Where a code is asked for too, what was guessed before is forgotten once that was right.
            if (outcome.has_error() || !c.code) {
                settle_guess(outcome, c.account.email, c.address);
            }
            if (outcome.has_error()) { return c.reply(refusal_response(outcome.error())); }
            if (prepared.has_error()) { return c.reply(refusal_response(prepared.error())); }
            if (c.code) { return confirm_code(c); }
            on_room(c.reply, [c, made = *prepared](Floor& floor) {
                return c.then(floor, c.who, c.account, made);
            });
        });
    });
}

void Api::confirm_code(Confirming const& c) {
    rooms_.call([this, c](Floor& floor) {
        auto const outcome = code_step(floor, c.account.id, *c.code);
        auto const response = outcome.has_error() ? refusal_response(outcome.error())
                                                  : c.then(floor, c.who, c.account, {});
        mailbox_.put([this, c, outcome, response] {
            settle_guess(outcome, c.account.email, c.address);
            c.reply(response);
        });
    });
}

void Api::second_factor(Call&& call) {
    with_session(std::move(call), [](Floor& floor, SignedIn const& who) {
        auto const factor = floor.accounts().second_factor(who.account);
        bool const on = factor && factor->confirmed_at_ms != 0;
        json answer{{"on", on}, {"asked", floor.is_asked_for_second_factor(who.account)}};
        if (on) {
            answer["since_ms"] = factor->confirmed_at_ms;
            answer["recovery_codes_left"] = floor.accounts().recovery_codes_left(who.account);
        }
        return Response::json(200, answer.dump());
    });
}

void Api::begin_second_factor(Call&& call) {
    auto const host = host_of(site(call.request));
    with_password(
        std::move(call), nothing_to_prepare,
        [this, host](Floor& floor, SignedIn const&, storage::Account const& account,
                     std::string const&) {
            auto const factor = floor.accounts().second_factor(account.id);
            if (factor && factor->confirmed_at_ms != 0) {
                return refusal_response(
                    refuse(Code::WrongState, "", "There is one already: end it first."));
            }
            auto const secret = make_totp_secret(env_.random);
            floor.accounts().put_second_factor(account.id, {secret, 0, 0});
            auto const uri = totp_uri(secret, account.email, host);
            return Response::json(
                200,
                json{{"secret", base32_of(secret)}, {"uri", uri}, {"qr", qr_rows(uri)}}.dump());
        });
}

void Api::confirm_second_factor(Call&& call) {
    auto const code = text_of(call.body, "code", code_length_max);
    if (code.has_error()) { return call.reply(refusal_response(code.error())); }
    with_session(
        std::move(call), [this, code = plain_code(*code)](Floor& floor, SignedIn const& who) {
            auto factor = floor.accounts().second_factor(who.account);
            auto const now = env_.clock.now_ms();
            if (!factor || factor->confirmed_at_ms != 0) {
                return refusal_response(refuse(Code::WrongState, "", "Nothing was begun."));
            }
            auto const step = totp_step(factor->secret, code, now, factor->used);
            if (!step) {
                return refusal_response(
                    refuse(Code::SignInFailed, "code", "That is not the code of now."));
            }
            factor->confirmed_at_ms = now;
            factor->used = *step;
            json codes = json::array();
            std::vector<std::string> hashes;
            for (int i = 0; i < recovery_codes; ++i) {
                auto const made = make_recovery_code(env_.random);
                codes.push_back(made);
                hashes.push_back(sha256(plain_code(made)));
            }
            floor.accounts().confirm_second_factor(who.account, *factor, hashes);
            floor.store().note_for_server(now, "second_factor_begun", who.account);
            floor.post_mail(storage::AccountMailWhat::SecondFactorBegun, who.account);
            // They were begun with a password alone.
            end_other_sessions(floor, who);
            return Response::json(200, json{{"recovery_codes", std::move(codes)}}.dump());
        });
}

void Api::end_second_factor(Call&& call) {
    auto const code = text_of(call.body, "code", code_length_max);
    if (code.has_error()) { return call.reply(refusal_response(code.error())); }
    with_password_and_code(
        std::move(call), *code,
        [this](Floor& floor, SignedIn const& who, storage::Account const& account,
               std::string const&) {
            floor.accounts().end_second_factor(account.id);
            floor.store().note_for_server(env_.clock.now_ms(), "second_factor_ended", account.id);
            floor.post_mail(storage::AccountMailWhat::SecondFactorEnded, account.id);
            end_other_sessions(floor, who);
            floor.shut_out_if_owing(account.id);
            return nothing_more();
        });
}

}  // namespace flywheel::web
