#include "server/oidc/form.hpp"

#include <algorithm>

namespace flywheel::oidc {

namespace {

constexpr std::string_view hex_digits = "0123456789ABCDEF";

bool stands_for_itself(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

std::optional<unsigned> hex_value(char c) {
    if (c >= 'a' && c <= 'f') { c = static_cast<char>(c - 'a' + 'A'); }
    auto const at = hex_digits.find(c);
    if (at == std::string_view::npos) { return std::nullopt; }
    return static_cast<unsigned>(at);
}

std::optional<std::string> decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i] == '+' ? ' ' : text[i];
            continue;
        }
        auto const high = i + 2 < text.size() ? hex_value(text[i + 1]) : std::nullopt;
        auto const low = i + 2 < text.size() ? hex_value(text[i + 2]) : std::nullopt;
        if (!high || !low) { return std::nullopt; }
        out += static_cast<char>(*high << 4U | *low);
        i += 2;
    }
    return out;
}

}  // namespace

std::string encoded(std::string_view text) {
    std::string out;
    for (char const c : text) {
        if (stands_for_itself(c)) {
            out += c;
        } else {
            auto const byte = static_cast<unsigned char>(c);
            out += '%';
            out += hex_digits[byte >> 4U];
            out += hex_digits[byte & 0xfU];
        }
    }
    return out;
}

std::optional<std::map<std::string, std::string>> parameters_in(std::string const& query) {
    std::map<std::string, std::string> found;
    std::size_t from = 0;
    while (from < query.size()) {
        auto const end = std::min(query.find('&', from), query.size());
        auto const pair = std::string_view(query).substr(from, end - from);
        from = end + 1;
        if (pair.empty()) { continue; }
        auto const equals = std::min(pair.find('='), pair.size());
        auto const name = decoded(pair.substr(0, equals));
        auto const value = decoded(pair.substr(std::min(equals + 1, pair.size())));
        if (!name || !value || !found.emplace(*name, *value).second) { return std::nullopt; }
    }
    return found;
}

}  // namespace flywheel::oidc
