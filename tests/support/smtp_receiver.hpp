#pragma once
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

// A small SMTP server on loopback (RFC 5321, what a sender needs of it), for tests of mail over a real socket.
namespace flywheel::testing {

class SmtpReceiver {
public:
    enum class Manner { Takes, Refuses, SaysNothing };
    struct Mail {
        std::string to;
        std::string message;  // as it came
        std::string decoded;  // the message followed by its base64 parts in plain words
    };

    SmtpReceiver();
    ~SmtpReceiver();
    SmtpReceiver(SmtpReceiver const&) = delete;
    SmtpReceiver& operator=(SmtpReceiver const&) = delete;

    [[nodiscard]] std::string url() const;
    void behave(Manner manner) { manner_ = manner; }
    [[nodiscard]] std::vector<Mail> mails() const;
    [[nodiscard]] int callers() const { return callers_; }

private:
    struct Parts;
    struct Talk;
    void listen();

    std::unique_ptr<Parts> parts_;
    std::atomic<Manner> manner_ = Manner::Takes;
    std::atomic<int> callers_ = 0;
    mutable std::mutex mutex_;
    std::vector<Mail> mails_;
    std::thread thread_;
};

}  // namespace flywheel::testing
