#include "storage/mails.hpp"

namespace flywheel::storage {

namespace {

constexpr char const* states[] = {"taken", "sent", "nothing", "given_up"};

MailState state_named(std::string const& name) {
    for (std::size_t i = 0; i < std::size(states); ++i) {
        if (name == states[i]) { return static_cast<MailState>(i); }
    }
    throw Fault("a mail cannot be read: " + name);
}

}  // namespace

std::optional<Mail> Mails::find(std::string const& network, std::string const& account,
                                std::string const& day) {
    Statement statement(database_, "SELECT state, attempts, next_try_ms, told_until_ms FROM mail "
                                   "WHERE network = ? AND account = ? AND day = ?");
    statement.bind(1, network).bind(2, account).bind(3, day);
    if (!statement.step()) { return std::nullopt; }
    return Mail{network,
                account,
                day,
                state_named(statement.text(0)),
                statement.integer(1),
                statement.integer(2),
                statement.integer(3)};
}

std::int64_t Mails::told_until(std::string const& network, std::string const& account) {
    Statement statement(database_, "SELECT coalesce(max(told_until_ms), 0) FROM mail "
                                   "WHERE network = ? AND account = ? AND state = 'sent'");
    statement.bind(1, network).bind(2, account);
    return statement.step() ? statement.integer(0) : 0;
}

void Mails::put(Mail const& mail) {
    Statement(database_,
              "INSERT OR REPLACE INTO mail(network, account, day, state, attempts, next_try_ms, "
              "told_until_ms) VALUES(?, ?, ?, ?, ?, ?, ?)")
        .bind(1, mail.network)
        .bind(2, mail.account)
        .bind(3, mail.day)
        .bind(4, std::string(states[static_cast<std::size_t>(mail.state)]))
        .bind(5, mail.attempts)
        .bind(6, mail.next_try_ms)
        .bind(7, mail.told_until_ms)
        .run();
}

void Mails::forget_before(std::string const& day) {
    Statement(database_, "DELETE FROM mail WHERE day < ?").bind(1, day).run();
}

}  // namespace flywheel::storage
