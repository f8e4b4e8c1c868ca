#pragma once
#include <nlohmann/json_fwd.hpp>

#include "server/admin/desk.hpp"

// What an operator asks about people, on the room thread.
namespace flywheel::admin {

// Whoever has an account in a network, in one or in all: {"network"?} -> {"users":[...]}.
[[nodiscard]] Answer users(Floor& floor, nlohmann::json const& request);
// Where somebody is signed in: {"email"} -> {"sessions":[...]}.
[[nodiscard]] Answer sessions(Floor& floor, nlohmann::json const& request);
// Ends them all, or one by its "id", with what they have open.
[[nodiscard]] Answer end_sessions(Floor& floor, nlohmann::json const& request);
// A link for one person: {"network","organization","role","team"?,"email"?,"days"} -> {"token"}. Organisation and team by id or by
// their whole name. In the name of a director or of the lead of a district, whoever may give that.
[[nodiscard]] Answer invite(Floor& floor, nlohmann::json const& request);

}  // namespace flywheel::admin
