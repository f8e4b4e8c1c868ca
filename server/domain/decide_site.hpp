#pragma once
#include "server/domain/decide_detail.hpp"

// What the rules of the library and of the practice share: what a site takes up and what it makes of it.
namespace flywheel::rules {

template <class E>
Refusal wrong_state(std::string field, E state, std::string says) {
    return refuse(Code::WrongState, std::move(field), std::move(says),
                  {{"state", std::string(name_of(state))}});
}

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

// How far something new is shared: with the network, or as far as a district lets it go without its lead.
[[nodiscard]] Level first_level(Case const& c, OrganizationId const& organization);

// A school or a district takes a practice up, and a team carries it in its own district.
[[nodiscard]] Result<void> check_site(Case const& c, OrganizationId const& site,
                                      TeamId const& team);

// `check_level(record, level)` refuses a level that would add nobody.
template <class R, class CheckLevel>
[[nodiscard]] Result<Updates> share(Case const& c, Share<R> const& x, CheckLevel&& check_level) {
    auto found = seen<R>(c, x.id, "id");
    if (found.has_error()) { return found.error(); }
    if (auto ok = permitted(c); ok.has_error()) { return ok.error(); }
    if (auto ok = check_unchanged(c, **found, x.seen_revision, "shared_with"); ok.has_error()) {
        return ok.error();
    }
    if (x.guests) { return refuse(Code::UnknownField, "guests", "It has no guests."); }
    R after = **found;
    if (Result<void> ok = check_level(after, x.shared_with); ok.has_error()) { return ok.error(); }
    after.shared_with = x.shared_with;
    return Updates{changed(c, std::move(after))};
}

// Whom a level adds is a team's: without one it would share with nobody more.
template <class R>
[[nodiscard]] Result<void> check_site_level(R const& at_site, Level level) {
    if (level != Level::Team || !at_site.team.empty()) { return {}; }
    return refuse(Code::Missing, "team", "No team carries it, so there is none to share it with.");
}

}  // namespace flywheel::rules
