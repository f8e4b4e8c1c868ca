#include "server/domain/charts/reading.hpp"

#include <algorithm>
#include <set>

namespace flywheel::charts {

namespace {

Verdict verdict_of(Side side, Direction direction) {
    if (side == Side::Neither || direction == Direction::Neutral) { return Verdict::Neither; }
    return (side == Side::Up) == (direction == Direction::Increase) ? Verdict::Improvement
                                                                    : Verdict::Concern;
}

std::string where(std::vector<std::size_t> const& points) {
    if (points.size() == 1) { return "point " + std::to_string(points.front()); }
    return "points " + std::to_string(points.front()) + " to " + std::to_string(points.back());
}

std::string pattern(Signal const& signal) {
    std::string const side = signal.side == Side::Up ? "above" : "below";
    std::string const way = signal.side == Side::Up ? "rising" : "falling";
    auto const found = std::to_string(signal.found);
    auto const limit = std::to_string(signal.limit.value_or(0));
    auto in_a_row = [&](char const* length) {
        return std::string(length) + " or more in a row " + side + " the centre line";
    };
    switch (signal.rule) {
        case Rule::AnhoejLongRun:
            return found + " useful points in a row " + side +
                   " the centre line, where chance explains at most " + limit;
        case Rule::AnhoejFewCrossings:
            return "The centre line is crossed " + found +
                   " times, where chance explains no fewer than " + limit;
        case Rule::BeyondThreeSigma:
        case Rule::We1:
        case Rule::N1:
        case Rule::NhsOutside:
            return std::string("Outside the limits, ") + side + " the centre line";
        case Rule::We2:
        case Rule::N5:
            return "Two of three points in a row more than two standard deviations " + side +
                   " the centre line";
        case Rule::We3:
        case Rule::N6:
            return "Four of five points in a row more than one standard deviation " + side +
                   " the centre line";
        case Rule::We4: return in_a_row("Eight");
        case Rule::N2: return in_a_row("Nine");
        case Rule::NhsShift: return in_a_row("Seven");
        case Rule::N3: return "Six or more in a row steadily " + way;
        case Rule::N4: return "Fourteen or more in a row going up and down in turn";
        case Rule::N7: return "Fifteen or more in a row within one standard deviation";
        case Rule::N8:
            return "Eight or more in a row more than one standard deviation away, on both sides";
        case Rule::NhsTrend: return "Seven or more in a row steadily " + way;
        case Rule::NhsTwoInThree: return "Two of three points in a row close to the limit " + side;
        case Rule::IhiShift:
            return "Six or more useful points in a row " + side + " the centre line";
        case Rule::IhiTrend: return "Five or more in a row steadily " + way;
        case Rule::IhiFewRuns: return found + " runs, where chance explains no fewer than " + limit;
        case Rule::IhiManyRuns: return found + " runs, where chance explains at most " + limit;
    }
    return {};
}

// What the rule counted, where its limit depends on how many points there are.
void set_figures(Signal& signal, RunsAnalysis const& runs) {
    signal.found = static_cast<int>(signal.points.size());
    auto const expected = runs_limits(runs.n_useful);
    switch (signal.rule) {
        case Rule::AnhoejLongRun: signal.limit = runs.longest_run_max; break;
        case Rule::AnhoejFewCrossings:
            signal.found = *runs.n_crossings;
            signal.limit = runs.n_crossings_min;
            break;
        case Rule::IhiFewRuns:
            signal.found = *runs.n_crossings + 1;
            signal.limit = expected->least;
            break;
        case Rule::IhiManyRuns:
            signal.found = *runs.n_crossings + 1;
            signal.limit = expected->most;
            break;
        default: break;
    }
}

// Hits of one rule that share a point are one stretch.
std::vector<Signal> stretches(std::vector<Hit> const& hits) {
    std::vector<Signal> signals;
    for (auto const& hit : hits) {
        if (!signals.empty()) {
            auto& last = signals.back();
            if (last.rule == hit.rule && last.side == hit.side && last.part == hit.part &&
                hit.points.front() <= last.points.back()) {
                std::copy_if(hit.points.begin(), hit.points.end(), std::back_inserter(last.points),
                             [end = last.points.back()](auto point) { return point > end; });
                continue;
            }
        }
        Signal signal;
        signal.rule = hit.rule;
        signal.side = hit.side;
        signal.part = hit.part;
        signal.points = hit.points;
        signals.push_back(std::move(signal));
    }
    return signals;
}

std::string summary(Reading const& reading) {
    std::string says;
    if (reading.too_early) {
        says = "Too early to say: " + std::to_string(reading.n_useful) +
               (reading.n_useful == 1 ? " useful point" : " useful points") + " so far, of " +
               std::to_string(useful_points_min) + " that are needed.";
    } else if (reading.signals.empty()) {
        says = "No signal: the points vary as chance would have them.";
    }
    for (auto const& signal : reading.signals) {
        says += (says.empty() ? "" : " ") + signal.says;
    }
    return says;
}

}  // namespace

Reading read_chart(Chart const& chart, RuleSet rules, Direction direction) {
    Reading reading;
    reading.rules = rules;
    reading.n_useful = chart.parts.empty() ? 0 : chart.parts.back().runs.n_useful;
    reading.too_early = reading.n_useful < useful_points_min;
    auto hits = rule_hits(chart, rules);
    std::erase_if(hits, [&](Hit const& hit) {
        return chart.parts[hit.part - 1].runs.n_useful < useful_points_min;
    });
    reading.signals = stretches(hits);
    std::vector<std::set<Rule>> met(chart.points.size());
    for (auto& signal : reading.signals) {
        signal.verdict = verdict_of(signal.side, direction);
        set_figures(signal, chart.parts[signal.part - 1].runs);
        signal.says = pattern(signal) + " (" + where(signal.points) + ").";
        if (signal.verdict == Verdict::Improvement) { signal.says += " That is an improvement."; }
        if (signal.verdict == Verdict::Concern) { signal.says += " That is a concern."; }
        for (auto const point : signal.points) {
            met[point - 1].insert(signal.rule);
        }
    }
    for (auto const& rules_met : met) {
        reading.met.emplace_back(rules_met.begin(), rules_met.end());
    }
    reading.says = summary(reading);
    return reading;
}

}  // namespace flywheel::charts
