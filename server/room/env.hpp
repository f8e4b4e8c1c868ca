#pragma once
#include <cstddef>
#include <cstdint>
#include <string>

// Time and chance come from outside, so that a test can replay a whole server from a seed.
namespace flywheel {

class Clock {
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual std::int64_t now_ms() = 0;     // wall clock, since 1970 UTC
    [[nodiscard]] virtual std::int64_t steady_us() = 0;  // never goes back
};

class Randomness {
public:
    virtual ~Randomness() = default;
    virtual void fill(unsigned char* into, std::size_t count) = 0;
};

struct Env {
    Clock& clock;
    Randomness& random;
};

class SystemClock final : public Clock {
public:
    std::int64_t now_ms() override;
    std::int64_t steady_us() override;
};

// From the operating system's generator.
class SystemRandomness final : public Randomness {
public:
    void fill(unsigned char* into, std::size_t count) override;
};

// A new id of 26 characters (docs/SYNC.md R2).
[[nodiscard]] std::string make_id(Randomness& random);
// A bearer secret: 256 bits in base 32.
[[nodiscard]] std::string make_token(Randomness& random);

}  // namespace flywheel
