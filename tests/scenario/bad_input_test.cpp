#include <catch2/catch.hpp>

#include "server/web/limits.hpp"
#include "tests/support/browser.hpp"
#include "tests/support/left_behind.hpp"

using namespace flywheel;
using namespace flywheel::testing;
using nlohmann::json;

namespace {

json const node{{"id", "n"},
                {"diagram", "hub_diagram"},
                {"node_kind", "change_idea"},
                {"text", "Greet"},
                {"rank", "V"}};

std::string command_text(json const& args, std::string const& id = "00000000000000000000000001",
                         std::string const& name = "create_driver_node") {
    return json{{"type", "command"}, {"id", id}, {"name", name}, {"args", args}}.dump();
}

}  // namespace

TEST_CASE("[M10] frames that are not well formed end the socket with a code that says why; nothing "
          "is lost") {
    RunningServer server(story_as_import());
    auto fresh = [&] {
        auto browser = std::make_unique<Browser>(server.port());
        browser->sign_in("riverside_teacher");
        browser->join();
        return browser;
    };
    auto closes = [&](std::string const& text) {
        auto browser = fresh();
        browser->send(text);
        return browser->closed();
    };
    CHECK(closes(std::string(300 * 1024, ' ')) == 1009);
    std::string deep = "{\"type\":\"command\",\"args\":";
    for (int i = 0; i < 33; ++i) {
        deep += "[";
    }
    CHECK(closes(deep) == 4400);
    CHECK(closes(std::string(200 * 1024, '[')) == 4400);
    CHECK(closes("not json") == 4400);
    CHECK(closes("[]") == 4400);
    CHECK(closes("{\"type\":\"dance\"}") == 4400);
    CHECK(closes("{\"type\":\"open\",\"kind\":\"secret\",\"id\":\"x\"}") == 4400);
    CHECK(closes("{\"type\":\"hello\",\"wire_version\":99,\"network\":\"nic\"}") == 4426);
    CHECK(closes("{\"type\":\"hello\",\"wire_version\":1,\"network\":\"other\"}") == 4404);
    CHECK(
        closes(
            "{\"type\":\"presence\",\"at\":{\"kind\":\"aim\",\"id\":\"aim\",\"x\":1,\"y\":-1}}") ==
        4400);
    CHECK(closes("{\"type\":\"presence\",\"at\":{\"kind\":\"aim\",\"id\":\"aim\",\"x\":1}}") ==
          4400);
    CHECK(
        closes(
            "{\"type\":\"presence\",\"at\":{\"kind\":\"aim\",\"id\":\"aim\",\"field\":\"<b>\"}}") ==
        4400);
    CHECK(closes("{\"type\":\"command\",\"id\":\"../../etc\",\"name\":\"x\",\"args\":{}}") == 4400);
    // A command before hello.
    Browser early(server.port());
    early.sign_in("riverside_teacher");
    REQUIRE(early.upgrade() == 101);
    early.send(command_text(node));
    CHECK(early.closed() == 4400);
    // And all the while the server serves.
    auto browser = fresh();
    CHECK(browser->act("create_driver_node", node).empty());
}

TEST_CASE("[C7] a command that is wrong is refused by name and field, and the socket goes on") {
    RunningServer server(story_as_import());
    Browser browser(server.port());
    browser.sign_in("riverside_teacher");
    browser.join();
    auto with = [](char const* field, json value) {
        json args = node;
        args[field] = std::move(value);
        return args;
    };
    auto refused = [&](json const& args, char const* name = "create_driver_node") {
        SystemRandomness random;
        auto const id = make_id(random);
        auto const code = browser.act(name, args, id);
        return code + "/" + (code.empty() ? "" : browser.replica.refused.at(id).value("field", ""));
    };
    CHECK(refused(with("colour", "red")) == "unknown_field/colour");
    CHECK(refused(with("text", 7)) == "not_text/text");
    CHECK(refused(with("text", std::string(301, 'x'))) == "too_long/text");
    CHECK(refused(with("text", "")) == "missing/text");
    CHECK(refused(with("text", "a\x01z")) == "not_text/text");
    CHECK(refused(with("rank", "V0")) == "not_a_rank/rank");
    CHECK(refused(with("node_kind", "tertiary")) == "not_a_choice/node_kind");
    CHECK(refused(with("id", "a b")) == "not_an_id/id");
    CHECK(refused(with("state", "parked")) == "set_by_rule/state");
    CHECK(refused(node, "create_dragon") == "unknown_command/name");
    CHECK(refused(json::array(), "create_driver_node") == "not_well_formed/args");
    CHECK(refused({{"id", "idea"}, {"seen_revision", 1}, {"set", json::object()}},
                  "edit_driver_node") == "missing/set");
    CHECK(refused({{"id", "idea"}, {"set", {{"text", "x"}}}}, "edit_driver_node") ==
          "missing/seen_revision");
    CHECK(browser.act("create_driver_node", node, "00000000000000000000000001").empty());
    browser.replica.accepted.clear();
    CHECK(browser.act("create_driver_node", with("text", "Another"),
                      "00000000000000000000000001") == "id_reused");
    CHECK(browser.replica.find("driver_node", "n")->at("text") == "Greet");
}

TEST_CASE("[H2] the socket and every write are for our own pages alone") {
    RunningServer server(story_as_import());
    Browser browser(server.port());
    CHECK(browser.upgrade() == 401);
    browser.sign_in("riverside_teacher");
    CHECK(browser.upgrade({{"Origin", "http://evil.example"}}) == 403);
    CHECK(browser.upgrade({{"Origin", ""}}) == 403);
    CHECK(browser.upgrade({{"Origin", "http://127.0.0.1:1"}}) == 403);
    CHECK(browser.upgrade() == 101);
    auto post = [&](std::map<std::string, std::string> headers) {
        return browser.http("POST", "/api/v1/networks/nic/commands", command_text(node),
                            std::move(headers));
    };
    CHECK(post({{"Origin", "http://evil.example"}}).status == 403);
    CHECK(post({{"Origin", ""}}).status == 403);
    CHECK(post({{"Content-Type", "text/plain"}}).status == 422);
    CHECK(post({{"Host", "evil.example:80"}, {"Origin", "http://evil.example:80"}}).status == 403);
    CHECK(post({}).status == 200);
    CHECK(browser.http("GET", "/api/v1/me", {}, {{"Host", "evil.example"}}).status == 403);
    CHECK(browser.http("GET", "/api/v1/me").json().at("networks").at(0).at("roles") ==
          json::array({"team_member"}));
}

TEST_CASE("[H1] signing in: one answer for what is wrong, a limit on guesses, an end that ends "
          "sockets too") {
    RunningServer server(story_as_import());
    Browser browser(server.port());
    auto sign_in = [&](std::string const& email, std::string const& password) {
        return browser.http("POST", "/api/v1/sign_in",
                            json{{"email", email}, {"password", password}}.dump());
    };
    auto const wrong = sign_in("riverside_teacher@example.org", "wrong password");
    auto const unknown = sign_in("nobody@example.org", "wrong password");
    CHECK(wrong.status == 401);
    CHECK(wrong.body == unknown.body);
    CHECK(sign_in("", "x").json().at("field") == "email");
    CHECK(sign_in("x@y", "").json().at("field") == "password");
    for (int i = 0; i < web::guesses_per_account - 1; ++i) {
        CHECK(sign_in("riverside_teacher@example.org", "wrong password").status == 401);
    }
    auto const limited = sign_in("riverside_teacher@example.org", RunningServer::password);
    CHECK(limited.status == 429);
    CHECK(limited.header("Retry-After") != "");
    browser.sign_in("riverside_mate");
    CHECK(browser.cookie().rfind("flywheel=", 0) == 0);
    browser.join();
    auto const kept = browser.cookie();
    CHECK(browser.http("POST", "/api/v1/sign_out", "{}").status == 204);
    CHECK(browser.closed() == 1008);
    CHECK(browser.http("GET", "/api/v1/me", {}, {{"Cookie", kept}}).json().at("account").is_null());
    CHECK(browser.upgrade({{"Cookie", kept}}) == 401);
    // A shared device's cookie ends with the browser.
    auto const shared = browser.http("POST", "/api/v1/sign_in",
                                     json{{"email", "riverside_mate@example.org"},
                                          {"password", RunningServer::password},
                                          {"shared_device", true}}
                                         .dump());
    CHECK(shared.header("Set-Cookie").find("Max-Age") == std::string::npos);
    CHECK(shared.header("Set-Cookie").find("HttpOnly; SameSite=Lax") != std::string::npos);
}

TEST_CASE("[H1] an invitation joins one person, to what the inviter may give; a one-time link "
          "helps who is locked out") {
    RunningServer server(story_as_import());
    Browser lead(server.port());
    lead.sign_in("riverside_lead");
    auto invite = [&](Browser& by, json body) {
        return by.http("POST", "/api/v1/networks/nic/invitations", body.dump());
    };
    CHECK(invite(lead, {{"organization", "pine"}, {"role", "team_member"}}).status == 403);
    CHECK(invite(lead, {{"organization", "elm"}, {"role", "hub_director"}}).status == 403);
    CHECK(invite(lead, {{"organization", "elm"}, {"role", "king"}}).status == 422);
    CHECK(
        invite(lead, {{"organization", "elm"}, {"role", "team_member"}, {"team", "lakeside_team"}})
            .status == 403);
    CHECK(invite(lead, {{"organization", "elm"}, {"role", "team_member"}, {"days", 91}}).status ==
          422);
    auto const made = invite(lead, {{"organization", "elm"},
                                    {"role", "team_member"},
                                    {"team", "riverside_team"},
                                    {"email", "new@example.org"}});
    REQUIRE(made.status == 200);
    std::string const link = made.json().at("link");
    auto const token = link.substr(link.find('=') + 1);
    CHECK(link.find("/in#invitation=") != std::string::npos);
    CHECK(lead.http("GET", "/api/v1/networks/nic/invitations").json().at("invitations").size() ==
          1);
    Browser other(server.port());
    other.sign_in("lakeside_lead");
    CHECK(other.http("GET", "/api/v1/networks/nic/invitations").json().at("invitations").empty());
    Browser guest(server.port());
    CHECK(guest.http("POST", "/api/v1/invitations/look", json{{"token", token}}.dump())
              .json()
              .at("organization_name") == "elm");
    auto accept = [&](json more) {
        json body{{"token", token},
                  {"name", "New Person"},
                  {"email", "new@example.org"},
                  {"password", "a long enough one"}};
        body.update(more);
        return guest.http("POST", "/api/v1/invitations/accept", body.dump());
    };
    CHECK(accept({{"password", "short"}}).json().at("code") == "weak_password");
    CHECK(accept({{"email", "somebody@example.org"}}).json().at("code") == "no_such_invitation");
    CHECK(accept({{"email", "riverside_teacher@example.org"}, {"password", "a guess at theirs"}})
              .json()
              .at("code") == "sign_in_failed");
    lead.join();
    REQUIRE(accept(json::object()).status == 200);
    REQUIRE(lead.until([&] {
        for (auto const& [key, record] : lead.replica.records()) {
            if (key.first == "member" && record.at("name") == "New Person") { return true; }
        }
        return false;
    }));
    guest.join();
    CHECK(guest
              .act("plan_pdsa_cycle", {{"id", "c"},
                                       {"team", "riverside_team"},
                                       {"change_idea", "idea"},
                                       {"what", "Try"},
                                       {"prediction", "Yes"},
                                       {"end_on", "2027-01-01"}})
              .empty());
    guest.forget_cookie();
    CHECK(accept(json::object()).json().at("code") == "no_such_invitation");
    // Locked out: the lead makes a link; it works once, and not for who is not theirs.
    auto help = [&](Browser& by, char const* member) {
        return by.http(
            "POST", std::string("/api/v1/networks/nic/members/") + member + "/sign_in_link", "{}");
    };
    CHECK(help(lead, "lakeside_teacher").status == 403);
    CHECK(help(lead, "director").status == 403);
    CHECK(help(lead, "riverside_lead").status == 403);
    CHECK(help(lead, "no_one").status == 404);
    CHECK(help(other, "riverside_teacher").status == 403);
    std::string const helped = help(lead, "riverside_teacher").json().at("link");
    auto const one_time = json{
        {"token", helped.substr(helped.find('=') + 1)},
        {"password",
         "my brand new one"}}.dump();
    Browser teacher(server.port());
    CHECK(teacher.http("POST", "/api/v1/sign_in_link", one_time).status == 200);
    CHECK(teacher.http("GET", "/api/v1/me").json().at("account").is_object());
    CHECK(teacher.http("POST", "/api/v1/sign_in_link", one_time).status == 404);
    CHECK(
        teacher
            .http("POST", "/api/v1/sign_in",
                  json{{"email", "riverside_teacher@example.org"}, {"password", "my brand new one"}}
                      .dump())
            .status == 200);
}

TEST_CASE("[V2] over real sockets: shared, seen; withdrawn, gone; and the same after a reconnect "
          "and a restart") {
    RunningServer server(story_as_import());
    Browser teacher(server.port());
    Browser lakeside(server.port());
    Browser hub(server.port());
    teacher.sign_in("riverside_teacher");
    lakeside.sign_in("lakeside_teacher");
    hub.sign_in("facilitator");
    for (auto* each : {&teacher, &lakeside, &hub}) {
        each->join();
    }
    REQUIRE(teacher
                .act("plan_pdsa_cycle", {{"id", "c"},
                                         {"team", "riverside_team"},
                                         {"change_idea", "idea"},
                                         {"what", "canary-of-riverside"},
                                         {"prediction", "Yes"},
                                         {"end_on", "2027-01-01"}})
                .empty());
    auto share = [&](char const* level) {
        return teacher.act(
            "share_pdsa_cycle",
            {{"id", "c"},
             {"seen_revision", teacher.replica.find("pdsa_cycle", "c")->at("revision")},
             {"shared_with", level}});
    };
    // A ping and its pong: whatever was on its way before has arrived.
    auto settle = [](Browser& browser) {
        browser.send("{\"type\":\"ping\"}");
        auto const before = browser.replica.transcript.size();
        REQUIRE(browser.until(
            [&] { return browser.replica.transcript.find("pong", before) != std::string::npos; }));
    };
    settle(lakeside);
    CHECK(lakeside.replica.transcript.find("canary") == std::string::npos);
    REQUIRE(share("network").empty());
    CHECK(lakeside.until([&] { return lakeside.replica.has("pdsa_cycle", "c"); }));
    CHECK(hub.until([&] { return hub.replica.has("pdsa_cycle", "c"); }));
    hub.cut();
    REQUIRE(share("team").empty());
    CHECK(lakeside.until([&] { return !lakeside.replica.has("pdsa_cycle", "c"); }));
    hub.join();
    CHECK_FALSE(hub.replica.has("pdsa_cycle", "c"));
    CHECK(hub.http("GET", "/api/v1/networks/nic/details/pdsa_cycle/c").body ==
          hub.http("GET", "/api/v1/networks/nic/details/pdsa_cycle/none").body);
    CHECK(
        teacher.http("GET", "/api/v1/networks/nic/details/pdsa_cycle/c").json().at("puts").size() ==
        1);
    CHECK(hub.http("GET", "/api/v1/networks/nic/records/pdsa_cycle/c").body ==
          hub.http("GET", "/api/v1/networks/nic/records/pdsa_cycle/none").body);
    auto const behind = [&](Browser& browser, std::string const& place) {
        return browser.http("GET", "/api/v1/networks/nic/snapshot?older=" + place);
    };
    for (auto* browser : {&teacher, &hub}) {
        auto const seen = browser == &teacher ? 1U : 0U;
        CHECK(browser->http("GET", "/api/v1/networks/nic/records/pdsa_cycle/c")
                  .json()
                  .at("records")
                  .size() == seen);
        CHECK(behind(*browser, "9007199254740991.a").json().at("records").size() == seen);
        CHECK_FALSE(behind(*browser, "9007199254740991.a").json().contains("older"));
    }
    for (auto const* nonsense : {"x", "1", "1.", ".a", "1.a/b", "99999999999999999999.a"}) {
        CHECK(behind(teacher, nonsense).status == 422);
        CHECK(behind(teacher, nonsense).json().at("field") == "older");
    }
    server.stop();
    CHECK(teacher.closed() == 1012);
    server.start_again();
    Browser again(server.port());
    again.sign_in("riverside_mate");
    again.join();
    CHECK(again.replica.has("pdsa_cycle", "c"));
    for (auto* each : {&teacher, &lakeside, &hub, &again}) {
        CHECK(each->replica.broken_promises.empty());
    }
}

TEST_CASE("[S66] nothing that people wrote, and no address or secret, gets into the log") {
    CapturedLog captured;
    {
        RunningServer server(story_as_import());
        Browser browser(server.port());
        browser.sign_in("riverside_teacher");
        browser.join();
        CHECK(browser
                  .act("create_driver_node", {{"id", "n"},
                                              {"diagram", "hub_diagram"},
                                              {"node_kind", "change_idea"},
                                              {"text", "canary-text-1"},
                                              {"rank", "V"}})
                  .empty());
        CHECK(browser.act("create_driver_node", {{"id", "canary-id-2"},
                                                 {"diagram", "nowhere"},
                                                 {"node_kind", "change_idea"},
                                                 {"text", "canary-text-3"},
                                                 {"rank", "V"}}) == "not_found");
        CHECK(browser
                  .http("POST", "/api/v1/sign_in",
                        json{{"email", "canary-mail-4@example.org"},
                             {"password", "canary-password-5"}}
                            .dump())
                  .status == 401);
        CHECK(browser.http("GET", "/canary-path-6/x.js").status == 404);
        browser.send("{\"type\":\"canary-7\"}");
        CHECK(browser.closed() == 4400);
    }
    auto const log = captured.text();
    CHECK(log.find("serving") != std::string::npos);
    CHECK(log.find("stopped") != std::string::npos);
    CHECK(log.find("sign_in_failed") != std::string::npos);
    CHECK(log.find("canary") == std::string::npos);
    CHECK(log.find("example.org") == std::string::npos);
}

TEST_CASE(
    "[C8] a disk without room: writes are refused with storage_full, sign-in and reading go on") {
    Floor::Options options;
    options.disk_reserve = std::numeric_limits<std::int64_t>::max();
    RunningServer server(story_as_import(), options);
    Browser browser(server.port());
    browser.sign_in("riverside_teacher");
    browser.join();
    CHECK(browser.act("create_driver_node", node) == "storage_full");
    auto const reply = browser.http("POST", "/api/v1/networks/nic/commands", command_text(node));
    CHECK(reply.status == 507);
    CHECK_FALSE(browser.replica.has("driver_node", "n"));
}

TEST_CASE("[S47] framings that two servers could read differently are refused") {
    RunningServer server(story_as_import());
    Browser browser(server.port());
    CHECK(browser
              .raw("POST /api/v1/sign_in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: "
                   "4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
              .find(" 400 ") != std::string::npos);
    CHECK(browser
              .raw("POST /api/v1/sign_in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: "
                   "4\r\nContent-Length: 5\r\n\r\nabcd")
              .find(" 200 ") == std::string::npos);
    CHECK(browser.raw("GET / HTTP/1.1\r\n\r\n").find(" 400 ") != std::string::npos);
    CHECK(browser.raw("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n").find(" 400 ") !=
          std::string::npos);
    CHECK(browser.raw("GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(9000, 'x') + "\r\n\r\n")
              .find(" 431 ") != std::string::npos);
    auto const reply = browser.http("POST", "/api/v1/sign_in", std::string(300 * 1024, 'x'));
    CHECK((reply.status == 413 || reply.status == 0));
    CHECK(browser.http("GET", "/healthz").body == "ok\n");
    CHECK(browser.http("GET", "/readyz").status == 200);
    CHECK(browser.http("GET", "/").header("Content-Security-Policy").find("default-src 'none'") ==
          0);
}
