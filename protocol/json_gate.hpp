#pragma once
#include <cstddef>
#include <string_view>

#include "protocol/refusal.hpp"

namespace flywheel {

// Bounds that hold before a DOM is built: nlohmann's parser and dump recurse, and would run out of stack.
struct JsonLimits {
    std::size_t bytes =
        256 * 1024;          // the longest legitimate command is a study of 20,000 units, far below
    std::size_t depth = 32;  // the wire itself needs 4
    // The largest legitimate command is an import: 1,000 rows of an object and up to six fields. Others
    // name some 100.
    std::size_t values = 8'192;
};

// Refuses too_big, too_deep or too_many; says nothing about whether the text is otherwise JSON.
[[nodiscard]] Result<void> check_json_shape(std::string_view text, JsonLimits limits = {});

}  // namespace flywheel
