#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace flywheel::bench {

struct Seat {
    std::string cookie;  // as a header line
    std::string since;   // the cursor of a snapshot this account fetched
    int source = 0;      // which loopback address it comes from
};

struct Load {
    double offered_per_second = 0;
    double seconds = 0;
    int writers = 0;       // the first so many connections send, in turn
    int text_bytes = 200;  // how long the edited text is
};

struct Outcome {
    double offered = 0;   // commands a second that were to be sent
    double achieved = 0;  // commands a second that were acknowledged
    std::uint64_t refused = 0;
    std::uint64_t lost = 0;    // never answered, 5 s after the last was sent
    double accept_p50_ms = 0;  // from the moment a command was due, not the one it was written
    double accept_p99_ms = 0;
    double accept_max_ms = 0;
    double deliveries = 0;       // puts that reached some connection, a second
    double delivery_p50_ms = 0;  // due until read, on every sixteenth connection
    double delivery_p99_ms = 0;
    double messages = 0;  // WebSocket messages received, a second
    double bytes_per_put = 0;
    std::uint64_t closed = 0;     // connections the server ended
    double client_cpu_share = 0;  // of one core; near 1 the client itself is the limit
};

// Many WebSocket connections in one thread over epoll, with a hand-made client: it masks what it sends, reads frames, counts.
class Swarm {
public:
    // Opens one connection a seat (a seat may be taken many times) and says hello on each; throws std::runtime_error
    // when one is refused.
    Swarm(int port, std::string const& network, std::vector<Seat> const& seats, int connections);
    ~Swarm();
    Swarm(Swarm const&) = delete;
    Swarm& operator=(Swarm const&) = delete;

    // Sends edits of `nodes` (writer i edits node i) at a constant rate, whatever the answers do, and waits for the last ones.
    Outcome run(Load const& load, std::vector<std::string> const& nodes);

    // Reads what an earlier run left behind, until nothing comes any more; a run starts from rest.
    void settle();

    // Reads what comes for so long, and answers nothing.
    void idle(double seconds);

private:
    struct Connection;
    void turn(int timeout_ms);
    void read_some(Connection& connection);
    std::size_t frames(Connection& connection, std::string_view in);  // how much of it was whole
    void message(Connection& connection, std::string_view text);
    void answers(std::string_view text, std::int64_t now);
    void send_text(Connection& connection, std::string const& text);
    void send_frame(Connection& connection, unsigned char opcode, std::string const& text);
    void flush(Connection& connection);

    int poll_ = -1;
    std::vector<Connection> connections_;
    std::vector<char> buffer_;

    // One run's measurements.
    std::string ids_begin_;             // how the ids of its commands begin
    std::vector<std::int64_t> due_ns_;  // by command number
    std::vector<double> accept_ms_;
    std::vector<double> delivery_ms_;
    std::uint64_t answered_ = 0;
    std::uint64_t refused_ = 0;
    std::uint64_t puts_ = 0;
    std::uint64_t messages_ = 0;
    std::uint64_t bytes_ = 0;
    std::uint64_t closed_ = 0;
    std::uint64_t greeted_ = 0;
};

}  // namespace flywheel::bench
