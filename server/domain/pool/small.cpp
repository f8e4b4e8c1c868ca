#include "server/domain/pool/small.hpp"

#include "server/domain/pool/totals.hpp"

namespace flywheel::pool {

namespace {

constexpr std::int64_t week = 7;

Date day_at(std::int64_t days) { return days_after({"1970-01-01"}, static_cast<int>(days)); }

// How far it is back to Monday: the first day of 1970 was a Thursday.
std::int64_t since_monday(std::int64_t day) { return ((day + 3) % week + week) % week; }

Period days_from(std::int64_t first, std::int64_t count) {
    return {day_at(first), day_at(first + count - 1)};
}

// Two weeks are counted from here, whichever definition is in force by now.
std::int64_t first_monday(State const& state, Measure const& measure) {
    std::int64_t day = 0;
    state.each_below<MeasureDefinition>({kind_of<Measure>(), measure.id.text},
                                        [&](MeasureDefinition const& definition, Meta const&) {
                                            if (definition.number == 1) {
                                                day = days_since_1970(definition.starts_on);
                                            }
                                        });
    return day - since_monday(day);
}

// The month of the day and those of the same `months` (1, 3, 12) of its year.
Period months_around(Date const& day, int months) {
    int const year = std::stoi(day.iso.substr(0, 4));
    int const first = (std::stoi(day.iso.substr(5, 2)) - 1) / months * months + 1;
    auto const begin = [](int of_year, int month) {
        std::string const two = std::to_string(month);
        return Date{std::to_string(of_year) + "-" + (month < 10 ? "0" : "") + two + "-01"};
    };
    int const next = first + months;
    auto const after = next > 12 ? begin(year + 1, 1) : begin(year, next);
    return {begin(year, first), days_after(after, -1)};
}

}  // namespace

std::optional<double> people_behind(DataPoint const& point, MeasureData data) {
    if (data == MeasureData::Proportion) { return point.denominator; }
    if (!point.answers) { return std::nullopt; }
    return static_cast<double>(*point.answers);
}

double least_people(State const& state) {
    std::int64_t least = min_n_default;
    state.each<Network>([&](Network const& network, Meta const&) {
        least = network.min_n.value_or(min_n_default);
    });
    return static_cast<double>(least);
}

bool is_small(State const& state, DataPoint const& point) {
    auto const& series = state.known<MeasureSeries>(point.series);
    auto const people = people_behind(point, state.known<Measure>(series.measure).data);
    return people && *people < least_people(state);
}

Shown shown_of(State const& state, DataPoint const& point) {
    if (gives_a_part_away(state, point)) { return Shown::ToLead; }
    return is_small(state, point) || comes_too_late(state, point) ? Shown::ToOwners : Shown::ToAll;
}

std::optional<Period> period_of(State const& state, Measure const& measure, Date const& day) {
    if (day.empty()) { return std::nullopt; }
    auto const at = days_since_1970(day);
    switch (measure.schedule) {
        case Schedule::Daily: return Period{day, day};
        case Schedule::Weekly: return days_from(at - since_monday(at), week);
        case Schedule::TwoWeekly: {
            auto const since = at - first_monday(state, measure);
            auto const into = (since % (2 * week) + 2 * week) % (2 * week);
            return days_from(at - into, 2 * week);
        }
        case Schedule::Monthly: return months_around(day, 1);
        case Schedule::Quarterly: return months_around(day, 3);
        case Schedule::Yearly: return months_around(day, 12);
        case Schedule::PerEvent: break;
    }
    return std::nullopt;
}

}  // namespace flywheel::pool
