#include "storage/contents.hpp"

#include "protocol/digest.hpp"

namespace flywheel::storage {

namespace {

Statement& bind_key(Statement& statement, UploadKey const& key) {
    return statement.bind(1, key.network).bind(2, key.account).bind_blob(3, key.sha256);
}

constexpr char const* of_upload = " WHERE network = ?1 AND account = ?2 AND sha256 = ?3";

}  // namespace

std::optional<Upload> Contents::upload(UploadKey const& key) {
    Statement row(database_,
                  std::string("SELECT bytes, received, media_type FROM upload") + of_upload);
    if (!bind_key(row, key).step()) { return std::nullopt; }
    return Upload{row.integer(0), row.integer(1), row.text(2)};
}

void Contents::begin(UploadKey const& key, std::int64_t bytes, std::int64_t now_ms) {
    Statement insert(database_, "INSERT INTO upload(network, account, sha256, bytes, received, "
                                "media_type, at_ms) VALUES(?, ?, ?, ?, 0, '', ?)");
    bind_key(insert, key).bind(4, bytes).bind(5, now_ms).run();
}

void Contents::add_piece(UploadKey const& key, std::string_view data, std::int64_t now_ms) {
    Statement insert(database_,
                     std::string("INSERT INTO upload_piece(network, account, sha256, at, data) "
                                 "SELECT network, account, sha256, received, ?4 FROM upload") +
                         of_upload);
    bind_key(insert, key).bind_blob(4, data).run();
    Statement grown(database_,
                    std::string("UPDATE upload SET received = received + ?4, at_ms = ?5") +
                        of_upload);
    bind_key(grown, key).bind(4, static_cast<std::int64_t>(data.size())).bind(5, now_ms).run();
}

std::string Contents::pieces(UploadKey const& key) {
    Statement rows(database_,
                   std::string("SELECT data FROM upload_piece") + of_upload + " ORDER BY at");
    bind_key(rows, key);
    std::string all;
    while (rows.step()) {
        all += rows.text(0);
    }
    return all;
}

void Contents::finish(UploadKey const& key, std::string const& media_type, std::string_view data,
                      std::int64_t now_ms) {
    put(key.network, key.sha256, data, now_ms);
    Statement pieces(database_, std::string("DELETE FROM upload_piece") + of_upload);
    bind_key(pieces, key).run();
    Statement whole(database_,
                    std::string("UPDATE upload SET media_type = ?4, at_ms = ?5") + of_upload);
    bind_key(whole, key).bind(4, media_type).bind(5, now_ms).run();
}

void Contents::drop(UploadKey const& key) {
    for (char const* table : {"upload_piece", "upload"}) {
        Statement gone(database_, std::string("DELETE FROM ") + table + of_upload);
        bind_key(gone, key).run();
    }
}

std::int64_t Contents::bytes_on_the_way(std::string const& network, std::string const& account) {
    Statement sum(database_, "SELECT coalesce(sum(bytes), 0) FROM upload WHERE network = ? AND "
                             "account = ? AND media_type = ''");
    sum.bind(1, network).bind(2, account);
    return sum.step() ? sum.integer(0) : 0;
}

std::int64_t Contents::bytes_of(std::string const& network) {
    Statement sum(database_,
                  "SELECT (SELECT coalesce(sum(length(data)), 0) FROM content WHERE network = ?1) "
                  "+ (SELECT coalesce(sum(bytes), 0) FROM upload WHERE network = ?1 AND "
                  "media_type = '')");
    sum.bind(1, network);
    return sum.step() ? sum.integer(0) : 0;
}

void Contents::put(std::string const& network, std::string const& sha256, std::string_view data,
                   std::int64_t now_ms) {
    Statement insert(database_, "INSERT OR IGNORE INTO content(network, sha256, whole_at_ms, data) "
                                "VALUES(?, ?, ?, ?)");
    insert.bind(1, network).bind_blob(2, sha256).bind(3, now_ms).bind_blob(4, data).run();
}

std::optional<std::string> Contents::find(std::string const& network, std::string const& sha256) {
    return find_content(database_, network, sha256);
}

void Contents::forget_uploads_before(std::int64_t time_ms) {
    Statement pieces(database_,
                     "DELETE FROM upload_piece WHERE (network, account, sha256) IN (SELECT "
                     "network, account, sha256 FROM upload WHERE at_ms < ?)");
    pieces.bind(1, time_ms).run();
    Statement uploads(database_, "DELETE FROM upload WHERE at_ms < ?");
    uploads.bind(1, time_ms).run();
}

void Contents::forget_uploads_of(std::string const& network, std::string const& account) {
    for (char const* table : {"upload_piece", "upload"}) {
        Statement gone(database_,
                       std::string("DELETE FROM ") + table + " WHERE network = ? AND account = ?");
        gone.bind(1, network).bind(2, account).run();
    }
}

void Contents::forget_uploads_named(std::string const& network, std::string const& sha256) {
    for (char const* table : {"upload_piece", "upload"}) {
        Statement gone(database_,
                       std::string("DELETE FROM ") + table + " WHERE network = ? AND sha256 = ?");
        gone.bind(1, network).bind_blob(2, sha256).run();
    }
}

void Contents::keep_only(std::string const& network, std::set<std::string> const& named) {
    std::vector<std::string> gone;
    Statement rows(database_,
                   "SELECT sha256 FROM content c WHERE network = ?1 AND NOT EXISTS (SELECT 1 FROM "
                   "upload u WHERE u.network = ?1 AND u.sha256 = c.sha256)");
    rows.bind(1, network);
    while (rows.step()) {
        if (!named.contains(rows.text(0))) { gone.push_back(rows.text(0)); }
    }
    rows.reset();
    for (auto const& sha256 : gone) {
        Statement content(database_, "DELETE FROM content WHERE network = ? AND sha256 = ?");
        content.bind(1, network).bind_blob(2, sha256).run();
    }
}

std::vector<std::string> Contents::broken(std::string const& network) {
    std::vector<std::string> found;
    Statement rows(database_, "SELECT sha256, data FROM content WHERE network = ? ORDER BY sha256");
    rows.bind(1, network);
    while (rows.step()) {
        if (flywheel::sha256(rows.text(1)) != rows.text(0)) { found.push_back(rows.text(0)); }
    }
    return found;
}

std::optional<std::string> find_content(Database& database, std::string const& network,
                                        std::string const& sha256) {
    Statement row(database, "SELECT data FROM content WHERE network = ? AND sha256 = ?");
    row.bind(1, network).bind_blob(2, sha256);
    if (!row.step()) { return std::nullopt; }
    return row.text(0);
}

}  // namespace flywheel::storage
