#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "protocol/digest.hpp"
#include "protocol/ids.hpp"
#include "storage/store.hpp"
#include "tests/support/process/server_process.hpp"

// Backups of a server that is being written to, each restored somewhere else and compared with what the server itself has.
using namespace flywheel;
using nlohmann::json;
using process::DataFolder;
using process::ServerProcess;

namespace {

constexpr char const* password = "turn the wheel daily";
constexpr int writers = 4;
constexpr int writes_a_second = 200;
constexpr int backups = 20;
constexpr char const* emails[writers] = {"cb-lead@example.org", "cb-alder@example.org",
                                         "cb-birch@example.org", "cb-cotton@example.org"};

struct Sample {
    std::string network;
    std::string team;
    std::string idea;
};

Sample read_sample() {
    Sample sample;
    std::ifstream file("deploy/sample-network.jsonl");
    for (std::string line; std::getline(file, line);) {
        auto const entry = json::parse(line);
        if (entry.contains("flywheel_import")) { sample.network = entry["network"]; }
        if (entry.value("kind", "") == "team" && entry["name"] == "Cedar Bend testing team") {
            sample.team = entry["id"];
        }
        if (entry.value("kind", "") == "driver_node" && entry["node_kind"] == "change_idea") {
            sample.idea = entry["id"];
        }
    }
    return sample;
}

}  // namespace

TEST_CASE(
    "[S81] twenty backups under 200 writes a second, each restored elsewhere, end where they say") {
    DataFolder const folder;
    process::import_network("deploy/sample-network.jsonl", folder, password);
    ServerProcess server(folder);
    auto const sample = read_sample();
    std::atomic<bool> over{false};
    std::atomic<int> accepted{0};
    std::atomic<int> refused{0};
    std::vector<std::thread> threads;
    auto const began = std::chrono::steady_clock::now();
    for (int writer = 0; writer < writers; ++writer) {
        threads.emplace_back([&, writer] {
            auto const cookie =
                process::sign_in(server.port(), emails[writer], password, writer + 1);
            auto next = std::chrono::steady_clock::now();
            for (int i = 0; !over; ++i) {
                auto const n = i * writers + writer;
                json const command{{"id", derived_id("backup", "command", n)},
                                   {"name", "plan_pdsa_cycle"},
                                   {"args",
                                    {{"id", derived_id("backup", "pdsa_cycle", n)},
                                     {"team", sample.team},
                                     {"change_idea", sample.idea},
                                     {"what", "Try number " + std::to_string(n)},
                                     {"prediction", "It holds"},
                                     {"end_on", "2027-06-30"}}}};
                auto const answer = process::http(
                    server.port(), "POST", "/api/v1/networks/" + sample.network + "/commands",
                    cookie, command.dump(), writer + 1);
                ++(answer.status == 200 ? accepted : refused);
                next += std::chrono::milliseconds(1000 * writers / writes_a_second);
                std::this_thread::sleep_until(next);
            }
        });
    }
    DataFolder const elsewhere;
    std::vector<json> manifests;
    std::string said;
    auto const file = [&](std::size_t i) {
        return elsewhere.path() + "/" + std::to_string(i) + ".backup";
    };
    while (accepted < writes_a_second && refused == 0) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    std::vector<int> accepted_at;
    for (std::size_t i = 0; i < backups; ++i) {
        INFO(said);
        REQUIRE(process::run_flywheel("backup take --json " + file(i) + " --data " + folder.path(),
                                      said) == 0);
        auto const first = said.find('{');
        manifests.push_back(json::parse(said.substr(first, said.find('\n', first) - first)));
        accepted_at.push_back(accepted);
    }
    over = true;
    for (auto& thread : threads) {
        thread.join();
    }
    auto const seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    CHECK(refused == 0);
    CHECK(server.stop() == 0);

    storage::Store live(folder.path(), [](unsigned char* into, std::size_t count) {
        std::fill_n(into, count, static_cast<unsigned char>(0));
    });
    std::int64_t last = 0;
    for (std::size_t i = 0; i < backups; ++i) {
        auto const into = elsewhere.path() + "/restored" + std::to_string(i);
        INFO("backup " << i << ": " << said);
        REQUIRE(process::run_flywheel("restore " + file(i) + " --data " + into, said) == 0);
        auto const& head = manifests[i].at("heads").at(1);
        CHECK(head.at("network") == sample.network);
        auto const seq = head.at("seq").get<std::int64_t>();
        CHECK(seq > last);  // the server went on between them
        last = seq;
        CHECK(to_hex(*live.hash_at(sample.network, seq)) == head.at("hash"));
        // What the restored folder itself says, read by another program run.
        REQUIRE(process::run_flywheel("verify --json --data " + into, said) == 0);
        auto const first = said.find('{');
        auto const chains =
            json::parse(said.substr(first, said.find('\n', first) - first)).at("chains");
        CHECK(chains.at(0).at("network") == sample.network);
        CHECK(chains.at(0).at("entries") == seq);
        CHECK(chains.at(0).at("broken_seq") == 0);
    }
    WARN(accepted << " writes in " << static_cast<int>(seconds) << " s, "
                  << accepted_at.back() - accepted_at.front()
                  << " of them while backups were taken; the last holds " << last << " entries");
}
