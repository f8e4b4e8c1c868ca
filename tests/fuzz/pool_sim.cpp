#include <boost/rational.hpp>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <random>

#include "protocol/codec.hpp"
#include "server/domain/policy.hpp"
#include "server/domain/view.hpp"

// Small numbers stay with their owners: whatever was ever shown to one person, all of it together, solves for no number of
// fewer than ten people that is not theirs. What they saw is collected through the view, and solved here by other arithmetic than
// the server's.
using namespace flywheel;
using nlohmann::json;

namespace {

constexpr int least = 10;
constexpr int months = 3;
char const* const levels[] = {"high", "elementary"};

// What one point said at one time: the school, the month, and how often it has said something else since.
struct Version {
    std::string school;
    int month = 0;
    int number = 0;
    friend auto operator<=>(Version const&, Version const&) = default;
};
struct Numbers {
    int numerator = 0;
    int denominator = 0;
    friend bool operator==(Numbers const&, Numbers const&) = default;
};

// A released or entered number as the one who knows everything sees it: the sum of these.
using Row = std::set<Version>;
using Fraction = boost::rational<std::int64_t>;

struct School {
    std::string id;
    std::string district;
    std::string level;
    bool released = true;
};

std::string on(int month) { return "2026-0" + std::to_string(month + 1) + "-05"; }
std::string point_id(std::string const& series, int month) {
    return series + "-" + std::to_string(month);
}
std::string series_of(std::string const& place) { return place + "-s"; }

class Simulation {
public:
    explicit Simulation(unsigned seed) : dice_(seed) {
        found();
        look();
    }

    void step() {
        auto const& school = schools_.at(pick(schools_.size()));
        auto const month = static_cast<int>(pick(months));
        switch (pick(12)) {
            case 0:
            case 1:
            case 2:
            case 3: enter(school, month); break;
            case 4:
            case 5: correct(school, month); break;
            case 6: enter_total(school.district, month); break;
            case 7: share(school); break;
            case 8: release(school.id); break;
            case 9: move_school(school.id); break;
            case 10: exclude(school, month); break;
            case 11: today_ = std::min(today_ + static_cast<int>(pick(45)), 200); break;
        }
        pool();
        look();
    }
    // Everybody's numbers come in, and the periods end.
    void finish() {
        today_ = 200;
        for (auto const& school : schools_) {
            for (int month = 0; month < months; ++month) {
                enter(school, month);
                pool();
                look();
            }
        }
    }

    // What somebody can work out and must not know; empty when there is nothing.
    [[nodiscard]] std::string solved() const {
        for (auto const& [viewer, seen] : seen_) {
            for (int month = 0; month < months; ++month) {
                auto const found = solve(viewer, month, seen);
                if (!found.empty()) { return viewer + " knows " + found; }
            }
        }
        return {};
    }
    [[nodiscard]] int pooled() const { return static_cast<int>(pooled_rows_.size()); }
    [[nodiscard]] int again() const { return again_; }
    [[nodiscard]] int hidden() const { return hidden_; }

private:
    std::size_t pick(std::size_t below) {
        return std::uniform_int_distribution<std::size_t>(0, below - 1)(dice_);
    }
    Numbers some_numbers() {
        // Mostly near the limit, where it is hard.
        int const n = 1 + static_cast<int>(pick(pick(2) == 0 ? 14 : 40));
        return {static_cast<int>(pick(static_cast<std::size_t>(n) + 1)), n};
    }

    template <class R>
    void put(R record) {
        Stored stored;
        stored.meta.revision = 1;
        stored.meta.created_by = stored.meta.updated_by = {"director"};
        stored.record = std::move(record);
        state_.put(std::move(stored), ++seq_);
    }
    void organization(std::string const& id, std::string const& kind, std::string const& parent,
                      std::string const& level = {}) {
        Organization place;
        place.id = {id};
        place.name = id;
        place.organization_kind = kind;
        place.parent = {parent};
        place.level = level;
        put(place);
    }
    void member(std::string const& name, Role role, std::string const& at) {
        Member someone;
        someone.id = {name};
        someone.name = name;
        put(someone);
        Membership holds;
        holds.id = {name + "-m"};
        holds.member = {name};
        holds.organization = {at};
        holds.role = role;
        put(holds);
        seen_[name] = {};
        place_of_[name] = at;
    }
    void series(std::string const& id, json more) {
        more.update({{"id", id}, {"measure", "reach"}});
        act("create_measure_series", more);
    }

    void found() {
        Network network;
        network.id = {"nic"};
        network.name = "Network";
        network.hub = {"hub"};
        put(network);
        organization("hub", "hub", "");
        member("director", Role::HubDirector, "hub");
        member("analyst", Role::Analyst, "hub");
        Measure measure;
        measure.id = {"reach"};
        measure.title = "Reached";
        measure.data = MeasureData::Proportion;
        measure.chart_type = ChartType::P;
        measure.schedule = Schedule::Monthly;
        measure.state = MeasureState::Active;
        measure.definition = {"counted"};
        MeasureDefinition definition;
        definition.id = {"counted"};
        definition.measure = {"reach"};
        definition.number = 1;
        definition.state = DefinitionState::Published;
        definition.starts_on = {"2026-01-01"};
        put(measure);
        put(definition);
        for (int d = 0; d < 2 + static_cast<int>(pick(2)); ++d) {
            auto const district = "d" + std::to_string(d);
            organization(district, "district", "hub");
            member(district + "-lead", Role::DistrictLead, district);
            if (pick(2) == 0) {
                series(series_of(district), {{"scope", "district"}, {"organization", district}});
                with_totals_.insert(district);
            }
            for (int s = 0; s < 2 + static_cast<int>(pick(3)); ++s) {
                School school{district + "-s" + std::to_string(s), district, levels[pick(2)]};
                organization(school.id, "school", district, school.level);
                member(school.id + "-lead", Role::SchoolLead, school.id);
                series(series_of(school.id), {{"scope", "school"}, {"organization", school.id}});
                act("release_measure_series", {{"id", series_of(school.id)}, {"released", true}});
                for (int month = 0; month < months; ++month) {
                    said_[school.id][month] = {some_numbers()};
                }
                schools_.push_back(school);
            }
        }
        series("pool", {{"scope", "network"}, {"pooled", true}});
        for (auto const* level : levels) {
            series(std::string("pool-") + level, {{"scope", "context_group"},
                                                  {"context_group", std::string("level: ") + level},
                                                  {"pooled", true}});
        }
    }

    // By the server itself, which every rule but the policy holds for; the time goes on with each.
    bool act(std::string const& name, json const& args) {
        auto const command = read_command(
            json{{"id", derived_id("c", "x", ++commands_)}, {"name", name}, {"args", args}}.dump());
        if (command.has_error()) { FAIL(name << ": " << command.error().says << args.dump()); }
        Actor actor;
        actor.server = true;
        auto decided = decide(state_, actor, *command, now());
        if (decided.has_error()) {
            INFO(name << ": " << decided.error().says);
            return false;
        }
        for (auto& stored : *decided) {
            state_.put(std::move(stored), ++seq_);
        }
        return true;
    }
    [[nodiscard]] std::int64_t now() const {
        constexpr std::int64_t new_year_ms = 1'767'225'600'000;
        return new_year_ms + today_ * 86'400'000LL + commands_;
    }

    Numbers const& now_said(std::string const& school, int month) {
        return said_[school][month].back();
    }
    void enter(School const& school, int month) {
        auto const& numbers = now_said(school.id, month);
        entered_ = act("create_data_point", {{"id", point_id(school.id, month)},
                                             {"series", series_of(school.id)},
                                             {"on", on(month)},
                                             {"numerator", numbers.numerator},
                                             {"denominator", numbers.denominator}});
    }
    DataPoint const* point(std::string const& place, int month) const {
        return state_.living<DataPoint>({point_id(place, month)});
    }
    json correction(std::string const& place, int month, Numbers const& numbers) {
        auto const id = point_id(place, month);
        return {{"id", id},
                {"seen_revision", state_.known_kept<DataPoint>({id}).stored.meta.revision},
                {"numerator", numbers.numerator},
                {"denominator", numbers.denominator},
                {"reason", "counted again"}};
    }
    void correct(School const& school, int month) {
        if (point(school.id, month) == nullptr) { return; }
        said_[school.id][month].push_back(some_numbers());
        act("correct_data_point", correction(school.id, month, now_said(school.id, month)));
    }
    // The district counts its schools together, as they stand.
    void enter_total(std::string const& district, int month) {
        if (!with_totals_.contains(district)) { return; }
        Numbers total;
        Row row;
        for (auto const& school : schools_) {
            if (school.district != district) { continue; }
            auto const& numbers = now_said(school.id, month);
            total.numerator += numbers.numerator;
            total.denominator += numbers.denominator;
            row.insert(current(school.id, month));
        }
        bool const there = point(district, month) != nullptr;
        bool const done = there ? act("correct_data_point", correction(district, month, total))
                                : act("create_data_point", {{"id", point_id(district, month)},
                                                            {"series", series_of(district)},
                                                            {"on", on(month)},
                                                            {"numerator", total.numerator},
                                                            {"denominator", total.denominator}});
        if (done) { totals_[{point_id(district, month)}] = row; }
    }
    void share(School const& school) {
        char const* const widths[] = {"school", "district", "hub", "network"};
        auto const id = series_of(school.id);
        act("share_measure_series",
            {{"id", id},
             {"seen_revision", state_.known_kept<MeasureSeries>({id}).stored.meta.revision},
             {"shared_with", widths[pick(4)]}});
    }
    void release(std::string const& id) {
        auto& school = *std::find_if(schools_.begin(), schools_.end(),
                                     [&](School const& each) { return each.id == id; });
        school.released = !school.released;
        act("release_measure_series", {{"id", series_of(id)}, {"released", school.released}});
    }
    void move_school(std::string const& id) {
        auto& school = *std::find_if(schools_.begin(), schools_.end(),
                                     [&](School const& each) { return each.id == id; });
        school.level = levels[pick(2)];
        auto place = state_.known<Organization>({id});
        place.level = school.level;
        put(place);
    }
    void exclude(School const& school, int month) {
        if (auto const* there = point(school.id, month)) {
            act("exclude_data_point", {{"id", there->id.text},
                                       {"excluded", !there->excluded},
                                       {"reason", "a fire drill"}});
        }
    }

    Version current(std::string const& school, int month) {
        return {school, month, static_cast<int>(said_[school][month].size()) - 1};
    }
    Numbers const& numbers_of(Version const& version) const {
        return said_.at(version.school)
            .at(version.month)
            .at(static_cast<std::size_t>(version.number));
    }

    // What the pooled series must be the sum of, from what this test did itself.
    Row pooled_now(std::string const& pooled, int month) {
        Row row;
        for (auto const& school : schools_) {
            bool const in_group = pooled == "pool" || pooled == "pool-" + school.level;
            auto const* there = point(school.id, month);
            if (in_group && school.released && there != nullptr && !there->excluded) {
                row.insert(current(school.id, month));
            }
        }
        return row;
    }
    void pool() {
        for (auto const* id : {"pool", "pool-high", "pool-elementary"}) {
            auto const before = values_of(id);
            act("pool_measure_series", {{"id", id}});
            for (auto const& [point, numbers] : values_of(id)) {
                auto const known = before.find(point);
                if (known != before.end() && known->second.first == numbers.first) { continue; }
                auto const month = std::stoi(numbers.second.substr(5, 2)) - 1;
                auto const row = pooled_now(id, month);
                Numbers sum;
                for (auto const& version : row) {
                    sum.numerator += numbers_of(version).numerator;
                    sum.denominator += numbers_of(version).denominator;
                }
                INFO(id << " of month " << month);
                CHECK(numbers.first == sum);
                // Only what the month had brought to an end.
                CHECK(date_of(Instant{now()}).iso.substr(0, 7) > numbers.second.substr(0, 7));
                again_ += known != before.end() ? 1 : 0;
                pooled_rows_[point].push_back(row);
            }
        }
    }
    std::map<std::string, std::pair<Numbers, std::string>> values_of(std::string const& id) const {
        std::map<std::string, std::pair<Numbers, std::string>> values;
        state_.each_below<DataPoint>(
            {kind_of<MeasureSeries>(), id}, [&](DataPoint const& point, Meta const&) {
                values[point.id.text] = {
                    {static_cast<int>(*point.numerator), static_cast<int>(*point.denominator)},
                    point.on.iso};
            });
        return values;
    }

    // Everybody looks at every series.
    void look() {
        for (auto& [name, rows] : seen_) {
            auto const viewer = viewer_of(state_, {name});
            state_.each<MeasureSeries>([&](MeasureSeries const& each, Meta const&) {
                auto const found =
                    View::details(state_, viewer, {kind_of<MeasureSeries>(), each.id.text});
                for (auto const& piece : found.pieces()) {
                    auto const record = json::parse(*piece);
                    if (record["kind"] != "data_point") { FAIL("somebody sees " << record.dump()); }
                    rows.insert(row_of(each, record));
                }
            });
        }
        state_.each<DataPoint>([&](DataPoint const& each, Meta const&) {
            auto const seen = View::may_see(state_, viewer_of(state_, {"analyst"}),
                                            {kind_of<DataPoint>(), each.id.text});
            hidden_ += seen ? 0 : 1;
        });
    }
    Row row_of(MeasureSeries const& series, json const& record) {
        std::string const id = record["id"];
        if (series.scope == SeriesScope::District) { return totals_.at(id); }
        if (series.scope != SeriesScope::School) { return pooled_rows_.at(id).back(); }
        auto const month = std::stoi(record["on"].get<std::string>().substr(5, 2)) - 1;
        return {current(series.organization.text, month)};
    }

    bool own(std::string const& viewer, Version const& version) const {
        auto const& at = place_of_.at(viewer);
        return at == version.school || version.school.rfind(at + "-", 0) == 0;
    }

    // Gauss and Jordan over fractions: a number is known when a row is left with it alone, and so is the difference of two.
    std::string solve(std::string const& viewer, int month, std::set<Row> const& seen) const {
        std::map<Version, std::size_t> columns;
        auto column = [&](Version const& v) {
            return columns.emplace(v, columns.size()).first->second;
        };
        std::vector<Row> rows;
        for (auto const& row : seen) {
            if (!row.empty() && row.begin()->month == month) { rows.push_back(row); }
        }
        // Whose number it is knows it in any case.
        for (auto const& school : schools_) {
            auto const& versions = said_.at(school.id).at(month);
            for (int number = 0; number < static_cast<int>(versions.size()); ++number) {
                Version const version{school.id, month, number};
                column(version);
                if (own(viewer, version)) { rows.push_back({version}); }
            }
        }
        std::vector<std::vector<Fraction>> matrix;
        for (auto const& row : rows) {
            matrix.emplace_back(columns.size());
            for (auto const& version : row) {
                matrix.back()[column(version)] = 1;
            }
        }
        std::size_t rank = 0;
        for (std::size_t c = 0; c < columns.size(); ++c) {
            auto const pivot =
                std::find_if(matrix.begin() + static_cast<std::ptrdiff_t>(rank), matrix.end(),
                             [&](auto const& row) { return row[c] != 0; });
            if (pivot == matrix.end()) { continue; }
            std::swap(*pivot, matrix[rank]);
            auto const lead = matrix[rank][c];
            for (auto& x : matrix[rank]) {
                x /= lead;
            }
            for (std::size_t r = 0; r < matrix.size(); ++r) {
                auto const factor = matrix[r][c];
                if (r == rank || factor == 0) { continue; }
                for (std::size_t i = 0; i < columns.size(); ++i) {
                    matrix[r][i] -= factor * matrix[rank][i];
                }
            }
            ++rank;
        }
        matrix.resize(rank);
        auto in_span = [&](std::vector<Fraction> wanted) {
            for (auto const& row : matrix) {
                auto const lead = static_cast<std::size_t>(
                    std::find_if(row.begin(), row.end(), [](auto const& x) { return x != 0; }) -
                    row.begin());
                auto const factor = wanted[lead];
                for (std::size_t i = 0; i < wanted.size(); ++i) {
                    wanted[i] -= factor * row[i];
                }
            }
            return std::all_of(wanted.begin(), wanted.end(), [](auto const& x) { return x == 0; });
        };
        auto knows = [&](Version const& plus, Version const* minus) {
            std::vector<Fraction> wanted(columns.size());
            wanted[columns.at(plus)] = 1;
            if (minus != nullptr) { wanted[columns.at(*minus)] -= 1; }
            return in_span(wanted);
        };
        for (auto const& [version, at] : columns) {
            auto const n = numbers_of(version).denominator;
            if (own(viewer, version)) { continue; }
            if (n < least && knows(version, nullptr)) { return named(version); }
            for (int earlier = 0; earlier < version.number; ++earlier) {
                Version const before{version.school, month, earlier};
                auto const change = std::abs(n - numbers_of(before).denominator);
                bool const both_told = knows(version, nullptr) && knows(before, nullptr);
                if (change < least && !both_told && knows(version, &before)) {
                    return "the change to " + named(version);
                }
            }
        }
        return {};
    }
    std::string named(Version const& version) const {
        auto const& numbers = numbers_of(version);
        return version.school + " in month " + std::to_string(version.month + 1) + ", version " +
               std::to_string(version.number) + ": " + std::to_string(numbers.numerator) + " of " +
               std::to_string(numbers.denominator);
    }

    std::mt19937 dice_;
    State state_;
    std::int64_t seq_ = 0;
    int commands_ = 0;
    int today_ = 10;  // days into the year
    bool entered_ = false;
    std::vector<School> schools_;
    std::set<std::string> with_totals_;
    std::map<std::string, std::map<int, std::vector<Numbers>>> said_;
    std::map<std::string, Row> totals_;
    std::map<std::string, std::vector<Row>> pooled_rows_;  // by point, each release
    std::map<std::string, std::set<Row>> seen_;
    std::map<std::string, std::string> place_of_;
    int again_ = 0;
    int hidden_ = 0;
};

}  // namespace

TEST_CASE("[Q16] [Q17] whatever one person ever saw, together, solves for nobody's small number") {
    auto const* more = std::getenv("FLYWHEEL_POOL_RUNS");
    unsigned const runs = more == nullptr ? 250 : static_cast<unsigned>(std::atoi(more));
    int pooled = 0;
    int again = 0;
    int hidden = 0;
    for (unsigned seed = 1; seed <= runs; ++seed) {
        Simulation simulation(seed);
        for (int step = 0; step < 60; ++step) {
            simulation.step();
        }
        simulation.finish();
        auto const solved = simulation.solved();
        INFO("seed " << seed);
        if (!solved.empty()) { FAIL(solved); }
        pooled += simulation.pooled();
        again += simulation.again();
        hidden += simulation.hidden();
    }
    // Not because nothing was shown.
    CHECK(pooled > static_cast<int>(runs));
    CHECK(again > 0);
    CHECK(hidden > 0);
}
