#pragma once
#include <map>
#include <vector>

#include "server/domain/pool/small.hpp"

// What a pooled series may show: what the series that are released to the pool add up to, a period at a time.
namespace flywheel::pool {

// What one point adds: both parts of a proportion or a rate; of a value the value times its answers, and these; a count.
struct Gift {
    DataPointId point;
    double numerator = 0;
    double denominator = 0;
    double answers = 0;
    friend bool operator==(Gift const&, Gift const&) = default;
};
using Gifts = std::map<MeasureSeriesId, std::vector<Gift>>;  // by the site's series

// Fewer sites make no pool: each of two would read the other's number off.
inline constexpr std::size_t sites_least = 3;
// Two years of weeks; more of them come a minute later.
inline constexpr std::size_t periods_at_once_max = 104;

struct Release {
    Date on;  // the first day of the period
    std::int64_t number = 1;
    Gifts gifts;
};

// Whether a series of this measure can be worked out from others: its points have a period, and add up.
[[nodiscard]] bool can_pool(Measure const& measure);
// Whether the words name a context and a value of it, "level: elementary", as a pooled group must.
[[nodiscard]] bool is_context_group(std::string_view words);

// What may be released of a pooled series today: each period that is over and has no value yet, or whose sites have changed by
// enough people each; and nothing that would give a small number away.
[[nodiscard]] std::vector<Release> due_of(State const& state, MeasureSeries const& pooled,
                                          Date const& today);

}  // namespace flywheel::pool
