#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "protocol/ids.hpp"
#include "protocol/records/network.hpp"

namespace flywheel {

// What decides what a person may see and do in one network: computed from the person's memberships
// alone (viewer_of). Somebody without an active membership is not `active` and sees nothing.
struct Viewer {
    MemberId member;
    bool active = false;
    bool network = false;  // reads what is shared with the network: every role but partner
    bool hub = false;      // one of the named people of the hub
    bool desk = false;     // of these, its director or a facilitator
    bool analyst = false;  // of these, an analyst
    std::vector<OrganizationId> organizations;  // their own and those above, without the hub
    std::vector<TeamId> teams;
    struct Held {
        Role role;
        OrganizationId organization;
        friend bool operator==(Held const&, Held const&) = default;
    };
    std::vector<Held> roles;

    friend bool operator==(Viewer const&, Viewer const&) = default;
};

// Who may see a record, as a value: a union of groups, and of these only who is in each of `within`. Computed
// in policy.cpp alone.
struct Audience {
    bool everybody = false;  // signed out too
    bool members = false;    // every active member, partners too
    bool network = false;    // every active member but those who are only partners
    bool hub = false;
    bool desk = false;      // the hub's director and facilitators
    bool analysts = false;  // the hub's analysts
    std::vector<OrganizationId> organizations;
    std::vector<OrganizationId> leads;  // the leads of these districts
    std::vector<TeamId> teams;
    std::vector<MemberId> people;
    std::vector<Audience> within;  // audiences of what it says too much about

    friend bool operator==(Audience const&, Audience const&);
};

[[nodiscard]] bool holds(Audience const& audience, Viewer const& viewer);
// Sorts and removes doubles and empty ids, so that equal audiences compare equal.
void settle(Audience& audience);
// Only for audiences that lie within no other.
void merge(Audience& into, Audience const& more);

// The form in which departures keep an audience: of one that lies within others, which lie within no more. Ids
// never hold the separators.
[[nodiscard]] std::string to_text(Audience const& audience);
[[nodiscard]] Audience audience_from_text(std::string_view text);

}  // namespace flywheel
