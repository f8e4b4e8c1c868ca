#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "server/charting/chart_json.hpp"
#include "server/domain/charts/runs_analysis.hpp"

// Every case of tests/data/spc-reference, through the same door as the command line and HTTP.
namespace flywheel {
namespace {

using nlohmann::json;

std::ifstream open_reference(std::string const& name) {
    std::ifstream file("tests/data/spc-reference/" + name);
    REQUIRE(file);
    return file;
}

json read_reference(std::string const& name) {
    auto file = open_reference(name);
    return json::parse(file);
}

json computed(json const& cases, std::string const& rules = {}) {
    auto const answer = charting::answer(cases.dump(), rules, charting::file_limits);
    if (answer.has_error()) { FAIL(answer.error().field << ": " << answer.error().says); }
    for (auto const& refusal : answer->refused) {
        FAIL(refusal.field << ": " << refusal.says);
    }
    return json::parse(answer->text);
}

// Where two results differ first; "" when nowhere. Numbers agree to 1e-9 relative, all else exactly.
std::string difference(json const& found, json const& wanted, std::string const& place = {}) {
    auto const says = [&] { return place + ": " + found.dump() + ", wanted " + wanted.dump(); };
    if (wanted.is_number() && found.is_number()) {
        auto const a = found.get<double>();
        auto const b = wanted.get<double>();
        bool const same = std::abs(a - b) <= 1e-9 * std::max(std::abs(a), std::abs(b));
        return same ? "" : says();
    }
    if (wanted.is_array() && found.is_array() && wanted.size() == found.size()) {
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            auto const differs =
                difference(found[i], wanted[i], place + "[" + std::to_string(i) + "]");
            if (!differs.empty()) { return differs; }
        }
        return "";
    }
    if (wanted.is_object() && found.is_object() && wanted.size() == found.size()) {
        for (auto const& [name, value] : wanted.items()) {
            if (!found.contains(name)) { return place + "." + name + " is not there"; }
            auto const differs = difference(found[name], value, place + "." + name);
            if (!differs.empty()) { return differs; }
        }
        return "";
    }
    return found == wanted ? "" : says();
}

void check_all(std::string const& name, std::string const& rules, std::size_t cases_least) {
    auto const cases = read_reference(name);
    REQUIRE(cases.size() >= cases_least);
    auto const results = computed(cases, rules);
    REQUIRE(results.size() == cases.size());
    for (std::size_t i = 0; i < cases.size(); ++i) {
        INFO(cases[i]["id"]);
        CHECK(difference(results[i], cases[i]["expected"]) == "");
    }
}

std::vector<std::vector<std::string>> rows_of(std::string const& name) {
    auto file = open_reference(name);
    std::vector<std::vector<std::string>> rows;
    std::string line;
    std::getline(file, line);  // the heading
    while (std::getline(file, line)) {
        rows.emplace_back();
        std::stringstream cells(line);
        for (std::string cell; std::getline(cells, cell, ',');) {
            rows.back().push_back(cell);
        }
    }
    return rows;
}

}  // namespace

TEST_CASE("[Q6] charts equal the reference: every point, limit and run of 200 synthetic cases") {
    check_all("charts_synthetic.json", "", 200);
}

TEST_CASE("[Q6] charts equal the reference: every series of the sample network") {
    auto const expected = read_reference("bten_expected.json");
    auto const inputs = read_reference("bten_inputs.json");
    json cases = json::array();
    for (auto const& one : expected) {
        json input;
        for (auto const& series : inputs) {
            if (series["series"] == one["series"]) { input = series; }
        }
        input.erase("series");
        cases.push_back({{"chart", one["chart"]},
                         {"input", input},
                         {"options",
                          {{"part", one["part"]},
                           {"multiply", one["multiply"]},
                           {"screened_mr", one["screened_mr"]}}}});
    }
    REQUIRE(cases.size() == 68);
    auto const results = computed(cases);
    for (std::size_t i = 0; i < expected.size(); ++i) {
        auto const& wanted = expected[i];
        INFO(wanted["series"] << " as " << wanted["chart"]);
        auto const& found = results[i];
        REQUIRE(found["points"].size() == wanted["points"].size());
        REQUIRE(found["parts"].size() == wanted["parts"].size());
        // The reference names fewer figures here, calls x the date, and has the centre of each phase.
        for (std::size_t k = 0; k < wanted["points"].size(); ++k) {
            json point;
            for (auto const& [name, value] : wanted["points"][k].items()) {
                point[name] = found["points"][k].at(name == "date" ? "x" : name);
            }
            CHECK(difference(point, wanted["points"][k]) == "");
        }
        for (std::size_t k = 0; k < wanted["parts"].size(); ++k) {
            auto part = found["parts"][k];
            part["cl"] = found["points"][part["last"].get<std::size_t>() - 1]["cl"];
            CHECK(difference(part, wanted["parts"][k]) == "");
        }
    }
}

TEST_CASE("[Q9] plot the dots equals the reference") {
    check_all("nhs_plot_the_dots.json", "nhs", 17);
}

TEST_CASE("[Q8] Western Electric and Nelson rules are met where the reference says") {
    check_all("western_electric_nelson.json", "western-electric-nelson", 21);
}

TEST_CASE("[Q7] the Anhoej limits of 1 to 1,000 useful points equal the reference") {
    auto const rows = rows_of("anhoej_limits_1_1000.csv");
    REQUIRE(rows.size() == 1'000);
    for (auto const& row : rows) {
        INFO(row[0]);
        CHECK(charts::longest_run_max(std::stoi(row[0])) == std::stoi(row[1]));
        CHECK(charts::crossings_min(std::stoi(row[0])) == std::stoi(row[2]));
    }
}

TEST_CASE("[Q8] the exact limits for the number of runs equal the reference") {
    auto const rows = rows_of("runs_test_limits.csv");
    REQUIRE(rows.size() > 20);
    for (auto const& row : rows) {
        INFO(row[0]);
        auto const limits = charts::runs_limits(std::stoi(row[0]));
        REQUIRE(limits);
        CHECK(limits->least == std::stoi(row[1]));
        CHECK(limits->most == std::stoi(row[2]));
    }
}

}  // namespace flywheel
