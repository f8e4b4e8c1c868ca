#include "server/room/room.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "protocol/codec.hpp"
#include "server/domain/media.hpp"
#include "server/domain/policy.hpp"
#include "server/domain/pool/release.hpp"
#include "server/domain/series_signals.hpp"
#include "server/invariant.hpp"
#include "server/log.hpp"
#include "server/room/contents.hpp"

namespace flywheel {

namespace {

constexpr std::size_t open_details_max =
    50;  // a person looks at one or two things; 50 bounds a mistake

// What changes what people may see beyond the records themselves.
struct RightsShift {
    std::vector<MemberId> members;
    bool everybody = false;
};

RightsShift rights_shift(State const& state, Updates const& updates) {
    RightsShift shift;
    for (auto const& stored : updates) {
        auto const* before = state.find(stored.kind(), stored.id());
        if (auto const* m = std::get_if<Membership>(&stored.record)) {
            shift.members.push_back(m->member);
        }
        if (auto const* m = std::get_if<TeamMembership>(&stored.record)) {
            shift.members.push_back(m->member);
        }
        if (before == nullptr) { continue; }
        bool const archiving = before->stored.archived() != stored.archived();
        if (std::holds_alternative<Team>(stored.record)) { shift.everybody |= archiving; }
        if (auto const* o = std::get_if<Organization>(&stored.record)) {
            auto const& old = std::get<Organization>(before->stored.record);
            // The tree decides which district a school's people and cycles belong to.
            shift.everybody |=
                old.parent != o->parent || old.organization_kind != o->organization_kind;
        }
    }
    return shift;
}

std::string presence_json(std::string const& handle, MemberId const& who,
                          std::optional<Spot> const& spot) {
    std::string out = R"({"type":"presence","session":)";
    append_json_string(out, handle);
    out += R"(,"who":)";
    append_json_string(out, who.text);
    if (!spot) { return out + R"(,"at":null})"; }
    out += R"(,"at":{"kind":")" + std::string(kind_names[spot->key.kind]) + R"(","id":)";
    append_json_string(out, spot->key.id);
    if (!spot->field.empty()) {
        out += R"(,"field":)";
        append_json_string(out, spot->field);
    }
    if (spot->pointer) {
        out += ",\"x\":" + std::to_string(spot->pointer->x) +
               ",\"y\":" + std::to_string(spot->pointer->y);
    }
    return out + "}}";
}

constexpr char const* limits_json =
    R"({"frame_bytes":262144,"commands_in_flight":8,"restore_days":30})";

}  // namespace

Room::Room(std::string network, storage::Store& store, CursorMaker& cursors, Env env)
    : network_(std::move(network)), store_(store), cursors_(cursors), env_(env) {
    load();
}

void Room::load() {
    auto const found = store_.head(network_);
    INVARIANT(found.has_value(), "a room is made for a network that the store has");
    seq_ = found->seq;
    store_.each_record(network_, [&](storage::RecordRow&& row) {
        auto stored = read_stored(row.body);
        if (stored.has_error()) {
            throw storage::Fault("record " + row.kind + "/" + row.id +
                                 " cannot be read: " + stored.error().says);
        }
        state_.put(std::move(*stored), row.changed_seq);
    });
    state_.each<MeasureSeries>(
        [&](MeasureSeries const& series, Meta const&) { unread_charts_.insert(series.id); });
}

void Room::begin_anew() {
    INVARIANT(updates_.empty() && batch_ids_.empty(), "what was done before is published");
    state_ = {};
    unread_charts_.clear();
    pooled_at_ = {-1, {}};
    load();
    for (auto const* who : order_) {
        auto& seat = seats_[who];
        seat.viewer = viewer(seat.viewer.member);
        if (seat.in_step) { tell_resync(seat, "rights"); }
    }
    presence_moved_ = true;
}

storage::Head Room::head() const { return *store_.head(network_); }

std::string Room::draw_at() {
    auto const now = head();
    return cursors_.make(now.seq, now.hash);
}

Room::Seat* Room::seat_of(Subscriber const* subscriber) {
    auto const found = seats_.find(subscriber);
    return found == seats_.end() ? nullptr : &found->second;
}

void Room::answer(Seat& seat, std::string text) {
    // Out of step, nothing is lost: `welcome` tells what is settled, and the rest is sent and answered again.
    if (!seat.in_step) { return; }
    seat.answers.push_back(std::make_shared<std::string const>(std::move(text)));
    answered_.insert(seat.subscriber.get());
}

Viewer Room::viewer(MemberId const& member) const { return viewer_of(state_, member); }

// ---- Commands ----------------------------------------------------------------------------------

void Room::apply(Updates updates, Command const& command, Actor const& actor,
                 std::string const& account, storage::Batch& batch) {
    auto const shift = rights_shift(state_, updates);
    auto const now = env_.clock.now_ms();
    Update update;
    update.cause = command.id;
    update.by = actor.viewer.member;
    update.at_ms = now;
    update.changes = View::begin(state_, updates);

    ++seq_;
    storage::NewEntry entry;
    entry.time_ms = now;
    entry.actor = actor.viewer.member.text;
    entry.account = account;
    entry.command_id = command.id;
    entry.command = command.name;
    entry.body_hash = command.body_hash;
    entry.shifts_rights = shift.everybody;
    for (auto& stored : updates) {
        entry.records.push_back(
            {std::string(kind_names[stored.kind()]), stored.id(), body_form, stored_json(stored)});
        state_.put(std::move(stored), seq_);
    }
    for (auto const& change : update.changes) {
        if (!change.changed) { continue; }
        auto const& kept = state_.known_kept(change.key.kind, change.key.id);
        auto moved = charts_moved_by(state_, kept.stored);
        unread_charts_.insert(moved.begin(), moved.end());
    }
    View::finish(update.changes, state_);
    bool audiences_moved = false;
    for (auto const& change : update.changes) {
        if (change.before == change.after) { continue; }
        audiences_moved = true;
        if (change.parent) { continue; }  // details are replaced whole when they are opened
        entry.moves.push_back(
            {0, std::string(kind_names[change.key.kind]), change.key.id, to_text(change.before)});
    }
    presence_moved_ |= audiences_moved;
    batch.entries.push_back(std::move(entry));
    updates_.push_back(std::move(update));
    recheck_rights(shift.members, shift.everybody);
}

Result<void> Room::run(Subscriber const* from, std::string const& account, MemberId const& member,
                       Command const& command, storage::Batch& batch) {
    auto* const seat = seat_of(from);
    auto accepted = [&] {
        if (seat != nullptr) {
            std::string text = R"({"type":"accepted","id":)";
            append_json_string(text, command.id);
            answer(*seat, text + "}");
        }
        return Result<void>{};
    };
    std::string known_hash;
    if (auto const found = batch_ids_.find({account, command.id}); found != batch_ids_.end()) {
        known_hash = found->second;
    } else if (auto const seen = store_.seen_command(account, command.id)) {
        known_hash = seen->network == network_ ? seen->body_hash : std::string("another network");
    }
    if (!known_hash.empty()) {
        if (known_hash == command.body_hash) { return accepted(); }
        return refuse(Code::IdReused, "id", "That command id was used for something else.");
    }
    Actor actor;
    actor.viewer = viewer(member);
    if (auto const* attaches = std::get_if<AttachmentCommand>(&command.what)) {
        auto const* made = std::get_if<Create<Attachment>>(attaches);
        if (made != nullptr) {
            auto ok = was_uploaded(store_, network_, account, made->record);
            if (ok.has_error()) { return ok.error(); }
        }
    }
    try {
        auto decided = decide(state_, actor, command, env_.clock.now_ms());
        if (decided.has_error()) { return decided.error(); }
        apply(std::move(*decided), command, actor, account, batch);
    } catch (BrokenInvariant const& broken) {
        log::trouble("invariant_broken", {{"command", command.name}, {"why", broken.what()}});
        return refuse(Code::OurFault, "", "That is our mistake; it has been noted.");
    }
    batch_ids_[{account, command.id}] = command.body_hash;
    return accepted();
}

Result<void> Room::run_for_server(std::vector<Command> const& commands,
                                  MemberId const& on_behalf_of, storage::Batch& batch) {
    Actor actor;
    actor.server = true;
    actor.viewer.member = on_behalf_of;
    auto const now = env_.clock.now_ms();
    if (commands.size() == 1) {
        auto decided = decide(state_, actor, commands.front(), now);
        if (decided.has_error()) { return decided.error(); }
        apply(std::move(*decided), commands.front(), actor, {}, batch);
        return {};
    }
    // Each command may build on the one before, so all are tried on a copy first.
    State trial = state_;
    for (auto const& command : commands) {
        auto decided = decide(trial, actor, command, now);
        if (decided.has_error()) { return decided.error(); }
        for (auto& stored : *decided) {
            trial.put(std::move(stored), seq_ + 1);
        }
    }
    for (auto const& command : commands) {
        auto decided = decide(state_, actor, command, now);
        INVARIANT(decided.has_value(), "what the trial allowed is allowed");
        apply(std::move(*decided), command, actor, {}, batch);
    }
    return {};
}

std::optional<Room::File> Room::attachment(Viewer const& viewer, std::string const& id) const {
    Key const key{kind_of<Attachment>(), id};
    if (!View::may_see(state_, viewer, key)) { return std::nullopt; }
    auto const& record = state_.known<Attachment>({id});
    std::string title = record.title;
    auto const ending = std::string(".").append(name_of(record.media_type));
    if (!title.ends_with(ending)) { title += ending; }
    return File{record.content, std::string(mime_of(record.media_type)), std::move(title)};
}

void Room::refuse_to(Subscriber const* from, std::string const& command_id,
                     Refusal const& refusal) {
    auto* const seat = seat_of(from);
    if (seat == nullptr) { return; }
    std::string text = R"({"type":"refused","id":)";
    append_json_string(text, command_id);
    text += "," + refusal_json(refusal).substr(1);
    if (!refusal.about_id.empty()) {
        auto const current = View::one(state_, seat->viewer,
                                       {*kind_from_name(refusal.about_kind), refusal.about_id});
        if (!current.empty()) {
            text.pop_back();
            text += ",\"current\":" + *current.pieces().front() + "}";
        }
    }
    answer(*seat, std::move(text));
}

void Room::committed() { batch_ids_.clear(); }

void Room::read_charts(storage::Batch& batch) {
    for (std::size_t read = 0; read < charts_a_turn && !unread_charts_.empty(); ++read) {
        auto const series = unread_charts_.extract(unread_charts_.begin()).value();
        Command command;
        command.id = make_id(env_.random);
        command.name = "read_chart";
        Actor server;
        server.server = true;
        try {
            auto updates = signals_to_keep(state_, series, command.id, env_.clock.now_ms());
            if (!updates.empty()) { apply(std::move(updates), command, server, {}, batch); }
        } catch (BrokenInvariant const& broken) {
            log::trouble("invariant_broken", {{"command", command.name}, {"why", broken.what()}});
        }
    }
}

void Room::end_what_ran_out(storage::Batch& batch) {
    auto const today = date_of({env_.clock.now_ms()});
    auto is_over = [&](MembershipState state, Date const& ends_on) {
        return state == MembershipState::Active && !ends_on.empty() && ends_on < today;
    };
    std::vector<Command> commands;
    auto add = [&](NetworkCommand what, std::string_view name) {
        Command command;
        command.id = make_id(env_.random);
        command.name = name;
        command.what = std::move(what);
        commands.push_back(std::move(command));
    };
    state_.each<Membership>([&](Membership const& m, Meta const&) {
        if (is_over(m.state, m.ends_on)) { add(EndMembership{m.id}, EndMembership::name); }
    });
    state_.each<TeamMembership>([&](TeamMembership const& m, Meta const&) {
        if (is_over(m.state, m.ends_on)) { add(EndTeamMembership{m.id}, EndTeamMembership::name); }
    });
    for (auto const& command : commands) {
        // One that may not end, such as the last director's, must not hold up the others.
        auto const outcome = run_for_server({command}, {}, batch);
        if (outcome.has_error()) {
            log::trouble("membership_could_not_end", {{"code", name_of(outcome.error().code)}});
        }
    }
}

void Room::pool_what_is_due(storage::Batch& batch) {
    auto const today = date_of({env_.clock.now_ms()});
    if (pooled_at_ == std::pair(seq_, today)) { return; }
    std::vector<MeasureSeriesId> pooled;
    state_.each<MeasureSeries>([&](MeasureSeries const& series, Meta const&) {
        if (series.pooled) { pooled.push_back(series.id); }
    });
    for (auto const& id : pooled) {
        if (pool::due_of(state_, state_.known<MeasureSeries>(id), today).empty()) { continue; }
        Command command;
        command.id = make_id(env_.random);
        command.name = PoolMeasureSeries::name;
        command.what = MeasureCommand{PoolMeasureSeries{id}};
        if (auto const outcome = run_for_server({command}, {}, batch); outcome.has_error()) {
            log::trouble("series_could_not_be_pooled", {{"code", name_of(outcome.error().code)}});
        }
    }
    pooled_at_ = {seq_, today};
}

// ---- People ------------------------------------------------------------------------------------

storage::Seq Room::rights_seq_of(MemberId const& member) const {
    storage::Seq last = 0;
    for (auto const& key : state_.below({kind_of<Member>(), member.text})) {
        last = std::max(last, state_.find(key.kind, key.id)->changed_seq);
    }
    return last;
}

bool Room::may_resume(Viewer const& viewer, storage::Seq since, std::string const& hash_prefix) {
    auto const now = head();
    if (since > now.seq || since < now.rights_seq || since < rights_seq_of(viewer.member)) {
        return false;
    }
    auto const hash = store_.hash_at(network_, since);
    return hash && hash->compare(0, CursorMaker::hash_prefix_bytes, hash_prefix) == 0;
}

void Room::enter(std::shared_ptr<Subscriber> subscriber, std::string const& account,
                 MemberId const& member, std::string const& session_hash, Hello const& hello) {
    auto const* const who = subscriber.get();
    auto const viewer = this->viewer(member);
    if (!viewer.active) {
        leave(who);
        subscriber->close(close_no_such_network, "no such network");
        return;
    }
    bool const is_new = seats_.find(who) == seats_.end();
    Seat& seat = seats_[who];
    if (is_new) {
        order_.push_back(who);
        seat.handle = make_id(env_.random);
        seat.subscriber = std::move(subscriber);
    }
    seat.account = account;
    seat.session_hash = session_hash;
    seat.viewer = viewer;
    seat.open.clear();
    seat.shown.clear();
    seat.answers.clear();
    seat.told_resync = false;
    seat.in_step = false;

    auto const place = cursors_.read(hello.since);
    if (!place || !may_resume(viewer, place->seq, place->hash_prefix)) {
        tell_resync(seat, "snapshot");
        return;
    }
    std::string welcome = R"({"type":"welcome","at":")" + draw_at() + R"(","me":)" +
                          View::me(viewer) + R"(,"limits":)" + limits_json + R"(,"settled":[)";
    bool first = true;
    for (auto const& id : hello.pending) {
        auto const seen = store_.seen_command(account, id);
        if (!seen || seen->network != network_) { continue; }
        if (!first) { welcome += ','; }
        first = false;
        append_json_string(welcome, id);
    }
    welcome += "]}";
    Frame frame;
    frame.welcomes = true;
    frame.pieces.push_back(std::make_shared<std::string const>(std::move(welcome)));
    std::vector<AudienceMove> moves;
    for (auto& row : store_.moves_since(network_, place->seq)) {
        moves.push_back(
            {row.seq, {*kind_from_name(row.kind), row.id}, audience_from_text(row.audience)});
    }
    auto const missed =
        View::resume(state_, viewer, place->seq, moves, draw_at(), env_.clock.now_ms());
    for (auto const& piece : missed.pieces()) {
        frame.pieces.push_back(piece);
    }
    seat.in_step = true;
    show_presence(seat, frame);
    seat.subscriber->deliver(std::move(frame));
}

void Room::leave(Subscriber const* subscriber) {
    if (seats_.erase(subscriber) == 0) { return; }
    answered_.erase(subscriber);
    order_.erase(std::remove(order_.begin(), order_.end(), subscriber), order_.end());
    presence_moved_ = true;
}

void Room::open(Subscriber const* subscriber, Key const& parent) {
    auto* const seat = seat_of(subscriber);
    if (seat == nullptr || !seat->in_step) { return; }
    if (seat->open.size() >= open_details_max) { seat->open.clear(); }
    reads(seat->viewer, parent);
    seat->open.insert(parent);
    // Told with the next flush, behind its updates: told as they are now, they would take back what comes between.
    if (std::find(seat->asked.begin(), seat->asked.end(), parent) == seat->asked.end()) {
        seat->asked.push_back(parent);
    }
    answered_.insert(subscriber);
}

std::set<std::string> Room::sessions() const {
    std::set<std::string> found;
    for (auto const& [subscriber, seat] : seats_) {
        found.insert(seat.session_hash);
    }
    return found;
}

void Room::reads(Viewer const& viewer, Key const& key) {
    if (!View::may_look_back(state_, viewer, key)) { return; }
    auto const root = root_of(state_.known_kept(key.kind, key.id).stored.record);
    auto const& stored = state_.known_kept(root.kind, root.id).stored;
    if (stored.meta.created_by == viewer.member || !is_kept_close(stored, state_)) { return; }
    auto const now = env_.clock.now_ms();
    if (auto const day = now / read_day_ms; day != read_day_) {
        read_day_ = day;
        read_today_.clear();
    }
    if (!read_today_.emplace(root, viewer.member).second) { return; }
    reads_.push_back({std::string(kind_names[root.kind]), root.id, viewer.member.text, now});
}

Result<std::optional<std::vector<storage::Reader>>> Room::readers(Viewer const& viewer,
                                                                  Key const& key) {
    if (!View::may_look_back(state_, viewer, key)) {
        return refuse(Code::NotFound, "id", "There is nothing here by that id.");
    }
    auto const root = root_of(state_.known_kept(key.kind, key.id).stored.record);
    if (!is_told_of_readers(viewer, state_.known_kept(root.kind, root.id).stored, state_)) {
        return std::nullopt;
    }
    return storage::Reads(store_).of(network_, std::string(kind_names[root.kind]), root.id);
}

Frame::Piece Room::details_of(Viewer const& viewer, Key const& parent) const {
    std::string text =
        R"({"type":"details","kind":")" + std::string(kind_names[parent.kind]) + R"(","id":)";
    append_json_string(text, parent.id);
    text += R"(,"puts":[)";
    bool first = true;
    // Named first: a loop over a part of a temporary reads what is already gone.
    auto const details = View::details(state_, viewer, parent);
    for (auto const& piece : details.pieces()) {
        if (!first) { text += ','; }
        first = false;
        text += *piece;
    }
    return std::make_shared<std::string const>(text + "]}");
}

void Room::close(Subscriber const* subscriber, Key const& parent) {
    if (auto* const seat = seat_of(subscriber)) { seat->open.erase(parent); }
}

void Room::be_at(Subscriber const* subscriber, std::optional<Spot> spot) {
    auto* const seat = seat_of(subscriber);
    if (seat == nullptr || seat->spot == spot) { return; }
    // Whom it shows to is decided at the flush; that one is at a hidden record shows to nobody else.
    if (spot && !View::may_see(state_, seat->viewer, spot->key)) { spot.reset(); }
    seat->spot = std::move(spot);
    presence_moved_ = true;
}

void Room::tell_resync(Seat& seat, char const* why) {
    seat.in_step = false;
    seat.told_resync = true;
    seat.answers.clear();  // `welcome` will say which of them are settled
    seat.shown.clear();
    Frame frame;
    frame.welcomes = true;
    frame.pieces.push_back(std::make_shared<std::string const>(
        std::string(R"({"type":"resync","why":")") + why + "\"}"));
    seat.subscriber->deliver(std::move(frame));
}

void Room::fell_behind(Subscriber const* subscriber) {
    if (auto* const seat = seat_of(subscriber)) {
        seat->in_step = false;
        seat->answers.clear();
    }
}

void Room::end_session(std::string const& session_hash) {
    for (auto const* who : std::vector<Subscriber const*>(order_)) {
        auto* const seat = seat_of(who);
        if (seat == nullptr || seat->session_hash != session_hash) { continue; }
        auto const subscriber = seat->subscriber;
        leave(who);
        subscriber->close(1008, "signed out");
    }
}

void Room::shut_out(std::string const& account) {
    for (auto const* who : std::vector<Subscriber const*>(order_)) {
        auto* const seat = seat_of(who);
        if (seat == nullptr || seat->account != account) { continue; }
        auto const subscriber = seat->subscriber;
        leave(who);
        subscriber->close(close_needs_second_factor, "needs a second factor");
    }
}

std::set<std::string> Room::take_rights_moved() { return std::exchange(rights_moved_, {}); }

void Room::dismiss() {
    for (auto const* who : std::vector<Subscriber const*>(order_)) {
        auto const subscriber = seats_.at(who).subscriber;
        leave(who);
        subscriber->close(close_no_such_network, "no such network");
    }
}

void Room::recheck_rights(std::vector<MemberId> const& members, bool everybody) {
    if (members.empty() && !everybody) { return; }
    for (auto const* who : order_) {
        auto& seat = seats_[who];
        bool const named =
            std::find(members.begin(), members.end(), seat.viewer.member) != members.end();
        if (!everybody && !named) { continue; }
        auto now = viewer(seat.viewer.member);
        bool const same = now == seat.viewer;
        seat.viewer = std::move(now);
        if (!same) { rights_moved_.insert(seat.account); }
        // Even equal rights lead elsewhere when the tree of organisations moved.
        if (seat.in_step && (!same || everybody)) { tell_resync(seat, "rights"); }
    }
}

void Room::show_presence(Seat& to, Frame& frame) {
    std::set<std::string> here;
    for (auto const* who : order_) {
        auto const& other = seats_[who];
        if (&other == &to || !other.spot) { continue; }
        if (!View::may_see(state_, to.viewer, other.spot->key) ||
            !View::may_see(state_, to.viewer, {kind_of<Member>(), other.viewer.member.text})) {
            continue;
        }
        here.insert(other.handle);
        auto const shown = to.shown.find(other.handle);
        if (shown != to.shown.end() && shown->second == *other.spot) { continue; }
        to.shown[other.handle] = *other.spot;
        frame.pieces.push_back(std::make_shared<std::string const>(
            presence_json(other.handle, other.viewer.member, other.spot)));
    }
    for (auto it = to.shown.begin(); it != to.shown.end();) {
        if (here.contains(it->first)) {
            ++it;
            continue;
        }
        frame.pieces.push_back(
            std::make_shared<std::string const>(presence_json(it->first, {}, std::nullopt)));
        it = to.shown.erase(it);
    }
}

void Room::flush(bool presence_too) {
    bool const presence = presence_too && presence_moved_;
    if (updates_.empty() && answered_.empty() && !presence) { return; }
    // It says only that asking is worth while: what there is differs from one person to the next.
    static Frame::Piece const bell = std::make_shared<std::string const>(R"({"type":"notices"})");
    View::Flush pending(updates_, [this] { return draw_at(); });
    for (auto const* who : order_) {
        auto& seat = seats_[who];
        Frame frame;
        if (seat.in_step && !updates_.empty()) {
            auto const news = pending.for_viewer(
                seat.viewer, [&](Key const& parent) { return seat.open.contains(parent); });
            frame.pieces = news.pieces();
            if (View::concerns(seat.viewer, updates_)) { frame.pieces.push_back(bell); }
        }
        if (seat.in_step) {
            for (auto const& parent : seat.asked) {
                frame.pieces.push_back(details_of(seat.viewer, parent));
            }
        }
        seat.asked.clear();
        frame.pieces.insert(frame.pieces.end(), seat.answers.begin(), seat.answers.end());
        seat.answers.clear();
        bool const only_presence = frame.pieces.empty();
        if (seat.in_step && presence) { show_presence(seat, frame); }
        if (frame.pieces.empty()) { continue; }
        frame.ephemeral = only_presence;
        seat.subscriber->deliver(std::move(frame));
    }
    updates_.clear();
    answered_.clear();
    if (presence) { presence_moved_ = false; }
}

std::optional<HistoryPage> Room::history_page(Viewer const& viewer, std::optional<Key> of,
                                              std::string const& before) {
    HistoryPage page;
    page.network = network_;
    if (of && !View::may_look_back(state_, viewer, *of)) { return std::nullopt; }
    if (of) { reads(viewer, *of); }
    page.of = std::move(of);
    page.below = head().seq + 1;
    if (before.empty()) { return page; }
    auto const place = cursors_.read(before);
    if (!place || place->seq > head().seq) { return std::nullopt; }
    auto const hash = store_.hash_at(network_, place->seq);
    if (!hash || hash->compare(0, CursorMaker::hash_prefix_bytes, place->hash_prefix) != 0) {
        return std::nullopt;
    }
    page.below = place->seq;
    return page;
}

void Room::show_history(Viewer const& viewer, HistoryChunk const& chunk, HistoryPage& page) {
    View::Moved moved;
    for (auto const& row : store_.moves_since(network_, chunk.head)) {
        moved.emplace(Key{*kind_from_name(row.kind), row.id}, audience_from_text(row.audience));
    }
    for (auto const& entry : chunk.entries) {
        auto const shown = View::past(state_, viewer, entry, moved);
        if (shown.empty()) { continue; }
        // There is a next page when there is something on it: a page more would tell of what is hidden.
        if (page.entries.size() == history_page_entries) {
            page.before =
                cursors_.make(page.last_shown, *store_.hash_at(network_, page.last_shown));
            page.complete = true;
            return;
        }
        page.entries.push_back(shown.pieces().front());
        page.last_shown = entry.seq;
    }
    page.below = chunk.next_below;
    page.complete = chunk.next_below == 0;
}

namespace {

// A place among the cycles as browsers hand it back: when the last one changed that they have, and its id.
std::string text_of(OlderThan const& place) {
    return std::to_string(place.updated_at_ms) + "." + place.id;
}

std::optional<OlderThan> place_of(std::string const& text) {
    OlderThan place;
    auto const* const end = text.data() + text.size();
    auto const [rest, error] = std::from_chars(text.data(), end, place.updated_at_ms);
    if (error != std::errc{} || rest == end || *rest != '.') { return std::nullopt; }
    place.id.assign(rest + 1, end);
    if (!is_id(place.id)) { return std::nullopt; }
    return place;
}

}  // namespace

Room::Snapshot Room::snapshot_of(Portion portion, std::string begin) const {
    Snapshot snapshot;
    snapshot.seq = head().seq;
    snapshot.head = std::move(begin) + R"("network":)";
    append_json_string(snapshot.head, network_);
    if (portion.older) {
        snapshot.older = text_of(*portion.older);
        snapshot.head += R"(,"older":")" + snapshot.older + '"';
    }
    snapshot.head += R"(,"records":[)";
    snapshot.records = std::move(portion.records);
    return snapshot;
}

Room::Snapshot Room::snapshot(Viewer const& viewer, std::size_t cycles_max) {
    return snapshot_of(View::snapshot(state_, viewer, cycles_max),
                       R"({"at":")" + draw_at() + R"(",)");
}

std::optional<Room::Snapshot> Room::older(Viewer const& viewer, std::string const& than,
                                          std::size_t cycles_max) const {
    auto const place = place_of(than);
    if (!place) { return std::nullopt; }
    return snapshot_of(View::older(state_, viewer, *place, cycles_max), "{");
}

}  // namespace flywheel
