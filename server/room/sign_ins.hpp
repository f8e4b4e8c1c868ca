#pragma once
#include <functional>
#include <string>

#include "server/room/floor.hpp"

// Where an account is signed in. Called on the room thread.
namespace flywheel {

// Ends those sign-ins of an account, with every connection that they opened; answers how many.
std::size_t end_sign_ins(Floor& floor, std::string const& account,
                         std::function<bool(storage::KnownSession const&)> const& which);

}  // namespace flywheel
