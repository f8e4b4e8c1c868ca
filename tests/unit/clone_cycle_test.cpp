#include <catch2/catch.hpp>

#include "protocol/ids.hpp"
#include "tests/support/unit/network_story.hpp"

using namespace flywheel;
using namespace flywheel::testing;
using nlohmann::json;

namespace {

// A cycle of Riverside with all that a plan may hold, and things of the team's own beside it.
std::string full_cycle(NetworkStory& story) {
    auto const id = story.plan_cycle("riverside.teacher", {{"schools", {"elm"}}});
    auto edit = [&](json set) {
        REQUIRE(story
                    .act("riverside.teacher", "edit_pdsa_cycle",
                         {{"id", id},
                          {"seen_revision", story.revision("pdsa_cycle", id)},
                          {"set", std::move(set)}})
                    .empty());
    };
    edit({{"objective", "Do they settle?"},
          {"intent", "develop"},
          {"scale_people", 3},
          {"conditions", "First period"},
          {"data_plan", "Tally at the door"},
          {"logistics", "A clipboard"},
          {"measure_of_success", "Half settle"},
          {"belief_before", 4},
          {"start_on", "2026-03-01"}});
    REQUIRE(story
                .act("riverside.mate", "create_task",
                     {{"id", "task"},
                      {"cycle", id},
                      {"what", "Print the tally"},
                      {"who", "riverside_mate"},
                      {"where", "Room 214"},
                      {"when", "Mondays"},
                      {"due_on", "2026-03-02"},
                      {"rank", "V"}})
                .empty());
    REQUIRE(story
                .act("riverside.mate", "create_observation",
                     {{"id", "seen"},
                      {"cycle", id},
                      {"at_ms", 1},
                      {"text", "Maya came late"},
                      {"names_a_person", true}})
                .empty());
    return id;
}

std::string clone(NetworkStory& story, std::string const& by, json args) {
    auto const code = story.act(by, "clone_pdsa_cycle", args);
    return code.empty() ? code : code + "/" + story.refusal().value("field", "");
}

}  // namespace

TEST_CASE(
    "[P9] another team's plan is taken over with credit, and with nothing of the team's own") {
    NetworkStory story;
    story.connect_everybody();
    auto const source = full_cycle(story);
    REQUIRE(story.share("riverside.teacher", source, "network").empty());
    auto const command = story.fresh_id();
    REQUIRE(story
                .act("lakeside.teacher", "clone_pdsa_cycle",
                     {{"id", source},
                      {"clone", "mine"},
                      {"team", "lakeside_team"},
                      {"change_idea", "idea"}},
                     command)
                .empty());
    auto cycle = story.record("pdsa_cycle", "mine");
    CHECK(cycle.at("adapted_from") == source);
    CHECK(cycle.at("adapted_revision") == story.revision("pdsa_cycle", source));
    CHECK(cycle.at("adapted_on") == date_of({story.clock().now_ms()}).iso);
    CHECK(cycle.at("team") == "lakeside_team");
    CHECK(cycle.at("owner") == "lakeside_teacher");
    CHECK(cycle.at("state") == "draft");
    CHECK(cycle.at("shared_with") == "team");
    CHECK(cycle.at("number") == 1);
    CHECK(cycle.at("ramp") == derived_id(command, "ramp", 0));
    auto const original = story.record("pdsa_cycle", source);
    for (auto const* kept :
         {"title", "intent", "objective", "what", "scale_schools", "scale_staff", "scale_people",
          "scale_occasions", "conditions", "data_plan", "logistics", "measure_of_success"}) {
        CHECK(cycle.at(kept) == original.at(kept));
    }
    for (auto const* own : {"schools", "start_on", "end_on", "belief_before", "builds_on", "guests",
                            "predictions_locked_at_ms"}) {
        CHECK_FALSE(cycle.contains(own));
    }
    std::string asked;
    story.state().each_below<Question>({kind_of<PdsaCycle>(), source},
                                       [&](Question const& q, Meta const&) { asked = q.id.text; });
    auto const question =
        story.record("question", derived_id(command + "/" + asked, "question", 0));
    CHECK(question.at("cycle") == "mine");
    CHECK(question.at("text") == "Greet every student at the door");
    CHECK_FALSE(question.contains("prediction"));
    auto const task = story.record("task", derived_id(command + "/task", "task", 0));
    CHECK(task.at("what") == "Print the tally");
    CHECK(task.at("done") == false);
    for (auto const* own : {"who", "where", "when", "due_on"}) {
        CHECK_FALSE(task.contains(own));
    }
    CHECK(story.state().below({kind_of<PdsaCycle>(), "mine"}).size() == 2);
    // Those whose plan it was see nothing of the draft until it is shared with them.
    CHECK_FALSE(story["riverside.teacher"].replica.has("pdsa_cycle", "mine"));
    REQUIRE(story.share("lakeside.teacher", "mine", "network").empty());
    CHECK(story["riverside.teacher"].replica.find("pdsa_cycle", "mine")->at("adapted_from") ==
          source);
    expect_everyone_agrees(story);
}

TEST_CASE(
    "[P9] a plan joins a ramp of the team, and is refused where anything is not the actor's") {
    NetworkStory story;
    auto const source = full_cycle(story);
    json const args{
        {"id", source}, {"clone", "mine"}, {"team", "lakeside_team"}, {"change_idea", "idea"}};
    auto with = [&](json more) {
        json all = args;
        all.update(more);
        return all;
    };
    // What one may not see, and what is not there, give the same answer.
    CHECK(clone(story, "lakeside.teacher", args) == "not_found/id");
    CHECK(clone(story, "lakeside.teacher", with({{"id", "nothing"}})) == "not_found/id");
    REQUIRE(story.share("riverside.teacher", source, "network").empty());
    CHECK(clone(story, "observer", args) == "not_yours/");
    CHECK(clone(story, "lakeside.teacher", with({{"team", "riverside_team"}})) == "not_yours/");
    CHECK(clone(story, "lakeside.teacher", with({{"team", "nothing"}})) == "not_found/team");
    CHECK(clone(story, "lakeside.teacher", with({{"clone", source}})) == "id_taken/clone");
    CHECK(clone(story, "lakeside.teacher", with({{"change_idea", "primary"}})) ==
          "wrong_link/change_idea");
    auto without = args;
    without.erase("change_idea");
    CHECK(clone(story, "lakeside.teacher", without) == "missing/change_idea");
    auto const ramp = story.record("pdsa_cycle", source).at("ramp");
    CHECK(clone(story, "lakeside.teacher", with({{"ramp", ramp}})) == "wrong_link/ramp");
    REQUIRE(story
                .act("lakeside.teacher", "create_ramp",
                     {{"id", "own"},
                      {"title", "Ours"},
                      {"change_idea", "idea"},
                      {"team", "lakeside_team"}})
                .empty());
    without["ramp"] = "own";
    CHECK(clone(story, "lakeside.teacher", without).empty());
    CHECK(story.record("pdsa_cycle", "mine").at("ramp") == "own");
    // One's own team may take its plan to another ramp as well.
    CHECK(clone(story, "riverside.mate",
                {{"id", source},
                 {"clone", "again"},
                 {"team", "riverside_team"},
                 {"change_idea", "idea"}})
              .empty());
    // Closed to nobody who sees it: a plan that did not work is a plan to learn from.
    REQUIRE(story.act("riverside.teacher", "archive_pdsa_cycle", {{"id", source}}).empty());
    CHECK(clone(story, "riverside.mate", with({{"clone", "late"}, {"team", "riverside_team"}})) ==
          "archived/id");
}

TEST_CASE(
    "[V1] the credit names its source only to who may see that: not its id, not its revision") {
    NetworkStory story;
    story.connect_everybody();
    auto const source = full_cycle(story);
    REQUIRE(story.share("riverside.teacher", source, "network").empty());
    REQUIRE(
        clone(
            story, "lakeside.teacher",
            {{"id", source}, {"clone", "mine"}, {"team", "lakeside_team"}, {"change_idea", "idea"}})
            .empty());
    REQUIRE(story.share("lakeside.teacher", "mine", "network").empty());
    auto held = [&](char const* name) { return *story[name].replica.find("pdsa_cycle", "mine"); };
    CHECK(held("observer").at("adapted_from") == source);
    REQUIRE(story.share("riverside.teacher", source, "team").empty());
    for (auto const* name : {"observer", "lakeside.teacher"}) {
        CHECK_FALSE(held(name).contains("adapted_from"));
        CHECK_FALSE(held(name).contains("adapted_revision"));
        CHECK(held(name).contains("adapted_on"));
    }
    CHECK(held("riverside.mate").at("adapted_from") == source);
    CHECK(story.history("observer", "pdsa_cycle", "mine").dump().find(source) == std::string::npos);
    expect_everyone_agrees(story);
    REQUIRE(story.share("riverside.teacher", source, "network").empty());
    CHECK(held("observer").at("adapted_from") == source);
    expect_everyone_agrees(story);
}
