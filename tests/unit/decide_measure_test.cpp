#include <catch2/catch.hpp>

#include "protocol/codec.hpp"
#include "server/domain/policy.hpp"
#include "tests/support/unit/network_story.hpp"

using namespace flywheel;
using namespace flywheel::testing;
using nlohmann::json;

namespace {

constexpr char const* advisor = "advisor";
constexpr char const* teacher = "riverside.teacher";  // at Elm
constexpr char const* mate = "riverside.mate";        // at Oak
constexpr char const* principal = "riverside.principal";
constexpr char const* lead = "riverside.lead";
constexpr char const* analyst = "analyst";

std::string field_of(NetworkStory& story) { return story.refusal().value("field", std::string{}); }
std::string row_of(NetworkStory& story) {
    json const with = story.refusal().value("with", json::object());
    return with.value("row", std::string{});
}

std::string measure(NetworkStory& story, std::string const& id, json more = json::object(),
                    std::string const& by = advisor) {
    json args{{"id", id},
              {"title", "Reached in the window"},
              {"measure_kind", "process"},
              {"data", "proportion"},
              {"direction", "increase"},
              {"chart_type", "p"},
              {"schedule", "two_weekly"}};
    args.update(more);
    return story.act(by, "create_measure", args);
}
std::string edit(NetworkStory& story, std::string const& by, std::string const& kind,
                 std::string const& id, json changes) {
    json args{{"id", id}, {"seen_revision", story.revision(kind, id)}};
    args.update(changes);
    return story.act(by, "edit_" + kind, args);
}
std::string verb(NetworkStory& story, std::string const& by, std::string const& name,
                 std::string const& kind, std::string const& id, json more) {
    json args{{"id", id}, {"seen_revision", story.revision(kind, id)}};
    args.update(more);
    return story.act(by, name, args);
}
std::string publish(NetworkStory& story, std::string const& measure, std::string const& id,
                    std::string const& starts_on, std::string const& reason = {},
                    std::string const& by = advisor) {
    auto const drafted = story.act(
        by, "create_measure_definition",
        {{"id", id}, {"measure", measure}, {"definition", "With a conversation / on the roll"}});
    if (!drafted.empty()) { return drafted; }
    json more{{"starts_on", starts_on}};
    if (!reason.empty()) { more["reason"] = reason; }
    return verb(story, by, "publish_measure_definition", "measure_definition", id, more);
}
std::string series(NetworkStory& story, std::string const& by, std::string const& id, json more) {
    json args{{"id", id}, {"measure", "reach"}};
    args.update(more);
    return story.act(by, "create_measure_series", args);
}
std::string at_school(NetworkStory& story, std::string const& by, std::string const& id,
                      std::string const& school) {
    return series(story, by, id, {{"scope", "school"}, {"organization", school}});
}
std::string point(NetworkStory& story, std::string const& by, std::string const& id,
                  std::string const& in, std::string const& on,
                  json says = {{"numerator", 4}, {"denominator", 10}}) {
    json args{{"id", id}, {"series", in}, {"on", on}};
    args.update(says);
    return story.act(by, "create_data_point", args);
}
json row(std::string const& in, std::string const& on, int numerator = 4, int denominator = 10) {
    return {{"series", in}, {"on", on}, {"numerator", numerator}, {"denominator", denominator}};
}
bool sees(NetworkStory& story, std::string const& who, char const* kind, std::string const& id) {
    auto const* kept = story.state().find(*kind_from_name(kind), id);
    return holds(audience_of(kept->stored, story.state()),
                 viewer_of(story.state(), {story[who].member}));
}

// The hub's measure, in use, with Elm's series and three points.
void begin(NetworkStory& story) {
    REQUIRE(measure(story, "reach", {{"drivers", {"primary"}}, {"aims", {"aim"}}}).empty());
    REQUIRE(publish(story, "reach", "first", "2025-09-01").empty());
    REQUIRE(
        verb(story, advisor, "advance_measure", "measure", "reach", {{"to", "active"}}).empty());
    REQUIRE(at_school(story, principal, "elm_s", "elm").empty());
    REQUIRE(point(story, principal, "one", "elm_s", "2026-01-05").empty());
    REQUIRE(point(story, teacher, "two", "elm_s", "2026-01-19").empty());
    REQUIRE(point(story, analyst, "three", "elm_s", "2026-02-02").empty());
}

}  // namespace

TEST_CASE("[Q1] who adds to the theory adds measures, and they and the hub keep them") {
    NetworkStory story;
    for (auto const* by : {advisor, "director", "facilitator", lead, principal, teacher}) {
        INFO(by);
        CHECK(measure(story, std::string("by_") + story[by].member, json::object(), by).empty());
    }
    for (auto const* by :
         {"coach", analyst, "manager", "riverside.sponsor", "researcher", "observer", "partner"}) {
        INFO(by);
        CHECK(measure(story, "no", json::object(), by) == "not_yours");
        CHECK(edit(story, by, "measure", "by_advisor", {{"set", {{"title", "Ours"}}}}) != "");
    }
    CHECK(edit(story, teacher, "measure", "by_riverside_teacher", {{"set", {{"title", "Ours"}}}})
              .empty());
    CHECK(edit(story, mate, "measure", "by_riverside_teacher", {{"set", {{"title", "Ours"}}}}) ==
          "not_yours");
    CHECK(edit(story, "facilitator", "measure", "by_riverside_teacher",
               {{"set", {{"title", "Theirs"}}}})
              .empty());
    // Whoever lost the role that let them add one does not keep it.
    REQUIRE(story
                .act("director", "edit_membership",
                     {{"id", "as_riverside_principal"},
                      {"seen_revision", 1},
                      {"set", {{"role", "observer"}}}})
                .empty());
    CHECK(edit(story, principal, "measure", "by_riverside_principal",
               {{"set", {{"title", "Ours"}}}}) == "not_yours");
    for (auto const* verb_of : {"archive_measure", "restore_measure"}) {
        INFO(verb_of);
        CHECK(story.act(mate, verb_of, {{"id", "by_riverside_teacher"}}) == "not_yours");
        CHECK(story.act(teacher, verb_of, {{"id", "by_riverside_teacher"}}).empty());
    }
    expect_everyone_agrees(story);
}

TEST_CASE("[Q1] a chart speaks of data of its own sort") {
    NetworkStory story;
    struct Case {
        char const* data;
        std::vector<std::string> charts;
    };
    std::vector<Case> const cases{{"value", {"run", "i", "mr", "xbar", "s"}},
                                  {"proportion", {"run", "i", "mr", "p", "pp", "ip"}},
                                  {"rate", {"run", "i", "mr", "u", "up", "ip"}},
                                  {"count", {"run", "i", "mr", "c"}},
                                  {"time_between", {"run", "i", "mr", "t"}},
                                  {"count_between", {"run", "i", "mr", "g"}}};
    int n = 0;
    for (auto const& one : cases) {
        for (auto const chart : enum_names(ChartType{})) {
            INFO(one.data << " " << chart);
            bool const fits =
                std::find(one.charts.begin(), one.charts.end(), chart) != one.charts.end();
            CHECK(measure(story, "m" + std::to_string(++n),
                          {{"data", one.data}, {"chart_type", chart}}) ==
                  (fits ? "" : "wrong_link"));
        }
    }
    CHECK(measure(story, "none", {{"measure_kind", nullptr}}) != "");
}

TEST_CASE("[Q1] what a measure is about and a viewer may not see is not named to them") {
    NetworkStory story;
    story.connect_everybody();
    REQUIRE(story
                .act(teacher, "create_driver_diagram",
                     {{"id", "own"},
                      {"title", "Ours"},
                      {"owner", "riverside"},
                      {"team", "riverside_team"}})
                .empty());
    REQUIRE(verb(story, teacher, "share_driver_diagram", "driver_diagram", "own",
                 {{"shared_with", "team"}})
                .empty());
    REQUIRE(story
                .act(teacher, "create_driver_node",
                     {{"id", "hidden_box"},
                      {"diagram", "own"},
                      {"node_kind", "change_idea"},
                      {"text", "Greet"},
                      {"rank", "V"}})
                .empty());
    REQUIRE(measure(story, "reach", {{"drivers", {"hidden_box", "primary"}}, {"aims", {"aim"}}},
                    teacher)
                .empty());
    auto told = [&](char const* who) {
        return story[who].replica.transcript.find("hidden_box") != std::string::npos;
    };
    CHECK(told(mate));
    CHECK_FALSE(told("lakeside.teacher"));
    CHECK(sees(story, "lakeside.teacher", "measure", "reach"));
    // The hub keeps the measure too, and takes nothing out that it does not see.
    REQUIRE(edit(story, advisor, "measure", "reach", {{"remove", {{"drivers", {"hidden_box"}}}}})
                .empty());
    CHECK(story.record("measure", "reach").at("drivers").size() == 2);
    expect_everyone_agrees(story);
    REQUIRE(verb(story, teacher, "share_driver_diagram", "driver_diagram", "own",
                 {{"shared_with", "network"}})
                .empty());
    CHECK(told("lakeside.teacher"));
    expect_everyone_agrees(story);
}

TEST_CASE("[Q2] a measure is taken into use once it is defined, paused, taken up again, retired") {
    NetworkStory story;
    REQUIRE(measure(story, "reach").empty());
    auto go = [&](char const* to, char const* reason = "", char const* by = advisor) {
        json more{{"to", to}};
        if (*reason != '\0') { more["reason"] = reason; }
        return verb(story, by, "advance_measure", "measure", "reach", more);
    };
    CHECK(go("active") == "missing");
    CHECK(field_of(story) == "definition");
    CHECK(go("paused", "Summer") == "wrong_state");
    CHECK(go("retired", "Done") == "wrong_state");
    REQUIRE(publish(story, "reach", "first", "2025-09-01").empty());
    CHECK(go("active", "", teacher) == "not_yours");
    REQUIRE(go("active").empty());
    CHECK(go("active") == "wrong_state");
    CHECK(go("draft") == "wrong_state");
    CHECK(go("paused") == "needs_reason");
    REQUIRE(go("paused", "Summer").empty());
    CHECK(story.record("measure", "reach").at("state_reason") == "Summer");
    CHECK(go("paused", "Again") == "wrong_state");
    REQUIRE(go("active").empty());
    CHECK_FALSE(story.record("measure", "reach").contains("state_reason"));
    CHECK(go("retired") == "needs_reason");
    REQUIRE(go("retired", "Reached").empty());
    CHECK(at_school(story, principal, "elm_s", "elm") == "wrong_state");
    REQUIRE(go("active").empty());
    REQUIRE(go("paused", "Summer").empty());
    REQUIRE(go("retired", "Reached").empty());
    auto const seen = story.revision("measure", "reach");
    REQUIRE(go("active").empty());
    CHECK(story.act(
              advisor, "advance_measure",
              {{"id", "reach"}, {"seen_revision", seen - 1}, {"to", "paused"}, {"reason", "R"}}) ==
          "stale");
    expect_everyone_agrees(story);
}

TEST_CASE("[Q3] a published definition stays as it is") {
    NetworkStory story;
    begin(story);
    CHECK(edit(story, advisor, "measure_definition", "first", {{"set", {{"unit", "%"}}}}) ==
          "published");
    CHECK(field_of(story) == "unit");
    CHECK(story.act(advisor, "archive_measure_definition", {{"id", "first"}}) == "published");
    CHECK(verb(story, advisor, "publish_measure_definition", "measure_definition", "first",
               {{"starts_on", "2026-03-01"}, {"reason", "R"}}) == "published");
    CHECK(story.act(teacher, "create_measure_definition", {{"id", "no"}, {"measure", "reach"}}) ==
          "not_yours");
    REQUIRE(story.act(advisor, "create_measure_definition", {{"id", "empty"}, {"measure", "reach"}})
                .empty());
    CHECK(edit(story, teacher, "measure_definition", "empty", {{"set", {{"unit", "%"}}}}) ==
          "not_yours");
    CHECK(verb(story, teacher, "publish_measure_definition", "measure_definition", "empty",
               {{"starts_on", "2026-03-01"}}) == "not_yours");
    CHECK(verb(story, advisor, "publish_measure_definition", "measure_definition", "empty",
               {{"starts_on", "2026-03-01"}, {"reason", "R"}}) == "missing");
    for (auto const* verb_of : {"archive_measure_definition", "restore_measure_definition"}) {
        CHECK(story.act(teacher, verb_of, {{"id", "empty"}}) == "not_yours");
        CHECK(story.act(advisor, verb_of, {{"id", "empty"}}).empty());
    }
    CHECK(edit(story, advisor, "measure_definition", "empty", {{"set", {{"definition", "D"}}}})
              .empty());
}

TEST_CASE("[Q3] another definition breaks every series of the measure on its first day") {
    NetworkStory story;
    begin(story);
    story.connect_everybody();
    REQUIRE(at_school(story, "lakeside.lead", "pine_s", "pine").empty());
    REQUIRE(
        series(story, teacher, "team_s", {{"scope", "team"}, {"team", "riverside_team"}}).empty());
    REQUIRE(story.act(teacher, "archive_measure_series", {{"id", "team_s"}}).empty());
    CHECK(publish(story, "reach", "second", "2026-02-01") == "needs_reason");
    CHECK(verb(story, advisor, "publish_measure_definition", "measure_definition", "second",
               {{"starts_on", "2025-09-01"}, {"reason", "R"}}) == "too_small");
    CHECK(field_of(story) == "starts_on");
    CHECK(story.refusal().at("with").at("limit") == "2025-09-02");
    REQUIRE(verb(story, advisor, "publish_measure_definition", "measure_definition", "second",
                 {{"starts_on", "2026-02-01"}, {"reason", "One is too few"}})
                .empty());
    CHECK(story.record("measure", "reach").at("definition") == "second");
    CHECK(story.record("measure_definition", "second").at("number") == 2);
    auto breaks = [&](std::string const& id) {
        std::vector<ChartPhase> found;
        story.state().each_below<ChartPhase>(
            {kind_of<MeasureSeries>(), id},
            [&](ChartPhase const& phase, Meta const&) { found.push_back(phase); });
        return found;
    };
    for (auto const* id : {"elm_s", "pine_s"}) {
        INFO(id);
        auto const found = breaks(id);
        REQUIRE(found.size() == 1);
        CHECK(found[0].starts_on.iso == "2026-02-01");
        CHECK(found[0].state == PhaseState::Confirmed);
        CHECK(found[0].definition.text == "second");
        CHECK(found[0].reason == "One is too few");
        // Nobody takes it out.
        CHECK(verb(story, principal, "advance_chart_phase", "chart_phase", found[0].id.text,
                   {{"to", "withdrawn"}, {"reason", "No"}}) ==
              (std::string(id) == "elm_s" ? "set_by_rule" : "not_found"));
        CHECK(story.act(analyst, "archive_chart_phase", {{"id", found[0].id.text}}) ==
              "set_by_rule");
    }
    // The advisor, who published it, does not hear of series that are not theirs to see.
    CHECK(story[advisor].replica.transcript.find("pine_s") == std::string::npos);
    CHECK(breaks("team_s").empty());
    REQUIRE(story.act(teacher, "restore_measure_series", {{"id", "team_s"}}).empty());
    CHECK(breaks("team_s").size() == 1);
    REQUIRE(story.act(teacher, "archive_measure_series", {{"id", "team_s"}}).empty());
    REQUIRE(story.act(teacher, "restore_measure_series", {{"id", "team_s"}}).empty());
    CHECK(breaks("team_s").size() == 1);
    REQUIRE(at_school(story, mate, "oak_s", "oak").empty());
    CHECK(breaks("oak_s").size() == 1);
    expect_everyone_agrees(story);
}

TEST_CASE("[Q4] a site's own people begin a series, its district's lead and the hub's analysts") {
    NetworkStory story;
    REQUIRE(measure(story, "reach").empty());
    struct Case {
        json whose;
        std::vector<std::string> by;
    };
    std::vector<Case> const cases{
        {{{"scope", "school"}, {"organization", "elm"}},
         {analyst, lead, principal, teacher, "riverside.outsider"}},
        {{{"scope", "school"}, {"organization", "oak"}}, {analyst, lead, mate}},
        {{{"scope", "team"}, {"team", "riverside_team"}}, {teacher, mate}},
        {{{"scope", "district"}, {"organization", "riverside"}}, {analyst, lead, teacher, mate}},
        {{{"scope", "district"}, {"organization", "lakeside"}},
         {analyst, "lakeside.lead", "lakeside.teacher"}},
        {{{"scope", "network"}}, {"director", "facilitator", advisor, analyst}},
        {{{"scope", "context_group"}, {"context_group", "level: high"}},
         {"director", "facilitator", advisor, analyst}},
    };
    int n = 0;
    for (auto const& one : cases) {
        for (auto const& who : NetworkStory::everybody()) {
            if (who == "former") { continue; }
            INFO(one.whose.dump() << " by " << who);
            bool const may = std::find(one.by.begin(), one.by.end(), who) != one.by.end();
            auto const id = "s" + std::to_string(++n);
            auto const said = series(story, who, id, one.whose);
            // Partners do not see the measure.
            CHECK(said == (may ? "" : who == "partner" ? "not_found" : "not_yours"));
            if (!may) { continue; }
            CHECK(
                edit(story, who, "measure_series", id, {{"set", {{"chart_type", "run"}}}}).empty());
            CHECK(point(story, who, "p" + id, id, "1970-01-01").empty());
            REQUIRE(story.state().get<MeasureSeries>({id})->chart_type == ChartType::Run);
            // Once for each: the next one begins it anew.
            CHECK(series(story, who, "again", one.whose) == "duplicate_link");
            auto const scope = one.whose.at("scope").get<std::string>();
            std::string keeper = scope == "team" ? teacher : advisor;
            if (scope == "district") {
                keeper = one.whose.at("organization").get<std::string>() + ".lead";
            }
            if (scope == "school") {
                if (one.whose.at("organization") != "elm") { break; }
                keeper = principal;
            }
            REQUIRE(story.act(keeper, "archive_measure_series", {{"id", id}}).empty());
        }
    }
    expect_everyone_agrees(story);
}

TEST_CASE("[Q4] a coach or an analyst of a site enters its numbers") {
    for (auto const* role : {"coach", "analyst"}) {
        INFO(role);
        NetworkStory story;
        REQUIRE(measure(story, "reach").empty());
        CHECK(at_school(story, "researcher", "no", "oak") == "not_yours");
        REQUIRE(story
                    .act("director", "create_membership",
                         {{"id", "more"},
                          {"member", "researcher"},
                          {"organization", "oak"},
                          {"role", role}})
                    .empty());
        CHECK(at_school(story, "researcher", "oak_s", "oak").empty());
        CHECK(at_school(story, "researcher", "no", "elm") == "not_yours");
        REQUIRE(story
                    .act("director", "create_membership",
                         {{"id", "of_district"},
                          {"member", "observer"},
                          {"organization", "riverside"},
                          {"role", role}})
                    .empty());
        CHECK(series(story, "observer", "district_s",
                     {{"scope", "district"}, {"organization", "riverside"}})
                  .empty());
        CHECK(series(story, "researcher", "no",
                     {{"scope", "district"}, {"organization", "lakeside"}}) == "not_yours");
    }
}

TEST_CASE("[Q4] a series says whose it is, and nothing else") {
    NetworkStory story;
    REQUIRE(measure(story, "reach").empty());
    auto refused = [&](json whose, char const* code, char const* field) {
        INFO(whose.dump());
        CHECK(series(story, analyst, "no", std::move(whose)) == code);
        CHECK(field_of(story) == field);
    };
    refused({{"scope", "school"}}, "missing", "organization");
    refused({{"scope", "school"}, {"organization", "riverside"}}, "wrong_link", "organization");
    refused({{"scope", "school"}, {"organization", "elm"}, {"team", "riverside_team"}},
            "wrong_link", "team");
    refused({{"scope", "school"}, {"organization", "elm"}, {"context_group", "x"}}, "wrong_link",
            "context_group");
    refused({{"scope", "district"}, {"organization", "elm"}}, "wrong_link", "organization");
    CHECK(series(story, teacher, "no",
                 {{"scope", "team"}, {"team", "riverside_team"}, {"organization", "elm"}}) ==
          "wrong_link");
    refused({{"scope", "network"}, {"organization", "elm"}}, "wrong_link", "organization");
    refused({{"scope", "context_group"}}, "missing", "context_group");
    refused({{"scope", "school"}, {"organization", "elm"}, {"chart_type", "c"}}, "wrong_link",
            "chart_type");
    for (int n = 0; n < 50; ++n) {
        REQUIRE(series(story, analyst, "g" + std::to_string(n),
                       {{"scope", "context_group"}, {"context_group", std::to_string(n)}})
                    .empty());
    }
    refused({{"scope", "context_group"}, {"context_group", "more"}}, "too_many", "context_group");
}

TEST_CASE("[Q4] a school's lead shares its series, a district's lead the district's") {
    NetworkStory story;
    begin(story);
    REQUIRE(
        series(story, lead, "district_s", {{"scope", "district"}, {"organization", "riverside"}})
            .empty());
    REQUIRE(
        series(story, teacher, "team_s", {{"scope", "team"}, {"team", "riverside_team"}}).empty());
    REQUIRE(series(story, advisor, "net_s", {{"scope", "network"}}).empty());
    auto share = [&](std::string const& by, char const* id, char const* level) {
        return verb(story, by, "share_measure_series", "measure_series", id,
                    {{"shared_with", level}});
    };
    CHECK(story.record("measure_series", "elm_s").at("shared_with") == "school");
    CHECK(story.record("measure_series", "district_s").at("shared_with") == "network");
    CHECK(story.record("measure_series", "team_s").at("shared_with") == "team");
    CHECK(story.record("measure_series", "net_s").at("shared_with") == "network");
    for (auto const* by : {lead, analyst, teacher}) {
        INFO(by);
        CHECK(share(by, "elm_s", "district") == "not_yours");
        CHECK(story.act(by, "archive_measure_series", {{"id", "elm_s"}}) == "not_yours");
        CHECK(story.act(by, "restore_measure_series", {{"id", "elm_s"}}) == "not_yours");
    }
    CHECK(share(teacher, "district_s", "hub") == "not_yours");
    CHECK(share("riverside.principal", "district_s", "hub") == "not_yours");
    CHECK(share(lead, "net_s", "hub") == "not_yours");
    for (auto const* level : {"author", "team", "public"}) {
        CHECK(share(principal, "elm_s", level) == "wrong_link");
    }
    for (auto const* level : {"author", "team", "school", "public"}) {
        CHECK(share(lead, "district_s", level) == "wrong_link");
    }
    for (auto const* level : {"author", "school", "public"}) {
        CHECK(share(teacher, "team_s", level) == "wrong_link");
    }
    for (auto const* level : {"author", "team", "school", "district", "public"}) {
        CHECK(share(advisor, "net_s", level) == "wrong_link");
    }
    for (auto const* level : {"district", "hub", "network", "school"}) {
        CHECK(share(principal, "elm_s", level).empty());
    }
    for (auto const* level : {"district", "hub", "network"}) {
        CHECK(share(lead, "district_s", level).empty());
        CHECK(share(mate, "team_s", level).empty());
    }
    CHECK(share(mate, "team_s", "team").empty());
    for (auto const* level : {"hub", "network"}) {
        CHECK(share(advisor, "net_s", level).empty());
    }
    expect_everyone_agrees(story);
}

TEST_CASE("[Q4] where a district asks its lead to agree, no series goes beyond it without") {
    NetworkStory story;
    begin(story);
    REQUIRE(
        series(story, teacher, "team_s", {{"scope", "team"}, {"team", "riverside_team"}}).empty());
    REQUIRE(
        edit(story, lead, "organization", "riverside", {{"set", {{"sharing_needs_lead", true}}}})
            .empty());
    REQUIRE(
        series(story, teacher, "district_s", {{"scope", "district"}, {"organization", "riverside"}})
            .empty());
    CHECK(story.record("measure_series", "district_s").at("shared_with") == "district");
    auto share = [&](std::string const& by, char const* id, char const* level) {
        return verb(story, by, "share_measure_series", "measure_series", id,
                    {{"shared_with", level}});
    };
    CHECK(share(principal, "elm_s", "district").empty());
    CHECK(share(principal, "elm_s", "hub") == "lead_must_agree");
    CHECK(share("riverside.outsider", "elm_s", "hub") == "not_yours");
    CHECK(share(teacher, "team_s", "district").empty());
    CHECK(share(teacher, "team_s", "network") == "lead_must_agree");
    CHECK(share(lead, "team_s", "network").empty());
    CHECK(share(lead, "elm_s", "network").empty());
    // Narrower is the school's own again.
    CHECK(share(principal, "elm_s", "hub").empty());
    CHECK(share(lead, "elm_s", "school") == "not_yours");
}

TEST_CASE("[Q4] what is shared further is seen further, with all that lies in it") {
    NetworkStory story;
    begin(story);
    story.connect_everybody();
    for (auto const& who : NetworkStory::everybody()) {
        if (who != "former") { story.open(who, "measure_series", "elm_s"); }
    }
    auto told = [&](char const* who) {
        return story[who].replica.transcript.find("the_fourth") != std::string::npos;
    };
    REQUIRE(point(story, principal, "the_fourth", "elm_s", "2026-02-16").empty());
    for (auto const* who : {analyst, lead, principal, teacher, "riverside.outsider"}) {
        INFO(who);
        CHECK(told(who));
    }
    for (auto const* who : {"director", advisor, "coach", mate, "lakeside.lead", "researcher"}) {
        INFO(who);
        CHECK_FALSE(told(who));
        CHECK(point(story, who, "no", "elm_s", "2026-02-17") == "not_found");
    }
    expect_everyone_agrees(story);
    REQUIRE(verb(story, principal, "share_measure_series", "measure_series", "elm_s",
                 {{"shared_with", "network"}})
                .empty());
    expect_everyone_agrees(story);
    REQUIRE(verb(story, principal, "share_measure_series", "measure_series", "elm_s",
                 {{"shared_with", "school"}})
                .empty());
    expect_everyone_agrees(story);
    REQUIRE(story.act(advisor, "archive_measure", {{"id", "reach"}}).empty());
    CHECK_FALSE(sees(story, principal, "data_point", "one"));
    expect_everyone_agrees(story);
    REQUIRE(story.act(advisor, "restore_measure", {{"id", "reach"}}).empty());
    CHECK(sees(story, principal, "data_point", "one"));
    expect_everyone_agrees(story);
}

TEST_CASE("[Q5] a district's lead lets its numbers count in the pool, and takes them out") {
    NetworkStory story;
    begin(story);
    auto release = [&](std::string const& by, char const* id, bool released = true) {
        return story.act(by, "release_measure_series", {{"id", id}, {"released", released}});
    };
    for (auto const* by : {principal, teacher, analyst}) {
        INFO(by);
        CHECK(release(by, "elm_s") == "not_yours");
    }
    CHECK(release("lakeside.lead", "elm_s") == "not_found");
    CHECK(release(lead, "elm_s", false) == "wrong_state");
    CHECK(release(lead, "elm_s").empty());
    CHECK(story.record("measure_series", "elm_s").at("released_to_pool") == true);
    CHECK(release(lead, "elm_s", false).empty());
    // A team of no district belongs to the hub.
    REQUIRE(story
                .act("facilitator", "create_team_membership",
                     {{"id", "more"}, {"member", "riverside_lead"}, {"team", "oversight"}})
                .empty());
    REQUIRE(series(story, lead, "over_s", {{"scope", "team"}, {"team", "oversight"}}).empty());
    CHECK(release("riverside.sponsor", "over_s") == "not_yours");
    CHECK(release(lead, "over_s") == "not_yours");
    CHECK(release(advisor, "over_s") == "not_found");
    REQUIRE(verb(story, lead, "share_measure_series", "measure_series", "over_s",
                 {{"shared_with", "hub"}})
                .empty());
    CHECK(release(advisor, "over_s").empty());
    REQUIRE(series(story, advisor, "net_s", {{"scope", "network"}}).empty());
    CHECK(release(advisor, "net_s") == "wrong_link");
    CHECK(release(lead, "net_s") == "not_yours");
    CHECK(edit(story, "director", "network", "nic", {{"set", {{"min_n", 15}}}}).empty());
    CHECK(edit(story, "director", "network", "nic", {{"set", {{"min_n", 4}}}}) == "too_small");
    CHECK(edit(story, "facilitator", "network", "nic", {{"set", {{"min_n", 5}}}}) == "not_yours");
}

TEST_CASE("[Q6] a point says what its measure counts, or why there is nothing") {
    NetworkStory story;
    struct Case {
        char const* data;
        char const* says;
        char const* code;
        char const* field;
    };
    constexpr Case cases[] = {
        {"value", R"({"value":-3.5})", "", ""},
        {"value", R"({"value":3.5,"answers":12})", "", ""},
        {"value", R"({})", "missing", "value"},
        {"value", R"({"value":1,"numerator":1})", "unknown_field", "numerator"},
        {"value", R"({"value":1,"denominator":1})", "unknown_field", "denominator"},
        {"proportion", R"({"numerator":4,"denominator":10})", "", ""},
        {"proportion", R"({"numerator":0,"denominator":0})", "", ""},
        {"proportion", R"({"numerator":11,"denominator":10})", "too_large", "numerator"},
        {"proportion", R"({"numerator":-1,"denominator":10})", "too_small", "numerator"},
        {"proportion", R"({"numerator":4})", "missing", "denominator"},
        {"proportion", R"({"denominator":4})", "missing", "numerator"},
        {"proportion", R"({"value":4})", "unknown_field", "value"},
        {"proportion", R"({"numerator":4,"denominator":10,"answers":3})", "unknown_field",
         "answers"},
        {"rate", R"({"numerator":11,"denominator":10})", "", ""},
        {"rate", R"({"numerator":11,"denominator":10,"answers":40})", "", ""},
        {"count", R"({"value":11})", "", ""},
        {"count", R"({"value":1.5})", "not_a_number", "value"},
        {"count", R"({"value":-1})", "too_small", "value"},
        {"count", R"({"value":1,"answers":13})", "", ""},
        {"time_between", R"({"value":1,"answers":13})", "unknown_field", "answers"},
        {"time_between", R"({"value":1.5})", "", ""},
        {"time_between", R"({"value":-1.5})", "too_small", "value"},
        {"count_between", R"({"value":1.5})", "not_a_number", "value"},
        {"value", R"({"missing":"no_window","missing_reason":"Winter break"})", "", ""},
        {"value", R"({"missing":"not_collected"})", "", ""},
        {"value", R"({"missing":"not_collected","value":0})", "unknown_field", "value"},
        {"value", R"({"missing":"not_collected","numerator":0})", "unknown_field", "numerator"},
        {"value", R"({"missing":"not_collected","denominator":0})", "unknown_field", "denominator"},
        {"value", R"({"missing":"not_collected","answers":0})", "unknown_field", "answers"},
        {"value", R"({"missing_reason":"Why"})", "missing", "missing"},
        {"value", R"({"value":1,"on":"2026-03-03"})", "", ""},
        {"value", R"({"value":1,"on":"2026-03-04"})", "in_the_future", "on"},
    };
    int n = 0;
    for (auto const& one : cases) {
        INFO(one.data << " " << one.says);
        auto const id = std::to_string(++n);
        REQUIRE(measure(story, "m" + id, {{"data", one.data}, {"chart_type", "run"}}).empty());
        REQUIRE(series(story, analyst, "s" + id, {{"measure", "m" + id}, {"scope", "network"}})
                    .empty());
        CHECK(point(story, analyst, "p" + id, "s" + id, "2026-01-05", json::parse(one.says)) ==
              one.code);
        if (*one.code != '\0') { CHECK(field_of(story) == one.field); }
    }
}

TEST_CASE("[Q6] a day has one point, but where several make a subgroup or each is an event") {
    NetworkStory story;
    begin(story);
    CHECK(point(story, principal, "no", "elm_s", "2026-01-05") == "duplicate_link");
    CHECK(field_of(story) == "on");
    REQUIRE(story.act(principal, "archive_data_point", {{"id", "one"}}).empty());
    REQUIRE(point(story, principal, "instead", "elm_s", "2026-01-05").empty());
    CHECK(story.act(principal, "restore_data_point", {{"id", "one"}}) == "duplicate_link");
    REQUIRE(measure(story, "lag", {{"data", "value"}, {"chart_type", "i"}}).empty());
    REQUIRE(series(story, analyst, "lag_s", {{"measure", "lag"}, {"scope", "network"}}).empty());
    json const says{{"value", 1}};
    for (auto const* chart : {"xbar", "s"}) {
        REQUIRE(edit(story, analyst, "measure_series", "lag_s", {{"set", {{"chart_type", chart}}}})
                    .empty());
        CHECK(point(story, analyst, story.fresh_id(), "lag_s", "2026-01-05", says).empty());
        CHECK(point(story, analyst, story.fresh_id(), "lag_s", "2026-01-05", says).empty());
    }
    REQUIRE(edit(story, analyst, "measure_series", "lag_s", {{"clear", {"chart_type"}}}).empty());
    CHECK(point(story, analyst, "no", "lag_s", "2026-01-05", says) == "duplicate_link");
    REQUIRE(edit(story, advisor, "measure", "lag", {{"set", {{"schedule", "per_event"}}}}).empty());
    CHECK(point(story, analyst, story.fresh_id(), "lag_s", "2026-01-05", says).empty());
}

TEST_CASE("[Q7] a correction says why, and what the point said stays in its history") {
    NetworkStory story;
    begin(story);
    auto correct = [&](std::string const& by, json says) {
        return verb(story, by, "correct_data_point", "data_point", "one", std::move(says));
    };
    json const right{{"numerator", 5}, {"denominator", 10}, {"reason", "One came late"}};
    CHECK(correct(principal, {{"numerator", 5}, {"denominator", 10}}) == "missing");
    CHECK(correct("lakeside.lead", right) == "not_found");
    CHECK(correct(principal, {{"numerator", 12}, {"denominator", 10}, {"reason", "R"}}) ==
          "too_large");
    REQUIRE(correct(teacher, right).empty());
    auto const record = story.record("data_point", "one");
    CHECK(record.at("numerator") == 5);
    CHECK(record.at("corrections") == 1);
    CHECK(record.at("correction_reason") == "One came late");
    CHECK(record.at("created_by") == "riverside_principal");
    CHECK(record.at("updated_by") == "riverside_teacher");
    auto const history = story.history(principal, "data_point", "one");
    CHECK(history.dump().find(R"("field":"numerator","before":4)") == std::string::npos);
    bool kept_old = false;
    for (auto const& entry : history) {
        for (auto const& changed : entry.at("records")) {
            for (auto const& field : changed.value("fields", json::array())) {
                kept_old = kept_old || (field.at("field") == "numerator" &&
                                        field.value("before", 0) == 4 && field.at("after") == 5);
            }
        }
    }
    CHECK(kept_old);
    // Two people at once: the second looks again.
    CHECK(story.act(principal, "correct_data_point",
                    {{"id", "one"},
                     {"seen_revision", 1},
                     {"numerator", 6},
                     {"denominator", 10},
                     {"reason", "R"}}) == "stale");
    json moved = right;
    moved["on"] = "2026-01-19";
    CHECK(correct(principal, moved) == "duplicate_link");
    moved["on"] = "2026-01-06";
    CHECK(correct(principal, moved).empty());
    CHECK(story.record("data_point", "one").at("on") == "2026-01-06");
    CHECK(correct(principal, {{"missing", "not_collected"}, {"reason", "Not ours"}}).empty());
    CHECK_FALSE(story.record("data_point", "one").contains("numerator"));
    expect_everyone_agrees(story);
}

TEST_CASE("[Q7] a point is left out for a reason, and counted in again") {
    NetworkStory story;
    begin(story);
    auto exclude = [&](std::string const& by, bool excluded, char const* reason = "") {
        json args{{"id", "two"}, {"excluded", excluded}};
        if (*reason != '\0') { args["reason"] = reason; }
        return story.act(by, "exclude_data_point", args);
    };
    CHECK(exclude(principal, false) == "wrong_state");
    CHECK(exclude(principal, true) == "needs_reason");
    CHECK(exclude(mate, true, "Snow") == "not_found");
    REQUIRE(exclude(principal, true, "Snow").empty());
    CHECK(exclude(principal, true, "Snow") == "wrong_state");
    CHECK(story.record("data_point", "two").at("excluded_reason") == "Snow");
    // A correction leaves it as it stands there.
    REQUIRE(verb(story, principal, "correct_data_point", "data_point", "two",
                 {{"numerator", 1}, {"denominator", 2}, {"reason", "R"}})
                .empty());
    CHECK(story.record("data_point", "two").at("excluded") == true);
    REQUIRE(exclude(principal, false).empty());
    CHECK_FALSE(story.record("data_point", "two").contains("excluded_reason"));
}

TEST_CASE("[Q7] who reads along in a series changes none of its points") {
    NetworkStory story;
    begin(story);
    REQUIRE(verb(story, principal, "share_measure_series", "measure_series", "elm_s",
                 {{"shared_with", "network"}})
                .empty());
    for (auto const* by : {"director", advisor, "coach", mate, "lakeside.lead", "observer"}) {
        INFO(by);
        CHECK(point(story, by, "no", "elm_s", "2026-02-16") == "not_yours");
        CHECK(story.act(by, "archive_data_point", {{"id", "one"}}) == "not_yours");
        CHECK(story.act(by, "restore_data_point", {{"id", "one"}}) == "not_yours");
        CHECK(story.act(by, "exclude_data_point", {{"id", "one"}, {"excluded", true}}) ==
              "not_yours");
        CHECK(verb(story, by, "correct_data_point", "data_point", "one", {{"reason", "R"}}) ==
              "not_yours");
        CHECK(story.act(by, "import_data_points",
                        {{"import_id", "i"}, {"rows", {row("elm_s", "2026-02-16")}}}) ==
              "not_yours");
        CHECK(story.act(by, "undo_data_import", {{"import_id", "i"}, {"series", {"elm_s"}}}) ==
              "not_yours");
        CHECK(edit(story, by, "measure_series", "elm_s", {{"set", {{"baseline_points", 5}}}}) ==
              "not_yours");
    }
}

TEST_CASE("[Q8] a sheet is entered whole or not at all, and a refusal names the row") {
    NetworkStory story;
    begin(story);
    REQUIRE(at_school(story, lead, "oak_s", "oak").empty());
    auto import = [&](std::string const& by, json rows, char const* id = "sheet") {
        return story.act(by, "import_data_points", {{"import_id", id}, {"rows", std::move(rows)}});
    };
    auto count = [&](char const* id) {
        std::size_t n = 0;
        story.state().each_below<DataPoint>({kind_of<MeasureSeries>(), id},
                                            [&](DataPoint const&, Meta const&) { ++n; });
        return n;
    };
    json const good = row("elm_s", "2025-10-06");
    struct Case {
        json second;
        char const* code;
        char const* field;
    };
    json no_series = good;
    no_series.erase("series");
    json odd = good;
    odd["colour"] = "red";
    json no_day = good;
    no_day["on"] = "Monday";
    json text = good;
    text["numerator"] = "four";
    std::vector<Case> const cases{{good, "duplicate_link", "on"},
                                  {row("elm_s", "2026-01-05"), "duplicate_link", "on"},
                                  {row("elm_s", "2025-10-20", 11, 10), "too_large", "numerator"},
                                  {row("pine_s", "2025-10-20"), "not_found", "series"},
                                  {row("elm_s", "2027-10-20"), "in_the_future", "on"},
                                  {no_series, "missing", "series"},
                                  {odd, "unknown_field", "colour"},
                                  {no_day, "not_a_date", "on"},
                                  {text, "not_a_number", "numerator"},
                                  {json("row"), "not_well_formed", "rows"}};
    for (auto const& one : cases) {
        INFO(one.second.dump());
        CHECK(import(principal, {good, one.second}) == one.code);
        CHECK(field_of(story) == one.field);
        CHECK(row_of(story) == "2");
        CHECK(count("elm_s") == 3);
    }
    CHECK(import(principal, json::array()) == "missing");
    CHECK(import(principal, {good, row("oak_s", "2025-10-06")}) == "not_found");
    CHECK(import(lead, {good, row("oak_s", "2025-10-06"), row("elm_s", "2025-10-20")}).empty());
    CHECK(count("elm_s") == 5);
    CHECK(count("oak_s") == 1);
    json missing{{"series", "elm_s"},
                 {"on", "2025-12-22"},
                 {"missing", "no_window"},
                 {"missing_reason", "Winter break"}};
    REQUIRE(import(principal, json::array({missing}), "other").empty());
    // What somebody else has worked on since stays, and so does what came otherwise.
    std::string touched;
    story.state().each_below<DataPoint>({kind_of<MeasureSeries>(), "elm_s"},
                                        [&](DataPoint const& each, Meta const&) {
                                            if (each.on.iso == "2025-10-20") {
                                                touched = each.id.text;
                                            }
                                        });
    REQUIRE(verb(story, principal, "correct_data_point", "data_point", touched,
                 {{"numerator", 1}, {"denominator", 2}, {"reason", "R"}})
                .empty());
    auto undo = [&](std::string const& by, json in) {
        return story.act(by, "undo_data_import",
                         {{"import_id", "sheet"}, {"series", std::move(in)}});
    };
    CHECK(undo(principal, {"elm_s"}) == "not_found");
    CHECK(undo(principal, {"elm_s", "oak_s"}) == "not_found");
    CHECK(undo(lead, {"elm_s", "oak_s"}).empty());
    CHECK(count("elm_s") == 5);
    CHECK(count("oak_s") == 0);
    CHECK(undo(lead, {"elm_s", "oak_s"}) == "not_found");
    expect_everyone_agrees(story);
}

TEST_CASE("[Q8] a thousand rows are one command, and no more") {
    NetworkStory story;
    begin(story);
    auto rows = [&](int n) {
        json all = json::array();
        Date day{"2019-01-01"};
        for (int i = 0; i < n; ++i) {
            all.push_back(row("elm_s", days_after(day, i).iso));
        }
        return all;
    };
    CHECK(story.act(principal, "import_data_points", {{"import_id", "i"}, {"rows", rows(1'001)}}) ==
          "too_many");
    CHECK(field_of(story) == "rows");
    CHECK(story.act(principal, "import_data_points", {{"import_id", "i"}, {"rows", rows(1'000)}})
              .empty());
    CHECK(story.act(principal, "undo_data_import", {{"import_id", "i"}, {"series", {"elm_s"}}})
              .empty());
    expect_everyone_agrees(story);
}

TEST_CASE("[Q9] a phase is proposed with its reason and its cause, and confirmed by another") {
    NetworkStory story;
    begin(story);
    story.connect_everybody();
    auto const cycle = story.plan_cycle(teacher, {{"schools", {"elm"}}});
    auto advance = [&](std::string const& by, char const* to, char const* reason = "") {
        json more{{"to", to}};
        if (*reason != '\0') { more["reason"] = reason; }
        return verb(story, by, "advance_chart_phase", "chart_phase", "since", more);
    };
    REQUIRE(story
                .act(teacher, "create_chart_phase",
                     {{"id", "since"}, {"series", "elm_s"}, {"starts_on", "2026-01-19"}})
                .empty());
    CHECK(story.record("chart_phase", "since").at("state") == "suggested");
    CHECK(advance(teacher, "confirmed") == "wrong_state");
    CHECK(advance(teacher, "proposed") == "needs_reason");
    REQUIRE(
        edit(story, teacher, "chart_phase", "since", {{"set", {{"reason", "We greet"}}}}).empty());
    CHECK(advance(teacher, "proposed") == "missing");
    CHECK(field_of(story) == "cycles");
    CHECK(edit(story, "riverside.outsider", "chart_phase", "since",
               {{"add", {{"cycles", {cycle}}}}}) == "not_found");
    REQUIRE(edit(story, teacher, "chart_phase", "since", {{"add", {{"cycles", {cycle}}}}}).empty());
    // The others who see the series do not hear of the team's cycle.
    CHECK(story["riverside.outsider"].replica.transcript.find(cycle) == std::string::npos);
    REQUIRE(advance(teacher, "proposed").empty());
    CHECK(story.record("chart_phase", "since").at("proposed_by") == "riverside_teacher");
    CHECK(advance(teacher, "confirmed") == "needs_second_person");
    // Whoever words it anew proposes it.
    REQUIRE(
        edit(story, principal, "chart_phase", "since", {{"set", {{"title", "Greeting"}}}}).empty());
    CHECK(advance(principal, "confirmed") == "needs_second_person");
    REQUIRE(advance(analyst, "confirmed").empty());
    CHECK(story.record("chart_phase", "since").at("confirmed_by") == "analyst");
    CHECK(edit(story, teacher, "chart_phase", "since", {{"set", {{"title", "Later"}}}}) ==
          "wrong_state");
    CHECK(story.act(teacher, "archive_chart_phase", {{"id", "since"}}) == "wrong_state");
    CHECK(story.act(teacher, "create_chart_phase",
                    {{"id", "no"}, {"series", "elm_s"}, {"starts_on", "2026-01-19"}}) ==
          "duplicate_link");
    CHECK(advance(teacher, "withdrawn") == "needs_reason");
    REQUIRE(advance(teacher, "withdrawn", "It was the snow").empty());
    CHECK(advance(teacher, "proposed") == "wrong_state");
    CHECK(advance(teacher, "withdrawn", "R") == "wrong_state");
    CHECK(advance(teacher, "suggested") == "wrong_state");
    REQUIRE(story
                .act(teacher, "create_chart_phase",
                     {{"id", "again"},
                      {"series", "elm_s"},
                      {"starts_on", "2026-01-19"},
                      {"reason", "R"},
                      {"event", "A new principal"}})
                .empty());
    CHECK(edit(story, teacher, "chart_phase", "again", {{"set", {{"starts_on", "2026-01-20"}}}})
              .empty());
    REQUIRE(
        verb(story, teacher, "advance_chart_phase", "chart_phase", "again", {{"to", "proposed"}})
            .empty());
    // Whoever proposed it takes it back.
    CHECK(verb(story, teacher, "advance_chart_phase", "chart_phase", "again",
               {{"to", "withdrawn"}, {"reason", "Too early"}})
              .empty());
    expect_everyone_agrees(story);
    REQUIRE(story.share(teacher, cycle, "school").empty());
    CHECK(story["riverside.outsider"].replica.transcript.find(cycle) != std::string::npos);
    expect_everyone_agrees(story);
}

TEST_CASE("[Q9] [Q10] charts are read by those who enter them, with advisors and coaches") {
    NetworkStory story;
    begin(story);
    REQUIRE(verb(story, principal, "share_measure_series", "measure_series", "elm_s",
                 {{"shared_with", "network"}})
                .empty());
    struct Kind {
        char const* kind;
        json args;
    };
    std::vector<Kind> const kinds{
        {"chart_phase", {{"starts_on", "2026-01-19"}}},
        {"chart_annotation",
         {{"on", "2026-01-19"}, {"text", "Snow"}, {"annotation_kind", "event"}}},
        {"chart_signal",
         {{"rule", "shift"}, {"first_on", "2026-01-05"}, {"last_on", "2026-01-19"}}}};
    for (auto const& one : kinds) {
        std::string const kind = one.kind;
        for (auto const& who : NetworkStory::everybody()) {
            if (who == "former") { continue; }
            INFO(kind << " by " << who);
            static std::set<std::string> const may{
                analyst, lead, principal, teacher, advisor, "riverside.outsider", "coach"};
            auto args = one.args;
            auto const id = kind + "_" + story[who].member;
            args["id"] = id;
            args["series"] = "elm_s";
            auto const no = who == "partner" ? "not_found" : "not_yours";
            CHECK(story.act(who, "create_" + kind, args) == (may.contains(who) ? "" : no));
            if (!may.contains(who)) { continue; }
            if (kind == "chart_signal") {
                CHECK(story.act("observer", "acknowledge_chart_signal",
                                {{"id", id}, {"explanation", "E"}}) == "not_yours");
            } else {
                CHECK(edit(story, "observer", kind, id,
                           {{"set", {{kind == "chart_phase" ? "title" : "text", "T"}}}}) ==
                      "not_yours");
            }
            CHECK(story.act("observer", "archive_" + kind, {{"id", id}}) == "not_yours");
            REQUIRE(story.act(who, "archive_" + kind, {{"id", id}}).empty());
            CHECK(story.act("observer", "restore_" + kind, {{"id", id}}) == "not_yours");
            REQUIRE(story.act(who, "restore_" + kind, {{"id", id}}).empty());
            if (kind == "chart_phase") {
                CHECK(verb(story, "observer", "advance_chart_phase", "chart_phase", id,
                           {{"to", "withdrawn"}, {"reason", "R"}}) == "not_yours");
            }
            REQUIRE(story.act(who, "archive_" + kind, {{"id", id}}).empty());
        }
    }
}

TEST_CASE("[Q10] annotations and signals say when, and a signal of which points") {
    NetworkStory story;
    begin(story);
    auto const cycle = story.plan_cycle();
    json note{{"id", "snow"},          {"series", "elm_s"}, {"on", "2026-01-12"},
              {"until", "2026-01-11"}, {"text", "Snow"},    {"annotation_kind", "event"}};
    CHECK(story.act(principal, "create_chart_annotation", note) == "too_small");
    CHECK(field_of(story) == "until");
    note["until"] = "2026-01-12";
    REQUIRE(story.act(principal, "create_chart_annotation", note).empty());
    REQUIRE(
        edit(story, teacher, "chart_annotation", "snow", {{"add", {{"cycles", {cycle}}}}}).empty());
    // Whoever does not see the cycle does not take it out.
    REQUIRE(edit(story, analyst, "chart_annotation", "snow", {{"remove", {{"cycles", {cycle}}}}})
                .empty());
    CHECK(story.record("chart_annotation", "snow").at("cycles") == json::array({cycle}));

    json signal{{"id", "run"},
                {"series", "elm_s"},
                {"rule", "long_run"},
                {"first_on", "2026-01-19"},
                {"last_on", "2026-01-05"},
                {"points", {"one", "two"}}};
    CHECK(story.act(analyst, "create_chart_signal", signal) == "too_small");
    CHECK(field_of(story) == "last_on");
    signal["first_on"] = "2026-01-05";
    signal["last_on"] = "2026-01-19";
    signal["points"] = {"one", "nowhere"};
    CHECK(story.act(analyst, "create_chart_signal", signal) == "not_found");
    signal["points"] = {"one", "two"};
    REQUIRE(at_school(story, lead, "oak_s", "oak").empty());
    signal["series"] = "oak_s";
    CHECK(story.act(analyst, "create_chart_signal", signal) == "wrong_link");
    CHECK(field_of(story) == "points");
    signal["series"] = "elm_s";
    REQUIRE(story.act(analyst, "create_chart_signal", signal).empty());
    signal["id"] = "again";
    CHECK(story.act(analyst, "create_chart_signal", signal) == "duplicate_link");
    signal["rule"] = "shift";
    CHECK(story.act(analyst, "create_chart_signal", signal).empty());
    CHECK(story.act(analyst, "acknowledge_chart_signal",
                    {{"id", "run"}, {"explanation", "E"}, {"cycles", {cycle}}}) == "not_found");
    REQUIRE(story
                .act(teacher, "acknowledge_chart_signal",
                     {{"id", "run"}, {"explanation", "We greet"}, {"cycles", {cycle}}})
                .empty());
    auto const record = story.record("chart_signal", "run");
    CHECK(record.at("acknowledged_by") == "riverside_teacher");
    CHECK(record.at("explanation") == "We greet");
    CHECK(record.at("cycles") == json::array({cycle}));
    REQUIRE(story
                .act(analyst, "acknowledge_chart_signal",
                     {{"id", "run"}, {"explanation", "We think so too"}})
                .empty());
    CHECK(story.record("chart_signal", "run").at("cycles") == json::array({cycle}));
    expect_everyone_agrees(story);
}

TEST_CASE("[R5] [Q11] what is said of a series lies with it, and comes when it is opened") {
    NetworkStory story;
    begin(story);
    REQUIRE(story
                .act(principal, "create_chart_phase",
                     {{"id", "since"}, {"series", "elm_s"}, {"starts_on", "2026-01-19"}})
                .empty());
    story.connect_everybody();
    int n = 0;
    for (auto const* kind : {"measure_series", "data_point", "chart_phase"}) {
        std::string const about = n == 0 ? "elm_s" : n == 1 ? "one" : "since";
        REQUIRE(story
                    .act(teacher, "create_comment",
                         {{"id", "said" + std::to_string(++n)},
                          {"about_kind", kind},
                          {"about_id", about},
                          {"text", "How come?"}})
                    .empty());
        CHECK(story.record("comment", "said" + std::to_string(n)).at("series") == "elm_s");
    }
    auto has = [&](char const* who, char const* id) {
        return story[who].replica.transcript.find(id) != std::string::npos;
    };
    CHECK_FALSE(has(principal, "said1"));
    story.open(principal, "measure_series", "elm_s");
    for (auto const* id : {"said1", "said2", "said3", "\"one\""}) {
        INFO(id);
        CHECK(has(principal, id));
    }
    story.open("director", "measure_series", "elm_s");
    CHECK_FALSE(has("director", "said1"));
    // Whoever enters the points settles what is said of them.
    REQUIRE(
        story
            .act(
                analyst, "create_comment",
                {{"id", "asked"}, {"about_kind", "data_point"}, {"about_id", "one"}, {"text", "?"}})
            .empty());
    CHECK(story.act(principal, "resolve_comment", {{"id", "asked"}}).empty());
    REQUIRE(
        story
            .act("researcher", "create_comment",
                 {{"id", "of_it"}, {"about_kind", "measure"}, {"about_id", "reach"}, {"text", "?"}})
            .empty());
    CHECK(story.act(teacher, "resolve_comment", {{"id", "of_it"}}) == "not_yours");
    CHECK(story.act(advisor, "resolve_comment", {{"id", "of_it"}}).empty());
    // And so does whoever added a measure, outside of the hub too.
    REQUIRE(measure(story, "of_lead", {{"drivers", {"primary"}}}, lead).empty());
    REQUIRE(story
                .act("researcher", "create_comment",
                     {{"id", "of_theirs"},
                      {"about_kind", "measure"},
                      {"about_id", "of_lead"},
                      {"text", "?"}})
                .empty());
    CHECK(story.act(lead, "resolve_comment", {{"id", "of_theirs"}}).empty());
    expect_everyone_agrees(story);
}
