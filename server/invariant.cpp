#include "server/invariant.hpp"

#include <string>

namespace flywheel {

void broken_invariant(char const* condition, char const* why) {
    throw BrokenInvariant(std::string(why) + " (" + condition + ")");
}

}  // namespace flywheel
