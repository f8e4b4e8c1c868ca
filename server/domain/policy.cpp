#include "server/domain/policy.hpp"

#include <algorithm>
#include <utility>

#include "server/domain/policy_roles.hpp"
#include "server/domain/pool/small.hpp"

namespace flywheel {

using namespace roles;

namespace {

// People who may add to the theory of an organisation: by a role they hold there or below it. The same role
// elsewhere gives nothing here.
bool draws_for(Viewer const& actor, State const& state, OrganizationId const& owner) {
    return std::any_of(actor.roles.begin(), actor.roles.end(), [&](Viewer::Held const& h) {
        return rights_of(h.role).theory >= Theory::Adds && lies_in(state, h.organization, owner);
    });
}

bool draws_diagram(Viewer const& actor, State const& state, DriverDiagram const& diagram) {
    if (diagram.owner == hub_of(state)) { return keeps_theory(actor, state); }
    if (!diagram.team.empty()) {
        return in_team(actor, diagram.team) && draws_for(actor, state, diagram.owner);
    }
    return draws_for(actor, state, diagram.owner);
}

// Who begins a review of a diagram, works on it meanwhile, and ends it.
bool reviews_diagram(Viewer const& actor, State const& state, DriverDiagram const& diagram) {
    return diagram.owner == hub_of(state) ? keeps_theory(actor, state)
                                          : leads(actor, state, diagram.owner);
}

bool edits_whole_diagram(Viewer const& actor, State const& state, DriverDiagram const& diagram) {
    return diagram.in_review ? reviews_diagram(actor, state, diagram)
                             : draws_diagram(actor, state, diagram);
}

bool edits_nodes_of(Viewer const& actor, State const& state, DriverDiagramId const& id,
                    NodeKind node_kind) {
    auto const& diagram = state.known<DriverDiagram>(id);
    if (edits_whole_diagram(actor, state, diagram)) { return true; }
    if (diagram.in_review) { return false; }
    bool const outer = node_kind == NodeKind::Secondary || node_kind == NodeKind::ChangeIdea;
    return outer && diagram.owner == hub_of(state) && adds_to_theory(actor);
}

bool edits_node(Viewer const& actor, State const& state, DriverNodeId const& id) {
    auto const& node = state.known<DriverNode>(id);
    return edits_nodes_of(actor, state, node.diagram, node.node_kind);
}

// A link belongs to the box that drives: who may edit that box may say what it drives.
bool edits_link_from(Viewer const& actor, State const& state, DriverNodeId const& source) {
    return edits_node(actor, state, source);
}

bool edits_link(Viewer const& actor, State const& state, DriverLinkId const& id) {
    return edits_link_from(actor, state, state.known<DriverLink>(id).source);
}

bool works_on_cycle(Viewer const& actor, State const& state, PdsaCycleId const& id) {
    return runs_cycles_in(actor, state, state.known<PdsaCycle>(id).team);
}

bool writes_protocol(Viewer const& actor, State const& state, ChangeProtocolId const& id) {
    auto const& authors = state.known<ChangeProtocol>(id).authors;
    return std::find(authors.begin(), authors.end(), actor.member) != authors.end() ||
           keeps_theory(actor, state);
}

// Who offers a protocol a version or a change words what they brought.
bool writes_version(Viewer const& actor, State const& state, ProtocolVersionId const& id) {
    return writes_protocol(actor, state, state.known<ProtocolVersion>(id).protocol) ||
           (maker_of<ProtocolVersion>(state, id) == actor.member && adds_to_theory(actor));
}

bool writes_change(Viewer const& actor, State const& state, ProtocolChangeId const& id) {
    return writes_version(actor, state, state.known<ProtocolChange>(id).version) ||
           (maker_of<ProtocolChange>(state, id) == actor.member && adds_to_theory(actor));
}

// Where somebody writes from: a place they belong to, or the hub for those who hold a role there.
bool belongs_to(Viewer const& actor, OrganizationId const& organization) {
    auto const& around = actor.organizations;
    return std::find(around.begin(), around.end(), organization) != around.end() ||
           std::any_of(actor.roles.begin(), actor.roles.end(),
                       [&](Viewer::Held const& h) { return h.organization == organization; });
}

bool asked_for(Viewer const& actor, State const& state, SupportRequestId const& id) {
    return maker_of<SupportRequest>(state, id) == actor.member;
}
bool helps_with(Viewer const& actor, State const& state, SupportRequestId const& id) {
    return state.known<SupportRequest>(id).matched_with == actor.member;
}
bool asks_or_helps(Viewer const& actor, State const& state, SupportRequestId const& id) {
    return asked_for(actor, state, id) || helps_with(actor, state, id);
}

// Who writes the protocol decides what of others' adaptations goes into it.
bool decides_upstream(Viewer const& actor, State const& state, UpstreamProposalId const& id) {
    auto const& proposed = state.known<UpstreamProposal>(id).adaptation;
    auto const& version = state.known<Adaptation>(proposed).version;
    return writes_protocol(actor, state, state.known<ProtocolVersion>(version).protocol);
}

// Who calls a team's meetings: those of the team, its district's lead, the hub where it has no district. The hub
// calls those of the whole network.
bool calls_meetings_of(Viewer const& actor, State const& state, TeamId const& team) {
    if (team.empty()) { return tends_network(actor, state); }
    auto const& district = state.known<Team>(team).district;
    if (in_team(actor, team) && may_comment(actor)) { return true; }
    return district.empty() ? tends_network(actor, state) : leads(actor, state, district);
}

// What no meeting decided is the hub's.
bool keeps_meeting(Viewer const& actor, State const& state, MeetingId const& id) {
    if (id.empty()) { return tends_network(actor, state); }
    auto const& meeting = state.known<Meeting>(id);
    return (meeting.facilitator == actor.member && may_comment(actor)) ||
           calls_meetings_of(actor, state, meeting.team);
}

// Whether the edit is of nothing but the notes and whether the actor was there.
bool notes_and_own_attendance(Viewer const& actor, Edit<Meeting> const& c) {
    FieldSet given = c.given;
    given.reset(*field_index<Meeting>("notes"));
    auto const only_me = [&](std::vector<std::string> const& people) {
        return std::all_of(people.begin(), people.end(),
                           [&](std::string const& id) { return id == actor.member.text; });
    };
    return given.none() && std::all_of(c.sets.begin(), c.sets.end(), [&](SetChange const& change) {
               return only_me(change.add) && only_me(change.remove);
           });
}

// Whoever may change what the comment is on.
bool works_on_what(Viewer const& actor, State const& state, Comment const& comment) {
    if (!comment.cycle.empty()) { return works_on_cycle(actor, state, comment.cycle); }
    if (!comment.series.empty()) { return enters_series(actor, state, comment.series); }
    if (comment.about_kind == Measure::kind) {
        return keeps_measure(actor, state, {comment.about_id});
    }
    if (comment.about_kind == Ramp::kind) {
        return runs_cycles_in(actor, state, state.known<Ramp>({comment.about_id}).team);
    }
    if (comment.about_kind == DriverDiagram::kind) {
        auto const& diagram = state.known<DriverDiagram>({comment.about_id});
        return draws_diagram(actor, state, diagram);
    }
    if (comment.about_kind == DriverNode::kind) {
        return edits_node(actor, state, {comment.about_id});
    }
    if (comment.about_kind == DriverLink::kind) {
        return edits_link(actor, state, {comment.about_id});
    }
    if (comment.about_kind == ChangeProtocol::kind) {
        return writes_protocol(actor, state, {comment.about_id});
    }
    if (comment.about_kind == ProtocolVersion::kind) {
        return writes_version(actor, state, {comment.about_id});
    }
    if (comment.about_kind == ProtocolChange::kind) {
        return writes_change(actor, state, {comment.about_id});
    }
    if (comment.about_kind == Adoption::kind) {
        return adopts_for(actor, state, state.known<Adoption>({comment.about_id}).organization);
    }
    if (comment.about_kind == Post::kind) {
        return maker_of<Post>(state, {comment.about_id}) == actor.member;
    }
    if (comment.about_kind == Reply::kind) {
        return maker_of<Reply>(state, {comment.about_id}) == actor.member;
    }
    if (comment.about_kind == SupportRequest::kind) {
        return asks_or_helps(actor, state, {comment.about_id});
    }
    if (comment.about_kind == Adaptation::kind) {
        return adopts_for(actor, state, state.known<Adaptation>({comment.about_id}).organization);
    }
    if (comment.about_kind == UpstreamProposal::kind) {
        return decides_upstream(actor, state, {comment.about_id});
    }
    if (comment.about_kind == Meeting::kind) {
        return keeps_meeting(actor, state, {comment.about_id});
    }
    return keeps_theory(actor, state);
}

// The district whose lead must agree before the cycle goes beyond it; empty when none asks for that.
OrganizationId district_that_asks(State const& state, PdsaCycle const& cycle) {
    auto const& of_team = state.known<Team>(cycle.team).district;
    if (auto const found = district_that_asks(state, of_team); !found.empty()) { return found; }
    for (auto const& school : cycle.schools) {
        if (auto const found = district_that_asks(state, school); !found.empty()) { return found; }
    }
    return {};
}

// The district of the team that keeps it.
OrganizationId district_that_asks(State const& state, ChangeProtocol const& protocol) {
    if (protocol.team.empty()) { return {}; }
    return district_that_asks(state, state.known<Team>(protocol.team).district);
}

OrganizationId district_that_asks(State const& state, Adoption const& adoption) {
    return district_that_asks(state, adoption.organization);
}

// Of the author's team, or of the site they wrote from.
OrganizationId district_that_asks(State const& state, Post const& post) {
    if (!post.team.empty()) {
        auto const& of_team = state.known<Team>(post.team).district;
        if (auto const found = district_that_asks(state, of_team); !found.empty()) { return found; }
    }
    return district_that_asks(state, post.organization);
}

OrganizationId district_that_asks(State const& state, Adaptation const& adaptation) {
    return district_that_asks(state, adaptation.organization);
}

// One overload a command: a command without a line here does not compile.
struct Permit {
    Viewer const& actor;
    State const& state;

    // The network and its people
    Result<void> operator()(Edit<Network> const&) const {
        return when(holds_role(actor, Role::HubDirector),
                    "Only the hub director changes the network.");
    }
    Result<void> operator()(Create<Organization> const& c) const {
        return when(tends_network(actor, state) || leads(actor, state, c.record.parent),
                    "The hub adds organisations; a district's lead adds its schools.");
    }
    Result<void> operator()(Edit<Organization> const& c) const {
        // Who belongs where decides who sees what, so moving an organisation is the director's alone.
        if (c.given.test(*field_index<Organization>("parent"))) {
            return when(holds_role(actor, Role::HubDirector),
                        "Only the hub director moves an organisation.");
        }
        if (c.given.test(*field_index<Organization>("sharing_needs_lead"))) {
            return when(leads(actor, state, c.id), "Only the district's lead decides that.");
        }
        return when(tends_network(actor, state) || leads(actor, state, c.id),
                    "The hub or the district's lead changes this.");
    }
    Result<void> operator()(Archive<Organization> const&) const {
        return when(holds_role(actor, Role::HubDirector),
                    "Only the hub director removes an organisation.");
    }
    Result<void> operator()(Restore<Organization> const&) const {
        return when(holds_role(actor, Role::HubDirector),
                    "Only the hub director restores an organisation.");
    }
    Result<void> operator()(Create<Team> const& c) const {
        return when(tends_network(actor, state) || leads(actor, state, c.record.district),
                    "The hub or the district's lead sets up teams.");
    }
    Result<void> operator()(Edit<Team> const& c) const { return team_keeper(c.id); }
    Result<void> operator()(Archive<Team> const& c) const { return team_keeper(c.id); }
    Result<void> operator()(Restore<Team> const& c) const { return team_keeper(c.id); }
    Result<void> operator()(Create<Member> const&) const {
        return when(holds_role(actor, Role::HubDirector) || holds_role(actor, Role::DistrictLead),
                    "The hub director and district leads add people.");
    }
    Result<void> operator()(Edit<Member> const& c) const {
        return when(c.id == actor.member || looks_after_member(c.id),
                    "People change their own name; leads help.");
    }
    // Nobody gives themselves a role: a way into a district goes through a second person.
    Result<void> operator()(Create<Membership> const& c) const {
        return when(c.record.member != actor.member &&
                        may_give_role(actor, state, c.record.organization, c.record.role),
                    "You cannot give that role there.");
    }
    Result<void> operator()(Edit<Membership> const& c) const {
        auto const& membership = state.known<Membership>(c.id);
        bool const changes_role = c.given.test(*field_index<Membership>("role"));
        Role const then = changes_role ? c.values.role : membership.role;
        return when(may_give_role(actor, state, membership.organization, membership.role) &&
                        may_give_role(actor, state, membership.organization, then),
                    "You cannot change that role.");
    }
    Result<void> operator()(EndMembership const& c) const { return membership_keeper(c.id, true); }
    Result<void> operator()(SuspendMembership const& c) const {
        return membership_keeper(c.id, false);
    }
    Result<void> operator()(ResumeMembership const& c) const {
        return membership_keeper(c.id, false);
    }
    Result<void> operator()(Create<TeamMembership> const& c) const {
        return team_keeper(c.record.team);
    }
    Result<void> operator()(Edit<TeamMembership> const& c) const {
        return team_keeper(state.known<TeamMembership>(c.id).team);
    }
    Result<void> operator()(EndTeamMembership const& c) const {
        auto const& membership = state.known<TeamMembership>(c.id);
        if (membership.member == actor.member) { return {}; }
        return team_keeper(membership.team);
    }

    // The theory
    Result<void> operator()(Create<Charter> const&) const { return theory_keeper(); }
    Result<void> operator()(Edit<Charter> const&) const { return theory_keeper(); }
    Result<void> operator()(Create<RootCause> const&) const { return theory_keeper(); }
    Result<void> operator()(Edit<RootCause> const&) const { return theory_keeper(); }
    Result<void> operator()(Archive<RootCause> const&) const { return theory_keeper(); }
    Result<void> operator()(Restore<RootCause> const&) const { return theory_keeper(); }
    Result<void> operator()(Create<SponsorCommitment> const&) const { return theory_keeper(); }
    Result<void> operator()(Edit<SponsorCommitment> const& c) const {
        bool const own = state.known<SponsorCommitment>(c.id).owner == actor.member;
        return when(own || keeps_theory(actor, state),
                    "The hub keeps this, and the person who answers for it.");
    }
    Result<void> operator()(Archive<SponsorCommitment> const&) const { return theory_keeper(); }
    Result<void> operator()(Restore<SponsorCommitment> const&) const { return theory_keeper(); }
    Result<void> operator()(Create<Aim> const&) const { return theory_keeper(); }
    Result<void> operator()(Edit<Aim> const&) const { return theory_keeper(); }
    Result<void> operator()(Archive<Aim> const&) const { return theory_keeper(); }
    Result<void> operator()(Restore<Aim> const&) const { return theory_keeper(); }
    Result<void> operator()(PublishAim const&) const { return theory_keeper(); }
    Result<void> operator()(Create<DriverDiagram> const& c) const {
        return when(edits_whole_diagram(actor, state, c.record),
                    "The hub draws its diagram; a district's people draw theirs.");
    }
    Result<void> operator()(Edit<DriverDiagram> const& c) const { return diagram_keeper(c.id); }
    Result<void> operator()(Archive<DriverDiagram> const& c) const { return diagram_owner(c.id); }
    Result<void> operator()(Restore<DriverDiagram> const& c) const { return diagram_owner(c.id); }
    Result<void> operator()(Share<DriverDiagram> const& c) const { return diagram_owner(c.id); }
    Result<void> operator()(ReviewDriverDiagram const& c) const {
        return when(reviews_diagram(actor, state, state.known<DriverDiagram>(c.id)),
                    "The hub reviews its diagram; a district's is for its lead.");
    }
    Result<void> operator()(Create<DriverNode> const& c) const {
        return when(edits_nodes_of(actor, state, c.record.diagram, c.record.node_kind),
                    "This part of the diagram is kept by others.");
    }
    Result<void> operator()(Edit<DriverNode> const& c) const { return node_keeper(c.id); }
    Result<void> operator()(Archive<DriverNode> const& c) const { return node_keeper(c.id); }
    Result<void> operator()(Restore<DriverNode> const& c) const { return node_keeper(c.id); }
    Result<void> operator()(SetDriverNodeState const& c) const { return node_keeper(c.id); }
    Result<void> operator()(Create<DriverLink> const& c) const {
        return when(edits_link_from(actor, state, c.record.source),
                    "This part of the diagram is kept by others.");
    }
    Result<void> operator()(Edit<DriverLink> const& c) const { return link_keeper(c.id); }
    Result<void> operator()(Archive<DriverLink> const& c) const { return link_keeper(c.id); }
    Result<void> operator()(Restore<DriverLink> const& c) const { return link_keeper(c.id); }

    // The cycles
    Result<void> operator()(Create<Ramp> const& c) const { return team_mate(c.record.team); }
    Result<void> operator()(Edit<Ramp> const& c) const { return ramp_mate(c.id); }
    Result<void> operator()(Archive<Ramp> const& c) const { return ramp_mate(c.id); }
    Result<void> operator()(Restore<Ramp> const& c) const { return ramp_mate(c.id); }
    Result<void> operator()(Create<PdsaCycle> const& c) const { return team_mate(c.record.team); }
    Result<void> operator()(PlanPdsaCycle const& c) const { return team_mate(c.team); }
    Result<void> operator()(Edit<PdsaCycle> const& c) const { return cycle_mate(c.id); }
    Result<void> operator()(Archive<PdsaCycle> const& c) const { return cycle_owner(c.id); }
    Result<void> operator()(Restore<PdsaCycle> const& c) const { return cycle_owner(c.id); }
    Result<void> operator()(Share<PdsaCycle> const& c) const {
        bool const own = state.known<PdsaCycle>(c.id).owner == actor.member;
        return shares(c, own, "Only its owner shares a cycle.");
    }
    Result<void> operator()(AdvancePdsaCycle const& c) const { return cycle_mate(c.id); }
    Result<void> operator()(PausePdsaCycle const& c) const { return cycle_mate(c.id); }
    Result<void> operator()(ResumePdsaCycle const& c) const { return cycle_mate(c.id); }
    Result<void> operator()(StopPdsaCycle const& c) const { return cycle_mate(c.id); }
    Result<void> operator()(ReopenPdsaCycle const& c) const { return cycle_mate(c.id); }
    Result<void> operator()(ContinuePdsaCycle const& c) const { return cycle_mate(c.id); }
    // Whose plan it is has been decided by whoever shared it.
    Result<void> operator()(ClonePdsaCycle const& c) const { return team_mate(c.team); }
    Result<void> operator()(TransferPdsaCycle const& c) const { return cycle_owner(c.id); }
    Result<void> operator()(Create<Question> const& c) const { return cycle_mate(c.record.cycle); }
    Result<void> operator()(Edit<Question> const& c) const { return detail_mate<Question>(c.id); }
    Result<void> operator()(Archive<Question> const& c) const {
        return detail_mate<Question>(c.id);
    }
    Result<void> operator()(Restore<Question> const& c) const {
        return detail_mate<Question>(c.id);
    }
    Result<void> operator()(AmendPrediction const& c) const {
        return detail_mate<Question>(c.question);
    }
    Result<void> operator()(Create<Task> const& c) const { return cycle_mate(c.record.cycle); }
    Result<void> operator()(Edit<Task> const& c) const { return detail_mate<Task>(c.id); }
    Result<void> operator()(Archive<Task> const& c) const { return detail_mate<Task>(c.id); }
    Result<void> operator()(Restore<Task> const& c) const { return detail_mate<Task>(c.id); }
    Result<void> operator()(Create<Observation> const& c) const {
        return cycle_mate(c.record.cycle);
    }
    // What somebody saw is theirs to word.
    Result<void> operator()(Edit<Observation> const& c) const { return observer(c.id); }
    Result<void> operator()(Archive<Observation> const& c) const { return observer(c.id); }
    Result<void> operator()(Restore<Observation> const& c) const { return observer(c.id); }

    // The library
    Result<void> operator()(Create<ChangeProtocol> const& c) const {
        auto const& team = c.record.team;
        return when(adds_to_theory(actor) &&
                        (team.empty() || in_team(actor, team) || keeps_theory(actor, state)),
                    "Those who add to the theory write protocols, for themselves or their team.");
    }
    Result<void> operator()(Edit<ChangeProtocol> const& c) const { return protocol_author(c.id); }
    Result<void> operator()(Archive<ChangeProtocol> const& c) const {
        return protocol_author(c.id);
    }
    Result<void> operator()(Restore<ChangeProtocol> const& c) const {
        return protocol_author(c.id);
    }
    Result<void> operator()(Share<ChangeProtocol> const& c) const {
        return shares(c, writes_protocol(actor, state, c.id), "Its authors share a protocol.");
    }
    Result<void> operator()(Create<ProtocolVersion> const&) const { return theory_adder(); }
    Result<void> operator()(Edit<ProtocolVersion> const& c) const { return version_writer(c.id); }
    Result<void> operator()(Archive<ProtocolVersion> const& c) const {
        return version_writer(c.id);
    }
    Result<void> operator()(Restore<ProtocolVersion> const& c) const {
        return version_writer(c.id);
    }
    Result<void> operator()(AdvanceProtocolVersion const& c) const {
        if (c.to == ProtocolState::Testing) {
            return protocol_author(state.known<ProtocolVersion>(c.id).protocol);
        }
        // What the whole network is told to do is the hub's word.
        return when(keeps_theory(actor, state), "The hub recommends, sets and retires versions.");
    }
    Result<void> operator()(Create<ProtocolChange> const&) const { return theory_adder(); }
    Result<void> operator()(Edit<ProtocolChange> const& c) const { return change_writer(c.id); }
    Result<void> operator()(Archive<ProtocolChange> const& c) const { return change_writer(c.id); }
    Result<void> operator()(Restore<ProtocolChange> const& c) const { return change_writer(c.id); }
    Result<void> operator()(Create<Adoption> const& c) const {
        return adopter(c.record.organization);
    }
    Result<void> operator()(Edit<Adoption> const& c) const { return adoption_keeper(c.id); }
    Result<void> operator()(Archive<Adoption> const& c) const { return adoption_keeper(c.id); }
    Result<void> operator()(Restore<Adoption> const& c) const { return adoption_keeper(c.id); }
    Result<void> operator()(AdvanceAdoption const& c) const { return adoption_keeper(c.id); }
    Result<void> operator()(Share<Adoption> const& c) const {
        auto const& site = state.known<Adoption>(c.id).organization;
        return shares(c, adopts_for(actor, state, site), only_its_people);
    }

    // The talk
    Result<void> operator()(Create<Comment> const&) const {
        return when(may_comment(actor), "Observers read along; they do not comment.");
    }
    Result<void> operator()(Edit<Comment> const& c) const {
        return when(maker_of<Comment>(state, c.id) == actor.member, "Who said it words it.");
    }
    Result<void> operator()(Archive<Comment> const& c) const {
        return when(maker_of<Comment>(state, c.id) == actor.member, "Who said it takes it back.");
    }
    Result<void> operator()(Restore<Comment> const& c) const {
        return when(maker_of<Comment>(state, c.id) == actor.member,
                    "Who took it back brings it back.");
    }
    Result<void> operator()(ResolveComment const& c) const { return settles(c.id); }
    Result<void> operator()(ReopenComment const& c) const { return settles(c.id); }

    // Moderation. Whoever sees a record flags it.
    Result<void> operator()(Create<Flag> const&) const { return {}; }
    Result<void> operator()(Archive<Flag> const& c) const { return flag_maker(c.id); }
    Result<void> operator()(Restore<Flag> const& c) const { return flag_maker(c.id); }
    Result<void> operator()(DismissFlag const&) const { return desk(); }
    Result<void> operator()(HoldRecord const&) const { return desk(); }
    Result<void> operator()(AskForEdits const&) const { return desk(); }
    Result<void> operator()(ReleaseRecord const&) const { return desk(); }
    Result<void> operator()(ProposeRemoval const&) const { return desk(); }
    Result<void> operator()(ConfirmRemoval const& c) const {
        if (state.known<ModerationCase>(c.id).removal_proposed_by == actor.member) {
            return refuse(Code::NeedsSecondPerson, "id",
                          "A second person of the desk confirms a removal.");
        }
        return desk();
    }
    Result<void> operator()(AppealModeration const& c) const {
        return when(state.known<ModerationCase>(c.id).author == actor.member,
                    "Its author appeals.");
    }
    Result<void> operator()(UpholdModeration const&) const { return desk(); }
    // The exchange
    Result<void> operator()(Create<Post> const& c) const {
        auto const& from = c.record.organization;
        auto const& team = c.record.team;
        if (!may_comment(actor)) { return not_yours("Observers read along; they do not post."); }
        return when((from.empty() || belongs_to(actor, from)) &&
                        (team.empty() || in_team(actor, team)),
                    "People write for their own site and their own team.");
    }
    Result<void> operator()(Edit<Post> const& c) const { return author<Post>(c.id); }
    Result<void> operator()(Archive<Post> const& c) const { return author<Post>(c.id); }
    Result<void> operator()(Restore<Post> const& c) const { return author<Post>(c.id); }
    Result<void> operator()(Share<Post> const& c) const {
        return shares(c, maker_of<Post>(state, c.id) == actor.member, "Its author shares a post.");
    }
    Result<void> operator()(UsePost const& c) const { return adopter(c.organization); }
    Result<void> operator()(ClosePost const& c) const { return author<Post>(c.id); }
    Result<void> operator()(AcceptReply const& c) const { return author<Post>(c.id); }
    Result<void> operator()(Create<Reply> const&) const {
        return when(may_comment(actor), "Observers read along; they do not answer.");
    }
    Result<void> operator()(Edit<Reply> const& c) const { return author<Reply>(c.id); }
    Result<void> operator()(Archive<Reply> const& c) const { return author<Reply>(c.id); }
    Result<void> operator()(Restore<Reply> const& c) const { return author<Reply>(c.id); }
    Result<void> operator()(Create<SupportRequest> const& c) const {
        auto const& from = c.record.organization;
        return when(may_comment(actor) && (from.empty() || belongs_to(actor, from)),
                    "People ask for themselves and their own site.");
    }
    Result<void> operator()(Edit<SupportRequest> const& c) const { return asker(c.id); }
    Result<void> operator()(Archive<SupportRequest> const& c) const { return asker(c.id); }
    Result<void> operator()(Restore<SupportRequest> const& c) const { return asker(c.id); }
    Result<void> operator()(MatchSupportRequest const&) const {
        return when(tends_network(actor, state), "The hub finds who helps.");
    }
    Result<void> operator()(AdvanceSupportRequest const& c) const {
        switch (c.to) {
            case RequestState::Active:
                return when(asks_or_helps(actor, state, c.id),
                            "Who asked or who helps says that it has begun.");
            case RequestState::Open:
                return when(helps_with(actor, state, c.id) || tends_network(actor, state),
                            "Who helps gives it back, or the hub.");
            case RequestState::Withdrawn: return asker(c.id);
            case RequestState::Matched:
            case RequestState::Done:
            case RequestState::Rated: break;
        }
        return {};  // whoever sees a request has a part in it: who asked, who helps, the hub's desk
    }
    Result<void> operator()(RateSupportRequest const& c) const { return asker(c.id); }
    Result<void> operator()(Create<Announcement> const&) const { return announcer(); }
    Result<void> operator()(Edit<Announcement> const&) const { return announcer(); }
    Result<void> operator()(Archive<Announcement> const&) const { return announcer(); }
    Result<void> operator()(Restore<Announcement> const&) const { return announcer(); }
    Result<void> operator()(Create<Activity> const&) const { return assigner(); }
    Result<void> operator()(Edit<Activity> const&) const { return assigner(); }
    Result<void> operator()(Archive<Activity> const&) const { return assigner(); }
    Result<void> operator()(Restore<Activity> const&) const { return assigner(); }
    Result<void> operator()(FinishActivity const& c) const {
        return when(runs_cycles_in(actor, state, c.team) || keeps_theory(actor, state),
                    "The team says that it has done it, or the hub.");
    }
    // The practice
    Result<void> operator()(Create<Adaptation> const& c) const {
        return adopter(c.record.organization);
    }
    Result<void> operator()(Edit<Adaptation> const& c) const { return adapter(c.id); }
    Result<void> operator()(Archive<Adaptation> const& c) const { return adapter(c.id); }
    Result<void> operator()(Restore<Adaptation> const& c) const { return adapter(c.id); }
    Result<void> operator()(ConcludeAdaptation const& c) const { return adapter(c.id); }
    Result<void> operator()(Share<Adaptation> const& c) const {
        auto const& site = state.known<Adaptation>(c.id).organization;
        return shares(c, adopts_for(actor, state, site), only_its_people);
    }
    Result<void> operator()(Create<UpstreamProposal> const& c) const {
        return adapter(c.record.adaptation);
    }
    Result<void> operator()(Edit<UpstreamProposal> const& c) const {
        return adapter(state.known<UpstreamProposal>(c.id).adaptation);
    }
    Result<void> operator()(Archive<UpstreamProposal> const& c) const {
        return maker<UpstreamProposal>(c.id, "Who proposed it withdraws it.");
    }
    Result<void> operator()(Restore<UpstreamProposal> const& c) const {
        return maker<UpstreamProposal>(c.id, "Who proposed it proposes it again.");
    }
    Result<void> operator()(DecideUpstream const& c) const {
        return when(decides_upstream(actor, state, c.id),
                    "The protocol's authors decide, and the hub.");
    }
    Result<void> operator()(Create<EvidenceCard> const&) const { return evidence_keeper(); }
    Result<void> operator()(Edit<EvidenceCard> const&) const { return evidence_keeper(); }
    Result<void> operator()(Archive<EvidenceCard> const&) const { return evidence_keeper(); }
    Result<void> operator()(Restore<EvidenceCard> const&) const { return evidence_keeper(); }
    Result<void> operator()(OpenEvidenceCard const&) const { return evidence_keeper(); }
    Result<void> operator()(AgreeEvidenceCard const&) const { return evidence_keeper(); }
    Result<void> operator()(ReviseEvidenceCard const&) const { return evidence_keeper(); }
    Result<void> operator()(Create<EvidenceRow> const&) const { return evidence_keeper(); }
    Result<void> operator()(Edit<EvidenceRow> const&) const { return evidence_keeper(); }
    Result<void> operator()(Archive<EvidenceRow> const&) const { return evidence_keeper(); }
    Result<void> operator()(Restore<EvidenceRow> const&) const { return evidence_keeper(); }
    Result<void> operator()(Create<Objection> const&) const {
        return when(may_comment(actor), "Observers read along; they do not object.");
    }
    Result<void> operator()(Edit<Objection> const& c) const {
        return maker<Objection>(c.id, "Who objects words it.");
    }
    Result<void> operator()(Archive<Objection> const& c) const {
        return maker<Objection>(c.id, "Who objects takes it back.");
    }
    Result<void> operator()(Restore<Objection> const& c) const {
        return maker<Objection>(c.id, "Who objects brings it back.");
    }
    Result<void> operator()(ResolveObjection const&) const { return evidence_keeper(); }

    // The meetings
    Result<void> operator()(Create<Meeting> const& c) const {
        return when(calls_meetings_of(actor, state, c.record.team), who_keeps_meetings);
    }
    Result<void> operator()(Edit<Meeting> const& c) const {
        if (keeps_meeting(actor, state, c.id)) { return {}; }
        if (!may_comment(actor)) { return not_yours("Observers read along; they take no notes."); }
        return when(notes_and_own_attendance(actor, c),
                    "Everybody takes notes and says that they were there; the rest is kept by the "
                    "facilitator.");
    }
    Result<void> operator()(Archive<Meeting> const& c) const { return meeting_keeper(c.id); }
    Result<void> operator()(Restore<Meeting> const& c) const { return meeting_keeper(c.id); }
    Result<void> operator()(AdvanceMeeting const& c) const { return meeting_keeper(c.id); }
    Result<void> operator()(Create<AgendaItem> const& c) const {
        return meeting_keeper(c.record.meeting);
    }
    Result<void> operator()(Edit<AgendaItem> const& c) const {
        return below_meeting<AgendaItem>(c.id);
    }
    Result<void> operator()(Archive<AgendaItem> const& c) const {
        return below_meeting<AgendaItem>(c.id);
    }
    Result<void> operator()(Restore<AgendaItem> const& c) const {
        return below_meeting<AgendaItem>(c.id);
    }
    Result<void> operator()(Create<DistrictReport> const& c) const {
        return reporter(c.record.organization);
    }
    Result<void> operator()(Edit<DistrictReport> const& c) const { return report_writer(c.id); }
    Result<void> operator()(Archive<DistrictReport> const& c) const { return report_writer(c.id); }
    Result<void> operator()(Restore<DistrictReport> const& c) const { return report_writer(c.id); }
    Result<void> operator()(Create<MeetingDecision> const& c) const {
        return meeting_keeper(c.record.meeting);
    }
    Result<void> operator()(Edit<MeetingDecision> const& c) const {
        return below_meeting<MeetingDecision>(c.id);
    }
    Result<void> operator()(Archive<MeetingDecision> const& c) const {
        return below_meeting<MeetingDecision>(c.id);
    }
    Result<void> operator()(Restore<MeetingDecision> const& c) const {
        return below_meeting<MeetingDecision>(c.id);
    }
    Result<void> operator()(ReviewDecision const& c) const {
        return below_meeting<MeetingDecision>(c.id);
    }
    Result<void> operator()(Create<MeetingAction> const& c) const {
        bool const own = c.record.meeting.empty() && c.record.owner == actor.member;
        if (own && may_comment(actor)) { return {}; }
        return meeting_keeper(c.record.meeting);
    }
    Result<void> operator()(Edit<MeetingAction> const& c) const { return action_owner(c.id); }
    Result<void> operator()(Archive<MeetingAction> const& c) const { return action_keeper(c.id); }
    Result<void> operator()(Restore<MeetingAction> const& c) const { return action_keeper(c.id); }
    Result<void> operator()(FinishAction const& c) const { return action_owner(c.id); }
    Result<void> operator()(Create<Attachment> const& c) const {
        if (!c.record.protocol.empty()) { return protocol_author(c.record.protocol); }
        return c.record.cycle.empty() ? Result<void>{} : cycle_mate(c.record.cycle);
    }
    Result<void> operator()(Edit<Attachment> const& c) const {
        auto const ok = hangs_things_on(c.id);
        return ok.has_error() ? ok : maker<Attachment>(c.id, "Who attached it words it.");
    }
    Result<void> operator()(Archive<Attachment> const& c) const { return hangs_things_on(c.id); }
    Result<void> operator()(Restore<Attachment> const& c) const { return hangs_things_on(c.id); }
    // What somebody follows and how they are told of it is theirs alone.
    Result<void> operator()(Create<Follow> const&) const { return {}; }
    Result<void> operator()(Archive<Follow> const& c) const { return own<Follow>(c.id); }
    Result<void> operator()(Restore<Follow> const& c) const { return own<Follow>(c.id); }
    Result<void> operator()(Create<NoticeSetting> const&) const { return {}; }
    Result<void> operator()(Edit<NoticeSetting> const& c) const { return own<NoticeSetting>(c.id); }

    Result<void> operator()(NetworkCommand const& c) const { return std::visit(*this, c); }
    Result<void> operator()(TheoryCommand const& c) const { return std::visit(*this, c); }
    Result<void> operator()(CycleCommand const& c) const { return std::visit(*this, c); }
    Result<void> operator()(LibraryCommand const& c) const { return std::visit(*this, c); }
    Result<void> operator()(TalkCommand const& c) const { return std::visit(*this, c); }
    Result<void> operator()(ModerationCommand const& c) const { return std::visit(*this, c); }
    Result<void> operator()(ExchangeCommand const& c) const { return std::visit(*this, c); }
    Result<void> operator()(PracticeCommand const& c) const { return std::visit(*this, c); }
    Result<void> operator()(MeetingCommand const& c) const { return std::visit(*this, c); }
    Result<void> operator()(MeasureCommand const& c) const {
        return permit_measure(actor, c, state);
    }
    Result<void> operator()(NoticeCommand const& c) const { return std::visit(*this, c); }
    Result<void> operator()(AttachmentCommand const& c) const { return std::visit(*this, c); }

private:
    static constexpr char const* only_its_people =
        "The site's own people say what it takes up, and its district's lead and teams.";

    // Beyond a district that asks for it, its lead must agree; otherwise whose own it is.
    template <class R>
    Result<void> shares(Share<R> const& c, bool own, char const* says) const {
        auto const& record = state.known<R>(c.id);
        auto const asking = district_that_asks(state, record);
        bool const beyond = c.shared_with > Level::District && c.shared_with > record.shared_with;
        if (beyond && !asking.empty()) {
            if (leads(actor, state, asking)) { return {}; }
            if (own) {
                return refuse(Code::LeadMustAgree, "shared_with",
                              "The district asks its lead to agree first.");
            }
        }
        return when(own, says);
    }
    template <class R>
    Result<void> own(decltype(R::id) const& id) const {
        return maker<R>(id, "Everybody decides that for themselves.");
    }
    template <class R>
    Result<void> author(decltype(R::id) const& id) const {
        return when(maker_of<R>(state, id) == actor.member, "Who wrote it words it.");
    }
    Result<void> asker(SupportRequestId const& id) const {
        return when(asked_for(actor, state, id), "Who asked for it decides that.");
    }
    Result<void> announcer() const {
        return when(tends_network(actor, state), "The hub announces.");
    }
    Result<void> assigner() const {
        return when(keeps_theory(actor, state), "The hub sets activities.");
    }
    bool looks_after_member(MemberId const& id) const {
        bool found = false;
        state.each_below<Membership>({kind_of<Member>(), id.text},
                                     [&](Membership const& m, Meta const&) {
                                         found |= looks_after(actor, state, m.organization);
                                     });
        return found;
    }
    Result<void> membership_keeper(MembershipId const& id, bool own_too) const {
        auto const& membership = state.known<Membership>(id);
        if (own_too && membership.member == actor.member) { return {}; }
        return when(may_give_role(actor, state, membership.organization, membership.role),
                    "You cannot change that membership.");
    }
    Result<void> team_keeper(TeamId const& id) const {
        // A district's teams are the district's: the hub has no standing way into them.
        auto const& district = state.known<Team>(id).district;
        bool const allowed =
            district.empty() ? tends_network(actor, state) : leads(actor, state, district);
        return when(
            allowed,
            "The district's lead looks after its teams; the hub after those of the network.");
    }
    Result<void> theory_keeper() const {
        return when(keeps_theory(actor, state), "The hub keeps the charter and the aim.");
    }
    Result<void> theory_adder() const {
        return when(adds_to_theory(actor), "Those who add to the theory write protocols.");
    }
    Result<void> protocol_author(ChangeProtocolId const& id) const {
        return when(writes_protocol(actor, state, id), "Its authors write it, and the hub.");
    }
    Result<void> version_writer(ProtocolVersionId const& id) const {
        return when(writes_version(actor, state, id), "Its authors write it, and the hub.");
    }
    Result<void> change_writer(ProtocolChangeId const& id) const {
        return when(writes_change(actor, state, id), "Its authors write it, and the hub.");
    }
    Result<void> adopter(OrganizationId const& site) const {
        return when(adopts_for(actor, state, site), only_its_people);
    }
    Result<void> adoption_keeper(AdoptionId const& id) const {
        return adopter(state.known<Adoption>(id).organization);
    }
    Result<void> adapter(AdaptationId const& id) const {
        return adopter(state.known<Adaptation>(id).organization);
    }
    Result<void> evidence_keeper() const {
        return when(keeps_theory(actor, state), "The hub keeps the evidence.");
    }
    template <class R>
    Result<void> maker(decltype(R::id) const& id, char const* says) const {
        return when(maker_of<R>(state, id) == actor.member, says);
    }
    Result<void> diagram_keeper(DriverDiagramId const& id) const {
        return when(edits_whole_diagram(actor, state, state.known<DriverDiagram>(id)),
                    "This diagram is kept by others.");
    }
    Result<void> diagram_owner(DriverDiagramId const& id) const {
        auto const& diagram = state.known<DriverDiagram>(id);
        bool const drew_it = maker_of<DriverDiagram>(state, id) == actor.member &&
                             edits_whole_diagram(actor, state, diagram);
        bool const lead = leads(actor, state, diagram.owner);
        bool const hub = diagram.owner == hub_of(state) && keeps_theory(actor, state);
        return when(drew_it || lead || hub, "Who drew it shares it, or the district's lead.");
    }
    Result<void> node_keeper(DriverNodeId const& id) const {
        return when(edits_node(actor, state, id), "This part of the diagram is kept by others.");
    }
    Result<void> link_keeper(DriverLinkId const& id) const {
        return when(edits_link(actor, state, id), "This part of the diagram is kept by others.");
    }
    Result<void> team_mate(TeamId const& id) const {
        return when(runs_cycles_in(actor, state, id), "Only members of the team run its cycles.");
    }
    Result<void> ramp_mate(RampId const& id) const { return team_mate(state.known<Ramp>(id).team); }
    Result<void> cycle_mate(PdsaCycleId const& id) const {
        return when(works_on_cycle(actor, state, id),
                    "Only members of the team work on its cycles.");
    }
    Result<void> cycle_owner(PdsaCycleId const& id) const {
        auto const& cycle = state.known<PdsaCycle>(id);
        return when(cycle.owner == actor.member && runs_cycles_in(actor, state, cycle.team),
                    "Only its owner does that.");
    }
    template <class R>
    Result<void> detail_mate(decltype(R::id) const& id) const {
        return cycle_mate(state.known<R>(id).cycle);
    }
    Result<void> desk() const {
        return when(tends_network(actor, state), "The hub's director and facilitators do that.");
    }
    Result<void> flag_maker(FlagId const& id) const {
        return when(maker_of<Flag>(state, id) == actor.member, "Who flagged it takes that back.");
    }
    Result<void> settles(CommentId const& id) const {
        bool const began_it = maker_of<Comment>(state, id) == actor.member;
        return when(began_it || tends_network(actor, state) ||
                        works_on_what(actor, state, state.known<Comment>(id)),
                    "Who began it settles it, or those whose work it is about.");
    }
    Result<void> observer(ObservationId const& id) const {
        return when(maker_of<Observation>(state, id) == actor.member &&
                        works_on_cycle(actor, state, state.known<Observation>(id).cycle),
                    "Who saw it words it.");
    }
    // Whoever works on what it hangs on: a photo that should not be there is taken off by the first who sees it.
    Result<void> hangs_things_on(AttachmentId const& id) const {
        auto const& attachment = state.known<Attachment>(id);
        return attachment.protocol.empty() ? cycle_mate(attachment.cycle)
                                           : protocol_author(attachment.protocol);
    }
    static constexpr char const* who_keeps_meetings =
        "The facilitator keeps a meeting; the hub those of the network, a team its own.";
    Result<void> meeting_keeper(MeetingId const& id) const {
        return when(keeps_meeting(actor, state, id), who_keeps_meetings);
    }
    template <class R>
    Result<void> below_meeting(decltype(R::id) const& id) const {
        return meeting_keeper(state.known<R>(id).meeting);
    }
    Result<void> reporter(OrganizationId const& district) const {
        return when(adopts_for(actor, state, district),
                    "A district's own people write its report.");
    }
    Result<void> report_writer(DistrictReportId const& id) const {
        return reporter(state.known<DistrictReport>(id).organization);
    }
    // Who noted it takes it back, even outside of a meeting.
    Result<void> action_keeper(MeetingActionId const& id) const {
        if (maker_of<MeetingAction>(state, id) == actor.member && may_comment(actor)) { return {}; }
        return below_meeting<MeetingAction>(id);
    }
    Result<void> action_owner(MeetingActionId const& id) const {
        if (state.known<MeetingAction>(id).owner == actor.member && may_comment(actor)) {
            return {};
        }
        return action_keeper(id);
    }
};

// ---- Audiences ---------------------------------------------------------------------------------

Audience of_people(std::vector<MemberId> people) {
    Audience audience;
    audience.people = std::move(people);
    return audience;
}

void add_network_levels(Audience& audience, Level level) {
    audience.hub |= level >= Level::Hub;
    audience.network |= level >= Level::Network;
    audience.everybody |= level >= Level::Public;
}

Audience audience_of_cycle(PdsaCycle const& cycle, State const& state, Level level) {
    Audience audience;
    audience.people = cycle.guests;
    audience.people.push_back(cycle.owner);
    if (level >= Level::Team) { audience.teams.push_back(cycle.team); }
    if (level >= Level::School) { audience.organizations = cycle.schools; }
    if (level >= Level::District) {
        for (auto const& school : cycle.schools) {
            audience.organizations.push_back(district_of(state, school));
        }
        audience.organizations.push_back(state.known<Team>(cycle.team).district);
    }
    add_network_levels(audience, level);
    settle(audience);
    return audience;
}

// Who made it, and those who moderate.
Audience while_held(Meta const& meta) {
    auto audience = of_people({meta.created_by});
    audience.desk = true;
    return audience;
}

// Who sees the record, moderation counted in, no further than `at_most`.
Audience of_stored(Stored const& stored, State const& state, Level at_most);

struct AudienceOf {
    State const& state;
    Meta const& meta;
    // No further than this, whatever the record's own level: how a comment that names a person is seen.
    Level at_most = Level::Public;

    Audience operator()(Network const&) const { return every_member(); }
    Audience operator()(Organization const&) const { return every_member(); }
    Audience operator()(Team const& r) const {
        Audience audience = whole_network();
        audience.teams.push_back(r.id);
        return audience;
    }
    Audience operator()(Member const& r) const { return of_members_teams(r.id); }
    Audience operator()(Membership const& r) const { return of_members_teams(r.member); }
    Audience operator()(TeamMembership const& r) const { return of_members_teams(r.member); }
    Audience operator()(Charter const&) const { return whole_network(); }
    Audience operator()(RootCause const&) const { return whole_network(); }
    Audience operator()(SponsorCommitment const& r) const {
        Audience audience = whole_network();
        audience.people.push_back(r.owner);
        settle(audience);
        return audience;
    }
    Audience operator()(Aim const&) const { return whole_network(); }
    Audience operator()(DriverDiagram const& r) const { return of_diagram(r, meta); }
    Audience operator()(DriverNode const& r) const { return below_diagram(r.diagram); }
    Audience operator()(DriverLink const& r) const { return below_diagram(r.diagram); }
    Audience operator()(Ramp const& r) const {
        Audience audience;
        audience.teams.push_back(r.team);
        // Who sees one of its cycles sees what the ramp is called.
        state.each_below<PdsaCycle>(
            {kind_of<Ramp>(), r.id.text},
            [&](PdsaCycle const& cycle, Meta const&) { merge(audience, below(cycle)); });
        return audience;
    }
    Audience operator()(PdsaCycle const& r) const { return below(r); }
    Audience operator()(Question const& r) const { return below_cycle(r.cycle); }
    Audience operator()(PredictionAmendment const& r) const { return below_cycle(r.cycle); }
    Audience operator()(Task const& r) const { return below_cycle(r.cycle); }
    Audience operator()(Observation const& r) const {
        auto const* cycle = state.living<PdsaCycle>(r.cycle);
        if (cycle == nullptr) { return {}; }
        Level level = std::min(cycle->shared_with, at_most);
        if (r.names_a_person) {
            level = std::min(level, r.written_for);
            level = std::min(level, Level::Hub);  // a named person never reaches the whole network
        }
        return audience_of_cycle(*cycle, state, level);
    }
    Audience operator()(Attachment const& r) const {
        auto const key =
            r.observation.empty() ? *parent_of(r) : Key{kind_of<Observation>(), r.observation.text};
        auto const& stored = state.known_kept(key.kind, key.id).stored;
        if (stored.archived()) { return {}; }
        Level const reach = r.names_a_person ? std::min(r.written_for, Level::Hub) : Level::Public;
        return of_stored(stored, state, std::min(at_most, reach));
    }
    Audience operator()(ChangeProtocol const& r) const { return of_protocol(r, meta); }
    Audience operator()(ProtocolVersion const& r) const { return below_protocol(r.protocol); }
    Audience operator()(ProtocolChange const& r) const { return below_version(r.version); }
    Audience operator()(Adoption const& r) const { return at_site(r, {meta.created_by, r.owner}); }
    Audience operator()(Adaptation const& r) const { return at_site(r, {meta.created_by}); }
    // It names no more than the adaptation.
    Audience operator()(UpstreamProposal const& r) const {
        auto const& kept = state.known_kept<Adaptation>(r.adaptation).stored;
        if (kept.archived()) { return {}; }
        return of_stored(kept, state, at_most);
    }
    Audience operator()(EvidenceCard const& r) const {
        Audience audience;
        audience.hub = true;
        audience.network = at_most >= Level::Network && r.state != EvidenceState::Draft;
        audience.within.push_back(AudienceOf{state, meta}.of_subject(r));
        return audience;
    }
    Audience operator()(Post const& r) const { return of_post(r, meta); }
    Audience operator()(Reply const& r) const {
        auto const& stored = state.known_kept<Post>(r.post).stored;
        if (stored.archived()) { return {}; }
        return of_stored(stored, state, at_most);
    }
    // Not even the asker's district learns who asked for help.
    Audience operator()(SupportRequest const& r) const {
        Audience audience = of_people({meta.created_by, r.matched_with});
        audience.desk = true;
        settle(audience);
        return audience;
    }
    Audience operator()(Announcement const&) const { return whole_network(); }
    Audience operator()(Activity const& r) const {
        Audience audience;
        audience.teams = r.teams;
        audience.hub = at_most >= Level::Hub;
        for (auto const& team : r.teams) {
            audience.leads.push_back(state.known<Team>(team).district);
        }
        settle(audience);
        return audience;
    }
    // A row must not tell what its cycles would not; one that was deleted meanwhile would tell no more than before.
    Audience operator()(EvidenceRow const& r) const {
        Audience audience = below_card(r.card);
        for (auto const& id : r.cycles) {
            audience.within.push_back(AudienceOf{state, meta}.below(state.known<PdsaCycle>(id)));
        }
        return audience;
    }
    Audience operator()(Objection const& r) const { return below_card(r.card); }
    Audience operator()(Comment const& r) const {
        auto const& about = state.known_kept(*kind_from_name(r.about_kind), r.about_id).stored;
        if (about.archived()) { return {}; }
        Level reach = reach_of(r);
        // An answer says that there is something to answer.
        if (!r.thread.empty()) {
            reach = std::min(reach, reach_of(state.known<Comment>(r.thread)));
        }
        auto audience = of_stored(about, state, reach);
        if (!r.thread.empty()) {
            auto const& first = state.known_kept<Comment>(r.thread).stored.meta;
            if (first.held) { audience.within.push_back(while_held(first)); }
        }
        return audience;
    }
    Audience operator()(Flag const&) const { return while_held(meta); }
    Audience operator()(ModerationCase const& r) const {
        auto audience = of_people({r.author});
        audience.desk = true;
        return audience;
    }
    Audience operator()(Meeting const& r) const { return of_meeting(r); }
    Audience operator()(AgendaItem const& r) const { return below_meeting(r.meeting); }
    Audience operator()(DistrictReport const& r) const { return below_meeting(r.meeting); }
    Audience operator()(MeetingDecision const& r) const { return below_meeting(r.meeting); }
    Audience operator()(MeetingAction const& r) const { return below_meeting(r.meeting); }
    Audience operator()(Measure const&) const { return whole_network(); }
    Audience operator()(MeasureDefinition const& r) const { return below<Measure>(r.measure); }
    Audience operator()(MeasureSeries const& r) const {
        Audience audience = audience_of_series(r, state, at_most);
        audience.within.push_back(AudienceOf{state, meta}.below<Measure>(r.measure));
        return audience;
    }
    Audience operator()(DataPoint const& r) const {
        return of_points(r.series, pool::shown_of(state, r));
    }
    Audience operator()(ChartPhase const& r) const { return below<MeasureSeries>(r.series); }
    Audience operator()(ChartAnnotation const& r) const { return below<MeasureSeries>(r.series); }
    // A signal tells what its points tell, and those by which its limits are.
    Audience operator()(ChartSignal const& r) const {
        auto least = static_cast<pool::Shown>(r.reach);
        for (auto const& id : r.points) {
            least = std::max(least, pool::shown_of(state, state.known<DataPoint>(id)));
        }
        return of_points(r.series, least);
    }
    // It is there for the server alone.
    Audience operator()(PoolPart const&) const { return {}; }
    // Its member, while they see what they follow.
    Audience operator()(Follow const& r) const {
        auto const& about = state.known_kept(*kind_from_name(r.about_kind), r.about_id).stored;
        if (about.archived()) { return {}; }
        auto audience = of_people({meta.created_by});
        settle(audience);
        auto around = of_stored(about, state, at_most);
        audience.within = std::exchange(around.within, {});
        audience.within.push_back(std::move(around));
        return audience;
    }
    Audience operator()(NoticeSetting const&) const {
        auto audience = of_people({meta.created_by});
        settle(audience);
        return audience;
    }

private:
    static Level reach_of(Comment const& r) {
        return r.names_a_person ? std::min(r.written_for, Level::Hub) : Level::Public;
    }
    Audience every_member() const {
        if (at_most < Level::Network) { return whole_network(); }
        Audience audience;
        audience.members = true;
        return audience;
    }
    Audience whole_network() const {
        Audience audience;
        audience.network = at_most >= Level::Network;
        audience.hub = !audience.network;
        return audience;
    }
    Audience of_members_teams(MemberId const& member) const {
        Audience audience = whole_network();
        audience.people.push_back(member);
        // A partner sees who sits at the same table.
        state.each_below<TeamMembership>({kind_of<Member>(), member.text},
                                         [&](TeamMembership const& m, Meta const&) {
                                             if (m.state == MembershipState::Active) {
                                                 audience.teams.push_back(m.team);
                                             }
                                         });
        settle(audience);
        return audience;
    }
    Audience of_diagram(DriverDiagram const& r, Meta const& its_meta) const {
        Level const level = std::min(r.shared_with, at_most);
        Audience audience = of_people({its_meta.created_by});
        if (level >= Level::Team) { audience.teams.push_back(r.team); }
        if (level >= Level::School || (level >= Level::Team && r.team.empty())) {
            audience.organizations.push_back(r.owner);
        }
        if (level >= Level::District) {
            audience.organizations.push_back(district_of(state, r.owner));
        }
        // The hub's own diagram is drawn by the hub's people, whatever its level.
        audience.hub |= r.owner == hub_of(state) && level > Level::Author;
        add_network_levels(audience, level);
        settle(audience);
        return audience;
    }
    Audience below_diagram(DriverDiagramId const& id) const {
        auto const& stored = state.known_kept<DriverDiagram>(id).stored;
        if (stored.archived()) { return {}; }
        return of_diagram(std::get<DriverDiagram>(stored.record), stored.meta);
    }
    Audience of_protocol(ChangeProtocol const& r, Meta const& its_meta) const {
        Level const level = std::min(r.shared_with, at_most);
        Audience audience = of_people(r.authors);
        audience.people.push_back(its_meta.created_by);
        if (level >= Level::Team) { audience.teams.push_back(r.team); }
        if (level >= Level::District && !r.team.empty()) {
            audience.organizations.push_back(state.known<Team>(r.team).district);
        }
        add_network_levels(audience, level);
        settle(audience);
        return audience;
    }
    Audience of_post(Post const& r, Meta const& its_meta) const {
        Level const level = std::min(r.shared_with, at_most);
        Audience audience = of_people({its_meta.created_by});
        if (level >= Level::Team) { audience.teams.push_back(r.team); }
        if (level >= Level::School) { audience.organizations.push_back(r.organization); }
        if (level >= Level::District) {
            audience.organizations.push_back(district_of(state, r.organization));
            if (!r.team.empty()) {
                audience.organizations.push_back(state.known<Team>(r.team).district);
            }
        }
        add_network_levels(audience, level);
        settle(audience);
        return audience;
    }
    Audience below_protocol(ChangeProtocolId const& id) const {
        auto const& stored = state.known_kept<ChangeProtocol>(id).stored;
        if (stored.archived()) { return {}; }
        return of_stored(stored, state, at_most);
    }
    Audience below_version(ProtocolVersionId const& id) const {
        auto const* version = state.living<ProtocolVersion>(id);
        return version == nullptr ? Audience{} : below_protocol(version->protocol);
    }
    // What a site makes of a version tells what that is about, so nobody sees it who does not see that.
    template <class R>
    Audience at_site(R const& r, std::vector<MemberId> people) const {
        Level const level = std::min(r.shared_with, at_most);
        Audience audience = of_people(std::move(people));
        if (level >= Level::Team) { audience.teams.push_back(r.team); }
        if (level >= Level::School) { audience.organizations.push_back(r.organization); }
        if (level >= Level::District) {
            audience.organizations.push_back(district_of(state, r.organization));
        }
        add_network_levels(audience, level);
        settle(audience);
        audience.within.push_back(AudienceOf{state, meta}.below_version(r.version));
        return audience;
    }
    // Of what the evidence is about; nobody while that is deleted.
    Audience of_subject(EvidenceCard const& r) const {
        if (!r.protocol.empty()) { return below_protocol(r.protocol); }
        auto const* idea = state.living<DriverNode>(r.change_idea);
        return idea == nullptr ? Audience{} : below_diagram(idea->diagram);
    }
    Audience below_card(EvidenceCardId const& id) const {
        auto const* card = state.living<EvidenceCard>(id);
        return card == nullptr ? Audience{} : (*this)(*card);
    }
    // A team's meeting is the team's and its district's lead's; where it has no district, the hub's.
    Audience of_meeting(Meeting const& r) const {
        Audience audience = r.team.empty() ? whole_network() : Audience{};
        audience.people.push_back(r.facilitator);
        if (!r.team.empty()) {
            auto const& district = state.known<Team>(r.team).district;
            audience.teams.push_back(r.team);
            audience.leads.push_back(district);
            audience.hub = district.empty() && at_most >= Level::Hub;
        }
        settle(audience);
        return audience;
    }
    // Whoever sees what it lies in; nobody while that is deleted.
    template <class R>
    Audience below(decltype(R::id) const& id) const {
        auto const& stored = state.known_kept<R>(id).stored;
        if (stored.archived()) { return {}; }
        return of_stored(stored, state, at_most);
    }
    // Of those who see the series.
    Audience of_points(MeasureSeriesId const& id, pool::Shown shown) const {
        auto audience = below<MeasureSeries>(id);
        if (shown != pool::Shown::ToAll) {
            auto owners = owners_of_series(state.known<MeasureSeries>(id), state);
            if (shown == pool::Shown::ToLead) { owners.organizations.clear(); }
            audience.within.push_back(std::move(owners));
        }
        return audience;
    }
    // What no meeting decided is the whole network's.
    Audience below_meeting(MeetingId const& id) const {
        return id.empty() ? whole_network() : below<Meeting>(id);
    }
    Audience below_cycle(PdsaCycleId const& id) const {
        auto const* cycle = state.living<PdsaCycle>(id);
        return cycle == nullptr ? Audience{} : below(*cycle);
    }
    Audience below(PdsaCycle const& cycle) const {
        return audience_of_cycle(cycle, state, std::min(cycle.shared_with, at_most));
    }
};

Audience of_stored(Stored const& stored, State const& state, Level at_most) {
    auto audience = std::visit(AudienceOf{state, stored.meta, at_most}, stored.record);
    if (stored.meta.held) { audience.within.push_back(while_held(stored.meta)); }
    return audience;
}

}  // namespace

namespace {

void hold(Viewer& viewer, State const& state, Role role, OrganizationId const& organization) {
    auto const hub = hub_of(state);
    viewer.active = true;
    viewer.network |= rights_of(role).reads_network;
    viewer.hub |= organization == hub;
    viewer.desk |= organization == hub && rights_of(role).tends_network;
    viewer.analyst |= organization == hub && role == Role::Analyst;
    viewer.roles.push_back({role, organization});
    for (auto const& id : with_those_above(state, organization)) {
        viewer.organizations.push_back(id);
    }
}

void in_order(Viewer& viewer) {
    auto& organizations = viewer.organizations;
    std::sort(organizations.begin(), organizations.end());
    organizations.erase(std::unique(organizations.begin(), organizations.end()),
                        organizations.end());
    std::sort(viewer.teams.begin(), viewer.teams.end());
}

}  // namespace

Viewer viewer_of(State const& state, MemberId const& member) {
    Viewer viewer;
    viewer.member = member;
    Key const key{kind_of<Member>(), member.text};
    state.each_below<Membership>(key, [&](Membership const& m, Meta const&) {
        if (m.state == MembershipState::Active) { hold(viewer, state, m.role, m.organization); }
    });
    state.each_below<TeamMembership>(key, [&](TeamMembership const& m, Meta const&) {
        if (m.state == MembershipState::Active && state.living<Team>(m.team) != nullptr) {
            viewer.teams.push_back(m.team);
        }
    });
    in_order(viewer);
    return viewer;
}

Viewer made_up_viewer(State const& state, Role role, OrganizationId const& organization,
                      TeamId const& team) {
    Viewer viewer;
    hold(viewer, state, role, organization);
    if (!team.empty()) { viewer.teams.push_back(team); }
    in_order(viewer);
    return viewer;
}

Result<void> permit(Viewer const& actor, AnyCommand const& command, State const& state) {
    if (!actor.active) { return not_yours("You are not an active member of this network."); }
    return std::visit(Permit{actor, state}, command);
}

OrganizationId district_that_asks(State const& state, OrganizationId const& organization) {
    auto const district = district_of(state, organization);
    auto const* found = state.get<Organization>(district);
    return found != nullptr && found->sharing_needs_lead ? district : OrganizationId{};
}

bool may_comment(Viewer const& viewer) {
    return std::any_of(viewer.roles.begin(), viewer.roles.end(),
                       [](Viewer::Held const& h) { return rights_of(h.role).comments; });
}

Audience audience_of(Stored const& stored, State const& state) {
    if (stored.archived()) { return {}; }
    return audience_if_living(stored, state);
}

Audience audience_if_living(Stored const& stored, State const& state) {
    return of_stored(stored, state, Level::Public);
}

namespace {

// What everybody sees the network sees.
bool reaches_network(Audience const& audience) {
    return (audience.members || audience.network) &&
           std::all_of(audience.within.begin(), audience.within.end(), reaches_network);
}

// Whoever sees it by name or by an office at the hub goes.
void leave_places(Audience& audience) {
    audience.hub = audience.desk = audience.analysts = false;
    audience.people.clear();
    std::for_each(audience.within.begin(), audience.within.end(), leave_places);
}

}  // namespace

bool is_kept_close(Stored const& stored, State const& state) {
    return !reaches_network(audience_if_living(stored, state));
}

bool is_told_of_readers(Viewer const& viewer, Stored const& stored, State const& state) {
    auto own = audience_if_living(stored, state);
    if (!holds(own, viewer)) { return false; }
    if (stored.meta.created_by == viewer.member) { return true; }
    leave_places(own);
    own.everybody = own.members = own.network = false;
    return holds(own, viewer);
}

bool looks_after(Viewer const& actor, State const& state, OrganizationId const& organization) {
    return holds_role(actor, Role::HubDirector) || leads(actor, state, organization);
}

bool may_give_role(Viewer const& inviter, State const& state, OrganizationId const& organization,
                   Role role) {
    if (holds_role(inviter, Role::HubDirector)) { return true; }
    bool const district_role = role == Role::DistrictLead || role == Role::ExecutiveSponsor ||
                               role == Role::SchoolLead || role == Role::TeamMember ||
                               role == Role::Observer;
    return district_role && leads(inviter, state, organization);
}

bool administers(Viewer const& viewer) {
    return holds_role(viewer, Role::HubDirector) || holds_role(viewer, Role::DistrictLead);
}

bool has_in_hand(Viewer const& actor, State const& state, MemberId const& member) {
    bool any = false;
    bool all = true;
    state.each_below<Membership>(
        {kind_of<Member>(), member.text}, [&](Membership const& m, Meta const&) {
            if (m.state == MembershipState::Ended) { return; }
            any = true;
            all = all && may_give_role(actor, state, m.organization, m.role);
        });
    return any && all;
}

}  // namespace flywheel
