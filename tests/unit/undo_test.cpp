#include <catch2/catch.hpp>

#include "tests/support/unit/network_story.hpp"

using namespace flywheel;
using namespace flywheel::testing;
using nlohmann::json;

namespace {

json box(std::string const& id) {
    return {{"id", id},
            {"diagram", "hub_diagram"},
            {"node_kind", "change_idea"},
            {"text", "Greet by name"},
            {"rank", "V"}};
}

std::string take_back(NetworkStory& story, std::string const& id) {
    return story.act("riverside.teacher", "archive_driver_node", {{"id", id}, {"only_mine", true}});
}

}  // namespace

TEST_CASE("what only I have worked on can be taken back") {
    NetworkStory story;
    story.connect_everybody();
    REQUIRE(story.act("riverside.teacher", "create_driver_node", box("mine")).empty());
    REQUIRE(story
                .act("riverside.teacher", "create_comment",
                     {{"id", "my_word"},
                      {"about_kind", "driver_node"},
                      {"about_id", "mine"},
                      {"text", "Is that one idea?"}})
                .empty());
    CHECK(take_back(story, "mine").empty());
    expect_everyone_agrees(story);
}

TEST_CASE("taking back never takes along another's word, change, link or cycle") {
    NetworkStory story;
    story.connect_everybody();
    auto const refused_after = [&](std::string const& id, std::string const& who,
                                   char const* command, json args) {
        REQUIRE(story.act("riverside.teacher", "create_driver_node", box(id)).empty());
        REQUIRE(story.act(who, command, std::move(args)).empty());
        CHECK(take_back(story, id) == "stale");
        CHECK(story.refusal().at("field") == "id");
        CHECK(!story.state().find(*kind_from_name("driver_node"), id)->stored.archived());
        // Meant, and not as an undo, it is done.
        CHECK(story.act("riverside.teacher", "archive_driver_node", {{"id", id}}).empty());
    };
    refused_after("spoken_of", "lakeside.lead", "create_comment",
                  {{"id", "their_word"},
                   {"about_kind", "driver_node"},
                   {"about_id", "spoken_of"},
                   {"text", "We tried that."}});
    refused_after(
        "changed", "facilitator", "edit_driver_node",
        {{"id", "changed"}, {"seen_revision", 1}, {"set", {{"examples", "At the door"}}}});
    expect_everyone_agrees(story);
}

TEST_CASE("what another has taken away again does not stand in the way") {
    NetworkStory story;
    story.connect_everybody();
    auto const cycle = story.plan_cycle();
    auto const archive = [&](std::string const& who) {
        return story.act(who, "archive_pdsa_cycle", {{"id", cycle}, {"only_mine", true}});
    };
    REQUIRE(story
                .act("riverside.mate", "create_task",
                     {{"id", "their_task"}, {"cycle", cycle}, {"what", "Print"}, {"rank", "V"}})
                .empty());
    CHECK(archive("riverside.teacher") == "stale");
    REQUIRE(story.act("riverside.mate", "archive_task", {{"id", "their_task"}}).empty());
    CHECK(archive("riverside.teacher").empty());
    CHECK(story.act("riverside.teacher", "archive_pdsa_cycle",
                    {{"id", cycle}, {"only_mine", "yes"}}) == "not_a_choice");
}
