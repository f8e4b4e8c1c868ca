#include "server/command_line.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <ctime>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>

#include "server/admin/desk.hpp"
#include "server/room/floor.hpp"
#include "server/web/password.hpp"

namespace flywheel::command_line {

namespace {

using nlohmann::json;

SystemClock system_clock;
SystemRandomness system_randomness;

std::string moment_in_utc(std::int64_t at_ms) {
    auto const seconds = static_cast<time_t>(at_ms / 1000);
    std::tm utc{};
    gmtime_r(&seconds, &utc);
    std::ostringstream text;
    text << std::put_time(&utc, "%FT%TZ");
    return text.str();
}

int say_link(std::string const& begins, admin::Answer const& answer, bool as_json) {
    auto const link = begins + json::parse(answer.head).at("token").get<std::string>();
    std::cout << (as_json ? json{{"link", link}}.dump() : link) << "\n";
    return 0;
}

std::int64_t sum_of(json const& by_kind) {
    std::int64_t sum = 0;
    for (auto const& [kind, count] : by_kind.items()) {
        sum += count.get<std::int64_t>();
    }
    return sum;
}

void say_removal(json const& report) {
    constexpr std::size_t emails_shown = 20;
    auto const records = sum_of(report.at("records"));
    auto const& left = report.at("left_without_network");
    std::cout << "  " << report.at("entries") << " entries of its history, " << records
              << " records\n  " << left.size()
              << " accounts have no other network here; they stay, and can be invited elsewhere\n";
    std::size_t shown = 0;
    for (auto const& email : left) {
        if (shown++ == emails_shown) {
            std::cout << "    and " << left.size() - emails_shown << " more (--json names all)\n";
            break;
        }
        std::cout << "    " << email.get<std::string>() << "\n";
    }
}

void say_share_removal(json const& report) {
    std::cout << "  " << sum_of(report.at("records")) << " records, with all they ever were\n  "
              << report.at("without_words")
              << " more stay without words, since others rest on them\n  " << report.at("people")
              << " people lose their name here, " << report.at("accounts")
              << " of them their account\n  " << sum_of(report.at("stays"))
              << " records stay: what was shared beyond the district, and its places\n";
}

}  // namespace

Env env() { return {system_clock, system_randomness}; }

admin::Answer ask(std::string const& data, json const& request, std::string const& bytes) {
    if (auto const answer = admin::ask(data, request.dump(), bytes)) { return *answer; }
    storage::FolderLock const lock(data);
    Floor floor(data, env(), {});
    return admin::carry_out(floor, request.dump(), bytes);
}

int say_refusal(admin::Answer const& answer) {
    std::cerr << json::parse(answer.head).value("says", std::string("It was refused.")) << "\n";
    return exit_refused;
}

void write_file(std::string const& path, std::string const& bytes, int how) {
    int const file = ::open(path.c_str(), O_WRONLY | O_CREAT | how | O_CLOEXEC, 0600);
    if (file < 0) { throw std::runtime_error("could not write " + path); }
    std::size_t done = 0;
    while (done < bytes.size()) {
        auto const wrote = ::write(file, bytes.data() + done, bytes.size() - done);
        if (wrote < 0) { throw std::runtime_error("could not write " + path); }
        done += static_cast<std::size_t>(wrote);
    }
    if (::fsync(file) != 0 || ::close(file) != 0) {
        throw std::runtime_error("could not write " + path);
    }
}

std::string read_file(std::string const& path) {
    std::stringstream text;
    if (path == "-") {
        text << std::cin.rdbuf();
    } else {
        std::ifstream in(path, std::ios::binary);
        if (!in) { throw std::runtime_error("could not read " + path); }
        text << in.rdbuf();
    }
    return std::move(text).str();
}

int import(std::string const& data, std::string const& path, std::string const& demo_password,
           bool as_json) {
    json request{{"do", "import"}};
    if (!demo_password.empty()) { request["password_hash"] = web::hash_password(demo_password); }
    auto const answer = ask(data, request, read_file(path));
    if (!answer.good) {
        if (as_json) { std::cout << answer.head << "\n"; }
        return say_refusal(answer);
    }
    auto const report = json::parse(answer.head);
    if (as_json) {
        std::cout << report.dump() << "\n";
        return 0;
    }
    std::cout << "Imported " << report.at("name").get<std::string>() << " ("
              << report.at("network").get<std::string>() << "):\n";
    for (auto const& [kind, count] : report.at("records").items()) {
        std::cout << "  " << count << " " << kind << "\n";
    }
    std::cout << "  " << report.at("new_accounts") << " new accounts, "
              << report.at("known_accounts") << " that were here already\n";
    if (!report.at("not_yet").empty()) {
        std::cout << "In the file, with no home here yet:";
        char const* between = " ";
        for (auto const& [what, count] : report.at("not_yet").items()) {
            std::cout << between << count << " " << what;
            between = ", ";
        }
        std::cout << "\n";
    }
    return 0;
}

int export_to(std::string const& data, Part const& part, std::string const& path) {
    auto const answer = ask(data, {{"do", part.district.empty() ? "export" : "export_district"},
                                   {"network", part.network},
                                   {"district", part.district},
                                   {"accounts", part.with_accounts}});
    if (!answer.good) { return say_refusal(answer); }
    if (path == "-") {
        std::cout << answer.bytes;
        return std::cout.flush() ? 0 : exit_failed;
    }
    // Readable by its owner alone: it holds everything that was asked for.
    write_file(path, answer.bytes, O_TRUNC);
    std::cerr << "Wrote " << answer.bytes.size() << " bytes to " << path << "\n";
    return 0;
}

int remove(std::string const& data, Part const& part, std::string const& certificate, bool yes,
           bool as_json) {
    auto const answer = ask(data, {{"do", part.district.empty() ? "remove" : "remove_district"},
                                   {"network", part.network},
                                   {"district", part.district},
                                   {"shared_too", part.shared_too},
                                   {"yes", yes}});
    auto const report = json::parse(answer.head);
    if (as_json) { std::cout << report.dump() << "\n"; }
    if (!report.contains("removed")) { return say_refusal(answer); }
    if (answer.good && !certificate.empty()) {
        write_file(certificate, report.dump(2) + "\n", O_EXCL);
    }
    if (as_json) { return answer.good ? 0 : exit_refused; }
    std::cout << (answer.good ? "Removed " : "This would remove, for good, ")
              << report.at("name").get<std::string>() << " ("
              << report.at(part.district.empty() ? "network" : "district").get<std::string>()
              << "):\n";
    if (part.district.empty()) {
        say_removal(report);
    } else {
        say_share_removal(report);
    }
    if (answer.good) {
        std::cout << "Backups, copies of the disk and exports that were taken before are not "
                     "reached from here.\n";
        return 0;
    }
    if (report.value("connections", 0) != 0) {
        std::cout << "  " << report.at("connections") << " connections to it are open now\n";
    }
    std::cout << "Take an export first; it brings the records back, not their history and not who "
                 "signs in: flywheel export "
              << part.network << (part.district.empty() ? "" : " --district ") << part.district
              << " --data " << data << " --out FILE\n";
    return say_refusal(answer);
}

int reads(std::string const& data, WhatWasRead const& what, bool as_json) {
    auto const answer = ask(data, {{"do", "reads"},
                                   {"network", what.network},
                                   {"from", what.from},
                                   {"to", what.to},
                                   {"district", what.district}});
    if (!answer.good) { return say_refusal(answer); }
    auto const report = json::parse(answer.head);
    if (as_json) {
        std::cout << report.dump() << "\n";
        return 0;
    }
    for (auto const& read : report.at("reads")) {
        std::cout << moment_in_utc(read.at("at_ms")) << "  " << read.at("kind").get<std::string>()
                  << "  " << read.at("id").get<std::string>() << "  "
                  << read.at("member").get<std::string>() << "  "
                  << read.at("name").get<std::string>() << "\n";
    }
    std::cout << report.at("reads").size() << " in all\n";
    return 0;
}

int retention(std::string const& data, config::Config const& config, bool as_json) {
    auto const answer = ask(data, {{"do", "retention"},
                                   {"archived_days", config.retention_archived_days},
                                   {"kinds", config.retention_kinds}});
    if (!answer.good) { return say_refusal(answer); }
    auto const report = json::parse(answer.head);
    if (as_json) {
        std::cout << report.dump() << "\n";
        return 0;
    }
    auto const& days = config.retention_archived_days;
    std::cout << "Archived: "
              << (days == 0 ? "kept" : "gone for good after " + std::to_string(days) + " days")
              << "\nBy age: " << (config.retention_kinds.empty() ? "none" : config.retention_kinds)
              << "\nWho opened what: known for " << config.retention_reads_days << " days\n";
    for (auto const& each : report.at("networks")) {
        std::cout << each.at("network").get<std::string>() << ": " << sum_of(each.at("removed"))
                  << " records would go now";
        char const* between = " (";
        for (auto const& [kind, count] : each.at("removed").items()) {
            std::cout << between << count << " " << kind;
            between = ", ";
        }
        std::cout << (each.at("removed").empty() ? "" : ")") << ", " << each.at("without_words")
                  << " more would lose their words\n";
    }
    return 0;
}

int audit(std::string const& data, std::int64_t since_ms, bool as_json) {
    auto const answer = ask(data, {{"do", "audit"}, {"since_ms", since_ms}});
    auto const report = json::parse(answer.head);
    if (as_json) {
        std::cout << report.dump() << "\n";
        return 0;
    }
    for (auto const& entry : report.at("entries")) {
        std::cout << entry.at("seq") << "  " << moment_in_utc(entry.at("at_ms")) << "  "
                  << entry.at("what").get<std::string>() << "  "
                  << entry.at("about").get<std::string>() << "\n";
    }
    return 0;
}

int erase(std::string const& data, WhoToErase const& who, bool yes, bool as_json) {
    auto const answer = ask(data, {{"do", "erase"},
                                   {"email", who.email},
                                   {"network", who.network},
                                   {"member", who.member},
                                   {"yes", yes}});
    auto const report = json::parse(answer.head);
    if (as_json) { std::cout << report.dump() << "\n"; }
    if (!report.contains("erased")) { return say_refusal(answer); }
    if (as_json) { return answer.good ? 0 : exit_refused; }
    for (auto const& each : report.at("networks")) {
        auto const records = sum_of(each.at("removed"));
        std::cout << (answer.good ? "Erased " : "This would erase, for good, ")
                  << each.at("name").get<std::string>() << " from "
                  << each.at("network").get<std::string>() << ":\n  " << records
                  << " records that nobody else could see\n  " << each.at("without_words")
                  << " more stay without words, since others rest on them\n  "
                  << each.at("still_named").size()
                  << " records say the name in their words; only people can change those\n";
        for (auto const& named : each.at("still_named")) {
            std::cout << "    " << named.at("kind").get<std::string>() << " "
                      << named.at("id").get<std::string>() << "\n";
        }
    }
    if (!answer.good) { return say_refusal(answer); }
    std::cout << "Backups and exports that were taken before still hold them.\n";
    return 0;
}

int verify(std::string const& data, bool as_json) {
    auto const answer = ask(data, {{"do", "verify"}});
    auto const report = json::parse(answer.head);
    if (as_json) {
        std::cout << report.dump() << "\n";
        return answer.good ? 0 : exit_refused;
    }
    for (auto const& chain : report.at("chains")) {
        std::cout << chain.at("network").get<std::string>() << ": ";
        if (chain.at("broken_seq") != 0) {
            std::cout << "BROKEN at seq " << chain.at("broken_seq") << ": "
                      << chain.at("problem").get<std::string>() << "\n";
        } else {
            std::cout << chain.at("entries") << " entries hold, " << chain.at("erased_bodies")
                      << " bodies erased\n";
        }
    }
    return answer.good ? 0 : exit_refused;
}

int networks(std::string const& data, bool as_json) {
    auto const answer = ask(data, {{"do", "networks"}});
    auto const report = json::parse(answer.head);
    if (as_json) {
        std::cout << report.dump() << "\n";
        return 0;
    }
    for (auto const& network : report.at("networks")) {
        std::cout << network.at("id").get<std::string>() << "  "
                  << network.at("name").get<std::string>() << "  (" << network.at("entries")
                  << " entries)\n";
    }
    return 0;
}

int status(std::string const& data, bool as_json) {
    auto const answer = admin::ask(data, json{{"do", "status"}}.dump(), {});
    if (!answer) {
        std::cerr << "No server is running on " << data << "\n";
        return exit_refused;
    }
    auto const report = json::parse(answer->head);
    if (as_json) {
        std::cout << report.dump() << "\n";
        return 0;
    }
    std::cout << "flywheel " << report.at("version").get<std::string>()
              << ", since it started: " << report.at("commands") << " commands ("
              << report.at("refused") << " refused) in " << report.at("commits") << " commits of "
              << report.at("commit_ms_mean") << " ms on average, " << report.at("commit_ms_worst")
              << " ms at worst\n";
    for (auto const& network : report.at("networks")) {
        std::cout << "  " << network.at("id").get<std::string>() << ": " << network.at("entries")
                  << " entries, " << network.at("connections") << " open connections\n";
    }
    if (report.at("disk_is_full").get<bool>()) {
        std::cout << "The disk is full: writes are refused until there is room.\n";
    }
    return 0;
}

int setup_link(std::string const& data, std::string const& site, bool as_json) {
    auto const answer = ask(data, {{"do", "setup_link"}});
    if (!answer.good) { return say_refusal(answer); }
    return say_link(site + "/in#setup=", answer, as_json);
}

int end_second_factor(std::string const& data, std::string const& email, bool as_json) {
    auto const answer = ask(data, {{"do", "end_second_factor"}, {"email", email}});
    if (!answer.good) { return say_refusal(answer); }
    std::cout << (as_json ? answer.head
                          : "They sign in with their password alone now, and can begin another.")
              << "\n";
    return 0;
}

int sign_in_link(std::string const& data, std::string const& email, std::string const& site,
                 bool as_json) {
    auto const answer = ask(data, {{"do", "sign_in_link"}, {"email", email}});
    if (!answer.good) { return say_refusal(answer); }
    return say_link(site + "/in#link=", answer, as_json);
}

}  // namespace flywheel::command_line
