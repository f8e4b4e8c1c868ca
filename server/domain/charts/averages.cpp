#include "server/domain/charts/averages.hpp"

#include <algorithm>
#include <cmath>

namespace flywheel::charts {

namespace {

long double exact_sum(std::span<double const> values) {
    long double sum = 0;
    for (auto const value : values) {
        sum += value;
    }
    return sum;
}

}  // namespace

std::vector<double> present(std::span<double const> values) {
    std::vector<double> found;
    found.reserve(values.size());
    std::copy_if(values.begin(), values.end(), std::back_inserter(found),
                 [](double value) { return !std::isnan(value); });
    return found;
}

double sum_of(std::span<double const> values) {
    return static_cast<double>(exact_sum(present(values)));
}

double mean_of(std::span<double const> values) {
    auto const found = present(values);
    if (found.empty()) { return missing; }
    auto const n = static_cast<long double>(found.size());
    long double mean = exact_sum(found) / n;
    if (!std::isfinite(mean)) { return static_cast<double>(mean); }
    long double left_over = 0;
    for (auto const value : found) {
        left_over += value - mean;
    }
    mean += left_over / n;
    return static_cast<double>(mean);
}

double median_of(std::span<double const> values) {
    auto found = present(values);
    if (found.empty()) { return missing; }
    std::sort(found.begin(), found.end());
    auto const middle = found.size() / 2;
    if (found.size() % 2 == 1) { return found[middle]; }
    return mean_of(std::span(found).subspan(middle - 1, 2));
}

double sd_of(std::span<double const> values) {
    auto const found = present(values);
    if (found.size() < 2) { return missing; }
    auto const mean = mean_of(found);
    long double squares = 0;
    for (auto const value : found) {
        auto const off = static_cast<long double>(value - mean);
        squares += off * off;
    }
    return static_cast<double>(std::sqrt(squares / static_cast<long double>(found.size() - 1)));
}

double mean_moving_range(std::span<double const> values, MovingRanges how) {
    std::vector<double> ranges;
    for (std::size_t i = 1; i < values.size(); ++i) {
        ranges.push_back(std::abs(values[i] - values[i - 1]));
    }
    auto const mean = mean_of(ranges);
    if (how == MovingRanges::Plain) { return mean; }
    std::erase_if(ranges, [&](double range) { return !(range < range_d4 * mean); });
    return mean_of(ranges);
}

}  // namespace flywheel::charts
