#include <liboath/oath.h>

#include <catch2/catch.hpp>
#include <cstdlib>

#include "protocol/digest.hpp"
#include "server/web/second_factor.hpp"
#include "tests/support/browser.hpp"
#include "tests/support/process/server_process.hpp"
#include "tests/support/smtp_receiver.hpp"

// A password that somebody else learned opens nothing where a second factor is asked for.
using namespace flywheel;
using namespace flywheel::testing;
using nlohmann::json;

namespace {

constexpr char const* teacher = "riverside_teacher";
char const* const email = "riverside_teacher@example.org";

// What an app shows so many half minutes from now.
std::string shown(std::string const& base32, int steps = 0) {
    char* secret = nullptr;
    std::size_t size = 0;
    REQUIRE(oath_base32_decode(base32.data(), base32.size(), &secret, &size) == OATH_OK);
    char code[7] = {};
    REQUIRE(oath_totp_generate(secret, size, std::time(nullptr) + 30 * steps, 30, 0, 6, code) ==
            OATH_OK);
    std::free(secret);
    return code;
}

HttpReply post(Browser& browser, std::string const& path, json const& body) {
    return browser.http("POST", "/api/v1/" + path, body.dump());
}

HttpReply sign_in(RunningServer& server, std::string const& code, std::string const& password) {
    Browser fresh(server.port());
    json body{{"email", email}, {"password", password}};
    if (!code.empty()) { body["code"] = code; }
    return post(fresh, "sign_in", body);
}

struct Begun {
    std::string secret;
    std::vector<std::string> recovery;
};

// Begun and confirmed with the code of half a minute ago, so that the one of now is still good.
Begun begin(Browser& browser) {
    auto const begun =
        post(browser, "second_factor/begin", {{"current_password", RunningServer::password}});
    REQUIRE(begun.status == 200);
    auto const answer = begun.json();
    Begun made{answer.at("secret"), {}};
    auto const confirmed =
        post(browser, "second_factor/confirm", {{"code", shown(made.secret, -1)}});
    REQUIRE(confirmed.status == 200);
    auto const codes = confirmed.json();
    made.recovery = codes.at("recovery_codes").get<std::vector<std::string>>();
    return made;
}

}  // namespace

TEST_CASE("[S22] codes are those of RFC 6238, good for half a minute around, and once") {
    // Its appendix B, the last six of eight digits.
    std::string const secret = "12345678901234567890";
    auto at = [&](char const* code, std::int64_t s, std::int64_t used = 0) {
        return web::totp_step(secret, code, s * 1000, used);
    };
    CHECK(at("287082", 59) == 1);
    CHECK(at("081804", 1'111'111'109) == 37'037'036);
    CHECK(at("050471", 1'111'111'111) == 37'037'037);
    CHECK(at("005924", 1'234'567'890) == 41'152'263);
    CHECK(at("279037", 2'000'000'000) == 66'666'666);
    // A clock that is off by half a minute either way, and by no more.
    CHECK(at("081804", 1'111'111'109 + 30) == 37'037'036);
    CHECK(at("081804", 1'111'111'109 - 30) == 37'037'036);
    CHECK_FALSE(at("081804", 1'111'111'109 + 90));
    CHECK_FALSE(at("081804", 1'111'111'109 - 90));
    CHECK_FALSE(at("081804", 1'111'111'109, 37'037'036));
    for (auto const* none : {"", "08180", "0818041", "08180a", "      ", "081805"}) {
        INFO(none);
        CHECK_FALSE(at(none, 1'111'111'109));
    }
}

TEST_CASE(
    "[S22] what an app scans is what it types; a recovery code does not mind how it is written") {
    SystemRandomness random;
    auto const secret = web::make_totp_secret(random);
    CHECK(secret.size() == 20);
    CHECK(web::make_totp_secret(random) != secret);
    auto const uri = web::totp_uri(secret, "a b@example.org", "flywheel.example.org");
    CHECK(uri == "otpauth://totp/flywheel.example.org:a%20b%40example.org?secret=" +
                     web::base32_of(secret) + "&issuer=flywheel.example.org");
    auto const rows = web::qr_rows(uri);
    REQUIRE(rows.size() >= 21);
    for (auto const& row : rows) {
        CHECK(row.size() == rows.size());
    }
    CHECK(rows[0].substr(0, 8) == "11111110");  // the corner by which it is found
    auto const code = web::make_recovery_code(random);
    CHECK(code.size() == 11);
    std::string shouted;
    for (char const c : code) {
        shouted += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
        shouted += ' ';
    }
    CHECK(web::plain_code(shouted) == web::plain_code(code));
}

TEST_CASE("[S22] with a second factor the password alone opens nothing; a code opens once") {
    RunningServer server(story_as_import());
    Browser here(server.port());
    here.sign_in(teacher);
    Browser other(server.port());
    other.sign_in(teacher);
    other.join();
    CHECK(here.http("GET", "/api/v1/second_factor").json() ==
          json{{"on", false}, {"asked", false}});
    CHECK(post(here, "second_factor/begin", {{"current_password", "not mine"}}).status == 401);
    CHECK(post(here, "second_factor/confirm", {{"code", "123456"}}).json()["code"] ==
          "wrong_state");
    auto const begun = begin(here);
    CHECK(begun.recovery.size() == 10);
    // What was open with the password alone is out.
    CHECK(other.closed(std::chrono::seconds(1)) != 0);
    CHECK(here.http("GET", "/api/v1/second_factor").json()["recovery_codes_left"] == 10);

    auto const asked = sign_in(server, "", RunningServer::password);
    CHECK(asked.status == 401);
    CHECK(asked.json()["code"] == "needs_code");
    CHECK(asked.header("Set-Cookie").empty());
    // Without the password nobody learns that there is one.
    CHECK(sign_in(server, "", "wrong password").json()["code"] == "sign_in_failed");
    CHECK(sign_in(server, "000000", "wrong password").json() ==
          sign_in(server, "", "wrong password").json());
    auto const wrong = sign_in(server, "abcdef", RunningServer::password);
    CHECK(wrong.json()["code"] == "sign_in_failed");
    CHECK(wrong.json()["field"] == "code");

    auto const code = shown(begun.secret);
    CHECK(sign_in(server, code, RunningServer::password).status == 200);
    CHECK(sign_in(server, code, RunningServer::password).status == 401);
    // Each on paper is good once, too.
    CHECK(sign_in(server, begun.recovery[3], RunningServer::password).status == 200);
    CHECK(sign_in(server, begun.recovery[3], RunningServer::password).status == 401);
    CHECK(here.http("GET", "/api/v1/second_factor").json()["recovery_codes_left"] == 9);
    CHECK(post(here, "second_factor/begin", {{"current_password", RunningServer::password}})
              .json()["code"] == "wrong_state");

    // Ended by who has both.
    auto end = [&](std::string const& password, std::string const& with) {
        return post(here, "second_factor/end", {{"current_password", password}, {"code", with}})
            .status;
    };
    CHECK(end(RunningServer::password, "abcdef") == 401);
    CHECK(end("not mine", begun.recovery[4]) == 401);
    CHECK(end(RunningServer::password, begun.recovery[4]) == 204);
    CHECK(sign_in(server, "", RunningServer::password).status == 200);
    CHECK(sign_in(server, begun.recovery[5], RunningServer::password).status == 200);
}

TEST_CASE("[S20] [S22] guesses at codes run out as guesses at passwords do") {
    RunningServer server(story_as_import());
    Browser here(server.port());
    here.sign_in(teacher);
    auto const begun = begin(here);
    for (int i = 0; i < 10; ++i) {
        CHECK(sign_in(server, "abcdef", RunningServer::password).status == 401);
    }
    CHECK(sign_in(server, shown(begun.secret), RunningServer::password).status == 429);
}

TEST_CASE("[S22] [S30] a one-time link stands for the password, not for the second factor") {
    RunningServer server(story_as_import());
    Browser here(server.port());
    here.sign_in(teacher);
    auto const begun = begin(here);
    auto make_link = [&](char const* purpose = "sign_in") {
        std::string token;
        server.on_floor([&](Floor& floor) {
            token = make_token(floor.env().random);
            auto const account = floor.accounts().by_email(email);
            floor.accounts().add_link(sha256(token), purpose, account->id,
                                      floor.env().clock.now_ms() + 60'000);
        });
        return token;
    };
    auto use = [&](std::string const& token, std::string const& code) {
        Browser fresh(server.port());
        json body{{"token", token}};
        if (!code.empty()) { body["code"] = code; }
        return post(fresh, "sign_in_link", body);
    };
    auto const token = make_link();
    CHECK(use(token, "").json()["code"] == "needs_code");
    CHECK(use(token, begun.recovery[0]).status == 200);
    CHECK(use(token, begun.recovery[1]).status == 404);
    // Nobody gets to try all codes on one link.
    auto const tried = make_link();
    CHECK(use(tried, "abcdef").status == 401);
    CHECK(use(tried, begun.recovery[1]).status == 404);
    // Nor does one that came by mail for a new password.
    auto const reset = make_link("reset");
    auto choose = [&](std::string const& code) {
        Browser fresh(server.port());
        json body{{"token", reset}, {"password", "nine lanterns over Alder"}};
        if (!code.empty()) { body["code"] = code; }
        return post(fresh, "sign_in_link", body);
    };
    auto const asked = choose("");
    CHECK(asked.json()["code"] == "needs_code");
    CHECK(asked.header("Set-Cookie").empty());
    CHECK(sign_in(server, begun.recovery[1], RunningServer::password).status == 200);
    CHECK(choose(begun.recovery[2]).status == 200);
    CHECK(sign_in(server, begun.recovery[3], RunningServer::password).status == 401);
    CHECK(sign_in(server, begun.recovery[3], "nine lanterns over Alder").status == 200);
}

TEST_CASE(
    "[S29] [S31] who has a second factor shows it to make a token: the password alone makes none") {
    RunningServer server(story_as_import());
    Browser here(server.port());
    here.sign_in(teacher);
    json const wish{{"name", "Figures"}, {"current_password", RunningServer::password}};
    CHECK(post(here, "tokens", wish).status == 200);
    auto const begun = begin(here);
    auto make = [&](std::string const& code) {
        auto body = wish;
        if (!code.empty()) { body["code"] = code; }
        return post(here, "tokens", body);
    };
    CHECK(make("").status == 401);
    CHECK(make("").json()["code"] == "needs_code");
    auto const wrong = make("000000");
    CHECK(wrong.status == 401);
    CHECK(wrong.json()["field"] == "code");
    auto const made = make(shown(begun.secret));
    REQUIRE(made.status == 200);
    // The one from before went with the new second factor.
    CHECK(here.http("GET", "/api/v1/tokens").json()["tokens"].size() == 1);
    // And no code makes two.
    CHECK(make(shown(begun.secret)).status == 401);
}

TEST_CASE("[S22] an operator helps out who has lost phone and paper") {
    RunningServer server(story_as_import());
    Browser here(server.port());
    here.sign_in(teacher);
    auto const begun = begin(here);
    std::string said;
    CHECK(process::run_flywheel(std::string("end-second-factor ") + email + " --json --data " +
                                    server.folder(),
                                said) == 0);
    CHECK(json::parse(said) == json{{"codes", true}, {"passkeys", false}});
    CHECK(sign_in(server, "", RunningServer::password).status == 200);
    CHECK(process::run_flywheel("end-second-factor nobody@example.org --data " + server.folder(),
                                said) == 1);
}

namespace {

// A small SMTP server's mails to the teacher, once there are so many.
bool told(SmtpReceiver const& receiver, std::size_t count) {
    for (int i = 0; i < 200 && receiver.mails().size() < count; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(25));
    }
    return receiver.mails().size() == count;
}

// What a hello on a fresh socket is closed with; 0 where it is welcome.
int hello_closes_with(Browser& browser) {
    REQUIRE(browser.upgrade() == 101);
    browser.send(R"({"type":"hello","wire_version":1,"network":"nic","pending":[]})");
    if (browser.receive(std::chrono::seconds(2))) { return 0; }
    return browser.closed(std::chrono::seconds(1));
}

Floor::Options asked_of(SecondFactorFor whom) {
    Floor::Options options;
    options.second_factor = whom;
    return options;
}

constexpr int owes = 4403;

}  // namespace

TEST_CASE("[S22] whose second factor is begun or ended is told by mail, by whoever it was") {
    SmtpReceiver receiver;
    RunningServer server(story_as_import());
    server.stop();
    server.start_again([&](App::Options& options) {
        options.smtp = {receiver.url(), {}, {}, "flywheel@example.org", 5};
        options.mail_every_ms = 3'600'000;
    });
    Browser here(server.port());
    here.sign_in(teacher);
    auto const begun = begin(here);
    REQUIRE(told(receiver, 1));
    auto const mail = receiver.mails()[0];
    CHECK(mail.to == email);
    CHECK(mail.decoded.find("a second factor was set up") != std::string::npos);
    CHECK(mail.decoded.find(begun.secret) == std::string::npos);
    CHECK(mail.decoded.find(begun.recovery[0]) == std::string::npos);
    CHECK(post(here, "second_factor/end",
               {{"current_password", RunningServer::password}, {"code", begun.recovery[0]}})
              .status == 204);
    REQUIRE(told(receiver, 2));
    CHECK(receiver.mails()[1].decoded.find("was ended") != std::string::npos);
    begin(here);
    REQUIRE(told(receiver, 3));
    std::string said;
    CHECK(process::run_flywheel(
              std::string("end-second-factor ") + email + " --data " + server.folder(), said) == 0);
    REQUIRE(told(receiver, 4));
    CHECK(receiver.mails()[3].decoded.find("was ended") != std::string::npos);
}

TEST_CASE(
    "[S24] of whom a second factor is asked and who has none gets to nothing but setting it up") {
    RunningServer server(story_as_import(), asked_of(SecondFactorFor::Leads));
    Browser lead(server.port());
    lead.sign_in("riverside_lead");
    CHECK(lead.http("GET", "/api/v1/me").json().at("needs_second_factor") == true);
    CHECK(lead.http("GET", "/api/v1/second_factor").json() == json{{"on", false}, {"asked", true}});
    std::string const network = "/api/v1/networks/nic/";
    for (auto const* path : {"snapshot", "snapshot?older=x", "records/aim/aim", "details/aim/aim",
                             "archived", "notices", "charts", "history", "history?kind=aim&id=aim",
                             "invitations", "view_as?role=observer&organization=elm"}) {
        INFO(path);
        auto const answer = lead.http("GET", network + path);
        CHECK(answer.status == 403);
        CHECK(answer.json().at("code") == "needs_second_factor");
    }
    json const command{
        {"id", "cccccccccccccccccccccccccc"},
        {"name", "edit_member"},
        {"args", {{"id", "riverside_lead"}, {"seen_revision", 1}, {"set", {{"name", "X"}}}}}};
    std::pair<char const*, json> const writes[] = {
        {"commands", command},
        {"invitations", {{"organization", "elm"}, {"role", "team_member"}}},
        {"members/riverside_teacher/sign_in_link", json::object()}};
    for (auto const& [path, body] : writes) {
        INFO(path);
        auto const answer = lead.http("POST", network + path, body.dump());
        CHECK(answer.status == 403);
        CHECK(answer.json().at("code") == "needs_second_factor");
    }
    CHECK(lead.http("DELETE", network + "invitations/" + std::string(26, 'a')).status == 403);
    CHECK(hello_closes_with(lead) == owes);
    auto const polled = post(lead, "sync",
                             {{"messages",
                               {{{"type", "hello"},
                                 {"wire_version", 1},
                                 {"network", "nic"},
                                 {"pending", json::array()}}}}})
                            .json();
    CHECK(polled.value("close", 0) == owes);

    // Of others it is not asked, and what they open works.
    Browser mate(server.port());
    mate.sign_in("riverside_mate");
    CHECK_FALSE(mate.http("GET", "/api/v1/me").json().contains("needs_second_factor"));
    mate.join();

    auto const begun = begin(lead);
    CHECK_FALSE(lead.http("GET", "/api/v1/me").json().contains("needs_second_factor"));
    lead.join();
    CHECK(lead.act("edit_member",
                   {{"id", "riverside_lead"}, {"seen_revision", 1}, {"set", {{"name", "R. Lead"}}}})
              .empty());

    // Who ends it is where they began, on the connection that is open too.
    CHECK(post(lead, "second_factor/end",
               {{"current_password", RunningServer::password}, {"code", begun.recovery[0]}})
              .status == 204);
    CHECK(lead.closed(std::chrono::seconds(1)) == owes);
    CHECK(lead.http("GET", network + "snapshot").status == 403);

    // Whoever is given such a role meets it at once.
    Browser director(server.port());
    director.sign_in("director");
    begin(director);
    director.join();
    CHECK(director
              .act("create_membership", {{"id", "promoted"},
                                         {"member", "riverside_mate"},
                                         {"organization", "riverside"},
                                         {"role", "district_lead"}})
              .empty());
    CHECK(mate.closed(std::chrono::seconds(1)) == owes);
    CHECK(mate.http("GET", network + "snapshot").status == 403);
}

TEST_CASE("[S24] it can be asked of everyone, and by itself is asked of nobody") {
    auto status = [](RunningServer& server, char const* who) {
        Browser browser(server.port());
        browser.sign_in(who);
        return browser.http("GET", "/api/v1/networks/nic/snapshot").status;
    };
    RunningServer everyone(story_as_import(), asked_of(SecondFactorFor::Everyone));
    CHECK(status(everyone, teacher) == 403);
    RunningServer leads(story_as_import(), asked_of(SecondFactorFor::Leads));
    for (auto const* who : {"director", "facilitator", "riverside_lead", "lakeside_lead"}) {
        CHECK(status(leads, who) == 403);
    }
    for (auto const* who : {"advisor", "analyst", "riverside_principal", "observer"}) {
        CHECK(status(leads, who) == 200);
    }
    RunningServer nobody(story_as_import());
    CHECK(status(nobody, "director") == 200);
}
