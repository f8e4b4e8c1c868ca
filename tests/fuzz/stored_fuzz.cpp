#include <cstddef>
#include <cstdint>
#include <string_view>

#include "protocol/codec.hpp"
#include "protocol/json_gate.hpp"

// A line of an import file, or a body that a disk gave back changed: refused, or read to something that is written and read to the same.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const text(reinterpret_cast<char const*>(data), size);
    if (flywheel::check_json_shape(text).has_error()) { return 0; }
    auto const first = flywheel::read_stored(text);
    if (first.has_error()) { return 0; }
    auto const written = flywheel::stored_json(*first);
    auto const second = flywheel::read_stored(written);
    if (second.has_error() || flywheel::stored_json(*second) != written) { __builtin_trap(); }
    return 0;
}
