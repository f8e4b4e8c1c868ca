#pragma once
#include <string>
#include <vector>

namespace flywheel::web {

struct PasswordCost {
    unsigned long long passes;
    std::size_t memory_bytes;
};
inline constexpr PasswordCost password_cost{2, std::size_t{19} * 1024 * 1024};

// Argon2id by libsodium: 19 MiB, two passes (OWASP's minimum); some 30 ms of CPU. Never on the room or web
// thread.
[[nodiscard]] std::string hash_password(std::string const& password,
                                        PasswordCost cost = password_cost);
// Whether it was made at another cost than that of now.
[[nodiscard]] bool has_old_cost(std::string const& hash);
// False for an empty hash too, after the same work, so that an unknown account takes as long as a known one.
[[nodiscard]] bool check_password(std::string const& password, std::string const& hash);

// Whether somebody who tries the likely ones first would find it in some 100 million tries (zxcvbn's third of four steps;
// Wheeler, USENIX Security 2016). `about`: names, addresses and the like of whose it is.
[[nodiscard]] bool is_guessable(std::string const& password, std::vector<std::string> const& about);
// Without telling by its time how much of them is the same.
[[nodiscard]] bool same_secret(std::string const& one, std::string const& other);

}  // namespace flywheel::web
