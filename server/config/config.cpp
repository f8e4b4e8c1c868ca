#include "server/config/config.hpp"

#include <algorithm>
#include <array>

#include "server/config/file.hpp"

namespace flywheel::config {

namespace {

constexpr std::string_view prefix = "FLYWHEEL_";
constexpr std::string_view file_suffix = "_FILE";
constexpr std::int64_t number_max =
    1LL << 53U;  // the largest that every reader of JSON and TOML keeps whole

std::array const all{
    Setting{"server.data", "--data", &Config::data, "The data folder; made when it is not there.",
            ""},
    Setting{
        "server.listen", "--listen", &Config::listen,
        "ADDRESS:PORT; port 0 takes a free one. Without server.public_url only loopback is served.",
        ""},
    Setting{"server.public_url", "--public-url", &Config::public_url,
            "The https:// address under which people reach it, through a proxy.",
            "https://flywheel.example.org", false, true},
    Setting{"server.web", "--web", &Config::web, "The built web client (client-web/dist).",
            "/usr/share/flywheel/web"},
    Setting{"server.disk_reserve", "--disk-reserve", &Config::disk_reserve,
            "Bytes to keep free: below them writes are refused and everything else works.", ""},
    Setting{"server.connections_per_address", "--connections-per-address",
            &Config::connections_per_address,
            "How many connections one address may hold; 0 is 2000 where the server speaks TLS "
            "itself, and no limit behind a proxy, whose address is everybody's.",
            ""},
    Setting{"tls.certificate", "--tls-certificate", &Config::tls_certificate,
            "The certificate with its chain, PEM; the server then speaks TLS itself (a P-256 key "
            "is the quickest). "
            "Read again when it changes.",
            "/etc/flywheel/tls/fullchain.pem"},
    Setting{"tls.key", "--tls-key", &Config::tls_key, "Its private key, PEM.",
            "/etc/flywheel/tls/privkey.pem"},
    Setting{"mail.smtp_url", "--smtp-url", &Config::mail_url,
            "smtp://HOST:PORT (with STARTTLS) or smtps://HOST:PORT; without it no mail goes out.",
            "smtp://mail.example.org:587", false, true},
    Setting{"mail.smtp_user", "--smtp-user", &Config::mail_user, "The name to sign in there.",
            "flywheel", false, true},
    Setting{"mail.smtp_password", "", &Config::mail_password, "Its password.", "", true, true},
    Setting{"mail.from", "--mail-from", &Config::mail_from, "The address that mails come from.",
            "flywheel@example.org", false, true},
    Setting{"outbound.allow", "--outbound-allow", &Config::outbound_allow,
            "Addresses and networks that the server may call though they are not public. A mail "
            "server inside your network needs none of it: mail.smtp_url names it.",
            "10.20.0.0/16, fd12:3456::/32"},
    Setting{"backup.folder", "--backup-folder", &Config::backup_folder,
            "Where the server puts backups by itself; without it none is taken. Better on another "
            "disk, and copied elsewhere.",
            "/var/lib/flywheel/backups", false, true},
    Setting{"backup.public_key", "--backup-public-key", &Config::backup_public_key,
            "Backups are sealed to it (flywheel backup key); only its private key, kept elsewhere, "
            "opens them.",
            "5f1e0c7a9b3d2648"
            "e0a4c71d93f58b26"
            "7d3b9e1f04a6c852"
            "b8d2f06e4c917a35"},
    Setting{"backup.every_hours", "--backup-every-hours", &Config::backup_every_hours,
            "How often one is taken.", ""},
    Setting{"backup.keep", "--backup-keep", &Config::backup_keep,
            "How many are kept; older ones are deleted.", ""},
    Setting{
        "retention.archived_days", "--retention-archived-days", &Config::retention_archived_days,
        "After so many days what was archived is gone for good, with its history and its files; "
        "at least 30, or 0: never.",
        ""},
    Setting{"retention.kinds", "--retention-kinds", &Config::retention_kinds,
            "What goes for good when nobody has touched it for so many days (at least 30): of "
            "activity, announcement, attachment, comment, meeting, observation, pdsa_cycle, post, "
            "reply and support_request. What others rest on stays, without words. flywheel "
            "retention shows what would go.",
            "post=1095, comment=1095"},
    Setting{"retention.reads_days", "--retention-reads-days", &Config::retention_reads_days,
            "For so many days it is known who opened what is kept from the network as a whole; at "
            "least 30.",
            ""},
    Setting{
        "accounts.second_factor", "--second-factor", &Config::second_factor,
        "Of whom a second factor is asked: nobody, leads (who directs or facilitates the hub or "
        "leads a district) or everyone. Without one they get to nothing but the page to set it "
        "up.",
        "", false, true},
    Setting{"oidc.issuer", "--oidc-issuer", &Config::oidc_issuer,
            "The OpenID provider with whose accounts people may sign in, as it writes itself. "
            "Google: https://accounts.google.com. Microsoft Entra: "
            "https://login.microsoftonline.com/TENANT-ID/v2.0. Clever: https://clever.com. "
            "ClassLink: https://launchpad.classlink.com. There this server is registered as a web "
            "application with the redirect address PUBLIC_URL/api/v1/provider/callback.",
            "https://accounts.google.com"},
    Setting{"oidc.client_id", "--oidc-client-id", &Config::oidc_client_id,
            "What the provider calls this server.", "flywheel"},
    Setting{"oidc.client_secret", "", &Config::oidc_client_secret,
            "The secret that the provider gave.", "what the provider gave", true},
    Setting{"oidc.name", "--oidc-name", &Config::oidc_name,
            "What people call the provider: it stands on the button.", "Google"},
    Setting{"oidc.domains", "--oidc-domains", &Config::oidc_domains,
            "Only people whose e-mail address the provider has confirmed and that ends so; without "
            "it any of its people. It says who may come, never who somebody is.",
            "example.org, schools.example.org"},
    Setting{"metrics.token", "", &Config::metrics_token,
            "Who says it as a bearer token may read /metrics; without it nobody may.", "", true},
};

Setting const* find(std::string_view name) {
    auto const found = std::find_if(all.begin(), all.end(),
                                    [&](Setting const& each) { return each.name == name; });
    return found == all.end() ? nullptr : &*found;
}

std::optional<std::int64_t> number_in(std::string const& text) {
    bool const digits = !text.empty() && text.size() <= 16 &&
                        text.find_first_not_of("0123456789") == std::string::npos;
    if (!digits) { return std::nullopt; }
    auto const number = std::stoll(text);
    return number <= number_max ? std::optional(number) : std::nullopt;
}

// Sets one of them, or says what is wrong with it.
void set(Loaded& loaded, Setting const& setting, std::string const& text,
         std::string const& origin) {
    if (auto const* at = std::get_if<std::string Config::*>(&setting.at)) {
        loaded.config.*(*at) = text;
    } else if (auto const number = number_in(text)) {
        loaded.config.*std::get<std::int64_t Config::*>(setting.at) = *number;
    } else {
        loaded.problems.push_back(origin + ": " + std::string(setting.name) +
                                  " is a whole number from 0 on");
        return;
    }
    loaded.origins[std::string(setting.name)] = origin;
}

std::optional<std::string> content_of(std::string const& path) {
    auto content = whole_file(path);
    // The end of the line is the editor's, not the secret's.
    if (content) { content->erase(content->find_last_not_of("\r\n") + 1); }
    return content;
}

void set_from_file(Loaded& loaded, Setting const& setting, std::string const& path,
                   std::string const& origin) {
    if (auto const content = content_of(path)) {
        set(loaded, setting, *content, origin);
    } else {
        loaded.problems.push_back(origin + ": could not read " + path);
    }
}

enum class Which { All, AtSetUp };

void read_file(Loaded& loaded, std::string const& text, std::string const& path, Which which) {
    for (auto const& entry : entries_of(text, path, loaded.problems)) {
        auto const* const setting = find(entry.name);
        if (setting == nullptr) {
            loaded.problems.push_back(entry.place + ": there is no setting \"" + entry.name + "\"");
        } else if (which == Which::AtSetUp && !setting->at_set_up) {
            loaded.problems.push_back(entry.place + ": " + entry.name +
                                      " stands in the operator's file, not in this one");
        } else if (entry.is_number != std::holds_alternative<std::int64_t Config::*>(setting->at)) {
            loaded.problems.push_back(entry.place + ": " + entry.name + " is a " +
                                      (entry.is_number ? "text" : "whole number"));
        } else {
            set(loaded, *setting, entry.value, entry.place);
        }
    }
}

void read_credentials(Loaded& loaded, Sources const& sources) {
    if (sources.credentials.empty()) { return; }
    for (auto const& setting : all) {
        auto const content = content_of(sources.credentials + "/" + std::string(setting.name));
        if (content) { set(loaded, setting, *content, "credential " + std::string(setting.name)); }
    }
}

void read_environment(Loaded& loaded, Sources const& sources) {
    for (auto const& [name, value] : sources.environment) {
        // Other variables of that beginning are the build script's.
        if (name.rfind(prefix, 0) != 0 || name.find("__") == std::string::npos) { continue; }
        auto const setting =
            std::find_if(all.begin(), all.end(), [&, &of = name](Setting const& each) {
                auto const variable = variable_of(each);
                return of == variable || of == variable + std::string(file_suffix);
            });
        if (setting == all.end()) {
            loaded.problems.push_back(name + ": there is no such setting");
        } else if (name == variable_of(*setting)) {
            set(loaded, *setting, value, name);
        } else {
            set_from_file(loaded, *setting, value, name);
        }
    }
}

// What each may be by itself, and not beside the others.
void check_together(Loaded& loaded) {
    auto say = [&](char const* name, std::string const& what) {
        auto const origin = loaded.origins.find(name);
        auto const where = origin == loaded.origins.end() ? std::string{} : origin->second + ": ";
        loaded.problems.push_back(where + name + ' ' + what);
    };
    auto const& config = loaded.config;
    if (!address_in(config.listen)) {
        say("server.listen", "is ADDRESS:PORT, such as 127.0.0.1:8080");
    }
    auto const& asked = config.second_factor;
    if (asked != "nobody" && asked != "leads" && asked != "everyone") {
        say("accounts.second_factor", "is nobody, leads or everyone");
    }
    if (config.tls_certificate.empty() != config.tls_key.empty()) {
        say(config.tls_key.empty() ? "tls.certificate" : "tls.key",
            "is of no use without the other");
    }
    bool const https = config.public_url.rfind("https://", 0) == 0;
    if (!config.public_url.empty() && (!https || config.public_url.back() == '/')) {
        say("server.public_url", "begins with https:// and ends without a slash");
    }
    if (!config.tls_certificate.empty() && config.public_url.empty()) {
        say("tls.certificate", "needs server.public_url, the name that it is for");
    }
    constexpr std::size_t key_digits = 64;
    if (auto const& key = config.backup_public_key;
        !key.empty() && (key.size() != key_digits ||
                         key.find_first_not_of("0123456789abcdefABCDEF") != std::string::npos)) {
        say("backup.public_key", "is 64 hexadecimal digits (flywheel backup key makes them)");
    }
    if (config.backup_every_hours < 1) { say("backup.every_hours", "is at least 1"); }
    constexpr std::int64_t days_min = 30;  // what was archived can be put back for as long
    if (config.retention_archived_days != 0 && config.retention_archived_days < days_min) {
        say("retention.archived_days", "is 0 or at least 30");
    }
    if (config.retention_reads_days < days_min) { say("retention.reads_days", "is at least 30"); }
    if (config.backup_keep < 1) { say("backup.keep", "is at least 1"); }
}

}  // namespace

std::span<Setting const> settings() { return all; }

std::string variable_of(Setting const& setting) {
    std::string name(prefix);
    for (char const c : setting.name) {
        if (c == '.') {
            name += "__";
        } else {
            name += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        }
    }
    return name;
}

Loaded load(Sources const& sources) {
    Loaded loaded;
    read_file(loaded, sources.settled_text, sources.settled_path, Which::AtSetUp);
    read_file(loaded, sources.text, sources.path, Which::All);
    read_credentials(loaded, sources);
    read_environment(loaded, sources);
    for (auto const& [name, value] : sources.flags) {
        auto const* const setting = find(name);
        set(loaded, *setting, value, std::string(setting->flag));
    }
    check_together(loaded);
    return loaded;
}

std::string settled_text(std::map<std::string, std::string> const& values) {
    return "# Settled on the page that set this server up. What the operator's file, variables\n"
           "# and flags say wins over it.\n\n" +
           as_text(values);
}

std::string shown(Config const& config, Setting const& setting) {
    if (auto const* at = std::get_if<std::int64_t Config::*>(&setting.at)) {
        return std::to_string(config.*(*at));
    }
    auto const& text = config.*std::get<std::string Config::*>(setting.at);
    return setting.secret && !text.empty() ? "(set)" : text;
}

std::optional<std::pair<std::string, std::uint16_t>> address_in(std::string const& text) {
    auto const colon = text.rfind(':');
    if (colon == std::string::npos || colon == 0) { return std::nullopt; }
    auto address = text.substr(0, colon);
    if (address.front() == '[' && address.back() == ']') {
        address = address.substr(1, address.size() - 2);
    }
    auto const port = number_in(text.substr(colon + 1));
    if (!port || *port > 65535 || address.empty()) { return std::nullopt; }
    return std::pair{address, static_cast<std::uint16_t>(*port)};
}

}  // namespace flywheel::config
