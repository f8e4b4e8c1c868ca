#include "server/mail/schedule.hpp"

#include <chrono>
#include <date/tz.h>

namespace flywheel::mail {

namespace {

date::time_zone const* zone_named(std::string const& name) {
    try {
        return name.empty() ? date::current_zone() : date::locate_zone(name);
    } catch (std::runtime_error const&) { return nullptr; }
}

}  // namespace

LocalTime local_time(std::string const& zone, std::int64_t now_ms) {
    using namespace std::chrono;
    auto const at = date::sys_time<milliseconds>(milliseconds(now_ms));
    auto const* const known = zone_named(zone);
    auto const local = known != nullptr ? known->to_local(at)
                                        : date::local_time<milliseconds>(at.time_since_epoch());
    auto const day = date::floor<date::days>(local);
    LocalTime time;
    time.day.iso = date::format("%F", day);
    time.weekday = static_cast<Weekday>(date::weekday(day).iso_encoding() - 1);
    time.hour = duration_cast<hours>(local - day).count();
    time.minute = duration_cast<minutes>(local - day).count() % 60;
    return time;
}

bool is_quiet(NoticeSetting const& setting, std::int64_t hour) {
    if (setting.quiet_from <= setting.quiet_to) {
        return hour >= setting.quiet_from && hour < setting.quiet_to;
    }
    return hour >= setting.quiet_from || hour < setting.quiet_to;
}

Due due_now(NoticeSetting const& setting, LocalTime const& now) {
    auto const at = is_quiet(setting, setting.hour) ? setting.quiet_to : setting.hour;
    if (now.hour < at || is_quiet(setting, now.hour)) { return Due::Nothing; }
    bool const today = setting.digest == DigestEvery::Daily ||
                       (setting.digest == DigestEvery::Weekly && setting.weekday == now.weekday);
    if (today) { return Due::Digest; }
    return setting.reminders ? Due::Reminder : Due::Nothing;
}

}  // namespace flywheel::mail
