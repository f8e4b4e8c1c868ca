#include <catch2/catch.hpp>

#include "server/domain/notices.hpp"
#include "server/domain/policy.hpp"
#include "server/room/transfer.hpp"
#include "tests/support/unit/network_story.hpp"

using namespace flywheel;
using namespace flywheel::testing;
using nlohmann::json;

namespace {

// A network in which things happen, a minute apart.
struct Told : NetworkStory {
    std::string does(std::string const& who, std::string const& command, json const& args) {
        clock().pass_ms(60'000);
        return act(who, command, args);
    }
    std::string follow(std::string const& who, std::string const& id, std::string const& about_kind,
                       std::string const& about_id) {
        return does(who, "create_follow",
                    {{"id", id}, {"about_kind", about_kind}, {"about_id", about_id}});
    }
    std::string say(std::string const& who, std::string const& id, std::string const& about_kind,
                    std::string const& about_id, std::string const& text, json more = {}) {
        json args{{"id", id}, {"about_kind", about_kind}, {"about_id", about_id}, {"text", text}};
        if (more.is_object()) { args.update(more); }
        return does(who, "create_comment", args);
    }
    // "REASON WHAT KIND/ID xCOUNT by MEMBER", newest first.
    std::vector<std::string> told(std::string const& who) {
        auto const viewer = viewer_of(state(), {(*this)[who].member});
        auto const now = clock().now_ms();
        std::vector<std::string> lines;
        for (auto const& n : notices_for(state(), viewer, now - notice_window_ms, date_of({now}))) {
            lines.push_back(std::string(name_of(n.reason)) + ' ' + std::string(name_of(n.what)) +
                            ' ' + std::string(kind_names[n.about.kind]) + '/' + n.about.id + " x" +
                            std::to_string(n.count) + " by " + n.by.text);
        }
        return lines;
    }
    bool sees(std::string const& who, std::string const& kind, std::string const& id) {
        return View::may_see(state(), viewer_of(state(), {(*this)[who].member}),
                             {*kind_from_name(kind), id});
    }
    std::string edit_cycle(std::string const& who, std::string const& id, json const& set) {
        return does(who, "edit_pdsa_cycle",
                    {{"id", id}, {"seen_revision", revision("pdsa_cycle", id)}, {"set", set}});
    }
};

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("[F1] whoever sees a record follows it; nobody else sees that they do") {
    Told story;
    auto const cycle = story.plan_cycle();
    CHECK(story.follow("observer", "f1", "pdsa_cycle", cycle) == "not_found");
    CHECK(story.refusal().at("field") == "about_id");
    CHECK(story.follow("observer", "f1", "pdsa_cycle", "nothing") == "not_found");
    CHECK(story.follow("observer", "f1", "no_kind", "aim") == "unknown_kind");
    CHECK(story.follow("observer", "f1", "aim", "aim").empty());
    CHECK(story.follow("director", "f2", "follow", "f1") == "wrong_link");
    CHECK(story.say("director", "c", "follow", "f1", "Hm") == "wrong_link");
    for (auto const& who : NetworkStory::everybody()) {
        INFO(who);
        CHECK(story.sees(who, "follow", "f1") == (who == "observer"));
    }
    CHECK(story.does("director", "archive_follow", {{"id", "f1"}}) == "not_found");
    CHECK(story.does("observer", "archive_follow", {{"id", "f1"}}).empty());
    CHECK(story.does("director", "restore_follow", {{"id", "f1"}}) == "not_found");
    CHECK(story.does("observer", "restore_follow", {{"id", "f1"}}).empty());
    expect_everyone_agrees(story);
}

TEST_CASE("[F1] of two follows of one record the later stands, and nobody is bothered") {
    Told story;
    CHECK(story.follow("observer", "f1", "aim", "aim").empty());
    CHECK(story.follow("advisor", "f2", "aim", "aim").empty());
    CHECK(story.follow("observer", "f3", "aim", "aim").empty());
    CHECK_FALSE(story.sees("observer", "follow", "f1"));
    CHECK(story.sees("observer", "follow", "f3"));
    CHECK(story.sees("advisor", "follow", "f2"));
    CHECK(story.does("observer", "restore_follow", {{"id", "f1"}}) == "wrong_state");
    CHECK(story.does("observer", "archive_follow", {{"id", "f3"}}).empty());
    CHECK(story.does("observer", "restore_follow", {{"id", "f1"}}).empty());
    CHECK(story.sees("observer", "follow", "f1"));
    expect_everyone_agrees(story);
}

TEST_CASE("[F1] a follow goes out of sight with what it is on, and comes back with it") {
    Told story;
    story.connect_everybody();
    auto const cycle = story.plan_cycle();
    REQUIRE(story.share("riverside.teacher", cycle, "network").empty());
    REQUIRE(story.follow("observer", "f1", "pdsa_cycle", cycle).empty());
    CHECK(story["observer"].replica.has("follow", "f1"));
    REQUIRE(story.share("riverside.teacher", cycle, "team").empty());
    CHECK_FALSE(story["observer"].replica.has("follow", "f1"));
    REQUIRE(story.share("riverside.teacher", cycle, "network").empty());
    CHECK(story["observer"].replica.has("follow", "f1"));
    REQUIRE(story.act("riverside.teacher", "archive_pdsa_cycle", {{"id", cycle}}).empty());
    CHECK_FALSE(story["observer"].replica.has("follow", "f1"));
    expect_everyone_agrees(story);
}

TEST_CASE("[F2] how somebody is told is theirs, and there is one of it") {
    Told story;
    CHECK(story.does("observer", "create_notice_setting",
                     {{"id", "s1"}, {"time_zone", "Not a zone"}}) == "not_text");
    CHECK(story.refusal().at("field") == "time_zone");
    CHECK(story.does("observer", "create_notice_setting", {{"id", "s1"}, {"hour", 24}}) ==
          "too_large");
    CHECK(story
              .does("observer", "create_notice_setting",
                    {{"id", "s1"}, {"time_zone", "Etc/GMT+5"}, {"read_until_ms", 5'000}})
              .empty());
    CHECK(story.does("observer", "create_notice_setting", {{"id", "s2"}}).empty());
    CHECK_FALSE(story.sees("observer", "notice_setting", "s1"));
    auto edit = [&](std::string const& who, json const& set) {
        return story.does(who, "edit_notice_setting",
                          {{"id", "s2"},
                           {"seen_revision", story.revision("notice_setting", "s2")},
                           {"set", set}});
    };
    CHECK(edit("director", {{"hour", 9}}) == "not_found");
    CHECK(edit("observer", {{"hour", 9}, {"read_until_ms", 9'000}}).empty());
    CHECK(story.record("notice_setting", "s2").at("read_until_ms") == 9'000);
    CHECK_FALSE(story.sees("director", "notice_setting", "s2"));
    expect_everyone_agrees(story);
}

TEST_CASE(
    "[F3] who is named, answered, spoken to about their own work or follows is told, and why") {
    Told story;
    auto const cycle = story.plan_cycle();
    REQUIRE(story.share("riverside.teacher", cycle, "network").empty());
    auto const name = story.record("member", story["advisor"].member).at("name").get<std::string>();
    REQUIRE(story.follow("observer", "f1", "pdsa_cycle", cycle).empty());
    REQUIRE(story.say("director", "c1", "pdsa_cycle", cycle, "Ask @" + name + ", please.").empty());
    REQUIRE(story.say("coach", "c2", "pdsa_cycle", cycle, "Yes", {{"thread", "c1"}}).empty());

    auto const page = " said pdsa_cycle/" + cycle;
    CHECK(story.told("advisor") == Lines{"mentioned" + page + " x1 by director"});
    CHECK(story.told("director") == Lines{"answered" + page + " x1 by coach"});
    CHECK(story.told("riverside.teacher") == Lines{"yours" + page + " x2 by coach"});
    CHECK(story.told("observer") == Lines{"followed" + page + " x2 by coach"});
    CHECK(story.told("coach").empty());
    CHECK(story.told("lakeside.teacher").empty());
    CHECK(story.told("partner").empty());

    REQUIRE(story.say("observer", "no", "pdsa_cycle", cycle, "x") == "not_yours");
    REQUIRE(story.say("advisor", "c3", "pdsa_cycle", cycle, "Another thread").empty());
    CHECK(story.told("coach") == Lines{"took_part" + page + " x1 by advisor"});
    expect_everyone_agrees(story);
}

TEST_CASE("[F3] a name behind an @ is the longest that fits, and ends where the name ends") {
    Told story;
    auto rename = [&](char const* who, char const* name) {
        REQUIRE(story
                    .does(who, "edit_member",
                          {{"id", story[who].member},
                           {"seen_revision", story.revision("member", story[who].member)},
                           {"set", {{"name", name}}}})
                    .empty());
    };
    rename("advisor", "Ana");
    rename("coach", "Ana Luz");
    auto const in = [&](char const* text) { return mentioned_in(story.state(), text); };
    MemberId const ana{story["advisor"].member};
    MemberId const ana_luz{story["coach"].member};
    CHECK(in("@Ana, look") == std::set{ana});
    CHECK(in("@Ana Luz, look") == std::set{ana_luz});
    CHECK(in("@Ana and @Ana Luz") == std::set{ana, ana_luz});
    CHECK(in("@Anabel").empty());
    CHECK(in("Ana@").empty());
    CHECK(in("@").empty());
}

TEST_CASE("[F3] on what one follows: where it stands moved, and a new cycle on an idea") {
    Told story;
    auto const first = story.plan_cycle();
    REQUIRE(story.share("riverside.teacher", first, "network").empty());
    auto const ramp = story.record("pdsa_cycle", first).at("ramp").get<std::string>();
    auto const idea = story.record("ramp", ramp).at("change_idea").get<std::string>();
    REQUIRE(story.follow("observer", "f1", "driver_node", idea).empty());
    REQUIRE(story.follow("observer", "f2", "pdsa_cycle", first).empty());
    CHECK(story.told("observer").empty());
    story.clock().pass_ms(60'000);
    auto const second = story.plan_cycle("riverside.mate");
    CHECK(story.told("observer").empty());
    REQUIRE(story.share("riverside.mate", second, "network").empty());
    REQUIRE(
        story.does("riverside.mate", "pause_pdsa_cycle", {{"id", first}, {"reason", "Holidays"}})
            .empty());
    auto const told = story.told("observer");
    REQUIRE(told.size() == 2);
    CHECK(told[0] == "followed moved pdsa_cycle/" + first + " x1 by riverside_mate");
    CHECK(told[1] == "followed began pdsa_cycle/" + second + " x1 by riverside_mate");
    CHECK(story.told("riverside.teacher") ==
          Lines{"yours moved pdsa_cycle/" + first + " x1 by riverside_mate"});
    // Unshared: in nothing any more.
    REQUIRE(story.share("riverside.teacher", first, "team").empty());
    CHECK(story.told("observer") ==
          Lines{"followed began pdsa_cycle/" + second + " x1 by riverside_mate"});
    expect_everyone_agrees(story);
}

TEST_CASE("[F3] what is due soon or over, of one's own cycles and tasks, until it is done") {
    Told story;
    // The story's day is 2026-03-02.
    auto const cycle = story.plan_cycle("riverside.teacher", {{"end_on", "2026-03-04"}});
    REQUIRE(story
                .does("riverside.teacher", "create_task",
                      {{"id", "t1"},
                       {"cycle", cycle},
                       {"what", "Print it"},
                       {"who", "riverside_mate"},
                       {"due_on", "2026-03-01"},
                       {"rank", "a"}})
                .empty());
    CHECK(story.told("riverside.teacher") == Lines{"due_soon due pdsa_cycle/" + cycle + " x1 by "});
    CHECK(story.told("riverside.mate") ==
          Lines{"asked began pdsa_cycle/" + cycle + " x1 by riverside_teacher",
                "overdue due pdsa_cycle/" + cycle + " x1 by "});
    story.clock().pass_days(3);
    CHECK(story.told("riverside.teacher") == Lines{"overdue due pdsa_cycle/" + cycle + " x1 by "});
    REQUIRE(story
                .does("riverside.mate", "edit_task",
                      {{"id", "t1"},
                       {"seen_revision", story.revision("task", "t1")},
                       {"set", {{"done", true}}}})
                .empty());
    CHECK(story.told("riverside.mate").empty());
}

TEST_CASE("[F4] what is held or was written for fewer people is in nobody else's notices") {
    Told story;
    auto const name =
        story.record("member", story["observer"].member).at("name").get<std::string>();
    REQUIRE(story.say("lakeside.teacher", "c1", "aim", "aim", "@" + name + " look").empty());
    CHECK(story.told("observer").size() == 1);
    REQUIRE(
        story
            .act("facilitator", "hold_record",
                 {{"id", "case"}, {"about_kind", "comment"}, {"about_id", "c1"}, {"reason", "No"}})
            .empty());
    CHECK(story.told("observer").empty());
    // A cycle that the team keeps: a name in it tells nobody else.
    auto const cycle = story.plan_cycle();
    REQUIRE(story.say("riverside.mate", "c2", "pdsa_cycle", cycle, "@" + name + " look").empty());
    CHECK(story.told("observer").empty());
}

TEST_CASE(
    "[F5] a line is told to ask anew when something of its person's notices moved, and only then") {
    Told story;
    story.connect_everybody();
    auto const cycle = story.plan_cycle();
    auto bells = [&](char const* who) { return story[who].replica.bells; };
    auto const before = bells("riverside.teacher");
    REQUIRE(story.say("riverside.mate", "c1", "pdsa_cycle", cycle, "Well").empty());
    CHECK(bells("riverside.teacher") == before + 1);
    for (auto const* who : {"observer", "director", "lakeside.teacher"}) {
        INFO(who);
        CHECK(bells(who) == 0);
    }
    REQUIRE(story.act("riverside.mate", "archive_comment", {{"id", "c1"}}).empty());
    CHECK(bells("riverside.teacher") == before + 2);
}

TEST_CASE(
    "[F1][F2] follows and settings are part of an export; one on nothing is refused at import") {
    Told story;
    REQUIRE(story.follow("observer", "f1", "aim", "aim").empty());
    REQUIRE(story.does("observer", "create_notice_setting", {{"id", "s1"}}).empty());
    auto const text = export_network(story.floor(), story.network());
    auto import = [&](std::string const& from, std::string const& to) {
        auto changed = text;
        auto const at = changed.find(R"("kind":"follow")");
        REQUIRE(at != std::string::npos);
        changed.replace(changed.find(from, at), from.size(), to);
        TemporaryFolder folder;
        Floor floor(folder.path(), Env{story.clock(), story.random()}, {});
        auto const report = import_network(floor, changed, {});
        if (report.has_error()) { return report.error().field; }
        CHECK(export_network(floor, story.network()) == text);
        return std::string{};
    };
    CHECK(import("aim", "aim").empty());
    CHECK(import(R"("about_id":"aim")", R"("about_id":"none")") == "about_id");
    CHECK(import(R"("about_kind":"aim")", R"("about_kind":"none")") == "about_kind");
}
