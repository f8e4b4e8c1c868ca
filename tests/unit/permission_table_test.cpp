#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "protocol/codec.hpp"
#include "server/domain/decide.hpp"
#include "server/domain/policy.hpp"
#include "tests/support/unit/examples.hpp"
#include "tests/support/unit/oracle.hpp"

// docs/PERMISSIONS.md: everybody of the examples' network tries every command of protocol/examples at the moment at which it
// was accepted from somebody. FLYWHEEL_WRITE_PERMISSIONS=1 writes it anew from the rules; read the difference.
using namespace flywheel;
using namespace flywheel::testing;
using nlohmann::json;

namespace {

constexpr char const* table_file = "docs/PERMISSIONS.md";
constexpr char const* absent_id = "zzzzzzzzzzzzzzzzzzzzzzzzzz";

struct Person {
    char const* column;
    char const* member;
    char const* who;
};

constexpr Person people[] = {
    {"di", "director", "the hub's director"},
    {"fa", "facilitator", "a facilitator of the hub"},
    {"ma", "manager", "the hub's partnership manager"},
    {"an", "analyst", "the hub's analyst"},
    {"ad", "advisor", "an improvement advisor who is in no team"},
    {"co", "coach", "a coach who is assigned to the Riverside team"},
    {"rl", "riverside_lead", "Riverside's district lead"},
    {"rs", "riverside_sponsor", "Riverside's executive sponsor, in the oversight team"},
    {"rp", "riverside_principal", "a school lead in Riverside (Elm)"},
    {"rt", "riverside_teacher", "a team member in Riverside (Elm), in its team"},
    {"rm", "riverside_mate", "a team member in Riverside (Oak), in the same team"},
    {"ro", "riverside_outsider", "a team member in Riverside (Elm), in no team"},
    {"ll", "lakeside_lead", "the district lead of Lakeside"},
    {"lt", "lakeside_teacher", "a team member in Lakeside"},
    {"re", "researcher", "a researcher of a university"},
    {"pa", "partner", "a partner of the union, in the oversight team"},
    {"ob", "observer", "an observer"},
    {"fo", "former", "who was in the Riverside team and left"},
};

// Every id that stands in the arguments and is of a record there is, with its place.
std::map<std::string, Key> named_in(State const& state, json const& args) {
    std::map<std::string, Key> named;
    auto const flat = args.flatten();
    for (auto const& [place, value] : flat.items()) {
        // The name of a kind may be an id as well.
        if (!value.is_string() || kind_from_name(value.get<std::string>())) { continue; }
        for (Kind kind = 0; kind < kind_count; ++kind) {
            if (state.find(kind, value.get<std::string>()) != nullptr) {
                named.emplace(place, Key{kind, value.get<std::string>()});
                break;
            }
        }
    }
    return named;
}

struct Try {
    std::string cell;
    std::string answer;  // all that comes back of a refusal
};

Try attempt(State const& state, std::string const& member, json const& command,
            std::int64_t at_ms) {
    auto const read = read_command(command.dump());
    if (read.has_error()) { return {"!", read.error().says}; }
    auto const updates = decide(state, {viewer_of(state, {member}), false}, *read, at_ms);
    if (!updates.has_error()) { return {"x", ""}; }
    auto const& refusal = updates.error();
    json whole{{"code", name_of(refusal.code)},
               {"field", refusal.field},
               {"says", refusal.says},
               {"with", refusal.with}};
    switch (refusal.code) {
        case Code::NotFound: return {"-", whole.dump()};
        case Code::NotYours: return {".", whole.dump()};
        default: return {"o", whole.dump()};
    }
}

// What each person is told of records that the oracle does not let them see is what they are told of an id that is nobody's.
std::size_t compare_with_absent(State const& state, json const& command, std::int64_t at_ms,
                                std::vector<Try> const& tries, std::set<std::string>& kinds_named) {
    std::vector<json> records;
    for (Kind kind = 0; kind < kind_count; ++kind) {
        for (auto const& [id, kept] : state.table(kind)) {
            records.push_back(json::parse(stored_json(kept.stored)));
        }
    }
    Oracle const oracle(records);
    auto const named = named_in(state, command.at("args"));
    std::size_t unseen = 0;
    for (std::size_t at = 0; at < std::size(people); ++at) {
        auto const seen = oracle.seen_by(people[at].member);
        for (auto const& [place, key] : named) {
            std::string const kind(kind_names[key.kind]);
            kinds_named.insert(kind);
            auto const* kept = state.find(key.kind, key.id);
            if (seen.contains({kind, key.id}) || kept->stored.archived()) { continue; }
            INFO(command.dump() << ", tried by " << people[at].member << ": " << kind << " "
                                << key.id << " at " << place);
            auto flat = command.flatten();
            flat["/args" + place] = absent_id;
            auto const of_absent = attempt(state, people[at].member, flat.unflatten(), at_ms);
            // A place that takes no id, but a word that some record has as its id.
            if (of_absent.cell == "!") { continue; }
            CHECK(tries[at].cell != "x");
            CHECK(tries[at].answer == of_absent.answer);
            ++unseen;
        }
    }
    return unseen;
}

std::string head() {
    std::ostringstream text;
    text << "# Who may do what\n\n"
            "Written by `permission_table_test.cpp` from the rules themselves, and held fresh by "
            "it: "
            "everybody below tries every command of\n"
            "`protocol/examples` at the moment at which it was accepted from somebody. The first "
            "line "
            "of a command is the example's own words; a command\n"
            "has several lines where it matters what it is done to.\n\n"
            "- `x` may, and it is done.\n"
            "- `o` may, but not now or not so: a rule stands against it, and is named to them.\n"
            "- `.` sees what it is about and may not: `not_yours`.\n"
            "- `-` does not see it: `not_found`, the answer that what does not exist gets.\n\n";
    for (auto const& person : people) {
        text << "| `" << person.column << "` | " << person.who << " |\n";
        if (&person == &people[0]) { text << "|---|---|\n"; }
    }
    return text.str();
}

}  // namespace

TEST_CASE("[S03] [S12] who may do what: everybody tries every command of the examples") {
    // By command: the lines, without those that say the same.
    std::map<std::string, std::vector<std::pair<std::string, std::string>>> rows;
    std::set<std::string> kinds_named;
    std::size_t cells = 0;
    std::size_t unseen = 0;
    for (auto const& area : example_areas()) {
        auto state = example_world();
        std::int64_t seq = 1;
        auto const story = read_example_file(area + ".json");
        for (auto const& step : story.at("steps")) {
            auto const command = json::parse(step.at("command").dump());
            auto const at_ms = step.at("at_ms").get<std::int64_t>();
            std::string const name = command.at("name");
            std::string const says = step.at("says");
            if (!step.contains("refused")) {
                std::vector<Try> tries;
                std::string line;
                for (auto const& person : people) {
                    INFO(area << ", " << says << ", " << name << ", tried by " << person.member);
                    auto const& tried =
                        tries.emplace_back(attempt(state, person.member, command, at_ms));
                    ++cells;
                    line += (line.empty() ? "" : "  ") + tried.cell;
                    CHECK(tried.cell != "!");
                    CHECK((person.member != step.at("by") || tried.cell == "x"));
                    // Who has left does nothing.
                    CHECK((std::string(person.member) != "former" || tried.cell != "x"));
                }
                auto& lines = rows[name];
                bool const said = std::any_of(lines.begin(), lines.end(), [&](auto const& each) {
                    return each.second == line;
                });
                // The oracle is slow: it looks at what is new.
                if (!said) {
                    lines.emplace_back(says, line);
                    unseen += compare_with_absent(state, command, at_ms, tries, kinds_named);
                }
            }
            carry_out(state, step, ++seq);
        }
    }
    std::ostringstream text;
    text << head() << "\n```text\n" << std::string(58, ' ');
    for (auto const& person : people) {
        text << person.column << " ";
    }
    for (auto const& [name, lines] : rows) {
        text << "\n" << name << "\n";
        for (auto const& [says, line] : lines) {
            auto const words = "  " + says.substr(0, 54);
            text << words << std::string(58 - words.size(), ' ') << line << "\n";
        }
    }
    text << "```\n";
    // Each command of the interface has its lines.
    std::ifstream described("protocol/openapi.json");
    auto const api = json::parse(described);
    for (auto const& [path, methods] : api.at("paths").items()) {
        auto const at = path.find("/commands/");
        if (at == std::string::npos) { continue; }
        INFO(path);
        CHECK(rows.contains(path.substr(at + 10)));
    }
    CHECK(unseen > 1'000);
    if (std::getenv("FLYWHEEL_WRITE_PERMISSIONS") != nullptr) {
        std::ofstream(table_file) << text.str();
    }
    std::stringstream kept;
    kept << std::ifstream(table_file).rdbuf();
    // By lines, so that what differs is said.
    std::string now;
    std::string then;
    std::istringstream now_lines(text.str());
    for (std::size_t number = 1; std::getline(now_lines, now); ++number) {
        INFO("line " << number << " of " << table_file);
        std::getline(kept, then);
        CHECK(now == then);
    }
    CHECK_FALSE(std::getline(kept, then));
    WARN(rows.size() << " commands, " << cells << " cells, " << unseen
                     << " about what is not seen, of " << kinds_named.size() << " kinds");
}
