#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "server/room/floor.hpp"

// Invitations and one-time links: where accounts and members meet. Called on the room thread; what may be
// given is policy's word, looked at when an invitation is made and again when it is taken up.
namespace flywheel {

struct InvitationWish {
    OrganizationId organization;
    Role role = Role::Observer;
    TeamId team;        // empty: none
    std::string email;  // empty: whoever holds the link
    std::int64_t holds_ms = 0;
};

struct MadeInvitation {
    std::string id;
    std::string token;  // shown once; only its hash is kept
};

[[nodiscard]] Result<MadeInvitation> make_invitation(Floor& floor, Room& room, MemberId const& by,
                                                     InvitationWish const& wish);
// The open invitations to organisations that the member looks after.
[[nodiscard]] std::vector<storage::Invitation> invitations_seen_by(Floor& floor, Room& room,
                                                                   MemberId const& member);
[[nodiscard]] Result<void> revoke_invitation(Floor& floor, Room& room, MemberId const& by,
                                             std::string const& id);

// Who takes an invitation up: an account that is there, or one to be made with it.
struct Joiner {
    storage::Account account;
    bool is_new = false;
    std::function<void()> also = {};  // in the same transaction; nothing: nothing
};
// Makes the member with their role, and the account where it is new, in one transaction: the last use of a
// link makes one member, however many ask at once.
[[nodiscard]] Result<void> join_by_invitation(Floor& floor, std::string const& token_hash,
                                              Joiner const& joiner);

// A one-time sign-in link for somebody who is locked out; answers the token. Only who looks after every
// organisation the person belongs to may make one, never for themselves.
[[nodiscard]] Result<std::string> make_sign_in_link(Floor& floor, Room& room, MemberId const& by,
                                                    MemberId const& locked_out,
                                                    std::int64_t holds_ms);

}  // namespace flywheel
