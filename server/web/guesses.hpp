#pragma once
#include <chrono>
#include <map>
#include <string>

namespace flywheel::web {

// Counts failed sign-ins by account, by address and in all, over a sliding window. Lives on the web thread.
class Guesses {
public:
    using Time = std::chrono::steady_clock::time_point;
    // Seconds to wait before another try; 0 when one is allowed.
    [[nodiscard]] long wait_seconds(std::string const& account, std::string const& address,
                                    Time now);
    void failed(std::string const& account, std::string const& address, Time now);
    void succeeded(std::string const& account);

private:
    struct Count {
        int failures = 0;
        Time window_ends;
    };
    [[nodiscard]] static long wait_for(Count const& count, int allowed, Time now);
    void forget_old(Time now);
    std::map<std::string, Count> counts_;  // "a:" account, "i:" address, "" all
};

}  // namespace flywheel::web
