#pragma once
#include <variant>
#include <vector>

#include "protocol/records.hpp"
#include "protocol/text_change.hpp"

// What a person may ask for. Create, edit, archive, restore and share come from fields(); a command of
// its own exists only where the field has a verb for it. docs/SYNC.md C1-C8.
namespace flywheel {

enum class IfChanged { Overwrite, Refuse };
constexpr auto enum_names(IfChanged) {
    using namespace std::string_view_literals;
    return std::array{"overwrite"sv, "refuse"sv};
}

template <class R>
using IdOf = decltype(R::id);

template <class R>
struct Create {
    R record;
    FieldSet given;
};

struct SetChange {
    std::size_t field = 0;
    std::vector<std::string> add;
    std::vector<std::string> remove;
};

// What somebody did to a text that others write in too, as it stood at the revision they saw.
struct TextWrite {
    std::size_t field = 0;
    TextChange change;
};

template <class R>
struct Edit {
    IdOf<R> id;
    Revision seen_revision = 0;
    IfChanged if_changed = IfChanged::Overwrite;
    R values;  // the new values of the fields in `given`; cleared fields are given with an unset value
    FieldSet given;
    std::vector<SetChange> sets;
    std::vector<TextWrite> writes;
};

template <class R>
struct Archive {
    IdOf<R> id;
    bool only_mine = false;  // an undo: not where it would take somebody else's work along
};
template <class R>
struct Restore {
    IdOf<R> id;
};
template <class R>
struct Share {
    IdOf<R> id;
    Revision seen_revision = 0;
    Level shared_with = Level::Team;
    std::optional<std::vector<MemberId>> guests;
};

// Verbs of the network.
struct EndMembership {
    MembershipId id;
    static constexpr std::string_view name = "end_membership";
    static constexpr std::string_view says = "Somebody leaves, or a role ends.";
    static constexpr auto fields() {
        using C = EndMembership;
        return Fields{field("id", &C::id, "The membership.", {.required = true})};
    }
};
struct SuspendMembership {
    MembershipId id;
    static constexpr std::string_view name = "suspend_membership";
    static constexpr std::string_view says = "Takes the rights away for now.";
    static constexpr auto fields() {
        using C = SuspendMembership;
        return Fields{field("id", &C::id, "The membership.", {.required = true})};
    }
};
struct ResumeMembership {
    MembershipId id;
    static constexpr std::string_view name = "resume_membership";
    static constexpr std::string_view says =
        "Gives a suspended or ended membership its rights again.";
    static constexpr auto fields() {
        using C = ResumeMembership;
        return Fields{field("id", &C::id, "The membership.", {.required = true})};
    }
};
struct EndTeamMembership {
    TeamMembershipId id;
    static constexpr std::string_view name = "end_team_membership";
    static constexpr std::string_view says = "Somebody leaves a team.";
    static constexpr auto fields() {
        using C = EndTeamMembership;
        return Fields{field("id", &C::id, "The team membership.", {.required = true})};
    }
};

// Verbs of the theory.
struct PublishAim {
    AimId id;
    Revision seen_revision = 0;
    AimId supersedes;
    std::string reason;
    static constexpr std::string_view name = "publish_aim";
    static constexpr std::string_view says =
        "Makes a complete draft the network's aim; the former one is kept with the reason.";
    static constexpr auto fields() {
        using C = PublishAim;
        return Fields{
            field("id", &C::id, "The draft.", {.required = true}),
            field("seen_revision", &C::seen_revision, "The revision the person saw.", {.min = 0}),
            field("supersedes", &C::supersedes, "The published aim that it replaces."),
            field("reason", &C::reason, "Why it is replaced.", {.length_max = text_length_max}),
        };
    }
};
struct ReviewDriverDiagram {
    DriverDiagramId id;
    Revision seen_revision = 0;
    bool in_review = false;
    std::string reason;
    static constexpr std::string_view name = "review_driver_diagram";
    static constexpr std::string_view says =
        "Begins or ends the review of a diagram; meanwhile its keepers alone change it.";
    static constexpr auto fields() {
        using C = ReviewDriverDiagram;
        return Fields{
            field("id", &C::id, "The diagram.", {.required = true}),
            field("seen_revision", &C::seen_revision, "The revision the person saw.", {.min = 0}),
            field("in_review", &C::in_review, "Begins with yes, ends with no.", {.required = true}),
            field("reason", &C::reason, "What the review is for; required to begin.",
                  {.length_max = text_length_max}),
        };
    }
};
struct SetDriverNodeState {
    DriverNodeId id;
    Revision seen_revision = 0;
    NodeState state = NodeState::InPlay;
    std::string reason;
    static constexpr std::string_view name = "set_driver_node_state";
    static constexpr std::string_view says =
        "Puts a driver or change idea in play, parks it or retires it.";
    static constexpr auto fields() {
        using C = SetDriverNodeState;
        return Fields{
            field("id", &C::id, "The box.", {.required = true}),
            field("seen_revision", &C::seen_revision, "The revision the person saw.", {.min = 0}),
            field("state", &C::state, "In play, parked or retired.", {.required = true}),
            field("reason", &C::reason, "Why; required for parked and retired.",
                  {.length_max = text_length_max}),
        };
    }
};

// Verbs of the cycle.
struct PlanPdsaCycle {
    PdsaCycleId id;
    TeamId team;
    DriverNodeId change_idea;
    RampId ramp;
    std::string title;
    std::string what;
    std::string prediction;
    Date end_on;
    std::vector<OrganizationId> schools;
    static constexpr std::string_view name = "plan_pdsa_cycle";
    static constexpr std::string_view says =
        "Quick start: what, prediction, by when. Makes the ramp when none is named, the cycle and "
        "its first question; the scale is 1-1-1-1.";
    static constexpr auto fields() {
        using C = PlanPdsaCycle;
        return Fields{
            field("id", &C::id, "The id of the new cycle.", {.required = true}),
            field("team", &C::team, "The team that runs it.", {.required = true}),
            field("change_idea", &C::change_idea, "The change idea; needed when no ramp is named."),
            field("ramp", &C::ramp, "The ramp it joins; none starts a new one."),
            field("title", &C::title,
                  "What the team calls it; the first words of `what` when left out.",
                  {.length_max = 120}),
            field("what", &C::what, "What will be tried.",
                  {.required = true, .length_min = 1, .length_max = text_length_max}),
            field("prediction", &C::prediction, "What we think will happen.",
                  {.required = true, .length_min = 1, .length_max = text_length_max}),
            field("end_on", &C::end_on, "By when we will know.", {.required = true}),
            field("schools", &C::schools, "The schools it touches."),
        };
    }
};
struct AdvancePdsaCycle {
    PdsaCycleId id;
    Revision seen_revision = 0;
    CycleState to = CycleState::Planned;
    static constexpr std::string_view name = "advance_pdsa_cycle";
    static constexpr std::string_view says =
        "Takes a cycle one step on: planned, doing, studying, acting, complete.";
    static constexpr auto fields() {
        using C = AdvancePdsaCycle;
        return Fields{
            field("id", &C::id, "The cycle.", {.required = true}),
            field("seen_revision", &C::seen_revision, "The revision the person saw.", {.min = 0}),
            field("to", &C::to, "The state to go to.", {.required = true}),
        };
    }
};
struct PausePdsaCycle {
    PdsaCycleId id;
    std::string reason;
    static constexpr std::string_view name = "pause_pdsa_cycle";
    static constexpr std::string_view says = "Pauses a cycle; resume returns to where it stood.";
    static constexpr auto fields() {
        using C = PausePdsaCycle;
        return Fields{
            field("id", &C::id, "The cycle.", {.required = true}),
            field("reason", &C::reason, "Why.", {.length_max = text_length_max}),
        };
    }
};
struct ResumePdsaCycle {
    PdsaCycleId id;
    static constexpr std::string_view name = "resume_pdsa_cycle";
    static constexpr std::string_view says = "Takes a paused cycle up again.";
    static constexpr auto fields() {
        using C = ResumePdsaCycle;
        return Fields{field("id", &C::id, "The cycle.", {.required = true})};
    }
};
struct StopPdsaCycle {
    PdsaCycleId id;
    std::string reason;
    static constexpr std::string_view name = "stop_pdsa_cycle";
    static constexpr std::string_view says = "Ends a cycle before it is complete.";
    static constexpr auto fields() {
        using C = StopPdsaCycle;
        return Fields{
            field("id", &C::id, "The cycle.", {.required = true}),
            field("reason", &C::reason, "Why.", {.length_max = text_length_max}),
        };
    }
};
struct ReopenPdsaCycle {
    PdsaCycleId id;
    static constexpr std::string_view name = "reopen_pdsa_cycle";
    static constexpr std::string_view says =
        "Takes a complete cycle back to studying and keeps the old study.";
    static constexpr auto fields() {
        using C = ReopenPdsaCycle;
        return Fields{field("id", &C::id, "The cycle.", {.required = true})};
    }
};
struct ContinuePdsaCycle {
    PdsaCycleId id;
    PdsaCycleId next;
    std::string title;
    static constexpr std::string_view name = "continue_pdsa_cycle";
    static constexpr std::string_view says = "Opens the next cycle of the ramp, copied from this "
                                             "one with its questions; predictions are asked anew.";
    static constexpr auto fields() {
        using C = ContinuePdsaCycle;
        return Fields{
            field("id", &C::id, "The cycle to copy.", {.required = true}),
            field("next", &C::next, "The id of the new cycle.", {.required = true}),
            field("title", &C::title, "Its title; the same title when left out.",
                  {.length_max = 120}),
        };
    }
};
struct ClonePdsaCycle {
    PdsaCycleId id;
    PdsaCycleId clone;
    TeamId team;
    DriverNodeId change_idea;
    RampId ramp;
    static constexpr std::string_view name = "clone_pdsa_cycle";
    static constexpr std::string_view says =
        "Takes the plan of a cycle one may see over into a draft of one's own team, with its "
        "questions and tasks and the credit; predictions, people, schools and dates are one's own "
        "to fill in.";
    static constexpr auto fields() {
        using C = ClonePdsaCycle;
        return Fields{
            field("id", &C::id, "The cycle whose plan is taken over.", {.required = true}),
            field("clone", &C::clone, "The id of the new cycle.", {.required = true}),
            field("team", &C::team, "The team that will run it.", {.required = true}),
            field("change_idea", &C::change_idea, "The change idea; needed when no ramp is named."),
            field("ramp", &C::ramp, "The ramp it joins; none starts a new one."),
        };
    }
};
struct TransferPdsaCycle {
    PdsaCycleId id;
    Revision seen_revision = 0;
    MemberId owner;
    static constexpr std::string_view name = "transfer_pdsa_cycle";
    static constexpr std::string_view says = "Gives a cycle to another member of its team.";
    static constexpr auto fields() {
        using C = TransferPdsaCycle;
        return Fields{
            field("id", &C::id, "The cycle.", {.required = true}),
            field("seen_revision", &C::seen_revision, "The revision the person saw.", {.min = 0}),
            field("owner", &C::owner, "The new owner.", {.required = true}),
        };
    }
};
struct AmendPrediction {
    QuestionId question;
    std::string prediction;
    std::string reason;
    static constexpr std::string_view name = "amend_prediction";
    static constexpr std::string_view says =
        "Changes a locked prediction; the former one is kept and shown.";
    static constexpr auto fields() {
        using C = AmendPrediction;
        return Fields{
            field("question", &C::question, "The question.", {.required = true}),
            field("prediction", &C::prediction, "The prediction now.",
                  {.required = true, .length_min = 1, .length_max = text_length_max}),
            field("reason", &C::reason, "Why it changes after Do began.",
                  {.length_max = text_length_max}),
        };
    }
};

// Verbs of the library.
struct AdvanceProtocolVersion {
    ProtocolVersionId id;
    Revision seen_revision = 0;
    ProtocolState to = ProtocolState::Testing;
    std::string reason;
    static constexpr std::string_view name = "advance_protocol_version";
    static constexpr std::string_view says =
        "Takes a version one step on: testing, which publishes it, recommended, standard; or "
        "retires it.";
    static constexpr auto fields() {
        using C = AdvanceProtocolVersion;
        return Fields{
            field("id", &C::id, "The version.", {.required = true}),
            field("seen_revision", &C::seen_revision, "The revision the person saw.", {.min = 0}),
            field("to", &C::to, "The state to go to.", {.required = true}),
            field("reason", &C::reason, "Why; required for retired.",
                  {.length_max = text_length_max}),
        };
    }
};
struct AdvanceAdoption {
    AdoptionId id;
    Revision seen_revision = 0;
    AdoptionState to = AdoptionState::Testing;
    std::string reason;
    Date since;
    static constexpr std::string_view name = "advance_adoption";
    static constexpr std::string_view says =
        "Takes a site one step on with a protocol: testing, adopted, adapted; stops it, or takes "
        "it into consideration again.";
    static constexpr auto fields() {
        using C = AdvanceAdoption;
        return Fields{
            field("id", &C::id, "The adoption.", {.required = true}),
            field("seen_revision", &C::seen_revision, "The revision the person saw.", {.min = 0}),
            field("to", &C::to, "The state to go to.", {.required = true}),
            field("reason", &C::reason, "Why; required for stopped.",
                  {.length_max = text_length_max}),
            field("since", &C::since, "Since when; today when left out."),
        };
    }
};

// Verbs of the talk.
struct ResolveComment {
    CommentId id;
    static constexpr std::string_view name = "resolve_comment";
    static constexpr std::string_view says = "Settles a thread; it stays where it is.";
    static constexpr auto fields() {
        using C = ResolveComment;
        return Fields{
            field("id", &C::id, "The comment that began the thread.", {.required = true})};
    }
};
struct ReopenComment {
    CommentId id;
    static constexpr std::string_view name = "reopen_comment";
    static constexpr std::string_view says = "Takes a settled thread up again.";
    static constexpr auto fields() {
        using C = ReopenComment;
        return Fields{
            field("id", &C::id, "The comment that began the thread.", {.required = true})};
    }
};

// Verbs of the practice.
struct ConcludeAdaptation {
    AdaptationId id;
    Revision seen_revision = 0;
    AdaptationState to = AdaptationState::Kept;
    std::string effect;
    std::string reason;
    static constexpr std::string_view name = "conclude_adaptation";
    static constexpr std::string_view says =
        "Keeps an adaptation, stops it, or tries a stopped one again.";
    static constexpr auto fields() {
        using C = ConcludeAdaptation;
        return Fields{
            field("id", &C::id, "The adaptation.", {.required = true}),
            field("seen_revision", &C::seen_revision, "The revision the person saw.", {.min = 0}),
            field("to", &C::to, "The state to go to.", {.required = true}),
            field("effect", &C::effect, "What it changed; as it stands when left out.",
                  {.length_max = text_length_max}),
            field("reason", &C::reason, "Why; required for stopped.",
                  {.length_max = text_length_max}),
        };
    }
};
struct DecideUpstream {
    UpstreamProposalId id;
    Revision seen_revision = 0;
    ProposalState to = ProposalState::Accepted;
    std::string reason;
    ProtocolVersionId version;
    static constexpr std::string_view name = "decide_upstream";
    static constexpr std::string_view says =
        "Holds a proposal, declines it, or accepts it: its words become a draft of the protocol.";
    static constexpr auto fields() {
        using C = DecideUpstream;
        return Fields{
            field("id", &C::id, "The proposal.", {.required = true}),
            field("seen_revision", &C::seen_revision, "The revision the person saw.", {.min = 0}),
            field("to", &C::to, "Held, accepted or declined.", {.required = true}),
            field("reason", &C::reason, "Why; required for held and declined.",
                  {.length_max = text_length_max}),
            field("version", &C::version, "The id of the new draft; needed for accepted."),
        };
    }
};
struct OpenEvidenceCard {
    EvidenceCardId id;
    Revision seen_revision = 0;
    static constexpr std::string_view name = "open_evidence_card";
    static constexpr std::string_view says =
        "Shows an evidence card to the network and asks for objections.";
    static constexpr auto fields() {
        using C = OpenEvidenceCard;
        return Fields{
            field("id", &C::id, "The evidence card.", {.required = true}),
            field("seen_revision", &C::seen_revision, "The revision the person saw.", {.min = 0}),
        };
    }
};
struct AgreeEvidenceCard {
    EvidenceCardId id;
    Revision seen_revision = 0;
    static constexpr std::string_view name = "agree_evidence_card";
    static constexpr std::string_view says =
        "Says that the network holds it to be true: five days after it was opened, with every "
        "objection answered.";
    static constexpr auto fields() {
        using C = AgreeEvidenceCard;
        return Fields{
            field("id", &C::id, "The evidence card.", {.required = true}),
            field("seen_revision", &C::seen_revision, "The revision the person saw.", {.min = 0}),
        };
    }
};
struct ReviseEvidenceCard {
    EvidenceCardId id;
    Revision seen_revision = 0;
    std::string reason;
    static constexpr std::string_view name = "revise_evidence_card";
    static constexpr std::string_view says = "Takes an evidence card back to draft.";
    static constexpr auto fields() {
        using C = ReviseEvidenceCard;
        return Fields{
            field("id", &C::id, "The evidence card.", {.required = true}),
            field("seen_revision", &C::seen_revision, "The revision the person saw.", {.min = 0}),
            field("reason", &C::reason, "Why.", {.length_max = text_length_max}),
        };
    }
};
struct ResolveObjection {
    ObjectionId id;
    std::string resolution;
    static constexpr std::string_view name = "resolve_objection";
    static constexpr std::string_view says = "Says how an objection was answered.";
    static constexpr auto fields() {
        using C = ResolveObjection;
        return Fields{
            field("id", &C::id, "The objection.", {.required = true}),
            field("resolution", &C::resolution, "How it was answered.",
                  {.required = true, .length_min = 1, .length_max = text_length_max}),
        };
    }
};

// Verbs of moderation.
struct DismissFlag {
    FlagId id;
    std::string answer;
    static constexpr std::string_view name = "dismiss_flag";
    static constexpr std::string_view says = "Leaves what was flagged as it is, and says why.";
    static constexpr auto fields() {
        using C = DismissFlag;
        return Fields{field("id", &C::id, "The flag.", {.required = true}),
                      field("answer", &C::answer, "Why.",
                            {.required = true, .length_min = 1, .length_max = text_length_max})};
    }
};
struct HoldRecord {
    ModerationCaseId id;
    std::string about_kind;
    std::string about_id;
    std::string reason;
    static constexpr std::string_view name = "hold_record";
    static constexpr std::string_view says =
        "Takes a record out of everybody's sight but its author's and the desk's, and opens a "
        "case with the reason.";
    static constexpr auto fields() {
        using C = HoldRecord;
        return Fields{field("id", &C::id, "The new case.", {.required = true}),
                      field("about_kind", &C::about_kind, "The kind of the record.",
                            {.required = true, .length_max = 40}),
                      field("about_id", &C::about_id, "The record.",
                            {.required = true, .length_max = id_length_max}),
                      field("reason", &C::reason, "Why; its author reads it.",
                            {.required = true, .length_min = 1, .length_max = text_length_max})};
    }
};
struct AskForEdits {
    ModerationCaseId id;
    std::string edits_asked;
    static constexpr std::string_view name = "ask_for_edits";
    static constexpr std::string_view says = "Tells the author what to change.";
    static constexpr auto fields() {
        using C = AskForEdits;
        return Fields{field("id", &C::id, "The case.", {.required = true}),
                      field("edits_asked", &C::edits_asked, "What to change.",
                            {.required = true, .length_min = 1, .length_max = text_length_max})};
    }
};
struct ReleaseRecord {
    ModerationCaseId id;
    std::string reason;
    static constexpr std::string_view name = "release_record";
    static constexpr std::string_view says =
        "Shows the record again to whom it was shared with; one that was removed comes back.";
    static constexpr auto fields() {
        using C = ReleaseRecord;
        return Fields{field("id", &C::id, "The case.", {.required = true}),
                      field("reason", &C::reason, "Why.", {.length_max = text_length_max})};
    }
};
struct ProposeRemoval {
    ModerationCaseId id;
    std::string reason;
    static constexpr std::string_view name = "propose_removal";
    static constexpr std::string_view says =
        "Asks a second person of the desk to confirm that the record is removed.";
    static constexpr auto fields() {
        using C = ProposeRemoval;
        return Fields{field("id", &C::id, "The case.", {.required = true}),
                      field("reason", &C::reason, "Why; its author reads it.",
                            {.required = true, .length_min = 1, .length_max = text_length_max})};
    }
};
struct ConfirmRemoval {
    ModerationCaseId id;
    static constexpr std::string_view name = "confirm_removal";
    static constexpr std::string_view says =
        "Removes the record, as somebody else of the desk proposed.";
    static constexpr auto fields() {
        using C = ConfirmRemoval;
        return Fields{field("id", &C::id, "The case.", {.required = true})};
    }
};
struct AppealModeration {
    ModerationCaseId id;
    std::string appeal;
    static constexpr std::string_view name = "appeal_moderation";
    static constexpr std::string_view says = "Asks the desk to look again; the author's right.";
    static constexpr auto fields() {
        using C = AppealModeration;
        return Fields{field("id", &C::id, "The case.", {.required = true}),
                      field("appeal", &C::appeal, "Why it should be shown.",
                            {.required = true, .length_min = 1, .length_max = text_length_max})};
    }
};
struct UpholdModeration {
    ModerationCaseId id;
    std::string reason;
    static constexpr std::string_view name = "uphold_moderation";
    static constexpr std::string_view says = "Answers an appeal: it stays as it is.";
    static constexpr auto fields() {
        using C = UpholdModeration;
        return Fields{field("id", &C::id, "The case.", {.required = true}),
                      field("reason", &C::reason, "Why; its author reads it.",
                            {.required = true, .length_min = 1, .length_max = text_length_max})};
    }
};

// Verbs of the exchange.
struct UsePost {
    PostId id;
    OrganizationId organization;
    bool used = true;
    static constexpr std::string_view name = "use_post";
    static constexpr std::string_view says =
        "Says that a school or district has taken a tool up, or no longer uses it.";
    static constexpr auto fields() {
        using C = UsePost;
        return Fields{
            field("id", &C::id, "The tool.", {.required = true}),
            field("organization", &C::organization, "The school or district.", {.required = true}),
            field("used", &C::used, "Whether it is used there.", {.required = true}),
        };
    }
};
struct ClosePost {
    PostId id;
    bool closed = true;
    static constexpr std::string_view name = "close_post";
    static constexpr std::string_view says =
        "Says that a post is settled and takes no more replies, or opens it again.";
    static constexpr auto fields() {
        using C = ClosePost;
        return Fields{
            field("id", &C::id, "The post.", {.required = true}),
            field("closed", &C::closed, "Whether it is settled.", {.required = true}),
        };
    }
};
struct AcceptReply {
    PostId id;
    ReplyId reply;
    static constexpr std::string_view name = "accept_reply";
    static constexpr std::string_view says =
        "Names the reply that answered a question; none takes it back.";
    static constexpr auto fields() {
        using C = AcceptReply;
        return Fields{
            field("id", &C::id, "The question.", {.required = true}),
            field("reply", &C::reply, "The reply; none takes the acceptance back."),
        };
    }
};
struct MatchSupportRequest {
    SupportRequestId id;
    Revision seen_revision = 0;
    MemberId with;
    std::string reason;
    Date answer_by;
    static constexpr std::string_view name = "match_support_request";
    static constexpr std::string_view says =
        "Finds somebody who helps, says why this person, and promises an answer by a day.";
    static constexpr auto fields() {
        using C = MatchSupportRequest;
        return Fields{
            field("id", &C::id, "The request.", {.required = true}),
            field("seen_revision", &C::seen_revision, "The revision the person saw.", {.min = 0}),
            field("with", &C::with, "Who helps.", {.required = true}),
            field("reason", &C::reason, "Why this person.",
                  {.required = true, .length_min = 1, .length_max = text_length_max}),
            field("answer_by", &C::answer_by, "The day by which an answer is promised.",
                  {.required = true}),
        };
    }
};
struct AdvanceSupportRequest {
    SupportRequestId id;
    Revision seen_revision = 0;
    RequestState to = RequestState::Active;
    std::string outcome;
    std::string reason;
    static constexpr std::string_view name = "advance_support_request";
    static constexpr std::string_view says =
        "Takes a request one step on: active, done; withdraws it, or opens it again.";
    static constexpr auto fields() {
        using C = AdvanceSupportRequest;
        return Fields{
            field("id", &C::id, "The request.", {.required = true}),
            field("seen_revision", &C::seen_revision, "The revision the person saw.", {.min = 0}),
            field("to", &C::to, "The state to go to.", {.required = true}),
            field("outcome", &C::outcome, "What came of it; required for done.",
                  {.length_max = text_length_max}),
            field("reason", &C::reason, "Why; required for withdrawn and for open.",
                  {.length_max = text_length_max}),
        };
    }
};
struct RateSupportRequest {
    SupportRequestId id;
    Revision seen_revision = 0;
    std::optional<std::int64_t> rating;
    std::string note;
    static constexpr std::string_view name = "rate_support_request";
    static constexpr std::string_view says = "Says how much the help helped.";
    static constexpr auto fields() {
        using C = RateSupportRequest;
        return Fields{
            field("id", &C::id, "The request.", {.required = true}),
            field("seen_revision", &C::seen_revision, "The revision the person saw.", {.min = 0}),
            field("rating", &C::rating, "1 to 5.", {.required = true, .min = 1, .max = 5}),
            field("note", &C::note, "In words.", {.length_max = text_length_max}),
        };
    }
};
struct FinishActivity {
    ActivityId id;
    TeamId team;
    bool done = true;
    static constexpr std::string_view name = "finish_activity";
    static constexpr std::string_view says =
        "Says that a team has done an activity, or has not after all.";
    static constexpr auto fields() {
        using C = FinishActivity;
        return Fields{
            field("id", &C::id, "The activity.", {.required = true}),
            field("team", &C::team, "The team.", {.required = true}),
            field("done", &C::done, "Whether it is done.", {.required = true}),
        };
    }
};

// Verbs of meetings.
struct AdvanceMeeting {
    MeetingId id;
    Revision seen_revision = 0;
    MeetingState to = MeetingState::AgendaPublished;
    static constexpr std::string_view name = "advance_meeting";
    static constexpr std::string_view says =
        "Publishes a meeting's agenda, begins the meeting, closes it; opens it again to correct.";
    static constexpr auto fields() {
        using C = AdvanceMeeting;
        return Fields{
            field("id", &C::id, "The meeting.", {.required = true}),
            field("seen_revision", &C::seen_revision, "The revision the person saw.", {.min = 0}),
            field("to", &C::to, "The state to go to.", {.required = true}),
        };
    }
};
struct ReviewDecision {
    MeetingDecisionId id;
    DecisionState to = DecisionState::Kept;
    std::string why;
    Date review_on;
    static constexpr std::string_view name = "review_decision";
    static constexpr std::string_view says = "Says whether a decision is kept or changed, and why; "
                                             "one that is kept may get another day.";
    static constexpr auto fields() {
        using C = ReviewDecision;
        return Fields{
            field("id", &C::id, "The decision.", {.required = true}),
            field("to", &C::to, "Kept or changed.", {.required = true}),
            field("why", &C::why, "Why.",
                  {.required = true, .length_min = 1, .length_max = text_length_max}),
            field("review_on", &C::review_on, "When one that is kept is looked at again."),
        };
    }
};
struct FinishAction {
    MeetingActionId id;
    ActionState to = ActionState::Done;
    std::string reason;
    static constexpr std::string_view name = "finish_action";
    static constexpr std::string_view says =
        "Says that an action is done or dropped; or opens it again.";
    static constexpr auto fields() {
        using C = FinishAction;
        return Fields{
            field("id", &C::id, "The action.", {.required = true}),
            field("to", &C::to, "The state to go to.", {.required = true}),
            field("reason", &C::reason, "Why; required for dropped.",
                  {.length_max = text_length_max}),
        };
    }
};

// Verbs of measures.
struct AdvanceMeasure {
    MeasureId id;
    Revision seen_revision = 0;
    MeasureState to = MeasureState::Active;
    std::string reason;
    static constexpr std::string_view name = "advance_measure";
    static constexpr std::string_view says =
        "Takes a measure into use, pauses it, takes it up again or retires it.";
    static constexpr auto fields() {
        using C = AdvanceMeasure;
        return Fields{
            field("id", &C::id, "The measure.", {.required = true}),
            field("seen_revision", &C::seen_revision, "The revision the person saw.", {.min = 0}),
            field("to", &C::to, "The state to go to.", {.required = true}),
            field("reason", &C::reason, "Why; required for paused and retired.",
                  {.length_max = text_length_max}),
        };
    }
};
struct PublishMeasureDefinition {
    MeasureDefinitionId id;
    Revision seen_revision = 0;
    Date starts_on;
    std::string reason;
    static constexpr std::string_view name = "publish_measure_definition";
    static constexpr std::string_view says =
        "Puts a definition in force from a day on; where another one was in force, every series "
        "of the measure gets a new phase on that day.";
    static constexpr auto fields() {
        using C = PublishMeasureDefinition;
        return Fields{
            field("id", &C::id, "The definition.", {.required = true}),
            field("seen_revision", &C::seen_revision, "The revision the person saw.", {.min = 0}),
            field("starts_on", &C::starts_on, "The first day it holds for.", {.required = true}),
            field("reason", &C::reason, "Why it changes; required where another one is in force.",
                  {.length_max = text_length_max}),
        };
    }
};
struct ReleaseMeasureSeries {
    MeasureSeriesId id;
    bool released = true;
    static constexpr std::string_view name = "release_measure_series";
    static constexpr std::string_view says =
        "Lets a series count in the network's pooled charts, or takes it out again.";
    static constexpr auto fields() {
        using C = ReleaseMeasureSeries;
        return Fields{
            field("id", &C::id, "The series.", {.required = true}),
            field("released", &C::released, "Whether it counts there.", {.required = true}),
        };
    }
};
struct PoolMeasureSeries {
    MeasureSeriesId id;
    static constexpr std::string_view name = "pool_measure_series";
    static constexpr std::string_view says =
        "Releases what is due of a pooled series. The server does that by itself, every minute.";
    static constexpr auto fields() {
        using C = PoolMeasureSeries;
        return Fields{field("id", &C::id, "The pooled series.", {.required = true})};
    }
};
struct CorrectDataPoint {
    DataPointId id;
    Revision seen_revision = 0;
    Date on;
    std::optional<double> value;
    std::optional<double> numerator;
    std::optional<double> denominator;
    std::optional<std::int64_t> answers;
    std::optional<MissingKind> missing;
    std::string missing_reason;
    std::string reason;
    static constexpr std::string_view name = "correct_data_point";
    static constexpr std::string_view says =
        "Says anew, as a whole, what a point says, and why; what it said stays in its history.";
    static constexpr auto fields() {
        using C = CorrectDataPoint;
        return Fields{
            field("id", &C::id, "The point.", {.required = true}),
            field("seen_revision", &C::seen_revision, "The revision the person saw.", {.min = 0}),
            field("on", &C::on, "Its day; as it was when left out."),
            field("value", &C::value, "The value.",
                  {.min = -point_value_max, .max = point_value_max}),
            field("numerator", &C::numerator, "What was counted.",
                  {.min = 0, .max = point_value_max}),
            field("denominator", &C::denominator, "Out of how many, or by what exposure.",
                  {.min = 0, .max = point_value_max}),
            field("answers", &C::answers, "How many people or cases are behind a value.",
                  {.min = 0, .max = answers_max}),
            field("missing", &C::missing, "That there is no value."),
            field("missing_reason", &C::missing_reason, "Why there is none.",
                  {.length_max = missing_reason_max}),
            field("reason", &C::reason, "Why it is corrected.",
                  {.required = true, .length_min = 1, .length_max = text_length_max}),
        };
    }
};
struct ExcludeDataPoint {
    DataPointId id;
    bool excluded = true;
    std::string reason;
    static constexpr std::string_view name = "exclude_data_point";
    static constexpr std::string_view says =
        "Leaves a point out of centre, limits and runs, or counts it in again; it is drawn either "
        "way.";
    static constexpr auto fields() {
        using C = ExcludeDataPoint;
        return Fields{
            field("id", &C::id, "The point.", {.required = true}),
            field("excluded", &C::excluded, "Whether it is left out.", {.required = true}),
            field("reason", &C::reason, "Why; required to leave it out.",
                  {.length_max = text_length_max}),
        };
    }
};
struct ImportDataPoints {
    std::string import_id;
    std::vector<PointRow> rows;
    static constexpr std::string_view name = "import_data_points";
    static constexpr std::string_view says =
        "Enters many points at once, all of them or none; a refusal names the row, counted from 1.";
    static constexpr auto fields() {
        using C = ImportDataPoints;
        return Fields{
            field("import_id", &C::import_id, "The import, by a name that its sender makes up.",
                  {.required = true, .length_min = 1, .length_max = id_length_max}),
            field("rows", &C::rows, "The points.",
                  {.required = true, .items_max = import_rows_max}),
        };
    }
};
struct UndoDataImport {
    std::string import_id;
    std::vector<MeasureSeriesId> series;
    static constexpr std::string_view name = "undo_data_import";
    static constexpr std::string_view says =
        "Takes back what an import brought, but for what others have changed since.";
    static constexpr auto fields() {
        using C = UndoDataImport;
        return Fields{
            field("import_id", &C::import_id, "The import.",
                  {.required = true, .length_min = 1, .length_max = id_length_max}),
            field("series", &C::series, "The series that it brought points to.",
                  {.required = true, .items_max = import_series_max}),
        };
    }
};
struct AdvanceChartPhase {
    ChartPhaseId id;
    Revision seen_revision = 0;
    PhaseState to = PhaseState::Proposed;
    std::string reason;
    static constexpr std::string_view name = "advance_chart_phase";
    static constexpr std::string_view says =
        "Proposes a phase, confirms what somebody else proposed, or withdraws it.";
    static constexpr auto fields() {
        using C = AdvanceChartPhase;
        return Fields{
            field("id", &C::id, "The phase.", {.required = true}),
            field("seen_revision", &C::seen_revision, "The revision the person saw.", {.min = 0}),
            field("to", &C::to, "The state to go to.", {.required = true}),
            field("reason", &C::reason, "Why; required for withdrawn.",
                  {.length_max = text_length_max}),
        };
    }
};
struct AcknowledgeChartSignal {
    ChartSignalId id;
    std::string explanation;
    std::vector<PdsaCycleId> cycles;
    static constexpr std::string_view name = "acknowledge_chart_signal";
    static constexpr std::string_view says =
        "Says that somebody has looked into a signal, and what they think is behind it.";
    static constexpr auto fields() {
        using C = AcknowledgeChartSignal;
        return Fields{
            field("id", &C::id, "The signal.", {.required = true}),
            field("explanation", &C::explanation, "What people think is behind it.",
                  {.required = true, .length_min = 1, .length_max = text_length_max}),
            field("cycles", &C::cycles, "The cycles behind it, added to those there are.",
                  {.merge = Merge::Set}),
        };
    }
};

using NetworkCommand =
    std::variant<Edit<Network>, Create<Organization>, Edit<Organization>, Archive<Organization>,
                 Restore<Organization>, Create<Team>, Edit<Team>, Archive<Team>, Restore<Team>,
                 Create<Member>, Edit<Member>, Create<Membership>, Edit<Membership>,
                 Create<TeamMembership>, Edit<TeamMembership>, EndMembership, SuspendMembership,
                 ResumeMembership, EndTeamMembership>;

using TheoryCommand = std::variant<
    Create<Charter>, Edit<Charter>, Create<RootCause>, Edit<RootCause>, Archive<RootCause>,
    Restore<RootCause>, Create<SponsorCommitment>, Edit<SponsorCommitment>,
    Archive<SponsorCommitment>, Restore<SponsorCommitment>, Create<Aim>, Edit<Aim>, Archive<Aim>,
    Restore<Aim>, PublishAim, Create<DriverDiagram>, Edit<DriverDiagram>, Archive<DriverDiagram>,
    Restore<DriverDiagram>, Share<DriverDiagram>, ReviewDriverDiagram, Create<DriverNode>,
    Edit<DriverNode>, Archive<DriverNode>, Restore<DriverNode>, SetDriverNodeState,
    Create<DriverLink>, Edit<DriverLink>, Archive<DriverLink>, Restore<DriverLink>>;

using CycleCommand = std::variant<
    Create<Ramp>, Edit<Ramp>, Archive<Ramp>, Restore<Ramp>, Create<PdsaCycle>, Edit<PdsaCycle>,
    Archive<PdsaCycle>, Restore<PdsaCycle>, Share<PdsaCycle>, PlanPdsaCycle, AdvancePdsaCycle,
    PausePdsaCycle, ResumePdsaCycle, StopPdsaCycle, ReopenPdsaCycle, ContinuePdsaCycle,
    ClonePdsaCycle, TransferPdsaCycle, Create<Question>, Edit<Question>, Archive<Question>,
    Restore<Question>, AmendPrediction, Create<Task>, Edit<Task>, Archive<Task>, Restore<Task>,
    Create<Observation>, Edit<Observation>, Archive<Observation>, Restore<Observation>>;

using LibraryCommand =
    std::variant<Create<ChangeProtocol>, Edit<ChangeProtocol>, Archive<ChangeProtocol>,
                 Restore<ChangeProtocol>, Share<ChangeProtocol>, Create<ProtocolVersion>,
                 Edit<ProtocolVersion>, Archive<ProtocolVersion>, Restore<ProtocolVersion>,
                 AdvanceProtocolVersion, Create<ProtocolChange>, Edit<ProtocolChange>,
                 Archive<ProtocolChange>, Restore<ProtocolChange>, Create<Adoption>, Edit<Adoption>,
                 Archive<Adoption>, Restore<Adoption>, Share<Adoption>, AdvanceAdoption>;

using TalkCommand = std::variant<Create<Comment>, Edit<Comment>, Archive<Comment>, Restore<Comment>,
                                 ResolveComment, ReopenComment>;

using ModerationCommand =
    std::variant<Create<Flag>, Archive<Flag>, Restore<Flag>, DismissFlag, HoldRecord, AskForEdits,
                 ReleaseRecord, ProposeRemoval, ConfirmRemoval, AppealModeration, UpholdModeration>;

using ExchangeCommand =
    std::variant<Create<Post>, Edit<Post>, Archive<Post>, Restore<Post>, Share<Post>, UsePost,
                 ClosePost, AcceptReply, Create<Reply>, Edit<Reply>, Archive<Reply>, Restore<Reply>,
                 Create<SupportRequest>, Edit<SupportRequest>, Archive<SupportRequest>,
                 Restore<SupportRequest>, MatchSupportRequest, AdvanceSupportRequest,
                 RateSupportRequest, Create<Announcement>, Edit<Announcement>,
                 Archive<Announcement>, Restore<Announcement>, Create<Activity>, Edit<Activity>,
                 Archive<Activity>, Restore<Activity>, FinishActivity>;

using PracticeCommand =
    std::variant<Create<Adaptation>, Edit<Adaptation>, Archive<Adaptation>, Restore<Adaptation>,
                 Share<Adaptation>, ConcludeAdaptation, Create<UpstreamProposal>,
                 Edit<UpstreamProposal>, Archive<UpstreamProposal>, Restore<UpstreamProposal>,
                 DecideUpstream, Create<EvidenceCard>, Edit<EvidenceCard>, Archive<EvidenceCard>,
                 Restore<EvidenceCard>, OpenEvidenceCard, AgreeEvidenceCard, ReviseEvidenceCard,
                 Create<EvidenceRow>, Edit<EvidenceRow>, Archive<EvidenceRow>, Restore<EvidenceRow>,
                 Create<Objection>, Edit<Objection>, Archive<Objection>, Restore<Objection>,
                 ResolveObjection>;

using MeetingCommand =
    std::variant<Create<Meeting>, Edit<Meeting>, Archive<Meeting>, Restore<Meeting>, AdvanceMeeting,
                 Create<AgendaItem>, Edit<AgendaItem>, Archive<AgendaItem>, Restore<AgendaItem>,
                 Create<DistrictReport>, Edit<DistrictReport>, Archive<DistrictReport>,
                 Restore<DistrictReport>, Create<MeetingDecision>, Edit<MeetingDecision>,
                 Archive<MeetingDecision>, Restore<MeetingDecision>, ReviewDecision,
                 Create<MeetingAction>, Edit<MeetingAction>, Archive<MeetingAction>,
                 Restore<MeetingAction>, FinishAction>;

using MeasureCommand =
    std::variant<Create<Measure>, Edit<Measure>, Archive<Measure>, Restore<Measure>, AdvanceMeasure,
                 Create<MeasureDefinition>, Edit<MeasureDefinition>, Archive<MeasureDefinition>,
                 Restore<MeasureDefinition>, PublishMeasureDefinition, Create<MeasureSeries>,
                 Edit<MeasureSeries>, Archive<MeasureSeries>, Restore<MeasureSeries>,
                 Share<MeasureSeries>, ReleaseMeasureSeries, PoolMeasureSeries, Create<DataPoint>,
                 Archive<DataPoint>, Restore<DataPoint>, CorrectDataPoint, ExcludeDataPoint,
                 ImportDataPoints, UndoDataImport, Create<ChartPhase>, Edit<ChartPhase>,
                 Archive<ChartPhase>, Restore<ChartPhase>, AdvanceChartPhase,
                 Create<ChartAnnotation>, Edit<ChartAnnotation>, Archive<ChartAnnotation>,
                 Restore<ChartAnnotation>, Create<ChartSignal>, AcknowledgeChartSignal,
                 Archive<ChartSignal>, Restore<ChartSignal>>;

using NoticeCommand = std::variant<Create<Follow>, Archive<Follow>, Restore<Follow>,
                                   Create<NoticeSetting>, Edit<NoticeSetting>>;

using AttachmentCommand =
    std::variant<Create<Attachment>, Edit<Attachment>, Archive<Attachment>, Restore<Attachment>>;

using CommandVariant =
    std::variant<NetworkCommand, TheoryCommand, CycleCommand, LibraryCommand, TalkCommand,
                 ExchangeCommand, PracticeCommand, ModerationCommand, MeetingCommand,
                 MeasureCommand, NoticeCommand, AttachmentCommand>;

// As AnyRecord: copies, moves and end are written out once.
struct AnyCommand : CommandVariant {
    using CommandVariant::variant;
    AnyCommand();
    AnyCommand(AnyCommand const&);
    AnyCommand(AnyCommand&&) noexcept;
    AnyCommand& operator=(AnyCommand const&);
    AnyCommand& operator=(AnyCommand&&) noexcept;
    ~AnyCommand();
};
struct Command {
    std::string id;
    std::string name;
    std::string
        body_hash;  // SHA-256 over name and arguments: tells a repeated command from an id used twice
    AnyCommand what;
};

// The name of a command type on the wire.
template <class C>
struct CommandName {
    static std::string text() { return std::string(C::name); }
};
template <class R>
struct CommandName<Create<R>> {
    static std::string text() { return "create_" + std::string(R::kind); }
};
template <class R>
struct CommandName<Edit<R>> {
    static std::string text() { return "edit_" + std::string(R::kind); }
};
template <class R>
struct CommandName<Archive<R>> {
    static std::string text() { return "archive_" + std::string(R::kind); }
};
template <class R>
struct CommandName<Restore<R>> {
    static std::string text() { return "restore_" + std::string(R::kind); }
};
template <class R>
struct CommandName<Share<R>> {
    static std::string text() { return "share_" + std::string(R::kind); }
};

}  // namespace flywheel
