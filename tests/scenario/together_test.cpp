#include <catch2/catch.hpp>
#include <future>

#include "protocol/codec.hpp"
#include "server/room/rooms.hpp"
#include "tests/support/browser.hpp"

using namespace flywheel;
using namespace flywheel::testing;
using nlohmann::json;

TEST_CASE("[M6] a hundred commands in one commit reach each socket as one WebSocket message") {
    RunningServer server(story_as_import());
    std::vector<std::unique_ptr<Browser>> browsers;
    for (auto const* name : {"riverside_teacher", "lakeside_lead", "observer"}) {
        auto browser = std::make_unique<Browser>(server.port());
        browser->sign_in(name);
        browser->join();
        browsers.push_back(std::move(browser));
    }
    std::string const teacher =
        browsers[0]->http("GET", "/api/v1/me").json().at("account").at("id");
    // The room thread is held up while the commands come in, so that they meet in one commit.
    auto& rooms = server.app().rooms();
    std::promise<std::int64_t> held;
    std::promise<void> go_on;
    rooms.call([&](Floor& floor) {
        held.set_value(floor.figures().commits);
        go_on.get_future().wait();
    });
    auto const commits = held.get_future().get();
    SystemRandomness random;
    std::string refused;
    for (int i = 0; i < 100; ++i) {
        json const args{{"id", make_id(random)},
                        {"diagram", "hub_diagram"},
                        {"node_kind", "change_idea"},
                        {"text", "idea " + std::to_string(i)},
                        {"rank", "V"}};
        CommandPost post;
        post.account = teacher;
        post.network = "nic";
        post.command = *read_command(command_json(make_id(random), "create_driver_node", args));
        post.done = [&refused](Result<void> const& outcome) {
            if (outcome.has_error()) { refused += refusal_json(outcome.error()); }
        };
        rooms.post(std::move(post));
    }
    go_on.set_value();
    std::promise<std::int64_t> after;
    rooms.call([&](Floor& floor) { after.set_value(floor.figures().commits); });
    CHECK(after.get_future().get() == commits + 1);
    CHECK(refused == "");
    for (auto const& browser : browsers) {
        std::size_t updates = 0;
        auto const frame = browser->receive();
        REQUIRE(frame);
        for (auto const& message : *frame) {
            updates += message.at("type") == "update" ? 1 : 0;
        }
        CHECK(updates == 100);
        // Nothing of it follows: the next message answers the next question.
        browser->send(R"({"type":"ping"})");
        auto const next = browser->receive();
        REQUIRE(next);
        CHECK(next->dump().find("pong") != std::string::npos);
    }
}
