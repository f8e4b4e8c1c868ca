#include "server/backup/keeper.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>

#include "server/backup/backup.hpp"
#include "server/log.hpp"

namespace flywheel::backup {

namespace {

constexpr auto look_every = std::chrono::seconds(1);
constexpr std::int64_t retry_ms =
    60LL * 60 * 1000;  // a disk that was full is looked after in an hour, or in two

// A backup that nobody has ever restored is a hope; each costs some seconds of a core.
constexpr std::int64_t prove_every_ms = 7LL * 24 * 60 * 60 * 1000;

}  // namespace

Keeper::Keeper(Options options, Env env) : options_(std::move(options)), env_(env) {
    namespace fs = std::filesystem;
    fs::create_directories(options_.into);
    fs::permissions(options_.into, fs::perms::owner_all);
    // A server that is started anew each hour takes no more backups than its settings say.
    if (auto const names = backups_in(options_.into); !names.empty()) {
        last_ms_ = time_of(names.back());
    }
    if (auto const proof = last_proof(options_.into)) {
        looked_ms_ = proof->at_ms;
        if (proof->problem.empty()) { proven_ms_ = proof->at_ms; }
    }
    thread_ = std::thread([this] { work(); });
}

Keeper::~Keeper() {
    {
        std::lock_guard const lock(mutex_);
        over_ = true;
    }
    wake_.notify_all();
    thread_.join();
}

void Keeper::work() {
    std::unique_lock lock(mutex_);
    std::int64_t not_before_ms = 0;
    while (!over_) {
        auto const now = env_.clock.now_ms();
        if (now >= last_ms_ + options_.every_ms && now >= not_before_ms) {
            lock.unlock();
            take_one(now);
            lock.lock();
            not_before_ms = now + std::min(retry_ms, options_.every_ms);
        }
        if (last_ms_ != 0 && now >= looked_ms_ + prove_every_ms) {
            lock.unlock();
            prove_one(now);
            lock.lock();
        }
        wake_.wait_for(lock, look_every, [this] { return over_; });
    }
}

void Keeper::take_one(std::int64_t now_ms) {
    try {
        auto const taken = take(options_.folder, options_.into + "/" + name_at(now_ms),
                                options_.public_key, now_ms);
        last_ms_ = now_ms;
        auto const gone = keep_newest(options_.into, options_.keep);
        log::fact("backup_taken", {{"bytes", static_cast<std::int64_t>(taken.bytes)},
                                   {"ms", env_.clock.now_ms() - now_ms},
                                   {"deleted", static_cast<std::int64_t>(gone)}});
    } catch (std::exception const& failure) {
        log::trouble("backup_failed", {{"why", failure.what()}});
    }
}

void Keeper::prove_one(std::int64_t now_ms) {
    looked_ms_ = now_ms;
    try {
        auto const proof = prove_newest(
            options_.into, [this](unsigned char* to, std::size_t n) { env_.random.fill(to, n); },
            now_ms);
        if (!proof) { return; }
        proven_ms_ = proof->problem.empty() ? now_ms : 0;
        if (proof->problem.empty()) {
            log::fact("backup_proven", {{"ms", env_.clock.now_ms() - now_ms}});
        } else {
            log::trouble("backup_does_not_hold", {{"why", proof->problem}});
        }
    } catch (std::exception const& failure) {
        log::trouble("backup_not_proven", {{"why", failure.what()}});
    }
}

}  // namespace flywheel::backup
