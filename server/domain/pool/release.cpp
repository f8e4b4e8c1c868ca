#include "server/domain/pool/release.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>

#include "server/domain/pool/audit.hpp"

namespace flywheel::pool {

namespace {

Key key_of(MeasureSeriesId const& id) { return {kind_of<MeasureSeries>(), id.text}; }
Key key_of(MeasureId const& id) { return {kind_of<Measure>(), id.text}; }

// "level: high" as its two words.
std::pair<std::string_view, std::string_view> in_two(std::string_view words) {
    auto const colon = words.find(": ");
    if (colon == std::string_view::npos) { return {}; }
    return {words.substr(0, colon), words.substr(colon + 2)};
}

// What a place says of itself by that name; null for another name.
std::string const* context_of(Organization const& place, std::string_view name) {
    if (name == "level") { return &place.level; }
    if (name == "size") { return &place.size; }
    if (name == "setting") { return &place.setting; }
    if (name == "leader_tenure") { return &place.leader_tenure; }
    if (name == "coach_on_site") { return &place.coach_on_site; }
    return nullptr;
}

bool belongs(State const& state, MeasureSeries const& site, MeasureSeries const& pooled) {
    if (pooled.scope == SeriesScope::Network) { return true; }
    auto const [name, value] = in_two(pooled.context_group);
    auto const* says = context_of(state.known<Organization>(site.organization), name);
    return says != nullptr && *says == value;
}

// The schools' series that count; a district's own where it has none of its schools'.
std::vector<MeasureSeries const*> sites_of(State const& state, MeasureSeries const& pooled) {
    std::vector<MeasureSeries const*> sites;
    std::set<OrganizationId> by_school;
    auto each = [&](auto&& f) {
        state.each_below<MeasureSeries>(key_of(pooled.measure),
                                        [&](MeasureSeries const& s, Meta const&) { f(s); });
    };
    each([&](MeasureSeries const& series) {
        if (series.scope != SeriesScope::School) { return; }
        by_school.insert(district_of(state, series.organization));
        sites.push_back(&series);
    });
    each([&](MeasureSeries const& series) {
        bool const stands_in =
            series.scope == SeriesScope::District && !by_school.contains(series.organization);
        if (stands_in) { sites.push_back(&series); }
    });
    std::erase_if(sites, [&](auto const* site) {
        return !site->released_to_pool || !belongs(state, *site, pooled);
    });
    return sites;
}

std::optional<Gift> gift_of(DataPoint const& point, MeasureData data) {
    auto const people = people_behind(point, data);
    if (!people) { return std::nullopt; }
    auto const value = point.value.value_or(0);
    switch (data) {
        case MeasureData::Proportion:
        case MeasureData::Rate:
            return Gift{point.id, point.numerator.value_or(0), point.denominator.value_or(0),
                        *people};
        case MeasureData::Value: return Gift{point.id, value * *people, *people, *people};
        case MeasureData::Count: return Gift{point.id, value, 0, *people};
        case MeasureData::TimeBetween:
        case MeasureData::CountBetween: break;
    }
    return std::nullopt;
}

// What the sites add up to now, by the first day of the period. A site that does not say how many people are behind one of its
// points of a period is not in it.
std::map<Date, Gifts> gifts_of(State const& state, MeasureSeries const& pooled, Date const& today) {
    auto const& measure = state.known<Measure>(pooled.measure);
    std::map<Date, Gifts> periods;
    for (auto const* site : sites_of(state, pooled)) {
        std::set<Date> unknown;
        state.each_below<DataPoint>(key_of(site->id), [&](DataPoint const& point, Meta const&) {
            auto const period = period_of(state, measure, point.on);
            bool const counts = period && period->last < today && !point.missing && !point.excluded;
            if (!counts) { return; }
            auto gift = gift_of(point, measure.data);
            if (gift) {
                periods[period->first][site->id].push_back(std::move(*gift));
            } else {
                unknown.insert(period->first);
            }
        });
        for (auto const& first : unknown) {
            periods[first].erase(site->id);
        }
    }
    for (auto& [first, gifts] : periods) {
        for (auto& [site, of_site] : gifts) {
            std::sort(of_site.begin(), of_site.end(),
                      [](Gift const& a, Gift const& b) { return a.point < b.point; });
        }
    }
    return periods;
}

// ---- What was released ---------------------------------------------------------------------------

struct Released {
    std::int64_t number = 0;
    Gifts gifts;
};
using Releases = std::map<Date, std::vector<Released>>;  // by period, in the order of release

// Deleted ones too: what people once saw they know.
Releases releases_of(State const& state, MeasureSeriesId const& pooled) {
    std::map<Date, std::map<std::int64_t, Gifts>> found;
    for (auto const& key : state.below(key_of(pooled))) {
        if (key.kind != kind_of<PoolPart>()) { continue; }
        auto const& part = state.known<PoolPart>({key.id});
        found[part.on][part.release][part.source].push_back(
            {part.point, part.numerator, part.denominator, part.answers});
    }
    Releases releases;
    for (auto& [on, numbered] : found) {
        for (auto& [number, gifts] : numbered) {
            for (auto& [site, of_site] : gifts) {
                std::sort(of_site.begin(), of_site.end(),
                          [](Gift const& a, Gift const& b) { return a.point < b.point; });
            }
            releases[on].push_back({number, std::move(gifts)});
        }
    }
    return releases;
}

double people_in(std::vector<Gift> const& gifts) {
    double people = 0;
    for (auto const& gift : gifts) {
        people += gift.answers;
    }
    return people;
}

double people_in(Gifts const& gifts) {
    double people = 0;
    for (auto const& [site, of_site] : gifts) {
        people += people_in(of_site);
    }
    return people;
}

std::vector<Gift> const& of_site(Gifts const& gifts, MeasureSeriesId const& site) {
    static std::vector<Gift> const none;
    auto const found = gifts.find(site);
    return found == gifts.end() ? none : found->second;
}

// Whether something new is to be told, and each site that gives other numbers gives them for `least` people more or fewer. That
// a site is taken out is no news by itself: what was released stays.
bool changed_enough(Gifts const& before, Gifts const& now, double least) {
    bool news = false;
    std::set<MeasureSeriesId> sites;
    for (auto const* gifts : {&before, &now}) {
        for (auto const& [site, gifts_of_site] : *gifts) {
            sites.insert(site);
        }
    }
    for (auto const& site : sites) {
        auto const& then = of_site(before, site);
        auto const& today = of_site(now, site);
        if (then == today) { continue; }
        if (std::abs(people_in(today) - people_in(then)) < least) { return false; }
        news |= !today.empty();
    }
    return news;
}

// ---- The audit -----------------------------------------------------------------------------------

// All that a measure's pooled series tell, as sums of cells: a cell is what one point said at one time.
class Ledger {
public:
    Ledger(State const& state, MeasureId const& measure) : state_(state) {
        for (auto const& key : state.below(key_of(measure))) {
            if (key.kind != kind_of<MeasureSeries>()) { continue; }
            for (auto const& [on, releases] : releases_of(state, {key.id})) {
                for (auto const& released : releases) {
                    add(on, released.gifts);
                }
            }
        }
    }

    [[nodiscard]] bool allows(Date const& on, Gifts const& gifts) {
        if (!changes_are_large(on, gifts)) { return false; }
        auto const sums = together_with(sum_of(gifts));
        std::set<OrganizationId> insiders{{}};  // and who is at none of these places
        for (auto const& sum : sums) {
            for (auto const cell : sum) {
                insiders.insert(sites_[cell].organization);
                insiders.insert(sites_[cell].district);
            }
        }
        return std::all_of(insiders.begin(), insiders.end(),
                           [&](OrganizationId const& insider) { return safe_from(insider, sums); });
    }
    void add(Date const& on, Gifts const& gifts) {
        sums_.push_back(sum_of(gifts));
        for (auto const& [site, of_site] : gifts) {
            told_[{on, site}].push_back(of_site);
        }
    }

private:
    struct Site {
        OrganizationId organization;
        OrganizationId district;
    };

    // Whatever a site once gave to one pool or another, it gives the same, or that of so many people more or fewer: two pools
    // may share all other sites.
    bool changes_are_large(Date const& on, Gifts const& gifts) const {
        return std::all_of(gifts.begin(), gifts.end(), [&](auto const& each) {
            auto const told = told_.find({on, each.first});
            return told == told_.end() ||
                   std::all_of(told->second.begin(), told->second.end(), [&](auto const& then) {
                       return then == each.second ||
                              std::abs(people_in(each.second) - people_in(then)) >= least_;
                   });
        });
    }

    // Who works at a place knows its numbers, and the lead of a district those of its schools.
    bool safe_from(OrganizationId const& insider, std::vector<Sum> const& sums) const {
        auto cells = cells_;
        for (std::size_t i = 0; i < cells.size(); ++i) {
            auto const& site = sites_[i];
            cells[i].known |=
                !insider.empty() && (site.organization == insider || site.district == insider);
        }
        return gives_nothing_away(cells, sums, least_);
    }

    // The sums that hang together with this one by cells that not everybody knows; others cannot be combined with it.
    std::vector<Sum> together_with(Sum added) const {
        std::vector<Sum> sums{std::move(added)};
        std::vector<Sum const*> rest;
        for (auto const& sum : sums_) {
            rest.push_back(&sum);
        }
        std::set<std::size_t> hidden;
        auto take = [&](Sum const& sum) {
            for (auto const cell : sum) {
                if (!cells_[cell].known) { hidden.insert(cell); }
            }
        };
        take(sums.front());
        auto meets = [&](Sum const* sum) {
            return std::any_of(sum->begin(), sum->end(),
                               [&](std::size_t cell) { return hidden.contains(cell); });
        };
        for (;;) {
            auto const next = std::find_if(rest.begin(), rest.end(), meets);
            if (next == rest.end()) { return sums; }
            take(**next);
            if (std::find(sums.begin(), sums.end(), **next) == sums.end()) {
                sums.push_back(**next);
            }
            rest.erase(next);
        }
    }

    // A number of enough people counts as known to everybody: whose it is may show it any day, or has done so.
    Sum sum_of(Gifts const& gifts) {
        Sum sum;
        for (auto const& [series, of_site] : gifts) {
            auto const& organization = state_.known<MeasureSeries>(series).organization;
            for (auto const& gift : of_site) {
                auto const id =
                    std::tuple(gift.point.text, gift.numerator, gift.denominator, gift.answers);
                auto const [at, is_new] = places_.emplace(id, cells_.size());
                if (is_new) {
                    cells_.push_back({gift.answers, gift.answers >= least_});
                    sites_.push_back({organization, district_of(state_, organization)});
                }
                sum.push_back(at->second);
            }
        }
        std::sort(sum.begin(), sum.end());
        return sum;
    }

    State const& state_;
    double least_ = least_people(state_);
    std::map<std::tuple<std::string, double, double, double>, std::size_t> places_;
    std::vector<Cell> cells_;
    std::vector<Site> sites_;
    std::vector<Sum> sums_;
    std::map<std::pair<Date, MeasureSeriesId>, std::vector<std::vector<Gift>>> told_;
};

}  // namespace

bool can_pool(Measure const& measure) {
    return measure.schedule != Schedule::PerEvent && measure.data != MeasureData::TimeBetween &&
           measure.data != MeasureData::CountBetween;
}

bool is_context_group(std::string_view words) {
    auto const [name, value] = in_two(words);
    return context_of({}, name) != nullptr && !value.empty();
}

std::vector<Release> due_of(State const& state, MeasureSeries const& pooled, Date const& today) {
    auto const& measure = state.known<Measure>(pooled.measure);
    std::vector<Release> due;
    if (!can_pool(measure) || measure.definition.empty()) { return due; }
    auto const least = least_people(state);
    auto const released = releases_of(state, pooled.id);
    std::optional<Ledger> ledger;
    for (auto& [on, gifts] : gifts_of(state, pooled, today)) {
        if (gifts.size() < sites_least || people_in(gifts) < least) { continue; }
        auto const before = released.find(on);
        std::int64_t number = 1;
        if (before != released.end()) {
            auto const& last = before->second.back();
            if (!changed_enough(last.gifts, gifts, least)) { continue; }
            number = last.number + 1;
        }
        if (!ledger) { ledger.emplace(state, pooled.measure); }
        if (!ledger->allows(on, gifts)) { continue; }
        ledger->add(on, gifts);
        due.push_back({on, number, std::move(gifts)});
        if (due.size() == periods_at_once_max) { break; }
    }
    return due;
}

}  // namespace flywheel::pool
