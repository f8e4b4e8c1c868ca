#pragma once
#include <openssl/evp.h>

#include <memory>
#include <string>
#include <string_view>

namespace flywheel::backup {

// SHA-256 of bytes that come one part after the other.
class Digest {
public:
    Digest() : context_(EVP_MD_CTX_new(), EVP_MD_CTX_free) {
        EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr);
    }
    void add(std::string_view bytes) {
        EVP_DigestUpdate(context_.get(), bytes.begin(), bytes.size());
    }
    // 32 raw bytes; once.
    [[nodiscard]] std::string result() {
        std::string bytes(32, '\0');
        EVP_DigestFinal_ex(context_.get(), reinterpret_cast<unsigned char*>(bytes.data()), nullptr);
        return bytes;
    }

private:
    std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context_;
};

}  // namespace flywheel::backup
