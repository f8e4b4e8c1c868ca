#pragma once
#include <cstdint>

#include "server/room/env.hpp"

namespace flywheel::testing {

// Time that moves only when a test says so. 2026-03-02, a Monday morning.
class GivenClock final : public Clock {
public:
    std::int64_t now_ms() override { return now_ms_; }
    std::int64_t steady_us() override { return now_ms_ * 1000; }
    void pass_ms(std::int64_t ms) { now_ms_ += ms; }
    void pass_days(std::int64_t days) { now_ms_ += days * 24 * 60 * 60 * 1000; }

private:
    std::int64_t now_ms_ = 1'772'442'000'000;
};

// The same bytes for the same seed: splitmix64 (Steele, Lea and Flood 2014).
class SeededRandomness final : public Randomness {
public:
    explicit SeededRandomness(std::uint64_t seed) : state_(seed) {}
    std::uint64_t next() {
        state_ += 0x9e3779b97f4a7c15ULL;
        std::uint64_t z = state_;
        z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
        return z ^ (z >> 31U);
    }
    void fill(unsigned char* into, std::size_t count) override {
        for (std::size_t i = 0; i < count; ++i) {
            into[i] = static_cast<unsigned char>(next());
        }
    }
    // 0 to below - 1.
    std::size_t below(std::size_t bound) { return static_cast<std::size_t>(next() % bound); }
    bool one_in(std::size_t n) { return below(n) == 0; }

private:
    std::uint64_t state_;
};

}  // namespace flywheel::testing
