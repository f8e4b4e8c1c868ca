#pragma once
#include "protocol/commands.hpp"
#include "protocol/refusal.hpp"
#include "server/domain/audience.hpp"
#include "server/domain/state.hpp"

// Who may do what, and who may see what. Nothing else in the server decides either.
namespace flywheel {

// Rights of a member, from memberships that are active. A role by itself opens nothing below its level.
[[nodiscard]] Viewer viewer_of(State const& state, MemberId const& member);

// Somebody made up: with this role at this place and, where one is given, in this team. What is theirs by name
// is nobody's here.
[[nodiscard]] Viewer made_up_viewer(State const& state, Role role,
                                    OrganizationId const& organization, TeamId const& team);

// Whether `actor` may carry out the command, seen records given. Refuses not_yours.
[[nodiscard]] Result<void> permit(Viewer const& actor, AnyCommand const& command,
                                  State const& state);

// Who may see the record now. An archived record has nobody.
[[nodiscard]] Audience audience_of(Stored const& stored, State const& state);
// Who could see it if it were not archived: what restoring and the word "archived" go by.
[[nodiscard]] Audience audience_if_living(Stored const& stored, State const& state);

// The district of the organisation, where it asks its lead to agree before anything goes beyond it; else empty.
[[nodiscard]] OrganizationId district_that_asks(State const& state,
                                                OrganizationId const& organization);

// Whether they say something anywhere: everybody but those who only read along.
[[nodiscard]] bool may_comment(Viewer const& viewer);

// Whether `inviter` may give somebody this role there: nobody gives more than they have.
[[nodiscard]] bool may_give_role(Viewer const& inviter, State const& state,
                                 OrganizationId const& organization, Role role);
// Whether `actor` looks after the people of this organisation: its district's lead, or the hub director.
[[nodiscard]] bool looks_after(Viewer const& actor, State const& state,
                               OrganizationId const& organization);

// Whether they look after anybody's account: whoever leads a district, and who directs the hub.
[[nodiscard]] bool administers(Viewer const& viewer);
// Whether all that this person holds here, suspended or not, is the actor's to give: nobody reaches into the account of somebody who is
// more than they are, or elsewhere too. Not of somebody who holds nothing any more.
[[nodiscard]] bool has_in_hand(Viewer const& actor, State const& state, MemberId const& member);

// Whether a record is kept from the network as a whole: of those who open it the server keeps a list.
[[nodiscard]] bool is_kept_close(Stored const& stored, State const& state);
// Whether the viewer is told who opened it: whoever made it, and of those who see it its team's, its school's and its district's
// people. Not whom it was only shown to: named guests, and the hub.
[[nodiscard]] bool is_told_of_readers(Viewer const& viewer, Stored const& stored,
                                      State const& state);

// Whose numbers a series holds, and who is asked what stands behind them: the school's lead, the team, the district's
// lead; the hub for the network's.
[[nodiscard]] bool answers_for(Viewer const& viewer, State const& state,
                               MeasureSeriesId const& series);
// Whoever enters the points of a series, and so may be the second person who confirms a phase of it.
[[nodiscard]] bool may_enter_points(Viewer const& viewer, State const& state,
                                    MeasureSeriesId const& series);

}  // namespace flywheel
