#include <signal.h>
#include <sys/stat.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include <algorithm>
#include <CLI/CLI.hpp>
#include <functional>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "server/app.hpp"
#include "server/charting/chart_json.hpp"
#include "server/command_line.hpp"
#include "server/config/config.hpp"
#include "server/log.hpp"
#include "server/mail/compose.hpp"
#include "server/mail/settings.hpp"
#include "server/mail/test_letter.hpp"
#include "server/room/rooms.hpp"
#include "server/serving.hpp"

namespace {

using namespace flywheel;
using namespace flywheel::command_line;
using nlohmann::json;

constexpr time_t watchdog_s = 20;  // the unit waits six times as long

int test_mail(mail::Smtp const& smtp, std::string const& address) {
    if (smtp.url.empty()) { throw std::runtime_error("mail.smtp_url says where mails go"); }
    if (!mail::is_address(address)) { throw std::runtime_error("that is no e-mail address"); }
    auto const problem = mail::send_test(smtp, address, "en", env());
    if (problem.empty()) {
        std::cout << "The server took the mail.\n";
        return 0;
    }
    std::cerr << "The mail was not taken: " << problem << "\n";
    return exit_refused;
}

// What stands at this moment: the operator's sources and, with them, what was settled at set-up.
struct Standing {
    config::Sources sources;
    config::Loaded loaded;
};

// Throws std::runtime_error when a file that is named cannot be read.
Standing standing(std::string const& config_path,
                  std::vector<std::pair<std::string, std::string>> const& flags) {
    auto sources = config::sources_here(config_path);
    sources.flags = flags;
    auto const operators = sources;
    config::add_settled(sources);
    return {operators, config::load(sources)};
}

// Serves until SIGTERM. SIGHUP, or the set-up page, starts it anew by what the settings say then; browsers come back by themselves.
// Settings that would not do leave it running as it is.
class Serving {
public:
    using Read = std::function<Standing()>;

    explicit Serving(Read read) : read_(std::move(read)) {
        sigemptyset(&signals_);
        for (int const each : {SIGTERM, SIGINT, SIGHUP}) {
            sigaddset(&signals_, each);
        }
        // Blocked before any thread starts, so that only sigtimedwait below takes them.
        pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
        signal(SIGPIPE, SIG_IGN);
    }

    int run(Standing const& first) {
        start(options_by(first));
        while (next_signal() == SIGHUP) {
            begin_anew();
        }
        sd_notify(0, "STOPPING=1");
        app_.reset();
        return 0;
    }

private:
    static App::Options options_by(Standing const& standing) {
        auto options = options_of(standing.loaded.config);
        options.first_run.sources = standing.sources;
        options.first_run.take_effect = [] { ::kill(::getpid(), SIGHUP); };
        return options;
    }

    void start(App::Options options) {
        app_ = std::make_unique<App>(options, env());
        options.port = app_->port();  // a free one that was taken is kept
        options_ = std::move(options);
        std::cout << "flywheel is listening on port " << app_->port() << "\n";
        if (!app_->setup_link().empty()) {
            std::cout << "Nobody has an account here yet. Set it up (once, within the hour): "
                      << app_->setup_link() << "\n";
        }
        std::cout.flush();
        sd_notify(0, "READY=1");
    }

    int next_signal() {
        timespec const every{watchdog_s, 0};
        for (;;) {
            if (int const got = sigtimedwait(&signals_, nullptr, &every); got > 0) { return got; }
            // Sent by the room thread: one that hangs is ended by systemd's watchdog, and started again.
            app_->rooms().call([](Floor&) { sd_notify(0, "WATCHDOG=1"); });
        }
    }

    void begin_anew() {
        App::Options next;
        try {
            auto const found = read_();
            if (auto const problems = problems_in(found.loaded); !problems.empty()) {
                return say_not_taken(problems);
            }
            next = options_by(found);
        } catch (std::exception const& failure) { return say_not_taken({failure.what()}); }
        auto before = options_;
        if (next.port == 0) { next.port = before.port; }
        sd_notify(0, "RELOADING=1");
        app_.reset();
        try {
            start(std::move(next));
        } catch (std::exception const& failure) {
            say_not_taken({failure.what()});
            start(std::move(before));
        }
    }

    static void say_not_taken(std::vector<std::string> const& problems) {
        log::fact("settings_not_taken");
        for (auto const& problem : problems) {
            std::cerr << "flywheel: " << problem << "\n";
        }
        std::cerr << "flywheel: it goes on with the settings from before\n";
    }

    Read read_;
    sigset_t signals_{};
    App::Options options_;
    std::unique_ptr<App> app_;
};

int show_config(config::Loaded const& loaded, bool with_origin, bool as_json) {
    json list = json::array();
    for (auto const& setting : config::settings()) {
        auto const name = std::string(setting.name);
        auto const found = loaded.origins.find(name);
        auto const origin = found == loaded.origins.end() ? "default" : found->second;
        auto const value = config::shown(loaded.config, setting);
        list.push_back({{"name", name}, {"value", value}, {"origin", origin}});
        if (as_json) { continue; }
        std::cout << name << " = " << value << (with_origin ? "    # " + origin : "") << "\n";
    }
    if (as_json) { std::cout << json{{"settings", list}}.dump() << "\n"; }
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

    std::string config_path;
    std::vector<std::pair<std::string, std::string>> flags;  // by the setting's name
    // Flags for those settings whose name begins so.
    auto add_settings = [&](CLI::App* command, std::string_view beginning) {
        if (command->get_option_no_throw("--config") == nullptr) {
            command->add_option(
                "--config", config_path,
                "The file with the settings; else FLYWHEEL_CONFIG names it, or it is "
                "/etc/flywheel/flywheel.toml");
        }
        for (auto const& setting : config::settings()) {
            if (setting.flag.empty() || setting.name.rfind(beginning, 0) != 0) { continue; }
            auto take = [&flags, name = std::string(setting.name)](std::string const& value) {
                flags.emplace_back(name, value);
            };
            command->add_option_function<std::string>(std::string(setting.flag), take,
                                                      std::string(setting.about));
        }
    };
    auto add_data = [&](CLI::App* command) { add_settings(command, "server.data"); };

    auto* const serve_command = app.add_subcommand("serve", "Serve all networks of a data folder");
    add_settings(serve_command, "");
    serve_command->footer(
        "On an empty data folder it prints a one-time link to set it up. SIGTERM ends it cleanly; "
        "SIGHUP has it read its settings again.");

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

    Part part;
    std::string out = "-";
    auto* const export_command =
        app.add_subcommand("export", "Write a network in the format that import reads");
    export_command->add_option("NETWORK", part.network, "Its id (flywheel networks)")->required();
    export_command->add_option(
        "--district", part.district,
        "Only what belongs to this district, by its id, as a network of its own");
    export_command->add_flag("--with-accounts", part.with_accounts,
                             "With --district: and the names and addresses of its people");
    add_data(export_command);
    export_command->add_option("--out", out, "The file to write; - is standard output")
        ->capture_default_str();
    export_command->footer("Records with ids, revisions and audiences; no history and no "
                           "passwords. A district's share holds what is its own at "
                           "every level, and of what others made what its lead may read.");

    bool yes = false;
    auto* const remove_command = app.add_subcommand(
        "remove", "Delete a network whole: its records, its history, its invitations");
    remove_command->add_option("NETWORK", part.network, "Its id (flywheel networks)")->required();
    remove_command->add_option(
        "--district", part.district,
        "Only what this district, by its id, kept to itself; its people are erased from the rest");
    remove_command->add_flag("--shared-too", part.shared_too,
                             "With --district: also what it had shared with others");
    std::string certificate;
    remove_command->add_option("--certificate", certificate,
                               "Write what was destroyed, and what was not, to this file");
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

    WhoToErase erased;
    auto* const erase_command = app.add_subcommand(
        "erase", "Erase a person: their name, their account and what nobody else could see");
    erase_command->add_option("EMAIL", erased.email, "Of their account: in all their networks");
    erase_command->add_option("--network", erased.network,
                              "With --member: somebody without an account, or in one network");
    erase_command->add_option("--member", erased.member, "The id of the member");
    add_data(erase_command);
    erase_command->add_flag("--yes", yes, "Do it; without this it says what would go");
    erase_command->add_flag("--json", as_json, "Print the report as JSON");
    erase_command->footer(
        "Their roles end. What they did with others stays, under nobody's name; every former value "
        "of what is erased is "
        "written over, in the records, in the history and in the log, and the history still "
        "verifies. Names in what "
        "others wrote are listed and left. Earlier backups and exports are not reached from here.");

    std::string email;
    std::string site;
    auto* const user_command = app.add_subcommand("user", "Who has an account here");
    user_command->require_subcommand(1);
    std::string only_network;
    auto* const user_list = user_command->add_subcommand(
        "list", "Everybody of a network, or of all, with roles and when they were last seen");
    user_list->add_option("--network", only_network, "Only those of this one, by its id");
    add_data(user_list);
    user_list->add_flag("--json", as_json, "Print the list as JSON");

    auto* const session_command = app.add_subcommand("session", "Where people are signed in");
    session_command->require_subcommand(1);
    auto* const session_list =
        session_command->add_subcommand("list", "Where somebody is signed in");
    session_list->add_option("EMAIL", email, "Their e-mail address")->required();
    add_data(session_list);
    session_list->add_flag("--json", as_json, "Print the list as JSON");
    std::string session_id;
    auto* const session_end = session_command->add_subcommand(
        "end", "Sign somebody out, everywhere; what they have open closes at once");
    session_end->add_option("EMAIL", email, "Their e-mail address")->required();
    session_end->add_option("--id", session_id, "Only the sign-in of this id (session list)");
    add_data(session_end);
    session_end->add_flag("--json", as_json, "Print how many as JSON");

    Invited invited;
    auto* const invite_command =
        app.add_subcommand("invite", "A link by which one person joins a network");
    invite_command->add_option("NETWORK", invited.network, "Its id (flywheel networks)")
        ->required();
    invite_command
        ->add_option("--organization", invited.organization, "Where: its id or its whole name")
        ->required();
    invite_command->add_option("--role", invited.role, "As what: district_lead, team_member ...")
        ->required();
    invite_command->add_option("--team", invited.team,
                               "Also in this team: its id or its whole name");
    invite_command->add_option("--email", invited.email, "Only this address can use the link");
    invite_command->add_option("--days", invited.days, "How long it holds")->capture_default_str();
    add_data(invite_command);
    invite_command->add_option("--site", site, "The address people reach the server under");
    invite_command->add_flag("--json", as_json, "Print the link as JSON");

    bool histories = false;
    auto* const doctor_command = app.add_subcommand(
        "doctor",
        "Look whether machine, settings, disk, certificate and backups are as they should be");
    add_settings(doctor_command, "");
    doctor_command->add_flag("--histories", histories,
                             "And whether every hash of every history holds");
    doctor_command->add_flag("--json", as_json, "Print what it found as JSON");
    doctor_command->footer(
        "good: as it should be. look: works, and somebody should look at it. bad: exit code 1.");

    auto* const support_command = app.add_subcommand(
        "support-bundle", "A file for somebody who helps: no names, texts, addresses or secrets");
    support_command->add_option("FILE", file, "The file to write; must not be there")->required();
    add_settings(support_command, "");

    auto* const audit_command = app.add_subcommand(
        "audit", "What was noted of the server itself: sign-ins, exports, erasures, links made");
    std::int64_t since_days = 0;
    add_data(audit_command);
    audit_command->add_option("--days", since_days, "Only the last so many days");
    audit_command->add_flag("--json", as_json, "Print it as JSON, with the hash of each entry");
    audit_command->footer("Ids, no names: flywheel verify checks that nothing of it was changed.");

    auto* const reads_command = app.add_subcommand(
        "reads", "Who opened which record that is kept from its network as a whole, and when");
    WhatWasRead read;
    add_data(reads_command);
    reads_command->add_option("NETWORK", read.network, "The network's id")->required();
    reads_command->add_option("--from", read.from, "Since this day (2026-09-01, UTC)");
    reads_command->add_option("--to", read.to, "Up to this day, counted in");
    reads_command->add_option("--district", read.district,
                              "Only what belongs to this district, by its id");
    reads_command->add_flag("--json", as_json, "Print it as JSON, with the ids");
    reads_command->footer("One line a person, record and day. For the question of who saw what, "
                          "when an account was in other hands.");

    auto* const retention_command = app.add_subcommand(
        "retention", "What is set to go when its time is over, and what would go now");
    add_data(retention_command);
    retention_command->add_flag("--json", as_json, "Print it as JSON");
    retention_command->footer("The server lets go of it by itself, once a day (retention.*).");

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

    NewNetwork new_network;
    auto* const network_command = app.add_subcommand("network", "One more network on this server");
    network_command->require_subcommand(1);
    auto* const network_create = network_command->add_subcommand(
        "create", "Found one with its hub and its director; prints the link by which they sign in");
    network_create->add_option("--name", new_network.name, "Its name")->required();
    network_create->add_option("--organization", new_network.organization, "The hub's name")
        ->required();
    network_create->add_option("--director", new_network.director, "Their name")->required();
    network_create->add_option("--email", new_network.email, "Their e-mail address")->required();
    network_create->add_option("--site", site, "Where people reach the server");
    add_data(network_create);
    network_create->add_flag("--json", as_json, "Print what was made as JSON");

    std::string token_id;
    auto* const token_command =
        app.add_subcommand("token", "API tokens: what programs get in with");
    token_command->require_subcommand(1);
    auto* const token_list =
        token_command->add_subcommand("list", "Those of everybody, or of one person");
    token_list->add_option("EMAIL", email, "Only of this person");
    add_data(token_list);
    token_list->add_flag("--json", as_json, "Print the list as JSON");
    auto* const token_end = token_command->add_subcommand("end", "End one of them at once");
    token_end->add_option("ID", token_id, "Its id (token list)")->required();
    add_data(token_end);
    token_end->add_flag("--json", as_json, "Print it as JSON");

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

    auto* const mail_command = app.add_subcommand("mail", "Mail of this server");
    mail_command->require_subcommand(1);
    std::string address;
    auto* const mail_test_command =
        mail_command->add_subcommand("test", "Send one mail, and say what the server answered");
    mail_test_command->add_option("ADDRESS", address, "To whom")->required();
    add_settings(mail_test_command, "mail.");

    auto* const config_command = app.add_subcommand("config", "The settings of this server");
    config_command->require_subcommand(1);
    bool with_origin = false;
    auto* const config_show =
        config_command->add_subcommand("show", "What stands; secrets are only said to be set");
    add_settings(config_show, "");
    config_show->add_flag("--origin", with_origin, "And where each value is from");
    config_show->add_flag("--json", as_json, "Print them as JSON, with where they are from");
    auto* const config_check = config_command->add_subcommand(
        "check", "Say everything that is wrong with them; a server would refuse to start");
    add_settings(config_check, "");
    auto* const config_reference = config_command->add_subcommand(
        "reference", "An example file: every setting with its meaning and its default");

    auto* const backup_command =
        app.add_subcommand("backup", "Copies of everything, and whether they are good");
    backup_command->require_subcommand(1);
    std::string key_path;
    auto* const backup_take = backup_command->add_subcommand(
        "take", "Take one now; a server that runs goes on meanwhile");
    backup_take->add_option("FILE", file, "The file to write; must not be there")->required();
    add_data(backup_take);
    add_settings(backup_take, "backup.public_key");
    backup_take->add_flag("--json", as_json, "Print the manifest as JSON");
    backup_take->footer("Sealed where backup.public_key is set. It holds all networks with their "
                        "histories, the accounts and the server's own secrets.");
    auto* const backup_verify = backup_command->add_subcommand(
        "verify",
        "Restore one beside itself, check every hash of every history, and clear it away");
    backup_verify->add_option("FILE", file, "The backup")->required();
    backup_verify->add_option("--key", key_path, "The file with the private key, if it is sealed");
    backup_verify->add_flag("--json", as_json, "Print the manifest as JSON");
    auto* const backup_key = backup_command->add_subcommand(
        "key", "Make a pair of keys: the private one into FILE, the public one is printed");
    backup_key->add_option("FILE", file, "The file to write; must not be there")->required();
    backup_key->footer("Keep FILE somewhere else than on the server, and not only once: without it "
                       "no sealed backup can be read, by nobody.");

    auto* const restore_command = app.add_subcommand(
        "restore", "Bring a backup back, of this version or an earlier one, into an empty folder");
    restore_command->add_option("FILE", file, "The backup")->required();
    add_data(restore_command);
    restore_command->add_option("--key", key_path,
                                "The file with the private key, if it is sealed");
    std::string erasures;
    restore_command->add_option(
        "--erased", erasures,
        "The file that says what was erased since; else erased.jsonl beside FILE");
    restore_command->add_flag("--json", as_json, "Print the manifest as JSON");
    restore_command->footer(
        "Every hash of every history is checked before the folder has anything in it. People sign "
        "in anew: what was ended since the backup must not come back to life.");

    auto* const link_command = app.add_subcommand(
        "sign-in-link", "A one-time sign-in link for somebody who is locked out");
    link_command->add_option("EMAIL", email, "Their e-mail address")->required();
    add_data(link_command);
    link_command->add_option(
        "--site", site,
        "The address people reach the server under; else server.public_url, or "
        "server.listen");
    link_command->add_flag("--json", as_json, "Print the link as JSON");
    link_command->footer(
        "Holds for 24 hours and once. Its making is noted in the server's own history.");

    auto* const end_factor_command = app.add_subcommand(
        "end-second-factor", "For somebody who has lost their phone and their "
                             "recovery codes: ends both, and their passkeys; make "
                             "sure that it is them");
    end_factor_command->add_option("EMAIL", email, "Their e-mail address")->required();
    add_data(end_factor_command);
    end_factor_command->add_flag("--json", as_json, "Print as JSON what they had");
    end_factor_command->footer("Noted in the server's own history.");

    auto* const setup_command = app.add_subcommand(
        "setup-link", "A new one-time link that sets up a server on which nobody has an account");
    add_settings(setup_command, "server.");
    setup_command->add_flag("--json", as_json, "Print the link as JSON");
    setup_command->footer("Holds for an hour and once.");

    try {
        app.parse(argc, argv);
    } catch (CLI::ParseError const& error) {
        auto const code = app.exit(error);
        return code == 0 ? 0 : exit_usage;
    }
    try {
        // These need no settings, and must not fail for a file that is wrong.
        if (*chart_command) { return chart(file, rules); }
        if (*config_reference) {
            std::cout << config::reference();
            return 0;
        }
        if (*backup_key) { return make_backup_key(file); }
        if (*backup_verify) { return verify_backup(file, key_path, as_json); }
        auto const stands = standing(config_path, flags);
        auto const& loaded = stands.loaded;
        // These tell of what is wrong, instead of ending at it.
        if (*doctor_command) { return examine(loaded, problems_in(loaded), histories, as_json); }
        if (*support_command) { return support_bundle(loaded, problems_in(loaded), file); }
        if (auto const problems = problems_in(loaded); !problems.empty()) {
            for (auto const& problem : problems) {
                std::cerr << "flywheel: " << problem << "\n";
            }
            return exit_usage;
        }
        auto const& data = loaded.config.data;
        if (*config_show) { return show_config(loaded, with_origin, as_json); }
        if (*config_check) {
            std::cout << "The settings are in order.\n";
            return 0;
        }
        if (*mail_test_command) { return test_mail(mail::smtp_of(loaded.config), address); }
        if (*serve_command) {
            return Serving([&] { return standing(config_path, flags); }).run(stands);
        }
        if (*import_command) { return import(data, file, demo_password, as_json); }
        if (*user_list) { return users(data, only_network, as_json); }
        if (*session_list) { return sessions(data, email, as_json); }
        if (*session_end) { return end_sessions(data, email, session_id, as_json); }
        if (*invite_command) {
            return invite(data, invited, site.empty() ? site_of(loaded.config) : site, as_json);
        }
        if (*audit_command) {
            constexpr std::int64_t day_ms = 24LL * 60 * 60 * 1000;
            auto const since = since_days == 0 ? 0 : env().clock.now_ms() - since_days * day_ms;
            return audit(data, since, as_json);
        }
        if (*network_create) {
            return create_network(data, new_network, site.empty() ? site_of(loaded.config) : site,
                                  as_json);
        }
        if (*token_list) { return tokens(data, email, as_json); }
        if (*token_end) { return end_token(data, token_id, as_json); }
        if (*reads_command) { return reads(data, read, as_json); }
        if (*retention_command) { return retention(data, loaded.config, as_json); }
        if (*erase_command) {
            if (erased.email.empty() == erased.member.empty() ||
                erased.member.empty() != erased.network.empty()) {
                std::cerr << "flywheel: erase takes EMAIL, or --network and --member\n";
                return exit_usage;
            }
            return erase(data, erased, yes, as_json);
        }
        if (*export_command) { return export_to(data, part, out); }
        if (*remove_command) { return remove(data, part, certificate, yes, as_json); }
        if (*verify_command) { return verify(data, as_json); }
        if (*status_command) { return status(data, as_json); }
        if (*backup_take) {
            return take_backup(data, file, loaded.config.backup_public_key, as_json);
        }
        if (*restore_command) { return restore_backup(file, key_path, data, erasures, as_json); }
        if (*networks_command) { return networks(data, as_json); }
        if (site.empty()) { site = site_of(loaded.config); }
        if (*end_factor_command) { return end_second_factor(data, email, as_json); }
        if (*setup_command) { return setup_link(data, site, as_json); }
        return sign_in_link(data, email, site, as_json);
    } catch (std::exception const& failure) {
        std::cerr << "flywheel: " << failure.what() << "\n";
        return exit_failed;
    }
}
