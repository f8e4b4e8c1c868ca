#include "server/room/rooms.hpp"

#include <chrono>
#include <cstdlib>

#include "server/log.hpp"

namespace flywheel {

namespace {

constexpr std::int64_t sweep_every_us = 60'000'000;

}  // namespace

Rooms::Rooms(std::string const& folder, Env env, Floor::Options options)
    : floor_(folder, env, std::move(options)), thread_([this] { work(); }) {}

Rooms::~Rooms() { stop(); }

void Rooms::post(CommandPost command) {
    {
        std::lock_guard const lock(mutex_);
        queue_.emplace_back(std::move(command));
    }
    wake_.notify_one();
}

void Rooms::call(std::function<void(Floor&)> work) {
    {
        std::lock_guard const lock(mutex_);
        queue_.emplace_back(std::move(work));
    }
    wake_.notify_one();
}

void Rooms::stop() {
    {
        std::lock_guard const lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_one();
    if (thread_.joinable()) { thread_.join(); }
}

void Rooms::work() {
    auto& clock = floor_.env().clock;
    std::int64_t next_sweep = clock.steady_us();
    try {
        for (;;) {
            std::deque<Item> items;
            bool last = false;
            {
                std::unique_lock lock(mutex_);
                auto const due = floor_.due_in_us();
                auto const wait = std::chrono::microseconds(
                    std::min(due.value_or(sweep_every_us), sweep_every_us));
                wake_.wait_for(lock, wait, [this] { return !queue_.empty() || stopping_; });
                while (!queue_.empty() && items.size() < commands_per_commit_max) {
                    items.push_back(std::move(queue_.front()));
                    queue_.pop_front();
                }
                last = stopping_ && queue_.empty();
            }
            for (auto& item : items) {
                if (auto* const command = std::get_if<CommandPost>(&item)) {
                    floor_.run(std::move(*command));
                } else {
                    floor_.commit();  // what the caller reads must be on disk
                    std::get<std::function<void(Floor&)>>(item)(floor_);
                }
            }
            floor_.commit();
            floor_.flush(last);
            if (clock.steady_us() >= next_sweep) {
                floor_.sweep();
                next_sweep = clock.steady_us() + sweep_every_us;
            }
            if (last) { return; }
        }
    } catch (std::exception const& failure) {
        // A failed commit leaves memory ahead of the disk, and fsync is never tried twice: nothing was
        // acknowledged, so we end here and start again from what was committed.
        log::trouble("room_thread_failed", {{"why", failure.what()}});
        std::abort();
    }
}

}  // namespace flywheel
