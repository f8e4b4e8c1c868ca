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

namespace {

// Whom a lead takes something from: connected, and in step with all that their role shows.
struct Watched {
    explicit Watched(RunningServer& server) : browser(server.port()) {
        browser.sign_in("riverside_principal");
        browser.join();
    }
    [[nodiscard]] bool sees(std::string const& kind, std::string const& id) const {
        return browser.replica.has(kind, id);
    }
    Browser browser;
};

}  // namespace

TEST_CASE("[S10] [V3] a person whose role changes loses what it showed within a second, on the "
          "open connection too") {
    RunningServer server(story_as_import());
    Browser director(server.port());
    director.sign_in("director");
    director.join();
    Watched principal(server);
    REQUIRE(principal.sees("driver_node", "idea"));
    REQUIRE(principal.sees("aim", "aim"));
    auto const since = principal.browser.replica.at;

    auto const revision =
        director.replica.find("membership", "as_riverside_principal")->at("revision");
    REQUIRE(director
                .act("edit_membership", {{"id", "as_riverside_principal"},
                                         {"seen_revision", revision},
                                         {"set", {{"role", "partner"}}}})
                .empty());
    REQUIRE(principal.browser.until([&] { return principal.browser.replica.wants_snapshot; },
                                    std::chrono::seconds(1)));
    // What is written now reaches whom it is for, and not the former role.
    constexpr char const* secret = "CANARY-for-those-who-still-belong";
    REQUIRE(director
                .act("create_comment",
                     {{"id", "word"}, {"about_kind", "aim"}, {"about_id", "aim"}, {"text", secret}})
                .empty());
    CHECK_FALSE(principal.browser.until([] { return false; }, std::chrono::milliseconds(300)));
    CHECK(principal.browser.replica.transcript.find(secret) == std::string::npos);
    // A partner sees what it is invited to. The former place to go on from is none.
    auto const snapshot = principal.browser.http("GET", "/api/v1/networks/nic/snapshot");
    CHECK(snapshot.status == 200);
    CHECK(snapshot.body.find("\"driver_node\"") == std::string::npos);
    CHECK(snapshot.body.find(secret) == std::string::npos);
    CHECK(principal.browser.http("GET", "/api/v1/networks/nic/records/aim/aim").json() ==
          json{{"records", json::array()}});
    Browser later(server.port());
    later.sign_in("riverside_principal");
    later.replica.at = since;
    later.join();
    CHECK_FALSE(later.replica.has("driver_node", "idea"));
    CHECK_FALSE(later.replica.has("aim", "aim"));
    CHECK(
        later.act("create_comment",
                  {{"id", "answer"}, {"about_kind", "aim"}, {"about_id", "aim"}, {"text", "?"}}) ==
        "not_found");
}

TEST_CASE("[S10] [V3] a person suspended or removed is out within a second, and a suspended one "
          "comes back to the same") {
    RunningServer server(story_as_import());
    Browser lead(server.port());
    lead.sign_in("riverside_lead");
    lead.join();
    auto out = [&](char const* command) {
        Watched principal(server);
        REQUIRE(lead.act(command, {{"id", "as_riverside_principal"}}).empty());
        CHECK(principal.browser.until([&] { return principal.browser.replica.wants_snapshot; },
                                      std::chrono::seconds(1)));
        CHECK(principal.browser.http("GET", "/api/v1/networks/nic/snapshot").status == 404);
        CHECK(principal.browser.http("GET", "/api/v1/me").json().at("networks").empty());
        json const late{
            {"id", std::string(26, 'c')},
            {"name", "create_comment"},
            {"args", {{"id", "late"}, {"about_kind", "aim"}, {"about_id", "aim"}, {"text", "?"}}}};
        CHECK(principal.browser.http("POST", "/api/v1/networks/nic/commands", late.dump()).status ==
              404);
    };
    out("suspend_membership");
    REQUIRE(lead.act("resume_membership", {{"id", "as_riverside_principal"}}).empty());
    CHECK(Watched(server).sees("aim", "aim"));
    out("end_membership");
}
