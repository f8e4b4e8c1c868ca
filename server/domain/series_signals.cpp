#include "server/domain/series_signals.hpp"

#include <tuple>

#include "server/domain/decide_detail.hpp"
#include "server/domain/pool/totals.hpp"
#include "server/domain/series_chart.hpp"

namespace flywheel {

namespace {

SignalRule rule_of(charts::Rule rule) {
    using charts::Rule;
    switch (rule) {
        case Rule::AnhoejLongRun: return SignalRule::LongRun;
        case Rule::AnhoejFewCrossings: return SignalRule::FewCrossings;
        case Rule::BeyondThreeSigma:
        case Rule::We1:
        case Rule::N1:
        case Rule::NhsOutside: return SignalRule::OutsideLimits;
        case Rule::We2:
        case Rule::N5:
        case Rule::NhsTwoInThree: return SignalRule::TwoOfThree;
        case Rule::We3:
        case Rule::N6: return SignalRule::FourOfFive;
        case Rule::We4:
        case Rule::N2:
        case Rule::NhsShift:
        case Rule::IhiShift: return SignalRule::Shift;
        case Rule::N3:
        case Rule::NhsTrend:
        case Rule::IhiTrend: return SignalRule::Trend;
        case Rule::N4: return SignalRule::Alternating;
        case Rule::N7: return SignalRule::HuggingCentre;
        case Rule::N8: return SignalRule::AvoidingCentre;
        case Rule::IhiFewRuns: return SignalRule::TooFewRuns;
        case Rule::IhiManyRuns: return SignalRule::TooManyRuns;
    }
    return SignalRule::OutsideLimits;
}

SignalDirection direction_of(charts::Verdict verdict) {
    switch (verdict) {
        case charts::Verdict::Improvement: return SignalDirection::Improvement;
        case charts::Verdict::Concern: return SignalDirection::Concern;
        case charts::Verdict::Neither: break;
    }
    return SignalDirection::Either;
}

// A rule about how all points of a phase scatter marks no points of its own.
std::vector<DataPointId> points_of(SeriesChart const& chart, charts::Signal const& signal) {
    std::vector<DataPointId> points;
    if (signal.side == charts::Side::Neither) { return points; }
    for (auto const number : signal.points) {
        auto const& day = chart.days[number - 1].points;
        points.insert(points.end(), day.begin(), day.end());
    }
    if (points.size() > signal_points_max) {
        points.erase(points.begin(), points.end() - static_cast<std::ptrdiff_t>(signal_points_max));
    }
    return points;
}

// Limits and runs come of all points: where one of these is not everybody's to see, a signal is not either.
SignalReach reach_of(State const& state, SeriesChart const& chart) {
    static_assert(static_cast<int>(SignalReach::Lead) == static_cast<int>(pool::Shown::ToLead));
    auto least = pool::Shown::ToAll;
    for (auto const& day : chart.days) {
        for (auto const& id : day.points) {
            least = std::max(least, pool::shown_of(state, state.known<DataPoint>(id)));
        }
    }
    return static_cast<SignalReach>(least);
}

std::vector<ChartSignal> shown_by(State const& state, SeriesChart const& chart) {
    std::vector<ChartSignal> shown;
    if (chart.reading.signals.empty()) { return shown; }
    auto const reach = reach_of(state, chart);
    for (auto const& signal : chart.reading.signals) {
        ChartSignal each;
        each.series = chart.series;
        each.rule = rule_of(signal.rule);
        each.first_on = chart.days[signal.points.front() - 1].on;
        each.last_on = chart.days[signal.points.back() - 1].on;
        each.points = points_of(chart, signal);
        each.direction = direction_of(signal.verdict);
        each.reach = reach;
        shown.push_back(std::move(each));
    }
    return shown;
}

// A stretch that has grown, or begins elsewhere since the centre moved, is still what people were told of.
bool is_same(ChartSignal const& kept, ChartSignal const& shown) {
    return kept.rule == shown.rule && kept.direction == shown.direction &&
           kept.first_on <= shown.last_on && shown.first_on <= kept.last_on;
}

struct Known {
    ChartSignal signal;
    bool by_hand = false;
    bool is_shown = false;
};

std::vector<Known> kept_below(State const& state, MeasureSeriesId const& series) {
    std::vector<Known> kept;
    state.each_below<ChartSignal>({kind_of<MeasureSeries>(), series.text},
                                  [&](ChartSignal const& signal, Meta const& meta) {
                                      kept.push_back({signal, !meta.created_by.empty(), false});
                                  });
    return kept;
}

bool is_in_use(State const& state, MeasureSeries const& series) {
    auto const& measure = state.known<Measure>(series.measure).state;
    return measure == MeasureState::Active || measure == MeasureState::Paused;
}

// What keeps one record in step with what is shown of it.
void keep(rules::Case const& c, Known& kept, ChartSignal const& shown, Updates& updates) {
    kept.is_shown = true;
    if (kept.by_hand) { return; }
    ChartSignal after = kept.signal;
    after.first_on = shown.first_on;
    after.last_on = shown.last_on;
    after.points = shown.points;
    after.reach = shown.reach;
    after.passed = false;
    auto const said = [](ChartSignal const& s) {
        return std::tie(s.first_on, s.last_on, s.points, s.reach, s.passed);
    };
    bool const same = said(after) == said(kept.signal);
    if (!same) { updates.push_back(rules::changed(c, std::move(after))); }
}

void let_go(rules::Case const& c, Known const& kept, Updates& updates) {
    if (kept.by_hand || kept.is_shown || kept.signal.passed) { return; }
    if (kept.signal.acknowledged_by.empty()) {
        updates.push_back(
            rules::archived(c, c.state.known_kept<ChartSignal>(kept.signal.id).stored));
        return;
    }
    ChartSignal after = kept.signal;
    after.passed = true;
    updates.push_back(rules::changed(c, std::move(after)));
}

}  // namespace

Updates signals_to_keep(State const& state, MeasureSeriesId const& series, std::string const& turn,
                        std::int64_t now_ms) {
    auto const* living = state.living<MeasureSeries>(series);
    if (living == nullptr || !is_in_use(state, *living)) { return {}; }
    Actor actor;
    actor.server = true;
    Command command;
    command.id = turn;
    rules::Case const c{state, actor, command, now_ms};
    auto kept = kept_below(state, series);
    auto const before = kept.size();
    Updates updates;
    int born = 0;
    for (auto& shown : shown_by(state, chart_of(state, *living))) {
        auto const known = std::find_if(kept.begin(), kept.end(), [&](Known const& each) {
            return !each.is_shown && is_same(each.signal, shown);
        });
        if (known != kept.end()) {
            keep(c, *known, shown, updates);
        } else if (before + static_cast<std::size_t>(born) < signals_per_series_max) {
            shown.id.text = derived_id(turn + "/" + series.text, ChartSignal::kind, born++);
            updates.push_back(rules::born(c, std::move(shown)));
        }
    }
    for (auto const& each : kept) {
        let_go(c, each, updates);
    }
    return updates;
}

namespace {

// Whether a measure's or a series' own change is one that charts are drawn from, is left to the chart.
struct ChartsMovedBy {
    State const& state;

    std::vector<MeasureSeriesId> operator()(Measure const& r) const { return of(r.id); }
    // What is shared decides what may be told of the others beside it.
    std::vector<MeasureSeriesId> operator()(MeasureSeries const& r) const { return of(r.measure); }
    std::vector<MeasureSeriesId> operator()(DataPoint const& r) const {
        std::vector<MeasureSeriesId> all{r.series};
        for (auto const& key : pool::beside(state, r)) {
            all.push_back(state.known<DataPoint>({key.id}).series);
        }
        return all;
    }
    // How few people are too few.
    std::vector<MeasureSeriesId> operator()(Network const&) const {
        std::vector<MeasureSeriesId> all;
        state.each<MeasureSeries>(
            [&](MeasureSeries const& series, Meta const&) { all.push_back(series.id); });
        return all;
    }
    std::vector<MeasureSeriesId> operator()(ChartPhase const& r) const { return {r.series}; }
    template <class R>
    std::vector<MeasureSeriesId> operator()(R const&) const {
        return {};
    }

private:
    std::vector<MeasureSeriesId> of(MeasureId const& measure) const {
        std::vector<MeasureSeriesId> all;
        state.each_below<MeasureSeries>(
            {kind_of<Measure>(), measure.text},
            [&](MeasureSeries const& series, Meta const&) { all.push_back(series.id); });
        return all;
    }
};

}  // namespace

std::vector<MeasureSeriesId> charts_moved_by(State const& state, Stored const& changed) {
    return std::visit(ChartsMovedBy{state}, changed.record);
}

}  // namespace flywheel
