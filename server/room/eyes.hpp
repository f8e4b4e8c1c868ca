#pragma once
#include "protocol/refusal.hpp"
#include "server/domain/view.hpp"

namespace flywheel {

// "What can they see?": the eyes of somebody made up with this role at this place and, where one is given, in this team
// (docs/SYNC.md V8). Refused for a place or a team that `viewer` does not see either.
[[nodiscard]] Result<Viewer> borrowed_eyes(State const& state, Viewer const& viewer, Role role,
                                           OrganizationId const& organization, TeamId const& team);

}  // namespace flywheel
