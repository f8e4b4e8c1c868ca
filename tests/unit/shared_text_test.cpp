#include <catch2/catch.hpp>

#include "tests/support/unit/network_story.hpp"

using namespace flywheel;
using namespace flywheel::testing;
using nlohmann::json;

namespace {

class Writing {
public:
    Writing() {
        cycle = story.plan_cycle();
        story.connect_everybody();
        REQUIRE(set("We met them at the door.").empty());
    }
    [[nodiscard]] std::int64_t now() { return story.revision("pdsa_cycle", cycle); }
    std::string set(std::string const& text) {
        return story.act("riverside.teacher", "edit_pdsa_cycle",
                         {{"id", cycle}, {"seen_revision", now()}, {"set", {{"learned", text}}}});
    }
    std::string write(std::string const& who, std::int64_t seen, json change,
                      char const* field = "learned") {
        return story.act(
            who, "edit_pdsa_cycle",
            {{"id", cycle}, {"seen_revision", seen}, {"write", {{field, std::move(change)}}}});
    }
    [[nodiscard]] std::string text() {
        return story.record("pdsa_cycle", cycle).value("learned", "");
    }

    NetworkStory story;
    std::string cycle;
};

// Whether the person's last frame held the word.
bool was_told(NetworkStory& story, std::string const& who, std::string const& word) {
    return story[who].line->last_frame.find(word) != std::string::npos;
}

}  // namespace

TEST_CASE("[T3] what two write at once in one text stands, whoever's words come first") {
    Writing w;
    auto const seen = w.now();
    REQUIRE(w.write("riverside.teacher", seen, json::array({json::array({0, "Monday: "}), 24}))
                .empty());
    REQUIRE(w.write("riverside.mate", seen, json::array({7, json::array({4, "all"}), 13})).empty());
    CHECK(w.text() == "Monday: We met all at the door.");
    // Made on the text as it was before both, by somebody who had seen neither.
    REQUIRE(
        w.write("riverside.teacher", seen, json::array({24, json::array({0, " Good."})})).empty());
    CHECK(w.text() == "Monday: We met all at the door. Good.");
    expect_everyone_agrees(w.story);
}

TEST_CASE("[T3] at one place the words that came first stand first") {
    Writing w;
    auto const seen = w.now();
    auto const at_the_end = [](char const* what) {
        return json::array({24, json::array({0, what})});
    };
    REQUIRE(w.write("riverside.teacher", seen, at_the_end(" One.")).empty());
    REQUIRE(w.write("riverside.mate", seen, at_the_end(" Two.")).empty());
    CHECK(w.text() == "We met them at the door. One. Two.");
}

TEST_CASE("[T4] who holds the record gets the change alone, who comes into its sight the record") {
    Writing w;
    REQUIRE(
        w.write("riverside.mate", w.now(), json::array({24, json::array({0, " Yes."})})).empty());
    for (auto const* who : {"riverside.teacher", "riverside.mate", "coach"}) {
        CHECK(was_told(w.story, who, "\"writes\":[{\"kind\":\"pdsa_cycle\""));
        CHECK(!was_told(w.story, who, "at the door"));
    }
    CHECK(!was_told(w.story, "lakeside.teacher", " Yes."));
    REQUIRE(w.story.share("riverside.teacher", w.cycle, "network").empty());
    CHECK(was_told(w.story, "lakeside.teacher", "at the door. Yes."));
    // With another field in the same command it is the record that comes.
    REQUIRE(w.story
                .act("riverside.mate", "edit_pdsa_cycle",
                     {{"id", w.cycle},
                      {"seen_revision", w.now()},
                      {"set", {{"title", "Doors"}}},
                      {"write", {{"learned", json::array({json::array({29})})}}}})
                .empty());
    CHECK(was_told(w.story, "lakeside.teacher", "\"Doors\""));
    CHECK(w.text().empty());
    expect_everyone_agrees(w.story);
}

TEST_CASE("[T3] a text that was set as a whole meanwhile is a change like any other") {
    Writing w;
    auto const seen = w.now();
    REQUIRE(w.set("We met everybody at the door.").empty());
    REQUIRE(w.write("riverside.mate", seen, json::array({23, json::array({0, " (twice)"}), 1}))
                .empty());
    CHECK(w.text() == "We met everybody at the door (twice).");
}

TEST_CASE(
    "[T5] a change on an older text than the server remembers is stale, and nothing is lost") {
    Writing w;
    auto const seen = w.now();
    REQUIRE(
        w.write("riverside.teacher", seen, json::array({24, json::array({0, " One."})})).empty());
    w.story.restart();
    w.story.connect_everybody();
    CHECK(w.write("riverside.mate", seen, json::array({24, json::array({0, " Two."})})) == "stale");
    CHECK(w.story.refusal().at("field") == "learned");
    CHECK(was_told(w.story, "riverside.mate", "at the door. One."));  // what stands, to merge with
    // On the text as it stands it goes on at once: nothing needs to be remembered for that.
    REQUIRE(
        w.write("riverside.mate", w.now(), json::array({29, json::array({0, " Two."})})).empty());
    CHECK(w.text() == "We met them at the door. One. Two.");
    CHECK(w.write("riverside.mate", w.now() + 1, json::array({34})) == "stale");
}

TEST_CASE("[T5] the server remembers the last steps of a text, and no more") {
    Writing w;
    auto const first = w.now();
    auto const step = [&] {
        auto const length = w.text().size();
        REQUIRE(w.write("riverside.teacher", w.now(), json::array({length, json::array({0, "."})}))
                    .empty());
    };
    for (std::size_t i = 0; i < text_steps_max; ++i) {
        step();
    }
    REQUIRE(w.write("riverside.mate", first, json::array({json::array({0, "!"}), 24})).empty());
    CHECK(w.write("riverside.mate", first, json::array({json::array({0, "!"}), 24})) == "stale");
}

TEST_CASE("[T1] a change that is none is refused, and says which text") {
    Writing w;
    auto refused = [&](json change, char const* field = "learned") {
        auto const code = w.write("riverside.mate", w.now(), std::move(change), field);
        CHECK(w.text() == "We met them at the door.");
        return code + " " + w.story.refusal().value("field", "");
    };
    CHECK(refused(json::array({23})) == "not_well_formed learned");
    CHECK(refused(json::array({25})) == "not_well_formed learned");
    CHECK(refused(json::array({24, 0})) == "not_well_formed learned");
    CHECK(refused(json::array({24, json::array({0})})) == "not_well_formed learned");
    CHECK(refused(json::array({24, json::array({0, ""})})) == "not_well_formed learned");
    CHECK(refused(json::array({-1})) == "not_well_formed learned");
    CHECK(refused(json::array({24.5})) == "not_well_formed learned");
    CHECK(refused("all new") == "not_well_formed learned");
    CHECK(refused(json::array({24, json::array({0, "a\r\nb"})})) == "not_well_formed learned");
    CHECK(refused(json::array({24, json::array({0, "\x01"})})) == "not_text learned");
    CHECK(refused(json::array({24, json::array({0, std::string(20'000, 'x')})})) ==
          "too_long learned");
    CHECK(refused(json::array({24}), "title") == "unknown_field title");
    CHECK(refused(json::array({24}), "nothing") == "unknown_field nothing");
    json many = json::array();
    for (std::size_t i = 0; i <= text_parts_max; ++i) {
        many.push_back(1);
    }
    CHECK(refused(many) == "not_well_formed learned");
    CHECK(w.story.act("riverside.mate", "edit_pdsa_cycle",
                      {{"id", w.cycle},
                       {"seen_revision", w.now()},
                       {"set", {{"learned", "All new."}}},
                       {"write", {{"learned", json::array({24})}}}}) == "not_well_formed");
    // Half a character is nobody's text.
    REQUIRE(w.set("\U0001F600").empty());
    CHECK(w.write("riverside.mate", w.now(), json::array({1, json::array({1})})) ==
          "not_well_formed");
}

TEST_CASE("[T3] who may not edit the record does not write in it either") {
    Writing w;
    auto const change = json::array({24, json::array({0, " Mine."})});
    CHECK(w.write("lakeside.teacher", w.now(), change) == "not_found");
    REQUIRE(w.story.share("riverside.teacher", w.cycle, "network").empty());
    CHECK(w.write("lakeside.teacher", w.now(), change) != "");
    CHECK(w.text() == "We met them at the door.");
}
