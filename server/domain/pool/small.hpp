#pragma once
#include <optional>

#include "server/domain/state.hpp"

// Small numbers: how many people are behind a point, and where that is too few to be shown outside of its site
// (docs/SYNC.md Q16).
namespace flywheel::pool {

// How many people or cases a point speaks of: the denominator of a proportion, else the answers that it names. Nothing where
// it does not say.
[[nodiscard]] std::optional<double> people_behind(DataPoint const& point, MeasureData data);

// The network's `min_n`.
[[nodiscard]] double least_people(State const& state);

// Whether it speaks of fewer people than the network's `min_n`.
[[nodiscard]] bool is_small(State const& state, DataPoint const& point);

// Who sees a point, of those who see its series: all; whose numbers they are, since it is small or would give a small one
// away (totals.hpp); or of these only who answers for all its parts.
enum class Shown { ToAll, ToOwners, ToLead };
[[nodiscard]] Shown shown_of(State const& state, DataPoint const& point);

// The days that one point of a measure speaks for: the day, the week from Monday, two weeks from the Monday on or before its
// first definition came into force, the month, the quarter, the year. None where points are events.
struct Period {
    Date first;
    Date last;
};
[[nodiscard]] std::optional<Period> period_of(State const& state, Measure const& measure,
                                              Date const& day);

}  // namespace flywheel::pool
