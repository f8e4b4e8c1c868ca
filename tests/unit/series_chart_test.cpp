#include <catch2/catch.hpp>

#include "server/domain/policy.hpp"
#include "server/domain/series_chart.hpp"
#include "server/domain/view.hpp"
#include "tests/support/unit/network_story.hpp"

// The charts of stored series: the engine's figures for the same numbers, and nothing of what is hidden.
using namespace flywheel;
using namespace flywheel::testing;
using nlohmann::json;

namespace {

constexpr char const* advisor = "advisor";
constexpr char const* principal = "riverside.principal";

struct Row {
    char const* on;
    double numerator;
    double denominator;
};
std::vector<Row> const rows = {
    {"2025-09-01", 4, 10}, {"2025-09-15", 3, 9},   {"2025-09-29", 5, 12},  {"2025-10-13", 6, 11},
    {"2025-10-27", 4, 8},  {"2025-11-10", 5, 10},  {"2025-11-24", 3, 10},  {"2025-12-08", 7, 12},
    {"2026-01-05", 9, 10}, {"2026-01-19", 10, 11}, {"2026-02-02", 11, 12}, {"2026-02-16", 9, 9},
};

void give(NetworkStory& story, std::string const& by, std::string const& name, json args) {
    auto const code = story.act(by, name, std::move(args));
    INFO(name << " " << code);
    REQUIRE(code.empty());
}

void enter(NetworkStory& story, std::string const& id, Row const& row) {
    give(story, principal, "create_data_point",
         {{"id", id},
          {"series", "elm_s"},
          {"on", row.on},
          {"numerator", row.numerator},
          {"denominator", row.denominator}});
}

// A measure in use with Elm's series, and its points given one by one, the last day first.
void begin(NetworkStory& story, json more = json::object()) {
    json measure{{"id", "reach"},
                 {"title", "Reached in the window"},
                 {"measure_kind", "process"},
                 {"data", "proportion"},
                 {"direction", "increase"},
                 {"chart_type", "p"},
                 {"multiply", 100},
                 {"target", 90},
                 {"schedule", "two_weekly"}};
    measure.update(more);
    give(story, advisor, "create_measure", measure);
    give(story, advisor, "create_measure_definition",
         {{"id", "counted"}, {"measure", "reach"}, {"definition", "With a talk / on the roll"}});
    give(story, advisor, "publish_measure_definition",
         {{"id", "counted"},
          {"seen_revision", story.revision("measure_definition", "counted")},
          {"starts_on", "2025-09-01"}});
    give(
        story, advisor, "advance_measure",
        {{"id", "reach"}, {"seen_revision", story.revision("measure", "reach")}, {"to", "active"}});
    give(story, principal, "create_measure_series",
         {{"id", "elm_s"}, {"measure", "reach"}, {"scope", "school"}, {"organization", "elm"}});
    for (std::size_t i = rows.size(); i > 0; --i) {
        enter(story, "p" + std::to_string(i), rows[i - 1]);
    }
}

json told(NetworkStory& story, std::string const& who, std::string const& measure,
          std::string const& series = {}) {
    auto const out = View::charts(story.state(), viewer_of(story.state(), {story[who].member}),
                                  MeasureId{measure}, MeasureSeriesId{series});
    json list = json::array();
    for (auto const& piece : out.pieces()) {
        list.push_back(json::parse(*piece));
    }
    return list;
}

charts::Series numbers() {
    charts::Series series;
    series.has_sizes = true;
    double x = 0;
    for (auto const& row : rows) {
        series.entries.push_back({++x, row.numerator, row.denominator});
    }
    return series;
}

void expect_like(json const& chart, charts::Chart const& engine) {
    REQUIRE(chart["points"].size() == engine.points.size());
    for (std::size_t i = 0; i < engine.points.size(); ++i) {
        INFO(i);
        json const& point = chart["points"][i];
        auto same = [&](char const* name, charts::Value const& value) {
            INFO(name);
            REQUIRE(point.contains(name) == value.has_value());
            if (value) { CHECK(point[name].get<double>() == *value); }
        };
        same("y", engine.points[i].y);
        same("cl", engine.points[i].cl);
        same("lcl", engine.points[i].lower[2]);
        same("ucl", engine.points[i].upper[2]);
        same("lcl95", engine.points[i].lower[1]);
        same("ucl95", engine.points[i].upper[1]);
        CHECK(point["part"] == engine.points[i].part);
        CHECK(point["baseline"] == engine.points[i].baseline);
        CHECK(point["include"] == engine.points[i].include);
    }
}

charts::Chart engine(charts::Settings settings, charts::Series const& series = numbers()) {
    settings.multiply = 100;
    if (settings.chart == charts::ChartType::Run) { settings.chart = charts::ChartType::P; }
    auto const made = charts::make_chart(series, settings);
    REQUIRE(made.has_value());
    return *made;
}

}  // namespace

TEST_CASE(
    "[Q15] points entered one by one, in any order, are charted as the engine charts the numbers") {
    NetworkStory story;
    begin(story);
    auto const all = told(story, principal, "reach");
    REQUIRE(all.size() == 1);
    json const& chart = all[0];
    auto const expected = engine({});
    expect_like(chart, expected);
    CHECK(chart["series"] == "elm_s");
    CHECK(chart["chart"] == "p");
    CHECK(chart["rules"] == "anhoej");
    CHECK(chart["too_early"] == false);
    CHECK(chart["points"][0]["on"] == "2025-09-01");
    CHECK(chart["points"][0]["ids"] == json::array({"p1"}));
    CHECK(chart["facts"]["points"] == 12);
    CHECK(chart["facts"]["latest"].get<double>() == 100);
    CHECK(chart["facts"]["latest_on"] == "2026-02-16");
    auto const reading =
        charts::read_chart(expected, charts::RuleSet::Anhoej, charts::Direction::Increase);
    REQUIRE(!reading.signals.empty());
    REQUIRE(chart["signals"].size() == reading.signals.size());
    for (std::size_t i = 0; i < reading.signals.size(); ++i) {
        json const& signal = chart["signals"][i];
        CHECK(signal["rule"] == std::string(name_of(reading.signals[i].rule)));
        CHECK(signal["points"] == json(reading.signals[i].points));
        CHECK(signal["first_on"] == rows[reading.signals[i].points.front() - 1].on);
        CHECK(signal["last_on"] == rows[reading.signals[i].points.back() - 1].on);
    }
    CHECK(chart["assurance"] ==
          std::string(name_of(
              *charts::plot_the_dots(expected, charts::Direction::Increase, 90).assurance)));
    CHECK(told(story, principal, {}, "elm_s") == all);
}

TEST_CASE("[Q15] phases, a frozen baseline, points left out and missing ones reach the engine") {
    NetworkStory story;
    begin(story);
    give(story, principal, "edit_measure_series",
         {{"id", "elm_s"},
          {"seen_revision", story.revision("measure_series", "elm_s")},
          {"set", {{"baseline_points", 6}}}});
    charts::Settings frozen;
    frozen.freeze = 6;
    expect_like(told(story, principal, "reach")[0], engine(frozen));

    give(story, principal, "exclude_data_point",
         {{"id", "p3"}, {"excluded", true}, {"reason", "A fire drill"}});
    frozen.exclude = {3};
    expect_like(told(story, principal, "reach")[0], engine(frozen));

    give(story, principal, "create_data_point",
         {{"id", "gap"}, {"series", "elm_s"}, {"on", "2025-12-22"}, {"missing", "no_window"}});
    auto series = numbers();
    for (std::size_t i = 8; i < series.entries.size(); ++i) {
        series.entries[i].x += 1;
    }
    series.entries.push_back({9, std::nullopt, std::nullopt});
    auto chart = told(story, principal, "reach")[0];
    expect_like(chart, engine(frozen, series));
    CHECK(chart["points"][8]["missing"] == "no_window");
    CHECK(!chart["points"][8].contains("y"));

    give(story, principal, "create_chart_phase",
         {{"id", "spread"},
          {"series", "elm_s"},
          {"starts_on", "2026-01-01"},
          {"title", "Time is protected"},
          {"reason", "It holds"},
          {"event", "The new timetable"}});
    give(story, principal, "advance_chart_phase",
         {{"id", "spread"},
          {"seen_revision", story.revision("chart_phase", "spread")},
          {"to", "proposed"}});
    expect_like(told(story, principal, "reach")[0], engine(frozen, series));
    give(story, "riverside.lead", "advance_chart_phase",
         {{"id", "spread"},
          {"seen_revision", story.revision("chart_phase", "spread")},
          {"to", "confirmed"}});
    auto split = frozen;
    split.part = {9};
    chart = told(story, principal, "reach")[0];
    expect_like(chart, engine(split, series));
    REQUIRE(chart["parts"].size() == 2);
    CHECK(!chart["parts"][0].contains("phase"));
    CHECK(chart["parts"][1]["phase"] == "spread");
    CHECK(chart["parts"][1]["title"] == "Time is protected");
    CHECK(chart["parts"][1]["first_on"] == "2026-01-05");
    CHECK(chart["too_early"] == true);
    CHECK(!chart.contains("variation"));
    CHECK(!chart.contains("assurance"));
}

TEST_CASE("[Q15] a series that is hidden is as absent as one that never was") {
    NetworkStory story;
    begin(story);
    for (auto const* who : {principal, "riverside.lead", "analyst"}) {
        INFO(who);
        CHECK(told(story, who, "reach").size() == 1);
        CHECK(told(story, who, {}).size() == 1);
    }
    for (auto const* who : {"lakeside.lead", "director", "researcher", "partner"}) {
        INFO(who);
        CHECK(told(story, who, "reach").empty());
        CHECK(told(story, who, {}, "elm_s").empty());
        CHECK(told(story, who, {}).empty());
        CHECK(told(story, who, {}, "elm_s") == told(story, who, {}, "nothing"));
    }
    give(story, principal, "archive_measure_series", {{"id", "elm_s"}});
    CHECK(told(story, principal, "reach").empty());
}

TEST_CASE("[Q15] all series come as lines: their last points, and what they show") {
    NetworkStory story;
    begin(story);
    auto const lines = told(story, principal, {});
    REQUIRE(lines.size() == 1);
    CHECK(lines[0]["points"].size() == rows.size());
    CHECK(lines[0]["points"][0].size() == 3);
    CHECK(!lines[0].contains("parts"));
    CHECK(lines[0]["facts"] == told(story, principal, "reach")[0]["facts"]);
    CHECK(lines[0].value("variation", "") ==
          told(story, principal, "reach")[0].value("variation", ""));
}

TEST_CASE("[Q15] a chart that the numbers do not allow is drawn as a line of them") {
    NetworkStory story;
    give(story, advisor, "create_measure",
         {{"id", "reach"},
          {"title", "Days between"},
          {"measure_kind", "outcome"},
          {"data", "time_between"},
          {"direction", "increase"},
          {"chart_type", "t"},
          {"schedule", "per_event"}});
    give(story, principal, "create_measure_series",
         {{"id", "elm_s"}, {"measure", "reach"}, {"scope", "school"}, {"organization", "elm"}});
    auto const empty = told(story, principal, "reach");
    REQUIRE(empty.size() == 1);
    CHECK(empty[0]["points"].empty());
    CHECK(empty[0]["too_early"] == true);
    CHECK(!empty[0].contains("instead_of"));
    give(story, principal, "create_data_point",
         {{"id", "one"}, {"series", "elm_s"}, {"on", "2026-01-05"}, {"value", 0}});
    auto const chart = told(story, principal, "reach")[0];
    CHECK(chart["chart"] == "run");
    CHECK(chart["instead_of"] == "t");
    CHECK(chart["points"][0]["y"] == 0);
}

TEST_CASE("[Q15] of several values on a day those left out are left out of the day") {
    NetworkStory story;
    give(story, advisor, "create_measure",
         {{"id", "reach"},
          {"title", "Minutes"},
          {"measure_kind", "process"},
          {"data", "value"},
          {"direction", "decrease"},
          {"chart_type", "xbar"},
          {"schedule", "per_event"}});
    give(story, principal, "create_measure_series",
         {{"id", "elm_s"}, {"measure", "reach"}, {"scope", "school"}, {"organization", "elm"}});
    int n = 0;
    for (auto const* on : {"2026-01-05", "2026-01-05", "2026-01-05", "2026-01-12", "2026-01-12"}) {
        ++n;
        give(story, principal, "create_data_point",
             {{"id", "v" + std::to_string(n)}, {"series", "elm_s"}, {"on", on}, {"value", n}});
    }
    auto exclude = [&](char const* id) {
        give(story, principal, "exclude_data_point",
             {{"id", id}, {"excluded", true}, {"reason", "Misread"}});
    };
    CHECK(told(story, principal, "reach")[0]["points"][0]["y"] == 2);
    exclude("v3");
    auto chart = told(story, principal, "reach")[0];
    CHECK(chart["points"][0]["y"] == 1.5);
    CHECK(chart["points"][0]["include"] == true);
    CHECK(chart["points"][0]["ids"] == json::array({"v1", "v2", "v3"}));
    exclude("v4");
    exclude("v5");
    chart = told(story, principal, "reach")[0];
    CHECK(chart["points"][1]["y"] == 4.5);
    CHECK(chart["points"][1]["include"] == false);
}
