#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "server/backup/backup.hpp"
#include "server/backup/keeper.hpp"
#include "storage/tokens.hpp"
#include "tests/support/unit/network_story.hpp"

using namespace flywheel;
using namespace flywheel::testing;

namespace {

namespace fs = std::filesystem;
using backup::BoxReader;
using backup::BoxWriter;
using backup::Problem;

std::string bytes_in(std::string const& path) {
    std::ostringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    return text.str();
}

void put(std::string const& path, std::string const& bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
}

std::string random_bytes(std::size_t count) {
    std::string bytes(count, '\0');
    SeededRandomness random(count + 1);
    random.fill(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size());
    return bytes;
}

std::string read_back(std::string const& path, std::string const& key, std::size_t count) {
    BoxReader box(path, key);
    std::string bytes(count, '\0');
    box.read(bytes.data(), count);
    box.finish();
    return bytes;
}

storage::RandomBytes randomness() {
    return [](unsigned char* into, std::size_t count) {
        static SeededRandomness random(7);
        random.fill(into, count);
    };
}

// Read by one thread while a test sets it.
class SharedClock final : public Clock {
public:
    std::int64_t now_ms() override { return now_ms_; }
    std::int64_t steady_us() override { return now_ms_ * 1000; }
    void set(std::int64_t now_ms) { now_ms_ = now_ms; }

private:
    std::atomic<std::int64_t> now_ms_{0};
};

constexpr char const* canary = "CANARY-7f3a-the-pilot-failed-at-Elm";

}  // namespace

TEST_CASE("[S81] a backup's file gives back what was written, sealed or not, of any length") {
    TemporaryFolder const folder;
    auto const pair = backup::make_key_pair();
    CHECK(backup::public_key_of(pair.private_key) == pair.public_key);
    for (auto const& key : {std::string{}, pair.public_key}) {
        for (std::size_t const count : {0UL, 1UL, 65535UL, 65536UL, 65537UL, 131072UL, 900000UL}) {
            auto const path = folder.path() + "/" + std::to_string(count) + key.substr(0, 4);
            auto const bytes = random_bytes(count);
            {
                BoxWriter box(path, key);
                box.write(bytes);
                auto const size = box.finish();
                CHECK(size == fs::file_size(path));
            }
            CHECK(read_back(path, pair.private_key, count) == bytes);
            // One byte more is not there.
            CHECK_THROWS_AS(read_back(path, pair.private_key, count + 1), Problem);
            CHECK((fs::status(path).permissions() & fs::perms::all) ==
                  (fs::perms::owner_read | fs::perms::owner_write));
        }
    }
    { BoxWriter const given_up(folder.path() + "/half", {}); }
    CHECK_FALSE(fs::exists(folder.path() + "/half"));
    CHECK_FALSE(fs::exists(folder.path() + "/half.part"));
}

TEST_CASE("[S81] every byte that is changed and every end that is cut off is noticed") {
    TemporaryFolder const folder;
    auto const path = folder.path() + "/b";
    auto const pair = backup::make_key_pair();
    // Compressible in part, so that the deflated stream has room for changes that inflate to something.
    std::string const bytes = random_bytes(300) + std::string(400, 'x') + random_bytes(300);
    for (auto const& key : {std::string{}, pair.public_key}) {
        {
            BoxWriter box(path, key);
            box.write(bytes);
            CHECK(box.finish() > 300);
        }
        auto const whole = bytes_in(path);
        CHECK(read_back(path, pair.private_key, bytes.size()) == bytes);
        for (std::size_t i = 0; i < whole.size(); ++i) {
            INFO((key.empty() ? "plain" : "sealed") << ", byte " << i << " of " << whole.size());
            for (int const bit : {0, 3, 7}) {
                auto changed = whole;
                changed[i] = static_cast<char>(changed[i] ^ (1 << bit));
                put(path, changed);
                REQUIRE_THROWS_AS(read_back(path, pair.private_key, bytes.size()), Problem);
            }
            put(path, whole.substr(0, i));
            REQUIRE_THROWS_AS(read_back(path, pair.private_key, bytes.size()), Problem);
        }
        put(path, whole + "x");
        CHECK_THROWS_AS(read_back(path, pair.private_key, bytes.size()), Problem);
    }
}

TEST_CASE("[S81] who finds a sealed backup reads nothing in it; the one key opens it") {
    NetworkStory story;
    story.plan_cycle("riverside.teacher", {{"what", canary}});
    TemporaryFolder const elsewhere;
    auto const pair = backup::make_key_pair();
    auto const other = backup::make_key_pair();
    auto const path = elsewhere.path() + "/sealed";
    auto const taken = backup::take(story.folder(), path, pair.public_key, 5);
    CHECK(taken.manifest.taken_at_ms == 5);
    // What a thief of the disk itself would find, and so what there is to look for.
    REQUIRE(
        (bytes_in(story.folder() + "/flywheel.db") + bytes_in(story.folder() + "/flywheel.db-wal"))
            .find(canary) != std::string::npos);
    CHECK(bytes_in(path).find(canary) == std::string::npos);
    CHECK(bytes_in(path).find("SQLite") == std::string::npos);
    CHECK_THROWS_WITH(backup::verify(path, {}, randomness()), Catch::Contains("private key"));
    CHECK_THROWS_WITH(backup::verify(path, other.private_key, randomness()),
                      Catch::Contains("another key"));
    CHECK_THROWS_AS(backup::verify(path, pair.public_key, randomness()), Problem);
    CHECK(backup::verify(path, pair.private_key, randomness()).standing.heads.size() == 2);
    // What was needed on the way is gone.
    CHECK_FALSE(fs::exists(path + ".check"));
    CHECK_FALSE(fs::exists(story.folder() + "/backup.tmp"));
}

TEST_CASE("[S81] a restored folder has every history, and nobody is signed in there") {
    NetworkStory story;
    for (int i = 0; i < 7; ++i) {
        story.plan_cycle();
    }
    auto& accounts = story.floor().accounts();
    accounts.add_session("hash",
                         {"s", story["riverside.teacher"].account, 1, 1LL << 60, 1, false, ""});
    storage::Tokens tokens(story.floor().store());
    tokens.add("program",
               {"t", story["riverside.teacher"].account, "", "Figures", true, 1, 1LL << 60, 0});
    tokens.put_feed("address", {story["riverside.teacher"].account, "nic", 1});
    accounts.add_link("link", "sign_in", story["riverside.teacher"].account, 1LL << 60);
    accounts.put_mail({"mail", storage::AccountMailWhat::Reset, story["riverside.teacher"].account,
                       "", "", 1, 0, 1});
    TemporaryFolder const elsewhere;
    auto const path = elsewhere.path() + "/b";
    auto const taken = backup::take(story.folder(), path, {}, 5);
    story.plan_cycle();  // what comes later is not in it
    auto const head = *story.floor().store().head(story.network());
    auto const& said = taken.manifest.standing.heads.at(1);
    CHECK(said.network == story.network());
    CHECK(said.seq < head.seq);
    CHECK(said.hash == *story.floor().store().hash_at(story.network(), said.seq));
    CHECK_THROWS_WITH(backup::take(story.folder(), path, {}, 6), Catch::Contains("there already"));

    auto const into = elsewhere.path() + "/restored";
    auto const manifest = backup::restore(path, {}, into, randomness(), 9);
    CHECK(manifest.standing.heads.at(1).hash == said.hash);
    {
        storage::Store store(into, randomness());
        for (auto const& chain : store.verify()) {
            CHECK(chain.broken_seq == 0);
        }
        CHECK(store.head(story.network())->hash == said.hash);
        CHECK(store.head(story.network())->restore_count == 1);
        storage::Accounts restored(store);
        CHECK_FALSE(restored.session("hash", 2));
        CHECK_FALSE(restored.link("link", "sign_in", 2));
        storage::Tokens restored_tokens(store);
        CHECK_FALSE(restored_tokens.find("program", 2));
        CHECK_FALSE(restored_tokens.feed("address"));
        CHECK_FALSE(restored.next_mail(1LL << 60));
        CHECK(restored.by_id(story["riverside.teacher"].account));
    }
    CHECK_THROWS_WITH(backup::restore(path, {}, into, randomness(), 9),
                      Catch::Contains("not empty"));

    SECTION(
        "a history that was tampered with before it was backed up is refused, and nothing stays") {
        story.floor().store().database().run(
            "UPDATE entry SET header = replace(header, 'plan_pdsa_cycle', 'plan_pdsa_cycl3') WHERE "
            "seq = 4");
        auto const bad = elsewhere.path() + "/bad";
        CHECK(backup::take(story.folder(), bad, {}, 7).bytes > 0);
        auto const nowhere = elsewhere.path() + "/nowhere";
        CHECK_THROWS_WITH(backup::restore(bad, {}, nowhere, randomness(), 9),
                          Catch::Contains("entry 4"));
        CHECK(fs::is_empty(nowhere));
    }
    SECTION("a folder of an earlier version is restored into the present schema") {
        auto const old = elsewhere.path() + "/old";
        fs::create_directory(old);
        fs::copy("tests/fixtures/data-0.1.0", old, fs::copy_options::recursive);
        auto const old_backup = elsewhere.path() + "/old.backup";
        auto const before = backup::take(old, old_backup, {}, 8);
        auto const renewed = elsewhere.path() + "/renewed";
        CHECK(backup::restore(old_backup, {}, renewed, randomness(), 9).standing.schema ==
              before.manifest.standing.schema);
        storage::Database file(renewed + "/flywheel.db", storage::Database::Mode::ReadOnly);
        storage::Statement version(file, "PRAGMA user_version");
        REQUIRE(version.step());
        CHECK(version.integer(0) > before.manifest.standing.schema);
    }
}

TEST_CASE("[S81] the server takes backups at their times and keeps the newest") {
    NetworkStory story;
    TemporaryFolder const elsewhere;
    auto const into = elsewhere.path() + "/backups";
    constexpr std::int64_t hour = 60LL * 60 * 1000;
    for (std::int64_t i = 1; i <= 4; ++i) {
        fs::create_directories(into);
        put(into + "/" + backup::name_at(i * hour), "x");
    }
    put(into + "/somebody's notes.backup", "x");
    CHECK(backup::time_of(backup::name_at(3 * hour)) == 3 * hour);
    CHECK(backup::time_of("flywheel-2026-02-03.backup") == 0);
    CHECK(backup::backups_in(into).size() == 4);
    CHECK(backup::keep_newest(into, 3) == 1);
    CHECK(backup::backups_in(into).front() == backup::name_at(2 * hour));

    SharedClock clock;
    SeededRandomness random(1);
    auto wait_for = [&](auto const& holds) {
        for (int i = 0; i < 500 && !holds(); ++i) {
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        return holds();
    };
    clock.set(5 * hour);
    {
        backup::Keeper keeper({story.folder(), into, {}, hour, 2}, {clock, random});
        CHECK(wait_for([&] { return keeper.last_ms() == 5 * hour; }));
        CHECK(wait_for([&] { return backup::backups_in(into).size() == 2; }));
        CHECK(backup::backups_in(into).back() == backup::name_at(5 * hour));
    }
    auto const newest = into + "/" + backup::name_at(5 * hour);
    CHECK(backup::verify(newest, {}, randomness()).taken_at_ms == 5 * hour);
    // Started again within the hour it takes none; another hour later it does.
    clock.set(6 * hour - 1);
    backup::Keeper again({story.folder(), into, {}, hour, 2}, {clock, random});
    std::this_thread::sleep_for(std::chrono::milliseconds(1300));
    CHECK(again.last_ms() == 5 * hour);
    clock.set(6 * hour);
    CHECK(wait_for([&] { return again.last_ms() == 6 * hour; }));
    CHECK(fs::exists(into + "/somebody's notes.backup"));
}

TEST_CASE("[S81] once a week the server restores its newest backup by itself and says what came of "
          "it; of a sealed one it says nothing") {
    constexpr std::int64_t hour = 60LL * 60 * 1000;
    constexpr std::int64_t week = 7 * 24 * hour;
    NetworkStory story;
    story.plan_cycle();
    TemporaryFolder folder;
    auto const into = folder.path();
    CHECK_FALSE(backup::last_proof(into));
    CHECK_FALSE(backup::prove_newest(into, randomness(), 5 * hour));
    auto const first = into + "/" + backup::name_at(4 * hour);
    auto const size = backup::take(story.folder(), first, {}, 4 * hour).bytes;
    CHECK(backup::prove_newest(into, randomness(), 5 * hour)->problem.empty());
    CHECK(backup::last_proof(into)->at_ms == 5 * hour);
    CHECK(backup::last_proof(into)->name == backup::name_at(4 * hour));
    CHECK_FALSE(fs::exists(first + ".check"));

    // One bit in the middle.
    {
        std::fstream file(first, std::ios::in | std::ios::out | std::ios::binary);
        file.seekg(static_cast<std::streamoff>(size / 2));
        auto const byte = static_cast<char>(file.get() ^ 1);
        file.seekp(static_cast<std::streamoff>(size / 2));
        file.put(byte);
    }
    CHECK_FALSE(backup::prove_newest(into, randomness(), 6 * hour)->problem.empty());
    CHECK_FALSE(backup::last_proof(into)->problem.empty());

    // The server finds that out by itself when its week is over, and that the next one is good.
    SharedClock clock;
    SeededRandomness random(1);
    auto wait_for = [&](auto const& holds) {
        for (int i = 0; i < 1'000 && !holds(); ++i) {
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        return holds();
    };
    clock.set(7 * hour);
    {
        backup::Keeper keeper({story.folder(), into, {}, 1'000 * week, 9}, {clock, random});
        CHECK(keeper.proven_ms() == 0);
        clock.set(6 * hour + week);
        CHECK(wait_for([&] { return backup::last_proof(into)->at_ms == 6 * hour + week; }));
        CHECK_FALSE(backup::last_proof(into)->problem.empty());
        CHECK(keeper.proven_ms() == 0);
        static_cast<void>(
            backup::take(story.folder(), into + "/" + backup::name_at(8 * hour), {}, 8 * hour));
        clock.set(6 * hour + 2 * week);
        CHECK(wait_for([&] { return keeper.proven_ms() == 6 * hour + 2 * week; }));
    }
    backup::Keeper again({story.folder(), into, {}, 1'000 * week, 9}, {clock, random});
    CHECK(again.proven_ms() == 6 * hour + 2 * week);

    auto const key = backup::make_key_pair().public_key;
    static_cast<void>(
        backup::take(story.folder(), into + "/" + backup::name_at(9 * hour), key, 9 * hour));
    CHECK_FALSE(backup::prove_newest(into, randomness(), 9 * hour));
    CHECK(backup::last_proof(into)->at_ms == 6 * hour + 2 * week);
}
