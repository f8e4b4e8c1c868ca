#include "server/web/password.hpp"

#include <sodium.h>

#include <array>
#include <stdexcept>
#include <utility>

#include "protocol/digest.hpp"

namespace flywheel::web {

namespace {

constexpr unsigned long long passes = 2;
constexpr std::size_t memory_bytes = 19 * 1024 * 1024;

void start_sodium() {
    static bool const started = sodium_init() >= 0;
    if (!started) { throw std::runtime_error("libsodium could not start"); }
}

}  // namespace

std::string hash_password(std::string const& password) {
    start_sodium();
    std::array<char, crypto_pwhash_STRBYTES> out{};
    if (crypto_pwhash_str_alg(out.data(), password.data(), password.size(), passes, memory_bytes,
                              crypto_pwhash_ALG_ARGON2ID13) != 0) {
        throw std::runtime_error("no memory for hashing a password");
    }
    return out.data();
}

bool check_password(std::string const& password, std::string const& hash) {
    start_sodium();
    static std::string const nobody = hash_password("nobody has this password");
    auto const& against = hash.empty() ? nobody : hash;
    bool const right =
        crypto_pwhash_str_verify(against.c_str(), password.data(), password.size()) == 0;
    return right && !hash.empty();
}

bool same_secret(std::string const& one, std::string const& other) {
    auto const [a, b] = std::pair{sha256(one), sha256(other)};  // of one length
    return sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace flywheel::web
