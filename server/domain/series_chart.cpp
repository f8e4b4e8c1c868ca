#include "server/domain/series_chart.hpp"

#include <algorithm>
#include <charconv>

#include "protocol/codec.hpp"

namespace flywheel {

namespace {

// The records' words and the engine's stand in one order; a name added to one of them stops the build here.
constexpr auto engine_charts = charts::enum_names(charts::ChartType{});
constexpr auto engine_rules = charts::enum_names(charts::RuleSet{});
static_assert(enum_names(ChartType{}).size() == engine_charts.size());
static_assert(enum_names(RuleSet{}) == engine_rules);
charts::ChartType engine_chart(ChartType chart) { return static_cast<charts::ChartType>(chart); }
charts::RuleSet engine_rule_set(RuleSet rules) { return static_cast<charts::RuleSet>(rules); }

charts::Direction direction_of(Measure const& measure) {
    switch (measure.direction) {
        case MeasureDirection::Increase: return charts::Direction::Increase;
        case MeasureDirection::Decrease: return charts::Direction::Decrease;
        case MeasureDirection::Neither: break;
    }
    return charts::Direction::Neutral;
}

bool has_parts(Measure const& measure) {
    return measure.data == MeasureData::Proportion || measure.data == MeasureData::Rate;
}

std::vector<ChartedDay> days_of(std::map<Date, std::vector<DataPoint const*>> const& by_day) {
    std::vector<ChartedDay> days;
    for (auto const& [on, points] : by_day) {
        ChartedDay day{on, {}, points.front()->missing};
        for (auto const* point : points) {
            day.points.push_back(point->id);
            if (!point->missing) { day.missing.reset(); }
        }
        days.push_back(std::move(day));
    }
    return days;
}

// The last point before each confirmed phase; of several that begin before the same point the latest counts.
void split(State const& state, MeasureSeries const& series, SeriesInput& input) {
    std::map<std::size_t, ChartPhase const*> begins;
    state.each_below<ChartPhase>(
        Key{kind_of<MeasureSeries>(), series.id.text}, [&](ChartPhase const& phase, Meta const&) {
            if (phase.state != PhaseState::Confirmed) { return; }
            auto const before = static_cast<std::size_t>(
                std::count_if(input.days.begin(), input.days.end(),
                              [&](ChartedDay const& day) { return day.on < phase.starts_on; }));
            if (before == input.days.size()) { return; }
            auto& there = begins[before];
            if (there == nullptr || there->starts_on < phase.starts_on) { there = &phase; }
        });
    std::size_t part = begins.contains(0) ? 0 : 1;
    for (auto const& [before, phase] : begins) {
        if (before > 0) { input.settings.part.push_back(before); }
        input.phases[++part] = phase->id;
    }
}

std::optional<ChartVariation> variation_of(SeriesChart const& chart, Measure const& measure) {
    if (chart.reading.too_early) { return std::nullopt; }
    charts::Signal const* latest = nullptr;
    for (auto const& signal : chart.reading.signals) {
        bool const of_now = signal.part == chart.chart.parts.back().part;
        if (of_now && (latest == nullptr || signal.points.back() > latest->points.back())) {
            latest = &signal;
        }
    }
    if (latest == nullptr) { return ChartVariation::CommonCause; }
    if (latest->side == charts::Side::Neither) { return ChartVariation::Special; }
    if (measure.direction == MeasureDirection::Neither) {
        return latest->side == charts::Side::Up ? ChartVariation::High : ChartVariation::Low;
    }
    return latest->verdict == charts::Verdict::Improvement ? ChartVariation::Improvement
                                                           : ChartVariation::Concern;
}

// ---- As JSON -------------------------------------------------------------------------------------

// The shortest form that reads back as the same number.
std::string number(double value) {
    std::array<char, 32> text{};
    auto const end = std::to_chars(text.data(), text.data() + text.size(), value);
    return {text.data(), end.ptr};
}

std::string in_quotes(std::string_view text) {
    std::string out;
    append_json_string(out, text);
    return out;
}

// The members of an object, one after the other; what is not there is left out.
class Members {
public:
    Members& raw(std::string_view name, std::string_view json) {
        if (!text_.empty()) { text_ += ','; }
        ((text_ += '"') += name) += "\":";
        text_ += json;
        return *this;
    }
    Members& text(std::string_view name, std::string_view value) {
        return raw(name, in_quotes(value));
    }
    Members& value(std::string_view name, charts::Value const& value) {
        return value ? raw(name, number(*value)) : *this;
    }
    Members& count(std::string_view name, std::size_t value) {
        return raw(name, std::to_string(value));
    }
    Members& flag(std::string_view name, bool value) { return raw(name, value ? "true" : "false"); }
    [[nodiscard]] std::string object() const { return '{' + text_ + '}'; }

private:
    std::string text_;
};

template <class List, class F>
std::string list_of(List const& list, F&& json) {
    std::string text = "[";
    for (auto const& item : list) {
        if (text.size() > 1) { text += ','; }
        text += json(item);
    }
    return text + ']';
}

std::string point_json(SeriesChart const& chart, std::size_t i) {
    auto const& point = chart.chart.points[i];
    auto const& day = chart.days[i];
    Members out;
    out.raw("ids", list_of(day.points, [](DataPointId const& id) { return in_quotes(id.text); }))
        .text("on", day.on.iso)
        .value("y", point.y)
        .value("cl", point.cl)
        .value("lcl", point.lower[2])
        .value("ucl", point.upper[2])
        .value("lcl95", point.lower[1])
        .value("ucl95", point.upper[1])
        .count("part", point.part)
        .flag("baseline", point.baseline)
        .flag("include", point.include);
    if (day.missing) { out.text("missing", name_of(*day.missing)); }
    auto const& met = chart.reading.met[i];
    if (!met.empty()) {
        out.raw("met", list_of(met, [](charts::Rule rule) { return in_quotes(name_of(rule)); }));
    }
    return out.object();
}

std::string part_json(State const& state, SeriesChart const& chart, charts::Part const& part) {
    Members out;
    out.count("part", part.part)
        .count("first", part.first)
        .count("last", part.last)
        .text("first_on", chart.days[part.first - 1].on.iso)
        .text("last_on", chart.days[part.last - 1].on.iso)
        .value("centre", chart.chart.points[part.last - 1].cl)
        .count("useful", static_cast<std::size_t>(part.runs.n_useful));
    if (auto const phase = chart.phases.find(part.part); phase != chart.phases.end()) {
        out.text("phase", phase->second.text);
        auto const& title = state.known<ChartPhase>(phase->second).title;
        if (!title.empty()) { out.text("title", title); }
    }
    return out.object();
}

std::string signal_json(SeriesChart const& chart, charts::Signal const& signal) {
    Members out;
    out.text("rule", name_of(signal.rule))
        .text("side", name_of(signal.side))
        .text("direction", name_of(signal.verdict))
        .count("part", signal.part)
        .text("first_on", chart.days[signal.points.front() - 1].on.iso)
        .text("last_on", chart.days[signal.points.back() - 1].on.iso)
        .raw("points",
             list_of(signal.points, [](std::size_t point) { return std::to_string(point); }))
        .raw("found", std::to_string(signal.found));
    if (signal.limit) { out.raw("limit", std::to_string(*signal.limit)); }
    return out.object();
}

// The numbers that a sentence about the chart needs.
std::string facts_json(SeriesChart const& chart) {
    auto const& points = chart.chart.points;
    Members out;
    out.count("points",
              static_cast<std::size_t>(std::count_if(
                  points.begin(), points.end(), [](auto const& p) { return p.y.has_value(); })))
        .count("useful", static_cast<std::size_t>(chart.reading.n_useful))
        .count("needed", charts::useful_points_min);
    auto const latest =
        std::find_if(points.rbegin(), points.rend(), [](auto const& p) { return p.y.has_value(); });
    if (latest != points.rend()) {
        auto const i = static_cast<std::size_t>(points.rend() - latest) - 1;
        out.value("latest", latest->y).text("latest_on", chart.days[i].on.iso);
    }
    if (!points.empty()) {
        out.value("centre", points.back().cl)
            .value("lcl", points.back().lower[2])
            .value("ucl", points.back().upper[2]);
    }
    return out.object();
}

}  // namespace

SeriesInput input_of(State const& state, MeasureSeries const& series, SeesPoint const& sees) {
    auto const& measure = state.known<Measure>(series.measure);
    SeriesInput input;
    std::map<Date, std::vector<DataPoint const*>> by_day;
    state.each_below<DataPoint>(Key{kind_of<MeasureSeries>(), series.id.text},
                                [&](DataPoint const& point, Meta const&) {
                                    if (sees(point)) {
                                        by_day[point.on].push_back(&point);
                                    } else {
                                        input.some_hidden = true;
                                    }
                                });
    input.days = days_of(by_day);
    input.series.has_sizes = has_parts(measure);
    double x = 0;
    for (auto const& [on, points] : by_day) {
        x += 1;
        bool const left_out = std::all_of(points.begin(), points.end(),
                                          [](auto const* point) { return point->excluded; });
        if (left_out) { input.settings.exclude.push_back(static_cast<std::size_t>(x)); }
        for (auto const* point : points) {
            if (point->excluded && !left_out) { continue; }
            input.series.entries.push_back(
                input.series.has_sizes ? charts::Entry{x, point->numerator, point->denominator}
                                       : charts::Entry{x, point->value, std::nullopt});
        }
    }
    auto& settings = input.settings;
    settings.chart = engine_chart(series.chart_type.value_or(measure.chart_type));
    settings.multiply = measure.multiply.value_or(1);
    settings.moving_ranges = measure.screened_moving_ranges ? charts::MovingRanges::Screened
                                                            : charts::MovingRanges::Plain;
    settings.range_factor = measure.rule_set == RuleSet::Nhs ? charts::RangeFactor::Printed
                                                             : charts::RangeFactor::Exact;
    if (series.baseline_points) {
        settings.freeze = static_cast<std::size_t>(*series.baseline_points);
    }
    split(state, series, input);
    return input;
}

SeriesChart chart_of(State const& state, MeasureSeries const& series, SeesPoint const& sees) {
    auto const& measure = state.known<Measure>(series.measure);
    auto input = input_of(state, series, sees);
    SeriesChart out;
    out.series = series.id;
    out.asked = out.drawn = series.chart_type.value_or(measure.chart_type);
    auto made = charts::make_chart(input.series, input.settings);
    if (made.has_error()) {
        // Such as a time of nothing between two events: the line is still to be seen.
        out.drawn = ChartType::Run;
        input.settings.chart = charts::ChartType::Run;
        made = charts::make_chart(input.series, input.settings);
    }
    if (made.has_value()) { out.chart = std::move(*made); }
    out.days = std::move(input.days);
    out.phases = std::move(input.phases);
    out.some_hidden = input.some_hidden;
    auto const direction = direction_of(measure);
    out.reading = charts::read_chart(out.chart, engine_rule_set(measure.rule_set), direction);
    out.variation = variation_of(out, measure);
    if (!out.reading.too_early) {
        out.assurance = charts::plot_the_dots(out.chart, direction, measure.target).assurance;
    }
    return out;
}

std::string json_of(State const& state, SeriesChart const& chart, Told told) {
    std::vector<std::size_t> shown;
    auto const count = chart.chart.points.size();
    auto const first =
        told == Told::Line && count > line_points_max ? count - line_points_max : std::size_t{0};
    for (auto i = first; i < count; ++i) {
        shown.push_back(i);
    }
    Members out;
    out.text("series", chart.series.text).text("chart", name_of(chart.drawn));
    if (chart.drawn != chart.asked) { out.text("instead_of", name_of(chart.asked)); }
    if (chart.some_hidden) { out.flag("some_hidden", true); }
    out.text("rules", name_of(chart.reading.rules))
        .flag("too_early", chart.reading.too_early)
        .raw("facts", facts_json(chart))
        .raw("points", list_of(shown, [&](std::size_t i) {
                 if (told == Told::Whole) { return point_json(chart, i); }
                 auto const& point = chart.chart.points[i];
                 return Members{}
                     .text("on", chart.days[i].on.iso)
                     .value("y", point.y)
                     .value("cl", point.cl)
                     .object();
             }));
    if (told == Told::Whole) {
        out.raw("parts", list_of(chart.chart.parts, [&](charts::Part const& part) {
                    return part_json(state, chart, part);
                }));
    }
    std::vector<charts::Signal const*> signals;
    for (auto const& signal : chart.reading.signals) {
        bool const of_now = signal.part == chart.chart.parts.back().part;
        if (told == Told::Whole || of_now) { signals.push_back(&signal); }
    }
    out.raw("signals",
            list_of(signals, [&](auto const* signal) { return signal_json(chart, *signal); }));
    if (chart.variation) { out.text("variation", name_of(*chart.variation)); }
    if (chart.assurance) { out.text("assurance", name_of(*chart.assurance)); }
    return out.object();
}

}  // namespace flywheel
