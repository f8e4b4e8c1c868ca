#include "storage/identities.hpp"

namespace flywheel::storage {

namespace {

constexpr char const* identity_columns =
    "SELECT id, account, issuer, subject, email, created_at_ms, used_at_ms FROM identity ";

std::vector<BoundIdentity> read_identities(Statement& rows) {
    std::vector<BoundIdentity> found;
    while (rows.step()) {
        found.push_back({rows.text(0), rows.text(1), rows.text(2), rows.text(3), rows.text(4),
                         rows.integer(5), rows.integer(6)});
    }
    return found;
}

}  // namespace

void Identities::add(BoundIdentity const& identity) {
    Statement insert(database_, "INSERT INTO identity(issuer, subject, id, account, email, "
                                "created_at_ms, used_at_ms) VALUES(?, ?, ?, ?, ?, ?, ?)");
    insert.bind(1, identity.issuer)
        .bind(2, identity.subject)
        .bind(3, identity.id)
        .bind(4, identity.account)
        .bind(5, identity.email)
        .bind(6, identity.created_at_ms)
        .bind(7, identity.used_at_ms)
        .run();
}

std::optional<BoundIdentity> Identities::find(std::string const& issuer,
                                              std::string const& subject) {
    Statement row(database_, std::string(identity_columns) + "WHERE issuer = ? AND subject = ?");
    row.bind(1, issuer).bind(2, subject);
    auto found = read_identities(row);
    if (found.empty()) { return std::nullopt; }
    return std::move(found.front());
}

std::vector<BoundIdentity> Identities::of(std::string const& account) {
    Statement rows(database_,
                   std::string(identity_columns) + "WHERE account = ? ORDER BY created_at_ms, id");
    rows.bind(1, account);
    return read_identities(rows);
}

void Identities::used(std::string const& id, std::int64_t now_ms) {
    Statement update(database_, "UPDATE identity SET used_at_ms = ? WHERE id = ?");
    update.bind(1, now_ms).bind(2, id).run();
}

bool Identities::end(std::string const& account, std::string const& id) {
    Statement remove(database_, "DELETE FROM identity WHERE account = ? AND id = ?");
    remove.bind(1, account).bind(2, id).run();
    return database_.changes() == 1;
}

}  // namespace flywheel::storage
