#include "protocol/base64.hpp"

#include <algorithm>
#include <cstdint>
#include <openssl/evp.h>

namespace flywheel {

namespace {

constexpr std::string_view base64url_digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

}  // namespace

std::string to_base64(std::string_view bytes) {
    // OpenSSL writes a zero behind the last digit.
    std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
    auto const written = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                         reinterpret_cast<unsigned char const*>(bytes.data()),
                                         static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(written));
    return text;
}

std::optional<std::string> from_base64(std::string_view text) {
    auto const digits = text.substr(0, std::min(text.find('='), text.size()));
    auto const padding = text.size() - digits.size();
    bool const only_padding = text.substr(digits.size()).find_first_not_of('=') == text.npos;
    // OpenSSL would pass over blanks at both ends.
    bool const blank = text.find_first_of(" \t\r\n") != text.npos;
    if (text.size() % 4 != 0 || padding > 2 || !only_padding || blank) { return std::nullopt; }
    std::string bytes(text.size() / 4 * 3, '\0');
    auto const read = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                      reinterpret_cast<unsigned char const*>(text.data()),
                                      static_cast<int>(text.size()));
    if (read < 0) { return std::nullopt; }
    bytes.resize(static_cast<std::size_t>(read) - padding);
    return bytes;
}

std::string base64url(std::string_view bytes) {
    std::string out;
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (char const c : bytes) {
        bits = bits << 8U | static_cast<unsigned char>(c);
        count += 8;
        while (count >= 6) {
            count -= 6;
            out += base64url_digits[bits >> count & 0x3fU];
        }
    }
    if (count > 0) { out += base64url_digits[bits << (6 - count) & 0x3fU]; }
    return out;
}

std::optional<std::string> from_base64url(std::string_view text) {
    std::string out;
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (char const c : text) {
        auto const value = base64url_digits.find(c);
        if (value == std::string_view::npos) { return std::nullopt; }
        bits = bits << 6U | static_cast<std::uint32_t>(value);
        count += 6;
        if (count >= 8) {
            count -= 8;
            out += static_cast<char>(bits >> count & 0xffU);
        }
    }
    return out;
}

}  // namespace flywheel
