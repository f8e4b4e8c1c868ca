#pragma once
#include "server/domain/decide_detail.hpp"

// What the rules of records share that go by a level and through states.
namespace flywheel::rules {

template <class E>
[[nodiscard]] Refusal wrong_state(std::string field, E state, std::string says) {
    return refuse(Code::WrongState, std::move(field), std::move(says),
                  {{"state", std::string(name_of(state))}});
}

// How far something new is shared: with the network, or as far as a district lets it go without its lead.
[[nodiscard]] inline Level first_level(Case const& c, OrganizationId const& organization) {
    return district_that_asks(c.state, organization).empty() ? Level::Network : Level::District;
}

// `check(record, level)` refuses a level that would share with nobody more.
template <class R, class Check>
[[nodiscard]] Result<Updates> share(Case const& c, Share<R> const& x, Check&& check) {
    auto found = seen<R>(c, x.id, "id");
    if (found.has_error()) { return found.error(); }
    if (auto ok = permitted(c); ok.has_error()) { return ok.error(); }
    if (auto ok = check_unchanged(c, **found, x.seen_revision, "shared_with"); ok.has_error()) {
        return ok.error();
    }
    if (x.guests) { return refuse(Code::UnknownField, "guests", "It has no guests."); }
    R after = **found;
    if (auto ok = check(after, x.shared_with); ok.has_error()) { return ok.error(); }
    after.shared_with = x.shared_with;
    return Updates{changed(c, std::move(after))};
}

}  // namespace flywheel::rules
