#include "storage/tokens.hpp"

namespace flywheel::storage {

namespace {

constexpr char const* token_columns =
    "SELECT id, account, network, name, may_write, created_at_ms, "
    "expires_at_ms, used_at_ms FROM api_token ";
// Bound: now, and the moment before which an unused one is idle.
constexpr char const* holds = "expires_at_ms > ?1 AND max(created_at_ms, used_at_ms) > ?2 ";

ApiToken read_token(Statement const& row) {
    return {row.text(0),         row.text(1),    row.text(2),    row.text(3),
            row.integer(4) != 0, row.integer(5), row.integer(6), row.integer(7)};
}

std::vector<ApiToken> read_tokens(Statement& rows) {
    std::vector<ApiToken> found;
    while (rows.step()) {
        found.push_back(read_token(rows));
    }
    return found;
}

std::vector<CalendarFeed> read_feeds(Statement& rows) {
    std::vector<CalendarFeed> found;
    while (rows.step()) {
        found.push_back({rows.text(0), rows.text(1), rows.integer(2)});
    }
    return found;
}

}  // namespace

void Tokens::add(std::string const& token_hash, ApiToken const& token) {
    Statement insert(database_,
                     "INSERT INTO api_token(token_hash, id, account, network, name, may_write, "
                     "created_at_ms, expires_at_ms, used_at_ms) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)");
    insert.bind_blob(1, token_hash)
        .bind(2, token.id)
        .bind(3, token.account)
        .bind(4, token.network)
        .bind(5, token.name)
        .bind(6, token.may_write ? 1 : 0)
        .bind(7, token.created_at_ms)
        .bind(8, token.expires_at_ms)
        .bind(9, token.used_at_ms)
        .run();
}

std::optional<ApiToken> Tokens::find(std::string const& token_hash, std::int64_t now_ms) {
    Statement row(database_, std::string(token_columns) + "WHERE token_hash = ?3 AND " + holds);
    row.bind(1, now_ms).bind(2, now_ms - token_idle_max_ms).bind_blob(3, token_hash);
    if (!row.step()) { return std::nullopt; }
    return read_token(row);
}

std::vector<ApiToken> Tokens::of(std::string const& account, std::int64_t now_ms) {
    Statement rows(database_, std::string(token_columns) + "WHERE account = ?3 AND " + holds +
                                  "ORDER BY created_at_ms DESC, id");
    rows.bind(1, now_ms).bind(2, now_ms - token_idle_max_ms).bind(3, account);
    return read_tokens(rows);
}

std::vector<ApiToken> Tokens::all() {
    Statement rows(database_, std::string(token_columns) + "ORDER BY id");
    return read_tokens(rows);
}

void Tokens::used(std::string const& id, std::int64_t now_ms) {
    Statement update(database_, "UPDATE api_token SET used_at_ms = ? WHERE id = ?");
    update.bind(1, now_ms).bind(2, id).run();
}

bool Tokens::end(std::string const& account, std::string const& id) {
    Statement remove(database_, "DELETE FROM api_token WHERE account = ? AND id = ?");
    remove.bind(1, account).bind(2, id).run();
    return database_.changes() == 1;
}

void Tokens::forget_expired(std::int64_t now_ms) {
    Statement remove(database_, std::string("DELETE FROM api_token WHERE NOT (") + holds + ")");
    remove.bind(1, now_ms).bind(2, now_ms - token_idle_max_ms).run();
}

void Tokens::put_feed(std::string const& token_hash, CalendarFeed const& feed) {
    Statement put(database_, "INSERT OR REPLACE INTO calendar_feed(account, network, token_hash, "
                             "created_at_ms) VALUES(?, ?, ?, ?)");
    put.bind(1, feed.account)
        .bind(2, feed.network)
        .bind_blob(3, token_hash)
        .bind(4, feed.created_at_ms)
        .run();
}

std::optional<CalendarFeed> Tokens::feed(std::string const& token_hash) {
    Statement row(database_, "SELECT account, network, created_at_ms FROM calendar_feed "
                             "WHERE token_hash = ?");
    row.bind_blob(1, token_hash);
    auto found = read_feeds(row);
    if (found.empty()) { return std::nullopt; }
    return std::move(found.front());
}

std::vector<CalendarFeed> Tokens::feeds_of(std::string const& account) {
    Statement rows(database_, "SELECT account, network, created_at_ms FROM calendar_feed "
                              "WHERE account = ? ORDER BY network");
    rows.bind(1, account);
    return read_feeds(rows);
}

std::vector<CalendarFeed> Tokens::all_feeds() {
    Statement rows(database_, "SELECT account, network, created_at_ms FROM calendar_feed "
                              "ORDER BY account, network");
    return read_feeds(rows);
}

bool Tokens::end_feed(std::string const& account, std::string const& network) {
    Statement remove(database_, "DELETE FROM calendar_feed WHERE account = ? AND network = ?");
    remove.bind(1, account).bind(2, network).run();
    return database_.changes() == 1;
}

}  // namespace flywheel::storage
