#include <algorithm>
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

TEST_CASE("[E1] the history is read over HTTP, by pages, by those who may") {
    RunningServer server(story_as_import());
    Browser director(server.port());
    director.sign_in("director");
    director.join();
    auto edit = [&](int n) {
        return director.act("edit_charter", {{"id", "charter"},
                                             {"seen_revision", n},
                                             {"set", {{"why_now", "No. " + std::to_string(n)}}}});
    };
    for (int n = 1; n <= 40; ++n) {
        REQUIRE(edit(n).empty());
    }
    std::string const path = "/api/v1/networks/nic/history";
    auto const first = director.http("GET", path);
    REQUIRE(first.status == 200);
    REQUIRE(first.json().at("entries").size() == 30);
    auto const newest = first.json().at("entries").at(0);
    CHECK(newest.at("by") == "director");
    CHECK(newest.at("records")[0].at("fields")[0] ==
          json{{"field", "why_now"}, {"before", "No. 39"}, {"after", "No. 40"}});
    std::string const before = first.json().at("before");
    auto const second = director.http("GET", path + "?before=" + before);
    CHECK(second.json().at("entries").size() == 10);
    CHECK_FALSE(second.json().contains("before"));
    auto const one = director.http("GET", path + "?kind=charter&id=charter&before=" + before);
    CHECK(one.json().at("entries").size() == 11);  // and what the import brought
    CHECK(director.http("GET", path + "?kind=charter&id=nothing").status == 404);
    CHECK(director.http("GET", path + "?kind=nothing&id=charter").status == 422);
    CHECK(director.http("GET", path + "?id=charter").status == 422);
    CHECK(director.http("GET", path + "?before=nowhere").status == 404);
    CHECK(director.http("GET", "/api/v1/networks/other/history").status == 404);
    Browser partner(server.port());
    partner.sign_in("partner");
    CHECK(partner.http("GET", path).json().at("entries").empty());
    CHECK(partner.http("GET", path + "?kind=charter&id=charter").status == 404);
    partner.forget_cookie();
    CHECK(partner.http("GET", path).status == 401);
}

TEST_CASE("[V8] whoever asks what others can see gets what both may see, over HTTP") {
    RunningServer server(story_as_import());
    Browser teacher(server.port());
    teacher.sign_in("riverside_teacher");
    std::string const path = "/api/v1/networks/nic/view_as";
    auto const as = [&](std::string const& query) { return teacher.http("GET", path + query); };
    auto const seen = as("?role=district_lead&organization=lakeside");
    REQUIRE(seen.status == 200);
    CHECK(seen.json().at("me").at("member") == "");
    CHECK(seen.json().at("me").at("leads") == json{"lakeside"});
    auto const own = teacher.http("GET", "/api/v1/networks/nic/snapshot").json().at("records");
    CHECK_FALSE(seen.json().at("records").empty());
    CHECK(seen.json().at("records").size() <= own.size());
    CHECK(as("?role=queen&organization=lakeside").status == 422);
    CHECK(as("?role=queen&organization=lakeside").json().at("field") == "role");
    CHECK(as("?role=observer").json().at("field") == "organization");
    CHECK(as("?role=observer&organization=nowhere").status == 404);
    CHECK(as("?role=observer&organization=elm&team=nowhere").json().at("field") == "team");
    CHECK(as("/nothing/x?role=observer&organization=elm").status == 422);
    CHECK(as("/driver_node/x?role=observer&organization=elm").json().at("puts").empty());
    // The eyes of the director show a partner nothing more than their own.
    Browser partner(server.port());
    partner.sign_in("partner");
    auto const lent = partner.http("GET", path + "?role=hub_director&organization=lantern");
    auto const theirs = partner.http("GET", "/api/v1/networks/nic/snapshot").json().at("records");
    REQUIRE(lent.status == 200);
    auto const records = lent.json().at("records");
    CHECK_FALSE(records.empty());
    for (auto const& record : records) {
        CHECK(std::count(theirs.begin(), theirs.end(), record) == 1);
    }
    partner.forget_cookie();
    CHECK(partner.http("GET", path + "?role=observer&organization=elm").status == 401);
}
