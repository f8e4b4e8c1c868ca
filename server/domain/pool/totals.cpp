#include "server/domain/pool/totals.hpp"

#include <algorithm>
#include <limits>
#include <set>

namespace flywheel::pool {

namespace {

using Series = std::vector<MeasureSeries const*>;
using Points = std::vector<Kept const*>;

DataPoint const& point_in(Kept const& kept) { return std::get<DataPoint>(kept.stored.record); }

// Of a measure, deleted ones too, but not those that are pooled: their values are released by another rule.
template <class Fits>
Series series_of(State const& state, MeasureId const& measure, Fits&& fits) {
    Series found;
    for (auto const& key : state.below({kind_of<Measure>(), measure.text})) {
        if (key.kind != kind_of<MeasureSeries>()) { continue; }
        auto const& series = state.known<MeasureSeries>({key.id});
        if (!series.pooled && fits(series)) { found.push_back(&series); }
    }
    return found;
}

Points points_in(State const& state, Series const& series, Period const& period) {
    Points found;
    for (auto const* each : series) {
        for (auto const& key : points_of_months(state, each->id, period.first, period.last)) {
            auto const& kept = state.known_kept(key.kind, key.id);
            auto const& point = point_in(kept);
            bool const within = period.first <= point.on && point.on <= period.last;
            if (within) { found.push_back(&kept); }
        }
    }
    return found;
}

// What a total adds up: of a district its schools; of the network the schools, or else the districts.
std::vector<Series> parts_of(State const& state, MeasureSeries const& total) {
    auto schools = series_of(state, total.measure, [&](MeasureSeries const& s) {
        return s.scope == SeriesScope::School &&
               (total.scope == SeriesScope::Network ||
                district_of(state, s.organization) == total.organization);
    });
    if (total.scope == SeriesScope::District) { return {schools}; }
    auto districts = series_of(state, total.measure, [&](MeasureSeries const& s) {
        return s.scope == SeriesScope::District;
    });
    auto both = schools;
    for (auto const* district : districts) {
        bool const has_schools = std::any_of(schools.begin(), schools.end(), [&](auto const* s) {
            return district_of(state, s->organization) == district->organization;
        });
        if (!has_schools) { both.push_back(district); }
    }
    return {both, districts};
}

bool is_total(MeasureSeries const& series) {
    return !series.pooled &&
           (series.scope == SeriesScope::District || series.scope == SeriesScope::Network);
}

// Into which a series is added up. Asked for every point that somebody reads, and of a thousand series few are totals.
Series totals_of(State const& state, MeasureSeries const& part) {
    if (part.scope != SeriesScope::School && part.scope != SeriesScope::District) { return {}; }
    bool const of_school = part.scope == SeriesScope::School;
    Series totals;
    for (auto const& key : state.below(totals_among(part.measure))) {
        auto const& series = state.known<MeasureSeries>({key.id});
        bool const of_network = series.scope == SeriesScope::Network;
        bool const of_district =
            of_school && series.organization == district_of(state, part.organization);
        if (!series.pooled && (of_network || of_district)) { totals.push_back(&series); }
    }
    return totals;
}

std::optional<Period> period_at(State const& state, DataPoint const& point) {
    auto const& series = state.known<MeasureSeries>(point.series);
    return period_of(state, state.known<Measure>(series.measure), point.on);
}

bool stands_as_entered(Kept const* kept) {
    return !kept->stored.archived() && point_in(*kept).corrections == 0;
}

struct Standing {
    bool shown = true;      // to whoever sees its series
    bool was_shown = true;  // now, or at some time before
    bool settled =
        true;  // nothing was corrected or taken out: the order of entry tells what was shown
};

// Whether each site that is counted in has said its number, or that there is none. Before, a total is not told: whose number
// is missing knows it all the same, and would subtract it. Sites that began after `at` could not be waited for then.
bool complete(State const& state, Series const& sites, Points const& parts, std::int64_t at) {
    return std::all_of(sites.begin(), sites.end(), [&](MeasureSeries const* site) {
        auto const& meta = state.known_kept<MeasureSeries>(site->id).stored.meta;
        bool const counts = meta.archived_at_ms == 0 && meta.created_at_ms <= at;
        return !counts || std::any_of(parts.begin(), parts.end(), [&](Kept const* part) {
            return point_in(*part).series == site->id;
        });
    });
}

// What may be told of a total as far as these parts are there: nothing but large numbers in them, and behind the rest of it
// nobody, or enough people.
bool passes(DataPoint const& total, Points const& parts, MeasureData data, double least) {
    auto rest = people_behind(total, data);
    for (auto const* part : parts) {
        auto const people = people_behind(point_in(*part), data);
        if (people && *people < least) { return false; }
        if (people && rest) { *rest -= *people; }
    }
    return !rest || *rest == 0 || *rest >= least;
}

// What was entered with it or before counts as known with it; what came later, one by one.
Standing standing_beside(State const& state, Kept const& total, Series const& sites,
                         Period const& period) {
    auto parts = points_in(state, sites, period);
    constexpr auto always = std::numeric_limits<std::int64_t>::max();
    if (parts.empty()) { return {.shown = complete(state, sites, parts, always)}; }
    auto const& point = point_in(total);
    auto const data = state.known<Measure>(state.known<MeasureSeries>(point.series).measure).data;
    auto const least = least_people(state);
    bool const settled =
        stands_as_entered(&total) && std::all_of(parts.begin(), parts.end(), stands_as_entered);
    if (!settled) { return {false, true, false}; }
    auto const at = total.stored.meta.created_at_ms;
    auto const made = [](Kept const* kept) { return kept->stored.meta.created_at_ms; };
    std::stable_sort(parts.begin(), parts.end(),
                     [&](auto const* a, auto const* b) { return made(a) < made(b); });
    Points so_far;
    for (auto const* part : parts) {
        if (made(part) <= at) { so_far.push_back(part); }
    }
    auto const shown_at = [&](std::int64_t moment) {
        return complete(state, sites, so_far, moment) && passes(point, so_far, data, least);
    };
    Standing standing;
    standing.was_shown = shown_at(at);
    for (auto i = so_far.size(); i < parts.size(); ++i) {
        so_far.push_back(parts[i]);
        standing.was_shown |= shown_at(made(parts[i]));
    }
    standing.shown = shown_at(always);
    return standing;
}

}  // namespace

Key totals_among(MeasureId const& measure) {
    return {kind_of<Measure>(), measure.text + "/totals"};
}

Key month_of_points(MeasureSeriesId const& series, std::string_view month) {
    return {kind_of<DataPoint>(), series.text + "/" + std::string(month)};
}

std::vector<Key> points_of_months(State const& state, MeasureSeriesId const& series,
                                  Date const& first, Date const& last) {
    std::vector<Key> found;
    int year = std::stoi(first.iso.substr(0, 4));
    int month = std::stoi(first.iso.substr(5, 2));
    for (;;) {
        auto const name = std::to_string(year) + (month < 10 ? "-0" : "-") + std::to_string(month);
        if (name > last.iso.substr(0, name.size())) { return found; }
        auto const& there = state.below(month_of_points(series, name));
        found.insert(found.end(), there.begin(), there.end());
        year += month / 12;
        month = month % 12 + 1;
    }
}

std::vector<Key> beside(State const& state, DataPoint const& point) {
    auto const period = period_at(state, point);
    auto const& series = state.known<MeasureSeries>(point.series);
    std::set<Key> found;
    if (!period) { return {}; }
    auto add = [&](Series const& of) {
        auto const points = points_in(state, of, *period);
        for (auto const* kept : points) {
            found.insert({kind_of<DataPoint>(), kept->stored.id()});
        }
        return !points.empty();
    };
    auto add_group = [&](MeasureSeries const& total) {
        for (auto const& parts : parts_of(state, total)) {
            add(parts);
        }
    };
    if (is_total(series)) { add_group(series); }
    for (auto const* total : totals_of(state, series)) {
        if (add({total})) { add_group(*total); }
    }
    found.erase({kind_of<DataPoint>(), point.id.text});
    return {found.begin(), found.end()};
}

bool gives_a_part_away(State const& state, DataPoint const& total) {
    auto const& series = state.known<MeasureSeries>(total.series);
    if (!is_total(series) || total.missing) { return false; }
    auto const period = period_at(state, total);
    if (!period) { return false; }
    auto const all = parts_of(state, series);
    auto const* kept = state.find(kind_of<DataPoint>(), total.id.text);
    return kept != nullptr && std::any_of(all.begin(), all.end(), [&](Series const& parts) {
               return !standing_beside(state, *kept, parts, *period).shown;
           });
}

bool comes_too_late(State const& state, DataPoint const& part) {
    auto const& series = state.known<MeasureSeries>(part.series);
    auto const totals = totals_of(state, series);
    if (totals.empty() || part.missing) { return false; }
    auto const period = period_at(state, part);
    auto const* kept_part = state.find(kind_of<DataPoint>(), part.id.text);
    if (!period || kept_part == nullptr) { return false; }
    auto const made = kept_part->stored.meta.created_at_ms;
    auto late_for = [&](MeasureSeries const& total, Kept const& its_point) {
        auto const all = parts_of(state, total);
        return std::any_of(all.begin(), all.end(), [&](Series const& parts) {
            bool const in_it = std::find(parts.begin(), parts.end(), &series) != parts.end();
            if (!in_it) { return false; }
            auto const standing = standing_beside(state, its_point, parts, *period);
            bool const seen_first = its_point.stored.meta.created_at_ms < made;
            return !standing.shown && standing.was_shown && (!standing.settled || seen_first);
        });
    };
    return std::any_of(totals.begin(), totals.end(), [&](MeasureSeries const* total) {
        auto const points = points_in(state, {total}, *period);
        return std::any_of(points.begin(), points.end(),
                           [&](Kept const* kept) { return late_for(*total, *kept); });
    });
}

}  // namespace flywheel::pool
