#include <catch2/catch.hpp>

#include "server/domain/policy.hpp"
#include "tests/support/unit/network_story.hpp"

using namespace flywheel;
using namespace flywheel::testing;
using nlohmann::json;

namespace {

constexpr char const* teacher = "riverside.teacher";
constexpr char const* mate = "riverside.mate";
constexpr char const* lakeside = "lakeside.teacher";

std::string post(NetworkStory& story, std::string const& id, json more = json::object(),
                 std::string const& by = teacher) {
    json args{{"id", id}, {"post_kind", "question"}, {"title", "How do you begin?"}};
    args.update(more);
    return story.act(by, "create_post", args);
}
std::string reply(NetworkStory& story, std::string const& by, std::string const& id,
                  std::string const& to) {
    return story.act(by, "create_reply", {{"id", id}, {"post", to}, {"text", "At the door"}});
}
std::string edit(NetworkStory& story, std::string const& by, std::string const& kind,
                 std::string const& id, json changes) {
    json args{{"id", id}, {"seen_revision", story.revision(kind, id)}};
    args.update(changes);
    return story.act(by, "edit_" + kind, args);
}
std::string share(NetworkStory& story, std::string const& by, std::string const& id,
                  std::string const& level) {
    return story.act(
        by, "share_post",
        {{"id", id}, {"seen_revision", story.revision("post", id)}, {"shared_with", level}});
}
std::string ask(NetworkStory& story, std::string const& by, std::string const& id,
                json more = json::object()) {
    json args{{"id", id}, {"request_kind", "coaching"}, {"topic", "First visits"}};
    args.update(more);
    return story.act(by, "create_support_request", args);
}
std::string on_request(NetworkStory& story, std::string const& by, std::string const& verb,
                       json more) {
    json args{{"id", "help"}, {"seen_revision", story.revision("support_request", "help")}};
    args.update(more);
    return story.act(by, verb + "_support_request", args);
}
std::string match(NetworkStory& story, std::string const& by, std::string const& with,
                  json more = json::object()) {
    json args{{"with", with}, {"reason", "Has done it"}, {"answer_by", "2026-04-01"}};
    args.update(more);
    return on_request(story, by, "match", args);
}
std::string advance(NetworkStory& story, std::string const& by, std::string const& to,
                    json more = json::object()) {
    json args{{"to", to}};
    args.update(more);
    return on_request(story, by, "advance", args);
}
std::string activity(NetworkStory& story, std::string const& by, std::string const& id,
                     json more = json::object()) {
    json args{{"id", id}, {"title", "Read the log"}, {"teams", {"riverside_team"}}};
    args.update(more);
    return story.act(by, "create_activity", args);
}
std::string field_of(NetworkStory& story) { return story.refusal().value("field", std::string{}); }
bool sees(NetworkStory& story, std::string const& who, char const* kind, std::string const& id) {
    auto const* kept = story.state().find(*kind_from_name(kind), id);
    return holds(audience_of(kept->stored, story.state()),
                 viewer_of(story.state(), {story[who].member}));
}

}  // namespace

TEST_CASE("[X1] whoever comments posts, for their own site and their own team") {
    NetworkStory story;
    for (auto const* by : {"director", "coach", "analyst", "riverside.sponsor", "riverside.lead",
                           "riverside.outsider", "researcher", "partner"}) {
        INFO(by);
        CHECK(post(story, "by_" + story[by].member, json::object(), by).empty());
    }
    CHECK(post(story, "no", json::object(), "observer") == "not_yours");
    CHECK(post(story, "no", {{"organization", "pine"}}) == "not_yours");
    CHECK(post(story, "no", {{"team", "riverside_team"}}, lakeside) == "not_yours");
    CHECK(post(story, "of_elm", {{"organization", "elm"}, {"team", "riverside_team"}}).empty());
    CHECK(post(story, "of_district", {{"organization", "riverside"}}).empty());
    CHECK(post(story, "of_hub", {{"organization", "lantern"}}, "coach").empty());
    CHECK(post(story, "no", {{"thanked", {"coach"}}}) == "wrong_link");
    CHECK(field_of(story) == "thanked");
    CHECK(post(story, "thanks", {{"post_kind", "thanks"}, {"thanked", {"coach"}}}).empty());
    CHECK(edit(story, teacher, "post", "of_elm", {{"add", {{"thanked", {"coach"}}}}}) ==
          "wrong_link");
    CHECK(post(story, "no", {{"used_by", {"elm"}}}) == "set_by_rule");
    CHECK(post(story, "no", {{"post_kind", "joke"}}) == "not_a_choice");
    CHECK(edit(story, teacher, "post", "of_elm", {{"set", {{"text", "More"}}}}).empty());
    for (auto const* by : {mate, "director", "riverside.lead"}) {
        INFO(by);
        CHECK(edit(story, by, "post", "of_elm", {{"set", {{"text", "No"}}}}) == "not_yours");
        CHECK(story.act(by, "archive_post", {{"id", "of_elm"}}) == "not_yours");
        CHECK(story.act(by, "close_post", {{"id", "of_elm"}, {"closed", true}}) == "not_yours");
        CHECK(share(story, by, "of_elm", "team") == "not_yours");
    }
    REQUIRE(story.act(teacher, "archive_post", {{"id", "of_elm"}}).empty());
    CHECK(story.act(mate, "restore_post", {{"id", "of_elm"}}) == "not_yours");
    CHECK(story.act(teacher, "restore_post", {{"id", "of_elm"}}).empty());
    expect_everyone_agrees(story);
}

TEST_CASE("[X1] a post goes to the network, or as far as its district lets it without its lead") {
    NetworkStory story;
    REQUIRE(post(story, "before").empty());
    CHECK(story.record("post", "before").at("shared_with") == "network");
    REQUIRE(edit(story, "riverside.lead", "organization", "riverside",
                 {{"set", {{"sharing_needs_lead", true}}}})
                .empty());
    CHECK(post(story, "no") == "missing");
    CHECK(field_of(story) == "organization");
    REQUIRE(post(story, "p", {{"organization", "elm"}}).empty());
    CHECK(story.record("post", "p").at("shared_with") == "district");
    REQUIRE(post(story, "of_team", {{"team", "riverside_team"}}, "coach").empty());
    CHECK(story.record("post", "of_team").at("shared_with") == "district");
    REQUIRE(post(story, "elsewhere", json::object(), lakeside).empty());
    CHECK(story.record("post", "elsewhere").at("shared_with") == "network");
    CHECK(share(story, teacher, "p", "network") == "lead_must_agree");
    CHECK(share(story, "coach", "of_team", "network") == "lead_must_agree");
    CHECK(share(story, "lakeside.lead", "p", "network") == "not_found");
    CHECK(share(story, "riverside.lead", "p", "network").empty());
    CHECK(share(story, teacher, "p", "team") == "missing");
    CHECK(field_of(story) == "team");
    CHECK(share(story, teacher, "before", "district") == "missing");
    CHECK(field_of(story) == "organization");
    CHECK(share(story, "coach", "of_team", "school") == "missing");
    CHECK(share(story, teacher, "p", "school").empty());
    CHECK(story.act(teacher, "share_post",
                    {{"id", "p"}, {"seen_revision", 1}, {"shared_with", "author"}}) == "stale");
    CHECK(story.act(teacher, "share_post",
                    {{"id", "p"},
                     {"seen_revision", 3},
                     {"shared_with", "author"},
                     {"guests", {"coach"}}}) == "unknown_field");
    expect_everyone_agrees(story);
}

TEST_CASE(
    "[X1] what a post is about is named to those who may see it, and kept where they may not") {
    NetworkStory story;
    auto const cycle = story.plan_cycle();
    REQUIRE(post(story, "p", {{"cycles", {cycle}}, {"change_ideas", {"idea"}}}).empty());
    story.connect_everybody();
    CHECK_FALSE(story[lakeside].replica.records().at({"post", "p"}).contains("cycles"));
    CHECK(story[mate].replica.records().at({"post", "p"}).at("cycles") == json{cycle});
    CHECK(post(story, "no", {{"cycles", {cycle}}}, lakeside) == "not_found");
    expect_everyone_agrees(story);
    REQUIRE(story.share(teacher, cycle, "network").empty());
    CHECK(story[lakeside].replica.records().at({"post", "p"}).at("cycles") == json{cycle});
    expect_everyone_agrees(story);
}

TEST_CASE("[X2] replies lie with their post, and a settled post takes none") {
    NetworkStory story;
    story.connect_everybody();
    REQUIRE(post(story, "p", {{"organization", "elm"}}).empty());
    CHECK(reply(story, "observer", "no", "p") == "not_yours");
    CHECK(reply(story, "partner", "no", "p") == "not_found");
    CHECK(reply(story, lakeside, "r", "p").empty());
    CHECK(sees(story, "observer", "reply", "r"));
    CHECK(edit(story, teacher, "reply", "r", {{"set", {{"text", "No"}}}}) == "not_yours");
    CHECK(edit(story, lakeside, "reply", "r", {{"set", {{"text", "Before the door"}}}}).empty());
    REQUIRE(share(story, teacher, "p", "school").empty());
    CHECK_FALSE(sees(story, lakeside, "reply", "r"));
    CHECK(sees(story, "riverside.principal", "reply", "r"));
    CHECK(reply(story, lakeside, "late", "p") == "not_found");
    REQUIRE(share(story, teacher, "p", "network").empty());
    CHECK(story.act(teacher, "close_post", {{"id", "p"}, {"closed", false}}) == "wrong_state");
    REQUIRE(story.act(teacher, "close_post", {{"id", "p"}, {"closed", true}}).empty());
    CHECK(reply(story, lakeside, "late", "p") == "wrong_state");
    CHECK(field_of(story) == "post");
    REQUIRE(story.act(teacher, "close_post", {{"id", "p"}, {"closed", false}}).empty());
    CHECK(reply(story, lakeside, "late", "p").empty());
    CHECK(story.act(teacher, "archive_reply", {{"id", "late"}}) == "not_yours");
    CHECK(story.act(lakeside, "archive_reply", {{"id", "late"}}).empty());
    REQUIRE(story.act(teacher, "archive_post", {{"id", "p"}}).empty());
    CHECK_FALSE(sees(story, teacher, "reply", "r"));
    expect_everyone_agrees(story);
}

TEST_CASE("[X2] the asker accepts an answer, and it becomes a protocol with its credit") {
    NetworkStory story;
    story.connect_everybody();
    REQUIRE(post(story, "p").empty());
    REQUIRE(post(story, "other").empty());
    REQUIRE(post(story, "offer", {{"post_kind", "offer"}}).empty());
    REQUIRE(reply(story, lakeside, "r", "p").empty());
    REQUIRE(reply(story, lakeside, "to_offer", "offer").empty());
    auto write = [&](std::string const& by, std::string const& id) {
        return story.act(by, "create_change_protocol",
                         {{"id", id}, {"title", "Greeting"}, {"from_reply", "r"}});
    };
    CHECK(write(teacher, "no") == "wrong_link");
    CHECK(field_of(story) == "from_reply");
    auto accept = [&](std::string const& by, std::string const& id, std::string const& r) {
        json args{{"id", id}};
        if (!r.empty()) { args["reply"] = r; }
        return story.act(by, "accept_reply", args);
    };
    CHECK(accept(lakeside, "p", "r") == "not_yours");
    CHECK(accept("director", "p", "r") == "not_yours");
    CHECK(accept(teacher, "other", "r") == "wrong_link");
    CHECK(field_of(story) == "reply");
    CHECK(accept(teacher, "offer", "to_offer") == "wrong_link");
    CHECK(field_of(story) == "id");
    CHECK(accept(teacher, "p", "nothing") == "not_found");
    CHECK(accept(teacher, "p", "") == "wrong_state");
    CHECK(accept(teacher, "p", "r").empty());
    CHECK(accept(teacher, "p", "r") == "wrong_state");
    CHECK(write("coach", "no") == "not_yours");
    CHECK(write("riverside.principal", "written").empty());
    CHECK(story.record("change_protocol", "written").at("from_reply") == "r");
    CHECK(edit(story, "riverside.principal", "change_protocol", "written",
               {{"set", {{"from_reply", "r"}}}}) == "fixed_once");
    CHECK(story[lakeside]
              .replica.records()
              .at({"change_protocol", "written"})
              .contains("from_reply"));
    // Who does not see the answer is not told of it.
    REQUIRE(share(story, teacher, "p", "author").empty());
    CHECK_FALSE(story[lakeside]
                    .replica.records()
                    .at({"change_protocol", "written"})
                    .contains("from_reply"));
    CHECK(write(lakeside, "no") == "not_found");
    REQUIRE(share(story, teacher, "p", "network").empty());
    // An answer that was taken away answers no more; restored it does again.
    REQUIRE(story.act(lakeside, "archive_reply", {{"id", "r"}}).empty());
    CHECK_FALSE(story[teacher].replica.records().at({"post", "p"}).contains("accepted_reply"));
    REQUIRE(story.act(lakeside, "restore_reply", {{"id", "r"}}).empty());
    CHECK(story[teacher].replica.records().at({"post", "p"}).at("accepted_reply") == "r");
    CHECK(accept(teacher, "p", "").empty());
    CHECK_FALSE(story.record("post", "p").contains("accepted_reply"));
    expect_everyone_agrees(story);
}

TEST_CASE("[X3] a tool is taken up by the site's own people") {
    NetworkStory story;
    REQUIRE(post(story, "tool", {{"post_kind", "tool"}}, lakeside).empty());
    REQUIRE(post(story, "p", json::object(), lakeside).empty());
    auto use = [&](std::string const& by, std::string const& id, std::string const& site,
                   bool used = true) {
        return story.act(by, "use_post", {{"id", id}, {"organization", site}, {"used", used}});
    };
    CHECK(use("director", "tool", "elm") == "not_yours");
    CHECK(use(lakeside, "tool", "elm") == "not_yours");
    CHECK(use("riverside.principal", "p", "elm") == "wrong_link");
    CHECK(use("riverside.principal", "tool", "elm").empty());
    CHECK(use("riverside.lead", "tool", "riverside").empty());
    CHECK(use("riverside.principal", "tool", "elm") == "wrong_state");
    CHECK(field_of(story) == "organization");
    CHECK(story.record("post", "tool").at("used_by") == json{"elm", "riverside"});
    CHECK(use(teacher, "tool", "elm", false).empty());
    CHECK(use(teacher, "tool", "elm", false) == "wrong_state");
    CHECK(story.record("post", "tool").at("used_by") == json{"riverside"});
    expect_everyone_agrees(story);
}

TEST_CASE("[X4] a request is known to its asker, its match and the hub's desk alone") {
    NetworkStory story;
    story.connect_everybody();
    CHECK(ask(story, "observer", "no") == "not_yours");
    CHECK(ask(story, teacher, "no", {{"organization", "pine"}}) == "not_yours");
    CHECK(ask(story, "partner", "of_partner").empty());
    REQUIRE(ask(story, teacher, "help",
                {{"organization", "elm"}, {"needs", "A call a week"}, {"urgency", "this_week"}})
                .empty());
    for (auto const* who : {"riverside.lead", "riverside.principal", "coach", "advisor", "analyst",
                            "manager", mate}) {
        INFO(who);
        CHECK_FALSE(sees(story, who, "support_request", "help"));
    }
    CHECK(match(story, "coach", "coach") == "not_found");
    CHECK(match(story, teacher, "coach") == "not_yours");
    CHECK(match(story, "facilitator", "nobody") == "not_found");
    CHECK(field_of(story) == "with");
    CHECK(match(story, "facilitator", "riverside_teacher") == "wrong_link");
    CHECK(match(story, "facilitator", "observer") == "wrong_link");
    CHECK(match(story, "facilitator", "coach", {{"reason", ""}}) == "missing");
    CHECK(field_of(story) == "reason");
    CHECK(match(story, "facilitator", "coach", {{"seen_revision", 0}}) == "stale");
    CHECK(match(story, "facilitator", "coach").empty());
    CHECK(sees(story, "coach", "support_request", "help"));
    // Another one instead; the first does not see it any more.
    CHECK(match(story, "director", "lakeside_teacher").empty());
    CHECK_FALSE(sees(story, "coach", "support_request", "help"));
    CHECK(story
              .act(lakeside, "create_comment",
                   {{"id", "said"},
                    {"about_kind", "support_request"},
                    {"about_id", "help"},
                    {"text", "When?"}})
              .empty());
    CHECK(sees(story, teacher, "comment", "said"));
    CHECK_FALSE(sees(story, "riverside.lead", "comment", "said"));
    CHECK(story.act("manager", "resolve_comment", {{"id", "said"}}) == "not_found");
    CHECK(story.act(teacher, "resolve_comment", {{"id", "said"}}).empty());
    expect_everyone_agrees(story);
}

TEST_CASE("[X4] a request goes from open to rated, each step by those whose step it is") {
    NetworkStory story;
    REQUIRE(ask(story, teacher, "help").empty());
    CHECK(advance(story, "director", "active") == "not_yours");
    CHECK(advance(story, teacher, "active") == "wrong_state");
    CHECK(advance(story, teacher, "matched") == "wrong_state");
    REQUIRE(match(story, "facilitator", "lakeside_teacher").empty());
    CHECK(story.act(teacher, "archive_support_request", {{"id", "help"}}) == "wrong_state");
    CHECK(advance(story, teacher, "open", {{"reason", "No"}}) == "not_yours");
    CHECK(advance(story, lakeside, "open") == "needs_reason");
    CHECK(advance(story, lakeside, "open", {{"reason", "On leave"}}).empty());
    auto const again = story.record("support_request", "help");
    CHECK(again.at("state_reason") == "On leave");
    CHECK_FALSE(again.contains("matched_with"));
    CHECK_FALSE(again.contains("match_reason"));
    CHECK_FALSE(again.contains("answer_by"));
    CHECK_FALSE(sees(story, lakeside, "support_request", "help"));
    // The hub, which found who helps, may give it back as well.
    REQUIRE(match(story, "facilitator", "lakeside_teacher").empty());
    REQUIRE(advance(story, "director", "open", {{"reason", "Ill"}}).empty());
    REQUIRE(match(story, "facilitator", "lakeside_teacher").empty());
    CHECK_FALSE(story.record("support_request", "help").contains("state_reason"));
    CHECK(story.act(lakeside, "advance_support_request", {{"id", "help"}, {"to", "active"}}) ==
          "stale");
    CHECK(advance(story, lakeside, "active").empty());
    CHECK(match(story, "facilitator", "coach") == "wrong_state");
    CHECK(edit(story, lakeside, "support_request", "help", {{"set", {{"topic", "No"}}}}) ==
          "not_yours");
    CHECK(
        edit(story, teacher, "support_request", "help", {{"set", {{"needs", "A form"}}}}).empty());
    CHECK(advance(story, lakeside, "withdrawn", {{"reason", "No"}}) == "not_yours");
    CHECK(on_request(story, teacher, "rate", {{"rating", 5}}) == "wrong_state");
    CHECK(advance(story, "facilitator", "done") == "missing");
    CHECK(field_of(story) == "outcome");
    CHECK(advance(story, "facilitator", "done", {{"outcome", "A huddle"}}).empty());
    CHECK(on_request(story, lakeside, "rate", {{"rating", 5}}) == "not_yours");
    CHECK(on_request(story, teacher, "rate", {{"rating", 6}}) == "too_large");
    CHECK(on_request(story, teacher, "rate", {{"rating", 4}, {"note", "Thank you"}}).empty());
    CHECK(on_request(story, teacher, "rate", {{"rating", 1}}) == "wrong_state");
    CHECK(edit(story, teacher, "support_request", "help", {{"set", {{"topic", "No"}}}}) ==
          "wrong_state");
    CHECK(advance(story, teacher, "withdrawn", {{"reason", "No"}}) == "wrong_state");
    // Another is withdrawn, a third taken back before anybody thought about it.
    REQUIRE(ask(story, mate, "second").empty());
    CHECK(story.act(mate, "advance_support_request",
                    {{"id", "second"}, {"seen_revision", 1}, {"to", "withdrawn"}}) ==
          "needs_reason");
    CHECK(
        story
            .act(
                mate, "advance_support_request",
                {{"id", "second"}, {"seen_revision", 1}, {"to", "withdrawn"}, {"reason", "Solved"}})
            .empty());
    REQUIRE(ask(story, mate, "third").empty());
    CHECK(story.act("director", "archive_support_request", {{"id", "third"}}) == "not_yours");
    CHECK(story.act(mate, "archive_support_request", {{"id", "third"}}).empty());
    CHECK(story.act(mate, "restore_support_request", {{"id", "third"}}).empty());
    expect_everyone_agrees(story);
}

TEST_CASE("[X5] the hub announces, and the network reads it") {
    NetworkStory story;
    auto announce = [&](std::string const& by, std::string const& id) {
        return story.act(by, "create_announcement",
                         {{"id", id}, {"title", "Convening"}, {"until", "2026-05-01"}});
    };
    for (auto const* by : {"advisor", "coach", "riverside.lead", teacher, "observer"}) {
        INFO(by);
        CHECK(announce(by, "no") == "not_yours");
    }
    CHECK(announce("facilitator", "a").empty());
    CHECK(story.act("director", "create_announcement", {{"id", "no"}, {"title", "When"}}) ==
          "missing");
    CHECK(field_of(story) == "until");
    CHECK(edit(story, "director", "announcement", "a", {{"set", {{"text", "In Austin"}}}}).empty());
    CHECK(edit(story, "advisor", "announcement", "a", {{"set", {{"text", "No"}}}}) == "not_yours");
    CHECK(sees(story, "observer", "announcement", "a"));
    CHECK_FALSE(sees(story, "partner", "announcement", "a"));
    CHECK(story.act("director", "archive_announcement", {{"id", "a"}}).empty());
    CHECK(story.act("director", "restore_announcement", {{"id", "a"}}).empty());
    expect_everyone_agrees(story);
}

TEST_CASE("[X6] the hub sets activities; a team says that it has done one") {
    NetworkStory story;
    story.connect_everybody();
    for (auto const* by : {"coach", "manager", "riverside.lead", teacher}) {
        INFO(by);
        CHECK(activity(story, by, "no") == "not_yours");
    }
    CHECK(activity(story, "advisor", "no", {{"teams", json::array()}}) == "missing");
    CHECK(field_of(story) == "teams");
    REQUIRE(activity(story, "advisor", "a").empty());
    CHECK(sees(story, "riverside.lead", "activity", "a"));
    CHECK_FALSE(sees(story, "riverside.principal", "activity", "a"));
    CHECK_FALSE(sees(story, lakeside, "activity", "a"));
    auto finish = [&](std::string const& by, std::string const& team, bool done = true) {
        return story.act(by, "finish_activity", {{"id", "a"}, {"team", team}, {"done", done}});
    };
    CHECK(finish(lakeside, "lakeside_team") == "not_found");
    CHECK(finish("riverside.lead", "riverside_team") == "not_yours");
    CHECK(finish("coach", "riverside_team") == "not_yours");
    CHECK(finish("facilitator", "lakeside_team") == "wrong_link");
    CHECK(field_of(story) == "team");
    CHECK(finish(teacher, "riverside_team").empty());
    CHECK(finish(mate, "riverside_team") == "wrong_state");
    CHECK(story.record("activity", "a").at("done_by") == json{"riverside_team"});
    CHECK(finish("facilitator", "riverside_team", false).empty());
    CHECK(finish(mate, "riverside_team").empty());
    // A team that is not asked any more has not done it either.
    json const other{{"add", {{"teams", {"lakeside_team"}}}},
                     {"remove", {{"teams", {"riverside_team"}}}}};
    CHECK(edit(story, teacher, "activity", "a", other) == "not_yours");
    CHECK(edit(story, "director", "activity", "a", other).empty());
    CHECK_FALSE(story.record("activity", "a").contains("done_by"));
    CHECK_FALSE(sees(story, "riverside.lead", "activity", "a"));
    CHECK(sees(story, "lakeside.lead", "activity", "a"));
    CHECK(edit(story, "director", "activity", "a", {{"remove", {{"teams", {"lakeside_team"}}}}}) ==
          "missing");
    CHECK(field_of(story) == "teams");
    expect_everyone_agrees(story);
}

TEST_CASE("[K4] threads on a post, an answer and a request are theirs to settle whose it is") {
    NetworkStory story;
    REQUIRE(post(story, "q").empty());
    REQUIRE(reply(story, mate, "r", "q").empty());
    REQUIRE(ask(story, teacher, "help").empty());
    REQUIRE(match(story, "facilitator", "lakeside_teacher").empty());
    auto said_on = [&](char const* by, char const* kind, char const* id) {
        auto const said = story.fresh_id();
        REQUIRE(story
                    .act(by, "create_comment",
                         {{"id", said}, {"about_kind", kind}, {"about_id", id}, {"text", "Why?"}})
                    .empty());
        return said;
    };
    auto settle = [&](char const* by, std::string const& said) {
        return story.act(by, "resolve_comment", {{"id", said}});
    };
    auto const on_post = said_on("researcher", "post", "q");
    CHECK(settle(mate, on_post) == "not_yours");
    CHECK(settle(teacher, on_post).empty());
    auto const on_reply = said_on("researcher", "reply", "r");
    CHECK(settle(teacher, on_reply) == "not_yours");
    CHECK(settle(mate, on_reply).empty());
    CHECK(settle(lakeside, said_on("facilitator", "support_request", "help")).empty());
    CHECK(settle(teacher, said_on("facilitator", "support_request", "help")).empty());
}
