#pragma once
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

// What a chart is made from: the numbers as they were entered, and how they are to be read. Nothing here knows of
// networks, people or JSON; a series of stored points and a file of an analyst become the same values.
namespace flywheel::charts {

// Nothing means: not collected, or not defined. It is never drawn, and never drawn as zero.
using Value = std::optional<double>;

enum class ChartType { Run, I, Mr, P, Pprime, U, Uprime, C, Xbar, S, T, G, Iprime };
constexpr auto enum_names(ChartType) {
    using namespace std::string_view_literals;
    return std::array{"run"sv, "i"sv,    "mr"sv, "p"sv, "pp"sv, "u"sv,     "up"sv,
                      "c"sv,   "xbar"sv, "s"sv,  "t"sv, "g"sv,  "iprime"sv};
}

// What several values of one subgroup become, where there is no denominator.
enum class Aggregate { Mean, Median, Sum, Sd };
constexpr auto enum_names(Aggregate) {
    using namespace std::string_view_literals;
    return std::array{"mean"sv, "median"sv, "sum"sv, "sd"sv};
}

// Screened: moving ranges at or above 3.267 times their mean are left out once and the mean is taken again (Nelson 1982).
enum class MovingRanges { Plain, Screened };

// What turns a mean moving range into limits: 3/1.128 (Montgomery), or 2.66 as it is printed, which NHS England
// uses. They part in the fifth digit.
enum class RangeFactor { Exact, Printed };

// Which way is better.
enum class Direction { Increase, Decrease, Neutral };
constexpr auto enum_names(Direction) {
    using namespace std::string_view_literals;
    return std::array{"increase"sv, "decrease"sv, "neutral"sv};
}

// One row as it was entered. Rows with the same x are one subgroup, which is one point of the chart.
struct Entry {
    double x = 0;  // where on the time axis, in any unit that grows with time
    Value value;   // what was measured, or counted (the numerator)
    Value size;    // denominator or exposure, where the series has them; never below zero
};

struct Series {
    std::vector<Entry> entries;  // in any order
    bool has_sizes = false;
};

// Points are counted from 1, in the order of time, after equal dates became one; missing points count.
struct Settings {
    ChartType chart = ChartType::Run;
    std::vector<std::size_t> part;         // the last point of each phase but the last
    std::optional<std::size_t> freeze;     // the last point of the baseline; phases switch it off
    std::optional<std::size_t> fix_after;  // the baseline is the first so many of each phase
    std::vector<std::size_t> exclude;      // left out of centre, limits and runs, still drawn
    double multiply = 1;                   // scales what is shown, after everything; above zero
    Value centre;                          // given from outside instead of computed, unscaled
    Aggregate aggregate = Aggregate::Mean;
    MovingRanges moving_ranges = MovingRanges::Plain;
    RangeFactor range_factor = RangeFactor::Exact;
};

// A value a day for 27 years; what a browser can still draw.
inline constexpr std::size_t entries_max = 10'000;

}  // namespace flywheel::charts
