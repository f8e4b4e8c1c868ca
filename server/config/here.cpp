// What this process was given, and the file that shows all of it.
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <stdexcept>

#include "server/config/config.hpp"
#include "server/config/file.hpp"

extern char** environ;  // NOLINT(readability-redundant-declaration): unistd.h has it for GNU alone

namespace flywheel::config {

namespace {

constexpr char const* usual_path = "/etc/flywheel/flywheel.toml";

}  // namespace

Sources sources_here(std::string const& path) {
    Sources sources;
    for (char** each = environ; *each != nullptr; ++each) {
        std::string const pair = *each;
        auto const equals = pair.find('=');
        if (equals != std::string::npos) {
            sources.environment[pair.substr(0, equals)] = pair.substr(equals + 1);
        }
    }
    auto given = [&](char const* name) {
        auto const found = sources.environment.find(name);
        return found == sources.environment.end() ? std::string{} : found->second;
    };
    sources.credentials = given("CREDENTIALS_DIRECTORY");
    sources.path = path.empty() ? given("FLYWHEEL_CONFIG") : path;
    if (sources.path.empty() && ::access(usual_path, F_OK) == 0) {
        if (::access(usual_path, R_OK) == 0) {
            sources.path = usual_path;
        } else {
            std::cerr << "flywheel: " << usual_path << " is not for this user to read; left out\n";
        }
    }
    if (!sources.path.empty()) {
        auto text = whole_file(sources.path);
        if (!text) { throw std::runtime_error("could not read " + sources.path); }
        sources.text = std::move(*text);
    }
    return sources;
}

void add_settled(Sources& sources) {
    sources.settled_path = load(sources).config.data + "/" + settled_name;
    if (::access(sources.settled_path.c_str(), F_OK) != 0) {
        sources.settled_path.clear();
        return;
    }
    auto text = whole_file(sources.settled_path);
    if (!text) { throw std::runtime_error("could not read " + sources.settled_path); }
    sources.settled_text = std::move(*text);
}

std::string reference() {
    std::string out =
        "# Every setting of Flywheel. What is commented out is the default, or an example.\n"
        "#\n"
        "# An environment variable wins over this file, a flag over both, and this file over what "
        "was\n"
        "# settled on the set-up page (settings.toml in the data folder): server.listen is\n"
        "# FLYWHEEL_SERVER__LISTEN, or FLYWHEEL_SERVER__LISTEN_FILE for a file that holds it, or "
        "--listen.\n"
        "# Under systemd, LoadCredential=mail.smtp_password:/path gives a secret without either.\n"
        "# `flywheel config show` says what stands, and where each value is from.\n";
    std::string section;
    Config const defaults;
    for (auto const& setting : settings()) {
        auto const dot = setting.name.find('.');
        auto const own = std::string(setting.name.substr(0, dot));
        if (own != section) {
            section = own;
            out += "\n[" + section + "]\n";
        }
        auto value = shown(defaults, setting);
        if (value.empty()) { value = setting.example; }
        if (std::holds_alternative<std::string Config::*>(setting.at)) {
            value.insert(0, 1, '"').append(1, '"');
        }
        out += "# " + std::string(setting.about) + "\n# " +
               std::string(setting.name.substr(dot + 1)) + " = " + value + "\n";
    }
    return out;
}

}  // namespace flywheel::config
