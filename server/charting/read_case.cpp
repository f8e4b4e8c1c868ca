#include "server/charting/read_case.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "protocol/field.hpp"

namespace flywheel::charting {

namespace {

using nlohmann::json;

Refusal not_a_number(std::string field) {
    auto says = field + " is neither a number nor null.";
    return refuse(Code::NotANumber, std::move(field), std::move(says));
}

std::string place(std::string const& field, std::size_t i) {
    return field + "[" + std::to_string(i) + "]";
}

// A list as it is, anything else as a list of one: R writes a vector of length 1 as a bare value.
json::array_t as_list(json const& value) {
    return value.is_array() ? value.get_ref<json::array_t const&>() : json::array_t{value};
}

Result<charts::Value> number_or_null(json const& value, std::string const& field) {
    if (value.is_null()) { return charts::Value{}; }
    if (!value.is_number()) { return not_a_number(field); }
    return charts::Value(value.get<double>());
}

Result<std::vector<charts::Value>> numbers(json const& value, std::string const& field) {
    std::vector<charts::Value> found;
    auto const list = as_list(value);
    for (std::size_t i = 0; i < list.size(); ++i) {
        auto number = number_or_null(list[i], place(field, i));
        if (number.has_error()) { return number.error(); }
        found.push_back(*number);
    }
    return found;
}

// Numbers of points; null is none at all.
Result<std::vector<std::size_t>> counts(json const& value, std::string const& field) {
    std::vector<std::size_t> found;
    if (value.is_null()) { return found; }
    auto const list = as_list(value);
    for (std::size_t i = 0; i < list.size(); ++i) {
        auto const where = value.is_array() ? place(field, i) : field;
        auto const number = list[i].is_number() ? list[i].get<double>() : 0.5;
        constexpr double count_max = 1e9;  // far past any point, and still an integer
        if (std::floor(number) != number || number > count_max) {
            return refuse(Code::NotANumber, where, where + " is not the number of a point.");
        }
        if (number < 0) {
            return refuse(Code::TooSmall, where, "Points are counted from 1.", {{"limit", "1"}});
        }
        found.push_back(static_cast<std::size_t>(number));
    }
    return found;
}

Result<std::optional<std::size_t>> count(json const& value, std::string const& field) {
    auto list = counts(value, field);
    if (list.has_error()) { return list.error(); }
    if (list->size() > 1) {
        return refuse(Code::NotANumber, field, field + " is one number, not several.");
    }
    return list->empty() ? std::optional<std::size_t>{} : list->front();
}

// "2024-05", "2024-05-17", "2024-05-17T08:30", "2024-05-17 08:30:12Z" as seconds. Without a calendar date, nothing.
std::optional<double> seconds_of(std::string const& text) {
    std::string digits = text;
    // The form with every digit a 9; the rest of a longer text must be the same form.
    constexpr std::string_view whole = "9999-99-99 99:99:99";
    if (!digits.empty() && digits.back() == 'Z') { digits.pop_back(); }
    std::string form = digits;
    for (auto& c : form) {
        c = c >= '0' && c <= '9' ? '9' : (c == 'T' ? ' ' : c);
    }
    bool const known =
        form.size() == 7 || form.size() == 10 || form.size() == 16 || form.size() == whole.size();
    if (!known || whole.substr(0, form.size()) != form) { return std::nullopt; }
    auto part = [&](std::size_t from, std::size_t length, int otherwise) {
        return digits.size() >= from + length ? std::stoi(digits.substr(from, length)) : otherwise;
    };
    std::chrono::year_month_day const day{std::chrono::year(part(0, 4, 0)),
                                          std::chrono::month(static_cast<unsigned>(part(5, 2, 0))),
                                          std::chrono::day(static_cast<unsigned>(part(8, 2, 1)))};
    int const hour = part(11, 2, 0);
    int const minute = part(14, 2, 0);
    int const second = part(17, 2, 0);
    if (!day.ok() || hour > 23 || minute > 59 || second > 60) { return std::nullopt; }
    auto const days = std::chrono::sys_days(day).time_since_epoch().count();
    return days * 86400.0 + hour * 3600 + minute * 60 + second;
}

Result<double> place_in_time(json const& value, bool dates, std::string const& field) {
    if (dates) {
        auto const seconds =
            value.is_string() ? seconds_of(value.get_ref<std::string const&>()) : std::nullopt;
        if (seconds) { return *seconds; }
        return refuse(Code::NotADate, field, field + " is not a date such as 2024-05-17.");
    }
    if (!value.is_number()) { return not_a_number(field); }
    return value.get<double>();
}

std::string label_of(json const& x) {
    if (x.is_string()) { return x.get<std::string>(); }
    auto const number = x.get<double>();
    constexpr double exact_to = 1e15;  // beyond, not every integer is a double
    if (std::floor(number) == number && std::abs(number) < exact_to) {
        return std::to_string(static_cast<std::int64_t>(number));
    }
    return x.dump();
}

Result<void> check_names(json const& object, std::string const& field,
                         std::vector<std::string_view> const& known) {
    for (auto const& [name, value] : object.items()) {
        if (std::find(known.begin(), known.end(), name) != known.end()) { continue; }
        auto where = field;
        where.append(".").append(name);
        return refuse(Code::UnknownField, where, "There is no such thing as " + where + ".");
    }
    return {};
}

json const& member(json const& object, char const* name) {
    static json const nothing;
    auto const found = object.find(name);
    return found == object.end() ? nothing : *found;
}

Result<void> read_input(json const& input, Case& into) {
    if (auto ok = check_names(input, "input", {"x", "y", "n"}); ok.has_error()) { return ok; }
    if (!input.contains("y")) {
        return refuse(Code::Missing, "input.y", "\"input\" has no \"y\".");
    }
    auto const y = numbers(input["y"], "input.y");
    if (y.has_error()) { return y.error(); }
    auto const& sizes = member(input, "n");
    auto const n = numbers(sizes, "input.n");
    if (n.has_error()) { return n.error(); }
    auto const& places = member(input, "x");
    auto const x = places.is_null() ? json::array_t{} : as_list(places);
    auto same_length = [&](std::size_t length, char const* field) -> Result<void> {
        if (length == y->size()) { return {}; }
        return refuse(Code::NotWellFormed, field,
                      std::string(field) + " has " + std::to_string(length) +
                          " values and input.y " + std::to_string(y->size()) + ".");
    };
    if (!places.is_null()) {
        if (auto ok = same_length(x.size(), "input.x"); ok.has_error()) { return ok; }
    }
    into.series.has_sizes = !sizes.is_null();
    if (into.series.has_sizes) {
        if (auto ok = same_length(n->size(), "input.n"); ok.has_error()) { return ok; }
    }
    bool const dates = std::any_of(x.begin(), x.end(), [](json const& v) { return v.is_string(); });
    for (std::size_t i = 0; i < y->size(); ++i) {
        charts::Entry entry{static_cast<double>(i + 1), (*y)[i], {}};
        if (into.series.has_sizes) { entry.size = (*n)[i]; }
        if (entry.size.value_or(0) < 0) {
            return refuse(Code::TooSmall, place("input.n", i), "A denominator is not below zero.",
                          {{"limit", "0"}});
        }
        if (!places.is_null()) {
            if (x[i].is_null()) { continue; }  // no place in time, no point
            auto const at = place_in_time(x[i], dates, place("input.x", i));
            if (at.has_error()) { return at.error(); }
            entry.x = *at;
        }
        into.labels.push_back(places.is_null() ? std::to_string(i + 1) : label_of(x[i]));
        into.series.entries.push_back(entry);
    }
    return {};
}

template <class Enum>
Result<Enum> choice(json const& value, std::string const& field, Enum otherwise) {
    if (value.is_null()) { return otherwise; }
    if (value.is_string()) {
        if (auto const found = from_name<Enum>(value.get_ref<std::string const&>())) {
            return *found;
        }
    }
    std::string names;
    for (auto const name : enum_names(Enum{})) {
        names += (names.empty() ? "" : ", ") + std::string(name);
    }
    return refuse(Code::NotAChoice, field, field + " is one of " + names + ".",
                  {{"choices", names}});
}

Result<std::optional<charts::ChartType>> chart_type(json const& value) {
    if (value.is_null()) { return std::optional<charts::ChartType>{}; }
    if (value.is_string()) {
        // What else people and programs write for the same chart.
        static std::vector<std::pair<std::string, charts::ChartType>> const also = {
            {"ip", charts::ChartType::Iprime}, {"i'", charts::ChartType::Iprime},
            {"p'", charts::ChartType::Pprime}, {"pprime", charts::ChartType::Pprime},
            {"u'", charts::ChartType::Uprime}, {"uprime", charts::ChartType::Uprime},
            {"x", charts::ChartType::I},       {"xmr", charts::ChartType::I}};
        auto name = value.get<std::string>();
        std::transform(name.begin(), name.end(), name.begin(), [](char c) {
            return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        });
        for (auto const& [other, type] : also) {
            if (name == other) { return std::optional(type); }
        }
        if (auto const type = from_name<charts::ChartType>(name)) { return type; }
    }
    auto const refused = choice(value, "chart", charts::ChartType::Run);
    return refused.has_error() ? Result<std::optional<charts::ChartType>>(refused.error())
                               : std::optional(*refused);
}

Result<charts::MovingRanges> moving_ranges(json const& options, char const* name) {
    auto const& value = member(options, name);
    if (value.is_null()) { return charts::MovingRanges::Plain; }
    if (!value.is_boolean()) {
        auto const field = std::string("options.") + name;
        return refuse(Code::NotAChoice, field, field + " is true or false.",
                      {{"choices", "true, false"}});
    }
    return value.get<bool>() ? charts::MovingRanges::Screened : charts::MovingRanges::Plain;
}

// Reads each option into its place; stops at the first that is wrong.
class Options {
public:
    explicit Options(json const& options) : options_(options) {}
    template <class Read, class Into>
    Options& with(char const* name, Read read, Into& into) {
        if (wrong_) { return *this; }
        auto const found = read(member(options_, name), std::string("options.") + name);
        if (found.has_error()) {
            wrong_ = found.error();
        } else {
            into = *found;
        }
        return *this;
    }
    [[nodiscard]] Result<void> done() const {
        return wrong_ ? Result<void>(*wrong_) : Result<void>{};
    }

private:
    json const& options_;
    std::optional<Refusal> wrong_;
};

// A phase begins at a point by its date, or by its number where the series has dates and this is a number.
Result<std::vector<std::size_t>> rebase_points(json const& value, Case const& one) {
    std::vector<std::size_t> found;
    if (value.is_null()) { return found; }
    std::vector<double> xs;
    for (auto const& entry : one.series.entries) {
        xs.push_back(entry.x);
    }
    std::sort(xs.begin(), xs.end());
    xs.erase(std::unique(xs.begin(), xs.end()), xs.end());
    auto const list = as_list(value);
    for (std::size_t i = 0; i < list.size(); ++i) {
        auto const field = place("options.rebase_at", i);
        if (list[i].is_number()) {
            auto const number = count(list[i], field);
            if (number.has_error()) { return number.error(); }
            found.push_back(**number);
            continue;
        }
        auto const at = place_in_time(list[i], true, field);
        if (at.has_error()) { return at.error(); }
        auto const point = std::lower_bound(xs.begin(), xs.end(), *at);
        if (point == xs.end() || *point != *at) {
            return refuse(Code::NotAChoice, field, "The series has no point at " + field + ".");
        }
        found.push_back(static_cast<std::size_t>(point - xs.begin()) + 1);
    }
    return found;
}

Result<void> read_options(json const& options, Case& into) {
    if (auto ok = check_names(options, "options",
                              {"screened_mr", "part", "freeze", "exclude", "multiply", "cl", "agg",
                               "screen_outliers", "rebase_at", "fix_after_n_points",
                               "improvement_direction", "direction", "target"});
        ok.has_error()) {
        return ok;
    }
    auto& settings = into.settings;
    charts::Value multiply;
    auto const direction = [](json const& value, std::string const& field) {
        return choice(value, field, charts::Direction::Neutral);
    };
    auto const aggregate = [](json const& value, std::string const& field) {
        return choice(value, field, charts::Aggregate::Mean);
    };
    auto const rebase = [&](json const& value, std::string const&) {
        return rebase_points(value, into);
    };
    Options read(options);
    read.with("part", counts, settings.part)
        .with("freeze", count, settings.freeze)
        .with("exclude", counts, settings.exclude)
        .with("multiply", number_or_null, multiply)
        .with("cl", number_or_null, settings.centre)
        .with("agg", aggregate, settings.aggregate)
        .with("fix_after_n_points", count, settings.fix_after)
        .with("rebase_at", rebase, into.rebase_before)
        .with("target", number_or_null, into.target)
        .with(options.contains("direction") ? "direction" : "improvement_direction", direction,
              into.direction);
    if (auto ok = read.done(); ok.has_error()) { return ok; }
    settings.multiply = multiply.value_or(1);
    auto const ranges = moving_ranges(
        options, options.contains("screen_outliers") ? "screen_outliers" : "screened_mr");
    if (ranges.has_error()) { return ranges.error(); }
    settings.moving_ranges = *ranges;
    return {};
}

}  // namespace

Result<Case> read_case(json const& one) {
    if (!one.is_object()) {
        return refuse(Code::NotWellFormed, "", "A case is an object with \"chart\" and \"input\".");
    }
    Case read;
    auto const type = chart_type(member(one, "chart"));
    if (type.has_error()) { return type.error(); }
    read.chart = *type;
    read.settings.chart = type->value_or(charts::ChartType::Run);
    auto const& input = member(one, "input");
    if (input.is_null()) {
        return refuse(Code::Missing, "input", "\"input\" is missing: {\"x\", \"y\", \"n\"}.");
    }
    auto object = [](json const& value, char const* name) -> Result<void> {
        if (value.is_object()) { return {}; }
        return refuse(Code::NotWellFormed, name, std::string("\"") + name + "\" is an object.");
    };
    if (auto ok = object(input, "input"); ok.has_error()) { return ok.error(); }
    if (auto ok = read_input(input, read); ok.has_error()) { return ok.error(); }
    auto const& options = member(one, "options");
    if (options.is_null()) { return read; }
    // R writes an empty list of options as [].
    if (options.is_array() && options.empty()) { return read; }
    if (auto ok = object(options, "options"); ok.has_error()) { return ok.error(); }
    if (auto ok = read_options(options, read); ok.has_error()) { return ok.error(); }
    return read;
}

}  // namespace flywheel::charting
