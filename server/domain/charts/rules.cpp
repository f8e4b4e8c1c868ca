#include "server/domain/charts/rules.hpp"

#include "server/domain/charts/sequence.hpp"

namespace flywheel::charts {

void find_beyond_limits(Chart const& chart, Part const& part, Rule rule, std::vector<Hit>& hits) {
    for (auto number = part.first; number <= part.last; ++number) {
        auto const& point = chart.points[number - 1];
        if (!point.sigma_signal) { continue; }
        bool const above = point.upper[2] && *point.y > *point.upper[2];
        hits.push_back({rule, above ? Side::Up : Side::Down, part.part, {number}, number});
    }
}

std::vector<Hit> rule_hits(Chart const& chart, RuleSet rules) {
    std::vector<Hit> hits;
    for (auto const& part : chart.parts) {
        Sequence const sequence(chart, part);
        switch (rules) {
            case RuleSet::Anhoej: find_anhoej(sequence, part, hits); break;
            case RuleSet::ThreeSigma:
                find_beyond_limits(chart, part, Rule::BeyondThreeSigma, hits);
                break;
            case RuleSet::WesternElectric:
                find_beyond_limits(chart, part, Rule::We1, hits);
                find_western_electric(sequence, hits);
                break;
            case RuleSet::Nelson:
                find_beyond_limits(chart, part, Rule::N1, hits);
                find_nelson(sequence, hits);
                break;
            case RuleSet::Nhs:
                find_beyond_limits(chart, part, Rule::NhsOutside, hits);
                find_nhs(sequence, hits);
                break;
            case RuleSet::Ihi: find_ihi(sequence, hits); break;
        }
    }
    return hits;
}

}  // namespace flywheel::charts
