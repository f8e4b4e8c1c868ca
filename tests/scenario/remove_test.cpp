#include <catch2/catch.hpp>

#include "server/admin/desk.hpp"
#include "tests/support/browser.hpp"

using namespace flywheel;
using namespace flywheel::testing;
using nlohmann::json;

TEST_CASE(
    "[M10] an operator removes a network from a running server: browsers are closed with 4404, "
    "and it is nowhere") {
    RunningServer server(story_as_import());
    Browser teacher(server.port());
    teacher.sign_in("riverside_teacher");
    teacher.join();
    std::string const path = "/api/v1/networks/nic";
    auto ask = [&](json const& request) {
        auto const answer = admin::ask(server.folder(), request.dump(), {});
        REQUIRE(answer);
        return *answer;
    };

    // Without a yes it says what would go, and nothing does.
    auto const refused = ask({{"do", "remove"}, {"network", "nic"}});
    CHECK_FALSE(refused.good);
    auto const plan = json::parse(refused.head);
    CHECK(plan.at("name") == "Reading Together");
    CHECK(plan.at("removed") == false);
    CHECK(plan.at("entries") > 0);
    CHECK(plan.at("records").at("organization") == 8);
    CHECK(plan.at("connections") == 1);
    auto const& left = plan.at("left_without_network");
    CHECK(std::find(left.begin(), left.end(), "riverside_teacher@example.org") != left.end());
    CHECK(teacher.http("GET", path + "/snapshot").status == 200);
    CHECK_FALSE(ask({{"do", "remove"}, {"network", "other"}, {"yes", true}}).good);

    auto const removed = ask({{"do", "remove"}, {"network", "nic"}, {"yes", true}});
    CHECK(removed.good);
    CHECK(json::parse(removed.head).at("removed") == true);
    CHECK(teacher.closed() == 4404);
    CHECK(teacher.http("GET", path + "/snapshot").status == 404);
    CHECK(teacher.http("GET", path + "/history").status == 404);
    auto const me = teacher.http("GET", "/api/v1/me").json();
    CHECK(me.at("account").at("email") == "riverside_teacher@example.org");
    CHECK(me.at("networks").empty());
    CHECK(json::parse(ask({{"do", "networks"}}).head).at("networks").empty());
    CHECK(ask({{"do", "verify"}}).good);

    // And so after a start from the disk.
    server.stop();
    server.start_again();
    Browser later(server.port());
    later.sign_in("riverside_teacher");
    CHECK(later.http("GET", path + "/snapshot").status == 404);
    CHECK(ask({{"do", "verify"}}).good);
}
