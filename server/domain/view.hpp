#pragma once
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "server/domain/audience.hpp"
#include "server/domain/decide.hpp"
#include "server/domain/state.hpp"

// The only exit: every byte about a record that leaves for a viewer is built here.
namespace flywheel {

// Text that a viewer may have. Only view.cpp makes one, so a leak needs a change in policy.cpp or there.
class Outgoing {
public:
    using Piece = std::shared_ptr<std::string const>;
    Outgoing() = default;
    [[nodiscard]] bool empty() const { return pieces_.empty(); }
    // The pieces are JSON values; joined by commas they are the members of a list.
    [[nodiscard]] std::vector<Piece> const& pieces() const { return pieces_; }

private:
    friend struct View;
    std::vector<Piece> pieces_;
};

// Cycles go to a browser the latest changed first; those that follow lie behind this one.
struct OlderThan {
    std::int64_t updated_at_ms = 0;
    std::string id;
};

// Records to begin with, and where the cycles go on that are not among them; nothing: these are all.
struct Portion {
    Outgoing records;
    std::optional<OlderThan> older;
};

// What one command did to one record, with who could see it before and who can after.
struct Change {
    Key key;
    std::optional<Key> parent;  // for what lies on the detail shelf
    bool changed = false;       // false: only its audience moved
    Audience before;
    Audience after;
    std::shared_ptr<std::string const> wire;
    // Where nothing but texts changed: how, for those who saw the record before and do now.
    std::string writes;
    std::set<MemberId> concerns;  // whose notices it may have moved
    // What it names (named_in) and who could see each: a viewer's form holds those they may see.
    struct Named {
        Key key;
        Audience before;
        Audience after;
    };
    std::vector<Named> names;
    std::shared_ptr<Stored const> stored;  // only when it names any
};

// What one command did.
struct Update {
    std::string cause;  // the command's id
    MemberId by;
    std::int64_t at_ms = 0;
    std::vector<Change> changes;
};

// When the audience of a record moved: kept so that a browser that was away gets the remove, or the put.
struct AudienceMove {
    std::int64_t seq = 0;
    Key key;
    Audience before;
};

// What one entry of the history did to one record.
struct PastRecord {
    Stored after;
    std::optional<Stored> before;
    std::vector<Stored> beside;  // as they stood then: what else its audience hung on
    // Who could see its root (root_of) just before the entry and just after it; nothing: as now.
    std::optional<Audience> could_see_before;
    std::optional<Audience> could_see_after;
    // The same of what it names, before the entry or after it.
    struct Named {
        std::optional<Audience> could_see_before;
        std::optional<Audience> could_see_after;
    };
    std::map<Key, Named> named;
};
struct PastEntry {
    std::int64_t seq = 0;
    std::int64_t at_ms = 0;
    MemberId by;
    std::string command;
    std::vector<PastRecord> records;
};

struct View {
    // Every record that the updates touch, and those whose audience hangs on them, with who sees them now.
    // Call before the updates are applied; `finish` fills in what holds afterwards and drops what did not move.
    [[nodiscard]] static std::vector<Change> begin(State const& state, Updates const& updates);
    static void finish(std::vector<Change>& changes, State const& state);

    // Whether the detail's parent is open on the connection.
    using IsOpen = std::function<bool(Key const&)>;
    // Draws a cursor for one built message.
    using DrawAt = std::function<std::string()>;

    // The updates of one flush for each of many viewers; viewers who may see the same share the bytes.
    class Flush {
    public:
        Flush(std::vector<Update> const& updates, DrawAt draw_at)
            : updates_(updates), draw_at_(std::move(draw_at)) {}
        [[nodiscard]] Outgoing for_viewer(Viewer const& viewer, IsOpen const& is_open);

    private:
        std::vector<Update> const& updates_;
        DrawAt draw_at_;
        std::unordered_map<std::string, Outgoing> built_;
    };

    // All records on the network shelf that the viewer may see, by kind and id; of the cycles the `cycles_max`
    // that changed last.
    [[nodiscard]] static Portion snapshot(State const& state, Viewer const& viewer,
                                          std::size_t cycles_max = all_cycles);
    // The next `cycles_max` cycles that the viewer may see.
    [[nodiscard]] static Portion older(State const& state, Viewer const& viewer,
                                       OlderThan const& than, std::size_t cycles_max);
    static constexpr auto all_cycles = std::numeric_limits<std::size_t>::max();
    // The details of one parent that the viewer may see; empty as well when the parent is hidden or absent.
    [[nodiscard]] static Outgoing details(State const& state, Viewer const& viewer,
                                          Key const& parent);
    // One `update` message that brings a browser from `since` to now; empty when nothing moved for it.
    [[nodiscard]] static Outgoing resume(State const& state, Viewer const& viewer,
                                         std::int64_t since, std::vector<AudienceMove> const& moves,
                                         std::string const& at, std::int64_t at_ms);
    // What the viewer may know of an entry: of each record that they may see now (or could, were it not
    // archived) and could see then, what changed; a former value only where they could see that too. `moved` holds
    // the first move of each audience since the entry was read. Empty when nothing of it is theirs.
    using Moved = std::map<Key, Audience>;
    [[nodiscard]] static Outgoing past(State const& state, Viewer const& viewer,
                                       PastEntry const& entry, Moved const& moved);
    // Whether the viewer may see the record, or could if it were not archived.
    [[nodiscard]] static bool may_look_back(State const& state, Viewer const& viewer,
                                            Key const& key);
    // What the viewer may restore.
    [[nodiscard]] static Outgoing archived(State const& state, Viewer const& viewer);
    // What concerns the viewer (docs/SYNC.md F), in members of a list.
    [[nodiscard]] static Outgoing notices(State const& state, Viewer const& viewer,
                                          std::int64_t now_ms);
    // Whether one of the updates, as far as the viewer saw what it touched or sees it now, may have moved their notices.
    [[nodiscard]] static bool concerns(Viewer const& viewer, std::vector<Update> const& updates);
    // The charts of the living series that the viewer may see, in members of a list (docs/SYNC.md Q15): of one measure, of
    // one series, or of all, then only as lines. What is absent and what is hidden are alike: not there.
    [[nodiscard]] static Outgoing charts(State const& state, Viewer const& viewer,
                                         MeasureId const& measure, MeasureSeriesId const& series);
    // One record, or nothing.
    [[nodiscard]] static Outgoing one(State const& state, Viewer const& viewer, Key const& key);
    // What `viewer` may see of what `as` would see, on the network shelf and of one parent: a member looks through
    // the eyes of somebody made up, and learns of nothing that is not theirs already.
    [[nodiscard]] static Outgoing snapshot_as(State const& state, Viewer const& viewer,
                                              Viewer const& as);
    [[nodiscard]] static Outgoing details_as(State const& state, Viewer const& viewer,
                                             Viewer const& as, Key const& parent);
    // The records of a kind that the viewer may see, by id, beginning behind `after`; its last id where there are more.
    struct Listed {
        Outgoing records;
        std::string after;
    };
    [[nodiscard]] static Listed list(State const& state, Viewer const& viewer, Kind kind,
                                     std::string const& after, std::size_t limit);
    // What the viewer may take along: lines of an import (protocol/IMPORT.md), of one district's share or, where none is given, of
    // everything; archived records too, as far as they could see them. It stands by itself (leaving.hpp).
    [[nodiscard]] static Outgoing share(State const& state, Viewer const& viewer,
                                        OrganizationId const& district);
    [[nodiscard]] static bool may_see(State const& state, Viewer const& viewer, Key const& key);
    // The member's own rights (docs/SYNC.md M8).
    [[nodiscard]] static std::string me(Viewer const& viewer);
};

}  // namespace flywheel
