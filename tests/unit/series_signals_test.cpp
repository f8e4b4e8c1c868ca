#include <catch2/catch.hpp>

#include "server/domain/notices.hpp"
#include "server/domain/policy.hpp"
#include "server/domain/series_chart.hpp"
#include "server/domain/series_signals.hpp"
#include "server/mail/mailer.hpp"
#include "tests/support/unit/network_story.hpp"

// The signals that the server keeps: those of the chart as it is now, each told to whose numbers they are.
using namespace flywheel;
using namespace flywheel::testing;
using nlohmann::json;

namespace {

constexpr char const* advisor = "advisor";
constexpr char const* principal = "riverside.principal";
constexpr char const* teacher = "riverside.teacher";

void give(NetworkStory& story, std::string const& by, std::string const& name, json args) {
    auto const code = story.act(by, name, std::move(args));
    INFO(name << " " << code << " " << story.refusal().dump());
    REQUIRE(code.empty());
}

void begin(NetworkStory& story) {
    give(story, advisor, "create_measure",
         {{"id", "talks"},
          {"title", "Talks in a week"},
          {"measure_kind", "process"},
          {"data", "value"},
          {"direction", "increase"},
          {"chart_type", "run"},
          {"schedule", "weekly"}});
    give(story, advisor, "create_measure_definition",
         {{"id", "counted"}, {"measure", "talks"}, {"definition", "Talks of ten minutes"}});
    give(story, advisor, "publish_measure_definition",
         {{"id", "counted"},
          {"seen_revision", story.revision("measure_definition", "counted")},
          {"starts_on", "2025-06-02"}});
    give(
        story, advisor, "advance_measure",
        {{"id", "talks"}, {"seen_revision", story.revision("measure", "talks")}, {"to", "active"}});
    give(story, principal, "create_measure_series",
         {{"id", "elm_s"}, {"measure", "talks"}, {"scope", "school"}, {"organization", "elm"}});
}

Date today(NetworkStory& story) { return date_of({story.clock().now_ms()}); }

// So many weeks before today.
std::string week(NetworkStory& story, int before) {
    return days_after(today(story), -7 * before).iso;
}

void enter(NetworkStory& story, std::string const& id, std::string const& on, double value) {
    give(story, principal, "create_data_point",
         {{"id", id}, {"series", "elm_s"}, {"on", on}, {"value", value}});
}

// Ten weeks about the middle, then so many above it, the last of them in this week.
void enter_shift(NetworkStory& story, int weeks, double value = 9) {
    for (int i = 0; i < 10; ++i) {
        enter(story, "calm" + std::to_string(i), week(story, weeks + 9 - i), i % 2 == 0 ? 3 : 5);
    }
    for (int i = 0; i < weeks; ++i) {
        enter(story, "high" + std::to_string(i), week(story, weeks - 1 - i), value);
    }
}

std::vector<ChartSignal> kept(NetworkStory& story) {
    std::vector<ChartSignal> all;
    story.state().each<ChartSignal>(
        [&](ChartSignal const& signal, Meta const&) { all.push_back(signal); });
    return all;
}

ChartSignal const* of_rule(std::vector<ChartSignal> const& all, SignalRule rule) {
    auto const found = std::find_if(all.begin(), all.end(),
                                    [&](ChartSignal const& each) { return each.rule == rule; });
    return found == all.end() ? nullptr : &*found;
}

std::vector<Notice> told(NetworkStory& story, std::string const& who) {
    auto all =
        notices_for(story.state(), viewer_of(story.state(), {story[who].member}), 0, today(story));
    std::erase_if(all, [](Notice const& notice) {
        return notice.what != NoticeWhat::Signal && notice.what != NoticeWhat::Proposed;
    });
    return all;
}

}  // namespace

TEST_CASE("[Q18] a signal is kept by the server as soon as the chart shows it, and grows with it") {
    NetworkStory story;
    begin(story);
    story.connect_everybody();
    enter_shift(story, 8);
    auto const first = kept(story);
    auto const* run = of_rule(first, SignalRule::LongRun);
    REQUIRE(run != nullptr);
    CHECK(run->direction == SignalDirection::Improvement);
    CHECK(run->last_on == today(story));
    CHECK(run->points.back().text == "high7");
    // In the same commit as the point: whoever has the one has the other.
    CHECK(story[teacher].replica.transcript.find(run->id.text) != std::string::npos);
    auto const id = run->id;
    auto const since = run->first_on;

    story.clock().pass_days(8);
    enter(story, "next", today(story).iso, 9);
    auto const grown = kept(story);
    REQUIRE(of_rule(grown, SignalRule::LongRun) != nullptr);
    CHECK(of_rule(grown, SignalRule::LongRun)->id == id);
    CHECK(of_rule(grown, SignalRule::LongRun)->last_on == today(story));
    CHECK(of_rule(grown, SignalRule::LongRun)->first_on == since);
    expect_everyone_agrees(story);
}

TEST_CASE("[Q18] what the chart no longer shows is gone, unless somebody has looked into it") {
    NetworkStory story;
    begin(story);
    enter_shift(story, 8);
    auto const cycle = story.plan_cycle();
    bool const looked_into = GENERATE(false, true);
    auto const id = of_rule(kept(story), SignalRule::LongRun)->id;
    if (looked_into) {
        give(story, teacher, "acknowledge_chart_signal",
             {{"id", id.text}, {"explanation", "We greet"}, {"cycles", {cycle}}});
    }
    auto leave_out = [&](bool excluded) {
        for (int i = 3; i < 7; ++i) {
            give(story, principal, "exclude_data_point",
                 {{"id", "high" + std::to_string(i)}, {"excluded", excluded}, {"reason", "Wrong"}});
        }
    };
    leave_out(true);
    auto const* after = story.state().living<ChartSignal>(id);
    CHECK((after != nullptr) == looked_into);
    if (after != nullptr) {
        CHECK(after->passed);
        CHECK(after->explanation == "We greet");
    }
    leave_out(false);
    auto const again = kept(story);
    REQUIRE(of_rule(again, SignalRule::LongRun) != nullptr);
    CHECK_FALSE(of_rule(again, SignalRule::LongRun)->passed);
    CHECK((of_rule(again, SignalRule::LongRun)->id == id) == looked_into);
    expect_everyone_agrees(story);
}

TEST_CASE("[Q18] the kept signals are those of the chart, whatever comes in whatever order") {
    auto const seed = GENERATE(range(1, 30));
    NetworkStory story(static_cast<std::uint64_t>(seed));
    begin(story);
    std::mt19937 chance(static_cast<unsigned>(seed));
    auto draw = [&](int below) {
        return static_cast<int>(chance() % static_cast<unsigned>(below));
    };
    for (int step = 0; step < 60; ++step) {
        auto const at = std::to_string(draw(40));
        switch (draw(10)) {
            case 0:
                story.act(principal, "exclude_data_point",
                          {{"id", "p" + at}, {"excluded", draw(2) == 0}, {"reason", "R"}});
                break;
            case 1: story.act(principal, "archive_data_point", {{"id", "p" + at}}); break;
            case 2:
                story.act(advisor, "edit_measure",
                          {{"id", "talks"},
                           {"seen_revision", story.revision("measure", "talks")},
                           {"set",
                            {{"rule_set", draw(2) == 0 ? "anhoej" : "western_electric"},
                             {"chart_type", draw(2) == 0 ? "run" : "i"}}}});
                break;
            case 3: story.restart(); break;
            default:
                story.act(principal, "create_data_point",
                          {{"id", "p" + at},
                           {"series", "elm_s"},
                           {"on", week(story, 40 - std::stoi(at))},
                           {"value", (std::stoi(at) / 12) * 4 + draw(4)}});
        }
        story.settle();
        auto const& series = story.state().known<MeasureSeries>({"elm_s"});
        std::multiset<std::pair<std::string, std::string>> shown;
        for (auto const& signal : chart_of(story.state(), series).reading.signals) {
            auto const& days = chart_of(story.state(), series).days;
            shown.emplace(days[signal.points.front() - 1].on.iso,
                          days[signal.points.back() - 1].on.iso);
        }
        std::multiset<std::pair<std::string, std::string>> have;
        for (auto const& signal : kept(story)) {
            have.emplace(signal.first_on.iso, signal.last_on.iso);
        }
        INFO("seed " << seed << " step " << step);
        REQUIRE(have == shown);
        CHECK(signals_to_keep(story.state(), series.id, "turn", 0).empty());
    }
    expect_everyone_agrees(story);
}

TEST_CASE(
    "[Q18] [F1] whose numbers they are is asked what stands behind a signal, once, and of late") {
    NetworkStory story;
    begin(story);
    enter_shift(story, 8);
    auto const asked = told(story, principal);
    REQUIRE(asked.size() == 1);
    CHECK(asked[0].reason == NoticeReason::Asked);
    CHECK(asked[0].about == Key{kind_of<MeasureSeries>(), "elm_s"});
    CHECK(told(story, "riverside.lead").empty());  // a school's numbers are the school's to explain
    CHECK(told(story, teacher).empty());
    CHECK(told(story, "lakeside.lead").empty());
    story.clock().pass_ms(1000);
    give(story, teacher, "create_follow",
         {{"id", "f"}, {"about_kind", "measure"}, {"about_id", "talks"}});
    CHECK(told(story, teacher).empty());  // what came before is no news
    auto const all = kept(story);
    for (auto const& signal : all) {
        give(story, principal, "acknowledge_chart_signal",
             {{"id", signal.id.text}, {"explanation", "We greet"}});
    }
    CHECK(told(story, principal).empty());
    // A drop afterwards is another signal, and those who follow the measure hear of it.
    for (int i = 1; i <= 9; ++i) {
        story.clock().pass_days(7);
        enter(story, "low" + std::to_string(i), today(story).iso, 1);
    }
    CHECK(told(story, principal).size() == 1);
    REQUIRE(told(story, teacher).size() == 1);
    CHECK(told(story, teacher)[0].reason == NoticeReason::Followed);
}

TEST_CASE(
    "[Q18] [F6] a digest asks the owner about a signal, with its page and without its numbers") {
    NetworkStory story;
    begin(story);
    give(story, principal, "create_notice_setting",
         {{"id", "daily"}, {"time_zone", "UTC"}, {"digest", "daily"}, {"hour", 8}});
    enter_shift(story, 8, 77);
    auto next = [&]() -> std::string {
        for (std::optional<mail::Place> at = mail::Place{}; at;) {
            auto const turn =
                mail::take_due(story.floor(), "https://example.org", story.clock().now_ms(), *at);
            if (turn.outgoing) {
                mail::settle(story.floor(), turn.outgoing->mail, {});
                return turn.outgoing->letter.text;
            }
            at = turn.next;
        }
        return {};
    };
    auto says = [](std::string const& text, std::string const& what) {
        return text.find(what) != std::string::npos;
    };
    auto const first = next();
    CHECK(says(first, "A chart shows a signal: what do you think?"));
    CHECK(says(first, "/measures/talks?series=elm_s"));
    CHECK_FALSE(says(first, "77"));
    CHECK_FALSE(
        says(first, "Talks in a week"));  // a mail does not name what the site keeps to itself
    for (auto const& signal : kept(story)) {
        give(story, principal, "acknowledge_chart_signal",
             {{"id", signal.id.text}, {"explanation", "We greet"}});
    }
    give(story, principal, "share_measure_series",
         {{"id", "elm_s"},
          {"seen_revision", story.revision("measure_series", "elm_s")},
          {"shared_with", "network"}});
    story.clock().pass_days(1);
    CHECK(next().empty());
    for (int i = 1; i <= 9; ++i) {
        story.clock().pass_days(7);
        enter(story, "low" + std::to_string(i), today(story).iso, 1);
    }
    CHECK(says(next(), "what do you think? · Series of a measure “Talks in a week”"));
}

TEST_CASE("[Q18] a sheet of former years is no news; nor is a measure that is retired") {
    NetworkStory story;
    begin(story);
    story.clock().pass_days(400);
    for (int i = 0; i < 20; ++i) {
        enter(story, "old" + std::to_string(i), week(story, 80 - i), i < 10 ? i % 2 : 9);
    }
    CHECK_FALSE(kept(story).empty());
    CHECK(told(story, principal).empty());
    give(story, advisor, "advance_measure",
         {{"id", "talks"},
          {"seen_revision", story.revision("measure", "talks")},
          {"to", "retired"},
          {"reason", "Enough"}});
    CHECK(signals_to_keep(story.state(), {"elm_s"}, "turn", 0).empty());
}

TEST_CASE("[Q18] a phase that is proposed asks for a second person") {
    NetworkStory story;
    begin(story);
    enter_shift(story, 3);
    give(story, principal, "create_chart_phase",
         {{"id", "since"},
          {"series", "elm_s"},
          {"starts_on", week(story, 2)},
          {"reason", "We greet"},
          {"event", "New timetable"}});
    CHECK(told(story, "riverside.lead").empty());
    give(story, principal, "advance_chart_phase",
         {{"id", "since"},
          {"seen_revision", story.revision("chart_phase", "since")},
          {"to", "proposed"}});
    REQUIRE(told(story, "riverside.lead").size() == 1);
    CHECK(told(story, "riverside.lead")[0].what == NoticeWhat::Proposed);
    CHECK(told(story, principal).empty());
}
