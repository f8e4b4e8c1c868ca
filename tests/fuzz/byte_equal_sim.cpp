#include <catch2/catch.hpp>
#include <regex>

#include "tests/support/unit/network_story.hpp"

using namespace flywheel;
using namespace flywheel::testing;
using nlohmann::json;

namespace {

struct Secrets {
    int cycles = 1;
    std::string text = "quiet";
    int refusals = 0;
    bool presence = false;
    bool tells_the_count = false;  // the control: one count finds its way into something shared
};

// Riverside works in private while Lakeside and the hub go about their day; what everybody but Riverside's
// people received, normalised.
std::map<std::string, std::string> a_day(Secrets const& secrets) {
    NetworkStory story(7);
    SeededRandomness ids(99);  // the others' ids do not depend on how much Riverside does
    auto id = [&] { return make_id(ids); };
    story.connect_everybody();
    auto act = [&](char const* who, char const* command, json const& args) {
        REQUIRE(story.act(who, command, args, id()).empty());
    };
    // The practice that Riverside keeps to its team from the first day; what it writes there is its own.
    act("riverside.teacher", "create_change_protocol",
        {{"id", "own_protocol"},
         {"title", "Door"},
         {"purpose", "A calm start"},
         {"team", "riverside_team"}});
    act("riverside.teacher", "share_change_protocol",
        {{"id", "own_protocol"}, {"seen_revision", 1}, {"shared_with", "team"}});
    act("riverside.teacher", "create_post",
        {{"id", "own_question"},
         {"post_kind", "question"},
         {"title", "How?"},
         {"team", "riverside_team"}});
    act("riverside.teacher", "share_post",
        {{"id", "own_question"}, {"seen_revision", 1}, {"shared_with", "team"}});
    // Everybody reads what Riverside made of the network's practice, but not what that was made from.
    act("advisor", "create_change_protocol",
        {{"id", "open_protocol"}, {"title", "Names"}, {"purpose", "A calm start"}});
    act("advisor", "create_protocol_version",
        {{"id", "open_version"}, {"protocol", "open_protocol"}, {"steps", "Say the name"}});
    act("advisor", "advance_protocol_version",
        {{"id", "open_version"}, {"seen_revision", 1}, {"to", "testing"}});
    act("riverside.teacher", "create_adaptation",
        {{"id", "kept_quiet"},
         {"version", "open_version"},
         {"organization", "elm"},
         {"what", "First names"}});
    act("riverside.teacher", "share_adaptation",
        {{"id", "kept_quiet"}, {"seen_revision", 1}, {"shared_with", "school"}});
    act("riverside.teacher", "create_adaptation",
        {{"id", "told"},
         {"version", "open_version"},
         {"parent", "kept_quiet"},
         {"organization", "elm"},
         {"what", "Both names"}});
    // A meeting of the team, and one of the network that the team's teacher leads.
    act("riverside.teacher", "create_meeting",
        {{"id", "own_meeting"},
         {"title", "Talk"},
         {"meeting_kind", "team"},
         {"team", "riverside_team"},
         {"on", "2026-03-04"}});
    act("facilitator", "create_meeting",
        {{"id", "open_meeting"},
         {"title", "Monthly"},
         {"meeting_kind", "other"},
         {"on", "2026-03-05"},
         {"facilitator", "riverside_teacher"}});
    // A measure of the network, with the team's own numbers and the district's, which everybody sees.
    act("advisor", "create_measure",
        {{"id", "reach"},
         {"title", "Reached"},
         {"measure_kind", "process"},
         {"data", "proportion"},
         {"direction", "increase"},
         {"chart_type", "p"},
         {"schedule", "weekly"}});
    act("advisor", "create_measure_definition",
        {{"id", "first"}, {"measure", "reach"}, {"definition", "So"}});
    act("advisor", "publish_measure_definition",
        {{"id", "first"}, {"seen_revision", 1}, {"starts_on", "2020-01-01"}});
    act("riverside.teacher", "create_measure_series",
        {{"id", "own_series"},
         {"measure", "reach"},
         {"scope", "team"},
         {"team", "riverside_team"}});
    act("riverside.teacher", "create_measure_series",
        {{"id", "open_series"},
         {"measure", "reach"},
         {"scope", "district"},
         {"organization", "riverside"}});
    for (auto const* name : {"director", "analyst", "lakeside.teacher", "observer"}) {
        story.open(name, "measure_series", "open_series");
        story.open(name, "measure_series", "own_series");
    }
    Date day{"2021-01-01"};
    std::vector<std::string> own_cycles;
    auto in_the_library = [&](std::string const& cycle) {
        auto with_team = [&](char const* command, json const& args) {
            REQUIRE(story.act("riverside.teacher", command, args).empty());
        };
        auto const version = story.fresh_id();
        auto const adoption = story.fresh_id();
        with_team("create_protocol_version",
                  {{"id", version}, {"protocol", "own_protocol"}, {"steps", secrets.text}});
        with_team("create_protocol_change", {{"id", story.fresh_id()},
                                             {"version", version},
                                             {"text", secrets.text},
                                             {"cycles", {cycle}}});
        with_team("advance_protocol_version",
                  {{"id", version}, {"seen_revision", 1}, {"to", "testing"}});
        with_team("edit_pdsa_cycle", {{"id", cycle},
                                      {"seen_revision", story.revision("pdsa_cycle", cycle)},
                                      {"set", {{"protocol_version", version}}},
                                      {"add", {{"measures", {"reach"}}}}});
        with_team("create_adoption",
                  {{"id", adoption}, {"version", version}, {"organization", "elm"}});
        with_team("advance_adoption", {{"id", adoption}, {"seen_revision", 1}, {"to", "testing"}});
        auto const adaptation = story.fresh_id();
        with_team("create_adaptation", {{"id", adaptation},
                                        {"version", version},
                                        {"organization", "elm"},
                                        {"what", "What we change"},
                                        {"reason", secrets.text}});
        with_team("create_adaptation", {{"id", story.fresh_id()},
                                        {"version", version},
                                        {"parent", adaptation},
                                        {"organization", "elm"},
                                        {"what", "What we change again"}});
        // What the school made of the network's practice.
        with_team("edit_adaptation", {{"id", "kept_quiet"},
                                      {"seen_revision", story.revision("adaptation", "kept_quiet")},
                                      {"set", {{"reason", secrets.text}}}});
    };
    // A question that the team keeps to itself is answered there, again and again.
    auto in_the_exchange = [&](std::string const& cycle) {
        auto const reply = story.fresh_id();
        REQUIRE(story
                    .act("riverside.mate", "create_reply",
                         {{"id", reply}, {"post", "own_question"}, {"text", secrets.text}})
                    .empty());
        REQUIRE(story
                    .act("riverside.teacher", "accept_reply",
                         {{"id", "own_question"}, {"reply", reply}})
                    .empty());
        // What is not shared with the hub is not flagged to it.
        REQUIRE(story.act("riverside.mate", "create_flag",
                          {{"id", story.fresh_id()},
                           {"about_kind", "reply"},
                           {"about_id", reply},
                           {"reason", secrets.text}}) == "wrong_link");
        // What somebody follows and how they are told of it is nobody else's.
        REQUIRE(
            story
                .act("riverside.mate", "create_follow",
                     {{"id", story.fresh_id()}, {"about_kind", "pdsa_cycle"}, {"about_id", cycle}})
                .empty());
        REQUIRE(story.act("riverside.mate", "create_notice_setting", {{"id", story.fresh_id()}})
                    .empty());
        REQUIRE(story
                    .act("riverside.teacher", "edit_post",
                         {{"id", "own_question"},
                          {"seen_revision", story.revision("post", "own_question")},
                          {"add", {{"cycles", {cycle}}}}})
                    .empty());
    };
    // What the team talks of and agrees.
    auto in_the_meeting = [&](std::string const& cycle) {
        auto with_team = [&](char const* command, json const& args) {
            REQUIRE(story.act("riverside.teacher", command, args).empty());
        };
        auto const action = story.fresh_id();
        with_team("edit_meeting", {{"id", "own_meeting"},
                                   {"seen_revision", story.revision("meeting", "own_meeting")},
                                   {"set", {{"notes", secrets.text}}}});
        with_team("create_meeting_decision", {{"id", story.fresh_id()},
                                              {"meeting", "own_meeting"},
                                              {"text", secrets.text},
                                              {"why", "So"},
                                              {"cycles", {cycle}}});
        with_team("create_meeting_action", {{"id", action},
                                            {"meeting", "own_meeting"},
                                            {"text", secrets.text},
                                            {"owner", "riverside_mate"},
                                            {"due", "2026-03-20"}});
        with_team("finish_action", {{"id", action}, {"to", "done"}});
    };
    // What the team counts and what it sees in it.
    auto in_the_chart = [&](std::string const& cycle) {
        auto with_team = [&](char const* command, json const& args) {
            REQUIRE(story.act("riverside.teacher", command, args).empty());
        };
        json rows = json::array();
        for (int n = 0; n < 3; ++n) {
            day = days_after(day, 1);
            rows.push_back({{"series", "own_series"},
                            {"on", day.iso},
                            {"numerator", secrets.cycles},
                            {"denominator", 40}});
        }
        with_team("import_data_points", {{"import_id", day.iso}, {"rows", rows}});
        auto const point = story.fresh_id();
        day = days_after(day, 1);
        with_team("create_data_point", {{"id", point},
                                        {"series", "own_series"},
                                        {"on", day.iso},
                                        {"missing", "not_collected"},
                                        {"missing_reason", secrets.text}});
        with_team("exclude_data_point",
                  {{"id", point}, {"excluded", true}, {"reason", secrets.text}});
        // Few people, in a series that everybody sees.
        with_team("create_data_point", {{"id", story.fresh_id()},
                                        {"series", "open_series"},
                                        {"on", day.iso},
                                        {"numerator", secrets.cycles},
                                        {"denominator", 9}});
        auto const phase = story.fresh_id();
        with_team("create_chart_phase", {{"id", phase},
                                         {"series", "own_series"},
                                         {"starts_on", day.iso},
                                         {"reason", secrets.text},
                                         {"cycles", {cycle}}});
        with_team("advance_chart_phase", {{"id", phase}, {"seen_revision", 1}, {"to", "proposed"}});
        with_team("create_comment", {{"id", story.fresh_id()},
                                     {"about_kind", "data_point"},
                                     {"about_id", point},
                                     {"text", secrets.text}});
    };
    auto in_private = [&](int round) {
        for (int i = 0; i < secrets.cycles; ++i) {
            auto const cycle = story.plan_cycle(
                "riverside.teacher",
                {{"what", secrets.text + std::to_string(round)}, {"schools", {"elm"}}});
            REQUIRE(story.share("riverside.teacher", cycle, i % 2 == 0 ? "district" : "school")
                        .empty());
            for (int n = 0; n < i; ++n) {
                REQUIRE(story
                            .act("riverside.mate", "create_observation",
                                 {{"id", story.fresh_id()},
                                  {"cycle", cycle},
                                  {"at_ms", 9},
                                  {"text", secrets.text}})
                            .empty());
            }
            for (int n = 0; n <= i; ++n) {
                auto const said = story.fresh_id();
                REQUIRE(story
                            .act("coach", "create_comment",
                                 {{"id", said},
                                  {"about_kind", "pdsa_cycle"},
                                  {"about_id", cycle},
                                  {"text", secrets.text}})
                            .empty());
                REQUIRE(story.act("riverside.mate", "resolve_comment", {{"id", said}}).empty());
            }
            if (secrets.presence) {
                story.floor().room("nic")->be_at(
                    story["riverside.mate"].line.get(),
                    Spot{{*kind_from_name("pdsa_cycle"), cycle}, "title"});
                story.settle();
            }
            in_the_library(cycle);
            if (i % 3 != 2) {
                own_cycles.push_back(cycle);
                in_the_exchange(cycle);
                in_the_meeting(cycle);
                in_the_chart(cycle);
            } else {
                REQUIRE(
                    story.act("riverside.teacher", "archive_pdsa_cycle", {{"id", cycle}}).empty());
            }
        }
        for (int i = 0; i < secrets.refusals; ++i) {
            CHECK(story.act(
                      "riverside.teacher", "edit_network",
                      {{"id", "nic"}, {"seen_revision", 1}, {"set", {{"name", secrets.text}}}}) ==
                  "not_yours");
        }
        story.clock().pass_ms(1'000);
    };
    in_private(0);
    auto const shared = id();
    act("lakeside.teacher", "plan_pdsa_cycle",
        {{"id", shared},
         {"team", "lakeside_team"},
         {"change_idea", "idea"},
         {"what", "Read aloud"},
         {"prediction", "More ask"},
         {"end_on", "2026-03-20"}});
    in_private(1);
    // The network reads what changed in a practice, not from which of Riverside's cycles it was learned.
    auto const common = id();
    auto const common_version = id();
    act("riverside.teacher", "create_change_protocol", {{"id", common}, {"title", "Greeting"}});
    act("riverside.teacher", "create_protocol_version",
        {{"id", common_version}, {"protocol", common}, {"steps", "Say the name"}});
    act("riverside.teacher", "create_protocol_change",
        {{"id", "learned"},
         {"version", common_version},
         {"text", "Shorter"},
         {"cycles", own_cycles}});
    // Nor which of them a meeting of everybody talks of.
    act("riverside.teacher", "create_agenda_item",
        {{"id", "told_item"},
         {"meeting", "open_meeting"},
         {"rank", "V"},
         {"title", "What we try"},
         {"item_kind", "learning"},
         {"cycles", own_cycles}});
    // Nor which of them somebody sees in the district's chart; and what breaks every series says nothing of how many there are.
    act("riverside.teacher", "create_chart_annotation",
        {{"id", "told_note"},
         {"series", "open_series"},
         {"on", "2026-01-12"},
         {"text", "What we try"},
         {"annotation_kind", "change"},
         {"cycles", own_cycles}});
    act("advisor", "create_measure_definition",
        {{"id", "second"}, {"measure", "reach"}, {"definition", "So and so"}});
    act("advisor", "publish_measure_definition",
        {{"id", "second"}, {"seen_revision", 1}, {"starts_on", "2026-01-01"}, {"reason", "R"}});
    // Nor of which of them somebody asks.
    act("riverside.teacher", "create_post",
        {{"id", "asked"},
         {"post_kind", "question"},
         {"title", "Who else?"},
         {"cycles", own_cycles}});
    act("lakeside.teacher", "share_pdsa_cycle",
        {{"id", shared}, {"seen_revision", 1}, {"shared_with", "network"}});
    story.cut("lakeside.lead");
    in_private(2);
    act("advisor", "create_driver_node",
        {{"id", "fresh"},
         {"diagram", "hub_diagram"},
         {"node_kind", "change_idea"},
         {"text", secrets.tells_the_count ? "Ideas: " + std::to_string(secrets.cycles) : "Ideas"},
         {"rank", "W"}});
    story.connect("lakeside.lead");
    in_private(3);
    // Something of Riverside's that was shared all along, and taken back.
    auto const open = id();
    act("riverside.teacher", "plan_pdsa_cycle",
        {{"id", open},
         {"team", "riverside_team"},
         {"change_idea", "idea"},
         {"what", "Open door"},
         {"prediction", "Yes"},
         {"end_on", "2026-03-20"}});
    act("riverside.teacher", "share_pdsa_cycle",
        {{"id", open}, {"seen_revision", 1}, {"shared_with", "network"}});
    in_private(4);
    act("riverside.teacher", "share_pdsa_cycle",
        {{"id", open}, {"seen_revision", 2}, {"shared_with", "team"}});
    story.cut("observer");
    in_private(5);
    story.connect("observer");
    expect_everyone_agrees(story);
    for (auto const* name : {"director", "lakeside.teacher", "partner", "observer"}) {
        story[name].replica.transcript += story.history(name).dump();
        story[name].replica.transcript += story.history(name, "pdsa_cycle", shared).dump();
        story[name].replica.transcript += story.history(name, "protocol_change", "learned").dump();
        story[name].replica.transcript += story.history(name, "post", "asked").dump();
        story[name].replica.transcript +=
            story.history(name, "chart_annotation", "told_note").dump();
        story[name].replica.transcript += story.history(name, "agenda_item", "told_item").dump();
    }

    std::map<std::string, std::string> transcripts;
    static std::regex const varying(
        R"rx("(at|session)":"([0-9a-z]{26})"|"([a-z_]*at_ms)":([0-9]+)|"older":"([0-9]+))rx");
    for (auto const* name : {"director", "facilitator", "advisor", "analyst", "lakeside.lead",
                             "lakeside.teacher", "researcher", "partner", "observer"}) {
        auto const& raw = story[name].replica.transcript;
        std::map<std::string, std::size_t> first_seen;
        std::string normal;
        std::size_t from = 0;
        for (std::sregex_iterator it(raw.begin(), raw.end(), varying), end; it != end; ++it) {
            normal.append(raw, from, static_cast<std::size_t>(it->position()) - from);
            normal += "#" + std::to_string(
                                first_seen.emplace(it->str(), first_seen.size()).first->second);
            from = static_cast<std::size_t>(it->position() + it->length());
        }
        transcripts[name] = normal + raw.substr(from);
    }
    return transcripts;
}

}  // namespace

TEST_CASE("[V5] what Riverside keeps to itself leaves no trace with the others, byte for byte") {
    auto const quiet = a_day({});
    auto const busy =
        a_day({9, "a much longer text about something that went wrong in room 12", 5, true, false});
    auto const idle = a_day({0, "", 0, false, false});
    for (auto const& [name, transcript] : quiet) {
        INFO(name);
        CHECK(transcript.size() > 1'000);
        CHECK(transcript == busy.at(name));
        CHECK(transcript == idle.at(name));
    }
    // The control: one count that gets out is seen by this very comparison.
    auto const leak_one = a_day({1, "quiet", 0, false, true});
    auto const leak_two = a_day({2, "quiet", 0, false, true});
    CHECK(leak_one.at("observer") != leak_two.at("observer"));
}
