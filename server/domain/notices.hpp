#pragma once
#include <set>
#include <string>
#include <vector>

#include "server/domain/audience.hpp"
#include "server/domain/state.hpp"

// What concerns a person, worked out from the records as they stand and as that person sees them: nothing is written
// when somebody is to be told. So what is unshared, held or deleted since is in nothing.
namespace flywheel {

// Why they are told. Of several that fit, the first.
enum class NoticeReason {
    Mentioned,
    Answered,
    Decided,
    Asked,
    Yours,
    Followed,
    TookPart,
    DueSoon,
    Overdue
};
constexpr auto enum_names(NoticeReason) {
    using namespace std::string_view_literals;
    return std::array{"mentioned"sv, "answered"sv,  "decided"sv,  "asked"sv,  "yours"sv,
                      "followed"sv,  "took_part"sv, "due_soon"sv, "overdue"sv};
}

enum class NoticeWhat { Said, Began, Moved, Changed, Due, Signal, Proposed };
constexpr auto enum_names(NoticeWhat) {
    using namespace std::string_view_literals;
    return std::array{"said"sv, "began"sv,  "moved"sv,   "changed"sv,
                      "due"sv,  "signal"sv, "proposed"sv};
}

struct Notice {
    NoticeReason reason = NoticeReason::Followed;
    NoticeWhat what = NoticeWhat::Said;  // the latest, where there are several
    Key about;                           // the record on whose page it is read
    CommentId comment;                   // the latest, where something was said
    std::int64_t at_ms = 0;
    MemberId by;  // who did it; empty: nobody, or somebody the viewer does not see
    std::int64_t count = 1;
    Date due_on;

    friend bool operator==(Notice const&, Notice const&) = default;
};

// As long as what is deleted can be brought back; what nobody looked at in a month is no news.
inline constexpr std::int64_t notice_window_ms = 30LL * 24 * 60 * 60 * 1000;
// Time to still do it, and near enough not to be forgotten again.
inline constexpr int due_soon_days = 3;
// A point is entered up to so long after its period. What a chart shows in numbers older than that, such as those of a
// sheet of former years, is on its page and no news.
inline constexpr int late_entry_days = 45;
// More than anybody reads through; the newest of them.
inline constexpr std::size_t notices_max = 200;

// What others did since then, and what is due, for this person: newest first, one for each record and reason. `today` is the day
// where the person is.
[[nodiscard]] std::vector<Notice> notices_for(State const& state, Viewer const& viewer,
                                              std::int64_t since_ms, Date const& today);

// Whose notices a change of the record may have moved. Whether they may see it is asked elsewhere.
[[nodiscard]] std::set<MemberId> concerned_by(State const& state, Key const& key);

// The people whose names stand in the text behind an "@", as the names are now; of names that begin alike the longest.
[[nodiscard]] std::set<MemberId> mentioned_in(State const& state, std::string const& text);

}  // namespace flywheel
