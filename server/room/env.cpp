#include "server/room/env.hpp"

#include <sys/random.h>

#include <array>
#include <chrono>
#include <cstdlib>

#include "protocol/ids.hpp"

namespace flywheel {

std::int64_t SystemClock::now_ms() {
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

std::int64_t SystemClock::steady_us() {
    using namespace std::chrono;
    return duration_cast<microseconds>(steady_clock::now().time_since_epoch()).count();
}

void SystemRandomness::fill(unsigned char* into, std::size_t count) {
    std::size_t done = 0;
    while (done < count) {
        auto const got = ::getrandom(into + done, count - done, 0);
        if (got < 0) { std::abort(); }  // without randomness there are no secrets to keep
        done += static_cast<std::size_t>(got);
    }
}

std::string make_id(Randomness& random) {
    std::array<unsigned char, 16> bits{};
    random.fill(bits.data(), bits.size());
    return id_from_bits(bits.data());
}

std::string make_token(Randomness& random) { return make_id(random) + make_id(random); }

}  // namespace flywheel
