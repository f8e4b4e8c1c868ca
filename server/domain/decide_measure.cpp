#include <map>
#include <set>

#include "server/domain/decide_site.hpp"
#include "server/domain/pool/release.hpp"
#include "server/domain/pool/totals.hpp"

namespace flywheel::rules {

namespace {

// A measure costs everybody's time; a network that has more than these looks at none of them.
constexpr std::size_t measures_max = 500;
constexpr std::size_t definitions_per_measure_max = 100;  // one a season for 25 years
constexpr std::size_t groups_per_measure_max = 50;        // every value of every context
constexpr std::size_t points_per_series_max = 2'000;      // a school day each for ten years
constexpr std::size_t phases_per_series_max = 50;         // more are noise, not processes
constexpr std::size_t annotations_per_series_max = 200;   // more hide the line
constexpr int days_ahead_max = 1;                         // it is tomorrow already further east

Refusal too_many(char const* field_name, std::size_t limit) {
    return refuse(Code::TooMany, field_name, "No more fit here.",
                  {{"limit", std::to_string(limit)}});
}

template <class R>
Result<void> check_room_below(Case const& c, Key const& parent, char const* field_name,
                              std::size_t limit) {
    std::size_t count = 0;
    c.state.each_below<R>(parent, [&](R const&, Meta const&) { ++count; });
    if (count < limit) { return {}; }
    return too_many(field_name, limit);
}

Key key_of(MeasureId const& id) { return {kind_of<Measure>(), id.text}; }
Key key_of(MeasureSeriesId const& id) { return {kind_of<MeasureSeries>(), id.text}; }

// ---- Measures ------------------------------------------------------------------------------------

// A chart speaks of data of its own sort; a run chart, single values and their ranges of any.
bool fits(ChartType chart, MeasureData data) {
    switch (chart) {
        case ChartType::Run:
        case ChartType::I:
        case ChartType::Mr: return true;
        case ChartType::P:
        case ChartType::Pp: return data == MeasureData::Proportion;
        case ChartType::U:
        case ChartType::Up: return data == MeasureData::Rate;
        case ChartType::C: return data == MeasureData::Count;
        case ChartType::Xbar:
        case ChartType::S: return data == MeasureData::Value;
        case ChartType::T: return data == MeasureData::TimeBetween;
        case ChartType::G: return data == MeasureData::CountBetween;
        case ChartType::Ip: return data == MeasureData::Proportion || data == MeasureData::Rate;
    }
    return false;
}

Refusal misfit_chart() {
    return refuse(Code::WrongLink, "chart_type", "That chart is for data of another sort.");
}

Result<void> measure_rule(Case const& c, Measure const* before, Measure& after, Updates const&) {
    if (!fits(after.chart_type, after.data)) { return misfit_chart(); }
    if (before != nullptr) {
        keep_hidden(c, before->aims, after.aims);
        keep_hidden(c, before->drivers, after.drivers);
        return {};
    }
    std::size_t count = 0;
    c.state.each<Measure>([&](Measure const&, Meta const&) { ++count; });
    if (count >= measures_max) { return too_many("id", measures_max); }
    return {};
}

bool follows(MeasureState from, MeasureState to) {
    switch (to) {
        case MeasureState::Draft: return false;
        case MeasureState::Active: return from != MeasureState::Active;
        case MeasureState::Paused: return from == MeasureState::Active;
        case MeasureState::Retired:
            return from == MeasureState::Active || from == MeasureState::Paused;
    }
    return false;
}

Result<Updates> advance_measure(Case const& c, AdvanceMeasure const& x) {
    auto found = seen<Measure>(c, x.id, "id");
    if (found.has_error()) { return found.error(); }
    if (auto ok = permitted(c); ok.has_error()) { return ok.error(); }
    if (auto ok = check_unchanged(c, **found, x.seen_revision, "state"); ok.has_error()) {
        return ok.error();
    }
    Measure after = **found;
    if (!follows(after.state, x.to)) {
        return wrong_state("state", after.state,
                           "A measure is taken into use, paused and taken up again, or retired.");
    }
    if (x.to == MeasureState::Active && after.definition.empty()) {
        return refuse(Code::Missing, "definition", "Publish first how it is counted.");
    }
    if (x.to != MeasureState::Active && x.reason.empty()) {
        return refuse(Code::NeedsReason, "reason", "Say why.");
    }
    after.state = x.to;
    after.state_reason = x.to == MeasureState::Active ? std::string{} : x.reason;
    return Updates{changed(c, std::move(after))};
}

// ---- Definitions ---------------------------------------------------------------------------------

// The break that a definition makes in a series: nobody proposes it, and nobody need confirm it. Named after the series, so
// that how many there are elsewhere does not show in it.
Stored break_by(Case const& c, MeasureSeriesId const& series, MeasureDefinition const& definition) {
    ChartPhase phase;
    phase.id.text = derived_id(c.command.id + "/" + series.text, ChartPhase::kind,
                               static_cast<int>(definition.number));
    phase.series = series;
    phase.starts_on = definition.starts_on;
    phase.reason = definition.reason;
    phase.definition = definition.id;
    phase.state = PhaseState::Confirmed;
    return born(c, std::move(phase));
}

// Those that a series has not got: it was made, or brought back, after them.
void add_breaks(Case const& c, MeasureSeries const& series, Updates& more) {
    std::set<MeasureDefinitionId> there;
    c.state.each_below<ChartPhase>(key_of(series.id), [&](ChartPhase const& phase, Meta const&) {
        there.insert(phase.definition);
    });
    c.state.each_below<MeasureDefinition>(
        key_of(series.measure), [&](MeasureDefinition const& definition, Meta const&) {
            bool const changed_it = definition.number > 1;
            if (changed_it && !there.contains(definition.id)) {
                more.push_back(break_by(c, series.id, definition));
            }
        });
}

Result<void> definition_rule(Case const& c, MeasureDefinition const* before,
                             MeasureDefinition& after, Updates const&) {
    if (before == nullptr) {
        return check_room_below<MeasureDefinition>(c, key_of(after.measure), "measure",
                                                   definitions_per_measure_max);
    }
    if (before->state == DefinitionState::Published) {
        return refuse(Code::Published, first_difference(*before, after),
                      "A published definition stays as it is; write the next one.");
    }
    return {};
}

Result<void> archive_definition(Case const&, MeasureDefinition const& definition, Updates const&) {
    if (definition.state != DefinitionState::Published) { return {}; }
    return refuse(Code::Published, "id", "A published definition stays.");
}

constexpr auto restore_definition = [](Case const& c, MeasureDefinition const& definition,
                                       Meta const&, Updates const&) {
    return check_room_below<MeasureDefinition>(c, key_of(definition.measure), "measure",
                                               definitions_per_measure_max);
};

// What must be so where another definition is in force already.
Result<void> check_next(PublishMeasureDefinition const& x, MeasureDefinition const& in_force) {
    if (x.reason.empty()) { return refuse(Code::NeedsReason, "reason", "Say why it changes."); }
    if (x.starts_on > in_force.starts_on) { return {}; }
    return refuse(Code::TooSmall, "starts_on", "The one before it begins on that day or later.",
                  {{"limit", days_after(in_force.starts_on, 1).iso}});
}

Result<Updates> publish_definition(Case const& c, PublishMeasureDefinition const& x) {
    auto found = seen<MeasureDefinition>(c, x.id, "id");
    if (found.has_error()) { return found.error(); }
    if (auto ok = permitted(c); ok.has_error()) { return ok.error(); }
    if (auto ok = check_unchanged(c, **found, x.seen_revision, "state"); ok.has_error()) {
        return ok.error();
    }
    MeasureDefinition after = **found;
    if (after.state == DefinitionState::Published) {
        return refuse(Code::Published, "state", "It is published.");
    }
    if (after.definition.empty()) {
        return refuse(Code::Missing, "definition", "Say what is counted.");
    }
    Measure measure = c.state.known<Measure>(after.measure);
    after.number = 1;
    if (!measure.definition.empty()) {
        auto const& in_force = c.state.known<MeasureDefinition>(measure.definition);
        if (auto ok = check_next(x, in_force); ok.has_error()) { return ok.error(); }
        after.number = in_force.number + 1;
    }
    after.state = DefinitionState::Published;
    after.starts_on = x.starts_on;
    after.reason = x.reason;
    measure.definition = after.id;
    Updates breaks;
    if (after.number > 1) {
        c.state.each_below<MeasureSeries>(key_of(after.measure),
                                          [&](MeasureSeries const& series, Meta const&) {
                                              breaks.push_back(break_by(c, series.id, after));
                                          });
    }
    Updates updates{changed(c, std::move(after)), changed(c, std::move(measure))};
    for (auto& each : breaks) {
        updates.push_back(std::move(each));
    }
    return updates;
}

// ---- Series --------------------------------------------------------------------------------------

ChartType chart_of(Case const& c, MeasureSeries const& series) {
    return series.chart_type.value_or(c.state.known<Measure>(series.measure).chart_type);
}

Refusal needs(char const* field_name, bool given) {
    if (given) {
        return refuse(Code::WrongLink, field_name,
                      "That does not go with whose numbers these are.");
    }
    return refuse(Code::Missing, field_name, "Say whose numbers these are.");
}

// Each scope names whose it is, and nobody else.
Result<void> check_scope(Case const& c, MeasureSeries const& series) {
    bool const of_site =
        series.scope == SeriesScope::School || series.scope == SeriesScope::District;
    bool const of_team = series.scope == SeriesScope::Team;
    bool const of_group = series.scope == SeriesScope::ContextGroup;
    if (series.organization.empty() == of_site) { return needs("organization", !of_site); }
    if (series.team.empty() == of_team) { return needs("team", !of_team); }
    if (series.context_group.empty() == of_group) { return needs("context_group", !of_group); }
    if (!of_site) { return {}; }
    auto const& kind = c.state.known<Organization>(series.organization).organization_kind;
    if (kind == name_of(series.scope)) { return {}; }
    return refuse(Code::WrongLink, "organization", "That is a place of another kind.");
}

// One series of a measure for each school, team, district and group.
Result<void> check_only_series(Case const& c, MeasureSeries const& added) {
    bool there = false;
    std::size_t groups = 0;
    c.state.each_below<MeasureSeries>(
        key_of(added.measure), [&](MeasureSeries const& other, Meta const&) {
            there |= other.scope == added.scope && other.organization == added.organization &&
                     other.team == added.team && other.context_group == added.context_group;
            groups += other.scope == SeriesScope::ContextGroup ? 1U : 0U;
        });
    if (there) { return refuse(Code::DuplicateLink, "scope", "That series is there already."); }
    if (added.scope == SeriesScope::ContextGroup && groups >= groups_per_measure_max) {
        return too_many("context_group", groups_per_measure_max);
    }
    return {};
}

// What is worked out from others' points adds up, and says which sites are in it.
Result<void> check_pooled(MeasureSeries const& series, Measure const& measure) {
    bool const of_group = series.scope == SeriesScope::ContextGroup;
    if (!series.pooled) { return {}; }
    if (series.scope != SeriesScope::Network && !of_group) {
        return refuse(Code::WrongLink, "pooled",
                      "The network's numbers are pooled, and a group's.");
    }
    if (!pool::can_pool(measure)) {
        return refuse(Code::WrongLink, "pooled", "Numbers of that sort do not add up.");
    }
    if (!of_group || pool::is_context_group(series.context_group)) { return {}; }
    return refuse(Code::WrongLink, "context_group",
                  "Name the context and its value, such as \"level: elementary\".");
}

Level first_level_of(Case const& c, MeasureSeries const& series) {
    switch (series.scope) {
        case SeriesScope::School: return Level::School;
        case SeriesScope::Team: return Level::Team;
        case SeriesScope::District: return first_level(c, series.organization);
        case SeriesScope::Network:
        case SeriesScope::ContextGroup: break;
    }
    return Level::Network;
}

Result<void> series_rule(Case const& c, MeasureSeries const* before, MeasureSeries& after,
                         Updates& more) {
    auto const& measure = c.state.known<Measure>(after.measure);
    if (after.chart_type && !fits(*after.chart_type, measure.data)) { return misfit_chart(); }
    if (before != nullptr) { return {}; }
    if (measure.state == MeasureState::Retired) {
        return wrong_state("measure", measure.state, "The measure is retired.");
    }
    if (auto ok = check_scope(c, after); ok.has_error()) { return ok.error(); }
    if (auto ok = check_pooled(after, measure); ok.has_error()) { return ok.error(); }
    if (auto ok = check_only_series(c, after); ok.has_error()) { return ok.error(); }
    after.shared_with = first_level_of(c, after);
    add_breaks(c, after, more);
    return {};
}

constexpr auto restore_series = [](Case const& c, MeasureSeries const& series, Meta const&,
                                   Updates& updates) -> Result<void> {
    if (auto ok = check_only_series(c, series); ok.has_error()) { return ok.error(); }
    add_breaks(c, series, updates);
    return {};
};

// From whose numbers they are outwards, and no further than the measure itself is seen.
Result<void> check_series_level(MeasureSeries const& series, Level level) {
    auto least = [&] {
        switch (series.scope) {
            case SeriesScope::School: return Level::School;
            case SeriesScope::Team: return Level::Team;
            case SeriesScope::District: return Level::District;
            case SeriesScope::Network:
            case SeriesScope::ContextGroup: break;
        }
        return Level::Hub;
    };
    bool const nobody_more = series.scope == SeriesScope::Team && level == Level::School;
    if (level >= least() && !nobody_more && level < Level::Public) { return {}; }
    return refuse(Code::WrongLink, "shared_with", "Such a series is not shared that way.");
}

Result<Updates> release_series(Case const& c, ReleaseMeasureSeries const& x) {
    auto found = seen<MeasureSeries>(c, x.id, "id");
    if (found.has_error()) { return found.error(); }
    if (auto ok = permitted(c); ok.has_error()) { return ok.error(); }
    MeasureSeries after = **found;
    if (after.scope == SeriesScope::Network || after.scope == SeriesScope::ContextGroup) {
        return refuse(Code::WrongLink, "scope", "That is what the others are pooled into.");
    }
    if (after.released_to_pool == x.released) {
        return refuse(Code::WrongState, "released_to_pool", "It is so already.",
                      {{"state", x.released ? "released" : "withheld"}});
    }
    after.released_to_pool = x.released;
    return Updates{changed(c, std::move(after))};
}

// ---- Pooled series -------------------------------------------------------------------------------

// The value as a point says it; whoever released it before sees it anew.
DataPoint pooled_point(Case const& c, MeasureSeries const& series, pool::Release const& release,
                       DataPointId fresh_id) {
    DataPoint point;
    point.id = std::move(fresh_id);
    point.series = series.id;
    point.on = release.on;
    c.state.each_below<DataPoint>(key_of(series.id), [&](DataPoint const& other, Meta const&) {
        if (other.on == release.on) { point = other; }
    });
    if (release.number > 1) { point.corrections += 1; }
    double numerator = 0;
    double denominator = 0;
    double answers = 0;
    for (auto const& [site, gifts] : release.gifts) {
        for (auto const& gift : gifts) {
            numerator += gift.numerator;
            denominator += gift.denominator;
            answers += gift.answers;
        }
    }
    auto const data = c.state.known<Measure>(series.measure).data;
    if (data == MeasureData::Proportion || data == MeasureData::Rate) {
        point.numerator = numerator;
        point.denominator = denominator;
    } else {
        point.value = data == MeasureData::Value ? numerator / denominator : numerator;
    }
    if (data != MeasureData::Proportion) { point.answers = static_cast<std::int64_t>(answers); }
    return point;
}

Result<Updates> pool_series(Case const& c, PoolMeasureSeries const& x) {
    auto found = seen<MeasureSeries>(c, x.id, "id");
    if (found.has_error()) { return found.error(); }
    if (auto ok = permitted(c); ok.has_error()) { return ok.error(); }
    MeasureSeries const& series = **found;
    if (!series.pooled) { return refuse(Code::WrongLink, "id", "Its points are entered."); }
    auto const due = pool::due_of(c.state, series, date_of(Instant{c.now_ms}));
    if (due.empty()) {
        return refuse(Code::WrongState, "id", "Nothing is due.", {{"state", "released"}});
    }
    Updates updates;
    int parts = 0;
    for (std::size_t i = 0; i < due.size(); ++i) {
        DataPointId const fresh{derived_id(c.command.id, DataPoint::kind, static_cast<int>(i))};
        auto point = pooled_point(c, series, due[i], fresh);
        bool const is_new = point.id == fresh;
        updates.push_back(is_new ? born(c, std::move(point)) : changed(c, std::move(point)));
    }
    for (auto const& release : due) {
        for (auto const& [site, gifts] : release.gifts) {
            for (auto const& gift : gifts) {
                PoolPart part;
                part.id.text = derived_id(c.command.id, PoolPart::kind, parts++);
                part.series = series.id;
                part.source = site;
                part.point = gift.point;
                part.on = release.on;
                part.release = release.number;
                part.numerator = gift.numerator;
                part.denominator = gift.denominator;
                part.answers = gift.answers;
                updates.push_back(born(c, std::move(part)));
            }
        }
    }
    return updates;
}

Result<void> check_entered(Case const& c, MeasureSeriesId const& series) {
    if (!c.state.known<MeasureSeries>(series).pooled) { return {}; }
    return refuse(Code::SetByRule, "series", "The points of a pooled series are worked out.");
}

// ---- Points --------------------------------------------------------------------------------------

bool takes_subgroups(Case const& c, MeasureSeries const& series) {
    auto const chart = chart_of(c, series);
    return chart == ChartType::Xbar || chart == ChartType::S ||
           c.state.known<Measure>(series.measure).schedule == Schedule::PerEvent;
}

// The days of a series that are taken.
using Days = std::multiset<Date>;
Days days_of(Case const& c, MeasureSeriesId const& series) {
    Days days;
    c.state.each_below<DataPoint>(
        key_of(series), [&](DataPoint const& point, Meta const&) { days.insert(point.on); });
    return days;
}

Refusal out_of_place(char const* field_name) {
    return refuse(Code::UnknownField, field_name,
                  "There is no field \"" + std::string(field_name) + "\" in points of that sort.");
}
Refusal left_out(char const* field_name) {
    return refuse(Code::Missing, field_name,
                  "\"" + std::string(field_name) + "\" is missing, or that there is no value.");
}

template <class P>
Result<void> check_missing(P const& point) {
    if (point.value) { return out_of_place("value"); }
    if (point.numerator) { return out_of_place("numerator"); }
    if (point.denominator) { return out_of_place("denominator"); }
    if (point.answers) { return out_of_place("answers"); }
    return {};
}

template <class P>
Result<void> check_parts(P const& point, MeasureData data) {
    if (point.value) { return out_of_place("value"); }
    // Of a proportion the denominator says how many; an exposure does not.
    if (point.answers && data == MeasureData::Proportion) { return out_of_place("answers"); }
    if (!point.numerator) { return left_out("numerator"); }
    if (!point.denominator) { return left_out("denominator"); }
    if (data == MeasureData::Proportion && *point.numerator > *point.denominator) {
        return refuse(Code::TooLarge, "numerator", "A part is not more than the whole.");
    }
    return {};
}

template <class P>
Result<void> check_value(P const& point, MeasureData data) {
    if (point.numerator) { return out_of_place("numerator"); }
    if (point.denominator) { return out_of_place("denominator"); }
    if (!point.value) { return left_out("value"); }
    if (data == MeasureData::Value) { return {}; }
    if (point.answers && data != MeasureData::Count) { return out_of_place("answers"); }
    if (*point.value < 0) {
        return refuse(Code::TooSmall, "value", "\"value\" is at least 0.", {{"limit", "0"}});
    }
    bool const counted = data == MeasureData::Count || data == MeasureData::CountBetween;
    if (counted && *point.value != static_cast<double>(static_cast<std::int64_t>(*point.value))) {
        return refuse(Code::NotANumber, "value", "\"value\" is a whole number.");
    }
    return {};
}

// What a point, a row or a correction says is of the measure's sort, and says one thing.
template <class P>
Result<void> check_says(Case const& c, P const& point, Measure const& measure) {
    if (point.on > days_after(date_of(Instant{c.now_ms}), days_ahead_max)) {
        return refuse(Code::InTheFuture, "on", "That day is still to come.");
    }
    if (point.missing) { return check_missing(point); }
    if (!point.missing_reason.empty()) { return left_out("missing"); }
    bool const of_parts =
        measure.data == MeasureData::Proportion || measure.data == MeasureData::Rate;
    return of_parts ? check_parts(point, measure.data) : check_value(point, measure.data);
}

Result<void> check_day(Case const& c, MeasureSeries const& series, Date const& day,
                       Days const& taken) {
    if (takes_subgroups(c, series) || !taken.contains(day)) { return {}; }
    return refuse(Code::DuplicateLink, "on", "There is a point on that day; correct it instead.");
}

// Whether one more point with these words may lie in the series.
template <class P>
Result<void> check_new_point(Case const& c, P const& point, Days const& taken) {
    if (auto ok = check_entered(c, point.series); ok.has_error()) { return ok.error(); }
    auto const& series = c.state.known<MeasureSeries>(point.series);
    auto const& measure = c.state.known<Measure>(series.measure);
    if (measure.state == MeasureState::Retired) {
        return wrong_state("series", measure.state, "The measure is retired.");
    }
    if (auto ok = check_says(c, point, measure); ok.has_error()) { return ok.error(); }
    if (auto ok = check_day(c, series, point.on, taken); ok.has_error()) { return ok.error(); }
    if (taken.size() >= points_per_series_max) { return too_many("series", points_per_series_max); }
    return {};
}

Result<void> point_rule(Case const& c, DataPoint const*, DataPoint const& after, Updates const&) {
    return check_new_point(c, after, days_of(c, after.series));
}

constexpr auto restore_point = [](Case const& c, DataPoint const& point, Meta const&,
                                  Updates const&) -> Result<void> {
    if (auto ok = check_entered(c, point.series); ok.has_error()) { return ok.error(); }
    auto const taken = days_of(c, point.series);
    if (taken.size() >= points_per_series_max) { return too_many("series", points_per_series_max); }
    return check_day(c, c.state.known<MeasureSeries>(point.series), point.on, taken);
};

template <class P>
void say(DataPoint& point, P const& said) {
    point.value = said.value;
    point.numerator = said.numerator;
    point.denominator = said.denominator;
    point.answers = said.answers;
    point.missing = said.missing;
    point.missing_reason = said.missing_reason;
}

// What stood beside a total or its parts leaves a gap that would tell of it.
bool stays_in_period(Case const& c, DataPoint const& before, DataPoint const& after) {
    auto const& measure =
        c.state.known<Measure>(c.state.known<MeasureSeries>(before.series).measure);
    auto const was = pool::period_of(c.state, measure, before.on);
    auto const is = pool::period_of(c.state, measure, after.on);
    return !was || was->first == is->first || pool::beside(c.state, before).empty();
}

Result<Updates> correct_point(Case const& c, CorrectDataPoint const& x) {
    auto found = seen<DataPoint>(c, x.id, "id");
    if (found.has_error()) { return found.error(); }
    if (auto ok = permitted(c); ok.has_error()) { return ok.error(); }
    if (auto ok = check_unchanged(c, **found, x.seen_revision, "corrections"); ok.has_error()) {
        return ok.error();
    }
    DataPoint const& before = **found;
    if (auto ok = check_entered(c, before.series); ok.has_error()) { return ok.error(); }
    DataPoint after = before;
    say(after, x);
    if (!x.on.empty()) { after.on = x.on; }
    auto const& series = c.state.known<MeasureSeries>(after.series);
    if (auto ok = check_says(c, after, c.state.known<Measure>(series.measure)); ok.has_error()) {
        return ok.error();
    }
    if (after.on != before.on) {
        if (!stays_in_period(c, before, after)) {
            return refuse(
                Code::WrongState, "on",
                "Beside a total a number stays in its period: take it out, and enter it anew.",
                {{"state", "beside_total"}});
        }
        auto ok = check_day(c, series, after.on, days_of(c, after.series));
        if (ok.has_error()) { return ok.error(); }
    }
    after.corrections += 1;
    after.correction_reason = x.reason;
    return Updates{changed(c, std::move(after))};
}

Result<Updates> exclude_point(Case const& c, ExcludeDataPoint const& x) {
    auto found = seen<DataPoint>(c, x.id, "id");
    if (found.has_error()) { return found.error(); }
    if (auto ok = permitted(c); ok.has_error()) { return ok.error(); }
    DataPoint after = **found;
    if (after.excluded == x.excluded) {
        return refuse(Code::WrongState, "excluded", "It is so already.",
                      {{"state", x.excluded ? "excluded" : "counted"}});
    }
    if (x.excluded && x.reason.empty()) {
        return refuse(Code::NeedsReason, "reason", "Say why it is left out.");
    }
    after.excluded = x.excluded;
    after.excluded_reason = x.excluded ? x.reason : std::string{};
    return Updates{changed(c, std::move(after))};
}

Result<void> check_series_of_rows(Case const& c, std::vector<PointRow> const& rows,
                                  std::map<MeasureSeriesId, Days>& days) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
        auto const& id = rows[i].series;
        if (days.contains(id)) { continue; }
        auto found = seen<MeasureSeries>(c, id, "series");
        if (found.has_error()) { return in_row(found.error(), i); }
        days.emplace(id, Days{});
    }
    return {};
}

Result<Updates> import_points(Case const& c, ImportDataPoints const& x) {
    std::map<MeasureSeriesId, Days> days;
    if (auto ok = check_series_of_rows(c, x.rows, days); ok.has_error()) { return ok.error(); }
    if (auto ok = permitted(c); ok.has_error()) { return ok.error(); }
    if (days.size() > import_series_max) { return too_many("rows", import_series_max); }
    for (auto& [series, taken] : days) {
        taken = days_of(c, series);
    }
    Updates updates;
    for (std::size_t i = 0; i < x.rows.size(); ++i) {
        auto const& row = x.rows[i];
        auto& taken = days.at(row.series);
        if (auto ok = check_new_point(c, row, taken); ok.has_error()) {
            return in_row(ok.error(), i);
        }
        taken.insert(row.on);
        DataPoint point;
        point.id.text = derived_id(c.command.id, DataPoint::kind, static_cast<int>(i));
        point.series = row.series;
        point.on = row.on;
        say(point, row);
        point.import_id = x.import_id;
        updates.push_back(born(c, std::move(point)));
    }
    return updates;
}

// What others have worked on since stays: it is theirs by now.
Result<Updates> undo_import(Case const& c, UndoDataImport const& x) {
    for (auto const& id : x.series) {
        auto found = seen<MeasureSeries>(c, id, "series");
        if (found.has_error()) { return found.error(); }
    }
    if (auto ok = permitted(c); ok.has_error()) { return ok.error(); }
    auto const& me = c.actor.viewer.member;
    Updates updates;
    for (auto const& id : x.series) {
        c.state.each_below<DataPoint>(key_of(id), [&](DataPoint const& point, Meta const& meta) {
            bool const untouched = meta.created_by == me && meta.updated_by == me;
            if (point.import_id != x.import_id || !untouched) { return; }
            updates.push_back(archived(c, c.state.known_kept<DataPoint>(point.id).stored));
        });
    }
    if (updates.empty()) { return not_found("import_id"); }
    return updates;
}

// ---- Phases --------------------------------------------------------------------------------------

Result<void> check_phase_day(Case const& c, ChartPhase const& phase) {
    bool taken = false;
    std::size_t count = 0;
    c.state.each_below<ChartPhase>(key_of(phase.series), [&](ChartPhase const& other, Meta const&) {
        ++count;
        taken |= other.id != phase.id && other.state != PhaseState::Withdrawn &&
                 other.starts_on == phase.starts_on;
    });
    if (taken) { return refuse(Code::DuplicateLink, "starts_on", "A phase starts on that day."); }
    if (count >= phases_per_series_max) { return too_many("series", phases_per_series_max); }
    return {};
}

Result<void> phase_rule(Case const& c, ChartPhase const* before, ChartPhase& after,
                        Updates const&) {
    if (before != nullptr) {
        keep_hidden(c, before->cycles, after.cycles);
        bool const stands =
            before->state == PhaseState::Confirmed || before->state == PhaseState::Withdrawn;
        if (stands) {
            return wrong_state("state", before->state,
                               "What was confirmed is withdrawn, and another one proposed.");
        }
        // Whoever proposed the former words does not confirm these alone, nor whoever wrote them.
        if (before->state == PhaseState::Proposed) { after.proposed_by = c.actor.viewer.member; }
        if (before->starts_on == after.starts_on) { return {}; }
    }
    return check_phase_day(c, after);
}

Refusal by_definition() {
    return refuse(Code::SetByRule, "definition",
                  "The measure is defined otherwise since that day.");
}

Result<void> archive_phase(Case const&, ChartPhase const& phase, Updates const&) {
    if (!phase.definition.empty()) { return by_definition(); }
    if (phase.state != PhaseState::Confirmed) { return {}; }
    return wrong_state("state", phase.state, "What was confirmed is withdrawn with a reason.");
}

constexpr auto restore_phase = [](Case const& c, ChartPhase const& phase, Meta const&,
                                  Updates const&) { return check_phase_day(c, phase); };

bool follows(PhaseState from, PhaseState to) {
    switch (to) {
        case PhaseState::Suggested: return false;
        case PhaseState::Proposed: return from == PhaseState::Suggested;
        case PhaseState::Confirmed: return from == PhaseState::Proposed;
        case PhaseState::Withdrawn: return from != PhaseState::Withdrawn;
    }
    return false;
}

Result<void> check_proposed(ChartPhase const& phase) {
    if (phase.reason.empty()) {
        return refuse(Code::NeedsReason, "reason", "Say why it is another process since.");
    }
    if (!phase.cycles.empty() || !phase.event.empty()) { return {}; }
    return refuse(Code::Missing, "cycles", "Name the cycle behind it, or say what happened.");
}

Result<Updates> advance_phase(Case const& c, AdvanceChartPhase const& x) {
    auto found = seen<ChartPhase>(c, x.id, "id");
    if (found.has_error()) { return found.error(); }
    if (auto ok = permitted(c); ok.has_error()) { return ok.error(); }
    if (auto ok = check_unchanged(c, **found, x.seen_revision, "state"); ok.has_error()) {
        return ok.error();
    }
    ChartPhase after = **found;
    if (!after.definition.empty()) { return by_definition(); }
    if (!follows(after.state, x.to)) {
        return wrong_state("state", after.state,
                           "A phase is suggested, proposed and confirmed, or withdrawn.");
    }
    if (x.to == PhaseState::Withdrawn && x.reason.empty()) {
        return refuse(Code::NeedsReason, "reason", "Say why.");
    }
    if (x.to == PhaseState::Proposed) {
        if (auto ok = check_proposed(after); ok.has_error()) { return ok.error(); }
        after.proposed_by = c.actor.viewer.member;
    }
    if (x.to == PhaseState::Confirmed) { after.confirmed_by = c.actor.viewer.member; }
    after.state = x.to;
    after.state_reason = x.to == PhaseState::Withdrawn ? x.reason : std::string{};
    return Updates{changed(c, std::move(after))};
}

// ---- Annotations and signals ---------------------------------------------------------------------

Result<void> annotation_rule(Case const& c, ChartAnnotation const* before, ChartAnnotation& after,
                             Updates const&) {
    if (!after.until.empty() && after.until < after.on) {
        return refuse(Code::TooSmall, "until", "It does not end before it begins.",
                      {{"limit", after.on.iso}});
    }
    if (before != nullptr) {
        keep_hidden(c, before->cycles, after.cycles);
        return {};
    }
    return check_room_below<ChartAnnotation>(c, key_of(after.series), "series",
                                             annotations_per_series_max);
}

constexpr auto restore_annotation = [](Case const& c, ChartAnnotation const& annotation,
                                       Meta const&, Updates const&) {
    return check_room_below<ChartAnnotation>(c, key_of(annotation.series), "series",
                                             annotations_per_series_max);
};

// A rule is met once by the points that end on a day.
Result<void> check_only_signal(Case const& c, ChartSignal const& added) {
    bool there = false;
    c.state.each_below<ChartSignal>(
        key_of(added.series), [&](ChartSignal const& other, Meta const&) {
            there |= other.rule == added.rule && other.last_on == added.last_on;
        });
    if (there) { return refuse(Code::DuplicateLink, "rule", "That signal is there already."); }
    return check_room_below<ChartSignal>(c, key_of(added.series), "series", signals_per_series_max);
}

Result<void> signal_rule(Case const& c, ChartSignal const*, ChartSignal const& after,
                         Updates const&) {
    if (after.last_on < after.first_on) {
        return refuse(Code::TooSmall, "last_on", "It does not end before it begins.",
                      {{"limit", after.first_on.iso}});
    }
    bool const of_series =
        std::all_of(after.points.begin(), after.points.end(), [&](DataPointId const& id) {
            return c.state.known<DataPoint>(id).series == after.series;
        });
    if (!of_series) { return refuse(Code::WrongLink, "points", "Those are of another series."); }
    return check_only_signal(c, after);
}

constexpr auto restore_signal = [](Case const& c, ChartSignal const& signal, Meta const&,
                                   Updates const&) { return check_only_signal(c, signal); };

Result<Updates> acknowledge(Case const& c, AcknowledgeChartSignal const& x) {
    auto found = seen<ChartSignal>(c, x.id, "id");
    if (found.has_error()) { return found.error(); }
    for (auto const& id : x.cycles) {
        if (auto cycle = seen<PdsaCycle>(c, id, "cycles"); cycle.has_error()) {
            return cycle.error();
        }
    }
    if (auto ok = permitted(c); ok.has_error()) { return ok.error(); }
    ChartSignal after = **found;
    after.acknowledged_by = c.actor.viewer.member;
    after.explanation = x.explanation;
    for (auto const& id : x.cycles) {
        if (std::find(after.cycles.begin(), after.cycles.end(), id) == after.cycles.end()) {
            after.cycles.push_back(id);
        }
    }
    if (auto ok = check_sizes(after); ok.has_error()) { return ok.error(); }
    return Updates{changed(c, std::move(after))};
}

struct DecideMeasure {
    Case const& c;

    Result<Updates> operator()(Create<Measure> const& x) const {
        return create(c, x, measure_rule);
    }
    Result<Updates> operator()(Edit<Measure> const& x) const { return edit(c, x, measure_rule); }
    Result<Updates> operator()(Archive<Measure> const& x) const {
        return archive(c, x, no_archive_rule);
    }
    Result<Updates> operator()(Restore<Measure> const& x) const {
        return restore(c, x, no_archive_rule);
    }
    Result<Updates> operator()(AdvanceMeasure const& x) const { return advance_measure(c, x); }
    Result<Updates> operator()(Create<MeasureDefinition> const& x) const {
        return create(c, x, definition_rule);
    }
    Result<Updates> operator()(Edit<MeasureDefinition> const& x) const {
        return edit(c, x, definition_rule);
    }
    Result<Updates> operator()(Archive<MeasureDefinition> const& x) const {
        return archive(c, x, archive_definition);
    }
    Result<Updates> operator()(Restore<MeasureDefinition> const& x) const {
        return restore(c, x, restore_definition);
    }
    Result<Updates> operator()(PublishMeasureDefinition const& x) const {
        return publish_definition(c, x);
    }
    Result<Updates> operator()(Create<MeasureSeries> const& x) const {
        return create(c, x, series_rule);
    }
    Result<Updates> operator()(Edit<MeasureSeries> const& x) const {
        return edit(c, x, series_rule);
    }
    Result<Updates> operator()(Archive<MeasureSeries> const& x) const {
        return archive(c, x, no_archive_rule);
    }
    Result<Updates> operator()(Restore<MeasureSeries> const& x) const {
        return restore(c, x, restore_series);
    }
    Result<Updates> operator()(Share<MeasureSeries> const& x) const {
        return share(c, x, check_series_level);
    }
    Result<Updates> operator()(ReleaseMeasureSeries const& x) const { return release_series(c, x); }
    Result<Updates> operator()(PoolMeasureSeries const& x) const { return pool_series(c, x); }
    Result<Updates> operator()(Create<DataPoint> const& x) const {
        return create(c, x, point_rule);
    }
    Result<Updates> operator()(Archive<DataPoint> const& x) const {
        return archive(c, x, [](Case const& each, DataPoint const& point, Updates const&) {
            return check_entered(each, point.series);
        });
    }
    Result<Updates> operator()(Restore<DataPoint> const& x) const {
        return restore(c, x, restore_point);
    }
    Result<Updates> operator()(CorrectDataPoint const& x) const { return correct_point(c, x); }
    Result<Updates> operator()(ExcludeDataPoint const& x) const { return exclude_point(c, x); }
    Result<Updates> operator()(ImportDataPoints const& x) const { return import_points(c, x); }
    Result<Updates> operator()(UndoDataImport const& x) const { return undo_import(c, x); }
    Result<Updates> operator()(Create<ChartPhase> const& x) const {
        return create(c, x, phase_rule);
    }
    Result<Updates> operator()(Edit<ChartPhase> const& x) const { return edit(c, x, phase_rule); }
    Result<Updates> operator()(Archive<ChartPhase> const& x) const {
        return archive(c, x, archive_phase);
    }
    Result<Updates> operator()(Restore<ChartPhase> const& x) const {
        return restore(c, x, restore_phase);
    }
    Result<Updates> operator()(AdvanceChartPhase const& x) const { return advance_phase(c, x); }
    Result<Updates> operator()(Create<ChartAnnotation> const& x) const {
        return create(c, x, annotation_rule);
    }
    Result<Updates> operator()(Edit<ChartAnnotation> const& x) const {
        return edit(c, x, annotation_rule);
    }
    Result<Updates> operator()(Archive<ChartAnnotation> const& x) const {
        return archive(c, x, no_archive_rule);
    }
    Result<Updates> operator()(Restore<ChartAnnotation> const& x) const {
        return restore(c, x, restore_annotation);
    }
    Result<Updates> operator()(Create<ChartSignal> const& x) const {
        return create(c, x, signal_rule);
    }
    Result<Updates> operator()(AcknowledgeChartSignal const& x) const { return acknowledge(c, x); }
    Result<Updates> operator()(Archive<ChartSignal> const& x) const {
        return archive(c, x, no_archive_rule);
    }
    Result<Updates> operator()(Restore<ChartSignal> const& x) const {
        return restore(c, x, restore_signal);
    }
};

}  // namespace

Result<Updates> decide_measure(Case const& c, MeasureCommand const& command) {
    return std::visit(DecideMeasure{c}, command);
}

}  // namespace flywheel::rules
