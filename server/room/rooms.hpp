#pragma once
#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <variant>

#include "server/room/floor.hpp"

namespace flywheel {

// The room thread: the one thread that decides, writes and publishes. Everything else hands it values.
class Rooms {
public:
    Rooms(std::string const& folder, Env env, Floor::Options options);
    ~Rooms();
    Rooms(Rooms const&) = delete;
    Rooms& operator=(Rooms const&) = delete;

    // From any thread. Work of one caller is done in the order in which it was handed over.
    void post(CommandPost command);
    void call(std::function<void(Floor&)> work);

    // Commits what was handed over, publishes it and ends the thread. Nothing may be posted afterwards.
    void stop();

private:
    using Item = std::variant<CommandPost, std::function<void(Floor&)>>;
    void work();

    Floor floor_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Item> queue_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace flywheel
