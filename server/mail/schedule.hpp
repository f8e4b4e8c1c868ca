#pragma once
#include <string>

#include "protocol/field.hpp"
#include "protocol/records/level.hpp"
#include "protocol/records/notice.hpp"

// When somebody's mail is due: a rule of values, once the clock of their own wall is known.
namespace flywheel::mail {

struct LocalTime {
    Date day;
    Weekday weekday = Weekday::Monday;
    std::int64_t hour = 0;
    std::int64_t minute = 0;
};

// What the clocks say there; a zone that this machine does not know counts as UTC, none as the machine's own.
[[nodiscard]] LocalTime local_time(std::string const& zone, std::int64_t now_ms);

enum class Due { Nothing, Reminder, Digest };

// Whether a mail may go at this hour at all: not while it is quiet.
[[nodiscard]] bool is_quiet(NoticeSetting const& setting, std::int64_t hour);
// At its hour or later on the same day; where that hour is quiet, when the quiet ends.
[[nodiscard]] Due due_now(NoticeSetting const& setting, LocalTime const& now);

}  // namespace flywheel::mail
