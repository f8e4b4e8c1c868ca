#include "server/web/password.hpp"

#include <sodium.h>
#include <zxcvbn.h>

#include <array>
#include <cctype>
#include <stdexcept>
#include <utility>

#include "protocol/digest.hpp"

namespace flywheel::web {

namespace {

void start_sodium() {
    static bool const started = sodium_init() >= 0;
    if (!started) { throw std::runtime_error("libsodium could not start"); }
}

}  // namespace

std::string hash_password(std::string const& password, PasswordCost cost) {
    start_sodium();
    std::array<char, crypto_pwhash_STRBYTES> out{};
    if (crypto_pwhash_str_alg(out.data(), password.data(), password.size(), cost.passes,
                              cost.memory_bytes, crypto_pwhash_ALG_ARGON2ID13) != 0) {
        throw std::runtime_error("no memory for hashing a password");
    }
    return out.data();
}

bool has_old_cost(std::string const& hash) {
    return crypto_pwhash_str_needs_rehash(hash.c_str(), password_cost.passes,
                                          password_cost.memory_bytes) != 0;
}

bool check_password(std::string const& password, std::string const& hash) {
    start_sodium();
    static std::string const nobody = hash_password("nobody has this password");
    auto const& against = hash.empty() ? nobody : hash;
    bool const right =
        crypto_pwhash_str_verify(against.c_str(), password.data(), password.size()) == 0;
    return right && !hash.empty();
}

bool is_guessable(std::string const& password, std::vector<std::string> const& about) {
    constexpr double bits_least = 26.6;    // log2 of 10^8
    constexpr std::size_t looked_at = 64;  // its time grows with the square of the length
    constexpr std::size_t word_least = 3;  // shorter ones are in every password
    // Words as people use them: an address and a name fall apart into several.
    std::vector<std::string> words;
    for (auto const& text : about) {
        std::string word;
        for (char const c : text + ' ') {
            bool const letter = std::isalnum(static_cast<unsigned char>(c)) != 0;
            if (letter) { word += static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }
            if (letter) { continue; }
            if (word.size() >= word_least) { words.push_back(word); }
            word.clear();
        }
    }
    std::vector<char const*> given;
    for (auto const& word : words) {
        given.push_back(word.c_str());
    }
    given.push_back(nullptr);
    return ZxcvbnMatch(password.substr(0, looked_at).c_str(), given.data(), nullptr) < bits_least;
}

bool same_secret(std::string const& one, std::string const& other) {
    auto const [a, b] = std::pair{sha256(one), sha256(other)};  // of one length
    return sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace flywheel::web
