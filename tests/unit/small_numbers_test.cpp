#include <catch2/catch.hpp>

#include "server/domain/policy.hpp"
#include "server/domain/pool/audit.hpp"
#include "server/domain/pool/small.hpp"
#include "server/domain/view.hpp"
#include "tests/support/unit/network_story.hpp"

// Numbers of few people, and what is pooled from the sites: who sees what, and when.
using namespace flywheel;
using namespace flywheel::testing;
using nlohmann::json;

namespace {

constexpr char const* advisor = "advisor";
constexpr char const* director = "director";
constexpr char const* principal = "riverside.principal";
constexpr char const* lead = "riverside.lead";
constexpr char const* other_lead = "lakeside.lead";

void give(NetworkStory& story, std::string const& by, std::string const& name, json args) {
    auto const code = story.act(by, name, std::move(args));
    INFO(name << " " << code << " " << story.refusal().dump());
    REQUIRE(code.empty());
}

// A measure in use, counted once a month; with Elm's, Oak's and Pine's series.
void begin(NetworkStory& story, json more = json::object()) {
    json measure{{"id", "calls"},        {"title", "Families called"}, {"measure_kind", "process"},
                 {"data", "proportion"}, {"direction", "increase"},    {"chart_type", "p"},
                 {"schedule", "monthly"}};
    measure.update(more);
    give(story, advisor, "create_measure", measure);
    give(story, advisor, "create_measure_definition",
         {{"id", "called"}, {"measure", "calls"}, {"definition", "With a call / families"}});
    give(story, advisor, "publish_measure_definition",
         {{"id", "called"},
          {"seen_revision", story.revision("measure_definition", "called")},
          {"starts_on", "2025-09-01"}});
    give(
        story, advisor, "advance_measure",
        {{"id", "calls"}, {"seen_revision", story.revision("measure", "calls")}, {"to", "active"}});
    for (auto const* school : {"elm", "oak", "pine"}) {
        give(story, "analyst", "create_measure_series",
             {{"id", school}, {"measure", "calls"}, {"scope", "school"}, {"organization", school}});
    }
}

void enter(NetworkStory& story, std::string const& series, std::string const& on, int numerator,
           int denominator) {
    give(story, series == "pine" ? other_lead : lead, "create_data_point",
         {{"id", series + on},
          {"series", series},
          {"on", on},
          {"numerator", numerator},
          {"denominator", denominator}});
}

void widen(NetworkStory& story, std::string const& series, std::string const& level) {
    give(story, principal, "share_measure_series",
         {{"id", series},
          {"seen_revision", story.revision("measure_series", series)},
          {"shared_with", level}});
}

bool sees(NetworkStory& story, std::string const& who, std::string const& kind,
          std::string const& id) {
    return View::may_see(story.state(), viewer_of(story.state(), {story[who].member}),
                         {*kind_from_name(kind), id});
}

json chart_for(NetworkStory& story, std::string const& who, std::string const& series) {
    auto const out =
        View::charts(story.state(), viewer_of(story.state(), {story[who].member}), {}, {series});
    return out.empty() ? json{} : json::parse(*out.pieces().front());
}

void let_all_count(NetworkStory& story) {
    for (auto const* school : {"elm", "oak", "pine"}) {
        give(story, school == std::string("pine") ? other_lead : lead, "release_measure_series",
             {{"id", school}, {"released", true}});
    }
}

void begin_pool(NetworkStory& story) {
    give(story, advisor, "create_measure_series",
         {{"id", "all"}, {"measure", "calls"}, {"scope", "network"}, {"pooled", true}});
}

// The pooled numbers by month, as they stand.
std::map<std::string, std::pair<double, double>> pooled(NetworkStory& story) {
    story.floor().sweep();
    std::map<std::string, std::pair<double, double>> found;
    story.state().each_below<DataPoint>(
        {kind_of<MeasureSeries>(), "all"}, [&](DataPoint const& point, Meta const&) {
            found[point.on.iso] = {*point.numerator, *point.denominator};
        });
    return found;
}

using Pooled = std::map<std::string, std::pair<double, double>>;

}  // namespace

// ---- The audit -----------------------------------------------------------------------------------

TEST_CASE("[Q17] sums that together speak of few people are found") {
    using pool::Cell;
    std::vector<Cell> const cells{{8, false}, {7, false}, {40, true}, {6, false}};
    auto const safe = [&](std::vector<pool::Sum> const& sums) {
        return pool::gives_nothing_away(cells, sums, 10);
    };
    CHECK(safe({}));
    CHECK(safe({{2}}));
    CHECK_FALSE(safe({{0, 2}}));                  // one small number beside a known one
    CHECK(safe({{0, 1, 2}}));                     // two of them
    CHECK(safe({{0, 1, 2, 3}}));                  // three
    CHECK_FALSE(safe({{0, 1}, {0, 1, 2, 3}}));    // the difference is the third
    CHECK_FALSE(safe({{0, 1}, {1, 3}, {0, 3}}));  // (a + b) + (a + c) - (b + c) is twice a
    std::vector<Cell> const few{{3, false}, {4, false}, {0, false}};
    CHECK_FALSE(pool::gives_nothing_away(few, {{0, 1}}, 10));  // seven people are few too
    CHECK(pool::gives_nothing_away(few, {{2}}, 10));           // and nobody is nobody
    // A difference of two that tells of few: 3 of one school more than 4 of another.
    std::vector<Cell> const swapped{{3, false}, {4, false}, {30, false}};
    CHECK_FALSE(pool::gives_nothing_away(swapped, {{0, 2}, {1, 2}}, 10));
    // What is not looked into is withheld.
    std::vector<Cell> many(pool::sums_max + 2, {50, false});
    std::vector<pool::Sum> sums;
    for (std::size_t i = 0; i <= pool::sums_max; ++i) {
        sums.push_back({i, i + 1});
    }
    CHECK_FALSE(pool::gives_nothing_away(many, sums, 10));
    sums.pop_back();
    CHECK(pool::gives_nothing_away(many, sums, 10));
}

TEST_CASE("[Q16] a period is a day, a week from Monday, two weeks from the definition, a month") {
    State state;
    Measure measure;
    measure.id = {"m"};
    MeasureDefinition definition;
    definition.id = {"d"};
    definition.measure = {"m"};
    definition.number = 1;
    definition.starts_on = {"2023-09-01"};  // a Friday
    Stored stored;
    stored.record = definition;
    state.put(stored, 1);
    auto const of = [&](Schedule schedule, char const* day) {
        measure.schedule = schedule;
        auto const period = pool::period_of(state, measure, {day});
        return period ? period->first.iso + " " + period->last.iso : std::string{};
    };
    CHECK(of(Schedule::Daily, "2024-02-29") == "2024-02-29 2024-02-29");
    CHECK(of(Schedule::Weekly, "2024-03-03") == "2024-02-26 2024-03-03");
    CHECK(of(Schedule::Weekly, "1969-12-28") == "1969-12-22 1969-12-28");
    CHECK(of(Schedule::TwoWeekly, "2023-08-28") == "2023-08-28 2023-09-10");
    CHECK(of(Schedule::TwoWeekly, "2023-09-11") == "2023-09-11 2023-09-24");
    CHECK(of(Schedule::TwoWeekly, "2023-08-27") == "2023-08-14 2023-08-27");
    CHECK(of(Schedule::Monthly, "2024-02-10") == "2024-02-01 2024-02-29");
    CHECK(of(Schedule::Quarterly, "2024-12-31") == "2024-10-01 2024-12-31");
    CHECK(of(Schedule::Yearly, "2024-05-05") == "2024-01-01 2024-12-31");
    CHECK(of(Schedule::PerEvent, "2024-05-05").empty());
}

// ---- Small numbers -------------------------------------------------------------------------------

TEST_CASE("[Q16] a number of few people is its site's, and others' charts are drawn without it") {
    NetworkStory story;
    story.connect_everybody();
    begin(story);
    enter(story, "elm", "2025-10-01", 5, 12);
    enter(story, "elm", "2025-11-01", 4, 9);
    enter(story, "elm", "2025-12-01", 8, 10);
    widen(story, "elm", "network");
    auto const own = chart_for(story, principal, "elm");
    CHECK(own["points"].size() == 3);
    CHECK_FALSE(own.contains("some_hidden"));
    for (auto const* who : {director, "analyst", other_lead, "observer", "riverside.mate"}) {
        INFO(who);
        auto const chart = chart_for(story, who, "elm");
        CHECK(chart["points"].size() == 2);
        CHECK(chart["some_hidden"] == true);
        // 13 of 22, and nothing of the 4 of 9.
        CHECK(chart["points"][0]["cl"].get<double>() == Approx(13.0 / 22));
        CHECK_FALSE(sees(story, who, "data_point", "elm2025-11-01"));
    }
    // Nor is it there to speak of, or to be looked up; its later and earlier words are the owners' too.
    CHECK(story.act(director, "create_comment",
                    {{"id", "c"},
                     {"about_kind", "data_point"},
                     {"about_id", "elm2025-11-01"},
                     {"text", "How come?"}}) == "not_found");
    give(story, principal, "correct_data_point",
         {{"id", "elm2025-11-01"},
          {"seen_revision", 1},
          {"numerator", 4},
          {"denominator", 14},
          {"reason", "Five were missed"}});
    CHECK(sees(story, director, "data_point", "elm2025-11-01"));
    CHECK(story.history(director, "data_point", "elm2025-11-01").dump().find("9") ==
          std::string::npos);
    CHECK(story.history(principal, "data_point", "elm2025-11-01").dump().find("denominator") !=
          std::string::npos);
    expect_everyone_agrees(story);
}

TEST_CASE("[Q16] what is small goes by the network's own limit, on open connections too") {
    NetworkStory story;
    story.connect_everybody();
    begin(story);
    enter(story, "elm", "2025-10-01", 5, 12);
    widen(story, "elm", "network");
    story.open("observer", "measure_series", "elm");
    CHECK(sees(story, "observer", "data_point", "elm2025-10-01"));
    give(story, director, "edit_network",
         {{"id", "nic"},
          {"seen_revision", story.revision("network", "nic")},
          {"set", {{"min_n", 13}}}});
    CHECK_FALSE(sees(story, "observer", "data_point", "elm2025-10-01"));
    expect_everyone_agrees(story);
}

TEST_CASE("[Q16] a signal is told with its points") {
    NetworkStory story;
    begin(story);
    enter(story, "elm", "2025-10-01", 5, 12);
    enter(story, "elm", "2025-11-01", 4, 14);
    widen(story, "elm", "network");
    give(story, principal, "create_chart_signal",
         {{"id", "s"},
          {"series", "elm"},
          {"rule", "long_run"},
          {"first_on", "2025-10-01"},
          {"last_on", "2025-11-01"},
          {"points", {"elm2025-10-01", "elm2025-11-01"}}});
    CHECK(sees(story, "observer", "chart_signal", "s"));
    story.connect_everybody();
    give(story, principal, "correct_data_point",
         {{"id", "elm2025-11-01"},
          {"seen_revision", 1},
          {"numerator", 4},
          {"denominator", 9},
          {"reason", "Counted twice"}});
    CHECK_FALSE(sees(story, "observer", "chart_signal", "s"));
    CHECK(sees(story, principal, "chart_signal", "s"));
    expect_everyone_agrees(story);
}

TEST_CASE("[Q16] a total is told when all its parts are in, and none of them is small") {
    NetworkStory story;
    begin(story);
    give(story, lead, "create_measure_series",
         {{"id", "total"},
          {"measure", "calls"},
          {"scope", "district"},
          {"organization", "riverside"}});
    story.connect_everybody();
    auto total_on = [&](char const* day, int of) {
        give(story, lead, "create_data_point",
             {{"id", std::string("total") + day},
              {"series", "total"},
              {"on", day},
              {"numerator", 10},
              {"denominator", of}});
    };
    total_on("2025-10-01", 32);
    CHECK_FALSE(sees(story, director, "data_point", "total2025-10-01"));  // Elm and Oak are to say
    CHECK(sees(story, lead, "data_point", "total2025-10-01"));
    enter(story, "elm", "2025-10-02", 5, 12);
    CHECK_FALSE(sees(story, director, "data_point", "total2025-10-01"));
    enter(story, "oak", "2025-10-03", 5, 20);
    CHECK(sees(story, director, "data_point", "total2025-10-01"));
    expect_everyone_agrees(story);
    // One small part, and it is the lead's alone: all of its parts but one are known.
    total_on("2025-11-01", 28);
    enter(story, "elm", "2025-11-02", 5, 8);
    enter(story, "oak", "2025-11-03", 5, 20);
    CHECK_FALSE(sees(story, director, "data_point", "total2025-11-01"));
    CHECK_FALSE(sees(story, principal, "data_point", "total2025-11-01"));
    CHECK(sees(story, lead, "data_point", "total2025-11-01"));
    // A number does not walk out of a sum.
    CHECK(story.act(lead, "correct_data_point",
                    {{"id", "elm2025-11-02"},
                     {"seen_revision", 1},
                     {"on", "2025-12-02"},
                     {"numerator", 5},
                     {"denominator", 8},
                     {"reason", "December"}}) == "wrong_state");
    expect_everyone_agrees(story);
}

// ---- Pooled series -------------------------------------------------------------------------------

TEST_CASE("[Q17] a month is pooled when it is over, from the sites whose leads let them count") {
    NetworkStory story;
    begin(story);
    begin_pool(story);
    story.connect_everybody();
    let_all_count(story);
    enter(story, "elm", "2025-10-01", 5, 12);
    enter(story, "oak", "2025-10-06", 6, 18);
    CHECK(pooled(story).empty());  // two sites would read each other's number off
    enter(story, "pine", "2025-10-08", 10, 30);
    auto const today = date_of(Instant{story.clock().now_ms()});
    enter(story, "elm", today.iso, 5, 12);
    enter(story, "oak", today.iso, 5, 12);
    enter(story, "pine", today.iso, 5, 12);
    CHECK(pooled(story) == Pooled{{"2025-10-01", {21, 60}}});  // and this month is not over
    CHECK(sees(story, "observer", "measure_series", "all"));
    CHECK(chart_for(story, "observer", "all")["points"].size() == 1);
    for (auto const& name : NetworkStory::everybody()) {
        for (auto const& [id, kept] : story.state().table(kind_of<PoolPart>())) {
            CHECK_FALSE(sees(story, name, "pool_part", id));
        }
    }
    // Nobody enters or corrects what is worked out.
    auto const id = story.state().below({kind_of<MeasureSeries>(), "all"}).front().id;
    CHECK(story.act(advisor, "correct_data_point",
                    {{"id", id},
                     {"seen_revision", 1},
                     {"numerator", 1},
                     {"denominator", 60},
                     {"reason", "R"}}) == "set_by_rule");
    CHECK(story.act(advisor, "archive_data_point", {{"id", id}}) == "set_by_rule");
    CHECK(story.act(director, "pool_measure_series", {{"id", "elm"}}) == "not_found");
    expect_everyone_agrees(story);
    // It is there after a restart, and nothing is released twice.
    auto const seq = story.floor().store().head("nic")->seq;
    story.restart();
    CHECK(pooled(story) == Pooled{{"2025-10-01", {21, 60}}});
    CHECK(story.floor().store().head("nic")->seq == seq);
}

TEST_CASE("[Q17] a value is told again when each site's change is of enough people") {
    NetworkStory story;
    begin(story);
    begin_pool(story);
    let_all_count(story);
    enter(story, "elm", "2025-10-01", 5, 12);
    enter(story, "oak", "2025-10-06", 6, 18);
    enter(story, "pine", "2025-10-08", 10, 30);
    REQUIRE(pooled(story).size() == 1);
    auto correct = [&](char const* id, int numerator, int denominator) {
        give(story, std::string(id).starts_with("pine") ? other_lead : lead, "correct_data_point",
             {{"id", id},
              {"seen_revision", story.revision("data_point", id)},
              {"numerator", numerator},
              {"denominator", denominator},
              {"reason", "More came in"}});
    };
    correct("elm2025-10-01", 6, 14);
    CHECK(pooled(story) == Pooled{{"2025-10-01", {21, 60}}});  // two people
    correct("oak2025-10-06", 16, 40);
    CHECK(pooled(story) == Pooled{{"2025-10-01", {21, 60}}});  // 22, and still two of Elm
    correct("elm2025-10-01", 10, 23);
    CHECK(pooled(story) == Pooled{{"2025-10-01", {36, 93}}});
    auto const id = story.state().below({kind_of<MeasureSeries>(), "all"}).front().id;
    CHECK(story.record("data_point", id).at("corrections") == 1);
    // Who is taken out is in nothing that is released from then on; what was released stays.
    give(story, other_lead, "release_measure_series", {{"id", "pine"}, {"released", false}});
    CHECK(pooled(story) == Pooled{{"2025-10-01", {36, 93}}});
    expect_everyone_agrees(story);
}

TEST_CASE("[Q17] what would give one school's few people away is not pooled") {
    NetworkStory story;
    begin(story);
    begin_pool(story);
    let_all_count(story);
    enter(story, "elm", "2025-10-01", 5, 8);
    enter(story, "oak", "2025-10-06", 6, 18);
    enter(story, "pine", "2025-10-08", 10, 30);
    CHECK(pooled(story).empty());
    // With a second small number in it the lead of one could still solve for the other's.
    enter(story, "elm", "2025-11-01", 5, 8);
    enter(story, "oak", "2025-11-06", 6, 18);
    enter(story, "pine", "2025-11-08", 4, 9);
    CHECK(pooled(story).empty());
    story.connect_everybody();
    expect_everyone_agrees(story);
}

TEST_CASE("[Q17] values are pooled by the people behind them, and not where nobody says how many") {
    NetworkStory story;
    begin(story, {{"data", "value"}, {"chart_type", "i"}});
    begin_pool(story);
    let_all_count(story);
    auto say = [&](char const* school, char const* day, double value, json more) {
        more.update(
            {{"id", std::string(school) + day}, {"series", school}, {"on", day}, {"value", value}});
        give(story, school == std::string("pine") ? other_lead : lead, "create_data_point", more);
    };
    for (auto const* day : {"2025-10-01", "2025-11-01"}) {
        say("elm", day, 2, {{"answers", 10}});
        say("oak", day, 3, {{"answers", 20}});
        say("pine", day, 4,
            day == std::string("2025-10-01") ? json{{"answers", 10}} : json::object());
    }
    story.floor().sweep();
    std::map<std::string, std::pair<double, std::int64_t>> found;
    story.state().each_below<DataPoint>({kind_of<MeasureSeries>(), "all"},
                                        [&](DataPoint const& point, Meta const&) {
                                            found[point.on.iso] = {*point.value, *point.answers};
                                        });
    CHECK(found == std::map<std::string, std::pair<double, std::int64_t>>{{"2025-10-01", {3, 40}}});
}
