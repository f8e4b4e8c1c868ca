#include <catch2/catch.hpp>

#include "server/metrics.hpp"

using namespace flywheel;

TEST_CASE("metrics: a page as Prometheus reads it, with buckets that add up") {
    metrics::Timing timing;
    for (auto const us : {500, 1'000, 1'001, 30'000, 9'000'000}) {
        timing.observe_us(us);
    }
    metrics::Page page;
    page.counters("flywheel_commands_total", "Commands.",
                  {{{{"outcome", "accepted"}}, 3}, {{{"outcome", "refused"}}, 1}});
    page.gauge("flywheel_networks", "Networks.", 2);
    page.timing("flywheel_commit_seconds", "Commits.", timing);
    auto const text = page.text();
    auto says = [&](std::string const& line) {
        INFO(text);
        CHECK(("\n" + text).find("\n" + line + "\n") != std::string::npos);
    };
    says("# HELP flywheel_commands_total Commands.");
    says("# TYPE flywheel_commands_total counter");
    says("flywheel_commands_total{outcome=\"accepted\"} 3");
    says("flywheel_commands_total{outcome=\"refused\"} 1");
    says("# TYPE flywheel_networks gauge");
    says("flywheel_networks 2");
    says("# TYPE flywheel_commit_seconds histogram");
    says("flywheel_commit_seconds_bucket{le=\"0.001\"} 2");
    says("flywheel_commit_seconds_bucket{le=\"0.0025\"} 3");
    says("flywheel_commit_seconds_bucket{le=\"5\"} 4");
    says("flywheel_commit_seconds_bucket{le=\"+Inf\"} 5");
    says("flywheel_commit_seconds_count 5");
    CHECK(timing.sum_s() == Approx(9.032501));
}
