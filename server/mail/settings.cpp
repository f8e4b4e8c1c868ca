#include "server/mail/settings.hpp"

namespace flywheel::mail {

Smtp smtp_of(config::Config const& config) {
    Smtp smtp;
    smtp.url = config.mail_url;
    smtp.user = config.mail_user;
    smtp.password = config.mail_password;
    smtp.from = config.mail_from;
    smtp.allowed =
        outbound::blocks_in(config.outbound_allow).value_or(std::vector<outbound::Block>{});
    return smtp;
}

}  // namespace flywheel::mail
