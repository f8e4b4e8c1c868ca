#pragma once
#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace flywheel::web {

// How many failures are taken before one waits.
struct GuessLimits {
    int per_account;
    int per_address;
    int per_subnet;
    int in_all;
};

// The network that an address lies in: of IPv4 the first 24 bits, of IPv6 the first 48, as one owner gets them. An address
// that is none stands for itself.
[[nodiscard]] std::string subnet_of(std::string const& address);

// Counts failed attempts by account, by address, by the network around it and in all, over a sliding window. Lives on the web thread.
class Guesses {
public:
    using Time = std::chrono::steady_clock::time_point;
    explicit Guesses(GuessLimits limits) : limits_(limits) {}
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
    struct Counted {
        std::string key;
        int allowed;
    };
    [[nodiscard]] std::vector<Counted> counted_at(std::string const& account,
                                                  std::string const& address) const;
    [[nodiscard]] static long wait_for(Count const& count, int allowed, Time now);
    void forget_old(Time now);
    GuessLimits limits_;
    std::map<std::string, Count> counts_;  // "a:" account, "i:" address, "n:" network, "" all
};

}  // namespace flywheel::web
