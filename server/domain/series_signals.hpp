#pragma once
#include "server/domain/decide.hpp"

// The signals that people are told of and look into, kept in step with what the charts show.
namespace flywheel {

// What must be written so that the kept signals of a living series are those of its chart as it is now. A signal stays the
// same record while its stretch of points grows or moves; one that the chart no longer shows is deleted, or marked as passed
// where somebody has looked into it. What people noted by hand stays. Empty: they agree, or the measure is not in use.
// New records are named after `turn`, an id that is used for nothing else.
[[nodiscard]] Updates signals_to_keep(State const& state, MeasureSeriesId const& series,
                                      std::string const& turn, std::int64_t now_ms);

// The series whose charts a change of this record may change.
[[nodiscard]] std::vector<MeasureSeriesId> charts_moved_by(State const& state,
                                                           Stored const& changed);

}  // namespace flywheel
