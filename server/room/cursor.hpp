#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "server/room/env.hpp"

namespace flywheel {

// The opaque cursor `at` (docs/SYNC.md M1): one AES-256 block over the sequence number (48 bits), the first
// 48 bits of the chain's hash there, and 32 random bits drawn for each built message. Equal places look
// different each time, so nobody can read from two cursors how much happened between them.
class CursorMaker {
public:
    // `key`: 32 secret bytes.
    CursorMaker(std::string const& key, Randomness& random);
    ~CursorMaker();

    struct Place {
        std::int64_t seq = 0;
        std::string hash_prefix;  // 6 bytes
    };
    // 26 characters.
    [[nodiscard]] std::string make(std::int64_t seq, std::string_view hash);
    // Nothing when the text is not a cursor; a made-up one leads to a place whose hash will not match.
    [[nodiscard]] std::optional<Place> read(std::string_view text) const;

    static constexpr std::size_t hash_prefix_bytes = 6;

private:
    struct Cipher;
    std::unique_ptr<Cipher> cipher_;
    Randomness& random_;
};

}  // namespace flywheel
