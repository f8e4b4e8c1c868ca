#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <fstream>
#include <future>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "server/admin/desk.hpp"
#include "server/app.hpp"
#include "server/charting/chart_json.hpp"
#include "server/mail/compose.hpp"
#include "server/web/password.hpp"

namespace {

using namespace flywheel;
using nlohmann::json;

constexpr int exit_refused = 1;  // the request was understood and not carried out
constexpr int exit_failed = 3;   // the world failed: disk, port, file

SystemClock system_clock;
SystemRandomness system_randomness;

Env env() { return {system_clock, system_randomness}; }

std::pair<std::string, std::uint16_t> split_address(std::string const& text) {
    auto const colon = text.rfind(':');
    if (colon == std::string::npos) {
        throw std::runtime_error("--listen takes ADDRESS:PORT, such as 127.0.0.1:8080");
    }
    auto address = text.substr(0, colon);
    if (address.size() > 2 && address.front() == '[') {
        address = address.substr(1, address.size() - 2);
    }
    auto const port_text = text.substr(colon + 1);
    auto const port =
        port_text.empty() || port_text.find_first_not_of("0123456789") != std::string::npos
            ? 65536UL
            : std::stoul(port_text.substr(0, 6));
    if (port > 65535) {
        throw std::runtime_error("--listen: the port is a number from 0 to 65535");
    }
    return {address, static_cast<std::uint16_t>(port)};
}

std::string read_file(std::string const& path);

// The password comes from a file or the environment: arguments are for every user of the machine to see.
void read_mail_settings(mail::Smtp& smtp, std::string const& password_file) {
    if (!password_file.empty()) {
        smtp.password = read_file(password_file);
        smtp.password.erase(smtp.password.find_last_not_of("\r\n") + 1);
        // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing else runs yet.
    } else if (auto const* given = std::getenv("FLYWHEEL_SMTP_PASSWORD")) {
        smtp.password = given;
    }
    auto const problem = mail::problem_in(smtp);
    if (!problem.empty()) { throw std::runtime_error(problem); }
}

int test_mail(mail::Smtp const& smtp, std::string const& address) {
    if (smtp.url.empty()) { throw std::runtime_error("--smtp-url says where mails go"); }
    if (!mail::is_address(address)) { throw std::runtime_error("that is no e-mail address"); }
    auto const now = env();
    mail::Letter letter;
    letter.to = address;
    letter.subject = "A test mail of Flywheel";
    letter.text = "This server can send mail.\n";
    letter.html = "<p>This server can send mail.</p>";
    auto const problem = mail::send(
        smtp, address, mail::to_message(letter, smtp.from, now.clock.now_ms(), make_id(now.random)),
        [] { return false; });
    if (problem.empty()) {
        std::cout << "The server took the mail.\n";
        return 0;
    }
    std::cerr << "The mail was not taken: " << problem << "\n";
    return 1;
}

int serve(App::Options options, std::string const& listen) {
    std::tie(options.address, options.port) = split_address(listen);
    sigset_t stop_signals;
    sigemptyset(&stop_signals);
    sigaddset(&stop_signals, SIGTERM);
    sigaddset(&stop_signals, SIGINT);
    // Blocked before any thread starts, so that only sigwait below takes them.
    pthread_sigmask(SIG_BLOCK, &stop_signals, nullptr);
    signal(SIGPIPE, SIG_IGN);
    {
        App app(std::move(options), env());
        std::cout << "flywheel is listening on port " << app.port() << "\n";
        if (!app.setup_link().empty()) {
            std::cout << "Nobody has an account here yet. Set it up (once, within the hour): "
                      << app.setup_link() << "\n";
        }
        std::cout.flush();
        int caught = 0;
        sigwait(&stop_signals, &caught);
    }
    return 0;
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

// Through the running server when there is one; otherwise on the folder itself, which is then locked.
admin::Answer ask(std::string const& data, json const& request, std::string const& bytes = {}) {
    if (auto const answer = admin::ask(data, request.dump(), bytes)) { return *answer; }
    storage::FolderLock const lock(data);
    Floor floor(data, env(), {});
    return admin::carry_out(floor, request.dump(), bytes);
}

int say_refusal(admin::Answer const& answer) {
    std::cerr << json::parse(answer.head).value("says", std::string("It was refused.")) << "\n";
    return exit_refused;
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

int export_to(std::string const& data, std::string const& network, std::string const& path) {
    auto const answer = ask(data, {{"do", "export"}, {"network", network}});
    if (!answer.good) { return say_refusal(answer); }
    if (path == "-") {
        std::cout << answer.bytes;
        return std::cout.flush() ? 0 : exit_failed;
    }
    // Readable by its owner alone: it holds everything the network knows.
    int const file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0) { throw std::runtime_error("could not write " + path); }
    std::size_t done = 0;
    while (done < answer.bytes.size()) {
        auto const wrote = ::write(file, answer.bytes.data() + done, answer.bytes.size() - done);
        if (wrote < 0) { throw std::runtime_error("could not write " + path); }
        done += static_cast<std::size_t>(wrote);
    }
    if (::fsync(file) != 0 || ::close(file) != 0) {
        throw std::runtime_error("could not write " + path);
    }
    std::cerr << "Wrote " << answer.bytes.size() << " bytes to " << path << "\n";
    return 0;
}

void say_removal(json const& report) {
    constexpr std::size_t emails_shown = 20;
    std::int64_t records = 0;
    for (auto const& [kind, count] : report.at("records").items()) {
        records += count.get<std::int64_t>();
    }
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

int remove(std::string const& data, std::string const& network, bool yes, bool as_json) {
    auto const answer = ask(data, {{"do", "remove"}, {"network", network}, {"yes", yes}});
    auto const report = json::parse(answer.head);
    if (as_json) { std::cout << report.dump() << "\n"; }
    if (!report.contains("entries")) { return say_refusal(answer); }
    if (as_json) { return answer.good ? 0 : exit_refused; }
    std::cout << (answer.good ? "Removed " : "This would remove, for good, ")
              << report.at("name").get<std::string>() << " ("
              << report.at("network").get<std::string>() << "):\n";
    say_removal(report);
    if (answer.good) { return 0; }
    if (report.at("connections") != 0) {
        std::cout << "  " << report.at("connections") << " connections to it are open now\n";
    }
    std::cout << "Take an export first; it brings the records back, not their history and not who "
                 "signs in: flywheel export "
              << network << " --data " << data << " --out FILE\n";
    return say_refusal(answer);
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

int sign_in_link(std::string const& data, std::string const& email, std::string const& site) {
    auto const answer = ask(data, {{"do", "sign_in_link"}, {"email", email}});
    if (!answer.good) { return say_refusal(answer); }
    std::cout << site << "/in#link=" << json::parse(answer.head).at("token").get<std::string>()
              << "\n";
    return 0;
}

// Needs no data folder and no server: analysts run it on their own files.
int chart(std::string const& path, std::string const& rules) {
    auto const answer = charting::answer(read_file(path), rules, charting::file_limits);
    auto say = [](Refusal const& refusal) {
        std::cerr << "flywheel chart: " << (refusal.field.empty() ? "" : refusal.field + ": ")
                  << refusal.says << "\n";
    };
    if (answer.has_error()) {
        say(answer.error());
        return exit_refused;
    }
    std::for_each(answer->refused.begin(), answer->refused.end(), say);
    std::cout << answer->text << "\n";
    if (!std::cout.flush()) { return exit_failed; }
    return answer->refused.empty() ? 0 : exit_refused;
}

}  // namespace

int main(int argc, char** argv) {
    ::umask(0077);  // what the server writes is its own user's alone
    CLI::App app("Flywheel: the home of a networked improvement community.\n"
                 "A hub and its districts share driver diagrams and PDSA cycles, live; what a "
                 "district keeps to itself stays with it.");
    app.require_subcommand(1);
    app.set_version_flag("--version", std::string("flywheel ") + FLYWHEEL_VERSION);
    app.footer("Every subcommand has its own --help. Exit codes: 0 done, 1 refused, 2 wrong usage, "
               "3 disk, port or file failed.");

    App::Options options;
    std::string listen = "127.0.0.1:8080";
    auto add_data = [&](CLI::App* command) {
        command->add_option("--data", options.data, "The data folder; made when it is not there")
            ->capture_default_str();
    };

    auto* const serve_command = app.add_subcommand("serve", "Serve all networks of a data folder");
    add_data(serve_command);
    serve_command
        ->add_option("--listen", listen,
                     "ADDRESS:PORT; port 0 takes a free one. Without --public-url only loopback")
        ->capture_default_str();
    serve_command->add_option("--web", options.web_folder,
                              "The built web client (client-web/dist)");
    serve_command->add_option("--public-url", options.public_url,
                              "The https:// address under which a proxy serves it");
    std::string password_file;
    auto add_mail = [&](CLI::App* command) {
        command->add_option("--smtp-url", options.smtp.url,
                            "smtp://HOST:PORT (with STARTTLS) or smtps://HOST:PORT; without it no "
                            "mail goes out");
        command->add_option("--smtp-user", options.smtp.user, "The name to sign in there");
        command->add_option("--smtp-password-file", password_file,
                            "The file with its password; or FLYWHEEL_SMTP_PASSWORD");
        command->add_option("--mail-from", options.smtp.from, "The address that mails come from");
    };
    add_mail(serve_command);
    serve_command
        ->add_option("--disk-reserve", options.floor.disk_reserve,
                     "Bytes to keep free: below them writes are refused and everything else works")
        ->capture_default_str();
    serve_command->footer(
        "On an empty data folder it prints a one-time link to set it up. SIGTERM ends it cleanly.");

    std::string file;
    std::string demo_password;
    bool as_json = false;
    auto* const import_command = app.add_subcommand(
        "import",
        "Bring in a network (protocol/IMPORT.md), through the running server or into the folder");
    import_command->add_option("FILE", file, "JSON Lines; - reads standard input")->required();
    add_data(import_command);
    import_command->add_option(
        "--demo-password", demo_password,
        "Gives every new account of the file this password: for demonstrations only");
    import_command->add_flag("--json", as_json, "Print the report as JSON");
    import_command->footer("Everything or nothing: a file with a mistake is refused with its line "
                           "and field, and changes nothing.");

    std::string network;
    std::string out = "-";
    auto* const export_command =
        app.add_subcommand("export", "Write a network in the format that import reads");
    export_command->add_option("NETWORK", network, "Its id (flywheel networks)")->required();
    add_data(export_command);
    export_command->add_option("--out", out, "The file to write; - is standard output")
        ->capture_default_str();
    export_command->footer(
        "Records with ids, revisions and audiences; no history, accounts or passwords.");

    bool yes = false;
    auto* const remove_command = app.add_subcommand(
        "remove", "Delete a network whole: its records, its history, its invitations");
    remove_command->add_option("NETWORK", network, "Its id (flywheel networks)")->required();
    add_data(remove_command);
    remove_command->add_flag("--yes", yes,
                             "Do it; without this it says what would go, and changes nothing");
    remove_command->add_flag("--json", as_json, "Print the report as JSON");
    remove_command->footer(
        "There is no undo: take an export first (flywheel export NETWORK --out FILE). It can be "
        "imported again, without its history; people then need new invitations to sign in to it.\n"
        "All of it goes in one transaction, or nothing does. Whoever has it open is told that "
        "there "
        "is no such network; other networks only wait while it lasts. Accounts stay, with their "
        "sign-ins, and lose this network. That it was removed stays in the server's own history.\n"
        "What is deleted is written over with zeros in the database. The file does not shrink, its "
        "room is used again. Earlier exports, copies of the folder or its disk, and what browsers "
        "keep on people's devices are not reached from here.");

    auto* const verify_command =
        app.add_subcommand("verify", "Check every history from its first entry to its last");
    add_data(verify_command);
    verify_command->add_flag("--json", as_json, "Print the report as JSON");
    verify_command->footer(
        "Names the first entry at which a header, a hash, a body or a record is not what it was.");

    auto* const networks_command =
        app.add_subcommand("networks", "List the networks of a data folder");
    add_data(networks_command);
    networks_command->add_flag("--json", as_json, "Print the list as JSON");

    auto* const status_command = app.add_subcommand(
        "status", "What a running server has done since it started, and who is connected");
    add_data(status_command);
    status_command->add_flag("--json", as_json, "Print the figures as JSON");

    std::string rules;
    auto* const chart_command = app.add_subcommand(
        "chart", "Compute run charts and control charts from JSON (docs/CHARTS.md)");
    chart_command->add_option("FILE", file, "One case or a list of cases; - reads standard input")
        ->required();
    chart_command->add_option("--rules", rules,
                              "Read the chart by these rules: " + charting::rule_names());
    chart_command->footer(
        "A case is {\"chart\": \"p\", \"options\": {\"multiply\": 100}, \"input\": {\"x\": "
        "[\"2024-05-01\", ...], \"y\": [4, ...], \"n\": [10, ...]}}. Charts: run, i, mr, p, pp, u, "
        "up, c, xbar, s, t, g, iprime. The answer has the centre and the limits of every point and "
        "the runs of every phase. With nhs and western-electric-nelson the chart is i and the "
        "answer has their own form. One mistake refuses the whole file and names case and field.");

    std::string email;
    std::string site = "http://127.0.0.1:8080";
    auto* const mail_command = app.add_subcommand("mail", "Mail of this server");
    mail_command->require_subcommand(1);
    std::string address;
    auto* const mail_test_command =
        mail_command->add_subcommand("test", "Send one mail, and say what the server answered");
    mail_test_command->add_option("ADDRESS", address, "To whom")->required();
    add_mail(mail_test_command);

    auto* const link_command = app.add_subcommand(
        "sign-in-link", "A one-time sign-in link for somebody who is locked out");
    link_command->add_option("EMAIL", email, "Their e-mail address")->required();
    add_data(link_command);
    link_command->add_option("--site", site, "The address people reach the server under")
        ->capture_default_str();
    link_command->footer(
        "Holds for 24 hours and once. Its making is noted in the server's own history.");

    try {
        app.parse(argc, argv);
    } catch (CLI::ParseError const& error) {
        auto const code = app.exit(error);
        return code == 0 ? 0 : 2;
    }
    try {
        read_mail_settings(options.smtp, password_file);
        if (*mail_test_command) { return test_mail(options.smtp, address); }
        if (*serve_command) { return serve(options, listen); }
        if (*import_command) { return import(options.data, file, demo_password, as_json); }
        if (*export_command) { return export_to(options.data, network, out); }
        if (*remove_command) { return remove(options.data, network, yes, as_json); }
        if (*verify_command) { return verify(options.data, as_json); }
        if (*status_command) { return status(options.data, as_json); }
        if (*chart_command) { return chart(file, rules); }
        if (*networks_command) { return networks(options.data, as_json); }
        return sign_in_link(options.data, email, site);
    } catch (std::exception const& failure) {
        std::cerr << "flywheel: " << failure.what() << "\n";
        return exit_failed;
    }
}
