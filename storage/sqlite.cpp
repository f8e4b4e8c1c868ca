#include "storage/sqlite.hpp"

#include <sqlite3.h>

namespace flywheel::storage {

namespace {

[[noreturn]] void fail(sqlite3* handle, std::string const& doing) {
    int const code = handle == nullptr ? SQLITE_NOMEM : sqlite3_extended_errcode(handle);
    std::string const why = handle == nullptr ? "out of memory" : sqlite3_errmsg(handle);
    throw Fault(doing + ": " + why, code);
}

std::string pragma(Database& database, std::string const& name) {
    Statement statement(database, "PRAGMA " + name);
    return statement.step() ? statement.text(0) : std::string{};
}

}  // namespace

Database::Database(std::string const& path, Mode mode, Durability durability,
                   std::string const& vfs) {
    int const flags =
        SQLITE_OPEN_NOMUTEX |
        (mode == Mode::Write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY);
    if (sqlite3_open_v2(path.c_str(), &handle_, flags, vfs.empty() ? nullptr : vfs.c_str()) !=
        SQLITE_OK) {
        std::string const why = handle_ == nullptr ? "out of memory" : sqlite3_errmsg(handle_);
        int const code = handle_ == nullptr ? SQLITE_NOMEM : sqlite3_extended_errcode(handle_);
        sqlite3_close(handle_);
        throw Fault("could not open " + path + ": " + why, code);
    }
    try {
        run("PRAGMA busy_timeout=5000");
        run("PRAGMA trusted_schema=OFF");
        // Two connections that checkpoint at once can corrupt the log in SQLite 3.40: only the writer does.
        run("PRAGMA wal_autocheckpoint=0");
        if (mode == Mode::Write) {
            run("PRAGMA journal_mode=WAL");
            run(durability == Durability::Full ? "PRAGMA synchronous=FULL"
                                               : "PRAGMA synchronous=NORMAL");
            run("PRAGMA foreign_keys=ON");
            // What is deleted is written over with zeros, so that a removed network is not left in free pages.
            // Debian's SQLite does so by itself; another may not.
            run("PRAGMA secure_delete=ON");
            // An acknowledgement promises that the disk has it, so the setting is read back, not assumed.
            std::string const wanted = durability == Durability::Full ? "2" : "1";
            if (pragma(*this, "journal_mode") != "wal" || pragma(*this, "synchronous") != wanted ||
                pragma(*this, "secure_delete") != "1") {
                throw Fault("the database does not keep its settings");
            }
        }
    } catch (...) {
        sqlite3_close(handle_);
        throw;
    }
}

Database::~Database() { sqlite3_close(handle_); }

void Database::run(std::string const& sql) {
    if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
        fail(handle_, "database");
    }
}

std::int64_t Database::changes() const { return sqlite3_changes64(handle_); }

void Database::checkpoint(int pages) {
    int in_log = 0;
    int copied = 0;
    sqlite3_wal_checkpoint_v2(handle_, nullptr, SQLITE_CHECKPOINT_PASSIVE, &in_log, &copied);
    // A reader may have held the log open while it grew; once it is gone, the file shrinks again.
    if (in_log > pages) {
        sqlite3_wal_checkpoint_v2(handle_, nullptr, SQLITE_CHECKPOINT_TRUNCATE, &in_log, &copied);
    }
}

Statement::Statement(Database& database, std::string_view sql) : database_(database) {
    if (sqlite3_prepare_v3(database.handle(), sql.data(), static_cast<int>(sql.size()),
                           SQLITE_PREPARE_PERSISTENT, &statement_, nullptr) != SQLITE_OK) {
        fail(database.handle(), "statement");
    }
}

Statement::~Statement() { sqlite3_finalize(statement_); }

Statement& Statement::bind(int position, std::int64_t value) {
    sqlite3_bind_int64(statement_, position, value);
    return *this;
}

Statement& Statement::bind(int position, std::string_view text) {
    sqlite3_bind_text64(statement_, position, text.data() == nullptr ? "" : text.data(),
                        text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
    return *this;
}

Statement& Statement::bind_blob(int position, std::string_view bytes) {
    sqlite3_bind_blob64(statement_, position, bytes.data() == nullptr ? "" : bytes.data(),
                        bytes.size(), SQLITE_TRANSIENT);
    return *this;
}

Statement& Statement::bind_null(int position) {
    sqlite3_bind_null(statement_, position);
    return *this;
}

bool Statement::step() {
    int const outcome = sqlite3_step(statement_);
    if (outcome == SQLITE_ROW) { return true; }
    if (outcome == SQLITE_DONE) { return false; }
    sqlite3* const handle = database_.handle();
    std::string const why = sqlite3_errmsg(handle);
    int const code = sqlite3_extended_errcode(handle);
    sqlite3_reset(statement_);
    throw Fault("statement: " + why, code);
}

void Statement::run() {
    while (step()) {}
    reset();
}

void Statement::reset() {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
}

std::int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(statement_, column);
}

std::string Statement::text(int column) const {
    auto const* bytes = static_cast<char const*>(sqlite3_column_blob(statement_, column));
    auto const size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
    return bytes == nullptr ? std::string{} : std::string(bytes, size);
}

bool Statement::is_null(int column) const {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

Transaction::Transaction(Database& database) : database_(database) {
    database_.run("BEGIN IMMEDIATE");
}

Transaction::~Transaction() {
    if (!open_) { return; }
    sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr,
                 nullptr);  // a failed rollback changes nothing more
}

void Transaction::commit() {
    database_.run("COMMIT");
    open_ = false;
}

}  // namespace flywheel::storage
