#pragma once
#include <string>
#include <string_view>
#include <vector>

// Lines of iCalendar (RFC 5545), as far as a feed of appointments and due days needs them: functions of text.
namespace flywheel::mail {

struct CalendarEntry {
    std::string uid;  // the same for the same thing, whenever it is fetched
    std::string title;
    std::string day;           // "2026-03-10"
    std::string begins;        // "15:30", where it is held; empty: all day
    std::int64_t minutes = 0;  // of one that begins at a time; 0: not said
    std::int64_t changed_at_ms = 0;
    std::string link;
};

// A value of type TEXT (3.3.11): what would end it or the line is escaped, other control characters are left out.
[[nodiscard]] std::string calendar_text(std::string_view text);
// A content line with its end, folded where it is longer than 75 octets (3.1); no character of UTF-8 is cut in two.
[[nodiscard]] std::string calendar_line(std::string const& line);
[[nodiscard]] std::string calendar_file(std::string const& name,
                                        std::vector<CalendarEntry> const& entries);

}  // namespace flywheel::mail
