#include <catch2/catch.hpp>

#include "tests/support/unit/network_story.hpp"

using namespace flywheel;
using namespace flywheel::testing;

namespace {

constexpr std::int64_t day = 24LL * 60 * 60 * 1000;

// As the story's connections name it.
std::string token_of(NetworkStory& story, std::string const& who) {
    return "session_" + story[who].member;
}

void sign_in(NetworkStory& story, std::string const& who) {
    auto const now = story.clock().now_ms();
    story.floor().accounts().add_session(
        token_of(story, who), {who, story[who].account, now, now + 90 * day, now, false, {}});
}

bool is_signed_in(NetworkStory& story, std::string const& who) {
    return story.floor()
        .accounts()
        .session(token_of(story, who), story.clock().now_ms())
        .has_value();
}

}  // namespace

TEST_CASE("[S27] a sign-in that nobody uses ends after thirty days, and after eight for whoever "
          "directs or facilitates the hub or leads a district") {
    NetworkStory story;
    std::vector<std::string> const leads{"director", "facilitator", "riverside.lead"};
    std::vector<std::string> const others{"riverside.teacher", "coach", "observer",
                                          "riverside.principal"};
    for (auto const* some : {&leads, &others}) {
        for (auto const& who : *some) {
            sign_in(story, who);
        }
    }
    story.clock().pass_ms(8 * day - 1);
    story.floor().sweep();
    for (auto const& who : leads) {
        CHECK(is_signed_in(story, who));
    }
    // One of them is used; one is open all the time, and says nothing.
    story.connect("riverside.lead");
    story.floor().accounts().seen(token_of(story, "director"), story.clock().now_ms());
    story.clock().pass_ms(1);
    story.floor().sweep();
    CHECK(is_signed_in(story, "director"));
    CHECK_FALSE(is_signed_in(story, "facilitator"));
    CHECK(is_signed_in(story, "riverside.lead"));
    bool noted = false;
    for (auto const& note : story.floor().store().notes_since(0)) {
        noted |= note.what == "idle_session_ended" && note.account == story["facilitator"].account;
    }
    CHECK(noted);

    story.cut("riverside.lead");
    story.clock().pass_ms(8 * day);
    story.floor().sweep();
    CHECK_FALSE(is_signed_in(story, "riverside.lead"));

    story.clock().pass_ms(14 * day - 1);
    story.floor().sweep();
    CHECK_FALSE(is_signed_in(story, "director"));
    for (auto const& who : others) {
        CHECK(is_signed_in(story, who));
    }
    story.floor().accounts().seen(token_of(story, "coach"), story.clock().now_ms());
    story.clock().pass_ms(1);
    story.floor().sweep();
    CHECK(is_signed_in(story, "coach"));
    for (auto const* who : {"riverside.teacher", "observer", "riverside.principal"}) {
        CHECK_FALSE(is_signed_in(story, who));
    }
}
