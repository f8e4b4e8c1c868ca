#include "server/web/guesses.hpp"

#include <catch2/catch.hpp>
#include <chrono>

#include "server/web/password.hpp"
#include "tests/support/browser.hpp"

// What somebody learns and reaches who tries passwords and addresses.
using namespace flywheel;
using namespace flywheel::testing;
using nlohmann::json;
using namespace std::chrono_literals;

namespace {

using Micros = std::chrono::microseconds;

HttpReply try_to_sign_in(RunningServer& server, std::string const& email,
                         std::string const& password) {
    return Browser(server.port())
        .http("POST", "/api/v1/sign_in", json{{"email", email}, {"password", password}}.dump());
}

template <class F>
Micros taken_by(F&& work) {
    auto const began = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration_cast<Micros>(std::chrono::steady_clock::now() - began);
}

double median(std::vector<Micros> times) {
    auto const middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
    std::nth_element(times.begin(), middle, times.end());
    return static_cast<double>(middle->count());
}

constexpr char const* people_asked[] = {"riverside_lead",      "riverside_sponsor",
                                        "riverside_principal", "riverside_teacher",
                                        "riverside_mate",      "riverside_outsider"};

}  // namespace

TEST_CASE("[S20] addresses of one network count together: 24 bits of IPv4, 48 of IPv6") {
    CHECK(web::subnet_of("203.0.113.7") == web::subnet_of("203.0.113.250"));
    CHECK(web::subnet_of("203.0.113.7") != web::subnet_of("203.0.114.7"));
    CHECK(web::subnet_of("::ffff:203.0.113.9") == web::subnet_of("203.0.113.7"));
    CHECK(web::subnet_of("2001:db8:1:aaaa::1") == web::subnet_of("2001:db8:1:bbbb::2"));
    CHECK(web::subnet_of("2001:db8:1::1") != web::subnet_of("2001:db8:2::1"));
    CHECK(web::subnet_of("no address") == "no address");

    web::Guesses guesses({10, 100, 300, 1'000});
    web::Guesses::Time const now{};
    for (int i = 0; i < 300; ++i) {
        auto const n = std::to_string(i);
        auto const address = "203.0.113." + std::to_string(i % 250);
        CHECK(guesses.wait_seconds("person" + n, address, now) == 0);
        guesses.failed("person" + n, address, now);
    }
    CHECK(guesses.wait_seconds("somebody", "203.0.113.251", now) > 0);
    CHECK(guesses.wait_seconds("somebody", "203.0.114.1", now) == 0);
    CHECK(guesses.wait_seconds("somebody", "203.0.113.251", now + 16min) == 0);
    // One that gets in does not open the network for all others.
    guesses.succeeded("somebody");
    CHECK(guesses.wait_seconds("somebody", "203.0.113.251", now) > 0);
}

TEST_CASE(
    "[S17] a password is hashed anew at signing in once the cost was raised, and at nothing else") {
    RunningServer server(story_as_import());
    std::string const email = "riverside_teacher@example.org";
    std::string const old_hash =
        web::hash_password(RunningServer::password, {1, std::size_t{8} * 1024 * 1024});
    REQUIRE(web::has_old_cost(old_hash));
    std::string account;
    auto hash_now = [&] {
        std::string hash;
        server.on_floor(
            [&](Floor& floor) { hash = floor.accounts().by_id(account)->password_hash; });
        return hash;
    };
    server.on_floor([&](Floor& floor) {
        account = floor.accounts().by_email(email)->id;
        floor.accounts().set_password(account, old_hash);
    });
    CHECK(try_to_sign_in(server, email, "wrong password").status == 401);
    CHECK(hash_now() == old_hash);
    CHECK(try_to_sign_in(server, email, RunningServer::password).status == 200);
    auto const fresh = hash_now();
    CHECK(fresh != old_hash);
    CHECK_FALSE(web::has_old_cost(fresh));
    CHECK(web::check_password(RunningServer::password, fresh));
    CHECK(try_to_sign_in(server, email, RunningServer::password).status == 200);
    CHECK(hash_now() == fresh);
    // A password that was changed meanwhile is not undone by it.
    server.on_floor([&](Floor& floor) {
        floor.accounts().replace_hash(account, old_hash, "what came too late");
    });
    CHECK(hash_now() == fresh);
}

// As a ratio in one run, so that a slow machine is slow for both. Without the hashing an unknown account would answer some
// fifty times as fast.
TEST_CASE("[S21] signing in takes as long for an account that is not there") {
    RunningServer server(story_as_import());
    std::vector<Micros> known;
    std::vector<Micros> unknown;
    for (int i = 0; i < 30; ++i) {
        auto const who = std::string(people_asked[i % std::size(people_asked)]) + "@example.org";
        auto const nobody = "nobody" + std::to_string(i) + "@example.org";
        int status = 0;
        known.push_back(
            taken_by([&] { status = try_to_sign_in(server, who, "not their password").status; }));
        REQUIRE(status == 401);
        unknown.push_back(taken_by(
            [&] { status = try_to_sign_in(server, nobody, "not their password").status; }));
        REQUIRE(status == 401);
    }
    auto const ratio = median(known) / median(unknown);
    INFO("known " << median(known) << " us, unknown " << median(unknown) << " us");
    CHECK(ratio < 1.8);
    CHECK(ratio > 1 / 1.8);
}

TEST_CASE("[S21] asking for a new password takes as long for an account that is not there") {
    RunningServer server(story_as_import());
    server.stop();
    server.start_again([](App::Options& options) {
        // Nobody listens there: what is measured is the answer, and the next one behind what it set going.
        options.smtp = {"smtp://127.0.0.1:9", {}, {}, "flywheel@example.org", 1};
    });
    std::vector<Micros> known;
    std::vector<Micros> unknown;
    auto ask = [&](std::string const& email) {
        return taken_by([&] {
            Browser browser(server.port());
            CHECK(browser.http("POST", "/api/v1/reset_password", json{{"email", email}}.dump())
                      .status == 200);
            // Behind it on the room thread, as somebody would look who measures what it does there.
            CHECK(browser.http("GET", "/api/v1/me").status == 200);
        });
    };
    for (int i = 0; i < 18; ++i) {
        known.push_back(
            ask(std::string(people_asked[i % std::size(people_asked)]) + "@example.org"));
        unknown.push_back(ask("nobody" + std::to_string(i) + "@example.org"));
    }
    auto const ratio = median(known) / median(unknown);
    INFO("known " << median(known) << " us, unknown " << median(unknown) << " us");
    CHECK(ratio < 3);
    CHECK(ratio > 1.0 / 3);
}
