#pragma once
#include <string>

#include "server/room/floor.hpp"

// The link at the end of a mail that ends them, signed in or not.
namespace flywheel::mail {

// Proves that a mail of ours held the link: nobody can make it up, and it opens nothing else.
[[nodiscard]] std::string stop_token(Floor& floor, std::string const& network,
                                     MemberId const& member);
[[nodiscard]] std::string stop_link(Floor& floor, std::string const& public_url,
                                    std::string const& network, MemberId const& member,
                                    std::string const& language);

// No more mails for that member; false where the token is not of their mails.
[[nodiscard]] bool stop_mails(Floor& floor, std::string const& network, MemberId const& member,
                              std::string const& token);

// The member's one setting; nothing while they have none.
[[nodiscard]] std::optional<NoticeSetting> setting_of(State const& state, MemberId const& member);

}  // namespace flywheel::mail
