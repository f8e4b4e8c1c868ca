#include "server/domain/decide_detail.hpp"
#include "server/domain/shape.hpp"

namespace flywheel::rules {

namespace {

Result<void> organization_rule(Case const& c, Organization const* before, Organization& after,
                               Updates&) {
    // The path from the new parent upwards must not come back to where it began.
    OrganizationId at = after.parent;
    std::string path = after.name;
    for (int step = 0; step < 10 && !at.empty(); ++step) {
        auto const* above = c.state.get<Organization>(at);
        if (above == nullptr) { break; }
        path += " > " + above->name;
        if (at == after.id) {
            return refuse(Code::Loop, "parent",
                          "An organisation cannot lie within itself: " + path + ".",
                          {{"path", path}});
        }
        at = above->parent;
    }
    bool const was_hub = before != nullptr && before->organization_kind == "hub";
    if (was_hub && after.organization_kind != "hub") {
        return refuse(Code::WrongState, "organization_kind", "The hub stays the hub.");
    }
    return {};
}

Result<void> archive_organization(Case const& c, Organization const& organization, Updates const&) {
    bool used = organization.id == hub_of(c.state);
    c.state.each<Organization>(
        [&](Organization const& other, Meta const&) { used |= other.parent == organization.id; });
    c.state.each<Membership>([&](Membership const& m, Meta const&) {
        used |= m.organization == organization.id && m.state == MembershipState::Active;
    });
    c.state.each<Team>(
        [&](Team const& team, Meta const&) { used |= team.district == organization.id; });
    if (used) {
        return refuse(Code::StillUsed, "id", "People, schools or teams still belong to it.");
    }
    return {};
}

Result<void> team_rule(Case const& c, Team const* before, Team& after, Updates&) {
    if (before != nullptr || after.district.empty()) { return {}; }
    auto const* district = c.state.living<Organization>(after.district);
    if (district == nullptr || district->organization_kind != "district") {
        return refuse(Code::WrongLink, "district",
                      "A team belongs to a district, or to the whole network.");
    }
    return {};
}

Result<void> archive_team(Case const& c, Team const& team, Updates const&) {
    // Everybody who may archive a team sees its membership list, so this tells them nothing new.
    bool used = false;
    c.state.each<TeamMembership>([&](TeamMembership const& m, Meta const&) {
        used |= m.team == team.id && m.state == MembershipState::Active;
    });
    if (used) { return refuse(Code::StillUsed, "id", "People still belong to the team."); }
    return {};
}

Result<void> check_days(Date const& starts_on, Date const& ends_on) {
    if (!starts_on.empty() && !ends_on.empty() && ends_on < starts_on) {
        return refuse(Code::TooSmall, "ends_on", "It ends before it begins.",
                      {{"limit", starts_on.iso}});
    }
    return {};
}

bool is_last_director(Case const& c, Membership const& membership) {
    if (membership.role != Role::HubDirector || membership.state != MembershipState::Active) {
        return false;
    }
    bool another = false;
    c.state.each<Membership>([&](Membership const& m, Meta const&) {
        another |= m.id != membership.id && m.role == Role::HubDirector &&
                   m.state == MembershipState::Active;
    });
    return !another;
}

Refusal last_director() {
    return refuse(Code::LastDirector, "id",
                  "A network needs a hub director; name another one first.");
}

Result<void> membership_rule(Case const& c, Membership const* before, Membership& after, Updates&) {
    if (is_hub_role(after.role) && after.organization != hub_of(c.state)) {
        return refuse(Code::WrongLink, "role", "That role belongs to the hub.");
    }
    if (before != nullptr && is_last_director(c, *before) && after.role != Role::HubDirector) {
        return last_director();
    }
    return check_days(after.starts_on, after.ends_on);
}

Result<void> team_membership_rule(Case const& c, TeamMembership const* before,
                                  TeamMembership& after, Updates&) {
    if (before == nullptr) {
        bool already = false;
        c.state.each_below<TeamMembership>(
            {kind_of<Member>(), after.member.text}, [&](TeamMembership const& m, Meta const&) {
                already |= m.team == after.team && m.state == MembershipState::Active;
            });
        if (already) {
            return refuse(Code::IdTaken, "member", "That person is in the team already.");
        }
    }
    return check_days(after.starts_on, after.ends_on);
}

template <class R, class C>
Result<Updates> set_state(Case const& c, C const& command, MembershipState to) {
    auto found = seen<R>(c, command.id, "id");
    if (found.has_error()) { return found.error(); }
    if (auto ok = permitted(c); ok.has_error()) { return ok.error(); }
    if ((**found).state == to) {
        return refuse(Code::WrongState, "state", "It is so already.",
                      {{"state", std::string(name_of(to))}});
    }
    if constexpr (std::is_same_v<R, Membership>) {
        if (to != MembershipState::Active && is_last_director(c, **found)) {
            return last_director();
        }
    }
    R after = **found;
    after.state = to;
    if (to == MembershipState::Ended) { after.ends_on = date_of({c.now_ms}); }
    if (to == MembershipState::Active && !after.ends_on.empty() &&
        after.ends_on < date_of({c.now_ms})) {
        after.ends_on = {};
    }
    return Updates{changed(c, std::move(after))};
}

struct DecideNetwork {
    Case const& c;

    Result<Updates> operator()(Edit<Network> const& x) const { return edit(c, x, no_more_rule); }
    Result<Updates> operator()(Create<Organization> const& x) const {
        return create(c, x, organization_rule);
    }
    Result<Updates> operator()(Edit<Organization> const& x) const {
        return edit(c, x, organization_rule);
    }
    Result<Updates> operator()(Archive<Organization> const& x) const {
        return archive(c, x, archive_organization);
    }
    Result<Updates> operator()(Restore<Organization> const& x) const {
        return restore(c, x, no_archive_rule);
    }
    Result<Updates> operator()(Create<Team> const& x) const { return create(c, x, team_rule); }
    Result<Updates> operator()(Edit<Team> const& x) const { return edit(c, x, team_rule); }
    Result<Updates> operator()(Archive<Team> const& x) const { return archive(c, x, archive_team); }
    Result<Updates> operator()(Restore<Team> const& x) const {
        return restore(c, x, no_archive_rule);
    }
    Result<Updates> operator()(Create<Member> const& x) const { return create(c, x, no_more_rule); }
    Result<Updates> operator()(Edit<Member> const& x) const { return edit(c, x, no_more_rule); }
    Result<Updates> operator()(Create<Membership> const& x) const {
        return create(c, x, membership_rule);
    }
    Result<Updates> operator()(Edit<Membership> const& x) const {
        return edit(c, x, membership_rule);
    }
    Result<Updates> operator()(Create<TeamMembership> const& x) const {
        return create(c, x, team_membership_rule);
    }
    Result<Updates> operator()(Edit<TeamMembership> const& x) const {
        return edit(c, x, team_membership_rule);
    }
    Result<Updates> operator()(EndMembership const& x) const {
        return set_state<Membership>(c, x, MembershipState::Ended);
    }
    Result<Updates> operator()(SuspendMembership const& x) const {
        return set_state<Membership>(c, x, MembershipState::Suspended);
    }
    Result<Updates> operator()(ResumeMembership const& x) const {
        return set_state<Membership>(c, x, MembershipState::Active);
    }
    Result<Updates> operator()(EndTeamMembership const& x) const {
        return set_state<TeamMembership>(c, x, MembershipState::Ended);
    }
};

}  // namespace

Result<Updates> decide_network(Case const& c, NetworkCommand const& command) {
    return std::visit(DecideNetwork{c}, command);
}

}  // namespace flywheel::rules
