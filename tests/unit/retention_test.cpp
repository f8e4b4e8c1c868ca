#include <catch2/catch.hpp>

#include "server/domain/retention.hpp"
#include "server/room/keeping.hpp"
#include "storage/contents.hpp"
#include "tests/support/unit/all_bytes.hpp"
#include "tests/support/unit/files.hpp"
#include "tests/support/unit/network_story.hpp"

using namespace flywheel;
using namespace flywheel::testing;
using nlohmann::json;

namespace {

std::string problem_of(std::string const& text) {
    auto const read = read_retention(text);
    return read.has_error() ? read.error().says : "";
}

bool stands(NetworkStory& story, char const* kind, std::string const& id) {
    return story.state().find(*kind_from_name(kind), id) != nullptr;
}

void comment(NetworkStory& story, std::string const& by, std::string const& id,
             std::string const& cycle, std::string const& text) {
    REQUIRE(
        story
            .act(by, "create_comment",
                 {{"id", id}, {"about_kind", "pdsa_cycle"}, {"about_id", cycle}, {"text", text}})
            .empty());
}

// As the server does it once a minute.
void sweep(NetworkStory& story) {
    story.floor().sweep();
    story.connect_everybody();
}

}  // namespace

TEST_CASE("[S84] what goes by age is a list that is read strictly") {
    CHECK(read_retention("")->empty());
    CHECK(read_retention("  ")->empty());
    auto const read = read_retention("post=730, comment = 30");
    REQUIRE(read.has_value());
    CHECK(read->at(kind_of<Post>()) == 730);
    CHECK(read->at(kind_of<Comment>()) == 30);
    for (auto const* wrong :
         {"post", "post=", "post=x", "post=29", "post=-30", "post=30.5", "post=36501",
          "post=99999999999999999999", "nothing=90", "member=90", "organization=90",
          "data_point=90", "post=90,post=91", "post=90;", ",post=90"}) {
        INFO(wrong);
        CHECK_FALSE(problem_of(wrong).empty());
    }
}

TEST_CASE("[S84] clocks go on: what was archived goes for good when its days are over, on the disk "
          "too, and nothing goes a day before or unasked") {
    NetworkStory story;
    story.floor().set_retention({60, {}});
    story.connect_everybody();
    auto const cycle = story.plan_cycle("riverside.teacher", {{"prediction", "Otters sleep"}});
    auto const data = jpeg_saying("Otters on the shelf");
    REQUIRE(send_file(story.floor(), "nic", story["riverside.teacher"].account, data).has_value());
    REQUIRE(story
                .act("riverside.teacher", "create_attachment",
                     {{"id", "paper"},
                      {"title", "Chart paper"},
                      {"content", to_hex(sha256(data))},
                      {"media_type", "jpeg"},
                      {"bytes", data.size()},
                      {"cycle", cycle}})
                .empty());
    comment(story, "riverside.mate", "said", cycle, "Otters again");
    auto const other = story.plan_cycle("riverside.teacher", {{"prediction", "Herons wade"}});
    REQUIRE(story.act("riverside.teacher", "archive_pdsa_cycle", {{"id", cycle}}).empty());
    story.clock().pass_days(59);
    sweep(story);
    CHECK(stands(story, "pdsa_cycle", cycle));
    CHECK(all_bytes_below(story.folder()).find("Otters") != std::string::npos);
    // Others work on, on what nobody archived.
    CHECK(retention_report(story.floor(), "nic", {60, {}})->removed.empty());

    story.clock().pass_days(1);
    auto const report = retention_report(story.floor(), "nic", {60, {}});
    REQUIRE(report.has_value());
    CHECK(report->removed.at("pdsa_cycle") == 1);
    CHECK(report->removed.at("comment") == 1);
    CHECK(report->removed.at("attachment") == 1);
    sweep(story);
    CHECK_FALSE(stands(story, "pdsa_cycle", cycle));
    CHECK_FALSE(stands(story, "comment", "said"));
    CHECK_FALSE(stands(story, "attachment", "paper"));
    CHECK(stands(story, "pdsa_cycle", other));
    story.floor().sweep();
    CHECK(all_bytes_below(story.folder()).find("Otters") == std::string::npos);
    CHECK(all_bytes_below(story.folder()).find("Herons wade") != std::string::npos);
    bool noted = false;
    for (auto const& note : story.floor().store().notes_since(0)) {
        noted |= note.what == "retention_ran_out" && note.account == "nic";
    }
    CHECK(noted);
    expect_everyone_agrees(story);

    // Where nothing was asked for, nothing goes.
    story.floor().set_retention({});
    REQUIRE(story.act("riverside.teacher", "archive_pdsa_cycle", {{"id", other}}).empty());
    story.clock().pass_days(4'000);
    sweep(story);
    CHECK(stands(story, "pdsa_cycle", other));
}

TEST_CASE(
    "[S84] by age goes what nobody touched, nor what lies below it; what others rest on stays "
    "without words") {
    NetworkStory story;
    auto const rules = Retention{0, *read_retention("pdsa_cycle=100")};
    story.floor().set_retention(rules);
    story.connect_everybody();
    auto const quiet = story.plan_cycle("riverside.teacher", {{"prediction", "Otters sleep"}});
    auto const spoken = story.plan_cycle("riverside.teacher", {{"prediction", "Herons wade"}});
    auto const built = story.plan_cycle("riverside.teacher", {{"prediction", "Newts hide"}});
    story.clock().pass_days(60);
    comment(story, "riverside.mate", "said", spoken, "How did it go?");
    auto const later = story.plan_cycle(
        "riverside.teacher",
        {{"prediction", "Next"}, {"ramp", story.record("pdsa_cycle", built).at("ramp")}});
    REQUIRE(story.act("riverside.teacher", "edit_pdsa_cycle",
                      {{"id", later},
                       {"seen_revision", story.revision("pdsa_cycle", later)},
                       {"add", {{"builds_on", json::array({built})}}}}) == "");
    story.clock().pass_days(40);
    sweep(story);
    CHECK_FALSE(stands(story, "pdsa_cycle", quiet));
    CHECK(stands(story, "pdsa_cycle", spoken));
    CHECK(stands(story, "pdsa_cycle", later));
    REQUIRE(stands(story, "pdsa_cycle", built));
    CHECK(all_bytes_below(story.folder()).find("Newts hide") == std::string::npos);
    CHECK(all_bytes_below(story.folder()).find("Herons wade") != std::string::npos);
    CHECK(all_bytes_below(story.folder()).find("Otters") == std::string::npos);

    // Only once a day, and again the next.
    story.clock().pass_days(60);
    sweep(story);
    CHECK_FALSE(stands(story, "pdsa_cycle", spoken));
    CHECK_FALSE(stands(story, "comment", "said"));
    expect_everyone_agrees(story);
}
