#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "tests/support/browser.hpp"
#include "tests/support/process/server_process.hpp"

using namespace flywheel;
using namespace flywheel::testing;
using nlohmann::json;

namespace {

std::string const fixtures = "tests/data/spc-reference/";
std::string const one_case = R"({"chart":"c","input":{"y":[4,9,5]}})";

json read_json(std::string const& path) {
    std::ifstream file(path);
    REQUIRE(file);
    return json::parse(file);
}

}  // namespace

TEST_CASE("[Q14] whoever is signed in gets a chart over HTTP; nobody else does") {
    RunningServer server(story_as_import());
    Browser teacher(server.port());
    std::string const path = "/api/v1/chart";
    CHECK(teacher.http("POST", path, one_case).status == 401);
    teacher.sign_in("riverside_teacher");

    auto const single = teacher.http("POST", path, one_case);
    CHECK(single.status == 200);
    CHECK(single.header("Content-Type").rfind("application/json", 0) == 0);
    CHECK(single.json()["points"][0]["cl"] == 6.0);
    auto const several = teacher.http("POST", path, "[" + one_case + "," + one_case + "]").json();
    CHECK(several.size() == 2);

    auto const dots = R"({"input":{"y":[1,2,3,4,5,6,7]}})";
    auto const by_query = teacher.http("POST", path + "?rules=nhs", dots).json();
    CHECK(by_query["points"][3]["special_cause"] == "7 Point Trend (Increasing)");
    auto const in_body =
        teacher.http("POST", path, R"({"rules":"nhs","input":{"y":[1,2,3,4,5,6,7]}})").json();
    CHECK(in_body == by_query);

    auto const refused = teacher.http("POST", path, R"([{"chart":"c","input":{"y":[4,"9"]}}])");
    CHECK(refused.status == 422);
    auto const refusal = refused.json();
    CHECK(refusal["code"] == "not_a_number");
    CHECK(refusal["field"] == "[0].input.y[1]");
    CHECK(teacher.http("POST", path, "nonsense").json()["code"] == "not_well_formed");
    CHECK(teacher.http("POST", path, std::string(300 * 1024, ' ')).status == 413);
    CHECK(teacher.http("POST", path, one_case, {{"Origin", "https://elsewhere.example"}}).status ==
          403);
    CHECK(teacher.http("POST", path, one_case, {{"Content-Type", "text/plain"}}).status == 422);
    CHECK(teacher.http("GET", path).status == 404);
}

TEST_CASE("[Q14] HTTP and the command line give the reference figures, to the same digit") {
    RunningServer server(story_as_import());
    Browser teacher(server.port());
    teacher.sign_in("riverside_teacher");
    TemporaryFolder folder;
    auto const cases = read_json(fixtures + "western_electric_nelson.json");
    std::string const rules = "western-electric-nelson";
    auto const over_http =
        teacher.http("POST", "/api/v1/chart?rules=" + rules, cases.dump()).json();

    std::string said;
    auto const name = fixtures + "western_electric_nelson.json";
    REQUIRE(process::run_flywheel("chart " + name + " --rules " + rules, said) == 0);
    CHECK(json::parse(said) == over_http);
    CHECK(over_http[0]["ending_index"] == cases[0]["expected"]["ending_index"]);
}

TEST_CASE("[Q13] the command line answers a file, and refuses one with the case and the field") {
    TemporaryFolder folder;
    auto const path = folder.path() + "/cases.json";
    auto run = [&](std::string const& text, std::string const& more, std::string& said) {
        std::ofstream(path) << text;
        return process::run_flywheel("chart " + path + more, said);
    };
    std::string said;
    CHECK(run(one_case, "", said) == 0);
    CHECK(json::parse(said)["parts"][0]["n_obs"] == 3);
    CHECK(run("[" + one_case + R"(,{"chart":"u","input":{"y":[1]}}])", "", said) == 1);
    CHECK(said.find("[1].input.n") != std::string::npos);
    CHECK(said.find("\"n_obs\":3") != std::string::npos);  // the good one beside it is computed
    CHECK(run(one_case, " --rules tarot", said) == 1);
    CHECK(said.find("western-electric-nelson") != std::string::npos);
    CHECK(process::run_flywheel("chart", said) == 2);
    CHECK(process::run_flywheel("chart " + folder.path() + "/none.json", said) == 3);
    CHECK(process::run_flywheel("chart --help", said) == 0);
    CHECK(said.find("--rules") != std::string::npos);
}
