#pragma once
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>

#include "server/room/env.hpp"

namespace flywheel::backup {

// Takes a backup of the folder at its times, on a thread of its own, and deletes those that are too many. One that fails is logged and
// tried again an hour later. Once a week the newest is restored in a scratch folder and every hash in it followed.
class Keeper {
public:
    struct Options {
        std::string folder;      // the data
        std::string into;        // where backups go; made when it is not there
        std::string public_key;  // empty: not sealed
        std::int64_t every_ms = 24LL * 60 * 60 * 1000;
        std::size_t keep = 14;
    };
    Keeper(Options options, Env env);
    ~Keeper();
    Keeper(Keeper const&) = delete;
    Keeper& operator=(Keeper const&) = delete;

    // When the newest was taken, in milliseconds since 1970; 0 when there is none. Any thread.
    [[nodiscard]] std::int64_t last_ms() const { return last_ms_; }
    // When one was last found to hold, since 1970; 0: never, or the last that was looked at does not. Any thread.
    [[nodiscard]] std::int64_t proven_ms() const { return proven_ms_; }

private:
    void work();
    void take_one(std::int64_t now_ms);
    void prove_one(std::int64_t now_ms);

    Options options_;
    Env env_;
    std::atomic<std::int64_t> last_ms_{0};
    std::atomic<std::int64_t> proven_ms_{0};
    std::int64_t looked_ms_ = 0;  // when one was proven last, whatever came of it
    std::mutex mutex_;
    std::condition_variable wake_;
    bool over_ = false;
    std::thread thread_;
};

}  // namespace flywheel::backup
