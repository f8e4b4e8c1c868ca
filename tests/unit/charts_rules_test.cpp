#include <algorithm>
#include <catch2/catch.hpp>
#include <limits>

#include "protocol/field.hpp"
#include "server/domain/charts/nhs.hpp"
#include "server/domain/charts/reading.hpp"

// Each rule at the length at which it is met and one short of it, on charts whose centre is 0 and whose standard
// deviation is 1.
namespace flywheel::charts {
namespace {

using Values = std::vector<Value>;
using Numbers = std::vector<std::size_t>;

Chart zones(Values const& values, std::vector<std::size_t> const& excluded = {}) {
    Chart chart;
    chart.type = ChartType::I;
    std::vector<double> y;
    std::vector<bool> include;
    for (auto const& value : values) {
        Point point;
        point.y = value;
        point.cl = 0;
        point.sigma = 1;
        for (std::size_t k = 0; k < 3; ++k) {
            point.upper[k] = static_cast<double>(k + 1);
            point.lower[k] = -static_cast<double>(k + 1);
        }
        point.sigma_signal = value && (*value > 3 || *value < -3);
        point.include =
            std::find(excluded.begin(), excluded.end(), chart.points.size() + 1) == excluded.end();
        chart.points.push_back(point);
        y.push_back(value.value_or(std::numeric_limits<double>::quiet_NaN()));
        include.push_back(point.include);
    }
    Part part;
    part.last = values.size();
    part.runs = analyse_runs(y, std::vector<double>(y.size(), 0), include);
    chart.parts = {part};
    return chart;
}

// Where a rule is met, of all that its set finds.
Numbers met(Chart const& chart, RuleSet rules, Rule rule) {
    Numbers found;
    for (auto const& hit : rule_hits(chart, rules)) {
        if (hit.rule == rule) { found.push_back(hit.completed_at); }
    }
    return found;
}
Numbers met(Values const& values, RuleSet rules, Rule rule) {
    return met(zones(values), rules, rule);
}

Values repeat(std::size_t times, Values const& values) {
    Values all;
    for (; times > 0; --times) {
        all.insert(all.end(), values.begin(), values.end());
    }
    return all;
}
Values join(Values first, Values const& second) {
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

constexpr auto we = RuleSet::WesternElectric;
constexpr auto nelson = RuleSet::Nelson;
constexpr auto nhs = RuleSet::Nhs;
constexpr auto ihi = RuleSet::Ihi;

}  // namespace

TEST_CASE("[Q8] beyond three sigma: above and below, not on the line, an excluded point too") {
    Values const values{0, 3, 3.01, -3, -3.01};
    for (auto const& [rules, rule] :
         {std::pair(RuleSet::ThreeSigma, Rule::BeyondThreeSigma), std::pair(we, Rule::We1),
          std::pair(nelson, Rule::N1), std::pair(nhs, Rule::NhsOutside)}) {
        CHECK(met(values, rules, rule) == Numbers{3, 5});
        CHECK(met(zones(values, {5}), rules, rule) == Numbers{3, 5});
    }
    auto const hits = rule_hits(zones(values), RuleSet::ThreeSigma);
    CHECK(hits[0].side == Side::Up);
    CHECK(hits[1].side == Side::Down);
}

TEST_CASE("[Q8] two of three beyond two sigma on one side, the last of them beyond") {
    for (auto const& [rules, rule] : {std::pair(we, Rule::We2), std::pair(nelson, Rule::N5)}) {
        CHECK(met({0, 2.1, 0, 2.1}, rules, rule) == Numbers{4});
        CHECK(met({0, -2.1, -5}, rules, rule) == Numbers{3});
        CHECK(met({2.1, 2.1, 0}, rules, rule).empty());
        CHECK(met({2.1, 0, 0, 2.1}, rules, rule).empty());
        CHECK(met({0, 2.1, -2.1}, rules, rule).empty());
        CHECK(met({0, 2, 2}, rules, rule).empty());
        CHECK(met({2.1, 2.1}, rules, rule).empty());  // no third point yet
        CHECK(met({0, 2.1, {}, 2.1}, rules, rule).empty());
        CHECK(met(zones({0, 2.1, 9, 0, 2.1}, {3}), rules, rule) == Numbers{5});
    }
}

TEST_CASE("[Q8] four of five beyond one sigma on one side") {
    for (auto const& [rules, rule] : {std::pair(we, Rule::We3), std::pair(nelson, Rule::N6)}) {
        CHECK(met({1.1, 1.1, 0, 1.1, 1.1}, rules, rule) == Numbers{5});
        CHECK(met({-1.1, -1.1, 1.1, -1.1, -1.1}, rules, rule) == Numbers{5});
        CHECK(met({1.1, 1.1, 1.1, 1.1, 0}, rules, rule).empty());
        CHECK(met({1.1, 1.1, 1, 1, 1.1}, rules, rule).empty());
        CHECK(met({1.1, 1.1, 1.1, 1.1}, rules, rule).empty());
    }
}

TEST_CASE("[Q8] eight and nine in a row on one side; a point on the line and a gap break it") {
    CHECK(met(Values(9, 0.5), we, Rule::We4) == Numbers{8, 9});
    CHECK(met(Values(7, 0.5), we, Rule::We4).empty());
    CHECK(met(Values(10, -0.5), nelson, Rule::N2) == Numbers{9, 10});
    CHECK(met(Values(8, -0.5), nelson, Rule::N2).empty());
    CHECK(met(join(Values(5, 1), join({0}, Values(5, 1))), we, Rule::We4).empty());
    CHECK(met(join(Values(5, 1), join({Value{}}, Values(5, 1))), we, Rule::We4).empty());
    CHECK(met(zones(join(Values(5, 1), join({-1}, Values(5, 1))), {6}), we, Rule::We4) ==
          Numbers{9, 10, 11});
}

TEST_CASE("[Q8] six steadily rising or falling; equal neighbours break it") {
    CHECK(met({1, 2, 3, 4, 5, 6, 7}, nelson, Rule::N3) == Numbers{6, 7});
    CHECK(met({6, 5, 4, 3, 2, 1}, nelson, Rule::N3) == Numbers{6});
    CHECK(met({1, 2, 3, 4, 5}, nelson, Rule::N3).empty());
    CHECK(met({1, 2, 3, 3, 4, 5, 6, 7}, nelson, Rule::N3).empty());
    CHECK(met({1, 2, 3, {}, 4, 5, 6, 7}, nelson, Rule::N3).empty());
}

TEST_CASE("[Q8] fourteen up and down in turn") {
    auto const turns = repeat(7, {0.1, -0.1});
    CHECK(met(turns, nelson, Rule::N4) == Numbers{14});
    CHECK(met(Values(turns.begin(), turns.end() - 1), nelson, Rule::N4).empty());
    CHECK(met(join(turns, {-0.1, 0.1}), nelson, Rule::N4) == Numbers{14});
    auto const hits = rule_hits(zones(turns), nelson);
    REQUIRE(hits.size() == 1);
    CHECK(hits[0].points.front() == 1);
    CHECK(hits[0].points.size() == 14);
    CHECK(hits[0].side == Side::Neither);
}

TEST_CASE("[Q8] fifteen within one sigma, its border included; eight beyond it on both sides") {
    CHECK(met(repeat(5, {1, -1, 0}), nelson, Rule::N7) == Numbers{15});
    CHECK(met(repeat(7, {1, -1}), nelson, Rule::N7).empty());
    CHECK(met(join(repeat(7, {1, -1}), {1.01}), nelson, Rule::N7).empty());
    CHECK(met(repeat(4, {1.1, -1.1}), nelson, Rule::N8) == Numbers{8});
    CHECK(met(join(repeat(3, {1.1, -1.1}), {1.1}), nelson, Rule::N8).empty());
    CHECK(met(join(repeat(3, {1.1, -1.1}), {1, -1.1}), nelson, Rule::N8).empty());
    CHECK(met(Values(8, 1.1), nelson, Rule::N8).empty());
}

TEST_CASE("[Q8] rules that need limits are not met on a chart without them") {
    auto chart = zones(repeat(10, {5, 5}));
    for (auto& point : chart.points) {
        point.lower = {};
        point.upper = {};
        point.sigma_signal = false;
    }
    for (auto const rule : {Rule::N1, Rule::N5, Rule::N6, Rule::N7, Rule::N8}) {
        CHECK(met(chart, nelson, rule).empty());
    }
    CHECK_FALSE(met(chart, nelson, Rule::N2).empty());
}

TEST_CASE("[Q8] patterns end with their phase") {
    auto chart = zones(Values(12, 0.5));
    chart.parts[0].last = 6;
    auto second = chart.parts[0];
    second.part = 2;
    second.first = 7;
    second.last = 12;
    chart.parts.push_back(second);
    CHECK(met(chart, we, Rule::We4).empty());
    CHECK(met(chart, nhs, Rule::NhsShift).empty());
    CHECK(met(chart, ihi, Rule::IhiShift) == Numbers{6, 12});
}

TEST_CASE("[Q8] an IHI shift is six useful points, a trend five different ones") {
    CHECK(met({1, 1, 1, 0, 1, {}, 1, 1}, ihi, Rule::IhiShift) == Numbers{8});
    CHECK(met({1, 1, 1, 0, 1, 1, -1}, ihi, Rule::IhiShift).empty());
    CHECK(met({1, 2, 3, 4, 5}, ihi, Rule::IhiTrend) == Numbers{5});
    CHECK(met({1, 2, 2, 3, {}, 4, 4, 5, 3}, ihi, Rule::IhiTrend) == Numbers{8});
    CHECK(met({1, 2, 2, 3, 4, 4}, ihi, Rule::IhiTrend).empty());
    CHECK(met({5, 4, 3, 2, 1, 9, 8, 7, 6}, ihi, Rule::IhiTrend) == Numbers{5});
    // A peak belongs to both, a level top to the fall as well.
    auto const hits = rule_hits(zones({1, 2, 3, 4, 5, 5, 4, 3, 2, 1}), ihi);
    std::vector<Numbers> trends;
    for (auto const& hit : hits) {
        if (hit.rule == Rule::IhiTrend) { trends.push_back(hit.points); }
    }
    CHECK(trends == std::vector<Numbers>{{1, 2, 3, 4, 5, 6}, {5, 6, 7, 8, 9, 10}});
}

TEST_CASE("[Q8] too few and too many runs by the exact limits") {
    auto const few = join(Values(5, 1), Values(5, -1));  // two runs of ten, at least three wanted
    CHECK(met(few, ihi, Rule::IhiFewRuns) == Numbers{10});
    CHECK(met(join(few, {1}), ihi, Rule::IhiFewRuns) == Numbers{11});
    CHECK(met(join(few, {1, -1}), ihi, Rule::IhiFewRuns).empty());
    CHECK(met(repeat(5, {1, -1}), ihi, Rule::IhiManyRuns) == Numbers{10});
    CHECK(met(join(repeat(4, {1, -1}), {-1, 1}), ihi, Rule::IhiManyRuns).empty());
}

TEST_CASE("[Q9] plot the dots: seven in a row, seven rising, two of three near a limit") {
    CHECK(met(Values(7, 0.5), nhs, Rule::NhsShift) == Numbers{7});
    CHECK(met(Values(6, 0.5), nhs, Rule::NhsShift).empty());
    CHECK(met({-3, -2, -1, 0, 1, 2, 3}, nhs, Rule::NhsTrend) == Numbers{7});
    CHECK(met({-3, -2, -1, 0, 1, 2}, nhs, Rule::NhsTrend).empty());
    CHECK(met({-3, -2, -1, -1, 0, 1, 2, 3}, nhs, Rule::NhsTrend).empty());
    CHECK(met({2.5, 0.1, 2.5}, nhs, Rule::NhsTwoInThree) == Numbers{3});
    CHECK(met({2.5, -0.1, 2.5}, nhs, Rule::NhsTwoInThree).empty());  // all three on one side
    CHECK(met({2.5, 0.1, 3.5}, nhs, Rule::NhsTwoInThree).empty());   // beyond is not near
    CHECK(met({2.5, 2.5}, nhs, Rule::NhsTwoInThree).empty());

    auto const dots = plot_the_dots(zones({2.5, 0.1, 2.5, 0}), Direction::Increase, {});
    CHECK(dots.causes == std::vector{SpecialCause::TwoInThreeAbove, SpecialCause::None,
                                     SpecialCause::TwoInThreeAbove, SpecialCause::None});
}

TEST_CASE("[Q9] of several causes a point shows the first: limit, trend, two in three, shift") {
    auto const rising =
        plot_the_dots(zones({0.1, 0.2, 0.3, 0.4, 2.2, 2.5, 3.5, 0.5}), Direction::Decrease, {});
    CHECK(rising.causes[0] == SpecialCause::TrendUp);
    CHECK(rising.causes[5] == SpecialCause::TrendUp);
    CHECK(rising.causes[6] == SpecialCause::AboveLimit);
    CHECK(rising.causes[7] == SpecialCause::ShiftAbove);
    CHECK(rising.variation == Variation::Concern);
    auto const near =
        plot_the_dots(zones({0.1, 0.3, 0.2, 2.5, 2.4, 0.2, 0.1}), Direction::Increase, {});
    CHECK(near.causes[3] == SpecialCause::TwoInThreeAbove);
    CHECK(near.causes[2] == SpecialCause::ShiftAbove);
    CHECK(near.variations[2] == Variation::Improvement);
    // A trend is judged by where it goes, not by where it is; the top of two belongs to the one it begins.
    Values hill{-2.9, -2.8, -2.7, -2.6, -2.5, -2.4, -2.3};
    CHECK(plot_the_dots(zones(hill), Direction::Increase, {}).variation == Variation::Improvement);
    hill = join(hill, {-2.4, -2.5, -2.6, -2.7, -2.8, -2.9});
    auto const both = plot_the_dots(zones(hill), Direction::Neutral, {});
    CHECK(both.causes[5] == SpecialCause::TrendUp);
    CHECK(both.causes[6] == SpecialCause::TrendDown);
    CHECK(both.variations[5] == Variation::NeutralHigh);
    CHECK(both.variation == Variation::NeutralLow);
}

TEST_CASE("[Q9] assurance compares the target with the limits at the last point") {
    auto const chart = zones({0, 1, -1});
    auto assured = [&](Direction direction, Value target) {
        return plot_the_dots(chart, direction, target).assurance;
    };
    CHECK(assured(Direction::Increase, 3.1) == Assurance::ConsistentFail);
    CHECK(assured(Direction::Increase, -3.1) == Assurance::ConsistentPass);
    CHECK(assured(Direction::Decrease, 3.1) == Assurance::ConsistentPass);
    CHECK(assured(Direction::Decrease, -3.1) == Assurance::ConsistentFail);
    CHECK(assured(Direction::Increase, 3) == Assurance::Inconsistent);
    CHECK_FALSE(assured(Direction::Neutral, 9));
    CHECK_FALSE(assured(Direction::Increase, {}));
    CHECK_FALSE(plot_the_dots({}, Direction::Increase, 9).assurance);
}

TEST_CASE("[Q10] below ten useful points it is too early to say, whatever the rules would find") {
    auto const early = read_chart(zones(Values(9, 5)), RuleSet::ThreeSigma, Direction::Increase);
    CHECK(early.too_early);
    CHECK(early.n_useful == 9);
    CHECK(early.signals.empty());
    CHECK(early.says == "Too early to say: 9 useful points so far, of 10 that are needed.");
    auto const ten = read_chart(zones(Values(10, 5)), RuleSet::ThreeSigma, Direction::Increase);
    CHECK_FALSE(ten.too_early);
    CHECK(ten.signals.size() == 10);
    CHECK(read_chart({}, RuleSet::Anhoej, Direction::Neutral).too_early);
}

TEST_CASE("[Q10] a reading names rule, points, figures and whether it is better or worse") {
    auto const chart = zones(join(repeat(4, {1, -1}), Values(9, 0.5)));
    auto const reading = read_chart(chart, RuleSet::Anhoej, Direction::Decrease);
    REQUIRE(reading.signals.size() == 1);
    auto const& signal = reading.signals[0];
    CHECK(signal.rule == Rule::AnhoejLongRun);
    CHECK(signal.side == Side::Up);
    CHECK(signal.verdict == Verdict::Concern);
    CHECK(signal.points.front() == 9);
    CHECK(signal.points.back() == 17);
    CHECK(signal.found == 9);
    CHECK(*signal.limit == 7);
    CHECK(reading.says ==
          "9 useful points in a row above the centre line, where chance explains at most 7 (points "
          "9 to 17). That is a concern.");
    CHECK(reading.met[7].empty());
    CHECK(reading.met[8] == std::vector{Rule::AnhoejLongRun});

    auto const crossings =
        read_chart(zones(join(Values(6, 1), Values(6, -1))), RuleSet::Anhoej, Direction::Increase);
    REQUIRE(crossings.signals.size() == 1);
    CHECK(crossings.signals[0].rule == Rule::AnhoejFewCrossings);
    CHECK(crossings.signals[0].verdict == Verdict::Neither);
    CHECK(crossings.signals[0].found == 1);
    CHECK(*crossings.signals[0].limit == 3);

    auto const quiet =
        read_chart(zones(repeat(6, {1, -1, -0.5})), RuleSet::Anhoej, Direction::Increase);
    CHECK(quiet.says == "No signal: the points vary as chance would have them.");
}

TEST_CASE("[Q10] hits of one stretch are one signal; points that are good and bad show both") {
    auto const reading = read_chart(zones(join(repeat(2, {1, -1}), Values(12, 0.5))),
                                    RuleSet::Nelson, Direction::Increase);
    std::vector<Rule> rules;
    for (auto const& signal : reading.signals) {
        rules.push_back(signal.rule);
    }
    CHECK(rules == std::vector{Rule::N2, Rule::N7});
    CHECK(reading.signals[0].points.size() == 12);
    CHECK(reading.signals[1].points.size() == 16);

    // Rising, and below the line all the while.
    Values below;
    for (int i = 0; i < 10; ++i) {
        below.emplace_back(-2 + 0.1 * i);
    }
    auto const mixed = read_chart(zones(below), RuleSet::Nhs, Direction::Increase);
    REQUIRE(mixed.signals.size() == 2);
    CHECK(mixed.signals[0].verdict == Verdict::Improvement);
    CHECK(mixed.signals[1].verdict == Verdict::Concern);
    CHECK(mixed.met[4] == std::vector{Rule::NhsTrend, Rule::NhsShift});
}

}  // namespace flywheel::charts
