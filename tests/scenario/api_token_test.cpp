#include <catch2/catch.hpp>

#include "server/room/tokens.hpp"
#include "storage/snapshot.hpp"
#include "tests/support/browser.hpp"
#include "tests/support/left_behind.hpp"

// What a program shows instead of a cookie: no more than it was given, and nothing of its owner's account.
using namespace flywheel;
using namespace flywheel::testing;
using nlohmann::json;

namespace {

constexpr char const* teacher = "riverside_teacher";

// A program: no cookie, no Origin, one header.
class Program {
public:
    Program(RunningServer& server, std::string secret)
        : line_(server.port()), secret_(std::move(secret)) {}
    HttpReply ask(std::string const& method, std::string const& path, json const& body = {},
                  std::map<std::string, std::string> headers = {}) {
        headers.try_emplace("Authorization", "Bearer " + secret_);
        headers.try_emplace("Origin", "");
        return line_.http(method, "/api/v1/" + path, body.is_null() ? "" : body.dump(), headers);
    }
    HttpReply get(std::string const& path) { return ask("GET", path); }
    HttpReply comment(std::string const& id, std::string const& network = "nic") {
        return ask(
            "POST", "networks/" + network + "/commands",
            {{"id", id + std::string(26 - id.size(), 'c')},
             {"name", "create_comment"},
             {"args", {{"id", id}, {"about_kind", "aim"}, {"about_id", "aim"}, {"text", "!"}}}});
    }

private:
    Browser line_;
    std::string secret_;
};

HttpReply make(Browser& browser, json body) {
    body.emplace("name", "Nightly figures");
    body.emplace("current_password", RunningServer::password);
    return browser.http("POST", "/api/v1/tokens", body.dump());
}

std::string secret_of(Browser& browser, json const& body) {
    auto const made = make(browser, body);
    REQUIRE(made.status == 200);
    return made.json().at("secret");
}

json tokens_of(Browser& browser) {
    auto const answer = browser.http("GET", "/api/v1/tokens");
    REQUIRE(answer.status == 200);
    json list = answer.json()["tokens"];
    return list;
}

void in_database(RunningServer& server, std::string const& sql) {
    server.on_floor([&](Floor& floor) { floor.store().database().run(sql); });
}

}  // namespace

TEST_CASE(
    "[S31] a program reads by a token what its owner sees, and writes where it was given that") {
    RunningServer server(story_as_import());
    Browser owner(server.port());
    owner.sign_in(teacher);
    auto const made = make(owner, {{"may_write", true}, {"days", 30}});
    REQUIRE(made.status == 200);
    std::string const secret = made.json().at("secret");
    CHECK(secret.size() == 3 + 43);
    CHECK(secret.rfind("fw_", 0) == 0);
    CHECK(secret.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-"
                                   "_") == std::string::npos);
    Program program(server, secret);
    for (auto const* path :
         {"networks/nic/snapshot", "networks/nic/records/aim", "networks/nic/records/aim/aim",
          "networks/nic/details/aim/aim", "networks/nic/archived", "networks/nic/notices",
          "networks/nic/charts", "networks/nic/history"}) {
        INFO(path);
        auto const by_token = program.get(path);
        CHECK(by_token.status == 200);
        CHECK(by_token.header("Cache-Control") == "no-store");
        auto const by_cookie = owner.http("GET", std::string("/api/v1/") + path).json();
        // But for the moment's own handle the answer is the owner's.
        auto answer = by_token.json();
        for (auto const* each : {"at", "cursor"}) {
            if (answer.contains(each)) { answer[each] = by_cookie.at(each); }
        }
        CHECK(answer == by_cookie);
    }
    CHECK(program.ask("POST", "chart", {{"chart", "run"}}).status != 401);
    CHECK(program.comment("word").status == 200);
    CHECK(owner.http("GET", "/api/v1/networks/nic/records/comment/word")
              .json()["records"][0]
              .at("created_by") == teacher);
    // The scheme is written in any case; another scheme is none of ours, and then the cookie counts.
    CHECK(program.ask("GET", "networks/nic/archived", {}, {{"Authorization", "bEARER " + secret}})
              .status == 200);
    CHECK(program.ask("GET", "networks/nic/archived", {}, {{"Authorization", "Basic " + secret}})
              .status == 401);
    CHECK(owner.http("GET", "/api/v1/networks/nic/archived", {}, {{"Authorization", "Basic eDp5"}})
              .status == 200);
    // It says when it was used, and never the secret again.
    auto const list = tokens_of(owner);
    REQUIRE(list.size() == 1);
    CHECK(list[0].at("name") == "Nightly figures");
    CHECK(list[0].at("used_at_ms") > 0);
    CHECK(list[0].at("expires_at_ms").get<std::int64_t>() -
              list[0].at("created_at_ms").get<std::int64_t>() ==
          30LL * 24 * 60 * 60 * 1000);
    CHECK(list.dump().find(secret.substr(3)) == std::string::npos);
}

TEST_CASE("[S31] a token that only reads carries out nothing") {
    RunningServer server(story_as_import());
    Browser owner(server.port());
    owner.sign_in(teacher);
    Program reader(server, secret_of(owner, {}));
    CHECK(reader.get("networks/nic/snapshot").status == 200);
    auto const refused = reader.comment("word");
    CHECK(refused.status == 403);
    CHECK(refused.json().at("field") == "token");
    CHECK(refused.json().at("says") == "This token only reads: it carries out nothing.");
    CHECK(reader
              .ask("POST", "networks/nic/commands/create_comment",
                   {{"id", std::string(26, 'd')},
                    {"args",
                     {{"id", "word"}, {"about_kind", "aim"}, {"about_id", "aim"}, {"text", "!"}}}})
              .status == 403);
    CHECK(owner.http("GET", "/api/v1/networks/nic/records/comment/word").json()["records"].empty());
}

TEST_CASE(
    "[S31] no token reaches what concerns an account, and the cookie that came along does not "
    "count") {
    RunningServer server(story_as_import());
    Browser owner(server.port());
    owner.sign_in(teacher);
    auto const secret = secret_of(owner, {{"may_write", true}});
    Program program(server, secret);
    auto const api = owner.http("GET", "/api/v1/openapi.json").json();
    auto const& schemes = api.at("components").at("securitySchemes");
    CHECK(schemes.at("token").at("scheme") == "bearer");
    int open = 0;
    int closed = 0;
    for (auto const& [path, methods] : api.at("paths").items()) {
        for (auto const& [method, operation] : methods.items()) {
            std::string filled = path.substr(1);
            for (auto at = filled.find('{'); at != std::string::npos; at = filled.find('{')) {
                auto const word = filled.substr(at, filled.find('}') - at + 1);
                filled.replace(at, word.size(), word == "{network}" ? "nic" : "aim");
            }
            INFO(method << " " << filled);
            std::string upper = method;
            std::transform(upper.begin(), upper.end(), upper.begin(), ::toupper);
            bool by_token = filled == "openapi.json";
            if (operation.contains("security")) {
                for (auto const& each : operation.at("security")) {
                    by_token = by_token || each.contains("token");
                }
            }
            auto const answer =
                program.ask(upper, filled, upper == "POST" ? json::object() : json{},
                            {{"Cookie", owner.cookie()}});
            if (by_token) {
                ++open;
                CHECK(answer.status != 401);
                CHECK((answer.status != 403 || answer.json().at("field") != "token"));
            } else {
                ++closed;
                CHECK(answer.status == 403);
                CHECK(answer.json().at("field") == "token");
                CHECK(answer.header("Set-Cookie").empty());
            }
        }
    }
    CHECK(open > 200);  // each command has a path of its own
    CHECK(closed >= 25);
    // A good cookie beside a token that is none opens nothing.
    CHECK(Program(server, "fw_nothing")
              .ask("GET", "networks/nic/snapshot", {}, {{"Cookie", owner.cookie()}})
              .status == 401);
    // Nor does a token open the socket.
    Browser socket(server.port());
    CHECK(socket.upgrade({{"Authorization", "Bearer " + secret}}) == 401);
    CHECK(socket.upgrade({{"Authorization", "Bearer " + secret}, {"Cookie", owner.cookie()}}) ==
          401);
    // A page of another site may say what it likes: no browser sends it a token's answer.
    CHECK(program.ask("GET", "networks/nic/archived", {}, {{"Origin", "https://elsewhere.example"}})
              .header("Access-Control-Allow-Origin")
              .empty());
}

TEST_CASE(
    "[S31] a token is made with the password of now, for a network of one's own, for a year at "
    "most") {
    RunningServer server(story_as_import());
    Browser owner(server.port());
    owner.sign_in(teacher);
    auto field_of = [&](json const& body) {
        auto const refused = make(owner, body);
        CHECK(refused.status != 200);
        return refused.json().at("field").get<std::string>();
    };
    CHECK(field_of({{"current_password", "not mine"}}) == "current_password");
    CHECK(field_of({{"name", ""}}) == "name");
    CHECK(field_of({{"name", std::string(121, 'n')}}) == "name");
    CHECK(field_of({{"days", 0}}) == "days");
    CHECK(field_of({{"days", 366}}) == "days");
    CHECK(field_of({{"days", "7"}}) == "days");
    CHECK(field_of({{"network", "elsewhere"}}) == "network");
    CHECK(tokens_of(owner).empty());
    CHECK(make(owner, {{"days", 365}}).status == 200);
    for (std::size_t i = 1; i < tokens_max; ++i) {
        CHECK(make(owner, {}).status == 200);
    }
    CHECK(make(owner, {}).json().at("code") == "too_many");
    CHECK(Browser(server.port()).http("GET", "/api/v1/tokens").status == 401);
}

TEST_CASE("[S31] a token for one network opens no other, and says of it what a stranger is told") {
    RunningServer server(story_as_import());
    found_twin(server);
    Browser owner(server.port());
    owner.sign_in(teacher);
    REQUIRE(owner.http("GET", "/api/v1/networks/twin/archived").status == 200);
    Program bound(server, secret_of(owner, {{"network", "nic"}, {"may_write", true}}));
    Program wide(server, secret_of(owner, {{"may_write", true}}));
    CHECK(wide.get("networks/twin/archived").status == 200);
    CHECK(wide.comment("a", "twin").status == 200);
    CHECK(bound.get("networks/nic/archived").status == 200);
    CHECK(bound.comment("b").status == 200);
    for (auto const* what : {"snapshot", "archived", "history", "records/aim/aim"}) {
        INFO(what);
        auto const other = bound.get(std::string("networks/twin/") + what);
        CHECK(other.status == 404);
        CHECK(other.body == bound.get(std::string("networks/nowhere/") + what).body);
    }
    auto const other = bound.comment("c", "twin");
    CHECK(other.status == 404);
    CHECK(other.body == bound.comment("c", "nowhere").body);
    CHECK(owner.http("GET", "/api/v1/networks/twin/records/comment/c").json()["records"].empty());
}

TEST_CASE(
    "[S31] a token that is unknown, ended, over or long unused opens nothing, and all are told "
    "the same") {
    RunningServer server(story_as_import());
    Browser owner(server.port());
    owner.sign_in(teacher);
    auto const secret = secret_of(owner, {});
    Program program(server, secret);
    auto const unknown = Program(server, "fw_" + std::string(43, 'A')).get("networks/nic/archived");
    CHECK(unknown.status == 401);
    auto opens = [&] {
        auto const answer = program.get("networks/nic/archived");
        if (answer.status != 200) { CHECK(answer.body == unknown.body); }
        return answer.status == 200;
    };
    REQUIRE(opens());
    for (auto const& wrong : {secret.substr(3), secret + "A", secret.substr(0, 45), std::string{},
                              secret + " " + secret}) {
        INFO(wrong);
        CHECK(Program(server, wrong).get("networks/nic/archived").body == unknown.body);
    }
    // Another's id ends nothing, and says the same.
    std::string const id = tokens_of(owner).at(0).at("id");
    Browser mate(server.port());
    mate.sign_in("riverside_mate");
    CHECK(tokens_of(mate).empty());
    CHECK(mate.http("DELETE", "/api/v1/tokens/" + id).status == 204);
    CHECK(opens());

    SECTION("ended") {
        CHECK(owner.http("DELETE", "/api/v1/tokens/" + id).status == 204);
        CHECK_FALSE(opens());
        CHECK(tokens_of(owner).empty());
    }
    SECTION("over") {
        in_database(server, "UPDATE api_token SET expires_at_ms = created_at_ms");
        CHECK_FALSE(opens());
        CHECK(tokens_of(owner).empty());
    }
    SECTION("half a year without use, counted from when it was made or used last") {
        std::string const half_a_year = std::to_string(storage::token_idle_max_ms);
        in_database(server, "UPDATE api_token SET created_at_ms = created_at_ms - " + half_a_year);
        CHECK(opens());
        in_database(server, "UPDATE api_token SET used_at_ms = used_at_ms - " + half_a_year);
        CHECK_FALSE(opens());
        CHECK(tokens_of(owner).empty());
    }
    SECTION("with a new password, as every other sign-in") {
        CHECK(owner
                  .http("POST", "/api/v1/password",
                        json{{"current_password", RunningServer::password},
                             {"password", "nine lanterns over Alder"}}
                            .dump())
                  .status == 204);
        CHECK_FALSE(opens());
        CHECK(tokens_of(owner).empty());
    }
    SECTION("in a folder restored from a backup") {
        server.stop();
        SystemRandomness random;
        storage::begin_anew(
            server.folder(), [&](unsigned char* into, std::size_t n) { random.fill(into, n); }, 1);
        server.start_again();
        CHECK(Program(server, secret).get("networks/nic/archived").body == unknown.body);
    }
}

TEST_CASE("[S31] [S10] a token ends with its owner's place, for good; one who owes a second factor "
          "gets nothing by it") {
    Floor::Options options;
    RunningServer server(story_as_import(), options);
    Browser lead(server.port());
    lead.sign_in("riverside_lead");
    lead.join();
    Browser owner(server.port());
    owner.sign_in("riverside_principal");
    auto const secret = secret_of(owner, {{"may_write", true}});
    Program wide(server, secret);
    Program bound(server, secret_of(owner, {{"network", "nic"}, {"may_write", true}}));
    REQUIRE(wide.get("networks/nic/archived").status == 200);
    REQUIRE(bound.comment("before").status == 200);
    json const figures{{"chart", "run"}};
    REQUIRE(wide.ask("POST", "chart", figures).status != 401);

    SECTION("suspended") {
        REQUIRE(lead.act("suspend_membership", {{"id", "as_riverside_principal"}}).empty());
        for (auto* each : {&wide, &bound}) {
            CHECK(each->get("networks/nic/archived").status == 401);
            CHECK(each->comment("after").status == 401);
            CHECK(each->ask("POST", "chart", figures).status == 401);
        }
        CHECK(make(owner, {}).status == 404);
        // The minute's sweep puts them away; coming back brings none back.
        server.on_floor([](Floor& floor) { floor.sweep(); });
        REQUIRE(lead.act("resume_membership", {{"id", "as_riverside_principal"}}).empty());
        CHECK(owner.http("GET", "/api/v1/networks/nic/archived").status == 200);
        CHECK(wide.get("networks/nic/archived").status == 401);
        CHECK(tokens_of(owner).empty());
    }
    SECTION("removed") {
        REQUIRE(lead.act("end_membership", {{"id", "as_riverside_principal"}}).empty());
        CHECK(wide.get("networks/nic/archived").status == 401);
        CHECK(bound.comment("after").status == 401);
    }
    SECTION("owing a second factor") {
        server.stop();
        server.start_again(
            [](App::Options& again) { again.floor.second_factor = SecondFactorFor::Everyone; });
        Program later(server, secret);
        for (auto const& answer :
             {later.get("networks/nic/archived"), later.get("networks/nic/snapshot"),
              later.get("networks/nic/history"), later.comment("after"),
              later.ask("POST", "chart", figures)}) {
            CHECK(answer.status == 403);
            CHECK(answer.json().at("code") == "needs_second_factor");
        }
        Browser again(server.port());
        again.sign_in("riverside_principal");
        CHECK(make(again, {}).json().at("code") == "needs_second_factor");
    }
    SECTION("the network removed") {
        server.on_floor([](Floor& floor) { floor.remove("nic"); });
        CHECK(wide.get("networks/nic/archived").status == 401);
        CHECK(bound.get("networks/nic/archived").status == 401);
    }
}

TEST_CASE("[S31] no file of the server's, and no line of its log, holds what a program could use") {
    CapturedLog captured;
    std::string secret;
    {
        RunningServer server(story_as_import());
        Browser owner(server.port());
        owner.sign_in(teacher);
        secret = secret_of(owner, {{"name", "canary-name"}});
        Program program(server, secret);
        CHECK(program.get("networks/nic/snapshot").status == 200);
        CHECK(program.get("networks/nowhere/snapshot").status == 404);
        CHECK(Program(server, "fw_canary-secret").get("networks/nic/snapshot").status == 401);
        server.stop();
        auto const kept = all_bytes_below(server.folder());
        CHECK(kept.find("canary-name") != std::string::npos);  // it was looked through
        CHECK(kept.find(secret) == std::string::npos);
        CHECK(kept.find(secret.substr(3)) == std::string::npos);
        CHECK(kept.find("fw_") == std::string::npos);
        CHECK(kept.find("api_token_made") != std::string::npos);
    }
    auto const log = captured.text();
    CHECK(log.find("serving") != std::string::npos);
    for (auto const& each : {secret, secret.substr(3), std::string("fw_"), std::string("canary")}) {
        CHECK(log.find(each) == std::string::npos);
    }
}
