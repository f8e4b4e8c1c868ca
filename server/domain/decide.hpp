#pragma once
#include <string>
#include <vector>

#include "protocol/commands.hpp"
#include "protocol/refusal.hpp"
#include "server/domain/audience.hpp"
#include "server/domain/state.hpp"

namespace flywheel {

// Who acts. The server itself acts for invitations, set-up and roles that run out: it needs no permit,
// yet every other rule holds for it too.
struct Actor {
    Viewer viewer;
    bool server = false;
};

// The records a command leaves behind, as they stand afterwards.
using Updates = std::vector<Stored>;

// The one door to the rules: no clock, disk, socket or randomness in it. `now_ms` comes in with the command.
// Refusals in order of precedence: unseen -> not permitted -> stale -> out of order -> limits.
// The order of the answer is the order in which viewers get the records; the command's own record is first.
[[nodiscard]] Result<Updates> decide(State const& state, Actor const& actor, Command const& command,
                                     std::int64_t now_ms);

}  // namespace flywheel
