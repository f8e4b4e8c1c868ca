#pragma once
#include "server/config/config.hpp"
#include "server/mail/smtp.hpp"

namespace flywheel::mail {

// The mail server that these settings name; its url is empty where they name none.
[[nodiscard]] Smtp smtp_of(config::Config const& config);

}  // namespace flywheel::mail
