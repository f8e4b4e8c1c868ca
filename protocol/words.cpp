
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <stdexcept>

#include "protocol/digest.hpp"
#include "protocol/field.hpp"
#include "protocol/records.hpp"
#include "protocol/refusal.hpp"

namespace flywheel {

namespace {

constexpr std::string_view base32_letters = "0123456789abcdefghjkmnpqrstvwxyz";

bool is_alphanumeric(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

}  // namespace

bool is_id(std::string_view text) {
    return !text.empty() && text.size() <= id_length_max &&
           std::all_of(text.begin(), text.end(),
                       [](char c) { return is_alphanumeric(c) || c == '_' || c == '-'; });
}

std::string id_from_bits(unsigned char const* bytes) {
    std::string out;
    out.reserve(made_id_length);
    unsigned buffer = 0;
    int bits = 0;
    for (int i = 0; i < 16; ++i) {
        buffer = (buffer << 8) | bytes[i];
        bits += 8;
        while (bits >= 5) {
            bits -= 5;
            out += base32_letters[(buffer >> bits) & 31U];
        }
        buffer &= (1U << bits) - 1U;
    }
    out += base32_letters[(buffer << (5 - bits)) & 31U];  // 128 = 25 * 5 + 3
    return out;
}

std::string derived_id(std::string_view command_id, std::string_view kind, int n) {
    std::string const text =
        std::string(command_id) + "/" + std::string(kind) + "/" + std::to_string(n);
    auto const digest = sha256(text);
    return id_from_bits(reinterpret_cast<unsigned char const*>(digest.data()));
}

bool is_date(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') { return false; }
    auto number = [&](std::size_t from, std::size_t count) {
        int value = 0;
        for (std::size_t i = from; i < from + count; ++i) {
            if (text[i] < '0' || text[i] > '9') { return -1; }
            value = value * 10 + (text[i] - '0');
        }
        return value;
    };
    int const year = number(0, 4);
    int const month = number(5, 2);
    int const day = number(8, 2);
    // Years outside this range are typing errors: no community plans before 1900 or after 2199.
    if (year < 1900 || year > 2199 || month < 1 || day < 1) { return false; }
    return std::chrono::year_month_day{std::chrono::year{year},
                                       std::chrono::month(static_cast<unsigned>(month)),
                                       std::chrono::day(static_cast<unsigned>(day))}
        .ok();
}

Date date_of(Instant at) {
    using namespace std::chrono;
    sys_time<milliseconds> const when{milliseconds{at.ms}};
    year_month_day const day{floor<days>(when)};
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(day.year()),
                  static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
    return {std::string(text.data())};
}

std::int64_t days_since_1970(Date const& day) {
    using namespace std::chrono;
    auto number = [&](std::size_t from, std::size_t count) {
        return std::stoi(day.iso.substr(from, count));
    };
    sys_days const at = year{number(0, 4)} / number(5, 2) / number(8, 2);
    return at.time_since_epoch().count();
}

Date days_after(Date const& day, int days) {
    constexpr std::int64_t day_ms = 24 * 60 * 60 * 1'000LL;
    return date_of({(days_since_1970(day) + days) * day_ms});
}

bool is_rank(std::string_view text) {
    return !text.empty() && text.size() <= rank_length_max && text.back() != '0' &&
           std::all_of(text.begin(), text.end(), is_alphanumeric);
}

std::optional<Kind> kind_from_name(std::string_view name) {
    auto const found = std::find(kind_names.begin(), kind_names.end(), name);
    if (found == kind_names.end()) { return std::nullopt; }
    return static_cast<Kind>(found - kind_names.begin());
}

std::string const& Stored::id() const {
    return std::visit([](auto const& r) -> std::string const& { return r.id.text; }, record);
}

void throw_refusal(Refusal const& refusal) {
    throw std::logic_error("a refusal was taken for a value: " +
                           std::string(name_of(refusal.code)));
}

}  // namespace flywheel
