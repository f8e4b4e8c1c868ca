#pragma once
#include <string>
#include <string_view>

namespace flywheel {

// 32 raw bytes.
[[nodiscard]] std::string sha256(std::string_view bytes);
// Two lower-case digits a byte.
[[nodiscard]] std::string to_hex(std::string_view bytes);

}  // namespace flywheel
