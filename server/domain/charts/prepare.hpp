#pragma once
#include <vector>

#include "server/domain/charts/series.hpp"

namespace flywheel::charts {

// One point of the chart before anything is computed of the whole. NaN is missing.
struct Subgroup {
    double x = 0;
    std::size_t first_entry = 0;  // the first row of it, counted from 0 in the order of entry
    std::size_t count = 0;        // values that are there
    double sum = 0;               // of the values; missing where there is none
    double mean = 0;
    double sd = 0;
    double size = 0;  // the sum of the denominators; without any, the count
    double y = 0;     // what is drawn
};

// Rows in the order of time, those of one x together. With denominators y = sum / sum, and a row without one of the
// two, or a denominator of 0, counts as not collected; without, y is the mean or what `aggregate` says, the sum on a C
// chart and the standard deviation on an S chart. As qicharts2 does it.
[[nodiscard]] std::vector<Subgroup> prepare(Series const& series, ChartType chart,
                                            Aggregate aggregate);

}  // namespace flywheel::charts
