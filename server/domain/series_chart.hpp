#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "protocol/refusal.hpp"
#include "server/domain/charts/nhs.hpp"
#include "server/domain/charts/reading.hpp"
#include "server/domain/state.hpp"

// The chart of a stored series: its points, phases, baseline and exclusions as the engine takes them (server/domain/charts),
// and what the engine answers beside the records that it came from. No figure is computed here.
namespace flywheel {

// One point of the chart: the data points of one day.
struct ChartedDay {
    Date on;
    std::vector<DataPointId> points;     // in the order of entry
    std::optional<MissingKind> missing;  // where none of them has a value
};

// What the last phase shows, by the measure's own rule set. For Special a rule of how the points scatter is met, which
// has no side.
enum class ChartVariation { CommonCause, Improvement, Concern, High, Low, Special };
constexpr auto enum_names(ChartVariation) {
    using namespace std::string_view_literals;
    return std::array{"common_cause"sv, "improvement"sv, "concern"sv,
                      "high"sv,         "low"sv,         "special"sv};
}

struct SeriesChart {
    MeasureSeriesId series;
    ChartType asked = ChartType::Run;  // as measure and series say
    ChartType drawn = ChartType::Run;  // a run chart where the numbers do not allow what is asked
    std::vector<ChartedDay> days;      // one for each point of the chart, in the order of time
    charts::Chart chart;
    charts::Reading reading;
    std::map<std::size_t, ChartPhaseId>
        phases;                               // by part, from 1: the confirmed phase that begins it
    bool some_hidden = false;                 // points of too few people for this reader
    std::optional<ChartVariation> variation;  // nothing while it is too early to say
    std::optional<charts::Assurance>
        assurance;  // likewise; and without limits, target or direction
};

// What goes into the engine for a series.
struct SeriesInput {
    charts::Series series;
    charts::Settings settings;
    std::vector<ChartedDay> days;
    std::map<std::size_t, ChartPhaseId> phases;
    bool some_hidden = false;
};

// Which points the reader of a chart sees: it is drawn from these alone, so that neither limits nor signals tell of others.
using SeesPoint = std::function<bool(DataPoint const&)>;
inline bool sees_every_point(DataPoint const&) { return true; }

// Of a day's points those left out are left out of the day; where all of them are, the day is drawn and left out.
[[nodiscard]] SeriesInput input_of(State const& state, MeasureSeries const& series,
                                   SeesPoint const& sees = sees_every_point);

// The whole chart of a living series.
[[nodiscard]] SeriesChart chart_of(State const& state, MeasureSeries const& series,
                                   SeesPoint const& sees = sees_every_point);

// How much of a chart is told: all of it, or the line's last points, for a list of many.
enum class Told { Whole, Line };
// As many points as a line of two centimetres can show.
inline constexpr std::size_t line_points_max = 24;

// docs/SYNC.md Q15.
[[nodiscard]] std::string json_of(State const& state, SeriesChart const& chart, Told told);

}  // namespace flywheel
