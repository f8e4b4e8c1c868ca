#pragma once
#include "protocol/field.hpp"

// The area "notice": what somebody follows, and how they want to be told of what concerns them.
namespace flywheel {

enum class DigestEvery { None, Daily, Weekly };
constexpr auto enum_names(DigestEvery) {
    using namespace std::string_view_literals;
    return std::array{"none"sv, "daily"sv, "weekly"sv};
}

enum class Weekday { Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday };
constexpr auto enum_names(Weekday) {
    using namespace std::string_view_literals;
    return std::array{"monday"sv, "tuesday"sv,  "wednesday"sv, "thursday"sv,
                      "friday"sv, "saturday"sv, "sunday"sv};
}

enum class MailLanguage { En, Es };
constexpr auto enum_names(MailLanguage) {
    using namespace std::string_view_literals;
    return std::array{"en"sv, "es"sv};
}

inline constexpr std::size_t time_zone_length_max =
    64;  // "America/Argentina/ComodRivadavia" has 32
inline constexpr double last_hour = 23;

struct Follow {
    FollowId id;
    std::string about_kind;
    std::string about_id;

    static constexpr std::string_view kind = "follow";
    static constexpr Shelf shelf = Shelf::Network;
    static constexpr auto fields() {
        using R = Follow;
        return Fields{
            field("about_kind", &R::about_kind, "The kind of the record that is followed.",
                  {.required = true, .length_max = 40, .set_by = SetBy::Creator}),
            field("about_id", &R::about_id, "The record that is followed.",
                  {.required = true, .length_max = id_length_max, .set_by = SetBy::Creator}),
        };
    }
};

struct NoticeSetting {
    NoticeSettingId id;
    DigestEvery digest = DigestEvery::Weekly;
    Weekday weekday = Weekday::Monday;
    std::int64_t hour = 7;
    std::int64_t quiet_from = 18;
    std::int64_t quiet_to = 7;
    std::string time_zone;
    MailLanguage language = MailLanguage::En;
    bool reminders = true;
    Instant read_until_ms;

    static constexpr std::string_view kind = "notice_setting";
    static constexpr Shelf shelf = Shelf::Network;
    static constexpr auto fields() {
        using R = NoticeSetting;
        return Fields{
            field("digest", &R::digest, "How often a mail says what there is."),
            field("weekday", &R::weekday, "On which day, where it is once a week."),
            field("hour", &R::hour, "At which hour of the day, 0 to 23.",
                  {.min = 0, .max = last_hour}),
            field("quiet_from", &R::quiet_from, "From which hour on no mail goes out.",
                  {.min = 0, .max = last_hour}),
            field("quiet_to", &R::quiet_to, "Until which hour; the same hour as the first: never.",
                  {.min = 0, .max = last_hour}),
            field("time_zone", &R::time_zone,
                  "Whose hours these are, as IANA names it; none: the server's.",
                  {.length_max = time_zone_length_max}),
            field("language", &R::language, "The language of the mails."),
            field("reminders", &R::reminders, "A mail reminds of what is due."),
            field("read_until_ms", &R::read_until_ms,
                  "What came until then has been read, on whichever device."),
        };
    }
};

}  // namespace flywheel
