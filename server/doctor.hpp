#pragma once
#include <string>
#include <vector>

#include "server/config/config.hpp"

// What an operator should know before people do: whether this machine, these settings and this data folder are as they should be.
namespace flywheel::doctor {

enum class State { Good, Look, Bad };

struct Finding {
    State state = State::Good;
    std::string about;  // a word: "disk", "certificate"
    std::string says;   // how it is, and where it is not good, what to do
};

// Changes nothing. A server that runs on the folder is asked; what only a running server knows is left out otherwise. With
// `histories`, every hash of every history is checked too, which takes as long as reading all of it.
[[nodiscard]] std::vector<Finding> examine(config::Loaded const& loaded,
                                           std::vector<std::string> const& problems,
                                           bool histories);

[[nodiscard]] std::string_view name_of(State state);

}  // namespace flywheel::doctor
