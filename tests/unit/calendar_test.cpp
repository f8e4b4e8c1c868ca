#include <libical/ical.h>

#include <catch2/catch.hpp>
#include <memory>

#include "server/domain/policy.hpp"
#include "server/mail/calendar.hpp"
#include "server/mail/icalendar.hpp"
#include "tests/support/unit/network_story.hpp"

// The feed is read back by libical: what another program makes of it is what counts.
using namespace flywheel;
using namespace flywheel::testing;
using nlohmann::json;

namespace {

constexpr char const* teacher = "riverside.teacher";

struct Read {
    std::string summary;
    std::string begins;
    int minutes = 0;
    std::string url;
};

// By UID. Checked by what RFC 5545 asks of each component.
std::map<std::string, Read> read(std::string const& file) {
    std::map<std::string, Read> found;
    std::unique_ptr<icalcomponent, void (*)(icalcomponent*)> const all(
        icalparser_parse_string(file.c_str()), icalcomponent_free);
    REQUIRE(all);
    CHECK(icalcomponent_isa(all.get()) == ICAL_VCALENDAR_COMPONENT);
    CHECK(icalcomponent_count_errors(all.get()) == 0);
    CHECK(icalrestriction_check(all.get()) == 1);
    for (auto* each = icalcomponent_get_first_component(all.get(), ICAL_VEVENT_COMPONENT);
         each != nullptr;
         each = icalcomponent_get_next_component(all.get(), ICAL_VEVENT_COMPONENT)) {
        Read entry;
        if (auto const* summary = icalcomponent_get_summary(each)) { entry.summary = summary; }
        entry.begins = icaltime_as_ical_string(icalcomponent_get_dtstart(each));
        entry.minutes = icaldurationtype_as_int(icalcomponent_get_duration(each)) / 60;
        if (auto* url = icalcomponent_get_first_property(each, ICAL_URL_PROPERTY)) {
            entry.url = icalproperty_get_url(url);
        }
        found[icalcomponent_get_uid(each)] = entry;
    }
    return found;
}

std::string feed_of(NetworkStory& story, std::string const& who) {
    auto const viewer = viewer_of(story.state(), {story[who].member});
    return mail::calendar_for(story.state(), viewer,
                              {"nic", "https://flywheel.example.org", story.clock().now_ms()});
}

std::vector<std::string> summaries(NetworkStory& story, std::string const& who) {
    std::vector<std::string> all;
    for (auto const& [uid, entry] : read(feed_of(story, who))) {
        all.push_back(entry.summary);
    }
    std::sort(all.begin(), all.end());
    return all;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("[S68] whatever a title holds, another program reads it back and no line begins in it") {
    auto once = [](std::string const& title) {
        mail::CalendarEntry entry;
        entry.uid = "u";
        entry.title = title;
        entry.day = "2026-03-10";
        entry.link = "https://flywheel.example.org/n/nic/meetings/m";
        auto const file = mail::calendar_file("Network", {entry});
        std::size_t from = 0;
        while (from < file.size()) {
            auto const end = file.find("\r\n", from);
            REQUIRE(end != std::string::npos);
            CHECK(end - from <= 75);
            // A program that decodes each line by itself must find whole characters in it.
            auto const first = file[from] == ' ' ? from + 1 : from;
            CHECK((static_cast<unsigned char>(file[first]) & 0xc0U) != 0x80U);
            CHECK(file.substr(from, end - from).find_first_of("\r\n") == std::string::npos);
            from = end + 2;
        }
        return read(file).at("u").summary;
    };
    for (std::string const title :
         {"Plain", "a;b,c\\d:e\"f", "one\nBEGIN:VALARM\nEND:VALARM", "\\n is no line's end",
          "ends with \\", ",;,;", "Zoë geht über die Brücke — ¿y después?"}) {
        INFO(title);
        CHECK(once(title) == title);
    }
    CHECK(mail::calendar_text("a;b,c\\d\ne") == R"(a\;b\,c\\d\ne)");
    // What is no text, and what would end a line as mail has it, is left out.
    CHECK(once("one\r\nATTACH:file") == "one\nATTACH:file");
    CHECK(once(std::string("a\0b\x1b\x7f", 5) + "c") == "abc");
    // Lines are folded, and nothing is cut in two.
    SeededRandomness random(7);
    std::vector<std::string> const pieces{"a", ";",  ",", "\\", "\n", " ",
                                          "é", "日", "🎡", ":",  "\""};
    for (int i = 0; i < 2'000; ++i) {
        std::string title = "x";
        for (auto left = random.below(200); left > 0; --left) {
            title += pieces[random.below(pieces.size())];
        }
        title += "x";
        INFO(i << ": " << title);
        REQUIRE(once(title) == title);
    }
}

TEST_CASE("[S68] [W1] a calendar has the meetings that one may see, and what is due to oneself") {
    NetworkStory story;
    REQUIRE(story
                .act("facilitator", "create_meeting",
                     {{"id", "monthly"},
                      {"title", "All of us; monthly, really"},
                      {"meeting_kind", "network"},
                      {"on", "2026-03-10"},
                      {"begins", "15:30"},
                      {"minutes", 90}})
                .empty());
    REQUIRE(story
                .act(teacher, "create_meeting",
                     {{"id", "huddle"},
                      {"title", "Huddle"},
                      {"meeting_kind", "team"},
                      {"team", "riverside_team"},
                      {"on", "2026-03-04"}})
                .empty());
    auto const cycle = story.plan_cycle(teacher, {{"what", "Greet at the door"}});
    REQUIRE(story
                .act("riverside.mate", "create_task",
                     {{"id", "task"},
                      {"cycle", cycle},
                      {"what", "CANARY print the cards"},
                      {"who", story[teacher].member},
                      {"due_on", "2026-03-09"},
                      {"rank", "V"}})
                .empty());
    REQUIRE(story
                .act("facilitator", "create_meeting_action",
                     {{"id", "action"},
                      {"meeting", "monthly"},
                      {"text", "CANARY visit Pine"},
                      {"owner", story[teacher].member},
                      {"due", "2026-03-20"}})
                .empty());

    auto const mine = read(feed_of(story, teacher));
    REQUIRE(mine.size() == 5);
    auto const& monthly = mine.at("meeting-monthly-nic@flywheel");
    CHECK(monthly.summary == "All of us; monthly, really");
    CHECK(monthly.begins == "20260310T153000");
    CHECK(monthly.minutes == 90);
    CHECK(monthly.url == "https://flywheel.example.org/n/nic/meetings/monthly");
    CHECK(mine.at("meeting-huddle-nic@flywheel").begins == "20260304");
    auto const& ends = mine.at("pdsa_cycle-" + cycle + "-nic@flywheel");
    CHECK(ends.summary == "Cycle ends: Greet at the door");
    CHECK(ends.begins == "20260313");
    CHECK(mine.at("task-task-nic@flywheel").summary == "Task is due: Greet at the door");
    CHECK(mine.at("meeting_action-action-nic@flywheel").summary ==
          "Action is due: All of us; monthly, really");

    // Others have the meetings that are for them, and nothing of what is due to somebody else.
    CHECK(summaries(story, "riverside.mate") == Lines{"All of us; monthly, really", "Huddle"});
    CHECK(summaries(story, "lakeside.teacher") == Lines{"All of us; monthly, really"});

    SECTION("the same thing keeps its UID, and what is unchanged is the same byte for byte") {
        CHECK(feed_of(story, teacher) == feed_of(story, teacher));
        REQUIRE(story
                    .act("facilitator", "edit_meeting",
                         {{"id", "monthly"},
                          {"seen_revision", story.revision("meeting", "monthly")},
                          {"set", {{"title", "Moved"}, {"on", "2026-03-11"}}}})
                    .empty());
        auto const moved = read(feed_of(story, teacher)).at("meeting-monthly-nic@flywheel");
        CHECK(moved.summary == "Moved");
        CHECK(moved.begins == "20260311T153000");
    }
    SECTION("what is done, over or taken away is gone at the next fetch") {
        REQUIRE(story
                    .act(teacher, "edit_task",
                         {{"id", "task"},
                          {"seen_revision", story.revision("task", "task")},
                          {"set", {{"done", true}}}})
                    .empty());
        REQUIRE(story.act("facilitator", "archive_meeting", {{"id", "monthly"}}).empty());
        CHECK(read(feed_of(story, teacher)).count("task-task-nic@flywheel") == 0);
        CHECK(read(feed_of(story, teacher)).count("meeting-monthly-nic@flywheel") == 0);
        story.clock().pass_days(200);
        CHECK(read(feed_of(story, teacher)).empty());
    }
    SECTION("a title that was changed by others of the team, and one in another language") {
        REQUIRE(story.act(teacher, "create_notice_setting", {{"id", "setting"}, {"language", "es"}})
                    .empty());
        CHECK(read(feed_of(story, teacher)).at("task-task-nic@flywheel").summary ==
              "Vence la tarea: Greet at the door");
    }
}

TEST_CASE("[S68] no text that anybody wrote is in a calendar, nor what its owner may not see") {
    NetworkStory story;
    constexpr char const* canary = "CANARY";
    auto const cycle = story.plan_cycle(
        teacher, {{"what", "Greet"}, {"prediction", canary}, {"title", "Greet at the door"}});
    for (auto const* field :
         {"objective", "what", "conditions", "data_plan", "logistics", "measure_of_success"}) {
        REQUIRE(story
                    .act(teacher, "edit_pdsa_cycle",
                         {{"id", cycle},
                          {"seen_revision", story.revision("pdsa_cycle", cycle)},
                          {"set", {{field, canary}}}})
                    .empty());
    }
    REQUIRE(story
                .act("facilitator", "create_meeting",
                     {{"id", "monthly"},
                      {"title", "Monthly"},
                      {"meeting_kind", "network"},
                      {"on", "2026-03-10"},
                      {"series", canary},
                      {"held_next_to", canary},
                      {"norms", canary},
                      {"notes", canary}})
                .empty());
    REQUIRE(story
                .act("facilitator", "create_meeting_action",
                     {{"id", "action"},
                      {"text", canary},
                      {"owner", story[teacher].member},
                      {"due", "2026-03-20"}})
                .empty());
    // A meeting of another team, and another's cycle.
    REQUIRE(story
                .act("lakeside.teacher", "create_meeting",
                     {{"id", "theirs"},
                      {"title", canary},
                      {"meeting_kind", "team"},
                      {"team", "lakeside_team"},
                      {"on", "2026-03-04"}})
                .empty());
    for (auto const& name : NetworkStory::everybody()) {
        if (name.rfind("lakeside", 0) == 0) { continue; }
        auto const file = feed_of(story, name);
        INFO(name << '\n' << file);
        bool const sees =
            View::may_see(story.state(), viewer_of(story.state(), {story[name].member}),
                          {kind_of<Meeting>(), "theirs"});
        if (!sees) { CHECK(file.find(canary) == std::string::npos); }
    }
    auto const file = feed_of(story, teacher);
    CHECK(file.find(canary) == std::string::npos);
    CHECK(summaries(story, teacher) ==
          Lines{"Action is due", "Cycle ends: Greet at the door", "Monthly"});
    CHECK(feed_of(story, "lakeside.teacher").find(canary) != std::string::npos);
}
