#pragma once
#include <array>
#include <span>
#include <vector>

#include "server/domain/charts/prepare.hpp"

namespace flywheel::charts {

// The lines of one phase, point by point, before `multiply`; NaN is not defined. lower[k - 1] and upper[k - 1] are k
// standard deviations from the centre.
struct Lines {
    std::vector<double> y;  // moving ranges on an MR chart, otherwise what prepare() made
    std::vector<double> cl;
    std::vector<double> sigma;  // one standard deviation; NaN where the limits are not symmetrical
    std::array<std::vector<double>, 3> lower;
    std::array<std::vector<double>, 3> upper;
};

// Centre and limits of one phase. `base` says which points they are computed from: those of the baseline that are not
// excluded. Formulas: Montgomery, Introduction to Statistical Quality Control, chapters 6 and 7; Laney 2002 for the
// primes of p and u; Taylor 2017 for I prime; Nelson 1994 for T; in each corner what qicharts2 0.8.1 does.
[[nodiscard]] Lines draw_lines(std::span<Subgroup const> part, std::vector<bool> const& base,
                               Settings const& settings);

// What makes a standard deviation of n values an unbiased one: c4 = sqrt(2/(n-1)) gamma(n/2) / gamma((n-1)/2), in (0, 1);
// NaN below two values.
[[nodiscard]] double c4(std::size_t n);
// sqrt(1 - c4^2): how far such a standard deviation itself scatters.
[[nodiscard]] double c5(std::size_t n);

}  // namespace flywheel::charts
