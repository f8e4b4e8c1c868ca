#include <cstddef>
#include <cstdint>
#include <string_view>

#include "protocol/json_gate.hpp"
#include "server/charting/chart_json.hpp"

// What a stranger with a sign-in can send to be drawn: figures or a refusal, by every set of rules, and no crash.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const text(reinterpret_cast<char const*>(data), size);
    for (auto const* const rules :
         {"", "anhoej", "nelson", "ihi", "nhs", "western-electric-nelson"}) {
        auto const answer =
            flywheel::charting::answer(text, rules, flywheel::charting::request_limits);
        // Answers hold more than was asked: a line a point, a few a signal. Still they are bounded JSON.
        constexpr flywheel::JsonLimits roomy{256 * 1024 * 1024, 32, 64'000'000};
        if (answer.has_value() && !flywheel::check_json_shape(*answer, roomy)) { __builtin_trap(); }
    }
    return 0;
}
