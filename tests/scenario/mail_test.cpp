#include <catch2/catch.hpp>

#include "server/mail/schedule.hpp"
#include "server/mail/stop.hpp"
#include "storage/mails.hpp"
#include "tests/support/browser.hpp"
#include "tests/support/smtp_receiver.hpp"

using namespace flywheel;
using namespace flywheel::testing;
using nlohmann::json;

namespace {

// A server whose mails go to a small SMTP server beside it.
struct MailRoom {
    // Without mail at first, so that what a test lays out is there when it is first looked who is due one.
    MailRoom() : server(story_as_import()) {}
    void start(long timeout_s = 5) {
        server.stop();
        server.start_again([&](App::Options& options) {
            options.smtp = {receiver.url(), {}, {}, "flywheel@example.org", timeout_s};
        });
    }
    // Signed in and in step.
    std::unique_ptr<Browser> person(std::string const& name) {
        auto browser = std::make_unique<Browser>(server.port());
        browser->sign_in(name);
        browser->join();
        return browser;
    }
    // Mails at every hour of every day, so that the test need not wait for one.
    static void wants_mails(Browser& browser, std::string const& id) {
        auto const hour = mail::local_time("UTC", SystemClock().now_ms()).hour;
        REQUIRE(browser
                    .act("create_notice_setting", {{"id", id},
                                                   {"digest", "daily"},
                                                   {"hour", hour},
                                                   {"quiet_from", 0},
                                                   {"quiet_to", 0},
                                                   {"time_zone", "UTC"}})
                    .empty());
    }
    static void says(Browser& browser, std::string const& id, std::string const& text) {
        REQUIRE(browser
                    .act("create_comment",
                         {{"id", id}, {"about_kind", "aim"}, {"about_id", "aim"}, {"text", text}})
                    .empty());
    }
    [[nodiscard]] std::vector<SmtpReceiver::Mail> mails_to(std::string const& who) const {
        std::vector<SmtpReceiver::Mail> found;
        for (auto const& mail : receiver.mails()) {
            if (mail.to == who + "@example.org") { found.push_back(mail); }
        }
        return found;
    }
    template <class F>
    static bool within(int seconds, F&& holds) {
        for (int i = 0; i < seconds * 20; ++i) {
            if (holds()) { return true; }
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
        return holds();
    }

    SmtpReceiver receiver;
    RunningServer server;
};

char const* const canary = "CANARY-what-somebody-said";

}  // namespace

TEST_CASE(
    "[F6][F7][F8] a digest arrives over SMTP without what was said, and ends with one click") {
    MailRoom post;
    auto const advisor = post.person("advisor");
    auto const director = post.person("director");
    REQUIRE(advisor
                ->act("create_follow",
                      {{"id", "follows_aim"}, {"about_kind", "aim"}, {"about_id", "aim"}})
                .empty());
    MailRoom::says(*director, "word", canary);
    MailRoom::wants_mails(*advisor, "wishes");
    post.start();
    REQUIRE(MailRoom::within(10, [&] { return !post.mails_to("advisor").empty(); }));
    auto const mail = post.mails_to("advisor").front();
    CHECK(mail.decoded.find("because you follow it") != std::string::npos);
    CHECK(mail.decoded.find("/n/nic/aim#comment-word") != std::string::npos);
    CHECK(mail.decoded.find(canary) == std::string::npos);

    std::string const head = "List-Unsubscribe: <";
    auto const at = mail.message.find(head) + head.size();
    auto const link = mail.message.substr(at, mail.message.find('>', at) - at);
    auto const path = link.substr(link.find("/api/"));
    auto stopped = [&] {
        bool is = false;
        post.server.on_floor([&](Floor& floor) {
            is = mail::setting_of(floor.room("nic")->state(), {"advisor"})->digest ==
                 DigestEvery::None;
        });
        return is;
    };
    Browser anybody(post.server.port());
    auto const asked = anybody.http("GET", path);
    CHECK(asked.status == 200);
    CHECK(asked.body.find("<form method=\"post\">") != std::string::npos);
    CHECK_FALSE(stopped());
    auto const forged = path.substr(0, path.find("&token=") + 7) + std::string(26, '0');
    CHECK(anybody.http("POST", forged, "List-Unsubscribe=One-Click").status == 404);
    CHECK_FALSE(stopped());
    // As a mail program does it: a form, no cookie, no page of ours.
    CHECK(anybody
              .http("POST", path, "List-Unsubscribe=One-Click",
                    {{"Origin", "https://mail.example.org"},
                     {"Content-Type", "application/x-www-form-urlencoded"}})
              .status == 200);
    CHECK(stopped());
    CHECK(post.mails_to("advisor").size() == 1);
}

TEST_CASE(
    "[F6] an SMTP server that refuses or says nothing holds up nobody, and gets the mail later") {
    MailRoom post;
    post.receiver.behave(SmtpReceiver::Manner::SaysNothing);
    auto const advisor = post.person("advisor");
    auto const director = post.person("director");
    REQUIRE(advisor
                ->act("create_follow",
                      {{"id", "follows_aim"}, {"about_kind", "aim"}, {"about_id", "aim"}})
                .empty());
    MailRoom::says(*director, "word", canary);
    MailRoom::wants_mails(*advisor, "wishes");
    post.start(60);
    auto const speaker = post.person("director");
    REQUIRE(MailRoom::within(10, [&] { return post.receiver.callers() > 0; }));
    // While that line hangs, commands are answered as ever.
    auto const began = std::chrono::steady_clock::now();
    for (int i = 0; i < 20; ++i) {
        MailRoom::says(*speaker, "more" + std::to_string(i), "x");
    }
    CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(20));
    CHECK(post.receiver.mails().empty());
    // The server ends without waiting for that line, and what it took is not given up.
    auto const stopping = std::chrono::steady_clock::now();
    post.server.stop();
    CHECK(std::chrono::steady_clock::now() - stopping < std::chrono::seconds(20));
    post.receiver.behave(SmtpReceiver::Manner::Takes);
    post.start();
    bool was_taken = false;
    post.server.on_floor([&](Floor& floor) {
        // The pause is five minutes; here it is over.
        storage::Mails mails(floor.store());
        auto const day = mail::local_time("UTC", SystemClock().now_ms()).day.iso;
        auto taken = mails.find("nic", *floor.accounts().account_of("nic", "advisor"), day);
        was_taken = taken && taken->state == storage::MailState::Taken;
        if (!was_taken) { return; }
        taken->next_try_ms = 0;
        mails.put(*taken);
    });
    REQUIRE(was_taken);
    CHECK(MailRoom::within(10, [&] { return post.mails_to("advisor").size() == 1; }));
}
