#pragma once
#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include "server/mail/compose.hpp"
#include "server/mail/smtp.hpp"
#include "server/room/rooms.hpp"
#include "storage/mails.hpp"

// Who gets a mail, and when. A mail is marked as taken before it is handed to the SMTP server, and as sent once that has said
// yes. So no day brings anybody two mails of one network, but where the server or this program died between the two: then it is tried
// again after a pause, and never more than attempts_max times in all.
namespace flywheel::mail {

inline constexpr std::int64_t attempts_max = 5;
// After the first, the second ... attempt: a restart takes minutes, a broken server an evening.
inline constexpr std::int64_t pauses_ms[] = {5 * 60'000, 30 * 60'000, 2 * 3'600'000, 6 * 3'600'000};
// So many people's notices are worked out at a time: some milliseconds of the room thread.
inline constexpr int people_per_turn = 10;

struct Outgoing {
    storage::Mail mail;
    Letter letter;
};

// Where a round has come to.
struct Place {
    std::string network;
    std::string member;
};
struct Turn {
    std::optional<Outgoing>
        outgoing;               // one at a time, so that each is as things stand when it goes
    std::optional<Place> next;  // nothing: the round is over
};

// The next mail that is due after that place, marked as taken. Called on the room thread.
[[nodiscard]] Turn take_due(Floor& floor, std::string const& public_url, std::int64_t now_ms,
                            Place const& after);
// Notes what came of one. `problem`: empty when the server took it.
void settle(Floor& floor, storage::Mail mail, std::string const& problem);

// The mail thread.
class Mailer {
public:
    struct Options {
        Smtp smtp;
        std::string public_url;
        std::int64_t every_ms = 60'000;  // hours are what people choose
    };
    Mailer(Rooms& rooms, Env env, Options options);
    ~Mailer();
    Mailer(Mailer const&) = delete;
    Mailer& operator=(Mailer const&) = delete;

    // A mail waits that somebody waits for. From any thread.
    void wake();

private:
    void work();
    void round();
    void account_mails();
    void send_one(Outgoing const& outgoing);
    [[nodiscard]] std::string hand_over(Letter const& letter, std::int64_t attempt);

    Rooms& rooms_;
    Env env_;
    Options options_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::atomic<bool> stopping_ = false;
    bool woken_ = false;  // under mutex_
    std::thread thread_;
};

}  // namespace flywheel::mail
