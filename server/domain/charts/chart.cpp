#include "server/domain/charts/chart.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "protocol/field.hpp"
#include "server/domain/charts/limits.hpp"

namespace flywheel::charts {

namespace {

enum class Sizes { Needed, Allowed, Senseless };

Sizes sizes_of(ChartType chart) {
    switch (chart) {
        case ChartType::P:
        case ChartType::Pprime:
        case ChartType::U:
        case ChartType::Uprime: return Sizes::Needed;
        case ChartType::Xbar:
        case ChartType::S: return Sizes::Senseless;
        default: return Sizes::Allowed;
    }
}

Result<void> check_entries(Series const& series, ChartType chart) {
    std::string const name(name_of(chart));
    if (series.entries.size() > entries_max) {
        return refuse(Code::TooMany, "input.y",
                      "A chart has at most " + std::to_string(entries_max) + " rows.",
                      {{"limit", std::to_string(entries_max)}});
    }
    auto const sizes = sizes_of(chart);
    if (sizes == Sizes::Needed && !series.has_sizes) {
        return refuse(Code::Missing, "input.n",
                      "A chart of type " + name + " needs a denominator for each value.");
    }
    if (sizes == Sizes::Senseless && series.has_sizes) {
        return refuse(Code::UnknownField, "input.n",
                      "A chart of type " + name + " takes single values, without denominators.");
    }
    for (std::size_t i = 0; series.has_sizes && i < series.entries.size(); ++i) {
        if (series.entries[i].size.value_or(0) < 0) {
            return refuse(Code::TooSmall, "input.n[" + std::to_string(i) + "]",
                          "A denominator is not below zero.", {{"limit", "0"}});
        }
    }
    return {};
}

Result<void> check_settings(Settings const& settings) {
    if (!(settings.multiply > 0) || !std::isfinite(settings.multiply)) {
        return refuse(Code::TooSmall, "options.multiply", "\"multiply\" is above zero.",
                      {{"limit", "0"}});
    }
    auto check_count = [](std::optional<std::size_t> count, char const* name) -> Result<void> {
        if (count != std::size_t{0}) { return {}; }
        return refuse(Code::TooSmall, std::string("options.") + name, "Points are counted from 1.",
                      {{"limit", "1"}});
    };
    if (auto ok = check_count(settings.freeze, "freeze"); ok.has_error()) { return ok; }
    if (auto ok = check_count(settings.fix_after, "fix_after_n_points"); ok.has_error()) {
        return ok;
    }
    bool const none_is_zero = std::none_of(settings.exclude.begin(), settings.exclude.end(),
                                           [](std::size_t point) { return point == 0; });
    return none_is_zero ? Result<void>{} : check_count(0, "exclude");
}

// A time of nothing between two events has no root; the rows are told from the order of entry.
Result<void> check_times(std::vector<Subgroup> const& groups) {
    for (auto const& group : groups) {
        if (group.y <= 0) {
            return refuse(Code::TooSmall, "input.y[" + std::to_string(group.first_entry) + "]",
                          "A time between events is above zero.", {{"limit", "0"}});
        }
    }
    return {};
}

// The phases as the number of points before each, and of all at the end: 0, 8, 20.
std::vector<std::size_t> bounds_of(std::vector<std::size_t> part, std::size_t points) {
    std::erase_if(part, [&](std::size_t last) { return last == 0 || last >= points; });
    part.push_back(0);
    part.push_back(points);
    std::sort(part.begin(), part.end());
    part.erase(std::unique(part.begin(), part.end()), part.end());
    return part;
}

Value finite(double value) { return std::isfinite(value) ? Value(value) : std::nullopt; }

void draw_part(std::span<Subgroup const> groups, std::span<Point> points, Settings const& settings,
               Part& part) {
    std::vector<bool> base;
    std::vector<bool> include;
    for (auto const& point : points) {
        base.push_back(point.baseline && point.include);
        include.push_back(point.include);
    }
    auto const lines = draw_lines(groups, base, settings);
    part.runs = analyse_runs(lines.y, lines.cl, include);
    if (settings.chart == ChartType::Mr) { part.runs.signal = false; }
    auto shown = [&](double value) { return finite(value * settings.multiply); };
    for (std::size_t i = 0; i < points.size(); ++i) {
        auto& point = points[i];
        point.first_entry = groups[i].first_entry;
        point.y = shown(lines.y[i]);
        point.cl = shown(lines.cl[i]);
        point.sigma = shown(lines.sigma[i]);
        for (std::size_t k = 0; k < 3; ++k) {
            point.lower[k] = shown(lines.lower[k][i]);
            point.upper[k] = shown(lines.upper[k][i]);
        }
        // An optional without a value would compare as the smallest of all.
        point.sigma_signal = point.y && ((point.upper[2] && *point.y > *point.upper[2]) ||
                                         (point.lower[2] && *point.y < *point.lower[2]));
        part.sigma_signals += point.sigma_signal ? 1 : 0;
    }
}

}  // namespace

Result<Chart> make_chart(Series const& series, Settings const& settings) {
    if (auto ok = check_entries(series, settings.chart); ok.has_error()) { return ok.error(); }
    if (auto ok = check_settings(settings); ok.has_error()) { return ok.error(); }
    auto const groups = prepare(series, settings.chart, settings.aggregate);
    if (settings.chart == ChartType::T) {
        if (auto ok = check_times(groups); ok.has_error()) { return ok.error(); }
    }

    Chart chart;
    chart.type = settings.chart;
    if (groups.empty()) { return chart; }
    chart.points.resize(groups.size());
    auto const bounds = bounds_of(settings.part, groups.size());
    bool const frozen = settings.freeze && settings.part.empty();
    for (auto const point : settings.exclude) {
        if (point <= groups.size()) { chart.points[point - 1].include = false; }
    }
    for (std::size_t number = 1; number < bounds.size(); ++number) {
        auto const from = bounds[number - 1];
        auto const count = bounds[number] - from;
        Part part;
        part.part = number;
        part.first = from + 1;
        part.last = bounds[number];
        auto const points = std::span(chart.points).subspan(from, count);
        for (std::size_t i = 0; i < count; ++i) {
            points[i].part = number;
            points[i].baseline = (!frozen || from + i < *settings.freeze) &&
                                 (!settings.fix_after || i < *settings.fix_after);
        }
        draw_part(std::span(groups).subspan(from, count), points, settings, part);
        chart.parts.push_back(part);
    }
    return chart;
}

}  // namespace flywheel::charts
