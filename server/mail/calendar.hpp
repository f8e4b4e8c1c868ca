#pragma once
#include <string>

#include "server/domain/audience.hpp"
#include "server/domain/state.hpp"

// What a person's own calendar program fetches.
namespace flywheel::mail {

struct CalendarOf {
    std::string network;  // its id
    std::string site;     // of this server, without a slash at its end
    std::int64_t now_ms = 0;
};

// As RFC 5545 has it: the meetings that this person may see, the ends of their own cycles that are under way, and the days by which their
// tasks and actions are due. Titles of cycles and meetings, and no other word that anybody wrote: a calendar is shown on walls, and kept by
// others.
[[nodiscard]] std::string calendar_for(State const& state, Viewer const& viewer,
                                       CalendarOf const& of);

}  // namespace flywheel::mail
