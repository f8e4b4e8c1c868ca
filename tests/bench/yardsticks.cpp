#include "tests/bench/yardsticks.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <netinet/tcp.h>
#include <string>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace flywheel::bench {
namespace {

using Clock = std::chrono::steady_clock;

double ms_since(Clock::time_point from) {
    return std::chrono::duration<double, std::milli>(Clock::now() - from).count();
}

// Reads whatever comes on `sockets` until it is ended.
[[noreturn]] void drop_everything(std::vector<int> const& sockets) {
    int const poll = epoll_create1(EPOLL_CLOEXEC);
    for (int one : sockets) {
        epoll_event interest{};
        interest.events = EPOLLIN;
        interest.data.fd = one;
        epoll_ctl(poll, EPOLL_CTL_ADD, one, &interest);
    }
    std::vector<epoll_event> ready(512);
    std::vector<char> bin(262'144);
    for (;;) {
        int const count = epoll_wait(poll, ready.data(), static_cast<int>(ready.size()), -1);
        for (int i = 0; i < count; ++i) {
            if (read(ready[static_cast<std::size_t>(i)].data.fd, bin.data(), bin.size()) == 0) {
                _exit(0);
            }
        }
    }
}

}  // namespace

DiskYardstick measure_disk(double seconds) {
    std::filesystem::create_directories("build");
    char place[] = "build/yardstick-XXXXXX";
    int const file = mkstemp(place);
    std::string const page(4096, 'x');
    std::vector<double> took;
    auto const began = Clock::now();
    while (ms_since(began) < seconds * 1000) {
        auto const from = Clock::now();
        if (write(file, page.data(), page.size()) != static_cast<ssize_t>(page.size()) ||
            fdatasync(file) != 0) {
            break;
        }
        took.push_back(ms_since(from));
    }
    double const whole = ms_since(began) / 1000;
    close(file);
    unlink(place);
    if (took.empty()) { return {}; }
    std::sort(took.begin(), took.end());
    auto const at = [&](double share) {
        return took[std::min(took.size() - 1,
                             static_cast<std::size_t>(share * static_cast<double>(took.size())))];
    };
    return {static_cast<double>(took.size()) / whole, at(0.5), at(0.99)};
}

double measure_frames(int sockets, int frame_bytes, double seconds) {
    int const listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    if (bind(listener, reinterpret_cast<sockaddr*>(&address), length) != 0 ||
        listen(listener, 64) != 0 ||
        getsockname(listener, reinterpret_cast<sockaddr*>(&address), &length) != 0) {
        return 0;
    }
    std::vector<int> ours;
    std::vector<int> theirs;
    for (int i = 0; i < sockets; ++i) {
        int const there = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (connect(there, reinterpret_cast<sockaddr*>(&address), length) != 0) { break; }
        int const here = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
        int const yes = 1;
        setsockopt(here, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        ours.push_back(here);
        theirs.push_back(there);
    }
    close(listener);
    pid_t const reader = fork();
    if (reader == 0) {
        for (int one : ours) {
            close(one);
        }
        drop_everything(theirs);
    }
    for (int one : theirs) {
        close(one);
    }
    std::string const frame(static_cast<std::size_t>(frame_bytes), 'x');
    double sent = 0;
    auto const began = Clock::now();
    while (ms_since(began) < seconds * 1000) {
        for (int one : ours) {
            if (send(one, frame.data(), frame.size(), MSG_NOSIGNAL) == frame_bytes) { ++sent; }
        }
    }
    double const whole = ms_since(began) / 1000;
    for (int one : ours) {
        close(one);
    }
    kill(reader, SIGKILL);
    int status = 0;
    waitpid(reader, &status, 0);
    return sent / whole;
}

}  // namespace flywheel::bench
