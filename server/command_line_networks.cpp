#include <iomanip>
#include <iostream>
#include <nlohmann/json.hpp>

#include "server/command_line.hpp"

namespace flywheel::command_line {

using nlohmann::json;

int create_network(std::string const& data, NewNetwork const& wish, std::string const& site,
                   bool as_json) {
    auto const answer = ask(data, {{"do", "create_network"},
                                   {"name", wish.name},
                                   {"organization", wish.organization},
                                   {"director", wish.director},
                                   {"email", wish.email}});
    if (!answer.good) { return say_refusal(answer); }
    auto report = json::parse(answer.head);
    if (report.contains("token")) {
        report["link"] = site + "/in#link=" + report.at("token").get<std::string>();
        report.erase("token");
    }
    if (as_json) {
        std::cout << report.dump() << "\n";
        return 0;
    }
    std::cout << "Network " << report.at("network").get<std::string>() << "\n";
    if (report.contains("link")) {
        std::cout << "Its director signs in by this link (once, within a day): "
                  << report.at("link").get<std::string>() << "\n";
    } else {
        std::cout << "Its director has an account here already, and finds it there.\n";
    }
    return 0;
}

int tokens(std::string const& data, std::string const& email, bool as_json) {
    auto const answer = ask(data, {{"do", "tokens"}, {"email", email}});
    if (!answer.good) { return say_refusal(answer); }
    auto const report = json::parse(answer.head);
    if (as_json) {
        std::cout << report.dump() << "\n";
        return 0;
    }
    for (auto const& token : report.at("tokens")) {
        auto const network = token.at("network").get<std::string>();
        std::cout << token.at("id").get<std::string>() << "  "
                  << token.at("email").get<std::string>() << "  "
                  << token.at("name").get<std::string>() << "  "
                  << (token.at("may_write").get<bool>() ? "reads and writes" : "reads") << "  "
                  << (network.empty() ? "all networks" : network)
                  << (token.at("used_at_ms") == 0 ? "  never used" : "") << "\n";
    }
    return 0;
}

int end_token(std::string const& data, std::string const& id, bool as_json) {
    auto const answer = ask(data, {{"do", "end_token"}, {"id", id}});
    if (!answer.good) { return say_refusal(answer); }
    std::cout << (as_json ? json{{"ended", id}}.dump() : "Ended; nothing gets in with it.") << "\n";
    return 0;
}

}  // namespace flywheel::command_line
