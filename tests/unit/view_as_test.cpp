#include <catch2/catch.hpp>

#include "protocol/codec.hpp"
#include "server/domain/policy.hpp"
#include "server/domain/view.hpp"
#include "tests/support/unit/network_story.hpp"

using namespace flywheel;
using namespace flywheel::testing;
using nlohmann::json;

namespace {

using Seen = std::map<std::pair<std::string, std::string>, json>;

Seen read(Outgoing const& outgoing) {
    Seen seen;
    for (auto const& piece : outgoing.pieces()) {
        auto record = json::parse(*piece);
        seen[{record.at("kind"), record.at("id")}] = record;
    }
    return seen;
}

struct Made {
    Role role;
    char const* organization;
    char const* team;
};
constexpr Made made_up[] = {
    {Role::HubDirector, "lantern", ""},
    {Role::DistrictLead, "riverside", ""},
    {Role::DistrictLead, "lakeside", ""},
    {Role::TeamMember, "elm", "riverside_team"},
    {Role::TeamMember, "elm", ""},
    {Role::SchoolLead, "pine", "lakeside_team"},
    {Role::Observer, "university", ""},
    {Role::Partner, "union", ""},
    {Role::ExecutiveSponsor, "riverside", ""},
};

// Cycles at several levels, one that builds on another, and what is said on one of them.
void fill(NetworkStory& story, std::string& shared, std::string& kept) {
    kept =
        story.plan_cycle("riverside.teacher", {{"what", "A kept greeting"}, {"schools", {"elm"}}});
    shared = "shared";
    REQUIRE(story
                .act("riverside.teacher", "create_pdsa_cycle",
                     {{"id", shared},
                      {"ramp", story.record("pdsa_cycle", kept).at("ramp")},
                      {"team", "riverside_team"},
                      {"title", "A shared greeting"},
                      {"builds_on", {kept}}})
                .empty());
    REQUIRE(story.share("riverside.teacher", shared, "network").empty());
    for (bool const names : {false, true}) {
        REQUIRE(story
                    .act("riverside.mate", "create_observation",
                         {{"id", names ? "names" : "plain"},
                          {"cycle", shared},
                          {"at_ms", 1},
                          {"text", "Seen"},
                          {"names_a_person", names}})
                    .empty());
    }
    REQUIRE(story
                .act("lakeside.lead", "create_driver_diagram",
                     {{"id", "lakes"}, {"title", "Lakeside's own"}, {"owner", "lakeside"}})
                .empty());
}

}  // namespace

TEST_CASE("[V8] through other eyes a member sees what both may see, and nothing more") {
    NetworkStory story;
    std::string shared;
    std::string kept;
    fill(story, shared, kept);
    auto const& state = story.state();
    std::size_t looked = 0;
    for (auto const& name : NetworkStory::everybody()) {
        auto const viewer = viewer_of(state, {story[name].member});
        auto const own = read(View::snapshot(state, viewer).records);
        for (auto const& [role, organization, team] : made_up) {
            INFO(name << " as " << name_of(role) << " at " << organization << " " << team);
            auto const as = made_up_viewer(state, role, {organization}, {team});
            auto const theirs = read(View::snapshot(state, as).records);
            auto const both = read(View::snapshot_as(state, viewer, as));
            std::size_t common = 0;
            for (auto const& [key, record] : own) {
                common += theirs.contains(key);
            }
            CHECK(both.size() == common);
            for (auto const& [key, record] : both) {
                CHECK(own.contains(key));
                CHECK(theirs.contains(key));
                // A name is in it where it is in both forms.
                if (!record.contains("builds_on")) { continue; }
                for (auto const& id : record.at("builds_on")) {
                    CHECK(both.contains({"pdsa_cycle", id}));
                    ++looked;
                }
            }
        }
    }
    CHECK(looked > 0);
}

TEST_CASE("[V8] somebody made up sees what a real person with that role, place and team sees") {
    NetworkStory story;
    std::string shared;
    std::string kept;
    fill(story, shared, kept);
    auto const& state = story.state();
    auto const real =
        read(View::snapshot(state, viewer_of(state, {story["riverside.mate"].member})).records);
    auto const made = read(
        View::snapshot(state, made_up_viewer(state, Role::TeamMember, {"oak"}, {"riverside_team"}))
            .records);
    CHECK(made.size() == real.size());
    CHECK(made.contains({"pdsa_cycle", kept}));
    auto const outside = read(
        View::snapshot(state, made_up_viewer(state, Role::TeamMember, {"pine"}, {"lakeside_team"}))
            .records);
    CHECK(outside.contains({"pdsa_cycle", shared}));
    CHECK_FALSE(outside.contains({"pdsa_cycle", kept}));
    CHECK_FALSE(outside.at({"pdsa_cycle", shared}).contains("builds_on"));
    auto const diagram = std::pair<std::string, std::string>{"driver_diagram", "lakes"};
    CHECK(outside.contains(diagram));
    CHECK_FALSE(made.contains(diagram));
    CHECK(made_up_viewer(state, Role::TeamMember, {"oak"}, {}).teams.empty());
}

TEST_CASE("[V8] the details are those of both, and none of a parent that one of them may not see") {
    NetworkStory story;
    std::string shared;
    std::string kept;
    fill(story, shared, kept);
    auto const& state = story.state();
    auto const teacher = viewer_of(state, {story["riverside.teacher"].member});
    auto const lakeside = made_up_viewer(state, Role::TeamMember, {"pine"}, {"lakeside_team"});
    auto const mate = made_up_viewer(state, Role::TeamMember, {"oak"}, {"riverside_team"});
    Key const parent{kind_of<PdsaCycle>(), shared};
    Key const hidden{kind_of<PdsaCycle>(), kept};
    auto has = [&](Viewer const& as, char const* id) {
        return read(View::details_as(state, teacher, as, parent)).contains({"observation", id});
    };
    CHECK(has(lakeside, "plain"));
    CHECK_FALSE(has(lakeside, "names"));
    CHECK(has(mate, "names"));
    CHECK_FALSE(View::details_as(state, teacher, mate, hidden).empty());
    CHECK(View::details_as(state, teacher, lakeside, hidden).empty());
    auto const director = viewer_of(state, {story["director"].member});
    CHECK(View::details_as(state, director, mate, hidden).empty());
}
