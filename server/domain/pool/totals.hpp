#pragma once
#include <vector>

#include "server/domain/pool/small.hpp"

// Complementary hiding among numbers that people enter: a district's own number beside those of its schools, the network's
// beside those of both. A total and all of its parts but one give the last one away.
namespace flywheel::pool {

// The place below which State has the points of a series in a month ("2026-03"), and those of all months between two days.
[[nodiscard]] Key month_of_points(MeasureSeriesId const& series, std::string_view month);
[[nodiscard]] std::vector<Key> points_of_months(State const& state, MeasureSeriesId const& series,
                                                Date const& first, Date const& last);

// The place below which State has a measure's series of districts and of the network.
[[nodiscard]] Key totals_among(MeasureId const& measure);

// The points of the same measure and period that may be told from this one: its totals and its parts, and what lies beside it
// below a total. Deleted ones too.
[[nodiscard]] std::vector<Key> beside(State const& state, DataPoint const& point);

// Whether a total, beside its parts, would tell about fewer than `min_n` people: then only those see it who answer for all of
// its parts.
[[nodiscard]] bool gives_a_part_away(State const& state, DataPoint const& total);

// Whether a part came after its total had been seen, and would tell about the others.
[[nodiscard]] bool comes_too_late(State const& state, DataPoint const& part);

}  // namespace flywheel::pool
