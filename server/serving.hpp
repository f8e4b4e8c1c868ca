#pragma once
#include <string>
#include <vector>

#include "server/app.hpp"
#include "server/config/config.hpp"

// From what an operator set to what a server is made of.
namespace flywheel {

// Where people reach it.
[[nodiscard]] std::string site_of(config::Config const& config);
// Of settings without problems.
[[nodiscard]] App::Options options_of(config::Config const& config);
// Why a server would not start with them: what is wrong with each, and with some beside others.
[[nodiscard]] std::vector<std::string> problems_in(config::Loaded const& loaded);

}  // namespace flywheel
