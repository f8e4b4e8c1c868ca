#pragma once
#include <string>

#include "server/mail/smtp.hpp"
#include "server/room/env.hpp"

namespace flywheel::mail {

// One mail that says that this server can send some, in "en" or "es". Answers like send(); waits as long as `smtp` says. Throws
// std::invalid_argument where an address is none.
[[nodiscard]] std::string send_test(Smtp const& smtp, std::string const& to,
                                    std::string const& language, Env env);

}  // namespace flywheel::mail
