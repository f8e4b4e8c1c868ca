#include "server/charting/chart_json.hpp"

#include <algorithm>

#include "protocol/field.hpp"
#include "server/charting/read_case.hpp"
#include "server/domain/charts/nhs.hpp"
#include "server/domain/charts/reading.hpp"

namespace flywheel::charting {

namespace {

using nlohmann::json;
// In the order in which people read them.
using Written = nlohmann::ordered_json;

// A result, in a type of its own: a json turns into anything, a refusal too.
struct Computed {
    Written form;
    std::vector<Refusal> refused = {};
};

enum class Form { Chart, Dots, Zones };

// What is asked of each case.
struct Wanted {
    std::string_view name;
    Form form = Form::Chart;
    std::optional<charts::RuleSet> rules;  // by which a chart is read besides
};
constexpr std::array choices{
    Wanted{"anhoej", Form::Chart, charts::RuleSet::Anhoej},
    Wanted{"3-sigma", Form::Chart, charts::RuleSet::ThreeSigma},
    Wanted{"western-electric", Form::Chart, charts::RuleSet::WesternElectric},
    Wanted{"nelson", Form::Chart, charts::RuleSet::Nelson},
    Wanted{"ihi", Form::Chart, charts::RuleSet::Ihi},
    Wanted{"nhs", Form::Dots, {}},
    Wanted{"western-electric-nelson", Form::Zones, {}}};

Result<Wanted> wanted_of(std::string name) {
    if (name.empty()) { return Wanted{}; }
    std::replace(name.begin(), name.end(), '_', '-');
    if (name == "three-sigma") { name = "3-sigma"; }
    for (auto const& choice : choices) {
        if (choice.name == name) { return choice; }
    }
    return refuse(Code::NotAChoice, "rules", "\"rules\" is one of " + rule_names() + ".",
                  {{"choices", rule_names()}});
}

template <class T>
Written value_or_null(std::optional<T> const& value) {
    return value ? Written(*value) : Written(nullptr);
}

Written part_json(charts::Part const& part) {
    return {{"part", part.part},
            {"first", part.first},
            {"last", part.last},
            {"n_obs", part.runs.n_obs},
            {"n_useful", part.runs.n_useful},
            {"longest_run", value_or_null(part.runs.longest_run)},
            {"longest_run_max", value_or_null(part.runs.longest_run_max)},
            {"n_crossings", value_or_null(part.runs.n_crossings)},
            {"n_crossings_min", value_or_null(part.runs.n_crossings_min)},
            {"runs_signal", part.runs.signal},
            {"sigma_signals", part.sigma_signals}};
}

Written chart_json(charts::Chart const& chart, Case const& one) {
    Written points = Written::array();
    for (std::size_t i = 0; i < chart.points.size(); ++i) {
        auto const& point = chart.points[i];
        Written written{{"i", i + 1},
                        {"x", one.labels[point.first_entry]},
                        {"y", value_or_null(point.y)},
                        {"cl", value_or_null(point.cl)}};
        if (chart.type != charts::ChartType::Run) {
            written["lcl"] = value_or_null(point.lower[2]);
            written["ucl"] = value_or_null(point.upper[2]);
            written["lcl95"] = value_or_null(point.lower[1]);
            written["ucl95"] = value_or_null(point.upper[1]);
        }
        written["part"] = point.part;
        written["baseline"] = point.baseline;
        written["include"] = point.include;
        written["sigma_signal"] = point.sigma_signal;
        points.push_back(std::move(written));
    }
    Written parts = Written::array();
    for (auto const& part : chart.parts) {
        parts.push_back(part_json(part));
    }
    return {{"parts", std::move(parts)}, {"points", std::move(points)}};
}

void add_reading(Written& into, charts::Reading const& reading) {
    into["rules"] = name_of(reading.rules);
    into["too_early"] = reading.too_early;
    into["n_useful"] = reading.n_useful;
    Written signals = Written::array();
    for (auto const& signal : reading.signals) {
        signals.push_back({{"rule", name_of(signal.rule)},
                           {"side", name_of(signal.side)},
                           {"verdict", name_of(signal.verdict)},
                           {"part", signal.part},
                           {"points", signal.points},
                           {"found", signal.found},
                           {"limit", value_or_null(signal.limit)},
                           {"says", signal.says}});
    }
    into["signals"] = std::move(signals);
    into["says"] = reading.says;
}

Result<void> check_individuals(Case const& one, char const* rules) {
    if (!one.chart || *one.chart == charts::ChartType::I) { return {}; }
    return refuse(Code::NotAChoice, "chart",
                  std::string("With these rules (") + rules + ") the chart is \"i\".",
                  {{"choices", "i"}});
}

// The form of nhs_plot_the_dots.json.
Result<Computed> dots_of(Case const& one) {
    if (auto ok = check_individuals(one, "nhs"); ok.has_error()) { return ok.error(); }
    auto settings = charts::plot_the_dots_settings(one.rebase_before, one.settings.fix_after,
                                                   one.settings.moving_ranges);
    settings.exclude = one.settings.exclude;
    settings.multiply = one.settings.multiply;
    auto const chart = charts::make_chart(one.series, settings);
    if (chart.has_error()) { return chart.error(); }
    auto const dots = charts::plot_the_dots(*chart, one.direction, one.target);
    // The reference counts phases from 0, and the first phase as 1 where it is named itself.
    bool const named_first = std::count(one.rebase_before.begin(), one.rebase_before.end(), 1) > 0;
    Written points = Written::array();
    for (std::size_t i = 0; i < chart->points.size(); ++i) {
        auto const& point = chart->points[i];
        points.push_back({{"i", i + 1},
                          {"y", value_or_null(point.y)},
                          {"mean", value_or_null(point.cl)},
                          {"lpl", value_or_null(point.lower[2])},
                          {"upl", value_or_null(point.upper[2])},
                          {"special_cause", name_of(dots.causes[i])},
                          {"point_type", name_of(dots.variations[i])},
                          {"rebase_group", point.part - (named_first ? 0 : 1)}});
    }
    auto const assurance = dots.assurance ? Written(name_of(*dots.assurance)) : Written(nullptr);
    return Computed{{{"assurance", assurance}, {"points", std::move(points)}}};
}

// The form of western_electric_nelson.json: per rule the points at which it is met.
Result<Computed> zones_of(Case const& one) {
    if (auto ok = check_individuals(one, "western-electric-nelson"); ok.has_error()) {
        return ok.error();
    }
    auto settings = one.settings;
    settings.chart = charts::ChartType::I;
    auto const chart = charts::make_chart(one.series, settings);
    if (chart.has_error()) { return chart.error(); }
    Written met = Written::object();
    for (auto const* const name :
         {"WE1", "WE2", "WE3", "WE4", "N1", "N2", "N3", "N4", "N5", "N6", "N7", "N8"}) {
        met[name] = Written::array();
    }
    for (auto const rules : {charts::RuleSet::WesternElectric, charts::RuleSet::Nelson}) {
        for (auto const& hit : charts::rule_hits(*chart, rules)) {
            met[std::string(name_of(hit.rule))].push_back(hit.completed_at);
        }
    }
    auto const last = chart->points.empty() ? charts::Point{} : chart->points.back();
    return Computed{{{"center", value_or_null(last.cl)},
                     {"sigma", value_or_null(last.sigma)},
                     {"ending_index", std::move(met)}}};
}

Result<Computed> compute(json const& one, Wanted const& wanted) {
    auto const read = read_case(one);
    if (read.has_error()) { return read.error(); }
    if (wanted.form == Form::Dots) { return dots_of(*read); }
    if (wanted.form == Form::Zones) { return zones_of(*read); }
    if (!read->chart) {
        return refuse(Code::Missing, "chart", "\"chart\" is missing, such as \"run\" or \"p\".");
    }
    auto const chart = charts::make_chart(read->series, read->settings);
    if (chart.has_error()) { return chart.error(); }
    Computed computed{chart_json(*chart, *read)};
    if (wanted.rules) {
        add_reading(computed.form, read_chart(*chart, *wanted.rules, read->direction));
    }
    return computed;
}

// The refusal of one of several cases says which.
Refusal in_case(Refusal refusal, std::size_t index, json const& one) {
    auto const place = "[" + std::to_string(index) + "]";
    refusal.field = place + (refusal.field.empty() ? "" : "." + refusal.field);
    std::string name;
    if (one.is_object()) {
        auto const id = one.find("id");
        if (id != one.end() && id->is_string()) { name = " (" + id->get<std::string>() + ")"; }
    }
    refusal.says = "Case " + place + name + ": " + refusal.says;
    return refusal;
}

Result<Computed> compute_all(json const& cases, Wanted const& wanted) {
    if (cases.size() > cases_max) {
        return refuse(Code::TooMany, "",
                      "There are at most " + std::to_string(cases_max) + " cases.",
                      {{"limit", std::to_string(cases_max)}});
    }
    Computed all{Written::array()};
    for (std::size_t i = 0; i < cases.size(); ++i) {
        auto result = compute(cases[i], wanted);
        if (result.has_error()) {
            all.refused.push_back(in_case(result.error(), i, cases[i]));
            auto const& refusal = all.refused.back();
            all.form.push_back({{"refused",
                                 {{"code", name_of(refusal.code)},
                                  {"field", refusal.field},
                                  {"says", refusal.says}}}});
            continue;
        }
        all.form.push_back(std::move(result->form));
    }
    return all;
}

Result<Computed> compute_any(json const& body, Wanted const& wanted) {
    if (body.is_array()) { return compute_all(body, wanted); }
    if (body.is_object() && body.contains("cases")) {
        auto const& cases = body["cases"];
        if (cases.is_array()) { return compute_all(cases, wanted); }
        return refuse(Code::NotAList, "cases", "\"cases\" is a list of cases.");
    }
    return compute(body, wanted);
}

}  // namespace

std::string rule_names() {
    std::string names;
    for (auto const& choice : choices) {
        names += (names.empty() ? "" : ", ") + std::string(choice.name);
    }
    return names;
}

Result<Answer> answer(std::string_view text, std::string_view rules, JsonLimits limits) {
    if (auto ok = check_json_shape(text, limits); ok.has_error()) { return ok.error(); }
    auto const body = json::parse(text, nullptr, false);
    if (body.is_discarded()) {
        return refuse(Code::NotWellFormed, "", "This is not JSON, or a number in it is too large.");
    }
    std::string name(rules);
    if (name.empty() && body.is_object() && body.contains("rules")) {
        auto const& asked = body["rules"];
        if (!asked.is_string()) { return refuse(Code::NotText, "rules", "\"rules\" is a text."); }
        name = asked.get<std::string>();
    }
    auto const wanted = wanted_of(name);
    if (wanted.has_error()) { return wanted.error(); }
    auto result = compute_any(body, *wanted);
    if (result.has_error()) { return result.error(); }
    // A label that is no UTF-8 cannot have come through the parser.
    return Answer{result->form.dump(), std::move(result->refused)};
}

}  // namespace flywheel::charting
