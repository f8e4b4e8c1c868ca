#include <catch2/catch.hpp>
#include <set>

#include "server/domain/policy.hpp"
#include "server/domain/view.hpp"
#include "tests/support/unit/network_story.hpp"

using namespace flywheel;
using namespace flywheel::testing;
using nlohmann::json;

TEST_CASE("[C4] only the hub director changes the network itself") {
    NetworkStory story;
    for (auto const& name : NetworkStory::everybody()) {
        auto const code = story.act(name, "edit_network",
                                    {{"id", "nic"},
                                     {"seen_revision", story.revision("network", "nic")},
                                     {"set", {{"name", "By " + name}}}});
        INFO(name);
        if (name == "director") {
            CHECK(code.empty());
        } else if (name == "former") {
            CHECK(code == "not_found");
        } else {
            CHECK(code == "not_yours");
        }
    }
}

TEST_CASE("[C4] organisations: the hub adds them, a district's lead adds its schools, nobody makes "
          "a loop") {
    NetworkStory story;
    auto add = [&](char const* by, char const* id, char const* parent) {
        return story.act(
            by, "create_organization",
            {{"id", id}, {"name", id}, {"organization_kind", "school"}, {"parent", parent}});
    };
    CHECK(add("facilitator", "ash", "riverside").empty());
    CHECK(add("riverside.lead", "birch", "riverside").empty());
    CHECK(add("riverside.lead", "cedar", "lakeside") == "not_yours");
    CHECK(add("riverside.teacher", "dogwood", "riverside") == "not_yours");
    CHECK(add("advisor", "elder", "riverside") == "not_yours");
    CHECK(add("director", "ash", "riverside") == "id_taken");
    CHECK(add("director", "fir", "nowhere") == "not_found");
    auto move = [&](char const* by, char const* id, char const* to) {
        return story.act(by, "edit_organization",
                         {{"id", id},
                          {"seen_revision", story.revision("organization", id)},
                          {"set", {{"parent", to}}}});
    };
    CHECK(move("facilitator", "oak", "lakeside") == "not_yours");
    CHECK(move("riverside.lead", "oak", "lakeside") == "not_yours");
    CHECK(move("director", "riverside", "oak") == "loop");
    CHECK(story.refusal().at("with").at("path") == "riverside > oak > riverside");
    CHECK(move("director", "oak", "lakeside").empty());
    auto edit = [&](char const* by, char const* field, json value) {
        return story.act(by, "edit_organization",
                         {{"id", "riverside"}, {"seen_revision", 1}, {"set", {{field, value}}}});
    };
    CHECK(edit("riverside.lead", "setting", "urban").empty());
    CHECK(edit("facilitator", "setting", "rural").empty());
    CHECK(edit("lakeside.lead", "setting", "urban") == "not_yours");
    CHECK(edit("director", "sharing_needs_lead", true) == "not_yours");
    CHECK(edit("riverside.lead", "sharing_needs_lead", true).empty());
    CHECK(story.act("director", "edit_organization",
                    {{"id", "lantern"},
                     {"seen_revision", 1},
                     {"set", {{"organization_kind", "school"}}}}) == "wrong_state");
    CHECK(story.act("facilitator", "archive_organization", {{"id", "ash"}}) == "not_yours");
    CHECK(story.act("director", "archive_organization", {{"id", "riverside"}}) == "still_used");
    CHECK(story.act("director", "archive_organization", {{"id", "elm"}}) == "still_used");
    CHECK(story.act("director", "archive_organization", {{"id", "lantern"}}) == "still_used");
    CHECK(story.act("director", "archive_organization", {{"id", "ash"}}).empty());
    CHECK(story.act("facilitator", "restore_organization", {{"id", "ash"}}) == "not_yours");
    CHECK(story.act("director", "restore_organization", {{"id", "ash"}}).empty());
}

TEST_CASE("[C4] teams: a district's are its lead's, the network's are the hub's") {
    NetworkStory story;
    auto create = [&](char const* by, char const* id, json more) {
        json args{{"id", id}, {"name", id}};
        args.update(more);
        return story.act(by, "create_team", args);
    };
    CHECK(create("riverside.lead", "t1", {{"district", "riverside"}}).empty());
    CHECK(create("riverside.lead", "t2", {{"district", "lakeside"}}) == "not_yours");
    CHECK(create("riverside.lead", "t3", json::object()) == "not_yours");
    CHECK(create("facilitator", "t4", json::object()).empty());
    CHECK(create("director", "t5", {{"district", "elm"}}) == "wrong_link");
    auto rename = [&](char const* by, char const* id) {
        return story.act(by, "edit_team",
                         {{"id", id}, {"seen_revision", 1}, {"set", {{"name", "New"}}}});
    };
    CHECK(rename("director", "riverside_team") == "not_yours");
    CHECK(rename("riverside.teacher", "riverside_team") == "not_yours");
    CHECK(rename("riverside.lead", "riverside_team").empty());
    CHECK(rename("riverside.lead", "oversight") == "not_yours");
    CHECK(rename("facilitator", "oversight").empty());
    CHECK(story.act("riverside.lead", "archive_team", {{"id", "riverside_team"}}) == "still_used");
    CHECK(story.act("riverside.lead", "archive_team", {{"id", "t1"}}).empty());
    CHECK(story.act("director", "restore_team", {{"id", "t1"}}) == "not_yours");
    CHECK(story.act("riverside.lead", "restore_team", {{"id", "t1"}}).empty());
}

TEST_CASE("[C4] nobody gives a role above their own, nor one to themselves") {
    NetworkStory story;
    int n = 0;
    auto give = [&](char const* by, char const* member, char const* organization,
                    char const* role) {
        return story.act(by, "create_membership",
                         {{"id", "m" + std::to_string(++n)},
                          {"member", member},
                          {"organization", organization},
                          {"role", role}});
    };
    CHECK(give("riverside.lead", "observer", "elm", "team_member").empty());
    CHECK(give("riverside.lead", "observer", "pine", "team_member") == "not_yours");
    CHECK(give("riverside.lead", "observer", "lantern", "hub_director") == "not_yours");
    CHECK(give("riverside.lead", "observer", "riverside", "coach") == "not_yours");
    CHECK(give("facilitator", "observer", "lantern", "observer") == "not_yours");
    CHECK(give("director", "director", "elm", "team_member") == "not_yours");
    CHECK(give("director", "observer", "elm", "hub_director") == "wrong_link");
    CHECK(give("director", "observer", "lantern", "hub_facilitator").empty());
    CHECK(give("riverside.teacher", "observer", "elm", "observer") == "not_yours");
    // A lead gives the roles of a district, and none of the hub or of partners.
    auto const lead = viewer_of(story.state(), {"riverside_lead"});
    std::set<std::string> given;
    for (auto const& role : enum_names(Role{})) {
        if (may_give_role(lead, story.state(), {"riverside"}, *from_name<Role>(role))) {
            given.insert(std::string(role));
        }
    }
    CHECK(given == std::set<std::string>{"district_lead", "executive_sponsor", "observer",
                                         "school_lead", "team_member"});
    auto change = [&](char const* by, char const* id, char const* role) {
        return story.act(by, "edit_membership",
                         {{"id", id},
                          {"seen_revision", story.revision("membership", id)},
                          {"set", {{"role", role}}}});
    };
    CHECK(change("riverside.lead", "as_riverside_teacher", "school_lead").empty());
    CHECK(change("riverside.lead", "as_riverside_teacher", "analyst") == "not_yours");
    CHECK(change("riverside.lead", "as_coach", "observer") == "not_yours");
    CHECK(change("director", "as_director", "observer") == "last_director");
    // A role that is not theirs to give they do not take away either, not even for a lesser one.
    REQUIRE(story
                .act("director", "create_membership",
                     {{"id", "studies_us"},
                      {"member", "researcher"},
                      {"organization", "riverside"},
                      {"role", "researcher"}})
                .empty());
    CHECK(change("riverside.lead", "studies_us", "observer") == "not_yours");
    CHECK(story.act("riverside.lead", "edit_membership",
                    {{"id", "as_lakeside_teacher"},
                     {"seen_revision", 1},
                     {"set", {{"ends_on", "2027-01-01"}}}}) == "not_yours");
    CHECK(story.act("director", "edit_membership",
                    {{"id", "as_riverside_teacher"},
                     {"seen_revision", 1},
                     {"set", {{"role", "observer"}}}}) == "stale");
    CHECK(story.refusal().at("field") == "role");
    CHECK(story.act("director", "edit_membership",
                    {{"id", "as_observer"},
                     {"seen_revision", 1},
                     {"set", {{"starts_on", "2026-02-02"}, {"ends_on", "2026-02-01"}}}}) ==
          "too_small");
}

TEST_CASE(
    "[C4] memberships end by their holder, their lead or the director; never the last director's") {
    NetworkStory story;
    CHECK(story.act("director", "end_membership", {{"id", "as_director"}}) == "last_director");
    CHECK(story.act("director", "suspend_membership", {{"id", "as_director"}}) == "last_director");
    CHECK(story.act("lakeside.lead", "end_membership", {{"id", "as_riverside_mate"}}) ==
          "not_yours");
    CHECK(story.act("riverside.mate", "suspend_membership", {{"id", "as_riverside_mate"}}) ==
          "not_yours");
    CHECK(story.act("riverside.mate", "end_membership", {{"id", "as_riverside_mate"}}).empty());
    CHECK(story.record("membership", "as_riverside_mate").at("ends_on") == "2026-03-02");
    CHECK(story.act("riverside.lead", "end_membership", {{"id", "as_riverside_mate"}}) ==
          "wrong_state");
    CHECK(story.act("riverside.lead", "resume_membership", {{"id", "as_riverside_mate"}}).empty());
    CHECK(story.act("riverside.teacher", "end_team_membership", {{"id", "in_riverside_mate"}}) ==
          "not_yours");
    CHECK(story.act("director", "end_team_membership", {{"id", "in_riverside_mate"}}) ==
          "not_yours");
    CHECK(story.act("coach", "end_team_membership", {{"id", "in_coach"}}).empty());
    CHECK(
        story.act("riverside.lead", "end_team_membership", {{"id", "in_riverside_mate"}}).empty());
    auto join = [&](char const* by, char const* id, char const* member, char const* team) {
        return story.act(by, "create_team_membership",
                         {{"id", id}, {"member", member}, {"team", team}});
    };
    CHECK(join("director", "j1", "director", "riverside_team") == "not_yours");
    CHECK(join("riverside.lead", "j2", "riverside_outsider", "riverside_team").empty());
    CHECK(join("riverside.lead", "j3", "riverside_outsider", "riverside_team") == "id_taken");
    CHECK(join("facilitator", "j4", "researcher", "oversight").empty());
    CHECK(story
              .act("riverside.lead", "edit_team_membership",
                   {{"id", "j2"}, {"seen_revision", 1}, {"set", {{"ends_on", "2026-06-30"}}}})
              .empty());
    CHECK(story.act("facilitator", "edit_team_membership",
                    {{"id", "j2"}, {"seen_revision", 2}, {"set", {{"ends_on", "2026-07-30"}}}}) ==
          "not_yours");
}

TEST_CASE("[V1] a partner sees who sits at the same table, and no longer who has left it") {
    NetworkStory story;
    auto sees = [&](char const* kind, char const* id) {
        return View::may_see(story.state(), viewer_of(story.state(), {"partner"}),
                             {*kind_from_name(kind), id});
    };
    CHECK(sees("member", "riverside_sponsor"));
    CHECK_FALSE(sees("member", "researcher"));
    REQUIRE(story.act("riverside.sponsor", "end_team_membership", {{"id", "in_riverside_sponsor"}})
                .empty());
    CHECK_FALSE(sees("member", "riverside_sponsor"));
    CHECK_FALSE(sees("membership", "as_riverside_sponsor"));
    CHECK_FALSE(sees("team_membership", "in_riverside_sponsor"));
    // Themselves they always see.
    REQUIRE(story.act("partner", "end_team_membership", {{"id", "in_partner"}}).empty());
    CHECK(sees("member", "partner"));
    CHECK(sees("membership", "as_partner"));
}

TEST_CASE("[C4] people change their own name; their leads help") {
    NetworkStory story;
    auto rename = [&](char const* by, char const* who) {
        return story.act(by, "edit_member",
                         {{"id", who}, {"seen_revision", 1}, {"set", {{"name", "Ana"}}}});
    };
    CHECK(rename("riverside.teacher", "riverside_teacher").empty());
    CHECK(rename("riverside.lead", "riverside_teacher").empty());
    CHECK(rename("director", "riverside_teacher").empty());
    CHECK(rename("riverside.mate", "riverside_teacher") == "not_yours");
    CHECK(rename("lakeside.lead", "riverside_teacher") == "not_yours");
    auto add = [&](char const* by, char const* id) {
        return story.act(by, "create_member", {{"id", id}, {"name", "Bo"}});
    };
    CHECK(add("director", "b1").empty());
    CHECK(add("lakeside.lead", "b2").empty());
    CHECK(add("facilitator", "b3") == "not_yours");
    CHECK(add("riverside.principal", "b4") == "not_yours");
}

TEST_CASE("[V3] a role whose last day is over ends by itself, and its holder is shut out at once") {
    NetworkStory story;
    REQUIRE(
        story
            .act("riverside.lead", "edit_team_membership",
                 {{"id", "in_coach"}, {"seen_revision", 1}, {"set", {{"ends_on", "2026-03-03"}}}})
            .empty());
    auto const cycle = story.plan_cycle();
    story.connect_everybody();
    CHECK(story["coach"].replica.has("pdsa_cycle", cycle));
    story.clock().pass_days(1);
    story.floor().sweep();
    CHECK(story.record("team_membership", "in_coach").at("state") ==
          "active");  // the last day itself
    story.clock().pass_days(1);
    story.floor().sweep();
    CHECK(story.record("team_membership", "in_coach").at("state") == "ended");
    CHECK(story["coach"].replica.wants_snapshot);
    story.connect("coach");
    CHECK_FALSE(story["coach"].replica.has("pdsa_cycle", cycle));
    expect_everyone_agrees(story);
}

TEST_CASE("[C4] what the hub's people may do, role by role, as they hold it at the hub") {
    NetworkStory story;
    int n = 0;
    for (auto const* role : {"hub_director", "hub_facilitator", "improvement_advisor", "coach",
                             "analyst", "partnership_manager", "district_lead", "executive_sponsor",
                             "school_lead", "team_member", "researcher", "partner", "observer"}) {
        auto const membership = "hub_role_" + std::to_string(++n);
        // The university's observer gets the role at the hub, and loses it again.
        REQUIRE(story
                    .act("director", "create_membership",
                         {{"id", membership},
                          {"member", "observer"},
                          {"organization", "lantern"},
                          {"role", role}})
                    .empty());
        std::string const name = role;
        INFO(name);
        bool const keeps =
            name == "hub_director" || name == "hub_facilitator" || name == "improvement_advisor";
        bool const tends = name == "hub_director" || name == "hub_facilitator";
        bool const adds =
            keeps || name == "district_lead" || name == "school_lead" || name == "team_member";
        CHECK(story.act("observer", "edit_charter",
                        {{"id", "charter"}, {"seen_revision", 1}, {"set", {{"why_now", name}}}}) ==
              (keeps ? "" : "not_yours"));
        CHECK(story.act("observer", "create_team", {{"id", "team_" + name}, {"name", "x"}}) ==
              (tends ? "" : "not_yours"));
        CHECK(story.act("observer", "create_driver_node",
                        {{"id", "node_" + name},
                         {"diagram", "hub_diagram"},
                         {"node_kind", "change_idea"},
                         {"text", "x"},
                         {"rank", "V"}}) == (adds ? "" : "not_yours"));
        CHECK(story.act("observer", "create_driver_node",
                        {{"id", "primary_" + name},
                         {"diagram", "hub_diagram"},
                         {"node_kind", "primary"},
                         {"text", "x"},
                         {"rank", "V"}}) == (keeps ? "" : "not_yours"));
        CHECK(story.act("observer", "edit_network",
                        {{"id", "nic"}, {"seen_revision", 99}, {"set", {{"name", "x"}}}}) ==
              (name == "hub_director" ? "" : "not_yours"));
        REQUIRE(story.act("director", "end_membership", {{"id", membership}}).empty());
    }
    // The same role elsewhere is not the hub's.
    REQUIRE(story
                .act("director", "create_membership",
                     {{"id", "away"},
                      {"member", "analyst"},
                      {"organization", "university"},
                      {"role", "improvement_advisor"}})
                .empty());
    CHECK(story.act("analyst", "edit_charter",
                    {{"id", "charter"}, {"seen_revision", 1}, {"set", {{"why_now", "x"}}}}) ==
          "not_yours");
}

TEST_CASE("[H14] whose account somebody has in hand: all that person holds is theirs to give") {
    NetworkStory story;
    auto viewer = [&](char const* name) { return viewer_of(story.state(), {story[name].member}); };
    auto in_hand_of = [&](char const* actor) {
        std::set<std::string> found;
        for (auto const& name : NetworkStory::everybody()) {
            if (has_in_hand(viewer(actor), story.state(), {story[name].member})) {
                found.insert(name);
            }
        }
        return found;
    };
    std::set<std::string> administer;
    for (auto const& name : NetworkStory::everybody()) {
        if (administers(viewer(name.c_str()))) { administer.insert(name); }
    }
    CHECK(administer == std::set<std::string>{"director", "riverside.lead", "lakeside.lead"});

    std::set<std::string> const riverside{"riverside.lead",      "riverside.sponsor",
                                          "riverside.principal", "riverside.teacher",
                                          "riverside.mate",      "riverside.outsider"};
    CHECK(in_hand_of("riverside.lead") == riverside);
    CHECK(in_hand_of("lakeside.lead") ==
          std::set<std::string>{"lakeside.lead", "lakeside.teacher"});
    CHECK(in_hand_of("riverside.principal").empty());
    CHECK(in_hand_of("facilitator").empty());
    // Who left holds nothing, and is nobody's to look after; everybody else is the director's.
    auto everybody = NetworkStory::everybody();
    std::set<std::string> all(everybody.begin(), everybody.end());
    all.erase("former");
    CHECK(in_hand_of("director") == all);

    // A second role elsewhere, and they are nobody's but the hub's; suspended they stay whose they are.
    CHECK(story.act("director", "create_membership",
                    {{"id", "second"},
                     {"member", story["riverside.mate"].member},
                     {"organization", "pine"},
                     {"role", "team_member"}}) == "");
    CHECK_FALSE(in_hand_of("riverside.lead").count("riverside.mate") == 1);
    CHECK_FALSE(in_hand_of("lakeside.lead").count("riverside.mate") == 1);
    CHECK(story.act("director", "suspend_membership", {{"id", "second"}}) == "");
    CHECK_FALSE(in_hand_of("riverside.lead").count("riverside.mate") == 1);
    CHECK(in_hand_of("director").count("riverside.mate") == 1);
    CHECK(story.act("director", "end_membership", {{"id", "second"}}) == "");
    CHECK(in_hand_of("riverside.lead").count("riverside.mate") == 1);
    // Of two roles in one district, one above what its lead gives.
    CHECK(story.act("director", "create_membership",
                    {{"id", "third"},
                     {"member", story["riverside.teacher"].member},
                     {"organization", "riverside"},
                     {"role", "coach"}}) == "");
    CHECK_FALSE(in_hand_of("riverside.lead").count("riverside.teacher") == 1);
}
