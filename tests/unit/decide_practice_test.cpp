#include <catch2/catch.hpp>

#include "tests/support/unit/network_story.hpp"

using namespace flywheel;
using namespace flywheel::testing;
using nlohmann::json;

namespace {

constexpr char const* teacher = "riverside.teacher";
constexpr std::int64_t a_day_ms = 24LL * 60 * 60 * 1000;

std::string edit(NetworkStory& story, std::string const& by, std::string const& kind,
                 std::string const& id, json changes) {
    json args{{"id", id}, {"seen_revision", story.revision(kind, id)}};
    args.update(changes);
    return story.act(by, "edit_" + kind, args);
}
std::string guarded(NetworkStory& story, std::string const& by, std::string const& command,
                    std::string const& kind, std::string const& id, json more = json::object()) {
    json args{{"id", id}, {"seen_revision", story.revision(kind, id)}};
    args.update(more);
    return story.act(by, command, args);
}
std::string share(NetworkStory& story, std::string const& by, std::string const& kind,
                  std::string const& id, std::string const& level) {
    return guarded(story, by, "share_" + kind, kind, id, {{"shared_with", level}});
}
std::string field_of(NetworkStory& story) { return story.refusal().value("field", std::string{}); }

// The protocol "p" of the Riverside team, by its teacher, with the published version "v1" and the draft "v2".
void publish_one(NetworkStory& story) {
    REQUIRE(story
                .act(teacher, "create_change_protocol",
                     {{"id", "p"},
                      {"title", "Greeting"},
                      {"purpose", "A calm start"},
                      {"team", "riverside_team"}})
                .empty());
    REQUIRE(story
                .act(teacher, "create_protocol_version",
                     {{"id", "v1"},
                      {"protocol", "p"},
                      {"steps", "Stand at the door"},
                      {"materials", "Names"},
                      {"minutes", 5},
                      {"core", "By name"},
                      {"adaptable", "The words"}})
                .empty());
    REQUIRE(guarded(story, teacher, "advance_protocol_version", "protocol_version", "v1",
                    {{"to", "testing"}})
                .empty());
    REQUIRE(story
                .act(teacher, "create_protocol_version",
                     {{"id", "v2"}, {"protocol", "p"}, {"steps", "Wave"}})
                .empty());
}

std::string adapt(NetworkStory& story, std::string const& by, std::string const& id,
                  std::string const& site, json more = json::object()) {
    json args{{"id", id}, {"version", "v1"}, {"organization", site}, {"what", "In the yard"}};
    args.update(more);
    return story.act(by, "create_adaptation", args);
}

json const told{{"stage", "implementation"},
                {"planned", "planned"},
                {"modified", "context_setting"},
                {"nature", "substituting"},
                {"for_level", "school"},
                {"keeps_core", "yes"},
                {"goal", "fit"},
                {"reason", "The door is too narrow"}};

std::string conclude(NetworkStory& story, std::string const& by, std::string const& id,
                     std::string const& to, json more = json::object()) {
    more["to"] = to;
    return guarded(story, by, "conclude_adaptation", "adaptation", id, more);
}

std::string propose(NetworkStory& story, std::string const& by, std::string const& id,
                    std::string const& adaptation) {
    return story.act(by, "create_upstream_proposal",
                     {{"id", id}, {"adaptation", adaptation}, {"message", "It is quicker"}});
}
std::string decide_on(NetworkStory& story, std::string const& by, std::string const& id,
                      std::string const& to, json more = json::object()) {
    more["to"] = to;
    return guarded(story, by, "decide_upstream", "upstream_proposal", id, more);
}

// The adaptation "a" of Pine by lakeside.teacher, complete, and proposed as "u".
void propose_one(NetworkStory& story) {
    publish_one(story);
    REQUIRE(adapt(story, "lakeside.teacher", "a", "pine", told).empty());
    REQUIRE(propose(story, "lakeside.teacher", "u", "a").empty());
}

std::string card_step(NetworkStory& story, std::string const& by, std::string const& verb,
                      json more = json::object()) {
    return guarded(story, by, verb + "_evidence_card", "evidence_card", "card", std::move(more));
}
void open_card(NetworkStory& story) {
    REQUIRE(story
                .act("advisor", "create_evidence_card",
                     {{"id", "card"}, {"change_idea", "idea"}, {"statement", "It calms"}})
                .empty());
    REQUIRE(card_step(story, "advisor", "open").empty());
}
std::string object_to(NetworkStory& story, std::string const& by, std::string const& id) {
    return story.act(by, "create_objection", {{"id", id}, {"card", "card"}, {"text", "Not ours"}});
}

}  // namespace

TEST_CASE("[P1] an adaptation begins with the words of what it was made from") {
    NetworkStory story;
    publish_one(story);
    REQUIRE(adapt(story, teacher, "a", "elm", {{"materials", "A bell"}}).empty());
    auto const a = story.record("adaptation", "a");
    CHECK(a.at("steps") == "Stand at the door");
    CHECK(a.at("materials") == "A bell");
    CHECK(a.at("minutes") == 5);
    CHECK(a.at("core") == "By name");
    CHECK(a.at("adaptable") == "The words");
    CHECK(a.at("state") == "trying");
    CHECK(a.at("shared_with") == "network");
    CHECK(a.contains("since"));
    REQUIRE(adapt(story, "lakeside.teacher", "b", "pine", {{"parent", "a"}}).empty());
    CHECK(story.record("adaptation", "b").at("materials") == "A bell");
    // The words are written by several at once.
    CHECK(edit(story, "riverside.mate", "adaptation", "a",
               {{"write", {{"steps", json::array({17, json::array({0, ", smiling"})})}}}})
              .empty());
    CHECK(story.record("adaptation", "a").at("steps") == "Stand at the door, smiling");

    CHECK(adapt(story, teacher, "no", "elm", {{"version", "v2"}}) == "wrong_state");
    CHECK(field_of(story) == "version");
    CHECK(adapt(story, teacher, "no", "riverside", {{"team", "lakeside_team"}}) == "wrong_link");
    CHECK(field_of(story) == "team");
    CHECK(adapt(story, teacher, "no", "elm", {{"parent", "gone"}}) == "not_found");
    CHECK(adapt(story, teacher, "no", "elm", {{"what", ""}}) == "missing");
    REQUIRE(guarded(story, teacher, "advance_protocol_version", "protocol_version", "v2",
                    {{"to", "testing"}})
                .empty());
    CHECK(adapt(story, teacher, "no", "elm", {{"version", "v2"}, {"parent", "a"}}) == "wrong_link");
    CHECK(field_of(story) == "parent");
    expect_everyone_agrees(story);
}

TEST_CASE("[P1] a site's own people adapt for it, and nobody for another's") {
    NetworkStory story;
    publish_one(story);
    for (auto const* by : {"riverside.teacher", "riverside.mate", "riverside.principal",
                           "riverside.lead", "riverside.outsider"}) {
        INFO(by);
        CHECK(adapt(story, by, "by_" + story[by].member, "elm").empty());
    }
    for (auto const* by : {"director", "advisor", "coach", "lakeside.lead", "lakeside.teacher",
                           "researcher", "observer", "riverside.sponsor"}) {
        INFO(by);
        CHECK(adapt(story, by, "no", "elm") == "not_yours");
    }
    CHECK(adapt(story, "riverside.lead", "no", "union") == "not_yours");
    REQUIRE(edit(story, "riverside.lead", "organization", "riverside",
                 {{"set", {{"sharing_needs_lead", true}}}})
                .empty());
    REQUIRE(adapt(story, teacher, "held", "elm").empty());
    CHECK(story.record("adaptation", "held").at("shared_with") == "district");
    CHECK(share(story, teacher, "adaptation", "held", "network") == "lead_must_agree");
    CHECK(share(story, "riverside.lead", "adaptation", "held", "network").empty());
    CHECK(share(story, teacher, "adaptation", "held", "team") == "missing");
    CHECK(field_of(story) == "team");
    CHECK(share(story, "lakeside.lead", "adaptation", "held", "public") == "not_yours");
    expect_everyone_agrees(story);
}

TEST_CASE("[P2] what is kept has its questions answered; what stops says why") {
    NetworkStory story;
    publish_one(story);
    REQUIRE(adapt(story, teacher, "a", "elm").empty());
    for (auto const* field :
         {"stage", "planned", "modified", "nature", "for_level", "keeps_core", "goal", "reason"}) {
        INFO(field);
        CHECK(conclude(story, teacher, "a", "kept") == "missing");
        CHECK(field_of(story) == field);
        REQUIRE(
            edit(story, teacher, "adaptation", "a", {{"set", {{field, told.at(field)}}}}).empty());
    }
    CHECK(conclude(story, "lakeside.lead", "a", "kept") == "not_yours");
    CHECK(conclude(story, teacher, "a", "trying") == "wrong_state");
    CHECK(conclude(story, teacher, "a", "kept", {{"effect", "Two minutes less"}}).empty());
    CHECK(story.record("adaptation", "a").at("effect") == "Two minutes less");
    CHECK(edit(story, teacher, "adaptation", "a", {{"clear", {"goal"}}}) == "missing");
    CHECK(field_of(story) == "goal");
    CHECK(conclude(story, teacher, "a", "stopped") == "needs_reason");
    CHECK(story.act(teacher, "conclude_adaptation",
                    {{"id", "a"}, {"seen_revision", 1}, {"to", "stopped"}, {"reason", "So"}}) ==
          "stale");
    CHECK(conclude(story, teacher, "a", "stopped", {{"reason", "The yard is closed"}}).empty());
    CHECK(story.record("adaptation", "a").at("effect") == "Two minutes less");
    CHECK(conclude(story, teacher, "a", "kept") == "wrong_state");
    CHECK(conclude(story, teacher, "a", "trying").empty());
    CHECK_FALSE(story.record("adaptation", "a").contains("state_reason"));
    CHECK(conclude(story, teacher, "a", "stopped", {{"reason", "Again"}}).empty());
    expect_everyone_agrees(story);
}

TEST_CASE("[P3] a complete adaptation that the hub sees is proposed, once at a time") {
    NetworkStory story;
    publish_one(story);
    REQUIRE(adapt(story, "lakeside.teacher", "a", "pine").empty());
    CHECK(propose(story, "lakeside.teacher", "u", "a") == "missing");
    CHECK(field_of(story) == "stage");
    REQUIRE(edit(story, "lakeside.teacher", "adaptation", "a", {{"set", told}}).empty());
    REQUIRE(share(story, "lakeside.teacher", "adaptation", "a", "district").empty());
    CHECK(propose(story, "lakeside.teacher", "u", "a") == "wrong_state");
    CHECK(field_of(story) == "adaptation");
    REQUIRE(share(story, "lakeside.teacher", "adaptation", "a", "hub").empty());
    CHECK(propose(story, teacher, "u", "a") == "not_found");
    CHECK(propose(story, "advisor", "u", "a") == "not_yours");
    CHECK(propose(story, "lakeside.teacher", "u", "a").empty());
    CHECK(propose(story, "lakeside.lead", "other", "a") == "wrong_state");
    CHECK(edit(story, "lakeside.lead", "upstream_proposal", "u", {{"set", {{"message", "Quick"}}}})
              .empty());
    CHECK(story.act("lakeside.lead", "archive_upstream_proposal", {{"id", "u"}}) == "not_yours");
    CHECK(story.act("lakeside.teacher", "archive_upstream_proposal", {{"id", "u"}}).empty());
    CHECK(propose(story, "lakeside.lead", "second", "a").empty());
    CHECK(story.act("lakeside.teacher", "restore_upstream_proposal", {{"id", "u"}}) ==
          "wrong_state");
    expect_everyone_agrees(story);
}

TEST_CASE("[P3] the protocol's authors and the hub decide, with a reason unless they accept") {
    NetworkStory story;
    propose_one(story);
    CHECK(decide_on(story, "lakeside.lead", "u", "accepted", {{"version", "v3"}}) == "not_yours");
    CHECK(decide_on(story, "riverside.mate", "u", "accepted", {{"version", "v3"}}) == "not_yours");
    CHECK(decide_on(story, "coach", "u", "held", {{"reason", "So"}}) == "not_yours");
    CHECK(decide_on(story, "advisor", "u", "held") == "needs_reason");
    CHECK(decide_on(story, "advisor", "u", "open") == "wrong_state");
    CHECK(decide_on(story, "advisor", "u", "held", {{"reason", "After May"}}).empty());
    CHECK(decide_on(story, "advisor", "u", "held", {{"reason", "Later"}}) == "wrong_state");
    CHECK(decide_on(story, teacher, "u", "declined") == "needs_reason");
    CHECK(decide_on(story, teacher, "u", "accepted") == "missing");
    CHECK(field_of(story) == "version");
    CHECK(decide_on(story, teacher, "u", "accepted", {{"version", "v1"}}) == "id_taken");
    CHECK(decide_on(story, teacher, "u", "declined", {{"reason", "Not for us"}}).empty());
    auto const u = story.record("upstream_proposal", "u");
    CHECK(u.at("decided_by") == "riverside_teacher");
    CHECK(u.contains("decided_on"));
    CHECK(decide_on(story, teacher, "u", "accepted", {{"version", "v3"}}) == "wrong_state");
    CHECK(story.act("lakeside.teacher", "archive_upstream_proposal", {{"id", "u"}}) ==
          "wrong_state");
    CHECK(edit(story, "lakeside.teacher", "upstream_proposal", "u",
               {{"set", {{"message", "Please"}}}}) == "wrong_state");
    CHECK(propose(story, "lakeside.teacher", "again", "a").empty());
    expect_everyone_agrees(story);
}

TEST_CASE("[P3] what is accepted becomes a draft with its words, a line and the credit") {
    NetworkStory story;
    story.connect_everybody();
    propose_one(story);
    REQUIRE(edit(story, "lakeside.teacher", "adaptation", "a",
                 {{"set", {{"steps", "Stand in the yard"}}}})
                .empty());
    REQUIRE(decide_on(story, teacher, "u", "accepted", {{"version", "v3"}}).empty());
    auto const draft = story.record("protocol_version", "v3");
    CHECK(draft.at("protocol") == "p");
    CHECK(draft.at("number") == 3);
    CHECK(draft.at("state") == "draft");
    CHECK(draft.at("derived_from") == "v1");
    CHECK(draft.at("adapted_from") == "a");
    CHECK(draft.at("steps") == "Stand in the yard");
    CHECK(draft.at("core") == "By name");
    CHECK(story.record("upstream_proposal", "u").at("version") == "v3");
    int lines = 0;
    story.state().each<ProtocolChange>([&](ProtocolChange const& line, Meta const&) {
        if (line.version.text != "v3") { return; }
        lines += 1;
        CHECK(line.text == "In the yard");
    });
    CHECK(lines == 1);
    // Where the adaptation is withdrawn its credit goes with it, and comes back with it.
    auto credit = [&](char const* who) {
        return story[who].replica.find("protocol_version", "v3")->contains("adapted_from");
    };
    story.settle();
    CHECK(credit(teacher));
    REQUIRE(share(story, "lakeside.teacher", "adaptation", "a", "district").empty());
    CHECK_FALSE(credit(teacher));
    CHECK(credit("lakeside.lead"));
    REQUIRE(share(story, "lakeside.teacher", "adaptation", "a", "network").empty());
    CHECK(credit(teacher));
    expect_everyone_agrees(story);
}

TEST_CASE("[P4] the hub writes a card, asks the network, and agrees after five whole days") {
    NetworkStory story;
    publish_one(story);
    auto create = [&](char const* by, json more) {
        json args{{"id", "card"}};
        args.update(more);
        return story.act(by, "create_evidence_card", args);
    };
    CHECK(create("advisor", json::object()) == "missing");
    CHECK(create("advisor", {{"protocol", "p"}, {"change_idea", "idea"}}) == "wrong_link");
    CHECK(create("advisor", {{"change_idea", "primary"}}) == "wrong_link");
    for (auto const* by : {"riverside.lead", teacher, "coach", "analyst", "observer"}) {
        INFO(by);
        CHECK(create(by, {{"protocol", "p"}}) == "not_yours");
    }
    REQUIRE(create("facilitator", {{"protocol", "p"}}).empty());
    CHECK(card_step(story, teacher, "open") == "not_found");
    CHECK(card_step(story, "advisor", "agree") == "wrong_state");
    CHECK(card_step(story, "advisor", "open") == "missing");
    CHECK(field_of(story) == "statement");
    REQUIRE(edit(story, "advisor", "evidence_card", "card",
                 {{"set", {{"statement", "It calms"}, {"belief", 6}}}})
                .empty());
    CHECK(card_step(story, "director", "open").empty());
    CHECK(edit(story, "advisor", "evidence_card", "card", {{"set", {{"belief", 7}}}}) ==
          "wrong_state");
    CHECK(field_of(story) == "belief");
    CHECK(card_step(story, teacher, "agree") == "not_yours");
    CHECK(story.act("advisor", "archive_evidence_card", {{"id", "card"}}) == "wrong_state");
    CHECK(card_step(story, "advisor", "agree") == "too_early");
    story.clock().pass_ms(5 * a_day_ms);
    CHECK(card_step(story, "advisor", "agree") == "too_early");
    story.clock().pass_ms(a_day_ms);
    CHECK(card_step(story, "advisor", "agree").empty());
    CHECK(story.record("evidence_card", "card").contains("agreed_on"));
    CHECK(card_step(story, "advisor", "revise") == "needs_reason");
    CHECK(card_step(story, "advisor", "revise", {{"reason", "Two more sites"}}).empty());
    auto const card = story.record("evidence_card", "card");
    CHECK(card.at("state") == "draft");
    CHECK_FALSE(card.contains("opened_on"));
    CHECK_FALSE(card.contains("agreed_on"));
    CHECK(card_step(story, "advisor", "revise", {{"reason", "More"}}) == "wrong_state");
    CHECK(story.act("advisor", "archive_evidence_card", {{"id", "card"}}).empty());
    CHECK(story.act("advisor", "restore_evidence_card", {{"id", "card"}}).empty());
    expect_everyone_agrees(story);
}

TEST_CASE("[P4] too early names the first day on which it may be agreed") {
    NetworkStory story;
    open_card(story);
    auto const opened = story.record("evidence_card", "card").at("opened_on").get<std::string>();
    REQUIRE(card_step(story, "advisor", "agree") == "too_early");
    CHECK(story.refusal().at("with").at("date") == days_after({opened}, 6).iso);
    CHECK(days_after({"2024-02-26"}, 6).iso == "2024-03-03");
    CHECK(days_after({"2025-12-30"}, 6).iso == "2026-01-05");
}

TEST_CASE("[P5] a row of evidence is seen by those who see each cycle it rests on") {
    NetworkStory story;
    story.connect_everybody();
    auto const cycle = story.plan_cycle(teacher, {{"schools", {"elm"}}});
    REQUIRE(story
                .act("advisor", "create_evidence_card",
                     {{"id", "card"}, {"change_idea", "idea"}, {"statement", "It calms"}})
                .empty());
    auto row = [&](char const* id, char const* site, json more = json::object()) {
        json args{{"id", id}, {"card", "card"}, {"organization", site}, {"result", "improved"}};
        args.update(more);
        return story.act("advisor", "create_evidence_row", args);
    };
    CHECK(row("r", "elm", {{"cycles", {cycle}}}) == "not_found");
    REQUIRE(story.share(teacher, cycle, "network").empty());
    REQUIRE(row("r", "elm", {{"cycles", {cycle}}}).empty());
    CHECK(row("other", "elm") == "duplicate_link");
    CHECK(row("other", "union") == "wrong_link");
    REQUIRE(row("r2", "pine").empty());
    REQUIRE(card_step(story, "advisor", "open").empty());
    CHECK(row("late", "oak") == "wrong_state");
    CHECK(edit(story, "advisor", "evidence_row", "r", {{"set", {{"note", "Calm"}}}}) ==
          "wrong_state");
    CHECK(story.act("advisor", "archive_evidence_row", {{"id", "r"}}) == "wrong_state");
    auto has = [&](char const* who, char const* id) {
        return story[who].replica.has("evidence_row", id);
    };
    story.settle();
    CHECK(has("lakeside.teacher", "r"));
    REQUIRE(story.share(teacher, cycle, "district").empty());
    CHECK_FALSE(has("lakeside.teacher", "r"));
    CHECK_FALSE(has("advisor", "r"));
    CHECK(has("riverside.lead", "r"));
    CHECK(has("lakeside.teacher", "r2"));
    // What is hidden from the hub neither stands in its way nor can be changed by it.
    REQUIRE(card_step(story, "advisor", "revise", {{"reason", "New"}}).empty());
    CHECK(row("again", "elm").empty());
    CHECK(edit(story, "advisor", "evidence_row", "r", {{"set", {{"note", "Calm"}}}}) ==
          "not_found");
    REQUIRE(story.share(teacher, cycle, "network").empty());
    CHECK(has("advisor", "r"));
    CHECK(story.act("advisor", "archive_evidence_row", {{"id", "r"}}).empty());
    CHECK(story.act("advisor", "restore_evidence_row", {{"id", "r"}}) == "duplicate_link");
    CHECK(story.act("advisor", "archive_evidence_row", {{"id", "again"}}).empty());
    CHECK(story.act("advisor", "restore_evidence_row", {{"id", "r"}}).empty());
    // A cycle that is deleted takes its row out of nobody's sight but the name along.
    REQUIRE(story.act(teacher, "archive_pdsa_cycle", {{"id", cycle}}).empty());
    CHECK(has("advisor", "r"));
    CHECK_FALSE(story["advisor"].replica.find("evidence_row", "r")->contains("cycles"));
    expect_everyone_agrees(story);
}

TEST_CASE("[P6] whoever sees a card objects, but observers; what was agreed is then challenged") {
    NetworkStory story;
    story.connect_everybody();
    open_card(story);
    CHECK(object_to(story, "observer", "no") == "not_yours");
    CHECK(object_to(story, "partner", "no") == "not_found");
    REQUIRE(object_to(story, "lakeside.teacher", "o").empty());
    CHECK(story.record("evidence_card", "card").at("state") == "open");
    CHECK(edit(story, teacher, "objection", "o", {{"set", {{"text", "No"}}}}) == "not_yours");
    CHECK(edit(story, "lakeside.teacher", "objection", "o", {{"set", {{"text", "Too few"}}}})
              .empty());
    story.clock().pass_ms(6 * a_day_ms);
    CHECK(card_step(story, "advisor", "agree") == "objected");
    CHECK(story.act(teacher, "resolve_objection", {{"id", "o"}, {"resolution", "Seen"}}) ==
          "not_yours");
    CHECK(story.act("advisor", "resolve_objection", {{"id", "o"}, {"resolution", "Two more"}})
              .empty());
    CHECK(story.act("advisor", "resolve_objection", {{"id", "o"}, {"resolution", "Two"}}) ==
          "wrong_state");
    CHECK(edit(story, "lakeside.teacher", "objection", "o", {{"set", {{"text", "Few"}}}}) ==
          "wrong_state");
    CHECK(story.act("lakeside.teacher", "archive_objection", {{"id", "o"}}) == "wrong_state");
    CHECK(card_step(story, "advisor", "agree").empty());
    REQUIRE(object_to(story, "researcher", "later").empty());
    CHECK(story.record("evidence_card", "card").at("state") == "challenged");
    CHECK(story["observer"].replica.has("objection", "later"));
    CHECK(object_to(story, teacher, "more") == "wrong_state");
    // Taken back, the card stays challenged until the hub asks again.
    CHECK(story.act("researcher", "archive_objection", {{"id", "later"}}).empty());
    CHECK(edit(story, "advisor", "evidence_card", "card", {{"set", {{"belief", 5}}}}).empty());
    CHECK(card_step(story, "advisor", "open").empty());
    story.clock().pass_ms(6 * a_day_ms);
    CHECK(card_step(story, "advisor", "agree").empty());
    CHECK(story.act("researcher", "restore_objection", {{"id", "later"}}).empty());
    CHECK(story.record("evidence_card", "card").at("state") == "challenged");
    // A draft is the hub's alone, and so is what was said against it.
    CHECK(card_step(story, "advisor", "revise", {{"reason", "Researcher is right"}}).empty());
    CHECK_FALSE(story["researcher"].replica.has("objection", "later"));
    CHECK(story["coach"].replica.has("objection", "later"));
    expect_everyone_agrees(story);
}

TEST_CASE("[P7] evidence and adaptations come and go with what they are about") {
    NetworkStory story;
    story.connect_everybody();
    propose_one(story);
    REQUIRE(story
                .act("advisor", "create_evidence_card",
                     {{"id", "card"}, {"protocol", "p"}, {"statement", "It calms"}})
                .empty());
    REQUIRE(card_step(story, "advisor", "open").empty());
    REQUIRE(object_to(story, "lakeside.lead", "o").empty());
    auto sees = [&](char const* who, char const* kind, char const* id) {
        return story[who].replica.has(kind, id);
    };
    CHECK(sees("observer", "upstream_proposal", "u"));
    REQUIRE(share(story, teacher, "change_protocol", "p", "district").empty());
    for (auto const* who : {"observer", "advisor", "lakeside.teacher"}) {
        INFO(who);
        CHECK_FALSE(sees(who, "adaptation", "a"));
        CHECK_FALSE(sees(who, "upstream_proposal", "u"));
        CHECK_FALSE(sees(who, "evidence_card", "card"));
        CHECK_FALSE(sees(who, "objection", "o"));
    }
    CHECK(sees("riverside.lead", "evidence_card", "card"));
    REQUIRE(share(story, teacher, "change_protocol", "p", "network").empty());
    CHECK(sees("observer", "objection", "o"));
    CHECK(sees("observer", "upstream_proposal", "u"));
    REQUIRE(story.act("lakeside.teacher", "archive_adaptation", {{"id", "a"}}).empty());
    CHECK_FALSE(sees("observer", "upstream_proposal", "u"));
    REQUIRE(story.act("lakeside.teacher", "restore_adaptation", {{"id", "a"}}).empty());
    CHECK(sees("observer", "upstream_proposal", "u"));
    expect_everyone_agrees(story);
}

TEST_CASE("[P7] the parent of an adaptation is named for those who see it") {
    NetworkStory story;
    story.connect_everybody();
    publish_one(story);
    REQUIRE(adapt(story, teacher, "a", "elm").empty());
    REQUIRE(adapt(story, "lakeside.teacher", "b", "pine", {{"parent", "a"}}).empty());
    auto names = [&](char const* who) {
        return story[who].replica.find("adaptation", "b")->contains("parent");
    };
    CHECK(names("lakeside.lead"));
    REQUIRE(share(story, teacher, "adaptation", "a", "school").empty());
    CHECK_FALSE(names("lakeside.lead"));
    CHECK(names("riverside.principal"));
    expect_everyone_agrees(story);
}

TEST_CASE("[P8] the next cycle and a plan taken over test the version that their writer sees") {
    NetworkStory story;
    publish_one(story);
    auto const cycle = story.plan_cycle(teacher, {{"schools", {"elm"}}});
    REQUIRE(
        edit(story, teacher, "pdsa_cycle", cycle, {{"set", {{"protocol_version", "v1"}}}}).empty());
    REQUIRE(story.share(teacher, cycle, "network").empty());
    REQUIRE(story.act(teacher, "continue_pdsa_cycle", {{"id", cycle}, {"next", "next"}}).empty());
    CHECK(story.record("pdsa_cycle", "next").at("protocol_version") == "v1");
    auto clone = [&](char const* id) {
        return story.act(
            "lakeside.teacher", "clone_pdsa_cycle",
            {{"id", cycle}, {"clone", id}, {"team", "lakeside_team"}, {"change_idea", "idea"}});
    };
    REQUIRE(clone("taken").empty());
    CHECK(story.record("pdsa_cycle", "taken").at("protocol_version") == "v1");
    REQUIRE(share(story, teacher, "change_protocol", "p", "team").empty());
    REQUIRE(clone("blind").empty());
    CHECK_FALSE(story.record("pdsa_cycle", "blind").contains("protocol_version"));
    expect_everyone_agrees(story);
}

TEST_CASE(
    "[K4] threads on an adaptation are its site's to settle, those on a proposal its deciders'") {
    NetworkStory story;
    publish_one(story);
    REQUIRE(share(story, teacher, "change_protocol", "p", "network").empty());
    REQUIRE(adapt(story, "lakeside.teacher", "a", "pine", told).empty());
    REQUIRE(propose(story, "lakeside.teacher", "u", "a").empty());
    auto said_on = [&](char const* kind, char const* id) {
        auto const said = story.fresh_id();
        REQUIRE(story
                    .act("researcher", "create_comment",
                         {{"id", said}, {"about_kind", kind}, {"about_id", id}, {"text", "Why?"}})
                    .empty());
        return said;
    };
    auto settle = [&](char const* by, std::string const& said) {
        return story.act(by, "resolve_comment", {{"id", said}});
    };
    auto const on_adaptation = said_on("adaptation", "a");
    CHECK(settle(teacher, on_adaptation) == "not_yours");
    CHECK(settle("lakeside.lead", on_adaptation).empty());
    auto const on_proposal = said_on("upstream_proposal", "u");
    CHECK(settle("lakeside.lead", on_proposal) == "not_yours");
    CHECK(settle(teacher, on_proposal).empty());
}
