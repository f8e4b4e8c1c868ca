#include "server/domain/charts/sequence.hpp"

// Anhoej and IHI: rules about the median or mean alone, which leave out the points that are on it.
namespace flywheel::charts {

namespace {

// The useful points of a phase, one run after the other: positions in the sequence.
std::vector<std::vector<std::size_t>> runs_of(Sequence const& sequence) {
    std::vector<std::vector<std::size_t>> runs;
    std::optional<Side> before;
    for (std::size_t i = 0; i < sequence.size(); ++i) {
        auto const side = sequence.side(i);
        if (!side) { continue; }
        if (side != before) { runs.emplace_back(); }
        runs.back().push_back(i);
        before = side;
    }
    return runs;
}

Hit hit_of_run(Sequence const& sequence, Rule rule, std::vector<std::size_t> const& run) {
    return sequence.hit(rule, *sequence.side(run.front()), run.front(), run.back(),
                        [&](std::size_t i) { return sequence.side(i).has_value(); });
}

// Of a phase as a whole: every point that took part.
Hit hit_of_all(Sequence const& sequence, Rule rule) {
    return sequence.hit(rule, Side::Neither, 0, sequence.size() - 1,
                        [&](std::size_t i) { return sequence.at(i).y.has_value(); });
}

// Five or more, each above the one before or each below it; equal neighbours count once and break nothing. One hit for
// the whole of it.
void find_ihi_trend(Sequence const& sequence, std::vector<Hit>& hits) {
    constexpr std::size_t length = 5;
    std::vector<std::size_t> there;
    for (std::size_t i = 0; i < sequence.size(); ++i) {
        if (sequence.at(i).y) { there.push_back(i); }
    }
    std::size_t first = 0;     // of the trend under way
    std::size_t distinct = 1;  // values in it
    std::size_t level = 0;     // where its latest value was first met
    std::optional<Side> way;
    auto end_at = [&](std::size_t last) {
        if (distinct < length) { return; }
        hits.push_back(sequence.hit(Rule::IhiTrend, *way, there[first], there[last],
                                    [&](std::size_t i) { return sequence.at(i).y.has_value(); }));
    };
    for (std::size_t i = 1; i < there.size(); ++i) {
        auto const y = *sequence.at(there[i]).y;
        auto const before = *sequence.at(there[i - 1]).y;
        if (y == before) { continue; }
        auto const now = y > before ? Side::Up : Side::Down;
        if (now != way) {
            end_at(i - 1);
            way = now;
            first = level;
            distinct = 1;
        }
        ++distinct;
        level = i;
    }
    if (!there.empty()) { end_at(there.size() - 1); }
}

}  // namespace

void find_anhoej(Sequence const& sequence, Part const& part, std::vector<Hit>& hits) {
    if (!part.runs.signal) { return; }
    for (auto const& run : runs_of(sequence)) {
        if (static_cast<int>(run.size()) > *part.runs.longest_run_max) {
            hits.push_back(hit_of_run(sequence, Rule::AnhoejLongRun, run));
        }
    }
    if (*part.runs.n_crossings < *part.runs.n_crossings_min) {
        hits.push_back(hit_of_all(sequence, Rule::AnhoejFewCrossings));
    }
}

void find_ihi(Sequence const& sequence, std::vector<Hit>& hits) {
    constexpr std::size_t shift_length = 6;
    auto const runs = runs_of(sequence);
    std::size_t useful = 0;
    for (auto const& run : runs) {
        useful += run.size();
        if (run.size() >= shift_length) {
            hits.push_back(hit_of_run(sequence, Rule::IhiShift, run));
        }
    }
    find_ihi_trend(sequence, hits);
    auto const limits = runs_limits(static_cast<int>(useful));
    if (!limits) { return; }
    auto const count = static_cast<int>(runs.size());
    if (count < limits->least) { hits.push_back(hit_of_all(sequence, Rule::IhiFewRuns)); }
    if (count > limits->most) { hits.push_back(hit_of_all(sequence, Rule::IhiManyRuns)); }
}

}  // namespace flywheel::charts
