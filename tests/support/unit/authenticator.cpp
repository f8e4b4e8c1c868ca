#include "tests/support/unit/authenticator.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <stdexcept>

#include "protocol/digest.hpp"

namespace flywheel::testing {

namespace {

unsigned char* into(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

unsigned char const* from(std::string const& bytes) {
    return reinterpret_cast<unsigned char const*>(bytes.data());
}

void must(bool done) {
    if (!done) { throw std::runtime_error("OpenSSL did not do it"); }
}

std::string random_bytes(std::size_t count) {
    std::string bytes(count, '\0');
    must(RAND_bytes(into(bytes), static_cast<int>(count)) == 1);
    return bytes;
}

std::string big_endian(std::uint32_t value, unsigned count) {
    std::string bytes;
    while (count > 0) {
        --count;
        bytes += static_cast<char>(value >> (8 * count) & 0xffU);
    }
    return bytes;
}

std::string hex(char const* digits) {
    std::string bytes;
    for (std::string const text = digits; bytes.size() * 2 < text.size();) {
        bytes += static_cast<char>(std::stoi(text.substr(bytes.size() * 2, 2), nullptr, 16));
    }
    return bytes;
}

}  // namespace

struct Authenticator::Key {
    explicit Key(Makes makes)
        : it(makes == Makes::EdDSA   ? EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")
             : makes == Makes::RS256 ? EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{2048})
                                     : EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256")) {
        must(it != nullptr);
    }
    ~Key() { EVP_PKEY_free(it); }
    Key(Key const&) = delete;
    Key& operator=(Key const&) = delete;
    EVP_PKEY* it;
};

Authenticator::Authenticator(std::string rp, Makes makes)
    : rp_id(std::move(rp)), credential(random_bytes(32)), makes_(makes),
      key_(std::make_unique<Key>(makes)) {}

Authenticator::~Authenticator() = default;

std::string Authenticator::client_data(std::string const& type, std::string const& challenge,
                                       std::string const& origin) {
    return R"({"type":")" + type + R"(","challenge":")" + challenge + R"(","origin":")" + origin +
           R"(","crossOrigin":false})";
}

// As a COSE_Key: a map of kty, alg, and what the curve or the modulus needs.
std::string Authenticator::public_key() const {
    if (makes_ == Makes::RS256) {
        BIGNUM* modulus = nullptr;
        must(EVP_PKEY_get_bn_param(key_->it, OSSL_PKEY_PARAM_RSA_N, &modulus) == 1);
        std::string n(256, '\0');
        BN_bn2binpad(modulus, into(n), 256);
        BN_free(modulus);
        return hex("a401030339010020590100") + n + hex("2143010001");
    }
    if (makes_ == Makes::EdDSA) {
        std::string x(32, '\0');
        auto size = x.size();
        must(EVP_PKEY_get_raw_public_key(key_->it, into(x), &size) == 1);
        return hex("a4010103272006215820") + x;
    }
    std::string point(65, '\0');
    std::size_t size = 0;
    must(EVP_PKEY_get_octet_string_param(key_->it, OSSL_PKEY_PARAM_PUB_KEY, into(point),
                                         point.size(), &size) == 1);
    auto const alg = makes_ == Makes::ES256 ? hex("a501020326") : hex("a50102033822");
    return alg + hex("2001215820") + point.substr(1, 32) + hex("225820") + point.substr(33);
}

std::string Authenticator::head(unsigned char with) const {
    return sha256(rp_id) + static_cast<char>(flags | with) + big_endian(sign_count, 4);
}

std::string Authenticator::data() const { return head(0); }

std::string Authenticator::data_of_new() const {
    std::string const no_maker(16, '\0');
    return head(0x40) + no_maker + big_endian(static_cast<std::uint32_t>(credential.size()), 2) +
           credential + public_key();
}

std::string Authenticator::sign(std::string const& data, std::string const& client_data) const {
    auto const text = data + sha256(client_data);
    auto* const context = EVP_MD_CTX_new();
    auto const* const digest = makes_ == Makes::EdDSA ? nullptr : EVP_sha256();
    std::string signature(512, '\0');
    auto size = signature.size();
    bool const done = EVP_DigestSignInit(context, nullptr, digest, nullptr, key_->it) == 1 &&
                      EVP_DigestSign(context, into(signature), &size, from(text), text.size()) == 1;
    EVP_MD_CTX_free(context);
    must(done);
    signature.resize(size);
    return signature;
}

}  // namespace flywheel::testing
