#pragma once
#include <optional>
#include <span>
#include <vector>

namespace flywheel::charts {

// Fewer useful points than this and a chart says nothing yet, whatever the figures are.
inline constexpr int useful_points_min = 10;

// The longest run of n useful points on one side that chance explains: round(log2 n) + 3 (Schilling 2012). n >= 1.
[[nodiscard]] int longest_run_max(int n_useful);

// The fewest crossings of the centre line that chance explains: the smallest k with P(X <= k) >= 0.05, X binomial with
// n - 1 trials of one half (Chen 2010), summed exactly. n >= 1.
[[nodiscard]] int crossings_min(int n_useful);

// Of n useful points, half of them on each side, so many runs are to be expected: fewer than `least` or more than
// `most` happens in at most 2.5 % each (Wald and Wolfowitz 1940, exactly). Nothing below 2 points.
struct RunsLimits {
    int least = 0;
    int most = 0;
};
[[nodiscard]] std::optional<RunsLimits> runs_limits(int n_useful);

// The Anhoej rules on one phase (Anhoej and Olesen 2014): points on the centre line, missing ones and excluded ones are left
// out; a signal is a run longer than its limit or fewer crossings than theirs. About 5 % false signals at any n.
struct RunsAnalysis {
    int n_obs = 0;  // with the missing, without the excluded
    int n_useful = 0;
    // Nothing where no point is useful.
    std::optional<int> longest_run;
    std::optional<int> longest_run_max;
    std::optional<int> n_crossings;
    std::optional<int> n_crossings_min;
    bool signal = false;
};
// `y`, `cl` and `include` are of one length; NaN is missing.
[[nodiscard]] RunsAnalysis analyse_runs(std::span<double const> y, std::span<double const> cl,
                                        std::vector<bool> const& include);

}  // namespace flywheel::charts
