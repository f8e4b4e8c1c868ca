#include <catch2/catch.hpp>

#include "protocol/codec.hpp"
#include "server/room/transfer.hpp"
#include "tests/support/unit/network_story.hpp"

using namespace flywheel;
using namespace flywheel::testing;
using nlohmann::json;

namespace {

// A ramp "r" of the Riverside team with drafts a, b, c ..., each at team level and building on nothing.
void begin_ramp(NetworkStory& story, std::vector<std::string> const& cycles) {
    REQUIRE(story
                .act("riverside.teacher", "create_ramp",
                     {{"id", "r"},
                      {"title", "Greeting"},
                      {"change_idea", "idea"},
                      {"team", "riverside_team"}})
                .empty());
    for (auto const& id : cycles) {
        REQUIRE(story
                    .act("riverside.teacher", "create_pdsa_cycle",
                         {{"id", id}, {"ramp", "r"}, {"team", "riverside_team"}, {"title", id}})
                    .empty());
    }
}

std::string change_links(NetworkStory& story, std::string const& by, std::string const& cycle,
                         char const* how, std::vector<std::string> const& earlier) {
    auto const code = story.act(by, "edit_pdsa_cycle",
                                {{"id", cycle},
                                 {"seen_revision", story.revision("pdsa_cycle", cycle)},
                                 {how, {{"builds_on", earlier}}}});
    return code.empty() ? code : code + "/" + story.refusal().value("field", "");
}
std::string link(NetworkStory& story, std::string const& cycle,
                 std::vector<std::string> const& earlier,
                 std::string const& by = "riverside.teacher") {
    return change_links(story, by, cycle, "add", earlier);
}
std::string unlink(NetworkStory& story, std::string const& cycle,
                   std::vector<std::string> const& earlier,
                   std::string const& by = "riverside.teacher") {
    return change_links(story, by, cycle, "remove", earlier);
}

json builds_on(json const& record) { return record.value("builds_on", json::array()); }
json stored_builds_on(NetworkStory& story, std::string const& id) {
    return builds_on(story.record("pdsa_cycle", id));
}
json held_builds_on(NetworkStory& story, std::string const& name, std::string const& id) {
    auto const* record = story[name].replica.find("pdsa_cycle", id);
    return record == nullptr ? json{} : builds_on(*record);
}

}  // namespace

TEST_CASE("[P4] a cycle builds on several, several build on one, and no loop closes") {
    NetworkStory story;
    begin_ramp(story, {"a", "b", "c", "d", "e"});
    CHECK(link(story, "b", {"a"}).empty());
    CHECK(link(story, "c", {"a"}, "riverside.mate").empty());
    CHECK(link(story, "d", {"b", "c"}).empty());
    CHECK(stored_builds_on(story, "d") == json::array({"b", "c"}));
    CHECK(link(story, "d", {"b"}).empty());
    CHECK(stored_builds_on(story, "d") == json::array({"b", "c"}));

    CHECK(link(story, "a", {"d"}) == "loop/builds_on");
    CHECK(story.refusal().at("with").at("path") == "a → d → c → a");
    CHECK(link(story, "a", {"b"}) == "loop/builds_on");
    CHECK(link(story, "b", {"b"}) == "wrong_link/builds_on");
    CHECK(link(story, "b", {"nothing"}) == "not_found/builds_on");
    CHECK(link(story, "b", {"c"}, "coach") == "not_yours/");
    // Neighbours without a way between them may still be linked, and a link that is taken out opens the way.
    CHECK(link(story, "c", {"b"}).empty());
    CHECK(link(story, "b", {"c"}) == "loop/builds_on");
    CHECK(unlink(story, "c", {"b", "a"}).empty());
    CHECK(link(story, "b", {"c"}).empty());
    expect_everyone_agrees(story);
}

TEST_CASE("[P4] a cycle builds on at most ten others that the team sees") {
    NetworkStory story;
    std::vector<std::string> earlier;
    for (int i = 0; i < 11; ++i) {
        earlier.push_back("c" + std::to_string(i));
    }
    auto all = earlier;
    all.emplace_back("last");
    begin_ramp(story, all);
    CHECK(link(story, "last", earlier) == "too_many/builds_on");
    CHECK(story.refusal().at("with").at("limit") == "10");
    // One of ten is withdrawn: a mate meets nine, and room for one more.
    auto const ten = std::vector<std::string>(earlier.begin(), earlier.end() - 1);
    REQUIRE(link(story, "last", ten).empty());
    CHECK(link(story, "last", {"c10"}) == "too_many/builds_on");
    REQUIRE(story.share("riverside.teacher", "c0", "author").empty());
    CHECK(link(story, "last", {"c10"}, "riverside.mate").empty());
}

TEST_CASE("[V1] a link to a cycle that a viewer may not see is not in their form, and comes and "
          "goes with it") {
    NetworkStory story;
    story.connect_everybody();
    begin_ramp(story, {"a", "b"});
    REQUIRE(link(story, "b", {"a"}).empty());
    REQUIRE(story.share("riverside.teacher", "b", "network").empty());
    CHECK(held_builds_on(story, "riverside.mate", "b") == json::array({"a"}));
    CHECK(held_builds_on(story, "lakeside.teacher", "b") == json::array());
    CHECK(story["lakeside.teacher"].replica.transcript.find("builds_on") == std::string::npos);
    expect_everyone_agrees(story);

    REQUIRE(story.share("riverside.teacher", "a", "network").empty());
    CHECK(held_builds_on(story, "lakeside.teacher", "b") == json::array({"a"}));
    REQUIRE(story.share("riverside.teacher", "a", "team").empty());
    CHECK(held_builds_on(story, "lakeside.teacher", "b") == json::array());
    CHECK(held_builds_on(story, "riverside.mate", "b") == json::array({"a"}));

    // The same for who was away.
    story.cut("observer");
    REQUIRE(story.share("riverside.teacher", "a", "network").empty());
    story.connect("observer");
    CHECK(held_builds_on(story, "observer", "b") == json::array({"a"}));
    story.cut("observer");
    REQUIRE(story.act("riverside.teacher", "archive_pdsa_cycle", {{"id", "a"}}).empty());
    CHECK(held_builds_on(story, "riverside.mate", "b") == json::array());
    story.connect("observer");
    CHECK(held_builds_on(story, "observer", "b") == json::array());
    REQUIRE(story.act("riverside.teacher", "restore_pdsa_cycle", {{"id", "a"}}).empty());
    CHECK(held_builds_on(story, "observer", "b") == json::array({"a"}));
    expect_everyone_agrees(story);
}

TEST_CASE("[V1] who comes back hears nothing of a linked cycle that came and went unseen") {
    NetworkStory story;
    story.connect_everybody();
    begin_ramp(story, {"a", "b"});
    REQUIRE(link(story, "b", {"a"}).empty());
    REQUIRE(story.share("riverside.teacher", "b", "network").empty());
    story.cut("lakeside.teacher");
    auto const before = story["lakeside.teacher"].replica.transcript.size();
    REQUIRE(story.share("riverside.teacher", "a", "school").empty());
    REQUIRE(story.share("riverside.teacher", "a", "author").empty());
    story.connect("lakeside.teacher");
    auto const news = story["lakeside.teacher"].replica.transcript.substr(before);
    CHECK(news.find("update") == std::string::npos);
    CHECK(news.find("welcome") != std::string::npos);
}

TEST_CASE("[V1] the answer to a stale edit holds the asker's own form") {
    NetworkStory story;
    story.connect_everybody();
    begin_ramp(story, {"a", "b"});
    REQUIRE(link(story, "b", {"a"}).empty());
    REQUIRE(story.share("riverside.teacher", "a", "author").empty());
    REQUIRE(story
                .act("riverside.teacher", "edit_pdsa_cycle",
                     {{"id", "b"}, {"seen_revision", 2}, {"set", {{"title", "Ours"}}}})
                .empty());
    auto const command = story.fresh_id();
    CHECK(story.act("riverside.mate", "edit_pdsa_cycle",
                    {{"id", "b"},
                     {"seen_revision", 1},
                     {"if_changed", "refuse"},
                     {"set", {{"title", "Mine"}}}},
                    command) == "stale");
    auto const& told = story["riverside.mate"].replica.refused.at(command);
    CHECK(told.at("current").at("id") == "b");
    CHECK_FALSE(told.at("current").contains("builds_on"));
}

TEST_CASE(
    "[E2] the history of a cycle names only links that the viewer may see, and could see then") {
    NetworkStory story;
    begin_ramp(story, {"secret_a", "b", "open_c"});
    REQUIRE(story.share("riverside.teacher", "b", "network").empty());
    REQUIRE(story.share("riverside.teacher", "open_c", "network").empty());
    REQUIRE(link(story, "b", {"secret_a"}).empty());
    REQUIRE(link(story, "b", {"open_c"}).empty());
    auto const first = story.history("observer", "pdsa_cycle", "b");
    CHECK(first.dump().find("secret_a") == std::string::npos);
    REQUIRE(first.size() == 2);
    CHECK(first[0].at("records")[0].at("fields") ==
          json::array({{{"field", "builds_on"}, {"after", {"open_c"}}}}));
    CHECK(first[1].at("command") == "share_pdsa_cycle");
    // Once the other is shared, what comes after is told; the link as it was made in private is not.
    REQUIRE(story.share("riverside.teacher", "secret_a", "network").empty());
    REQUIRE(unlink(story, "b", {"secret_a"}).empty());
    auto const then = story.history("observer", "pdsa_cycle", "b");
    REQUIRE(then.size() == 3);
    CHECK(then[0].at("records")[0].at("fields") == json::array({{{"field", "builds_on"},
                                                                 {"before", {"secret_a", "open_c"}},
                                                                 {"after", {"open_c"}}}}));
    CHECK(then[1].at("records")[0].at("fields") ==
          json::array({{{"field", "builds_on"}, {"after", {"open_c"}}}}));
    CHECK(story.history("riverside.mate", "pdsa_cycle", "b")[2].at("records")[0].at("fields") ==
          json::array({{{"field", "builds_on"}, {"after", {"secret_a"}}}}));
}

TEST_CASE("[P4] nobody takes out a link that they cannot see") {
    NetworkStory story;
    story.connect_everybody();
    begin_ramp(story, {"a", "b", "c"});
    REQUIRE(link(story, "c", {"a", "b"}).empty());
    REQUIRE(story.share("riverside.teacher", "a", "author").empty());
    CHECK(held_builds_on(story, "riverside.mate", "c") == json::array({"b"}));
    CHECK(unlink(story, "c", {"a", "b"}, "riverside.mate").empty());
    CHECK(stored_builds_on(story, "c") == json::array({"a"}));
    CHECK(change_links(story, "riverside.mate", "c", "set", {"b"}) == "not_well_formed/builds_on");
    CHECK(link(story, "c", {"b"}, "riverside.mate").empty());
    CHECK(held_builds_on(story, "riverside.mate", "c") == json::array({"b"}));
    CHECK(held_builds_on(story, "riverside.teacher", "c") == json::array({"a", "b"}));
    expect_everyone_agrees(story);
}

TEST_CASE("[P4] a loop through a cycle that the actor cannot see is opened there, unseen") {
    NetworkStory story;
    story.connect_everybody();
    begin_ramp(story, {"a", "hidden", "b"});
    REQUIRE(link(story, "hidden", {"a"}).empty());
    REQUIRE(link(story, "b", {"hidden"}).empty());
    REQUIRE(story.share("riverside.teacher", "hidden", "author").empty());
    auto const before = story["riverside.mate"].replica.transcript.size();
    // To the mate a and b are neighbours without a way between them.
    CHECK(link(story, "a", {"b"}, "riverside.mate").empty());
    CHECK(stored_builds_on(story, "hidden") == json::array());
    CHECK(stored_builds_on(story, "b") == json::array({"hidden"}));
    auto const told = story["riverside.mate"].replica.transcript.substr(before);
    CHECK(told.find("hidden") == std::string::npos);
    CHECK(story["riverside.teacher"].replica.find("pdsa_cycle", "hidden")->contains("builds_on") ==
          false);
    // Whoever sees all of it is told of the loop.
    CHECK(link(story, "hidden", {"a"}) == "loop/builds_on");
    expect_everyone_agrees(story);
}

TEST_CASE("[P4] a stored cycle of before has no credit, and is read as it is") {
    auto const read = read_stored(
        R"({"kind":"pdsa_cycle","id":"c","form":1,"revision":1,"created_at_ms":1,"updated_at_ms":1,)"
        R"("ramp":"r","team":"t","owner":"m","title":"Old","builds_on":["a"],"intent":"test",)"
        R"("state":"draft","jump_confirmed":false,"shared_with":"team"})");
    REQUIRE(read.has_value());
    auto const& cycle = std::get<PdsaCycle>(read->record);
    CHECK(cycle.builds_on == std::vector<PdsaCycleId>{{"a"}});
    CHECK(cycle.adapted_from.empty());
    CHECK_FALSE(cycle.adapted_revision);
}
