#pragma once
#include "protocol/field.hpp"
#include "protocol/records/level.hpp"

// The area "cycle": ramps of PDSA cycles with their questions, tasks and observations.
namespace flywheel {

enum class CycleState { Draft, Planned, Doing, Studying, Acting, Complete, Paused, Stopped };
constexpr auto enum_names(CycleState) {
    using namespace std::string_view_literals;
    return std::array{"draft"sv,  "planned"sv,  "doing"sv,  "studying"sv,
                      "acting"sv, "complete"sv, "paused"sv, "stopped"sv};
}

enum class CycleIntent { CollectInformation, Develop, Test, Implement };
constexpr auto enum_names(CycleIntent) {
    using namespace std::string_view_literals;
    return std::array{"collect_information"sv, "develop"sv, "test"sv, "implement"sv};
}

enum class Decision { Adopt, Adapt, Abandon, Expand };
constexpr auto enum_names(Decision) {
    using namespace std::string_view_literals;
    return std::array{"adopt"sv, "adapt"sv, "abandon"sv, "expand"sv};
}

enum class Verdict { Confirmed, Partly, NotConfirmed, NotTested };
constexpr auto enum_names(Verdict) {
    using namespace std::string_view_literals;
    return std::array{"confirmed"sv, "partly"sv, "not_confirmed"sv, "not_tested"sv};
}

enum class AsPlanned { Yes, Partly, No };
constexpr auto enum_names(AsPlanned) {
    using namespace std::string_view_literals;
    return std::array{"yes"sv, "partly"sv, "no"sv};
}

enum class Readiness { NotReady, ReadyWithSupport, Ready };
constexpr auto enum_names(Readiness) {
    using namespace std::string_view_literals;
    return std::array{"not_ready"sv, "ready_with_support"sv, "ready"sv};
}

inline constexpr double scale_max = 1'000'000;  // more than the occasions of any district in a year

struct Ramp {
    RampId id;
    std::string title;
    DriverNodeId change_idea;
    TeamId team;

    static constexpr std::string_view kind = "ramp";
    static constexpr Shelf shelf = Shelf::Network;
    static constexpr auto fields() {
        using R = Ramp;
        return Fields{
            field("title", &R::title, "What is being tried, over all its cycles.",
                  {.required = true, .length_min = 1, .length_max = 120}),
            field("change_idea", &R::change_idea, "The change idea it tests.",
                  {.required = true, .set_by = SetBy::Creator}),
            field("team", &R::team, "The team that runs it.",
                  {.required = true, .set_by = SetBy::Creator}),
        };
    }
};

struct PdsaCycle {
    PdsaCycleId id;
    RampId ramp;
    TeamId team;
    MemberId owner;
    std::string title;
    std::optional<std::int64_t> number;
    std::vector<OrganizationId> schools;
    std::vector<PdsaCycleId> builds_on;
    PdsaCycleId adapted_from;
    std::optional<std::int64_t> adapted_revision;
    Date adapted_on;
    CycleIntent intent = CycleIntent::Test;
    CycleState state = CycleState::Draft;
    std::optional<CycleState> paused_from;
    std::string state_reason;
    // Plan
    std::string objective;
    std::string what;
    ProtocolVersionId protocol_version;
    std::vector<MeasureId> measures;
    Date start_on;
    Date end_on;
    std::optional<std::int64_t> scale_schools;
    std::optional<std::int64_t> scale_staff;
    std::optional<std::int64_t> scale_people;
    std::optional<std::int64_t> scale_occasions;
    bool jump_confirmed = false;
    std::string conditions;
    std::string data_plan;
    std::string logistics;
    std::string measure_of_success;
    std::optional<std::int64_t> belief_before;
    // Do
    Instant predictions_locked_at_ms;
    std::optional<AsPlanned> as_planned;
    std::string unexpected;
    std::string deviations;
    std::string early_analysis;
    // Study
    std::string study;
    std::string comparison;
    std::string learned;
    std::string surprises;
    std::string earlier_study;
    // Act
    std::optional<Decision> decision;
    std::string decision_why;
    std::string next_changes;
    MemberId sustain_owner;
    std::string sustain_plan;
    std::string taught;
    std::optional<std::int64_t> belief_after;
    std::string belief_reason;
    std::optional<Readiness> readiness;
    Instant completed_at_ms;
    // Sharing
    Level shared_with = Level::Team;
    std::vector<MemberId> guests;

    static constexpr std::string_view kind = "pdsa_cycle";
    static constexpr Shelf shelf = Shelf::Network;
    static constexpr auto fields() {
        using R = PdsaCycle;
        return Fields{
            field("ramp", &R::ramp, "The ramp it belongs to.",
                  {.required = true, .set_by = SetBy::Creator}),
            field("team", &R::team, "The team that runs it.",
                  {.required = true, .set_by = SetBy::Creator}),
            field("owner", &R::owner, "Who answers for it, and alone may share it wider.",
                  {.merge = Merge::Guarded, .set_by = SetBy::Rule}),
            field("title", &R::title, "What the team calls this test.",
                  {.required = true, .length_min = 1, .length_max = 120}),
            field("number", &R::number, "Its number in the ramp.",
                  {.min = 1, .max = 10'000, .set_by = SetBy::Rule}),
            field("schools", &R::schools, "The schools it touches.", {.merge = Merge::Set}),
            field("builds_on", &R::builds_on, "The cycles it builds on; those the viewer may see.",
                  {.merge = Merge::Set}),
            field("adapted_from", &R::adapted_from,
                  "The cycle whose plan it took over; absent where the viewer may not see it.",
                  {.set_by = SetBy::Rule}),
            field("adapted_revision", &R::adapted_revision,
                  "The revision of that cycle when its plan was taken over.",
                  {.min = 0, .set_by = SetBy::Rule}),
            field("adapted_on", &R::adapted_on, "The day on which a plan was taken over.",
                  {.set_by = SetBy::Rule}),
            field("intent", &R::intent,
                  "To collect information, develop, test or implement a change."),
            field("state", &R::state,
                  "Draft, planned, doing, studying, acting, complete; or paused, stopped.",
                  {.merge = Merge::Guarded, .set_by = SetBy::Rule}),
            field("paused_from", &R::paused_from, "Where it stood when it was paused.",
                  {.merge = Merge::Guarded, .set_by = SetBy::Rule}),
            field("state_reason", &R::state_reason, "Why it was paused or stopped.",
                  {.length_max = text_length_max, .merge = Merge::Guarded, .set_by = SetBy::Rule}),
            field("objective", &R::objective, "What this test should teach us.",
                  {.length_max = text_length_max}),
            field("what", &R::what, "What will be tried.", {.length_max = text_length_max}),
            field(
                "protocol_version", &R::protocol_version,
                "The version of a protocol that it tests; absent where the viewer may not see it."),
            field("measures", &R::measures, "The measures it watches; those the viewer may see.",
                  {.merge = Merge::Set}),
            field("start_on", &R::start_on, "First day."),
            field("end_on", &R::end_on, "By when we will know."),
            field("scale_schools", &R::scale_schools, "Scale: schools.",
                  {.min = 0, .max = scale_max}),
            field("scale_staff", &R::scale_staff, "Scale: staff.", {.min = 0, .max = scale_max}),
            field("scale_people", &R::scale_people, "Scale: teachers or students reached.",
                  {.min = 0, .max = scale_max}),
            field("scale_occasions", &R::scale_occasions, "Scale: occasions.",
                  {.min = 0, .max = scale_max}),
            field("jump_confirmed", &R::jump_confirmed,
                  "The team is sure about a jump of more than five times."),
            field("conditions", &R::conditions, "Conditions that matter, a line each.",
                  {.length_max = text_length_max}),
            field("data_plan", &R::data_plan, "What is collected, how, by whom, when.",
                  {.length_max = text_length_max}),
            field("logistics", &R::logistics, "Materials, rooms, people to tell.",
                  {.length_max = text_length_max}),
            field("measure_of_success", &R::measure_of_success, "How we will know.",
                  {.length_max = text_length_max}),
            field("belief_before", &R::belief_before, "Degree of belief before, 0 to 10.",
                  {.min = 0, .max = 10}),
            field("predictions_locked_at_ms", &R::predictions_locked_at_ms,
                  "When Do began and predictions were locked.",
                  {.merge = Merge::Guarded, .set_by = SetBy::Rule}),
            field("as_planned", &R::as_planned, "Whether it was carried out as planned."),
            field("unexpected", &R::unexpected, "What nobody expected, side effects.",
                  {.length_max = text_length_max}),
            field("deviations", &R::deviations, "Where we left the plan, meaning to or not.",
                  {.length_max = text_length_max}),
            field("early_analysis", &R::early_analysis, "First look at the data.",
                  {.length_max = text_length_max}),
            field("study", &R::study, "What the data say.",
                  {.length_max = long_text_max, .merge = Merge::Text}),
            field("comparison", &R::comparison, "Beside earlier performance.",
                  {.length_max = text_length_max}),
            field("learned", &R::learned, "What we learned.",
                  {.length_max = long_text_max, .merge = Merge::Text}),
            field("surprises", &R::surprises, "What surprised us.",
                  {.length_max = text_length_max}),
            field("earlier_study", &R::earlier_study,
                  "The study as it stood before the cycle was reopened.",
                  {.length_max = 3 * long_text_max, .set_by = SetBy::Rule}),
            field("decision", &R::decision, "Adopt, adapt, abandon or expand.",
                  {.merge = Merge::Guarded}),
            field("decision_why", &R::decision_why, "Why.", {.length_max = text_length_max}),
            field("next_changes", &R::next_changes, "What will change in the next cycle.",
                  {.length_max = text_length_max}),
            field("sustain_owner", &R::sustain_owner, "Adopt: who owns it now."),
            field("sustain_plan", &R::sustain_plan, "Adopt: how it will hold.",
                  {.length_max = text_length_max}),
            field("taught", &R::taught, "Abandon: what it taught.",
                  {.length_max = text_length_max}),
            field("belief_after", &R::belief_after, "Degree of belief after, 0 to 10.",
                  {.min = 0, .max = 10}),
            field("belief_reason", &R::belief_reason, "Why belief moved.",
                  {.length_max = text_length_max}),
            field("readiness", &R::readiness, "Readiness for spread."),
            field("completed_at_ms", &R::completed_at_ms, "When it was completed.",
                  {.merge = Merge::Guarded, .set_by = SetBy::Rule}),
            field("shared_with", &R::shared_with, "How far it is shared.",
                  {.merge = Merge::Guarded, .set_by = SetBy::Rule}),
            field("guests", &R::guests, "People invited by name.",
                  {.merge = Merge::Set, .set_by = SetBy::Rule}),
        };
    }
};

struct Question {
    QuestionId id;
    PdsaCycleId cycle;
    std::string text;
    std::string prediction;
    std::string prediction_reason;
    std::optional<std::int64_t> confidence;
    std::string result;
    std::optional<Verdict> verdict;
    Rank rank;

    static constexpr std::string_view kind = "question";
    static constexpr Shelf shelf = Shelf::Detail;
    static constexpr auto fields() {
        using R = Question;
        return Fields{
            field("cycle", &R::cycle, "The cycle that asks.",
                  {.required = true, .set_by = SetBy::Creator}),
            field("text", &R::text, "The question.",
                  {.required = true, .length_min = 1, .length_max = 500}),
            field("prediction", &R::prediction, "What we think will happen; locked when Do begins.",
                  {.length_max = text_length_max}),
            field("prediction_reason", &R::prediction_reason, "Why we think so.",
                  {.length_max = text_length_max}),
            field("confidence", &R::confidence, "How sure we are, 0 to 10; locked when Do begins.",
                  {.min = 0, .max = 10}),
            field("result", &R::result, "What happened.", {.length_max = text_length_max}),
            field("verdict", &R::verdict, "Confirmed, partly, not confirmed, not tested.",
                  {.merge = Merge::Guarded}),
            field("rank", &R::rank, "Its place in the list.", {.required = true}),
        };
    }
};

struct PredictionAmendment {
    PredictionAmendmentId id;
    PdsaCycleId cycle;
    QuestionId question;
    std::string before;
    std::string after;
    std::string reason;

    static constexpr std::string_view kind = "prediction_amendment";
    static constexpr Shelf shelf = Shelf::Detail;
    static constexpr auto fields() {
        using R = PredictionAmendment;
        return Fields{
            field("cycle", &R::cycle, "The cycle.", {.required = true, .set_by = SetBy::Rule}),
            field("question", &R::question, "The question.",
                  {.required = true, .set_by = SetBy::Rule}),
            field("before", &R::before, "The prediction as it was.",
                  {.length_max = text_length_max, .set_by = SetBy::Rule}),
            field("after", &R::after, "As it is now.",
                  {.length_max = text_length_max, .set_by = SetBy::Rule}),
            field("reason", &R::reason, "Why it was changed after Do began.",
                  {.length_max = text_length_max, .set_by = SetBy::Rule}),
        };
    }
};

struct Task {
    TaskId id;
    PdsaCycleId cycle;
    std::string what;
    MemberId who;
    std::string where;
    std::string when;
    Date due_on;
    bool done = false;
    Rank rank;

    static constexpr std::string_view kind = "task";
    static constexpr Shelf shelf = Shelf::Detail;
    static constexpr auto fields() {
        using R = Task;
        return Fields{
            field("cycle", &R::cycle, "The cycle it prepares.",
                  {.required = true, .set_by = SetBy::Creator}),
            field("what", &R::what, "What is to be done.",
                  {.required = true, .length_min = 1, .length_max = 500}),
            field("who", &R::who, "Who does it."),
            field("where", &R::where, "Where."),
            field("when", &R::when, "When, in words: each Monday."),
            field("due_on", &R::due_on, "By when."),
            field("done", &R::done, "Done."),
            field("rank", &R::rank, "Its place in the list.", {.required = true}),
        };
    }
};

struct Observation {
    ObservationId id;
    PdsaCycleId cycle;
    Instant at_ms;
    std::string text;
    bool names_a_person = false;
    Level written_for = Level::Team;

    static constexpr std::string_view kind = "observation";
    static constexpr Shelf shelf = Shelf::Detail;
    static constexpr auto fields() {
        using R = Observation;
        return Fields{
            field("cycle", &R::cycle, "The cycle it belongs to.",
                  {.required = true, .set_by = SetBy::Creator}),
            field("at_ms", &R::at_ms, "When it was seen, by the observer's clock.",
                  {.required = true}),
            field("text", &R::text, "What was seen.",
                  {.required = true, .length_min = 1, .length_max = text_length_max}),
            field("names_a_person", &R::names_a_person,
                  "It names a person, so it stays with those it was written for.",
                  {.merge = Merge::Guarded}),
            field("written_for", &R::written_for,
                  "How far the cycle was shared when it was written.", {.set_by = SetBy::Rule}),
        };
    }
};

}  // namespace flywheel
