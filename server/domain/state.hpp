#pragma once
#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "protocol/records.hpp"

namespace flywheel {

// One record as it stands, with the form that travels, serialised once.
struct Kept {
    Stored stored;
    std::shared_ptr<std::string const> wire;
    std::int64_t changed_seq = 0;
};

// What became of a text since this server began to count: enough to carry a change over that was made meanwhile.
struct TextLog {
    struct Step {
        Revision revision = 0;  // of the record, after it
        TextChange change;
    };
    Revision from = 0;  // complete since then
    std::deque<Step> steps;
    std::size_t units = 0;  // written in them
    std::int64_t touched_seq = 0;
};

// A change made on an older text than these reach back to is refused `stale`, and its browser merges by itself. So they
// need only bridge what is on its way: a poor line's minute, not an evening.
inline constexpr std::size_t text_steps_max = 500;     // some ten minutes of three people typing
inline constexpr std::size_t text_units_max = 64'000;  // written in them: 128 KiB
inline constexpr std::size_t texts_logged_max = 500;   // being written in a network at a time

// All records of one network. Nothing here touches a disk or a clock; the room owns it.
class State {
public:
    [[nodiscard]] Kept const* find(Kind kind, std::string const& id) const;

    // The record whether archived or not; null when it never was.
    template <class R>
    [[nodiscard]] R const* get(decltype(R::id) const& id) const {
        auto const* kept = find(kind_of<R>(), id.text);
        return kept == nullptr ? nullptr : &std::get<R>(kept->stored.record);
    }
    // The record that must be there because another one names it or the command was let through: throws
    // BrokenInvariant when it is not.
    template <class R>
    [[nodiscard]] R const& known(decltype(R::id) const& id) const {
        return std::get<R>(known_kept<R>(id).stored.record);
    }
    template <class R>
    [[nodiscard]] Kept const& known_kept(decltype(R::id) const& id) const {
        return known_kept(kind_of<R>(), id.text);
    }
    [[nodiscard]] Kept const& known_kept(Kind kind, std::string const& id) const;
    // The record when it is there and not archived.
    template <class R>
    [[nodiscard]] R const* living(decltype(R::id) const& id) const {
        auto const* kept = find(kind_of<R>(), id.text);
        return kept == nullptr || kept->stored.archived() ? nullptr
                                                          : &std::get<R>(kept->stored.record);
    }

    // Calls f(record, meta) for each living record of R below `parent` (see parent_of).
    template <class R, class F>
    void each_below(Key const& parent, F&& f) const {
        auto const found = children_.find(parent);
        if (found == children_.end()) { return; }
        for (auto const& key : found->second) {
            if (key.kind != kind_of<R>()) { continue; }
            auto const* kept = find(key.kind, key.id);
            if (kept != nullptr && !kept->stored.archived()) {
                f(std::get<R>(kept->stored.record), kept->stored.meta);
            }
        }
    }
    // All below `parent`, archived ones too, in order of creation.
    [[nodiscard]] std::vector<Key> const& below(Key const& parent) const;

    // The comments on a record, archived ones too, in order of creation. They are no children of it: what
    // counts or walks what lies below a record does not meet them.
    [[nodiscard]] std::vector<Key> const& comments_on(Key const& about) const;

    // Who follows a record: their follows, archived ones too.
    [[nodiscard]] std::vector<Key> const& follows_on(Key const& about) const;

    // The records that name this one in their fields (named_in), or did once.
    [[nodiscard]] std::set<Key> const& naming(Key const& key) const;

    template <class R, class F>
    void each(F&& f) const {
        for (auto const& [id, kept] : tables_[kind_of<R>()]) {
            if (!kept.stored.archived()) { f(std::get<R>(kept.stored.record), kept.stored.meta); }
        }
    }

    // Ordered, so that what a viewer gets never comes in an order that hidden records influence.
    using Table = std::map<std::string, Kept>;
    [[nodiscard]] Table const& table(Kind kind) const { return tables_[kind]; }

    void put(Stored stored, std::int64_t seq);

    // Null where nothing was written since the server started, or long ago.
    [[nodiscard]] TextLog const* text_log(Key const& key, std::size_t field) const;

private:
    std::array<Table, kind_count> tables_;
    std::map<Key, std::vector<Key>> children_;
    std::map<Key, std::vector<Key>> comments_;
    std::map<Key, std::vector<Key>> follows_;

    void log_texts(Stored const& before, Stored const& after, std::int64_t seq);
    void log_text(std::pair<Key, std::size_t> const& text, Revision before, TextLog::Step step,
                  std::int64_t seq);
    std::map<std::pair<Key, std::size_t>, TextLog> text_logs_;
    std::map<Key, std::set<Key>> naming_;
};

// What a record names and its viewers need not be able to see: of a cycle what it builds on, whose plan it took
// over and which version it tests; of a protocol its change ideas and the answer it was written from; of a change what
// it was learned from; of a version and an adaptation what they were made from; of a proposal the draft that came of it; of
// evidence what it is about and rests on; of a post, a request and an activity what they are about, and of a question its answer; of what
// a meeting talks of and decides what that is about; of a measure what it measures, and of what is said in its charts the cycles behind it.
[[nodiscard]] std::vector<Key> named_in(AnyRecord const& record);

// What a record hangs on: its diagram, ramp, cycle, protocol, version, adaptation, card, post, meeting, measure, series or member; for a comment
// what must be open for it to be in step: the cycle or the series it is in, or the record it is on. Parents never change.
[[nodiscard]] std::optional<Key> parent_of(AnyRecord const& record);

// The record whose audience a detail's lies within: what it hangs on. Anything else is its own.
[[nodiscard]] Key root_of(AnyRecord const& record);

// The cycle that a record is, or lies in; empty when it has none.
[[nodiscard]] PdsaCycleId cycle_around(AnyRecord const& record);

// The series that a record is, or lies in; empty when it has none.
[[nodiscard]] MeasureSeriesId series_around(AnyRecord const& record);

// The network's one Network record's hub; empty while there is none.
[[nodiscard]] OrganizationId hub_of(State const& state);
// The organisation and those above it, the hub left out. Stops after 10 steps: a tree is 3 deep.
[[nodiscard]] std::vector<OrganizationId> with_those_above(State const& state,
                                                           OrganizationId const& id);
// The district an organisation is or belongs to; empty when there is none.
[[nodiscard]] OrganizationId district_of(State const& state, OrganizationId const& id);
// Whether `id` is `above` or lies below it.
[[nodiscard]] bool lies_in(State const& state, OrganizationId const& id,
                           OrganizationId const& above);

}  // namespace flywheel
