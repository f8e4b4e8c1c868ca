#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <sched.h>
#include <string>
#include <sys/resource.h>
#include <vector>

#include "tests/bench/network_file.hpp"
#include "tests/bench/swarm.hpp"
#include "tests/bench/yardsticks.hpp"
#include "tests/support/process/server_process.hpp"

// flywheel_bench [fan_out] [durable] [cold_open] [memory] [--quick]
//
// Measures the real server over loopback with everything on, prints figures and asserts nothing about time. The load is open: commands
// are due at a constant rate whatever the answers do, and latency counts from the moment one was due. The server keeps to one core and
// this program to the other, so figures are those of one core of each. docs/BENCHMARKS.md says how to read them.
namespace flywheel::bench {
namespace {

using process::DataFolder;
using process::http;
using process::ServerProcess;

constexpr int server_core = 0;
constexpr int client_core = 1;

std::string between(std::string const& text, std::string const& before, std::string const& after) {
    auto const from = text.find(before);
    if (from == std::string::npos) { return {}; }
    auto const start = from + before.size();
    return text.substr(start, text.find(after, start) - start);
}

// Signs everybody in, each from an address of their own, and fetches one snapshot's cursor for all.
std::vector<Seat> sign_everybody_in(ServerProcess const& server, NetworkFile const& file) {
    std::vector<Seat> seats;
    for (std::size_t i = 0; i < file.emails.size(); ++i) {
        Seat seat;
        seat.source = static_cast<int>(i) + 1;
        seat.cookie = process::sign_in(server.port(), file.emails[i], bench_password, seat.source);
        seats.push_back(seat);
    }
    auto const snapshot =
        http(server.port(), "GET", "/api/v1/networks/" + file.network + "/snapshot",
             seats[0].cookie, {}, seats[0].source);
    std::string const since = between(snapshot.body, R"("at":")", "\"");
    if (since.empty()) { throw std::runtime_error("no snapshot: " + snapshot.head); }
    for (auto& seat : seats) {
        seat.since = since;
    }
    return seats;
}

struct Before {
    double cpu = 0;
    double commits = 0;
    double flushes = 0;
    std::chrono::steady_clock::time_point at = std::chrono::steady_clock::now();
};

Before look(ServerProcess const& server) {
    return {server.cpu_seconds(), server.figure("commits"), server.figure("flushes")};
}

void print_head() {
    std::printf("%9s %9s  %21s %9s  %11s %17s  %8s %8s %10s %6s %6s %6s\n", "offered", "achieved",
                "accepted p50/p99/max", "lost/ref.", "puts/s", "delivered p50/p99", "commits/s",
                "flushes/s", "msgs/flush", "srv%", "cli%", "B/put");
}

void print(Outcome const& o, ServerProcess const& server, Before const& before) {
    double const whole =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - before.at).count();
    double const commits = (server.figure("commits") - before.commits) / whole;
    double const flushes = (server.figure("flushes") - before.flushes) / whole;
    std::printf(
        "%9.0f %9.0f  %6.1f %6.1f %6.0f ms %4llu/%-4llu  %11.0f %6.1f %6.1f ms   %8.0f %8.0f %8.1f "
        "%5.0f%% %5.0f%% %6.0f%s\n",
        o.offered, o.achieved, o.accept_p50_ms, o.accept_p99_ms, o.accept_max_ms,
        static_cast<unsigned long long>(o.lost), static_cast<unsigned long long>(o.refused),
        o.deliveries, o.delivery_p50_ms, o.delivery_p99_ms, commits, flushes,
        flushes > 0 ? o.messages / flushes : 0.0, (server.cpu_seconds() - before.cpu) / whole * 100,
        o.client_cpu_share * 100, o.bytes_per_put,
        o.closed > 0 ? "  (connections were closed)" : "");
    std::fflush(stdout);
}

void durable(bool quick) {
    int const members = quick ? 50 : 200;
    auto const file = write_network_file(members, members / 4, 1000);
    DataFolder folder;
    process::import_network(file.path, folder, bench_password);
    ServerProcess server(folder, server_core);
    auto const seats = sign_everybody_in(server, file);
    std::printf("\nDurable commands: %d members in one network, %d of them writing, each change on "
                "disk before its answer and on every screen\n",
                members, members / 4);
    print_head();
    Swarm swarm(server.port(), file.network, seats, members);
    for (double const rate : {50.0, 200.0, 1000.0, 3000.0, 5000.0, 8000.0}) {
        swarm.settle();
        auto const before = look(server);
        print(swarm.run({rate, quick ? 2.0 : 6.0, members / 4, 200}, file.nodes), server, before);
    }
}

void fan_out(bool quick) {
    auto const file = write_network_file(200, 50, 1000);
    for (int const subscribers : {100, 1000, 5000}) {
        DataFolder folder;
        process::import_network(file.path, folder, bench_password);
        ServerProcess server(folder, server_core);
        auto const seats = sign_everybody_in(server, file);
        Swarm swarm(server.port(), file.network, seats, subscribers + 50);
        // One connection may have eight commands under way, so one publisher alone measures how soon it is answered as much as the fan-out.
        for (int const publishers : {1, 50}) {
            std::printf("\nFan-out: %d publisher%s, %d subscribers, texts of 200 bytes\n",
                        publishers, publishers == 1 ? "" : "s", subscribers + 50);
            print_head();
            // One connection may have eight commands under way: alone it shows how soon news goes out, not how much.
            std::vector<double> const rates = publishers == 1
                                                  ? std::vector<double>{100}
                                                  : std::vector<double>{100, 300, 1000, 2000};
            for (double const rate : rates) {
                swarm.settle();
                auto const before = look(server);
                print(swarm.run({rate, quick ? 2.0 : 5.0, publishers, 200}, file.nodes), server,
                      before);
            }
        }
    }
}

void cold_open(bool quick) {
    auto const file = write_network_file(20, 5, 10'000);
    DataFolder folder;
    process::import_network(file.path, folder, bench_password);
    ServerProcess server(folder, server_core);
    auto const seats = sign_everybody_in(server, file);
    std::printf("\nCold open: a snapshot of 10,000 records\n");
    for (std::string const encoding : {"identity", "gzip"}) {
        std::vector<double> took;
        std::size_t bytes = 0;
        double const cpu = server.cpu_seconds();
        int const times = quick ? 5 : 30;
        for (int i = 0; i < times; ++i) {
            auto const from = std::chrono::steady_clock::now();
            auto const& seat = seats[static_cast<std::size_t>(i) % seats.size()];
            auto const answer =
                http(server.port(), "GET", "/api/v1/networks/" + file.network + "/snapshot",
                     "Accept-Encoding: " + encoding + "\r\n" + seat.cookie, {}, seat.source);
            took.push_back(
                std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - from)
                    .count());
            bytes = answer.body.size();
        }
        std::sort(took.begin(), took.end());
        std::printf("  %-9s p50 %6.1f ms, worst %6.1f ms, %8.0f kB on the wire, %5.1f ms of server "
                    "CPU each\n",
                    encoding.c_str(), took[took.size() / 2], took.back(),
                    static_cast<double>(bytes) / 1000, (server.cpu_seconds() - cpu) / times * 1000);
    }
    std::printf("  resident after that: %.0f MiB\n", server.resident_mib());
}

void memory(bool quick) {
    auto const file = write_network_file(200, 50, 1000);
    DataFolder folder;
    process::import_network(file.path, folder, bench_password);
    ServerProcess server(folder, server_core);
    double const idle = server.resident_mib();
    auto const seats = sign_everybody_in(server, file);
    double const before = server.resident_mib();
    int const connections = quick ? 500 : 5000;
    Swarm swarm(server.port(), file.network, seats, connections);
    swarm.idle(2);
    double const after = server.resident_mib();
    std::printf("\nMemory: %.0f MiB when started with 1,000 records, %.0f MiB after %zu people "
                "signed in;\n  %d idle connections: %.1f KiB resident each\n",
                idle, before, seats.size(), connections, (after - before) * 1024 / connections);
}

int run(std::vector<std::string> const& words) {
    bool const quick = std::find(words.begin(), words.end(), "--quick") != words.end();
    auto const wanted = [&](char const* name) {
        return words.size() == (quick ? 1U : 0U) ||
               std::find(words.begin(), words.end(), name) != words.end();
    };
    rlimit files{};
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);  // the server inherits it

    auto const disk = measure_disk(quick ? 1 : 3);
    std::printf("Yardsticks of this hour\n  Y1  4 KiB appended and synced: %.0f a second, p50 %.2f "
                "ms, p99 %.2f ms\n",
                disk.per_second, disk.p50_ms, disk.p99_ms);
    std::printf("  Y2  a bare epoll writer, 300-byte frames, 1,000 sockets: %.0f frames a second\n",
                measure_frames(1000, 300, quick ? 1 : 3));
    std::fflush(stdout);

    cpu_set_t cores;
    CPU_ZERO(&cores);
    CPU_SET(client_core, &cores);
    sched_setaffinity(0, sizeof cores, &cores);

    if (wanted("durable")) { durable(quick); }
    if (wanted("fan_out")) { fan_out(quick); }
    if (wanted("cold_open")) { cold_open(quick); }
    if (wanted("memory")) { memory(quick); }
    return 0;
}

}  // namespace
}  // namespace flywheel::bench

int main(int argc, char** argv) {
    try {
        return flywheel::bench::run({argv + 1, argv + argc});
    } catch (std::exception const& problem) {
        std::fprintf(stderr, "The benchmark stopped: %s\n", problem.what());
        return 1;
    }
}
