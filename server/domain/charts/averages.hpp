#pragma once
#include <limits>
#include <span>
#include <vector>

#include "server/domain/charts/series.hpp"

// Sums and averages that leave out what is missing. Inside the engine a missing number is NaN, since it passes through every
// formula as itself; make_chart turns it into nothing at the end.
namespace flywheel::charts {

inline constexpr double missing = std::numeric_limits<double>::quiet_NaN();

// What is left without the missing ones.
[[nodiscard]] std::vector<double> present(std::span<double const> values);

// All of these: 0 for a sum of nothing, `missing` for any other figure of too few values.
[[nodiscard]] double sum_of(std::span<double const> values);
// Taken in long double and corrected once, as R does: the mean of equal values is that value to the last bit, so that
// a point on the centre line is seen to be on it.
[[nodiscard]] double mean_of(std::span<double const> values);
[[nodiscard]] double median_of(std::span<double const> values);
// With n - 1 below; of at least two values.
[[nodiscard]] double sd_of(std::span<double const> values);

// The mean of |x[i] - x[i-1]|. A range with a missing end is missing: none spans a gap.
[[nodiscard]] double mean_moving_range(std::span<double const> values, MovingRanges how);

// Above it a moving range is screened out, and a point of an MR chart is a signal: D4 of two (Montgomery, table VI).
inline constexpr double range_d4 = 3.267;
// The mean range of two values in standard deviations: d2 of two, to the digits that the reference software uses.
inline constexpr double range_d2 = 1.128;

}  // namespace flywheel::charts
