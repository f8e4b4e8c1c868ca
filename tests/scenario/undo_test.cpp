#include <catch2/catch.hpp>

#include "tests/support/browser.hpp"

using namespace flywheel;
using namespace flywheel::testing;
using nlohmann::json;

// What browsers send to take something back (client-web/src/sync/undo.ts), over real sockets, while another
// person's work on the same thing has not reached them yet: the server keeps that work.
TEST_CASE("[C6] taking back what one did never removes what another did meanwhile") {
    RunningServer server(story_as_import());
    Browser teacher(server.port());
    teacher.sign_in("riverside_teacher");
    teacher.join();
    Browser director(server.port());
    director.sign_in("director");
    director.join();
    auto const is_shown = [&](char const* field, std::string const& text) {
        for (auto* one : {&teacher, &director}) {
            CHECK(one->until([&] {
                auto const* box = one->replica.find("driver_node", "mine");
                return box != nullptr && box->value(field, std::string{}) == text;
            }));
        }
    };
    REQUIRE(teacher
                .act("create_driver_node", {{"id", "mine"},
                                            {"diagram", "hub_diagram"},
                                            {"node_kind", "change_idea"},
                                            {"text", "Greet by name"},
                                            {"rank", "V"}})
                .empty());
    is_shown("text", "Greet by name");

    SECTION("a box on which somebody has worked stays") {
        REQUIRE(director
                    .act("create_comment", {{"id", "their_word"},
                                            {"about_kind", "driver_node"},
                                            {"about_id", "mine"},
                                            {"text", "We tried that."}})
                    .empty());
        CHECK(teacher.act("archive_driver_node", {{"id", "mine"}, {"only_mine", true}}) == "stale");
        is_shown("text", "Greet by name");
    }
    SECTION("a field that somebody has written anew stays as they wrote it") {
        json const seen = teacher.replica.find("driver_node", "mine")->at("revision");
        auto const set = [](char const* text, json const& revision) {
            return json{{"id", "mine"},
                        {"seen_revision", revision},
                        {"if_changed", "refuse"},
                        {"set", {{"text", text}}}};
        };
        REQUIRE(director.act("edit_driver_node", set("Greet at the door", seen)).empty());
        CHECK(teacher.act("edit_driver_node", set("Greet", seen)) == "stale");
        is_shown("text", "Greet at the door");
    }
    SECTION("in a text that both write in only one's own words go") {
        auto const write = [](std::string const& change, json const& revision) {
            return json{{"id", "mine"},
                        {"seen_revision", revision},
                        {"write", {{"definition", json::parse(change)}}}};
        };
        auto const mine = write(R"([[0,"Mine."]])", 1);
        REQUIRE(teacher.act("edit_driver_node", mine).empty());
        is_shown("definition", "Mine.");
        json const seen = teacher.replica.find("driver_node", "mine")->at("revision");
        auto const hers = write(R"x([[0,"First. "],2,[0,"(hers)"],3,[0," Last."]])x", seen);
        REQUIRE(director.act("edit_driver_node", hers).empty());
        // All five letters of "Mine.", as they stood before the director's words.
        auto const back = write("[[5]]", seen);
        REQUIRE(teacher.act("edit_driver_node", back).empty());
        is_shown("definition", "First. (hers) Last.");
    }
}
