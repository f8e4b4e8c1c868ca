#pragma once
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace flywheel {

// One JSON object that a program of somebody else made, bounded before it is parsed; nothing where it is none, or says a member twice: of two, one
// reader would check the first and another use the second.
[[nodiscard]] std::optional<nlohmann::json> object_in(std::string const& text);
// A text member, or nothing where there is none or it is no text.
[[nodiscard]] std::optional<std::string> text_in(nlohmann::json const& object, char const* name);

}  // namespace flywheel
