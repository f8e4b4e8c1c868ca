#include "server/domain/charts/limits.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "server/domain/charts/averages.hpp"

namespace flywheel::charts {

namespace {

constexpr double no_bound = std::numeric_limits<double>::infinity();
// Times between events are made nearly normal by this root (Nelson 1994).
constexpr double t_chart_power = 3.6;

// What one formula gives: k standard deviations lie factors[k - 1] * unit[i] from `middle`.
struct Spread {
    double cl = missing;      // drawn
    double middle = missing;  // what the limits are measured from; nearly always the same
    std::vector<double> unit;
    std::array<double, 3> factors{1, 2, 3};
    double floor = -no_bound;
    double ceiling = no_bound;
};

struct Phase {
    std::span<Subgroup const> groups;
    std::vector<bool> const& base;
    Settings const& settings;

    template <class Member>
    [[nodiscard]] std::vector<double> all(Member member) const {
        std::vector<double> values;
        for (auto const& group : groups) {
            values.push_back(static_cast<double>(group.*member));
        }
        return values;
    }
    [[nodiscard]] std::vector<double> of_base(std::vector<double> const& values) const {
        std::vector<double> chosen;
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (base[i]) { chosen.push_back(values[i]); }
        }
        return chosen;
    }
    template <class Member>
    [[nodiscard]] std::vector<double> of_base(Member member) const {
        return of_base(all(member));
    }
    [[nodiscard]] double centre_or(double computed) const {
        return settings.centre.value_or(computed);
    }
    [[nodiscard]] std::vector<double> same_everywhere(double value) const {
        return std::vector<double>(groups.size(), value);
    }
};

Spread run(Phase const& phase) {
    Spread spread;
    spread.cl = phase.centre_or(median_of(phase.of_base(&Subgroup::y)));
    spread.unit = phase.same_everywhere(missing);
    return spread;
}

// An excluded point is not there, so ranges join across it; a missing one is, and breaks them.
Spread individuals(Phase const& phase, std::vector<double> const& y) {
    auto const values = phase.of_base(y);
    auto const range = mean_moving_range(values, phase.settings.moving_ranges);
    Spread spread;
    spread.cl = spread.middle = phase.centre_or(mean_of(values));
    if (phase.settings.range_factor == RangeFactor::Exact) {
        spread.unit = phase.same_everywhere(range / range_d2);
    } else {
        constexpr double printed = 2.66;
        spread.unit = phase.same_everywhere(range);
        spread.factors = {printed / 3, 2 * (printed / 3), printed};
    }
    return spread;
}

Spread moving_ranges(Phase const& phase, std::vector<double> const& ranges) {
    Spread spread;
    spread.cl = phase.centre_or(mean_of(phase.of_base(ranges)));
    spread.middle = 0;
    spread.unit = phase.same_everywhere(spread.cl);
    spread.factors = {range_d4 / 3, range_d4 / 3 * 2, range_d4};
    spread.floor = 0;
    return spread;
}

// Sum of counts over sum of denominators, never a mean of the points' own rates.
double pooled(Phase const& phase) {
    return phase.centre_or(sum_of(phase.of_base(&Subgroup::sum)) /
                           sum_of(phase.of_base(&Subgroup::size)));
}

// Laney's sigma z: how far the points really scatter, in standard deviations of the law that a p or u chart assumes.
double sigma_z(Phase const& phase, Spread const& spread) {
    std::vector<double> z;
    for (std::size_t i = 0; i < phase.groups.size(); ++i) {
        z.push_back((phase.groups[i].y - spread.cl) / spread.unit[i]);
    }
    return mean_moving_range(phase.of_base(z), phase.settings.moving_ranges) / range_d2;
}

Spread proportions(Phase const& phase) {
    Spread spread;
    spread.cl = spread.middle = pooled(phase);
    for (auto const& group : phase.groups) {
        spread.unit.push_back(std::sqrt(spread.cl * (1 - spread.cl) / group.size));
    }
    spread.floor = 0;
    spread.ceiling = 1;
    return spread;
}

Spread rates(Phase const& phase) {
    Spread spread;
    spread.cl = spread.middle = pooled(phase);
    for (auto const& group : phase.groups) {
        spread.unit.push_back(std::sqrt(spread.cl / group.size));
    }
    spread.floor = 0;
    return spread;
}

Spread laney(Phase const& phase, Spread spread) {
    auto const z = sigma_z(phase, spread);
    for (auto& unit : spread.unit) {
        unit *= z;
    }
    return spread;
}

Spread counts(Phase const& phase) {
    Spread spread;
    spread.cl = spread.middle = phase.centre_or(mean_of(phase.of_base(&Subgroup::y)));
    spread.unit = phase.same_everywhere(std::sqrt(spread.cl));
    spread.floor = 0;
    return spread;
}

// Of neighbours everywhere in the phase, not of the baseline alone, since it is the scatter from one to the next that counts.
Spread i_prime(Phase const& phase) {
    std::vector<double> weighted;
    std::vector<double> scatter;
    for (std::size_t i = 0; i < phase.groups.size(); ++i) {
        auto const& group = phase.groups[i];
        weighted.push_back(group.y * group.size);
        if (i == 0) { continue; }
        auto const& before = phase.groups[i - 1];
        scatter.push_back(std::sqrt(std::numbers::pi / 2) * std::abs(group.y - before.y) /
                          std::sqrt(1 / before.size + 1 / group.size));
    }
    auto average = mean_of(scatter);
    if (phase.settings.moving_ranges == MovingRanges::Screened) {
        constexpr double upper_limit = 3.2665;  // what qicharts2 takes here in place of 3.267
        std::erase_if(scatter, [&](double s) { return !(s < average * upper_limit); });
        average = mean_of(scatter);
    }
    Spread spread;
    spread.cl = spread.middle =
        phase.centre_or(sum_of(phase.of_base(weighted)) / sum_of(phase.of_base(&Subgroup::size)));
    for (auto const& group : phase.groups) {
        spread.unit.push_back(average * std::sqrt(1 / group.size));
    }
    return spread;
}

// Montgomery 6.29 where all subgroups of the baseline are of one size, 6.31 otherwise. An empty subgroup has no size.
double mean_sd(Phase const& phase) {
    std::vector<double> sds;
    double squares = 0;
    double freedom = 0;
    bool one_size = true;
    std::size_t size = 0;
    for (std::size_t i = 0; i < phase.groups.size(); ++i) {
        auto const& group = phase.groups[i];
        if (!phase.base[i] || group.count == 0) { continue; }
        one_size = one_size && (size == 0 || size == group.count);
        size = group.count;
        sds.push_back(group.sd);
        if (group.count < 2) { continue; }
        auto const own = static_cast<double>(group.count - 1);
        squares += own * group.sd * group.sd;
        freedom += own;
    }
    return one_size ? mean_of(sds) : std::sqrt(squares / freedom);
}

Spread subgroup_means(Phase const& phase) {
    auto const sd = mean_sd(phase);
    std::vector<double> weighted;
    std::vector<double> weights;
    for (std::size_t i = 0; i < phase.groups.size(); ++i) {
        auto const& group = phase.groups[i];
        if (!phase.base[i] || group.count == 0) { continue; }
        auto const n = static_cast<double>(group.count);
        weighted.push_back(n * group.mean);
        weights.push_back(n);
    }
    Spread spread;
    spread.cl = spread.middle = phase.centre_or(sum_of(weighted) / sum_of(weights));
    for (auto const& group : phase.groups) {
        auto const n = static_cast<double>(group.count);
        spread.unit.push_back(sd / (c4(group.count) * std::sqrt(n)));  // a third of A3 * s
    }
    return spread;
}

Spread subgroup_sds(Phase const& phase) {
    Spread spread;
    spread.cl = spread.middle = phase.centre_or(mean_sd(phase));
    for (auto const& group : phase.groups) {
        spread.unit.push_back(spread.cl * (c5(group.count) / c4(group.count)));  // B3, B4
    }
    spread.floor = 0;
    return spread;
}

// The limits lie about the mean, what is drawn is the median: half of the points are to lie on each side of it. With a
// centre from outside that is 0.693 of it, the median of a geometric law (Provost and Murray).
Spread opportunities_between(Phase const& phase) {
    auto const values = phase.of_base(&Subgroup::y);
    Spread spread;
    spread.middle = phase.centre_or(mean_of(values));
    spread.cl = phase.settings.centre ? 0.693 * *phase.settings.centre : median_of(values);
    spread.unit = phase.same_everywhere(std::sqrt(spread.middle * (spread.middle + 1)));
    spread.floor = 0;
    return spread;
}

Lines lines_of(Spread const& spread, std::vector<double> y) {
    Lines lines;
    lines.cl.assign(y.size(), spread.cl);
    for (auto const unit : spread.unit) {
        lines.sigma.push_back(spread.factors[0] * unit);
    }
    for (std::size_t k = 0; k < spread.factors.size(); ++k) {
        for (auto const unit : spread.unit) {
            auto const width = spread.factors[k] * unit;
            auto lower = spread.middle - width;
            auto upper = spread.middle + width;
            // An infinite one, of a denominator of 0, stays so and is not drawn.
            if (std::isfinite(lower)) { lower = std::max(lower, spread.floor); }
            if (std::isfinite(upper)) { upper = std::min(upper, spread.ceiling); }
            lines.lower[k].push_back(lower);
            lines.upper[k].push_back(upper);
        }
    }
    lines.y = std::move(y);
    return lines;
}

Lines moving_range_lines(Phase const& phase) {
    auto const y = phase.all(&Subgroup::y);
    std::vector<double> ranges(y.size(), missing);
    for (std::size_t i = 1; i < y.size(); ++i) {
        ranges[i] = std::abs(y[i] - y[i - 1]);
    }
    auto lines = lines_of(moving_ranges(phase, ranges), ranges);
    for (auto& lower : lines.lower) {
        lower.assign(y.size(), 0);
    }
    return lines;
}

// An I chart of the roots, raised again. What lies below zero there has no power; time cannot be less than none.
Lines time_between_lines(Phase const& phase) {
    auto raise = [](std::vector<double>& values) {
        for (auto& value : values) {
            value = std::pow(value, t_chart_power);
        }
    };
    auto roots = phase.all(&Subgroup::y);
    for (auto& value : roots) {
        value = std::pow(value, 1 / t_chart_power);
    }
    auto spread = individuals(phase, roots);
    if (phase.settings.centre) {
        spread.cl = spread.middle = std::pow(*phase.settings.centre, 1 / t_chart_power);
    }
    spread.floor = 0;
    auto lines = lines_of(spread, std::move(roots));
    raise(lines.y);
    raise(lines.cl);
    lines.sigma.assign(lines.y.size(), missing);
    for (auto& lower : lines.lower) {
        raise(lower);
    }
    for (auto& upper : lines.upper) {
        raise(upper);
    }
    for (auto& lower : lines.lower[2]) {
        lower = std::isnan(lower) ? 0 : lower;
    }
    return lines;
}

}  // namespace

double c4(std::size_t n) {
    if (n < 2) { return missing; }
    // gamma(n/2) / gamma((n-1)/2), from one n to the next: their product is (n-1)/2.
    long double ratio = 1 / std::sqrt(std::numbers::pi_v<long double>);
    for (std::size_t i = 2; i < n; ++i) {
        ratio = static_cast<long double>(i - 1) / 2 / ratio;
    }
    return static_cast<double>(std::sqrt(2 / static_cast<long double>(n - 1)) * ratio);
}

double c5(std::size_t n) {
    auto const c = c4(n);
    return std::sqrt(1 - c * c);
}

Lines draw_lines(std::span<Subgroup const> part, std::vector<bool> const& base,
                 Settings const& settings) {
    Phase const phase{part, base, settings};
    auto const y = phase.all(&Subgroup::y);
    switch (settings.chart) {
        case ChartType::Run: return lines_of(run(phase), y);
        case ChartType::I: return lines_of(individuals(phase, y), y);
        case ChartType::Mr: return moving_range_lines(phase);
        case ChartType::P: return lines_of(proportions(phase), y);
        case ChartType::Pprime: return lines_of(laney(phase, proportions(phase)), y);
        case ChartType::U: return lines_of(rates(phase), y);
        case ChartType::Uprime: return lines_of(laney(phase, rates(phase)), y);
        case ChartType::C: return lines_of(counts(phase), y);
        case ChartType::Xbar: return lines_of(subgroup_means(phase), y);
        case ChartType::S: return lines_of(subgroup_sds(phase), y);
        case ChartType::T: return time_between_lines(phase);
        case ChartType::G: return lines_of(opportunities_between(phase), y);
        case ChartType::Iprime: return lines_of(i_prime(phase), y);
    }
    return {};
}

}  // namespace flywheel::charts
