#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>

// What stands in addresses and forms (application/x-www-form-urlencoded).
namespace flywheel::oidc {

// All but letters, digits and -._~ as %XX.
[[nodiscard]] std::string encoded(std::string_view text);
// "a=1&b=2" as it was meant; nothing where a name stands twice, or an escape is none: two readers could take such a one differently.
[[nodiscard]] std::optional<std::map<std::string, std::string>> parameters_in(
    std::string const& query);

}  // namespace flywheel::oidc
