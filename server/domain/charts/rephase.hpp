#pragma once
#include "server/domain/charts/rules.hpp"

namespace flywheel::charts {

// Where a new phase might begin. It is only ever suggested: two people confirm it.
struct SuggestedPhase {
    std::size_t first = 1;  // its first point, from 1
    double median = 0;      // of the run that suggests it, as shown
    Side side = Side::Up;   // of the median before
};

struct RephaseRule {
    std::size_t baseline_points = 13;  // whose median is the first one; at least 1
    std::size_t run_length =
        9;  // useful points in a row on one side that suggest a new phase; at least 1
};

// The rule of runcharter 0.2: the median of the first points; when a run of useful points after them lies on one side, a new
// phase from the first of the run, with the run's own median; and so on after that run. Excluded and missing points are passed
// over. The chart's own centre and phases play no part.
[[nodiscard]] std::vector<SuggestedPhase> suggest_phases(Chart const& chart, RephaseRule rule = {});

}  // namespace flywheel::charts
