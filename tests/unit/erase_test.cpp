#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "protocol/digest.hpp"
#include "server/backup/backup.hpp"
#include "server/room/erase.hpp"
#include "storage/contents.hpp"
#include "storage/history.hpp"
#include "storage/identities.hpp"
#include "storage/mails.hpp"
#include "storage/passkeys.hpp"
#include "storage/tokens.hpp"
#include "tests/support/unit/all_bytes.hpp"
#include "tests/support/unit/network_story.hpp"

using namespace flywheel;
using namespace flywheel::testing;
using nlohmann::json;

namespace {

constexpr char const* full_name = "Hippolyta Quagmire";
constexpr char const* own_words = "Walruses doze until noon";
constexpr char const* team_words = "Herons wade at dusk";

bool is_on_disk(NetworkStory& story, std::string const& text) {
    return all_bytes_below(story.folder()).find(text) != std::string::npos;
}

std::vector<std::string> column(storage::Database& database, std::string const& sql) {
    std::vector<std::string> found;
    storage::Statement rows(database, sql);
    while (rows.step()) {
        found.push_back(rows.text(0));
    }
    return found;
}

// The tables in which the account is named in a column of any name.
std::set<std::string> tables_naming(storage::Database& database, std::string const& account) {
    std::set<std::string> found;
    for (auto const& table :
         column(database, "SELECT name FROM sqlite_master WHERE type = 'table'")) {
        for (auto const& each :
             column(database, "SELECT name FROM pragma_table_info('" + table + "')")) {
            storage::Statement row(database, "SELECT count(*) FROM " + table + " WHERE CAST(" +
                                                 each + " AS TEXT) = ?");
            row.bind(1, account);
            if (row.step() && row.integer(0) > 0) { found.insert(table); }
        }
    }
    return found;
}

std::int64_t erased_bodies(Floor& floor) {
    for (auto const& each : floor.store().verify()) {
        INFO(each.network << ": " << each.problem);
        CHECK(each.broken_seq == 0);
        if (each.network == "nic") { return each.erased_bodies; }
    }
    return -1;
}

// The teacher of Riverside with a name, a cycle shared with the team and one of her own, and all that an account collects.
struct Life {
    NetworkStory story;
    std::string shared;
    std::string own;

    Life() {
        story.connect_everybody();
        REQUIRE(story.act("director", "edit_member",
                          {{"id", "riverside_teacher"},
                           {"seen_revision", 1},
                           {"set", {{"name", full_name}, {"title", "Walrus keeper"}}}}) == "");
        shared = story.plan_cycle("riverside.teacher", {{"prediction", team_words}});
        own = story.plan_cycle("riverside.teacher", {{"prediction", own_words}});
        REQUIRE(story.share("riverside.teacher", own, "author") == "");
        REQUIRE(story.act("riverside.teacher", "create_comment",
                          {{"id", "said"},
                           {"about_kind", "pdsa_cycle"},
                           {"about_id", shared},
                           {"text", "I will try it"}}) == "");
        REQUIRE(story.act("riverside.mate", "create_comment",
                          {{"id", "named"},
                           {"about_kind", "pdsa_cycle"},
                           {"about_id", shared},
                           {"text", "Ask HIPPOLYTA Quagmire"}}) == "");
        auto& accounts = story.floor().accounts();
        auto const& account = story["riverside.teacher"].account;
        auto const now = story.clock().now_ms();
        accounts.add_session(sha256("session"),
                             {"s", account, now, now + 1'000'000, now, false, {}});
        accounts.confirm_second_factor(account, {"secret", now, 0}, {sha256("recovery")});
        accounts.add_link(sha256("link"), "sign_in", account, now + 1'000'000);
        CHECK_FALSE(accounts.is_new_device(account, "firefox linux", now));
        accounts.add_invitation(
            {"i", "nic", "oak", "team_member", "", address(), "director", now + 1'000'000, 1},
            sha256("invitation"));
        storage::Tokens tokens(story.floor().store());
        tokens.add(sha256("token"),
                   {"t", account, "nic", "Nightly", true, now, now + 1'000'000, 0});
        tokens.put_feed(sha256("feed"), {account, "nic", now});
        storage::Contents contents(story.floor().store());
        contents.begin({"nic", account, sha256("file")}, 100, now);
        contents.add_piece({"nic", account, sha256("file")}, "begun", now);
        storage::Identities(story.floor().store())
            .add({"b", account, "https://issuer.example", "walrus", address(), now, 0});
        storage::Passkeys(story.floor().store())
            .add({"credential", "p", account, "handle", "Hippolyta's ring", -7, "key", 1, now, 0});
        storage::Mails(story.floor().store()).put({"nic", account, "2026-03-02"});
    }

    [[nodiscard]] static std::string address() { return "riverside_teacher@example.org"; }
    [[nodiscard]] MemberId teacher() { return {"riverside_teacher"}; }
};

}  // namespace

TEST_CASE(
    "[S83] who is erased leaves no name, no account and no word of their own, in no file; the "
    "team's learning stays, and the history holds") {
    Life life;
    auto& story = life.story;
    auto& floor = story.floor();
    auto& database = floor.store().database();
    auto const account = story["riverside.teacher"].account;
    for (auto const* there : {full_name, own_words, team_words, "Walrus keeper"}) {
        CHECK(is_on_disk(story, there));
    }
    // Every table that has accounts has a row of this one, else nothing would be shown by what follows.
    auto const full = tables_naming(database, account);
    for (auto const& table :
         column(database, "SELECT m.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE "
                          "m.type = 'table' AND c.name = 'account'")) {
        INFO(table);
        CHECK(full.contains(table));
    }
    CHECK(erased_bodies(floor) == 0);

    auto const planned = erasure_report(floor, "nic", life.teacher());
    REQUIRE(planned.has_value());
    CHECK(planned->name == full_name);
    CHECK(planned->account_goes);
    CHECK(planned->removed.at("pdsa_cycle") == 1);
    // What others wrote of her is told, and left to them.
    REQUIRE(planned->still_named.size() == 1);
    CHECK(planned->still_named[0] == Key{kind_of<Comment>(), "named"});
    CHECK(erased_bodies(floor) == 0);

    auto const done = erase_member(floor, "nic", life.teacher(), {"riverside_lead"});
    REQUIRE(done.has_value());
    CHECK(done->removed == planned->removed);

    for (auto const* gone : {full_name, own_words, "Walrus keeper"}) {
        INFO(gone);
        CHECK_FALSE(is_on_disk(story, gone));
    }
    CHECK_FALSE(is_on_disk(story, Life::address()));
    CHECK(tables_naming(database, account).empty());
    CHECK_FALSE(floor.member_of(account, "nic"));
    CHECK(is_on_disk(story, team_words));
    CHECK(erased_bodies(floor) > 0);

    auto const nobody = story.record("member", "riverside_teacher");
    CHECK(nobody.at("name") == "Former member");
    CHECK(nobody.at("erased") == true);
    CHECK_FALSE(nobody.contains("title"));
    CHECK(story.record("pdsa_cycle", life.shared).at("created_by") == "riverside_teacher");
    CHECK(story.state().find(kind_of<PdsaCycle>(), life.own) == nullptr);
    CHECK(story.state().get<Comment>({"said"}) != nullptr);

    // Everybody's browser gets everything anew, those too that were away, and hers nothing more.
    for (auto const& name : NetworkStory::everybody()) {
        INFO(name);
        auto const& replica = story[name].replica;
        CHECK((replica.wants_snapshot || replica.closed_with == 4404 || name == "former"));
    }
    story.cut("riverside.teacher");
    story.connect("riverside.mate");
    CHECK(story["riverside.mate"].replica.in_step);
    auto const past = story.history("riverside.lead").dump();
    CHECK(past.find("erase_member") != std::string::npos);
    CHECK(past.find(full_name) == std::string::npos);
    CHECK(
        story.history("riverside.mate", "pdsa_cycle", life.shared).dump().find("plan_pdsa_cycle") !=
        std::string::npos);

    // The server starts from what is left, and life goes on.
    story.restart();
    CHECK(erased_bodies(story.floor()) > 0);
    CHECK(story.act("riverside.mate", "create_comment",
                    {{"id", "later"},
                     {"about_kind", "pdsa_cycle"},
                     {"about_id", life.shared},
                     {"text", "Going on"}}) == "");
    // Once more finds nothing but a name that is nobody's.
    auto const again = erasure_report(story.floor(), "nic", life.teacher());
    REQUIRE(again.has_value());
    CHECK(again->removed.empty());
    CHECK(again->still_named.empty());
}

TEST_CASE("[S83] words of their own that others' work rests on go, the record stays") {
    Life life;
    auto& story = life.story;
    // The next cycle of the team builds on the one that nobody else sees.
    auto const next = story.plan_cycle("riverside.teacher",
                                       {{"ramp", story.record("pdsa_cycle", life.own).at("ramp")}});
    REQUIRE(story.act("riverside.teacher", "edit_pdsa_cycle",
                      {{"id", next},
                       {"seen_revision", story.revision("pdsa_cycle", next)},
                       {"add", {{"builds_on", json::array({life.own})}}}}) == "");
    REQUIRE(erase_member(story.floor(), "nic", life.teacher(), {}).has_value());
    CHECK_FALSE(is_on_disk(story, own_words));
    auto const kept = story.record("pdsa_cycle", life.own);
    CHECK(kept.value("prediction", "–") == "–");
    CHECK(story.record("pdsa_cycle", next).at("builds_on") == json::array({life.own}));
    CHECK(erased_bodies(story.floor()) > 0);
}

TEST_CASE("[S83] the last director is not erased, and nothing happens; nor does somebody by others "
          "than those who "
          "look after them") {
    Life life;
    auto& floor = life.story.floor();
    auto const before = floor.store().head("nic")->seq;
    auto const refused = erase_member(floor, "nic", {"director"}, {});
    REQUIRE(refused.has_error());
    CHECK(refused.error().code == Code::LastDirector);
    CHECK(erase_member(floor, "nic", {"nobody"}, {}).has_error());
    CHECK(floor.store().head("nic")->seq == before);
    CHECK(life.story.record("member", "director").at("name") == "director");

    auto const& room = *floor.room("nic");
    auto code = [&](char const* by, char const* whom) {
        auto const outcome = may_erase(room, {by}, {whom});
        return outcome.has_error() ? std::string(name_of(outcome.error().code)) : std::string{};
    };
    CHECK(code("director", "riverside_teacher") == "");
    CHECK(code("riverside_lead", "riverside_teacher") == "");
    CHECK(code("riverside_lead", "former") == "");
    CHECK(code("riverside_lead", "lakeside_teacher") != "");
    CHECK(code("riverside_lead", "coach") == "not_yours");
    CHECK(code("riverside_lead", "riverside_lead") == "not_yours");
    CHECK(code("lakeside_lead", "riverside_teacher") != "");
    CHECK(code("facilitator", "riverside_teacher") == "not_yours");
    CHECK(code("riverside_teacher", "riverside_mate") == "not_yours");
}

TEST_CASE(
    "[S83] who belongs to another network too keeps their account and is nobody in this one") {
    Life life;
    auto& floor = life.story.floor();
    auto const account = life.story["riverside.teacher"].account;
    floor.accounts().link_member({account, "elsewhere", "m"});
    auto const done = erase_member(floor, "nic", life.teacher(), {});
    REQUIRE(done.has_value());
    CHECK_FALSE(done->account_goes);
    CHECK(floor.accounts().by_id(account));
    CHECK(floor.accounts().members_of(account).size() == 1);
    storage::Tokens tokens(floor.store());
    CHECK(tokens.of(account, life.story.clock().now_ms()).empty());
    CHECK(tokens.feeds_of(account).empty());
    CHECK(floor.accounts().session(sha256("session"), life.story.clock().now_ms()));
}

TEST_CASE("[S83] a backup from before brings nobody back: what was written down as erased is "
          "erased again") {
    Life life;
    auto& story = life.story;
    TemporaryFolder place;
    auto const file = place.path() + "/before.backup";
    auto const taken = backup::take(story.folder(), file, {}, story.clock().now_ms());
    storage::RandomBytes const randomness = [&](unsigned char* into, std::size_t count) {
        story.random().fill(into, count);
    };
    auto restored = [&](char const* name) {
        auto const folder = place.path() + "/" + name;
        (void)backup::restore(file, {}, folder, randomness, story.clock().now_ms());
        return folder;
    };
    Env const env{story.clock(), story.random()};
    Floor::Options options;
    options.erasures = place.path() + "/backups/erased.jsonl";
    std::string written;
    {
        Floor serving(restored("serving"), env, options);
        REQUIRE(erase_member(serving, "nic", life.teacher(), {}).has_value());
        std::stringstream text;
        text << std::ifstream(options.erasures).rdbuf();
        written = std::move(text).str();
    }
    CHECK(written.find("riverside_teacher") != std::string::npos);
    CHECK(written.find(full_name) == std::string::npos);

    auto const folder = restored("again");
    CHECK(all_bytes_below(folder).find(full_name) != std::string::npos);
    {
        Floor again(folder, env, {});
        // What was erased before the backup was taken is not in it.
        CHECK(*erase_again(again, written, story.clock().now_ms() + 1) == 0);
        CHECK(again.room("nic")->state().get<Member>(life.teacher())->name == full_name);
        CHECK(*erase_again(again, written, taken.manifest.taken_at_ms) == 1);
        CHECK(again.room("nic")->state().get<Member>(life.teacher())->erased);
        auto const unreadable = erase_again(again, written + "{\n", 0);
        REQUIRE(unreadable.has_error());
        CHECK(unreadable.error().with.at("line") == "2");
        CHECK(*erase_again(again, R"({"at_ms":9,"network":"elsewhere"})", 0) == 0);
    }
    CHECK(all_bytes_below(folder).find(full_name) == std::string::npos);
    CHECK(all_bytes_below(folder).find(own_words) == std::string::npos);
}

TEST_CASE(
    "[S83] somebody who reads at that moment keeps nothing in the log for longer than a minute") {
    Life life;
    auto& story = life.story;
    storage::History reader(story.folder());
    {
        storage::History::Moment moment(reader);
        REQUIRE(moment.head("nic") > 0);
        REQUIRE(erase_member(story.floor(), "nic", life.teacher(), {}).has_value());
        CHECK(is_on_disk(story, full_name));
    }
    story.floor().sweep();
    CHECK_FALSE(is_on_disk(story, full_name));
    CHECK_FALSE(is_on_disk(story, own_words));
}
