#pragma once
#include <functional>
#include <string>

#include "server/outbound/address.hpp"

namespace flywheel::mail {

struct Smtp {
    std::string url;  // smtp://host:port or smtps://host:port; empty: no mail goes out
    std::string user;
    std::string password;
    std::string from;
    long timeout_s =
        60;  // for one mail, all in all: a server that does not answer holds up only the next mails
    std::vector<outbound::Block> allowed = {};  // outbound.allow
};

// Hands one message over, and waits for the server's word. Answers "" when it was taken, what went wrong otherwise; never
// whom it was for.
// `give_up` is asked about once a second.
[[nodiscard]] std::string send(Smtp const& smtp, std::string const& to, std::string const& message,
                               std::function<bool()> const& give_up);

// Why these settings cannot be used; empty when they can.
[[nodiscard]] std::string problem_in(Smtp const& smtp);

}  // namespace flywheel::mail
