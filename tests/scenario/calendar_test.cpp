#include <catch2/catch.hpp>

#include "server/room/tokens.hpp"
#include "tests/support/browser.hpp"
#include "tests/support/left_behind.hpp"

// A calendar program comes without a cookie, from anywhere: the address is all it has.
using namespace flywheel;
using namespace flywheel::testing;
using nlohmann::json;

namespace {

// The path of an address that was made now.
std::string made_by(Browser& browser) {
    auto const made = browser.http("POST", "/api/v1/networks/nic/calendar", "{}");
    REQUIRE(made.status == 200);
    std::string const address = made.json().at("address");
    auto const path = address.find("/api/v1/calendar/");
    REQUIRE(path != std::string::npos);
    REQUIRE(address.rfind("http://127.0.0.1:", 0) == 0);
    return address.substr(path);
}

void meet(Browser& by, std::string const& title) {
    REQUIRE(by.act("create_meeting", {{"id", "monthly"},
                                      {"title", title},
                                      {"meeting_kind", "network"},
                                      {"norms", "CANARY"},
                                      {"on", "2099-03-10"}})
                .empty());
}

}  // namespace

TEST_CASE("[S68] a calendar program fetches what is due by an address alone; ended, replaced or "
          "unknown, it is not there") {
    RunningServer server(story_as_import());
    Browser lead(server.port());
    lead.sign_in("director");
    lead.join();
    meet(lead, "All of us; monthly,\nreally");
    Browser owner(server.port());
    owner.sign_in("riverside_principal");
    auto const path = made_by(owner);
    // 256 bits in base 32, behind the path.
    CHECK(path.size() == std::string("/api/v1/calendar/").size() + 52 + 4);
    Browser program(server.port());
    auto const fetched = program.http("GET", path);
    CHECK(fetched.status == 200);
    CHECK(fetched.header("Content-Type") == "text/calendar; charset=utf-8");
    CHECK(fetched.header("Cache-Control") == "no-store");
    CHECK(fetched.header("Set-Cookie").empty());
    CHECK(fetched.body.find("SUMMARY:All of us\\; monthly\\,\\nreally\r\n") != std::string::npos);
    CHECK(fetched.body.find("CANARY") == std::string::npos);
    auto const list = owner.http("GET", "/api/v1/calendars").json();
    CHECK(list.at("calendars").at(0).at("network") == "nic");
    CHECK(list.dump().find(path.substr(20, 20)) == std::string::npos);

    auto const unknown = program.http("GET", "/api/v1/calendar/" + std::string(52, '0') + ".ics");
    CHECK(unknown.status == 404);
    CHECK(unknown.body == program.http("GET", "/api/v1/nothing").body);
    auto is_gone = [&](std::string const& at) {
        auto const answer = program.http("GET", at);
        return answer.status == 404 && answer.body == unknown.body &&
               answer.headers == unknown.headers;
    };
    for (auto const& wrong :
         {path.substr(0, path.size() - 4), path.substr(0, path.size() - 5) + ".ics", path + ".ics",
          std::string("/api/v1/calendar/.ics"), path + "/x"}) {
        INFO(wrong);
        CHECK(is_gone(wrong));
    }
    CHECK(program.http("POST", path, "{}").status == 404);
    CHECK(program.http("GET", path, {}, {{"Host", "elsewhere.example"}}).status == 403);

    SECTION("ended, by its owner alone") {
        CHECK(lead.http("DELETE", "/api/v1/calendars/nic").status == 204);
        CHECK_FALSE(is_gone(path));
        CHECK(owner.http("DELETE", "/api/v1/calendars/nic").status == 204);
        CHECK(is_gone(path));
        CHECK(owner.http("GET", "/api/v1/calendars").json().at("calendars").empty());
    }
    SECTION("replaced by a new one") {
        auto const later = made_by(owner);
        CHECK(later != path);
        CHECK(is_gone(path));
        CHECK(program.http("GET", later).status == 200);
    }
    SECTION("a new password ends it, as every sign-in") {
        CHECK(owner
                  .http("POST", "/api/v1/password",
                        json{{"current_password", RunningServer::password},
                             {"password", "nine lanterns over Alder"}}
                            .dump())
                  .status == 204);
        CHECK(is_gone(path));
    }
    SECTION("its owner suspended: at once, and for good") {
        REQUIRE(lead.act("suspend_membership", {{"id", "as_riverside_principal"}}).empty());
        CHECK(is_gone(path));
        server.on_floor([](Floor& floor) { floor.sweep(); });
        REQUIRE(lead.act("resume_membership", {{"id", "as_riverside_principal"}}).empty());
        CHECK(is_gone(path));
    }
    SECTION("its owner removed") {
        REQUIRE(lead.act("end_membership", {{"id", "as_riverside_principal"}}).empty());
        CHECK(is_gone(path));
    }
    SECTION("its owner owing a second factor") {
        server.stop();
        server.start_again(
            [](App::Options& again) { again.floor.second_factor = SecondFactorFor::Everyone; });
        Browser later(server.port());
        CHECK(later.http("GET", path).status == 404);
        CHECK(later.http("GET", path).body == unknown.body);
    }
    SECTION("what its owner may not see any more") {
        REQUIRE(lead.act("archive_meeting", {{"id", "monthly"}}).empty());
        auto const after = program.http("GET", path);
        CHECK(after.status == 200);
        CHECK(after.body.find("BEGIN:VEVENT") == std::string::npos);
    }
    SECTION("the network removed") {
        server.on_floor([](Floor& floor) { floor.remove("nic"); });
        CHECK(is_gone(path));
    }
}

TEST_CASE("[S68] whoever may not enter a network gets no address for it") {
    RunningServer server(story_as_import());
    Browser nobody(server.port());
    CHECK(nobody.http("POST", "/api/v1/networks/nic/calendar", "{}").status == 401);
    CHECK(nobody.http("GET", "/api/v1/calendars").status == 401);
    Browser somebody(server.port());
    somebody.sign_in("riverside_teacher");
    CHECK(somebody.http("POST", "/api/v1/networks/nowhere/calendar", "{}").status == 404);
}

TEST_CASE(
    "[S68] no file of the server's, and no line of its log, holds the address of a calendar") {
    CapturedLog captured;
    std::string token;
    {
        RunningServer server(story_as_import());
        Browser owner(server.port());
        owner.sign_in("riverside_teacher");
        auto const path = made_by(owner);
        token = path.substr(17, 52);
        CHECK(Browser(server.port()).http("GET", path).status == 200);
        CHECK(Browser(server.port()).http("GET", "/api/v1/calendar/canary.ics").status == 404);
        server.stop();
        auto const kept = all_bytes_below(server.folder());
        CHECK(kept.find("calendar_made") != std::string::npos);  // it was looked through
        CHECK(kept.find(token) == std::string::npos);
    }
    auto const log = captured.text();
    CHECK(log.find("serving") != std::string::npos);
    CHECK(log.find(token) == std::string::npos);
    CHECK(log.find("canary") == std::string::npos);
}
