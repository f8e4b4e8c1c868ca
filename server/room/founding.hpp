#pragma once
#include <string>

#include "server/room/floor.hpp"

// How a network begins: with its hub, and one person who directs it. Called on the room thread.
namespace flywheel {

struct Founding {
    std::string organization;  // of the hub
    std::string network;       // its name
    std::string director;      // theirs
    std::string account;       // theirs, there when `also` has run
};

// Founds it with `also` in the same transaction; its id. The director is linked to the account.
[[nodiscard]] std::string found_network(Floor& floor, Founding const& founding,
                                        std::function<void()> const& also);

}  // namespace flywheel
