#include "storage/snapshot.hpp"

#include <algorithm>

namespace flywheel::storage {

namespace {

std::string file_in(std::string const& folder) { return folder + "/flywheel.db"; }

Standing standing_of(Database& database) {
    Standing standing;
    Statement version(database, "PRAGMA user_version");
    if (version.step()) { standing.schema = version.integer(0); }
    ChainHead own;
    Statement last(database, "SELECT seq, hash FROM server_entry ORDER BY seq DESC LIMIT 1");
    if (last.step()) { own = {"", last.integer(0), last.text(1)}; }
    standing.heads.push_back(std::move(own));
    Statement networks(database, "SELECT id, head_seq, head_hash FROM network ORDER BY id");
    while (networks.step()) {
        standing.heads.push_back({networks.text(0), networks.integer(1), networks.text(2)});
    }
    return standing;
}

}  // namespace

Standing snapshot(std::string const& folder, std::string const& path) {
    {
        // One statement, and so one moment of the log.
        Database live(file_in(folder), Database::Mode::ReadOnly);
        Statement copy(live, "VACUUM INTO ?");
        copy.bind(1, path).run();
    }
    Database copied(path, Database::Mode::ReadOnly);
    return standing_of(copied);
}

Proof prove(std::string const& folder, RandomBytes const& random) {
    Proof proof;
    {
        Database file(file_in(folder), Database::Mode::ReadOnly);
        Statement whole(file, "PRAGMA integrity_check(1)");
        if (!whole.step() || whole.text(0) != "ok") {
            proof.bad.push_back("the database is damaged: " + whole.text(0));
            return proof;
        }
        proof.found = standing_of(file);
    }
    Store store(folder, random);
    for (auto const& chain : store.verify()) {
        if (chain.broken_seq == 0) { continue; }
        proof.bad.push_back(chain.network + ", entry " + std::to_string(chain.broken_seq) + ": " +
                            chain.problem);
    }
    return proof;
}

void begin_anew(std::string const& folder, RandomBytes const& random, std::int64_t now_ms) {
    Store store(folder, random);
    Transaction transaction(store.database());
    store.database().run("DELETE FROM session");
    store.database().run("DELETE FROM one_time_link");
    store.database().run("DELETE FROM api_token");
    store.database().run("DELETE FROM calendar_feed");
    // Whom it was about has had it, or knows by now.
    store.database().run("DELETE FROM account_mail");
    store.database().run("UPDATE network SET restore_count = restore_count + 1");
    store.note_for_server(now_ms, "restored_from_backup", {});
    transaction.commit();
}

}  // namespace flywheel::storage
