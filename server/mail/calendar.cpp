#include "server/mail/calendar.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <tuple>

#include "server/domain/view.hpp"
#include "server/mail/icalendar.hpp"
#include "server/mail/stop.hpp"
#include "server/mail/words.hpp"

namespace flywheel::mail {

namespace {

// What is over is of use for a while, to look up when it was.
constexpr std::int64_t past_ms = 90LL * 24 * 60 * 60 * 1000;
// Some ten a week for two years.
constexpr std::size_t entries_max = 1'000;

bool is_under_way(PdsaCycle const& cycle) {
    return cycle.state == CycleState::Planned || cycle.state == CycleState::Doing ||
           cycle.state == CycleState::Studying || cycle.state == CycleState::Acting;
}

class Calendar {
public:
    Calendar(State const& state, Viewer const& viewer, CalendarOf const& of)
        : state_(state), viewer_(viewer), of_(of), from_(date_of({of.now_ms - past_ms})) {
        if (auto const setting = setting_of(state, viewer.member)) {
            language_ = name_of(setting->language);
        }
    }

    std::vector<CalendarEntry> entries() {
        state_.each<Meeting>([&](Meeting const& meeting, Meta const& meta) {
            if (meeting.on < from_) { return; }
            auto const seen = as_seen({kind_of<Meeting>(), meeting.id.text});
            if (!seen.is_object()) { return; }
            add(Meeting::kind, meeting.id.text, meta, meeting.on, seen.value("title", ""),
                "meetings/" + meeting.id.text);
            entries_.back().begins = seen.value("begins", "");
            entries_.back().minutes = seen.value("minutes", std::int64_t{0});
        });
        state_.each<PdsaCycle>([&](PdsaCycle const& cycle, Meta const& meta) {
            if (cycle.owner != viewer_.member || !is_under_way(cycle)) { return; }
            due(PdsaCycle::kind, cycle.id.text, meta, cycle.end_on,
                {kind_of<PdsaCycle>(), cycle.id.text}, "cycles/" + cycle.id.text);
        });
        state_.each<Task>([&](Task const& task, Meta const& meta) {
            auto const* cycle = state_.living<PdsaCycle>(task.cycle);
            if (task.who != viewer_.member || task.done || cycle == nullptr ||
                !is_under_way(*cycle) ||
                !View::may_see(state_, viewer_, {kind_of<Task>(), task.id.text})) {
                return;
            }
            due(Task::kind, task.id.text, meta, task.due_on, {kind_of<PdsaCycle>(), cycle->id.text},
                "cycles/" + cycle->id.text);
        });
        state_.each<MeetingAction>([&](MeetingAction const& action, Meta const& meta) {
            if (action.owner != viewer_.member || action.state != ActionState::Open ||
                !View::may_see(state_, viewer_, {kind_of<MeetingAction>(), action.id.text})) {
                return;
            }
            auto const& meeting = action.meeting.text;
            due(MeetingAction::kind, action.id.text, meta, action.due,
                {kind_of<Meeting>(), meeting},
                meeting.empty() ? std::string("meetings") : "meetings/" + meeting);
        });
        std::sort(entries_.begin(), entries_.end(), [](auto const& a, auto const& b) {
            return std::tie(a.day, a.uid) < std::tie(b.day, b.uid);
        });
        if (entries_.size() > entries_max) { entries_.resize(entries_max); }
        return std::move(entries_);
    }

private:
    // The record as the one exit gives it to this person; null where it gives nothing.
    [[nodiscard]] nlohmann::json as_seen(Key const& key) const {
        auto const given = View::one(state_, viewer_, key);
        return given.empty() ? nlohmann::json{} : nlohmann::json::parse(*given.pieces().front());
    }

    // Called by what it belongs to: what is to be done there stays on the page.
    void due(std::string_view kind, std::string const& id, Meta const& meta, Date const& day,
             Key const& belongs_to, std::string const& page) {
        if (day.empty() || day < from_) { return; }
        auto const seen = as_seen(belongs_to);
        if (kind != MeetingAction::kind && !seen.is_object()) { return; }
        auto const title = seen.is_object() ? seen.value("title", "") : std::string{};
        auto says = word(language_, "mail.due_" + std::string(kind));
        if (!title.empty()) { says += ": " + title; }
        add(kind, id, meta, day, says, page);
    }

    void add(std::string_view kind, std::string const& id, Meta const& meta, Date const& day,
             std::string title, std::string const& page) {
        CalendarEntry entry;
        entry.uid = std::string(kind) + '-' + id + '-' + of_.network + "@flywheel";
        entry.title = std::move(title);
        entry.day = day.iso;
        entry.changed_at_ms = meta.updated_at_ms;
        entry.link = of_.site + "/n/" + of_.network + '/';
        entry.link += page;
        entries_.push_back(std::move(entry));
    }

    State const& state_;
    Viewer const& viewer_;
    CalendarOf const& of_;
    Date from_;
    std::string language_ = "en";
    std::vector<CalendarEntry> entries_;
};

}  // namespace

std::string calendar_for(State const& state, Viewer const& viewer, CalendarOf const& of) {
    std::string name;
    state.each<Network>([&](Network const& network, Meta const&) { name = network.name; });
    return calendar_file("Flywheel · " + name, Calendar(state, viewer, of).entries());
}

}  // namespace flywheel::mail
