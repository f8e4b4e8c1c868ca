#pragma once
#include <nlohmann/json_fwd.hpp>

#include "server/admin/desk.hpp"

// What an operator does with networks and with the programs that ask of them, on the room thread.
namespace flywheel::admin {

// One more network on this server: {"name","organization","director","email"} -> {"network","token"?}; the token is of a one-time link
// for a director who has no account here yet.
[[nodiscard]] Answer create_network(Floor& floor, nlohmann::json const& request);
// The API tokens of all, or of one person: {"email"?} -> {"tokens":[...]}.
[[nodiscard]] Answer tokens(Floor& floor, nlohmann::json const& request);
// Ends one by its "id".
[[nodiscard]] Answer end_token(Floor& floor, nlohmann::json const& request);

}  // namespace flywheel::admin
