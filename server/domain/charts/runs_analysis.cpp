#include "server/domain/charts/runs_analysis.hpp"

#include <algorithm>
#include <cmath>

namespace flywheel::charts {

int longest_run_max(int n_useful) {
    // log2 n is never half way between two integers, so it does not matter how a half is rounded.
    return static_cast<int>(std::lround(std::log2(n_useful))) + 3;
}

int crossings_min(int n_useful) {
    int const trials = std::max(n_useful - 1, 0);
    // Binomial weights as multiples of the one in the middle: 2^-trials itself is too small for a double from 1,075
    // trials on. They fall off so fast that the sum ends after some ten standard deviations.
    int const middle = trials / 2;
    std::vector<long double> weights{1};  // of middle, middle - 1, ...
    constexpr long double negligible = 1e-25L;
    for (int k = middle; k > 0 && weights.back() > negligible; --k) {
        weights.push_back(weights.back() * k / (trials - k + 1));
    }
    long double below = 0;
    for (auto const weight : weights) {
        below += weight;
    }
    // The weights mirror about trials / 2, which is `middle` itself where trials are even.
    long double const all = trials % 2 == 0 ? 2 * below - 1 : 2 * below;
    long double reached = 0;
    for (auto step = weights.size(); step-- > 0;) {
        reached += weights[step];
        if (reached >= 0.05L * all) { return middle - static_cast<int>(step); }
    }
    return middle;
}

std::optional<RunsLimits> runs_limits(int n_useful) {
    if (n_useful < 2) { return std::nullopt; }
    int const above = n_useful / 2;
    int const below = n_useful - above;
    auto log_choose = [logs = [n_useful] {
        std::vector<long double> sums{0};
        for (int i = 1; i <= n_useful; ++i) {
            sums.push_back(sums.back() + std::log(static_cast<long double>(i)));
        }
        return sums;
    }()](int n, int k) -> long double {
        if (k < 0 || k > n) { return -HUGE_VALL; }
        auto at = [&](int i) { return logs[static_cast<std::size_t>(i)]; };
        return at(n) - at(k) - at(n - k);
    };
    auto const all = log_choose(n_useful, above);
    auto chance = [&](int runs) {  // Wald and Wolfowitz 1940: even and odd numbers of runs
        int const k = runs / 2;
        auto ways = [&](int first, int second) {
            return std::exp(log_choose(above - 1, first) + log_choose(below - 1, second) - all);
        };
        return runs % 2 == 0 ? 2 * ways(k - 1, k - 1) : ways(k, k - 1) + ways(k - 1, k);
    };
    constexpr long double each_side = 0.025L;
    RunsLimits limits{2, n_useful};  // from all of one side first, to always the other one next
    for (long double tail = chance(limits.least); tail <= each_side && limits.least < n_useful;) {
        tail += chance(++limits.least);
    }
    for (long double tail = chance(limits.most); tail <= each_side && limits.most > 2;) {
        tail += chance(--limits.most);
    }
    return limits;
}

RunsAnalysis analyse_runs(std::span<double const> y, std::span<double const> cl,
                          std::vector<bool> const& include) {
    RunsAnalysis found;
    int longest = 0;
    int current = 0;
    int crossings = 0;
    bool was_above = false;
    for (std::size_t i = 0; i < y.size(); ++i) {
        if (!include[i]) { continue; }
        ++found.n_obs;
        bool const above = y[i] > cl[i];
        if (!above && !(y[i] < cl[i])) { continue; }  // missing, or on the line
        if (found.n_useful > 0 && above != was_above) {
            ++crossings;
            current = 0;
        }
        was_above = above;
        ++found.n_useful;
        longest = std::max(longest, ++current);
    }
    if (found.n_useful == 0) { return found; }
    found.longest_run = longest;
    found.longest_run_max = longest_run_max(found.n_useful);
    found.n_crossings = crossings;
    found.n_crossings_min = crossings_min(found.n_useful);
    found.signal = longest > *found.longest_run_max || crossings < *found.n_crossings_min;
    return found;
}

}  // namespace flywheel::charts
