#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "server/room/administration.hpp"
#include "tests/support/browser.hpp"

// How people get in, for those who look after them: a lead of one district never reaches into another, nor above.
using namespace flywheel;
using namespace flywheel::testing;
using nlohmann::json;

namespace {

std::string const below = "/api/v1/networks/nic/administration/";

json got(Browser& browser, std::string const& what) {
    auto const answer = browser.http("GET", below + what);
    INFO(what << ": " << answer.body);
    REQUIRE(answer.status == 200);
    return answer.json();
}

HttpReply end_sign_ins(Browser& browser, std::string const& member) {
    return browser.http("POST", below + "people/" + member + "/end_sign_ins", "{}");
}

std::set<std::string> members_in(json const& list) {
    std::set<std::string> found;
    for (auto const& each : list) {
        found.insert(each.at("member"));
    }
    return found;
}

json of_member(json const& list, std::string const& member) {
    auto const found = std::find_if(list.begin(), list.end(),
                                    [&](json const& each) { return each.at("member") == member; });
    REQUIRE(found != list.end());
    return *found;
}

std::string make_token(Browser& browser, std::string const& name,
                       std::optional<std::string> const& network = std::nullopt) {
    json body{{"name", name}, {"current_password", RunningServer::password}};
    if (network) { body["network"] = *network; }
    auto const made = browser.http("POST", "/api/v1/tokens", body.dump());
    REQUIRE(made.status == 200);
    return made.json().at("secret");
}

int read_by(RunningServer& server, std::string const& secret) {
    Browser program(server.port());
    return program
        .http("GET", "/api/v1/networks/nic/notices", {},
              {{"Authorization", "Bearer " + secret}, {"Origin", ""}, {"Cookie", ""}})
        .status;
}

// Those of the story who hold something in Riverside that its lead may give.
std::set<std::string> const riverside{"riverside_lead",      "riverside_sponsor",
                                      "riverside_principal", "riverside_teacher",
                                      "riverside_mate",      "riverside_outsider"};

}  // namespace

TEST_CASE("[H14] [S03] whoever looks after people sees how those get in, and of nobody else") {
    RunningServer server(story_as_import());
    Browser teacher(server.port());
    teacher.sign_in("riverside_teacher");
    Browser lead(server.port());
    lead.sign_in("riverside_lead");
    Browser other(server.port());
    other.sign_in("lakeside_lead");
    Browser director(server.port());
    director.sign_in("director");

    auto const mine = got(lead, "people").at("people");
    auto seen = members_in(mine);
    seen.erase("former");  // left, or not, as the story has it: below
    CHECK(seen == riverside);
    auto const hers = of_member(mine, "riverside_teacher");
    CHECK(hers.at("email") == "riverside_teacher@example.org");
    CHECK(hers.at("sign_ins") == 1);
    CHECK(hers.at("seen_at_ms") > 0);
    CHECK(hers.at("may_end") == true);
    CHECK(hers.at("has_second_factor") == false);
    CHECK(of_member(mine, "riverside_mate").at("sign_ins") == 0);
    CHECK(of_member(mine, "riverside_lead").at("may_end") == false);

    auto const theirs = members_in(got(other, "people").at("people"));
    CHECK(theirs == std::set<std::string>{"lakeside_lead", "lakeside_teacher"});
    auto const all = members_in(got(director, "people").at("people"));
    CHECK(all.count("director") == 1);
    CHECK(all.count("riverside_teacher") == 1);
    CHECK(all.count("lakeside_teacher") == 1);
    CHECK(all.count("facilitator") == 1);

    // For everybody else the page is not there: every word as of a network that is none.
    auto const absent = teacher.http("GET", "/api/v1/networks/nowhere/administration/people");
    CHECK(absent.status == 404);
    for (auto const* name :
         {"riverside_teacher", "riverside_principal", "riverside_sponsor", "facilitator", "advisor",
          "coach", "analyst", "manager", "researcher", "partner", "observer"}) {
        Browser browser(server.port());
        browser.sign_in(name);
        for (auto const* what : {"people", "tokens", "history", "server"}) {
            INFO(name << " " << what);
            auto const answer = browser.http("GET", below + what);
            CHECK(answer.status == 404);
            CHECK(answer.body == absent.body);
        }
        CHECK(end_sign_ins(browser, "riverside_mate").body == absent.body);
        CHECK(browser.http("DELETE", below + "tokens/any").body == absent.body);
    }
    // How the server is, only who directs the hub is told.
    CHECK(lead.http("GET", below + "server").body == absent.body);
    auto const state = got(director, "server");
    CHECK(state.at("disk_is_full") == false);
    CHECK(state.at("secure") == false);
    CHECK(state.at("second_factor") == "nobody");
    CHECK(state.at("version").get<std::string>().find('.') != std::string::npos);
    // A program opens none of it.
    auto const secret = make_token(director, "Watcher");
    Browser program(server.port());
    for (auto const* what : {"people", "tokens", "history", "server"}) {
        auto const answer =
            program.http("GET", below + what, {},
                         {{"Authorization", "Bearer " + secret}, {"Origin", ""}, {"Cookie", ""}});
        CHECK(answer.status == 403);
        CHECK(answer.json()["field"] == "token");
    }
}

TEST_CASE("[H14] [S28] whoever looks after somebody signs them out everywhere, and it is written "
          "down who did") {
    RunningServer server(story_as_import());
    Browser lost(server.port());
    lost.sign_in("riverside_teacher");
    lost.join();
    Browser lead(server.port());
    lead.sign_in("riverside_lead");
    Browser other(server.port());
    other.sign_in("lakeside_lead");

    // Of another district, of the hub, of nobody: the same words.
    auto const absent = end_sign_ins(lead, "zzzzzzzzzzzzzzzzzzzzzzzzzz");
    CHECK(absent.status == 404);
    CHECK(end_sign_ins(lead, "lakeside_teacher").body == absent.body);
    CHECK(end_sign_ins(lead, "director").body == absent.body);
    CHECK(end_sign_ins(lead, "coach").body == absent.body);
    CHECK(end_sign_ins(other, "riverside_teacher").body == absent.body);
    auto const own = end_sign_ins(lead, "riverside_lead");
    CHECK(own.status == 403);
    CHECK(own.json()["field"] == "member");
    CHECK(lost.http("GET", "/api/v1/sessions").status == 200);

    auto const done = end_sign_ins(lead, "riverside_teacher");
    CHECK(done.status == 200);
    CHECK(done.json()["ended"] == 1);
    CHECK(lost.closed(std::chrono::seconds(1)) != 0);
    CHECK(lost.http("GET", "/api/v1/sessions").status == 401);
    CHECK(end_sign_ins(lead, "riverside_teacher").json()["ended"] == 0);

    auto const told = got(lead, "history");
    CHECK(told.at("since_ms") == 0);
    auto const& newest = told.at("events").at(0);
    CHECK(newest.at("what") == "sessions_ended_by_lead");
    CHECK(newest.at("member") == "riverside_teacher");
    CHECK(newest.at("by") == "riverside_lead");
    // Nothing of another district's people, nor of the hub's, stands in it.
    for (auto const& event : told.at("events")) {
        if (event.contains("member")) {
            CHECK(riverside.count(event.at("member")) == 1);
        } else {
            CHECK(event.at("organization") == "riverside");
        }
    }
    auto const others = got(other, "history").dump();
    CHECK(others.find("riverside") == std::string::npos);
    CHECK(others.find("lakeside_lead") != std::string::npos);  // who signed in
    std::string chain;
    server.on_floor([&](Floor& floor) {
        for (auto const& each : floor.store().verify()) {
            chain += each.problem;
        }
    });
    CHECK(chain.empty());
}

TEST_CASE("[H14] [S31] a program's token is ended by whoever looks after its owner") {
    RunningServer server(story_as_import());
    Browser teacher(server.port());
    teacher.sign_in("riverside_teacher");
    Browser lead(server.port());
    lead.sign_in("riverside_lead");
    Browser other(server.port());
    other.sign_in("lakeside_lead");
    auto const secret = make_token(teacher, "Nightly figures", "nic");
    REQUIRE(read_by(server, secret) == 200);

    auto const list = got(lead, "tokens");
    CHECK(list.at("more") == false);
    auto const token = of_member(list.at("tokens"), "riverside_teacher");
    CHECK(token.at("name") == "Nightly figures");
    CHECK(token.at("may_end") == true);
    CHECK(list.dump().find(secret) == std::string::npos);
    CHECK(got(other, "tokens").at("tokens").empty());

    std::string const id = token.at("id");
    auto const absent = other.http("DELETE", below + "tokens/zzzzzzzzzzzzzzzzzzzzzzzzzz");
    CHECK(absent.status == 404);
    CHECK(other.http("DELETE", below + "tokens/" + id).body == absent.body);
    CHECK(read_by(server, secret) == 200);
    CHECK(lead.http("DELETE", below + "tokens/" + id).status == 204);
    CHECK(read_by(server, secret) == 401);
    CHECK(got(lead, "tokens").at("tokens").empty());
    CHECK(got(lead, "history").at("events").at(0).at("what") == "api_token_ended_by_lead");
}

TEST_CASE("[H14] of whoever belongs to other networks too, nothing is told or ended that is not "
          "this network's") {
    RunningServer server(story_as_import());
    found_twin(server);
    Browser teacher(server.port());
    teacher.sign_in("riverside_teacher");
    Browser lead(server.port());
    lead.sign_in("riverside_lead");
    make_token(teacher, "Of the other network", "twin");
    make_token(teacher, "Of this network", "nic");
    make_token(teacher, "Of both");

    auto const hers = of_member(got(lead, "people").at("people"), "riverside_teacher");
    CHECK(hers.at("only_here") == false);
    CHECK(hers.at("may_end") == false);
    CHECK_FALSE(hers.contains("sign_ins"));
    CHECK_FALSE(hers.contains("seen_at_ms"));
    auto const refused = end_sign_ins(lead, "riverside_teacher");
    CHECK(refused.status == 403);
    CHECK(refused.json()["code"] == "not_yours");
    CHECK(teacher.http("GET", "/api/v1/sessions").status == 200);

    std::map<std::string, json> tokens;
    auto const list = got(lead, "tokens").at("tokens");
    for (auto const& each : list) {
        tokens[each.at("name")] = each;
    }
    REQUIRE(tokens.size() == 2);
    CHECK(tokens.at("Of this network").at("may_end") == true);
    CHECK(tokens.at("Of both").at("may_end") == false);
    auto end = [&](std::string const& name) {
        return lead.http("DELETE", below + "tokens/" + tokens.at(name).at("id").get<std::string>());
    };
    CHECK(end("Of both").status == 403);
    CHECK(end("Of this network").status == 204);
    // When she signed in, and what she made, is no business of one of her networks.
    CHECK(got(lead, "history").dump().find("riverside_teacher") == std::string::npos);
}

TEST_CASE("[H14] more people than a page holds come a page after the other") {
    RunningServer server(story_as_import());
    Browser director(server.port());
    director.sign_in("director");
    auto const all = got(director, "people").at("people");
    REQUIRE(all.size() > 4);
    std::string const third = all.at(2).at("member");
    auto const rest = got(director, "people?after=" + third).at("people");
    CHECK(rest.size() == all.size() - 3);
    CHECK(rest.at(0) == all.at(3));
}
