#pragma once
#include <vector>

#include "protocol/refusal.hpp"
#include "server/domain/charts/runs_analysis.hpp"
#include "server/domain/charts/series.hpp"

namespace flywheel::charts {

// One point as it is drawn, `multiply` and all.
struct Point {
    std::size_t first_entry = 0;  // the first of its rows, counted from 0 in the order of entry
    Value y;
    Value cl;
    Value sigma;  // one standard deviation, where the limits are symmetrical
    // k standard deviations from the centre at [k - 1], cut to what is possible (a share to 0 and 1).
    std::array<Value, 3> lower;
    std::array<Value, 3> upper;
    std::size_t part = 1;
    bool baseline =
        true;  // among the points that centre and limits are computed from, unless excluded
    bool include = true;        // false: excluded
    bool sigma_signal = false;  // beyond three standard deviations
};

// One phase. `first` and `last` count points from 1.
struct Part {
    std::size_t part = 1;
    std::size_t first = 1;
    std::size_t last = 1;
    RunsAnalysis runs;  // the Anhoej rules; never a signal on an MR chart, whose ranges overlap
    int sigma_signals = 0;
};

struct Chart {
    ChartType type = ChartType::Run;
    std::vector<Point> points;  // in the order of time
    std::vector<Part> parts;    // none where there are no points
};

// The whole chart. Refuses what has no meaning: more than entries_max rows, denominators where there must be none or the
// other way round, one below zero, a time between events that is not above zero, `freeze` or a point of `exclude` of 0,
// `multiply` not above zero. Points named past the end are not there and change nothing. Everything undefined in what it
// answers is nothing, never NaN.
[[nodiscard]] Result<Chart> make_chart(Series const& series, Settings const& settings);

}  // namespace flywheel::charts
