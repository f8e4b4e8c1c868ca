#pragma once
#include "protocol/field.hpp"
#include "protocol/records/level.hpp"

// The area "measure": what a network counts, how it is counted, the numbers of each site, and what people see in them.
namespace flywheel {

enum class MeasureKind { Outcome, Process, Balancing };
constexpr auto enum_names(MeasureKind) {
    using namespace std::string_view_literals;
    return std::array{"outcome"sv, "process"sv, "balancing"sv};
}

// What one point consists of; the charts that fit follow from it.
enum class MeasureData { Value, Proportion, Rate, Count, TimeBetween, CountBetween };
constexpr auto enum_names(MeasureData) {
    using namespace std::string_view_literals;
    return std::array{"value"sv, "proportion"sv,   "rate"sv,
                      "count"sv, "time_between"sv, "count_between"sv};
}

enum class MeasureDirection { Increase, Decrease, Neither };
constexpr auto enum_names(MeasureDirection) {
    using namespace std::string_view_literals;
    return std::array{"increase"sv, "decrease"sv, "neither"sv};
}

// Short names as statistical software has them: pp is Laney's p', up u', ip Taylor's I'.
enum class ChartType { Run, I, Mr, P, Pp, U, Up, C, Xbar, S, T, G, Ip };
constexpr auto enum_names(ChartType) {
    using namespace std::string_view_literals;
    return std::array{"run"sv, "i"sv,    "mr"sv, "p"sv, "pp"sv, "u"sv, "up"sv,
                      "c"sv,   "xbar"sv, "s"sv,  "t"sv, "g"sv,  "ip"sv};
}

enum class RuleSet { Anhoej, ThreeSigma, WesternElectric, Nelson, Nhs, Ihi };
constexpr auto enum_names(RuleSet) {
    using namespace std::string_view_literals;
    return std::array{"anhoej"sv, "three_sigma"sv, "western_electric"sv,
                      "nelson"sv, "nhs"sv,         "ihi"sv};
}

enum class Schedule { Daily, Weekly, TwoWeekly, Monthly, Quarterly, Yearly, PerEvent };
constexpr auto enum_names(Schedule) {
    using namespace std::string_view_literals;
    return std::array{"daily"sv,     "weekly"sv, "two_weekly"sv, "monthly"sv,
                      "quarterly"sv, "yearly"sv, "per_event"sv};
}

enum class MeasureState { Draft, Active, Paused, Retired };
constexpr auto enum_names(MeasureState) {
    using namespace std::string_view_literals;
    return std::array{"draft"sv, "active"sv, "paused"sv, "retired"sv};
}

enum class DefinitionState { Draft, Published };
constexpr auto enum_names(DefinitionState) {
    using namespace std::string_view_literals;
    return std::array{"draft"sv, "published"sv};
}

enum class SeriesScope { School, Team, District, Network, ContextGroup };
constexpr auto enum_names(SeriesScope) {
    using namespace std::string_view_literals;
    return std::array{"school"sv, "team"sv, "district"sv, "network"sv, "context_group"sv};
}

// Nothing there to count, or counted by nobody: two things, and neither is a zero.
enum class MissingKind { NoWindow, NotCollected };
constexpr auto enum_names(MissingKind) {
    using namespace std::string_view_literals;
    return std::array{"no_window"sv, "not_collected"sv};
}

enum class PhaseState { Suggested, Proposed, Confirmed, Withdrawn };
constexpr auto enum_names(PhaseState) {
    using namespace std::string_view_literals;
    return std::array{"suggested"sv, "proposed"sv, "confirmed"sv, "withdrawn"sv};
}

enum class AnnotationKind { Note, Event, Change, Data };
constexpr auto enum_names(AnnotationKind) {
    using namespace std::string_view_literals;
    return std::array{"note"sv, "event"sv, "change"sv, "data"sv};
}

enum class SignalRule {
    OutsideLimits,
    LongRun,
    FewCrossings,
    Shift,
    Trend,
    TwoOfThree,
    FourOfFive,
    Alternating,
    HuggingCentre,
    AvoidingCentre,
    TooFewRuns,
    TooManyRuns,
    Astronomical
};
constexpr auto enum_names(SignalRule) {
    using namespace std::string_view_literals;
    return std::array{"outside_limits"sv, "long_run"sv,        "few_crossings"sv, "shift"sv,
                      "trend"sv,          "two_of_three"sv,    "four_of_five"sv,  "alternating"sv,
                      "hugging_centre"sv, "avoiding_centre"sv, "too_few_runs"sv,  "too_many_runs"sv,
                      "astronomical"sv};
}

// Whom a signal tells of: all who see the series; whose numbers they are, where some of them are too few for others; or
// only who answers for all of its parts.
enum class SignalReach { All, Owners, Lead };
constexpr auto enum_names(SignalReach) {
    using namespace std::string_view_literals;
    return std::array{"all"sv, "owners"sv, "lead"sv};
}

enum class SignalDirection { Improvement, Concern, Either };
constexpr auto enum_names(SignalDirection) {
    using namespace std::string_view_literals;
    return std::array{"improvement"sv, "concern"sv, "either"sv};
}

inline constexpr std::size_t measure_title_max = 120;  // a line on a chart
inline constexpr std::size_t unit_length_max = 60;     // "per 100 teacher-weeks" beside an axis
inline constexpr std::size_t phase_title_max = 80;     // stands over its part of the chart
inline constexpr double minutes_to_collect_max = 600;  // a day's work for one point
inline constexpr double multiply_max = 1'000'000;      // per million
inline constexpr double baseline_points_max = 1'000;   // far more than a baseline needs
inline constexpr double answers_max = 1'000'000'000;   // people behind one point
inline constexpr double point_value_max = 1e12;        // what a double holds to a thousandth
inline constexpr std::size_t signal_points_max = 100;  // the longest run anybody names
inline constexpr std::size_t signals_per_series_max = 500;  // one in four points of ten years
inline constexpr std::size_t import_rows_max = 1'000;   // a sheet of five years for four schools
inline constexpr std::size_t import_series_max = 100;   // the schools of a large network
inline constexpr std::size_t missing_reason_max = 200;  // "winter break, no window counted"

struct Measure {
    MeasureId id;
    std::string title;
    MeasureKind measure_kind = MeasureKind::Outcome;
    MeasureData data = MeasureData::Value;
    MeasureDirection direction = MeasureDirection::Increase;
    std::optional<double> target;
    ChartType chart_type = ChartType::Run;
    RuleSet rule_set = RuleSet::Anhoej;
    bool screened_moving_ranges = false;
    std::optional<double> multiply;
    Schedule schedule = Schedule::Monthly;
    std::vector<AimId> aims;
    std::vector<DriverNodeId> drivers;
    MeasureDefinitionId definition;
    MeasureState state = MeasureState::Draft;
    std::string state_reason;

    static constexpr std::string_view kind = "measure";
    static constexpr Shelf shelf = Shelf::Network;
    static constexpr auto fields() {
        using R = Measure;
        return Fields{
            field("title", &R::title, "What it is called.",
                  {.required = true, .length_min = 1, .length_max = measure_title_max}),
            field("measure_kind", &R::measure_kind,
                  "What it tells: the outcome, the process, or what must not suffer (balancing).",
                  {.required = true}),
            field("data", &R::data,
                  "What a point consists of: one value; a proportion of a whole; a rate by "
                  "exposure; a count; the time or the number of cases between two events.",
                  {.required = true, .set_by = SetBy::Creator}),
            field("direction", &R::direction, "Which way is better.", {.required = true}),
            field("target", &R::target, "Where it is to come to, as it is shown.",
                  {.min = -point_value_max, .max = point_value_max}),
            field("chart_type", &R::chart_type,
                  "The chart of its series, where they name no other.", {.required = true}),
            field("rule_set", &R::rule_set,
                  "The rules by which all its charts, tables and alerts tell a signal."),
            field("screened_moving_ranges", &R::screened_moving_ranges,
                  "Whether moving ranges beyond their own limit are left out of the limits."),
            field("multiply", &R::multiply, "By how much what is shown is scaled: 100 for percent.",
                  {.min = 0.000001, .max = multiply_max}),
            field("schedule", &R::schedule, "How often a point is due.", {.required = true}),
            field("aims", &R::aims, "The aims it measures; those the viewer may see.",
                  {.merge = Merge::Set}),
            field("drivers", &R::drivers,
                  "The boxes of a diagram it measures; those the viewer may see.",
                  {.merge = Merge::Set}),
            field("definition", &R::definition, "The operational definition in force.",
                  {.set_by = SetBy::Rule}),
            field("state", &R::state, "Draft, active; paused or retired.",
                  {.merge = Merge::Guarded, .set_by = SetBy::Rule}),
            field("state_reason", &R::state_reason, "Why it was paused or retired.",
                  {.length_max = text_length_max, .merge = Merge::Guarded, .set_by = SetBy::Rule}),
        };
    }
};

struct MeasureDefinition {
    MeasureDefinitionId id;
    MeasureId measure;
    std::int64_t number = 0;
    DefinitionState state = DefinitionState::Draft;
    std::string definition;
    std::string numerator;
    std::string denominator;
    std::string inclusion;
    std::string source;
    std::string collected_by;
    std::string how_often;
    std::string unit;
    std::optional<std::int64_t> minutes_to_collect;
    std::string burden;
    Date starts_on;
    std::string reason;

    static constexpr std::string_view kind = "measure_definition";
    static constexpr Shelf shelf = Shelf::Network;
    static constexpr auto fields() {
        using R = MeasureDefinition;
        return Fields{
            field("measure", &R::measure, "The measure.",
                  {.required = true, .set_by = SetBy::Creator}),
            field("number", &R::number, "Its number among the measure's published definitions.",
                  {.min = 0, .set_by = SetBy::Rule}),
            field("state", &R::state, "A draft; or published, and then it stays as it is.",
                  {.merge = Merge::Guarded, .set_by = SetBy::Rule}),
            field("definition", &R::definition,
                  "What is counted, so that two people come to the same number; needed before it "
                  "is published.",
                  {.length_max = text_length_max}),
            field("numerator", &R::numerator, "What is counted above the line.",
                  {.length_max = text_length_max}),
            field("denominator", &R::denominator, "Out of which, or by what exposure.",
                  {.length_max = text_length_max}),
            field("inclusion", &R::inclusion, "Who or what is counted in, and what is left out.",
                  {.length_max = text_length_max}),
            field("source", &R::source, "Where it is read off.", {.length_max = line_length_max}),
            field("collected_by", &R::collected_by, "Who collects it.",
                  {.length_max = line_length_max}),
            field("how_often", &R::how_often, "How often and when it is collected, in words.",
                  {.length_max = line_length_max}),
            field("unit", &R::unit, "Its unit, as it stands beside the axis.",
                  {.length_max = unit_length_max}),
            field("minutes_to_collect", &R::minutes_to_collect, "What one point costs, in minutes.",
                  {.min = 0, .max = minutes_to_collect_max}),
            field("burden", &R::burden, "What makes it hard to collect, or easier.",
                  {.length_max = text_length_max}),
            field("starts_on", &R::starts_on, "The first day it holds for.",
                  {.set_by = SetBy::Rule}),
            field("reason", &R::reason, "Why the measure is defined otherwise from then on.",
                  {.length_max = text_length_max, .set_by = SetBy::Rule}),
        };
    }
};

struct MeasureSeries {
    MeasureSeriesId id;
    MeasureId measure;
    SeriesScope scope = SeriesScope::School;
    OrganizationId organization;
    TeamId team;
    std::string context_group;
    bool pooled = false;
    std::optional<ChartType> chart_type;
    std::optional<std::int64_t> baseline_points;
    Level shared_with = Level::School;
    bool released_to_pool = false;

    static constexpr std::string_view kind = "measure_series";
    static constexpr Shelf shelf = Shelf::Network;
    static constexpr auto fields() {
        using R = MeasureSeries;
        return Fields{
            field("measure", &R::measure, "The measure.",
                  {.required = true, .set_by = SetBy::Creator}),
            field("scope", &R::scope,
                  "Whose numbers: a school's, a team's, a district's, the network's, or those of "
                  "a group of sites alike.",
                  {.required = true, .set_by = SetBy::Creator}),
            field("organization", &R::organization, "The school or the district.",
                  {.set_by = SetBy::Creator}),
            field("team", &R::team, "The team.", {.set_by = SetBy::Creator}),
            field("context_group", &R::context_group,
                  "Which sites: a value of their context, such as \"level: elementary\".",
                  {.length_max = measure_title_max, .set_by = SetBy::Creator}),
            field(
                "pooled", &R::pooled,
                "Whether its points are worked out from the series that are released to the pool, "
                "and nobody enters any: of the network, or of a group of sites alike.",
                {.set_by = SetBy::Creator}),
            field("chart_type", &R::chart_type, "Its chart, where it is not the measure's."),
            field(
                "baseline_points", &R::baseline_points,
                "Centre and limits come from so many first points and are drawn to the end; none: "
                "from all.",
                {.min = 2, .max = baseline_points_max}),
            field("shared_with", &R::shared_with, "Who sees it and its points.",
                  {.merge = Merge::Guarded, .set_by = SetBy::Rule}),
            field("released_to_pool", &R::released_to_pool,
                  "Whether it counts in what the network's charts pool.",
                  {.merge = Merge::Guarded, .set_by = SetBy::Rule}),
        };
    }
};

struct DataPoint {
    DataPointId id;
    MeasureSeriesId series;
    Date on;
    std::optional<double> value;
    std::optional<double> numerator;
    std::optional<double> denominator;
    std::optional<std::int64_t> answers;
    std::optional<MissingKind> missing;
    std::string missing_reason;
    bool excluded = false;
    std::string excluded_reason;
    std::int64_t corrections = 0;
    std::string correction_reason;
    std::string import_id;

    static constexpr std::string_view kind = "data_point";
    static constexpr Shelf shelf = Shelf::Detail;
    static constexpr auto fields() {
        using R = DataPoint;
        return Fields{
            field("series", &R::series, "The series.",
                  {.required = true, .set_by = SetBy::Creator}),
            field("on", &R::on, "The first day of its period, or the day of the event.",
                  {.required = true, .set_by = SetBy::Creator}),
            field("value", &R::value, "The value.",
                  {.min = -point_value_max, .max = point_value_max, .set_by = SetBy::Creator}),
            field("numerator", &R::numerator, "What was counted.",
                  {.min = 0, .max = point_value_max, .set_by = SetBy::Creator}),
            field("denominator", &R::denominator, "Out of how many, or by what exposure.",
                  {.min = 0, .max = point_value_max, .set_by = SetBy::Creator}),
            field("answers", &R::answers, "How many people or cases are behind a value.",
                  {.min = 0, .max = answers_max, .set_by = SetBy::Creator}),
            field("missing", &R::missing,
                  "There is no value: there was nothing to count, or nobody counted.",
                  {.set_by = SetBy::Creator}),
            field("missing_reason", &R::missing_reason, "Why there is none.",
                  {.length_max = missing_reason_max, .set_by = SetBy::Creator}),
            field("excluded", &R::excluded,
                  "Whether it is drawn and left out of centre, limits and runs.",
                  {.merge = Merge::Guarded, .set_by = SetBy::Rule}),
            field("excluded_reason", &R::excluded_reason, "Why it is left out.",
                  {.length_max = text_length_max, .merge = Merge::Guarded, .set_by = SetBy::Rule}),
            field("corrections", &R::corrections,
                  "How often it was corrected; the former values are in its history.",
                  {.min = 0, .merge = Merge::Guarded, .set_by = SetBy::Rule}),
            field("correction_reason", &R::correction_reason, "Why it was corrected last.",
                  {.length_max = text_length_max, .merge = Merge::Guarded, .set_by = SetBy::Rule}),
            field("import_id", &R::import_id, "The import that brought it.",
                  {.length_max = id_length_max, .set_by = SetBy::Rule}),
        };
    }
};

struct ChartPhase {
    ChartPhaseId id;
    MeasureSeriesId series;
    Date starts_on;
    std::string title;
    std::string reason;
    std::string event;
    std::vector<PdsaCycleId> cycles;
    MeasureDefinitionId definition;
    PhaseState state = PhaseState::Suggested;
    MemberId proposed_by;
    MemberId confirmed_by;
    std::string state_reason;

    static constexpr std::string_view kind = "chart_phase";
    static constexpr Shelf shelf = Shelf::Network;
    static constexpr auto fields() {
        using R = ChartPhase;
        return Fields{
            field("series", &R::series, "The series.",
                  {.required = true, .set_by = SetBy::Creator}),
            field("starts_on", &R::starts_on, "The day of its first point.",
                  {.required = true, .merge = Merge::Guarded}),
            field("title", &R::title, "What stands over it.", {.length_max = phase_title_max}),
            field("reason", &R::reason,
                  "Why the numbers are another process since; needed to propose it.",
                  {.length_max = text_length_max}),
            field("event", &R::event, "What happened, where no cycle is behind it.",
                  {.length_max = text_length_max}),
            field("cycles", &R::cycles, "The cycles behind it; those the viewer may see.",
                  {.merge = Merge::Set}),
            field("definition", &R::definition, "The definition that the measure has since.",
                  {.set_by = SetBy::Rule}),
            field("state", &R::state,
                  "Suggested, proposed, confirmed by a second person; withdrawn. Charts are split "
                  "by confirmed ones.",
                  {.merge = Merge::Guarded, .set_by = SetBy::Rule}),
            field("proposed_by", &R::proposed_by, "Who proposed it.", {.set_by = SetBy::Rule}),
            field("confirmed_by", &R::confirmed_by, "Who confirmed it.", {.set_by = SetBy::Rule}),
            field("state_reason", &R::state_reason, "Why it was withdrawn.",
                  {.length_max = text_length_max, .merge = Merge::Guarded, .set_by = SetBy::Rule}),
        };
    }
};

struct ChartAnnotation {
    ChartAnnotationId id;
    MeasureSeriesId series;
    Date on;
    Date until;
    std::string text;
    AnnotationKind annotation_kind = AnnotationKind::Note;
    std::vector<PdsaCycleId> cycles;

    static constexpr std::string_view kind = "chart_annotation";
    static constexpr Shelf shelf = Shelf::Network;
    static constexpr auto fields() {
        using R = ChartAnnotation;
        return Fields{
            field("series", &R::series, "The series.",
                  {.required = true, .set_by = SetBy::Creator}),
            field("on", &R::on, "The day it stands at.", {.required = true}),
            field("until", &R::until, "The last day, where it lasted."),
            field("text", &R::text, "What to know about these days.",
                  {.required = true, .length_min = 1, .length_max = line_length_max}),
            field("annotation_kind", &R::annotation_kind,
                  "A note, an event, a change, something about the data.", {.required = true}),
            field("cycles", &R::cycles, "The cycles it is about; those the viewer may see.",
                  {.merge = Merge::Set}),
        };
    }
};

struct ChartSignal {
    ChartSignalId id;
    MeasureSeriesId series;
    SignalRule rule = SignalRule::OutsideLimits;
    Date first_on;
    Date last_on;
    std::vector<DataPointId> points;
    SignalDirection direction = SignalDirection::Either;
    bool passed = false;
    SignalReach reach = SignalReach::All;
    MemberId acknowledged_by;
    std::string explanation;
    std::vector<PdsaCycleId> cycles;

    static constexpr std::string_view kind = "chart_signal";
    static constexpr Shelf shelf = Shelf::Network;
    static constexpr auto fields() {
        using R = ChartSignal;
        return Fields{
            field("series", &R::series, "The series.",
                  {.required = true, .set_by = SetBy::Creator}),
            field("rule", &R::rule, "The rule that it meets.",
                  {.required = true, .set_by = SetBy::Creator}),
            field("first_on", &R::first_on, "The day of its first point.",
                  {.required = true, .set_by = SetBy::Creator}),
            field("last_on", &R::last_on, "The day of its last point.",
                  {.required = true, .set_by = SetBy::Creator}),
            field("points", &R::points, "Its points.",
                  {.items_max = signal_points_max, .set_by = SetBy::Creator}),
            field("direction", &R::direction, "Whether it is for the better.",
                  {.set_by = SetBy::Creator}),
            field("passed", &R::passed,
                  "Somebody has looked into it, and the chart no longer shows it: a number was "
                  "corrected, or a phase begins there.",
                  {.set_by = SetBy::Rule}),
            field(
                "reach", &R::reach,
                "Who sees it, of those who see the series: all; whose numbers they are, where some "
                "speak of too few people; or who answers for all of them.",
                {.set_by = SetBy::Rule}),
            field("acknowledged_by", &R::acknowledged_by, "Who has looked into it.",
                  {.set_by = SetBy::Rule}),
            field("explanation", &R::explanation, "What people think is behind it.",
                  {.length_max = text_length_max}),
            field("cycles", &R::cycles, "The cycles behind it; those the viewer may see.",
                  {.merge = Merge::Set}),
        };
    }
};

// What one point had given to a released value of a pooled series. By these the server judges what may be released next
// (docs/adr/0012-small-numbers.md); nobody sees them.
struct PoolPart {
    PoolPartId id;
    MeasureSeriesId series;
    MeasureSeriesId source;
    DataPointId point;
    Date on;
    std::int64_t release = 0;
    double numerator = 0;
    double denominator = 0;
    double answers = 0;

    static constexpr std::string_view kind = "pool_part";
    static constexpr Shelf shelf = Shelf::Detail;
    static constexpr auto fields() {
        using R = PoolPart;
        return Fields{
            field("series", &R::series, "The pooled series.",
                  {.required = true, .set_by = SetBy::Rule}),
            field("source", &R::source, "The site's series that it came from.",
                  {.required = true, .set_by = SetBy::Rule}),
            field("point", &R::point, "The point that it came from.",
                  {.required = true, .set_by = SetBy::Rule}),
            field("on", &R::on, "The first day of the period.",
                  {.required = true, .set_by = SetBy::Rule}),
            field("release", &R::release, "Of which release of that period, counted from 1.",
                  {.min = 1, .set_by = SetBy::Rule}),
            field("numerator", &R::numerator, "What it added above the line.",
                  {.set_by = SetBy::Rule}),
            field("denominator", &R::denominator, "What it added below the line.",
                  {.set_by = SetBy::Rule}),
            field("answers", &R::answers, "How many people or cases were behind it.",
                  {.min = 0, .set_by = SetBy::Rule}),
        };
    }
};

// One row of an import.
struct PointRow {
    MeasureSeriesId series;
    Date on;
    std::optional<double> value;
    std::optional<double> numerator;
    std::optional<double> denominator;
    std::optional<std::int64_t> answers;
    std::optional<MissingKind> missing;
    std::string missing_reason;

    static constexpr auto fields() {
        using R = PointRow;
        return Fields{
            field("series", &R::series, "The series.", {.required = true}),
            field("on", &R::on, "As in a data_point.", {.required = true}),
            field("value", &R::value, "As in a data_point.",
                  {.min = -point_value_max, .max = point_value_max}),
            field("numerator", &R::numerator, "As in a data_point.",
                  {.min = 0, .max = point_value_max}),
            field("denominator", &R::denominator, "As in a data_point.",
                  {.min = 0, .max = point_value_max}),
            field("answers", &R::answers, "As in a data_point.", {.min = 0, .max = answers_max}),
            field("missing", &R::missing, "As in a data_point."),
            field("missing_reason", &R::missing_reason, "As in a data_point.",
                  {.length_max = missing_reason_max}),
        };
    }
    friend bool operator==(PointRow const&, PointRow const&) = default;
};

}  // namespace flywheel
