// Who asks, and from where: the cookie of a sign-in, or the token of a program; and our own pages.
#include <algorithm>
#include <cctype>

#include "server/web/api_detail.hpp"

namespace flywheel::web {

namespace {

// What stands behind "Bearer" (RFC 6750, 2.1; the scheme's case does not matter, RFC 9110, 11.1); nothing for other schemes.
std::optional<std::string> bearer_of(Request const& request) {
    constexpr std::string_view scheme = "bearer";
    auto const& said = request.authorization;
    auto const end = said.find(' ');
    if (std::min(end, said.size()) != scheme.size() ||
        !std::equal(scheme.begin(), scheme.end(), said.begin(), [](char lower, char c) {
            return lower == std::tolower(static_cast<unsigned char>(c));
        })) {
        return std::nullopt;
    }
    auto const from = said.find_first_not_of(' ', scheme.size());
    return from == std::string::npos ? std::string{} : said.substr(from);
}

}  // namespace

std::string Api::cookie_name() const {
    return options_.public_url.empty() ? "flywheel" : "__Host-flywheel";
}

std::string Api::cookie_of(Request const& request) const {
    return cookie_called(cookie_name(), request);
}

std::string Api::cookie_called(std::string const& name, Request const& request) {
    std::string const wanted = name + "=";
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
    auto const shown = shown_by(request);
    if (shown.session_hash.empty()) {
        then(std::nullopt);
        return;
    }
    rooms_.call([this, shown, then = std::move(then)](Floor& floor) {
        auto const who = who_shows(floor, shown);
        mailbox_.put([then, who] { then(who ? std::optional(*who) : std::nullopt); });
    });
}

Shown Api::shown_by(Request const& request) const {
    // One or the other: whoever says a token is a program, whatever cookies came along.
    if (auto const bearer = bearer_of(request)) { return {{}, sha256(*bearer)}; }
    auto const cookie = cookie_of(request);
    return {cookie.empty() ? std::string{} : sha256(cookie), {}};
}

Result<SignedIn> Api::who_shows(Floor& floor, Shown const& shown) {
    if (!shown.token_hash.empty()) {
        auto token = use_api_token(floor, shown.token_hash);
        if (token.has_error()) { return token.error(); }
        return SignedIn{token->account, {}, std::move(*token)};
    }
    auto const session = shown.session_hash.empty()
                             ? std::nullopt
                             : session_that_holds(floor, shown.session_hash, env_.clock.now_ms());
    if (!session) { return refuse(Code::SignedOut, "", "Sign in first."); }
    return SignedIn{session->account, shown.session_hash, std::nullopt};
}

Result<Api::Inside> Api::inside(Floor& floor, Shown const& shown, std::string const& network) {
    auto who = who_shows(floor, shown);
    if (who.has_error()) { return who.error(); }
    auto* const room = floor.room(network);
    auto const member = floor.member_of(who->account, network);
    bool const reaches =
        !who->token || who->token->network.empty() || who->token->network == network;
    if (room == nullptr || !member || !reaches || !room->viewer(*member).active) {
        return refuse(Code::NotFound, "", "There is no such network.");
    }
    if (floor.owes_second_factor(who->account)) {
        return refuse(Code::NeedsSecondFactor, "", "Set up a second factor first.");
    }
    return Inside{std::move(*who), room, *member};
}

void Api::who_or_token(Request const& request, std::function<void(Result<SignedIn>)> then) {
    rooms_.call([this, shown = shown_by(request), then = std::move(then)](Floor& floor) {
        mailbox_.put([then, who = who_shows(floor, shown)] { then(who); });
    });
}

void Api::with_member(
    Call&& call, std::function<Response(Floor&, SignedIn const&, Room&, MemberId const&)> work) {
    on_room(std::move(call.reply), [this, shown = shown_by(call.request), network = call.parts[0],
                                    work = std::move(work)](Floor& floor) {
        auto const here = inside(floor, shown, network);
        if (here.has_error()) { return refusal_response(here.error()); }
        return work(floor, here->who, *here->room, here->member);
    });
}

}  // namespace flywheel::web
