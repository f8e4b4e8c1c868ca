#include "server/room/erase.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "server/domain/erasure.hpp"
#include "server/domain/policy.hpp"
#include "server/domain/references.hpp"
#include "server/room/contents.hpp"
#include "server/room/removal.hpp"

namespace flywheel {

namespace {

Refusal no_such_person() {
    return refuse(Code::NotFound, "member", "There is nobody here by that id.");
}

}  // namespace

Result<void> end_roles(Floor& floor, std::string const& network,
                       std::vector<MemberId> const& members, MemberId const& by) {
    std::vector<Command> commands;
    auto add = [&](NetworkCommand what, std::string_view name) {
        Command command;
        command.id = make_id(floor.env().random);
        command.name = name;
        command.what = std::move(what);
        commands.push_back(std::move(command));
    };
    auto const& state = floor.room(network)->state();
    for (auto const& member : members) {
        state.each_below<TeamMembership>(key_of(member), [&](auto const& m, Meta const&) {
            if (m.state == MembershipState::Ended) { return; }
            add(EndTeamMembership{m.id}, EndTeamMembership::name);
        });
        state.each_below<Membership>(key_of(member), [&](auto const& m, Meta const&) {
            if (m.state == MembershipState::Ended) { return; }
            add(EndMembership{m.id}, EndMembership::name);
        });
    }
    if (commands.empty()) { return {}; }
    return floor.act(network, commands, by, {});
}

Result<ErasureReport> erasure_report(Floor& floor, std::string const& network,
                                     MemberId const& member) {
    auto* const room = floor.room(network);
    auto const* const who = room == nullptr ? nullptr : room->state().get<Member>(member);
    if (who == nullptr) { return no_such_person(); }
    ErasureReport report;
    report.network = network;
    report.member = member;
    report.name = who->name;
    auto const erasure = erasure_of(room->state(), {{member}, {}}, {}, floor.env().clock.now_ms());
    auto but = erasure.removed;
    for (auto const& key : erasure.removed) {
        ++report.removed[std::string(kind_names[key.kind])];
    }
    for (auto const& stored : erasure.kept) {
        but.push_back({stored.kind(), stored.id()});
    }
    report.without_words =
        std::count_if(erasure.kept.begin(), erasure.kept.end(),
                      [](Stored const& stored) { return stored.kind() != kind_of<Member>(); });
    if (!who->erased) { report.still_named = words_naming(room->state(), who->name, but); }
    auto const account = floor.accounts().account_of(network, member.text);
    report.account_goes = account && floor.accounts().members_of(*account).size() == 1;
    return report;
}

Result<ErasureReport> erase_member(Floor& floor, std::string const& network, MemberId const& member,
                                   MemberId const& by) {
    auto report = erasure_report(floor, network, member);
    if (report.has_error()) { return report; }
    if (floor.disk_is_full()) {
        return refuse(Code::StorageFull, "", "The server's disk is full; nothing was erased.");
    }
    auto const& room = *floor.room(network);
    if (auto ok = end_roles(floor, network, {member}, by); ok.has_error()) { return ok.error(); }
    auto const now = floor.env().clock.now_ms();
    auto const erasure = erasure_of(room.state(), {{member}, {}}, by, now);
    auto const id = floor.accounts().account_of(network, member.text);
    floor.erase(network, erasure, by, [&] {
        floor.accounts().unlink_member(network, member.text);
        if (id) { storage::Contents(floor.store()).forget_uploads_of(network, *id); }
        if (report->account_goes) { floor.accounts().forget(*floor.accounts().by_id(*id)); }
        floor.store().note_for_server(now, "person_erased", member.text);
    });
    note_erased(floor, {network, member, {}, false});
    return report;
}

void note_erased(Floor& floor, Erased const& erased) {
    nlohmann::ordered_json line{{"at_ms", floor.env().clock.now_ms()}, {"network", erased.network}};
    if (!erased.member.empty()) { line["member"] = erased.member.text; }
    if (!erased.district.empty()) {
        line["district"] = erased.district.text;
        line["shared_too"] = erased.shared_too;
    }
    floor.note_erasure(line.dump());
}

Result<std::int64_t> erase_again(Floor& floor, std::string_view lines, std::int64_t since_ms) {
    std::int64_t done = 0;
    for (int number = 1; !lines.empty(); ++number) {
        auto const end = std::min(lines.find('\n'), lines.size());
        auto const line = nlohmann::json::parse(lines.substr(0, end), nullptr, false);
        lines.remove_prefix(std::min(end + 1, lines.size()));
        auto const at = std::to_string(number);
        auto refused = [&](std::string_view why) {
            std::string says = "Line " + at;
            says.append(": ").append(why);
            return refuse(Code::NotWellFormed, "line", std::move(says), {{"line", at}});
        };
        auto const text = [&](char const* name) { return line.value(name, std::string{}); };
        if (!line.is_object() || text("network").empty()) { return refused("it cannot be read"); }
        if (line.value("at_ms", std::int64_t{0}) < since_ms) { continue; }
        auto const* room = floor.room(text("network"));
        if (room == nullptr) { continue; }
        Result<void> outcome;
        if (!text("member").empty()) {
            // Who joined after the backup is not in it.
            if (room->state().get<Member>({text("member")}) == nullptr) { continue; }
            auto const again = erase_member(floor, text("network"), {text("member")}, {});
            if (again.has_error()) { outcome = again.error(); }
        } else if (!text("district").empty()) {
            auto const again = remove_share(
                floor, {text("network"), {text("district")}, line.value("shared_too", false)});
            if (again.has_error()) { outcome = again.error(); }
        } else {
            auto const again = remove_network(floor, text("network"));
            if (again.has_error()) { outcome = again.error(); }
        }
        if (outcome.has_error()) { return refused(outcome.error().says); }
        ++done;
    }
    return done;
}

Result<void> may_erase(Room const& room, MemberId const& by, MemberId const& member) {
    auto const viewer = room.viewer(by);
    auto const& state = room.state();
    Key const key{kind_of<Member>(), member.text};
    if (!View::may_see(state, viewer, key)) { return no_such_person(); }
    bool mine = by != member;
    bool any = false;
    state.each_below<Membership>(key, [&](Membership const& m, Meta const&) {
        any = true;
        mine &= looks_after(viewer, state, m.organization) &&
                may_give_role(viewer, state, m.organization, m.role);
    });
    // Who never had a role is nobody's but the hub's.
    if (!any) { mine &= looks_after(viewer, state, hub_of(state)); }
    if (mine) { return {}; }
    return refuse(Code::NotYours, "member", "Only who looks after this person may do that.");
}

}  // namespace flywheel
