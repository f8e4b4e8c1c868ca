#include <catch2/catch.hpp>

#include "protocol/ids.hpp"
#include "tests/support/unit/network_story.hpp"

using namespace flywheel;
using namespace flywheel::testing;
using nlohmann::json;

namespace {

std::string only_question(NetworkStory& story, std::string const& cycle) {
    std::string id;
    story.state().each_below<Question>({kind_of<PdsaCycle>(), cycle},
                                       [&](Question const& q, Meta const&) { id = q.id.text; });
    return id;
}
std::string edit(NetworkStory& story, std::string const& by, std::string const& kind,
                 std::string const& id, json set) {
    return story.act(
        by, "edit_" + kind,
        {{"id", id}, {"seen_revision", story.revision(kind, id)}, {"set", std::move(set)}});
}
std::string advance(NetworkStory& story, std::string const& cycle, std::string const& to,
                    std::string const& by = "riverside.teacher") {
    return story.act(
        by, "advance_pdsa_cycle",
        {{"id", cycle}, {"seen_revision", story.revision("pdsa_cycle", cycle)}, {"to", to}});
}

}  // namespace

TEST_CASE("[P1] three answers start a cycle: what, prediction, by when; the rest is filled in") {
    NetworkStory story;
    auto const command = story.fresh_id();
    auto const id = story.fresh_id();
    REQUIRE(
        story
            .act("riverside.teacher", "plan_pdsa_cycle",
                 {{"id", id},
                  {"team", "riverside_team"},
                  {"change_idea", "idea"},
                  {"what",
                   "Greet every student at the door before the bell rings and note who is late"},
                  {"prediction", "Half settle"},
                  {"end_on", "2026-03-13"},
                  {"schools", {"elm"}}},
                 command)
            .empty());
    auto const cycle = story.record("pdsa_cycle", id);
    CHECK(cycle.at("state") == "planned");
    CHECK(cycle.at("shared_with") == "team");
    CHECK(cycle.at("owner") == "riverside_teacher");
    CHECK(cycle.at("number") == 1);
    CHECK(cycle.at("title") == "Greet every student at the door before the bell rings and…");
    for (auto const* scale : {"scale_schools", "scale_staff", "scale_people", "scale_occasions"}) {
        CHECK(cycle.at(scale) == 1);
    }
    // The browser derives the same ids.
    CHECK(cycle.at("ramp") == derived_id(command, "ramp", 0));
    CHECK(story.record("question", derived_id(command, "question", 0)).at("prediction") ==
          "Half settle");
    auto refused = [&](json more) {
        json args{{"id", story.fresh_id()}, {"team", "riverside_team"},
                  {"change_idea", "idea"},  {"what", "x"},
                  {"prediction", "y"},      {"end_on", "2026-03-13"}};
        for (auto const& [name, value] : more.items()) {
            value.is_null() ? void(args.erase(name)) : void(args[name] = value);
        }
        auto const code = story.act("riverside.teacher", "plan_pdsa_cycle", args);
        return code + "/" + (story.refusal().is_null() ? "" : story.refusal().value("field", ""));
    };
    CHECK(refused({{"what", nullptr}}) == "missing/what");
    CHECK(refused({{"prediction", nullptr}}) == "missing/prediction");
    CHECK(refused({{"end_on", nullptr}}) == "missing/end_on");
    CHECK(refused({{"end_on", "2026-02-30"}}) == "not_a_date/end_on");
    CHECK(refused({{"change_idea", nullptr}}) == "missing/change_idea");
    CHECK(refused({{"change_idea", "secondary"}}) == "wrong_link/change_idea");
    CHECK(refused({{"change_idea", "nothing"}}) == "not_found/change_idea");
    CHECK(refused({{"team", "lakeside_team"}}) == "not_yours/");
    CHECK(refused({{"schools", {"pine"}}}) == "wrong_link/schools");
    CHECK(refused({{"id", id}}) == "id_taken/id");
    CHECK(refused({{"ramp", cycle.at("ramp")}}) == "/");
    CHECK(refused({{"what", "   "}}) == "missing/what");
}

TEST_CASE("[P8] a cycle goes plan, do, study, act; each step asks for what it needs") {
    NetworkStory story;
    auto const ramp = story.fresh_id();
    REQUIRE(story
                .act("riverside.teacher", "create_ramp",
                     {{"id", ramp},
                      {"title", "Greeting"},
                      {"change_idea", "idea"},
                      {"team", "riverside_team"}})
                .empty());
    auto const id = story.fresh_id();
    REQUIRE(story
                .act("riverside.teacher", "create_pdsa_cycle",
                     {{"id", id}, {"ramp", ramp}, {"team", "riverside_team"}, {"title", "Door"}})
                .empty());
    CHECK(advance(story, id, "doing") == "wrong_state");
    CHECK(advance(story, id, "planned") == "needs_prediction");
    auto const question = story.fresh_id();
    REQUIRE(story
                .act("riverside.mate", "create_question",
                     {{"id", question}, {"cycle", id}, {"text", "How many settle?"}, {"rank", "V"}})
                .empty());
    CHECK(advance(story, id, "planned") == "needs_prediction");
    REQUIRE(edit(story, "riverside.mate", "question", question,
                 {{"prediction", "Half"}, {"confidence", 6}})
                .empty());
    CHECK(advance(story, id, "planned") == "needs_end_date");
    REQUIRE(edit(story, "riverside.teacher", "pdsa_cycle", id, {{"end_on", "2026-03-13"}}).empty());
    CHECK(edit(story, "riverside.teacher", "pdsa_cycle", id, {{"start_on", "2026-03-14"}}) ==
          "too_small");
    CHECK(advance(story, id, "planned") == "needs_scale");
    REQUIRE(edit(story, "riverside.teacher", "pdsa_cycle", id, {{"scale_people", 3}}).empty());
    CHECK(advance(story, id, "planned", "riverside.outsider") == "not_found");
    CHECK(advance(story, id, "planned", "coach") == "not_yours");
    REQUIRE(advance(story, id, "planned").empty());
    REQUIRE(advance(story, id, "doing").empty());
    CHECK(story.record("pdsa_cycle", id).at("predictions_locked_at_ms") == story.clock().now_ms());
    REQUIRE(advance(story, id, "studying").empty());
    REQUIRE(advance(story, id, "acting").empty());
    CHECK(advance(story, id, "complete") == "needs_verdict");
    CHECK(story.refusal().at("with").at("question") == question);
    REQUIRE(edit(story, "riverside.teacher", "question", question,
                 {{"result", "A third"}, {"verdict", "partly"}})
                .empty());
    CHECK(advance(story, id, "complete") == "needs_decision");
    auto decide = [&](json set) {
        REQUIRE(edit(story, "riverside.teacher", "pdsa_cycle", id, std::move(set)).empty());
    };
    decide({{"decision", "adopt"}});
    CHECK(advance(story, id, "complete") == "needs_owner");
    decide({{"sustain_owner", "riverside_mate"}});
    CHECK(advance(story, id, "complete") == "needs_sustain_plan");
    decide({{"decision", "abandon"}});
    CHECK(advance(story, id, "complete") == "needs_learning");
    decide({{"decision", "adapt"},
            {"study", "A third settled."},
            {"learned", "Names help."},
            {"belief_after", 6},
            {"next_changes", "Greet by name"}});
    auto const seen = story.revision("pdsa_cycle", id);
    REQUIRE(advance(story, id, "complete").empty());
    CHECK(story.act("riverside.teacher", "advance_pdsa_cycle",
                    {{"id", id}, {"seen_revision", seen}, {"to", "complete"}}) == "stale");
    CHECK(story.record("pdsa_cycle", id).at("completed_at_ms") == story.clock().now_ms());
    CHECK(edit(story, "riverside.teacher", "pdsa_cycle", id, {{"learned", "More"}}) ==
          "wrong_state");
    CHECK(edit(story, "riverside.teacher", "question", question, {{"result", "Two"}}) ==
          "wrong_state");
    // Adapt: the next cycle is copied, its predictions asked anew.
    auto const next = story.fresh_id();
    CHECK(story.act("coach", "continue_pdsa_cycle", {{"id", id}, {"next", next}}) == "not_yours");
    REQUIRE(
        story.act("riverside.mate", "continue_pdsa_cycle", {{"id", id}, {"next", next}}).empty());
    auto const copy = story.record("pdsa_cycle", next);
    CHECK(copy.at("number") == 2);
    CHECK(copy.at("builds_on") == json::array({id}));
    CHECK(copy.at("what") == "Greet by name");
    CHECK(copy.at("belief_before") == 6);
    CHECK(copy.at("owner") == "riverside_mate");
    CHECK(copy.at("state") == "draft");
    CHECK_FALSE(copy.contains("study"));
    CHECK_FALSE(story.record("question", only_question(story, next)).contains("prediction"));
    CHECK(story.act("riverside.mate", "continue_pdsa_cycle", {{"id", id}, {"next", next}}) ==
          "id_taken");
    // Reopening keeps the old study.
    CHECK(story.act("riverside.teacher", "reopen_pdsa_cycle", {{"id", next}}) == "wrong_state");
    CHECK(story.act("coach", "reopen_pdsa_cycle", {{"id", id}}) == "not_yours");
    REQUIRE(story.act("riverside.teacher", "reopen_pdsa_cycle", {{"id", id}}).empty());
    CHECK(story.record("pdsa_cycle", id).at("state") == "studying");
    CHECK(story.record("pdsa_cycle", id).at("earlier_study") ==
          "2026-03-02\nA third settled.\nNames help.");
    expect_everyone_agrees(story);
}

TEST_CASE(
    "[P2] predictions lock when Do begins; an amendment keeps the former one and its reason") {
    NetworkStory story;
    auto const id = story.plan_cycle();
    auto const question = only_question(story, id);
    CHECK(story.act("riverside.teacher", "amend_prediction",
                    {{"question", question}, {"prediction", "All"}, {"reason", "x"}}) ==
          "wrong_state");
    REQUIRE(edit(story, "riverside.teacher", "question", question, {{"prediction", "Most settle"}})
                .empty());
    REQUIRE(advance(story, id, "doing").empty());
    for (auto const* field : {"prediction", "prediction_reason", "text"}) {
        CHECK(edit(story, "riverside.teacher", "question", question, {{field, "Changed"}}) ==
              "prediction_locked");
    }
    CHECK(edit(story, "riverside.teacher", "question", question, {{"confidence", 9}}) ==
          "prediction_locked");
    CHECK(story.act("riverside.teacher", "archive_question", {{"id", question}}) ==
          "prediction_locked");
    CHECK(story.act("riverside.teacher", "create_question",
                    {{"id", story.fresh_id()},
                     {"cycle", id},
                     {"text", "Late?"},
                     {"prediction", "Known already"},
                     {"rank", "W"}}) == "prediction_locked");
    CHECK(story
              .act("riverside.teacher", "create_question",
                   {{"id", story.fresh_id()}, {"cycle", id}, {"text", "Late?"}, {"rank", "W"}})
              .empty());
    CHECK(story.act("riverside.teacher", "amend_prediction",
                    {{"question", question}, {"prediction", "All"}}) == "needs_reason");
    CHECK(story.act("coach", "amend_prediction",
                    {{"question", question}, {"prediction", "All"}, {"reason", "x"}}) ==
          "not_yours");
    auto const command = story.fresh_id();
    REQUIRE(
        story
            .act("riverside.mate", "amend_prediction",
                 {{"question", question}, {"prediction", "All"}, {"reason", "The class changed."}},
                 command)
            .empty());
    auto const amendment =
        story.record("prediction_amendment", derived_id(command, "prediction_amendment", 0));
    CHECK(amendment.at("before") == "Most settle");
    CHECK(amendment.at("after") == "All");
    CHECK(amendment.at("created_by") == "riverside_mate");
    CHECK(story.record("question", question).at("prediction") == "All");
    CHECK(edit(story, "riverside.teacher", "question", question, {{"result", "Some"}}).empty());
}

TEST_CASE("[P8] a cycle pauses with a reason and resumes where it stood; it stops with a reason") {
    NetworkStory story;
    auto const id = story.plan_cycle();
    auto say = [&](char const* command, char const* by, json more = json::object()) {
        json args{{"id", id}};
        args.update(more);
        return story.act(by, command, args);
    };
    REQUIRE(advance(story, id, "doing").empty());
    CHECK(say("resume_pdsa_cycle", "riverside.teacher") == "wrong_state");
    CHECK(say("pause_pdsa_cycle", "riverside.teacher") == "needs_reason");
    CHECK(say("pause_pdsa_cycle", "coach", {{"reason", "x"}}) == "not_yours");
    REQUIRE(say("pause_pdsa_cycle", "riverside.mate", {{"reason", "Testing week"}}).empty());
    CHECK(story.record("pdsa_cycle", id).at("paused_from") == "doing");
    CHECK(advance(story, id, "studying") == "wrong_state");
    CHECK(say("resume_pdsa_cycle", "coach") == "not_yours");
    REQUIRE(say("resume_pdsa_cycle", "riverside.teacher").empty());
    CHECK(story.record("pdsa_cycle", id).at("state") == "doing");
    CHECK_FALSE(story.record("pdsa_cycle", id).contains("state_reason"));
    CHECK(say("stop_pdsa_cycle", "riverside.teacher") == "needs_reason");
    CHECK(say("stop_pdsa_cycle", "coach", {{"reason", "x"}}) == "not_yours");
    REQUIRE(say("stop_pdsa_cycle", "riverside.teacher", {{"reason", "The room was lost"}}).empty());
    CHECK(say("stop_pdsa_cycle", "riverside.teacher", {{"reason", "again"}}) == "wrong_state");
    CHECK(edit(story, "riverside.teacher", "pdsa_cycle", id, {{"learned", "x"}}) == "wrong_state");
}

TEST_CASE("[P10] the owner alone shares; a district may ask its lead to agree beyond it") {
    NetworkStory story;
    auto const id = story.plan_cycle("riverside.teacher", {{"schools", {"elm"}}});
    CHECK(story.share("riverside.mate", id, "district") == "not_yours");
    CHECK(story.share("riverside.lead", id, "district") == "not_found");
    CHECK(story.share("riverside.teacher", id, "network").empty());
    CHECK(story.share("riverside.lead", id, "team") == "not_yours");
    CHECK(story.share("director", id, "hub") == "not_yours");
    CHECK(story.share("riverside.teacher", id, "district").empty());
    REQUIRE(story
                .act("riverside.lead", "edit_organization",
                     {{"id", "riverside"},
                      {"seen_revision", 1},
                      {"set", {{"sharing_needs_lead", true}}}})
                .empty());
    CHECK(story.share("riverside.teacher", id, "network") == "lead_must_agree");
    CHECK(story.share("riverside.mate", id, "network") == "not_yours");
    CHECK(story.share("lakeside.lead", id, "network") == "not_found");
    CHECK(story.share("riverside.lead", id, "network").empty());
    CHECK(story.share("riverside.teacher", id, "hub").empty());  // narrower needs nobody's yes
    CHECK(story.share("riverside.teacher", id, "team").empty());
    CHECK(story.act("riverside.teacher", "share_pdsa_cycle",
                    {{"id", id}, {"seen_revision", 1}, {"shared_with", "school"}}) == "stale");
    auto invite = [&](char const* by, json guests) {
        return story.act(by, "share_pdsa_cycle",
                         {{"id", id},
                          {"seen_revision", story.revision("pdsa_cycle", id)},
                          {"shared_with", "team"},
                          {"guests", guests}});
    };
    CHECK(invite("riverside.teacher", {"nobody"}) == "not_found");
    CHECK(invite("riverside.mate", {"partner"}) == "not_yours");
    CHECK(invite("riverside.teacher", {"partner", "lakeside_teacher"}).empty());
    CHECK(edit(story, "riverside.teacher", "pdsa_cycle", id, {{"shared_with", "public"}}) ==
          "set_by_rule");
    CHECK(story.act("riverside.teacher", "transfer_pdsa_cycle",
                    {{"id", id},
                     {"seen_revision", story.revision("pdsa_cycle", id)},
                     {"owner", "riverside_outsider"}}) == "wrong_link");
    CHECK(story.act("riverside.mate", "transfer_pdsa_cycle",
                    {{"id", id},
                     {"seen_revision", story.revision("pdsa_cycle", id)},
                     {"owner", "riverside_mate"}}) == "not_yours");
    CHECK(story
              .act("riverside.teacher", "transfer_pdsa_cycle",
                   {{"id", id},
                    {"seen_revision", story.revision("pdsa_cycle", id)},
                    {"owner", "riverside_mate"}})
              .empty());
    CHECK(story.share("riverside.teacher", id, "network") == "not_yours");
    CHECK(story.act("riverside.teacher", "archive_pdsa_cycle", {{"id", id}}) == "not_yours");
    CHECK(story.act("riverside.mate", "archive_pdsa_cycle", {{"id", id}}).empty());
    CHECK(story.act("riverside.teacher", "restore_pdsa_cycle", {{"id", id}}) == "not_yours");
    CHECK(story.act("riverside.mate", "restore_pdsa_cycle", {{"id", id}}).empty());
    expect_everyone_agrees(story);
}

TEST_CASE("[P6] observations carry the observer's time, and only the observer rewords them") {
    NetworkStory story;
    auto const id = story.plan_cycle();
    auto observe = [&](char const* by, std::string const& observation, std::int64_t at,
                       bool named = false) {
        return story.act(by, "create_observation",
                         {{"id", observation},
                          {"cycle", id},
                          {"at_ms", at},
                          {"text", "Two came late"},
                          {"names_a_person", named}});
    };
    auto const now = story.clock().now_ms();
    CHECK(observe("riverside.mate", "o1", now - 86'400'000).empty());
    CHECK(observe("riverside.mate", "o2", now + 5 * 60 * 1000).empty());
    CHECK(observe("riverside.mate", "o3", now + 5 * 60 * 1000 + 1) == "in_the_future");
    CHECK(observe("coach", "o4", now) == "not_yours");
    CHECK(observe("lakeside.teacher", "o5", now) == "not_found");
    CHECK(observe("riverside.teacher", "o6", now, true).empty());
    CHECK(story.record("observation", "o6").at("written_for") == "team");
    CHECK(edit(story, "riverside.teacher", "observation", "o1", {{"text", "x"}}) == "not_yours");
    CHECK(
        edit(story, "riverside.mate", "observation", "o1", {{"text", "Three came late"}}).empty());
    CHECK(story.act("riverside.teacher", "archive_observation", {{"id", "o1"}}) == "not_yours");
    CHECK(story.act("riverside.mate", "archive_observation", {{"id", "o1"}}).empty());
    CHECK(story.act("riverside.teacher", "restore_observation", {{"id", "o1"}}) == "not_yours");
    CHECK(story.act("riverside.mate", "restore_observation", {{"id", "o1"}}).empty());
    auto task = [&](char const* by, char const* name) {
        return story.act(by, "create_task",
                         {{"id", name}, {"cycle", id}, {"what", "Print cards"}, {"rank", "V"}});
    };
    CHECK(task("riverside.mate", "t1").empty());
    CHECK(task("coach", "t2") == "not_yours");
    CHECK(
        edit(story, "riverside.teacher", "task", "t1", {{"done", true}, {"who", "riverside_mate"}})
            .empty());
    CHECK(edit(story, "coach", "task", "t1", {{"done", false}}) == "not_yours");
    CHECK(story.act("coach", "archive_task", {{"id", "t1"}}) == "not_yours");
    CHECK(story.act("riverside.teacher", "archive_task", {{"id", "t1"}}).empty());
    CHECK(story.act("coach", "restore_task", {{"id", "t1"}}) == "not_yours");
    CHECK(story.act("riverside.teacher", "restore_task", {{"id", "t1"}}).empty());
    auto const question = only_question(story, id);
    CHECK(edit(story, "coach", "question", question, {{"text", "x"}}) == "not_yours");
    CHECK(story.act("coach", "create_question",
                    {{"id", "q9"}, {"cycle", id}, {"text", "x"}, {"rank", "V"}}) == "not_yours");
    CHECK(story.act("coach", "archive_question", {{"id", question}}) == "not_yours");
    CHECK(story.act("riverside.mate", "archive_question", {{"id", question}}).empty());
    CHECK(story.act("coach", "restore_question", {{"id", question}}) == "not_yours");
    CHECK(story.act("riverside.mate", "restore_question", {{"id", question}}).empty());
}

TEST_CASE("[P4] ramps belong to a team and test a change idea") {
    NetworkStory story;
    auto ramp = [&](char const* by, char const* id, char const* idea, char const* team) {
        return story.act(by, "create_ramp",
                         {{"id", id}, {"title", id}, {"change_idea", idea}, {"team", team}});
    };
    CHECK(ramp("riverside.teacher", "r1", "idea", "riverside_team").empty());
    CHECK(ramp("riverside.teacher", "r2", "primary", "riverside_team") == "wrong_link");
    CHECK(ramp("riverside.teacher", "r3", "idea", "lakeside_team") == "not_yours");
    CHECK(ramp("coach", "r4", "idea", "riverside_team") == "not_yours");
    CHECK(edit(story, "coach", "ramp", "r1", {{"title", "x"}}) == "not_yours");
    CHECK(edit(story, "riverside.mate", "ramp", "r1", {{"title", "Greeting"}}).empty());
    auto cycle = [&](char const* id, json more) {
        json args{{"id", id}, {"ramp", "r1"}, {"team", "riverside_team"}, {"title", id}};
        args.update(more);
        return story.act("riverside.teacher", "create_pdsa_cycle", args);
    };
    CHECK(cycle("c1", json::object()).empty());
    CHECK(cycle("c2", {{"builds_on", {"c1"}}}).empty());
    CHECK(story.record("pdsa_cycle", "c2").at("number") == 2);
    CHECK(cycle("c3", {{"builds_on", {"c3"}}}) == "not_found");
    CHECK(cycle("c4", {{"team", "oversight"}}) == "not_yours");
    CHECK(story.act("coach", "create_pdsa_cycle",
                    {{"id", "c5"}, {"ramp", "r1"}, {"team", "riverside_team"}, {"title", "x"}}) ==
          "not_yours");
    CHECK(edit(story, "coach", "pdsa_cycle", "c1", {{"title", "x"}}) == "not_yours");
    auto const other = story.plan_cycle();
    CHECK(story.act("riverside.teacher", "edit_pdsa_cycle",
                    {{"id", "c1"}, {"seen_revision", 1}, {"add", {{"builds_on", {other}}}}}) ==
          "wrong_link");
    CHECK(story
              .act("riverside.teacher", "edit_pdsa_cycle",
                   {{"id", "c1"}, {"seen_revision", 1}, {"add", {{"schools", {"elm", "oak"}}}}})
              .empty());
    CHECK(story
              .act("riverside.teacher", "edit_pdsa_cycle",
                   {{"id", "c1"}, {"seen_revision", 1}, {"remove", {{"schools", {"elm"}}}}})
              .empty());
    CHECK(story.record("pdsa_cycle", "c1").at("schools") == json::array({"oak"}));
    CHECK(story.act("riverside.teacher", "archive_ramp", {{"id", "r1"}}) == "still_used");
    for (auto const* id : {"c1", "c2"}) {
        REQUIRE(story.act("riverside.teacher", "archive_pdsa_cycle", {{"id", id}}).empty());
    }
    CHECK(story.act("coach", "archive_ramp", {{"id", "r1"}}) == "not_yours");
    CHECK(story.act("riverside.mate", "archive_ramp", {{"id", "r1"}}).empty());
    CHECK(story.act("coach", "restore_ramp", {{"id", "r1"}}) == "not_yours");
    CHECK(story.act("riverside.mate", "restore_ramp", {{"id", "r1"}}).empty());
}

TEST_CASE("[C4] what a role lets somebody do holds where they hold it, and nowhere else") {
    NetworkStory story;
    auto plan = [&](char const* by, char const* team) {
        return story.act(by, "plan_pdsa_cycle",
                         {{"id", story.fresh_id()},
                          {"team", team},
                          {"change_idea", "idea"},
                          {"what", "Try"},
                          {"prediction", "Yes"},
                          {"end_on", "2026-04-01"}});
    };
    // Everybody sits at the table of the whole network: three roles run cycles there.
    for (auto const* name :
         {"director", "facilitator", "advisor", "coach", "analyst", "manager", "riverside.lead",
          "riverside.principal", "riverside.teacher", "researcher", "observer"}) {
        auto const& member = story[name].member;
        REQUIRE(story
                    .act("facilitator", "create_team_membership",
                         {{"id", "at_" + member}, {"member", member}, {"team", "oversight"}})
                    .empty());
    }
    for (auto const* name : {"riverside.lead", "riverside.principal", "riverside.teacher"}) {
        INFO(name);
        CHECK(plan(name, "oversight").empty());
    }
    // No district stands behind such a team, so none is asked before its cycle is shared.
    auto const of_all = story.plan_cycle("riverside.teacher", {{"team", "oversight"}});
    CHECK(story.share("riverside.teacher", of_all, "network").empty());
    for (auto const* name : {"director", "facilitator", "advisor", "coach", "analyst", "manager",
                             "riverside.sponsor", "researcher", "observer"}) {
        INFO(name);
        CHECK(plan(name, "oversight") == "not_yours");
    }
    CHECK(plan("partner", "oversight") == "not_found");  // the idea is not theirs to see
    REQUIRE(story
                .act("director", "create_membership",
                     {{"id", "partner_observes"},
                      {"member", "partner"},
                      {"organization", "university"},
                      {"role", "observer"}})
                .empty());
    CHECK(plan("partner", "oversight") == "not_yours");
    // A teacher of Lakeside who visits Riverside's team reads there, and draws nothing for Riverside.
    REQUIRE(story
                .act("riverside.lead", "create_team_membership",
                     {{"id", "visit"}, {"member", "lakeside_teacher"}, {"team", "riverside_team"}})
                .empty());
    REQUIRE(story
                .act("riverside.lead", "create_membership",
                     {{"id", "guest"},
                      {"member", "lakeside_teacher"},
                      {"organization", "riverside"},
                      {"role", "observer"}})
                .empty());
    CHECK(plan("lakeside.teacher", "riverside_team") == "not_yours");
    CHECK(story.act("lakeside.teacher", "create_driver_diagram",
                    {{"id", "d"}, {"title", "D"}, {"owner", "riverside"}}) == "not_yours");
    CHECK(story
              .act("lakeside.teacher", "create_driver_diagram",
                   {{"id", "d"}, {"title", "D"}, {"owner", "lakeside"}})
              .empty());
    REQUIRE(story
                .act("riverside.lead", "edit_membership",
                     {{"id", "guest"}, {"seen_revision", 1}, {"set", {{"role", "team_member"}}}})
                .empty());
    CHECK(plan("lakeside.teacher", "riverside_team").empty());
    // An advisor from the university adds ideas; only one of the hub keeps the theory.
    REQUIRE(story
                .act("director", "edit_membership",
                     {{"id", "as_researcher"},
                      {"seen_revision", 1},
                      {"set", {{"role", "improvement_advisor"}}}})
                .empty());
    auto add = [&](char const* kind) {
        return story.act("researcher", "create_driver_node",
                         {{"id", story.fresh_id()},
                          {"diagram", "hub_diagram"},
                          {"node_kind", kind},
                          {"text", "x"},
                          {"rank", "V"}});
    };
    CHECK(add("change_idea").empty());
    CHECK(add("primary") == "not_yours");
    CHECK(story.act("researcher", "edit_charter",
                    {{"id", "charter"}, {"seen_revision", 1}, {"set", {{"why_now", "x"}}}}) ==
          "not_yours");
}

TEST_CASE("[C4] who has left the team keeps no hand in its cycles, not even in their own") {
    NetworkStory story;
    auto const id = story.plan_cycle();
    REQUIRE(
        story
            .act("riverside.teacher", "create_observation",
                 {{"id", "seen"}, {"cycle", id}, {"text", "26 of 30"}, {"at_ms", 1772442000000}})
            .empty());
    REQUIRE(story.share("riverside.teacher", id, "network").empty());
    REQUIRE(story.act("riverside.teacher", "end_team_membership", {{"id", "in_riverside_teacher"}})
                .empty());
    CHECK(story.act("riverside.teacher", "archive_pdsa_cycle", {{"id", id}}) == "not_yours");
    CHECK(story.act("riverside.teacher", "transfer_pdsa_cycle",
                    {{"id", id},
                     {"seen_revision", story.revision("pdsa_cycle", id)},
                     {"owner", "riverside_mate"}}) == "not_yours");
    CHECK(edit(story, "riverside.teacher", "observation", "seen", {{"text", "30 of 30"}}) ==
          "not_yours");
    CHECK(story.act("riverside.teacher", "archive_observation", {{"id", "seen"}}) == "not_yours");
}
