#pragma once
#include <string>
#include <vector>

#include "server/room/floor.hpp"
#include "storage/tokens.hpp"

// API tokens: what a program of somebody's shows instead of a cookie (docs/SYNC.md H9). Called on the room thread.
namespace flywheel {

// More than one person keeps track of.
inline constexpr std::size_t tokens_max = 20;
// By which secret scanners know one that was published by mistake.
inline constexpr std::string_view token_prefix = "fw_";

struct TokenWish {
    std::string name;     // its owner's word for the program
    std::string network;  // empty: all of theirs, and those that they join later
    bool may_write = false;
    std::int64_t holds_ms = 0;
};

struct MadeToken {
    std::string id;
    std::string secret;  // shown once; only its hash is kept
};

// Whoever belongs to no open network, or owes a second factor, gets none.
[[nodiscard]] Result<MadeToken> make_api_token(Floor& floor, std::string const& account,
                                               TokenWish const& wish);
// The token behind a secret, noted as used. Refused like a cookie that does not hold, or for want of a second factor.
[[nodiscard]] Result<storage::ApiToken> use_api_token(Floor& floor, std::string const& secret_hash);
// Tokens and calendars' addresses of those who are suspended or removed where they were for: for good, so that nothing that was
// forgotten opens when they come back.
void end_tokens_of_the_gone(Floor& floor);

// "fw_" and 256 bits in base64url.
[[nodiscard]] std::string make_token_secret(Randomness& random);

}  // namespace flywheel
