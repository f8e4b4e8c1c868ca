#include "storage/passkeys.hpp"

namespace flywheel::storage {

namespace {

constexpr char const* passkey_columns =
    "SELECT credential, id, account, user_handle, name, algorithm, public_key, sign_count, "
    "created_at_ms, used_at_ms FROM passkey ";

std::vector<Passkey> read_passkeys(Statement& rows) {
    std::vector<Passkey> found;
    while (rows.step()) {
        found.push_back({rows.text(0), rows.text(1), rows.text(2), rows.text(3), rows.text(4),
                         rows.integer(5), rows.text(6), rows.integer(7), rows.integer(8),
                         rows.integer(9)});
    }
    return found;
}

}  // namespace

void Passkeys::add(Passkey const& passkey) {
    Statement insert(database_,
                     "INSERT INTO passkey(credential, id, account, user_handle, name, algorithm, "
                     "public_key, sign_count, created_at_ms, used_at_ms) "
                     "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    insert.bind_blob(1, passkey.credential)
        .bind(2, passkey.id)
        .bind(3, passkey.account)
        .bind_blob(4, passkey.user_handle)
        .bind(5, passkey.name)
        .bind(6, passkey.algorithm)
        .bind_blob(7, passkey.public_key)
        .bind(8, passkey.sign_count)
        .bind(9, passkey.created_at_ms)
        .bind(10, passkey.used_at_ms)
        .run();
}

std::optional<Passkey> Passkeys::find(std::string const& credential) {
    Statement row(database_, std::string(passkey_columns) + "WHERE credential = ?");
    row.bind_blob(1, credential);
    auto found = read_passkeys(row);
    if (found.empty()) { return std::nullopt; }
    return std::move(found.front());
}

std::vector<Passkey> Passkeys::of(std::string const& account) {
    Statement rows(database_,
                   std::string(passkey_columns) + "WHERE account = ? ORDER BY created_at_ms, id");
    rows.bind(1, account);
    return read_passkeys(rows);
}

bool Passkeys::any(std::string const& account) {
    Statement row(database_, "SELECT 1 FROM passkey WHERE account = ? LIMIT 1");
    row.bind(1, account);
    return row.step();
}

std::vector<std::string> Passkeys::owners() {
    Statement rows(database_, "SELECT DISTINCT account FROM passkey ORDER BY account");
    std::vector<std::string> found;
    while (rows.step()) {
        found.push_back(rows.text(0));
    }
    return found;
}

void Passkeys::used(std::string const& id, std::int64_t sign_count, std::int64_t now_ms) {
    Statement update(database_, "UPDATE passkey SET sign_count = ?, used_at_ms = ? WHERE id = ?");
    update.bind(1, sign_count).bind(2, now_ms).bind(3, id).run();
}

bool Passkeys::end(std::string const& account, std::string const& id) {
    Statement remove(database_, "DELETE FROM passkey WHERE account = ? AND id = ?");
    remove.bind(1, account).bind(2, id).run();
    return database_.changes() == 1;
}

}  // namespace flywheel::storage
