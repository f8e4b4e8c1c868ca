#include "server/domain/charts/nhs.hpp"

#include "server/domain/charts/sequence.hpp"

namespace flywheel::charts {

namespace {

SpecialCause cause_of(Hit const& hit) {
    bool const up = hit.side == Side::Up;
    switch (hit.rule) {
        case Rule::NhsOutside: return up ? SpecialCause::AboveLimit : SpecialCause::BelowLimit;
        case Rule::NhsTrend: return up ? SpecialCause::TrendUp : SpecialCause::TrendDown;
        case Rule::NhsTwoInThree:
            return up ? SpecialCause::TwoInThreeAbove : SpecialCause::TwoInThreeBelow;
        case Rule::NhsShift: return up ? SpecialCause::ShiftAbove : SpecialCause::ShiftBelow;
        default: return SpecialCause::None;
    }
}

Variation variation_of(Side side, Direction direction) {
    if (direction == Direction::Neutral) {
        return side == Side::Up ? Variation::NeutralHigh : Variation::NeutralLow;
    }
    bool const wanted = (side == Side::Up) == (direction == Direction::Increase);
    return wanted ? Variation::Improvement : Variation::Concern;
}

std::optional<Assurance> assurance_of(Chart const& chart, Direction direction, Value target) {
    if (!target || direction == Direction::Neutral || chart.points.empty()) { return std::nullopt; }
    auto const& last = chart.points.back();
    bool const increase = direction == Direction::Increase;
    if (last.upper[2] && *target > *last.upper[2]) {
        return increase ? Assurance::ConsistentFail : Assurance::ConsistentPass;
    }
    if (last.lower[2] && *target < *last.lower[2]) {
        return increase ? Assurance::ConsistentPass : Assurance::ConsistentFail;
    }
    return Assurance::Inconsistent;
}

// Two of three between the two- and the three-sigma line, all three on one side of the centre; those near the limit are marked.
void find_two_in_three(Sequence const& sequence, std::vector<Hit>& hits) {
    auto near = [&](std::size_t i) { return sequence.beyond(i, 2) && !sequence.beyond(i, 3); };
    for (std::size_t last = 2; last < sequence.size(); ++last) {
        auto const side = sequence.side(last);
        bool one_side = side.has_value();
        int close = 0;
        for (auto i = last - 2; i <= last; ++i) {
            one_side = one_side && sequence.side(i) == side;
            close += near(i) ? 1 : 0;
        }
        if (one_side && close >= 2) {
            hits.push_back(sequence.hit(Rule::NhsTwoInThree, *side, last - 2, last, near));
        }
    }
}

}  // namespace

void find_nhs(Sequence const& sequence, std::vector<Hit>& hits) {
    constexpr std::size_t length = 7;
    sequence.find_same(
        Rule::NhsTrend, length - 1, [&](std::size_t i) { return sequence.step(i); }, hits, 1);
    find_two_in_three(sequence, hits);
    sequence.find_same(
        Rule::NhsShift, length, [&](std::size_t i) { return sequence.side(i); }, hits);
}

Settings plot_the_dots_settings(std::vector<std::size_t> const& rebase_before,
                                std::optional<std::size_t> fix_after, MovingRanges moving_ranges) {
    Settings settings;
    settings.chart = ChartType::I;
    settings.range_factor = RangeFactor::Printed;
    settings.moving_ranges = moving_ranges;
    settings.fix_after = fix_after;
    for (auto const first : rebase_before) {
        if (first > 1) { settings.part.push_back(first - 1); }
    }
    return settings;
}

PlottedDots plot_the_dots(Chart const& chart, Direction direction, Value target) {
    std::vector<Hit const*> shown(chart.points.size(), nullptr);
    auto const hits = rule_hits(chart, RuleSet::Nhs);
    for (auto const& hit : hits) {
        for (auto const number : hit.points) {
            auto& best = shown[number - 1];
            // Of two trends that meet in a point, the one that begins there.
            if (best == nullptr || hit.rule <= best->rule) { best = &hit; }
        }
    }
    PlottedDots dots;
    for (std::size_t i = 0; i < shown.size(); ++i) {
        dots.causes.push_back(shown[i] ? cause_of(*shown[i]) : SpecialCause::None);
        dots.variations.push_back(shown[i] ? variation_of(shown[i]->side, direction)
                                           : Variation::CommonCause);
        if (chart.points[i].y) { dots.variation = dots.variations.back(); }
    }
    dots.assurance = assurance_of(chart, direction, target);
    return dots;
}

}  // namespace flywheel::charts
