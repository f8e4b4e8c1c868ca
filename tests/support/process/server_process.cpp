#include "tests/support/process/server_process.hpp"

#include <arpa/inet.h>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <netinet/tcp.h>
#include <sched.h>
#include <sstream>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace flywheel::process {
namespace {

// Runs the server's executable; with a cpu of 0 or more it stays on that core.
pid_t launch(std::vector<std::string> const& words, std::string const& log, int cpu) {
    pid_t const child = fork();
    if (child != 0) { return child; }
    if (cpu >= 0) {
        cpu_set_t cores;
        CPU_ZERO(&cores);
        CPU_SET(static_cast<std::size_t>(cpu), &cores);
        sched_setaffinity(0, sizeof cores, &cores);
    }
    int const out = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    dup2(out, STDOUT_FILENO);
    dup2(out, STDERR_FILENO);
    std::vector<char*> arguments;
    for (auto const& word : words) {
        arguments.push_back(const_cast<char*>(word.c_str()));
    }
    arguments.push_back(nullptr);
    execv(arguments[0], arguments.data());
    _exit(127);
}

std::string whole_file(std::string const& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

int free_port() {
    int const probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    bind(probe, reinterpret_cast<sockaddr*>(&address), length);
    getsockname(probe, reinterpret_cast<sockaddr*>(&address), &length);
    close(probe);
    return ntohs(address.sin_port);
}

// The server lies beside the executable of the test.
std::string server_executable() {
    return std::filesystem::read_symlink("/proc/self/exe").parent_path() / "flywheel";
}

}  // namespace

DataFolder::DataFolder() {
    char place[] = "build/data-XXXXXX";
    std::filesystem::create_directories("build");
    if (mkdtemp(place) == nullptr) { throw std::runtime_error("no folder for the server's data"); }
    path_ = place;
}

DataFolder::~DataFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
    std::filesystem::remove(path_ + ".log", ignored);
}

int run_flywheel(std::string const& words, std::string& said) {
    std::vector<std::string> arguments{server_executable()};
    std::istringstream stream(words);
    for (std::string word; stream >> word;) {
        arguments.push_back(word);
    }
    char log[] = "build/said-XXXXXX";
    close(mkstemp(log));
    pid_t const child = launch(arguments, log, -1);
    int status = 0;
    waitpid(child, &status, 0);
    said = whole_file(log);
    std::filesystem::remove(log);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void import_network(std::string const& network_file, DataFolder const& folder,
                    std::string const& password) {
    pid_t const child = launch({server_executable(), "import", network_file, "--data",
                                folder.path(), "--demo-password", password},
                               folder.path() + ".log", -1);
    int status = 0;
    waitpid(child, &status, 0);
    if (status != 0) {
        throw std::runtime_error("import failed: " + whole_file(folder.path() + ".log"));
    }
}

ServerProcess::ServerProcess(DataFolder const& folder, int cpu)
    : folder_(folder.path()), cpu_(cpu), port_(free_port()) {
    start_again();
}

ServerProcess::~ServerProcess() {
    if (pid_ > 0) { stop(); }
}

void ServerProcess::reload() const { ::kill(pid_, SIGHUP); }

double ServerProcess::start_again() {
    auto const began = std::chrono::steady_clock::now();
    pid_ = launch({server_executable(), "serve", "--data", folder_, "--listen",
                   "127.0.0.1:" + std::to_string(port_)},
                  folder_ + ".log", cpu_);
    auto const since = [&] {
        return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began)
            .count();
    };
    while (since() < 60'000) {
        try {
            if (http(port_, "GET", "/readyz").status == 200) { return since(); }
        } catch (std::runtime_error const&) {
            // Not listening yet.
        }
        int status = 0;
        if (waitpid(pid_, &status, WNOHANG) == pid_) {
            pid_ = 0;
            break;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    throw std::runtime_error("the server did not come up: " + log());
}

void ServerProcess::kill_now() {
    int status = 0;
    kill(pid_, SIGKILL);
    waitpid(pid_, &status, 0);
    pid_ = 0;
}

int ServerProcess::stop() {
    int status = 0;
    kill(pid_, SIGTERM);
    waitpid(pid_, &status, 0);
    pid_ = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

std::string ServerProcess::log() const { return whole_file(folder_ + ".log"); }

double ServerProcess::cpu_seconds() const {
    std::string const stat = whole_file("/proc/" + std::to_string(pid_) + "/stat");
    std::istringstream fields(stat.substr(stat.rfind(')') + 2));
    std::string skipped;
    for (int i = 0; i < 11; ++i) {
        fields >> skipped;
    }
    double user = 0;
    double system = 0;
    fields >> user >> system;
    return (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

double ServerProcess::resident_mib() const {
    std::ifstream statm("/proc/" + std::to_string(pid_) + "/statm");
    double total = 0;
    double resident = 0;
    statm >> total >> resident;
    return resident * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1048576.0;
}

double ServerProcess::figure(std::string const& name) const {
    int const line = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::snprintf(address.sun_path, sizeof address.sun_path, "%s/flywheel.sock", folder_.c_str());
    std::string const request = "{\"do\":\"status\"}\n";
    std::string answer;
    if (connect(line, reinterpret_cast<sockaddr const*>(&address), sizeof address) == 0 &&
        write(line, request.data(), request.size()) == static_cast<ssize_t>(request.size())) {
        char piece[4096];
        for (ssize_t got = 0; (got = read(line, piece, sizeof piece)) > 0;) {
            answer.append(piece, static_cast<std::size_t>(got));
        }
    }
    close(line);
    auto const at = answer.find("\"" + name + "\":");
    return at == std::string::npos ? -1
                                   : std::strtod(answer.c_str() + at + name.size() + 3, nullptr);
}

int connect_from(int port, int source) {
    int const made = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int const yes = 1;
    setsockopt(made, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    // Binding an address, not a port: the kernel may then reuse ports across destinations.
    setsockopt(made, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &yes, sizeof yes);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(0x7f000000U + static_cast<unsigned>(source / 250) * 256U +
                                    static_cast<unsigned>(source % 250) + 1U);
    bind(made, reinterpret_cast<sockaddr*>(&address), sizeof address);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    if (connect(made, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
        close(made);
        return -1;
    }
    return made;
}

HttpAnswer http(int port, std::string const& method, std::string const& path,
                std::string const& headers, std::string const& body, int source) {
    int const connection = connect_from(port, source);
    if (connection < 0) {
        throw std::runtime_error("no connection to port " + std::to_string(port));
    }
    std::string const place = "127.0.0.1:" + std::to_string(port);
    std::string request =
        method + " " + path + " HTTP/1.1\r\nHost: " + place + "\r\nConnection: close\r\n" + headers;
    if (!body.empty()) {
        request +=
            "Origin: http://" + place +
            "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
            "\r\n";
    }
    request += "\r\n" + body;
    std::string answer;
    if (send(connection, request.data(), request.size(), MSG_NOSIGNAL) ==
        static_cast<ssize_t>(request.size())) {
        char piece[65536];
        for (ssize_t got = 0; (got = recv(connection, piece, sizeof piece, 0)) > 0;) {
            answer.append(piece, static_cast<std::size_t>(got));
        }
    }
    close(connection);
    auto const end = answer.find("\r\n\r\n");
    if (end == std::string::npos) { throw std::runtime_error("no answer to " + path); }
    return {std::atoi(answer.c_str() + std::strlen("HTTP/1.1 ")), answer.substr(0, end + 2),
            answer.substr(end + 4)};
}

std::string sign_in(int port, std::string const& email, std::string const& password, int source) {
    auto const answer = http(port, "POST", "/api/v1/sign_in", {},
                             R"({"email":")" + email + R"(","password":")" + password +
                                 R"(","shared_device":false})",
                             source);
    auto const from = answer.head.find("et-Cookie: ");
    if (answer.status != 200 || from == std::string::npos) {
        throw std::runtime_error(email + " cannot sign in: " + answer.head + answer.body);
    }
    auto const start = from + std::strlen("et-Cookie: ");
    return "Cookie: " + answer.head.substr(start, answer.head.find(';', start) - start) + "\r\n";
}

}  // namespace flywheel::process
