#include "storage/store.hpp"

#include <fcntl.h>
#include <openssl/sha.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <array>
#include <nlohmann/json.hpp>

#include "protocol/digest.hpp"
#include "storage/contents.hpp"
#include "storage/reads.hpp"
#include "storage/schema.hpp"

namespace flywheel::storage {

namespace {

constexpr std::size_t salt_bytes =
    16;  // as many as the bits of an id: a commitment cannot be guessed at
constexpr int checkpoint_every_commits = 200;  // bounds the log to some 4,000 pages in busy hours
constexpr int checkpoint_pages = 4'000;
// Instead of how many commits there were: each next one tries to empty the log, which somebody who read meanwhile kept as it was.
constexpr int log_holds_erased = -1;

std::string const no_hash(SHA256_DIGEST_LENGTH, '\0');

// Copies the log into the file and cuts it; false while a reader needs it.
bool is_log_emptied(Database& database, std::string const& folder) {
    database.checkpoint(0);
    struct stat log {};
    return ::stat((folder + "/flywheel.db-wal").c_str(), &log) != 0 || log.st_size == 0;
}

// Written by hand in a fixed order: the hash is over these bytes.
std::string header_text(Seq seq, NewEntry const& entry,
                        std::vector<std::string> const& commitments) {
    nlohmann::ordered_json header;
    header["seq"] = seq;
    header["time_ms"] = entry.time_ms;
    header["actor"] = entry.actor;
    header["command_id"] = entry.command_id;
    header["command"] = entry.command;
    auto records = nlohmann::ordered_json::array();
    for (std::size_t i = 0; i < entry.records.size(); ++i) {
        auto const& r = entry.records[i];
        records.push_back({r.kind, r.id, r.form, to_hex(commitments[i])});
    }
    header["records"] = std::move(records);
    return header.dump();
}

std::string commitment_of(std::string const& salt, std::string const& body) {
    return sha256(salt + body);
}

}  // namespace

struct Store::Statements {
    explicit Statements(Database& d)
        : insert_entry(d, "INSERT INTO entry(network, seq, header, hash) VALUES(?, ?, ?, ?)"),
          insert_body(d,
                      "INSERT INTO entry_body(network, seq, n, salt, body) VALUES(?, ?, ?, ?, ?)"),
          put_record(d, "INSERT INTO record(network, kind, id, changed_seq, body) VALUES(?, ?, ?, "
                        "?, ?) ON CONFLICT(network, kind, id) DO UPDATE SET changed_seq = "
                        "excluded.changed_seq, body = excluded.body"),
          insert_mention(d, "INSERT INTO entry_record(network, kind, id, seq, n) VALUES(?, ?, ?, "
                            "?, ?)"),
          insert_move(d, "INSERT INTO audience_move(network, seq, n, kind, id, audience) VALUES(?, "
                         "?, ?, ?, ?, ?)"),
          insert_seen(d, "INSERT INTO command_seen(account, command_id, network, body_hash, seq) "
                         "VALUES(?, ?, ?, ?, ?)"),
          find_seen(d, "SELECT network, body_hash, seq FROM command_seen WHERE account = ? AND "
                       "command_id = ?"),
          set_head(d, "UPDATE network SET head_seq = ?, head_hash = ?, rights_seq = ? WHERE id = ? "
                      "AND head_seq = ?"),
          find_hash(d, "SELECT hash FROM entry WHERE network = ? AND seq = ?") {}
    Statement insert_entry, insert_body, put_record, insert_mention, insert_move, insert_seen,
        find_seen, set_head, find_hash;
};

Store::Store(std::string const& folder, RandomBytes random, Durability durability,
             std::string const& vfs)
    : folder_(folder), random_(std::move(random)),
      database_(folder + "/flywheel.db", Database::Mode::Write, durability, vfs) {
    migrate(database_);
    statements_ = std::make_shared<Statements>(database_);
    Statement all(database_,
                  "SELECT id, head_seq, head_hash, rights_seq, restore_count FROM network");
    while (all.step()) {
        heads_[all.text(0)] = Head{all.integer(1), all.text(2), all.integer(3), all.integer(4)};
    }
}

std::vector<std::string> Store::networks() {
    std::vector<std::string> names;
    for (auto const& [name, head] : heads_) {
        names.push_back(name);
    }
    return names;
}

std::optional<Head> Store::head(std::string const& network) const {
    auto const found = heads_.find(network);
    if (found == heads_.end()) { return std::nullopt; }
    return found->second;
}

void Store::each_record(std::string const& network, std::function<void(RecordRow&&)> const& f) {
    Statement rows(
        database_,
        "SELECT kind, id, changed_seq, body FROM record WHERE network = ? ORDER BY kind, id");
    rows.bind(1, network);
    while (rows.step()) {
        f({rows.text(0), rows.text(1), rows.integer(2), rows.text(3)});
    }
}

std::vector<AudienceMoveRow> Store::moves_since(std::string const& network, Seq since) {
    Statement rows(database_, "SELECT seq, kind, id, audience FROM audience_move WHERE network = ? "
                              "AND seq > ? ORDER BY seq, n");
    rows.bind(1, network).bind(2, since);
    std::vector<AudienceMoveRow> found;
    while (rows.step()) {
        found.push_back({rows.integer(0), rows.text(1), rows.text(2), rows.text(3)});
    }
    return found;
}

std::optional<std::string> Store::hash_at(std::string const& network, Seq seq) {
    if (seq == 0) { return no_hash; }
    auto& statement = statements_->find_hash;
    statement.bind(1, network).bind(2, seq);
    std::optional<std::string> hash;
    if (statement.step()) { hash = statement.text(0); }
    statement.reset();
    return hash;
}

std::optional<SeenCommand> Store::seen_command(std::string const& account,
                                               std::string const& command_id) {
    auto& statement = statements_->find_seen;
    statement.bind(1, account).bind(2, command_id);
    std::optional<SeenCommand> found;
    if (statement.step()) {
        found = SeenCommand{statement.text(0), statement.text(1), statement.integer(2)};
    }
    statement.reset();
    return found;
}

Outcome Store::found(Batch batch, std::function<void()> const& also) {
    std::string const network = batch.network;
    if (heads_.contains(network)) { throw Fault("the network is there already"); }
    auto heads = heads_;
    heads[network] = Head{0, no_hash, 0, 0};
    auto insert = [&] {
        Statement row(database_, "INSERT INTO network(id, head_seq, head_hash, rights_seq, "
                                 "restore_count) VALUES(?, 0, ?, 0, 0)");
        row.bind(1, network).bind_blob(2, no_hash).run();
    };
    return commit_from(std::move(heads), {std::move(batch)}, insert, also);
}

void Store::write_entry(std::string const& network, Head& head, NewEntry const& entry) {
    Seq const seq = head.seq + 1;
    auto& s = *statements_;
    std::vector<std::string> commitments;
    for (std::size_t i = 0; i < entry.records.size(); ++i) {
        auto const& record = entry.records[i];
        std::string salt(salt_bytes, '\0');
        random_(reinterpret_cast<unsigned char*>(salt.data()), salt.size());
        commitments.push_back(commitment_of(salt, record.body));
        s.insert_body.bind(1, network)
            .bind(2, seq)
            .bind(3, static_cast<std::int64_t>(i))
            .bind_blob(4, salt)
            .bind(5, record.body)
            .run();
        s.put_record.bind(1, network)
            .bind(2, record.kind)
            .bind(3, record.id)
            .bind(4, seq)
            .bind(5, record.body)
            .run();
        s.insert_mention.bind(1, network)
            .bind(2, record.kind)
            .bind(3, record.id)
            .bind(4, seq)
            .bind(5, static_cast<std::int64_t>(i))
            .run();
    }
    std::int64_t n = 0;
    for (auto const& move : entry.moves) {
        s.insert_move.bind(1, network)
            .bind(2, seq)
            .bind(3, n++)
            .bind(4, move.kind)
            .bind(5, move.id)
            .bind(6, move.audience)
            .run();
    }
    std::string const header = header_text(seq, entry, commitments);
    std::string const hash = sha256(head.hash + header);
    s.insert_entry.bind(1, network).bind(2, seq).bind(3, header).bind_blob(4, hash).run();
    if (!entry.account.empty()) {
        s.insert_seen.bind(1, entry.account)
            .bind(2, entry.command_id)
            .bind(3, network)
            .bind_blob(4, entry.body_hash)
            .bind(5, seq)
            .run();
    }
    head.seq = seq;
    head.hash = hash;
    if (entry.shifts_rights) { head.rights_seq = seq; }
}

Outcome Store::commit(std::vector<Batch> const& batches, std::function<void()> const& also) {
    return commit_from(heads_, batches, {}, also);
}

Outcome Store::commit_from(std::map<std::string, Head> heads, std::vector<Batch> const& batches,
                           std::function<void()> const& first, std::function<void()> const& also) {
    {
        Transaction transaction(database_);
        if (first) { first(); }
        for (auto const& batch : batches) {
            auto const found = heads.find(batch.network);
            if (found == heads.end() || found->second.seq != batch.expected_head) {
                return Outcome::Fenced;
            }
            for (auto const& entry : batch.entries) {
                write_entry(batch.network, found->second, entry);
            }
            auto const& head = found->second;
            statements_->set_head.bind(1, head.seq)
                .bind_blob(2, head.hash)
                .bind(3, head.rights_seq)
                .bind(4, batch.network)
                .bind(5, batch.expected_head)
                .run();
            if (database_.changes() != 1) { return Outcome::Fenced; }
        }
        if (also) { also(); }
        transaction.commit();
    }
    heads_ = std::move(heads);
    if (commits_since_checkpoint_ == log_holds_erased) {
        if (is_log_emptied(database_, folder_)) { commits_since_checkpoint_ = 0; }
    } else if (++commits_since_checkpoint_ >= checkpoint_every_commits) {
        commits_since_checkpoint_ = 0;
        database_.checkpoint(checkpoint_pages);
    }
    return Outcome::Committed;
}

Outcome Store::erase(Batch const& batch, std::vector<Name> const& removed,
                     std::vector<Name> const& forgotten, std::function<void()> const& also) {
    if (!heads_.contains(batch.network)) { throw Fault("there is no such network"); }
    auto first = [&] {
        Statement bodies(database_,
                         "UPDATE entry_body SET salt = NULL, body = NULL WHERE network = ?1 AND "
                         "(seq, n) IN (SELECT seq, n FROM entry_record WHERE network = ?1 AND "
                         "kind = ?2 AND id = ?3)");
        Statement record(database_, "DELETE FROM record WHERE network = ? AND kind = ? AND id = ?");
        for (auto const* names : {&removed, &forgotten}) {
            for (auto const& name : *names) {
                bodies.bind(1, batch.network).bind(2, name.kind).bind(3, name.id).run();
            }
        }
        for (auto const& name : removed) {
            record.bind(1, batch.network).bind(2, name.kind).bind(3, name.id).run();
        }
    };
    auto const outcome = commit_from(heads_, {batch}, first, also);
    // The log still holds the pages as they were.
    commits_since_checkpoint_ = is_log_emptied(database_, folder_) ? 0 : log_holds_erased;
    return outcome;
}

void Store::remove(std::string const& network, std::function<void()> const& also) {
    if (!heads_.contains(network)) { throw Fault("there is no such network"); }
    {
        Transaction transaction(database_);
        // The schema is asked, so that no table that is added later can be forgotten here.
        std::vector<std::string> tables;
        Statement find(database_, "SELECT m.name FROM sqlite_master m, pragma_table_info(m.name) c "
                                  "WHERE m.type = 'table' AND c.name = 'network' ORDER BY m.name");
        while (find.step()) {
            tables.push_back(find.text(0));
        }
        find.reset();
        for (auto const& table : tables) {
            Statement(database_, "DELETE FROM " + table + " WHERE network = ?")
                .bind(1, network)
                .run();
        }
        Statement(database_, "DELETE FROM network WHERE id = ?").bind(1, network).run();
        if (database_.changes() != 1) { throw Fault("the network's own row is missing"); }
        if (also) { also(); }
        transaction.commit();
    }
    heads_.erase(network);
    // The log still holds the pages as they were.
    commits_since_checkpoint_ = is_log_emptied(database_, folder_) ? 0 : log_holds_erased;
}

void Store::each_entry(
    std::string const& network,
    std::function<void(Seq, std::string const&, std::vector<std::string> const&)> const& f) {
    Statement entries(database_, "SELECT seq, header FROM entry WHERE network = ? ORDER BY seq");
    Statement bodies(database_,
                     "SELECT body FROM entry_body WHERE network = ? AND seq = ? ORDER BY n");
    entries.bind(1, network);
    while (entries.step()) {
        std::vector<std::string> texts;
        bodies.bind(1, network).bind(2, entries.integer(0));
        while (bodies.step()) {
            texts.push_back(bodies.text(0));
        }
        bodies.reset();
        f(entries.integer(0), entries.text(1), texts);
    }
}

Verification Store::verify_network(std::string const& network, Head const& head) {
    Verification result;
    result.network = network;
    auto broken = [&](Seq seq, std::string problem) {
        result.broken_seq = seq;
        result.problem = std::move(problem);
        return result;
    };
    Statement entries(database_,
                      "SELECT seq, header, hash FROM entry WHERE network = ? ORDER BY seq");
    Statement bodies(
        database_, "SELECT n, salt, body FROM entry_body WHERE network = ? AND seq = ? ORDER BY n");
    entries.bind(1, network);
    std::string previous = no_hash;
    std::map<std::pair<std::string, std::string>, std::pair<Seq, std::string>> replayed;
    std::int64_t bodies_named = 0;
    while (entries.step()) {
        Seq const seq = result.entries + 1;
        if (entries.integer(0) != seq) { return broken(seq, "the entry is missing"); }
        std::string const header = entries.text(1);
        if (sha256(previous + header) != entries.text(2)) {
            return broken(seq, "the hash does not match the header");
        }
        previous = entries.text(2);
        auto const parsed = nlohmann::json::parse(header, nullptr, false);
        if (!parsed.is_object() || parsed.value("seq", Seq{0}) != seq ||
            !parsed.contains("records")) {
            return broken(seq, "the header is not well formed");
        }
        bodies.bind(1, network).bind(2, seq);
        std::int64_t n = 0;
        for (auto const& record : parsed.at("records")) {
            if (!bodies.step() || bodies.integer(0) != n) {
                return broken(seq, "a body is missing");
            }
            std::pair<std::string, std::string> key{record.at(0), record.at(1)};
            if (bodies.is_null(1) && bodies.is_null(2)) {
                ++result.erased_bodies;
                replayed.erase(key);
            } else {
                std::string const body = bodies.text(2);
                if (to_hex(commitment_of(bodies.text(1), body)) !=
                    record.at(3).get<std::string>()) {
                    return broken(seq, "a body does not match its commitment");
                }
                replayed[key] = {seq, body};
            }
            ++n;
            ++bodies_named;
        }
        if (bodies.step()) { return broken(seq, "a body is there that no header names"); }
        bodies.reset();
        result.entries = seq;
    }
    if (result.entries != head.seq || previous != head.hash) {
        return broken(result.entries + 1, "the last entries are missing");
    }
    Statement count(database_, "SELECT count(*) FROM entry_body WHERE network = ?");
    count.bind(1, network);
    if (count.step() && count.integer(0) != bodies_named) {
        return broken(result.entries + 1, "bodies are there that no entry names");
    }
    if (auto const files = Contents(*this).broken(network); !files.empty()) {
        return broken(std::max<Seq>(result.entries, 1),
                      "the file " + to_hex(files.front()) + " is not what it was");
    }
    if (auto const seq = Reads(*this).broken(network)) {
        return broken(std::max<Seq>(result.entries, 1),
                      "row " + std::to_string(*seq) + " of who read what is not what it was");
    }
    // What stands must be what the history leads to.
    std::size_t rows = 0;
    Seq differs = 0;
    each_record(network, [&](RecordRow&& row) {
        ++rows;
        auto const found = replayed.find({row.kind, row.id});
        if (found != replayed.end() &&
            (found->second.second != row.body || found->second.first != row.changed_seq) &&
            differs == 0) {
            differs = found->second.first;
        }
    });
    if (differs != 0) { return broken(differs, "a record differs from the history"); }
    if (result.erased_bodies == 0 && rows != replayed.size()) {
        return broken(result.entries, "records and history differ in number");
    }
    return result;
}

std::vector<Verification> Store::verify() {
    std::vector<Verification> all;
    for (auto const& [network, head] : heads_) {
        all.push_back(verify_network(network, head));
    }
    // An entry under another network's name is one that some network misses; one under no network's name too.
    Statement strays(database_, "SELECT network, seq FROM entry WHERE network NOT IN (SELECT id "
                                "FROM network) UNION ALL SELECT network, seq FROM entry_body WHERE "
                                "network NOT IN (SELECT id FROM network) LIMIT 1");
    if (strays.step()) {
        Verification stray;
        stray.network = strays.text(0);
        stray.broken_seq = strays.integer(1);
        stray.problem = "an entry belongs to no network";
        all.push_back(std::move(stray));
    }
    Statement chain(database_, "SELECT seq, header, hash FROM server_entry ORDER BY seq");
    Verification server;
    server.network = "(server)";
    std::string previous = no_hash;
    while (chain.step()) {
        if (chain.integer(0) != server.entries + 1 ||
            sha256(previous + chain.text(1)) != chain.text(2)) {
            server.broken_seq = server.entries + 1;
            server.problem = "the server's own chain is broken";
            break;
        }
        previous = chain.text(2);
        ++server.entries;
    }
    all.push_back(std::move(server));
    return all;
}

std::int64_t Store::free_bytes() const {
    struct statvfs disk {};
    if (statvfs(folder_.c_str(), &disk) != 0) { return 0; }
    return static_cast<std::int64_t>(disk.f_bavail) * static_cast<std::int64_t>(disk.f_frsize);
}

std::int64_t Store::used_bytes() {
    Statement row(database_, "SELECT page_count * page_size FROM pragma_page_count, "
                             "pragma_page_size");
    return row.step() ? row.integer(0) : 0;
}

std::string Store::secret(std::string const& name, std::size_t bytes) {
    Statement find(database_, "SELECT value FROM secret WHERE name = ?");
    find.bind(1, name);
    if (find.step()) { return find.text(0); }
    std::string value(bytes, '\0');
    random_(reinterpret_cast<unsigned char*>(value.data()), value.size());
    Statement insert(database_, "INSERT INTO secret(name, value) VALUES(?, ?)");
    insert.bind(1, name).bind_blob(2, value).run();
    return value;
}

void Store::note_for_server(std::int64_t time_ms, std::string const& what,
                            std::string const& account, std::string const& by) {
    Seq seq = 0;
    std::string previous = no_hash;
    {
        Statement last(database_, "SELECT seq, hash FROM server_entry ORDER BY seq DESC LIMIT 1");
        if (last.step()) {
            seq = last.integer(0);
            previous = last.text(1);
        }
    }
    nlohmann::ordered_json header{
        {"seq", seq + 1}, {"time_ms", time_ms}, {"what", what}, {"account", account}};
    if (!by.empty()) { header["by"] = by; }
    std::string const text = header.dump();
    Statement insert(database_, "INSERT INTO server_entry(seq, header, hash) VALUES(?, ?, ?)");
    insert.bind(1, seq + 1).bind(2, text).bind_blob(3, sha256(previous + text)).run();
}

namespace {

// Of a row: seq, header, hash.
Store::Note note_in(Statement& row) {
    auto const header = nlohmann::json::parse(row.text(1));
    return {row.integer(0),       header.at("time_ms"),   header.at("what"),
            header.at("account"), header.value("by", ""), row.text(2)};
}

}  // namespace

std::vector<Store::Note> Store::notes_since(std::int64_t since) {
    Statement rows(database_, "SELECT seq, header, hash FROM server_entry ORDER BY seq");
    std::vector<Note> notes;
    while (rows.step()) {
        auto note = note_in(rows);
        if (note.time_ms >= since) { notes.push_back(std::move(note)); }
    }
    return notes;
}

std::vector<Store::Note> Store::last_notes(std::size_t count) {
    Statement rows(database_,
                   "SELECT seq, header, hash FROM server_entry ORDER BY seq DESC LIMIT ?");
    rows.bind(1, static_cast<std::int64_t>(count));
    std::vector<Note> notes;
    while (rows.step()) {
        notes.push_back(note_in(rows));
    }
    return notes;
}

FolderLock::FolderLock(std::string const& folder) {
    ::mkdir(folder.c_str(), 0700);
    std::string const path = folder + "/lock";
    descriptor_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor_ < 0) { throw Fault("could not open " + path); }
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
        ::close(descriptor_);
        throw Fault("another flywheel is using " + folder);
    }
}

FolderLock::~FolderLock() { ::close(descriptor_); }

}  // namespace flywheel::storage
