#pragma once
#include <optional>
#include <string>

#include "storage/store.hpp"

// To whom a mail is due or went. Lives on the room thread, like the accounts.
namespace flywheel::storage {

enum class MailState { Taken, Sent, Nothing, GivenUp };

struct Mail {
    std::string network;
    std::string account;
    std::string day;  // of the person's own calendar: "2026-03-02"
    MailState state = MailState::Taken;
    std::int64_t attempts = 0;
    std::int64_t next_try_ms = 0;
    std::int64_t told_until_ms = 0;  // of a digest that went: what came until then is in it; else 0
};

class Mails {
public:
    explicit Mails(Store& store) : database_(store.database()) {}

    [[nodiscard]] std::optional<Mail> find(std::string const& network, std::string const& account,
                                           std::string const& day);
    // Until when the last digests told; 0 when none went.
    [[nodiscard]] std::int64_t told_until(std::string const& network, std::string const& account);
    void put(Mail const& mail);
    void forget_before(std::string const& day);

private:
    Database& database_;
};

}  // namespace flywheel::storage
