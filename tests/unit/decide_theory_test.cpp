#include <catch2/catch.hpp>

#include "tests/support/unit/network_story.hpp"

using namespace flywheel;
using namespace flywheel::testing;
using nlohmann::json;

namespace {

std::string add_node(NetworkStory& story, char const* by, char const* id, char const* kind,
                     char const* diagram = "hub_diagram") {
    return story.act(
        by, "create_driver_node",
        {{"id", id}, {"diagram", diagram}, {"node_kind", kind}, {"text", id}, {"rank", "V"}});
}
std::string add_link(NetworkStory& story, char const* by, char const* id, char const* source,
                     char const* target, char const* diagram = "hub_diagram") {
    return story.act(by, "create_driver_link",
                     {{"id", id}, {"diagram", diagram}, {"source", source}, {"target", target}});
}

}  // namespace

TEST_CASE("[T2] an aim is not published without number, measure, date and text; the former is kept "
          "with the reason") {
    NetworkStory story;
    CHECK(story.act("riverside.lead", "create_aim", {{"id", "a2"}}) == "not_yours");
    REQUIRE(story.act("advisor", "create_aim", {{"id", "a2"}}).empty());
    auto publish = [&](json more = json::object()) {
        json args{{"id", "a2"},
                  {"seen_revision", story.revision("aim", "a2")},
                  {"supersedes", "aim"},
                  {"reason", "It named the wrong year."}};
        args.update(more);
        return story.act("director", "publish_aim", args);
    };
    auto set = [&](json values) {
        return story.act(
            "facilitator", "edit_aim",
            {{"id", "a2"}, {"seen_revision", story.revision("aim", "a2")}, {"set", values}});
    };
    for (auto const& [field, value] :
         std::vector<std::pair<std::string, json>>{{"text", "90 % by 2028"},
                                                   {"how_much", 90},
                                                   {"measure", "reading check"},
                                                   {"by", "2028-06-15"}}) {
        CHECK(publish() == "aim_incomplete");
        CHECK(story.refusal().at("field") == field);
        REQUIRE(set({{field, value}}).empty());
    }
    CHECK(publish({{"reason", ""}}) == "needs_reason");
    CHECK(publish({{"seen_revision", 1}}) == "stale");
    CHECK(story.act("director", "publish_aim", {{"id", "a2"}, {"seen_revision", 5}}) == "missing");
    CHECK(story.act("riverside.lead", "publish_aim", {{"id", "a2"}, {"seen_revision", 5}}) ==
          "not_yours");
    REQUIRE(publish().empty());
    CHECK(story.record("aim", "a2").at("state") == "published");
    CHECK(story.record("aim", "aim").at("state") == "superseded");
    CHECK(story.record("aim", "aim").at("superseded_by") == "a2");
    CHECK(story.record("aim", "aim").at("reason") == "It named the wrong year.");
    CHECK(publish() == "wrong_state");
    CHECK(set({{"text", "easier"}}) == "wrong_state");
    CHECK(story.act("director", "archive_aim", {{"id", "a2"}}) == "wrong_state");
    CHECK(story.act("director", "edit_aim",
                    {{"id", "a2"}, {"seen_revision", 9}, {"set", {{"state", "draft"}}}}) ==
          "set_by_rule");
}

TEST_CASE("[T1] the charter and its causes are the hub's to keep; a sponsor answers for their own "
          "promise") {
    NetworkStory story;
    auto edit_charter = [&](char const* by) {
        return story.act(by, "edit_charter",
                         {{"id", "charter"},
                          {"seen_revision", 1},
                          {"set", {{"why_now", "Three districts asked."}}}});
    };
    CHECK(edit_charter("director").empty());
    CHECK(edit_charter("facilitator").empty());
    CHECK(edit_charter("advisor").empty());
    for (auto const* by : {"coach", "analyst", "manager", "riverside.lead", "riverside.teacher",
                           "researcher", "observer"}) {
        CHECK(edit_charter(by) == "not_yours");
    }
    CHECK(edit_charter("partner") == "not_found");
    CHECK(story.act("director", "create_charter", {{"id", "c2"}}) == "id_taken");
    CHECK(story.act("riverside.lead", "create_charter", {{"id", "c3"}}) == "not_yours");
    for (auto const* command : {"archive_root_cause", "restore_root_cause"}) {
        CHECK(story.act("riverside.lead", command, {{"id", "cause"}}) == "not_yours");
        CHECK(story.act("advisor", command, {{"id", "cause"}}).empty());
    }
    CHECK(story.act("riverside.lead", "create_root_cause",
                    {{"id", "rc"}, {"text", "x"}, {"rank", "W"}}) == "not_yours");
    CHECK(story.act("riverside.lead", "edit_root_cause",
                    {{"id", "cause"}, {"seen_revision", 3}, {"set", {{"text", "x"}}}}) ==
          "not_yours");
    auto keep = [&](char const* by, char const* state) {
        return story.act(by, "edit_sponsor_commitment",
                         {{"id", "promise"},
                          {"seen_revision", story.revision("sponsor_commitment", "promise")},
                          {"set", {{"state", state}}}});
    };
    CHECK(keep("riverside.sponsor", "kept").empty());
    CHECK(keep("director", "open").empty());
    CHECK(keep("riverside.lead", "kept") == "not_yours");
    CHECK(story.act("riverside.sponsor", "archive_sponsor_commitment", {{"id", "promise"}}) ==
          "not_yours");
    CHECK(story.act("director", "archive_sponsor_commitment", {{"id", "promise"}}).empty());
    CHECK(story.act("riverside.sponsor", "restore_sponsor_commitment", {{"id", "promise"}}) ==
          "not_yours");
    CHECK(story.act("director", "restore_sponsor_commitment", {{"id", "promise"}}).empty());
    CHECK(story.act("riverside.lead", "create_sponsor_commitment",
                    {{"id", "p2"}, {"organization", "riverside"}, {"text", "x"}, {"rank", "W"}}) ==
          "not_yours");
}

TEST_CASE("[T5] a link joins the right kinds, once, in one diagram, and closes no loop") {
    NetworkStory story;
    REQUIRE(add_node(story, "advisor", "s2", "secondary").empty());
    REQUIRE(add_node(story, "advisor", "s3", "secondary").empty());
    CHECK(add_link(story, "advisor", "l1", "the_aim", "primary") == "wrong_link");
    CHECK(add_link(story, "advisor", "l2", "primary", "primary") == "wrong_link");
    CHECK(add_link(story, "advisor", "l3", "secondary", "the_aim") == "wrong_link");
    CHECK(add_link(story, "advisor", "l4", "idea", "the_aim") == "wrong_link");
    CHECK(add_link(story, "advisor", "l5", "secondary", "idea") == "wrong_link");
    CHECK(add_link(story, "advisor", "l6", "idea", "primary").empty());
    CHECK(add_link(story, "advisor", "l7", "idea", "primary") == "duplicate_link");
    CHECK(add_link(story, "advisor", "l8", "s2", "secondary").empty());
    CHECK(add_link(story, "advisor", "l9", "s3", "s2").empty());
    CHECK(add_link(story, "advisor", "l10", "secondary", "s3") == "loop");
    CHECK(story.refusal().at("with").at("path") == "secondary > s3 > s2 > secondary");
    CHECK(add_link(story, "advisor", "l11", "secondary", "secondary") == "loop");
    CHECK(add_link(story, "advisor", "l12", "secondary", "nothing") == "not_found");
    // A link taken away and drawn the other way round cannot come back.
    REQUIRE(story.act("advisor", "archive_driver_link", {{"id", "l9"}}).empty());
    CHECK(add_link(story, "advisor", "l13", "secondary", "s3").empty());
    CHECK(story.act("advisor", "restore_driver_link", {{"id", "l9"}}) == "loop");
    CHECK(story.act("advisor", "edit_driver_link",
                    {{"id", "l8"}, {"seen_revision", 1}, {"set", {{"confidence", 11}}}}) ==
          "too_large");
    CHECK(story.act("advisor", "edit_driver_link",
                    {{"id", "l8"}, {"seen_revision", 1}, {"set", {{"source", "idea"}}}}) ==
          "fixed_once");
    CHECK(story
              .act("advisor", "edit_driver_link",
                   {{"id", "l8"}, {"seen_revision", 1}, {"set", {{"confidence", 10}}}})
              .empty());
}

TEST_CASE("[T4] under review a diagram is changed by its keepers alone; whoever sees it comments") {
    NetworkStory story;
    auto review = [&](std::string const& by, char const* diagram, bool begins,
                      std::string const& reason = "Before the convening") {
        return story.act(by, "review_driver_diagram",
                         {{"id", diagram},
                          {"seen_revision", story.revision("driver_diagram", diagram)},
                          {"in_review", begins},
                          {"reason", reason}});
    };
    for (auto const* by : {"coach", "riverside.lead", "riverside.teacher", "observer"}) {
        INFO(by);
        CHECK(review(by, "hub_diagram", true) == "not_yours");
    }
    CHECK(add_node(story, "riverside.teacher", "before", "change_idea").empty());
    CHECK(review("facilitator", "hub_diagram", false) == "wrong_state");
    CHECK(review("facilitator", "hub_diagram", true, "") == "needs_reason");
    CHECK(story.refusal().at("field") == "reason");
    REQUIRE(review("facilitator", "hub_diagram", true).empty());
    CHECK(review("director", "hub_diagram", true) == "wrong_state");
    CHECK(story.record("driver_diagram", "hub_diagram").at("review_reason") ==
          "Before the convening");
    // What districts add waits; what they added is as fixed as the rest.
    CHECK(add_node(story, "riverside.teacher", "during", "change_idea") == "not_yours");
    CHECK(story.act("riverside.teacher", "edit_driver_node",
                    {{"id", "before"}, {"seen_revision", 1}, {"set", {{"text", "x"}}}}) ==
          "not_yours");
    CHECK(story.act("riverside.teacher", "archive_driver_node", {{"id", "before"}}) == "not_yours");
    CHECK(add_link(story, "riverside.teacher", "l", "before", "primary") == "not_yours");
    CHECK(add_node(story, "advisor", "by_a_keeper", "primary").empty());
    CHECK(story
              .act("riverside.teacher", "create_comment",
                   {{"id", "said"},
                    {"about_kind", "driver_diagram"},
                    {"about_id", "hub_diagram"},
                    {"text", "Two boxes say the same"}})
              .empty());
    REQUIRE(review("advisor", "hub_diagram", false, "").empty());
    CHECK_FALSE(story.record("driver_diagram", "hub_diagram").contains("review_reason"));
    CHECK(add_node(story, "riverside.teacher", "during", "change_idea").empty());
    // A district's diagram is reviewed by its lead, though a teacher drew it.
    REQUIRE(story
                .act("riverside.teacher", "create_driver_diagram",
                     {{"id", "ours"}, {"title", "Ours"}, {"owner", "riverside"}})
                .empty());
    CHECK(review("riverside.teacher", "ours", true) == "not_yours");
    CHECK(review("director", "ours", true) == "not_found");
    REQUIRE(review("riverside.lead", "ours", true).empty());
    CHECK(add_node(story, "riverside.teacher", "n", "primary", "ours") == "not_yours");
    CHECK(story.act("riverside.teacher", "share_driver_diagram",
                    {{"id", "ours"}, {"seen_revision", 2}, {"shared_with", "hub"}}) == "not_yours");
    CHECK(add_node(story, "riverside.lead", "n", "primary", "ours").empty());
    REQUIRE(review("riverside.lead", "ours", false, "").empty());
    CHECK(add_node(story, "riverside.teacher", "m", "primary", "ours").empty());
    expect_everyone_agrees(story);
}

TEST_CASE(
    "[T4] on the hub's diagram districts add secondary drivers and ideas; the hub edits all") {
    NetworkStory story;
    CHECK(add_node(story, "riverside.teacher", "n1", "change_idea").empty());
    CHECK(add_node(story, "riverside.lead", "n2", "secondary").empty());
    CHECK(add_node(story, "riverside.principal", "n3", "change_idea").empty());
    CHECK(add_node(story, "riverside.teacher", "n4", "primary") == "not_yours");
    CHECK(add_node(story, "riverside.lead", "n5", "aim") == "not_yours");
    for (auto const* by :
         {"coach", "analyst", "manager", "riverside.sponsor", "researcher", "observer"}) {
        CHECK(add_node(story, by, "n6", "change_idea") == "not_yours");
    }
    CHECK(add_node(story, "partner", "n6", "change_idea") == "not_found");
    for (auto const* by : {"director", "facilitator", "advisor"}) {
        CHECK(add_node(story, by, (std::string("p_") + by).c_str(), "primary").empty());
    }
    auto edit = [&](char const* by, char const* id) {
        return story.act(by, "edit_driver_node",
                         {{"id", id}, {"seen_revision", 1}, {"set", {{"text", "Reworded"}}}});
    };
    CHECK(edit("lakeside.teacher", "n1").empty());
    CHECK(edit("lakeside.teacher", "primary") == "not_yours");
    CHECK(edit("observer", "n1") == "not_yours");
    CHECK(add_link(story, "riverside.teacher", "k1", "n1", "n2").empty());
    CHECK(add_link(story, "riverside.teacher", "k2", "p_advisor", "the_aim") == "not_yours");
    CHECK(story.act("observer", "archive_driver_link", {{"id", "k1"}}) == "not_yours");
    CHECK(story.act("observer", "edit_driver_link",
                    {{"id", "k1"}, {"seen_revision", 1}, {"set", {{"note", "x"}}}}) == "not_yours");
    auto state = [&](char const* by, char const* to, char const* reason) {
        return story.act(by, "set_driver_node_state",
                         {{"id", "n1"},
                          {"seen_revision", story.revision("driver_node", "n1")},
                          {"state", to},
                          {"reason", reason}});
    };
    CHECK(state("riverside.teacher", "parked", "") == "needs_reason");
    CHECK(state("observer", "parked", "x") == "not_yours");
    CHECK(state("riverside.teacher", "parked", "No time this term.").empty());
    CHECK(state("riverside.teacher", "in_play", "").empty());
    CHECK_FALSE(story.record("driver_node", "n1").contains("state_reason"));
    CHECK(story.act("riverside.teacher", "set_driver_node_state",
                    {{"id", "n1"}, {"seen_revision", 1}, {"state", "retired"}, {"reason", "x"}}) ==
          "stale");
    // A box takes its links along and brings them back.
    CHECK(story.act("observer", "archive_driver_node", {{"id", "n1"}}) == "not_yours");
    REQUIRE(story.act("riverside.teacher", "archive_driver_node", {{"id", "n1"}}).empty());
    CHECK(story.record("driver_link", "k1").contains("archived_at_ms"));
    CHECK(edit("riverside.teacher", "n1") == "archived");
    CHECK(story.act("observer", "restore_driver_node", {{"id", "n1"}}) == "not_yours");
    REQUIRE(story.act("riverside.teacher", "restore_driver_node", {{"id", "n1"}}).empty());
    CHECK_FALSE(story.record("driver_link", "k1").contains("archived_at_ms"));
    REQUIRE(story.act("riverside.teacher", "archive_driver_node", {{"id", "n1"}}).empty());
    story.clock().pass_days(31);
    CHECK(story.act("riverside.teacher", "restore_driver_node", {{"id", "n1"}}) == "not_found");
    CHECK(story.act("advisor", "edit_driver_node",
                    {{"id", "secondary"}, {"seen_revision", 1}, {"set", {{"aim", "aim"}}}}) ==
          "wrong_link");
    expect_everyone_agrees(story);
}

TEST_CASE(
    "[T9] a district draws its own diagram, its people edit it, and it shares it when it likes") {
    NetworkStory story;
    auto draw = [&](char const* by, char const* id, json more) {
        json args{{"id", id}, {"title", id}};
        args.update(more);
        return story.act(by, "create_driver_diagram", args);
    };
    CHECK(draw("riverside.teacher", "d1", {{"owner", "riverside"}, {"team", "riverside_team"}})
              .empty());
    CHECK(story.record("driver_diagram", "d1").at("shared_with") == "team");
    CHECK(draw("riverside.lead", "d2", {{"owner", "riverside"}}).empty());
    CHECK(story.record("driver_diagram", "d2").at("shared_with") == "district");
    CHECK(draw("riverside.outsider", "d3", {{"owner", "riverside"}, {"team", "riverside_team"}}) ==
          "not_yours");
    CHECK(draw("riverside.teacher", "d4", {{"owner", "lakeside"}}) == "not_yours");
    CHECK(draw("riverside.teacher", "d5", {{"owner", "lantern"}}) == "not_yours");
    CHECK(draw("director", "d6", {{"owner", "riverside"}}) == "not_yours");
    CHECK(draw("riverside.sponsor", "d7", {{"owner", "riverside"}}) == "not_yours");
    CHECK(draw("facilitator", "d8", {{"owner", "lantern"}}).empty());
    CHECK(story.record("driver_diagram", "d8").at("shared_with") == "network");
    CHECK(draw("riverside.mate", "d9", {{"owner", "elm"}, {"team", "riverside_team"}}) ==
          "not_yours");
    CHECK(add_node(story, "riverside.mate", "r1", "primary", "d1").empty());
    CHECK(add_node(story, "riverside.outsider", "r2", "change_idea", "d1") == "not_found");
    CHECK(add_node(story, "coach", "r3", "change_idea", "d1") == "not_yours");
    CHECK(add_node(story, "riverside.outsider", "r4", "primary", "d2").empty());
    CHECK(add_link(story, "riverside.mate", "x1", "r1", "the_aim", "d1") == "wrong_link");
    auto share = [&](char const* by, char const* id, char const* level) {
        return story.act(by, "share_driver_diagram",
                         {{"id", id},
                          {"seen_revision", story.revision("driver_diagram", id)},
                          {"shared_with", level}});
    };
    CHECK(share("riverside.mate", "d1", "network") == "not_yours");
    CHECK(share("riverside.lead", "d1", "network") == "not_found");
    CHECK(share("riverside.teacher", "d1", "district").empty());
    CHECK(share("riverside.lead", "d1", "network").empty());
    // What everybody may add to the hub's diagram they may not add to a district's.
    CHECK(add_node(story, "lakeside.teacher", "r6", "change_idea", "d1") == "not_yours");
    CHECK(share("director", "d1", "team") == "not_yours");
    CHECK(share("riverside.lead", "hub_diagram", "hub") == "not_yours");
    CHECK(share("facilitator", "hub_diagram", "hub").empty());
    CHECK(share("riverside.lead", "hub_diagram", "network") == "not_found");
    CHECK(story.act("riverside.teacher", "share_driver_diagram",
                    {{"id", "d1"}, {"seen_revision", 1}, {"shared_with", "team"}}) == "stale");
    CHECK(story.act("lakeside.lead", "edit_driver_diagram",
                    {{"id", "d1"}, {"seen_revision", 3}, {"set", {{"title", "x"}}}}) ==
          "not_yours");
    CHECK(story
              .act("riverside.mate", "edit_driver_diagram",
                   {{"id", "d1"}, {"seen_revision", 3}, {"set", {{"title", "Ours"}}}})
              .empty());
    CHECK(story.act("riverside.mate", "archive_driver_diagram", {{"id", "d1"}}) == "not_yours");
    CHECK(story.act("riverside.teacher", "archive_driver_diagram", {{"id", "d1"}}).empty());
    CHECK(add_node(story, "riverside.mate", "r5", "primary", "d1") == "not_found");
    CHECK(story.act("riverside.mate", "restore_driver_diagram", {{"id", "d1"}}) == "not_yours");
    CHECK(story.act("riverside.teacher", "restore_driver_diagram", {{"id", "d1"}}).empty());
    // Who drew it and has left the team since shares it no further.
    REQUIRE(story.act("riverside.teacher", "end_team_membership", {{"id", "in_riverside_teacher"}})
                .empty());
    CHECK(share("riverside.teacher", "d1", "public") == "not_yours");
    expect_everyone_agrees(story);
}
