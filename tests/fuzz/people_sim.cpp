#include <catch2/catch.hpp>
#include <cstdlib>
#include <iostream>

#include "tests/support/unit/network_story.hpp"

using namespace flywheel;
using namespace flywheel::testing;
using nlohmann::json;

// Random people do random things over lines that break, with roles that change and a server that restarts.
// At the end every replica equals its snapshot and the slow oracle. FLYWHEEL_SEEDS and FLYWHEEL_SEED choose
// how many seeds run and from which on.
namespace {

class World {
public:
    explicit World(std::uint64_t seed) : story_(seed), dice_(seed * 7919 + 1) {}

    std::string run(int steps) {
        story_.waits_with_older = true;
        story_.connect_everybody();
        found_library();
        found_exchange();
        found_meetings();
        found_measures();
        for (int i = 0; i < steps; ++i) {
            step();
        }
        // What was told as it happened must be right, and so must what is told to who comes back.
        if (auto const wrong = story_.disagreement(); !wrong.empty()) {
            return "in step: " + wrong;
        }
        for (auto const& name : NetworkStory::everybody()) {
            story_.cut(name);
            story_.connect(name);
        }
        return story_.disagreement();
    }
    int accepted = 0;
    int refused = 0;

private:
    template <class T>
    T const& any(std::vector<T> const& from) {
        return from[dice_.below(from.size())];
    }

    std::string somebody() { return any(NetworkStory::everybody()); }

    std::string some_id(char const* kind) {
        auto const& table = story_.state().table(*kind_from_name(kind));
        if (table.empty()) { return "nothing"; }
        auto it = table.begin();
        std::advance(it, static_cast<std::ptrdiff_t>(dice_.below(table.size())));
        return it->first;
    }

    // A cycle of the same ramp, or the same cycle again.
    std::string mate_of(std::string const& cycle) {
        auto const* of = story_.state().get<PdsaCycle>({cycle});
        std::vector<std::string> mates{cycle};
        for (auto const& [id, kept] : story_.state().table(kind_of<PdsaCycle>())) {
            if (of != nullptr && std::get<PdsaCycle>(kept.stored.record).ramp == of->ramp) {
                mates.push_back(id);
            }
        }
        return any(mates);
    }

    std::int64_t revision_of(char const* kind, std::string const& id) {
        auto const* kept = story_.state().find(*kind_from_name(kind), id);
        std::int64_t const now = kept == nullptr ? 1 : kept->stored.meta.revision;
        return dice_.one_in(5) ? std::max<std::int64_t>(0, now - 1)
                               : now;  // sometimes they saw an older one
    }

    void send(std::string const& who, char const* command, json const& args) {
        auto const id = story_.fresh_id();
        story_.hand_over(who, command, args, id);
        last_ = {who, command, args, id};
        if (dice_.one_in(3)) { story_.settle(); }
        if (dice_.one_in(10)) { story_.hand_over(who, command, args, id); }  // sent twice
        (story_.refusal().is_null() ? accepted : refused) += 1;
    }

    // Of the text as it stands; whoever saw an older one sends what may not fit.
    json a_change(std::string const& cycle) {
        auto const* kept = story_.state().find(*kind_from_name("pdsa_cycle"), cycle);
        std::size_t const length =
            kept == nullptr ? 0 : std::get<PdsaCycle>(kept->stored.record).learned.size();
        auto const at = dice_.below(length + 1);
        auto const gone = std::min<std::size_t>(length - at, dice_.below(4));
        json change = json::array();
        if (at > 0) { change.push_back(at); }
        change.push_back(json::array({gone, "w" + std::to_string(dice_.below(9))}));
        if (at + gone < length) { change.push_back(length - at - gone); }
        return change;
    }

    void work_on_cycles(std::string const& who) {
        auto const cycle = some_id("pdsa_cycle");
        json const at{{"id", cycle}, {"seen_revision", revision_of("pdsa_cycle", cycle)}};
        auto with = [&](json more) {
            json args = at;
            args.update(more);
            return args;
        };
        static std::vector<std::string> const levels{"author", "team",    "school", "district",
                                                     "hub",    "network", "public"};
        static std::vector<std::string> const states{"planned", "doing", "studying", "acting",
                                                     "complete"};
        switch (dice_.below(16)) {
            case 0:
            case 1:
                send(who, "plan_pdsa_cycle",
                     {{"id", story_.fresh_id()},
                      {"team", some_id("team")},
                      {"change_idea", some_id("driver_node")},
                      {"what", "Try"},
                      {"prediction", "Maybe"},
                      {"end_on", "2026-04-01"},
                      {"schools", {some_id("organization")}}});
                break;
            case 2:
                send(who, "edit_pdsa_cycle",
                     with({{"set", {{"title", "T" + std::to_string(dice_.below(9))}}}}));
                break;
            case 3:
                send(who, "edit_pdsa_cycle",
                     with({{"add", {{"schools", {some_id("organization")}}}}}));
                break;
            case 4:
            case 5:
            case 6: send(who, "share_pdsa_cycle", with({{"shared_with", any(levels)}})); break;
            case 7:
                send(who, "share_pdsa_cycle",
                     with({{"shared_with", any(levels)}, {"guests", {some_id("member")}}}));
                break;
            case 8: send(who, "advance_pdsa_cycle", with({{"to", any(states)}})); break;
            case 9:
                send(who, dice_.one_in(2) ? "archive_pdsa_cycle" : "restore_pdsa_cycle",
                     {{"id", cycle}});
                break;
            case 13:
            case 14:
                send(who, "edit_pdsa_cycle", with({{"write", {{"learned", a_change(cycle)}}}}));
                break;
            case 10:
                send(who, "continue_pdsa_cycle", {{"id", cycle}, {"next", story_.fresh_id()}});
                break;
            case 11:
                send(who, "edit_pdsa_cycle",
                     with({{dice_.one_in(4) ? "remove" : "add",
                            dice_.one_in(2) ? json{{"builds_on", {mate_of(cycle)}}}
                                            : json{{"measures", {some_id("measure")}}}}}));
                break;
            case 12:
                send(who, "clone_pdsa_cycle",
                     {{"id", cycle},
                      {"clone", story_.fresh_id()},
                      {"team", some_id("team")},
                      {"change_idea", some_id("driver_node")}});
                break;
            default: send(who, "transfer_pdsa_cycle", with({{"owner", some_id("member")}})); break;
        }
    }

    void work_in_cycles(std::string const& who) {
        auto const cycle = some_id("pdsa_cycle");
        switch (dice_.below(6)) {
            case 0:
                send(
                    who, "create_question",
                    {{"id", story_.fresh_id()}, {"cycle", cycle}, {"text", "Why?"}, {"rank", "V"}});
                break;
            case 1:
                send(who, "create_observation",
                     {{"id", story_.fresh_id()},
                      {"cycle", cycle},
                      {"at_ms", 9},
                      {"text", "Seen"},
                      {"names_a_person", dice_.one_in(2)}});
                break;
            case 2:
                send(who, "create_task",
                     {{"id", story_.fresh_id()}, {"cycle", cycle}, {"what", "Do"}, {"rank", "V"}});
                break;
            case 3:
                send(who, "amend_prediction",
                     {{"question", some_id("question")},
                      {"prediction", "More"},
                      {"reason", "Learned"}});
                break;
            case 4:
                send(who, "edit_observation",
                     {{"id", some_id("observation")},
                      {"seen_revision", 1},
                      {"set", {{"names_a_person", dice_.one_in(2)}}}});
                break;
            default:
                send(who, dice_.one_in(2) ? "archive_task" : "restore_task",
                     {{"id", some_id("task")}});
                break;
        }
    }

    // A practice in use, so that a short run has something to share, withdraw and take up.
    void found_library() {
        auto act = [&](char const* who, char const* command, json const& args) {
            REQUIRE(story_.act(who, command, args).empty());
        };
        act("riverside.teacher", "create_change_protocol",
            {{"id", "practice"},
             {"title", "P"},
             {"purpose", "So that"},
             {"team", "riverside_team"},
             {"change_ideas", {"idea"}}});
        act("riverside.teacher", "create_protocol_version",
            {{"id", "first"}, {"protocol", "practice"}, {"steps", "Greet"}});
        act("riverside.teacher", "create_protocol_change",
            {{"id", "why"}, {"version", "first"}, {"text", "New"}});
        act("riverside.teacher", "advance_protocol_version",
            {{"id", "first"}, {"seen_revision", 1}, {"to", "testing"}});
        act("riverside.teacher", "create_protocol_version",
            {{"id", "second"}, {"protocol", "practice"}, {"steps", "Greet by name"}});
        auto const cycle = story_.plan_cycle("riverside.teacher", {{"schools", {"elm"}}});
        act("riverside.teacher", "edit_pdsa_cycle",
            {{"id", cycle}, {"seen_revision", 1}, {"set", {{"protocol_version", "first"}}}});
        act("riverside.teacher", "create_protocol_change",
            {{"id", "learned"}, {"version", "second"}, {"text", "By name"}, {"cycles", {cycle}}});
        act("riverside.principal", "create_adoption",
            {{"id", "at_elm"},
             {"version", "first"},
             {"organization", "elm"},
             {"team", "riverside_team"}});
        act("riverside.teacher", "create_adaptation",
            {{"id", "in_yard"},
             {"version", "first"},
             {"organization", "elm"},
             {"team", "riverside_team"},
             {"what", "In the yard"},
             {"stage", "implementation"},
             {"planned", "planned"},
             {"modified", "content"},
             {"nature", "adding"},
             {"for_level", "school"},
             {"keeps_core", "yes"},
             {"goal", "fit"},
             {"reason", "Room"}});
        act("riverside.teacher", "create_upstream_proposal",
            {{"id", "upstream"}, {"adaptation", "in_yard"}, {"message", "Quicker"}});
        REQUIRE(story_.share("riverside.teacher", cycle, "network").empty());
        act("advisor", "create_evidence_card",
            {{"id", "known"}, {"protocol", "practice"}, {"statement", "It calms"}});
        act("advisor", "create_evidence_row",
            {{"id", "known_at_elm"},
             {"card", "known"},
             {"organization", "elm"},
             {"result", "improved"},
             {"cycles", {cycle}}});
        act("advisor", "open_evidence_card", {{"id", "known"}, {"seen_revision", 1}});
    }

    void work_on_practice(std::string const& who) {
        static std::vector<std::string> const levels{"author", "team",    "school", "district",
                                                     "hub",    "network", "public"};
        static std::vector<std::string> const sites{"elm", "oak", "pine", "riverside"};
        auto const adaptation = some_id("adaptation");
        auto const proposal = some_id("upstream_proposal");
        auto const card = some_id("evidence_card");
        auto const row = some_id("evidence_row");
        auto const objection = some_id("objection");
        auto seen = [&](char const* kind, std::string const& id, json more) {
            json args{{"id", id}, {"seen_revision", revision_of(kind, id)}};
            args.update(more);
            return args;
        };
        auto archives = [&](char const* kind, std::string const& id) {
            auto const* verb = dice_.one_in(2) ? "archive_" : "restore_";
            send(writer_of(kind, id, who), (std::string(verb) + kind).c_str(), {{"id", id}});
        };
        auto const keeper = dice_.one_in(4) ? who : "advisor";
        switch (dice_.below(20)) {
            case 0:
            case 1: {
                json args{{"id", story_.fresh_id()},
                          {"version", dice_.one_in(2) ? "first" : some_id("protocol_version")},
                          {"organization", any(sites)},
                          {"what", "Shorter"}};
                if (dice_.one_in(2)) { args["parent"] = adaptation; }
                send(who, "create_adaptation", args);
                break;
            }
            case 2:
            case 3:
                send(writer_of("adaptation", adaptation, who), "share_adaptation",
                     seen("adaptation", adaptation, {{"shared_with", any(levels)}}));
                break;
            case 4:
                send(writer_of("adaptation", adaptation, who), "edit_adaptation",
                     seen("adaptation", adaptation, {{"set", {{"goal", "reach"}}}}));
                break;
            case 5:
                send(writer_of("adaptation", adaptation, who), "conclude_adaptation",
                     seen("adaptation", adaptation,
                          {{"to", dice_.one_in(2) ? "kept" : "stopped"}, {"reason", "So"}}));
                break;
            case 6:
                send(writer_of("adaptation", adaptation, who), "create_upstream_proposal",
                     {{"id", story_.fresh_id()}, {"adaptation", adaptation}, {"message", "Do"}});
                break;
            case 7:
            case 8:
                send(dice_.one_in(2) ? "advisor" : "riverside.teacher", "decide_upstream",
                     seen("upstream_proposal", proposal,
                          {{"to", dice_.one_in(3) ? "held" : "accepted"},
                           {"reason", "So"},
                           {"version", story_.fresh_id()}}));
                break;
            case 9: {
                json args{{"id", story_.fresh_id()}, {"statement", "So it is"}};
                if (dice_.one_in(2)) {
                    args["protocol"] = some_id("change_protocol");
                } else {
                    args["change_idea"] = some_id("driver_node");
                }
                send(keeper, "create_evidence_card", args);
                break;
            }
            case 10:
            case 11:
                send(keeper, "create_evidence_row",
                     {{"id", story_.fresh_id()},
                      {"card", card},
                      {"organization", any(sites)},
                      {"cycles", {some_id("pdsa_cycle")}}});
                break;
            case 12:
                send(keeper, "edit_evidence_row",
                     seen("evidence_row", row,
                          {{dice_.one_in(2) ? "add" : "remove",
                            {{"cycles", {some_id("pdsa_cycle")}}}}}));
                break;
            case 13:
                send(keeper, "open_evidence_card", seen("evidence_card", card, json::object()));
                break;
            case 14:
                if (dice_.one_in(2)) {
                    send(keeper, "revise_evidence_card",
                         seen("evidence_card", card, {{"reason", "So"}}));
                } else {
                    send(keeper, "agree_evidence_card",
                         seen("evidence_card", card, json::object()));
                }
                break;
            case 15:
                send(who, "create_objection",
                     {{"id", story_.fresh_id()}, {"card", card}, {"text", "No"}});
                break;
            case 16:
                send(keeper, "resolve_objection", {{"id", objection}, {"resolution", "Yes"}});
                break;
            case 17:
                archives(dice_.one_in(2) ? "evidence_card" : "evidence_row",
                         dice_.one_in(2) ? card : row);
                break;
            case 18: archives("adaptation", adaptation); break;
            default:
                if (dice_.one_in(2)) {
                    archives("upstream_proposal", proposal);
                } else {
                    archives("objection", objection);
                }
                break;
        }
    }

    void work_on_library(std::string const& who) {
        static std::vector<std::string> const levels{"author", "team",    "school", "district",
                                                     "hub",    "network", "public"};
        static std::vector<std::string> const states{"testing", "testing", "recommended",
                                                     "standard", "retired"};
        static std::vector<std::string> const stands{"testing", "adopted", "adapted", "stopped",
                                                     "considering"};
        auto const protocol = some_id("change_protocol");
        auto const version = some_id("protocol_version");
        auto const change = some_id("protocol_change");
        auto const adoption = some_id("adoption");
        auto seen = [&](char const* kind, std::string const& id, json more) {
            json args{{"id", id}, {"seen_revision", revision_of(kind, id)}};
            args.update(more);
            return args;
        };
        auto archives = [&](char const* kind, std::string const& id) {
            auto const* verb = dice_.one_in(2) ? "archive_" : "restore_";
            send(writer_of(kind, id, who), (std::string(verb) + kind).c_str(), {{"id", id}});
        };
        switch (dice_.below(20)) {
            case 0:
            case 1: {
                json args{{"id", story_.fresh_id()},
                          {"title", "P"},
                          {"purpose", "So that"},
                          {"change_ideas", {some_id("driver_node")}}};
                if (dice_.one_in(2)) { args["team"] = some_id("team"); }
                send(who, "create_change_protocol", args);
                break;
            }
            case 2:
            case 3:
                send(who, "create_protocol_version",
                     {{"id", story_.fresh_id()}, {"protocol", protocol}, {"steps", "Greet"}});
                break;
            case 4:
            case 5:
                send(writer_of("protocol_version", version, who), "create_protocol_change",
                     {{"id", story_.fresh_id()},
                      {"version", version},
                      {"text", "Shorter"},
                      {"cycles", {some_id("pdsa_cycle")}}});
                break;
            case 6:
                send(writer_of("protocol_change", change, who), "edit_protocol_change",
                     seen("protocol_change", change,
                          {{dice_.one_in(2) ? "add" : "remove",
                            {{"cycles", {some_id("pdsa_cycle")}}}}}));
                break;
            case 7:
            case 8:
                send(writer_of("protocol_version", version, who), "advance_protocol_version",
                     seen("protocol_version", version, {{"to", any(states)}, {"reason", "So"}}));
                break;
            case 9:
            case 10:
                send(who, "create_adoption",
                     {{"id", story_.fresh_id()},
                      {"version", version},
                      {"organization", dice_.one_in(2) ? "elm" : some_id("organization")},
                      {"owner", some_id("member")},
                      {"sustain_plan", "Weekly"}});
                break;
            case 11:
                send(writer_of("adoption", adoption, who), "advance_adoption",
                     seen("adoption", adoption, {{"to", any(stands)}, {"reason", "So"}}));
                break;
            case 12:
                send(writer_of("adoption", adoption, who), "edit_adoption",
                     seen("adoption", adoption, {{"set", {{"version", version}}}}));
                break;
            case 13:
                send(writer_of("adoption", adoption, who), "share_adoption",
                     seen("adoption", adoption, {{"shared_with", any(levels)}}));
                break;
            case 14:
            case 15:
                send(writer_of("change_protocol", protocol, who), "share_change_protocol",
                     seen("change_protocol", protocol, {{"shared_with", any(levels)}}));
                break;
            case 16:
                send(writer_of("change_protocol", protocol, who), "edit_change_protocol",
                     seen("change_protocol", protocol,
                          {{dice_.one_in(2) ? "add" : "remove",
                            {{dice_.one_in(2) ? "authors" : "change_ideas",
                              {dice_.one_in(2) ? some_id("member") : some_id("driver_node")}}}}}));
                break;
            case 17: {
                auto const cycle = some_id("pdsa_cycle");
                send(writer_of("pdsa_cycle", cycle, who), "edit_pdsa_cycle",
                     seen("pdsa_cycle", cycle, {{"set", {{"protocol_version", version}}}}));
                break;
            }
            case 18: archives("change_protocol", protocol); break;
            default:
                if (dice_.one_in(3)) {
                    archives("protocol_version", version);
                } else if (dice_.one_in(2)) {
                    archives("protocol_change", change);
                } else {
                    archives("adoption", adoption);
                }
                break;
        }
    }

    // A question with an answer, a request and an activity, so that a short run has something to work on.
    void found_exchange() {
        auto act = [&](char const* who, char const* command, json const& args) {
            REQUIRE(story_.act(who, command, args).empty());
        };
        act("riverside.teacher", "create_post",
            {{"id", "asked"},
             {"post_kind", "question"},
             {"title", "How?"},
             {"organization", "elm"},
             {"team", "riverside_team"},
             {"protocols", {"practice"}}});
        act("lakeside.teacher", "create_reply",
            {{"id", "said"}, {"post", "asked"}, {"text", "So"}});
        act("riverside.teacher", "accept_reply", {{"id", "asked"}, {"reply", "said"}});
        act("riverside.principal", "create_change_protocol",
            {{"id", "from_it"}, {"title", "So"}, {"from_reply", "said"}});
        act("lakeside.teacher", "create_post",
            {{"id", "card"}, {"post_kind", "tool"}, {"title", "Card"}, {"organization", "pine"}});
        act("riverside.mate", "create_support_request",
            {{"id", "help"}, {"request_kind", "peer"}, {"topic", "Visits"}});
        act("advisor", "create_activity",
            {{"id", "read"}, {"title", "Read"}, {"teams", {"riverside_team"}}});
    }

    void moderate(std::string const& who) {
        static std::vector<std::string> const kinds{"comment", "observation", "change_protocol",
                                                    "post",    "reply",       "adaptation",
                                                    "aim",     "pdsa_cycle",  "objection"};
        auto const& kind = any(kinds);
        json about{
            {"id", story_.fresh_id()}, {"about_kind", kind}, {"about_id", some_id(kind.c_str())}};
        about["reason"] = "Why not";
        auto const held = some_id("moderation_case");
        std::string const desk = dice_.one_in(2) ? "facilitator" : "director";
        switch (dice_.below(10)) {
            case 0: send(who, "create_flag", about); break;
            case 1:
            case 2: send(dice_.one_in(6) ? who : desk, "hold_record", about); break;
            case 3:
                send(desk, "dismiss_flag", {{"id", some_id("flag")}, {"answer", "Because"}});
                break;
            case 4: send(desk, "ask_for_edits", {{"id", held}, {"edits_asked", "Because"}}); break;
            case 5: send(desk, "propose_removal", {{"id", held}, {"reason", "Because"}}); break;
            case 6: send(desk, "confirm_removal", {{"id", held}}); break;
            case 7: send(who, "appeal_moderation", {{"id", held}, {"appeal", "Because"}}); break;
            case 8: send(desk, "uphold_moderation", {{"id", held}, {"reason", "Because"}}); break;
            default: send(desk, "release_record", {{"id", held}}); break;
        }
    }

    void follow(std::string const& who) {
        static std::vector<char const*> const kinds{
            "pdsa_cycle", "driver_node",     "question", "change_protocol", "adaptation",
            "post",       "support_request", "reply",    "comment",         "upstream_proposal"};
        auto const* const kind = any(kinds);
        switch (dice_.below(6)) {
            case 0: send(who, "archive_follow", {{"id", some_id("follow")}}); break;
            case 1: send(who, "restore_follow", {{"id", some_id("follow")}}); break;
            case 2:
                send(who, "create_notice_setting",
                     {{"id", story_.fresh_id()}, {"time_zone", "America/Chicago"}});
                break;
            case 3: {
                auto const id = some_id("notice_setting");
                send(who, "edit_notice_setting",
                     {{"id", id},
                      {"seen_revision", revision_of("notice_setting", id)},
                      {"set", {{"digest", "daily"}, {"read_until_ms", 1'000}}}});
                break;
            }
            default:
                send(
                    who, "create_follow",
                    {{"id", story_.fresh_id()}, {"about_kind", kind}, {"about_id", some_id(kind)}});
        }
    }

    void work_on_exchange(std::string const& who) {
        static std::vector<std::string> const levels{"author", "team",    "school", "district",
                                                     "hub",    "network", "public"};
        static std::vector<std::string> const kinds{"question", "question", "tool", "story"};
        static std::vector<std::string> const states{"active", "done", "open", "withdrawn"};
        auto const post = some_id("post");
        auto const reply = some_id("reply");
        auto const request = some_id("support_request");
        auto const activity = some_id("activity");
        auto seen = [&](char const* kind, std::string const& id, json more) {
            json args{{"id", id}, {"seen_revision", revision_of(kind, id)}};
            args.update(more);
            return args;
        };
        auto archives = [&](char const* kind, std::string const& id) {
            auto const* verb = dice_.one_in(2) ? "archive_" : "restore_";
            send(writer_of(kind, id, who), (std::string(verb) + kind).c_str(), {{"id", id}});
        };
        switch (dice_.below(17)) {
            case 0:
            case 1: {
                json args{{"id", story_.fresh_id()},
                          {"post_kind", any(kinds)},
                          {"title", "P"},
                          {"change_ideas", {some_id("driver_node")}},
                          {"cycles", {some_id("pdsa_cycle")}}};
                if (dice_.one_in(2)) { args["organization"] = some_id("organization"); }
                if (dice_.one_in(3)) { args["team"] = some_id("team"); }
                send(who, "create_post", args);
                break;
            }
            case 2:
                send(writer_of("post", post, who), "edit_post",
                     seen("post", post,
                          {{dice_.one_in(2) ? "add" : "remove",
                            {{"protocols", {some_id("change_protocol")}},
                             {"cycles", {some_id("pdsa_cycle")}}}}}));
                break;
            case 3:
            case 4:
                send(writer_of("post", post, who), "share_post",
                     seen("post", post, {{"shared_with", any(levels)}}));
                break;
            case 5:
                send(who, "create_reply",
                     {{"id", story_.fresh_id()}, {"post", post}, {"text", "Like this"}});
                break;
            case 6: {
                json args{{"id", post}};
                if (!dice_.one_in(4)) { args["reply"] = reply; }
                send(writer_of("post", post, who), "accept_reply", args);
                break;
            }
            case 7:
                send(who, "create_change_protocol",
                     {{"id", story_.fresh_id()}, {"title", "From it"}, {"from_reply", reply}});
                break;
            case 8:
                send(who, "use_post",
                     {{"id", post},
                      {"organization", some_id("organization")},
                      {"used", !dice_.one_in(3)}});
                break;
            case 9:
                send(writer_of("post", post, who), "close_post",
                     {{"id", post}, {"closed", dice_.one_in(2)}});
                break;
            case 10:
                send(who, "create_support_request",
                     {{"id", story_.fresh_id()},
                      {"request_kind", "data"},
                      {"topic", "Chart"},
                      {"change_ideas", {some_id("driver_node")}}});
                break;
            case 11:
            case 12:
                send(dice_.one_in(2) ? "facilitator" : "director", "match_support_request",
                     seen("support_request", request,
                          {{"with", some_id("member")},
                           {"reason", "Knows it"},
                           {"answer_by", "2026-04-01"}}));
                break;
            case 13:
                send(writer_of("support_request", request, who), "advance_support_request",
                     seen("support_request", request,
                          {{"to", any(states)}, {"outcome", "Done"}, {"reason", "So"}}));
                break;
            case 14: {
                auto const* const by = dice_.one_in(2) ? "advisor" : "facilitator";
                if (dice_.one_in(2)) {
                    send(by, "edit_activity",
                         seen("activity", activity,
                              {{dice_.one_in(2) ? "add" : "remove",
                                {{"teams", {some_id("team")}}}}}));
                } else {
                    send(by, "create_activity",
                         {{"id", story_.fresh_id()},
                          {"title", "Do"},
                          {"teams", {some_id("team")}},
                          {"protocol", some_id("change_protocol")},
                          {"change_idea", some_id("driver_node")}});
                }
                break;
            }
            case 15:
                send(who, "finish_activity",
                     {{"id", activity}, {"team", some_id("team")}, {"done", !dice_.one_in(3)}});
                break;
            default:
                if (dice_.one_in(2)) {
                    archives("post", post);
                } else if (dice_.one_in(2)) {
                    archives("reply", reply);
                } else if (dice_.one_in(2)) {
                    archives("activity", activity);
                } else {
                    send("facilitator", "create_announcement",
                         {{"id", story_.fresh_id()}, {"title", "News"}, {"until", "2026-05-01"}});
                }
                break;
        }
    }

    // A meeting of the network and one of a team, so that a short run has something to work on.
    void found_meetings() {
        auto act = [&](char const* who, char const* command, json const& args) {
            REQUIRE(story_.act(who, command, args).empty());
        };
        act("facilitator", "create_meeting",
            {{"id", "monthly"},
             {"title", "Monthly"},
             {"meeting_kind", "network"},
             {"on", "2026-03-03"}});
        act("riverside.teacher", "create_meeting",
            {{"id", "talk"},
             {"title", "Talk"},
             {"meeting_kind", "team"},
             {"team", "riverside_team"},
             {"on", "2026-03-04"}});
        act("riverside.teacher", "create_agenda_item",
            {{"id", "look"},
             {"meeting", "talk"},
             {"rank", "V"},
             {"title", "Look"},
             {"item_kind", "review"}});
        act("facilitator", "create_meeting_decision",
            {{"id", "decided"}, {"meeting", "monthly"}, {"text", "So"}, {"why", "So"}});
        act("riverside.teacher", "create_meeting_action",
            {{"id", "agreed"},
             {"meeting", "talk"},
             {"text", "Do"},
             {"owner", "coach"},
             {"due", "2026-03-09"}});
    }

    void meet(std::string const& worker) {
        static std::vector<std::string> const kinds{"network", "team", "team", "partnership"};
        static std::vector<std::string> const states{"agenda_published", "live", "closed"};
        static std::vector<std::string> const chairs{"facilitator", "riverside.teacher", "coach",
                                                     "lakeside.lead"};
        auto const who = dice_.one_in(3) ? worker : any(chairs);
        auto const meeting = some_id("meeting");
        auto seen = [&](char const* kind, std::string const& id, json more) {
            json args{{"id", id}, {"seen_revision", revision_of(kind, id)}};
            args.update(more);
            return args;
        };
        auto const put_or_take = dice_.one_in(2) ? "add" : "remove";
        switch (dice_.below(13)) {
            case 0: {
                json args{{"id", story_.fresh_id()},
                          {"title", "M"},
                          {"meeting_kind", any(kinds)},
                          {"on", "2026-03-10"}};
                if (dice_.one_in(2)) { args["team"] = some_id("team"); }
                if (dice_.one_in(2)) { args["facilitator"] = some_id("member"); }
                send(who, "create_meeting", args);
                break;
            }
            case 1:
                send(who, "edit_meeting",
                     seen("meeting", meeting, {{"set", {{"facilitator", some_id("member")}}}}));
                break;
            case 2:
                send(worker, "edit_meeting",
                     seen("meeting", meeting,
                          {{put_or_take, {{"present", {story_[worker].member}}}}}));
                break;
            case 3:
                send(who, "advance_meeting", seen("meeting", meeting, {{"to", any(states)}}));
                break;
            case 4:
            case 5:
                send(who, "create_agenda_item",
                     {{"id", story_.fresh_id()},
                      {"meeting", meeting},
                      {"rank", "k"},
                      {"title", "I"},
                      {"item_kind", "decision"},
                      {"outcome_wanted", "O"},
                      {"cycles", {some_id("pdsa_cycle")}}});
                break;
            case 6:
                send(who, "edit_agenda_item",
                     seen("agenda_item", some_id("agenda_item"),
                          {{put_or_take,
                            {{"change_ideas", {some_id("driver_node")}},
                             {"support_requests", {some_id("support_request")}}}}}));
                break;
            case 7:
                send(dice_.one_in(2) ? "riverside.lead" : "lakeside.lead", "create_district_report",
                     {{"id", story_.fresh_id()},
                      {"meeting", meeting},
                      {"organization", dice_.one_in(2) ? "riverside" : "lakeside"},
                      {"text", "R"}});
                break;
            case 8: {
                json args{{"id", story_.fresh_id()},
                          {"text", "D"},
                          {"why", "W"},
                          {"cycles", {some_id("pdsa_cycle")}}};
                if (!dice_.one_in(4)) { args["meeting"] = meeting; }
                send(who, "create_meeting_decision", args);
                break;
            }
            case 9: {
                json args{{"id", story_.fresh_id()},
                          {"text", "A"},
                          {"owner", some_id("member")},
                          {"due", "2026-03-20"}};
                if (!dice_.one_in(4)) { args["meeting"] = meeting; }
                send(who, "create_meeting_action", args);
                break;
            }
            case 10:
                send(
                    who, "finish_action",
                    {{"id", some_id("meeting_action")}, {"to", dice_.one_in(2) ? "done" : "open"}});
                break;
            case 11:
                send(who, "review_decision",
                     {{"id", some_id("meeting_decision")}, {"to", "kept"}, {"why", "W"}});
                break;
            default: {
                static std::vector<char const*> const all{"meeting", "agenda_item",
                                                          "district_report", "meeting_decision",
                                                          "meeting_action"};
                std::string const kind = any(all);
                auto const id = some_id(kind.c_str());
                send(writer_of(kind.c_str(), id, who),
                     ((dice_.one_in(2) ? "archive_" : "restore_") + kind).c_str(), {{"id", id}});
                break;
            }
        }
    }

    // The hub's measure with a school's, a team's and a district's series.
    void found_measures() {
        auto act = [&](char const* who, char const* command, json const& args) {
            REQUIRE(story_.act(who, command, args).empty());
        };
        act("advisor", "create_measure",
            {{"id", "reach"},
             {"title", "Reached"},
             {"measure_kind", "process"},
             {"data", "proportion"},
             {"direction", "increase"},
             {"chart_type", "p"},
             {"schedule", "weekly"},
             {"drivers", {"idea"}}});
        act("advisor", "create_measure_definition",
            {{"id", "defined"}, {"measure", "reach"}, {"definition", "So / so"}});
        act("advisor", "publish_measure_definition",
            {{"id", "defined"}, {"seen_revision", 1}, {"starts_on", "2020-01-01"}});
        auto begin = [&](char const* who, json args) {
            args["measure"] = "reach";
            act(who, "create_measure_series", args);
        };
        begin("riverside.principal",
              {{"id", "elm_s"}, {"scope", "school"}, {"organization", "elm"}});
        begin("riverside.teacher",
              {{"id", "team_s"}, {"scope", "team"}, {"team", "riverside_team"}});
        begin("lakeside.lead",
              {{"id", "lake_s"}, {"scope", "district"}, {"organization", "lakeside"}});
        begin("analyst", {{"id", "oak_s"}, {"scope", "school"}, {"organization", "oak"}});
        begin("analyst", {{"id", "pine_s"}, {"scope", "school"}, {"organization", "pine"}});
        begin("advisor", {{"id", "all_s"}, {"scope", "network"}, {"pooled", true}});
        for (auto const* series : {"elm_s", "oak_s", "pine_s"}) {
            auto const* lead = series == std::string("pine_s") ? "lakeside.lead" : "riverside.lead";
            act(lead, "release_measure_series", {{"id", series}, {"released", true}});
        }
        for (auto const* series : {"elm_s", "team_s"}) {
            act("riverside.teacher", "create_data_point",
                {{"id", std::string("of_") + series},
                 {"series", series},
                 {"on", "2025-12-01"},
                 {"numerator", 1},
                 {"denominator", 2}});
        }
        act("riverside.teacher", "create_chart_phase",
            {{"id", "since"},
             {"series", "elm_s"},
             {"starts_on", "2025-12-01"},
             {"reason", "R"},
             {"event", "E"}});
        act("riverside.teacher", "create_chart_annotation",
            {{"id", "note"},
             {"series", "team_s"},
             {"on", "2025-12-01"},
             {"text", "T"},
             {"annotation_kind", "note"}});
        act("riverside.teacher", "create_chart_signal",
            {{"id", "signal"},
             {"series", "elm_s"},
             {"rule", "shift"},
             {"first_on", "2025-12-01"},
             {"last_on", "2025-12-01"}});
    }

    std::string some_day() {
        return days_after({"2022-01-01"}, static_cast<int>(dice_.below(1'000))).iso;
    }

    void measure(std::string const& worker) {
        static std::vector<std::string> const enterers{"riverside.teacher", "riverside.principal",
                                                       "riverside.lead",    "lakeside.lead",
                                                       "analyst",           "riverside.mate"};
        static std::vector<std::string> const levels{"team", "school",  "district",
                                                     "hub",  "network", "public"};
        static std::vector<std::string> const scopes{"school", "district", "team", "network"};
        static std::vector<int> const sizes{2, 14, 30};
        static std::vector<std::string> const states{"active", "paused", "retired"};
        static std::vector<std::string> const steps{"proposed", "confirmed", "withdrawn"};
        auto const who = dice_.one_in(4) ? worker : any(enterers);
        auto const series = some_id("measure_series");
        auto seen = [&](char const* kind, std::string const& id, json more) {
            json args{{"id", id}, {"seen_revision", revision_of(kind, id)}};
            args.update(more);
            return args;
        };
        auto row = [&] {
            return json{{"series", dice_.one_in(3) ? some_id("measure_series") : series},
                        {"on", some_day()},
                        {"numerator", 1},
                        {"denominator", any(sizes)}};
        };
        auto const put_or_take = dice_.one_in(2) ? "add" : "remove";
        switch (dice_.below(18)) {
            case 0: {
                json args{{"id", story_.fresh_id()},
                          {"measure", some_id("measure")},
                          {"scope", any(scopes)}};
                if (args.at("scope") == "team") {
                    args["team"] = some_id("team");
                } else if (args.at("scope") != "network") {
                    args["organization"] = some_id("organization");
                }
                send(who, "create_measure_series", args);
                break;
            }
            case 1:
                send(dice_.one_in(2) ? "advisor" : worker, "edit_measure",
                     seen("measure", some_id("measure"),
                          {{put_or_take,
                            {{"drivers", {some_id("driver_node")}}, {"aims", {some_id("aim")}}}}}));
                break;
            case 2: {
                auto const id = story_.fresh_id();
                send("advisor", "create_measure_definition",
                     {{"id", id}, {"measure", some_id("measure")}, {"definition", "D"}});
                send(
                    "advisor", "publish_measure_definition",
                    {{"id", id}, {"seen_revision", 1}, {"starts_on", some_day()}, {"reason", "R"}});
                break;
            }
            case 3:
                send("advisor", "advance_measure",
                     seen("measure", some_id("measure"), {{"to", any(states)}, {"reason", "R"}}));
                break;
            case 4:
            case 5:
                send(who, "share_measure_series",
                     seen("measure_series", series, {{"shared_with", any(levels)}}));
                break;
            case 6:
                send(dice_.one_in(2) ? "riverside.lead" : "lakeside.lead", "release_measure_series",
                     {{"id", series}, {"released", dice_.one_in(2)}});
                break;
            case 7:
            case 8: {
                auto args = row();
                args["id"] = story_.fresh_id();
                send(who, "create_data_point", args);
                break;
            }
            case 9:
                send(who, "correct_data_point",
                     seen("data_point", some_id("data_point"),
                          {{"numerator", 0}, {"denominator", 3}, {"reason", "R"}}));
                break;
            case 10:
                send(who, "exclude_data_point",
                     {{"id", some_id("data_point")},
                      {"excluded", dice_.one_in(2)},
                      {"reason", "R"}});
                break;
            case 11:
                send(who, "import_data_points",
                     {{"import_id", "sheet"}, {"rows", {row(), row(), row()}}});
                break;
            case 12:
                send(who, "undo_data_import", {{"import_id", "sheet"}, {"series", {series}}});
                break;
            case 13:
                send(who, "create_chart_annotation",
                     {{"id", story_.fresh_id()},
                      {"series", series},
                      {"on", some_day()},
                      {"text", "T"},
                      {"annotation_kind", "note"},
                      {"cycles", {some_id("pdsa_cycle")}}});
                break;
            case 14:
                send(who, "advance_chart_phase",
                     seen("chart_phase", some_id("chart_phase"),
                          {{"to", any(steps)}, {"reason", "R"}}));
                break;
            case 15:
                send(who, "acknowledge_chart_signal",
                     {{"id", some_id("chart_signal")},
                      {"explanation", "E"},
                      {"cycles", {some_id("pdsa_cycle")}}});
                break;
            case 16: story_.floor().sweep(); break;
            default: {
                static std::vector<char const*> const all{
                    "measure",     "measure_definition", "measure_series", "data_point",
                    "chart_phase", "chart_annotation",   "chart_signal"};
                std::string const kind = any(all);
                auto const id = some_id(kind.c_str());
                send(writer_of(kind.c_str(), id, who),
                     ((dice_.one_in(2) ? "archive_" : "restore_") + kind).c_str(), {{"id", id}});
                break;
            }
        }
    }

    void talk(std::string const& who) {
        static std::vector<char const*> const kinds{"measure",
                                                    "measure_series",
                                                    "data_point",
                                                    "chart_phase",
                                                    "pdsa_cycle",
                                                    "pdsa_cycle",
                                                    "question",
                                                    "observation",
                                                    "ramp",
                                                    "driver_node",
                                                    "driver_diagram",
                                                    "aim",
                                                    "member",
                                                    "team",
                                                    "change_protocol",
                                                    "protocol_version",
                                                    "protocol_change",
                                                    "adoption",
                                                    "post",
                                                    "reply",
                                                    "support_request",
                                                    "activity",
                                                    "announcement",
                                                    "meeting",
                                                    "agenda_item",
                                                    "adaptation",
                                                    "upstream_proposal",
                                                    "evidence_card",
                                                    "evidence_row",
                                                    "objection"};
        auto const comment = some_id("comment");
        switch (dice_.below(9)) {
            case 0:
            case 1:
            case 2: {
                auto const* const kind = any(kinds);
                send(who, "create_comment",
                     {{"id", story_.fresh_id()},
                      {"about_kind", kind},
                      {"about_id", some_id(kind)},
                      {"text", "What do you think?"},
                      {"names_a_person", dice_.one_in(3)}});
                break;
            }
            case 3:
            case 4: {
                auto const* kept = story_.state().find(kind_of<Comment>(), comment);
                if (kept == nullptr) { break; }
                auto const& first = std::get<Comment>(kept->stored.record);
                send(who, "create_comment",
                     {{"id", story_.fresh_id()},
                      {"about_kind", first.about_kind},
                      {"about_id", first.about_id},
                      {"thread", comment},
                      {"text", "This."},
                      {"names_a_person", dice_.one_in(4)}});
                break;
            }
            case 5:
                send(writer_of("comment", comment, who), "edit_comment",
                     {{"id", comment},
                      {"seen_revision", revision_of("comment", comment)},
                      {"set", {{"names_a_person", dice_.one_in(2)}}}});
                break;
            case 6:
                send(writer_of("comment", comment, who),
                     dice_.one_in(2) ? "archive_comment" : "restore_comment", {{"id", comment}});
                break;
            default:
                send(who, dice_.one_in(2) ? "resolve_comment" : "reopen_comment",
                     {{"id", comment}});
                break;
        }
    }

    // Mostly who wrote it, since nobody else may word it.
    std::string writer_of(char const* kind, std::string const& id, std::string const& otherwise) {
        auto const* kept = story_.state().find(*kind_from_name(kind), id);
        if (kept == nullptr || dice_.one_in(4)) { return otherwise; }
        for (auto const& name : NetworkStory::everybody()) {
            if (story_[name].member == kept->stored.meta.created_by.text) { return name; }
        }
        return otherwise;
    }

    void work_on_theory(std::string const& who) {
        static std::vector<std::string> const kinds{"primary", "secondary", "change_idea"};
        static std::vector<std::string> const levels{"author", "team", "district", "hub",
                                                     "network"};
        auto const diagram = some_id("driver_diagram");
        switch (dice_.below(8)) {
            case 0:
            case 1:
                send(who, "create_driver_node",
                     {{"id", story_.fresh_id()},
                      {"diagram", diagram},
                      {"node_kind", any(kinds)},
                      {"text", "N"},
                      {"rank", "V"}});
                break;
            case 2:
            case 3:
                send(who, "create_driver_link",
                     {{"id", story_.fresh_id()},
                      {"diagram", diagram},
                      {"source", some_id("driver_node")},
                      {"target", some_id("driver_node")}});
                break;
            case 4:
                send(who, dice_.one_in(2) ? "archive_driver_node" : "restore_driver_node",
                     {{"id", some_id("driver_node")}});
                break;
            case 5: {
                json args{{"id", story_.fresh_id()},
                          {"title", "D"},
                          {"owner", dice_.one_in(2) ? "riverside" : "lakeside"}};
                if (dice_.one_in(2)) { args["team"] = some_id("team"); }
                send(who, "create_driver_diagram", args);
                break;
            }
            case 6:
                send(who, "share_driver_diagram",
                     {{"id", diagram},
                      {"seen_revision", revision_of("driver_diagram", diagram)},
                      {"shared_with", any(levels)}});
                break;
            default:
                send(who, dice_.one_in(2) ? "archive_driver_diagram" : "restore_driver_diagram",
                     {{"id", diagram}});
                break;
        }
    }

    void change_roles() {
        static std::vector<std::string> const bosses{"director", "riverside.lead", "lakeside.lead",
                                                     "facilitator"};
        static std::vector<std::string> const roles{"team_member", "school_lead", "observer",
                                                    "partner",     "coach",       "researcher"};
        auto const who = any(bosses);
        auto const membership = some_id("membership");
        switch (dice_.below(7)) {
            case 0:
                send(who, "create_team_membership",
                     {{"id", story_.fresh_id()},
                      {"member", some_id("member")},
                      {"team", some_id("team")}});
                break;
            case 1: send(who, "end_team_membership", {{"id", some_id("team_membership")}}); break;
            case 2:
                send(who, "create_membership",
                     {{"id", story_.fresh_id()},
                      {"member", some_id("member")},
                      {"organization", some_id("organization")},
                      {"role", any(roles)}});
                break;
            case 3:
                send(who, dice_.one_in(2) ? "end_membership" : "suspend_membership",
                     {{"id", membership}});
                break;
            case 4: send(who, "resume_membership", {{"id", membership}}); break;
            case 5:
                send(who, "edit_membership",
                     {{"id", membership},
                      {"seen_revision", revision_of("membership", membership)},
                      {"set", {{"role", any(roles)}}}});
                break;
            default: {
                auto const organization = dice_.one_in(2) ? "oak" : "pine";
                send("director", "edit_organization",
                     {{"id", organization},
                      {"seen_revision", revision_of("organization", organization)},
                      {"set", {{"parent", dice_.one_in(2) ? "riverside" : "lakeside"}}}});
            }
        }
    }

    void step() {
        if (dice_.one_in(2)) { story_.ask_older(somebody()); }
        if (dice_.one_in(4)) { story_.take_older(somebody()); }
        auto const roll = dice_.below(100);
        auto const who = somebody();
        auto const worker =
            dice_.one_in(4)
                ? who
                : any(std::vector<std::string>{"riverside.teacher", "riverside.mate",
                                               "lakeside.teacher", "lakeside.lead", "advisor"});
        if (roll < 20) {
            work_on_cycles(worker);
        } else if (roll < 26) {
            work_in_cycles(worker);
        } else if (roll < 33) {
            work_on_library(worker);
        } else if (roll < 39) {
            work_on_exchange(worker);
        } else if (roll < 43) {
            measure(worker);
        } else if (roll < 46) {
            meet(worker);
        } else if (roll < 49) {
            follow(dice_.one_in(2) ? who : worker);
        } else if (roll < 58) {
            work_on_practice(worker);
        } else if (roll < 61) {
            moderate(worker);
        } else if (roll < 68) {
            talk(dice_.one_in(2) ? who : worker);
        } else if (roll < 73) {
            work_on_theory(worker);
        } else if (roll < 78) {
            change_roles();
        } else if (roll < 83) {
            story_.cut(who);
        } else if (roll < 90) {
            if (dice_.one_in(2)) { story_.forget(who); }
            story_.connect(who);
        } else if (roll < 94) {
            if (story_[who].line && story_[who].replica.in_step) {
                static std::vector<char const*> const opened{
                    "pdsa_cycle",     "pdsa_cycle", "driver_node",      "aim",
                    "measure_series", "ramp",       "protocol_version", "post",
                    "support_request"};
                auto const* const kind = any(opened);
                story_.open(who, kind, some_id(kind));
            }
        } else if (roll < 97) {
            if (story_[who].line) {
                story_.floor().room("nic")->be_at(
                    story_[who].line.get(),
                    Spot{{*kind_from_name("pdsa_cycle"), some_id("pdsa_cycle")}, "what"});
            }
        } else if (roll < 98) {
            story_.clock().pass_ms(static_cast<std::int64_t>(dice_.below(100'000)));
        } else if (roll < 99) {
            story_.settle();
            story_.restart();
        } else if (!last_.id.empty()) {
            story_.hand_over(last_.who, last_.command.c_str(), last_.args,
                             last_.id);  // an old one arrives again
        }
    }

    struct Sent {
        std::string who;
        std::string command;
        json args;
        std::string id;
    };
    NetworkStory story_;
    SeededRandomness dice_;
    Sent last_;
};

std::uint64_t from_environment(char const* name, std::uint64_t otherwise) {
    auto const* text = std::getenv(name);
    return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

}  // namespace

TEST_CASE(
    "[V2][M4] whatever people do, every replica ends equal to its snapshot and to the oracle") {
    auto const first = from_environment("FLYWHEEL_SEED", 1);
    auto const seeds = from_environment("FLYWHEEL_SEEDS", 200);
    int accepted = 0;
    int refused = 0;
    for (auto seed = first; seed < first + seeds; ++seed) {
        World world(seed);
        auto const wrong = world.run(120);
        accepted += world.accepted;
        refused += world.refused;
        INFO("FLYWHEEL_SEED=" << seed << "\n" << wrong);
        REQUIRE(wrong.empty());
    }
    std::cout << seeds << " seeds, " << accepted << " commands handed over, " << refused
              << " of them refused before the commit\n";
    CHECK(accepted > static_cast<int>(seeds) * 10);
}
