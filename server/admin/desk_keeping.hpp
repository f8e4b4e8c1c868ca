#pragma once
#include <nlohmann/json_fwd.hpp>

#include "server/admin/desk.hpp"

// What an operator asks about what is kept, and who opened it, on the room thread.
namespace flywheel::admin {

// Who opened what of a network: {"network","from"?,"to"?,"district"?} -> {"reads":[...]}, oldest first.
[[nodiscard]] Answer reads(Floor& floor, nlohmann::json const& request);
// What would go of each network by these rules: {"archived_days","kinds"} -> {"networks":[...]}.
[[nodiscard]] Answer retention(Floor& floor, nlohmann::json const& request);

}  // namespace flywheel::admin
