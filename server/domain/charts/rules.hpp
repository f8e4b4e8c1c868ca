#pragma once
#include <string_view>
#include <vector>

#include "server/domain/charts/chart.hpp"

// The rules by which a chart is said to show more than chance. A measure has one rule set, for the chart, the table, the
// dashboard and whatever tells people: mixing them multiplies false alarms.
namespace flywheel::charts {

enum class RuleSet { Anhoej, ThreeSigma, WesternElectric, Nelson, Nhs, Ihi };
constexpr auto enum_names(RuleSet) {
    using namespace std::string_view_literals;
    return std::array{"anhoej"sv, "three_sigma"sv, "western_electric"sv,
                      "nelson"sv, "nhs"sv,         "ihi"sv};
}

// Single rules, those of a set in the order in which they outrank each other.
enum class Rule {
    AnhoejLongRun,
    AnhoejFewCrossings,
    BeyondThreeSigma,
    We1,
    We2,
    We3,
    We4,
    N1,
    N2,
    N3,
    N4,
    N5,
    N6,
    N7,
    N8,
    NhsOutside,
    NhsTrend,
    NhsTwoInThree,
    NhsShift,
    IhiShift,
    IhiTrend,
    IhiFewRuns,
    IhiManyRuns
};
constexpr auto enum_names(Rule) {
    using namespace std::string_view_literals;
    return std::array{"anhoej_long_run"sv,
                      "anhoej_few_crossings"sv,
                      "beyond_three_sigma"sv,
                      "WE1"sv,
                      "WE2"sv,
                      "WE3"sv,
                      "WE4"sv,
                      "N1"sv,
                      "N2"sv,
                      "N3"sv,
                      "N4"sv,
                      "N5"sv,
                      "N6"sv,
                      "N7"sv,
                      "N8"sv,
                      "nhs_outside_limits"sv,
                      "nhs_trend"sv,
                      "nhs_two_in_three"sv,
                      "nhs_shift"sv,
                      "ihi_shift"sv,
                      "ihi_trend"sv,
                      "ihi_few_runs"sv,
                      "ihi_many_runs"sv};
}

// Where the data went; Neither for rules about how they scatter.
enum class Side { Up, Down, Neither };
constexpr auto enum_names(Side) {
    using namespace std::string_view_literals;
    return std::array{"up"sv, "down"sv, "neither"sv};
}

// A rule met once. Points are counted from 1.
struct Hit {
    Rule rule = Rule::AnhoejLongRun;
    Side side = Side::Neither;
    std::size_t part = 1;
    std::vector<std::size_t> points;  // those that the rule marks, in order
    std::size_t completed_at = 1;     // the point at which it is met
};

// Every time a rule of the set is met, phase by phase, by rule and then by point; a pattern that goes on is met again at
// each further point. A point beyond the limits counts though it is excluded; every other rule passes excluded points over.
// A missing point breaks a pattern, except under the Anhoej and IHI rules, which leave it out as they leave out points on
// the centre line. Rules that need limits are not met on a run chart.
//
// Three sigma: Shewhart 1931. Western Electric: Statistical Quality Control Handbook 1956; 2 of 3 and 4 of 5 end in a point
// that is itself beyond. Nelson 1984: 1 beyond 3 sigma; 2 nine on one side; 3 six rising or falling; 4 fourteen
// alternating; 5 and 6 as Western Electric 2 and 3; 7 fifteen within 1 sigma, its border included; 8 eight beyond 1
// sigma on both sides. NHS: Making Data Count, as NHSRplotthedots 0.2.2. IHI: Perla, Provost and Murray 2011, with exact
// limits for the number of runs.
[[nodiscard]] std::vector<Hit> rule_hits(Chart const& chart, RuleSet rules);

}  // namespace flywheel::charts
