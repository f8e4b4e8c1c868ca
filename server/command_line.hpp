#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "server/admin/desk.hpp"
#include "server/config/config.hpp"
#include "server/room/env.hpp"

// What an operator asks of a data folder on the command line: of the server that runs on it, else of the folder itself, which is
// then locked. Each prints its answer and gives the exit code; the world's failures are thrown.
namespace flywheel::command_line {

constexpr int exit_refused = 1;  // the request was understood and not carried out
constexpr int exit_usage = 2;    // the command line, or the configuration, is wrong
constexpr int exit_failed = 3;   // the world failed: disk, port, file

// The clock and the randomness of this machine.
[[nodiscard]] Env env();
// "-" is standard input. Throws std::runtime_error when it cannot be read.
[[nodiscard]] std::string read_file(std::string const& path);

// Beside the backups of that folder; nowhere where there are none.
[[nodiscard]] std::string erasures_in(std::string const& backup_folder);

// A file for its owner alone; `how` (O_TRUNC, O_EXCL) says what becomes of one that is there. Throws std::runtime_error.
void write_file(std::string const& path, std::string const& bytes, int how);

// Through the running server when there is one; otherwise on the folder itself, which is then locked.
[[nodiscard]] admin::Answer ask(std::string const& data, nlohmann::json const& request,
                                std::string const& bytes = {});
int say_refusal(admin::Answer const& answer);

int import(std::string const& data, std::string const& path, std::string const& demo_password,
           bool as_json);
// A whole network, or what belongs to one of its districts, by its id.
struct Part {
    std::string network;
    std::string district;
    bool with_accounts = false;  // of a district: who its people are
    bool shared_too = false;     // to remove: also what the district had shared with others
};
int export_to(std::string const& data, Part const& part, std::string const& path);
// What was removed is written to `certificate` too, where one is asked for; the file must not be there.
int remove(std::string const& data, Part const& part, std::string const& certificate, bool yes,
           bool as_json);
struct NewNetwork {
    std::string name;
    std::string organization;  // of its hub
    std::string director;      // their name
    std::string email;         // theirs
};
// One more on this server; prints the one-time link of a director who has no account here yet.
int create_network(std::string const& data, NewNetwork const& wish, std::string const& site,
                   bool as_json);
// Of one person where an address is given.
int tokens(std::string const& data, std::string const& email, bool as_json);
int end_token(std::string const& data, std::string const& id, bool as_json);
// Days as people write them, both counted in; empty: no end.
struct WhatWasRead {
    std::string network;
    std::string from;
    std::string to;
    std::string district;
};
int reads(std::string const& data, WhatWasRead const& what, bool as_json);
// By these settings, whatever the server was started with.
int retention(std::string const& data, config::Config const& config, bool as_json);
int audit(std::string const& data, std::int64_t since_ms, bool as_json);
// Somebody of all networks by their address, or a member of one.
struct WhoToErase {
    std::string email;
    std::string network;
    std::string member;
};
int erase(std::string const& data, WhoToErase const& who, bool yes, bool as_json);
int verify(std::string const& data, bool as_json);
int networks(std::string const& data, bool as_json);
int status(std::string const& data, bool as_json);
int make_backup_key(std::string const& path);
int take_backup(std::string const& data, std::string const& path, std::string const& public_key,
                bool as_json);
int verify_backup(std::string const& path, std::string const& key_path, bool as_json);
// `erasures`: the file that says what was erased since; empty: the one beside the backup, where there is one.
int restore_backup(std::string const& path, std::string const& key_path, std::string const& data,
                   std::string const& erasures, bool as_json);
int users(std::string const& data, std::string const& network, bool as_json);
int sessions(std::string const& data, std::string const& email, bool as_json);
// All of somebody's, or the one of this id.
int end_sessions(std::string const& data, std::string const& email, std::string const& id,
                 bool as_json);
struct Invited {
    std::string network;
    std::string organization;  // like the team by its id or whole name
    std::string role;
    std::string team;
    std::string email;
    std::int64_t days = 14;
};
int invite(std::string const& data, Invited const& whom, std::string const& site, bool as_json);
// Exit code exit_refused where something is wrong.
int examine(config::Loaded const& loaded, std::vector<std::string> const& problems, bool histories,
            bool as_json);
// What somebody who helps needs to know, without names, texts, addresses or secrets, into a new file.
int support_bundle(config::Loaded const& loaded, std::vector<std::string> const& problems,
                   std::string const& path);
int setup_link(std::string const& data, std::string const& site, bool as_json);
int end_second_factor(std::string const& data, std::string const& email, bool as_json);
int sign_in_link(std::string const& data, std::string const& email, std::string const& site,
                 bool as_json);

}  // namespace flywheel::command_line
