#include "storage/accounts.hpp"

namespace flywheel::storage {

namespace {

std::optional<Account> read_account(Statement& row) {
    if (!row.step()) { return std::nullopt; }
    return Account{row.text(0), row.text(1), row.text(2), row.text(3)};
}

Invitation read_invitation(Statement const& row) {
    return {row.text(0), row.text(1), row.text(2),    row.text(3),   row.text(4),
            row.text(5), row.text(6), row.integer(7), row.integer(8)};
}

constexpr char const* session_columns = "SELECT id, account, created_at_ms, expires_at_ms, "
                                        "seen_at_ms, shared_device, device, by_passkey ";

Session read_session(Statement const& row) {
    return {row.text(0),    row.text(1),         row.integer(2), row.integer(3),
            row.integer(4), row.integer(5) != 0, row.text(6),    row.integer(7) != 0};
}

// A device that was not used for a year and a summer is news again.
constexpr std::int64_t device_known_ms = 400LL * 24 * 60 * 60 * 1000;
// What could not be sent in so long is not news any more.
constexpr std::int64_t mail_kept_ms = 2LL * 24 * 60 * 60 * 1000;
constexpr char const* mail_names[] = {"reset",
                                      "invitation",
                                      "new_device",
                                      "password_changed",
                                      "second_factor_begun",
                                      "second_factor_ended",
                                      "identity_added",
                                      "passkey_added",
                                      "passkey_ended"};

constexpr char const* invitation_columns = "SELECT id, network, organization, role, team, email, "
                                           "invited_by, expires_at_ms, uses_left FROM invitation ";

// Whoever knew the old password, or came in without the second factor, may have made some of these.
void end_what_stands_in(Database& database, std::string const& account) {
    for (auto const* table : {"DELETE FROM api_token WHERE account = ?",
                              "DELETE FROM calendar_feed WHERE account = ?"}) {
        Statement remove(database, table);
        remove.bind(1, account).run();
    }
}

}  // namespace

bool Accounts::any() {
    Statement row(database_, "SELECT 1 FROM account LIMIT 1");
    return row.step();
}

std::optional<Account> Accounts::by_email(std::string const& email) {
    Statement row(database_, "SELECT id, email, name, password_hash FROM account WHERE email = ?");
    row.bind(1, email);
    return read_account(row);
}

std::optional<Account> Accounts::by_id(std::string const& id) {
    Statement row(database_, "SELECT id, email, name, password_hash FROM account WHERE id = ?");
    row.bind(1, id);
    return read_account(row);
}

void Accounts::add(Account const& account, std::int64_t now_ms) {
    Statement insert(
        database_,
        "INSERT INTO account(id, email, name, password_hash, created_at_ms) VALUES(?, ?, ?, ?, ?)");
    insert.bind(1, account.id)
        .bind(2, account.email)
        .bind(3, account.name)
        .bind(4, account.password_hash)
        .bind(5, now_ms)
        .run();
}

void Accounts::set_password(std::string const& account, std::string const& password_hash) {
    Transaction transaction(database_);
    Statement update(database_, "UPDATE account SET password_hash = ? WHERE id = ?");
    update.bind(1, password_hash).bind(2, account).run();
    Statement links(database_, "DELETE FROM one_time_link WHERE account = ? AND purpose IN "
                               "('sign_in', 'reset')");
    links.bind(1, account).run();
    end_what_stands_in(database_, account);
    transaction.commit();
}

void Accounts::replace_hash(std::string const& account, std::string const& before,
                            std::string const& after) {
    Statement update(database_,
                     "UPDATE account SET password_hash = ? WHERE id = ? AND password_hash = ?");
    update.bind(1, after).bind(2, account).bind(3, before).run();
}

void Accounts::link_member(AccountMember const& link) {
    Statement insert(database_,
                     "INSERT INTO account_member(account, network, member) VALUES(?, ?, ?)");
    insert.bind(1, link.account).bind(2, link.network).bind(3, link.member).run();
}

void Accounts::unlink_member(std::string const& network, std::string const& member) {
    // The account's own row last: by it the others find whose they are.
    for (auto const* table : {"calendar_feed", "api_token", "mail", "account_member"}) {
        Statement(database_, std::string("DELETE FROM ") + table +
                                 " WHERE network = ?1 AND account IN (SELECT account FROM "
                                 "account_member WHERE network = ?1 AND member = ?2)")
            .bind(1, network)
            .bind(2, member)
            .run();
    }
}

void Accounts::forget(Account const& account) {
    // The schema is asked, so that no table that is added later can be forgotten here.
    std::vector<std::string> tables;
    Statement find(database_, "SELECT m.name FROM sqlite_master m, pragma_table_info(m.name) c "
                              "WHERE m.type = 'table' AND c.name = 'account' ORDER BY m.name");
    while (find.step()) {
        tables.push_back(find.text(0));
    }
    find.reset();
    for (auto const& table : tables) {
        Statement(database_, "DELETE FROM " + table + " WHERE account = ?")
            .bind(1, account.id)
            .run();
    }
    Statement(database_, "DELETE FROM account_mail WHERE about = ?1 OR about IN (SELECT id FROM "
                         "invitation WHERE email = ?2)")
        .bind(1, account.id)
        .bind(2, account.email)
        .run();
    Statement(database_, "DELETE FROM invitation WHERE email = ?").bind(1, account.email).run();
    Statement(database_, "DELETE FROM account WHERE id = ?").bind(1, account.id).run();
}

std::vector<AccountMember> Accounts::members_of(std::string const& account) {
    Statement rows(
        database_,
        "SELECT account, network, member FROM account_member WHERE account = ? ORDER BY network");
    rows.bind(1, account);
    std::vector<AccountMember> found;
    while (rows.step()) {
        found.push_back({rows.text(0), rows.text(1), rows.text(2)});
    }
    return found;
}

std::optional<std::string> Accounts::member_in(std::string const& account,
                                               std::string const& network) {
    Statement row(database_, "SELECT member FROM account_member WHERE account = ? AND network = ?");
    row.bind(1, account).bind(2, network);
    if (!row.step()) { return std::nullopt; }
    return row.text(0);
}

std::optional<std::string> Accounts::account_of(std::string const& network,
                                                std::string const& member) {
    Statement row(database_, "SELECT account FROM account_member WHERE network = ? AND member = ?");
    row.bind(1, network).bind(2, member);
    if (!row.step()) { return std::nullopt; }
    return row.text(0);
}

std::vector<Account> Accounts::only_in(std::string const& network) {
    Statement rows(database_,
                   "SELECT a.id, a.email, a.name, a.password_hash FROM account_member m JOIN "
                   "account a ON a.id = m.account WHERE m.network = ?1 AND NOT EXISTS (SELECT 1 "
                   "FROM account_member o WHERE o.account = a.id AND o.network != ?1) ORDER BY "
                   "a.email");
    rows.bind(1, network);
    std::vector<Account> found;
    while (auto account = read_account(rows)) {
        found.push_back(std::move(*account));
    }
    return found;
}

void Accounts::add_session(std::string const& token_hash, Session const& session) {
    Statement insert(
        database_,
        "INSERT INTO session(token_hash, id, account, created_at_ms, expires_at_ms, "
        "seen_at_ms, shared_device, device, by_passkey) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)");
    insert.bind_blob(1, token_hash)
        .bind(2, session.id)
        .bind(3, session.account)
        .bind(4, session.created_at_ms)
        .bind(5, session.expires_at_ms)
        .bind(6, session.seen_at_ms)
        .bind(7, session.shared_device ? 1 : 0)
        .bind(8, session.device)
        .bind(9, session.by_passkey ? 1 : 0)
        .run();
}

std::optional<Session> Accounts::session(std::string const& token_hash, std::int64_t now_ms) {
    Statement row(database_, std::string(session_columns) +
                                 "FROM session WHERE token_hash = ? AND expires_at_ms > ?");
    row.bind_blob(1, token_hash).bind(2, now_ms);
    if (!row.step()) { return std::nullopt; }
    return read_session(row);
}

std::vector<KnownSession> Accounts::sessions_of(std::string const& account, std::int64_t now_ms) {
    Statement rows(database_,
                   std::string(session_columns) +
                       ", token_hash FROM session WHERE account = ? AND expires_at_ms > ? "
                       "ORDER BY seen_at_ms DESC, id");
    rows.bind(1, account).bind(2, now_ms);
    std::vector<KnownSession> found;
    while (rows.step()) {
        found.push_back({rows.text(8), read_session(rows)});
    }
    return found;
}

std::vector<KnownSession> Accounts::not_seen_since(std::int64_t time_ms) {
    Statement rows(database_, std::string(session_columns) +
                                  ", token_hash FROM session WHERE seen_at_ms <= ? ORDER BY id");
    rows.bind(1, time_ms);
    std::vector<KnownSession> found;
    while (rows.step()) {
        found.push_back({rows.text(8), read_session(rows)});
    }
    return found;
}

void Accounts::seen(std::string const& token_hash, std::int64_t now_ms) {
    Statement update(database_, "UPDATE session SET seen_at_ms = ? WHERE token_hash = ?");
    update.bind(1, now_ms).bind_blob(2, token_hash).run();
}

void Accounts::mark_by_passkey(std::string const& token_hash) {
    Statement update(database_, "UPDATE session SET by_passkey = 1 WHERE token_hash = ?");
    update.bind_blob(1, token_hash).run();
}

void Accounts::end_session(std::string const& token_hash) {
    Statement remove(database_, "DELETE FROM session WHERE token_hash = ?");
    remove.bind_blob(1, token_hash).run();
}

void Accounts::forget_expired(std::int64_t now_ms) {
    for (auto const* table : {"DELETE FROM session WHERE expires_at_ms <= ?",
                              "DELETE FROM invitation WHERE expires_at_ms <= ?",
                              "DELETE FROM one_time_link WHERE expires_at_ms <= ?"}) {
        Statement remove(database_, table);
        remove.bind(1, now_ms).run();
    }
    Statement devices(database_, "DELETE FROM known_device WHERE seen_at_ms <= ?");
    devices.bind(1, now_ms - device_known_ms).run();
    Statement mails(database_, "DELETE FROM account_mail WHERE at_ms <= ?");
    mails.bind(1, now_ms - mail_kept_ms).run();
}

bool Accounts::is_new_device(std::string const& account, std::string const& device,
                             std::int64_t now_ms) {
    bool known = false;
    bool any = false;
    {
        Statement rows(database_, "SELECT device FROM known_device WHERE account = ?");
        rows.bind(1, account);
        while (rows.step()) {
            any = true;
            known = known || rows.text(0) == device;
        }
    }
    Statement put(database_, "INSERT OR REPLACE INTO known_device(account, device, seen_at_ms) "
                             "VALUES(?, ?, ?)");
    put.bind(1, account).bind(2, device).bind(3, now_ms).run();
    return any && !known;
}

void Accounts::put_mail(AccountMail const& mail) {
    Statement put(database_,
                  "INSERT OR REPLACE INTO account_mail(id, what, about, device, language, at_ms, "
                  "attempts, next_try_ms) VALUES(?, ?, ?, ?, ?, ?, ?, ?)");
    put.bind(1, mail.id)
        .bind(2, std::string(mail_names[static_cast<std::size_t>(mail.what)]))
        .bind(3, mail.about)
        .bind(4, mail.device)
        .bind(5, mail.language)
        .bind(6, mail.at_ms)
        .bind(7, mail.attempts)
        .bind(8, mail.next_try_ms)
        .run();
}

std::optional<AccountMail> Accounts::next_mail(std::int64_t now_ms) {
    Statement row(database_,
                  "SELECT id, what, about, device, language, at_ms, attempts, next_try_ms FROM "
                  "account_mail WHERE next_try_ms <= ? ORDER BY next_try_ms, id LIMIT 1");
    row.bind(1, now_ms);
    if (!row.step()) { return std::nullopt; }
    auto const name = row.text(1);
    for (std::size_t i = 0; i < std::size(mail_names); ++i) {
        if (name != mail_names[i]) { continue; }
        return AccountMail{row.text(0),    static_cast<AccountMailWhat>(i),
                           row.text(2),    row.text(3),
                           row.text(4),    row.integer(5),
                           row.integer(6), row.integer(7)};
    }
    throw Fault("a mail of an account cannot be read: " + name);
}

void Accounts::forget_mail(std::string const& id) {
    Statement remove(database_, "DELETE FROM account_mail WHERE id = ?");
    remove.bind(1, id).run();
}

std::optional<SecondFactor> Accounts::second_factor(std::string const& account) {
    Statement row(database_,
                  "SELECT secret, confirmed_at_ms, used FROM second_factor WHERE account = ?");
    row.bind(1, account);
    if (!row.step()) { return std::nullopt; }
    return SecondFactor{row.text(0), row.integer(1), row.integer(2)};
}

void Accounts::put_second_factor(std::string const& account, SecondFactor const& factor) {
    Statement put(database_, "INSERT OR REPLACE INTO second_factor(account, secret, "
                             "confirmed_at_ms, used) VALUES(?, ?, ?, ?)");
    put.bind(1, account)
        .bind_blob(2, factor.secret)
        .bind(3, factor.confirmed_at_ms)
        .bind(4, factor.used)
        .run();
}

void Accounts::confirm_second_factor(std::string const& account, SecondFactor const& factor,
                                     std::vector<std::string> const& recovery_hashes) {
    Transaction transaction(database_);
    put_second_factor(account, factor);
    Statement remove(database_, "DELETE FROM recovery_code WHERE account = ?");
    remove.bind(1, account).run();
    for (auto const& hash : recovery_hashes) {
        Statement insert(database_, "INSERT INTO recovery_code(account, code_hash) VALUES(?, ?)");
        insert.bind(1, account).bind_blob(2, hash).run();
    }
    end_what_stands_in(database_, account);
    transaction.commit();
}

void Accounts::end_second_factor(std::string const& account) {
    Transaction transaction(database_);
    for (auto const* table : {"DELETE FROM second_factor WHERE account = ?",
                              "DELETE FROM recovery_code WHERE account = ?"}) {
        Statement remove(database_, table);
        remove.bind(1, account).run();
    }
    end_what_stands_in(database_, account);
    transaction.commit();
}

bool Accounts::use_recovery_code(std::string const& account, std::string const& hash) {
    Statement remove(database_, "DELETE FROM recovery_code WHERE account = ? AND code_hash = ?");
    remove.bind(1, account).bind_blob(2, hash).run();
    return database_.changes() == 1;
}

std::int64_t Accounts::recovery_codes_left(std::string const& account) {
    Statement row(database_, "SELECT COUNT(*) FROM recovery_code WHERE account = ?");
    row.bind(1, account);
    return row.step() ? row.integer(0) : 0;
}

void Accounts::add_invitation(Invitation const& i, std::string const& token_hash) {
    Statement insert(
        database_,
        "INSERT INTO invitation(id, token_hash, network, organization, role, team, email, "
        "invited_by, expires_at_ms, uses_left) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    insert.bind(1, i.id)
        .bind_blob(2, token_hash)
        .bind(3, i.network)
        .bind(4, i.organization)
        .bind(5, i.role)
        .bind(6, i.team)
        .bind(7, i.email)
        .bind(8, i.invited_by)
        .bind(9, i.expires_at_ms)
        .bind(10, i.uses_left)
        .run();
}

std::optional<Invitation> Accounts::invitation(std::string const& token_hash, std::int64_t now_ms) {
    Statement row(database_,
                  std::string(invitation_columns) +
                      "WHERE (token_hash = ?1 OR id = (SELECT account FROM one_time_link "
                      "WHERE token_hash = ?1 AND purpose = 'invitation')) AND "
                      "expires_at_ms > ?2 AND uses_left > 0");
    row.bind_blob(1, token_hash).bind(2, now_ms);
    if (!row.step()) { return std::nullopt; }
    return read_invitation(row);
}

std::optional<Invitation> Accounts::invitation_by_id(std::string const& id, std::int64_t now_ms) {
    Statement row(database_, std::string(invitation_columns) +
                                 "WHERE id = ? AND expires_at_ms > ? AND uses_left > 0");
    row.bind(1, id).bind(2, now_ms);
    if (!row.step()) { return std::nullopt; }
    return read_invitation(row);
}

std::vector<Invitation> Accounts::invitations(std::string const& network, std::int64_t now_ms) {
    Statement rows(
        database_,
        std::string(invitation_columns) +
            "WHERE network = ? AND expires_at_ms > ? AND uses_left > 0 ORDER BY expires_at_ms");
    rows.bind(1, network).bind(2, now_ms);
    std::vector<Invitation> found;
    while (rows.step()) {
        found.push_back(read_invitation(rows));
    }
    return found;
}

bool Accounts::use_invitation(std::string const& id, std::int64_t now_ms) {
    Statement update(database_, "UPDATE invitation SET uses_left = uses_left - 1 WHERE id = ? AND "
                                "uses_left > 0 AND expires_at_ms > ?");
    update.bind(1, id).bind(2, now_ms).run();
    return database_.changes() == 1;
}

bool Accounts::revoke_invitation(std::string const& network, std::string const& id) {
    Statement remove(database_, "DELETE FROM invitation WHERE network = ? AND id = ?");
    remove.bind(1, network).bind(2, id).run();
    return database_.changes() == 1;
}

void Accounts::add_link(std::string const& token_hash, std::string const& purpose,
                        std::string const& account, std::int64_t expires_at_ms) {
    Statement insert(database_, "INSERT INTO one_time_link(token_hash, purpose, account, "
                                "expires_at_ms) VALUES(?, ?, ?, ?)");
    insert.bind_blob(1, token_hash).bind(2, purpose).bind(3, account).bind(4, expires_at_ms).run();
}

std::optional<std::string> Accounts::link(std::string const& token_hash, std::string const& purpose,
                                          std::int64_t now_ms) {
    Statement row(database_, "SELECT account FROM one_time_link WHERE token_hash = ? AND purpose = "
                             "? AND expires_at_ms > ?");
    row.bind_blob(1, token_hash).bind(2, purpose).bind(3, now_ms);
    if (!row.step()) { return std::nullopt; }
    return row.text(0);
}

std::optional<std::string> Accounts::use_link(std::string const& token_hash,
                                              std::string const& purpose, std::int64_t now_ms) {
    auto account = link(token_hash, purpose, now_ms);
    if (!account) { return std::nullopt; }
    Statement remove(database_, "DELETE FROM one_time_link WHERE token_hash = ?");
    remove.bind_blob(1, token_hash).run();
    if (database_.changes() != 1) { return std::nullopt; }
    return account;
}

}  // namespace flywheel::storage
