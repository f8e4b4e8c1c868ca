#include "server/domain/charts/prepare.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "server/domain/charts/averages.hpp"

namespace flywheel::charts {

namespace {

double aggregated(std::vector<double> const& values, Aggregate how) {
    switch (how) {
        case Aggregate::Mean: return mean_of(values);
        case Aggregate::Median: return median_of(values);
        case Aggregate::Sum: return values.empty() ? missing : sum_of(values);
        case Aggregate::Sd: return sd_of(values);
    }
    return missing;
}

Subgroup subgroup_of(std::vector<double> const& values, std::vector<double> const& sizes,
                     bool has_sizes, ChartType chart, Aggregate aggregate) {
    Subgroup group;
    group.count = values.size();
    group.sum = values.empty() ? missing : sum_of(values);
    group.mean = mean_of(values);
    group.sd = sd_of(values);
    group.size = has_sizes ? sum_of(sizes) : static_cast<double>(group.count);
    if (has_sizes && group.size == 0) {
        // Nothing could have happened, so nothing was seen: no value, and no part in any sum.
        group.count = 0;
        group.sum = group.mean = group.sd = group.size = missing;
    }
    switch (chart) {
        case ChartType::C: group.y = group.sum; break;
        case ChartType::Xbar: group.y = group.mean; break;
        case ChartType::S: group.y = group.sd; break;
        default: group.y = has_sizes ? group.sum / group.size : aggregated(values, aggregate);
    }
    return group;
}

}  // namespace

std::vector<Subgroup> prepare(Series const& series, ChartType chart, Aggregate aggregate) {
    auto const& entries = series.entries;
    std::vector<std::size_t> order(entries.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t left, std::size_t right) {
        return std::pair(entries[left].x, left) < std::pair(entries[right].x, right);
    });

    std::vector<Subgroup> groups;
    for (std::size_t from = 0; from < order.size();) {
        std::vector<double> values;
        std::vector<double> sizes;
        auto to = from;
        for (; to < order.size() && entries[order[to]].x == entries[order[from]].x; ++to) {
            auto const& entry = entries[order[to]];
            if (!entry.value || (series.has_sizes && !entry.size)) { continue; }
            values.push_back(*entry.value);
            if (series.has_sizes) { sizes.push_back(*entry.size); }
        }
        auto group = subgroup_of(values, sizes, series.has_sizes, chart, aggregate);
        group.x = entries[order[from]].x;
        group.first_entry = order[from];
        groups.push_back(group);
        from = to;
    }
    return groups;
}

}  // namespace flywheel::charts
