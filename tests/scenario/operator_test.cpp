// What an operator asks about people, districts and the server itself.
#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "protocol/digest.hpp"
#include "server/admin/desk.hpp"
#include "server/doctor.hpp"
#include "server/room/people.hpp"
#include "storage/tokens.hpp"
#include "tests/support/unit/network_story.hpp"

using namespace flywheel;
using namespace flywheel::testing;
using nlohmann::json;

namespace {

json asked(Floor& floor, json const& request, bool good = true) {
    auto const answer = admin::carry_out(floor, request.dump(), {});
    INFO(answer.head);
    CHECK(answer.good == good);
    return json::parse(answer.head);
}

std::map<std::string, doctor::State> states(config::Loaded const& loaded,
                                            std::vector<std::string> const& problems = {}) {
    std::map<std::string, doctor::State> worst;
    for (auto const& each : doctor::examine(loaded, problems, false)) {
        INFO(each.about << ": " << each.says);
        CHECK_FALSE(each.says.empty());
        worst[each.about] = std::max(worst[each.about], each.state);
    }
    return worst;
}

}  // namespace

TEST_CASE("an operator sees who has an account and where they are signed in, and signs them out") {
    NetworkStory story;
    auto& floor = story.floor();
    auto const now = story.clock().now_ms();
    auto const& teacher = story["riverside.teacher"];
    for (auto const* id : {"first", "second"}) {
        floor.accounts().add_session(
            "session_" + teacher.member + id,
            {id, teacher.account, now, now + 1'000'000, now, false, "firefox linux"});
    }
    auto const users = asked(floor, {{"do", "users"}}).at("users");
    CHECK(users.size() == NetworkStory::everybody().size());
    auto const one = std::find_if(users.begin(), users.end(), [](json const& user) {
        return user.at("email") == "riverside_teacher@example.org";
    });
    REQUIRE(one != users.end());
    CHECK(one->at("sessions") == 2);
    CHECK(one->at("second_factor") == false);
    CHECK(one->at("networks").at(0).at("roles").at(0) ==
          json{{"role", "team_member"}, {"organization", "elm"}, {"state", "active"}});
    CHECK(asked(floor, {{"do", "users"}, {"network", "nothing"}}, false).contains("says"));

    json const whose{{"email", "riverside_teacher@example.org"}};
    auto request = [&](char const* what, json more = json::object()) {
        more.update(whose);
        more["do"] = what;
        return more;
    };
    CHECK(asked(floor, request("sessions")).at("sessions").size() == 2);
    CHECK(asked(floor, request("end_sessions", {{"id", "nobody's"}}), false).contains("says"));
    CHECK(asked(floor, request("end_sessions", {{"id", "first"}})).at("ended") == 1);
    CHECK(asked(floor, request("sessions")).at("sessions").at(0).at("id") == "second");
    CHECK(asked(floor, request("end_sessions")).at("ended") == 1);
    CHECK(asked(floor, request("end_sessions"), false).contains("says"));
    auto const notes = asked(floor, {{"do", "audit"}}).at("entries");
    CHECK(notes.back().at("what") == "sessions_ended_by_operator");
    CHECK(notes.back().at("about") == teacher.account);
    CHECK(notes.back().at("hash").get<std::string>().size() == 64);
    CHECK(asked(floor, {{"do", "audit"}, {"since_ms", now + 1}}).at("entries").empty());
}

TEST_CASE("an operator's invitation lets one person in, in the place and the role it says") {
    NetworkStory story;
    auto& floor = story.floor();
    json invitation{{"do", "invite"},           {"network", "nic"},
                    {"organization", "elm"},    {"role", "school_lead"},
                    {"team", "riverside_team"}, {"email", "New@Example.org"}};
    auto const made = asked(floor, invitation);
    Joiner joiner{{"account_new", "new@example.org", "New", "hash"}, true};
    auto stranger = joiner;
    stranger.account.email = "other@example.org";
    auto const token = sha256(made.at("token").get<std::string>());
    CHECK(join_by_invitation(floor, token, stranger).has_error());
    REQUIRE(join_by_invitation(floor, token, joiner).has_value());
    CHECK(join_by_invitation(floor, token, joiner).has_error());
    auto const viewer = floor.room("nic")->viewer(*floor.member_of("account_new", "nic"));
    REQUIRE(viewer.roles.size() == 1);
    CHECK(viewer.roles[0].role == Role::SchoolLead);
    CHECK(viewer.roles[0].organization.text == "elm");
    CHECK(viewer.teams == std::vector<TeamId>{{"riverside_team"}});
    for (auto const& [field, value] : std::map<std::string, json>{{"organization", "nowhere"},
                                                                  {"role", "king"},
                                                                  {"team", "none"},
                                                                  {"days", 91},
                                                                  {"network", "nothing"}}) {
        auto wrong = invitation;
        wrong[field] = value;
        INFO(field);
        CHECK(asked(floor, wrong, false).contains("says"));
    }
}

TEST_CASE(
    "[S83] what was destroyed at a contract's end is certified, and without a yes nothing is") {
    NetworkStory story;
    auto& floor = story.floor();
    story.plan_cycle();
    json request{{"do", "remove_district"}, {"network", "nic"}, {"district", "riverside"}};
    auto const planned = asked(floor, request, false);
    CHECK(planned.at("removed") == false);
    CHECK_FALSE(planned.contains("certificate"));
    CHECK(story.record("member", "riverside_teacher").at("name") == "riverside.teacher");
    request["yes"] = true;
    auto const certificate = asked(floor, request);
    CHECK(certificate.at("certificate") == "destruction");
    CHECK(certificate.at("records") == planned.at("records"));
    CHECK(certificate.at("records").at("pdsa_cycle") == 1);
    CHECK(certificate.at("history_after").at("hash") == to_hex(floor.store().head("nic")->hash));
    // The entry that says so is the one that the audit shows.
    auto const notes = asked(floor, {{"do", "audit"}}).at("entries");
    CHECK(certificate.at("server_history").at("hash") == notes.back().at("hash"));
    CHECK(notes.back().at("what") == "district_removed");
    CHECK(asked(floor, {{"do", "verify"}}).at("chains").at(0).at("broken_seq") == 0);

    CHECK(asked(floor, {{"do", "erase"}, {"email", "lakeside_teacher@example.org"}}, false)
              .at("erased") == false);
    CHECK(floor.accounts().by_email("lakeside_teacher@example.org"));
    auto const erased =
        asked(floor, {{"do", "erase"}, {"email", "lakeside_teacher@example.org"}, {"yes", true}});
    CHECK(erased.at("networks").at(0).at("account_goes") == true);
    CHECK_FALSE(floor.accounts().by_email("lakeside_teacher@example.org"));
}

TEST_CASE("the doctor finds what is wrong with a folder, its settings and its backups, and changes "
          "nothing") {
    NetworkStory story;
    config::Loaded loaded;
    loaded.config.data = story.folder();
    ::chmod(story.folder().c_str(), 0700);
    ::chmod((story.folder() + "/flywheel.db").c_str(), 0600);
    auto found = states(loaded);
    CHECK(found.at("settings") == doctor::State::Good);
    CHECK(found.at("folder") == doctor::State::Good);
    CHECK(found.at("database") == doctor::State::Good);
    CHECK(found.at("server") == doctor::State::Look);
    CHECK(found.at("backups") == doctor::State::Look);
    CHECK(found.at("second factor") == doctor::State::Look);
    CHECK(found.at("address") == doctor::State::Look);

    ::chmod(story.folder().c_str(), 0755);
    ::chmod((story.folder() + "/flywheel.db").c_str(), 0644);
    loaded.config.backup_folder = story.folder() + "/nowhere";
    loaded.config.public_url = "http://flywheel.example.org";
    loaded.config.tls_certificate = loaded.config.tls_key = story.folder() + "/none.pem";
    loaded.config.disk_reserve = std::int64_t{1} << 60;
    loaded.config.web = story.folder();
    loaded.config.second_factor = "leads";
    found = states(loaded, {"line 3: there is no setting \"mail.smpt_url\""});
    for (auto const* about :
         {"settings", "folder", "database", "backups", "certificate", "disk", "pages"}) {
        INFO(about);
        CHECK(found.at(about) == doctor::State::Bad);
    }
    CHECK(found.at("address") == doctor::State::Look);
    CHECK(found.at("second factor") == doctor::State::Good);
}

TEST_CASE("an operator founds one more network, and its director gets in by a link; who has an "
          "account already finds it there") {
    NetworkStory story;
    auto& floor = story.floor();
    json wish{{"do", "create_network"},
              {"name", "Algebra for all"},
              {"organization", "Delta College"},
              {"director", "Ada Moss"},
              {"email", "Ada@Delta.example"}};
    auto const made = asked(floor, wish);
    auto const id = made.at("network").get<std::string>();
    CHECK(floor.networks().size() == 2);
    auto const account = floor.accounts().by_email("ada@delta.example");
    REQUIRE(account);
    CHECK(account->password_hash.empty());
    auto const member = floor.member_of(account->id, id);
    REQUIRE(member);
    auto const viewer = floor.room(id)->viewer(*member);
    REQUIRE(viewer.roles.size() == 1);
    CHECK(viewer.roles[0].role == Role::HubDirector);
    CHECK(floor.accounts().use_link(sha256(made.at("token").get<std::string>()), "sign_in",
                                    story.clock().now_ms()) == account->id);
    // The other network is nothing to them.
    CHECK_FALSE(floor.member_of(account->id, "nic"));

    wish["email"] = "riverside_lead@example.org";
    auto const again = asked(floor, wish);
    CHECK_FALSE(again.contains("token"));
    CHECK(floor.member_of(story["riverside.lead"].account, again.at("network").get<std::string>()));
    for (auto const& [field, value] :
         std::map<std::string, std::string>{{"name", ""},
                                            {"organization", ""},
                                            {"director", std::string(121, 'x')},
                                            {"email", "nobody"}}) {
        auto wrong = wish;
        wrong[field] = value;
        CHECK(asked(floor, wrong, false).at("field") == field);
    }
    CHECK(floor.networks().size() == 3);
    for (auto const& each : floor.store().verify()) {
        CHECK(each.broken_seq == 0);
    }
}

TEST_CASE("an operator sees who made which API tokens, and ends one at once") {
    NetworkStory story;
    auto& floor = story.floor();
    auto const now = story.clock().now_ms();
    storage::Tokens tokens(floor.store());
    for (auto const* who : {"riverside.teacher", "coach"}) {
        tokens.add(sha256(std::string("secret ") + who),
                   {std::string("token_") + who, story[who].account, "nic", "Nightly", false, now,
                    now + 1'000'000, 0});
    }
    CHECK(asked(floor, {{"do", "tokens"}}).at("tokens").size() == 2);
    auto const hers = asked(floor, {{"do", "tokens"}, {"email", "coach@example.org"}}).at("tokens");
    REQUIRE(hers.size() == 1);
    CHECK(hers[0].at("id") == "token_coach");
    CHECK(hers[0].dump().find("secret") == std::string::npos);
    asked(floor, {{"do", "end_token"}, {"id", "token_coach"}});
    CHECK_FALSE(tokens.find(sha256("secret coach"), now));
    CHECK(tokens.find(sha256("secret riverside.teacher"), now));
    CHECK(asked(floor, {{"do", "end_token"}, {"id", "token_coach"}}, false).at("code") ==
          "not_found");
}

TEST_CASE("an operator is told who opened what, and what would go by which rules") {
    NetworkStory story;
    story.connect_everybody();
    auto& floor = story.floor();
    auto const cycle = story.plan_cycle();
    story.open("riverside.mate", "pdsa_cycle", cycle);
    auto const reads = asked(floor, {{"do", "reads"}, {"network", "nic"}}).at("reads");
    REQUIRE(reads.size() == 1);
    CHECK(reads[0].at("id") == cycle);
    CHECK(reads[0].at("member") == story["riverside.mate"].member);
    CHECK_FALSE(reads[0].at("name").get<std::string>().empty());
    CHECK(asked(floor, {{"do", "reads"}, {"network", "none"}}, false).at("code") == "not_found");
    story.clock().pass_days(100);
    auto const rules = json{{"do", "retention"}, {"kinds", "pdsa_cycle=90"}, {"archived_days", 0}};
    CHECK(asked(floor, rules).at("networks")[0].at("removed").at("pdsa_cycle") == 1);
    CHECK(asked(floor, {{"do", "retention"}}).at("networks")[0].at("removed").empty());
    CHECK(asked(floor, {{"do", "retention"}, {"kinds", "member=90"}}, false).at("field") ==
          "retention.kinds");
    CHECK(story.state().find(*kind_from_name("pdsa_cycle"), cycle) != nullptr);
}
