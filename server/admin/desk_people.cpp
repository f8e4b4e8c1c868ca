#include "server/admin/desk_people.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "protocol/codec.hpp"
#include "protocol/letters.hpp"
#include "server/room/passkeys.hpp"
#include "server/room/people.hpp"
#include "server/room/sign_ins.hpp"

namespace flywheel::admin {

using nlohmann::json;

namespace {

constexpr std::int64_t day_ms = 24LL * 60 * 60 * 1000;
constexpr std::int64_t holds_days_max = 90;  // as for an invitation made on a page

Answer done(json head) { return {true, head.dump(), {}}; }
Answer not_done(std::string says) { return {false, json{{"says", std::move(says)}}.dump(), {}}; }

json roles_of(State const& state, MemberId const& member) {
    json roles = json::array();
    Key const key{kind_of<Member>(), member.text};
    state.each_below<Membership>(key, [&](Membership const& m, Meta const&) {
        auto const* organization = state.get<Organization>(m.organization);
        roles.push_back({{"role", name_of(m.role)},
                         {"organization", organization == nullptr ? "" : organization->name},
                         {"state", name_of(m.state)}});
    });
    return roles;
}

json user_json(Floor& floor, storage::Account const& account) {
    auto const now = floor.env().clock.now_ms();
    auto const factor = floor.accounts().second_factor(account.id);
    auto const sessions = floor.accounts().sessions_of(account.id, now);
    return {{"id", account.id},
            {"email", account.email},
            {"name", account.name},
            {"has_password", !account.password_hash.empty()},
            {"second_factor", factor && factor->confirmed_at_ms != 0},
            {"passkeys", storage::Passkeys(floor.store()).of(account.id).size()},
            {"sessions", sessions.size()},
            {"seen_at_ms", sessions.empty() ? 0 : sessions.front().session.seen_at_ms},
            {"networks", json::array()}};
}

// By id or by its whole name; empty where nothing, or more than one, is called that.
template <class R>
std::string id_by_name(State const& state, std::string const& called) {
    if (state.find(kind_of<R>(), called) != nullptr) { return called; }
    std::vector<std::string> found;
    state.each<R>([&](R const& record, Meta const&) {
        if (record.name == called) { found.push_back(record.id.text); }
    });
    return found.size() == 1 ? found.front() : std::string{};
}

// In whose name an operator may invite: the directors, then the leads of districts, who alone look after their teams.
std::vector<MemberId> inviters_of(State const& state) {
    std::vector<MemberId> inviters;
    for (auto const role : {Role::HubDirector, Role::DistrictLead}) {
        state.each<Membership>([&](Membership const& m, Meta const&) {
            if (m.role == role && m.state == MembershipState::Active) {
                inviters.push_back(m.member);
            }
        });
    }
    return inviters;
}

}  // namespace

Answer users(Floor& floor, json const& request) {
    auto const only = request.value("network", std::string{});
    if (!only.empty() && floor.room(only) == nullptr) {
        return not_done("There is no such network.");
    }
    std::map<std::string, json> by_email;
    for (auto const& network : floor.networks()) {
        if (!only.empty() && network != only) { continue; }
        auto const& state = floor.room(network)->state();
        state.each<Member>([&](Member const& member, Meta const&) {
            auto const id = floor.accounts().account_of(network, member.id.text);
            if (!id) { return; }
            auto const account = *floor.accounts().by_id(*id);
            auto [at, is_new] = by_email.try_emplace(account.email);
            if (is_new) { at->second = user_json(floor, account); }
            at->second["networks"].push_back({{"network", network},
                                              {"member", member.id.text},
                                              {"roles", roles_of(state, member.id)}});
        });
    }
    json list = json::array();
    for (auto& [email, user] : by_email) {
        list.push_back(std::move(user));
    }
    return done({{"users", std::move(list)}});
}

Answer sessions(Floor& floor, json const& request) {
    auto const account = floor.accounts().by_email(request.value("email", std::string{}));
    if (!account) { return not_done("There is no account with that e-mail address."); }
    json list = json::array();
    for (auto const& each : floor.accounts().sessions_of(account->id, floor.env().clock.now_ms())) {
        list.push_back({{"id", each.session.id},
                        {"device", each.session.device},
                        {"created_at_ms", each.session.created_at_ms},
                        {"seen_at_ms", each.session.seen_at_ms},
                        {"shared_device", each.session.shared_device}});
    }
    return done({{"sessions", std::move(list)}});
}

Answer end_sessions(Floor& floor, json const& request) {
    auto const account = floor.accounts().by_email(request.value("email", std::string{}));
    if (!account) { return not_done("There is no account with that e-mail address."); }
    auto const only = request.value("id", std::string{});
    auto const now = floor.env().clock.now_ms();
    auto const ended = end_sign_ins(floor, account->id, [&](storage::KnownSession const& each) {
        return only.empty() || each.session.id == only;
    });
    if (ended == 0) { return not_done("There is no such sign-in."); }
    floor.store().note_for_server(now, "sessions_ended_by_operator", account->id);
    return done({{"ended", ended}});
}

Answer invite(Floor& floor, json const& request) {
    auto* const room = floor.room(request.value("network", std::string{}));
    if (room == nullptr) { return not_done("There is no such network."); }
    auto const& state = room->state();
    auto const called = [&](char const* name) { return request.value(name, std::string{}); };
    InvitationWish wish;
    wish.organization.text = id_by_name<Organization>(state, called("organization"));
    if (wish.organization.empty()) {
        return not_done("There is no organization of that id or name, or more than one.");
    }
    auto const role = from_name<Role>(called("role"));
    if (!role) {
        std::string says = "There is no such role:";
        for (auto const& name : enum_names(Role{})) {
            says.append(" ").append(name);
        }
        return not_done(says + ".");
    }
    wish.role = *role;
    if (!called("team").empty()) {
        wish.team.text = id_by_name<Team>(state, called("team"));
        if (wish.team.empty()) {
            return not_done("There is no team of that id or name, or more than one.");
        }
    }
    wish.email = in_small_letters(called("email"));
    auto const days = request.value("days", std::int64_t{14});
    if (days < 1 || days > holds_days_max) { return not_done("An invitation holds 1 to 90 days."); }
    wish.holds_ms = days * day_ms;
    Result<MadeInvitation> made = refuse(Code::NotYours, "", "The network has no director.");
    for (auto const& inviter : inviters_of(state)) {
        made = make_invitation(floor, *room, inviter, wish);
        if (made.has_value()) { break; }
    }
    if (made.has_error()) { return {false, refusal_json(made.error()), {}}; }
    floor.store().note_for_server(floor.env().clock.now_ms(), "invited_by_operator", made->id);
    return done({{"id", made->id}, {"token", made->token}});
}

}  // namespace flywheel::admin
