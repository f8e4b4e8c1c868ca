#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "protocol/field.hpp"
#include "server/domain/charts/chart.hpp"
#include "server/domain/charts/limits.hpp"
#include "server/domain/charts/propose.hpp"
#include "server/domain/charts/rephase.hpp"

// What the reference files do not hold: figures worked out by hand, corners, and what must hold for any data.
namespace flywheel::charts {
namespace {

constexpr std::array all_types{ChartType::Run,    ChartType::I, ChartType::Mr,     ChartType::P,
                               ChartType::Pprime, ChartType::U, ChartType::Uprime, ChartType::C,
                               ChartType::Xbar,   ChartType::S, ChartType::T,      ChartType::G,
                               ChartType::Iprime};

Series series_of(std::vector<Value> const& values, std::vector<Value> const& sizes = {}) {
    Series series;
    series.has_sizes = !sizes.empty();
    for (std::size_t i = 0; i < values.size(); ++i) {
        series.entries.push_back(
            {static_cast<double>(i + 1), values[i], series.has_sizes ? sizes[i] : Value{}});
    }
    return series;
}

Settings settings_of(ChartType type) {
    Settings settings;
    settings.chart = type;
    return settings;
}

Chart chart_of(Series const& series, Settings const& settings) {
    auto chart = make_chart(series, settings);
    REQUIRE(chart.has_value());
    return *chart;
}

// Park and Miller's minimal standard generator: the same series on every machine.
class Random {
public:
    explicit Random(std::uint64_t seed) : state_(seed) {}
    std::uint64_t below(std::uint64_t bound) {
        state_ = state_ * 48'271 % 2'147'483'647;
        return state_ % bound;
    }

private:
    std::uint64_t state_;
};

bool takes_sizes(ChartType type) {
    return type != ChartType::Xbar && type != ChartType::S && type != ChartType::C &&
           type != ChartType::T;
}

// Some points with several rows, some values missing: what any of the charts can be asked about.
Series random_series(ChartType type, Random& random) {
    Series series;
    series.has_sizes = takes_sizes(type);
    auto const points = 2 + random.below(30);
    for (std::uint64_t point = 0; point < points; ++point) {
        for (auto rows = 1 + random.below(4); rows > 0; --rows) {
            Entry entry;
            entry.x = static_cast<double>(point);
            auto const size = 5 + random.below(20);
            if (series.has_sizes) { entry.size = static_cast<double>(size); }
            if (random.below(10) > 0) { entry.value = static_cast<double>(1 + random.below(size)); }
            series.entries.push_back(entry);
        }
    }
    return series;
}

void check_close(Value const& left, Value const& right, double times = 1) {
    REQUIRE(left.has_value() == right.has_value());
    if (left) { CHECK(*left * times == Approx(*right).epsilon(1e-11).margin(1e-11)); }
}

// The same lines, point for point.
void check_same_lines(std::vector<Point> const& left, std::vector<Point> const& right,
                      double times = 1) {
    REQUIRE(left.size() == right.size());
    for (std::size_t i = 0; i < left.size(); ++i) {
        INFO("point " << i + 1);
        check_close(left[i].y, right[i].y, times);
        check_close(left[i].cl, right[i].cl, times);
        for (std::size_t k = 0; k < 3; ++k) {
            check_close(left[i].lower[k], right[i].lower[k], times);
            check_close(left[i].upper[k], right[i].upper[k], times);
        }
    }
}

std::vector<Value> const steps{3, 5, 4, 8, 6, 7, 2, 5};

}  // namespace

TEST_CASE("[Q1] limits do not depend on the order in which rows were entered") {
    Random random(1);
    for (int round = 0; round < 60; ++round) {
        auto const type = all_types[static_cast<std::size_t>(round) % all_types.size()];
        INFO("round " << round);
        auto const series = random_series(type, random);
        auto shuffled = series;
        for (auto i = shuffled.entries.size(); i > 1; --i) {
            std::swap(shuffled.entries[i - 1], shuffled.entries[random.below(i)]);
        }
        check_same_lines(chart_of(series, settings_of(type)).points,
                         chart_of(shuffled, settings_of(type)).points);
    }
}

TEST_CASE("[Q1] rows of one date are one point: sums of counts, means of values, all raw values") {
    Series series;
    series.has_sizes = true;
    series.entries = {{2, 3, 10}, {1, 1, 4}, {2, 1, 6}, {1, 2, {}}};
    auto const shares = chart_of(series, settings_of(ChartType::P));
    REQUIRE(shares.points.size() == 2);
    CHECK(*shares.points[0].y == 0.25);  // the row without a denominator is no part of it
    CHECK(*shares.points[1].y == 0.25);
    CHECK(shares.points[0].first_entry == 1);
    CHECK(shares.points[1].first_entry == 0);

    series.has_sizes = false;
    auto settings = settings_of(ChartType::Run);
    CHECK(*chart_of(series, settings).points[1].y == 2);
    settings.aggregate = Aggregate::Sum;
    CHECK(*chart_of(series, settings).points[1].y == 4);
    CHECK(*chart_of(series, settings_of(ChartType::C)).points[1].y == 4);
    CHECK(*chart_of(series, settings_of(ChartType::S)).points[1].y == Approx(std::sqrt(2)));
    series.entries.push_back({1, 9, {}});
    settings.aggregate = Aggregate::Median;
    CHECK(*chart_of(series, settings).points[0].y == 2);
}

TEST_CASE("[Q2] a missing point stays as a gap, counts as observed and shifts no limit") {
    Random random(2);
    for (int round = 0; round < 60; ++round) {
        auto const type = all_types[static_cast<std::size_t>(round) % all_types.size()];
        INFO("round " << round);
        auto const series = random_series(type, random);
        auto longer = series;
        longer.entries.push_back({1e6, {}, series.has_sizes ? Value(7) : Value{}});
        auto const before = chart_of(series, settings_of(type));
        auto after = chart_of(longer, settings_of(type));
        REQUIRE(after.points.size() == before.points.size() + 1);
        CHECK_FALSE(after.points.back().y);
        CHECK_FALSE(after.points.back().sigma_signal);
        CHECK(after.parts[0].runs.n_obs == before.parts[0].runs.n_obs + 1);
        CHECK(after.parts[0].runs.n_useful == before.parts[0].runs.n_useful);
        after.points.pop_back();
        check_same_lines(before.points, after.points);
    }
}

TEST_CASE("[Q2] no moving range spans a gap, and one joins across an excluded point") {
    std::vector<Value> values{1, 2, 50, 4, 6};
    auto settings = settings_of(ChartType::I);
    settings.exclude = {3};
    auto const excluded = chart_of(series_of(values), settings);
    CHECK(*excluded.points[0].cl == Approx(13.0 / 4));
    CHECK(*excluded.points[0].sigma == Approx((1 + 2 + 2) / 3.0 / 1.128));
    CHECK(excluded.points[2].sigma_signal);  // still tested
    CHECK(excluded.parts[0].runs.n_obs == 4);

    values[2].reset();
    auto const gap = chart_of(series_of(values), settings_of(ChartType::I));
    CHECK(*gap.points[0].cl == Approx(13.0 / 4));
    CHECK(*gap.points[0].sigma == Approx((1 + 2) / 2.0 / 1.128));
}

TEST_CASE("[Q3] excluded points count in their own phase alone") {
    auto settings = settings_of(ChartType::Run);
    settings.part = {4};
    settings.exclude = {5, 4, 99};
    auto const chart = chart_of(series_of(steps), settings);
    REQUIRE(chart.parts.size() == 2);
    CHECK(*chart.points[0].cl == 4);  // of 3 5 4
    CHECK(*chart.points[7].cl == 5);  // of 7 2 5
    CHECK(chart.parts[0].runs.n_obs == 3);
    CHECK(chart.parts[1].first == 5);
    CHECK(chart.parts[1].last == 8);
    CHECK_FALSE(chart.points[3].include);
    settings.exclude = {1, 2, 3, 4};
    auto const hollow = chart_of(series_of(steps), settings);
    CHECK_FALSE(hollow.points[0].cl);
    CHECK(hollow.parts[0].runs.n_obs == 0);
    CHECK_FALSE(hollow.parts[0].runs.longest_run);
    CHECK(*hollow.points[7].cl == 5.5);
}

TEST_CASE("[Q4] a frozen baseline is not moved by later points; excluded ones are no part of it") {
    for (auto const type : all_types) {
        if (type == ChartType::Iprime) { continue; }  // its scatter is of all neighbours
        INFO("type " << static_cast<int>(type));
        std::vector<Value> sizes(steps.size(), 40);
        auto settings = settings_of(type);
        settings.freeze = 5;
        settings.exclude = {2};
        auto early = series_of(steps, takes_sizes(type) ? sizes : std::vector<Value>{});
        if (type == ChartType::Xbar || type == ChartType::S) {
            auto const single = early.entries;
            for (auto entry : single) {
                entry.value = *entry.value * 2 + entry.x;
                early.entries.push_back(entry);
            }
        }
        auto late = early;
        for (auto& entry : late.entries) {
            if (entry.x > 6) { entry.value = *entry.value + 20; }
        }
        auto const before = chart_of(early, settings);
        auto const after = chart_of(late, settings);
        REQUIRE(before.points[0].cl);
        CHECK(*before.points[0].cl == *after.points[0].cl);
        CHECK(before.points[0].upper[2] == after.points[0].upper[2]);
        CHECK(before.points[4].baseline);
        CHECK_FALSE(before.points[5].baseline);
        CHECK(before.parts[0].runs.n_obs == 7);  // of all points, not of the baseline
    }
    auto settings = settings_of(ChartType::Run);
    settings.freeze = 4;
    CHECK(*chart_of(series_of(steps), settings).points[7].cl == 4.5);
    settings.exclude = {4};
    CHECK(*chart_of(series_of(steps), settings).points[7].cl == 4);
    settings.part = {2};
    CHECK(*chart_of(series_of(steps), settings).points[7].cl == 5);  // phases switch it off
    CHECK(chart_of(series_of(steps), settings).points[7].baseline);
}

TEST_CASE("[Q4] phases end where there are points: out of order, doubled and past the end") {
    auto settings = settings_of(ChartType::Run);
    settings.part = {6, 2, 6, 0, 8, 400};
    auto const chart = chart_of(series_of(steps), settings);
    REQUIRE(chart.parts.size() == 3);
    CHECK(chart.parts[0].last == 2);
    CHECK(chart.parts[1].last == 6);
    CHECK(chart.parts[2].last == 8);
    CHECK(chart.points[6].part == 3);
}

TEST_CASE("[Q4] the first points of each phase can make its limits") {
    auto settings = settings_of(ChartType::I);
    settings.part = {4};
    settings.fix_after = 2;
    auto const chart = chart_of(series_of(steps), settings);
    CHECK(*chart.points[3].cl == 4);
    CHECK(*chart.points[7].cl == 6.5);
}

TEST_CASE("[Q5] multiply scales what is shown and nothing else") {
    Random random(3);
    for (int round = 0; round < 60; ++round) {
        auto const type = all_types[static_cast<std::size_t>(round) % all_types.size()];
        INFO("round " << round);
        auto const series = random_series(type, random);
        auto settings = settings_of(type);
        auto const plain = chart_of(series, settings);
        settings.multiply = 1'000;
        auto const scaled = chart_of(series, settings);
        check_same_lines(plain.points, scaled.points, 1'000);
        CHECK(plain.parts[0].runs.n_crossings == scaled.parts[0].runs.n_crossings);
        CHECK(plain.parts[0].sigma_signals == scaled.parts[0].sigma_signals);
    }
}

TEST_CASE("[Q6] limits that were worked out by hand") {
    auto first = [](ChartType type, std::vector<Value> const& values,
                    std::vector<Value> const& sizes = {}) {
        return chart_of(series_of(values, sizes), settings_of(type)).points.front();
    };
    auto const counts = first(ChartType::C, {4, 9, 5});
    CHECK(*counts.cl == 6);
    CHECK(*counts.upper[2] == Approx(6 + 3 * std::sqrt(6)));
    CHECK(*counts.lower[2] == 0);
    CHECK(*counts.lower[1] == Approx(6 - 2 * std::sqrt(6)));
    auto const share = first(ChartType::P, {1, 3}, {4, 4});
    CHECK(*share.cl == 0.5);
    CHECK(*share.upper[2] == 1);
    CHECK(*share.upper[0] == 0.75);
    auto const rate = first(ChartType::U, {2, 6}, {1, 3});
    CHECK(*rate.cl == 2);
    CHECK(*rate.upper[2] == Approx(2 + 3 * std::sqrt(2)));
    auto const gaps = first(ChartType::G, {1, 2, 9});
    CHECK(*gaps.cl == 2);
    CHECK(*gaps.upper[2] == Approx(4 + 3 * std::sqrt(20)));
    // Taylor: neighbours 2 and 4 of sizes 1 and 4.
    auto const weighted = first(ChartType::Iprime, {2, 16}, {1, 4});
    CHECK(*weighted.cl == Approx(18.0 / 5));
    auto const scatter = std::sqrt(std::acos(-1.0) / 2) * 2 / std::sqrt(1 + 0.25);
    CHECK(*weighted.upper[2] == Approx(18.0 / 5 + 3 * scatter));
    auto const times = first(ChartType::T, {8, 8.5, 7});
    CHECK(std::pow(*times.cl, 1 / 3.6) ==
          Approx((std::pow(8, 1 / 3.6) + std::pow(8.5, 1 / 3.6) + std::pow(7, 1 / 3.6)) / 3));
    CHECK(c4(2) == Approx(0.797884560802865));
    CHECK(c4(25) == Approx(0.989640365110265));
    CHECK(std::isnan(c4(1)));
    CHECK(c5(5) == Approx(std::sqrt(1 - 0.939985602871295 * 0.939985602871295)));
}

TEST_CASE(
    "[Q6] subgroups of one size take the mean of their sds, of several sizes the pooled one") {
    auto of = [](std::vector<std::vector<double>> const& subgroups, ChartType type) {
        Series series;
        double x = 0;
        for (auto const& values : subgroups) {
            ++x;
            for (auto const value : values) {
                series.entries.push_back({x, value, {}});
            }
            if (values.empty()) { series.entries.push_back({x, {}, {}}); }
        }
        return chart_of(series, settings_of(type)).points;
    };
    // Standard deviations sqrt 2 and sqrt 8: their mean, which an empty subgroup leaves alone.
    auto const mean = (std::sqrt(2) + std::sqrt(8)) / 2;
    CHECK(*of({{1, 3}, {2, 6}}, ChartType::S)[0].cl == Approx(mean));
    auto const gap = of({{1, 3}, {}, {2, 6}}, ChartType::Xbar);
    CHECK(*gap[0].sigma == Approx(mean / (c4(2) * std::sqrt(2))));
    CHECK_FALSE(gap[1].upper[2]);
    // One of a single value: it has no scatter to add, and no limits itself.
    auto const mixed = of({{1, 3}, {2, 4, 6}, {9}}, ChartType::S);
    CHECK(*mixed[0].cl == Approx(std::sqrt((2 + 8) / 3.0)));
    CHECK_FALSE(mixed[2].y);
    CHECK_FALSE(mixed[2].upper[2]);
    CHECK(*of({{1, 3}, {2, 4, 6}, {9}}, ChartType::Xbar)[2].cl == Approx(25.0 / 6));
}

TEST_CASE("[Q6] the mean of equal values is that value, however many there are") {
    auto const chart =
        chart_of(series_of(std::vector<Value>(9'999, 0.003)), settings_of(ChartType::I));
    CHECK(*chart.points[0].cl == 0.003);
    CHECK(chart.parts[0].runs.n_useful == 0);
}

TEST_CASE(
    "[Q6] time between events and moving ranges have a lower limit of 0 where none is defined") {
    for (auto const type : {ChartType::T, ChartType::Mr}) {
        auto const point = chart_of(series_of({4}), settings_of(type)).points[0];
        CHECK(point.lower[2] == 0.0);
        CHECK_FALSE(point.upper[2]);
    }
}

TEST_CASE("[Q6] a centre from outside takes the place of the computed one") {
    auto settings = settings_of(ChartType::T);
    settings.centre = 4;
    CHECK(*chart_of(series_of(steps), settings).points[0].cl == Approx(4));
    settings.chart = ChartType::C;
    CHECK(*chart_of(series_of(steps), settings).points[0].upper[2] == 10);
    settings.chart = ChartType::G;
    CHECK(*chart_of(series_of(steps), settings).points[0].cl == Approx(0.693 * 4));
}

TEST_CASE(
    "[Q6] what is not defined is nothing: no points, one point, none with a value, all equal") {
    for (auto const type : all_types) {
        INFO("type " << static_cast<int>(type));
        auto empty = series_of({});
        bool const sizes = takes_sizes(type);
        empty.has_sizes = sizes;
        auto const nothing = chart_of(empty, settings_of(type));
        CHECK(nothing.points.empty());
        CHECK(nothing.parts.empty());

        auto const none = std::vector<Value>(3);
        auto const gaps =
            chart_of(series_of(none, sizes ? none : std::vector<Value>{}), settings_of(type));
        REQUIRE(gaps.parts.size() == 1);
        CHECK(gaps.parts[0].runs.n_obs == 3);
        CHECK(gaps.parts[0].runs.n_useful == 0);
        for (auto const& point : gaps.points) {
            CHECK_FALSE(point.y);
            CHECK_FALSE(point.cl);
            CHECK_FALSE(point.upper[2]);
        }
        auto const one =
            chart_of(series_of({4}, sizes ? std::vector<Value>{9} : std::vector<Value>{}),
                     settings_of(type));
        CHECK(one.parts[0].runs.n_useful == 0);
        CHECK_FALSE(one.points[0].sigma_signal);
    }
    auto const constant = std::vector<Value>(20, 0.1);
    auto settings = settings_of(ChartType::I);
    auto const flat = chart_of(series_of(constant), settings);
    CHECK(flat.parts[0].runs.n_useful == 0);  // each point is exactly on the mean
    CHECK(*flat.points[0].upper[2] == 0.1);
    CHECK(flat.parts[0].sigma_signals == 0);
    settings.moving_ranges = MovingRanges::Screened;
    CHECK_FALSE(chart_of(series_of(constant), settings).points[0].upper[2]);  // none is below 0
    // All or none of a share: the law has no scatter, so the prime of it has no measure.
    std::vector<Value> const tens(5, 10);
    CHECK(*chart_of(series_of(tens, tens), settings_of(ChartType::P)).points[0].lower[2] == 1);
    CHECK_FALSE(chart_of(series_of(tens, tens), settings_of(ChartType::Pprime)).points[0].lower[2]);
}

TEST_CASE("[Q6] a denominator of 0 has no value, no limits and no part in the centre") {
    for (auto const type : {ChartType::P, ChartType::Pprime, ChartType::U, ChartType::Uprime}) {
        std::vector<Value> const sizes{10, 10, 0, 10, 10};
        auto const chart = chart_of(series_of({5, 6, 3, 4, 5}, sizes), settings_of(type));
        CHECK_FALSE(chart.points[2].y);
        CHECK_FALSE(chart.points[2].upper[2]);
        CHECK_FALSE(chart.points[2].lower[1]);
        CHECK(*chart.points[2].cl == 0.5);
        CHECK(chart.parts[0].runs.n_useful == 2);
        CHECK(chart.parts[0].runs.n_obs == 5);
    }
}

TEST_CASE("[Q6] screening drops a wild moving range once") {
    std::vector<Value> values;
    for (int i = 0; i < 20; ++i) {
        values.emplace_back(i % 2);
    }
    values.emplace_back(100);
    auto settings = settings_of(ChartType::I);
    CHECK(*chart_of(series_of(values), settings).points[0].sigma ==
          Approx((19 + 99) / 20.0 / 1.128));
    settings.moving_ranges = MovingRanges::Screened;
    CHECK(*chart_of(series_of(values), settings).points[0].sigma == Approx(1 / 1.128));
    settings.range_factor = RangeFactor::Printed;
    auto const point = chart_of(series_of(values), settings).points[0];
    CHECK(*point.upper[2] - *point.cl == Approx(2.66));
}

TEST_CASE("[Q7] the Anhoej limits at the edges of their steps") {
    // Written out in the literature: n, longest run, fewest crossings.
    int const known[][3] = {{10, 6, 2}, {11, 6, 2}, {12, 7, 3},  {16, 7, 4},  {22, 7, 7},
                            {23, 8, 7}, {24, 8, 8}, {45, 8, 17}, {46, 9, 17}, {60, 9, 23}};
    for (auto const& [n, longest, fewest] : known) {
        CHECK(longest_run_max(n) == longest);
        CHECK(crossings_min(n) == fewest);
    }
    CHECK(longest_run_max(1) == 3);
    CHECK(crossings_min(1) == 0);
    // Far past where 2^-n is a number: about half of n less 1.645 standard deviations.
    CHECK(crossings_min(10'001) == Approx(5'000 - 1.645 * 50).margin(1.5));
    CHECK_FALSE(runs_limits(1));
    CHECK(runs_limits(2)->least == 2);
}

TEST_CASE("[Q7] a run is as long as its useful points; one more than the limit is the signal") {
    auto of = [](std::vector<Value> const& values) {
        auto settings = settings_of(ChartType::Run);
        settings.centre = 0;
        return chart_of(series_of(values), settings).parts[0].runs;
    };
    std::vector<Value> values{1, -1, 1, -1, 1, 1, 0, {}, 1, 1, 1, 1, -1};
    auto runs = of(values);
    CHECK(runs.n_obs == 13);
    CHECK(runs.n_useful == 11);
    CHECK(*runs.longest_run == 6);  // the zero and the gap neither count nor break
    CHECK(*runs.longest_run_max == 6);
    CHECK(*runs.n_crossings == 5);
    CHECK_FALSE(runs.signal);
    values.insert(values.begin() + 4, 1);  // 12 points: 7 in a row are still chance
    runs = of(values);
    CHECK(*runs.longest_run == 7);
    CHECK_FALSE(runs.signal);
    values.insert(values.begin() + 4, 1);
    runs = of(values);
    CHECK(*runs.longest_run == 8);
    CHECK(runs.signal);
    // Eleven with a single crossing, no run too long.
    CHECK(of({1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1}).signal);
    CHECK_FALSE(of({1, 1, 1, 1, 1, -1, 1, -1, -1, -1, -1}).signal);
}

TEST_CASE("[Q13] what has no meaning is refused and named") {
    auto refused = [](Series const& series, Settings const& settings) {
        auto const chart = make_chart(series, settings);
        return chart.has_error()
                   ? std::string(name_of(chart.error().code)) + " " + chart.error().field
                   : std::string();
    };
    auto const plain = series_of(steps);
    CHECK(refused(plain, settings_of(ChartType::P)) == "missing input.n");
    CHECK(refused(series_of(steps, steps), settings_of(ChartType::Xbar)) ==
          "unknown_field input.n");
    CHECK(refused(series_of({1, 2}, {3, -1}), settings_of(ChartType::U)) == "too_small input.n[1]");
    CHECK(refused(series_of({1, 0, 2}), settings_of(ChartType::T)) == "too_small input.y[1]");
    auto settings = settings_of(ChartType::Run);
    settings.multiply = 0;
    CHECK(refused(plain, settings) == "too_small options.multiply");
    settings.multiply = 1;
    settings.freeze = 0;
    CHECK(refused(plain, settings) == "too_small options.freeze");
    settings.freeze.reset();
    settings.exclude = {3, 0};
    CHECK(refused(plain, settings) == "too_small options.exclude");
    CHECK(refused(series_of(std::vector<Value>(entries_max + 1)), settings_of(ChartType::I)) ==
          "too_many input.y");
}

TEST_CASE("[Q11] a new phase is suggested where nine useful points in a row left the median") {
    std::vector<Value> values;
    for (int i = 0; i < 13; ++i) {
        values.emplace_back(10 + i % 3);
    }  // median 11
    values.emplace_back(11);
    for (int i = 0; i < 9; ++i) {
        values.emplace_back(20 + i % 2);
    }
    auto suggested = [&] {
        return suggest_phases(chart_of(series_of(values), settings_of(ChartType::Run)));
    };
    REQUIRE(suggested().size() == 1);
    CHECK(suggested()[0].first == 15);
    CHECK(suggested()[0].median == 20);
    CHECK(suggested()[0].side == Side::Up);
    values.emplace_back(21);  // further up: one point, not the tenth of the run before
    CHECK(suggested().size() == 1);
    for (int i = 0; i < 9; ++i) {
        values.emplace_back(i == 4 ? Value{} : Value(5));
    }
    CHECK(suggested().size() == 1);  // eight, and a gap
    values.emplace_back(6);
    REQUIRE(suggested().size() == 2);
    CHECK(suggested()[1].first == 25);
    CHECK(suggested()[1].side == Side::Down);
    values.resize(22);
    CHECK(suggested().empty());
    values.insert(values.begin() + 18, 11);  // on the median: neither counts nor breaks
    values.emplace_back(20);
    REQUIRE(suggested().size() == 1);
    CHECK(suggested()[0].first == 15);
}

TEST_CASE("[Q12] the proposed chart follows from what the numbers are") {
    auto proposed = [](DataKind kind, double value, Value size, std::size_t points = 10) {
        std::vector<Value> const sizes(points, size);
        auto const proposal = propose_chart(kind, series_of(std::vector<Value>(points, value),
                                                            size ? sizes : std::vector<Value>{}));
        CHECK_FALSE(proposal.says.empty());
        return std::pair(proposal.chart, proposal.reason);
    };
    using Reason = ProposalReason;
    CHECK(proposed(DataKind::Share, 3, 10, 9) == std::pair(ChartType::Run, Reason::TooFewPoints));
    CHECK(proposed(DataKind::Share, 3, 10) == std::pair(ChartType::P, Reason::ShareOfANumber));
    CHECK(proposed(DataKind::Share, 3, 1'000) ==
          std::pair(ChartType::Pprime, Reason::LargeNumbers));
    CHECK(proposed(DataKind::Rate, 3, 90'000) ==
          std::pair(ChartType::U, Reason::EventsPerExposure));
    CHECK(proposed(DataKind::Rate, 1'000, 5) == std::pair(ChartType::Uprime, Reason::LargeNumbers));
    CHECK(proposed(DataKind::OneValue, 3, {}).first == ChartType::I);
    CHECK(proposed(DataKind::WeightedValue, 3, 8).first == ChartType::Iprime);
    CHECK(proposed(DataKind::Count, 3, {}).first == ChartType::C);
    CHECK(proposed(DataKind::TimeBetween, 3, {}).first == ChartType::T);
    CHECK(proposed(DataKind::OpportunitiesBetween, 3, {}).first == ChartType::G);
    CHECK(proposed(DataKind::SingleValues, 3, {}).first == ChartType::I);
    auto several = series_of(std::vector<Value>(10, 3));
    several.entries.push_back({1, 5, {}});
    CHECK(propose_chart(DataKind::SingleValues, several).chart == ChartType::Xbar);
}

}  // namespace flywheel::charts
