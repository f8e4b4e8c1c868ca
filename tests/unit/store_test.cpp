#include <catch2/catch.hpp>

#include "storage/store.hpp"
#include "tests/support/unit/network_story.hpp"

using namespace flywheel;
using namespace flywheel::testing;

namespace {

std::int64_t broken_at(storage::Store& store) {
    for (auto const& v : store.verify()) {
        if (v.broken_seq != 0) { return v.broken_seq; }
    }
    return 0;
}

}  // namespace

TEST_CASE("[C8] verify names the seq for a change in any column of an entry, a missing one and a "
          "cut tail") {
    NetworkStory story;
    for (int i = 0; i < 5; ++i) {
        story.plan_cycle();
    }
    auto& store = story.floor().store();
    auto& database = store.database();
    REQUIRE(broken_at(store) == 0);
    struct Harm {
        char const* what;
        char const* sql;
        std::int64_t seq;
    };
    Harm const harms[] = {
        {"header",
         "UPDATE entry SET header = replace(header, 'plan_pdsa_cycle', 'plan_pdsa_cycl3') WHERE "
         "seq = 3",
         3},
        {"time in the header",
         "UPDATE entry SET header = replace(header, '\"time_ms\":1', '\"time_ms\":2') WHERE seq = "
         "4",
         4},
        {"hash", "UPDATE entry SET hash = zeroblob(32) WHERE seq = 3", 3},
        {"seq", "UPDATE entry SET seq = 77 WHERE seq = 3", 3},
        {"network", "UPDATE entry SET network = 'other' WHERE seq = 3", 3},
        {"body", "UPDATE entry_body SET body = body || ' ' WHERE seq = 3 AND n = 0", 3},
        {"salt", "UPDATE entry_body SET salt = zeroblob(16) WHERE seq = 3 AND n = 1", 3},
        {"body's seq", "UPDATE entry_body SET seq = 99 WHERE seq = 3 AND n = 0", 3},
        {"body's n", "UPDATE entry_body SET n = 9 WHERE seq = 3 AND n = 1", 3},
        {"body's network", "UPDATE entry_body SET network = 'other' WHERE seq = 3 AND n = 0", 3},
        {"half erased", "UPDATE entry_body SET body = NULL WHERE seq = 3 AND n = 0", 3},
        {"deleted entry", "DELETE FROM entry WHERE seq = 3", 3},
        {"deleted body", "DELETE FROM entry_body WHERE seq = 3 AND n = 0", 3},
        {"cut tail", "DELETE FROM entry WHERE seq = 6", 6},
        {"a record's body",
         "UPDATE record SET body = replace(body, 'Greet', 'Greed') WHERE kind = 'pdsa_cycle' AND "
         "changed_seq = 4",
         4},
    };
    for (auto const& harm : harms) {
        database.run("SAVEPOINT harm");
        database.run(harm.sql);
        INFO(harm.what);
        CHECK(database.changes() > 0);
        CHECK(broken_at(store) == harm.seq);
        database.run("ROLLBACK TO harm");
        database.run("RELEASE harm");
    }
    CHECK(broken_at(store) == 0);
    // Erasing a body with its random bytes leaves a chain that holds, and is counted.
    database.run("UPDATE entry_body SET salt = NULL, body = NULL WHERE seq = 3 AND n = 2");
    CHECK(broken_at(store) == 0);
    CHECK(store.verify().front().erased_bodies == 1);
}

TEST_CASE("[C8] a second opener of a data folder is refused, and so is a newer schema") {
    TemporaryFolder folder;
    {
        storage::FolderLock const lock(folder.path());
        CHECK_THROWS_AS(storage::FolderLock(folder.path()), storage::Fault);
    }
    storage::FolderLock const again(folder.path());
    storage::RandomBytes const zeros = [](unsigned char* into, std::size_t count) {
        std::fill_n(into, count, static_cast<unsigned char>(0));
    };
    { storage::Store(folder.path(), zeros).database().run("PRAGMA user_version=999"); }
    CHECK_THROWS_WITH(storage::Store(folder.path(), zeros), Catch::Contains("newer version"));
}

TEST_CASE(
    "[C8] a writer that expects another head is fenced off, and nothing of its batch is kept") {
    NetworkStory story;
    auto& store = story.floor().store();
    storage::Batch batch;
    batch.network = "nic";
    batch.expected_head = store.head("nic")->seq + 1;
    batch.entries.emplace_back();
    CHECK(store.commit({batch}) == storage::Outcome::Fenced);
    CHECK(broken_at(store) == 0);
    CHECK(story.act("advisor", "create_root_cause", {{"id", "r"}, {"text", "x"}, {"rank", "V"}})
              .empty());
}
