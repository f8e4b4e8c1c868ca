#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "server/domain/state.hpp"

// protocol/examples as the tests read them.
namespace flywheel::testing {

inline constexpr char const* examples_folder = "protocol/examples/";
// In the order in which people meet them; each file is a story of its own that begins with world.json.
[[nodiscard]] std::vector<std::string> const& example_areas();

[[nodiscard]] nlohmann::ordered_json read_example_file(std::string const& name);
void write_example_file(std::string const& name, nlohmann::ordered_json const& content);

// The network that every story begins with.
[[nodiscard]] State example_world();

struct Outcome {
    nlohmann::ordered_json puts = nlohmann::ordered_json::array();
    nlohmann::ordered_json removes = nlohmann::ordered_json::array();
    nlohmann::ordered_json refused;
};

// Decides the step's command and, where it is taken, applies it to `state`.
Outcome carry_out(State& state, nlohmann::ordered_json const& step, std::int64_t seq);

}  // namespace flywheel::testing
