#include "tests/support/unit/oracle.hpp"

#include <algorithm>

namespace flywheel::testing {

using nlohmann::json;

namespace {

int level_number(std::string const& name) {
    std::vector<std::string> const names{"author", "team",    "school", "district",
                                         "hub",    "network", "public"};
    return static_cast<int>(std::find(names.begin(), names.end(), name) - names.begin());
}

std::string text(json const& record, char const* field) {
    return record.value(field, std::string{});
}
bool living(json const& record) { return record.value("archived_at_ms", 0LL) == 0; }

}  // namespace

Oracle::Oracle(std::vector<json> records) : records_(std::move(records)) {
    for (std::size_t i = 0; i < records_.size(); ++i) {
        index_[{records_[i].at("kind").get<std::string>(),
                records_[i].at("id").get<std::string>()}] = i;
        if (records_[i].at("kind") == "network") { hub_ = text(records_[i], "hub"); }
    }
}

json const* Oracle::get(std::string const& kind, std::string const& id) const {
    auto const found = index_.find({kind, id});
    return found == index_.end() ? nullptr : &records_[found->second];
}

bool Oracle::is_active(std::string const& member) const {
    return std::any_of(records_.begin(), records_.end(), [&](json const& r) {
        return r.at("kind") == "membership" && r.at("member") == member &&
               r.at("state") == "active";
    });
}

bool Oracle::reads_network(std::string const& member) const {
    return std::any_of(records_.begin(), records_.end(), [&](json const& r) {
        return r.at("kind") == "membership" && r.at("member") == member &&
               r.at("state") == "active" && r.at("role") != "partner";
    });
}

bool Oracle::at_hub(std::string const& member) const {
    return std::any_of(records_.begin(), records_.end(), [&](json const& r) {
        return r.at("kind") == "membership" && r.at("member") == member &&
               r.at("state") == "active" && r.at("organization") == hub_;
    });
}

bool Oracle::in_team(std::string const& member, std::string const& team) const {
    if (!is_active(member)) { return false; }
    auto const* record = get("team", team);
    if (record == nullptr || !living(*record)) { return false; }
    return std::any_of(records_.begin(), records_.end(), [&](json const& r) {
        return r.at("kind") == "team_membership" && r.at("member") == member &&
               r.at("team") == team && r.at("state") == "active";
    });
}

bool Oracle::works_at(std::string const& member, std::string const& organization) const {
    for (auto const& r : records_) {
        if (r.at("kind") != "membership" || r.at("member") != member || r.at("state") != "active") {
            continue;
        }
        std::string at = r.at("organization");
        for (int step = 0; step < 10 && !at.empty() && at != hub_; ++step) {
            if (at == organization) { return true; }
            auto const* above = get("organization", at);
            at = above == nullptr ? std::string{} : text(*above, "parent");
        }
    }
    return false;
}

std::string Oracle::district_above(std::string const& organization) const {
    std::string at = organization;
    for (int step = 0; step < 10 && !at.empty() && at != hub_; ++step) {
        auto const* record = get("organization", at);
        if (record == nullptr) { return {}; }
        if (record->at("organization_kind") == "district") { return at; }
        at = text(*record, "parent");
    }
    return {};
}

bool Oracle::sees_cycle(std::string const& member, json const& cycle, int level) const {
    if (level >= level_number("public")) { return true; }
    if (!is_active(member)) { return false; }
    if (cycle.at("owner") == member) { return true; }
    if (cycle.contains("guests")) {
        for (auto const& guest : cycle.at("guests")) {
            if (guest == member) { return true; }
        }
    }
    if (level >= level_number("team") && in_team(member, cycle.at("team"))) { return true; }
    json const schools = cycle.value("schools", json::array());
    if (level >= level_number("school")) {
        for (auto const& school : schools) {
            if (works_at(member, school)) { return true; }
        }
    }
    if (level >= level_number("district")) {
        for (auto const& school : schools) {
            auto const district = district_above(school);
            if (!district.empty() && works_at(member, district)) { return true; }
        }
        auto const* team = get("team", cycle.at("team"));
        if (team != nullptr && !text(*team, "district").empty() &&
            works_at(member, text(*team, "district"))) {
            return true;
        }
    }
    if (level >= level_number("hub") && at_hub(member)) { return true; }
    return level >= level_number("network") && reads_network(member);
}

bool Oracle::sees_diagram(std::string const& member, json const& diagram) const {
    int const level = level_number(diagram.at("shared_with"));
    if (level >= level_number("public")) { return true; }
    if (!is_active(member)) { return false; }
    if (text(diagram, "created_by") == member) { return true; }
    std::string const owner = diagram.at("owner");
    std::string const team = text(diagram, "team");
    if (level >= level_number("team")) {
        if (!team.empty() && in_team(member, team)) { return true; }
        if (team.empty() && works_at(member, owner)) { return true; }
        if (owner == hub_ && at_hub(member)) { return true; }
    }
    if (level >= level_number("school") && works_at(member, owner)) { return true; }
    if (level >= level_number("district")) {
        auto const district = district_above(owner);
        if (!district.empty() && works_at(member, district)) { return true; }
    }
    if (level >= level_number("hub") && at_hub(member)) { return true; }
    return level >= level_number("network") && reads_network(member);
}

bool Oracle::sees_protocol(std::string const& member, json const& protocol, int most) const {
    if (!living(protocol)) { return false; }
    int const level = std::min(level_number(protocol.at("shared_with")), most);
    if (level >= level_number("public")) { return true; }
    if (!is_active(member)) { return false; }
    if (text(protocol, "created_by") == member) { return true; }
    for (auto const& author : protocol.value("authors", json::array())) {
        if (author == member) { return true; }
    }
    if (auto const* team = get("team", text(protocol, "team"))) {
        if (level >= level_number("team") && in_team(member, team->at("id"))) { return true; }
        if (level >= level_number("district") && !text(*team, "district").empty() &&
            works_at(member, text(*team, "district"))) {
            return true;
        }
    }
    if (level >= level_number("hub") && at_hub(member)) { return true; }
    return level >= level_number("network") && reads_network(member);
}

bool Oracle::sees_version(std::string const& member, json const& version, int most) const {
    return living(version) &&
           sees_protocol(member, *get("change_protocol", version.at("protocol")), most);
}

bool Oracle::sees_adoption(std::string const& member, json const& adoption, int most) const {
    if (!sees_version(member, *get("protocol_version", adoption.at("version")),
                      level_number("public"))) {
        return false;
    }
    int const level = std::min(level_number(adoption.at("shared_with")), most);
    if (level >= level_number("public")) { return true; }
    if (!is_active(member)) { return false; }
    if (text(adoption, "created_by") == member || text(adoption, "owner") == member) {
        return true;
    }
    std::string const site = adoption.at("organization");
    if (level >= level_number("team") && in_team(member, text(adoption, "team"))) { return true; }
    if (level >= level_number("school") && works_at(member, site)) { return true; }
    if (level >= level_number("district")) {
        auto const district = district_above(site);
        if (!district.empty() && works_at(member, district)) { return true; }
    }
    if (level >= level_number("hub") && at_hub(member)) { return true; }
    return level >= level_number("network") && reads_network(member);
}

bool Oracle::holds(std::string const& member, std::string const& organization,
                   std::vector<std::string> const& roles) const {
    return std::any_of(records_.begin(), records_.end(), [&](json const& r) {
        return r.at("kind") == "membership" && r.at("member") == member &&
               r.at("state") == "active" && r.at("organization") == organization &&
               std::find(roles.begin(), roles.end(), text(r, "role")) != roles.end();
    });
}

bool Oracle::sees_post(std::string const& member, json const& post, int most) const {
    if (!living(post)) { return false; }
    int const level = std::min(level_number(post.at("shared_with")), most);
    if (level >= level_number("public")) { return true; }
    if (!is_active(member)) { return false; }
    if (text(post, "created_by") == member) { return true; }
    std::string const site = text(post, "organization");
    auto const* team = get("team", text(post, "team"));
    if (level >= level_number("team") && team != nullptr && in_team(member, team->at("id"))) {
        return true;
    }
    if (level >= level_number("school") && !site.empty() && works_at(member, site)) { return true; }
    if (level >= level_number("district")) {
        auto const district = district_above(site);
        if (!district.empty() && works_at(member, district)) { return true; }
        if (team != nullptr && !text(*team, "district").empty() &&
            works_at(member, text(*team, "district"))) {
            return true;
        }
    }
    if (level >= level_number("hub") && at_hub(member)) { return true; }
    return level >= level_number("network") && reads_network(member);
}

bool Oracle::sees_card(std::string const& member, json const& card, int most) const {
    if (!living(card) || !is_active(member)) { return false; }
    if (card.contains("protocol")) {
        if (!sees_protocol(member, *get("change_protocol", card.at("protocol")),
                           level_number("public"))) {
            return false;
        }
    } else if (!may_see(member, *get("driver_node", card.at("change_idea")))) {
        return false;
    }
    if (at_hub(member)) { return true; }
    return most >= level_number("network") && card.at("state") != "draft" && reads_network(member);
}

namespace {

bool is_of_a_meeting(std::string const& kind) {
    static std::set<std::string> const kinds{"meeting", "agenda_item", "district_report",
                                             "meeting_decision", "meeting_action"};
    return kinds.contains(kind);
}

}  // namespace

// A meeting, or what lies with it; what was decided outside of one is the network's.
bool Oracle::sees_meeting_record(std::string const& member, json const& record, int most) const {
    if (!is_active(member)) { return false; }
    auto of_the_network = [&] {
        return most >= level_number("network") ? reads_network(member) : at_hub(member);
    };
    bool const is_meeting = record.at("kind") == "meeting";
    if (!is_meeting && text(record, "meeting").empty()) { return of_the_network(); }
    auto const& meeting = is_meeting ? record : *get("meeting", record.at("meeting"));
    if (!living(meeting)) { return false; }
    if (text(meeting, "facilitator") == member) { return true; }
    auto const* team = get("team", text(meeting, "team"));
    if (team == nullptr) { return of_the_network(); }
    auto const district = text(*team, "district");
    if (in_team(member, team->at("id"))) { return true; }
    if (district.empty()) { return most >= level_number("hub") && at_hub(member); }
    return holds(member, district, {"district_lead"});
}

namespace {

bool is_of_a_measure(std::string const& kind) {
    static std::set<std::string> const kinds{
        "measure",     "measure_definition", "measure_series", "data_point",
        "chart_phase", "chart_annotation",   "chart_signal"};
    return kinds.contains(kind);
}

}  // namespace

// A measure and its definitions are the network's; a series is its site's, as far as it is shared.
bool Oracle::sees_measure_record(std::string const& member, json const& record, int most) const {
    std::string const kind = record.at("kind");
    if (kind == "measure") {
        return most >= level_number("network") ? reads_network(member) : at_hub(member);
    }
    if (kind == "measure_definition") {
        auto const& measure = *get("measure", record.at("measure"));
        return living(measure) && sees_measure_record(member, measure, most);
    }
    if (kind == "data_point" && !is_told(member, record)) { return false; }
    if (kind == "chart_signal") {
        json const points = record.value("points", json::array());
        bool const all_told = std::all_of(points.begin(), points.end(), [&](json const& id) {
            return is_told(member, *get("data_point", id));
        });
        if (!all_told) { return false; }
    }
    if (kind != "measure_series") {
        auto const& series = *get("measure_series", record.at("series"));
        return living(series) && sees_measure_record(member, series, most);
    }
    // Partners do not see what it measures.
    if (!living(*get("measure", record.at("measure"))) || !reads_network(member)) { return false; }
    int const level = std::min(level_number(record.at("shared_with")), most);
    if (level >= level_number("network")) { return true; }
    if (level >= level_number("hub") && at_hub(member)) { return true; }
    auto const* team = get("team", text(record, "team"));
    if (team != nullptr && level >= level_number("team") && in_team(member, team->at("id"))) {
        return true;
    }
    auto const site = text(record, "organization");
    auto const district = team != nullptr ? text(*team, "district") : district_above(site);
    if (level >= level_number("district") && !district.empty() && works_at(member, district)) {
        return true;
    }
    if (record.at("scope") != "school" || level < level_number("school")) { return false; }
    return works_at(member, site) || holds(member, district, {"district_lead"}) ||
           holds(member, hub_, {"analyst"});
}

bool Oracle::sees_row(std::string const& member, json const& row, int most) const {
    json const cycles = row.value("cycles", json::array());
    return sees_card(member, *get("evidence_card", row.at("card")), most) &&
           std::all_of(cycles.begin(), cycles.end(), [&](json const& id) {
               auto const& cycle = *get("pdsa_cycle", id);
               return sees_cycle(member, cycle, level_number(cycle.at("shared_with")));
           });
}

bool Oracle::sees_up_to(std::string const& member, json const& record, int most) const {
    std::string const kind = record.at("kind");
    auto capped = [&](json other) {
        static std::vector<std::string> const names{"author", "team",    "school", "district",
                                                    "hub",    "network", "public"};
        auto const level = std::min(level_number(other.at("shared_with")), most);
        other["shared_with"] = names.at(static_cast<std::size_t>(level));
        return other;
    };
    if (kind == "pdsa_cycle") {
        return sees_cycle(member, record, std::min(level_number(record.at("shared_with")), most));
    }
    if (record.contains("cycle")) {
        return sees_up_to(member, *get("pdsa_cycle", record.at("cycle")), most);
    }
    if (kind == "driver_diagram") { return sees_diagram(member, capped(record)); }
    if (record.contains("diagram")) {
        return sees_diagram(member, capped(*get("driver_diagram", record.at("diagram"))));
    }
    if (kind == "change_protocol") { return sees_protocol(member, record, most); }
    if (kind == "protocol_version") { return sees_version(member, record, most); }
    if (kind == "protocol_change") {
        return sees_version(member, *get("protocol_version", record.at("version")), most);
    }
    if (kind == "adoption") { return sees_adoption(member, record, most); }
    if (kind == "post") { return sees_post(member, record, most); }
    if (kind == "reply") { return sees_post(member, *get("post", record.at("post")), most); }
    if (kind == "support_request") {
        return is_active(member) &&
               (text(record, "created_by") == member || text(record, "matched_with") == member ||
                holds(member, hub_, {"hub_director", "hub_facilitator"}));
    }
    if (kind == "activity") {
        if (!is_active(member)) { return false; }
        if (most >= level_number("hub") && at_hub(member)) { return true; }
        for (auto const& id : record.at("teams")) {
            if (in_team(member, id)) { return true; }
            auto const district = text(*get("team", id), "district");
            if (!district.empty() && holds(member, district, {"district_lead"})) { return true; }
        }
        return false;
    }
    if (kind == "adoption" || kind == "adaptation") { return sees_adoption(member, record, most); }
    if (kind == "upstream_proposal") {
        auto const& adaptation = *get("adaptation", record.at("adaptation"));
        return living(adaptation) && sees_adoption(member, adaptation, most);
    }
    if (kind == "evidence_card") { return sees_card(member, record, most); }
    if (kind == "evidence_row") { return sees_row(member, record, most); }
    if (kind == "objection") {
        return sees_card(member, *get("evidence_card", record.at("card")), most);
    }
    if (is_of_a_meeting(kind)) { return sees_meeting_record(member, record, most); }
    if (is_of_a_measure(kind)) { return sees_measure_record(member, record, most); }
    if (kind == "ramp") {
        if (in_team(member, record.at("team"))) { return true; }
        return std::any_of(records_.begin(), records_.end(), [&](json const& r) {
            return r.at("kind") == "pdsa_cycle" && r.at("ramp") == record.at("id") && living(r) &&
                   sees_up_to(member, r, most);
        });
    }
    // What belongs to the whole network: the hub, and those who would see it without the network too.
    if (at_hub(member)) { return true; }
    if (!is_active(member)) { return false; }
    if (kind == "team") { return in_team(member, record.at("id")); }
    if (kind == "sponsor_commitment") { return text(record, "owner") == member; }
    if (kind == "member" || kind == "membership" || kind == "team_membership") {
        std::string const who = kind == "member" ? record.at("id") : record.at("member");
        return who == member || std::any_of(records_.begin(), records_.end(), [&](json const& r) {
                   return r.at("kind") == "team_membership" && r.at("member") == who &&
                          r.at("state") == "active" && in_team(member, r.at("team"));
               });
    }
    return false;
}

bool Oracle::at_desk(std::string const& member) const {
    return std::any_of(records_.begin(), records_.end(), [&](json const& r) {
        return r.at("kind") == "membership" && r.at("member") == member &&
               r.at("state") == "active" && r.at("organization") == hub_ &&
               (r.at("role") == "hub_director" || r.at("role") == "hub_facilitator");
    });
}

bool Oracle::withheld(std::string const& member, json const& record) const {
    if (record.value("held", false) && text(record, "created_by") != member && !at_desk(member)) {
        return true;
    }
    struct Lies {
        char const* kind;
        char const* in;
        char const* by;
    };
    static constexpr Lies lies[] = {{"protocol_version", "change_protocol", "protocol"},
                                    {"protocol_change", "protocol_version", "version"},
                                    {"adoption", "protocol_version", "version"},
                                    {"adaptation", "protocol_version", "version"},
                                    {"upstream_proposal", "adaptation", "adaptation"},
                                    {"evidence_card", "change_protocol", "protocol"},
                                    {"evidence_row", "evidence_card", "card"},
                                    {"objection", "evidence_card", "card"},
                                    {"reply", "post", "post"},
                                    {"measure_definition", "measure", "measure"},
                                    {"measure_series", "measure", "measure"},
                                    {"data_point", "measure_series", "series"},
                                    {"chart_phase", "measure_series", "series"},
                                    {"chart_annotation", "measure_series", "series"},
                                    {"chart_signal", "measure_series", "series"},
                                    {"comment", "comment", "thread"}};
    return std::any_of(std::begin(lies), std::end(lies), [&](Lies const& one) {
        if (record.at("kind") != one.kind) { return false; }
        auto const* around = get(one.in, text(record, one.by));
        return around != nullptr && withheld(member, *around);
    });
}

bool Oracle::may_see(std::string const& member, json const& record) const {
    if (!living(record) || withheld(member, record)) { return false; }
    std::string const kind = record.at("kind");
    if (kind == "pool_part") { return false; }
    if (kind == "flag" || kind == "moderation_case") {
        return at_desk(member) ||
               (is_active(member) &&
                text(record, kind == "flag" ? "created_by" : "author") == member);
    }
    if (kind == "follow" || kind == "notice_setting") {
        if (!is_active(member) || text(record, "created_by") != member) { return false; }
        auto const* about = get(text(record, "about_kind"), text(record, "about_id"));
        return kind == "notice_setting" || (about != nullptr && may_see(member, *about));
    }
    if (kind == "comment") {
        auto const* about = get(record.at("about_kind"), record.at("about_id"));
        if (about == nullptr || !may_see(member, *about)) { return false; }
        auto const* first = get("comment", text(record, "thread"));
        for (auto const* said : {&record, first}) {
            if (said == nullptr || said->at("names_a_person") == false) { continue; }
            int const most = std::min(level_number(said->at("written_for")), level_number("hub"));
            if (!sees_up_to(member, *about, most)) { return false; }
        }
        return true;
    }
    if (kind == "attachment") {
        auto const* about = get("change_protocol", text(record, "protocol"));
        for (char const* around : {"cycle", "observation"}) {
            bool const cycle = std::string(around) == "cycle";
            auto const id = text(record, around);
            if (!id.empty()) { about = get(cycle ? "pdsa_cycle" : "observation", id); }
        }
        if (about == nullptr || !may_see(member, *about)) { return false; }
        if (record.at("names_a_person") == false) { return true; }
        int const most = std::min(level_number(record.at("written_for")), level_number("hub"));
        return sees_up_to(member, *about, most);
    }
    auto parent_living = [&](char const* parent_kind, char const* field) -> json const* {
        auto const* parent = get(parent_kind, record.at(field));
        return parent != nullptr && living(*parent) ? parent : nullptr;
    };
    if (kind == "network" || kind == "organization") { return is_active(member); }
    if (kind == "team") { return reads_network(member) || in_team(member, record.at("id")); }
    if (kind == "member" || kind == "membership" || kind == "team_membership") {
        if (!is_active(member)) { return false; }
        std::string const who = kind == "member" ? record.at("id") : record.at("member");
        if (who == member || reads_network(member)) { return true; }
        return std::any_of(records_.begin(), records_.end(), [&](json const& r) {
            return r.at("kind") == "team_membership" && r.at("member") == who &&
                   r.at("state") == "active" && in_team(member, r.at("team"));
        });
    }
    if (kind == "sponsor_commitment" && is_active(member) && text(record, "owner") == member) {
        return true;
    }
    if (kind == "charter" || kind == "root_cause" || kind == "sponsor_commitment" ||
        kind == "aim" || kind == "announcement") {
        return reads_network(member);
    }
    if (kind == "driver_diagram") { return sees_diagram(member, record); }
    if (kind == "driver_node" || kind == "driver_link") {
        auto const* diagram = parent_living("driver_diagram", "diagram");
        return diagram != nullptr && sees_diagram(member, *diagram);
    }
    if (kind == "ramp") {
        if (in_team(member, record.at("team"))) { return true; }
        return std::any_of(records_.begin(), records_.end(), [&](json const& r) {
            return r.at("kind") == "pdsa_cycle" && r.at("ramp") == record.at("id") && living(r) &&
                   sees_cycle(member, r, level_number(r.at("shared_with")));
        });
    }
    if (kind == "change_protocol" || kind == "protocol_version" || kind == "protocol_change" ||
        kind == "adoption" || kind == "post" || kind == "reply" || kind == "support_request" ||
        kind == "activity") {
        return sees_up_to(member, record, level_number("public"));
    }
    static std::set<std::string> const by_level{
        "change_protocol",   "protocol_version", "protocol_change", "adoption", "adaptation",
        "upstream_proposal", "evidence_card",    "evidence_row",    "objection"};
    if (is_of_a_meeting(kind)) {
        return sees_meeting_record(member, record, level_number("public"));
    }
    if (is_of_a_measure(kind)) {
        return sees_measure_record(member, record, level_number("public"));
    }
    if (by_level.contains(kind)) { return sees_up_to(member, record, level_number("public")); }
    if (kind == "pdsa_cycle") {
        return sees_cycle(member, record, level_number(record.at("shared_with")));
    }
    auto const* cycle = parent_living("pdsa_cycle", "cycle");
    if (cycle == nullptr) { return false; }
    int level = level_number(cycle->at("shared_with"));
    if (kind == "observation" && record.at("names_a_person") == true) {
        level = std::min({level, level_number(record.at("written_for")), level_number("hub")});
    }
    return sees_cycle(member, *cycle, level);
}

std::set<std::pair<std::string, std::string>> Oracle::seen_by(std::string const& member) const {
    std::set<std::pair<std::string, std::string>> seen;
    for (auto const& record : records_) {
        if (may_see(member, record)) {
            seen.emplace(record.at("kind").get<std::string>(), record.at("id").get<std::string>());
        }
    }
    return seen;
}

json Oracle::wire(std::string const& member, std::string const& kind, std::string const& id) const {
    auto const* record = get(kind, id);
    json out = record == nullptr ? json{} : *record;
    auto hidden = [&](char const* named_kind, json const& named_id) {
        auto const* named = get(named_kind, named_id);
        return named == nullptr || !may_see(member, *named);
    };
    auto list_the_seen = [&](char const* field, char const* named_kind) {
        if (!out.contains(field)) { return; }
        json seen = json::array();
        for (auto const& named_id : out.at(field)) {
            if (!hidden(named_kind, named_id)) { seen.push_back(named_id); }
        }
        out[field] = seen;
        if (seen.empty()) { out.erase(field); }
    };
    list_the_seen("builds_on", "pdsa_cycle");
    list_the_seen("change_ideas", "driver_node");
    list_the_seen("cycles", "pdsa_cycle");
    list_the_seen("protocols", "change_protocol");
    list_the_seen("support_requests", "support_request");
    list_the_seen("measures", "measure");
    list_the_seen("aims", "aim");
    list_the_seen("drivers", "driver_node");
    auto erase_hidden = [&](char const* of, char const* field, char const* named_kind) {
        if (kind == of && out.contains(field) && hidden(named_kind, out.at(field))) {
            out.erase(field);
        }
    };
    erase_hidden("pdsa_cycle", "adapted_from", "pdsa_cycle");
    if (!out.contains("adapted_from")) { out.erase("adapted_revision"); }
    erase_hidden("pdsa_cycle", "protocol_version", "protocol_version");
    erase_hidden("protocol_version", "adapted_from", "adaptation");
    erase_hidden("adaptation", "parent", "adaptation");
    erase_hidden("upstream_proposal", "version", "protocol_version");
    erase_hidden("change_protocol", "from_reply", "reply");
    erase_hidden("post", "accepted_reply", "reply");
    erase_hidden("activity", "protocol", "change_protocol");
    erase_hidden("activity", "change_idea", "driver_node");
    for (auto const* kept : {"form", "field_revisions", "archived_at_ms", "archived_by"}) {
        out.erase(kept);
    }
    return out;
}

}  // namespace flywheel::testing
