#include "server/room/eyes.hpp"

#include "server/domain/policy.hpp"

namespace flywheel {

Result<Viewer> borrowed_eyes(State const& state, Viewer const& viewer, Role role,
                             OrganizationId const& organization, TeamId const& team) {
    if (!View::may_see(state, viewer, {kind_of<Organization>(), organization.text})) {
        return refuse(Code::NotFound, "organization", "There is no such organisation.");
    }
    if (!team.empty() && !View::may_see(state, viewer, {kind_of<Team>(), team.text})) {
        return refuse(Code::NotFound, "team", "There is no such team.");
    }
    return made_up_viewer(state, role, organization, team);
}

}  // namespace flywheel
