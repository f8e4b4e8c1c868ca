#pragma once
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "protocol/refusal.hpp"
#include "server/domain/charts/series.hpp"

namespace flywheel::charting {

// {"chart": ..., "options": {...}, "input": {"x": [...], "y": [...], "n": [...]}} taken apart.
struct Case {
    std::optional<charts::ChartType> chart;  // nothing: the case does not say
    charts::Settings settings;               // with `chart` in it, where there is one
    charts::Series series;
    std::vector<std::string> labels;  // of each entry: its x as it was written
    charts::Direction direction = charts::Direction::Neutral;
    charts::Value target;
    std::vector<std::size_t> rebase_before;  // the first point of each phase but the first, from 1
};

// Refuses the first thing that is wrong, by its place in the case: "options.freeze", "input.y[3]". Members of the case
// itself that it does not know (an id, a note, what is expected) are passed over; an option or input by an unknown name
// is refused, since a slip of the pen would change the figures without a word.
[[nodiscard]] Result<Case> read_case(nlohmann::json const& one);

}  // namespace flywheel::charting
