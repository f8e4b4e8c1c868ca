#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "server/domain/retention.hpp"
#include "server/metrics.hpp"
#include "server/room/room.hpp"
#include "storage/accounts.hpp"
#include "storage/store.hpp"

namespace flywheel {

struct Erasure;

// A sign-in that nobody used for so long ends: whose device it is now, nobody knows. Sooner for whoever directs or facilitates the hub or
// leads a district, who see and give most; a week of holidays is not yet a device in other hands.
inline constexpr std::int64_t idle_sign_in_ms = 30LL * 24 * 60 * 60 * 1000;
inline constexpr std::int64_t idle_sign_in_of_leads_ms = 8LL * 24 * 60 * 60 * 1000;

// How many commands share one commit: enough to carry 25,000 a second, small enough that the first of them
// waits some 20 ms at most.
inline constexpr std::size_t commands_per_commit_max = 512;
// The first flush goes out at once, the next no sooner than this: frames carry more, and writes are what costs.
inline constexpr std::int64_t flush_interval_us = 3'000;
// How long news may add up for when delivery is behind; then they go out all the same.
inline constexpr std::int64_t flush_delay_max_us = 100'000;
inline constexpr std::int64_t behind_poll_us = 500;
inline constexpr std::int64_t presence_interval_us =
    100'000;  // 10 a second: as fast as a pointer needs
// Writes stop while there is still room to sign in, delete and checkpoint.
inline constexpr std::int64_t disk_reserve_bytes = 64LL * 1024 * 1024;

struct CommandPost {
    std::shared_ptr<Subscriber> from;  // null for HTTP
    std::string account;
    std::string network;
    Command command;
    std::function<void(Result<void>)> done;  // for HTTP: called after the commit
};

// Of whom a second factor is asked: of those who direct or facilitate the hub or lead a district, or of all.
enum class SecondFactorFor { Nobody, Leads, Everyone };

// All networks of a server with their one store: what the room thread does, without the thread. Every call
// is made from one thread; Fault means that the process must end and start again from what was committed.
class Floor {
public:
    struct Options {
        std::int64_t disk_reserve = disk_reserve_bytes;
        std::int64_t flush_us = flush_interval_us;
        storage::Durability durability = storage::Durability::Full;
        std::string vfs;
        SecondFactorFor second_factor = SecondFactorFor::Nobody;
        // Where erasures are written down, so that a backup from before does not bring back what they took; beside the backups.
        std::string erasures;
        Retention retention;
        // How long it is known who opened what. Three years: who leaves a district asks within one, and a trial may last two more.
        std::int64_t reads_kept_ms = 3LL * 365 * 24 * 60 * 60 * 1000;
    };
    Floor(std::string const& folder, Env env, Options options);

    // Decides a command and adds it to the open batch; refusals go out with the next flush.
    void run(CommandPost post);
    // One transaction for all that was run since the last; then answers HTTP callers.
    void commit();
    // Sends what is due; with `now` everything that waits.
    void flush(bool everything);
    // Microseconds until something is due; nothing when nothing waits.
    [[nodiscard]] std::optional<std::int64_t> due_in_us();
    // Asked before a flush that is due: while it says true, news add up instead of queueing behind each other.
    void set_delivery_is_behind(std::function<bool()> ask) { delivery_is_behind_ = std::move(ask); }
    // Once a minute: memberships, sessions and links that ran out.
    void sweep();

    // The reads below see committed state: they commit and publish first.
    void enter(std::shared_ptr<Subscriber> subscriber, std::string const& account,
               std::string const& network, std::string const& session_hash,
               Room::Hello const& hello);
    void leave(Subscriber const* subscriber, std::string const& network);
    void end_session(std::string const& session_hash);
    // Whether a passkey is the second factor that is asked of them: then a password alone signs them in no more.
    [[nodiscard]] bool signs_in_by_passkey_alone(std::string const& account);
    // Ends what was begun with less by somebody of whom that is so; of nobody else.
    void end_sessions_without_passkey(std::string const& account);
    // Closes every connection of somebody who owes a second factor, and what was begun with less than their passkey; of nobody else.
    void shut_out_if_owing(std::string const& account);
    // Commands of the server itself with `also` in the same transaction; done and published when it returns.
    [[nodiscard]] Result<void> act(std::string const& network, std::vector<Command> const& commands,
                                   MemberId const& on_behalf_of, std::function<void()> const& also);

    // A network with these records and no history but one mark; ids must be free. Published to nobody.
    void found(std::string const& network, std::vector<Stored> records,
               std::function<void()> const& also);

    // Makes it so, in one transaction with `also`; what the records were before is gone for good, here and, once they are in touch
    // again, on the devices of all others: each gets everything anew.
    void erase(std::string const& network, Erasure const& erasure, MemberId const& by,
               std::function<void()> const& also);

    // Adds a line to the file of erasures, on disk when it returns; one that cannot be written stands in the log instead.
    void note_erasure(std::string const& line);

    // The network with all that was ever kept of it, for good; who is connected to it is told that there is none.
    // It must be there. Accounts stay.
    void remove(std::string const& network);

    [[nodiscard]] Room* room(std::string const& network);
    [[nodiscard]] std::vector<std::string> networks() { return store_.networks(); }
    [[nodiscard]] storage::Accounts& accounts() { return accounts_; }
    [[nodiscard]] storage::Store& store() { return store_; }
    [[nodiscard]] Env env() const { return env_; }
    [[nodiscard]] Options const& options() const { return options_; }
    // From the next sweep on.
    void set_retention(Retention retention) {
        options_.retention = std::move(retention);
        let_go_on_day_ = -1;
    }
    [[nodiscard]] std::optional<MemberId> member_of(std::string const& account,
                                                    std::string const& network);
    [[nodiscard]] bool disk_is_full() const;
    // Whether one is asked of them by a role in any network. Then, while they have none, no network is open to them.
    [[nodiscard]] bool is_asked_for_second_factor(std::string const& account);
    // Whether they direct or facilitate a hub or lead a district, in any network.
    [[nodiscard]] bool leads(std::string const& account);
    [[nodiscard]] bool owes_second_factor(std::string const& account);

    // A mail about an account, to go out soon; nothing happens where no mail goes out.
    void post_mail(storage::AccountMailWhat what, std::string const& about,
                   std::string const& language = {}, std::string const& device = {});
    // Whom to tell of one that waits: the mail thread, where there is one.
    void set_mail_waits(std::function<void()> tell) { mail_waits_ = std::move(tell); }
    [[nodiscard]] bool sends_mail() const { return mail_waits_ != nullptr; }

    struct Figures {
        std::int64_t commands = 0;
        std::int64_t refused = 0;
        std::int64_t commits = 0;
        std::int64_t flushes = 0;
        std::int64_t commit_us_total = 0;
        std::int64_t commit_us_worst = 0;
        metrics::Timing commit_time;
    };
    [[nodiscard]] Figures const& figures() const { return figures_; }

private:
    Env env_;
    Options options_;
    storage::Store store_;
    storage::Accounts accounts_;
    CursorMaker cursors_;
    std::map<std::string, std::unique_ptr<Room>> rooms_;
    std::map<std::string, storage::Batch> batches_;
    std::vector<std::pair<std::function<void(Result<void>)>, Result<void>>> answers_;
    std::map<std::pair<std::string, std::string>, MemberId> members_;
    std::int64_t last_flush_us_ = 0;
    std::int64_t last_presence_us_ = 0;
    std::int64_t let_go_on_day_ = -1;
    std::function<bool()> delivery_is_behind_;
    std::function<void()> mail_waits_;
    bool disk_full_ = false;
    bool batch_open_ = false;
    bool charts_wait_ = false;  // for room on the disk; asked again at the next commit
    Figures figures_;

    void end_idle_sign_ins();
    storage::Batch& batch_for(std::string const& network);
    void settle(std::function<void()> const& also = {});
};

}  // namespace flywheel
