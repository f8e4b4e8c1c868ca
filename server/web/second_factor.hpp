#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "server/room/env.hpp"

// Codes of an authenticator app (RFC 6238: SHA-1, six digits, thirty seconds, which is what every app has), and those on paper.
namespace flywheel::web {

[[nodiscard]] std::string make_totp_secret(Randomness& random);
// As an app takes it when it is typed.
[[nodiscard]] std::string base32_of(std::string const& secret);
// As an app takes it from a picture; `site` is the host that it is for.
[[nodiscard]] std::string totp_uri(std::string const& secret, std::string const& email,
                                   std::string const& site);
// The picture, row by row, a "1" for each dark square.
[[nodiscard]] std::vector<std::string> qr_rows(std::string const& text);

// Which of its thirty seconds the code is of, when it is of now, or of those before or after: phones go wrong by some seconds. Nothing for a
// wrong one, or one that is no later than `used`: a code is good once.
[[nodiscard]] std::optional<std::int64_t> totp_step(std::string const& secret,
                                                    std::string const& code, std::int64_t now_ms,
                                                    std::int64_t used);

// Ten letters and digits, 50 bits; how somebody writes it down does not matter.
[[nodiscard]] std::string make_recovery_code(Randomness& random);
[[nodiscard]] std::string plain_code(std::string const& typed);

}  // namespace flywheel::web
