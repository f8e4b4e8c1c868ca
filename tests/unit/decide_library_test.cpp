#include <catch2/catch.hpp>

#include "server/domain/policy.hpp"
#include "server/room/transfer.hpp"
#include "tests/support/unit/network_story.hpp"

using namespace flywheel;
using namespace flywheel::testing;
using nlohmann::json;

namespace {

constexpr char const* teacher = "riverside.teacher";
constexpr char const* principal = "riverside.principal";

std::string write_protocol(NetworkStory& story, std::string const& id, json more = json::object(),
                           std::string const& by = teacher) {
    json args{{"id", id}, {"title", "Greeting"}, {"purpose", "A calm start"}};
    args.update(more);
    return story.act(by, "create_change_protocol", args);
}
std::string draft(NetworkStory& story, std::string const& id, std::string const& protocol,
                  json more = json::object(), std::string const& by = teacher) {
    json args{{"id", id}, {"protocol", protocol}, {"steps", "Stand at the door"}};
    args.update(more);
    return story.act(by, "create_protocol_version", args);
}
std::string edit(NetworkStory& story, std::string const& by, std::string const& kind,
                 std::string const& id, json changes) {
    json args{{"id", id}, {"seen_revision", story.revision(kind, id)}};
    args.update(changes);
    return story.act(by, "edit_" + kind, args);
}
std::string advance(NetworkStory& story, std::string const& by, std::string const& kind,
                    std::string const& id, std::string const& to, json more = json::object()) {
    json args{{"id", id}, {"seen_revision", story.revision(kind, id)}, {"to", to}};
    args.update(more);
    return story.act(by, "advance_" + kind, args);
}
std::string share(NetworkStory& story, std::string const& by, std::string const& kind,
                  std::string const& id, std::string const& level) {
    return story.act(
        by, "share_" + kind,
        {{"id", id}, {"seen_revision", story.revision(kind, id)}, {"shared_with", level}});
}
// A protocol "p" of the Riverside team with a version "v1" in testing.
void publish_one(NetworkStory& story) {
    REQUIRE(write_protocol(story, "p", {{"team", "riverside_team"}}).empty());
    REQUIRE(draft(story, "v1", "p").empty());
    REQUIRE(advance(story, teacher, "protocol_version", "v1", "testing").empty());
}
std::string adopt(NetworkStory& story, std::string const& by, std::string const& id,
                  std::string const& site, json more = json::object()) {
    json args{{"id", id}, {"version", "v1"}, {"organization", site}};
    args.update(more);
    return story.act(by, "create_adoption", args);
}
std::string field_of(NetworkStory& story) { return story.refusal().value("field", std::string{}); }

}  // namespace

TEST_CASE("[L1] whoever adds to the theory writes a protocol, and is one of its authors") {
    NetworkStory story;
    for (auto const* by : {"director", "advisor", "riverside.lead", "riverside.principal",
                           "riverside.outsider", "lakeside.teacher"}) {
        INFO(by);
        auto const id = "by_" + story[by].member;
        CHECK(write_protocol(story, id, json::object(), by).empty());
        CHECK(story.record("change_protocol", id).at("authors") == json{story[by].member});
    }
    for (auto const* by :
         {"coach", "analyst", "riverside.sponsor", "researcher", "partner", "observer"}) {
        INFO(by);
        CHECK(write_protocol(story, "no", json::object(), by) == "not_yours");
    }
    CHECK(write_protocol(story, "no", {{"team", "riverside_team"}}, "lakeside.teacher") ==
          "not_yours");
    CHECK(write_protocol(story, "of_team", {{"team", "riverside_team"}}, "advisor").empty());
    CHECK(write_protocol(story, "no", {{"change_ideas", {"the_aim"}}}) == "wrong_link");
    CHECK(field_of(story) == "change_ideas");
    CHECK(write_protocol(story, "no", {{"shared_with", "public"}}) == "set_by_rule");
    CHECK(write_protocol(story, "no", {{"licence", "mine"}}) == "not_a_choice");
    // As many authors as fit, and the creator on top.
    json many = json::array();
    for (int i = 0; i < 50; ++i) {
        auto const id = "member_" + std::to_string(i);
        REQUIRE(story.act("director", "create_member", {{"id", id}, {"name", id}}).empty());
        many.push_back(id);
    }
    CHECK(write_protocol(story, "no", {{"authors", many}}) == "too_many");
    CHECK(field_of(story) == "authors");
}

TEST_CASE("[L1] authors and the hub's keepers write the drafts; what others brought is theirs") {
    NetworkStory story;
    REQUIRE(write_protocol(story, "p").empty());
    REQUIRE(draft(story, "v1", "p").empty());
    REQUIRE(draft(story, "theirs", "p", json::object(), "lakeside.teacher").empty());
    json const words{{"set", {{"materials", "Names"}}}};
    CHECK(edit(story, "advisor", "protocol_version", "v1", words).empty());
    CHECK(edit(story, "riverside.mate", "protocol_version", "v1", words) == "not_yours");
    CHECK(edit(story, "coach", "protocol_version", "v1", words) == "not_yours");
    for (auto const* by : {"coach", "observer"}) {
        CHECK(draft(story, "no", "p", json::object(), by) == "not_yours");
    }
    CHECK(edit(story, teacher, "change_protocol", "p", {{"add", {{"authors", {"riverside_mate"}}}}})
              .empty());
    CHECK(edit(story, "riverside.mate", "protocol_version", "v1", words).empty());
    CHECK(edit(story, "lakeside.teacher", "protocol_version", "v1", words) == "not_yours");
    CHECK(edit(story, "lakeside.teacher", "protocol_version", "theirs", words).empty());
    CHECK(edit(story, teacher, "protocol_version", "theirs", words).empty());
    CHECK(advance(story, "lakeside.teacher", "protocol_version", "theirs", "testing") ==
          "not_yours");
    REQUIRE(story
                .act("lakeside.teacher", "create_protocol_change",
                     {{"id", "line"}, {"version", "v1"}, {"text", "Shorter"}})
                .empty());
    json const text{{"set", {{"text", "Longer"}}}};
    CHECK(edit(story, "lakeside.teacher", "protocol_change", "line", text).empty());
    CHECK(edit(story, "riverside.mate", "protocol_change", "line", text).empty());
    CHECK(edit(story, "lakeside.lead", "protocol_change", "line", text) == "not_yours");
    CHECK(edit(story, "partner", "protocol_change", "line", text) == "not_found");
    expect_everyone_agrees(story);
}

TEST_CASE("[L2] a version goes one step at a time; what the network is told is the hub's word") {
    NetworkStory story;
    auto go = [&](char const* by, char const* to, json more = json::object()) {
        return advance(story, by, "protocol_version", "v1", to, std::move(more));
    };
    REQUIRE(write_protocol(story, "p", {{"purpose", ""}}).empty());
    REQUIRE(draft(story, "v1", "p", {{"steps", ""}}).empty());
    CHECK(story.record("protocol_version", "v1").at("number") == 1);
    CHECK(go(teacher, "testing") == "missing");
    CHECK(field_of(story) == "steps");
    REQUIRE(
        edit(story, teacher, "protocol_version", "v1", {{"set", {{"steps", "Stand"}}}}).empty());
    CHECK(go(teacher, "testing") == "missing");
    CHECK(field_of(story) == "purpose");
    REQUIRE(edit(story, teacher, "change_protocol", "p", {{"set", {{"purpose", "Calm"}}}}).empty());
    CHECK(go("director", "recommended") == "wrong_state");
    CHECK(go("director", "retired", {{"reason", "Old"}}) == "wrong_state");
    CHECK(go("director", "draft") == "wrong_state");
    CHECK(story.act(teacher, "advance_protocol_version", {{"id", "v1"}, {"to", "testing"}}) ==
          "stale");
    CHECK(go(teacher, "testing").empty());
    CHECK(story.record("protocol_version", "v1").at("published_on") ==
          date_of({story.clock().now_ms()}).iso);
    CHECK(go(teacher, "testing") == "wrong_state");
    CHECK(go(teacher, "recommended") == "not_yours");
    CHECK(go("facilitator", "standard") == "wrong_state");
    CHECK(go("facilitator", "recommended", {{"reason", "Eight sites"}}).empty());
    CHECK(story.record("protocol_version", "v1").at("state_reason") == "Eight sites");
    CHECK(go("advisor", "standard").empty());
    CHECK_FALSE(story.record("protocol_version", "v1").contains("state_reason"));
    CHECK(go(teacher, "retired", {{"reason", "Old"}}) == "not_yours");
    CHECK(go("director", "retired") == "needs_reason");
    CHECK(go("director", "retired", {{"reason", "Old"}}).empty());
    CHECK(go("director", "testing") == "wrong_state");
    expect_everyone_agrees(story);
}

TEST_CASE("[L3] a published version stays as it is, with what changed in it") {
    NetworkStory story;
    REQUIRE(write_protocol(story, "p").empty());
    REQUIRE(draft(story, "v1", "p").empty());
    for (auto const* line : {"line", "gone"}) {
        REQUIRE(story
                    .act(teacher, "create_protocol_change",
                         {{"id", line}, {"version", "v1"}, {"text", "Shorter"}})
                    .empty());
    }
    REQUIRE(story.act(teacher, "archive_protocol_change", {{"id", "gone"}}).empty());
    REQUIRE(advance(story, teacher, "protocol_version", "v1", "testing").empty());
    for (auto const* by : {teacher, "director"}) {
        INFO(by);
        CHECK(edit(story, by, "protocol_version", "v1", {{"set", {{"belief", 9}}}}) == "published");
        CHECK(field_of(story) == "belief");
        CHECK(edit(story, by, "protocol_version", "v1", {{"write", {{"steps", {17, {0, "!"}}}}}}) ==
              "published");
        CHECK(field_of(story) == "steps");
        CHECK(edit(story, by, "protocol_version", "v1", {{"clear", {"minutes"}}}) == "published");
        CHECK(field_of(story) == "id");
        CHECK(story.act(by, "archive_protocol_version", {{"id", "v1"}}) == "published");
        CHECK(story.act(by, "archive_change_protocol", {{"id", "p"}}) == "published");
        CHECK(edit(story, by, "protocol_change", "line", {{"set", {{"text", "No"}}}}) ==
              "published");
        CHECK(field_of(story) == "text");
        CHECK(story.act(by, "archive_protocol_change", {{"id", "line"}}) == "published");
        CHECK(story.act(by, "restore_protocol_change", {{"id", "gone"}}) == "published");
        CHECK(story.act(by, "create_protocol_change",
                        {{"id", "late"}, {"version", "v1"}, {"text", "Late"}}) == "published");
        CHECK(field_of(story) == "version");
    }
    CHECK(edit(story, "coach", "protocol_version", "v1", {{"set", {{"belief", 9}}}}) ==
          "not_yours");
    // The protocol itself goes on.
    CHECK(edit(story, teacher, "change_protocol", "p", {{"set", {{"title", "Door"}}}}).empty());
}

TEST_CASE("[L1] versions are counted with the deleted ones, and come from one of their protocol") {
    NetworkStory story;
    REQUIRE(write_protocol(story, "p").empty());
    REQUIRE(write_protocol(story, "q").empty());
    REQUIRE(draft(story, "v1", "p").empty());
    REQUIRE(draft(story, "v2", "p", {{"derived_from", "v1"}}).empty());
    REQUIRE(story.act(teacher, "archive_protocol_version", {{"id", "v2"}}).empty());
    REQUIRE(draft(story, "v3", "p").empty());
    CHECK(story.record("protocol_version", "v3").at("number") == 3);
    REQUIRE(story.act(teacher, "restore_protocol_version", {{"id", "v2"}}).empty());
    CHECK(story.record("protocol_version", "v2").at("number") == 2);
    CHECK(draft(story, "w1", "q", {{"derived_from", "v1"}}) == "wrong_link");
    CHECK(field_of(story) == "derived_from");
    CHECK(draft(story, "w1", "q", {{"minutes", 601}}) == "too_large");
    CHECK(draft(story, "w1", "q", {{"number", 7}}) == "set_by_rule");
    REQUIRE(draft(story, "w1", "q").empty());
    CHECK(story.record("protocol_version", "w1").at("number") == 1);
    for (int i = 0; i < 200; ++i) {
        story.hand_over(teacher, "create_protocol_change",
                        {{"id", "line_" + std::to_string(i)}, {"version", "w1"}, {"text", "x"}});
    }
    CHECK(story.act(teacher, "create_protocol_change",
                    {{"id", "line_200"}, {"version", "w1"}, {"text", "x"}}) == "too_many");
    CHECK(field_of(story) == "version");
    // Deleted with its protocol, and back with it.
    REQUIRE(story.act(teacher, "archive_change_protocol", {{"id", "q"}}).empty());
    CHECK(edit(story, teacher, "protocol_version", "w1", {{"set", {{"minutes", 5}}}}) ==
          "not_found");
    REQUIRE(story.act(teacher, "restore_change_protocol", {{"id", "q"}}).empty());
    CHECK(edit(story, teacher, "protocol_version", "w1", {{"set", {{"minutes", 5}}}}).empty());
}

TEST_CASE("[L1] who made a protocol keeps sight of it when others write it now") {
    NetworkStory story;
    REQUIRE(
        write_protocol(story, "p", {{"authors", {"riverside_mate"}}}, "lakeside.teacher").empty());
    REQUIRE(edit(story, "riverside.mate", "change_protocol", "p",
                 {{"remove", {{"authors", {"lakeside_teacher"}}}}})
                .empty());
    REQUIRE(share(story, "riverside.mate", "change_protocol", "p", "author").empty());
    auto const sees = [&](char const* who) {
        auto const* kept = story.state().find(kind_of<ChangeProtocol>(), "p");
        return holds(audience_of(kept->stored, story.state()),
                     viewer_of(story.state(), {story[who].member}));
    };
    CHECK(sees("riverside.mate"));
    CHECK(sees("lakeside.teacher"));
    CHECK_FALSE(sees("lakeside.lead"));
    expect_everyone_agrees(story);
}

TEST_CASE("[L4] a site takes a version up by its own people, the hub for nobody") {
    NetworkStory story;
    publish_one(story);
    REQUIRE(draft(story, "v2", "p").empty());
    CHECK(adopt(story, "riverside.principal", "a1", "elm").empty());
    CHECK(adopt(story, "riverside.outsider", "a2", "elm").empty());
    CHECK(adopt(story, "riverside.mate", "a3", "elm").empty());  // by the district's team
    CHECK(adopt(story, "riverside.lead", "a4", "oak").empty());
    CHECK(adopt(story, "riverside.lead", "a5", "riverside").empty());
    CHECK(adopt(story, "lakeside.teacher", "a6", "lakeside").empty());
    CHECK(adopt(story, "riverside.outsider", "no", "oak") == "not_yours");
    CHECK(adopt(story, "lakeside.teacher", "no", "elm") == "not_yours");
    for (auto const* by :
         {"director", "advisor", "coach", "analyst", "riverside.sponsor", "observer"}) {
        INFO(by);
        CHECK(adopt(story, by, "no", "elm") == "not_yours");
    }
    CHECK(adopt(story, "riverside.sponsor", "no", "riverside") == "not_yours");
    CHECK(adopt(story, "partner", "no", "union") == "not_found");
    // A team of the whole network takes up nothing for those who lie in no district.
    REQUIRE(story
                .act("director", "create_team_membership",
                     {{"id", "in_oversight"}, {"team", "oversight"}, {"member", "riverside_mate"}})
                .empty());
    CHECK(adopt(story, "riverside.mate", "no", "university") == "not_yours");
    CHECK(adopt(story, teacher, "no", "elm", {{"version", "v2"}}) == "wrong_state");
    CHECK(field_of(story) == "version");
    CHECK(adopt(story, "lakeside.lead", "no", "pine", {{"team", "riverside_team"}}) ==
          "wrong_link");
    CHECK(field_of(story) == "team");
    REQUIRE(story
                .act("director", "create_membership",
                     {{"id", "at_the_university"},
                      {"member", "riverside_outsider"},
                      {"organization", "university"},
                      {"role", "team_member"}})
                .empty());
    CHECK(adopt(story, "riverside.outsider", "no", "university") == "wrong_link");
    CHECK(field_of(story) == "organization");
    auto const record = story.record("adoption", "a1");
    CHECK(record.at("state") == "considering");
    CHECK(record.at("shared_with") == "network");
    CHECK(record.at("since") == date_of({story.clock().now_ms()}).iso);
    expect_everyone_agrees(story);
}

TEST_CASE("[L4] an adoption is considered, tested, adopted, adapted; it stops with a reason") {
    NetworkStory story;
    publish_one(story);
    REQUIRE(adopt(story, principal, "a", "elm").empty());
    auto go = [&](char const* to, json more = json::object()) {
        return advance(story, principal, "adoption", "a", to, std::move(more));
    };
    CHECK(go("adopted") == "wrong_state");
    CHECK(go("testing", {{"since", "2099-01-01"}}) == "in_the_future");
    CHECK(field_of(story) == "since");
    CHECK(go("testing", {{"since", "2026-01-12"}}).empty());
    CHECK(story.record("adoption", "a").at("since") == "2026-01-12");
    CHECK(go("adopted") == "needs_owner");
    REQUIRE(edit(story, principal, "adoption", "a", {{"set", {{"owner", "riverside_principal"}}}})
                .empty());
    CHECK(go("adapted") == "needs_sustain_plan");
    REQUIRE(
        edit(story, principal, "adoption", "a", {{"set", {{"sustain_plan", "Weekly"}}}}).empty());
    CHECK(go("adopted").empty());
    CHECK(story.record("adoption", "a").at("since") == date_of({story.clock().now_ms()}).iso);
    CHECK(edit(story, principal, "adoption", "a", {{"clear", {"owner"}}}) == "needs_owner");
    CHECK(edit(story, principal, "adoption", "a", {{"clear", {"sustain_plan"}}}) ==
          "needs_sustain_plan");
    CHECK(go("testing") == "wrong_state");
    CHECK(go("adapted").empty());
    CHECK(go("stopped") == "needs_reason");
    CHECK(go("stopped", {{"reason", "New principal"}}).empty());
    CHECK(story.record("adoption", "a").at("state_reason") == "New principal");
    CHECK(go("stopped", {{"reason", "Again"}}) == "wrong_state");
    CHECK(go("considering").empty());
    CHECK_FALSE(story.record("adoption", "a").contains("state_reason"));
    CHECK(go("stopped", {{"reason", "Later"}}).empty());
    CHECK(advance(story, "lakeside.teacher", "adoption", "a", "considering") == "not_yours");
    CHECK(story.act(principal, "advance_adoption", {{"id", "a"}, {"to", "considering"}}) ==
          "stale");
}

TEST_CASE("[L5][V2] what is shared less far takes its versions, changes and adoptions along") {
    NetworkStory story;
    publish_one(story);
    REQUIRE(draft(story, "v2", "p").empty());
    REQUIRE(story
                .act(teacher, "create_protocol_change",
                     {{"id", "line"}, {"version", "v2"}, {"text", "Shorter"}})
                .empty());
    REQUIRE(adopt(story, principal, "a", "elm").empty());
    story.connect_everybody();
    auto& reader = story["researcher"].replica;
    auto& of_elm = story[principal].replica;
    CHECK(reader.has("adoption", "a"));
    CHECK(reader.has("protocol_change", "line"));
    CHECK(share(story, teacher, "change_protocol", "p", "team").empty());
    for (auto const* replica : {&reader, &of_elm}) {
        CHECK_FALSE(replica->has("change_protocol", "p"));
        CHECK_FALSE(replica->has("protocol_version", "v1"));
        CHECK_FALSE(replica->has("protocol_change", "line"));
        // Who entered it, too, does not see it without what it is of.
        CHECK_FALSE(replica->has("adoption", "a"));
    }
    CHECK(story["riverside.mate"].replica.has("adoption", "a"));
    expect_everyone_agrees(story);
    CHECK(share(story, teacher, "change_protocol", "p", "network").empty());
    CHECK(reader.has("adoption", "a"));
    CHECK(share(story, principal, "adoption", "a", "school").empty());
    CHECK_FALSE(reader.has("adoption", "a"));
    CHECK(of_elm.has("adoption", "a"));
    expect_everyone_agrees(story);
    // Who was away gets the same.
    story.cut("researcher");
    CHECK(share(story, teacher, "change_protocol", "p", "district").empty());
    story.connect("researcher");
    CHECK_FALSE(reader.has("protocol_change", "line"));
    expect_everyone_agrees(story);
}

TEST_CASE("[V4] an audience that lies within another is kept as it is") {
    NetworkStory story;
    publish_one(story);
    REQUIRE(adopt(story, principal, "a", "elm").empty());
    auto const audience =
        audience_of(story.state().find(kind_of<Adoption>(), "a")->stored, story.state());
    CHECK(audience.within.size() == 1);
    CHECK(audience_from_text(to_text(audience)) == audience);
    CHECK_FALSE(audience == Audience{});
}

TEST_CASE(
    "[V6] a cycle's version, a change's cycles and a protocol's ideas show to who sees them") {
    NetworkStory story;
    publish_one(story);
    auto const cycle = story.plan_cycle(teacher, {{"schools", {"elm"}}});
    REQUIRE(
        edit(story, teacher, "pdsa_cycle", cycle, {{"set", {{"protocol_version", "v1"}}}}).empty());
    REQUIRE(draft(story, "v2", "p").empty());
    REQUIRE(story
                .act(teacher, "create_protocol_change",
                     {{"id", "line"}, {"version", "v2"}, {"text", "Shorter"}, {"cycles", {cycle}}})
                .empty());
    REQUIRE(story
                .act(teacher, "create_driver_diagram",
                     {{"id", "own"},
                      {"title", "Ours"},
                      {"owner", "riverside"},
                      {"team", "riverside_team"}})
                .empty());
    REQUIRE(story
                .act(teacher, "create_driver_node",
                     {{"id", "own_idea"},
                      {"diagram", "own"},
                      {"node_kind", "change_idea"},
                      {"text", "Door"},
                      {"rank", "V"}})
                .empty());
    REQUIRE(edit(story, teacher, "change_protocol", "p",
                 {{"add", {{"change_ideas", {"idea", "own_idea"}}}}})
                .empty());
    story.connect_everybody();
    auto held = [&](char const* who, char const* kind, std::string const& id, char const* field) {
        return story[who].replica.records().at({kind, id}).value(field, json{});
    };
    CHECK(held("researcher", "protocol_change", "line", "cycles").is_null());
    CHECK(held("riverside.mate", "protocol_change", "line", "cycles") == json{cycle});
    CHECK(held("researcher", "change_protocol", "p", "change_ideas") == json{"idea"});
    CHECK(held("coach", "change_protocol", "p", "change_ideas") == json({"idea", "own_idea"}));
    // The hub words the line and the list; what it does not see stays there.
    CHECK(edit(story, "advisor", "protocol_change", "line",
               {{"set", {{"text", "Much shorter"}}}, {"remove", {{"cycles", {cycle}}}}})
              .empty());
    CHECK(edit(story, "advisor", "change_protocol", "p",
               {{"remove", {{"change_ideas", {"own_idea"}}}}})
              .empty());
    CHECK(story.record("protocol_change", "line").at("cycles") == json{cycle});
    CHECK(story.record("change_protocol", "p").at("change_ideas") == json({"idea", "own_idea"}));
    // Nobody names what they do not see.
    CHECK(edit(story, "advisor", "protocol_change", "line", {{"add", {{"cycles", {"nothing"}}}}}) ==
          "not_found");
    CHECK(field_of(story) == "cycles");
    REQUIRE(story.share(teacher, cycle, "network").empty());
    CHECK(held("researcher", "protocol_change", "line", "cycles") == json{cycle});
    CHECK(held("researcher", "pdsa_cycle", cycle, "protocol_version") == "v1");
    REQUIRE(share(story, teacher, "change_protocol", "p", "team").empty());
    CHECK(held("researcher", "pdsa_cycle", cycle, "protocol_version").is_null());
    CHECK(held("coach", "pdsa_cycle", cycle, "protocol_version") == "v1");
    expect_everyone_agrees(story);
    // Nor does the history tell of it.
    CHECK(story.history("researcher", "pdsa_cycle", cycle).dump().find("v1") == std::string::npos);
    CHECK(story.history("coach", "pdsa_cycle", cycle).dump().find("v1") != std::string::npos);
    CHECK(story.act("lakeside.teacher", "edit_pdsa_cycle",
                    {{"id", cycle}, {"seen_revision", 1}, {"set", {{"protocol_version", "v1"}}}}) ==
          "not_found");
    for (auto const& name : NetworkStory::everybody()) {
        story.cut(name);
        story.connect(name);
    }
    expect_everyone_agrees(story);
}

TEST_CASE(
    "[L5] beyond a district that asks for it, its lead agrees to what its teams and sites share") {
    NetworkStory story;
    publish_one(story);
    REQUIRE(edit(story, "riverside.lead", "organization", "riverside",
                 {{"set", {{"sharing_needs_lead", true}}}})
                .empty());
    REQUIRE(write_protocol(story, "own", {{"team", "riverside_team"}}).empty());
    CHECK(story.record("change_protocol", "own").at("shared_with") == "district");
    CHECK(share(story, teacher, "change_protocol", "own", "network") == "lead_must_agree");
    CHECK(share(story, "riverside.mate", "change_protocol", "own", "network") == "not_yours");
    CHECK(share(story, "riverside.lead", "change_protocol", "own", "network").empty());
    CHECK(share(story, teacher, "change_protocol", "own", "team").empty());
    REQUIRE(adopt(story, principal, "a", "elm").empty());
    CHECK(story.record("adoption", "a").at("shared_with") == "district");
    CHECK(share(story, principal, "adoption", "a", "hub") == "lead_must_agree");
    CHECK(share(story, "riverside.lead", "adoption", "a", "hub").empty());
    // A level without the team that it names would reach nobody.
    REQUIRE(write_protocol(story, "alone").empty());
    CHECK(share(story, teacher, "change_protocol", "alone", "district") == "missing");
    CHECK(field_of(story) == "team");
    CHECK(share(story, teacher, "change_protocol", "alone", "author").empty());
    CHECK(share(story, principal, "adoption", "a", "team") == "missing");
    CHECK(story.act(teacher, "share_change_protocol",
                    {{"id", "alone"},
                     {"seen_revision", 2},
                     {"shared_with", "network"},
                     {"guests", {"partner"}}}) == "unknown_field");
    expect_everyone_agrees(story);
}

TEST_CASE(
    "[K5] what is said about a protocol, a version, a change or an adoption goes where they go") {
    NetworkStory story;
    publish_one(story);
    REQUIRE(draft(story, "v2", "p").empty());
    REQUIRE(story
                .act(teacher, "create_protocol_change",
                     {{"id", "line"}, {"version", "v2"}, {"text", "Shorter"}})
                .empty());
    REQUIRE(adopt(story, principal, "a", "elm").empty());
    story.connect_everybody();
    for (auto const& [kind, id] :
         std::vector<std::pair<std::string, std::string>>{{"change_protocol", "p"},
                                                          {"protocol_version", "v1"},
                                                          {"protocol_change", "line"},
                                                          {"adoption", "a"}}) {
        INFO(kind);
        auto const said = "on_" + id;
        story.open("researcher", kind, id);
        CHECK(story
                  .act("researcher", "create_comment",
                       {{"id", said}, {"about_kind", kind}, {"about_id", id}, {"text", "Why?"}})
                  .empty());
        CHECK(story["researcher"].replica.has("comment", said));
        CHECK(story.act("lakeside.teacher", "resolve_comment", {{"id", said}}) == "not_yours");
        auto const* mine = kind == "adoption" ? principal : teacher;
        CHECK(story.act(mine, "resolve_comment", {{"id", said}}).empty());
    }
    CHECK(share(story, teacher, "change_protocol", "p", "team").empty());
    for (auto const* said : {"on_p", "on_v1", "on_line", "on_a"}) {
        INFO(said);
        CHECK_FALSE(story["researcher"].replica.has("comment", said));
    }
    expect_everyone_agrees(story);
}

TEST_CASE("[R1] a network with its library comes out as it went in") {
    NetworkStory story;
    publish_one(story);
    REQUIRE(adopt(story, principal, "a", "elm").empty());
    auto const text = export_network(story.floor(), story.network());
    TemporaryFolder folder;
    Floor other(folder.path(), Env{story.clock(), story.random()}, {});
    REQUIRE(import_network(other, text, {}).has_value());
    CHECK(export_network(other, story.network()) == text);
}
