#pragma once
#include <string>

#include "server/domain/charts/rules.hpp"

namespace flywheel::charts {

// What a signal means to those who know which way is better.
enum class Verdict { Improvement, Concern, Neither };
constexpr auto enum_names(Verdict) {
    using namespace std::string_view_literals;
    return std::array{"improvement"sv, "concern"sv, "neither"sv};
}

// A rule that is met, with all the points of one stretch in which it is.
struct Signal {
    Rule rule = Rule::AnhoejLongRun;
    Side side = Side::Neither;
    Verdict verdict = Verdict::Neither;
    std::size_t part = 1;
    std::vector<std::size_t> points;  // from 1, in order
    // What was counted and what chance explains, for the rules whose limit depends on n; otherwise how many points
    // are marked, and nothing.
    int found = 0;
    std::optional<int> limit;
    std::string says;  // one English sentence; the browser has its own from rule, side and figures
};

// A chart read by one rule set. A phase with fewer than useful_points_min useful points signals nothing.
struct Reading {
    RuleSet rules = RuleSet::Anhoej;
    bool too_early = false;  // the last phase has too few useful points; or there is none
    int n_useful = 0;        // of the last phase
    std::vector<Signal> signals;
    std::vector<std::vector<Rule>>
        met;           // for each point, the rules that mark it, in the order of Rule
    std::string says;  // the whole of it, plainly
};
[[nodiscard]] Reading read_chart(Chart const& chart, RuleSet rules, Direction direction);

}  // namespace flywheel::charts
