#include "server/room/tokens.hpp"

#include <array>

#include "protocol/digest.hpp"

namespace flywheel {

namespace {

// How finely it is kept when one was last used: a write for every request would wear out the disk for nothing.
constexpr std::int64_t used_every_ms = 60LL * 60 * 1000;
constexpr std::size_t secret_bytes = 32;

bool is_active_in(Floor& floor, std::string const& account, std::string const& network) {
    auto* const room = floor.room(network);
    auto const member = floor.member_of(account, network);
    return room != nullptr && member && room->viewer(*member).active;
}

// In that network, or in any where none is named.
bool is_active(Floor& floor, std::string const& account, std::string const& network) {
    if (!network.empty()) { return is_active_in(floor, account, network); }
    auto const links = floor.accounts().members_of(account);
    return std::any_of(links.begin(), links.end(), [&](storage::AccountMember const& link) {
        return is_active_in(floor, account, link.network);
    });
}

Refusal second_factor_first() {
    return refuse(Code::NeedsSecondFactor, "", "Set up a second factor first.");
}

}  // namespace

std::string make_token_secret(Randomness& random) {
    constexpr std::string_view digits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::array<unsigned char, secret_bytes> bytes{};
    random.fill(bytes.data(), bytes.size());
    std::string secret(token_prefix);
    unsigned bits = 0;
    int held = 0;
    for (auto const byte : bytes) {
        bits = (bits << 8U) | byte;
        for (held += 8; held >= 6; held -= 6) {
            secret += digits[(bits >> static_cast<unsigned>(held - 6)) & 63U];
        }
    }
    secret += digits[(bits << static_cast<unsigned>(6 - held)) & 63U];
    return secret;
}

Result<MadeToken> make_api_token(Floor& floor, std::string const& account, TokenWish const& wish) {
    if (!is_active(floor, account, wish.network)) {
        return refuse(Code::NotFound, "network", "There is no such network.");
    }
    if (floor.owes_second_factor(account)) { return second_factor_first(); }
    storage::Tokens tokens(floor.store());
    auto const env = floor.env();
    auto const now = env.clock.now_ms();
    if (tokens.of(account, now).size() >= tokens_max) {
        return refuse(Code::TooMany, "name", "End a token that is not used any more first.",
                      {{"limit", std::to_string(tokens_max)}});
    }
    MadeToken made{make_id(env.random), make_token_secret(env.random)};
    tokens.add(sha256(made.secret), {made.id, account, wish.network, wish.name, wish.may_write, now,
                                     now + wish.holds_ms, 0});
    floor.store().note_for_server(now, "api_token_made", account);
    return made;
}

Result<storage::ApiToken> use_api_token(Floor& floor, std::string const& secret_hash) {
    storage::Tokens tokens(floor.store());
    auto const now = floor.env().clock.now_ms();
    auto token = tokens.find(secret_hash, now);
    if (!token || !is_active(floor, token->account, token->network)) {
        return refuse(Code::SignedOut, "", "Sign in first.");
    }
    if (floor.owes_second_factor(token->account)) { return second_factor_first(); }
    if (now - token->used_at_ms >= used_every_ms) { tokens.used(token->id, now); }
    return std::move(*token);
}

void end_tokens_of_the_gone(Floor& floor) {
    storage::Tokens tokens(floor.store());
    auto const now = floor.env().clock.now_ms();
    for (auto const& token : tokens.all()) {
        if (is_active(floor, token.account, token.network)) { continue; }
        tokens.end(token.account, token.id);
        floor.store().note_for_server(now, "api_token_ended", token.account);
    }
    for (auto const& feed : tokens.all_feeds()) {
        if (is_active(floor, feed.account, feed.network)) { continue; }
        tokens.end_feed(feed.account, feed.network);
    }
}

}  // namespace flywheel
