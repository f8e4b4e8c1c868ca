#pragma once
#include "server/domain/decide_share.hpp"

// What the rules of the library and of the practice share: what a site takes up and what it makes of it.
namespace flywheel::rules {

// The field that an edit of something closed is refused by.
template <class R>
std::string first_difference(R const& before, R const& after) {
    std::string first = "id";
    bool found = false;
    for_each_field<R>([&](auto const& f, std::size_t) {
        if (found || before.*(f.member) == after.*(f.member)) { return; }
        found = true;
        first = f.name;
    });
    return first;
}

[[nodiscard]] bool is_draft(Case const& c, ProtocolVersionId const& id);

// Gives a new version its number among those of its protocol, where there is room for it.
[[nodiscard]] Result<void> number_version(Case const& c, ProtocolVersion& version);

// A school or a district takes a practice up, and a team carries it in its own district.
[[nodiscard]] Result<void> check_site(Case const& c, OrganizationId const& site,
                                      TeamId const& team);

// Whom a level adds is a team's: without one it would share with nobody more.
template <class R>
[[nodiscard]] Result<void> check_site_level(R const& at_site, Level level) {
    if (level != Level::Team || !at_site.team.empty()) { return {}; }
    return refuse(Code::Missing, "team", "No team carries it, so there is none to share it with.");
}

}  // namespace flywheel::rules
