#pragma once
#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "server/room/rooms.hpp"
#include "server/web/api.hpp"
#include "server/web/mailbox.hpp"
#include "server/web/stream.hpp"

// One WebSocket. Beast's own WebSocket headers are in connection.cpp alone: they cost a minute to compile.
namespace flywheel::web {

// What connections share. Each holds it, since the last of them may go with the io_context itself; rooms and
// mailbox are there for as long as `running` says so.
struct Sockets {
    Sockets(Rooms& the_rooms, Mailbox& the_mailbox) : rooms(the_rooms), mailbox(the_mailbox) {}
    Rooms& rooms;
    Mailbox& mailbox;
    std::atomic<bool> running = true;  // false: both threads have ended
    std::size_t open = 0;              // on the web thread
    std::uint64_t fell_behind = 0;     // there too
    std::function<void()> all_closed;  // called when the last one ends after close_all
};

class Connection;

// Answers the upgrade (its request as raw bytes, read already) and starts talking. Web thread.
std::shared_ptr<Connection> accept_websocket(Stream stream, std::string const& upgrade_request,
                                             SignedIn who, std::shared_ptr<Sockets> sockets);
// Says going_away and closes (1012).
void send_away(std::shared_ptr<Connection> const& connection);

}  // namespace flywheel::web
