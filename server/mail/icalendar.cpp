#include "server/mail/icalendar.hpp"

#include <ctime>

namespace flywheel::mail {

namespace {

constexpr std::size_t line_octets_max = 75;  // RFC 5545, 3.1; without the line's end

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U; }

std::string digits_of(std::string const& text) {
    std::string digits;
    for (char const c : text) {
        if (c >= '0' && c <= '9') { digits += c; }
    }
    return digits;
}

std::string moment(std::int64_t at_ms) {
    std::time_t const seconds = at_ms / 1000;
    std::tm at{};
    gmtime_r(&seconds, &at);
    char text[] = "YYYYMMDDThhmmssZ";
    std::strftime(text, sizeof text, "%Y%m%dT%H%M%SZ", &at);
    return text;
}

std::string event(CalendarEntry const& entry) {
    auto const day = digits_of(entry.day);
    std::string out = calendar_line("BEGIN:VEVENT") + calendar_line("UID:" + entry.uid) +
                      calendar_line("DTSTAMP:" + moment(entry.changed_at_ms));
    if (entry.begins.empty()) {
        // A whole day, which keeps nobody from being asked elsewhere.
        out += calendar_line("DTSTART;VALUE=DATE:" + day) + calendar_line("TRANSP:TRANSPARENT");
    } else {
        // The clock of the place where it is held: no zone, so that every calendar shows it as it was written.
        out += calendar_line("DTSTART:" + day + "T" + digits_of(entry.begins) + "00");
        if (entry.minutes > 0) {
            out += calendar_line("DURATION:PT" + std::to_string(entry.minutes) + "M");
        }
    }
    out += calendar_line("SUMMARY:" + calendar_text(entry.title));
    out += calendar_line("URL:" + entry.link);
    return out + calendar_line("END:VEVENT");
}

}  // namespace

std::string calendar_text(std::string_view text) {
    std::string out;
    for (char const c : text) {
        switch (c) {
            case '\\': out += "\\\\"; break;
            case ';': out += "\\;"; break;
            case ',': out += "\\,"; break;
            case '\n': out += "\\n"; break;
            default:
                if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) { out += c; }
        }
    }
    return out;
}

std::string calendar_line(std::string const& line) {
    std::string out;
    std::size_t from = 0;
    auto room = line_octets_max;
    while (line.size() - from > room) {
        auto end = from + room;
        while (end > from + 1 && continues_character(line[end])) {
            --end;
        }
        out.append(line, from, end - from);
        out += "\r\n ";
        from = end;
        room = line_octets_max - 1;  // after the blank that says it goes on
    }
    out.append(line, from);
    return out + "\r\n";
}

std::string calendar_file(std::string const& name, std::vector<CalendarEntry> const& entries) {
    auto const called = calendar_text(name);
    std::string out = calendar_line("BEGIN:VCALENDAR") + calendar_line("VERSION:2.0");
    out += calendar_line("PRODID:-//Flywheel//Flywheel//EN");
    // RFC 7986, and what was in use before it.
    out += calendar_line("NAME:" + called) + calendar_line("X-WR-CALNAME:" + called);
    out += calendar_line("REFRESH-INTERVAL;VALUE=DURATION:PT1H");
    for (auto const& entry : entries) {
        out += event(entry);
    }
    return out + calendar_line("END:VCALENDAR");
}

}  // namespace flywheel::mail
