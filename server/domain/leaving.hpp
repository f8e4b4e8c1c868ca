#pragma once
#include <functional>
#include <set>
#include <vector>

#include "server/domain/audience.hpp"
#include "server/domain/state.hpp"

// A district's share of a network: what is its own, to take along and to have destroyed.
namespace flywheel {

// Its own: the district, its schools, teams and people; what names one of these schools or teams as the place it belongs to; what its
// people made that belongs to no place; and whatever hangs on that, by whomever it was said. Of no district: everything.
[[nodiscard]] std::set<Key> share_of(State const& state, OrganizationId const& district);

// Of these, what nobody outside of the district could see, were it not archived: neither the hub nor another district.
[[nodiscard]] std::set<Key> kept_to_itself(State const& state, OrganizationId const& district,
                                           std::set<Key> const& share);

// A share as a network that stands by itself, in an order in which nothing matters: with what it names, as far as its reader may see
// that, and without what it names and they may not. What cannot be without it is left out.
using MaySee = std::function<bool(Key const&)>;
[[nodiscard]] std::vector<Stored> share_by_itself(State const& state, std::set<Key> const& share,
                                                  MaySee const& may_see);

// Its people: everybody whose only roles, ended ones too, were ever in this district.
[[nodiscard]] std::set<MemberId> people_of(State const& state, OrganizationId const& district);

}  // namespace flywheel
