#pragma once
#include <string>
#include <sys/types.h>
#include <vector>

namespace flywheel::bench {

// The real server as a child process, on a data folder and a port of its own. Ended, and its folder removed, with the object.
class ServerProcess {
public:
    // Imports `network_file` (every account gets `password`) and serves it; returns when /readyz answers.
    // Throws std::runtime_error with the server's last words when it does not come up within a minute.
    ServerProcess(std::string const& network_file, std::string const& password, int cpu);
    ~ServerProcess();
    ServerProcess(ServerProcess const&) = delete;
    ServerProcess& operator=(ServerProcess const&) = delete;

    [[nodiscard]] int port() const { return port_; }
    [[nodiscard]] double cpu_seconds() const;  // user and system, of all its threads
    [[nodiscard]] double resident_mib() const;
    // The sum of the samples of /metrics whose name is `name`; negative when there is none.
    [[nodiscard]] double metric(std::string const& name) const;

private:
    std::string folder_;
    pid_t pid_ = 0;
    int port_ = 0;
};

struct HttpAnswer {
    int status = 0;
    std::string head;
    std::string body;
};

// One request on a connection of its own, from 127.0.`source / 250`.`source % 250 + 1`, so that limits for each address do not
// meet a whole community behind one. Throws std::runtime_error when the connection fails.
HttpAnswer http(int port, std::string const& method, std::string const& path,
                std::string const& headers = {}, std::string const& body = {}, int source = 0);

// A connected socket from that source address; -1 when it fails.
int connect_from(int port, int source);

// Where this executable lies: the server lies beside it.
std::string beside_me(std::string const& name);

}  // namespace flywheel::bench
