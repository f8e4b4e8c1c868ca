#pragma once
#include <string>

namespace flywheel::web {

// Argon2id by libsodium: 19 MiB, two passes (OWASP's minimum); some 30 ms of CPU. Never on the room or web
// thread.
[[nodiscard]] std::string hash_password(std::string const& password);
// False for an empty hash too, after the same work, so that an unknown account takes as long as a known one.
[[nodiscard]] bool check_password(std::string const& password, std::string const& hash);

// Without telling by its time how much of them is the same.
[[nodiscard]] bool same_secret(std::string const& one, std::string const& other);

}  // namespace flywheel::web
