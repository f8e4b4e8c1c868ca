#include <catch2/catch.hpp>

#include "protocol/digest.hpp"
#include "server/mail/account_mail.hpp"
#include "tests/support/browser.hpp"
#include "tests/support/smtp_receiver.hpp"

// Mails about an account itself: a link to a new password, an invitation, and what somebody should know had it not been them.
using namespace flywheel;
using namespace flywheel::testing;
using nlohmann::json;

namespace {

constexpr char const* teacher_address = "riverside_teacher@example.org";
constexpr char const* new_password = "nine lanterns over Alder";
constexpr char const* on_iphone =
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
    "Gecko) Version/17.0 Mobile/15E148 Safari/604.1";

// A server with a small SMTP server beside it, and no round of digests that would carry what nobody woke it for.
struct PostOffice {
    PostOffice() : server(story_as_import()) {
        server.stop();
        server.start_again([&](App::Options& options) {
            options.smtp = {receiver.url(), {}, {}, "flywheel@example.org", 5};
            options.mail_every_ms = 3'600'000;
        });
    }
    [[nodiscard]] std::vector<SmtpReceiver::Mail> mails_to(std::string const& address) const {
        std::vector<SmtpReceiver::Mail> found;
        for (auto const& mail : receiver.mails()) {
            if (mail.to == address) { found.push_back(mail); }
        }
        return found;
    }
    [[nodiscard]] bool arrive(std::string const& address, std::size_t count) const {
        for (int i = 0; i < 200 && mails_to(address).size() < count; ++i) {
            std::this_thread::sleep_for(std::chrono::milliseconds(25));
        }
        return mails_to(address).size() == count;
    }
    // Whether what waits within a day comes to be as told.
    template <class AsTold>
    [[nodiscard]] bool comes_to_wait(AsTold&& as_told) {
        bool is = false;
        for (int i = 0; i < 200 && !is; ++i) {
            if (i > 0) { std::this_thread::sleep_for(std::chrono::milliseconds(25)); }
            server.on_floor([&](Floor& floor) {
                auto const tomorrow = floor.env().clock.now_ms() + 86'400'000;
                is = as_told(floor.accounts().next_mail(tomorrow));
            });
        }
        return is;
    }
    HttpReply post(std::string const& path, json const& body) const {
        return Browser(server.port()).http("POST", "/api/v1/" + path, body.dump());
    }
    [[nodiscard]] HttpReply asks(std::string const& address) const {
        return post("reset_password", {{"email", address}});
    }
    [[nodiscard]] int signs_in(std::string const& password) const {
        return post("sign_in", {{"email", teacher_address}, {"password", password}}).status;
    }

    SmtpReceiver receiver;
    RunningServer server;
};

std::string token_in(SmtpReceiver::Mail const& mail, std::string const& purpose) {
    auto const head = "/in#" + purpose + "=";
    auto const at = mail.decoded.find(head);
    REQUIRE(at != std::string::npos);
    auto const from = at + head.size();
    return mail.decoded.substr(from, mail.decoded.find_first_of("\n\r <\"", from) - from);
}

bool holds(SmtpReceiver::Mail const& mail, std::string const& text) {
    return mail.decoded.find(text) != std::string::npos;
}

}  // namespace

TEST_CASE(
    "[S30] a link to a new password comes by mail, is good once, and for nobody's eyes else") {
    PostOffice office;
    auto const known = office.asks(teacher_address);
    auto const unknown = office.asks("nobody@example.org");
    CHECK(known.status == 200);
    CHECK(known.body == unknown.body);
    CHECK(known.json() == json{{"mail", true}});
    CHECK(known.headers.size() == unknown.headers.size());
    REQUIRE(office.arrive(teacher_address, 1));
    auto const first = token_in(office.mails_to(teacher_address)[0], "reset");
    CHECK(office.asks(teacher_address).status == 200);
    REQUIRE(office.arrive(teacher_address, 2));
    auto const token = token_in(office.mails_to(teacher_address)[1], "reset");

    // For half an hour, counted from when it went out.
    office.server.on_floor([&](Floor& floor) {
        auto const now = floor.env().clock.now_ms();
        CHECK(floor.accounts().link(sha256(token), "reset", now + mail::reset_link_ms - 5'000));
        CHECK_FALSE(floor.accounts().link(sha256(token), "reset", now + mail::reset_link_ms));
    });
    // What waited goes, nobody's as well; a mail has arrived a moment before it is known to have gone.
    CHECK(office.comes_to_wait([](auto const& waiting) { return !waiting; }));
    // It asks for a new password; without one it opens nothing, and stays.
    CHECK(office.post("sign_in_link", {{"token", token}}).json().at("code") == "missing");
    auto const used = office.post("sign_in_link", {{"token", token}, {"password", new_password}});
    CHECK(used.status == 200);
    CHECK_FALSE(used.header("Set-Cookie").empty());
    CHECK(office.signs_in(RunningServer::password) == 401);
    CHECK(office.signs_in(new_password) == 200);
    auto again = [&](std::string const& with) {
        return office.post("sign_in_link", {{"token", with}, {"password", "another one of Alder"}})
            .status;
    };
    CHECK(again(token) == 404);
    // The one that was sent before: it stood for a password that is none any more.
    CHECK(again(first) == 404);
    // Its owner is told, without anything that opens anything.
    REQUIRE(office.arrive(teacher_address, 3));
    auto const told = office.mails_to(teacher_address)[2];
    CHECK(holds(told, "/settings#places"));
    CHECK_FALSE(holds(told, new_password));
    CHECK_FALSE(holds(told, "/in#"));
    CHECK(office.mails_to("nobody@example.org").empty());
    CHECK(office.receiver.mails().size() == 3);
}

TEST_CASE("[S20] [S30] nobody fills an inbox with links, whether or not it is there") {
    PostOffice office;
    for (auto const* address : {teacher_address, "nobody@example.org"}) {
        INFO(address);
        for (int i = 0; i < 3; ++i) {
            CHECK(office.asks(address).status == 200);
        }
        CHECK(office.asks(address).status == 429);
    }
    CHECK(office.asks("riverside_lead@example.org").status == 200);
    CHECK(office.arrive(teacher_address, 3));
    // Signing in is counted by itself: who has asked for a link may still remember.
    CHECK(office.signs_in(RunningServer::password) == 200);
}

TEST_CASE("[S30] a server without mail says so, and keeps nothing of who asked") {
    RunningServer server(story_as_import());
    Browser anybody(server.port());
    CHECK(anybody.http("GET", "/api/v1/reset_password").json() == json{{"mail", false}});
    auto const asked =
        anybody.http("POST", "/api/v1/reset_password", json{{"email", teacher_address}}.dump());
    CHECK(asked.json() == json{{"mail", false}});
    Browser lead(server.port());
    lead.sign_in("riverside_lead");
    auto const invited = lead.http(
        "POST", "/api/v1/networks/nic/invitations",
        json{{"organization", "elm"}, {"role", "team_member"}, {"email", "new@example.org"}}
            .dump());
    CHECK(invited.json().at("mailed") == false);
    server.on_floor([](Floor& floor) {
        CHECK_FALSE(floor.accounts().next_mail(floor.env().clock.now_ms() + 86'400'000));
    });
}

TEST_CASE("[H1] [S13] an invitation with an address is mailed to it, and is still one invitation") {
    PostOffice office;
    Browser lead(office.server.port());
    lead.sign_in("riverside_lead");
    auto invite = [&](json body) {
        body["organization"] = "elm";
        body["role"] = "team_member";
        auto const made = lead.http("POST", "/api/v1/networks/nic/invitations", body.dump());
        REQUIRE(made.status == 200);
        json answer = made.json();
        return answer;
    };
    CHECK(invite({}).at("mailed") == false);
    auto const made = invite({{"email", "new@example.org"}, {"language", "es"}});
    CHECK(made.at("mailed") == true);
    REQUIRE(office.arrive("new@example.org", 1));
    auto const mail = office.mails_to("new@example.org").front();
    CHECK(holds(mail, "le invita a unirse a Reading Together"));
    auto const token = token_in(mail, "invitation");
    auto const link = made.at("link").get<std::string>();
    CHECK(link.find(token) == std::string::npos);
    CHECK(office.post("invitations/look", {{"token", token}}).json().at("organization_name") ==
          "elm");
    auto accept = [&](std::string const& with) {
        return office
            .post("invitations/accept", {{"token", with},
                                         {"name", "New Person"},
                                         {"email", "new@example.org"},
                                         {"password", new_password}})
            .status;
    };
    CHECK(accept(token) == 200);
    CHECK(accept(link.substr(link.find('=') + 1)) == 404);

    // Revoked, the mailed link is good for nothing too.
    auto const other = invite({{"email", "other@example.org"}});
    REQUIRE(office.arrive("other@example.org", 1));
    auto const mailed = token_in(office.mails_to("other@example.org").front(), "invitation");
    CHECK(
        lead.http("DELETE", "/api/v1/networks/nic/invitations/" + other.at("id").get<std::string>())
            .status == 204);
    CHECK(office.post("invitations/look", {{"token", mailed}}).status == 404);
}

TEST_CASE(
    "[S29] whoever signs in with a new kind of device is told of to the owner, and not at first") {
    PostOffice office;
    auto sign_in = [&](std::string const& agent) {
        Browser browser(office.server.port());
        auto const answer = browser.http(
            "POST", "/api/v1/sign_in",
            json{{"email", teacher_address}, {"password", RunningServer::password}}.dump(),
            {{"User-Agent", agent}});
        REQUIRE(answer.status == 200);
        return answer.header("Set-Cookie");
    };
    sign_in("Firefox/120.0 Linux");
    sign_in("Firefox/121.0 Linux");
    auto const cookie = sign_in(on_iphone);
    REQUIRE(office.arrive(teacher_address, 1));
    auto const mail = office.mails_to(teacher_address).front();
    CHECK(holds(mail, "Safari"));
    CHECK(holds(mail, "iPhone"));
    CHECK(holds(mail, "(UTC)"));
    CHECK(holds(mail, "/settings#places"));
    auto const token = cookie.substr(cookie.find('=') + 1, cookie.find(';') - cookie.find('=') - 1);
    REQUIRE(token.size() > 20);
    CHECK_FALSE(holds(mail, token));
    CHECK_FALSE(holds(mail, "127.0.0.1,"));
    sign_in(on_iphone);
    // Behind the next, which arrives, there is none for a device that is known.
    CHECK(office.asks("riverside_lead@example.org").status == 200);
    REQUIRE(office.arrive("riverside_lead@example.org", 1));
    CHECK(office.mails_to(teacher_address).size() == 1);
}

TEST_CASE("[S30] a mail that the mail server would not take is tried again, with no link kept "
          "meanwhile") {
    PostOffice office;
    office.receiver.behave(SmtpReceiver::Manner::Refuses);
    CHECK(office.asks(teacher_address).status == 200);
    std::optional<storage::AccountMail> waiting;
    CHECK(office.comes_to_wait([](auto const& each) { return each && each->attempts == 1; }));
    auto look = [&](std::int64_t later_ms) {
        office.server.on_floor([&](Floor& floor) {
            waiting = floor.accounts().next_mail(floor.env().clock.now_ms() + later_ms);
        });
    };
    look(0);
    CHECK_FALSE(waiting);
    look(120'000);
    REQUIRE(waiting);
    CHECK(waiting->attempts == 1);
    office.receiver.behave(SmtpReceiver::Manner::Takes);
    // A later one, as the mail thread would take it; half an hour on nobody waits for it any more.
    office.server.on_floor([&](Floor& floor) {
        auto const later = floor.env().clock.now_ms() + 120'000;
        auto const outgoing = mail::take_account_mail(floor, "https://f.example.org", later);
        REQUIRE(outgoing);
        CHECK(outgoing->letter.text.find("https://f.example.org/in#reset=") != std::string::npos);
        CHECK_FALSE(
            mail::take_account_mail(floor, "https://f.example.org", later + mail::reset_link_ms));
        CHECK_FALSE(floor.accounts().next_mail(later + 86'400'000));
    });
}
