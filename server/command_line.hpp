#pragma once
#include <string>

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

int import(std::string const& data, std::string const& path, std::string const& demo_password,
           bool as_json);
int export_to(std::string const& data, std::string const& network, std::string const& path);
int remove(std::string const& data, std::string const& network, bool yes, bool as_json);
int verify(std::string const& data, bool as_json);
int networks(std::string const& data, bool as_json);
int status(std::string const& data, bool as_json);
int make_backup_key(std::string const& path);
int take_backup(std::string const& data, std::string const& path, std::string const& public_key,
                bool as_json);
int verify_backup(std::string const& path, std::string const& key_path, bool as_json);
int restore_backup(std::string const& path, std::string const& key_path, std::string const& data,
                   bool as_json);
int setup_link(std::string const& data, std::string const& site);
int end_second_factor(std::string const& data, std::string const& email);
int sign_in_link(std::string const& data, std::string const& email, std::string const& site);

}  // namespace flywheel::command_line
