#include "server/domain/retention.hpp"

#include <algorithm>
#include <charconv>

#include "server/domain/references.hpp"

namespace flywheel {

namespace {

constexpr std::int64_t retention_day_ms = 24LL * 60 * 60 * 1000;
constexpr std::int64_t retention_days_max = 36'500;  // a century, which no number overflows

// What people say and do. Not what others rest on: people, places, the theory, the library, the numbers.
bool may_go_by_age(Kind kind) {
    static std::set<Kind> const kinds{
        kind_of<Activity>(), kind_of<Announcement>(),   kind_of<Attachment>(), kind_of<Comment>(),
        kind_of<Meeting>(),  kind_of<Observation>(),    kind_of<PdsaCycle>(),  kind_of<Post>(),
        kind_of<Reply>(),    kind_of<SupportRequest>(),
    };
    return kinds.contains(kind);
}

Refusal unreadable(std::string_view part, std::string_view why) {
    std::string says = "\"";
    says.append(part).append("\" ").append(why);
    return refuse(Code::NotWellFormed, "retention.kinds", std::move(says));
}

std::string_view trimmed(std::string_view text) {
    auto const from = text.find_first_not_of(' ');
    if (from == std::string_view::npos) { return {}; }
    return text.substr(from, text.find_last_not_of(' ') - from + 1);
}

// What a record hangs on, up to what hangs on nothing.
template <class Look>
void each_above(State const& state, AnyRecord const& record, Look&& look) {
    for (auto above = parent_of(record); above;) {
        look(*above);
        auto const* const kept = state.find(above->kind, above->id);
        if (kept == nullptr) { return; }
        above = parent_of(kept->stored.record);
    }
}

}  // namespace

Result<std::map<Kind, std::int64_t>> read_retention(std::string_view text) {
    std::map<Kind, std::int64_t> kinds;
    while (!trimmed(text).empty()) {
        auto const comma = std::min(text.find(','), text.size());
        auto const part = trimmed(text.substr(0, comma));
        text.remove_prefix(std::min(comma + 1, text.size()));
        auto const equals = part.find('=');
        if (equals == std::string_view::npos) { return unreadable(part, "is not KIND=DAYS."); }
        auto const kind = kind_from_name(trimmed(part.substr(0, equals)));
        if (!kind || !may_go_by_age(*kind)) {
            return unreadable(part, "names no kind that may go by age: activity, announcement, "
                                    "attachment, comment, meeting, observation, pdsa_cycle, post, "
                                    "reply or support_request.");
        }
        auto const number = trimmed(part.substr(equals + 1));
        std::int64_t days = 0;
        auto const* const end = number.data() + number.size();
        auto const [rest, error] = std::from_chars(number.data(), end, days);
        if (error != std::errc{} || rest != end || days < retention_days_min ||
            days > retention_days_max) {
            return unreadable(part, "is not a number of days from 30 to 36500.");
        }
        if (!kinds.emplace(*kind, days).second) {
            return unreadable(part, "names a kind for the second time.");
        }
    }
    return kinds;
}

std::set<Key> ran_out(State const& state, Retention const& retention, std::int64_t now_ms) {
    if (retention.archived_days == 0 && retention.kinds.empty()) { return {}; }
    // A cycle is touched by whoever notes an observation in it, and a post by whoever answers.
    std::map<Key, std::int64_t> touched;
    each_stored(state, [&](Stored const& stored) {
        auto const at = stored.meta.updated_at_ms;
        auto touch = [&](Key const& key) {
            auto& last = touched[key];
            last = std::max(last, at);
        };
        touch({stored.kind(), stored.id()});
        each_above(state, stored.record, touch);
    });
    std::set<Key> over;
    each_stored(state, [&](Stored const& stored) {
        auto is_over = [&](std::int64_t since_ms, std::int64_t days) {
            return now_ms - since_ms >= days * retention_day_ms;
        };
        Key const key{stored.kind(), stored.id()};
        auto const rule = retention.kinds.find(key.kind);
        bool const old = rule != retention.kinds.end() && is_over(touched[key], rule->second);
        bool const archived =
            retention.archived_days > 0 && stored.archived() &&
            is_over(std::max(stored.meta.archived_at_ms, stored.meta.updated_at_ms),
                    retention.archived_days);
        if (old || archived) { over.insert(key); }
    });
    auto going = over;
    each_stored(state, [&](Stored const& stored) {
        each_above(state, stored.record, [&](Key const& key) {
            if (over.contains(key)) { going.insert({stored.kind(), stored.id()}); }
        });
    });
    return going;
}

}  // namespace flywheel
