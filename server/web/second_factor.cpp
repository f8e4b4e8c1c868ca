#include "server/web/second_factor.hpp"

#include <liboath/oath.h>
#include <qrencode.h>

#include <array>
#include <cstdlib>
#include <memory>
#include <stdexcept>

namespace flywheel::web {

namespace {

constexpr std::size_t secret_bytes = 20;  // as long as SHA-1 (RFC 4226, R6)
constexpr unsigned step_s = 30;
constexpr std::size_t steps_around = 1;
constexpr std::size_t recovery_letters = 10;

void start_oath() {
    static bool const started = oath_init() == OATH_OK;
    if (!started) { throw std::runtime_error("liboath could not start"); }
}

std::string escaped(std::string const& text) {
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string out;
    for (char const c : text) {
        auto const byte = static_cast<unsigned char>(c);
        bool const plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_' || c == '~';
        if (plain) {
            out += c;
        } else {
            out += '%';
            out += digits[byte >> 4U];
            out += digits[byte & 15U];
        }
    }
    return out;
}

}  // namespace

std::string make_totp_secret(Randomness& random) {
    std::string secret(secret_bytes, '\0');
    random.fill(reinterpret_cast<unsigned char*>(secret.data()), secret.size());
    return secret;
}

std::string base32_of(std::string const& secret) {
    start_oath();
    char* out = nullptr;
    std::size_t size = 0;
    if (oath_base32_encode(secret.data(), secret.size(), &out, &size) != OATH_OK) {
        throw std::runtime_error("no memory for a secret");
    }
    std::unique_ptr<char, void (*)(void*)> const freed(out, std::free);
    return {out, size};
}

std::string totp_uri(std::string const& secret, std::string const& email, std::string const& site) {
    return "otpauth://totp/" + escaped(site) + ":" + escaped(email) +
           "?secret=" + base32_of(secret) + "&issuer=" + escaped(site);
}

std::vector<std::string> qr_rows(std::string const& text) {
    std::unique_ptr<QRcode, void (*)(QRcode*)> const code(
        QRcode_encodeString(text.c_str(), 0, QR_ECLEVEL_M, QR_MODE_8, 1), QRcode_free);
    if (!code) { throw std::runtime_error("the text is too long for a QR code"); }
    auto const width = static_cast<std::size_t>(code->width);
    std::vector<std::string> rows;
    for (std::size_t y = 0; y < width; ++y) {
        std::string row;
        for (std::size_t x = 0; x < width; ++x) {
            row += (code->data[y * width + x] & 1U) != 0 ? '1' : '0';
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

std::optional<std::int64_t> totp_step(std::string const& secret, std::string const& code,
                                      std::int64_t now_ms, std::int64_t used) {
    start_oath();
    std::uint64_t step = 0;
    int const found =
        oath_totp_validate3(secret.data(), secret.size(), static_cast<time_t>(now_ms / 1000),
                            step_s, 0, steps_around, nullptr, &step, code.c_str());
    auto const counted = static_cast<std::int64_t>(step);
    if (found < 0 || counted <= used) { return std::nullopt; }
    return counted;
}

std::string make_recovery_code(Randomness& random) {
    // Without those that are taken for others.
    static constexpr char letters[] = "0123456789abcdefghjkmnpqrstvwxyz";
    std::array<unsigned char, recovery_letters> bytes{};
    random.fill(bytes.data(), bytes.size());
    std::string code;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (i == recovery_letters / 2) { code += '-'; }
        code += letters[bytes[i] & 31U];
    }
    return code;
}

std::string plain_code(std::string const& typed) {
    std::string out;
    for (char const c : typed) {
        if (c == ' ' || c == '-') { continue; }
        out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return out;
}

}  // namespace flywheel::web
