#include "server/room/people.hpp"

#include "protocol/digest.hpp"
#include "server/domain/policy.hpp"

namespace flywheel {

namespace {

Refusal nothing_here(char const* field) {
    return refuse(Code::NotFound, field, "There is nothing here by that id.");
}

Refusal used_or_over() {
    return refuse(Code::NoSuchInvitation, "token", "This link has been used, or its time is over.");
}

Command server_command(Env env, NetworkCommand what, std::string name) {
    Command command;
    command.id = make_id(env.random);
    command.name = std::move(name);
    command.what = std::move(what);
    return command;
}

}  // namespace

Result<MadeInvitation> make_invitation(Floor& floor, Room& room, MemberId const& by,
                                       InvitationWish const& wish) {
    auto const inviter = room.viewer(by);
    auto const& state = room.state();
    if (state.living<Organization>(wish.organization) == nullptr) {
        return nothing_here("organization");
    }
    if (!may_give_role(inviter, state, wish.organization, wish.role)) {
        return refuse(Code::NotYours, "role", "You cannot give that role there.");
    }
    if (!wish.team.empty()) {
        if (!View::may_see(state, inviter, {kind_of<Team>(), wish.team.text})) {
            return nothing_here("team");
        }
        TeamMembership place;
        place.team = wish.team;
        auto const allowed =
            permit(inviter, NetworkCommand{Create<TeamMembership>{place, {}}}, state);
        if (allowed.has_error()) { return allowed.error(); }
    }
    auto const env = floor.env();
    auto const now = env.clock.now_ms();
    MadeInvitation made{make_id(env.random), make_token(env.random)};
    floor.accounts().add_invitation({made.id, room.name(), wish.organization.text,
                                     std::string(name_of(wish.role)), wish.team.text, wish.email,
                                     by.text, now + wish.holds_ms, 1},
                                    sha256(made.token));
    floor.store().note_for_server(now, "invited", by.text);
    return made;
}

std::vector<storage::Invitation> invitations_seen_by(Floor& floor, Room& room,
                                                     MemberId const& member) {
    auto const viewer = room.viewer(member);
    auto all = floor.accounts().invitations(room.name(), floor.env().clock.now_ms());
    std::erase_if(all, [&](storage::Invitation const& each) {
        return !looks_after(viewer, room.state(), {each.organization});
    });
    return all;
}

Result<void> revoke_invitation(Floor& floor, Room& room, MemberId const& by,
                               std::string const& id) {
    for (auto const& each : invitations_seen_by(floor, room, by)) {
        if (each.id == id && floor.accounts().revoke_invitation(room.name(), id)) { return {}; }
    }
    return nothing_here("id");
}

Result<void> join_by_invitation(Floor& floor, std::string const& token_hash, Joiner const& joiner) {
    auto const env = floor.env();
    auto const now = env.clock.now_ms();
    auto const& account = joiner.account;
    auto const invitation = floor.accounts().invitation(token_hash, now);
    auto* const room = invitation ? floor.room(invitation->network) : nullptr;
    if (room == nullptr) { return used_or_over(); }
    if (joiner.is_new && floor.accounts().by_email(account.email)) {
        return refuse(Code::SignInFailed, "password",
                      "The e-mail address or the password is not right.");
    }
    if (!invitation->email.empty() && invitation->email != account.email) {
        return refuse(Code::NoSuchInvitation, "email",
                      "The invitation is for another e-mail address.");
    }
    // What the inviter may give is looked at again: their own rights may have ended since.
    auto const inviter = room->viewer({invitation->invited_by});
    auto const role = from_name<Role>(invitation->role);
    if (!role || !inviter.active ||
        !may_give_role(inviter, room->state(), {invitation->organization}, *role)) {
        return used_or_over();
    }
    auto const known =
        joiner.is_new ? std::nullopt : floor.member_of(account.id, invitation->network);
    std::vector<Command> commands;
    Member member;
    member.id = known.value_or(MemberId{make_id(env.random)});
    member.name = account.name;
    if (!known) {
        commands.push_back(server_command(env, Create<Member>{member, {}}, "create_member"));
    }
    Membership membership;
    membership.id.text = make_id(env.random);
    membership.member = member.id;
    membership.organization = {invitation->organization};
    membership.role = *role;
    membership.starts_on = date_of({now});
    commands.push_back(
        server_command(env, Create<Membership>{membership, {}}, "create_membership"));
    if (!invitation->team.empty()) {
        TeamMembership place;
        place.id.text = make_id(env.random);
        place.member = member.id;
        place.team = {invitation->team};
        place.starts_on = date_of({now});
        commands.push_back(
            server_command(env, Create<TeamMembership>{place, {}}, "create_team_membership"));
    }
    return floor.act(invitation->network, commands, {invitation->invited_by}, [&] {
        if (!floor.accounts().use_invitation(invitation->id, now)) {
            throw storage::Fault("an invitation that holds has a use left");
        }
        if (joiner.is_new) { floor.accounts().add(account, now); }
        if (joiner.also) { joiner.also(); }
        if (!known) {
            floor.accounts().link_member({account.id, invitation->network, member.id.text});
        }
    });
}

Result<std::string> make_sign_in_link(Floor& floor, Room& room, MemberId const& by,
                                      MemberId const& locked_out, std::int64_t holds_ms) {
    auto const viewer = room.viewer(by);
    auto const& state = room.state();
    auto const account = floor.accounts().account_of(room.name(), locked_out.text);
    Key const key{kind_of<Member>(), locked_out.text};
    if (!account || !View::may_see(state, viewer, key)) { return nothing_here("member"); }
    // A lead of one district must not sign in as somebody of another, nor as the hub's director.
    if (!has_in_hand(viewer, state, locked_out) || locked_out == by) {
        return refuse(Code::NotYours, "member", "Only who looks after this person may do that.");
    }
    // A link from one network must not open the others' confidences.
    if (floor.accounts().members_of(*account).size() > 1) {
        return refuse(Code::NotYours, "member",
                      "This person belongs to several networks; the server's operator can help.");
    }
    auto const env = floor.env();
    auto token = make_token(env.random);
    auto const now = env.clock.now_ms();
    floor.accounts().add_link(sha256(token), "sign_in", *account, now + holds_ms);
    floor.store().note_for_server(now, "sign_in_link_made", *account, by.text);
    return token;
}

}  // namespace flywheel
