#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "protocol/codec.hpp"
#include "protocol/digest.hpp"
#include "server/domain/leaving.hpp"
#include "server/room/removal.hpp"
#include "server/room/transfer.hpp"
#include "tests/support/unit/network_story.hpp"

using namespace flywheel;
using namespace flywheel::testing;
using nlohmann::json;

namespace {

constexpr char const* team_words = "Herons wade at dusk";
constexpr char const* own_words = "Walruses doze until noon";
constexpr char const* shared_words = "Otters hold hands";
constexpr char const* lakeside_words = "Pelicans glide in threes";
constexpr char const* lakeside_shared = "Cranes call at dawn";

// Both districts keep something to themselves and share something with the network.
struct TwoDistricts {
    NetworkStory story;
    std::string own, team, shared, lakeside, lakeside_shares;

    TwoDistricts() {
        story.connect_everybody();
        auto riverside = [&](char const* words, json more = json::object()) {
            more["prediction"] = words;
            return story.plan_cycle("riverside.teacher", more);
        };
        own = riverside(own_words);
        REQUIRE(story.share("riverside.teacher", own, "author") == "");
        team = riverside(team_words);
        shared = riverside(shared_words);
        REQUIRE(story.share("riverside.teacher", shared, "network") == "");
        json const there{{"team", "lakeside_team"}};
        auto elsewhere = [&](char const* words) {
            json args = there;
            args["prediction"] = words;
            return story.plan_cycle("lakeside.teacher", args);
        };
        lakeside = elsewhere(lakeside_words);
        lakeside_shares = elsewhere(lakeside_shared);
        REQUIRE(story.share("lakeside.teacher", lakeside_shares, "network") == "");
        comment("coach", "by_coach", team, "From the coach");
        comment("lakeside.teacher", "by_lakeside", shared, "We saw that too");
    }

    void comment(char const* by, char const* id, std::string const& cycle, char const* text) {
        REQUIRE(
            story.act(
                by, "create_comment",
                {{"id", id}, {"about_kind", "pdsa_cycle"}, {"about_id", cycle}, {"text", text}}) ==
            "");
    }

    [[nodiscard]] bool is_on_disk(std::string const& text) {
        std::string all;
        for (auto const* name : {"/flywheel.db", "/flywheel.db-wal"}) {
            std::stringstream bytes;
            bytes << std::ifstream(story.folder() + name, std::ios::binary).rdbuf();
            all += std::move(bytes).str();
        }
        return all.find(text) != std::string::npos;
    }
};

// Every id that a line names in any of its members, apart from its own.
std::set<std::string> kinds_in(std::string const& text) {
    std::set<std::string> found;
    std::stringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        found.insert(json::parse(line).value("kind", ""));
    }
    return found;
}

bool holds(std::string const& text, std::string const& words) {
    return text.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("[S08] a district leaves with everything that is its own, at every level, and not with "
          "what others kept "
          "from it; the file is a network of its own elsewhere") {
    TwoDistricts two;
    auto& floor = two.story.floor();
    auto const text = export_share(floor, "nic", {"riverside"}, true);
    REQUIRE(text.has_value());
    for (auto const* words :
         {own_words, team_words, shared_words, "From the coach", "We saw that too"}) {
        INFO(words);
        CHECK(holds(*text, words));
    }
    CHECK_FALSE(holds(*text, lakeside_words));
    CHECK_FALSE(holds(*text, lakeside_shared));
    CHECK(holds(*text, "riverside_teacher@example.org"));
    CHECK_FALSE(holds(*text, "lakeside_teacher@example.org"));
    CHECK_FALSE(holds(*text, "coach@example.org"));
    CHECK(kinds_in(*text).contains("network"));
    CHECK(export_share(floor, "nic", {"elm"}, false).has_error());
    CHECK(export_share(floor, "nic", {"nowhere"}, false).has_error());
    CHECK(export_share(floor, "nothing", {"riverside"}, false).has_error());
    CHECK_FALSE(holds(*export_share(floor, "nic", {"riverside"}, false), "@example.org"));

    // On another server it is whole: everything is let in, and its people find what they had.
    TemporaryFolder elsewhere;
    Floor other(elsewhere.path(), Env{two.story.clock(), two.story.random()}, {});
    auto const report = import_network(other, *text, {});
    REQUIRE(report.has_value());
    auto const& there = other.room("nic")->state();
    CHECK(there.get<PdsaCycle>({two.own}) != nullptr);
    CHECK(there.get<PdsaCycle>({two.lakeside_shares}) == nullptr);
    CHECK(there.get<Comment>({"by_lakeside"}) != nullptr);
    CHECK(there.get<Organization>({"lakeside"}) == nullptr);
    auto const account = other.accounts().by_email("riverside_teacher@example.org");
    REQUIRE(account);
    auto const viewer = other.room("nic")->viewer(*other.member_of(account->id, "nic"));
    CHECK(viewer.active);
    CHECK(View::may_see(there, viewer, {kind_of<PdsaCycle>(), two.own}));
    auto const lead = other.room("nic")->viewer({"riverside_lead"});
    CHECK_FALSE(View::may_see(there, lead, {kind_of<PdsaCycle>(), two.own}));
    CHECK(View::may_see(there, lead, {kind_of<PdsaCycle>(), two.shared}));
    for (auto const& each : other.store().verify()) {
        CHECK(each.broken_seq == 0);
    }
    // And going out from there once more, it is the same.
    auto const again = export_share(other, "nic", {"riverside"}, true);
    auto records = [](std::string const& all) {
        std::multiset<std::string> lines;
        std::stringstream each(all.substr(all.find('\n') + 1));
        for (std::string line; std::getline(each, line);) {
            lines.insert(line);
        }
        return lines;
    };
    CHECK(records(*again) == records(*text));
}

TEST_CASE("[S83] at a contract's end what a district kept to itself is destroyed, with its "
          "people's names; what it "
          "had shared stays, unless that is asked for too") {
    bool const shared_too = GENERATE(false, true);
    CAPTURE(shared_too);
    TwoDistricts two;
    auto& story = two.story;
    auto& floor = story.floor();
    ShareWish const wish{"nic", {"riverside"}, shared_too};
    auto const planned = share_removal_of(floor, wish);
    REQUIRE(planned.has_value());
    CHECK(planned->records.at("pdsa_cycle") == (shared_too ? 3 : 2));
    CHECK(planned->people >= 6);
    CHECK(planned->accounts == planned->people);
    CHECK(two.is_on_disk(own_words));
    CHECK(share_removal_of(floor, {"nic", {"elm"}, false}).has_error());

    auto const removed = remove_share(floor, wish);
    REQUIRE(removed.has_value());
    CHECK(removed->records == planned->records);
    CHECK(removed->after.seq > removed->before.seq);
    CHECK(removed->after.hash == floor.store().head("nic")->hash);
    for (auto const* words :
         {own_words, team_words, "From the coach", "riverside_teacher@example.org",
          "riverside.teacher", "riverside.principal"}) {
        INFO(words);
        CHECK_FALSE(two.is_on_disk(words));
    }
    CHECK(two.is_on_disk(shared_words) == !shared_too);
    CHECK(two.is_on_disk("We saw that too") == !shared_too);
    CHECK(two.is_on_disk(lakeside_words));
    CHECK(story.record("member", "riverside_teacher").at("erased") == true);
    CHECK(story.record("member", "lakeside_teacher").at("name") == "lakeside.teacher");
    CHECK(floor.accounts().by_email("lakeside_teacher@example.org"));
    CHECK_FALSE(floor.accounts().by_email("riverside_lead@example.org"));

    // The others go on, also after a start from the disk.
    story.restart();
    for (auto const& each : story.floor().store().verify()) {
        INFO(each.network << ": " << each.problem);
        CHECK(each.broken_seq == 0);
    }
    story.connect("lakeside.teacher");
    CHECK(story["lakeside.teacher"].replica.in_step);
    CHECK(story.state().get<PdsaCycle>({two.lakeside}) != nullptr);
    CHECK((story.state().get<PdsaCycle>({two.shared}) != nullptr) == !shared_too);
    auto const notes = story.floor().store().notes_since(0);
    CHECK(notes.back().what == "district_removed");
    CHECK(notes.back().account == "riverside");
}

TEST_CASE("[S08] the share of every district of the sample network stands by itself") {
    std::stringstream sample;
    sample << std::ifstream("deploy/sample-network.jsonl").rdbuf();
    REQUIRE(sample.str().size() > 100'000);
    GivenClock clock;
    SeededRandomness random(7);
    TemporaryFolder folder;
    Floor floor(folder.path(), Env{clock, random}, {});
    auto const whole = import_network(floor, sample.str(), {});
    REQUIRE(whole.has_value());
    auto const& state = floor.room(whole->network)->state();
    std::set<Key> seen;
    int districts = 0;
    state.each<Organization>([&](Organization const& organization, Meta const&) {
        if (organization.organization_kind != "district") { return; }
        ++districts;
        INFO(organization.name);
        // Nothing belongs to two.
        for (auto const& key : share_of(state, organization.id)) {
            CHECK(seen.insert(key).second);
        }
        auto const text = export_share(floor, whole->network, organization.id, true);
        REQUIRE(text.has_value());
        TemporaryFolder elsewhere;
        Floor other(elsewhere.path(), Env{clock, random}, {});
        auto const report = import_network(other, *text, {});
        if (report.has_error()) { FAIL(report.error().says); }
        CHECK(report->records.at("pdsa_cycle") > 0);
    });
    CHECK(districts >= 3);
}
