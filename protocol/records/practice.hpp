#pragma once
#include "protocol/field.hpp"
#include "protocol/records/cycle.hpp"
#include "protocol/records/level.hpp"
#include "protocol/records/library.hpp"

// The area "practice": what sites made of a protocol, what they propose back, and what the evidence says. The
// questions about an adaptation are those of FRAME (Stirman 2019, doi 10.1186/s13012-019-0898-y).
namespace flywheel {

enum class AdaptationState { Trying, Kept, Stopped };
constexpr auto enum_names(AdaptationState) {
    using namespace std::string_view_literals;
    return std::array{"trying"sv, "kept"sv, "stopped"sv};
}

enum class AdaptationStage { PreImplementation, Implementation, ScaleUp, Maintenance };
constexpr auto enum_names(AdaptationStage) {
    using namespace std::string_view_literals;
    return std::array{"pre_implementation"sv, "implementation"sv, "scale_up"sv, "maintenance"sv};
}

enum class Planned { Planned, Reactive };
constexpr auto enum_names(Planned) {
    using namespace std::string_view_literals;
    return std::array{"planned"sv, "reactive"sv};
}

enum class Modified {
    Content,
    ContextFormat,
    ContextSetting,
    ContextPersonnel,
    ContextPopulation,
    Training,
    Implementation
};
constexpr auto enum_names(Modified) {
    using namespace std::string_view_literals;
    return std::array{"content"sv,           "context_format"sv,     "context_setting"sv,
                      "context_personnel"sv, "context_population"sv, "training"sv,
                      "implementation"sv};
}

enum class AdaptationNature {
    Tailoring,
    Packaging,
    Adding,
    Removing,
    Shortening,
    Lengthening,
    Substituting,
    Reordering,
    Spreading,
    IntegratingIntoRoutine,
    IntegratingOther,
    Repeating,
    Loosening,
    Departing
};
constexpr auto enum_names(AdaptationNature) {
    using namespace std::string_view_literals;
    return std::array{"tailoring"sv,
                      "packaging"sv,
                      "adding"sv,
                      "removing"sv,
                      "shortening"sv,
                      "lengthening"sv,
                      "substituting"sv,
                      "reordering"sv,
                      "spreading"sv,
                      "integrating_into_routine"sv,
                      "integrating_other"sv,
                      "repeating"sv,
                      "loosening"sv,
                      "departing"sv};
}

enum class AdaptationLevel { Individual, Classroom, Team, School, District, Network };
constexpr auto enum_names(AdaptationLevel) {
    using namespace std::string_view_literals;
    return std::array{"individual"sv, "classroom"sv, "team"sv,
                      "school"sv,     "district"sv,  "network"sv};
}

enum class KeepsCore { Yes, No, Unknown };
constexpr auto enum_names(KeepsCore) {
    using namespace std::string_view_literals;
    return std::array{"yes"sv, "no"sv, "unknown"sv};
}

enum class AdaptationGoal {
    Reach,
    Retention,
    Feasibility,
    Fit,
    Culture,
    Effectiveness,
    Cost,
    Satisfaction
};
constexpr auto enum_names(AdaptationGoal) {
    using namespace std::string_view_literals;
    return std::array{"reach"sv,   "retention"sv,     "feasibility"sv, "fit"sv,
                      "culture"sv, "effectiveness"sv, "cost"sv,        "satisfaction"sv};
}

enum class ProposalState { Open, Held, Accepted, Declined };
constexpr auto enum_names(ProposalState) {
    using namespace std::string_view_literals;
    return std::array{"open"sv, "held"sv, "accepted"sv, "declined"sv};
}

enum class EvidenceState { Draft, Open, Agreed, Challenged };
constexpr auto enum_names(EvidenceState) {
    using namespace std::string_view_literals;
    return std::array{"draft"sv, "open"sv, "agreed"sv, "challenged"sv};
}

enum class EvidenceResult { Improved, Partly, NoChange, Worse, NotYet };
constexpr auto enum_names(EvidenceResult) {
    using namespace std::string_view_literals;
    return std::array{"improved"sv, "partly"sv, "no_change"sv, "worse"sv, "not_yet"sv};
}

struct Adaptation {
    AdaptationId id;
    ProtocolVersionId version;
    AdaptationId parent;
    OrganizationId organization;
    TeamId team;
    std::string what;
    std::optional<AdaptationStage> stage;
    std::optional<Planned> planned;
    std::vector<MemberId> decided_by;
    std::string decided_by_others;
    std::optional<Modified> modified;
    std::optional<AdaptationNature> nature;
    std::optional<AdaptationLevel> for_level;
    std::optional<KeepsCore> keeps_core;
    std::optional<AdaptationGoal> goal;
    std::string reason;
    std::string steps;
    std::string materials;
    std::optional<std::int64_t> minutes;
    std::string core;
    std::string adaptable;
    AdaptationState state = AdaptationState::Trying;
    std::string state_reason;
    Date since;
    std::string effect;
    Level shared_with = Level::Network;

    static constexpr std::string_view kind = "adaptation";
    static constexpr Shelf shelf = Shelf::Network;
    static constexpr auto fields() {
        using R = Adaptation;
        return Fields{
            field("version", &R::version, "The published version it was made from.",
                  {.required = true, .set_by = SetBy::Creator}),
            field("parent", &R::parent,
                  "The adaptation it was made from; absent where the viewer may not see it.",
                  {.set_by = SetBy::Creator}),
            field("organization", &R::organization, "The school or district that adapts it.",
                  {.required = true, .set_by = SetBy::Creator}),
            field("team", &R::team, "The team that carries it there.", {.set_by = SetBy::Creator}),
            field("what", &R::what, "What was changed, in a line.",
                  {.required = true, .length_min = 1, .length_max = 120}),
            field("stage", &R::stage, "When in its life there it was changed."),
            field("planned", &R::planned, "Planned ahead, or in reaction to something."),
            field("decided_by", &R::decided_by, "Who decided it.", {.merge = Merge::Set}),
            field("decided_by_others", &R::decided_by_others,
                  "Others who decided it, who are no members."),
            field("modified", &R::modified, "What was modified."),
            field("nature", &R::nature, "The nature of the change."),
            field("for_level", &R::for_level, "For whom it was changed."),
            field("keeps_core", &R::keeps_core, "Whether it keeps what makes the practice."),
            field("goal", &R::goal, "What it was changed for."),
            field("reason", &R::reason, "What led to it there.", {.length_max = text_length_max}),
            field("steps", &R::steps, "What is done there, a step a line.",
                  {.length_max = long_text_max, .merge = Merge::Text}),
            field("materials", &R::materials, "What is needed there, a line each.",
                  {.length_max = long_text_max, .merge = Merge::Text}),
            field("minutes", &R::minutes, "How long it takes there.",
                  {.min = 1, .max = protocol_minutes_max}),
            field("core", &R::core, "What makes it what it is, a line each.",
                  {.length_max = long_text_max, .merge = Merge::Text}),
            field("adaptable", &R::adaptable, "What may be done another way, a line each.",
                  {.length_max = long_text_max, .merge = Merge::Text}),
            field("state", &R::state, "Trying, kept or stopped.",
                  {.merge = Merge::Guarded, .set_by = SetBy::Rule}),
            field("state_reason", &R::state_reason, "Why it stands there.",
                  {.length_max = text_length_max, .merge = Merge::Guarded, .set_by = SetBy::Rule}),
            field("since", &R::since, "Since when it stands there.",
                  {.merge = Merge::Guarded, .set_by = SetBy::Rule}),
            field("effect", &R::effect, "What it changed.", {.length_max = text_length_max}),
            field("shared_with", &R::shared_with, "How far it is shared.",
                  {.merge = Merge::Guarded, .set_by = SetBy::Rule}),
        };
    }
};

struct UpstreamProposal {
    UpstreamProposalId id;
    AdaptationId adaptation;
    std::string message;
    ProposalState state = ProposalState::Open;
    std::string reason;
    MemberId decided_by;
    Date decided_on;
    ProtocolVersionId version;

    static constexpr std::string_view kind = "upstream_proposal";
    static constexpr Shelf shelf = Shelf::Network;
    static constexpr auto fields() {
        using R = UpstreamProposal;
        return Fields{
            field("adaptation", &R::adaptation, "The adaptation that is proposed to everybody.",
                  {.required = true, .set_by = SetBy::Creator}),
            field("message", &R::message, "Why everybody should have it.",
                  {.required = true, .length_min = 1, .length_max = text_length_max}),
            field("state", &R::state, "Open, held, accepted or declined.",
                  {.merge = Merge::Guarded, .set_by = SetBy::Rule}),
            field("reason", &R::reason, "Why it was decided so.",
                  {.length_max = text_length_max, .merge = Merge::Guarded, .set_by = SetBy::Rule}),
            field("decided_by", &R::decided_by, "Who decided.",
                  {.merge = Merge::Guarded, .set_by = SetBy::Rule}),
            field("decided_on", &R::decided_on, "When.",
                  {.merge = Merge::Guarded, .set_by = SetBy::Rule}),
            field("version", &R::version,
                  "The draft that came of it; absent where the viewer may not see it.",
                  {.merge = Merge::Guarded, .set_by = SetBy::Rule}),
        };
    }
};

struct EvidenceCard {
    EvidenceCardId id;
    ChangeProtocolId protocol;
    DriverNodeId change_idea;
    std::string statement;
    std::string for_whom;
    std::string conditions_needed;
    std::string conditions_that_break;
    std::string open_questions;
    std::optional<std::int64_t> belief;
    std::optional<Readiness> readiness;
    EvidenceState state = EvidenceState::Draft;
    std::string state_reason;
    Date opened_on;
    Date agreed_on;

    static constexpr std::string_view kind = "evidence_card";
    static constexpr Shelf shelf = Shelf::Network;
    static constexpr auto fields() {
        using R = EvidenceCard;
        return Fields{
            field("protocol", &R::protocol, "The protocol it is about.",
                  {.set_by = SetBy::Creator}),
            field("change_idea", &R::change_idea, "Or the change idea.",
                  {.set_by = SetBy::Creator}),
            field("statement", &R::statement, "What we now hold to be true.",
                  {.length_max = text_length_max}),
            field("for_whom", &R::for_whom, "For whom it was tested.",
                  {.length_max = text_length_max}),
            field("conditions_needed", &R::conditions_needed, "What it needs to work, a line each.",
                  {.length_max = text_length_max}),
            field("conditions_that_break", &R::conditions_that_break,
                  "Under what it does not work, a line each.", {.length_max = text_length_max}),
            field("open_questions", &R::open_questions, "What we do not know yet, a line each.",
                  {.length_max = text_length_max}),
            field("belief", &R::belief, "Degree of belief, 0 to 10.", {.min = 0, .max = 10}),
            field("readiness", &R::readiness, "How ready sites are for it."),
            field("state", &R::state, "Draft, open for objection, agreed or challenged.",
                  {.merge = Merge::Guarded, .set_by = SetBy::Rule}),
            field("state_reason", &R::state_reason, "Why it stands there.",
                  {.length_max = text_length_max, .merge = Merge::Guarded, .set_by = SetBy::Rule}),
            field("opened_on", &R::opened_on, "The day objections were asked for.",
                  {.merge = Merge::Guarded, .set_by = SetBy::Rule}),
            field("agreed_on", &R::agreed_on, "The day it was agreed.",
                  {.merge = Merge::Guarded, .set_by = SetBy::Rule}),
        };
    }
};

struct EvidenceRow {
    EvidenceRowId id;
    EvidenceCardId card;
    OrganizationId organization;
    EvidenceResult result = EvidenceResult::NotYet;
    std::string note;
    std::vector<PdsaCycleId> cycles;

    static constexpr std::string_view kind = "evidence_row";
    static constexpr Shelf shelf = Shelf::Network;
    static constexpr auto fields() {
        using R = EvidenceRow;
        return Fields{
            field("card", &R::card, "The evidence card.",
                  {.required = true, .set_by = SetBy::Creator}),
            field("organization", &R::organization, "The school or district.",
                  {.required = true, .set_by = SetBy::Creator}),
            field("result", &R::result, "What came of it there."),
            field("note", &R::note, "In a few words.", {.length_max = text_length_max}),
            field("cycles", &R::cycles,
                  "The cycles it rests on; who may not see each of them does not see the row.",
                  {.merge = Merge::Set}),
        };
    }
};

struct Objection {
    ObjectionId id;
    EvidenceCardId card;
    std::string text;
    bool resolved = false;
    std::string resolution;

    static constexpr std::string_view kind = "objection";
    static constexpr Shelf shelf = Shelf::Network;
    static constexpr auto fields() {
        using R = Objection;
        return Fields{
            field("card", &R::card, "The evidence card.",
                  {.required = true, .set_by = SetBy::Creator}),
            field("text", &R::text, "What speaks against it.",
                  {.required = true, .length_min = 1, .length_max = text_length_max}),
            field("resolved", &R::resolved, "Whether it has been answered.",
                  {.merge = Merge::Guarded, .set_by = SetBy::Rule}),
            field("resolution", &R::resolution, "How.",
                  {.length_max = text_length_max, .merge = Merge::Guarded, .set_by = SetBy::Rule}),
        };
    }
};

}  // namespace flywheel
