#include <cstddef>
#include <cstdint>
#include <string_view>

#include "protocol/codec.hpp"
#include "protocol/json_gate.hpp"

// What a connection does with the bytes of one frame, up to the typed command: whatever they are, an answer and no crash.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const text(reinterpret_cast<char const*>(data), size);
    if (flywheel::check_json_shape(text).has_error()) { return 0; }
    auto const command = flywheel::read_command(text);
    if (command.has_error()) {
        // What goes back to the sender must itself be JSON that any parser takes.
        auto const answer = flywheel::refusal_json(command.error());
        if (!flywheel::check_json_shape(answer)) { __builtin_trap(); }
    }
    return 0;
}
