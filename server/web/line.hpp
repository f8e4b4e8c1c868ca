#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "protocol/messages.hpp"
#include "server/room/rooms.hpp"
#include "server/web/api.hpp"
#include "server/web/connection.hpp"

namespace flywheel::web {

// One browser's line to the rooms, whatever carries it: what it says is taken apart here and handed on. Lives on the web
// thread, save deliver() and close(), which the room thread calls.
class Line : public Subscriber, public std::enable_shared_from_this<Line> {
public:
    Line(SignedIn who, std::shared_ptr<Sockets> sockets);

    void deliver(Frame frame) override;
    void close(int code, std::string reason) override;

protected:
    // Hands on one message; ends the line where it is not well formed.
    void hear(std::string_view text);
    void in_room(std::function<void(Room&)> work);
    void leave();
    // What is built when too much waits: the reader starts afresh.
    [[nodiscard]] static Frame fell_behind();

    virtual void queue(Frame frame) = 0;
    virtual void finish(int code, std::string const& reason) = 0;
    virtual void answered() = 0;

    SignedIn who_;
    std::shared_ptr<Sockets> sockets_;
    int in_flight_ = 0;  // commands that are not answered yet

private:
    void handle(HelloMessage& hello);
    void handle(CommandMessage& message);
    void handle(OpenMessage& message);
    void handle(CloseMessage& message);
    void handle(PresenceMessage& message);
    void handle(PingMessage& message);

    std::string network_;
};

[[nodiscard]] std::size_t bytes_of(Frame const& frame);

}  // namespace flywheel::web
