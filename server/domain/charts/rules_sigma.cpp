#include "server/domain/charts/sequence.hpp"

// Western Electric and Nelson: patterns among the zones of one, two and three standard deviations.
namespace flywheel::charts {

namespace {

// At least `wanted` of the last `length` points beyond k sigma on one side, the last among them. Marked are those beyond.
void find_some_beyond(Sequence const& sequence, Rule rule, std::size_t wanted, std::size_t length,
                      std::size_t k, std::vector<Hit>& hits) {
    for (auto last = length - 1; last < sequence.size(); ++last) {
        auto const side = sequence.beyond(last, k);
        if (!side) { continue; }
        auto const first = last + 1 - length;
        std::size_t beyond = 0;
        bool gap = false;
        for (auto i = first; i <= last; ++i) {
            beyond += sequence.beyond(i, k) == side ? 1 : 0;
            gap = gap || !sequence.at(i).y;
        }
        if (gap || beyond < wanted) { continue; }
        hits.push_back(sequence.hit(rule, *side, first, last,
                                    [&](std::size_t i) { return sequence.beyond(i, k) == side; }));
    }
}

void find_one_side(Sequence const& sequence, Rule rule, std::size_t length,
                   std::vector<Hit>& hits) {
    sequence.find_same(
        rule, length, [&](std::size_t i) { return sequence.side(i); }, hits);
}

// Fourteen points make thirteen steps, each the other way than the one before.
void find_alternating(Sequence const& sequence, std::vector<Hit>& hits) {
    constexpr std::size_t turns_wanted = 12;
    std::size_t turns = 0;
    for (std::size_t i = 2; i < sequence.size(); ++i) {
        auto const before = sequence.step(i - 1);
        auto const now = sequence.step(i);
        turns = before && now && *before != *now ? turns + 1 : 0;
        if (turns >= turns_wanted) {
            hits.push_back(sequence.hit(Rule::N4, Side::Neither, i - turns_wanted - 1, i));
        }
    }
}

void find_hugging(Sequence const& sequence, std::vector<Hit>& hits) {
    constexpr std::size_t length = 15;
    sequence.find_same(
        Rule::N7, length,
        [&](std::size_t i) -> std::optional<Side> {
            auto const& point = sequence.at(i);
            bool const within = point.y && point.lower[0] && point.upper[0] &&
                                *point.y >= *point.lower[0] && *point.y <= *point.upper[0];
            return within ? std::optional(Side::Neither) : std::nullopt;
        },
        hits);
}

void find_avoiding(Sequence const& sequence, std::vector<Hit>& hits) {
    constexpr std::size_t length = 8;
    for (auto last = length - 1; last < sequence.size(); ++last) {
        std::size_t above = 0;
        std::size_t below = 0;
        for (auto i = last + 1 - length; i <= last; ++i) {
            auto const side = sequence.beyond(i, 1);
            above += side == Side::Up ? 1 : 0;
            below += side == Side::Down ? 1 : 0;
        }
        if (above + below == length && above > 0 && below > 0) {
            hits.push_back(sequence.hit(Rule::N8, Side::Neither, last + 1 - length, last));
        }
    }
}

}  // namespace

void find_western_electric(Sequence const& sequence, std::vector<Hit>& hits) {
    find_some_beyond(sequence, Rule::We2, 2, 3, 2, hits);
    find_some_beyond(sequence, Rule::We3, 4, 5, 1, hits);
    find_one_side(sequence, Rule::We4, 8, hits);
}

void find_nelson(Sequence const& sequence, std::vector<Hit>& hits) {
    find_one_side(sequence, Rule::N2, 9, hits);
    // Six points make five steps.
    sequence.find_same(
        Rule::N3, 5, [&](std::size_t i) { return sequence.step(i); }, hits, 1);
    find_alternating(sequence, hits);
    find_some_beyond(sequence, Rule::N5, 2, 3, 2, hits);
    find_some_beyond(sequence, Rule::N6, 4, 5, 1, hits);
    find_hugging(sequence, hits);
    find_avoiding(sequence, hits);
}

}  // namespace flywheel::charts
