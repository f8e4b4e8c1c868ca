#include <catch2/catch.hpp>

#include "server/web/device.hpp"
#include "server/web/password.hpp"
#include "tests/support/browser.hpp"

// Where somebody is signed in: listed for them alone, ended by them, with every connection that it opened.
using namespace flywheel;
using namespace flywheel::testing;
using nlohmann::json;

namespace {

constexpr char const* teacher = "riverside_teacher";
constexpr char const* phone =
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
    "Gecko) Version/17.0 Mobile/15E148 Safari/604.1";
constexpr char const* edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, "
                             "like Gecko) Chrome/120.0 Safari/537.36 Edg/120.0";

std::string address_of(std::string const& name) { return name + "@example.org"; }

json sessions_of(Browser& browser) {
    auto answer = browser.http("GET", "/api/v1/sessions");
    CHECK(answer.status == 200);
    json list = answer.json()["sessions"];
    return list;
}

int change(Browser& browser, std::string const& from, std::string const& to) {
    return browser
        .http("POST", "/api/v1/password", json{{"current_password", from}, {"password", to}}.dump())
        .status;
}

// Signs in as a device that calls itself so; the cookie is its own.
std::string cookie_from(Browser& browser, std::string const& agent) {
    auto const answer = browser.http(
        "POST", "/api/v1/sign_in",
        json{{"email", address_of(teacher)}, {"password", RunningServer::password}}.dump(),
        {{"User-Agent", agent}, {"Cookie", ""}});
    REQUIRE(answer.status == 200);
    auto const cookie = answer.header("Set-Cookie");
    return cookie.substr(0, cookie.find(';'));
}

}  // namespace

TEST_CASE("[S29] a person sees where they are signed in, and nobody else's places") {
    RunningServer server(story_as_import());
    Browser here(server.port());
    here.sign_in(teacher);
    Browser other(server.port());
    cookie_from(other, phone);
    cookie_from(other, edge);
    Browser lead(server.port());
    lead.sign_in("riverside_lead");

    auto const mine = sessions_of(here);
    REQUIRE(mine.size() == 3);
    std::set<std::string> devices;
    int current = 0;
    for (auto const& each : mine) {
        devices.insert(each.at("browser").get<std::string>() + ' ' +
                       each.at("system").get<std::string>());
        current += each.at("current") == true ? 1 : 0;
        CHECK(each.size() == 7);
    }
    CHECK(devices.count("safari iphone") == 1);
    CHECK(devices.count("edge windows") == 1);
    CHECK(current == 1);
    CHECK(sessions_of(lead).size() == 1);
    CHECK(Browser(server.port()).http("GET", "/api/v1/sessions").status == 401);

    // Another's cannot be ended, and it does not tell whether it is there.
    for (auto const& each : mine) {
        CHECK(lead.http("DELETE", "/api/v1/sessions/" + each.at("id").get<std::string>()).status ==
              204);
    }
    CHECK(sessions_of(here).size() == 3);
}

TEST_CASE(
    "[S28] [S29] a place that is ended is out at once: its requests and its open connection") {
    RunningServer server(story_as_import());
    Browser lost(server.port());
    lost.sign_in(teacher);
    lost.join();
    Browser here(server.port());
    here.sign_in(teacher);
    std::string id;
    for (auto const& each : sessions_of(here)) {
        if (each.at("current") == false) { id = each.at("id"); }
    }
    CHECK(here.http("DELETE", "/api/v1/sessions/" + id).status == 204);
    CHECK(lost.closed(std::chrono::seconds(1)) != 0);
    CHECK(lost.http("GET", "/api/v1/sessions").status == 401);
    CHECK(sessions_of(here).size() == 1);

    Browser second(server.port());
    second.sign_in(teacher);
    second.join();
    CHECK(here.http("POST", "/api/v1/sessions/end_others", "{}").status == 204);
    CHECK(second.closed(std::chrono::seconds(1)) != 0);
    CHECK(sessions_of(here).size() == 1);
    CHECK(sessions_of(here)[0].at("current") == true);
}

TEST_CASE("[S18] [S28] a new password takes the old one, and ends every other place") {
    RunningServer server(story_as_import());
    Browser here(server.port());
    here.sign_in(teacher);
    Browser other(server.port());
    other.sign_in(teacher);
    other.join();
    std::string const fresh = "nine lanterns over Alder";
    CHECK(change(here, "not the one I have", fresh) == 401);
    auto const weak = here.http(
        "POST", "/api/v1/password",
        json{{"current_password", RunningServer::password}, {"password", "Password123!"}}.dump());
    CHECK(weak.json()["code"] == "guessable");
    CHECK(weak.json()["field"] == "password");
    CHECK(change(here, RunningServer::password, "short") == 422);
    CHECK(sessions_of(other).size() == 2);
    CHECK(Browser(server.port())
              .http("POST", "/api/v1/password",
                    json{{"current_password", RunningServer::password}, {"password", fresh}}.dump())
              .status == 401);

    CHECK(change(here, RunningServer::password, fresh) == 204);
    CHECK(other.closed(std::chrono::seconds(1)) != 0);
    CHECK(sessions_of(here).size() == 1);
    auto sign_in = [&](std::string const& password) {
        return Browser(server.port())
            .http("POST", "/api/v1/sign_in",
                  json{{"email", address_of(teacher)}, {"password", password}}.dump())
            .status;
    };
    CHECK(sign_in(RunningServer::password) == 401);
    CHECK(sign_in(fresh) == 200);
}

TEST_CASE("[S20] guesses at the present password count as guesses at signing in do") {
    RunningServer server(story_as_import());
    Browser here(server.port());
    here.sign_in(teacher);
    for (int i = 0; i < 10; ++i) {
        CHECK(change(here, "a wrong guess", "nine lanterns over Alder") == 401);
    }
    CHECK(change(here, RunningServer::password, "nine lanterns over Alder") == 429);
}

TEST_CASE("[S18] a password that many have, or that is one's own name, is none") {
    for (auto const* guessable : {"password123", "Password123!", "qwertyuiop", "1234567890",
                                  "aaaaaaaaaaaa", "iloveyou2024"}) {
        INFO(guessable);
        CHECK(web::is_guessable(guessable, {}));
    }
    for (auto const* good : {"correct horse battery", "turn the wheel daily", "x7Kq-92mfd!a"}) {
        INFO(good);
        CHECK_FALSE(web::is_guessable(good, {}));
    }
    CHECK_FALSE(web::is_guessable("quintavalle orpheus", {}));
    CHECK(web::is_guessable("quintavalle orpheus", {"Orpheus Quintavalle", "o@example.org"}));
    CHECK(web::is_guessable(std::string(256, 'a'), {}));
}

TEST_CASE("[S29] devices are known by browser and system, and by no more") {
    CHECK(web::device_of(phone) == "safari iphone");
    CHECK(web::device_of(edge) == "edge windows");
    CHECK(web::device_of("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 Chrome/121.0 "
                         "Safari/537.36") == "chrome chromeos");
    CHECK(
        web::device_of("Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0") ==
        "firefox linux");
    CHECK(web::device_of("curl/8 <script>") == "other other");
    CHECK(web::device_of("") == "other other");
}
