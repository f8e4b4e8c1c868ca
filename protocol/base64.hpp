#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace flywheel {

// RFC 4648, section 4, with its padding and without line breaks.
[[nodiscard]] std::string to_base64(std::string_view bytes);
// Nothing when it is anything else.
[[nodiscard]] std::optional<std::string> from_base64(std::string_view text);

// Section 5, without its "=" at the end, as in tokens and challenges.
[[nodiscard]] std::string base64url(std::string_view bytes);
// The bytes of it; nothing where it is none.
[[nodiscard]] std::optional<std::string> from_base64url(std::string_view text);

}  // namespace flywheel
