#include <catch2/catch.hpp>
#include <thread>

#include "protocol/codec.hpp"
#include "tests/support/browser.hpp"

using namespace flywheel;
using namespace flywheel::testing;
using nlohmann::json;

namespace {

// A browser behind a proxy that breaks WebSocket: it takes turns.
class Polling {
public:
    Polling(std::uint16_t port, std::string const& name) : browser(port) {
        browser.sign_in(name);
        browser.replica.take_snapshot(browser.http("GET", "/api/v1/networks/nic/snapshot").json());
        turn({{{"type", "hello"},
               {"wire_version", 1},
               {"network", "nic"},
               {"since", browser.replica.at},
               {"pending", json::array()}}});
    }

    HttpReply ask(json const& body) {
        return browser.http("POST", "/api/v1/sync", body.dump(),
                            {{"Content-Type", "application/json"}});
    }

    // One turn; what came is taken into the replica. Answers the close code, if there was one.
    int turn(json const& messages = json::array()) {
        json body{{"messages", messages}};
        if (!line.empty()) { body["line"] = line; }
        auto const reply = ask(body);
        REQUIRE(reply.status == 200);
        auto const answer = reply.json();
        line = answer.at("line").get<std::string>();
        if (!answer.at("messages").empty()) { browser.replica.take_frame(answer.at("messages")); }
        return answer.value("close", 0);
    }

    // Says the command in one turn; what answers it came in the same one.
    std::string act(std::string const& name, json const& args, std::string const& id) {
        turn({{{"type", "command"}, {"id", id}, {"name", name}, {"args", args}}});
        auto const& refused = browser.replica.refused;
        if (auto const found = refused.find(id); found != refused.end()) {
            return found->second.at("code");
        }
        return browser.replica.accepted.contains(id) ? "" : "nothing";
    }

    Browser browser;
    std::string line;
};

std::string id_of(int n) { return "polled000000000000000000" + std::to_string(10 + n); }

json box(std::string const& id, std::string const& text) {
    return {{"id", id},
            {"diagram", "hub_diagram"},
            {"node_kind", "change_idea"},
            {"text", text},
            {"rank", "V"}};
}

}  // namespace

TEST_CASE("[H3] the socket's messages over requests: commands, updates, refusals, both ways") {
    RunningServer server(story_as_import());
    Polling teacher(server.port(), "riverside_teacher");
    Browser lead(server.port());
    lead.sign_in("riverside_lead");
    lead.join();
    CHECK(teacher.browser.replica.in_step);

    CHECK(teacher.act("create_driver_node", box("polled_box", "By request"), id_of(0)).empty());
    CHECK(lead.until([&] { return lead.replica.find("driver_node", "polled_box") != nullptr; }));
    CHECK(teacher.browser.replica.find("driver_node", "polled_box") != nullptr);
    CHECK(teacher.act("create_driver_node", box("polled_box", "Again"), id_of(1)) == "id_taken");
    // The same command again, as after an answer that was lost: the same answer, and nothing twice.
    CHECK(teacher.act("create_driver_node", box("polled_box", "By request"), id_of(0)).empty());

    CHECK(lead.act("edit_driver_node",
                   {{"id", "polled_box"}, {"seen_revision", 1}, {"set", {{"text", "By socket"}}}})
              .empty());
    teacher.turn();
    CHECK(teacher.browser.replica.find("driver_node", "polled_box")->at("text") == "By socket");
    CHECK(teacher.browser.replica.broken_promises.empty());
}

TEST_CASE("[H3] a line over requests is its sign-in's alone, and ends with it") {
    RunningServer server(story_as_import());
    Polling teacher(server.port(), "riverside_teacher");
    Polling other(server.port(), "lakeside_teacher");
    json const theirs{{"line", teacher.line}, {"messages", json::array()}};
    CHECK(other.ask(theirs).status == 404);
    CHECK(other.ask({{"line", "nothing"}}).status == 404);
    CHECK(other.ask({{"line", 5}}).status == 422);
    CHECK(other.ask({{"messages", "all"}}).status == 422);
    json many = json::array();
    for (int i = 0; i < 65; ++i) {
        many.push_back({{"type", "ping"}});
    }
    CHECK(other.ask({{"messages", many}}).status == 422);
    CHECK(other.turn({{{"type", "nonsense"}}}) == 4400);
    CHECK(other.ask({{"line", other.line}, {"messages", json::array()}}).status == 404);
    Browser nobody(server.port());
    CHECK(
        nobody.http("POST", "/api/v1/sync", "{}", {{"Content-Type", "application/json"}}).status ==
        401);
    CHECK(teacher.browser
              .http("POST", "/api/v1/sync", "{}",
                    {{"Content-Type", "application/json"}, {"Origin", "http://elsewhere.example"}})
              .status == 403);
    CHECK(teacher.turn() == 0);
    teacher.browser.http("POST", "/api/v1/sign_out", "{}", {{"Content-Type", "application/json"}});
    CHECK(teacher.ask(theirs).status == 401);
}
