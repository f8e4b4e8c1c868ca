#pragma once
#include <array>
#include <string_view>

namespace flywheel {

// How far something is shared; each level adds people to those before it (policy.cpp says whom).
enum class Level { Author, Team, School, District, Hub, Network, Public };

constexpr auto enum_names(Level) {
    using namespace std::string_view_literals;
    return std::array{"author"sv, "team"sv,    "school"sv, "district"sv,
                      "hub"sv,    "network"sv, "public"sv};
}

// Where a kind is kept in step: always, or while its parent is open.
enum class Shelf { Network, Detail };

}  // namespace flywheel
