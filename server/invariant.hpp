#pragma once
#include <stdexcept>

namespace flywheel {

// We are wrong: something that cannot be, is. Inside `decide` nothing is applied yet, so the room
// refuses that one command (our_fault) and goes on; anywhere else it ends the process, and the state is
// loaded anew from what was committed.
class BrokenInvariant : public std::logic_error {
public:
    using std::logic_error::logic_error;
};

[[noreturn]] void broken_invariant(char const* condition, char const* why);

}  // namespace flywheel

// On in release builds too.
#define INVARIANT(condition, why)                                                                  \
    do {                                                                                           \
        if (!(condition)) { ::flywheel::broken_invariant(#condition, why); }                       \
    } while (false)
