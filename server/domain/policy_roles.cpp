#include "server/domain/policy_roles.hpp"

namespace flywheel::roles {

namespace {

// Each line is what a role adds; where it holds is the business of the functions below.
constexpr RoleRights role_table[] = {
    {Role::HubDirector, true, true, false, Theory::Keeps, true},
    {Role::HubFacilitator, true, true, false, Theory::Keeps, true},
    {Role::ImprovementAdvisor, true, true, false, Theory::Keeps, false},
    {Role::Coach, true, true, false, Theory::Reads, false},
    {Role::Analyst, true, true, false, Theory::Reads, false},
    {Role::PartnershipManager, true, true, false, Theory::Reads, false},
    {Role::DistrictLead, true, true, true, Theory::Adds, false},
    {Role::ExecutiveSponsor, true, true, false, Theory::Reads, false},
    {Role::SchoolLead, true, true, true, Theory::Adds, false},
    {Role::TeamMember, true, true, true, Theory::Adds, false},
    {Role::Researcher, true, true, false, Theory::Reads, false},
    {Role::Partner, false, true, false, Theory::Reads, false},
    {Role::Observer, true, false, false, Theory::Reads, false},
};

template <class Has>
bool holds_at_hub(Viewer const& viewer, State const& state, Has&& has) {
    auto const hub = hub_of(state);
    return std::any_of(viewer.roles.begin(), viewer.roles.end(), [&](Viewer::Held const& h) {
        return h.organization == hub && has(rights_of(h.role));
    });
}

}  // namespace

RoleRights const& rights_of(Role role) {
    return *std::find_if(std::begin(role_table), std::end(role_table),
                         [&](RoleRights const& r) { return r.role == role; });
}

bool adds_to_theory(Viewer const& viewer) {
    return std::any_of(viewer.roles.begin(), viewer.roles.end(), [](Viewer::Held const& h) {
        return rights_of(h.role).theory >= Theory::Adds;
    });
}

bool holds_role(Viewer const& viewer, Role role) {
    return std::any_of(viewer.roles.begin(), viewer.roles.end(),
                       [&](Viewer::Held const& h) { return h.role == role; });
}

bool in_team(Viewer const& viewer, TeamId const& team) {
    return std::find(viewer.teams.begin(), viewer.teams.end(), team) != viewer.teams.end();
}

bool leads(Viewer const& viewer, State const& state, OrganizationId const& organization) {
    return std::any_of(viewer.roles.begin(), viewer.roles.end(), [&](Viewer::Held const& h) {
        return h.role == Role::DistrictLead && lies_in(state, organization, h.organization);
    });
}

bool keeps_theory(Viewer const& actor, State const& state) {
    return holds_at_hub(actor, state,
                        [](RoleRights const& r) { return r.theory == Theory::Keeps; });
}
bool tends_network(Viewer const& actor, State const& state) {
    return holds_at_hub(actor, state, [](RoleRights const& r) { return r.tends_network; });
}

bool runs_cycles_in(Viewer const& actor, State const& state, TeamId const& id) {
    if (!in_team(actor, id)) { return false; }
    auto const& district = state.known<Team>(id).district;
    return std::any_of(actor.roles.begin(), actor.roles.end(), [&](Viewer::Held const& h) {
        return rights_of(h.role).runs_cycles &&
               (district.empty() || lies_in(state, h.organization, district));
    });
}

bool adopts_for(Viewer const& actor, State const& state, OrganizationId const& site) {
    auto const district = district_of(state, site);
    return leads(actor, state, site) ||
           std::any_of(actor.roles.begin(), actor.roles.end(),
                       [&](Viewer::Held const& h) {
                           return h.organization == site && rights_of(h.role).runs_cycles;
                       }) ||
           std::any_of(actor.teams.begin(), actor.teams.end(), [&](TeamId const& team) {
               return !district.empty() && state.known<Team>(team).district == district &&
                      runs_cycles_in(actor, state, team);
           });
}

}  // namespace flywheel::roles
