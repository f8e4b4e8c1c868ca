#pragma once
#include <algorithm>
#include <string>
#include <string_view>

namespace flywheel {

// A to Z as a to z; every other byte stays as it is, so that UTF-8 stays UTF-8.
[[nodiscard]] inline std::string in_small_letters(std::string_view text) {
    std::string small(text);
    std::transform(small.begin(), small.end(), small.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return small;
}

}  // namespace flywheel
