#pragma once
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
};

}  // namespace flywheel::web
