#pragma once
#include <algorithm>

#include "server/domain/policy.hpp"

// What a role gives and where it holds: for the files of the policy alone. Whoever asks from outside asks policy.hpp.
namespace flywheel::roles {

// Reads it; adds secondary drivers and change ideas to the hub's diagram, and draws for the own district; keeps
// it as one of the hub: charter, aim, every driver.
enum class Theory { Reads, Adds, Keeps };

struct RoleRights {
    Role role;
    bool reads_network;  // what is shared with the network
    bool comments;       // on whatever they see
    bool runs_cycles;    // in the teams they belong to
    Theory theory;
    bool tends_network;  // as one of the hub: teams, organisations
};

[[nodiscard]] RoleRights const& rights_of(Role role);

[[nodiscard]] bool adds_to_theory(Viewer const& viewer);
[[nodiscard]] bool holds_role(Viewer const& viewer, Role role);
[[nodiscard]] bool in_team(Viewer const& viewer, TeamId const& team);
[[nodiscard]] bool leads(Viewer const& viewer, State const& state,
                         OrganizationId const& organization);

// What the hub's people may do follows from the role they hold at the hub itself.
[[nodiscard]] bool keeps_theory(Viewer const& actor, State const& state);
[[nodiscard]] bool tends_network(Viewer const& actor, State const& state);

// A member of the team whose role in the team's own district lets them run cycles; in a team of the whole
// network, a role in any district does.
[[nodiscard]] bool runs_cycles_in(Viewer const& actor, State const& state, TeamId const& id);

// A site takes a practice up by its own people: those with a role there, the district's lead, and members of the
// district's teams. The hub does not adopt for others.
[[nodiscard]] bool adopts_for(Viewer const& actor, State const& state, OrganizationId const& site);

// Who made the record.
template <class R>
[[nodiscard]] MemberId const& maker_of(State const& state, decltype(R::id) const& id) {
    return state.known_kept<R>(id).stored.meta.created_by;
}

[[nodiscard]] inline Refusal not_yours(std::string says) {
    return refuse(Code::NotYours, "", std::move(says));
}
[[nodiscard]] inline Result<void> when(bool allowed, char const* says) {
    if (allowed) { return {}; }
    return not_yours(says);
}

// ---- Measures (policy_measure.cpp) ---------------------------------------------------------------

[[nodiscard]] Result<void> permit_measure(Viewer const& actor, MeasureCommand const& command,
                                          State const& state);
// Who sees a series by its level, no further than `at_most`; the measure's own audience is the caller's to add.
[[nodiscard]] Audience audience_of_series(MeasureSeries const& series, State const& state,
                                          Level at_most);
// Whose numbers they are: who sees small ones too. The caller adds that they see the series.
[[nodiscard]] Audience owners_of_series(MeasureSeries const& series, State const& state);
[[nodiscard]] bool keeps_measure(Viewer const& actor, State const& state, MeasureId const& id);
[[nodiscard]] bool enters_series(Viewer const& actor, State const& state,
                                 MeasureSeriesId const& id);

}  // namespace flywheel::roles
