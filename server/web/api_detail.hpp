#pragma once
#include <nlohmann/json.hpp>

#include "protocol/codec.hpp"
#include "protocol/digest.hpp"
#include "protocol/letters.hpp"
#include "server/web/api.hpp"
#include "server/web/limits.hpp"
#include "server/web/password.hpp"

// What the api_*.cpp files share: a request taken apart, and the members of its body checked.
namespace flywheel::web {

using nlohmann::json;

struct Api::Call {
    Request request;
    Reply reply;
    std::vector<std::string> parts;  // the path's own words: network, kind, id
    json body;
};

namespace api_detail {

// What stands before and behind the secret in a calendar's address.
inline constexpr std::string_view calendar_path = "/api/v1/calendar/";
inline constexpr std::string_view calendar_suffix = ".ics";

inline int status_of(Code code) {
    switch (code) {
        case Code::NeedsCode:
        case Code::NeedsPasskey:
        case Code::SignedOut:
        case Code::SignInFailed: return 401;
        case Code::BadOrigin:
        case Code::NeedsSecondFactor:
        case Code::NotYours: return 403;
        case Code::NotFound:
        case Code::NoSuchInvitation: return 404;
        case Code::Stale:
        case Code::IdReused:
        case Code::IdTaken: return 409;
        case Code::TooBig: return 413;
        case Code::TooManyAttempts: return 429;
        case Code::OurFault: return 500;
        case Code::ProviderUnreachable: return 502;
        case Code::StorageFull: return 507;
        default: return 422;
    }
}

inline Response refusal_response(Refusal const& refusal) {
    return refused(status_of(refusal.code), refusal);
}

// The value of `name` in "a=1&b=2"; empty when it is not there. Ids, kinds and cursors need no escapes.
inline std::string query_value(std::string const& query, std::string const& name) {
    std::size_t from = 0;
    while (from < query.size()) {
        auto const end = std::min(query.find('&', from), query.size());
        if (query.compare(from, name.size() + 1, name + "=") == 0) {
            return query.substr(from + name.size() + 1, end - from - name.size() - 1);
        }
        from = end + 1;
    }
    return {};
}

inline Response signed_out() {
    return refusal_response(refuse(Code::SignedOut, "", "Sign in first."));
}

inline Response second_factor_first() {
    return refusal_response(refuse(Code::NeedsSecondFactor, "", "Set up a second factor first."));
}

inline Response not_by_token() {
    return refusal_response(
        refuse(Code::NotYours, "token", "No API token opens this: sign in with a browser."));
}

inline Response nothing_more() {
    Response response;
    response.status = 204;
    return response;
}

inline Response used_up() {
    return refusal_response(
        refuse(Code::NoSuchInvitation, "token", "This link has been used, or its time is over."));
}

// Pieces of JSON as the members of a list.
inline std::string joined(std::vector<std::shared_ptr<std::string const>> const& pieces) {
    std::string out;
    for (auto const& piece : pieces) {
        if (!out.empty()) { out += ','; }
        out += *piece;
    }
    return out;
}

inline Response no_such_network() {
    return refusal_response(refuse(Code::NotFound, "", "There is no such network."));
}

// A text member of the body, at most `length_max` bytes, without control characters.
inline Result<std::string> text_of(json const& body, char const* name, std::size_t length_max,
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

inline Result<std::string> email_of(json const& body, bool required = true) {
    auto email = text_of(body, "email", 254, required);  // the longest address SMTP carries
    if (email.has_error() || email->empty()) { return email; }
    auto const at = email->find('@');
    if (at == std::string::npos || at == 0 || at + 1 == email->size() ||
        email->find_first_of(" <>,;\"") != std::string::npos) {
        return refuse(Code::NotText, "email", "That is not an e-mail address.");
    }
    return in_small_letters(*email);
}

// In which somebody reads, where they have not said it otherwise; empty where it is not given.
inline Result<std::string> language_of(json const& body) {
    auto language = text_of(body, "language", 2, false);
    if (language.has_error() || language->empty() || *language == "en" || *language == "es") {
        return language;
    }
    return refuse(Code::NotAChoice, "language", "A language is \"en\" or \"es\".");
}

inline Response too_many_attempts(long wait_s) {
    auto const seconds = std::to_string(std::max(wait_s, 1L));
    auto response =
        refusal_response(refuse(Code::TooManyAttempts, "", "Too many attempts; try again later.",
                                {{"retry_after_s", seconds}}));
    response.headers.emplace_back("Retry-After", seconds);
    return response;
}

// `about`: what everybody knows of this person, and would try first.
inline Result<std::string> new_password_of(json const& body,
                                           std::vector<std::string> const& about = {}) {
    auto password = text_of(body, "password", password_length_max);
    if (password.has_error()) { return password; }
    if (utf16_length(*password) < password_length_min) {
        return refuse(Code::WeakPassword, "password",
                      "A password has at least " + std::to_string(password_length_min) +
                          " characters.",
                      {{"limit", std::to_string(password_length_min)}});
    }
    if (is_guessable(*password, about)) {
        return refuse(Code::Guessable, "password",
                      "That password is among the first that somebody would try.");
    }
    return password;
}

// For how many days something holds; `usual` where it is not said.
inline Result<std::int64_t> days_of(json const& body, std::int64_t usual, std::int64_t days_max) {
    auto const given = body.value("days", json(usual));
    auto const days = given.is_number_integer() ? given.get<std::int64_t>() : 0;
    if (days >= 1 && days <= days_max) { return days; }
    auto const limit = std::to_string(days_max);
    return refuse(Code::TooLarge, "days", "It holds 1 to " + limit + " days.", {{"limit", limit}});
}

inline Result<std::string> token_hash_of(json const& body) {
    auto token = text_of(body, "token", 128);
    if (token.has_error()) { return token; }
    return sha256(*token);
}

// A sign-in that holds; one that was begun with less than the passkey that is asked of them ends here.
inline std::optional<storage::Session> session_that_holds(Floor& floor, std::string const& hash,
                                                          std::int64_t now_ms) {
    auto session = floor.accounts().session(hash, now_ms);
    if (session && !session->by_passkey && floor.signs_in_by_passkey_alone(session->account)) {
        floor.end_sessions_without_passkey(session->account);
        return std::nullopt;
    }
    return session;
}

inline json account_json(storage::Account const& account) {
    return {{"account", {{"id", account.id}, {"name", account.name}, {"email", account.email}}}};
}

}  // namespace api_detail

using namespace api_detail;

}  // namespace flywheel::web
