#include "server/domain/charts/propose.hpp"

#include <algorithm>

#include "server/domain/charts/averages.hpp"
#include "server/domain/charts/prepare.hpp"
#include "server/domain/charts/runs_analysis.hpp"

namespace flywheel::charts {

namespace {

Proposal because(ChartType chart, ProposalReason reason) {
    auto sentence = [&] {
        switch (reason) {
            case ProposalReason::TooFewPoints:
                return "With fewer than ten points limits would say little; a run chart asks for "
                       "the least.";
            case ProposalReason::OneValueATime: return "One value is measured each time.";
            case ProposalReason::DenominatorsDiffer:
                return "Each value stands for a different number, so the limits step with it.";
            case ProposalReason::SeveralValuesATime:
                return "Several values are measured each time, so their means are compared.";
            case ProposalReason::ShareOfANumber: return "Each value is so many out of so many.";
            case ProposalReason::EventsPerExposure:
                return "Events are counted against how much there was occasion for them.";
            case ProposalReason::EventsOfEqualOccasion:
                return "Events are counted, with the same occasion for them each time.";
            case ProposalReason::LargeNumbers:
                return "The numbers are so large that plain limits would be absurdly thin; "
                       "these allow for how the points really scatter.";
            case ProposalReason::TimeBetweenRareEvents:
                return "The events are rare, so the time between them tells more than their count.";
            case ProposalReason::OpportunitiesBetweenRareEvents:
                return "The events are rare, so the occasions between them tell more than their "
                       "count.";
        }
        return "";
    };
    return {chart, reason, sentence()};
}

}  // namespace

Proposal propose_chart(DataKind kind, Series const& series) {
    auto const groups = prepare(series, ChartType::Run, Aggregate::Mean);
    auto const there = std::count_if(groups.begin(), groups.end(),
                                     [](Subgroup const& group) { return group.count > 0; });
    if (there < useful_points_min) { return because(ChartType::Run, ProposalReason::TooFewPoints); }
    std::vector<double> sizes;
    std::vector<double> events;
    for (auto const& group : groups) {
        sizes.push_back(group.size);
        events.push_back(group.sum);
    }
    // An exposure may be counted in hours or in years; how thin limits are depends on the events.
    auto const large = [](std::vector<double> const& values) {
        return median_of(values) >= large_number;
    };
    switch (kind) {
        case DataKind::OneValue: return because(ChartType::I, ProposalReason::OneValueATime);
        case DataKind::WeightedValue:
            return because(ChartType::Iprime, ProposalReason::DenominatorsDiffer);
        case DataKind::SingleValues: {
            bool const several = std::any_of(groups.begin(), groups.end(),
                                             [](auto const& group) { return group.count > 1; });
            return several ? because(ChartType::Xbar, ProposalReason::SeveralValuesATime)
                           : because(ChartType::I, ProposalReason::OneValueATime);
        }
        case DataKind::Share:
            return large(sizes) ? because(ChartType::Pprime, ProposalReason::LargeNumbers)
                                : because(ChartType::P, ProposalReason::ShareOfANumber);
        case DataKind::Rate:
            return large(events) ? because(ChartType::Uprime, ProposalReason::LargeNumbers)
                                 : because(ChartType::U, ProposalReason::EventsPerExposure);
        case DataKind::Count: return because(ChartType::C, ProposalReason::EventsOfEqualOccasion);
        case DataKind::TimeBetween:
            return because(ChartType::T, ProposalReason::TimeBetweenRareEvents);
        case DataKind::OpportunitiesBetween:
            return because(ChartType::G, ProposalReason::OpportunitiesBetweenRareEvents);
    }
    return because(ChartType::Run, ProposalReason::TooFewPoints);
}

}  // namespace flywheel::charts
