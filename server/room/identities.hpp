#pragma once
#include <string>

#include "server/room/people.hpp"
#include "storage/identities.hpp"

// Who people are at an OpenID provider, and whose account here that is. Called on the room thread, once the provider's word was checked.
// Nothing here looks for an account by the e-mail address that the provider says.
namespace flywheel {

// Somebody has one, or a few where a district changes its provider.
inline constexpr std::size_t identities_max = 10;

// Of `shown` issuer, subject and email are read. Refused where it is another account's; the same again changes nothing.
[[nodiscard]] Result<void> add_identity(Floor& floor, std::string const& account,
                                        storage::BoundIdentity const& shown);
// Refused where it is the only way in: no password and no other identity. False: there was none, and nothing has ended.
[[nodiscard]] Result<bool> end_identity(Floor& floor, std::string const& account,
                                        std::string const& id);
// Takes an invitation up with a new account that has this identity and no password, in one transaction. Refused where there is an
// account with that e-mail address: its owner adds the identity themselves.
[[nodiscard]] Result<void> join_with_identity(Floor& floor, std::string const& token_hash,
                                              storage::Account const& account,
                                              storage::BoundIdentity const& shown);

}  // namespace flywheel
