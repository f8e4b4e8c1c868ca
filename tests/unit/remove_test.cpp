#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "protocol/codec.hpp"
#include "protocol/digest.hpp"
#include "server/room/removal.hpp"
#include "server/room/transfer.hpp"
#include "storage/mails.hpp"
#include "storage/reads.hpp"
#include "storage/tokens.hpp"
#include "tests/support/unit/files.hpp"
#include "tests/support/unit/network_story.hpp"

using namespace flywheel;
using namespace flywheel::testing;
using nlohmann::json;

namespace {

constexpr char const* phrase = "Hippopotamuses wade at dawn";

std::string with_id(std::string text, std::string const& from, std::string const& to) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
    return text;
}

std::string account_line(std::string const& member) {
    return json{{"account",
                 {{"email", member + "@example.org"}, {"name", member}, {"member", member}}}}
               .dump() +
           "\n";
}

std::vector<std::string> column(storage::Database& database, std::string const& sql) {
    std::vector<std::string> found;
    storage::Statement rows(database, sql);
    while (rows.step()) {
        found.push_back(rows.text(0));
    }
    return found;
}

std::vector<std::string> tables(storage::Database& database) {
    return column(database, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name");
}

std::vector<std::string> columns(storage::Database& database, std::string const& table) {
    return column(database, "SELECT name FROM pragma_table_info('" + table + "')");
}

// Where the id stands in any column of any table, with how often.
std::map<std::string, std::int64_t> places_of(storage::Database& database, std::string const& id) {
    std::map<std::string, std::int64_t> places;
    for (auto const& table : tables(database)) {
        for (auto const& each : columns(database, table)) {
            storage::Statement count(database, "SELECT count(*) FROM " + table + " WHERE CAST(" +
                                                   each + " AS TEXT) = ?");
            count.bind(1, id);
            if (count.step() && count.integer(0) > 0) {
                places[table + "." + each] = count.integer(0);
            }
        }
    }
    return places;
}

// Every byte of every row of a network.
std::string rows_of(storage::Database& database, std::string const& network) {
    std::string all;
    for (auto const& table : tables(database)) {
        std::string const key = table == "network" ? "id" : "network";
        auto const names = columns(database, table);
        if (std::find(names.begin(), names.end(), key) == names.end()) { continue; }
        storage::Statement rows(database, "SELECT * FROM " + table + " WHERE " + key + " = ?");
        rows.bind(1, network);
        while (rows.step()) {
            all += table;
            for (std::size_t i = 0; i < names.size(); ++i) {
                all += '|' + rows.text(static_cast<int>(i));
            }
            all += '\n';
        }
    }
    return all;
}

bool is_on_disk(std::string const& folder, std::string const& text) {
    std::string all;
    for (auto const* name : {"/flywheel.db", "/flywheel.db-wal"}) {
        std::stringstream bytes;
        bytes << std::ifstream(folder + name, std::ios::binary).rdbuf();
        all += std::move(bytes).str();
    }
    return all.find(text) != std::string::npos;
}

std::map<std::string, storage::Verification> verified(Floor& floor) {
    std::map<std::string, storage::Verification> found;
    for (auto& each : floor.store().verify()) {
        found[each.network] = each;
    }
    return found;
}

json const charter_edit{{"id", "charter"}, {"seen_revision", 1}, {"set", {{"why_now", phrase}}}};

}  // namespace

TEST_CASE("[C8] a removed network leaves nothing in any table or on the disk, and the other one "
          "in the folder is as it was") {
    NetworkStory story;
    auto& floor = story.floor();
    auto& database = floor.store().database();
    auto const text = export_network(floor, "nic");

    auto other_text = with_id(text, "\"nic\"", "\"other\"");
    other_text.insert(other_text.find('\n') + 1, account_line("director"));
    REQUIRE(import_network(floor, other_text, {}).has_value());
    json other_edit = charter_edit;
    other_edit["set"]["why_now"] = "Elsewhere";
    CommandPost post;
    post.account = story["director"].account;
    post.network = "other";
    post.command = *read_command(command_json(story.fresh_id(), "edit_charter", other_edit));
    std::string other_refused = "no answer";
    post.done = [&](Result<void> const& outcome) {
        other_refused = outcome.has_error() ? refusal_json(outcome.error()) : "";
    };
    floor.run(std::move(post));
    floor.commit();
    REQUIRE(other_refused.empty());

    story.connect_everybody();
    REQUIRE(story.act("director", "edit_charter", charter_edit).empty());
    REQUIRE(story.share("riverside.teacher", story.plan_cycle(), "network").empty());
    floor.accounts().add_invitation({"invitation", "nic", "elm", "teacher", "", "", "director",
                                     story.clock().now_ms() + 1'000'000, 1},
                                    sha256("token"));
    auto const now = story.clock().now_ms();
    floor.accounts().add_session(
        sha256("session"), {"s", story["observer"].account, now, now + 1'000'000, now, false, {}});
    storage::Mails(floor.store()).put({"nic", story["observer"].account, "2026-03-02"});
    storage::Tokens tokens(floor.store());
    tokens.add(sha256("secret"), {"t", story["observer"].account, "nic", "Nightly figures", false,
                                  now, now + 1'000'000, 0});
    tokens.put_feed(sha256("address"), {story["observer"].account, "nic", now});
    auto const& sender = story["observer"].account;
    REQUIRE(send_file(floor, "nic", sender, jpeg_saying(phrase)).has_value());
    storage::Contents contents(floor.store());
    contents.begin({"nic", sender, sha256("file")}, 100, now);
    contents.add_piece({"nic", sender, sha256("file")}, phrase, now);
    REQUIRE(storage::Reads(floor.store()).add("nic", {"pdsa_cycle", "a", "observer", now}));
    // Every table that names a network has rows of it, else nothing would be shown by what follows.
    for (auto const& table : tables(database)) {
        auto const names = columns(database, table);
        if (std::find(names.begin(), names.end(), "network") == names.end()) { continue; }
        INFO(table);
        CHECK(places_of(database, "nic").contains(table + ".network"));
    }
    CHECK(is_on_disk(story.folder(), phrase));
    auto const other_rows = rows_of(database, "other");
    auto const other_entries = verified(floor)["other"].entries;
    CHECK(other_entries >= 2);
    auto const accounts = column(database, "SELECT email FROM account ORDER BY email");

    // What it would do: the director belongs to the other network too.
    auto const planned = removal_of(floor, "nic");
    REQUIRE(planned.has_value());
    CHECK(planned->name == "Reading Together");
    CHECK(planned->entries == floor.store().head("nic")->seq);
    CHECK(planned->records.at("member") ==
          static_cast<std::int64_t>(story.state().table(kind_of<Member>()).size()));
    CHECK(planned->connections > 0);
    CHECK(planned->left_without_network.size() == accounts.size() - 1);
    for (auto const& account : planned->left_without_network) {
        CHECK(account.email != "director@example.org");
    }
    CHECK(removal_of(floor, "nothing").has_error());
    CHECK(remove_network(floor, "nothing").has_error());
    CHECK(floor.networks().size() == 2);

    auto const removed = remove_network(floor, "nic");
    REQUIRE(removed.has_value());
    CHECK(removed->entries == planned->entries);
    CHECK(places_of(database, "nic").empty());
    CHECK_FALSE(is_on_disk(story.folder(), phrase));
    CHECK(rows_of(database, "other") == other_rows);
    CHECK(floor.networks() == std::vector<std::string>{"other"});
    CHECK(floor.room("nic") == nullptr);
    CHECK(story["observer"].replica.closed_with == 4404);
    CHECK(story["director"].replica.closed_with == 4404);

    // Accounts and sign-ins stay, the membership does not.
    CHECK(column(database, "SELECT email FROM account ORDER BY email") == accounts);
    CHECK(floor.accounts().members_of(story["observer"].account).empty());
    CHECK(floor.accounts().members_of(story["director"].account).size() == 1);
    CHECK_FALSE(floor.member_of(story["observer"].account, "nic"));
    CHECK(floor.accounts().session(sha256("session"), story.clock().now_ms()));
    CHECK_FALSE(floor.accounts().invitation(sha256("token"), story.clock().now_ms()));
    auto const last = column(database, "SELECT header FROM server_entry ORDER BY seq DESC LIMIT 1");
    CHECK(json::parse(last.at(0)).at("what") == "network_removed");
    CHECK(json::parse(last.at(0)).at("account") == "nic");
    auto chains = verified(floor);
    CHECK(chains.size() == 2);
    CHECK(chains["other"].broken_seq == 0);
    CHECK(chains["other"].entries == other_entries);
    CHECK(chains["(server)"].broken_seq == 0);

    // The same file comes in again, and who was here is known.
    auto again = text;
    again.insert(again.find('\n') + 1, account_line("observer"));
    auto const report = import_network(floor, again, {});
    REQUIRE(report.has_value());
    CHECK(report->known_accounts == 1);
    CHECK(report->new_accounts == 0);
    CHECK(export_network(floor, "nic") == text);
    CHECK(floor.member_of(story["observer"].account, "nic") == MemberId{"observer"});
    for (auto const& [name, chain] : verified(floor)) {
        INFO(name);
        CHECK(chain.broken_seq == 0);
    }
}
