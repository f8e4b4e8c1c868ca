#include <catch2/catch.hpp>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <set>

#include "protocol/emit.hpp"
#include "tests/support/unit/examples.hpp"
#include "tests/support/unit/network_story.hpp"

// protocol/examples: what every command does to one small network, as it goes over the wire. The server's rules
// are held to it here, and the browser's predictions in client-web/src/sync/examples.test.ts: what one side
// changes the other must follow. FLYWHEEL_WRITE_EXAMPLES=1 writes them anew from the rules; read the difference.
namespace flywheel::testing {
namespace {

using nlohmann::ordered_json;

bool writes() { return std::getenv("FLYWHEEL_WRITE_EXAMPLES") != nullptr; }

// The story's network, without the charter, so that one can be made.
void write_world() {
    NetworkStory story;
    ordered_json records = ordered_json::array();
    for (Kind kind = 0; kind < kind_count; ++kind) {
        for (auto const& [id, kept] : story.state().table(kind)) {
            if (id != "charter") { records.push_back(ordered_json::parse(*kept.wire)); }
        }
    }
    write_example_file("world.json", {{"records", std::move(records)}});
}

// Writing only: a command that must name the revision it saw gets the present one.
void fill_seen_revision(State const& state, ordered_json& step) {
    auto& args = step["command"]["args"];
    std::string const name = step["command"]["name"];
    auto const kind = kind_from_name(name.substr(name.find('_') + 1));
    auto const* kept = kind ? state.find(*kind, args.value("id", std::string{})) : nullptr;
    if (kept != nullptr) { args["seen_revision"] = kept->stored.meta.revision; }
}

}  // namespace

TEST_CASE("[C1] the examples: every command does over the wire what protocol/examples says") {
    if (writes()) { write_world(); }
    std::set<std::string> shown;
    for (auto const& area : example_areas()) {
        auto state = example_world();
        auto file = read_example_file(area + ".json");
        std::int64_t seq = 1;
        for (auto& step : file.at("steps")) {
            INFO(area << ": " << step.at("says") << "\n" << step.at("command").dump());
            ++seq;
            if (writes()) {
                for (auto const* written : {"puts", "removes", "refused"}) {
                    step.erase(written);
                }
                State const before = state;
                auto outcome = carry_out(state, step, seq);
                bool const unseen =
                    !outcome.refused.is_null() &&
                    (outcome.refused["code"] == "stale" ||
                     outcome.refused.value("field", std::string{}) == "seen_revision");
                if (unseen && !step["command"]["args"].contains("seen_revision")) {
                    state = before;
                    fill_seen_revision(state, step);
                    outcome = carry_out(state, step, seq);
                }
                if (!outcome.refused.is_null()) { step["refused"] = outcome.refused; }
                if (!outcome.puts.empty()) { step["puts"] = outcome.puts; }
                if (!outcome.removes.empty()) { step["removes"] = outcome.removes; }
            } else {
                auto const outcome = carry_out(state, step, seq);
                CHECK(outcome.refused == step.value("refused", ordered_json{}));
                CHECK(outcome.puts == step.value("puts", ordered_json::array()));
                CHECK(outcome.removes == step.value("removes", ordered_json::array()));
            }
            if (!step.contains("refused")) { shown.insert(step.at("command").at("name")); }
        }
        if (writes()) { write_example_file(area + ".json", file); }
    }
    for (auto const& name : command_names()) {
        INFO(name);
        CHECK(shown.contains(name));
    }
}

}  // namespace flywheel::testing
