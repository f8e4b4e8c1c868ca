#pragma once
#include <string>

namespace flywheel::web {

// The browser and the system that a User-Agent header names, such as "firefox windows"; "other" for what is not known. Enough for
// somebody to know their own devices by, and no more is kept.
[[nodiscard]] std::string device_of(std::string const& user_agent);

}  // namespace flywheel::web
