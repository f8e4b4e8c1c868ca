#pragma once
#include <optional>
#include <string>

#include "server/mail/compose.hpp"
#include "server/room/floor.hpp"

// Mails about an account itself: a link that was asked for, an invitation, and what somebody should know had it not been
// them. They wait in the data file without their text, and without a link: that is made when one goes out, and kept hashed.
namespace flywheel::mail {

inline constexpr std::int64_t reset_link_ms = 30LL * 60 * 1000;

struct AccountOutgoing {
    storage::AccountMail mail;
    Letter letter;
};

// The next that is due, marked as tried; nothing when none is. Called on the room thread.
[[nodiscard]] std::optional<AccountOutgoing> take_account_mail(Floor& floor,
                                                               std::string const& public_url,
                                                               std::int64_t now_ms);
// Notes what came of one. `problem`: empty when the server took it.
void settle_account_mail(Floor& floor, storage::AccountMail const& mail,
                         std::string const& problem);

}  // namespace flywheel::mail
