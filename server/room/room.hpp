#pragma once
#include <map>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "protocol/commands.hpp"
#include "protocol/messages.hpp"
#include "server/domain/view.hpp"
#include "server/room/cursor.hpp"
#include "server/room/env.hpp"
#include "server/room/history.hpp"
#include "server/room/subscriber.hpp"
#include "storage/reads.hpp"
#include "storage/store.hpp"

namespace flywheel {

inline constexpr int wire_version = 1;
inline constexpr int close_no_such_network = 4404;  // docs/SYNC.md M10
inline constexpr int close_needs_second_factor = 4403;

// A cycle has some 450 bytes on the wire, most of them ids and words that compress no further. So many come with the first
// records: what a large network did in its last months, one megabyte, some seconds on poor Wi-Fi.
inline constexpr std::size_t cycles_at_first = 2'000;
// The others follow by so many: a megabyte is had again soon where a line broke, and a page takes it in between two frames.
inline constexpr std::size_t cycles_a_page = 2'000;

// A chart of 500 points is read in well under a millisecond; so many take some milliseconds of the room's turn.
inline constexpr std::size_t charts_a_turn = 20;

// Who reads a record all day long is one reader of that day.
inline constexpr std::int64_t read_day_ms = 24LL * 60 * 60 * 1000;

// Where somebody is: a record, and the field they write in.
struct Spot {
    Key key;
    std::string field;
    std::optional<Pointer> pointer = std::nullopt;
    friend bool operator==(Spot const&, Spot const&) = default;
};

// One network, live: its records in memory, the people connected to it, and what waits to be published.
// Lives on the room thread; knows no socket and no SQL.
class Room {
public:
    Room(std::string network, storage::Store& store, CursorMaker& cursors, Env env);

    // ---- Commands: decided one by one, committed together (Rooms), then published.
    // Decides and applies; what must be written is added to `batch`. Null subscriber: an HTTP caller, who
    // gets the answer from the return value. An accepted command is answered to its subscriber at the flush.
    [[nodiscard]] Result<void> run(Subscriber const* from, std::string const& account,
                                   MemberId const& member, Command const& command,
                                   storage::Batch& batch);
    // Several commands of the server itself; all or none is applied.
    [[nodiscard]] Result<void> run_for_server(std::vector<Command> const& commands,
                                              MemberId const& on_behalf_of, storage::Batch& batch);
    void refuse_to(Subscriber const* from, std::string const& command_id, Refusal const& refusal);
    // After the commit of the batch: the commands it carried are on disk.
    void committed();

    // ---- People
    struct Hello {
        std::string since;
        std::vector<std::string> pending;
    };
    void enter(std::shared_ptr<Subscriber> subscriber, std::string const& account,
               MemberId const& member, std::string const& session_hash, Hello const& hello);
    void leave(Subscriber const* subscriber);
    void open(Subscriber const* subscriber, Key const& parent);
    void close(Subscriber const* subscriber, Key const& parent);
    // Somebody opens a record, or what lies in it; before they get it. Of what is kept from the network as a whole it is written down
    // who did, once a day; of those alone who see it, and never of whoever made it.
    void reads(Viewer const& viewer, Key const& key);
    // Who opened it; nothing for a viewer who sees it and is not told (policy), refuses not_found. Empty for what the whole network
    // sees.
    [[nodiscard]] Result<std::optional<std::vector<storage::Reader>>> readers(Viewer const& viewer,
                                                                              Key const& key);
    // What was noted and is not written yet.
    [[nodiscard]] std::vector<storage::Read> take_reads() { return std::exchange(reads_, {}); }
    [[nodiscard]] bool has_reads() const { return !reads_.empty(); }
    void be_at(Subscriber const* subscriber, std::optional<Spot> spot);
    void fell_behind(Subscriber const* subscriber);
    void end_session(std::string const& session_hash);
    // The sign-ins of those who are connected.
    [[nodiscard]] std::set<std::string> sessions() const;
    // Closes every connection of an account that must set up a second factor first.
    void shut_out(std::string const& account);
    // Whose rights moved since this was asked last, of those who are connected.
    [[nodiscard]] std::set<std::string> take_rights_moved();
    // Reads its records again, from a store that was changed otherwise than by commands; everybody who is connected begins anew.
    void begin_anew();
    // Everybody goes: the network is no more.
    void dismiss();
    [[nodiscard]] std::size_t people() const { return seats_.size(); }

    // Sends what waits, one frame a connection. `presence_too`: presence goes at a slower beat.
    void flush(bool presence_too);
    [[nodiscard]] bool has_news() const { return !updates_.empty() || !answered_.empty(); }
    [[nodiscard]] bool has_presence_news() const { return presence_moved_; }

    // ---- Reads, for the web and the command line
    [[nodiscard]] State const& state() const { return state_; }
    [[nodiscard]] Viewer viewer(MemberId const& member) const;
    // {"at":...,"network":...,"older":...,"records":[...]} in pieces that are joined elsewhere.
    struct Snapshot {
        std::int64_t seq = 0;  // for telling two moments apart; never leaves the server
        std::string head;
        std::string older;  // as the head says it; empty: these are all
        Outgoing records;
    };
    [[nodiscard]] Snapshot snapshot(Viewer const& viewer, std::size_t cycles_max = cycles_at_first);
    // The cycles behind those of a snapshot, docs/SYNC.md O; nothing: there is no such place.
    [[nodiscard]] std::optional<Snapshot> older(Viewer const& viewer, std::string const& than,
                                                std::size_t cycles_max = cycles_a_page) const;

    // A page of what was, to be filled: of one record or of the network, older than `before` (a cursor; empty:
    // from now on back). Nothing when there is no such record for this viewer, or no such place.
    [[nodiscard]] std::optional<HistoryPage> history_page(Viewer const& viewer,
                                                          std::optional<Key> of,
                                                          std::string const& before);
    // Shows what was read: adds to the page what the viewer may know, and says where to read on.
    void show_history(Viewer const& viewer, HistoryChunk const& chunk, HistoryPage& page);

    // Reads some of the charts that changed and keeps their signals in step (server/domain/series_signals); adds what must be
    // written to `batch`. A few at a time, so that nobody's command waits behind a thousand charts.
    void read_charts(storage::Batch& batch);
    [[nodiscard]] bool has_unread_charts() const { return !unread_charts_.empty(); }

    // Ends memberships whose last day is over; adds what must be written to `batch`.
    void end_what_ran_out(storage::Batch& batch);
    // A file that hangs on a record, as far as the viewer may see that.
    struct File {
        std::string content;
        std::string mime;
        std::string title;  // with the ending that its kind has
    };
    [[nodiscard]] std::optional<File> attachment(Viewer const& viewer, std::string const& id) const;

    // Releases what is due of pooled series (docs/SYNC.md Q17); adds what must be written to `batch`.
    void pool_what_is_due(storage::Batch& batch);
    [[nodiscard]] std::string const& name() const { return network_; }

private:
    struct Seat {
        std::shared_ptr<Subscriber> subscriber;
        std::string account;
        std::string session_hash;
        std::string handle;  // names this connection to others in presence
        Viewer viewer;
        std::set<Key> open;
        std::vector<Frame::Piece> answers;
        std::vector<Key> asked;  // whose details it waits for
        bool in_step =
            false;  // false: it has been told to resync and gets nothing until it says hello
        bool told_resync = false;
        std::optional<Spot> spot;
        std::map<std::string, Spot> shown;  // presence of others as this connection last got it
    };

    void load();
    [[nodiscard]] std::string draw_at();
    [[nodiscard]] Snapshot snapshot_of(Portion portion, std::string begin) const;
    [[nodiscard]] storage::Head head() const;
    void apply(Updates updates, Command const& command, Actor const& actor,
               std::string const& account, storage::Batch& batch);
    void recheck_rights(std::vector<MemberId> const& members, bool everybody);
    void tell_resync(Seat& seat, char const* why);
    void answer(Seat& seat, std::string text);
    [[nodiscard]] Frame::Piece details_of(Viewer const& viewer, Key const& parent) const;
    [[nodiscard]] bool may_resume(Viewer const& viewer, storage::Seq since,
                                  std::string const& hash_prefix);
    [[nodiscard]] storage::Seq rights_seq_of(MemberId const& member) const;
    void show_presence(Seat& to, Frame& frame);
    Seat* seat_of(Subscriber const* subscriber);

    std::string network_;
    storage::Store& store_;
    CursorMaker& cursors_;
    Env env_;
    State state_;
    storage::Seq seq_ =
        0;  // of the last applied command; ahead of the store until the batch commits
    std::vector<Update> updates_;  // applied, not yet published
    std::set<Subscriber const*> answered_;
    std::unordered_map<Subscriber const*, Seat> seats_;
    std::vector<Subscriber const*> order_;  // of arrival, so that frames go out in one order
    std::map<std::pair<std::string, std::string>, std::string>
        batch_ids_;  // (account, command id) -> body hash, not yet committed
    std::vector<storage::Read> reads_;
    // Known to be written on this day, so that who opens a page ten times costs one look into the store.
    std::int64_t read_day_ = 0;
    std::set<std::pair<Key, MemberId>> read_today_;
    bool presence_moved_ = false;
    std::set<std::string> rights_moved_;  // accounts
    // At first all: the server may have ended, or been another one, since they were read last.
    std::set<MeasureSeriesId> unread_charts_;
    std::pair<storage::Seq, Date> pooled_at_{-1, {}};  // nothing is due that was not then
};

}  // namespace flywheel
