#pragma once
#include <string>

#include "server/room/floor.hpp"
#include "storage/passkeys.hpp"

// Whose passkeys they are. Called on the room thread, once what a browser gave was checked (server/passkey).
namespace flywheel {

// A phone, a laptop, a key on a ring and one in a drawer, at school and at home: more nobody tells apart. Each is also sent along to the
// browser that makes another.
inline constexpr std::size_t passkeys_max = 10;

// Refused where there are so many already.
[[nodiscard]] Result<void> has_room_for_passkey(Floor& floor, std::string const& account);
// By which devices know the account: random, one for as long as it has a passkey, and no part of anything else that is told.
[[nodiscard]] std::string user_handle_of(Floor& floor, std::string const& account);
// Of `made` all but id and times is read. Refused where anybody has that credential already. The sign-in `session_hash` has shown it.
[[nodiscard]] Result<std::string> add_passkey(Floor& floor, storage::Passkey const& made,
                                              std::string const& session_hash);
// False: there was none, and nothing has ended.
[[nodiscard]] bool end_passkey(Floor& floor, std::string const& account, std::string const& id);
// All of them, told by one mail; false: there was none.
[[nodiscard]] bool end_passkeys(Floor& floor, std::string const& account);

}  // namespace flywheel
