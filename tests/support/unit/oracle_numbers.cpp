#include <algorithm>
#include <chrono>
#include <cstdio>

#include "tests/support/unit/oracle.hpp"

// Small numbers, and totals that would give one away (docs/SYNC.md Q16), worked out from exported records alone.
namespace flywheel::testing {

using nlohmann::json;

namespace {

long day_number(std::string const& on) {
    int y = 0;
    unsigned m = 0;
    unsigned d = 0;
    if (std::sscanf(on.c_str(), "%d-%u-%u", &y, &m, &d) != 3) { return 0; }
    using namespace std::chrono;
    return sys_days{year{y} / month{m} / day{d}}.time_since_epoch().count();
}

// Floors, as the division of numbers below zero does not.
long blocks(long days, long size) { return (days - ((days % size) + size) % size) / size; }

bool untouched(json const& point) {
    return point.value("archived_at_ms", 0LL) == 0 && point.value("corrections", 0) == 0;
}

}  // namespace

std::optional<double> Oracle::people_behind(json const& point) const {
    auto const& series = *get("measure_series", point.at("series"));
    auto const& measure = *get("measure", series.at("measure"));
    char const* const field = measure.at("data") == "proportion" ? "denominator" : "answers";
    if (!point.contains(field)) { return std::nullopt; }
    return point.at(field).get<double>();
}

double Oracle::least_people() const {
    for (auto const& record : records_) {
        if (record.at("kind") == "network") { return record.value("min_n", 10.0); }
    }
    return 10;
}

// Two points of one measure with the same words are of one period; empty where each point is an event.
std::string Oracle::period_of(json const& measure, std::string const& on) const {
    std::string const schedule = measure.at("schedule");
    if (schedule == "per_event") { return {}; }
    if (schedule == "daily") { return on; }
    if (schedule == "monthly") { return on.substr(0, 7); }
    if (schedule == "yearly") { return on.substr(0, 4); }
    if (schedule == "quarterly") {
        return on.substr(0, 4) + "Q" + std::to_string((std::stoi(on.substr(5, 2)) - 1) / 3);
    }
    long const monday = 4;  // 1970-01-05
    long const week = blocks(day_number(on) - monday, 7);
    if (schedule == "weekly") { return "W" + std::to_string(week); }
    long first = blocks(-monday, 7);
    for (auto const& record : records_) {
        bool const begins =
            record.at("kind") == "measure_definition" && record.at("measure") == measure.at("id") &&
            record.value("number", 0) == 1 && record.value("archived_at_ms", 0LL) == 0;
        if (begins) { first = blocks(day_number(record.at("starts_on")) - monday, 7); }
    }
    return "F" + std::to_string(blocks(week - first, 2));
}

// The points of the series for which `fits` holds, in the period of this one.
std::vector<json const*> Oracle::in_period_of(json const& point,
                                              std::function<bool(json const&)> const& fits) const {
    auto const& measure = *get("measure", get("measure_series", point.at("series"))->at("measure"));
    auto const period = period_of(measure, point.at("on"));
    std::vector<json const*> found;
    for (auto const& record : records_) {
        if (record.at("kind") != "data_point") { continue; }
        auto const& series = *get("measure_series", record.at("series"));
        bool const counts = series.at("measure") == measure.at("id") &&
                            !series.value("pooled", false) && fits(series) && !period.empty() &&
                            period_of(measure, record.at("on")) == period;
        if (counts) { found.push_back(&record); }
    }
    return found;
}

// Which series add up to a district's or the network's point; of the network's in two ways.
std::vector<std::function<bool(json const&)>> Oracle::parts_of(json const& total) const {
    auto const& whole = *get("measure_series", total.at("series"));
    auto school_in = [this](std::string const& district) {
        return [this, district](json const& series) {
            return series.at("scope") == "school" &&
                   (district.empty() ||
                    district_above(series.value("organization", "")) == district);
        };
    };
    if (whole.at("scope") == "district") { return {school_in(whole.at("organization"))}; }
    auto has_schools = [this, school_in, measure = whole.at("measure")](std::string const& at) {
        return std::any_of(records_.begin(), records_.end(), [&](json const& record) {
            return record.at("kind") == "measure_series" && record.at("measure") == measure &&
                   school_in(at)(record);
        });
    };
    return {[has_schools](json const& series) {
                return series.at("scope") == "school" || (series.at("scope") == "district" &&
                                                          !has_schools(series.at("organization")));
            },
            [](json const& series) { return series.at("scope") == "district"; }};
}

Oracle::Told Oracle::told_beside(json const& total,
                                 std::function<bool(json const&)> const& sites) const {
    auto const& measure = get("measure_series", total.at("series"))->at("measure");
    auto parts = in_period_of(total, sites);
    auto const made = [](json const& record) {
        return record.at("created_at_ms").get<long long>();
    };
    auto all_said = [&](std::size_t count, long long at) {
        return std::all_of(records_.begin(), records_.end(), [&](json const& site) {
            bool const counts = site.at("kind") == "measure_series" &&
                                site.at("measure") == measure && !site.value("pooled", false) &&
                                sites(site) && site.value("archived_at_ms", 0LL) == 0 &&
                                made(site) <= at;
            return !counts || std::any_of(parts.begin(), parts.begin() + static_cast<long>(count),
                                          [&](json const* part) {
                                              return part->at("series") == site.at("id");
                                          });
        });
    };
    constexpr long long always = 1LL << 60;
    Told told;
    if (parts.empty()) {
        told.now = all_said(0, always);
        return told;
    }
    told.in_order =
        untouched(total) &&
        std::all_of(parts.begin(), parts.end(), [](auto const* part) { return untouched(*part); });
    if (!told.in_order) {
        told.now = false;
        return told;
    }
    std::stable_sort(parts.begin(), parts.end(),
                     [&](auto const* a, auto const* b) { return made(*a) < made(*b); });
    auto safe_with = [&](std::size_t count, long long at) {
        auto rest = people_behind(total);
        for (std::size_t i = 0; i < count; ++i) {
            auto const people = people_behind(*parts[i]);
            if (people && *people < least_people()) { return false; }
            if (people && rest) { *rest -= *people; }
        }
        return (!rest || *rest == 0 || *rest >= least_people()) && all_said(count, at);
    };
    auto const first = static_cast<std::size_t>(std::count_if(
        parts.begin(), parts.end(), [&](auto const* part) { return made(*part) <= made(total); }));
    told.ever = safe_with(first, made(total));
    for (auto count = first + 1; count <= parts.size(); ++count) {
        told.ever |= safe_with(count, made(*parts[count - 1]));
    }
    told.now = safe_with(parts.size(), always);
    return told;
}

// "all", "owners" or "lead".
std::string Oracle::told_to(json const& point) const {
    auto const& series = *get("measure_series", point.at("series"));
    std::string const scope = series.at("scope");
    bool const counted = !point.contains("missing");
    bool const entered = !series.value("pooled", false);
    if (counted && entered && (scope == "district" || scope == "network")) {
        for (auto const& sites : parts_of(point)) {
            if (!told_beside(point, sites).now) { return "lead"; }
        }
    }
    auto const people = people_behind(point);
    if (people && *people < least_people()) { return "owners"; }
    if (!counted || (scope != "school" && scope != "district")) { return "all"; }
    auto const district = district_above(series.at("organization"));
    auto const totals = in_period_of(point, [&](json const& other) {
        return other.at("scope") == "network" ||
               (scope == "school" && other.at("scope") == "district" &&
                other.at("organization") == district);
    });
    for (auto const* total : totals) {
        for (auto const& sites : parts_of(*total)) {
            // Where it is none of these parts, they say nothing of it.
            if (!sites(series)) { continue; }
            auto const told = told_beside(*total, sites);
            bool const later = total->at("created_at_ms") < point.at("created_at_ms");
            if (!told.now && told.ever && (!told.in_order || later)) { return "owners"; }
        }
    }
    return "all";
}

bool Oracle::is_told(std::string const& member, json const& point) const {
    auto const to = told_to(point);
    if (to == "all") { return true; }
    auto const& series = *get("measure_series", point.at("series"));
    std::string const scope = series.at("scope");
    auto const site = series.value("organization", std::string{});
    auto const team = series.value("team", std::string{});
    auto const district =
        team.empty() ? district_above(site) : get("team", team)->value("district", std::string{});
    if (!district.empty() && holds(member, district, {"district_lead"})) { return true; }
    if (!team.empty() && in_team(member, team)) { return true; }
    if (scope == "network" || scope == "context_group") { return at_hub(member); }
    return to == "owners" && !site.empty() && works_at(member, site);
}

}  // namespace flywheel::testing
