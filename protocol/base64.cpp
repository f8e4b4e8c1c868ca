#include "protocol/base64.hpp"

#include <algorithm>
#include <openssl/evp.h>

namespace flywheel {

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

}  // namespace flywheel
