#include "tests/support/unit/network_story.hpp"

#include <stdlib.h>

#include <catch2/catch.hpp>
#include <sstream>

#include "protocol/codec.hpp"
#include "server/room/transfer.hpp"

namespace flywheel::testing {

using nlohmann::json;

TemporaryFolder::TemporaryFolder() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "flywheel-test-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) { throw std::runtime_error("no temporary folder"); }
    path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

namespace {

struct Character {
    char const* name;
    char const* organization;
    char const* role;
    char const* team;  // "" for none
};

constexpr Character characters[] = {
    {"director", "lantern", "hub_director", ""},
    {"facilitator", "lantern", "hub_facilitator", ""},
    {"advisor", "lantern", "improvement_advisor", ""},
    {"coach", "lantern", "coach", "riverside_team"},
    {"analyst", "lantern", "analyst", ""},
    {"manager", "lantern", "partnership_manager", ""},
    {"riverside.lead", "riverside", "district_lead", ""},
    {"riverside.sponsor", "riverside", "executive_sponsor", "oversight"},
    {"riverside.principal", "elm", "school_lead", ""},
    {"riverside.teacher", "elm", "team_member", "riverside_team"},
    {"riverside.mate", "oak", "team_member", "riverside_team"},
    {"riverside.outsider", "elm", "team_member", ""},
    {"lakeside.lead", "lakeside", "district_lead", "lakeside_team"},
    {"lakeside.teacher", "pine", "team_member", "lakeside_team"},
    {"researcher", "university", "researcher", ""},
    {"partner", "union", "partner", "oversight"},
    {"observer", "university", "observer", ""},
    {"former", "elm", "team_member", "riverside_team"},
};

json record_line(std::string const& kind, std::string const& id, json fields) {
    json line{
        {"kind", kind}, {"id", id}, {"revision", 1}, {"created_at_ms", 1}, {"updated_at_ms", 1}};
    line.update(fields);
    return line;
}

std::string id_of(std::string name) {
    std::replace(name.begin(), name.end(), '.', '_');
    return name;
}

}  // namespace

std::vector<std::string> const& NetworkStory::everybody() {
    static auto const names = [] {
        std::vector<std::string> all;
        for (auto const& c : characters) {
            all.emplace_back(c.name);
        }
        return all;
    }();
    return names;
}

NetworkStory::NetworkStory(std::uint64_t seed) : random_(seed) {
    for (auto const& c : characters) {
        auto person = std::make_unique<Person>();
        person->name = c.name;
        person->account = "account_" + id_of(c.name);
        person->member = id_of(c.name);
        people_[c.name] = std::move(person);
    }
    floor_ = std::make_unique<Floor>(folder_.path(), Env{clock_, random_}, Floor::Options{});
    found();
}

void NetworkStory::found() {
    std::string text = json{{"flywheel_import", 1},
                            {"network", network_},
                            {"name", "Reading Together"},
                            {"made_at_ms", 1}}
                           .dump() +
                       "\n";
    auto add = [&](std::string const& kind, std::string const& id, json fields) {
        text += record_line(kind, id, std::move(fields)).dump() + "\n";
    };
    add("network", network_,
        {{"name", "Reading Together"},
         {"type", "networked_improvement_community"},
         {"stage", "testing"},
         {"hub", "lantern"}});
    auto organization = [&](char const* id, char const* kind, char const* parent) {
        json fields{{"name", id}, {"organization_kind", kind}, {"sharing_needs_lead", false}};
        if (*parent != '\0') { fields["parent"] = parent; }
        add("organization", id, fields);
    };
    organization("lantern", "hub", "");
    organization("riverside", "district", "lantern");
    organization("lakeside", "district", "lantern");
    organization("elm", "school", "riverside");
    organization("oak", "school", "riverside");
    organization("pine", "school", "lakeside");
    organization("university", "university", "");
    organization("union", "union", "");
    auto team = [&](char const* id, char const* tier, char const* district) {
        json fields{{"name", id}, {"tier", tier}};
        if (*district != '\0') { fields["district"] = district; }
        add("team", id, fields);
    };
    team("riverside_team", "design_and_testing", "riverside");
    team("lakeside_team", "design_and_testing", "lakeside");
    team("oversight", "executive_oversight", "");
    for (auto const& c : characters) {
        std::string const id = id_of(c.name);
        bool const gone = id == "former";
        text += json{{"account",
                      {{"id", "account_" + id},
                       {"email", id + "@example.org"},
                       {"name", c.name},
                       {"member", id}}}}
                    .dump() +
                "\n";
        add("member", id, {{"name", c.name}});
        add("membership", "as_" + id,
            {{"member", id},
             {"organization", c.organization},
             {"role", c.role},
             {"state", gone ? "ended" : "active"}});
        if (*c.team != '\0') {
            add("team_membership", "in_" + id,
                {{"member", id}, {"team", c.team}, {"state", "active"}});
        }
    }
    add("charter", "charter", {{"problem_of_practice", "Too few read by grade three."}});
    add("root_cause", "cause", {{"text", "Feedback comes late."}, {"rank", "V"}});
    add("sponsor_commitment", "promise",
        {{"organization", "riverside"},
         {"text", "An hour a week."},
         {"owner", "riverside_sponsor"},
         {"state", "open"},
         {"rank", "V"}});
    add("aim", "aim",
        {{"text", "80 % by June"},
         {"how_much", 80},
         {"measure", "reading check"},
         {"by", "2027-06-15"},
         {"state", "published"}});
    add("driver_diagram", "hub_diagram",
        {{"title", "Our theory"}, {"owner", "lantern"}, {"shared_with", "network"}});
    auto node = [&](char const* id, char const* kind, char const* rank) {
        add("driver_node", id,
            {{"diagram", "hub_diagram"},
             {"node_kind", kind},
             {"text", id},
             {"state", "in_play"},
             {"rank", rank}});
    };
    node("the_aim", "aim", "V");
    node("primary", "primary", "V");
    node("secondary", "secondary", "V");
    node("idea", "change_idea", "V");
    auto link = [&](char const* id, char const* source, char const* target) {
        add("driver_link", id,
            {{"diagram", "hub_diagram"}, {"source", source}, {"target", target}});
    };
    link("primary_aim", "primary", "the_aim");
    link("secondary_primary", "secondary", "primary");
    link("idea_secondary", "idea", "secondary");
    auto const report = import_network(*floor_, text, {});
    if (report.has_error()) {
        throw std::runtime_error("the story does not begin: " + report.error().says);
    }
}

namespace {

std::string text_of(Room::Snapshot const& taken) {
    std::string text = taken.head;
    for (auto const& piece : taken.records.pieces()) {
        text += (text.back() == '[' ? "" : ",") + *piece;
    }
    return text + "]}";
}

}  // namespace

void NetworkStory::ask_older(std::string const& name) {
    auto& person = *people_.at(name);
    auto* const room = floor_->room(network_);
    auto const viewer = room->viewer({person.member});
    if (person.replica.older.empty() || person.portion || !viewer.active) { return; }
    auto const taken = room->older(viewer, person.replica.older, cycles_at_first);
    if (!taken) { throw std::runtime_error("there is no such place among the cycles"); }
    person.replica.removed_since.clear();
    auto const text = text_of(*taken);
    person.replica.transcript += text + "\n";
    person.portion = json::parse(text);
}

void NetworkStory::take_older(std::string const& name) {
    auto& person = *people_.at(name);
    if (!person.portion) { return; }
    person.replica.take_older(*person.portion);
    person.portion.reset();
}

void NetworkStory::connect(std::string const& name) {
    auto& person = *people_.at(name);
    if (person.line) { floor_->leave(person.line.get(), network_); }
    person.line = std::make_shared<DirectLine>(person.replica);
    auto hello = [&] {
        floor_->enter(person.line, person.account, network_, "session_" + person.member,
                      {person.replica.at, person.sent});
    };
    hello();
    // At most twice: once for the snapshot, once should rights change in between.
    for (int i = 0; i < 2 && person.replica.wants_snapshot; ++i) {
        auto* const room = floor_->room(network_);
        auto const viewer = room->viewer({person.member});
        if (!viewer.active) { return; }
        auto const text = text_of(room->snapshot(viewer, cycles_at_first));
        person.replica.transcript += text + "\n";
        person.replica.take_snapshot(json::parse(text));
        person.portion.reset();
        hello();
    }
    if (!waits_with_older) { take_all_older(name); }
}

void NetworkStory::connect_everybody() {
    for (auto const& name : everybody()) {
        connect(name);
    }
}

void NetworkStory::cut(std::string const& name) {
    auto& person = *people_.at(name);
    if (!person.line) { return; }
    person.line->cut = true;
    floor_->leave(person.line.get(), network_);
    person.line.reset();
    person.replica.lose_connection();
}

void NetworkStory::forget(std::string const& name) {
    cut(name);
    people_.at(name)->replica.at.clear();
}

void NetworkStory::open(std::string const& name, std::string const& kind, std::string const& id) {
    settle();
    ask_to_open(name, kind, id);
    settle();
}

void NetworkStory::ask_to_open(std::string const& name, std::string const& kind,
                               std::string const& id) {
    auto& person = *people_.at(name);
    person.replica.open.insert({kind, id});
    floor_->room(network_)->open(person.line.get(), {*kind_from_name(kind), id});
}

std::string NetworkStory::fresh_id() { return make_id(random_); }

std::string NetworkStory::hand_over(std::string const& name, std::string const& command,
                                    json const& args, std::string command_id) {
    auto& person = *people_.at(name);
    if (command_id.empty()) { command_id = fresh_id(); }
    refusal_ = nullptr;
    auto read = read_command(command_json(command_id, command, args));
    if (read.has_error()) {
        refusal_ = json::parse(refusal_json(read.error()));
        return command_id;
    }
    person.sent.push_back(command_id);
    CommandPost post;
    post.from = person.line;
    post.account = person.account;
    post.network = network_;
    post.command = *read;
    post.done = [this](Result<void> const& outcome) {
        if (outcome.has_error()) { refusal_ = json::parse(refusal_json(outcome.error())); }
    };
    floor_->run(std::move(post));
    return command_id;
}

std::string NetworkStory::act(std::string const& name, std::string const& command, json const& args,
                              std::string command_id) {
    hand_over(name, command, args, std::move(command_id));
    settle();
    return refusal_.is_null() ? std::string{} : refusal_.at("code").get<std::string>();
}

void NetworkStory::settle() {
    floor_->commit();
    floor_->flush(true);
}

std::int64_t NetworkStory::revision(std::string const& kind, std::string const& id) {
    return state().find(*kind_from_name(kind), id)->stored.meta.revision;
}

json NetworkStory::history(std::string const& name, std::string const& kind,
                           std::string const& id) {
    settle();
    auto* const room = floor_->room(network_);
    auto const viewer = room->viewer({people_.at(name)->member});
    std::optional<Key> of;
    if (!kind.empty()) { of = Key{*kind_from_name(kind), id}; }
    HistoryReader reader(folder_.path());
    json entries = json::array();
    std::string before;
    do {
        auto page = room->history_page(viewer, of, before);
        if (!page) { return nullptr; }
        while (!page->complete) {
            room->show_history(viewer, reader.read(*page), *page);
        }
        auto const answer = json::parse(page->json());
        for (auto const& entry : answer.at("entries")) {
            entries.push_back(entry);
        }
        before = answer.value("before", std::string{});
    } while (!before.empty());
    return entries;
}

json NetworkStory::record(std::string const& kind, std::string const& id) {
    auto const* kept = state().find(*kind_from_name(kind), id);
    return kept == nullptr ? json{} : json::parse(stored_json(kept->stored));
}

std::string NetworkStory::plan_cycle(std::string const& by, json more) {
    auto const id = fresh_id();
    json args{{"id", id},
              {"team", "riverside_team"},
              {"change_idea", "idea"},
              {"what", "Greet every student at the door"},
              {"prediction", "More settle within a minute"},
              {"end_on", "2026-03-13"}};
    args.update(more);
    auto const code = act(by, "plan_pdsa_cycle", args);
    if (!code.empty()) { throw std::runtime_error("the cycle was refused: " + refusal_.dump()); }
    return id;
}

std::string NetworkStory::share(std::string const& by, std::string const& cycle,
                                std::string const& level) {
    return act(
        by, "share_pdsa_cycle",
        {{"id", cycle}, {"seen_revision", revision("pdsa_cycle", cycle)}, {"shared_with", level}});
}

void NetworkStory::restart() {
    for (auto const& name : everybody()) {
        cut(name);
    }
    floor_.reset();
    floor_ = std::make_unique<Floor>(folder_.path(), Env{clock_, random_}, Floor::Options{});
}

void NetworkStory::take_all_older(std::string const& name) {
    auto const& person = *people_.at(name);
    while (person.replica.in_step && (person.portion || !person.replica.older.empty())) {
        ask_older(name);
        take_older(name);
    }
}

std::string NetworkStory::disagreement() {
    settle();
    for (auto const& name : everybody()) {
        take_all_older(name);
    }
    std::ostringstream wrong;
    std::vector<json> records;
    std::istringstream lines(export_network(*floor_, network_));
    std::string line;
    std::getline(lines, line);  // the header
    while (std::getline(lines, line)) {
        auto record = json::parse(line);
        if (record.contains("kind")) { records.push_back(std::move(record)); }  // not a file's
    }
    Oracle const oracle(std::move(records));

    for (auto const& [name, person] : people_) {
        auto& replica = person->replica;
        for (auto const& promise : replica.broken_promises) {
            wrong << name << ": " << promise << "\n";
        }
        if (!person->line || !replica.in_step) { continue; }
        auto const allowed = oracle.seen_by(person->member);
        auto check = [&](Replica::Records const& held, char const* where) {
            for (auto const& [key, record] : held) {
                if (!allowed.contains(key)) {
                    wrong << name << " holds " << key.first << "/" << key.second << " (" << where
                          << "), which they may not see\n";
                } else if (record != oracle.wire(person->member, key.first, key.second)) {
                    wrong << name << " holds another " << key.first << "/" << key.second
                          << " than the server: " << record.dump() << " / "
                          << oracle.wire(person->member, key.first, key.second).dump() << "\n";
                }
            }
        };
        check(replica.records(), "network");
        check(replica.details(), "detail");
        for (auto const& key : allowed) {
            bool const detail = kind_shelves[*kind_from_name(key.first)] == Shelf::Detail;
            if (detail && !replica.open.contains(parent_of_detail(
                              oracle.wire(person->member, key.first, key.second)))) {
                continue;
            }
            if (!replica.has(key.first, key.second)) {
                wrong << name << " lacks " << key.first << "/" << key.second << "\n";
            }
        }
        // The fresh snapshot, too, is what the oracle allows.
        std::set<std::pair<std::string, std::string>> fresh;
        auto const taken = floor_->room(network_)->snapshot(
            floor_->room(network_)->viewer({person->member}), View::all_cycles);
        for (auto const& piece : taken.records.pieces()) {
            auto const record = json::parse(*piece);
            std::string const kind = record.at("kind");
            std::string const id = record.at("id");
            fresh.emplace(kind, id);
            if (record != oracle.wire(person->member, kind, id)) {
                wrong << name << "'s snapshot has another form of " << kind << "/" << id << ": "
                      << record.dump() << "\n";
            }
        }
        for (auto const& key : fresh) {
            if (!allowed.contains(key)) {
                wrong << name << "'s snapshot holds " << key.first << "/" << key.second
                      << ", which they may not see\n";
            }
        }
        for (auto const& key : allowed) {
            if (kind_shelves[*kind_from_name(key.first)] == Shelf::Network &&
                !fresh.contains(key)) {
                wrong << name << "'s snapshot lacks " << key.first << "/" << key.second << "\n";
            }
        }
    }
    // No loop of cycles, whoever may see them. What is left when those that build on nothing left are taken away
    // again and again goes round in one.
    std::map<std::string, std::set<std::string>> builds_on;
    for (auto const& [id, kept] : state().table(kind_of<PdsaCycle>())) {
        auto& earlier = builds_on[id];
        for (auto const& each : std::get<PdsaCycle>(kept.stored.record).builds_on) {
            earlier.insert(each.text);
        }
    }
    for (std::size_t left = builds_on.size() + 1; left > builds_on.size();) {
        left = builds_on.size();
        std::erase_if(builds_on, [&](auto const& entry) {
            return std::none_of(entry.second.begin(), entry.second.end(),
                                [&](auto const& id) { return builds_on.contains(id); });
        });
    }
    if (!builds_on.empty()) { wrong << "cycles build on each other in a loop\n"; }
    // Replaying the entries must lead to the rows (verify), and the rows to what is in memory.
    for (auto const& v : floor_->store().verify()) {
        if (v.broken_seq != 0) {
            wrong << "chain " << v.network << " is broken at " << v.broken_seq << ": " << v.problem
                  << "\n";
        }
    }
    floor_->store().each_record(network_, [&](storage::RecordRow&& row) {
        auto const* kept = state().find(*kind_from_name(row.kind), row.id);
        if (kept == nullptr || stored_json(kept->stored) != row.body) {
            wrong << "the row of " << row.kind << "/" << row.id << " differs from memory\n";
        }
    });
    return wrong.str();
}

void expect_everyone_agrees(NetworkStory& story) {
    auto const wrong = story.disagreement();
    INFO(wrong);
    CHECK(wrong.empty());
}

}  // namespace flywheel::testing
