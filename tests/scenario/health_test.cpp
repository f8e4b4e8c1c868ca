#include <catch2/catch.hpp>
#include <fstream>

#include "tests/support/browser.hpp"
#include "tests/support/process/server_process.hpp"

using namespace flywheel;
using namespace flywheel::testing;
using nlohmann::json;

namespace {

double value_of(std::string const& page, std::string const& line) {
    auto const at = ("\n" + page).find("\n" + line + " ");
    INFO(line << " in\n" << page);
    REQUIRE(at != std::string::npos);
    return std::stod(page.substr(at + line.size() + 1));
}

}  // namespace

TEST_CASE("whoever watches over the server learns that it is well, and nothing of who is in it") {
    RunningServer server(story_as_import());
    Browser watcher(server.port());
    auto const alive = watcher.http("GET", "/healthz");
    CHECK(alive.status == 200);
    CHECK(alive.body == "ok\n");
    auto const ready = watcher.http("GET", "/readyz");
    CHECK(ready.status == 200);
    CHECK(ready.body == "ok\n");

    SECTION("figures are for who holds the token") {
        auto const absent = watcher.http("GET", "/api/v1/nothing");
        for (auto const& said : {"", "Bearer ", "Bearer wrong", "Basic x"}) {
            auto const refused = watcher.http("GET", "/metrics", {}, {{"Authorization", said}});
            CHECK(refused.status == absent.status);
            CHECK(refused.body == absent.body);
        }
        auto ask = [&] {
            auto const page = watcher.http(
                "GET", "/metrics", {},
                {{"Authorization", std::string("Bearer ") + RunningServer::metrics_token}});
            CHECK(page.status == 200);
            CHECK(page.header("Content-Type") == "text/plain; version=0.0.4; charset=utf-8");
            return page.body;
        };
        auto const before = ask();
        CHECK(value_of(before, "flywheel_networks") == 1);
        CHECK(value_of(before, "flywheel_websockets") == 0);
        CHECK(value_of(before, "flywheel_disk_full") == 0);
        CHECK(value_of(before, "flywheel_data_bytes") > 0);
        CHECK(value_of(before, "process_resident_memory_bytes") > 1e6);
        Browser teacher(server.port());
        teacher.sign_in("riverside_teacher");
        CHECK(teacher
                  .http("POST", "/api/v1/sign_in",
                        R"({"email":"riverside_teacher@example.org","password":"wrong one here"})")
                  .status == 401);
        teacher.join();
        CHECK(teacher
                  .act("create_driver_node", {{"id", "n"},
                                              {"diagram", "hub_diagram"},
                                              {"node_kind", "change_idea"},
                                              {"text", "CANARY"},
                                              {"rank", "V"}})
                  .empty());
        CHECK(teacher.act("archive_driver_node", {{"id", "nowhere"}}) != "");
        auto const after = ask();
        CHECK(value_of(after, "flywheel_websockets") == 1);
        CHECK(value_of(after, "flywheel_connections") == 1);
        CHECK(value_of(after, "flywheel_sign_ins_failed_total") == 1);
        CHECK(value_of(after, "flywheel_commands_total{outcome=\"accepted\"}") == 1);
        CHECK(value_of(after, "flywheel_http_requests_total{status=\"4xx\"}") >= 1);
        CHECK(value_of(after, "flywheel_commit_seconds_count") >
              value_of(before, "flywheel_commit_seconds_count"));
        // No network, no person, no record.
        for (auto const* name : {"nic", "riverside", "teacher", "example.org", "CANARY"}) {
            INFO(name);
            CHECK(after.find(name) == std::string::npos);
        }
    }
}

TEST_CASE("a server whose disk is full lives, and is not ready") {
    Floor::Options options;
    options.disk_reserve = 1LL << 60U;  // more than any disk
    RunningServer server(story_as_import(), options);
    Browser watcher(server.port());
    CHECK(watcher.http("GET", "/healthz").status == 200);
    auto const ready = watcher.http("GET", "/readyz");
    CHECK(ready.status == 503);
    CHECK(ready.body == "the disk is full\n");
}

TEST_CASE("settings that are wrong are all said, with their lines, and nothing is served") {
    process::DataFolder const folder;
    auto const path = folder.path() + "/flywheel.toml";
    {
        std::ofstream file(path);
        file << "[server]\nlistne = \"127.0.0.1:0\"\ndisk_reserve = \"much\"\n";
    }
    std::string said;
    CHECK(process::run_flywheel("serve --config " + path, said) == 2);
    CHECK(said.find(path + ":2: there is no setting \"server.listne\"") != std::string::npos);
    CHECK(said.find(path + ":3: server.disk_reserve is a whole number") != std::string::npos);
    CHECK(process::run_flywheel("serve --config " + path + ".none", said) == 3);
    CHECK(said.find("could not read") != std::string::npos);
    {
        std::ofstream file(path);
        file << "[server]\ndisk_reserve = 7\n";
    }
    CHECK(process::run_flywheel("config show --origin --listen 127.0.0.1:9 --config " + path,
                                said) == 0);
    CHECK(said.find("server.disk_reserve = 7    # " + path + ":2\n") != std::string::npos);
    CHECK(said.find("server.listen = 127.0.0.1:9    # --listen\n") != std::string::npos);
    CHECK(said.find("server.data = data    # default\n") != std::string::npos);
}
