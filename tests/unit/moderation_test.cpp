#include <catch2/catch.hpp>

#include "server/domain/policy.hpp"
#include "server/room/transfer.hpp"
#include "tests/support/unit/network_story.hpp"

using namespace flywheel;
using namespace flywheel::testing;
using nlohmann::json;

namespace {

// A comment of a teacher's on the aim, which the whole network sees.
struct Said : NetworkStory {
    Said() {
        REQUIRE(act("lakeside.teacher", "create_comment",
                    {{"id", "said"},
                     {"about_kind", "aim"},
                     {"about_id", "aim"},
                     {"text", "Not at our school."}})
                    .empty());
    }
    bool sees(std::string const& who, std::string const& kind, std::string const& id) {
        return View::may_see(state(), viewer_of(state(), {(*this)[who].member}),
                             {*kind_from_name(kind), id});
    }
    std::string flag(std::string const& who, std::string const& id, std::string const& about_kind,
                     std::string const& about_id) {
        return act(who, "create_flag",
                   {{"id", id},
                    {"about_kind", about_kind},
                    {"about_id", about_id},
                    {"reason", "It names a pupil."}});
    }
    std::string hold(std::string const& who, std::string const& about_kind = "comment",
                     std::string const& about_id = "said", std::string const& id = "case") {
        return act(who, "hold_record",
                   {{"id", id},
                    {"about_kind", about_kind},
                    {"about_id", about_id},
                    {"reason", "It names a pupil."}});
    }
    std::string on_case(std::string const& who, std::string const& what,
                        json more = json::object()) {
        json args{{"id", "case"}};
        args.update(more);
        return act(who, what, args);
    }
};

}  // namespace

TEST_CASE("[G1] whoever sees a record flags it once; only they and the desk see the flag") {
    Said story;
    CHECK(story.flag("observer", "f1", "comment", "said").empty());
    CHECK(story.flag("observer", "f2", "comment", "said") == "wrong_state");
    CHECK(story.flag("riverside.teacher", "f2", "comment", "said").empty());
    CHECK(story.flag("partner", "f3", "comment", "said") == "not_found");
    CHECK(story.flag("director", "f3", "comment", "nothing") == "not_found");
    CHECK(story.flag("director", "f3", "nothing", "said") == "unknown_kind");
    CHECK(story.act("director", "create_flag",
                    {{"id", "f3"}, {"about_kind", "comment"}, {"about_id", "said"}}) == "missing");
    CHECK(story.refusal().at("field") == "reason");
    for (auto const* who : {"observer", "director", "facilitator"}) {
        CHECK(story.sees(who, "flag", "f1"));
    }
    for (auto const* who : {"lakeside.teacher", "riverside.teacher", "advisor", "lakeside.lead"}) {
        INFO(who);
        CHECK_FALSE(story.sees(who, "flag", "f1"));
    }
    CHECK(story.act("facilitator", "archive_flag", {{"id", "f1"}}) == "not_yours");
    CHECK(story.act("observer", "archive_flag", {{"id", "f1"}}).empty());
    CHECK(story.act("facilitator", "restore_flag", {{"id", "f1"}}) == "not_yours");
    CHECK(story.act("observer", "restore_flag", {{"id", "f1"}}).empty());

    CHECK(story.act("advisor", "dismiss_flag", {{"id", "f1"}, {"answer", "No"}}) == "not_found");
    CHECK(story.act("observer", "dismiss_flag", {{"id", "f1"}, {"answer", "No"}}) == "not_yours");
    CHECK(story.act("facilitator", "dismiss_flag", {{"id", "f1"}}) == "missing");
    CHECK(story
              .act("facilitator", "dismiss_flag",
                   {{"id", "f1"}, {"answer", "It is the school's own story."}})
              .empty());
    CHECK(story.record("flag", "f1").at("state") == "dismissed");
    CHECK(story.act("director", "dismiss_flag", {{"id", "f1"}, {"answer", "No"}}) == "wrong_state");
    expect_everyone_agrees(story);
}

TEST_CASE(
    "[G2] what stays within a district is not flagged to the hub, which could not look at it") {
    Said story;
    auto const cycle = story.plan_cycle();
    CHECK(story.flag("riverside.mate", "f1", "pdsa_cycle", cycle) == "wrong_link");
    CHECK(story.refusal().at("field") == "about_id");
    CHECK(story.hold("facilitator", "pdsa_cycle", cycle) == "not_found");
}

TEST_CASE("[G3] the desk holds a record: at once only its author and the desk see it") {
    Said story;
    REQUIRE(story.flag("observer", "f1", "comment", "said").empty());
    CHECK(story.hold("advisor") == "not_yours");
    CHECK(story.hold("lakeside.lead") == "not_yours");
    CHECK(story.hold("facilitator", "aim", "aim") == "wrong_link");
    CHECK(story.refusal().at("field") == "about_kind");
    CHECK(story.hold("facilitator", "comment", "nothing") == "not_found");
    CHECK(story.hold("facilitator").empty());
    CHECK(story.hold("director", "comment", "said", "again") == "wrong_state");
    CHECK(story.record("flag", "f1").at("state") == "acted");
    auto const held = story.record("moderation_case", "case");
    CHECK(held.at("author") == story["lakeside.teacher"].member);
    CHECK(held.at("held_by") == story["facilitator"].member);
    for (auto const* who : {"lakeside.teacher", "director", "facilitator"}) {
        CHECK(story.sees(who, "comment", "said"));
        CHECK(story.sees(who, "moderation_case", "case"));
    }
    for (auto const* who : {"observer", "advisor", "lakeside.lead", "riverside.teacher"}) {
        INFO(who);
        CHECK_FALSE(story.sees(who, "comment", "said"));
        CHECK_FALSE(story.sees(who, "moderation_case", "case"));
    }
    // An answer would say what it answers; its author may still mend it.
    CHECK(story.act("riverside.teacher", "create_comment",
                    {{"id", "answer"},
                     {"about_kind", "aim"},
                     {"about_id", "aim"},
                     {"thread", "said"},
                     {"text", "Why?"}}) == "not_found");
    CHECK(story
              .act("lakeside.teacher", "edit_comment",
                   {{"id", "said"}, {"seen_revision", 2}, {"set", {{"text", "Not with us."}}}})
              .empty());
    expect_everyone_agrees(story);
}

TEST_CASE("[G4] the desk asks for edits and releases; then it is where it was") {
    Said story;
    REQUIRE(story
                .act("riverside.teacher", "create_comment",
                     {{"id", "answer"},
                      {"about_kind", "aim"},
                      {"about_id", "aim"},
                      {"thread", "said"},
                      {"text", "Why?"}})
                .empty());
    REQUIRE(story.hold("facilitator").empty());
    CHECK_FALSE(story.sees("riverside.teacher", "comment", "answer"));
    CHECK(story.on_case("lakeside.teacher", "ask_for_edits", {{"edits_asked", "x"}}) ==
          "not_yours");
    CHECK(story.on_case("facilitator", "ask_for_edits") == "missing");
    CHECK(story.on_case("facilitator", "ask_for_edits", {{"edits_asked", "Leave out the name."}})
              .empty());
    CHECK(story.record("moderation_case", "case").at("state") == "edits_asked");
    CHECK(story.on_case("lakeside.teacher", "release_record") == "not_yours");
    CHECK(story.on_case("director", "release_record").empty());
    CHECK(story.sees("riverside.teacher", "comment", "said"));
    CHECK(story.sees("riverside.teacher", "comment", "answer"));
    CHECK(story.on_case("director", "release_record") == "wrong_state");
    CHECK(story.on_case("director", "ask_for_edits", {{"edits_asked", "x"}}) == "wrong_state");
    CHECK(story.hold("director", "comment", "said", "case2").empty());
    expect_everyone_agrees(story);
}

TEST_CASE("[G5] a removal needs two of the desk; its author sees why, and cannot bring it back") {
    Said story;
    REQUIRE(story.hold("facilitator").empty());
    CHECK(story.on_case("director", "confirm_removal") == "wrong_state");
    CHECK(story.on_case("lakeside.teacher", "propose_removal", {{"reason", "x"}}) == "not_yours");
    CHECK(story.on_case("facilitator", "propose_removal") == "missing");
    CHECK(story.on_case("facilitator", "propose_removal", {{"reason", "It cannot be mended."}})
              .empty());
    CHECK(story.on_case("facilitator", "confirm_removal") == "needs_second_person");
    CHECK(story.on_case("lakeside.teacher", "confirm_removal") == "not_yours");
    CHECK(story.on_case("director", "confirm_removal").empty());
    auto const held = story.record("moderation_case", "case");
    CHECK(held.at("state") == "removed");
    CHECK(held.at("settled_reason") == "It cannot be mended.");
    CHECK(story.sees("lakeside.teacher", "moderation_case", "case"));
    CHECK_FALSE(story.sees("facilitator", "comment", "said"));
    CHECK(story.act("lakeside.teacher", "restore_comment", {{"id", "said"}}) == "wrong_state");
    CHECK(story.act("director", "restore_comment", {{"id", "said"}}) == "not_yours");
    expect_everyone_agrees(story);
}

TEST_CASE("[G6] its author appeals; the desk upholds with a reason, or releases and it is back") {
    Said story;
    REQUIRE(story.hold("facilitator").empty());
    CHECK(story.on_case("facilitator", "appeal_moderation", {{"appeal", "x"}}) == "not_yours");
    CHECK(story.on_case("lakeside.teacher", "uphold_moderation", {{"reason", "x"}}) == "not_yours");
    CHECK(story.on_case("director", "uphold_moderation", {{"reason", "x"}}) == "wrong_state");
    CHECK(story.on_case("lakeside.teacher", "appeal_moderation").empty() == false);
    CHECK(story.on_case("lakeside.teacher", "appeal_moderation", {{"appeal", "Nobody is named."}})
              .empty());
    CHECK(story.on_case("lakeside.teacher", "appeal_moderation", {{"appeal", "Please."}}) ==
          "wrong_state");
    CHECK(story.on_case("director", "uphold_moderation", {{"reason", "The room is."}}).empty());
    CHECK(story.record("moderation_case", "case").at("state") == "upheld");
    CHECK_FALSE(story.sees("riverside.teacher", "comment", "said"));

    REQUIRE(story.on_case("director", "release_record", {{"reason", "Mended."}}).empty());
    REQUIRE(story.hold("facilitator", "comment", "said", "second").empty());
    auto second = [&](char const* who, char const* what, json more = json::object()) {
        more["id"] = "second";
        return story.act(who, what, more);
    };
    REQUIRE(second("director", "propose_removal", {{"reason", "Still."}}).empty());
    REQUIRE(second("facilitator", "confirm_removal").empty());
    CHECK(second("lakeside.teacher", "appeal_moderation", {{"appeal", "Look again."}}).empty());
    CHECK(second("director", "release_record", {{"reason", "You are right."}}).empty());
    CHECK(story.sees("riverside.teacher", "comment", "said"));
    expect_everyone_agrees(story);
}

TEST_CASE("[G3] a held protocol takes its versions along; a case travels with an export") {
    Said story;
    REQUIRE(story
                .act("riverside.teacher", "create_change_protocol",
                     {{"id", "p"}, {"title", "Visit"}, {"purpose", "To see"}})
                .empty());
    REQUIRE(story
                .act("riverside.teacher", "create_protocol_version",
                     {{"id", "v"}, {"protocol", "p"}, {"steps", "Go"}})
                .empty());
    REQUIRE(story.sees("lakeside.teacher", "protocol_version", "v"));
    REQUIRE(story.hold("facilitator", "change_protocol", "p").empty());
    CHECK_FALSE(story.sees("lakeside.teacher", "change_protocol", "p"));
    CHECK_FALSE(story.sees("lakeside.teacher", "protocol_version", "v"));
    CHECK(story.sees("riverside.teacher", "protocol_version", "v"));
    expect_everyone_agrees(story);

    auto const text = export_network(story.floor(), story.network());
    TemporaryFolder folder;
    Floor other(folder.path(), Env{story.clock(), story.random()}, {});
    REQUIRE(import_network(other, text, {}).has_value());
    CHECK(export_network(other, story.network()) == text);
    auto const broken = [&](std::string from, std::string const& to) {
        auto changed = text;
        auto const at = changed.find(R"("kind":"moderation_case")");
        changed.replace(changed.find(from, at), from.size(), to);
        TemporaryFolder empty;
        Floor floor(empty.path(), Env{story.clock(), story.random()}, {});
        return import_network(floor, changed, {}).error().field;
    };
    CHECK(broken(R"("about_kind":"change_protocol")", R"("about_kind":"nothing")") == "about_kind");
    CHECK(broken(R"("about_id":"p")", R"("about_id":"q")") == "about_id");
}
