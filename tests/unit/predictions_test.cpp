#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <map>

#include "protocol/emit.hpp"
#include "server/domain/policy.hpp"
#include "server/domain/view.hpp"
#include "tests/support/unit/examples.hpp"
#include "tests/support/unit/fixed_env.hpp"

// protocol/examples/generated.jsonl: what the rules do with every command on states that nobody wrote. Before each
// step of an example's story a branch goes its own way: commands come again or too early, from other people,
// about other records, with other values. What `decide` makes of each is written down, and
// client-web/src/sync/generated.test.ts holds the browser's predictions to it. FLYWHEEL_WRITE_VECTORS=1 writes
// the file anew; read the difference.
namespace flywheel::testing {
namespace {

using nlohmann::ordered_json;

constexpr int branches = 2;  // before each step
constexpr int branch_steps = 40;
constexpr std::size_t taken_most = 25;  // from then on rarer commands are tried in its place
constexpr std::int64_t looked_at = 20;  // one line in so many
constexpr std::size_t taken_least = 2;  // of each command: a network has one charter
std::string const path = std::string(examples_folder) + "generated.jsonl";

// What the viewer may not see.
ordered_json hidden_from(State const& state, Viewer const& viewer) {
    ordered_json hidden = ordered_json::array();
    for (Kind kind = 0; kind < kind_count; ++kind) {
        for (auto const& [id, kept] : state.table(kind)) {
            if (kept.stored.archived()) { continue; }
            if (!View::may_see(state, viewer, {kind, id})) {
                hidden.push_back(std::string(kind_names[kind]) + "/" + id);
            }
        }
    }
    return hidden;
}

class Telling {
public:
    Telling(std::string const& area, std::ostream& into)
        : area_(area), dice_(1), state_(example_world()), into_(into) {}

    void tell(std::map<std::string, std::size_t>& taken) {
        into_ << ordered_json{{"story", area_}}.dump() << "\n";
        steps_ = read_example_file(area_ + ".json").at("steps");
        for (auto const& step : steps_) {
            for (int branch = 0; branch < branches; ++branch) {
                go_astray(taken);
            }
            std::map<std::string, std::size_t> as_written;
            try_out(step, as_written);
        }
    }

private:
    void go_astray(std::map<std::string, std::size_t>& taken) {
        auto const told = state_;
        into_ << ordered_json{{"branch", true}}.dump() << "\n";
        for (int k = 0; k < branch_steps; ++k) {
            auto const& step = any_step();
            bool const often = times(taken, step) >= taken_most;
            try_out(varied(often ? a_rare_step(taken) : step), taken);
        }
        state_ = told;
        into_ << ordered_json{{"back", true}}.dump() << "\n";
    }

    // One in so many refused ones is kept: the browser may not foresee them, but must not fall over them.
    static constexpr std::size_t refused_kept = 40;

    void try_out(ordered_json const& told, std::map<std::string, std::size_t>& taken) {
        ++count_;
        ordered_json step{
            {"by", told.at("by")}, {"at_ms", now_ms()}, {"command", told.at("command")}};
        auto const viewer = viewer_of(state_, {step["by"].get<std::string>()});
        step["hidden"] = hidden_from(state_, viewer);
        auto const outcome = carry_out(state_, step, count_);
        if (!outcome.refused.is_null()) {
            if (!dice_.one_in(refused_kept)) { return; }
            step["refused"] = outcome.refused;
        } else {
            ++taken[step["command"]["name"].get<std::string>()];
            if (!outcome.puts.empty()) { step["puts"] = outcome.puts; }
            if (!outcome.removes.empty()) { step["removes"] = outcome.removes; }
            auto then = hidden_from(state_, viewer_of(state_, viewer.member));
            if (then != step["hidden"]) { step["hidden_then"] = std::move(then); }
        }
        into_ << step.dump() << "\n";
    }

    static std::size_t times(std::map<std::string, std::size_t>& taken, ordered_json const& step) {
        return taken[step.at("command").at("name").get<std::string>()];
    }

    // Of a few commands the one that was taken least: some need much to be in place.
    ordered_json const& a_rare_step(std::map<std::string, std::size_t>& taken) {
        auto const* rarest = &any_step();
        for (int more = 0; more < 5; ++more) {
            auto const& other = any_step();
            if (times(taken, other) < times(taken, *rarest)) { rarest = &other; }
        }
        return *rarest;
    }

    ordered_json varied(ordered_json step) {
        auto const& name = step.at("command").at("name");
        step["command"]["id"] = fresh_id();
        if (dice_.one_in(3)) { step["by"] = any_step().at("by"); }
        auto& args = step["command"]["args"];
        // The values of another step with the same command, so that fields meet that never did.
        for (int tries = 0; tries < 3; ++tries) {
            auto const& other = any_step();
            if (other.at("command").at("name") != name) { continue; }
            for (auto const& [key, value] : other.at("command").at("args").items()) {
                if (key != "id" && dice_.one_in(3)) { args[key] = value; }
            }
        }
        vary(args, name.get_ref<std::string const&>());
        return step;
    }

    void vary(ordered_json& args, std::string const& name) {
        bool const makes = args.contains("id") && kind_of_id(args["id"]) == kind_count;
        for (auto& [key, value] : args.items()) {
            if (key == "id" &&
                (makes || name.starts_with("create_") || name.starts_with("plan_"))) {
                value = fresh_id();
            } else if (key == "id" && name.starts_with("restore_")) {
                value = some_archived(value);
            } else if (key == "seen_revision") {
                continue;
            } else if (value.is_object()) {
                vary(value, "");
                if (value.size() > 1 && dice_.one_in(6)) { value.erase(value.begin()); }
            } else if (value.is_array()) {
                for (auto& item : value) {
                    vary_value(item);
                }
            } else {
                vary_value(value);
            }
        }
        if (args.contains("seen_revision") && args.contains("id") && !dice_.one_in(12)) {
            auto const kind = kind_of_id(args["id"]);
            auto const* kept =
                kind == kind_count ? nullptr : state_.find(kind, args["id"].get<std::string>());
            if (kept != nullptr) { args["seen_revision"] = kept->stored.meta.revision; }
        }
    }

    void vary_value(ordered_json& value) {
        if (value.is_boolean()) {
            if (dice_.one_in(5)) { value = !value.get<bool>(); }
        } else if (value.is_number_integer()) {
            if (dice_.one_in(5)) { value = static_cast<std::int64_t>(dice_.below(12)); }
        } else if (value.is_string()) {
            if (auto const kind = kind_of_id(value); kind != kind_count) {
                if (dice_.one_in(3)) { value = some_id(kind); }
            } else if (value.get_ref<std::string const&>().find(' ') != std::string::npos &&
                       dice_.one_in(5)) {
                value = "Words " + std::to_string(dice_.below(100));
            }
        }
    }

    // The kind of which a record has this id; kind_count when none has.
    Kind kind_of_id(ordered_json const& value) {
        if (!value.is_string()) { return kind_count; }
        for (Kind kind = 0; kind < kind_count; ++kind) {
            if (state_.find(kind, value.get<std::string>()) != nullptr) { return kind; }
        }
        return kind_count;
    }

    std::string some_id(Kind kind) {
        auto const& table = state_.table(kind);
        auto it = table.begin();
        std::advance(it, static_cast<std::ptrdiff_t>(dice_.below(table.size())));
        return it->first;
    }

    // Another of the same kind that was put away, where there is one.
    ordered_json some_archived(ordered_json const& like) {
        auto const kind = kind_of_id(like);
        if (kind == kind_count) { return like; }
        std::vector<std::string> archived;
        for (auto const& [id, kept] : state_.table(kind)) {
            if (kept.stored.archived()) { archived.push_back(id); }
        }
        return archived.empty() ? like : ordered_json(archived[dice_.below(archived.size())]);
    }

    ordered_json const& any_step() { return steps_[dice_.below(steps_.size())]; }
    // Half an hour a step: what takes a week can come about within a story, and what was deleted be restored.
    std::int64_t now_ms() const { return 1'772'000'000'000 + count_ * 30 * 60'000; }
    std::string fresh_id() {
        auto digits = std::to_string(++made_);
        return area_ + std::string(26 - area_.size() - digits.size(), '0') + digits;
    }

    std::string area_;
    SeededRandomness dice_;
    State state_;
    ordered_json steps_;
    std::ostream& into_;
    std::int64_t count_ = 0;
    std::size_t made_ = 0;
};

}  // namespace

TEST_CASE("[C1] the generated examples hold what the rules do, for every command") {
    if (std::getenv("FLYWHEEL_WRITE_VECTORS") != nullptr) {
        std::ofstream into(path);
        std::map<std::string, std::size_t> taken;
        for (auto const& area : example_areas()) {
            Telling(area, into).tell(taken);
        }
    }
    std::map<std::string, std::size_t> taken;
    State state;
    State told;
    std::ifstream file(path);
    REQUIRE(file);
    std::int64_t number = 0;
    for (std::string line; std::getline(file, line);) {
        ++number;
        INFO("line " << number << ": " << line
                     << "\nFLYWHEEL_WRITE_VECTORS=1 writes the file anew");
        auto const step = ordered_json::parse(line);
        if (step.contains("story")) { state = example_world(); }
        if (step.contains("branch")) { told = state; }
        if (step.contains("back")) { state = told; }
        if (!step.contains("command")) { continue; }
        auto const viewer = viewer_of(state, {step.at("by").get<std::string>()});
        // Who sees what has tests of its own; looked at each time it would take longer than all of these.
        bool const looks = number % looked_at == 0;
        if (looks) { CHECK(step.at("hidden") == hidden_from(state, viewer)); }
        auto const outcome = carry_out(state, step, number);
        CHECK(outcome.refused == step.value("refused", ordered_json{}));
        CHECK(outcome.puts == step.value("puts", ordered_json::array()));
        CHECK(outcome.removes == step.value("removes", ordered_json::array()));
        if (outcome.refused.is_null()) { ++taken[step.at("command").at("name")]; }
    }
    for (auto const& name : command_names()) {
        INFO(name);
        CHECK(taken[std::string(name)] >= taken_least);
    }
}

}  // namespace flywheel::testing
