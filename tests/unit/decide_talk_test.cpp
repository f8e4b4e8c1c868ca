#include <catch2/catch.hpp>

#include "server/domain/policy.hpp"
#include "server/room/transfer.hpp"
#include "tests/support/unit/network_story.hpp"

using namespace flywheel;
using namespace flywheel::testing;
using nlohmann::json;

namespace {

std::string say(NetworkStory& story, std::string const& by, std::string const& id,
                std::string const& about_kind, std::string const& about_id,
                json more = json::object()) {
    json args{{"id", id},
              {"about_kind", about_kind},
              {"about_id", about_id},
              {"text", "What do you think?"}};
    args.update(more);
    return story.act(by, "create_comment", args);
}
std::string edit(NetworkStory& story, std::string const& by, std::string const& id, json set) {
    return story.act(
        by, "edit_comment",
        {{"id", id}, {"seen_revision", story.revision("comment", id)}, {"set", std::move(set)}});
}
bool sees(NetworkStory& story, std::string const& who, std::string const& id) {
    return View::may_see(story.state(), viewer_of(story.state(), {story[who].member}),
                         {kind_of<Comment>(), id});
}
std::vector<std::string> details_of(NetworkStory& story, std::string const& who,
                                    std::string const& kind, std::string const& id) {
    std::vector<std::string> found;
    auto const given = View::details(story.state(), viewer_of(story.state(), {story[who].member}),
                                     {*kind_from_name(kind), id});
    for (auto const& piece : given.pieces()) {
        auto const record = json::parse(*piece);
        if (record.at("kind") == "comment") { found.push_back(record.at("id")); }
    }
    return found;
}
bool archived_lists(NetworkStory& story, std::string const& who, std::string const& id) {
    auto const given = View::archived(story.state(), viewer_of(story.state(), {story[who].member}));
    return std::any_of(given.pieces().begin(), given.pieces().end(),
                       [&](auto const& piece) { return json::parse(*piece).at("id") == id; });
}

}  // namespace

TEST_CASE("[K1] who sees a record comments on it or on one of its fields; observers read along") {
    NetworkStory story;
    for (auto const* by : {"director", "coach", "analyst", "manager", "riverside.sponsor",
                           "lakeside.teacher", "researcher"}) {
        CHECK(say(story, by, std::string("of_") + by[0] + by[1], "aim", "aim",
                  {{"about_field", "how_much"}})
                  .empty());
    }
    int n = 0;
    for (auto const* by :
         {"facilitator", "advisor", "riverside.lead", "riverside.principal", "riverside.teacher"}) {
        INFO(by);
        CHECK(say(story, by, "also_" + std::to_string(++n), "aim", "aim").empty());
    }
    CHECK(say(story, "observer", "no", "aim", "aim") == "not_yours");
    CHECK(say(story, "partner", "no", "aim", "aim") == "not_found");
    CHECK(story.refusal().at("field") == "about_id");
    CHECK(say(story, "partner", "of_pa", "organization", "union").empty());
    CHECK(say(story, "observer", "no", "aim", "nothing") == "not_found");
    CHECK(say(story, "director", "no", "nothing", "aim") == "unknown_kind");
    CHECK(say(story, "director", "no", "aim", "aim", {{"about_field", "colour"}}) ==
          "unknown_field");
    CHECK(story.refusal().at("field") == "about_field");
    CHECK(say(story, "director", "no", "comment", "of_di") == "wrong_link");
    CHECK(say(story, "director", "no", "aim", "aim", {{"text", std::string(4'001, 'x')}}) ==
          "too_long");
    CHECK(say(story, "director", "no", "aim", "aim", {{"resolved", true}}) == "set_by_rule");
    CHECK(say(story, "director", "no", "aim", "aim", {{"text", "a\r\nb"}}).empty());
    CHECK(story.record("comment", "no").at("text") == "a\nb");
    REQUIRE(story.act("director", "archive_root_cause", {{"id", "cause"}}).empty());
    CHECK(say(story, "director", "late", "root_cause", "cause") == "archived");
    CHECK(story.refusal().at("field") == "about_id");
}

TEST_CASE("[K2] answers stay in their thread, about the same thing") {
    NetworkStory story;
    REQUIRE(say(story, "advisor", "first", "aim", "aim", {{"about_field", "by"}}).empty());
    auto answer = [&](char const* id, char const* thread, char const* kind, char const* about,
                      char const* field) {
        return say(story, "lakeside.lead", id, kind, about,
                   {{"thread", thread}, {"about_field", field}});
    };
    CHECK(answer("a1", "first", "aim", "aim", "by").empty());
    CHECK(answer("a2", "a1", "aim", "aim", "by") == "wrong_link");
    CHECK(story.refusal().at("field") == "thread");
    CHECK(answer("a2", "first", "charter", "charter", "norms") == "wrong_link");
    CHECK(answer("a2", "first", "aim", "aim", "text") == "wrong_link");
    CHECK(answer("a2", "nothing", "aim", "aim", "by") == "not_found");
    REQUIRE(say(story, "advisor", "cause_1", "root_cause", "cause").empty());
    CHECK(say(story, "advisor", "a2", "sponsor_commitment", "promise", {{"thread", "cause_1"}}) ==
          "wrong_link");
}

TEST_CASE("[K3] the writer alone words a comment, takes it back and brings it back") {
    NetworkStory story;
    REQUIRE(say(story, "lakeside.teacher", "said", "aim", "aim").empty());
    CHECK(edit(story, "lakeside.teacher", "said", {{"text", "Better"}}).empty());
    CHECK(edit(story, "director", "said", {{"text", "Mine"}}) == "not_yours");
    CHECK(edit(story, "partner", "said", {{"text", "Mine"}}) == "not_found");
    CHECK(story.act("lakeside.teacher", "restore_comment", {{"id", "said"}}) == "wrong_state");
    CHECK(story.act("lakeside.lead", "archive_comment", {{"id", "said"}}) == "not_yours");
    CHECK(story.act("advisor", "archive_comment", {{"id", "said"}}) == "not_yours");
    CHECK(story.act("lakeside.teacher", "archive_comment", {{"id", "said"}}).empty());
    CHECK(archived_lists(story, "lakeside.teacher", "said"));
    CHECK_FALSE(archived_lists(story, "facilitator", "said"));
    CHECK_FALSE(archived_lists(story, "lakeside.lead", "said"));
    CHECK(story.act("lakeside.lead", "restore_comment", {{"id", "said"}}) == "not_yours");
    CHECK(story.act("lakeside.teacher", "restore_comment", {{"id", "said"}}).empty());
    CHECK(story.act("facilitator", "archive_comment", {{"id", "said"}}) == "not_yours");
    REQUIRE(story.act("lakeside.teacher", "archive_comment", {{"id", "said"}}).empty());
    CHECK(story.act("facilitator", "restore_comment", {{"id", "said"}}) == "not_yours");
    // Moderation ends where sight ends.
    auto const cycle = story.plan_cycle();
    REQUIRE(say(story, "riverside.mate", "private", "pdsa_cycle", cycle).empty());
    CHECK(story.act("facilitator", "archive_comment", {{"id", "private"}}) == "not_found");
}

TEST_CASE("[K4] who began a thread settles it, those whose work it is about, and the hub") {
    NetworkStory story;
    auto const cycle = story.plan_cycle();
    REQUIRE(story.share("riverside.teacher", cycle, "network").empty());
    REQUIRE(story
                .act("riverside.teacher", "create_driver_diagram",
                     {{"id", "ours"}, {"title", "Ours"}, {"owner", "riverside"}})
                .empty());
    REQUIRE(story
                .act("riverside.teacher", "share_driver_diagram",
                     {{"id", "ours"}, {"seen_revision", 1}, {"shared_with", "network"}})
                .empty());
    auto const ramp = story.record("pdsa_cycle", cycle).at("ramp").get<std::string>();
    struct Place {
        char const* kind;
        std::string id;
        char const* at_work;   // may change what it is on
        char const* stranger;  // sees it and may not
    };
    for (auto const& [kind, id, at_work, stranger] :
         std::vector<Place>{{"pdsa_cycle", cycle, "riverside.mate", "riverside.lead"},
                            {"ramp", ramp, "riverside.mate", "advisor"},
                            {"driver_diagram", "hub_diagram", "advisor", "riverside.lead"},
                            {"driver_diagram", "ours", "riverside.outsider", "advisor"},
                            {"driver_node", "idea", "riverside.mate", "coach"},
                            {"driver_node", "primary", "advisor", "riverside.mate"},
                            {"driver_link", "idea_secondary", "riverside.mate", "coach"},
                            {"driver_link", "primary_aim", "advisor", "riverside.mate"},
                            {"charter", "charter", "advisor", "riverside.lead"}}) {
        INFO(kind << " " << id);
        auto const said = story.fresh_id();
        REQUIRE(say(story, "lakeside.teacher", said, kind, id).empty());
        auto settle = [&](char const* by, bool resolve = true) {
            return story.act(by, resolve ? "resolve_comment" : "reopen_comment", {{"id", said}});
        };
        CHECK(settle(stranger) == "not_yours");
        CHECK(settle(at_work).empty());
        auto const settled = story.record("comment", said);
        CHECK(settled.at("resolved") == true);
        CHECK(settled.at("resolved_by") == story[at_work].member);
        CHECK(settled.at("resolved_at_ms") == story.clock().now_ms());
        CHECK(settle("lakeside.teacher") == "wrong_state");
        CHECK(settle(stranger, false) == "not_yours");
        CHECK(settle("lakeside.teacher", false).empty());
        CHECK(settle("lakeside.teacher", false) == "wrong_state");
        CHECK_FALSE(story.record("comment", said).contains("resolved_by"));
        CHECK(settle("facilitator").empty());
        auto const answer = story.fresh_id();
        REQUIRE(say(story, "lakeside.teacher", answer, kind, id, {{"thread", said}}).empty());
        CHECK(story.act("lakeside.teacher", "resolve_comment", {{"id", answer}}) == "wrong_link");
    }
}

TEST_CASE("[K5] a comment goes where its record goes: shared, withdrawn, archived, restored") {
    NetworkStory story;
    story.connect_everybody();
    auto const cycle = story.plan_cycle();
    REQUIRE(story
                .act("riverside.mate", "create_observation",
                     {{"id", "seen"}, {"cycle", cycle}, {"at_ms", 9}, {"text", "Quiet"}})
                .empty());
    REQUIRE(say(story, "coach", "on_cycle", "pdsa_cycle", cycle).empty());
    REQUIRE(say(story, "coach", "on_seen", "observation", "seen").empty());
    CHECK(story.record("comment", "on_seen").at("cycle") == cycle);
    CHECK(story.record("comment", "on_seen").at("written_for") == "team");
    CHECK_FALSE(sees(story, "lakeside.teacher", "on_cycle"));
    CHECK(say(story, "lakeside.teacher", "nosy", "pdsa_cycle", cycle) == "not_found");
    REQUIRE(story.share("riverside.teacher", cycle, "network").empty());
    story.open("lakeside.teacher", "pdsa_cycle", cycle);
    story.open("observer", "pdsa_cycle", cycle);
    CHECK(story["lakeside.teacher"].replica.has("comment", "on_seen"));
    REQUIRE(say(story, "lakeside.teacher", "live", "pdsa_cycle", cycle).empty());
    CHECK(story["observer"].replica.has("comment", "live"));
    CHECK_FALSE(story["analyst"].replica.has("comment", "live"));  // has not opened it
    CHECK(details_of(story, "analyst", "pdsa_cycle", cycle).size() == 3);

    REQUIRE(story.act("riverside.mate", "archive_observation", {{"id", "seen"}}).empty());
    CHECK_FALSE(story["observer"].replica.has("comment", "on_seen"));
    REQUIRE(story.act("riverside.mate", "restore_observation", {{"id", "seen"}}).empty());
    CHECK(story["observer"].replica.has("comment", "on_seen"));

    REQUIRE(story.share("riverside.teacher", cycle, "team").empty());
    for (auto const* id : {"on_cycle", "on_seen", "live"}) {
        CHECK_FALSE(story["observer"].replica.has("comment", id));
        CHECK_FALSE(sees(story, "lakeside.teacher", id));
        CHECK(sees(story, "riverside.mate", id));
    }
    REQUIRE(story.act("riverside.teacher", "archive_pdsa_cycle", {{"id", cycle}}).empty());
    CHECK_FALSE(sees(story, "riverside.mate", "on_cycle"));
    CHECK(edit(story, "coach", "on_cycle", {{"text", "x"}}) == "not_found");

    // Boxes go with their diagram, and their comments with them.
    REQUIRE(say(story, "lakeside.lead", "on_box", "driver_node", "primary").empty());
    story.open("analyst", "driver_node", "primary");
    CHECK(story["analyst"].replica.has("comment", "on_box"));
    CHECK(details_of(story, "analyst", "driver_diagram", "hub_diagram").empty());
    REQUIRE(story
                .act("director", "share_driver_diagram",
                     {{"id", "hub_diagram"},
                      {"seen_revision", story.revision("driver_diagram", "hub_diagram")},
                      {"shared_with", "hub"}})
                .empty());
    CHECK_FALSE(sees(story, "lakeside.lead", "on_box"));
    CHECK(story["analyst"].replica.has("comment", "on_box"));
    expect_everyone_agrees(story);
}

TEST_CASE("[K6] a comment that names a person stays with those it was written for, and so do its "
          "answers") {
    NetworkStory story;
    story.connect_everybody();
    auto const cycle = story.plan_cycle();
    REQUIRE(say(story, "riverside.mate", "named", "pdsa_cycle", cycle, {{"names_a_person", true}})
                .empty());
    REQUIRE(say(story, "coach", "answer", "pdsa_cycle", cycle, {{"thread", "named"}}).empty());
    REQUIRE(say(story, "coach", "plain", "pdsa_cycle", cycle).empty());
    REQUIRE(story.share("riverside.teacher", cycle, "network").empty());
    story.open("observer", "pdsa_cycle", cycle);
    CHECK(sees(story, "observer", "plain"));
    for (auto const* id : {"named", "answer"}) {
        CHECK_FALSE(sees(story, "observer", id));
        CHECK(sees(story, "riverside.teacher", id));
    }
    CHECK(story.act("lakeside.teacher", "resolve_comment", {{"id", "named"}}) == "not_found");
    CHECK(say(story, "lakeside.teacher", "x", "pdsa_cycle", cycle, {{"thread", "named"}}) ==
          "not_found");
    // Reworded without the name, it is like any other, and its answers with it.
    REQUIRE(edit(story, "riverside.mate", "named",
                 {{"text", "Ask the neighbour."}, {"names_a_person", false}})
                .empty());
    CHECK(story["observer"].replica.has("comment", "named"));
    CHECK(story["observer"].replica.has("comment", "answer"));
    REQUIRE(edit(story, "riverside.mate", "named", {{"names_a_person", true}}).empty());
    CHECK_FALSE(story["observer"].replica.has("comment", "answer"));
    CHECK(edit(story, "riverside.mate", "named", {{"names_a_person", false}}).empty());
    CHECK(story.act("riverside.mate", "edit_comment",
                    {{"id", "named"}, {"seen_revision", 1}, {"set", {{"names_a_person", true}}}}) ==
          "stale");
    // Who could not read it again does not write it.
    CHECK(say(story, "lakeside.teacher", "far", "pdsa_cycle", cycle, {{"names_a_person", true}}) ==
          "names_a_person");
    CHECK(say(story, "riverside.lead", "near", "pdsa_cycle", cycle, {{"names_a_person", true}})
              .empty());
    CHECK_FALSE(sees(story, "lakeside.teacher", "near"));
    CHECK(sees(story, "director", "near"));
    CHECK(say(story, "lakeside.teacher", "far", "aim", "aim", {{"names_a_person", true}}) ==
          "names_a_person");
    CHECK(say(story, "analyst", "hub_only", "aim", "aim", {{"names_a_person", true}}).empty());
    CHECK_FALSE(sees(story, "riverside.lead", "hub_only"));
    for (auto const& [kind, id, level] :
         std::vector<std::tuple<char const*, std::string, char const*>>{
             {"driver_diagram", "hub_diagram", "network"},
             {"driver_node", "idea", "network"},
             {"driver_link", "idea_secondary", "network"},
             {"ramp", story.record("pdsa_cycle", cycle).at("ramp"), "team"}}) {
        auto const said = story.fresh_id();
        REQUIRE(say(story, "coach", said, kind, id).empty());
        CHECK(story.record("comment", said).at("written_for") == level);
    }
    expect_everyone_agrees(story);
}

TEST_CASE("[K7] comments leave with an export and come back with it; one on nothing is refused") {
    NetworkStory story;
    auto const cycle = story.plan_cycle();
    REQUIRE(say(story, "coach", "first", "pdsa_cycle", cycle).empty());
    REQUIRE(
        say(story, "riverside.mate", "answer", "pdsa_cycle", cycle, {{"thread", "first"}}).empty());
    auto const text = export_network(story.floor(), "nic");
    auto import = [&](std::string const& from, std::string const& to) {
        auto changed = text;
        std::string const line = R"("kind":"comment","id":"answer")";
        auto const at = changed.find(line);
        REQUIRE(at != std::string::npos);
        auto const found = changed.find(from, at);
        REQUIRE(found != std::string::npos);
        changed.replace(found, from.size(), to);
        TemporaryFolder folder;
        Floor floor(folder.path(), Env{story.clock(), story.random()}, Floor::Options{});
        auto const report = import_network(floor, changed, {});
        if (report.has_error()) { return report.error().field; }
        CHECK(report->records.at("comment") == 2);
        CHECK(floor.room("nic")->state().comments_on({kind_of<PdsaCycle>(), cycle}).size() == 2);
        return std::string{};
    };
    CHECK(import("What do", "What do").empty());
    CHECK(import(R"("about_kind":"pdsa_cycle")", R"("about_kind":"nothing")") == "about_kind");
    CHECK(import(R"("about_kind":"pdsa_cycle")", R"("about_kind":"comment")") == "about_kind");
    CHECK(import(R"("about_id":")", R"("about_id":"x)") == "about_id");
    CHECK(import(R"("cycle":")" + cycle + "\"", R"("cycle":"")") == "cycle");
    CHECK(import(R"("thread":"first")", R"("thread":"answer")") == "thread");
}
