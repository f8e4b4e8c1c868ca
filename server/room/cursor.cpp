#include "server/room/cursor.hpp"

#include <openssl/evp.h>

#include <array>

#include "protocol/ids.hpp"
#include "server/invariant.hpp"

namespace flywheel {

namespace {

constexpr std::size_t block_bytes = 16;
using Block = std::array<unsigned char, block_bytes>;

std::optional<Block> block_from_id(std::string_view text) {
    static constexpr std::string_view letters = "0123456789abcdefghjkmnpqrstvwxyz";
    if (text.size() != made_id_length) { return std::nullopt; }
    Block block{};
    unsigned buffer = 0;
    int bits = 0;
    std::size_t at = 0;
    for (char const c : text) {
        auto const value = letters.find(c);
        if (value == std::string_view::npos) { return std::nullopt; }
        buffer = (buffer << 5U) | static_cast<unsigned>(value);
        bits += 5;
        if (bits >= 8 && at < block_bytes) {
            bits -= 8;
            block[at++] = static_cast<unsigned char>(buffer >> static_cast<unsigned>(bits));
            buffer &= (1U << static_cast<unsigned>(bits)) - 1U;
        }
    }
    return block;
}

}  // namespace

struct CursorMaker::Cipher {
    explicit Cipher(std::string const& key)
        : hide(EVP_CIPHER_CTX_new()), show(EVP_CIPHER_CTX_new()) {
        INVARIANT(key.size() == 32, "the cursor key has 32 bytes");
        auto const* bytes = reinterpret_cast<unsigned char const*>(key.data());
        // A single block: the mode has nothing to chain.
        EVP_EncryptInit_ex(hide, EVP_aes_256_ecb(), nullptr, bytes, nullptr);
        EVP_DecryptInit_ex(show, EVP_aes_256_ecb(), nullptr, bytes, nullptr);
        EVP_CIPHER_CTX_set_padding(hide, 0);
        EVP_CIPHER_CTX_set_padding(show, 0);
    }
    ~Cipher() {
        EVP_CIPHER_CTX_free(hide);
        EVP_CIPHER_CTX_free(show);
    }
    Cipher(Cipher const&) = delete;
    Cipher& operator=(Cipher const&) = delete;

    EVP_CIPHER_CTX* hide;
    EVP_CIPHER_CTX* show;
};

CursorMaker::CursorMaker(std::string const& key, Randomness& random)
    : cipher_(std::make_unique<Cipher>(key)), random_(random) {}
CursorMaker::~CursorMaker() = default;

std::string CursorMaker::make(std::int64_t seq, std::string_view hash) {
    Block plain{};
    auto rest = static_cast<std::uint64_t>(seq);
    for (std::size_t i = 6; i-- > 0;) {
        plain[i] = static_cast<unsigned char>(rest & 0xFFU);
        rest >>= 8U;
    }
    for (std::size_t i = 0; i < hash_prefix_bytes && i < hash.size(); ++i) {
        plain[6 + i] = static_cast<unsigned char>(hash[i]);
    }
    random_.fill(plain.data() + 12, 4);
    Block hidden{};
    int written = 0;
    EVP_EncryptUpdate(cipher_->hide, hidden.data(), &written, plain.data(),
                      static_cast<int>(plain.size()));
    INVARIANT(written == static_cast<int>(block_bytes), "one block in, one block out");
    return id_from_bits(hidden.data());
}

std::optional<CursorMaker::Place> CursorMaker::read(std::string_view text) const {
    auto const hidden = block_from_id(text);
    if (!hidden) { return std::nullopt; }
    Block plain{};
    int written = 0;
    EVP_DecryptUpdate(cipher_->show, plain.data(), &written, hidden->data(),
                      static_cast<int>(hidden->size()));
    INVARIANT(written == static_cast<int>(block_bytes), "one block in, one block out");
    Place place;
    for (std::size_t i = 0; i < 6; ++i) {
        place.seq = (place.seq << 8) | plain[i];
    }
    place.hash_prefix.assign(reinterpret_cast<char const*>(plain.data()) + 6, hash_prefix_bytes);
    return place;
}

}  // namespace flywheel
