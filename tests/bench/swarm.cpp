#include "tests/bench/swarm.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <random>
#include <stdexcept>
#include <string_view>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/support/process/server_process.hpp"

namespace flywheel::bench {
namespace {

std::int64_t now_ns(clockid_t clock = CLOCK_MONOTONIC) {
    timespec t{};
    clock_gettime(clock, &t);
    return static_cast<std::int64_t>(t.tv_sec) * 1'000'000'000 + t.tv_nsec;
}

// A command's number travels in its id and, with the moment it was due, in the text it writes, so that whoever reads either knows
// both. The marks cannot occur in anything else this benchmark writes.
constexpr std::string_view text_mark = "~due";  // then 16 hexadecimal digits of nanoseconds
constexpr std::string_view id_prefix = "bnch";  // then 10 of the run's salt and 12 of the number
constexpr std::size_t id_salted = 14;
constexpr std::size_t id_length = 26;

// memmem is vectorised; std::string_view::find stops at every quotation mark, of which JSON is full.
std::string_view from_first(std::string_view text, std::string_view what) {
    auto const* at =
        static_cast<char const*>(memmem(text.data(), text.size(), what.data(), what.size()));
    if (at == nullptr) { return {}; }
    return text.substr(static_cast<std::size_t>(at - text.data()));
}

bool holds(std::string_view text, std::string_view what) { return !from_first(text, what).empty(); }

std::uint64_t hex_at(char const* digits, int count) {
    std::uint64_t value = 0;
    for (int i = 0; i < count; ++i) {
        char const c = digits[i];
        value = value * 16 + static_cast<std::uint64_t>(c <= '9' ? c - '0' : c - 'a' + 10);
    }
    return value;
}

double at_share(std::vector<double>& values, double share) {
    if (values.empty()) { return 0; }
    auto const place = std::min(
        values.size() - 1, static_cast<std::size_t>(share * static_cast<double>(values.size())));
    std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(place),
                     values.end());
    return values[place];
}

}  // namespace

struct Swarm::Connection {
    int socket = -1;
    bool samples = false;  // whether it measures each delivery, or only counts
    bool writes = false;   // whether answers are looked for in what it reads
    bool greeted = false;
    std::string in;        // bytes of a frame that is not whole yet
    std::string whole;     // earlier fragments of a message
    std::string out;       // bytes the socket did not take yet
    bool waiting = false;  // whether epoll watches for room to write
};

Swarm::Swarm(int port, std::string const& network, std::vector<Seat> const& seats, int connections)
    : poll_(epoll_create1(EPOLL_CLOEXEC)), connections_(static_cast<std::size_t>(connections)),
      buffer_(256 << 10) {
    std::string const place = "127.0.0.1:" + std::to_string(port);
    for (std::size_t i = 0; i < connections_.size(); ++i) {
        auto const& seat = seats[i % seats.size()];
        auto& connection = connections_[i];
        connection.socket = process::connect_from(port, seat.source);
        if (connection.socket < 0) {
            throw std::runtime_error("connection " + std::to_string(i) + " was not taken");
        }
        connection.samples = i % 16 == 0;
        std::string const upgrade =
            "GET /api/v1/live HTTP/1.1\r\nHost: " + place +
            "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nOrigin: "
            "http://" +
            place + "\r\n" + seat.cookie + "\r\n";
        if (send(connection.socket, upgrade.data(), upgrade.size(), MSG_NOSIGNAL) < 0) {
            throw std::runtime_error("upgrade not sent");
        }
        std::string answer;
        while (answer.find("\r\n\r\n") == std::string::npos) {
            ssize_t const got = recv(connection.socket, buffer_.data(), buffer_.size(), 0);
            if (got <= 0) { break; }
            answer.append(buffer_.data(), static_cast<std::size_t>(got));
        }
        if (answer.compare(0, 12, "HTTP/1.1 101") != 0) {
            throw std::runtime_error("no upgrade: " + answer.substr(0, 300));
        }
        connection.in = answer.substr(answer.find("\r\n\r\n") + 4);
        fcntl(connection.socket, F_SETFL, fcntl(connection.socket, F_GETFL) | O_NONBLOCK);
        epoll_event interest{};
        interest.events = EPOLLIN;
        interest.data.u64 = i;
        epoll_ctl(poll_, EPOLL_CTL_ADD, connection.socket, &interest);
        send_text(connection, R"({"type":"hello","wire_version":1,"network":")" + network +
                                  R"(","since":")" + seat.since + R"(","pending":[]})");
        // Read as we go, or the first thousand greetings fill their sockets while the last are opened.
        if (i % 64 == 63) { turn(0); }
    }
    for (auto const began = now_ns();
         greeted_ < connections_.size() && now_ns() - began < 30'000'000'000;) {
        turn(100);
    }
    if (greeted_ < connections_.size()) {
        throw std::runtime_error("only " + std::to_string(greeted_) + " of " +
                                 std::to_string(connections) + " connections were welcomed");
    }
}

Swarm::~Swarm() {
    for (auto& connection : connections_) {
        if (connection.socket >= 0) { close(connection.socket); }
    }
    close(poll_);
}

void Swarm::send_text(Connection& connection, std::string const& text) {
    send_frame(connection, 1, text);
}

void Swarm::send_frame(Connection& connection, unsigned char opcode, std::string const& text) {
    if (connection.socket < 0) { return; }
    std::string& out = connection.out;
    out += static_cast<char>(0x80U | opcode);
    if (text.size() < 126) {
        out += static_cast<char>(0x80U | text.size());
    } else {
        out += static_cast<char>(0x80U | 126U);
        out += static_cast<char>(text.size() >> 8U);
        out += static_cast<char>(text.size() & 0xffU);
    }
    // A mask of zeros is a mask; what it is for (confusing caches) does not matter here.
    out.append(4, '\0');
    out += text;
    flush(connection);
}

void Swarm::flush(Connection& connection) {
    while (!connection.out.empty()) {
        ssize_t const sent =
            send(connection.socket, connection.out.data(), connection.out.size(), MSG_NOSIGNAL);
        if (sent <= 0) { break; }
        connection.out.erase(0, static_cast<std::size_t>(sent));
    }
    bool const waiting = !connection.out.empty();
    if (waiting == connection.waiting || connection.socket < 0) { return; }
    connection.waiting = waiting;
    epoll_event interest{};
    interest.events = waiting ? (EPOLLIN | EPOLLOUT) : EPOLLIN;
    interest.data.u64 = static_cast<std::uint64_t>(&connection - connections_.data());
    epoll_ctl(poll_, EPOLL_CTL_MOD, connection.socket, &interest);
}

void Swarm::turn(int timeout_ms) {
    epoll_event ready[256];
    int const count = epoll_wait(poll_, ready, 256, timeout_ms);
    for (int i = 0; i < count; ++i) {
        auto& connection = connections_[ready[i].data.u64];
        if ((ready[i].events & EPOLLOUT) != 0) { flush(connection); }
        if ((ready[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0) { read_some(connection); }
    }
}

void Swarm::read_some(Connection& connection) {
    if (connection.socket < 0) { return; }
    ssize_t const got = recv(connection.socket, buffer_.data(), buffer_.size(), 0);
    if (got <= 0) {
        if (got < 0 && (errno == EAGAIN || errno == EINTR)) { return; }
        ++closed_;
        close(connection.socket);
        connection.socket = -1;
        return;
    }
    bytes_ += static_cast<std::uint64_t>(got);
    // Most reads end where a frame ends: those are looked at where they lie, and only what is cut off is kept.
    if (connection.in.empty()) {
        std::size_t const read =
            frames(connection, {buffer_.data(), static_cast<std::size_t>(got)});
        connection.in.assign(buffer_.data() + read, static_cast<std::size_t>(got) - read);
        return;
    }
    connection.in.append(buffer_.data(), static_cast<std::size_t>(got));
    connection.in.erase(0, frames(connection, connection.in));
}

std::size_t Swarm::frames(Connection& connection, std::string_view in) {
    std::size_t from = 0;
    while (in.size() - from >= 2) {
        auto const byte = [&](std::size_t place) {
            return static_cast<std::uint64_t>(static_cast<unsigned char>(in[from + place]));
        };
        std::size_t header = 2;
        std::uint64_t size = byte(1) & 0x7fU;
        if (size == 126) { header = 4; }
        if (size == 127) { header = 10; }
        if (in.size() - from < header) { break; }
        if (header > 2) {
            size = 0;
            for (std::size_t i = 2; i < header; ++i) {
                size = size << 8U | byte(i);
            }
        }
        if (in.size() - from < header + size) { break; }
        unsigned const opcode = static_cast<unsigned>(byte(0)) & 0x0fU;
        bool const last = (byte(0) & 0x80U) != 0;
        std::string_view const payload = in.substr(from + header, size);
        if (opcode == 9) {
            send_frame(connection, 10, std::string(payload));
        } else if (opcode <= 2) {
            if (last && connection.whole.empty()) {
                message(connection, payload);
            } else {
                connection.whole.append(payload);
                if (last) {
                    message(connection, connection.whole);
                    connection.whole.clear();
                }
            }
        }
        from += header + size;
    }
    return from;
}

void Swarm::message(Connection& connection, std::string_view text) {
    ++messages_;
    std::int64_t const now = now_ns();
    char const* const end = text.data() + text.size();
    // Puts: found by their mark, so that a million of them a second can be counted without a JSON parser.
    for (char const* at = text.data();
         (at = static_cast<char const*>(
              std::memchr(at, '~', static_cast<std::size_t>(end - at)))) != nullptr;) {
        if (end - at > 20 && std::string_view(at, text_mark.size()) == text_mark) {
            ++puts_;
            if (connection.samples) {
                delivery_ms_.push_back(static_cast<double>(now - static_cast<std::int64_t>(hex_at(
                                                                     at + text_mark.size(), 16))) /
                                       1e6);
            }
        }
        ++at;
    }
    // Only who has sent something is answered, and nobody is greeted twice: the others' messages are not searched.
    if (connection.writes) { answers(text, now); }
    if (!connection.greeted && holds(text, R"("type":"welcome")")) {
        connection.greeted = true;
        ++greeted_;
    }
}

void Swarm::answers(std::string_view text, std::int64_t now) {
    for (std::string_view const kind :
         {R"("type":"accepted","id":")", R"("type":"refused","id":")"}) {
        for (std::string_view rest = text; (rest = from_first(rest, kind)).size() > kind.size();) {
            rest.remove_prefix(kind.size());
            // The answers of an earlier run that come late are not this run's.
            if (rest.size() < id_length || rest.substr(0, id_salted) != ids_begin_) { continue; }
            std::uint64_t const number = hex_at(rest.data() + id_salted, 12);
            if (number >= due_ns_.size()) { continue; }
            if (kind[8] == 'a') {
                ++answered_;
                accept_ms_.push_back(static_cast<double>(now - due_ns_[number]) / 1e6);
            } else if (++refused_ == 1) {
                std::fprintf(stderr, "refused: %.*s\n",
                             static_cast<int>(std::min<std::size_t>(rest.size(), 300)),
                             rest.data());
            }
        }
    }
}

void Swarm::idle(double seconds) {
    for (auto const began = now_ns();
         now_ns() - began < static_cast<std::int64_t>(seconds * 1e9);) {
        turn(20);
    }
}

void Swarm::settle() {
    constexpr int rounds_max = 60;  // of half a second: what an overload left is written by then
    for (int round = 0; round < rounds_max; ++round) {
        auto const before = bytes_;
        idle(0.5);
        if (bytes_ == before) { return; }
    }
}

Outcome Swarm::run(Load const& load, std::vector<std::string> const& nodes) {
    accept_ms_.clear();
    delivery_ms_.clear();
    answered_ = refused_ = puts_ = messages_ = bytes_ = closed_ = 0;
    auto const count = static_cast<std::size_t>(load.offered_per_second * load.seconds);
    due_ns_.assign(count, 0);
    char salt[11];
    std::snprintf(salt, sizeof salt, "%010llx",
                  static_cast<unsigned long long>(std::random_device{}()));
    ids_begin_ = std::string(id_prefix) + salt;
    for (std::size_t i = 0; i < connections_.size(); ++i) {
        connections_[i].writes = i < static_cast<std::size_t>(load.writers);
    }
    std::string const filler(static_cast<std::size_t>(std::max(0, load.text_bytes - 24)), 'w');

    std::int64_t const began = now_ns() + 1'000'000;
    std::int64_t const cpu_began = now_ns(CLOCK_PROCESS_CPUTIME_ID);
    double const gap_ns = 1e9 / load.offered_per_second;
    for (std::size_t i = 0; i < count; ++i) {
        due_ns_[i] = began + static_cast<std::int64_t>(gap_ns * static_cast<double>(i));
    }
    std::size_t next = 0;
    std::int64_t last_sent = began;
    while (answered_ + refused_ < count) {
        std::int64_t const now = now_ns();
        // At most a few at a time, or a late start would send a burst and read nothing meanwhile.
        for (int burst = 0; next < count && due_ns_[next] <= now && burst < 32; ++burst, ++next) {
            auto const writer = next % static_cast<std::size_t>(load.writers);
            char head[64];
            std::snprintf(head, sizeof head, "%s%012zx", ids_begin_.c_str(), next);
            char due[32];
            std::snprintf(due, sizeof due, "%s%016llx", text_mark.data(),
                          static_cast<unsigned long long>(due_ns_[next]));
            send_text(connections_[writer], std::string(R"({"type":"command","id":")") + head +
                                                R"(","name":"edit_driver_node","args":{"id":")" +
                                                nodes[writer] +
                                                R"(","seen_revision":1,"set":{"definition":")" +
                                                due + " " + filler + R"("}}})");
            last_sent = now;
        }
        if (next == count && now - last_sent > 5'000'000'000) { break; }
        int wait_ms = 0;
        if (next < count && due_ns_[next] > now) {
            wait_ms = static_cast<int>((due_ns_[next] - now) / 1'000'000);
        }
        turn(next < count ? wait_ms : 10);
    }
    double const whole = static_cast<double>(now_ns() - began) / 1e9;
    // What was delivered to others may lag behind the last answer.
    idle(0.2);

    Outcome outcome;
    outcome.offered = load.offered_per_second;
    outcome.achieved = static_cast<double>(answered_) / whole;
    outcome.refused = refused_;
    outcome.lost = count - answered_ - refused_;
    outcome.accept_p50_ms = at_share(accept_ms_, 0.5);
    outcome.accept_p99_ms = at_share(accept_ms_, 0.99);
    outcome.accept_max_ms = at_share(accept_ms_, 1);
    outcome.deliveries = static_cast<double>(puts_) / whole;
    outcome.delivery_p50_ms = at_share(delivery_ms_, 0.5);
    outcome.delivery_p99_ms = at_share(delivery_ms_, 0.99);
    outcome.messages = static_cast<double>(messages_) / whole;
    outcome.bytes_per_put =
        puts_ == 0 ? 0 : static_cast<double>(bytes_) / static_cast<double>(puts_);
    outcome.closed = closed_;
    outcome.client_cpu_share =
        static_cast<double>(now_ns(CLOCK_PROCESS_CPUTIME_ID) - cpu_began) / 1e9 / whole;
    due_ns_.clear();
    return outcome;
}

}  // namespace flywheel::bench
