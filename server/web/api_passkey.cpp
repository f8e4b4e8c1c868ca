// Signing in with a passkey, and adding and removing them (docs/adr/0018). Each way has two steps: a challenge goes out, and what the
// device made of it comes back.
#include "protocol/base64.hpp"
#include "server/log.hpp"
#include "server/room/passkeys.hpp"
#include "server/web/api_detail.hpp"

namespace flywheel::web {

namespace {

constexpr std::size_t challenge_bytes = 32;          // WebAuthn 13.4.3 asks for 16
constexpr std::size_t passkey_name_length_max = 60;  // "The blue key on my ring"; bytes

Response not_offered() {
    return refusal_response(refuse(Code::NotFound, "", "Here are no passkeys."));
}

// One answer, whatever was wrong, and for a passkey that nobody has.
Refusal no_such_sign_in() {
    return refuse(Code::SignInFailed, "", "That passkey signs nobody in here.");
}

// A member of the body in base64url, with at most so many bytes behind it.
Result<std::string> bytes_in(json const& body, char const* name, std::size_t bytes_max) {
    auto text = text_of(body, name, (bytes_max + 2) / 3 * 4);
    if (text.has_error()) { return text; }
    auto bytes = from_base64url(*text);
    if (bytes && !bytes->empty() && bytes->size() <= bytes_max) { return std::move(*bytes); }
    return refuse(Code::NotText, name, std::string("\"") + name + "\" is base64url.");
}

std::string new_challenge(Randomness& random) {
    std::string bytes(challenge_bytes, '\0');
    random.fill(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size());
    return base64url(bytes);
}

json asked(passkey::Site const& from, std::string const& challenge) {
    return {{"challenge", challenge}, {"rp_id", from.id}, {"timeout_ms", passkey_challenge_ms}};
}

// What a browser needs to make one (WebAuthn 5.4).
json to_make(Floor& floor, passkey::Site const& from, std::string const& challenge,
             storage::Account const& account, std::string const& user_handle) {
    auto answer = asked(from, challenge);
    answer["user_handle"] = base64url(user_handle);
    answer["user_name"] = account.email;
    answer["user_display_name"] = account.name;
    answer["algorithms"] = passkey::algorithms;
    answer["exclude"] = json::array();
    for (auto const& each : storage::Passkeys(floor.store()).of(account.id)) {
        answer["exclude"].push_back(base64url(each.credential));
    }
    return answer;
}

}  // namespace

std::optional<passkey::Site> Api::passkey_site(Request const& request) const {
    return passkey::site_of(site(request));
}

void Api::passkeys_offered(Call&& call) {
    call.reply(
        Response::json(200, json{{"offered", passkey_site(call.request).has_value()}}.dump()));
}

void Api::begin_with_passkey(Call&& call) {
    auto const from = passkey_site(call.request);
    if (!from) { return call.reply(not_offered()); }
    auto const now = std::chrono::steady_clock::now();
    auto const& address = call.request.address;
    auto const wait = passkeys_begun_.wait_seconds(address, address, now);
    if (wait > 0) { return call.reply(too_many_attempts(wait)); }
    passkeys_begun_.failed(address, address, now);
    auto const challenge = new_challenge(env_.random);
    passkey_sign_ins_.put(sha256(challenge), {}, env_.clock.now_ms());
    call.reply(Response::json(200, asked(*from, challenge).dump()));
}

void Api::sign_in_with_passkey(Call&& call) {
    auto const from = passkey_site(call.request);
    if (!from) { return call.reply(not_offered()); }
    using namespace passkey;
    auto const credential = bytes_in(call.body, "credential", credential_bytes_max);
    auto const client_data = bytes_in(call.body, "client_data", client_data_bytes_max);
    auto const data = bytes_in(call.body, "authenticator_data", authenticator_data_bytes_max);
    auto const signature = bytes_in(call.body, "signature", signature_bytes_max);
    auto const user_handle = bytes_in(call.body, "user_handle", user_handle_bytes_max);
    for (auto const* each : {&credential, &client_data, &data, &signature, &user_handle}) {
        if (each->has_error()) { return call.reply(refusal_response(each->error())); }
    }
    bool const shared = call.body.value("shared_device", json(false)) == json(true);
    auto const counted_as = "passkey " + sha256(*credential);
    auto const& address = call.request.address;
    auto const wait = guesses_.wait_seconds(counted_as, address, std::chrono::steady_clock::now());
    if (wait > 0) { return call.reply(too_many_attempts(wait)); }
    auto const challenge = challenge_in(*client_data).value_or(std::string{});
    bool const was_given =
        passkey_sign_ins_.take(sha256(challenge), env_.clock.now_ms()).has_value();
    Expected const expected{*from, was_given ? challenge : std::string{}};
    Assertion const assertion{*client_data, *data, *signature};
    // A signature is checked in a tenth of a millisecond, less than a commit takes: where the passkey stands, so that of two answers with one
    // counter one is refused.
    rooms_.call([this, expected, assertion, credential = *credential, user_handle = *user_handle,
                 counted_as, shared, request = call.request,
                 reply = std::move(call.reply)](Floor& floor) {
        auto const account = signed_in_by(floor, expected, assertion, credential, user_handle);
        auto const outcome = account ? Result<void>{} : Result<void>(no_such_sign_in());
        auto response = account ? start_session(floor, *account, request, shared, ByPasskey::Yes)
                                : refusal_response(outcome.error());
        mailbox_.put([this, outcome, counted_as, request, reply, response = std::move(response)] {
            settle_guess(outcome, counted_as, request.address);
            reply(response);
        });
    });
}

std::optional<storage::Account> Api::signed_in_by(Floor& floor, passkey::Expected const& expected,
                                                  passkey::Assertion const& assertion,
                                                  std::string const& credential,
                                                  std::string const& user_handle) {
    auto refuse_for = [](std::string_view why) {
        log::trouble("passkey_refused", {{"why", why}});
        return std::optional<storage::Account>{};
    };
    storage::Passkeys passkeys(floor.store());
    auto const known = passkeys.find(credential);
    auto account = known ? floor.accounts().by_id(known->account) : std::nullopt;
    if (!account) { return refuse_for("unknown"); }
    // WebAuthn 7.2, step 6.
    if (user_handle != known->user_handle) { return refuse_for("user_handle"); }
    auto const shown = passkey::check_shown(assertion,
                                            {known->credential, known->algorithm, known->public_key,
                                             static_cast<std::uint32_t>(known->sign_count)},
                                            expected);
    auto const now = env_.clock.now_ms();
    if (shown.why == "counter") {
        floor.store().note_for_server(now, "passkey_counter_went_back", account->id);
    }
    if (!shown.why.empty()) { return refuse_for(shown.why); }
    passkeys.used(known->id, shown.sign_count, now);
    return account;
}

void Api::passkeys(Call&& call) {
    bool const offered = passkey_site(call.request).has_value();
    with_session(std::move(call), [offered](Floor& floor, SignedIn const& who) {
        json list = json::array();
        for (auto const& each : storage::Passkeys(floor.store()).of(who.account)) {
            json entry{{"id", each.id}, {"name", each.name}, {"created_at_ms", each.created_at_ms}};
            if (each.used_at_ms != 0) { entry["used_at_ms"] = each.used_at_ms; }
            list.push_back(std::move(entry));
        }
        return Response::json(200,
                              json{{"offered", offered}, {"passkeys", std::move(list)}}.dump());
    });
}

void Api::begin_passkey(Call&& call) {
    auto const from = passkey_site(call.request);
    auto const code = text_of(call.body, "code", code_length_max, false);
    if (code.has_error()) { return call.reply(refusal_response(code.error())); }
    if (!from) {
        return with_session(std::move(call), [](Floor&, SignedIn const&) { return not_offered(); });
    }
    // It will stand for the password and for the code: whoever adds one shows both.
    with_password_and_code(
        std::move(call), *code,
        [this, from = *from](Floor& floor, SignedIn const& who, storage::Account const& account,
                             std::string const&) {
            auto const room = has_room_for_passkey(floor, account.id);
            if (room.has_error()) { return refusal_response(room.error()); }
            auto const challenge = new_challenge(env_.random);
            PasskeyChallenge const given{account.id, who.session_hash,
                                         user_handle_of(floor, account.id), 0};
            // Before the answer: that goes the same way.
            mailbox_.put([this, hash = sha256(challenge), given] {
                passkeys_to_add_.put(hash, given, env_.clock.now_ms());
            });
            return Response::json(
                200, to_make(floor, from, challenge, account, given.user_handle).dump());
        });
}

void Api::add_passkey(Call&& call) {
    auto const from = passkey_site(call.request);
    auto const name = text_of(call.body, "name", passkey_name_length_max);
    auto const client_data = bytes_in(call.body, "client_data", passkey::client_data_bytes_max);
    auto const data =
        bytes_in(call.body, "authenticator_data", passkey::authenticator_data_bytes_max);
    for (auto const* each : {&name, &client_data, &data}) {
        if (each->has_error()) { return call.reply(refusal_response(each->error())); }
    }
    auto const challenge = passkey::challenge_in(*client_data).value_or(std::string{});
    auto const given = passkeys_to_add_.take(sha256(challenge), env_.clock.now_ms());
    with_session(std::move(call), [from, challenge, given, name = *name, client_data = *client_data,
                                   data = *data](Floor& floor, SignedIn const& who) {
        if (!from) { return not_offered(); }
        bool const theirs = given && given->session_hash == who.session_hash;
        passkey::Expected const expected{*from, theirs ? challenge : std::string{}};
        auto const made = passkey::check_new(client_data, data, expected);
        if (!made.why.empty()) {
            log::trouble("passkey_not_added", {{"why", made.why}});
            return refusal_response(
                refuse(Code::PasskeyRefused, "", "The device did not make what it was asked for."));
        }
        storage::Passkey passkey;
        passkey.credential = made.credential.id;
        passkey.account = who.account;
        passkey.user_handle = given->user_handle;
        passkey.name = name;
        passkey.algorithm = made.credential.algorithm;
        passkey.public_key = made.credential.public_key;
        passkey.sign_count = made.credential.sign_count;
        auto const added = flywheel::add_passkey(floor, passkey, who.session_hash);
        if (added.has_error()) { return refusal_response(added.error()); }
        return Response::json(200, json{{"id", *added}}.dump());
    });
}

void Api::end_passkey(Call&& call) {
    auto const id = call.parts[0];
    with_password(
        std::move(call),
        [](storage::Account const&) -> Result<std::string> { return std::string{}; },
        [this, id](Floor& floor, SignedIn const& who, storage::Account const& account,
                   std::string const&) {
            // One that is another's is not there, and the answer is the same.
            if (flywheel::end_passkey(floor, account.id, id)) {
                // Whoever came in by it, on whatever device, is out.
                end_other_sessions(floor, who);
                floor.shut_out_if_owing(account.id);
            }
            return nothing_more();
        });
}

}  // namespace flywheel::web
