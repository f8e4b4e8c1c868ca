#include "server/domain/charts/rephase.hpp"

#include "server/domain/charts/averages.hpp"

namespace flywheel::charts {

std::vector<SuggestedPhase> suggest_phases(Chart const& chart, RephaseRule rule) {
    std::vector<double> baseline;
    double median = missing;
    std::vector<double> run;
    std::size_t run_first = 0;
    Side run_side = Side::Up;
    std::vector<SuggestedPhase> suggested;
    for (std::size_t i = 0; i < chart.points.size(); ++i) {
        auto const& point = chart.points[i];
        if (!point.include || !point.y) { continue; }
        if (baseline.size() < rule.baseline_points) {
            baseline.push_back(*point.y);
            median = median_of(baseline);
            continue;
        }
        if (*point.y == median) { continue; }
        auto const side = *point.y > median ? Side::Up : Side::Down;
        if (run.empty() || side != run_side) {
            run.clear();
            run_first = i + 1;
            run_side = side;
        }
        run.push_back(*point.y);
        if (run.size() < rule.run_length) { continue; }
        median = median_of(run);
        suggested.push_back({run_first, median, run_side});
        run.clear();
    }
    return suggested;
}

}  // namespace flywheel::charts
