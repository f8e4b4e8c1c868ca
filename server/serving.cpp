#include "server/serving.hpp"

#include <utility>

#include "server/command_line.hpp"
#include "server/mail/settings.hpp"
#include "server/room/rooms.hpp"

namespace flywheel {

namespace {

// Names between commas or blanks.
std::vector<std::string> names_in(std::string const& text) {
    std::vector<std::string> names;
    std::string name;
    for (char const c : text + ' ') {
        if (c != ',' && c != ' ' && c != '\t') {
            name += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        } else if (!name.empty()) {
            names.push_back(std::exchange(name, {}));
        }
    }
    return names;
}

oidc::Settings oidc_of(config::Config const& config) {
    oidc::Settings settings;
    settings.issuer = config.oidc_issuer;
    settings.client_id = config.oidc_client_id;
    settings.client_secret = config.oidc_client_secret;
    settings.name = config.oidc_name;
    settings.domains = names_in(config.oidc_domains);
    settings.allowed =
        outbound::blocks_in(config.outbound_allow).value_or(std::vector<outbound::Block>{});
    return settings;
}

}  // namespace

std::string site_of(config::Config const& config) {
    return config.public_url.empty() ? "http://" + config.listen : config.public_url;
}

App::Options options_of(config::Config const& config) {
    App::Options options;
    options.data = config.data;
    std::tie(options.address, options.port) = *config::address_in(config.listen);
    options.web_folder = config.web;
    options.public_url = config.public_url;
    options.smtp = mail::smtp_of(config);
    options.oidc = oidc_of(config);
    options.floor.disk_reserve = config.disk_reserve;
    options.floor.retention = {config.retention_archived_days,
                               *read_retention(config.retention_kinds)};
    options.floor.reads_kept_ms = config.retention_reads_days * read_day_ms;
    options.metrics_token = config.metrics_token;
    options.floor.second_factor = config.second_factor == "everyone" ? SecondFactorFor::Everyone
                                  : config.second_factor == "leads"  ? SecondFactorFor::Leads
                                                                     : SecondFactorFor::Nobody;
    options.tls_certificate = config.tls_certificate;
    options.tls_key = config.tls_key;
    options.connections_per_address = static_cast<std::size_t>(config.connections_per_address);
    options.backups.into = config.backup_folder;
    options.floor.erasures = command_line::erasures_in(config.backup_folder);
    options.backups.public_key = config.backup_public_key;
    options.backups.every_ms = config.backup_every_hours * 60 * 60 * 1000;
    options.backups.keep = static_cast<std::size_t>(config.backup_keep);
    return options;
}

std::vector<std::string> problems_in(config::Loaded const& loaded) {
    auto problems = loaded.problems;
    auto const mail = mail::problem_in(mail::smtp_of(loaded.config));
    if (!mail.empty()) { problems.push_back(mail); }
    auto const oidc = oidc::problem_in(oidc_of(loaded.config));
    if (!oidc.empty()) { problems.push_back(oidc); }
    if (auto const kinds = read_retention(loaded.config.retention_kinds); kinds.has_error()) {
        problems.push_back("retention.kinds: " + kinds.error().says);
    }
    if (!outbound::blocks_in(loaded.config.outbound_allow)) {
        problems.emplace_back(
            "outbound.allow is a list of addresses and networks, such as 10.20.0.0/16");
    }
    return problems;
}

}  // namespace flywheel
