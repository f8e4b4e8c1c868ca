#include <catch2/catch.hpp>

#include "protocol/codec.hpp"
#include "server/room/transfer.hpp"
#include "tests/support/unit/network_story.hpp"

using namespace flywheel;
using namespace flywheel::testing;
using nlohmann::json;

TEST_CASE(
    "[V2] a private cycle appears nowhere else; shared, it appears; withdrawn, it goes, at once") {
    NetworkStory story;
    story.connect_everybody();
    auto const cycle = story.plan_cycle("riverside.teacher",
                                        {{"schools", {"elm"}}, {"what", "A secret greeting"}});
    auto const ramp = story.record("pdsa_cycle", cycle).at("ramp").get<std::string>();
    auto& lakeside = story["lakeside.teacher"].replica;
    auto& mate = story["riverside.mate"].replica;
    CHECK(mate.has("pdsa_cycle", cycle));
    for (auto const* name :
         {"lakeside.teacher", "director", "riverside.lead", "riverside.principal", "observer"}) {
        CHECK_FALSE(story[name].replica.has("pdsa_cycle", cycle));
        CHECK(story[name].replica.transcript.find("secret") == std::string::npos);
        CHECK(story[name].replica.transcript.find(cycle) == std::string::npos);
    }
    REQUIRE(story.share("riverside.teacher", cycle, "network").empty());
    CHECK(lakeside.has("pdsa_cycle", cycle));
    CHECK(lakeside.has("ramp", ramp));
    story.open("lakeside.teacher", "pdsa_cycle", cycle);
    CHECK(lakeside.details().size() == 1);
    REQUIRE(story
                .act("riverside.mate", "create_observation",
                     {{"id", "o1"},
                      {"cycle", cycle},
                      {"at_ms", 1},
                      {"text", "Seen"},
                      {"names_a_person", false}})
                .empty());
    REQUIRE(story
                .act("riverside.mate", "create_observation",
                     {{"id", "o2"},
                      {"cycle", cycle},
                      {"at_ms", 1},
                      {"text", "Maya came"},
                      {"names_a_person", true}})
                .empty());
    CHECK(lakeside.has("observation", "o1"));
    CHECK_FALSE(lakeside.has("observation", "o2"));
    CHECK(lakeside.transcript.find("Maya") == std::string::npos);
    REQUIRE(story.share("riverside.teacher", cycle, "team").empty());
    CHECK_FALSE(lakeside.has("pdsa_cycle", cycle));
    CHECK_FALSE(lakeside.has("ramp", ramp));
    CHECK(lakeside.details().empty());
    CHECK(mate.has("pdsa_cycle", cycle));
    expect_everyone_agrees(story);
}

TEST_CASE("[V4] shared, then withdrawn, then archived while somebody was away: it is gone when "
          "they come back") {
    NetworkStory story;
    story.connect_everybody();
    auto const one = story.plan_cycle();
    auto const two = story.plan_cycle();
    REQUIRE(story.share("riverside.teacher", one, "network").empty());
    REQUIRE(story.share("riverside.teacher", two, "network").empty());
    story.cut("lakeside.teacher");
    story.cut("observer");
    REQUIRE(story.share("riverside.teacher", one, "team").empty());
    REQUIRE(story.act("riverside.teacher", "archive_pdsa_cycle", {{"id", one}}).empty());
    REQUIRE(story.share("riverside.teacher", two, "team").empty());
    REQUIRE(story
                .act("riverside.teacher", "edit_pdsa_cycle",
                     {{"id", two}, {"seen_revision", 3}, {"set", {{"what", "Something secret"}}}})
                .empty());
    story.connect("lakeside.teacher");
    auto& lakeside = story["lakeside.teacher"].replica;
    CHECK_FALSE(lakeside.has("pdsa_cycle", one));
    CHECK_FALSE(lakeside.has("pdsa_cycle", two));
    CHECK(lakeside.transcript.find("secret") == std::string::npos);
    // Shared again while the other is still away: the put brings the present form, and nothing of the past.
    REQUIRE(story.share("riverside.teacher", two, "network").empty());
    story.connect("observer");
    CHECK(story["observer"].replica.has("pdsa_cycle", two));
    CHECK_FALSE(story["observer"].replica.has("pdsa_cycle", one));
    expect_everyone_agrees(story);
}

namespace {

// The ids of the cycles in a portion, in the order in which they come.
std::vector<std::string> cycles_in(Outgoing const& records) {
    std::vector<std::string> ids;
    for (auto const& piece : records.pieces()) {
        auto const record = json::parse(*piece);
        if (record.at("kind") == "pdsa_cycle") { ids.push_back(record.at("id")); }
    }
    return ids;
}

}  // namespace

TEST_CASE("[O1] a snapshot holds the cycles that changed last, and the others follow, each once; "
          "what one may not see "
          "makes no portion shorter") {
    NetworkStory story;
    story.connect_everybody();
    std::vector<std::string> latest_first;
    for (int i = 0; i < 7; ++i) {
        auto const seen = story.plan_cycle();
        REQUIRE(story.share("riverside.teacher", seen, "network").empty());
        latest_first.insert(latest_first.begin(), seen);
        story.clock().pass_ms(1'000);
        (void)story.plan_cycle();  // the team's own, later than the one before
        story.clock().pass_ms(1'000);
    }
    auto const touched = latest_first.back();
    REQUIRE(story
                .act("riverside.teacher", "edit_pdsa_cycle",
                     {{"id", touched},
                      {"seen_revision", story.revision("pdsa_cycle", touched)},
                      {"set", {{"title", "Anew"}}}})
                .empty());
    latest_first.pop_back();
    latest_first.insert(latest_first.begin(), touched);

    auto const viewer = story.floor().room("nic")->viewer({story["observer"].member});
    auto const first = View::snapshot(story.state(), viewer, 3);
    std::vector<std::string> got = cycles_in(first.records);
    CHECK(got.size() == 3);
    auto older = first.older;
    std::vector<std::size_t> sizes;
    while (older) {
        auto const next = View::older(story.state(), viewer, *older, 2);
        auto const more = cycles_in(next.records);
        CHECK(more.size() == next.records.pieces().size());
        sizes.push_back(more.size());
        got.insert(got.end(), more.begin(), more.end());
        older = next.older;
    }
    CHECK(got == latest_first);
    CHECK(sizes == std::vector<std::size_t>{2, 2});  // and no empty one for what lies hidden behind
    // Where all are there already nothing is said of others.
    CHECK_FALSE(View::snapshot(story.state(), viewer, 7).older);
    expect_everyone_agrees(story);
}

TEST_CASE("[O2] words written in a cycle between a portion's asking and its coming are in it, and "
          "what left sight meanwhile is not") {
    NetworkStory story;
    story.connect_everybody();
    std::vector<std::string> cycles;
    for (int i = 0; i < 3; ++i) {
        cycles.push_back(story.plan_cycle());
        REQUIRE(story.share("riverside.teacher", cycles.back(), "network").empty());
        story.clock().pass_ms(1'000);
    }
    story.waits_with_older = true;
    story.forget("observer");
    story.connect("observer");
    auto& replica = story["observer"].replica;
    CHECK(replica.has("pdsa_cycle", cycles[2]));
    CHECK_FALSE(replica.has("pdsa_cycle", cycles[0]));
    story.cycles_at_first = 10;
    story.ask_older("observer");
    REQUIRE(story
                .act("riverside.teacher", "edit_pdsa_cycle",
                     {{"id", cycles[0]},
                      {"seen_revision", story.revision("pdsa_cycle", cycles[0])},
                      {"write", {{"study", {{0, "All settled"}}}}}})
                .empty());
    REQUIRE(story.share("riverside.teacher", cycles[1], "team").empty());
    story.take_older("observer");
    REQUIRE(replica.has("pdsa_cycle", cycles[0]));
    CHECK(replica.find("pdsa_cycle", cycles[0])->at("study") == "All settled");
    CHECK_FALSE(replica.has("pdsa_cycle", cycles[1]));
    expect_everyone_agrees(story);
}

TEST_CASE("[M2] details asked for in one batch with the command that makes them are as new as it") {
    NetworkStory story;
    story.connect_everybody();
    // As a browser does that comes back with a cycle begun without a line: it opens it, then sends it.
    story.ask_to_open("riverside.teacher", "pdsa_cycle", "begun");
    story.hand_over("riverside.teacher", "plan_pdsa_cycle",
                    {{"id", "begun"},
                     {"team", "riverside_team"},
                     {"change_idea", "idea"},
                     {"what", "Greet"},
                     {"prediction", "More settle"},
                     {"end_on", "2026-03-13"}});
    story.settle();
    CHECK(story["riverside.teacher"].replica.details().size() == 1);
    expect_everyone_agrees(story);
}

TEST_CASE("[M4] who was away sees nothing of what they could not see before or after") {
    NetworkStory story;
    story.connect_everybody();
    story.cut("lakeside.teacher");
    auto const before = story["lakeside.teacher"].replica.transcript.size();
    auto const cycle = story.plan_cycle("riverside.teacher", {{"schools", {"elm"}}});
    REQUIRE(story.share("riverside.teacher", cycle, "district").empty());
    REQUIRE(story.share("riverside.teacher", cycle, "team").empty());
    story.connect("lakeside.teacher");
    auto const news = story["lakeside.teacher"].replica.transcript.substr(before);
    CHECK(news.find("update") == std::string::npos);
    CHECK(news.find("welcome") != std::string::npos);
    expect_everyone_agrees(story);
}

TEST_CASE("[C1] the same command twice changes nothing the second time, before and after the "
          "commit and a restart") {
    NetworkStory story;
    story.connect("riverside.teacher");
    auto const command = story.fresh_id();
    json const args{{"id", "o1"},
                    {"diagram", "hub_diagram"},
                    {"node_kind", "change_idea"},
                    {"text", "Greet"},
                    {"rank", "V"}};
    story.hand_over("riverside.teacher", "create_driver_node", args, command);
    story.hand_over("riverside.teacher", "create_driver_node", args, command);
    story.settle();
    CHECK(story.refusal().is_null());
    CHECK(story.act("riverside.teacher", "create_driver_node", args, command).empty());
    auto const head = story.floor().store().head("nic")->seq;
    story.restart();
    story.connect("riverside.teacher");
    CHECK(story.act("riverside.teacher", "create_driver_node", args, command).empty());
    CHECK(story.floor().store().head("nic")->seq == head);
    CHECK(story.record("driver_node", "o1").at("revision") == 1);
    auto other = args;
    other["text"] = "Wave";
    CHECK(story.act("riverside.teacher", "create_driver_node", other, command) == "id_reused");
    // Another person's id is another id: nobody learns from mine.
    CHECK(story
              .act("lakeside.teacher", "create_driver_node",
                   {{"id", "o2"},
                    {"diagram", "hub_diagram"},
                    {"node_kind", "change_idea"},
                    {"text", "x"},
                    {"rank", "V"}},
                   command)
              .empty());
}

TEST_CASE("[C3] a refused command is decided anew when it comes again") {
    NetworkStory story;
    auto const command = story.fresh_id();
    json const args{
        {"id", "k"}, {"diagram", "hub_diagram"}, {"source", "n"}, {"target", "primary"}};
    CHECK(story.act("advisor", "create_driver_link", args, command) == "not_found");
    REQUIRE(story
                .act("advisor", "create_driver_node",
                     {{"id", "n"},
                      {"diagram", "hub_diagram"},
                      {"node_kind", "secondary"},
                      {"text", "n"},
                      {"rank", "V"}})
                .empty());
    CHECK(story.act("advisor", "create_driver_link", args, command).empty());
}

TEST_CASE("[M3] the server dies between commit and answer: the command is settled, once") {
    NetworkStory story;
    story.connect_everybody();
    auto const command = story.hand_over("riverside.teacher", "create_driver_node",
                                         {{"id", "n"},
                                          {"diagram", "hub_diagram"},
                                          {"node_kind", "change_idea"},
                                          {"text", "n"},
                                          {"rank", "V"}});
    story.floor().commit();  // on disk; nobody was told
    story.restart();
    story.connect("riverside.teacher");
    auto& replica = story["riverside.teacher"].replica;
    CHECK(replica.settled.contains(command));
    CHECK(replica.has("driver_node", "n"));
    // Not committed: not settled, and sending it again does it.
    auto const lost = story.fresh_id();
    json const args{{"id", "m"},
                    {"diagram", "hub_diagram"},
                    {"node_kind", "change_idea"},
                    {"text", "m"},
                    {"rank", "V"}};
    story.hand_over("riverside.teacher", "create_driver_node", args, lost);
    story.restart();
    story.connect_everybody();
    CHECK_FALSE(replica.settled.contains(lost));
    CHECK_FALSE(replica.has("driver_node", "m"));
    CHECK(story.act("riverside.teacher", "create_driver_node", args, lost).empty());
    expect_everyone_agrees(story);
}

TEST_CASE("[M6] a hundred commands in one commit reach each connection as one message") {
    NetworkStory story;
    story.connect_everybody();
    auto const frames = story["observer"].line->frames;
    auto const commits = story.floor().figures().commits;
    for (int i = 0; i < 100; ++i) {
        story.hand_over(i % 2 == 0 ? "riverside.teacher" : "lakeside.teacher", "create_driver_node",
                        {{"id", "n" + std::to_string(i)},
                         {"diagram", "hub_diagram"},
                         {"node_kind", "change_idea"},
                         {"text", "n"},
                         {"rank", "V"}});
    }
    story.settle();
    CHECK(story.floor().figures().commits == commits + 1);
    CHECK(story["observer"].line->frames == frames + 1);
    CHECK(story["riverside.teacher"].replica.accepted.size() == 50);
    expect_everyone_agrees(story);
}

TEST_CASE(
    "[M6] while delivery is behind news add up, a tenth of a second at most, and then go as one "
    "message") {
    NetworkStory story;
    story.connect_everybody();
    story.clock().pass_ms(1000);
    bool behind = true;
    story.floor().set_delivery_is_behind([&] { return behind; });
    auto const frames = story["observer"].line->frames;
    auto change = [&](char const* id) {
        story.hand_over("riverside.teacher", "create_driver_node",
                        {{"id", id},
                         {"diagram", "hub_diagram"},
                         {"node_kind", "change_idea"},
                         {"text", "n"},
                         {"rank", "V"}});
        story.floor().commit();
        story.floor().flush(false);
    };
    // Nobody waits longer than the limit, however far behind delivery is.
    change("n1");
    CHECK(story["observer"].line->frames == frames + 1);
    change("n2");
    story.clock().pass_ms(50);
    change("n3");
    CHECK(story["observer"].line->frames == frames + 1);
    CHECK(story.floor().due_in_us() == behind_poll_us);
    story.clock().pass_ms(50);
    story.floor().flush(false);
    CHECK(story["observer"].line->frames == frames + 2);
    CHECK(story["observer"].replica.has("driver_node", "n3"));
    // Caught up: the next goes at the ordinary beat.
    behind = false;
    story.clock().pass_ms(flush_interval_us / 1000);
    change("n4");
    CHECK(story["observer"].line->frames == frames + 3);
    expect_everyone_agrees(story);
}

TEST_CASE("[C6] two people on one record: other fields both stand; guarded and offline edits are "
          "refused, others win") {
    NetworkStory story;
    story.connect_everybody();
    auto const cycle = story.plan_cycle();
    auto edit = [&](char const* by, json args) {
        args["id"] = cycle;
        args["seen_revision"] = 1;
        return story.act(by, "edit_pdsa_cycle", args);
    };
    CHECK(edit("riverside.teacher", {{"set", {{"title", "Mine"}}}}).empty());
    CHECK(edit("riverside.mate", {{"set", {{"objective", "Theirs"}}}}).empty());
    CHECK(edit("riverside.mate", {{"set", {{"title", "Later"}}}}).empty());
    CHECK(edit("riverside.mate", {{"set", {{"title", "Offline"}}}, {"if_changed", "refuse"}}) ==
          "stale");
    CHECK(story.refusal().at("field") == "title");
    auto const& refused = story["riverside.mate"].replica.refused.rbegin()->second;
    CHECK(refused.at("current").at("title") == "Later");
    CHECK(edit("riverside.teacher", {{"set", {{"decision", "adopt"}}}}).empty());
    CHECK(edit("riverside.mate", {{"set", {{"decision", "adapt"}}}}) == "stale");
    CHECK(edit("riverside.teacher", {{"set", {{"what", "x"}}}, {"clear", {"what"}}}) ==
          "not_well_formed");
    CHECK(edit("riverside.teacher", {{"clear", {"objective"}}}).empty());
    CHECK_FALSE(story.record("pdsa_cycle", cycle).contains("objective"));
    CHECK(edit("riverside.teacher", {{"clear", {"title"}}}) == "missing");
    CHECK(story.act("riverside.teacher", "edit_pdsa_cycle",
                    {{"id", cycle}, {"seen_revision", 99}, {"set", {{"decision", "adopt"}}}}) ==
          "stale");
    expect_everyone_agrees(story);
}

TEST_CASE("[V3] who joins or leaves a team is told to start afresh, and holds just what they may") {
    NetworkStory story;
    story.connect_everybody();
    auto const cycle = story.plan_cycle();
    CHECK_FALSE(story["riverside.outsider"].replica.has("pdsa_cycle", cycle));
    REQUIRE(story
                .act("riverside.lead", "create_team_membership",
                     {{"id", "j"}, {"member", "riverside_outsider"}, {"team", "riverside_team"}})
                .empty());
    CHECK(story["riverside.outsider"].replica.wants_snapshot);
    story.connect("riverside.outsider");
    CHECK(story["riverside.outsider"].replica.has("pdsa_cycle", cycle));
    REQUIRE(story.act("riverside.lead", "end_team_membership", {{"id", "j"}}).empty());
    auto const told = story["riverside.outsider"].replica.transcript.size();
    REQUIRE(story
                .act("riverside.teacher", "edit_pdsa_cycle",
                     {{"id", cycle}, {"seen_revision", 1}, {"set", {{"what", "After they left"}}}})
                .empty());
    CHECK(story["riverside.outsider"].replica.transcript.find("After they left", told - 1) ==
          std::string::npos);
    // Away while their rights changed: a resume would not do, so the cursor is refused.
    story.cut("riverside.mate");
    REQUIRE(story.act("riverside.lead", "end_membership", {{"id", "as_riverside_mate"}}).empty());
    story.connect("riverside.mate");
    CHECK(story["riverside.mate"].replica.closed_with == 4404);
    story.connect("riverside.outsider");
    expect_everyone_agrees(story);
}

TEST_CASE("[V3] a school that moves to another district takes along what its district could see") {
    NetworkStory story;
    story.connect_everybody();
    auto const cycle = story.plan_cycle("riverside.teacher", {{"schools", {"oak"}}});
    REQUIRE(story.share("riverside.teacher", cycle, "district").empty());
    CHECK_FALSE(story["lakeside.lead"].replica.has("pdsa_cycle", cycle));
    REQUIRE(story
                .act("director", "edit_organization",
                     {{"id", "oak"}, {"seen_revision", 1}, {"set", {{"parent", "lakeside"}}}})
                .empty());
    CHECK(story["lakeside.lead"].replica.wants_snapshot);
    story.connect_everybody();
    CHECK(story["lakeside.lead"].replica.has("pdsa_cycle", cycle));
    expect_everyone_agrees(story);
    // Who was away all the while cannot resume over it.
    story.cut("observer");
    REQUIRE(story
                .act("director", "edit_organization",
                     {{"id", "oak"}, {"seen_revision", 2}, {"set", {{"parent", "riverside"}}}})
                .empty());
    story["observer"].replica.wants_snapshot = false;
    story.connect_everybody();
    expect_everyone_agrees(story);
}

TEST_CASE("[M5] a cursor from another history, a made-up one or none leads to a fresh snapshot") {
    NetworkStory story;
    story.connect("observer");
    auto const good = story["observer"].replica.at;
    auto hello = [&](std::string const& since) {
        Replica replica;
        auto line = std::make_shared<DirectLine>(replica);
        story.floor().enter(line, "account_observer", "nic", "s", {since, {}});
        story.floor().leave(line.get(), "nic");
        return replica.in_step;
    };
    CHECK(hello(good));
    CHECK_FALSE(hello(""));
    CHECK_FALSE(hello("not a cursor"));
    CHECK_FALSE(hello("0000000000000000000000000g"));
    auto flipped = good;
    flipped[3] = flipped[3] == '7' ? '8' : '7';
    CHECK_FALSE(hello(flipped));
    // A story with the same cursor key but another past: same seq, another hash.
    CHECK(good.size() == 26);
    CHECK(story["observer"].replica.at == good);
}

TEST_CASE("[M7] presence shows at records that the other may see, and is gone with the person") {
    NetworkStory story;
    story.connect_everybody();
    auto const cycle = story.plan_cycle();
    auto be_at = [&](char const* who, std::optional<Spot> spot) {
        story.floor().room("nic")->be_at(story[who].line.get(), std::move(spot));
        story.settle();
    };
    be_at("riverside.teacher", Spot{{*kind_from_name("pdsa_cycle"), cycle}, "title"});
    CHECK(story["riverside.mate"].replica.presence.size() == 1);
    CHECK(story["riverside.mate"].replica.presence.begin()->second.at("at").at("field") == "title");
    CHECK(story["lakeside.teacher"].replica.presence.empty());
    be_at("riverside.teacher", Spot{{*kind_from_name("driver_node"), "idea"}, ""});
    CHECK(story["lakeside.teacher"].replica.presence.size() == 1);
    CHECK_FALSE(story["lakeside.teacher"].replica.presence.begin()->second.at("at").contains("x"));
    be_at("riverside.teacher",
          Spot{{*kind_from_name("driver_diagram"), "hub_diagram"}, "", Pointer{1250, 300}});
    auto const pointed = story["lakeside.teacher"].replica.presence.begin()->second.at("at");
    CHECK(pointed.at("x") == 1250);
    CHECK(pointed.at("y") == 300);
    CHECK(story["partner"].replica.presence.empty());
    // Shared while somebody is on it, they appear there; withdrawn, they go.
    be_at("riverside.teacher", Spot{{*kind_from_name("pdsa_cycle"), cycle}, ""});
    CHECK(story["lakeside.teacher"].replica.presence.empty());
    REQUIRE(story.share("riverside.teacher", cycle, "network").empty());
    CHECK(story["lakeside.teacher"].replica.presence.size() == 1);
    REQUIRE(story.share("riverside.teacher", cycle, "team").empty());
    CHECK(story["lakeside.teacher"].replica.presence.empty());
    be_at("lakeside.teacher",
          Spot{{*kind_from_name("pdsa_cycle"), cycle}, ""});  // at what they may not see
    CHECK(story["riverside.mate"].replica.presence.size() == 1);
    story.cut("riverside.teacher");
    story.settle();
    CHECK(story["riverside.mate"].replica.presence.empty());
    expect_everyone_agrees(story);
}

TEST_CASE("[C8] with the disk below its reserve, writes are refused and the rest works") {
    NetworkStory story;
    story.connect_everybody();
    Floor::Options options;
    options.disk_reserve = std::numeric_limits<std::int64_t>::max();
    TemporaryFolder folder;
    Floor floor(folder.path(), Env{story.clock(), story.random()}, options);
    auto const text = export_network(story.floor(), "nic");
    REQUIRE(import_network(floor, text, {}).has_value());
    floor.accounts().add({"a", "a@example.org", "A", {}}, 1);
    floor.accounts().link_member({"a", "nic", "riverside_teacher"});
    CommandPost post;
    post.account = "a";
    post.network = "nic";
    post.command = *read_command(command_json(story.fresh_id(), "create_driver_node",
                                              {{"id", "n"},
                                               {"diagram", "hub_diagram"},
                                               {"node_kind", "change_idea"},
                                               {"text", "n"},
                                               {"rank", "V"}}));
    Result<void> outcome;
    post.done = [&](Result<void> answer) { outcome = std::move(answer); };
    floor.run(std::move(post));
    floor.commit();
    REQUIRE(outcome.has_error());
    CHECK(outcome.error().code == Code::StorageFull);
    CHECK_FALSE(floor.room("nic")
                    ->snapshot(floor.room("nic")->viewer({"riverside_teacher"}))
                    .records.empty());
}

TEST_CASE("[W18] importing an export gives the same network; a mistake names its line and changes "
          "nothing") {
    NetworkStory story;
    auto const cycle = story.plan_cycle("riverside.teacher", {{"schools", {"elm"}}});
    REQUIRE(story.share("riverside.teacher", cycle, "district").empty());
    REQUIRE(story
                .act("riverside.teacher", "create_observation",
                     {{"id", "o1"},
                      {"cycle", cycle},
                      {"at_ms", 5},
                      {"text", "Zoë said «good»\n\"really\""},
                      {"names_a_person", true}})
                .empty());
    REQUIRE(story.act("advisor", "archive_root_cause", {{"id", "cause"}}).empty());
    auto const text = export_network(story.floor(), "nic");
    TemporaryFolder folder;
    Floor other(folder.path(), Env{story.clock(), story.random()}, {});
    REQUIRE(import_network(other, text, {}).has_value());
    CHECK(export_network(other, "nic") == text);
    for (auto const& name : NetworkStory::everybody()) {
        auto ids = [&](Floor& floor) {
            std::vector<std::string> all;
            auto const taken =
                floor.room("nic")->snapshot(floor.room("nic")->viewer({story[name].member}));
            for (auto const& piece : taken.records.pieces()) {
                all.push_back(*piece);
            }
            return all;
        };
        CHECK(ids(story.floor()) == ids(other));
    }
    CHECK(import_network(other, text, {}).error().code == Code::IdTaken);
    auto refused = [&](std::string const& from, std::string const& to) {
        auto changed = text;
        auto const at = changed.find(from);
        REQUIRE(at != std::string::npos);
        changed.replace(at, from.size(), to);
        TemporaryFolder empty;
        Floor floor(empty.path(), Env{story.clock(), story.random()}, {});
        auto const outcome = import_network(floor, changed, {});
        CHECK(floor.networks().empty());
        return outcome.has_error()
                   ? std::string(name_of(outcome.error().code)) + " " + outcome.error().field +
                         " " + outcome.error().with.at("line")
                   : std::string("accepted");
    };
    CHECK(refused(R"("flywheel_import":1)", R"("flywheel_import":2)") ==
          "not_well_formed flywheel_import 1");
    CHECK(refused(R"("kind":"aim")", R"("kind":"goal")") == "unknown_kind kind 61");
    CHECK(refused(R"("how_much":80)", R"("how_much":"many")") == "not_a_number how_much 61");
    CHECK(refused(R"("parent":"riverside")", R"("parent":"nowhere")") == "not_found parent 3");
    CHECK(refused(R"("name":"riverside")", R"("nickname":"riverside")") ==
          "unknown_field nickname 8");
    CHECK(refused(R"("id":"oak")", R"("id":"elm")") == "id_taken id 6");
    CHECK(refused(R"("target":"primary")", R"("target":"the_aim")") == "wrong_link target 69");
}
