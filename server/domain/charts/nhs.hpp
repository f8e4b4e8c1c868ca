#pragma once
#include "server/domain/charts/rules.hpp"

// Plot the dots, as NHS England's Making Data Count has it and NHSRplotthedots 0.2.2 computes it.
namespace flywheel::charts {

// What a point shows. Of several, the first of: beyond the limits, trend, two in three, shift.
enum class SpecialCause {
    None,
    AboveLimit,
    BelowLimit,
    TrendUp,
    TrendDown,
    TwoInThreeAbove,
    TwoInThreeBelow,
    ShiftAbove,
    ShiftBelow
};
constexpr auto enum_names(SpecialCause) {
    using namespace std::string_view_literals;
    return std::array{"Common Cause"sv,
                      "Above UCL"sv,
                      "Below LCL"sv,
                      "7 Point Trend (Increasing)"sv,
                      "7 Point Trend (Decreasing)"sv,
                      "2 in 3 Above CL"sv,
                      "2 in 3 Below CL"sv,
                      "7 Points Above CL"sv,
                      "7 Points Below CL"sv};
}

enum class Variation { CommonCause, Improvement, Concern, NeutralHigh, NeutralLow };
constexpr auto enum_names(Variation) {
    using namespace std::string_view_literals;
    return std::array{"common_cause"sv, "special_cause_improvement"sv, "special_cause_concern"sv,
                      "special_cause_neutral_high"sv, "special_cause_neutral_low"sv};
}

// Whether the target will be met if nothing changes.
enum class Assurance { ConsistentPass, ConsistentFail, Inconsistent };
constexpr auto enum_names(Assurance) {
    using namespace std::string_view_literals;
    return std::array{"consistent_pass"sv, "consistent_fail"sv, "inconsistent"sv};
}

struct PlottedDots {
    std::vector<SpecialCause> causes;              // one a point
    std::vector<Variation> variations;             // one a point
    Variation variation = Variation::CommonCause;  // of the last point that has a value: the icon
    // From the limits at the last point. Nothing without a target, a direction or a point.
    std::optional<Assurance> assurance;
};

// An XmR chart with the printed 2.66; `rebase_before` names the first point of each phase but the first (from 1),
// `fix_after` how many points of each phase make its limits.
[[nodiscard]] Settings plot_the_dots_settings(std::vector<std::size_t> const& rebase_before,
                                              std::optional<std::size_t> fix_after,
                                              MovingRanges moving_ranges);

// Reads any chart with limits; `target` is in the unit that is shown.
[[nodiscard]] PlottedDots plot_the_dots(Chart const& chart, Direction direction, Value target);

}  // namespace flywheel::charts
