#include <catch2/catch.hpp>

#include "protocol/base64.hpp"
#include "protocol/digest.hpp"
#include "server/room/passkeys.hpp"
#include "server/web/limits.hpp"
#include "server/web/passkey_challenges.hpp"
#include "server/web/second_factor.hpp"
#include "tests/support/browser.hpp"
#include "tests/support/process/server_process.hpp"
#include "tests/support/smtp_receiver.hpp"
#include "tests/support/unit/authenticator.hpp"

// Passkeys over HTTP: who adds and removes them, whom they sign in, and what a hostile browser gets.
using namespace flywheel;
using namespace flywheel::testing;
using nlohmann::json;

namespace {

constexpr char const* teacher = "riverside_teacher";
constexpr char const* mate = "riverside_mate";
constexpr char const* lead = "riverside_lead";

std::string mail_of(std::string const& member) { return member + "@example.org"; }

// A browser at http://localhost, where passkeys are offered; the other helpers go to 127.0.0.1.
class Visitor {
public:
    explicit Visitor(RunningServer& server)
        : line_(server.port()), host_("localhost:" + std::to_string(server.port())) {}
    HttpReply ask(std::string const& method, std::string const& path, json const& body = {}) {
        return line_.http(method, "/api/v1/" + path, body.is_null() ? "" : body.dump(),
                          {{"Host", host_}, {"Origin", origin()}});
    }
    HttpReply post(std::string const& path, json const& body) { return ask("POST", path, body); }
    [[nodiscard]] std::string origin() const { return "http://" + host_; }
    HttpReply sign_in(std::string const& member, json const& more = json::object()) {
        json body{{"email", mail_of(member)}, {"password", RunningServer::password}};
        body.update(more);
        return post("sign_in", body);
    }
    // The e-mail address of who is signed in; empty: nobody.
    std::string who() {
        auto const me = ask("GET", "me").json();
        return me.at("account").is_null() ? "" : me.at("account").at("email").get<std::string>();
    }

private:
    Browser line_;
    std::string host_;
};

struct Doors {
    explicit Doors(Floor::Options const& options = {}) : server(story_as_import(), options) {}

    json begin_adding(Visitor& visitor, json const& more = json::object()) {
        json body{{"current_password", RunningServer::password}};
        body.update(more);
        auto const begun = visitor.post("passkeys/begin", body);
        REQUIRE(begun.status == 200);
        return begun.json();
    }
    // As a browser does it.
    static json made(Visitor& visitor, Authenticator& device, json const& asked) {
        device.user_handle = *from_base64url(asked.at("user_handle").get<std::string>());
        auto const client_data =
            Authenticator::client_data("webauthn.create", asked.at("challenge"), visitor.origin());
        return {{"name", "My ring"},
                {"client_data", base64url(client_data)},
                {"authenticator_data", base64url(device.data_of_new())}};
    }
    std::string add(Visitor& visitor, Authenticator& device) {
        auto const added = visitor.post("passkeys", made(visitor, device, begin_adding(visitor)));
        REQUIRE(added.status == 200);
        return added.json().at("id");
    }
    static std::string challenge_for(Visitor& visitor) {
        auto const begun = visitor.post("passkeys/sign_in/begin", json::object());
        REQUIRE(begun.status == 200);
        return begun.json().at("challenge");
    }
    static json shown(Visitor& visitor, Authenticator const& device, std::string const& challenge) {
        auto const client_data =
            Authenticator::client_data("webauthn.get", challenge, visitor.origin());
        return {{"credential", base64url(device.credential)},
                {"client_data", base64url(client_data)},
                {"authenticator_data", base64url(device.data())},
                {"signature", base64url(device.sign(device.data(), client_data))},
                {"user_handle", base64url(device.user_handle)}};
    }
    static HttpReply sign_in(Visitor& visitor, Authenticator const& device) {
        return visitor.post("passkeys/sign_in", shown(visitor, device, challenge_for(visitor)));
    }
    int noted(std::string const& what) {
        int count = 0;
        server.on_floor([&](Floor& floor) {
            storage::Statement rows(floor.store().database(), "SELECT header FROM server_entry");
            while (rows.step()) {
                count += json::parse(rows.text(0)).at("what") == what ? 1 : 0;
            }
        });
        return count;
    }
    RunningServer server;
};

std::string code_of(HttpReply const& reply) {
    return reply.status < 400 ? "" : reply.json().at("code").get<std::string>();
}

Floor::Options asked_of_leads() {
    Floor::Options options;
    options.second_factor = SecondFactorFor::Leads;
    return options;
}

bool told(SmtpReceiver const& receiver, std::size_t count) {
    for (int i = 0; i < 200 && receiver.mails().size() < count; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(25));
    }
    return receiver.mails().size() == count;
}

}  // namespace

TEST_CASE(
    "[S23] a passkey is added by who shows their password, signs in without one, and is removed") {
    Doors doors;
    Visitor here(doors.server);
    REQUIRE(here.sign_in(teacher).status == 200);
    CHECK(here.ask("GET", "passkeys").json() ==
          json{{"offered", true}, {"passkeys", json::array()}});
    CHECK(here.ask("GET", "passkeys/offered").json() == json{{"offered", true}});

    CHECK(code_of(here.post("passkeys/begin", {{"current_password", "not mine"}})) ==
          "sign_in_failed");
    CHECK(code_of(here.post("passkeys/begin", json::object())) == "missing");
    auto const asked = doors.begin_adding(here);
    CHECK(asked.at("rp_id") == "localhost");
    CHECK(asked.at("timeout_ms") == 5 * 60 * 1000);
    CHECK(asked.at("algorithms") == json{-7, -8, -257});
    CHECK(asked.at("exclude").empty());
    CHECK(asked.at("user_name") == mail_of(teacher));
    CHECK(from_base64url(asked.at("challenge").get<std::string>())->size() == 32);
    // Nothing of the account stands in what the device is told.
    CHECK(from_base64url(asked.at("user_handle").get<std::string>())->size() == 32);

    Authenticator device("localhost");
    auto const added = here.post("passkeys", Doors::made(here, device, asked));
    REQUIRE(added.status == 200);
    auto const listed = here.ask("GET", "passkeys").json().at("passkeys");
    REQUIRE(listed.size() == 1);
    CHECK(listed[0].at("name") == "My ring");
    CHECK(listed[0].at("id") == added.json().at("id"));
    CHECK_FALSE(listed[0].contains("used_at_ms"));
    // Another is for the same account, and not on the same device.
    auto const again = doors.begin_adding(here);
    CHECK(again.at("user_handle") == asked.at("user_handle"));
    CHECK(again.at("exclude") == json::array({base64url(device.credential)}));

    Visitor there(doors.server);
    auto const in = Doors::sign_in(there, device);
    CHECK(in.status == 200);
    CHECK(in.json().at("account").at("email") == mail_of(teacher));
    CHECK(there.who() == mail_of(teacher));
    CHECK(there.ask("GET", "networks/nic/snapshot").status == 200);
    CHECK(here.ask("GET", "passkeys").json().at("passkeys")[0].contains("used_at_ms"));
    Visitor shared(doors.server);
    auto for_a_day = Doors::shown(shared, device, Doors::challenge_for(shared));
    for_a_day["shared_device"] = true;
    CHECK(shared.post("passkeys/sign_in", for_a_day).header("Set-Cookie").find("Max-Age") ==
          std::string::npos);
    // Of whom nothing else is asked, the password signs in as ever.
    CHECK(Visitor(doors.server).sign_in(teacher).status == 200);

    // Another's is not there, and nothing ends.
    Visitor other(doors.server);
    REQUIRE(other.sign_in(mate).status == 200);
    std::string const end = "passkeys/" + added.json().at("id").get<std::string>() + "/end";
    CHECK(other.post(end, {{"current_password", RunningServer::password}}).status == 204);
    CHECK(other.ask("GET", "passkeys").json().at("passkeys").empty());
    CHECK(code_of(here.post(end, {{"current_password", "not mine"}})) == "sign_in_failed");
    CHECK(there.who() == mail_of(teacher));
    CHECK(here.post(end, {{"current_password", RunningServer::password}}).status == 204);
    CHECK(here.ask("GET", "passkeys").json().at("passkeys").empty());
    // Whoever came in by it is out.
    CHECK(there.who().empty());
    CHECK(here.who() == mail_of(teacher));
    CHECK(code_of(Doors::sign_in(there, device)) == "sign_in_failed");
    CHECK(doors.noted("passkey_added") == 1);
    CHECK(doors.noted("passkey_ended") == 1);
}

TEST_CASE("[S23] what is refused when one is added leaves none; a good one goes after it") {
    Doors doors;
    Visitor here(doors.server);
    REQUIRE(here.sign_in(teacher).status == 200);
    Visitor other(doors.server);
    REQUIRE(other.sign_in(mate).status == 200);
    Authenticator device("localhost");
    auto refused = [&](json const& body) { return code_of(here.post("passkeys", body)); };

    // Another's challenge, another sign-in's of the same person, one for signing in, none, one that was answered.
    CHECK(refused(Doors::made(here, device, doors.begin_adding(other))) == "passkey_refused");
    Visitor elsewhere(doors.server);
    REQUIRE(elsewhere.sign_in(teacher).status == 200);
    CHECK(refused(Doors::made(here, device, doors.begin_adding(elsewhere))) == "passkey_refused");
    auto asked = doors.begin_adding(here);
    asked["challenge"] = Doors::challenge_for(here);
    CHECK(refused(Doors::made(here, device, asked)) == "passkey_refused");
    asked["challenge"] = base64url("nobody gave this challenge to me");
    CHECK(refused(Doors::made(here, device, asked)) == "passkey_refused");
    asked["challenge"] = "";
    CHECK(refused(Doors::made(here, device, asked)) == "passkey_refused");
    // A challenge is used up by what was wrong, too.
    asked = doors.begin_adding(here);
    device.flags = 0x01;
    CHECK(refused(Doors::made(here, device, asked)) == "passkey_refused");
    device.flags = 0x05;
    CHECK(refused(Doors::made(here, device, asked)) == "passkey_refused");
    // Nor by who is signed out, nor by a page at another address of this server.
    CHECK(code_of(Visitor(doors.server).post("passkeys", Doors::made(here, device, asked))) ==
          "signed_out");
    asked = doors.begin_adding(here);
    auto body = Doors::made(here, device, asked);
    body["client_data"] = base64url(
        Authenticator::client_data("webauthn.create", asked.at("challenge"),
                                   "http://127.0.0.1:" + std::to_string(doors.server.port())));
    CHECK(refused(body) == "passkey_refused");
    for (auto const* field : {"name", "client_data", "authenticator_data"}) {
        auto less = body;
        less.erase(field);
        CHECK(refused(less) == "missing");
        less[field] = field == std::string_view("name") ? std::string(61, 'x') : "not base64url!";
        CHECK(refused(less) == (field == std::string_view("name") ? "too_long" : "not_text"));
    }
    CHECK(here.ask("GET", "passkeys").json().at("passkeys").empty());

    doors.add(here, device);
    // The same again, by its owner or by another.
    CHECK(refused(Doors::made(here, device, doors.begin_adding(here))) == "id_taken");
    CHECK(code_of(other.post("passkeys", Doors::made(other, device, doors.begin_adding(other)))) ==
          "id_taken");
    CHECK(Doors::sign_in(elsewhere, device).status == 401);  // with the other's handle
    CHECK(doors.noted("passkey_added") == 1);
    std::vector<std::unique_ptr<Authenticator>> many;
    while (many.size() + 1 < passkeys_max) {
        many.push_back(std::make_unique<Authenticator>("localhost"));
        doors.add(here, *many.back());
    }
    CHECK(code_of(here.post("passkeys/begin", {{"current_password", RunningServer::password}})) ==
          "too_many");
    CHECK(Doors::sign_in(elsewhere, *many.back()).status == 200);
}

TEST_CASE(
    "[S23] whatever a hostile browser shows, nobody is signed in and all answers are alike; a "
    "good one goes after it") {
    Doors doors;
    Visitor here(doors.server);
    REQUIRE(here.sign_in(teacher).status == 200);
    Visitor other(doors.server);
    REQUIRE(other.sign_in(mate).status == 200);
    Authenticator device("localhost");
    Authenticator others("localhost");
    Authenticator nobodys("localhost");
    doors.add(here, device);
    doors.add(other, others);
    nobodys.user_handle = device.user_handle;

    Visitor visitor(doors.server);
    auto shown = [&](Authenticator const& by) {
        return Doors::shown(visitor, by, Doors::challenge_for(visitor));
    };
    auto signed_for = [&](std::string const& client_data, std::string const& data) {
        auto body = shown(device);
        body["client_data"] = base64url(client_data);
        body["authenticator_data"] = base64url(data);
        body["signature"] = base64url(device.sign(data, client_data));
        return body;
    };
    auto client_data = [&](std::string const& type, std::string const& origin) {
        return Authenticator::client_data(type, Doors::challenge_for(visitor), origin);
    };
    auto const origin = visitor.origin();
    auto swapped = [&](char const* field, std::string const& value) {
        auto body = shown(device);
        body[field] = base64url(value);
        return body;
    };
    auto flagged = [&](unsigned char flags) {
        device.flags = flags;
        auto body = shown(device);
        device.flags = 0x05;
        return body;
    };
    auto for_other_site = [&] {
        device.rp_id = "evil.example";
        auto body = shown(device);
        device.rp_id = "localhost";
        return body;
    };
    auto const used = Doors::challenge_for(visitor);
    CHECK(visitor.post("passkeys/sign_in", Doors::shown(visitor, device, used)).status == 200);
    visitor.post("sign_out", json::object());
    auto of_adding = Doors::shown(visitor, device, doors.begin_adding(here).at("challenge"));
    auto crossed = client_data("webauthn.get", origin);
    crossed.replace(crossed.find("false"), 5, "true");
    auto twice = client_data("webauthn.get", origin);
    twice.insert(1, R"("origin":"https://evil.example",)");

    json const hostile[] = {
        shown(nobodys),
        swapped("signature", "no signature"),
        swapped("credential", others.credential),  // signed by the first
        swapped("user_handle", others.user_handle),
        swapped("user_handle", "x"),
        swapped("authenticator_data", device.data() + "x"),
        Doors::shown(visitor, device, used),
        Doors::shown(visitor, device, base64url("nobody gave this challenge to me")),
        Doors::shown(visitor, device, ""),
        of_adding,
        signed_for(client_data("webauthn.create", origin), device.data()),
        signed_for(client_data("webauthn.get", "https://evil.example"), device.data()),
        signed_for(client_data("webauthn.get", origin + "/"), device.data()),
        signed_for(crossed, device.data()),
        signed_for(twice, device.data()),
        signed_for("{}", device.data()),
        flagged(0x04),
        flagged(0x01),
        for_other_site(),
    };
    std::string answer;
    for (auto const& body : hostile) {
        INFO(&body - hostile);
        // A fresh count, so that the limit on guesses is not what refuses.
        auto const reply = visitor.post("passkeys/sign_in", body);
        CHECK(reply.status == 401);
        CHECK(reply.header("Set-Cookie").empty());
        if (answer.empty()) { answer = reply.body; }
        CHECK(reply.body == answer);
        CHECK(visitor.who().empty());
        if ((&body - hostile) % 5 == 4) {
            CHECK(Doors::sign_in(visitor, device).status == 200);
            visitor.post("sign_out", json::object());
        }
    }
    for (auto const* field :
         {"credential", "client_data", "authenticator_data", "signature", "user_handle"}) {
        auto less = shown(device);
        less.erase(field);
        CHECK(code_of(visitor.post("passkeys/sign_in", less)) == "missing");
    }
    CHECK(Doors::sign_in(visitor, device).json().at("account").at("email") == mail_of(teacher));
    CHECK(Doors::sign_in(visitor, others).json().at("account").at("email") == mail_of(mate));
}

TEST_CASE("[S23] a counter that goes back is refused and written down; guesses run out") {
    Doors doors;
    Visitor here(doors.server);
    REQUIRE(here.sign_in(teacher).status == 200);
    Authenticator device("localhost");
    Authenticator second("localhost");
    device.sign_count = 3;
    doors.add(here, device);
    doors.add(here, second);
    Visitor visitor(doors.server);
    CHECK(Doors::sign_in(visitor, device).status == 401);
    device.sign_count = 4;
    CHECK(Doors::sign_in(visitor, device).status == 200);
    CHECK(Doors::sign_in(visitor, device).status == 401);
    device.sign_count = 0;
    CHECK(Doors::sign_in(visitor, device).status == 401);
    CHECK(doors.noted("passkey_counter_went_back") == 3);
    device.sign_count = 5;
    CHECK(Doors::sign_in(visitor, device).status == 200);
    for (int i = 0; i < web::guesses_per_account; ++i) {
        CHECK(Doors::sign_in(visitor, device).status == 401);
    }
    device.sign_count = 6;
    CHECK(Doors::sign_in(visitor, device).status == 429);
    CHECK(Doors::sign_in(visitor, second).status == 200);
}

TEST_CASE(
    "[S23] a challenge holds once and for five minutes, and no more of them are kept than may be") {
    web::PasskeyChallenges challenges;
    challenges.put("a", {"account", "session", "handle", 0}, 1'000);
    CHECK_FALSE(challenges.take("b", 1'000));
    auto const taken = challenges.take("a", 1'000 + web::passkey_challenge_ms - 1);
    REQUIRE(taken);
    CHECK(taken->session_hash == "session");
    CHECK_FALSE(challenges.take("a", 1'000));
    challenges.put("a", {}, 1'000);
    CHECK_FALSE(challenges.take("a", 1'000 + web::passkey_challenge_ms));
    CHECK_FALSE(challenges.take("a", 1'000));
    for (std::size_t i = 0; i <= web::passkey_challenges_max; ++i) {
        challenges.put(std::to_string(i), {}, 1'000);
    }
    CHECK(challenges.size() == web::passkey_challenges_max);
    challenges.put("later", {}, 1'000 + web::passkey_challenge_ms);
    CHECK(challenges.size() == 1);
}

TEST_CASE("[S23] at an address in numbers, and by a token, there are no passkeys") {
    Doors doors;
    Browser numbers(doors.server.port());
    numbers.sign_in(teacher);
    CHECK(numbers.http("GET", "/api/v1/passkeys/offered").json() == json{{"offered", false}});
    CHECK(numbers.http("GET", "/api/v1/passkeys").json().at("offered") == false);
    for (auto const* path : {"passkeys/sign_in/begin", "passkeys/sign_in", "passkeys/begin"}) {
        CHECK(numbers
                  .http("POST", std::string("/api/v1/") + path,
                        json{{"current_password", RunningServer::password}}.dump())
                  .status == 404);
    }
    auto const token =
        numbers
            .http("POST", "/api/v1/tokens",
                  json{{"current_password", RunningServer::password}, {"name", "x"}}.dump())
            .json()
            .at("secret")
            .get<std::string>();
    CHECK(numbers.http("GET", "/api/v1/passkeys", "", {{"Authorization", "Bearer " + token}})
              .status == 403);
}

TEST_CASE("[S23] [S24] a passkey is the second factor that is asked of somebody, and then no "
          "password alone opens anything") {
    Doors doors(asked_of_leads());
    Visitor here(doors.server);
    REQUIRE(here.sign_in(lead).status == 200);
    Visitor elsewhere(doors.server);
    REQUIRE(elsewhere.sign_in(lead).status == 200);
    CHECK(code_of(here.ask("GET", "networks/nic/snapshot")) == "needs_second_factor");
    Authenticator device("localhost");
    auto const id = doors.add(here, device);
    CHECK(here.ask("GET", "networks/nic/snapshot").status == 200);
    CHECK_FALSE(here.ask("GET", "me").json().contains("needs_second_factor"));
    // What was begun with the password alone is over.
    CHECK(elsewhere.who().empty());
    auto const asked = elsewhere.sign_in(lead);
    CHECK(asked.status == 401);
    CHECK(code_of(asked) == "needs_passkey");
    CHECK(asked.header("Set-Cookie").empty());
    CHECK(code_of(elsewhere.sign_in(lead, {{"password", "wrong password"}})) == "sign_in_failed");
    CHECK(code_of(elsewhere.sign_in(lead, {{"code", "123456"}})) == "needs_passkey");
    // Nor does a link, which stays good for when it is.
    std::string token;
    doors.server.on_floor([&](Floor& floor) {
        token = make_token(floor.env().random);
        floor.accounts().add_link(sha256(token), "sign_in",
                                  floor.accounts().by_email(mail_of(lead))->id,
                                  floor.env().clock.now_ms() + 60'000);
    });
    CHECK(code_of(elsewhere.post("sign_in_link", {{"token", token}})) == "needs_passkey");
    CHECK(Doors::sign_in(elsewhere, device).status == 200);
    CHECK(elsewhere.ask("GET", "networks/nic/snapshot").status == 200);

    // Without it they owe one again.
    CHECK(here.post("passkeys/" + id + "/end", {{"current_password", RunningServer::password}})
              .status == 204);
    CHECK(code_of(here.ask("GET", "networks/nic/snapshot")) == "needs_second_factor");
    CHECK(elsewhere.who().empty());
    CHECK(elsewhere.post("sign_in_link", {{"token", token}}).status == 200);

    // Somebody with a passkey who comes to be asked: what they have open with less is over at once.
    Visitor promoted(doors.server);
    REQUIRE(promoted.sign_in(mate).status == 200);
    Authenticator theirs("localhost");
    doors.add(promoted, theirs);
    Visitor by_password(doors.server);
    REQUIRE(by_password.sign_in(mate).status == 200);
    Visitor director(doors.server);
    REQUIRE(director.sign_in("director").status == 200);
    Authenticator directors("localhost");
    doors.add(director, directors);
    auto const given = director.post("networks/nic/commands", {{"id", "cccccccccccccccccccccccccc"},
                                                               {"name", "create_membership"},
                                                               {"args",
                                                                {{"id", "promoted"},
                                                                 {"member", mate},
                                                                 {"organization", "riverside"},
                                                                 {"role", "district_lead"}}}});
    CHECK(given.status == 200);
    CHECK(by_password.who().empty());
    CHECK(promoted.who() == mail_of(mate));
    CHECK(promoted.ask("GET", "networks/nic/snapshot").status == 200);

    // The operator's way out takes passkeys too.
    std::string said;
    CHECK(process::run_flywheel(
              "end-second-factor " + mail_of(mate) + " --data " + doors.server.folder(), said) ==
          0);
    CHECK(code_of(Doors::sign_in(elsewhere, theirs)) == "sign_in_failed");
    CHECK(by_password.sign_in(mate).status == 200);
    CHECK(process::run_flywheel(
              "end-second-factor " + mail_of(mate) + " --data " + doors.server.folder(), said) ==
          1);
}

TEST_CASE("[S23] [S22] who has a second factor shows its code to add a passkey, and guesses at it "
          "run out") {
    Doors doors;
    Visitor here(doors.server);
    REQUIRE(here.sign_in(teacher).status == 200);
    std::string const recovery = "abcde-fghij";
    doors.server.on_floor([&](Floor& floor) {
        auto const account = floor.accounts().by_email(mail_of(teacher))->id;
        floor.accounts().confirm_second_factor(account, {std::string(20, 's'), 1, 0},
                                               {sha256(web::plain_code(recovery))});
    });
    json const alone{{"current_password", RunningServer::password}};
    CHECK(code_of(here.post("passkeys/begin", alone)) == "needs_code");
    auto wrong = alone;
    wrong["code"] = "abcdef";
    auto const refused = here.post("passkeys/begin", wrong);
    CHECK(code_of(refused) == "sign_in_failed");
    CHECK(refused.json().at("field") == "code");
    Authenticator device("localhost");
    CHECK(here.post("passkeys",
                    Doors::made(here, device, doors.begin_adding(here, {{"code", recovery}})))
              .status == 200);
    // The passkey stands for both.
    Visitor there(doors.server);
    CHECK(Doors::sign_in(there, device).status == 200);
    CHECK(code_of(there.sign_in(teacher)) == "needs_code");
    for (int i = 0; i < web::guesses_per_account; ++i) {
        CHECK(here.post("passkeys/begin", wrong).status == 401);
    }
    CHECK(here.post("passkeys/begin", wrong).status == 429);
}

TEST_CASE("[S23] whose passkey is added or removed is told by mail; so are they of a new kind of "
          "device") {
    SmtpReceiver receiver;
    Doors doors;
    doors.server.stop();
    doors.server.start_again([&](App::Options& options) {
        options.smtp = {receiver.url(), {}, {}, "flywheel@example.org", 5};
        options.mail_every_ms = 3'600'000;
    });
    Visitor here(doors.server);
    REQUIRE(here.sign_in(teacher).status == 200);
    Authenticator device("localhost");
    auto const id = doors.add(here, device);
    REQUIRE(told(receiver, 1));
    CHECK(receiver.mails()[0].to == mail_of(teacher));
    CHECK(receiver.mails()[0].decoded.find("a passkey was added") != std::string::npos);
    doors.server.on_floor([&](Floor& floor) {
        storage::Statement change(floor.store().database(),
                                  "UPDATE known_device SET device = 'safari iphone'");
        change.run();
    });
    Visitor there(doors.server);
    CHECK(Doors::sign_in(there, device).status == 200);
    REQUIRE(told(receiver, 2));
    CHECK(receiver.mails()[1].decoded.find("kind of device that you had not used") !=
          std::string::npos);
    CHECK(here.post("passkeys/" + id + "/end", {{"current_password", RunningServer::password}})
              .status == 204);
    REQUIRE(told(receiver, 3));
    CHECK(receiver.mails()[2].decoded.find("a passkey was removed") != std::string::npos);
}

TEST_CASE("[S23] who is removed from their network gets in as far as with a password: to nothing") {
    Doors doors;
    Visitor here(doors.server);
    REQUIRE(here.sign_in(mate).status == 200);
    Authenticator device("localhost");
    doors.add(here, device);
    doors.server.on_floor([&](Floor& floor) { floor.accounts().unlink_member("nic", mate); });
    Visitor there(doors.server);
    CHECK(Doors::sign_in(there, device).status == 200);
    CHECK(there.ask("GET", "me").json().at("networks").empty());
    doors.server.on_floor(
        [&](Floor& floor) { floor.accounts().forget(*floor.accounts().by_email(mail_of(mate))); });
    CHECK(code_of(Doors::sign_in(there, device)) == "sign_in_failed");
}
