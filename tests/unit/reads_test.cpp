#include <catch2/catch.hpp>

#include "server/domain/policy.hpp"
#include "server/room/keeping.hpp"
#include "server/room/removal.hpp"
#include "storage/reads.hpp"
#include "tests/support/unit/network_story.hpp"

using namespace flywheel;
using namespace flywheel::testing;
using nlohmann::json;

namespace {

constexpr char const* cycle_kind = "pdsa_cycle";

std::vector<std::string> readers_of(NetworkStory& story, std::string const& id) {
    std::vector<std::string> found;
    for (auto const& each : storage::Reads(story.floor().store()).of("nic", cycle_kind, id)) {
        found.push_back(each.member);
    }
    std::sort(found.begin(), found.end());
    return found;
}

std::string told(NetworkStory& story, std::string const& who, std::string const& kind,
                 std::string const& id) {
    auto& room = *story.floor().room("nic");
    auto const answer = room.readers(room.viewer({story[who].member}), {*kind_from_name(kind), id});
    if (answer.has_error()) { return std::string(name_of(answer.error().code)); }
    auto const& readers = *answer;
    return readers ? std::to_string(readers->size()) : "not told";
}

storage::Verification verified(NetworkStory& story) {
    for (auto const& each : story.floor().store().verify()) {
        if (each.network == "nic") { return each; }
    }
    return {};
}

}  // namespace

TEST_CASE("[S87] who opens what a team keeps to itself is written down once a day, before they get "
          "it; who may not see it leaves no trace, nor does whoever made it") {
    NetworkStory story;
    story.connect_everybody();
    auto const cycle = story.plan_cycle();
    for (auto const& who : NetworkStory::everybody()) {
        story.open(who, cycle_kind, cycle);
        story.open(who, cycle_kind, cycle);
    }
    std::vector<std::string> expected{story["coach"].member, story["riverside.mate"].member};
    std::sort(expected.begin(), expected.end());
    CHECK(readers_of(story, cycle) == expected);

    story.clock().pass_days(1);
    story.open("riverside.mate", cycle_kind, cycle);
    auto const rows = storage::Reads(story.floor().store()).of("nic", cycle_kind, cycle);
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].member == story["riverside.mate"].member);
    CHECK(rows[0].days == 2);
    CHECK(rows[0].last_at_ms > rows[0].first_at_ms);
    CHECK(rows[1].days == 1);

    // What lies in it, and what it was, are reads of the same cycle.
    story.clock().pass_days(1);
    CHECK_FALSE(story.history("coach", cycle_kind, cycle).is_null());
    story.settle();
    CHECK(storage::Reads(story.floor().store()).of("nic", cycle_kind, cycle)[0].days == 2);

    // What the whole network sees is nobody's to watch.
    REQUIRE(story.share("riverside.teacher", cycle, "network").empty());
    story.clock().pass_days(1);
    story.open("observer", cycle_kind, cycle);
    CHECK(readers_of(story, cycle) == expected);
    CHECK(verified(story).broken_seq == 0);

    // A day ends with the process too: the same person on the same day is not written twice.
    REQUIRE(story.share("riverside.teacher", cycle, "team").empty());
    story.open("coach", cycle_kind, cycle);
    auto const before = storage::Reads(story.floor().store()).between("nic", 0, 1LL << 60).size();
    story.restart();
    story.connect_everybody();
    story.open("coach", cycle_kind, cycle);
    CHECK(storage::Reads(story.floor().store()).between("nic", 0, 1LL << 60).size() == before);
    expect_everyone_agrees(story);
}

TEST_CASE("[S87] who opened it is told to those whose record it is, and to nobody whom it was only "
          "shown to") {
    NetworkStory story;
    story.connect_everybody();
    auto const cycle = story.plan_cycle();
    story.open("riverside.mate", cycle_kind, cycle);
    CHECK(told(story, "riverside.teacher", cycle_kind, cycle) == "1");
    CHECK(told(story, "riverside.mate", cycle_kind, cycle) == "1");
    CHECK(told(story, "lakeside.lead", cycle_kind, cycle) == "not_found");
    CHECK(told(story, "lakeside.lead", cycle_kind, "absent") == "not_found");
    CHECK(told(story, "riverside.lead", cycle_kind, cycle) == "not_found");

    // A guest sees the cycle, and not who else does.
    REQUIRE(story.act("riverside.teacher", "share_pdsa_cycle",
                      {{"id", cycle},
                       {"seen_revision", story.revision(cycle_kind, cycle)},
                       {"shared_with", "team"},
                       {"guests", json::array({story["lakeside.lead"].member})}}) == "");
    CHECK(told(story, "lakeside.lead", cycle_kind, cycle) == "not told");
    story.open("lakeside.lead", cycle_kind, cycle);
    CHECK(told(story, "riverside.teacher", cycle_kind, cycle) == "2");

    // Shared as far as the hub: its people read it, the district's people learn that they did.
    REQUIRE(story.share("riverside.teacher", cycle, "hub").empty());
    story.open("facilitator", cycle_kind, cycle);
    CHECK(told(story, "facilitator", cycle_kind, cycle) == "not told");
    CHECK(told(story, "riverside.lead", cycle_kind, cycle) == "3");
    // Shared with all later on, who looked at it before is still told to its own people alone.
    REQUIRE(story.share("riverside.teacher", cycle, "network").empty());
    CHECK(told(story, "riverside.lead", cycle_kind, cycle) == "3");
    CHECK(told(story, "observer", cycle_kind, cycle) == "not told");
    CHECK(told(story, "lakeside.teacher", cycle_kind, cycle) == "not told");
    // A director made nothing here and leads no district.
    CHECK(told(story, "director", cycle_kind, cycle) == "not told");
    // Who wrote it and sees it no longer is not told, whoever asks on their behalf.
    auto is_told = [&] {
        auto const& stored = story.state().known_kept(*kind_from_name(cycle_kind), cycle).stored;
        auto const teacher = viewer_of(story.state(), {story["riverside.teacher"].member});
        return is_told_of_readers(teacher, stored, story.state());
    };
    CHECK(is_told());
    REQUIRE(story.act("director", "suspend_membership", {{"id", "as_riverside_teacher"}}) == "");
    CHECK_FALSE(is_told());
}

TEST_CASE(
    "[S87] of what all members see nobody is watched; analysts and the desk, whom a record is "
    "shown by their office, are written down and not told") {
    NetworkStory story;
    story.connect_everybody();
    for (auto const* who : {"partner", "observer", "lakeside.teacher"}) {
        story.open(who, "organization", "elm");
        story.open(who, "aim", "aim");
    }
    auto const all = [&] {
        return storage::Reads(story.floor().store()).between("nic", 0, 1LL << 60).size();
    };
    CHECK(all() == 0);

    auto verb = [&](char const* name, char const* kind, char const* id, json more) {
        json args{{"id", id}, {"seen_revision", story.revision(kind, id)}};
        args.update(more);
        return story.act("advisor", name, args);
    };
    REQUIRE(story.act("advisor", "create_measure",
                      {{"id", "reach"},
                       {"title", "Reached in the window"},
                       {"measure_kind", "process"},
                       {"data", "proportion"},
                       {"direction", "increase"},
                       {"chart_type", "p"},
                       {"schedule", "two_weekly"},
                       {"drivers", {"primary"}},
                       {"aims", {"aim"}}}) == "");
    REQUIRE(story.act("advisor", "create_measure_definition",
                      {{"id", "first"}, {"measure", "reach"}, {"definition", "With / all"}}) == "");
    REQUIRE(verb("publish_measure_definition", "measure_definition", "first",
                 {{"starts_on", "2025-09-01"}}) == "");
    REQUIRE(verb("advance_measure", "measure", "reach", {{"to", "active"}}) == "");
    REQUIRE(story.act("riverside.principal", "create_measure_series",
                      {{"id", "elm_s"},
                       {"measure", "reach"},
                       {"scope", "school"},
                       {"organization", "elm"}}) == "");
    for (auto const* who : {"analyst", "riverside.lead", "lakeside.lead"}) {
        story.open(who, "measure_series", "elm_s");
    }
    CHECK(all() == 2);
    CHECK(told(story, "riverside.principal", "measure_series", "elm_s") == "2");
    CHECK(told(story, "riverside.lead", "measure_series", "elm_s") == "2");
    CHECK(told(story, "analyst", "measure_series", "elm_s") == "not told");

    // What the desk holds is its author's and the desk's: the author learns who looked.
    REQUIRE(story.act(
                "lakeside.teacher", "create_post",
                {{"id", "said"}, {"post_kind", "question"}, {"title", "How do you begin?"}}) == "");
    REQUIRE(story.act("facilitator", "hold_record",
                      {{"id", "case"},
                       {"about_kind", "post"},
                       {"about_id", "said"},
                       {"reason", "It names somebody."}}) == "");
    story.open("director", "post", "said");
    CHECK(all() == 3);
    CHECK(told(story, "lakeside.teacher", "post", "said") == "1");
    CHECK(told(story, "director", "post", "said") == "not told");
}

TEST_CASE(
    "[S87] rows of who read what are chained: whatever is changed, left out or put in between "
    "is named; what is too old goes from the beginning") {
    NetworkStory story;
    story.connect_everybody();
    auto const cycle = story.plan_cycle();
    for (int day = 0; day < 4; ++day) {
        story.open("riverside.mate", cycle_kind, cycle);
        story.clock().pass_days(1);
    }
    auto& database = story.floor().store().database();
    auto broken_by = [&](std::string const& sql) {
        storage::Transaction undone(database);
        database.run(sql);
        return storage::Reads(story.floor().store()).broken("nic").value_or(0);
    };
    CHECK(broken_by("UPDATE record_read SET member = 'director' WHERE seq = 2") == 2);
    CHECK(broken_by("UPDATE record_read SET id = 'other' WHERE seq = 1") == 1);
    CHECK(broken_by("UPDATE record_read SET at_ms = at_ms + 1 WHERE seq = 4") == 4);
    CHECK(broken_by("UPDATE record_read SET day = day + 9 WHERE seq = 3") == 3);
    CHECK(broken_by("DELETE FROM record_read WHERE seq = 3") == 3);
    CHECK(broken_by("UPDATE record_read SET hash = zeroblob(32) WHERE seq = 2") == 2);
    CHECK(broken_by("UPDATE record_read SET seq = 9 WHERE seq = 4") == 4);
    CHECK(broken_by("DELETE FROM record_read WHERE seq = 1") == 0);
    CHECK(verified(story).broken_seq == 0);

    auto const all = storage::Reads(story.floor().store()).between("nic", 0, 1LL << 60);
    REQUIRE(all.size() == 4);
    storage::Reads reads(story.floor().store());
    reads.forget_before("nic", all[2].at_ms);
    CHECK(reads.between("nic", 0, 1LL << 60).size() == 2);
    CHECK(verified(story).broken_seq == 0);
    reads.forget_before("nic", 1LL << 60);
    CHECK(reads.between("nic", 0, 1LL << 60).size() == 1);
    story.open("coach", cycle_kind, cycle);
    CHECK(verified(story).broken_seq == 0);
    database.run("UPDATE record_read SET member = 'director' WHERE seq = 5");
    CHECK(verified(story).broken_seq > 0);
    CHECK(verified(story).problem.find("who read what") != std::string::npos);
}

TEST_CASE("[S87] an operator reads who opened what, by days and for one district") {
    NetworkStory story;
    story.connect_everybody();
    auto const first = date_of({story.clock().now_ms()});
    auto const cycle = story.plan_cycle();
    story.open("riverside.mate", cycle_kind, cycle);
    story.clock().pass_days(2);
    story.open("coach", cycle_kind, cycle);
    auto count = [&](ReadsWish const& wish) {
        auto const found = reads_of(story.floor(), wish);
        return found.has_error() ? std::string(name_of(found.error().code))
                                 : std::to_string(found->size());
    };
    CHECK(count({"nic", {}, {}, {}}) == "2");
    CHECK(count({"nic", first, first, {}}) == "1");
    CHECK(count({"nic", days_after(first, 1), {}, {}}) == "1");
    CHECK(count({"nic", days_after(first, 1), days_after(first, 1), {}}) == "0");
    CHECK(count({"nic", {}, {}, {"riverside"}}) == "2");
    CHECK(count({"nic", {}, {}, {"lakeside"}}) == "0");
    CHECK(count({"nic", {}, {}, {"nowhere"}}) == "not_found");
    CHECK(count({"none", {}, {}, {}}) == "not_found");
    CHECK(count({"nic", {"2026-13-01"}, {}, {}}) == "not_a_date");
}
