#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/json_gate.hpp"
#include "protocol/refusal.hpp"

// Charts as JSON: what `flywheel chart` reads and writes, and POST /api/v1/chart. The figures are the engine's
// (server/domain/charts); this is its only form outside. docs/CHARTS.md describes it.
namespace flywheel::charting {

// One request may hold this many cases; a network has some hundred series.
inline constexpr std::size_t cases_max = 10'000;

// A file of an analyst: a hundred series of a year of days, each with its results beside it, is a tenth of it.
inline constexpr JsonLimits file_limits{64 * 1024 * 1024, 32, 4'000'000};

// Over the network: a body of the size that any request may have can hold no more values than this.
inline constexpr JsonLimits request_limits{256 * 1024, 32, 128 * 1024};

struct Answer {
    std::string text;
    // What is wrong with cases of a list, the first thing of each, with a field such as "[3].input.n[7]"; in `text` each
    // such case is {"refused": {"code", "field", "says"}}, and the others are computed.
    std::vector<Refusal> refused;
};

// Computes one case, or each of a list of cases ({"cases": [...]} is a list too), and answers in the same form. `rules` as
// on the command line; empty: what "rules" of the text says, or none.
[[nodiscard]] Result<Answer> answer(std::string_view text, std::string_view rules,
                                    JsonLimits limits);

// The names that `rules` may have, for help texts: "anhoej, 3-sigma, ...".
[[nodiscard]] std::string rule_names();

}  // namespace flywheel::charting
