#pragma once
#include <string>

#include "server/domain/charts/series.hpp"

namespace flywheel::charts {

// What the numbers of a measure are.
enum class DataKind {
    OneValue,              // one measurement a time: minutes, a score
    WeightedValue,         // a mean of differently many: cost per pupil
    SingleValues,          // several measurements a time, each kept
    Share,                 // so many of so many
    Rate,                  // events per exposure: per 1,000 lessons
    Count,                 // events where there is always the same occasion for them
    TimeBetween,           // days between rare events
    OpportunitiesBetween,  // occasions between rare events
};
constexpr auto enum_names(DataKind) {
    using namespace std::string_view_literals;
    return std::array{"value"sv, "weighted_value"sv, "single_values"sv, "share"sv,
                      "rate"sv,  "count"sv,          "time_between"sv,  "opportunities_between"sv};
}

// Why a type of chart is proposed; the browser has a sentence for each.
enum class ProposalReason {
    TooFewPoints,
    OneValueATime,
    DenominatorsDiffer,
    SeveralValuesATime,
    ShareOfANumber,
    EventsPerExposure,
    EventsOfEqualOccasion,
    LargeNumbers,
    TimeBetweenRareEvents,
    OpportunitiesBetweenRareEvents
};
constexpr auto enum_names(ProposalReason) {
    using namespace std::string_view_literals;
    return std::array{"too_few_points"sv,           "one_value_a_time"sv,
                      "denominators_differ"sv,      "several_values_a_time"sv,
                      "share_of_a_number"sv,        "events_per_exposure"sv,
                      "events_of_equal_occasion"sv, "large_numbers"sv,
                      "time_between_rare_events"sv, "opportunities_between_rare_events"sv};
}

struct Proposal {
    ChartType chart = ChartType::Run;
    ProposalReason reason = ProposalReason::TooFewPoints;
    std::string says;  // the reason as an English sentence
};

// From so many on (the median of the denominators of shares, of the events of rates) plain limits are so thin that nearly every
// point is outside them.
inline constexpr double large_number = 1'000;

// The chart for such numbers; a run chart while fewer than ten points have a value.
[[nodiscard]] Proposal propose_chart(DataKind kind, Series const& series);

}  // namespace flywheel::charts
