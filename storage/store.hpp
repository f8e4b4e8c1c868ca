#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/sqlite.hpp"

// Keeps entries, records and answered commands. Knows bytes, not rules: kinds are names here, bodies texts.
namespace flywheel::storage {

using Seq = std::int64_t;
using RandomBytes = std::function<void(unsigned char* into, std::size_t count)>;

struct RecordRow {
    std::string kind;
    std::string id;
    Seq changed_seq = 0;
    std::string body;
};

struct AudienceMoveRow {
    Seq seq = 0;
    std::string kind;
    std::string id;
    std::string audience;
};

struct EntryRecord {
    std::string kind;
    std::string id;
    int form = 0;
    std::string body;
};

// One command's mark in the history. The seq is given at commit.
struct NewEntry {
    std::int64_t time_ms = 0;
    std::string actor;    // member id; empty for the server itself
    std::string account;  // whose command id is remembered; empty for none
    std::string command_id;
    std::string command;
    std::string body_hash;
    std::vector<EntryRecord> records;
    std::vector<AudienceMoveRow> moves;  // their seq is filled in
    bool shifts_rights = false;          // what everybody may see may have shifted as a whole
};

struct Head {
    Seq seq = 0;
    std::string hash;  // 32 bytes
    Seq rights_seq = 0;
    std::int64_t restore_count = 0;
};

// What one network adds in one transaction. `expected` guards against a second writer.
struct Batch {
    std::string network;
    Seq expected_head = 0;
    std::vector<NewEntry> entries;
};

enum class Outcome { Committed, Fenced };

struct SeenCommand {
    std::string network;
    std::string body_hash;
    Seq seq = 0;
};

// One network's history checked from its first entry to its last.
struct Verification {
    std::string network;
    Seq entries = 0;
    std::int64_t erased_bodies = 0;
    Seq broken_seq = 0;  // 0: everything holds
    std::string problem;
};

// Lives on the room thread. All throw Fault when the world fails.
class Store {
public:
    Store(std::string const& folder, RandomBytes random, Durability durability = Durability::Full,
          std::string const& vfs = {});

    [[nodiscard]] Database& database() { return database_; }
    [[nodiscard]] std::vector<std::string> networks();
    [[nodiscard]] std::optional<Head> head(std::string const& network) const;
    void each_record(std::string const& network, std::function<void(RecordRow&&)> const& f);
    [[nodiscard]] std::vector<AudienceMoveRow> moves_since(std::string const& network, Seq since);
    [[nodiscard]] std::optional<std::string> hash_at(std::string const& network, Seq seq);
    [[nodiscard]] std::optional<SeenCommand> seen_command(std::string const& account,
                                                          std::string const& command_id);

    // A network that is not there yet, with its first entries. Throws Fault when it is.
    [[nodiscard]] Outcome found(Batch batch, std::function<void()> const& also = {});
    // Everything or nothing, on disk when it returns Committed. Several networks share the transaction.
    // `also` runs inside it: what must stand or fall together, such as an invitation and the member it makes.
    [[nodiscard]] Outcome commit(std::vector<Batch> const& batches,
                                 std::function<void()> const& also = {});

    // Every row of a network, in all tables that name one, with `also` in the same transaction; what stood there
    // is written over with zeros, in the file and in the log. Throws Fault when there is no such network.
    void remove(std::string const& network, std::function<void()> const& also);

    // What records of a network were, for good, and what it adds, with `also` in the same transaction. Of `forgotten` every former
    // body goes, of `removed` the record too; what stood there is written over with zeros, in the file and in the log. That
    // they were there stays in the history, which holds without what they said. Throws Fault when there is no such network.
    struct Name {
        std::string kind;
        std::string id;
    };
    [[nodiscard]] Outcome erase(Batch const& batch, std::vector<Name> const& removed,
                                std::vector<Name> const& forgotten,
                                std::function<void()> const& also);

    [[nodiscard]] std::vector<Verification> verify();
    // Entries as they were written: header, and body of each record in order (empty when erased).
    void each_entry(std::string const& network,
                    std::function<void(Seq, std::string const& header,
                                       std::vector<std::string> const& bodies)> const& f);
    // Bytes free on the disk that holds the data.
    [[nodiscard]] std::int64_t free_bytes() const;
    // Bytes of the database, without its log.
    [[nodiscard]] std::int64_t used_bytes();

    // A random secret kept in the database, made at the first asking.
    [[nodiscard]] std::string secret(std::string const& name, std::size_t bytes);
    // Adds to the server's own chain: sign-ins, exports, reads of confidential records.
    // `by`: the member who did it to somebody else's account; empty: their own, or nobody's.
    void note_for_server(std::int64_t time_ms, std::string const& what, std::string const& account,
                         std::string const& by = {});
    struct Note {
        Seq seq = 0;
        std::int64_t time_ms = 0;
        std::string what;
        std::string account;  // whose, or of which network, member or district
        std::string by;
        std::string hash;  // 32 bytes
    };
    // What was added to it since, oldest first; `since` in milliseconds since 1970.
    [[nodiscard]] std::vector<Note> notes_since(std::int64_t since);
    // The last so many of it, newest first.
    [[nodiscard]] std::vector<Note> last_notes(std::size_t count);

private:
    [[nodiscard]] Outcome commit_from(std::map<std::string, Head> heads,
                                      std::vector<Batch> const& batches,
                                      std::function<void()> const& first,
                                      std::function<void()> const& also);
    void write_entry(std::string const& network, Head& head, NewEntry const& entry);
    [[nodiscard]] Verification verify_network(std::string const& network, Head const& head);

    std::string folder_;
    RandomBytes random_;
    Database database_;
    std::map<std::string, Head> heads_;
    struct Statements;
    std::shared_ptr<Statements> statements_;
    int commits_since_checkpoint_ = 0;
};

// One process a data folder: holds DIR/lock while it lives. Throws Fault when another holds it.
class FolderLock {
public:
    explicit FolderLock(std::string const& folder);
    ~FolderLock();
    FolderLock(FolderLock const&) = delete;
    FolderLock& operator=(FolderLock const&) = delete;

private:
    int descriptor_ = -1;
};

}  // namespace flywheel::storage
