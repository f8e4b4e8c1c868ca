#pragma once
#include <string>
#include <sys/types.h>

// The real server as a child process, for the tests and measurements that need one to end or to outlive.
namespace flywheel::process {

// A folder below build/ that goes with the object.
class DataFolder {
public:
    DataFolder();
    ~DataFolder();
    DataFolder(DataFolder const&) = delete;
    DataFolder& operator=(DataFolder const&) = delete;
    [[nodiscard]] std::string const& path() const { return path_; }

private:
    std::string path_;
};

// Runs `flywheel` with these words to its end; its exit status, and what it said in `said`.
int run_flywheel(std::string const& words, std::string& said);

// Reads `network_file` into an empty folder; every account gets `password`. Throws std::runtime_error with what the server said.
void import_network(std::string const& network_file, DataFolder const& folder,
                    std::string const& password);

class ServerProcess {
public:
    // Serves the folder on a free port; returns when /readyz answers. With a cpu of 0 or more the server keeps to that core.
    // Throws std::runtime_error with the server's last words when it does not come up within a minute.
    explicit ServerProcess(DataFolder const& folder, int cpu = -1);
    ~ServerProcess();
    ServerProcess(ServerProcess const&) = delete;
    ServerProcess& operator=(ServerProcess const&) = delete;

    // SIGKILL: no goodbye, as when the power fails (but what was written without a sync survives this; see the other crash tests).
    void kill_now();
    // SIGTERM; answers the exit status.
    int stop();
    // SIGHUP: it reads its settings again.
    void reload() const;
    // Starts again on the same folder and port after kill_now or stop; answers the milliseconds until /readyz answered.
    double start_again();

    [[nodiscard]] int port() const { return port_; }
    [[nodiscard]] double cpu_seconds() const;  // user and system, of all its threads
    [[nodiscard]] double resident_mib() const;
    // A figure of `flywheel status`, such as "commits"; negative when the server does not answer.
    [[nodiscard]] double figure(std::string const& name) const;
    // All it has written to standard output and error, over every start.
    [[nodiscard]] std::string log() const;

private:
    std::string folder_;
    int cpu_ = -1;
    pid_t pid_ = 0;
    int port_ = 0;
};

struct HttpAnswer {
    int status = 0;
    std::string head;
    std::string body;
};

// One request on a connection of its own. `source` picks the loopback address it comes from, so that limits for each address do not
// meet a whole community behind one. Throws std::runtime_error when the connection or the answer fails.
HttpAnswer http(int port, std::string const& method, std::string const& path,
                std::string const& headers = {}, std::string const& body = {}, int source = 0);

// Signs in; the cookie as a header line. Throws std::runtime_error when it is refused.
std::string sign_in(int port, std::string const& email, std::string const& password, int source);

// A connected socket from that source address; -1 when it fails.
int connect_from(int port, int source);

}  // namespace flywheel::process
