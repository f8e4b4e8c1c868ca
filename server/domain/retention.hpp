#pragma once
#include <cstdint>
#include <map>
#include <set>
#include <string_view>

#include "protocol/refusal.hpp"
#include "server/domain/state.hpp"

// How long what people wrote is kept, as the operator sets it. Nothing goes by age unless that was asked for.
namespace flywheel {

// What was archived can be put back for thirty days, and what nobody touched for a month may only be on holiday.
inline constexpr std::int64_t retention_days_min = 30;

struct Retention {
    std::int64_t archived_days = 0;      // after which it is gone for good; 0: never
    std::map<Kind, std::int64_t> kinds;  // days without a change in it or in what lies below it
};

// "post=730, comment=1095". Refuses what cannot be read, a kind that may not go by age, and fewer than `retention_days_min` days.
[[nodiscard]] Result<std::map<Kind, std::int64_t>> read_retention(std::string_view text);

// The records whose time is over, with all that hangs on them.
[[nodiscard]] std::set<Key> ran_out(State const& state, Retention const& retention,
                                    std::int64_t now_ms);

}  // namespace flywheel
