#include "tests/support/unit/examples.hpp"

#include <fstream>
#include <stdexcept>

#include "protocol/codec.hpp"
#include "server/domain/decide.hpp"
#include "server/domain/policy.hpp"

namespace flywheel::testing {

using nlohmann::ordered_json;

std::vector<std::string> const& example_areas() {
    static std::vector<std::string> const areas{"network", "theory",   "cycle",    "library",
                                                "talk",    "exchange", "practice", "moderation",
                                                "meeting", "measure",  "notice"};
    return areas;
}

ordered_json read_example_file(std::string const& name) {
    std::ifstream file(examples_folder + name);
    if (!file) { throw std::runtime_error("cannot read " + (examples_folder + name)); }
    return ordered_json::parse(file);
}

void write_example_file(std::string const& name, ordered_json const& content) {
    std::ofstream(examples_folder + name) << content.dump(1) << "\n";
}

State example_world() {
    State state;
    auto const file = read_example_file("world.json");
    for (auto const& record : file.at("records")) {
        auto stored = read_stored(record.dump());
        if (stored.has_error()) {
            throw std::runtime_error(record.dump() + " " + stored.error().says);
        }
        state.put(*stored, 1);
    }
    return state;
}

Outcome carry_out(State& state, ordered_json const& step, std::int64_t seq) {
    Outcome outcome;
    auto refuse = [&](Refusal const& refusal) {
        outcome.refused = {{"code", std::string(name_of(refusal.code))}};
        if (!refusal.field.empty()) { outcome.refused["field"] = refusal.field; }
        return outcome;
    };
    auto const command = read_command(step.at("command").dump());
    if (command.has_error()) { return refuse(command.error()); }
    Actor const actor{viewer_of(state, {step.at("by").get<std::string>()}), false};
    auto const updates = decide(state, actor, *command, step.at("at_ms").get<std::int64_t>());
    if (updates.has_error()) { return refuse(updates.error()); }
    for (auto const& stored : *updates) {
        if (stored.archived()) {
            outcome.removes.push_back(
                {{"kind", std::string(kind_names[stored.kind()])}, {"id", stored.id()}});
        } else {
            outcome.puts.push_back(ordered_json::parse(wire_json(stored)));
        }
        state.put(stored, seq);
    }
    return outcome;
}

}  // namespace flywheel::testing
