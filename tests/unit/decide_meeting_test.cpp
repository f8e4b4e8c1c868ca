#include <catch2/catch.hpp>

#include "server/domain/policy.hpp"
#include "tests/support/unit/network_story.hpp"

using namespace flywheel;
using namespace flywheel::testing;
using nlohmann::json;

namespace {

constexpr char const* hub = "facilitator";
constexpr char const* teacher = "riverside.teacher";
constexpr char const* lakeside = "lakeside.teacher";

std::string meet(NetworkStory& story, std::string const& id, json more = json::object(),
                 std::string const& by = hub) {
    json args{{"id", id}, {"title", "Monthly"}, {"meeting_kind", "network"}, {"on", "2026-03-03"}};
    args.update(more);
    return story.act(by, "create_meeting", args);
}
std::string team_meeting(NetworkStory& story, std::string const& id, std::string const& team,
                         std::string const& by) {
    return meet(story, id, {{"meeting_kind", "team"}, {"team", team}}, by);
}
std::string item(NetworkStory& story, std::string const& by, std::string const& id,
                 std::string const& meeting, json more = json::object()) {
    json args{{"id", id},
              {"meeting", meeting},
              {"rank", "g"},
              {"title", "Hold or spread?"},
              {"item_kind", "decision"}};
    args.update(more);
    return story.act(by, "create_agenda_item", args);
}
std::string report(NetworkStory& story, std::string const& by, std::string const& id,
                   std::string const& meeting, std::string const& district) {
    return story.act(
        by, "create_district_report",
        {{"id", id}, {"meeting", meeting}, {"organization", district}, {"text", "Two began"}});
}
std::string decide_on(NetworkStory& story, std::string const& by, std::string const& id,
                      json more = json::object()) {
    json args{{"id", id}, {"text", "One more ramp"}, {"why", "One district so far"}};
    args.update(more);
    return story.act(by, "create_meeting_decision", args);
}
std::string agree(NetworkStory& story, std::string const& by, std::string const& id,
                  std::string const& owner, json more = json::object()) {
    json args{{"id", id}, {"text", "Visit Pine"}, {"owner", owner}, {"due", "2026-03-20"}};
    args.update(more);
    return story.act(by, "create_meeting_action", args);
}
std::string edit(NetworkStory& story, std::string const& by, std::string const& kind,
                 std::string const& id, json changes) {
    json args{{"id", id}, {"seen_revision", story.revision(kind, id)}};
    args.update(changes);
    return story.act(by, "edit_" + kind, args);
}
std::string advance(NetworkStory& story, std::string const& by, std::string const& id,
                    std::string const& to) {
    return story.act(by, "advance_meeting",
                     {{"id", id}, {"seen_revision", story.revision("meeting", id)}, {"to", to}});
}
std::string finish(NetworkStory& story, std::string const& by, std::string const& id,
                   std::string const& to, std::string const& reason = {}) {
    json args{{"id", id}, {"to", to}};
    if (!reason.empty()) { args["reason"] = reason; }
    return story.act(by, "finish_action", args);
}
std::string field_of(NetworkStory& story) { return story.refusal().value("field", std::string{}); }
bool sees(NetworkStory& story, std::string const& who, char const* kind, std::string const& id) {
    auto const* kept = story.state().find(*kind_from_name(kind), id);
    return holds(audience_of(kept->stored, story.state()),
                 viewer_of(story.state(), {story[who].member}));
}

// The item that the rule put on the agenda.
std::string opening_of(NetworkStory& story, std::string const& meeting) {
    std::string found;
    story.state().each_below<AgendaItem>({kind_of<Meeting>(), meeting},
                                         [&](AgendaItem const& each, Meta const&) {
                                             if (each.item_kind == ItemKind::DistrictReport) {
                                                 found = each.id.text;
                                             }
                                         });
    return found;
}
void go_to(NetworkStory& story, std::string const& meeting, std::string const& state) {
    REQUIRE(edit(story, hub, "agenda_item", opening_of(story, meeting),
                 {{"set", {{"outcome_wanted", "Everybody knows"}}}})
                .empty());
    for (auto const* to : {"agenda_published", "live", "closed"}) {
        REQUIRE(advance(story, hub, meeting, to).empty());
        if (to == state) { return; }
    }
}

}  // namespace

TEST_CASE("[N1] the hub calls the network's meetings, and a team, its lead or the hub the team's") {
    NetworkStory story;
    REQUIRE(meet(story, "monthly").empty());
    REQUIRE(meet(story, "by_director", json::object(), "director").empty());
    for (auto const* by :
         {"advisor", "coach", "riverside.lead", teacher, "researcher", "partner", "observer"}) {
        INFO(by);
        CHECK(meet(story, "no", json::object(), by) == "not_yours");
        CHECK(edit(story, by, "meeting", "monthly", {{"set", {{"title", "Ours"}}}}) != "");
    }
    for (auto const* by : {"coach", "riverside.lead", teacher, "riverside.mate"}) {
        INFO(by);
        CHECK(team_meeting(story, std::string("by_") + story[by].member, "riverside_team", by)
                  .empty());
    }
    for (auto const* by : {hub, "director", "riverside.outsider", "riverside.principal", lakeside,
                           "lakeside.lead", "observer"}) {
        INFO(by);
        CHECK(team_meeting(story, "no", "riverside_team", by) == "not_yours");
    }
    CHECK(team_meeting(story, "of_oversight", "oversight", "director").empty());
    CHECK(team_meeting(story, "by_union", "oversight", "partner").empty());
    CHECK(edit(story, lakeside, "meeting", "by_riverside_teacher", {{"set", {{"title", "No"}}}}) ==
          "not_found");
    CHECK(edit(story, "riverside.lead", "meeting", "by_riverside_teacher",
               {{"set", {{"title", "Ours"}}}})
              .empty());
    CHECK(story.act(lakeside, "archive_meeting", {{"id", "by_coach"}}) == "not_found");
    REQUIRE(story.act(teacher, "archive_meeting", {{"id", "by_coach"}}).empty());
    CHECK(story.act("coach", "restore_meeting", {{"id", "by_coach"}}).empty());
    expect_everyone_agrees(story);
}

TEST_CASE("[N1] a team's meeting and all that lies with it stay in the team, its lead apart") {
    NetworkStory story;
    story.connect_everybody();
    REQUIRE(team_meeting(story, "talk", "riverside_team", teacher).empty());
    REQUIRE(item(story, teacher, "look", "talk").empty());
    REQUIRE(report(story, "riverside.lead", "report", "talk", "riverside").empty());
    REQUIRE(decide_on(story, teacher, "decision", {{"meeting", "talk"}}).empty());
    REQUIRE(agree(story, teacher, "action", "riverside_mate", {{"meeting", "talk"}}).empty());
    for (auto const* kind_and_id : {"meeting talk", "agenda_item look", "district_report report",
                                    "meeting_decision decision", "meeting_action action"}) {
        std::string const both = kind_and_id;
        auto const kind = both.substr(0, both.find(' '));
        auto const id = both.substr(both.find(' ') + 1);
        for (auto const* who : {teacher, "riverside.mate", "coach", "riverside.lead"}) {
            INFO(both << " " << who);
            CHECK(sees(story, who, kind.c_str(), id));
        }
        for (auto const* who :
             {"director", hub, "riverside.sponsor", "riverside.outsider", "riverside.principal",
              lakeside, "lakeside.lead", "researcher", "partner", "observer", "former"}) {
            INFO(both << " " << who);
            CHECK_FALSE(sees(story, who, kind.c_str(), id));
        }
    }
    CHECK(story[lakeside].replica.transcript.find("talk") == std::string::npos);
    // A facilitator from outside is let in by being named.
    REQUIRE(
        edit(story, teacher, "meeting", "talk", {{"set", {{"facilitator", "advisor"}}}}).empty());
    CHECK(sees(story, "advisor", "meeting_decision", "decision"));
    CHECK(edit(story, "advisor", "meeting", "talk", {{"set", {{"title", "Better"}}}}).empty());
    CHECK(edit(story, teacher, "meeting", "talk", {{"set", {{"facilitator", "observer"}}}}) ==
          "wrong_link");
    REQUIRE(edit(story, teacher, "meeting", "talk", {{"clear", {"facilitator"}}}).empty());
    CHECK_FALSE(sees(story, "advisor", "meeting_decision", "decision"));
    expect_everyone_agrees(story);
}

TEST_CASE("[N2] meetings of the network open with the districts' reports, which stay first") {
    NetworkStory story;
    for (auto const* kind : {"network", "partnership", "executive", "team", "other"}) {
        INFO(kind);
        REQUIRE(meet(story, kind, {{"meeting_kind", kind}}).empty());
        bool const opens = std::string(kind) != "team" && std::string(kind) != "other";
        CHECK(opening_of(story, kind).empty() != opens);
    }
    auto const opening = opening_of(story, "network");
    CHECK(edit(story, hub, "agenda_item", opening, {{"set", {{"rank", "z"}}}}) == "set_by_rule");
    CHECK(story.act(hub, "archive_agenda_item", {{"id", opening}}) == "set_by_rule");
    CHECK(item(story, hub, "no", "network", {{"item_kind", "district_report"}}) ==
          "duplicate_link");
    REQUIRE(item(story, hub, "asked", "team", {{"item_kind", "district_report"}}).empty());
    CHECK(story.act(hub, "archive_agenda_item", {{"id", "asked"}}).empty());
    REQUIRE(item(story, hub, "anew", "team", {{"item_kind", "district_report"}}).empty());
    CHECK(story.act(hub, "restore_agenda_item", {{"id", "asked"}}) == "duplicate_link");
    CHECK(edit(story, hub, "meeting", "team", {{"set", {{"meeting_kind", "network"}}}}) ==
          "fixed_once");
    expect_everyone_agrees(story);
}

TEST_CASE("[N2] an item says what it is about, is led by who takes part, and there are forty") {
    NetworkStory story;
    REQUIRE(meet(story, "monthly").empty());
    CHECK(
        story.act(hub, "create_agenda_item",
                  {{"id", "no"}, {"meeting", "monthly"}, {"rank", "b"}, {"item_kind", "review"}}) ==
        "missing");
    CHECK(field_of(story) == "title");
    CHECK(item(story, hub, "no", "monthly", {{"lead", "observer"}}) == "wrong_link");
    CHECK(item(story, hub, "no", "monthly", {{"lead", "partner"}}) == "wrong_link");
    CHECK(item(story, hub, "no", "monthly", {{"minutes", 241}}) == "too_large");
    CHECK(item(story, teacher, "no", "monthly") == "not_yours");
    for (int i = 1; i < 40; ++i) {
        REQUIRE(item(story, hub, "item_" + std::to_string(i), "monthly").empty());
    }
    CHECK(item(story, hub, "no", "monthly") == "too_many");
    CHECK(edit(story, hub, "agenda_item", "item_1", {{"clear", {"title"}}}) == "missing");
    REQUIRE(story.act(hub, "archive_agenda_item", {{"id", "item_1"}}).empty());
    REQUIRE(item(story, hub, "item_40", "monthly").empty());
    CHECK(story.act(hub, "restore_agenda_item", {{"id", "item_1"}}) == "too_many");
}

TEST_CASE("[N2] what an item or a decision is about and the viewer may not see is not named") {
    NetworkStory story;
    story.connect_everybody();
    REQUIRE(meet(story, "monthly", {{"facilitator", "coach"}}).empty());
    auto const cycle = story.plan_cycle();
    REQUIRE(story
                .act("riverside.mate", "create_support_request",
                     {{"id", "help"}, {"request_kind", "peer"}, {"topic", "Visits"}})
                .empty());
    REQUIRE(item(story, "coach", "look", "monthly", {{"cycles", {cycle}}}).empty());
    REQUIRE(edit(story, hub, "agenda_item", "look",
                 {{"add", {{"support_requests", {"help"}}, {"change_ideas", {"idea"}}}}})
                .empty());
    REQUIRE(
        decide_on(story, "coach", "held", {{"meeting", "monthly"}, {"cycles", {cycle}}}).empty());
    expect_everyone_agrees(story);
    auto const told = [&](char const* who, std::string const& what) {
        return story[who].replica.transcript.find(what) != std::string::npos;
    };
    CHECK_FALSE(told("lakeside.teacher", cycle));
    CHECK_FALSE(told("lakeside.teacher", "help\""));
    // Nobody takes out what they do not see.
    REQUIRE(edit(story, hub, "agenda_item", "look", {{"remove", {{"cycles", {cycle}}}}}).empty());
    CHECK(story.record("agenda_item", "look").at("cycles") == json::array({cycle}));
    // Nor do they learn that it stands there by adding it: it answers like one that does not exist.
    CHECK(edit(story, hub, "meeting_decision", "held", {{"add", {{"cycles", {cycle}}}}}) ==
          "not_found");
    REQUIRE(story.share(teacher, cycle, "network").empty());
    CHECK(told("lakeside.teacher", cycle));
    expect_everyone_agrees(story);
}

TEST_CASE(
    "[N3] an agenda is published with outcomes, the meeting begins, is closed and corrected") {
    NetworkStory story;
    REQUIRE(meet(story, "monthly").empty());
    REQUIRE(meet(story, "other", {{"meeting_kind", "other"}}).empty());
    CHECK(advance(story, hub, "other", "agenda_published") == "missing");
    CHECK(field_of(story) == "agenda");
    CHECK(advance(story, hub, "monthly", "agenda_published") == "missing");
    CHECK(field_of(story) == "outcome_wanted");
    CHECK(story.refusal().at("with").at("item") == opening_of(story, "monthly"));
    CHECK(advance(story, hub, "monthly", "live") == "wrong_state");
    CHECK(advance(story, teacher, "monthly", "agenda_published") == "not_yours");
    go_to(story, "monthly", "live");
    CHECK(advance(story, hub, "monthly", "scheduled") == "wrong_state");
    CHECK(story.act(hub, "advance_meeting",
                    {{"id", "monthly"}, {"seen_revision", 1}, {"to", "closed"}}) == "stale");
    REQUIRE(advance(story, hub, "monthly", "closed").empty());
    CHECK(edit(story, hub, "meeting", "monthly", {{"set", {{"title", "Later"}}}}) == "wrong_state");
    CHECK(item(story, hub, "late", "monthly") == "wrong_state");
    CHECK(edit(story, hub, "agenda_item", opening_of(story, "monthly"),
               {{"set", {{"result", "Late"}}}}) == "wrong_state");
    CHECK(report(story, "riverside.lead", "late", "monthly", "riverside") == "wrong_state");
    CHECK(
        edit(story, teacher, "meeting", "monthly", {{"set", {{"notes", "We all spoke"}}}}).empty());
    CHECK(decide_on(story, hub, "minuted", {{"meeting", "monthly"}}).empty());
    REQUIRE(advance(story, hub, "monthly", "live").empty());
    CHECK(item(story, hub, "late", "monthly").empty());
    CHECK(edit(story, hub, "meeting", "monthly", {{"set", {{"begins", "24:00"}}}}) ==
          "not_well_formed");
    CHECK(field_of(story) == "begins");
    for (auto const* time : {"9:30", "12:60", "12-30", "ab:cd"}) {
        INFO(time);
        CHECK(edit(story, hub, "meeting", "monthly", {{"set", {{"begins", time}}}}) != "");
    }
    CHECK(edit(story, hub, "meeting", "monthly", {{"set", {{"begins", "23:59"}}}}).empty());
}

TEST_CASE("[N4] all but observers take notes and say for themselves that they were there") {
    NetworkStory story;
    REQUIRE(meet(story, "monthly").empty());
    CHECK(edit(story, lakeside, "meeting", "monthly",
               {{"write", {{"notes", json::array({json::array({0, "All reported"})})}}}})
              .empty());
    CHECK(edit(story, teacher, "meeting", "monthly",
               {{"add", {{"present", {"riverside_teacher"}}, {"spoke", {"riverside_teacher"}}}}})
              .empty());
    CHECK(
        edit(story, teacher, "meeting", "monthly", {{"remove", {{"spoke", {"riverside_teacher"}}}}})
            .empty());
    CHECK(edit(story, lakeside, "meeting", "monthly",
               {{"add", {{"present", {"riverside_mate"}}}}}) == "not_yours");
    CHECK(edit(story, lakeside, "meeting", "monthly",
               {{"remove", {{"present", {"riverside_teacher"}}}}}) == "not_yours");
    CHECK(edit(story, lakeside, "meeting", "monthly", {{"set", {{"norms", "Mine"}}}}) ==
          "not_yours");
    CHECK(edit(story, "observer", "meeting", "monthly", {{"set", {{"notes", "I"}}}}) ==
          "not_yours");
    CHECK(edit(story, "observer", "meeting", "monthly", {{"add", {{"present", {"observer"}}}}}) ==
          "not_yours");
    CHECK(edit(story, hub, "meeting", "monthly", {{"add", {{"present", {"riverside_mate"}}}}})
              .empty());
    CHECK(story.record("meeting", "monthly").at("notes") == "All reported");
    expect_everyone_agrees(story);
}

TEST_CASE("[N5] a district's own people write its one report for a meeting") {
    NetworkStory story;
    REQUIRE(meet(story, "monthly").empty());
    for (auto const* by :
         {hub, "director", lakeside, "coach", "researcher", "riverside.outsider"}) {
        INFO(by);
        CHECK(report(story, by, "no", "monthly", "riverside") == "not_yours");
    }
    CHECK(report(story, "riverside.lead", "no", "monthly", "elm") == "wrong_link");
    REQUIRE(report(story, teacher, "ours", "monthly", "riverside").empty());
    CHECK(report(story, "riverside.lead", "no", "monthly", "riverside") == "duplicate_link");
    CHECK(report(story, "lakeside.lead", "theirs", "monthly", "lakeside").empty());
    CHECK(edit(story, "riverside.lead", "district_report", "ours", {{"set", {{"asks", "A visit"}}}})
              .empty());
    CHECK(edit(story, hub, "district_report", "ours", {{"set", {{"asks", "Nothing"}}}}) ==
          "not_yours");
    REQUIRE(story.act(teacher, "archive_district_report", {{"id", "ours"}}).empty());
    REQUIRE(report(story, "riverside.lead", "anew", "monthly", "riverside").empty());
    CHECK(story.act(teacher, "restore_district_report", {{"id", "ours"}}) == "duplicate_link");
    expect_everyone_agrees(story);
}

TEST_CASE("[N6] a decision says why, and is kept or changed when it is looked at again") {
    NetworkStory story;
    REQUIRE(meet(story, "monthly").empty());
    CHECK(story.act(hub, "create_meeting_decision", {{"id", "no"}, {"text", "So"}}) == "missing");
    CHECK(field_of(story) == "why");
    CHECK(decide_on(story, teacher, "no", {{"meeting", "monthly"}}) == "not_yours");
    CHECK(decide_on(story, teacher, "no") == "not_yours");
    REQUIRE(
        decide_on(story, hub, "d", {{"meeting", "monthly"}, {"review_on", "2026-04-01"}}).empty());
    auto review = [&](char const* by, char const* to, json more = json::object()) {
        json args{{"id", "d"}, {"to", to}, {"why", "It works"}};
        args.update(more);
        return story.act(by, "review_decision", args);
    };
    CHECK(review(teacher, "kept") == "not_yours");
    CHECK(review(hub, "made") == "wrong_state");
    CHECK(story.act(hub, "review_decision", {{"id", "d"}, {"to", "kept"}}) == "missing");
    REQUIRE(review(hub, "kept", {{"review_on", "2026-06-01"}}).empty());
    CHECK(story.record("meeting_decision", "d").at("review_on") == "2026-06-01");
    CHECK(review(hub, "changed", {{"review_on", "2026-07-01"}}) == "wrong_state");
    REQUIRE(review("director", "changed").empty());
    CHECK_FALSE(story.record("meeting_decision", "d").contains("review_on"));
    CHECK(review(hub, "kept") == "wrong_state");
    REQUIRE(decide_on(story, "director", "of_the_hub").empty());
    CHECK(sees(story, "observer", "meeting_decision", "of_the_hub"));
    CHECK_FALSE(sees(story, "partner", "meeting_decision", "of_the_hub"));
    expect_everyone_agrees(story);
}

TEST_CASE("[N7] an action has an owner who takes part, who finishes it; dropping it has a reason") {
    NetworkStory story;
    REQUIRE(meet(story, "monthly").empty());
    REQUIRE(team_meeting(story, "talk", "riverside_team", teacher).empty());
    CHECK(agree(story, hub, "no", "observer", {{"meeting", "monthly"}}) == "wrong_link");
    CHECK(agree(story, teacher, "no", "director", {{"meeting", "talk"}}) == "wrong_link");
    CHECK(field_of(story) == "owner");
    CHECK(agree(story, teacher, "no", "riverside_teacher", {{"meeting", "monthly"}}) ==
          "not_yours");
    REQUIRE(agree(story, hub, "visit", "riverside_mate", {{"meeting", "monthly"}}).empty());
    CHECK(finish(story, teacher, "visit", "done") == "not_yours");
    CHECK(finish(story, "riverside.mate", "visit", "open") == "wrong_state");
    CHECK(finish(story, "riverside.mate", "visit", "dropped") == "needs_reason");
    REQUIRE(finish(story, "riverside.mate", "visit", "done").empty());
    CHECK(finish(story, hub, "visit", "dropped", "No") == "wrong_state");
    REQUIRE(finish(story, "riverside.mate", "visit", "open", "Half").empty());
    REQUIRE(finish(story, hub, "visit", "dropped", "They came to us").empty());
    CHECK(story.record("meeting_action", "visit").at("state_reason") == "They came to us");
    CHECK(
        edit(story, "riverside.mate", "meeting_action", "visit", {{"set", {{"due", "2026-04-01"}}}})
            .empty());
    CHECK(edit(story, hub, "meeting_action", "visit", {{"set", {{"owner", "observer"}}}}) ==
          "wrong_link");
    CHECK(story.act("riverside.mate", "archive_meeting_action", {{"id", "visit"}}) == "not_yours");
    // Outside of meetings: for oneself, or by the hub.
    CHECK(agree(story, lakeside, "own", "lakeside_teacher").empty());
    CHECK(agree(story, lakeside, "no", "riverside_mate") == "not_yours");
    CHECK(agree(story, hub, "asked", "lakeside_teacher").empty());
    CHECK(agree(story, "observer", "no", "observer") == "not_yours");
    CHECK(story.act(lakeside, "archive_meeting_action", {{"id", "own"}}).empty());
    CHECK(story.act(lakeside, "restore_meeting_action", {{"id", "own"}}).empty());
    // Who has come to read along neither takes back what they noted nor finishes what they own.
    REQUIRE(edit(story, "director", "membership", "as_lakeside_teacher",
                 {{"set", {{"role", "observer"}}}})
                .empty());
    CHECK(story.act(lakeside, "archive_meeting_action", {{"id", "own"}}) == "not_yours");
    CHECK(finish(story, lakeside, "asked", "done") == "not_yours");
    expect_everyone_agrees(story);
}

TEST_CASE("[N1] who only reads along calls no meeting of their team; who keeps one settles what is "
          "said of it") {
    NetworkStory story;
    REQUIRE(story
                .act("riverside.lead", "create_team_membership",
                     {{"id", "reads"}, {"team", "riverside_team"}, {"member", "observer"}})
                .empty());
    CHECK(team_meeting(story, "no", "riverside_team", "observer") == "not_yours");
    REQUIRE(team_meeting(story, "m", "riverside_team", teacher).empty());
    REQUIRE(story
                .act(teacher, "create_comment",
                     {{"id", "said"},
                      {"about_kind", "meeting"},
                      {"about_id", "m"},
                      {"text", "Shall we meet at Elm?"}})
                .empty());
    CHECK(story.act("observer", "resolve_comment", {{"id", "said"}}) == "not_yours");
    CHECK(story.act("riverside.lead", "resolve_comment", {{"id", "said"}}).empty());
    expect_everyone_agrees(story);
}
