#pragma once
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

// The only file (with its source) that knows SQLite.
namespace flywheel::storage {

// The world failed: the disk, the file, the data in it. Never a person's mistake.
class Fault : public std::runtime_error {
public:
    Fault(std::string const& what, int sqlite_code)
        : std::runtime_error(what), sqlite_code_(sqlite_code) {}
    explicit Fault(std::string const& what) : Fault(what, 0) {}
    [[nodiscard]] int sqlite_code() const { return sqlite_code_; }

private:
    int sqlite_code_;
};

// Durability of a commit: Full survives the loss of power. Normal exists so that a test can show that it
// does not.
enum class Durability { Full, Normal };

class Database {
public:
    enum class Mode { Write, ReadOnly };
    // `vfs` names a registered SQLite VFS, for tests that lose power; empty is the ordinary one.
    // Throws Fault. A writer gets WAL, the given durability and secure_delete, read back and checked.
    Database(std::string const& path, Mode mode, Durability durability = Durability::Full,
             std::string const& vfs = {});
    ~Database();
    Database(Database const&) = delete;
    Database& operator=(Database const&) = delete;

    void run(std::string const& sql);
    [[nodiscard]] sqlite3* handle() const { return handle_; }
    // Rows changed by the last statement.
    [[nodiscard]] std::int64_t changes() const;
    // Copies the log back into the file, and cuts the log when it holds more than `pages`.
    void checkpoint(int pages);

private:
    sqlite3* handle_ = nullptr;
};

// A prepared statement; bind by position from 1, columns from 0. Lives no longer than its database.
class Statement {
public:
    Statement(Database& database, std::string_view sql);
    ~Statement();
    Statement(Statement const&) = delete;
    Statement& operator=(Statement const&) = delete;

    Statement& bind(int position, std::int64_t value);
    Statement& bind(int position, std::string_view text);
    Statement& bind_blob(int position, std::string_view bytes);
    Statement& bind_null(int position);
    // True while there is a row. Throws Fault.
    bool step();
    // Steps to the end and makes the statement ready for the next use.
    void run();
    void reset();

    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] std::string text(int column) const;  // texts and blobs alike
    [[nodiscard]] bool is_null(int column) const;

private:
    Database& database_;
    sqlite3_stmt* statement_ = nullptr;
};

// Rolls back unless committed.
class Transaction {
public:
    explicit Transaction(Database& database);
    ~Transaction();
    Transaction(Transaction const&) = delete;
    Transaction& operator=(Transaction const&) = delete;
    void commit();

private:
    Database& database_;
    bool open_ = true;
};

}  // namespace flywheel::storage
