#include "server/room/floor.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "protocol/codec.hpp"
#include "server/domain/erasure.hpp"
#include "server/invariant.hpp"
#include "server/log.hpp"
#include "server/room/contents.hpp"
#include "server/room/keeping.hpp"
#include "server/room/tokens.hpp"
#include "storage/passkeys.hpp"

namespace flywheel {

namespace {

constexpr std::size_t cursor_key_bytes = 32;
// One entry's header names its records; this keeps a header below 200 KB.
constexpr std::size_t records_per_entry_max = 1'000;

storage::RandomBytes random_bytes(Randomness& random) {
    return [&random](unsigned char* into, std::size_t count) { random.fill(into, count); };
}

}  // namespace

Floor::Floor(std::string const& folder, Env env, Options options)
    : env_(env), options_(std::move(options)),
      store_(folder, random_bytes(env.random), options_.durability, options_.vfs),
      accounts_(store_), cursors_(store_.secret("cursor", cursor_key_bytes), env.random) {
    for (auto const& network : store_.networks()) {
        rooms_[network] = std::make_unique<Room>(network, store_, cursors_, env_);
    }
    // Of whom a second factor is asked may have been set otherwise.
    for (auto const& account : storage::Passkeys(store_).owners()) {
        end_sessions_without_passkey(account);
    }
}

Room* Floor::room(std::string const& network) {
    auto const found = rooms_.find(network);
    return found == rooms_.end() ? nullptr : found->second.get();
}

std::optional<MemberId> Floor::member_of(std::string const& account, std::string const& network) {
    auto const known = members_.find({account, network});
    if (known != members_.end()) { return known->second; }
    auto const member = accounts_.member_in(account, network);
    if (!member) { return std::nullopt; }
    return members_[{account, network}] = MemberId{*member};
}

bool Floor::disk_is_full() const { return store_.free_bytes() < options_.disk_reserve; }

storage::Batch& Floor::batch_for(std::string const& network) {
    auto const [at, is_new] = batches_.try_emplace(network);
    if (is_new) {
        at->second.network = network;
        at->second.expected_head = store_.head(network)->seq;
    }
    return at->second;
}

void Floor::run(CommandPost post) {
    if (!batch_open_) {
        disk_full_ =
            disk_is_full();  // before a batch is decided: nothing is half done when there is no room
        batch_open_ = true;
    }
    ++figures_.commands;
    auto* const in = room(post.network);
    auto const member = member_of(post.account, post.network);
    auto outcome = [&]() -> Result<void> {
        if (in == nullptr || !member) {
            return refuse(Code::NotFound, "", "There is no such network.");
        }
        if (owes_second_factor(post.account)) {
            return refuse(Code::NeedsSecondFactor, "", "Set up a second factor first.");
        }
        if (disk_full_) {
            return refuse(
                Code::StorageFull, "",
                "The server's disk is full; nothing was lost, and nothing new can be saved now.");
        }
        return in->run(post.from.get(), post.account, *member, post.command,
                       batch_for(post.network));
    }();
    if (outcome.has_error()) {
        ++figures_.refused;
        if (post.from && in != nullptr) {
            in->refuse_to(post.from.get(), post.command.id, outcome.error());
        }
    }
    if (post.done) { answers_.emplace_back(std::move(post.done), std::move(outcome)); }
}

void Floor::settle(std::function<void()> const& also) {
    std::vector<storage::Batch> batches;
    for (auto& [network, batch] : batches_) {
        if (!batch.entries.empty()) { batches.push_back(std::move(batch)); }
    }
    batches_.clear();
    batch_open_ = false;
    bool const read = std::any_of(rooms_.begin(), rooms_.end(),
                                  [](auto const& each) { return each.second->has_reads(); });
    if (!batches.empty() || also || read) {
        auto const began = env_.clock.steady_us();
        auto const outcome = store_.commit(batches, [&] {
            if (also) { also(); }
            for (auto& [network, each] : rooms_) {
                for (auto const& one : each->take_reads()) {
                    storage::Reads(store_).add(network, one);
                }
            }
        });
        if (outcome != storage::Outcome::Committed) {
            throw storage::Fault("another writer holds this data folder");
        }
        auto const took = env_.clock.steady_us() - began;
        ++figures_.commits;
        figures_.commit_us_total += took;
        figures_.commit_time.observe_us(took);
        figures_.commit_us_worst = std::max(figures_.commit_us_worst, took);
    }
    std::set<std::string> moved;
    for (auto& [name, each] : rooms_) {
        each->committed();
        moved.merge(each->take_rights_moved());
    }
    for (auto const& account : moved) {
        shut_out_if_owing(account);
    }
}

void Floor::commit() {
    charts_wait_ = false;
    for (auto& [name, each] : rooms_) {
        if (!each->has_unread_charts()) { continue; }
        charts_wait_ = disk_is_full();
        if (!charts_wait_) { each->read_charts(batch_for(name)); }
    }
    settle();
    auto answers = std::move(answers_);
    answers_.clear();
    for (auto& [done, outcome] : answers) {
        done(std::move(outcome));
    }
}

void Floor::flush(bool everything) {
    INVARIANT(batches_.empty(), "nothing is published before it is on disk");
    auto const now = env_.clock.steady_us();
    auto const since = now - last_flush_us_;
    bool const behind = since < flush_delay_max_us && delivery_is_behind_ && delivery_is_behind_();
    if (!everything && behind) { return; }
    bool const due = everything || since >= options_.flush_us;
    bool const presence_due = everything || now - last_presence_us_ >= presence_interval_us;
    bool sent = false;
    bool sent_presence = false;
    for (auto& [name, each] : rooms_) {
        if ((due && each->has_news()) || (presence_due && each->has_presence_news())) {
            sent = true;
            sent_presence |= each->has_presence_news() && presence_due;
            each->flush(presence_due);
        }
    }
    if (sent) {
        last_flush_us_ = now;
        ++figures_.flushes;
    }
    if (sent_presence) { last_presence_us_ = now; }
}

std::optional<std::int64_t> Floor::due_in_us() {
    bool news = false;
    bool presence = false;
    for (auto& [name, each] : rooms_) {
        if (each->has_unread_charts() && !charts_wait_) { return 0; }
        news |= each->has_news();
        presence |= each->has_presence_news();
    }
    if (!news && !presence) { return std::nullopt; }
    auto const now = env_.clock.steady_us();
    std::int64_t const news_due = last_flush_us_ + options_.flush_us - now;
    std::int64_t const presence_due = last_presence_us_ + presence_interval_us - now;
    std::int64_t due = news ? news_due : presence_due;
    if (news && presence) { due = std::min(news_due, presence_due); }
    if (due <= 0 && delivery_is_behind_ && delivery_is_behind_()) { return behind_poll_us; }
    return std::max<std::int64_t>(due, 0);
}

void Floor::sweep() {
    commit();
    for (auto& [name, each] : rooms_) {
        each->end_what_ran_out(batch_for(name));
        each->pool_what_is_due(batch_for(name));
    }
    auto const now = env_.clock.now_ms();
    settle([&] {
        accounts_.forget_expired(now);
        storage::Tokens(store_).forget_expired(now);
    });
    end_idle_sign_ins();
    end_tokens_of_the_gone(*this);
    // Those that nobody uses, of whoever has come to be asked; the others end when they are shown.
    for (auto const& account : storage::Passkeys(store_).owners()) {
        end_sessions_without_passkey(account);
    }
    forget_files(*this);
    if (auto const day = now / read_day_ms; day != let_go_on_day_ && !disk_is_full()) {
        let_go_on_day_ = day;
        let_go(*this);
    }
    flush(true);
}

void Floor::enter(std::shared_ptr<Subscriber> subscriber, std::string const& account,
                  std::string const& network, std::string const& session_hash,
                  Room::Hello const& hello) {
    commit();
    flush(true);
    auto* const in = room(network);
    auto const member = member_of(account, network);
    if (in == nullptr || !member) {
        subscriber->close(close_no_such_network, "no such network");
        return;
    }
    if (owes_second_factor(account)) {
        in->leave(subscriber.get());
        subscriber->close(close_needs_second_factor, "needs a second factor");
        return;
    }
    in->enter(std::move(subscriber), account, *member, session_hash, hello);
}

bool Floor::leads(std::string const& account) {
    auto const links = accounts_.members_of(account);
    return std::any_of(links.begin(), links.end(), [&](storage::AccountMember const& link) {
        auto* const in = room(link.network);
        if (in == nullptr) { return false; }
        auto const held = in->viewer({link.member}).roles;
        return std::any_of(held.begin(), held.end(), [](Viewer::Held const& each) {
            return each.role == Role::HubDirector || each.role == Role::HubFacilitator ||
                   each.role == Role::DistrictLead;
        });
    });
}

bool Floor::is_asked_for_second_factor(std::string const& account) {
    if (options_.second_factor != SecondFactorFor::Leads) {
        return options_.second_factor == SecondFactorFor::Everyone;
    }
    return leads(account);
}

void Floor::end_idle_sign_ins() {
    auto const now = env_.clock.now_ms();
    auto idle = accounts_.not_seen_since(now - idle_sign_in_of_leads_ms);
    if (idle.empty()) { return; }
    std::set<std::string> connected;
    for (auto const& [name, each] : rooms_) {
        connected.merge(each->sessions());
    }
    settle([&] {
        for (auto const& [hash, session] : idle) {
            if (connected.contains(hash)) {
                accounts_.seen(hash, now);
            } else if (session.seen_at_ms <= now - idle_sign_in_ms || leads(session.account)) {
                accounts_.end_session(hash);
                store_.note_for_server(now, "idle_session_ended", session.account);
            }
        }
    });
}

bool Floor::owes_second_factor(std::string const& account) {
    if (!is_asked_for_second_factor(account)) { return false; }
    auto const factor = accounts_.second_factor(account);
    bool const has_codes = factor && factor->confirmed_at_ms != 0;
    return !has_codes && !storage::Passkeys(store_).any(account);
}

bool Floor::signs_in_by_passkey_alone(std::string const& account) {
    auto const factor = accounts_.second_factor(account);
    bool const has_codes = factor && factor->confirmed_at_ms != 0;
    return !has_codes && storage::Passkeys(store_).any(account) &&
           is_asked_for_second_factor(account);
}

void Floor::end_sessions_without_passkey(std::string const& account) {
    if (!signs_in_by_passkey_alone(account)) { return; }
    auto const now = env_.clock.now_ms();
    bool any = false;
    for (auto const& each : accounts_.sessions_of(account, now)) {
        if (each.session.by_passkey) { continue; }
        any = true;
        accounts_.end_session(each.token_hash);
        end_session(each.token_hash);
    }
    if (any) { store_.note_for_server(now, "sessions_ended", account); }
}

void Floor::post_mail(storage::AccountMailWhat what, std::string const& about,
                      std::string const& language, std::string const& device) {
    if (!mail_waits_) { return; }
    auto const now = env_.clock.now_ms();
    accounts_.put_mail({make_id(env_.random), what, about, device, language, now, 0, now});
    mail_waits_();
}

void Floor::leave(Subscriber const* subscriber, std::string const& network) {
    if (auto* const in = room(network)) { in->leave(subscriber); }
}

void Floor::end_session(std::string const& session_hash) {
    for (auto& [name, each] : rooms_) {
        each->end_session(session_hash);
    }
}

void Floor::shut_out_if_owing(std::string const& account) {
    end_sessions_without_passkey(account);
    if (!owes_second_factor(account)) { return; }
    for (auto& [name, each] : rooms_) {
        each->shut_out(account);
    }
}

Result<void> Floor::act(std::string const& network, std::vector<Command> const& commands,
                        MemberId const& on_behalf_of, std::function<void()> const& also) {
    commit();
    auto* const in = room(network);
    if (in == nullptr) { return refuse(Code::NotFound, "", "There is no such network."); }
    if (disk_is_full()) { return refuse(Code::StorageFull, "", "The server's disk is full."); }
    auto outcome = in->run_for_server(commands, on_behalf_of, batch_for(network));
    if (outcome.has_error()) {
        batches_.clear();
        return outcome;
    }
    settle(also);
    members_.clear();
    flush(true);
    return {};
}

void Floor::found(std::string const& network, std::vector<Stored> records,
                  std::function<void()> const& also) {
    commit();
    storage::Batch batch;
    batch.network = network;
    for (std::size_t from = 0; from < records.size(); from += records_per_entry_max) {
        storage::NewEntry entry;
        entry.time_ms = env_.clock.now_ms();
        entry.command_id = make_id(env_.random);
        entry.command = "import";
        for (std::size_t i = from; i < std::min(records.size(), from + records_per_entry_max);
             ++i) {
            auto const& stored = records[i];
            entry.records.push_back({std::string(kind_names[stored.kind()]), stored.id(), body_form,
                                     stored_json(stored)});
        }
        batch.entries.push_back(std::move(entry));
    }
    // The network's own row first, inside the same transaction as its records.
    auto const outcome = store_.found(std::move(batch), also);
    if (outcome != storage::Outcome::Committed) {
        throw storage::Fault("another writer holds this data folder");
    }
    rooms_[network] = std::make_unique<Room>(network, store_, cursors_, env_);
    members_.clear();
}

void Floor::erase(std::string const& network, Erasure const& erasure, MemberId const& by,
                  std::function<void()> const& also) {
    commit();
    flush(true);
    storage::NewEntry entry;
    entry.time_ms = env_.clock.now_ms();
    entry.actor = by.text;
    entry.command_id = make_id(env_.random);
    entry.command = "erase_member";
    entry.shifts_rights = true;  // no browser goes on from before
    std::vector<storage::Store::Name> forgotten;
    for (auto const& stored : erasure.kept) {
        std::string const kind(kind_names[stored.kind()]);
        forgotten.push_back({kind, stored.id()});
        entry.records.push_back({kind, stored.id(), body_form, stored_json(stored)});
    }
    std::vector<storage::Store::Name> removed;
    for (auto const& key : erasure.removed) {
        removed.push_back({std::string(kind_names[key.kind]), key.id});
    }
    auto const& state = rooms_.at(network)->state();
    auto const files_stay = contents_named(state, {erasure.removed.begin(), erasure.removed.end()});
    auto and_files = [&] {
        if (also) { also(); }
        storage::Contents contents(store_);
        for (auto const& sha256 : contents_named(state)) {
            if (!files_stay.contains(sha256)) { contents.forget_uploads_named(network, sha256); }
        }
        contents.keep_only(network, files_stay);
    };
    storage::Batch const batch{network, store_.head(network)->seq, {std::move(entry)}};
    if (store_.erase(batch, removed, forgotten, and_files) != storage::Outcome::Committed) {
        throw storage::Fault("another writer holds this data folder");
    }
    members_.clear();
    rooms_.at(network)->begin_anew();
}

void Floor::note_erasure(std::string const& line) {
    if (options_.erasures.empty()) { return; }
    std::error_code ignored;
    std::filesystem::create_directories(std::filesystem::path(options_.erasures).parent_path(),
                                        ignored);
    int const file =
        ::open(options_.erasures.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    auto const text = line + "\n";
    bool const kept =
        file >= 0 && ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
        ::fsync(file) == 0;
    if (file >= 0) { ::close(file); }
    if (!kept) { log::trouble("erasure_not_written_down", {{"line", line}}); }
}

void Floor::remove(std::string const& network) {
    commit();
    flush(true);
    store_.remove(network,
                  [&] { store_.note_for_server(env_.clock.now_ms(), "network_removed", network); });
    auto const gone = std::move(rooms_.at(network));
    rooms_.erase(network);
    members_.clear();
    gone->dismiss();
}

}  // namespace flywheel
