#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

// Figures as Prometheus reads them. No label ever names a network, an organisation or a person.
namespace flywheel::metrics {

// How long things took, sorted into buckets. On one thread.
class Timing {
public:
    // From a static file to a disk that stalls.
    static constexpr std::array<double, 10> bounds_s{0.001, 0.0025, 0.005, 0.01, 0.025,
                                                     0.05,  0.1,    0.25,  1.0,  5.0};
    void observe_us(std::int64_t us);
    [[nodiscard]] std::uint64_t count() const { return count_; }
    [[nodiscard]] double sum_s() const { return static_cast<double>(sum_us_) / 1e6; }
    // How many took at most bounds_s[i].
    [[nodiscard]] std::uint64_t up_to(std::size_t i) const;

private:
    std::array<std::uint64_t, bounds_s.size()> within_{};  // each its own bucket alone
    std::uint64_t count_ = 0;
    std::int64_t sum_us_ = 0;
};

// A page of them. Names begin with flywheel_ and end with their unit, as prometheus.io/docs/practices/naming has it.
class Page {
public:
    using Labels = std::vector<std::pair<std::string, std::string>>;
    struct Sample {
        Labels labels;
        double value = 0;
    };
    void counter(std::string name, std::string help, double value);
    void counters(std::string name, std::string help, std::vector<Sample> samples);
    void gauge(std::string name, std::string help, double value, Labels labels = {});
    void timing(std::string name, std::string help, Timing const& timing);
    // In the text format, version 0.0.4.
    [[nodiscard]] std::string text() const;

private:
    enum class Type { Counter, Gauge, Timing };
    struct Family {
        Type type;
        std::string name;
        std::string help;
        std::vector<Sample> samples;
        Timing timing;
    };
    std::vector<Family> families_;
};

}  // namespace flywheel::metrics
