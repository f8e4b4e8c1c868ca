#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "protocol/field.hpp"
#include "server/charting/chart_json.hpp"

// The JSON around the engine: what is read, what is written, what is refused.
namespace flywheel {
namespace {

using nlohmann::json;

json asked(std::string const& text, std::string const& rules = {}) {
    auto const answer = charting::answer(text, rules, charting::file_limits);
    if (answer.has_error()) { FAIL(answer.error().field << ": " << answer.error().says); }
    for (auto const& refusal : answer->refused) {
        FAIL(refusal.field << ": " << refusal.says);
    }
    return json::parse(answer->text);
}

std::string refused(std::string const& text, std::string const& rules = {}) {
    auto const answer = charting::answer(text, rules, charting::file_limits);
    auto said = [](Refusal const& refusal) {
        return std::string(name_of(refusal.code)) + " " + refusal.field;
    };
    if (answer.has_error()) { return said(answer.error()); }
    return answer->refused.empty() ? std::string() : said(answer->refused.front());
}

}  // namespace

TEST_CASE(
    "[Q14] one case in, one result out; a list in, a list out; other members are passed over") {
    std::string const one =
        R"({"id":"a","note":null,"chart":"run","input":{"y":[1,2,3]},"expected":7})";
    auto const single = asked(one);
    CHECK(single["points"].size() == 3);
    CHECK(single["points"][0].size() == 8);  // a run chart has no limits to speak of
    CHECK(single["points"][2]["x"] == "3");
    CHECK(asked("[" + one + "," + one + "]").size() == 2);
    CHECK(asked("[]") == json::array());
    CHECK(asked(R"({"rules":"ihi","cases":[)" + one + "]}")[0]["rules"] == "ihi");
    auto const empty = asked(R"({"chart":"i","options":[],"input":{"x":[],"y":[]}})");
    CHECK(empty == json{{"parts", json::array()}, {"points", json::array()}});
}

TEST_CASE("[Q14] numbers are written so that they read back as themselves") {
    auto const chart = asked(R"({"chart":"i","input":{"y":[0.1,0.2,0.30000000000000004]}})");
    CHECK(chart["points"][2]["y"].get<double>() == 0.30000000000000004);
    CHECK(chart["points"][0]["cl"].get<double>() == Approx(0.2));
    auto const huge = asked(R"({"chart":"i","input":{"y":[1e308,1e308,-1e308]}})");
    CHECK(huge["points"][0]["ucl"].is_null());  // past what a number can be: not defined
}

TEST_CASE("[Q14] points are ordered by number or by date, and keep the name they came with") {
    auto const dated = asked(
        R"({"chart":"run","input":{"x":["2024-03-01","2023-12-31","2024-02","2024-02-01T06:30"],"y":[3,0,1,2]}})");
    std::vector<std::string> names;
    for (auto const& point : dated["points"]) {
        names.push_back(point["x"]);
    }
    CHECK(names ==
          std::vector<std::string>{"2023-12-31", "2024-02", "2024-02-01T06:30", "2024-03-01"});
    auto const numbered = asked(R"({"chart":"run","input":{"x":[2.5,1,null,1],"y":[1,2,3,4]}})");
    REQUIRE(numbered["points"].size() == 2);  // without a place in time there is no point
    CHECK(numbered["points"][0]["y"] == 3.0);
    CHECK(numbered["points"][1]["x"] == "2.5");
    CHECK(refused(R"({"chart":"run","input":{"x":["2024-02-30"],"y":[1]}})") ==
          "not_a_date input.x[0]");
    CHECK(refused(R"({"chart":"run","input":{"x":[1,"2024-02-03"],"y":[1,2]}})") ==
          "not_a_date input.x[0]");
    CHECK(refused(R"({"chart":"run","input":{"x":[1,true],"y":[1,2]}})") ==
          "not_a_number input.x[1]");
}

TEST_CASE("[Q14] a chart has the names that people give it, and R's single values are lists") {
    for (auto const* const name : {"iprime", "ip", "I'"}) {
        auto const chart =
            asked(json{{"chart", name}, {"input", {{"y", {2, 4}}, {"n", {1, 4}}}}}.dump());
        CHECK(chart["points"][0]["cl"].get<double>() == Approx(1.2));
    }
    auto const single =
        asked(R"({"chart":"p","options":{"part":1,"exclude":2},"input":{"x":1,"y":3,"n":4}})");
    CHECK(single["points"][0]["y"] == 0.75);
    CHECK(refused(R"({"chart":"pie","input":{"y":[1]}})") == "not_a_choice chart");
}

TEST_CASE("[Q13] a refusal names the case and the field") {
    CHECK(refused("not json") == "not_well_formed ");
    CHECK(refused("3") == "not_well_formed ");
    CHECK(refused(R"({"chart":"run"})") == "missing input");
    CHECK(refused(R"({"input":{"y":[1]}})") == "missing chart");
    CHECK(refused(R"({"chart":"run","input":{}})") == "missing input.y");
    CHECK(refused(R"({"chart":"run","input":{"y":[1,"2"]}})") == "not_a_number input.y[1]");
    CHECK(refused(R"({"chart":"run","input":{"y":[1],"m":[1]}})") == "unknown_field input.m");
    CHECK(refused(R"({"chart":"run","input":{"x":[1,2],"y":[1]}})") == "not_well_formed input.x");
    CHECK(refused(R"({"chart":"p","input":{"y":[1],"n":[1,2]}})") == "not_well_formed input.n");
    CHECK(refused(R"({"chart":"p","input":{"y":[1]}})") == "missing input.n");
    auto with = [](std::string const& options) {
        return refused(R"({"chart":"run","input":{"y":[1,2]},"options":)" + options + "}");
    };
    CHECK(with(R"({"frezee":1})") == "unknown_field options.frezee");
    CHECK(with(R"({"freeze":1.5})") == "not_a_number options.freeze");
    CHECK(with(R"({"freeze":[1,2]})") == "not_a_number options.freeze");
    CHECK(with(R"({"part":[1,"b"]})") == "not_a_number options.part[1]");
    CHECK(with(R"({"exclude":-1})") == "too_small options.exclude");
    CHECK(with(R"({"multiply":"x"})") == "not_a_number options.multiply");
    CHECK(with(R"({"multiply":-1})") == "too_small options.multiply");
    CHECK(with(R"({"agg":"mode"})") == "not_a_choice options.agg");
    CHECK(with(R"({"screened_mr":1})") == "not_a_choice options.screened_mr");
    CHECK(with(R"({"direction":"up"})") == "not_a_choice options.direction");
    CHECK(with(R"({"rebase_at":["2020-01-01"]})") == "not_a_choice options.rebase_at[0]");
    CHECK(with("7") == "not_well_formed options");
    CHECK(with(R"({"part":null,"freeze":null,"cl":null,"multiply":null})").empty());

    auto const answer = charting::answer(
        R"([{"chart":"run","input":{"y":[1]}},{"id":"b7","chart":"t","input":{"y":[1,0]}}])", "",
        charting::file_limits);
    REQUIRE(answer.has_value());
    REQUIRE(answer->refused.size() == 1);
    CHECK(answer->refused.front().field == "[1].input.y[1]");
    CHECK(answer->refused.front().says == "Case [1] (b7): A time between events is above zero.");
    // The others are computed all the same.
    auto const both = json::parse(answer->text);
    CHECK(both[0]["points"].size() == 1);
    CHECK(both[1] == json{{"refused",
                           {{"code", "too_small"},
                            {"field", "[1].input.y[1]"},
                            {"says", "Case [1] (b7): A time between events is above zero."}}}});
}

TEST_CASE("[Q14] rules add a reading; nhs and western-electric-nelson have a form of their own") {
    std::string const rising =
        R"({"options":{"improvement_direction":"increase","target":1},"input":{"y":[1,2,3,4,5,6,7,8,9,10]}})";
    auto const dots = asked(rising, "nhs");
    CHECK(dots["points"][3]["point_type"] == "special_cause_improvement");
    CHECK(dots["assurance"] == "consistent_pass");
    auto const zones = asked(rising, "western-electric-nelson");
    CHECK(zones["ending_index"]["N3"] == json{6, 7, 8, 9, 10});
    CHECK(zones["center"] == 5.5);
    auto const empty = asked(R"({"input":{"y":[]}})", "western-electric-nelson");
    CHECK(empty["center"].is_null());
    CHECK(empty["ending_index"]["WE1"] == json::array());

    auto with_chart = json::parse(rising);
    with_chart["chart"] = "i";
    for (auto const* const rules : {"anhoej", "3-sigma", "western_electric", "nelson", "ihi"}) {
        auto const read = asked(with_chart.dump(), rules);
        CHECK(read["points"].size() == 10);
        CHECK(read["too_early"] == false);
        CHECK_FALSE(read["says"].get<std::string>().empty());
    }
    auto const ihi = asked(with_chart.dump(), "ihi");
    CHECK(ihi["signals"][0]["rule"] == "ihi_trend");
    CHECK(ihi["signals"][0]["verdict"] == "improvement");
    CHECK(refused(with_chart.dump(), "tarot") == "not_a_choice rules");
    with_chart["chart"] = "p";
    CHECK(refused(with_chart.dump(), "nhs") == "not_a_choice chart");
}

TEST_CASE(
    "[Q9] a phase begins at the point of a date, and the first points of each make its limits") {
    json one{
        {"options", {{"rebase_at", {"2024-01-04"}}, {"fix_after_n_points", 2}}},
        {"input",
         {{"x",
           {"2024-01-01", "2024-01-02", "2024-01-03", "2024-01-04", "2024-01-05", "2024-01-06"}},
          {"y", {1, 3, 9, 10, 20, 90}}}}};
    auto const dots = asked(one.dump(), "nhs");
    CHECK(dots["points"][2]["mean"] == 2.0);
    CHECK(dots["points"][2]["rebase_group"] == 0);
    CHECK(dots["points"][5]["mean"] == 15.0);
    CHECK(dots["points"][5]["rebase_group"] == 1);
    CHECK(dots["points"][5]["upl"].get<double>() == Approx(15 + 2.66 * 10));
    CHECK(dots["points"][5]["point_type"] == "special_cause_neutral_high");
    one["options"]["rebase_at"] = 4;
    CHECK(asked(one.dump(), "nhs") == dots);
}

TEST_CASE("[Q14] a text past its limits is refused before it is read") {
    std::string const deep(40, '[');
    CHECK(refused(deep).rfind("too_deep", 0) == 0);
    auto const big = charting::answer(std::string(300 * 1024, ' '), "", charting::request_limits);
    REQUIRE(big.has_error());
    CHECK(big.error().code == Code::TooBig);
    json many = json::array();
    for (std::size_t i = 0; i <= charting::cases_max; ++i) {
        many.push_back(0);
    }
    CHECK(refused(many.dump()) == "too_many ");
}

}  // namespace flywheel
