#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

// What an operator may set, declared once: the file, the environment, the flags, the reference and `config show` are read from it.
namespace flywheel::config {

struct Config {
    std::string data = "data";
    std::string listen = "127.0.0.1:8080";
    std::string public_url;
    std::string web;
    std::int64_t disk_reserve = 64LL * 1024 * 1024;
    std::int64_t connections_per_address = 0;
    std::string tls_certificate;
    std::string tls_key;
    std::string mail_url;
    std::string mail_user;
    std::string mail_password;
    std::string mail_from;
    std::string outbound_allow;
    std::string metrics_token;
    std::string backup_folder;
    std::string backup_public_key;
    std::int64_t backup_every_hours = 24;
    std::int64_t backup_keep = 14;
    std::int64_t retention_archived_days = 0;
    std::string retention_kinds;
    std::int64_t retention_reads_days = 1095;
    std::string second_factor = "nobody";
    std::string oidc_issuer;
    std::string oidc_client_id;
    std::string oidc_client_secret;
    std::string oidc_name;
    std::string oidc_domains;
};

struct Setting {
    std::string_view name;  // section.key
    std::string_view flag;  // of the command line; empty for secrets, which have no place there
    std::variant<std::string Config::*, std::int64_t Config::*> at;
    std::string_view about;    // one sentence
    std::string_view example;  // for the reference, where there is no default
    bool secret = false;       // shown by nothing
    bool at_set_up = false;    // may be settled on the page that sets a server up
};

[[nodiscard]] std::span<Setting const> settings();
// FLYWHEEL_SERVER__LISTEN for server.listen.
[[nodiscard]] std::string variable_of(Setting const& setting);

// What the set-up page settled, inside the data folder. It holds the mail server's password.
inline constexpr char const* settled_name = "settings.toml";

// Where settings come from. A later one of these wins: what was settled at set-up, file, credentials, environment, flags.
struct Sources {
    std::string settled_path;  // empty: there is none
    std::string settled_text;
    std::string path;  // of the operator's file; empty: there is none
    std::string text;
    std::string
        credentials;  // the folder that systemd gives (LoadCredential=); a file is named like its setting
    std::map<std::string, std::string> environment;
    std::vector<std::pair<std::string, std::string>> flags;  // by the setting's name
};

struct Loaded {
    Config config;
    std::map<std::string, std::string> origins;  // by name, for those that were set
    std::vector<std::string> problems;           // all at once, each with its place
};

// Reads all of it; files are opened only where a credential or a variable that ends in _FILE names them.
[[nodiscard]] Loaded load(Sources const& sources);

// What a setting is, as text; a secret is never more than "(set)".
[[nodiscard]] std::string shown(Config const& config, Setting const& setting);

// An example file with every setting, its meaning and its default.
[[nodiscard]] std::string reference();

// The file, the folder of credentials and the variables of this process. `path` names a file that must be there; without it
// FLYWHEEL_CONFIG does, or /etc/flywheel/flywheel.toml where there is one. Throws std::runtime_error when a named file cannot be read.
[[nodiscard]] Sources sources_here(std::string const& path);

// And what was settled in the data folder that these sources name. Throws std::runtime_error when it is there and cannot be read.
void add_settled(Sources& sources);

// The text of that file: values by the names of settings, all of them texts.
[[nodiscard]] std::string settled_text(std::map<std::string, std::string> const& values);

// "127.0.0.1:8080" or "[::1]:8080" in its parts; nothing when it is neither.
[[nodiscard]] std::optional<std::pair<std::string, std::uint16_t>> address_in(
    std::string const& text);

}  // namespace flywheel::config
