#include <catch2/catch.hpp>

#include "server/domain/policy.hpp"
#include "server/mail/mailer.hpp"
#include "server/mail/schedule.hpp"
#include "server/mail/stop.hpp"
#include "tests/support/unit/network_story.hpp"

using namespace flywheel;
using namespace flywheel::testing;
using nlohmann::json;

namespace {

constexpr std::int64_t hour_ms = 3'600'000;
char const* const site = "https://flywheel.example.org";

// 2026-03-02 is a Monday; the story's clock begins at 09:00 UTC.
struct Mailed : NetworkStory {
    std::string wants(std::string const& who, json more) {
        json args{{"id", fresh_id()}, {"time_zone", "UTC"}};
        args.update(more);
        return act(who, "create_notice_setting", args);
    }
    void daily(std::string const& who) {
        REQUIRE(wants(who, {{"digest", "daily"}, {"hour", 8}}).empty());
    }
    std::string say(std::string const& who, std::string const& id, std::string const& about_kind,
                    std::string const& about_id, std::string const& text) {
        clock().pass_ms(60'000);
        return act(
            who, "create_comment",
            {{"id", id}, {"about_kind", about_kind}, {"about_id", about_id}, {"text", text}});
    }
    // A whole round: every mail that is due, with what the SMTP server says to each.
    std::vector<mail::Outgoing> round(std::string const& smtp_says = {}) {
        std::vector<mail::Outgoing> sent;
        for (std::optional<mail::Place> at = mail::Place{}; at;) {
            auto turn = mail::take_due(floor(), site, clock().now_ms(), *at);
            if (turn.outgoing) {
                mail::settle(floor(), turn.outgoing->mail, smtp_says);
                sent.push_back(*turn.outgoing);
            }
            at = turn.next;
        }
        return sent;
    }
    // A cycle of the teacher's that the whole network sees, with a word about it.
    std::string shared_cycle() {
        auto const cycle = plan_cycle("riverside.teacher", {{"title", "Greeting at the door"}});
        REQUIRE(share("riverside.teacher", cycle, "network").empty());
        REQUIRE(say("director", fresh_id(), "pdsa_cycle", cycle, "CANARY of a comment").empty());
        return cycle;
    }
};

mail::LocalTime at(char const* zone, std::int64_t ms) { return mail::local_time(zone, ms); }

}  // namespace

TEST_CASE("[F6] hours and days are those of the person's own zone, over the change of the clocks") {
    // 2026-03-08 07:30 UTC: half past one in the night in Chicago; an hour later the clocks are at 03:30.
    std::int64_t const before = 1'772'955'000'000;
    CHECK(at("America/Chicago", before).hour == 1);
    CHECK(at("America/Chicago", before + hour_ms).hour == 3);
    CHECK(at("America/Chicago", before).day.iso == "2026-03-08");
    CHECK(at("America/Chicago", before).weekday == Weekday::Sunday);
    CHECK(at("Pacific/Auckland", before).hour == 20);
    CHECK(at("Asia/Tokyo", before + 8 * hour_ms).day.iso == "2026-03-09");
    CHECK(at("No/Such_Zone", before).hour == 7);
}

TEST_CASE("[F6] a mail goes at its hour or later that day, never while it is quiet") {
    NoticeSetting setting;
    setting.digest = DigestEvery::Daily;
    auto due = [&](std::int64_t hour) {
        return mail::due_now(setting, {{"2026-03-02"}, {}, hour});
    };
    CHECK(due(6) == mail::Due::Nothing);
    CHECK(due(7) == mail::Due::Digest);
    CHECK(due(17) == mail::Due::Digest);
    CHECK(due(18) == mail::Due::Nothing);
    setting.hour = 20;  // quiet: it goes when the quiet ends
    CHECK(due(7) == mail::Due::Digest);
    CHECK(due(20) == mail::Due::Nothing);
    setting.quiet_from = setting.quiet_to = 0;  // never quiet
    CHECK(due(19) == mail::Due::Nothing);
    CHECK(due(20) == mail::Due::Digest);
    setting.quiet_from = 12;
    setting.quiet_to = 14;
    setting.hour = 13;
    CHECK(due(13) == mail::Due::Nothing);
    CHECK(due(14) == mail::Due::Digest);
    setting.digest = DigestEvery::Weekly;
    setting.weekday = Weekday::Tuesday;
    CHECK(due(14) == mail::Due::Reminder);
    setting.reminders = false;
    CHECK(due(14) == mail::Due::Nothing);
    setting.digest = DigestEvery::None;
    CHECK(due(14) == mail::Due::Nothing);
}

TEST_CASE("[F6] a digest goes once a day, over restarts and when the clock is set back") {
    Mailed story;
    auto const cycle = story.shared_cycle();
    story.daily("riverside.teacher");
    auto const first = story.round();
    REQUIRE(first.size() == 1);
    CHECK(first[0].letter.to == "riverside_teacher@example.org");
    CHECK(story.round().empty());
    story.restart();
    CHECK(story.round().empty());
    story.clock().pass_ms(-2 * hour_ms);
    CHECK(story.round().empty());
    // The next day there is nothing new, so there is no mail; the day after there is.
    story.clock().pass_ms(26 * hour_ms);
    CHECK(story.round().empty());
    REQUIRE(story.say("director", "again", "pdsa_cycle", cycle, "And now?").empty());
    CHECK(story.round().empty());
    story.clock().pass_ms(24 * hour_ms);
    CHECK(story.round().size() == 1);
}

TEST_CASE("[F6] what came between two digests is in the second, and nothing is in both") {
    Mailed story;
    auto const cycle = story.shared_cycle();
    story.daily("riverside.teacher");
    REQUIRE(story.round().size() == 1);
    REQUIRE(story.say("director", "c2", "pdsa_cycle", cycle, "More").empty());
    story.clock().pass_days(2);  // the server was down for a day
    auto const second = story.round();
    REQUIRE(second.size() == 1);
    CHECK(second[0].letter.text.find("A new comment") != std::string::npos);
}

TEST_CASE("[F6] what the server does not take is tried again with growing pauses, then given up") {
    Mailed story;
    story.shared_cycle();
    story.daily("riverside.teacher");
    CHECK(story.round("refused").size() == 1);
    CHECK(story.round("refused").empty());
    int tries = 1;
    for (int quarter = 0; quarter < 4 * 8; ++quarter) {
        story.clock().pass_ms(hour_ms / 4);
        tries += static_cast<int>(story.round("refused").size());
    }
    CHECK(
        tries ==
        4);  // at once, after 5 minutes, 30 minutes and 2 hours; the next would fall into the quiet
    story.clock().pass_days(1);
    CHECK(story.round().size() == 1);
}

TEST_CASE(
    "[F6] taken, and the program died before it was sent: it goes again, and only then once more") {
    Mailed story;
    story.shared_cycle();
    story.daily("riverside.teacher");
    std::optional<mail::Outgoing> taken;
    for (std::optional<mail::Place> at = mail::Place{}; at && !taken;) {
        auto turn = mail::take_due(story.floor(), site, story.clock().now_ms(), *at);
        taken = turn.outgoing;
        at = turn.next;
    }
    REQUIRE(taken);
    story.restart();
    CHECK(story.round().empty());
    story.clock().pass_ms(10 * 60'000);
    CHECK(story.round().size() == 1);
    story.clock().pass_ms(10 * 60'000);
    CHECK(story.round().empty());
}

TEST_CASE("[F6] unshared, suspended or read meanwhile: in no mail") {
    Mailed story;
    auto const cycle = story.shared_cycle();
    story.daily("director");
    REQUIRE(story.say("riverside.teacher", "answer", "pdsa_cycle", cycle, "Yes").empty());
    auto to = [&](std::string const& who) {
        auto const sent = story.round();
        return std::count_if(sent.begin(), sent.end(), [&](mail::Outgoing const& each) {
            return each.letter.to == who + "@example.org";
        });
    };
    SECTION("unshared") {
        REQUIRE(story.share("riverside.teacher", cycle, "team").empty());
        CHECK(to("director") == 0);
    }
    SECTION("suspended") {
        story.daily("observer");
        REQUIRE(story
                    .act("observer", "create_follow",
                         {{"id", "f"}, {"about_kind", "pdsa_cycle"}, {"about_id", cycle}})
                    .empty());
        REQUIRE(story.say("riverside.teacher", "c3", "pdsa_cycle", cycle, "News").empty());
        REQUIRE(story.act("director", "suspend_membership", {{"id", "as_observer"}}).empty());
        CHECK(to("observer") == 0);
    }
    SECTION("read") {
        auto const setting = *mail::setting_of(story.state(), {"director"});
        REQUIRE(story
                    .act("director", "edit_notice_setting",
                         {{"id", setting.id.text},
                          {"seen_revision", 1},
                          {"set", {{"read_until_ms", story.clock().now_ms()}}}})
                    .empty());
        CHECK(to("director") == 0);
    }
    SECTION("none of it") { CHECK(to("director") == 1); }
}

TEST_CASE(
    "[F7] a mail holds no comment's text, and titles only where the whole network sees them") {
    Mailed story;
    auto const cycle = story.shared_cycle();
    story.daily("riverside.teacher");
    auto const open = story.round();
    REQUIRE(open.size() == 1);
    CHECK(open[0].letter.text.find("Greeting at the door") != std::string::npos);
    CHECK(open[0].letter.text.find("CANARY") == std::string::npos);
    CHECK(open[0].letter.html.find("CANARY") == std::string::npos);
    CHECK(open[0].letter.text.find(std::string(site) + "/n/nic/cycles/" + cycle) !=
          std::string::npos);

    REQUIRE(story.share("riverside.teacher", cycle, "team").empty());
    REQUIRE(story.say("riverside.mate", "c2", "pdsa_cycle", cycle, "CANARY again").empty());
    story.clock().pass_days(1);
    auto const kept = story.round();
    REQUIRE(kept.size() == 1);
    auto const& letter = kept[0].letter;
    CHECK(letter.text.find("Greeting at the door") == std::string::npos);
    CHECK(
        letter.text.find(story.record("member", "riverside_mate").at("name").get<std::string>()) ==
        std::string::npos);
    CHECK(letter.text.find("PDSA cycle") != std::string::npos);
    CHECK(letter.text.find(cycle) != std::string::npos);
}

TEST_CASE("[F7] no header can be broken into: addresses and subjects") {
    for (auto const* bad :
         {"", "a", "@b", "a@", "a@b\r\nBcc: c@d", "a b@c", "a@b,c@d", "<a@b>", "a@b@c", "a@b\n"}) {
        INFO(bad);
        CHECK_FALSE(mail::is_address(bad));
    }
    CHECK(mail::is_address("ana.luz+news@schools.example.org"));
    mail::Letter letter;
    letter.to = "ana@example.org";
    letter.subject = "Línea\r\nBcc: eve@example.org — " + std::string(200, 'x');
    letter.text = "Hola\r\n.\r\nMAIL FROM:<eve@example.org>";
    letter.stop_link = "https://x/stop";
    auto const message = mail::to_message(letter, "flywheel@example.org", 1'772'442'000'000, "id");
    auto const head = message.substr(0, message.find("\r\n\r\n"));
    CHECK(head.find("Bcc") == std::string::npos);
    CHECK(message.find("MAIL FROM") == std::string::npos);
    CHECK(head.find("Date: Mon, 2 Mar 2026 09:00:00 +0000\r\n") != std::string::npos);
    CHECK(head.find("List-Unsubscribe-Post: List-Unsubscribe=One-Click") != std::string::npos);
    for (std::size_t at = 0; at < message.size();) {
        auto const end = message.find("\r\n", at);
        REQUIRE(end != std::string::npos);
        CHECK(end - at <= 300);  // SMTP ends at 998
        CHECK(message.substr(at, end - at).find('\n') == std::string::npos);
        at = end + 2;
    }
    letter.to = "ana@example.org\r\nBcc: eve@example.org";
    CHECK_THROWS_AS(mail::to_message(letter, "flywheel@example.org", 0, "id"),
                    std::invalid_argument);
}

TEST_CASE(
    "[F8] the link at the end of a mail stops them for that member, and only with its token") {
    Mailed story;
    story.shared_cycle();
    auto& floor = story.floor();
    MemberId const teacher{"riverside_teacher"};
    auto const token = mail::stop_token(floor, "nic", teacher);
    CHECK(token != mail::stop_token(floor, "nic", {"director"}));
    CHECK_FALSE(
        mail::stop_mails(floor, "nic", teacher, mail::stop_token(floor, "nic", {"director"})));
    CHECK_FALSE(mail::stop_mails(floor, "nic", teacher, ""));
    CHECK_FALSE(mail::stop_mails(floor, "none", teacher, token));
    CHECK_FALSE(mail::setting_of(story.state(), teacher));
    CHECK(mail::stop_mails(floor, "nic", teacher, token));
    CHECK(mail::stop_mails(floor, "nic", teacher, token));
    CHECK(mail::setting_of(story.state(), teacher)->digest == DigestEvery::None);
    CHECK_FALSE(mail::setting_of(story.state(), teacher)->reminders);
    CHECK(story.round().empty());
    // One who had said how they want to be told.
    story.daily("coach");
    MemberId const coach{"coach"};
    CHECK(mail::stop_mails(floor, "nic", coach, mail::stop_token(floor, "nic", coach)));
    CHECK(mail::setting_of(story.state(), coach)->digest == DigestEvery::None);
    expect_everyone_agrees(story);
}

TEST_CASE("[F6] settings for SMTP that cannot work are said at the start") {
    mail::Smtp smtp;
    CHECK(mail::problem_in(smtp).empty());
    smtp.url = "http://mail.example.org";
    CHECK_FALSE(mail::problem_in(smtp).empty());
    smtp.url = "smtp://user:password@mail.example.org";
    CHECK_FALSE(mail::problem_in(smtp).empty());
    smtp.url = "smtps://mail.example.org";
    CHECK_FALSE(mail::problem_in(smtp).empty());
    smtp.from = "flywheel@example.org";
    CHECK(mail::problem_in(smtp).empty());
}
