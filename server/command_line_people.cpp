// What an operator asks about people, and about how the server is.
#include <fcntl.h>

#include <algorithm>
#include <ctime>
#include <iomanip>
#include <iostream>
#include <nlohmann/json.hpp>

#include "server/command_line.hpp"
#include "server/doctor.hpp"

namespace flywheel::command_line {

using nlohmann::json;

namespace {

// "2026-11-23", by UTC; "never" for 0.
std::string day_of(std::int64_t at_ms) {
    if (at_ms == 0) { return "never"; }
    auto const seconds = static_cast<time_t>(at_ms / 1000);
    std::tm utc{};
    gmtime_r(&seconds, &utc);
    std::ostringstream text;
    text << std::put_time(&utc, "%F");
    return std::move(text).str();
}

json findings_json(std::vector<doctor::Finding> const& findings) {
    json list = json::array();
    for (auto const& each : findings) {
        list.push_back(
            {{"state", doctor::name_of(each.state)}, {"about", each.about}, {"says", each.says}});
    }
    return list;
}

}  // namespace

int users(std::string const& data, std::string const& network, bool as_json) {
    auto const answer = ask(data, {{"do", "users"}, {"network", network}});
    if (!answer.good) { return say_refusal(answer); }
    auto const report = json::parse(answer.head);
    if (as_json) {
        std::cout << report.dump() << "\n";
        return 0;
    }
    for (auto const& user : report.at("users")) {
        std::cout << user.at("email").get<std::string>() << "  "
                  << user.at("name").get<std::string>() << "  last seen "
                  << day_of(user.at("seen_at_ms"))
                  << (user.at("second_factor").get<bool>() ? "  second factor" : "")
                  << (user.at("passkeys").get<std::size_t>() > 0 ? "  passkey" : "") << "\n";
        for (auto const& in : user.at("networks")) {
            for (auto const& role : in.at("roles")) {
                std::cout << "    " << role.at("role").get<std::string>() << ", "
                          << role.at("organization").get<std::string>() << " ("
                          << role.at("state").get<std::string>() << ")  "
                          << in.at("network").get<std::string>() << "\n";
            }
        }
    }
    return 0;
}

int sessions(std::string const& data, std::string const& email, bool as_json) {
    auto const answer = ask(data, {{"do", "sessions"}, {"email", email}});
    if (!answer.good) { return say_refusal(answer); }
    auto const report = json::parse(answer.head);
    if (as_json) {
        std::cout << report.dump() << "\n";
        return 0;
    }
    for (auto const& each : report.at("sessions")) {
        std::cout << each.at("id").get<std::string>() << "  "
                  << each.at("device").get<std::string>() << "  since "
                  << day_of(each.at("created_at_ms")) << ", last seen "
                  << day_of(each.at("seen_at_ms"))
                  << (each.at("shared_device").get<bool>() ? ", a shared device" : "") << "\n";
    }
    return 0;
}

int end_sessions(std::string const& data, std::string const& email, std::string const& id,
                 bool as_json) {
    auto const answer = ask(data, {{"do", "end_sessions"}, {"email", email}, {"id", id}});
    if (!answer.good) { return say_refusal(answer); }
    auto const report = json::parse(answer.head);
    if (as_json) {
        std::cout << report.dump() << "\n";
    } else {
        std::cout << "Ended " << report.at("ended") << "; what they had open is closed.\n";
    }
    return 0;
}

int invite(std::string const& data, Invited const& whom, std::string const& site, bool as_json) {
    auto const answer = ask(data, {{"do", "invite"},
                                   {"network", whom.network},
                                   {"organization", whom.organization},
                                   {"role", whom.role},
                                   {"team", whom.team},
                                   {"email", whom.email},
                                   {"days", whom.days}});
    if (!answer.good) { return say_refusal(answer); }
    auto const report = json::parse(answer.head);
    auto const link = site + "/in#invitation=" + report.at("token").get<std::string>();
    if (as_json) {
        std::cout << json{{"id", report.at("id")}, {"link", link}}.dump() << "\n";
    } else {
        std::cout << link << "\n";
    }
    return 0;
}

int examine(config::Loaded const& loaded, std::vector<std::string> const& problems, bool histories,
            bool as_json) {
    auto const findings = doctor::examine(loaded, problems, histories);
    bool const bad = std::any_of(findings.begin(), findings.end(),
                                 [](auto const& each) { return each.state == doctor::State::Bad; });
    if (as_json) {
        std::cout << json{{"well", !bad}, {"findings", findings_json(findings)}}.dump() << "\n";
        return bad ? exit_refused : 0;
    }
    for (auto const& each : findings) {
        std::cout << std::left << std::setw(5) << doctor::name_of(each.state) << std::setw(15)
                  << each.about << each.says << "\n";
    }
    return bad ? exit_refused : 0;
}

int support_bundle(config::Loaded const& loaded, std::vector<std::string> const& problems,
                   std::string const& path) {
    auto const& data = loaded.config.data;
    json bundle{{"version", FLYWHEEL_VERSION}, {"made_at_ms", env().clock.now_ms()}};
    // Which settings are set and by what; of the values only numbers and words that a setting offers: no address, path or name.
    for (auto const& setting : config::settings()) {
        auto const found = loaded.origins.find(std::string(setting.name));
        json about{{"name", setting.name}, {"set", found != loaded.origins.end()}};
        if (std::holds_alternative<std::int64_t config::Config::*>(setting.at)) {
            about["value"] = config::shown(loaded.config, setting);
        }
        bundle["settings"].push_back(std::move(about));
    }
    auto const findings = doctor::examine(loaded, problems, true);
    for (auto const& each : findings) {
        // What a finding says may hold a path or an address.
        bundle["findings"].push_back(
            {{"state", doctor::name_of(each.state)}, {"about", each.about}});
    }
    auto part = [&](char const* what) {
        auto const answer = ask(data, {{"do", what}});
        return json::parse(answer.head);
    };
    bundle["chains"] = part("verify").at("chains");
    auto const audit = part("audit").at("entries");
    constexpr std::size_t entries_shown = 200;
    for (std::size_t i = audit.size() > entries_shown ? audit.size() - entries_shown : 0;
         i < audit.size(); ++i) {
        bundle["audit"].push_back({{"at_ms", audit[i].at("at_ms")}, {"what", audit[i].at("what")}});
    }
    if (auto const status = admin::ask(data, json{{"do", "status"}}.dump(), {})) {
        bundle["status"] = json::parse(status->head);
    }
    write_file(path, bundle.dump(2) + "\n", O_EXCL);
    std::cout << "Wrote " << path
              << ": no names, texts, addresses or secrets are in it. Read it before you send it.\n";
    return 0;
}

}  // namespace flywheel::command_line
