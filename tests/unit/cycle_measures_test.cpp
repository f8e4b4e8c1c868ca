#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/unit/network_story.hpp"

using namespace flywheel;
using namespace flywheel::testing;
using nlohmann::json;

namespace {

constexpr auto teacher = "riverside.teacher";
constexpr auto mate = "riverside.mate";

void add_measure(NetworkStory& story, std::string const& id) {
    REQUIRE(story
                .act("advisor", "create_measure",
                     {{"id", id},
                      {"title", "Reached"},
                      {"measure_kind", "process"},
                      {"data", "proportion"},
                      {"direction", "increase"},
                      {"chart_type", "run"},
                      {"schedule", "weekly"}})
                .empty());
}

std::string plan(NetworkStory& story) {
    auto const id = story.fresh_id();
    REQUIRE(story
                .act(teacher, "plan_pdsa_cycle",
                     {{"id", id},
                      {"team", "riverside_team"},
                      {"change_idea", "idea"},
                      {"what", "Greet every student"},
                      {"prediction", "More settle"},
                      {"end_on", "2026-03-13"}})
                .empty());
    return id;
}

std::string watch(NetworkStory& story, std::string const& who, std::string const& cycle,
                  char const* how, json const& measures) {
    return story.act(who, "edit_pdsa_cycle",
                     {{"id", cycle},
                      {"seen_revision", story.revision("pdsa_cycle", cycle)},
                      {how, {{"measures", measures}}}});
}

json held(NetworkStory& story, std::string const& who, std::string const& cycle) {
    auto const* record = story[who].replica.find("pdsa_cycle", cycle);
    return record == nullptr ? json{} : record->value("measures", json::array());
}

}  // namespace

TEST_CASE("[Q20] a cycle names the measures it watches; its people put them in and take them out") {
    NetworkStory story;
    story.connect_everybody();
    add_measure(story, "reach");
    add_measure(story, "minutes");
    auto const cycle = plan(story);
    REQUIRE(watch(story, teacher, cycle, "add", json::array({"reach"})).empty());
    // Two people at once do not undo each other.
    REQUIRE(watch(story, mate, cycle, "add", json::array({"minutes"})).empty());
    CHECK(held(story, teacher, cycle) == json::array({"reach", "minutes"}));
    CHECK(watch(story, teacher, cycle, "add", json::array({"nowhere"})) == "not_found");
    CHECK(watch(story, "lakeside.teacher", cycle, "add", json::array({"reach"})) == "not_found");
    REQUIRE(watch(story, mate, cycle, "remove", json::array({"reach"})).empty());
    CHECK(held(story, teacher, cycle) == json::array({"minutes"}));
    expect_everyone_agrees(story);
}

TEST_CASE("[Q20] a measure that is not to be seen is not named, and stays in the cycle") {
    NetworkStory story;
    story.connect_everybody();
    add_measure(story, "reach");
    auto const cycle = plan(story);
    REQUIRE(watch(story, teacher, cycle, "add", json::array({"reach"})).empty());
    REQUIRE(story.act("advisor", "archive_measure", {{"id", "reach"}}).empty());
    CHECK(held(story, teacher, cycle).empty());
    CHECK(story.record("pdsa_cycle", cycle).at("measures") == json::array({"reach"}));
    expect_everyone_agrees(story);
    REQUIRE(story.act("advisor", "restore_measure", {{"id", "reach"}}).empty());
    CHECK(held(story, teacher, cycle) == json::array({"reach"}));
    expect_everyone_agrees(story);
}

TEST_CASE("[Q20] the next cycle of a ramp and a plan that is taken over watch the same") {
    NetworkStory story;
    story.connect_everybody();
    add_measure(story, "reach");
    add_measure(story, "gone");
    auto const cycle = plan(story);
    REQUIRE(watch(story, teacher, cycle, "add", json::array({"reach", "gone"})).empty());
    REQUIRE(story.act("advisor", "archive_measure", {{"id", "gone"}}).empty());
    auto const next = story.fresh_id();
    auto const clone = story.fresh_id();
    REQUIRE(story.act(mate, "continue_pdsa_cycle", {{"id", cycle}, {"next", next}}).empty());
    REQUIRE(story
                .act(mate, "clone_pdsa_cycle",
                     {{"id", cycle},
                      {"clone", clone},
                      {"team", "riverside_team"},
                      {"change_idea", "idea"}})
                .empty());
    for (auto const& copy : {next, clone}) {
        CHECK(story.record("pdsa_cycle", copy).at("measures") == json::array({"reach"}));
    }
    expect_everyone_agrees(story);
}
