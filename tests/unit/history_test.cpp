#include <catch2/catch.hpp>

#include "tests/support/unit/network_story.hpp"

using namespace flywheel;
using namespace flywheel::testing;
using nlohmann::json;

namespace {

std::string set_cycle(NetworkStory& story, std::string const& cycle, json set,
                      std::string const& by = "riverside.teacher") {
    return story.act(by, "edit_pdsa_cycle",
                     {{"id", cycle},
                      {"seen_revision", story.revision("pdsa_cycle", cycle)},
                      {"set", std::move(set)}});
}
// What each entry did to that record: "command did", newest first.
std::vector<std::string> deeds(json const& entries, std::string const& id) {
    std::vector<std::string> found;
    for (auto const& entry : entries) {
        for (auto const& record : entry.at("records")) {
            if (record.at("id") == id) {
                found.push_back(entry.at("command").get<std::string>() + " " +
                                record.at("did").get<std::string>());
            }
        }
    }
    return found;
}
using Deeds = std::vector<std::string>;

}  // namespace

TEST_CASE(
    "[E1] the history of a record says who did what, when, with the fields before and after") {
    NetworkStory story;
    auto const began = story.clock().now_ms();
    auto const cycle = story.plan_cycle();
    story.clock().pass_ms(60'000);
    REQUIRE(set_cycle(story, cycle, {{"title", "At the door"}, {"what", "Greet"}}, "riverside.mate")
                .empty());
    REQUIRE(story.act("riverside.teacher", "archive_pdsa_cycle", {{"id", cycle}}).empty());
    auto const archived = story.history("riverside.mate", "pdsa_cycle", cycle);
    CHECK(deeds(archived, cycle).front() == "archive_pdsa_cycle archived");
    REQUIRE(story.act("riverside.teacher", "restore_pdsa_cycle", {{"id", cycle}}).empty());
    auto const entries = story.history("riverside.mate", "pdsa_cycle", cycle);
    CHECK(deeds(entries, cycle) == Deeds{"restore_pdsa_cycle restored",
                                         "archive_pdsa_cycle archived", "edit_pdsa_cycle changed",
                                         "plan_pdsa_cycle created"});
    CHECK(entries[3].at("at_ms") == began);
    auto const& edited = entries[2];
    CHECK(edited.at("by") == "riverside_mate");
    CHECK(edited.at("at_ms") == began + 60'000);
    CHECK(edited.at("records")[0].at("fields") ==
          json::array({{{"field", "title"},
                        {"before", "Greet every student at the door"},
                        {"after", "At the door"}},
                       {{"field", "what"},
                        {"before", "Greet every student at the door"},
                        {"after", "Greet"}}}));
    // Only that record, though the entry made a ramp and a question too.
    CHECK(entries[3].at("records").size() == 1);
    CHECK(story.history("riverside.mate")[3].at("records").size() == 3);
    // What an import brought is in the record's story, and not in the network's.
    CHECK(deeds(story.history("observer", "aim", "aim"), "aim") == Deeds{"import created"});
    CHECK(deeds(story.history("observer"), "aim").empty());
}

TEST_CASE("[E2] a private phase of a cycle that is shared later is in nobody else's history") {
    NetworkStory story;
    auto const cycle = story.plan_cycle();
    REQUIRE(set_cycle(story, cycle, {{"learned", "Mr Day cannot do it."}}).empty());
    REQUIRE(set_cycle(story, cycle, {{"learned", "It takes a second adult."}}).empty());
    REQUIRE(story.share("riverside.teacher", cycle, "network").empty());
    REQUIRE(set_cycle(story, cycle, {{"learned", "It takes two."}}).empty());
    REQUIRE(story.share("riverside.teacher", cycle, "team").empty());
    CHECK(story.history("observer", "pdsa_cycle", cycle).is_null());
    REQUIRE(set_cycle(story, cycle, {{"learned", "Mrs Night can."}}).empty());
    REQUIRE(story.share("riverside.teacher", cycle, "network").empty());
    REQUIRE(set_cycle(story, cycle, {{"learned", "Two adults."}}).empty());
    auto const shown = story.history("observer", "pdsa_cycle", cycle);
    CHECK(deeds(shown, cycle) ==
          Deeds{"edit_pdsa_cycle changed", "share_pdsa_cycle came_into_sight",
                "edit_pdsa_cycle changed", "share_pdsa_cycle came_into_sight"});
    CHECK(shown.dump().find("Mr Day") == std::string::npos);
    // The value before the last edit was there to be seen; the one before sharing was not.
    CHECK(shown[0].at("records")[0].at("fields")[0].at("before") == "Mrs Night can.");
    CHECK(shown[2].at("records")[0].at("fields")[0].at("before") == "It takes a second adult.");
    CHECK_FALSE(shown[1].at("records")[0].contains("fields"));
    CHECK(deeds(story.history("observer"), cycle).size() == 4);
    // Its own people see all of it.
    CHECK(deeds(story.history("riverside.mate", "pdsa_cycle", cycle), cycle).size() == 9);
    CHECK(story.history("riverside.mate", "pdsa_cycle", cycle).dump().find("Mr Day") !=
          std::string::npos);
    CHECK(story.history("lakeside.teacher", "pdsa_cycle", "nothing").is_null());
}

TEST_CASE(
    "[E2] the audience at an entry is that of the moment it was read, whatever moves meanwhile") {
    NetworkStory story;
    auto const cycle = story.plan_cycle();
    REQUIRE(set_cycle(story, cycle, {{"learned", "In private."}}).empty());
    auto* const room = story.floor().room("nic");
    HistoryReader reader(story.folder());
    HistoryPage page;
    page.network = "nic";
    page.below = 1'000;
    auto const chunk = reader.read(page);
    REQUIRE(story.share("riverside.teacher", cycle, "network").empty());
    room->show_history(room->viewer({"observer"}), chunk, page);
    CHECK(page.complete);
    CHECK(page.entries.empty());
}

TEST_CASE(
    "[E2] what is said or seen in a cycle has the cycle's history; a name taken out since does "
    "not come back by it") {
    NetworkStory story;
    auto const cycle = story.plan_cycle();
    auto edit = [&](char const* kind, char const* id, json set) {
        REQUIRE(story
                    .act("riverside.mate", std::string("edit_") + kind,
                         {{"id", id}, {"seen_revision", story.revision(kind, id)}, {"set", set}})
                    .empty());
    };
    REQUIRE(story
                .act("riverside.mate", "create_task",
                     {{"id", "task"}, {"cycle", cycle}, {"what", "Ask around"}, {"rank", "V"}})
                .empty());
    REQUIRE(story.share("riverside.teacher", cycle, "network").empty());
    edit("task", "task", {{"done", true}});
    CHECK(deeds(story.history("observer", "task", "task"), "task") == Deeds{"edit_task changed"});

    auto say = [&](char const* id, char const* kind, std::string const& about, json more) {
        json args{{"id", id}, {"about_kind", kind}, {"about_id", about}};
        args.update(more);
        REQUIRE(story.act("riverside.mate", "create_comment", args).empty());
    };
    REQUIRE(story
                .act("riverside.mate", "create_observation",
                     {{"id", "seen"},
                      {"cycle", cycle},
                      {"at_ms", 9},
                      {"text", "Maria wept"},
                      {"names_a_person", true}})
                .empty());
    say("on_seen", "observation", "seen", {{"text", "Poor Maria"}});
    say("said", "pdsa_cycle", cycle, {{"text", "As Maria said"}, {"names_a_person", true}});
    say("answer", "pdsa_cycle", cycle, {{"text", "Maria is right"}, {"thread", "said"}});
    edit("comment", "on_seen", {{"text", "Poor child"}});
    edit("comment", "answer", {{"text", "Right"}});
    edit("observation", "seen", {{"text", "One wept"}, {"names_a_person", false}});
    edit("comment", "said", {{"text", "As was said"}, {"names_a_person", false}});
    edit("comment", "answer", {{"text", "Right!"}});
    edit("observation", "seen", {{"text", "One of them wept"}});
    auto const network = story.history("lakeside.teacher");
    CHECK(network.dump().find("Maria") == std::string::npos);
    CHECK(deeds(network, "answer") == Deeds{"edit_comment changed"});
    CHECK(deeds(network, "seen") == Deeds{"edit_observation changed"});
    CHECK(deeds(network, "on_seen").empty());
    CHECK(deeds(story.history("riverside.teacher"), "answer").size() == 3);
    CHECK(story.history("director", "observation", "seen").dump().find("Maria wept") !=
          std::string::npos);
}

TEST_CASE("[E3] pages follow each other without a gap, and a hidden entry makes no page longer") {
    NetworkStory story;
    std::vector<std::string> texts;
    for (int i = 0; i < 75; ++i) {
        if (i % 3 == 0) { story.plan_cycle(); }  // private to Riverside's team
        REQUIRE(story
                    .act("advisor", "edit_charter",
                         {{"id", "charter"},
                          {"seen_revision", story.revision("charter", "charter")},
                          {"set", {{"why_now", "Reason " + std::to_string(i)}}}})
                    .empty());
    }
    for (int i = 0; i < 130; ++i) {
        story.plan_cycle();  // more than one chunk that the observer sees nothing of
    }
    auto const shown = story.history("observer");
    REQUIRE(shown.size() == 75);
    for (std::size_t i = 0; i < shown.size(); ++i) {
        CHECK(shown[i].at("records")[0].at("fields")[0].at("after") ==
              "Reason " + std::to_string(74 - i));
    }
    auto* const room = story.floor().room("nic");
    auto const viewer = room->viewer({"observer"});
    HistoryReader reader(story.folder());
    auto page = room->history_page(viewer, std::nullopt, {});
    while (!page->complete) {
        room->show_history(viewer, reader.read(*page), *page);
    }
    CHECK(page->entries.size() == history_page_entries);
    CHECK(page->before.size() == 26);
    CHECK_FALSE(room->history_page(viewer, std::nullopt, "made-up").has_value());
    std::string other = page->before;
    other[3] = other[3] == 'a' ? 'b' : 'a';
    CHECK_FALSE(room->history_page(viewer, std::nullopt, other).has_value());
    // The first page of just as many entries is also the last: older ones are there, none to be seen.
    REQUIRE(story
                .act("observer", "edit_member",
                     {{"id", "observer"}, {"seen_revision", 1}, {"set", {{"title", "Reads"}}}})
                .empty());
    CHECK(story.history("partner").empty());
}

TEST_CASE(
    "[E2][K3] what the hub removed is read on in the history by its author and the desk only") {
    NetworkStory story;
    REQUIRE(story
                .act("lakeside.teacher", "create_comment",
                     {{"id", "said"}, {"about_kind", "aim"}, {"about_id", "aim"}, {"text", "Rude"}})
                .empty());
    CHECK(story.history("observer").dump().find("Rude") != std::string::npos);
    REQUIRE(story
                .act("facilitator", "hold_record",
                     {{"id", "case"},
                      {"about_kind", "comment"},
                      {"about_id", "said"},
                      {"reason", "Rude"}})
                .empty());
    CHECK(story.history("observer").dump().find("Rude") == std::string::npos);
    REQUIRE(
        story.act("facilitator", "propose_removal", {{"id", "case"}, {"reason", "It is"}}).empty());
    REQUIRE(story.act("director", "confirm_removal", {{"id", "case"}}).empty());
    CHECK(story.history("observer").dump().find("Rude") == std::string::npos);
    for (auto const* who : {"lakeside.teacher", "director"}) {
        CHECK(deeds(story.history(who, "comment", "said"), "said") ==
              Deeds{"confirm_removal archived", "hold_record changed", "create_comment created"});
    }
}
