#pragma once
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <functional>
#include <mutex>
#include <vector>

namespace flywheel::web {

// Takes work from the room thread to the web thread. However much one flush brings, the web thread is
// woken once.
class Mailbox {
public:
    explicit Mailbox(boost::asio::io_context& web) : web_(web) {}

    void put(std::function<void()> work) {
        bool wake = false;
        {
            std::lock_guard const lock(mutex_);
            wake = waiting_.empty();
            waiting_.push_back(std::move(work));
        }
        if (wake) {
            boost::asio::post(web_, [this] { empty(); });
        }
    }

    // The same for a frame on its way to a connection.
    void put_delivery(std::function<void()> work) {
        deliveries_.fetch_add(1, std::memory_order_relaxed);
        put([this, work = std::move(work)] {
            work();
            deliveries_.fetch_sub(1, std::memory_order_relaxed);
        });
    }
    // Whether frames of an earlier flush are still being worked off: the room thread then lets its news add up,
    // so that more of them share a frame. From any thread.
    [[nodiscard]] bool is_behind() const { return deliveries_.load(std::memory_order_relaxed) > 0; }

    // Does what is left, once the web thread has ended.
    void settle() { empty(); }

private:
    void empty() {
        std::vector<std::function<void()>> work;
        {
            std::lock_guard const lock(mutex_);
            work.swap(waiting_);
        }
        for (auto& each : work) {
            each();
        }
    }

    boost::asio::io_context& web_;
    std::mutex mutex_;
    std::vector<std::function<void()>> waiting_;
    std::atomic<std::size_t> deliveries_{0};
};

}  // namespace flywheel::web
