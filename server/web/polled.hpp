#pragma once
#include <boost/asio/io_context.hpp>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "server/web/line.hpp"
#include "server/web/request.hpp"

namespace flywheel::web {

// A line carried by requests, one after another, for networks whose proxies break WebSocket (docs/SYNC.md H3). Web thread.
class PolledLine;

class PolledLines {
public:
    PolledLines(boost::asio::io_context& web, std::shared_ptr<Sockets> sockets);

    // Begins a line by that id. Refuses, with false, when there are too many.
    bool begin(std::string const& id, SignedIn who);
    // Hands on what the browser says, and replies with what waits for it: at once, or as soon as what it said is answered.
    // False where there is no such line, or it is somebody else's: the browser dials anew.
    bool turn(std::string const& id, SignedIn const& who, std::vector<std::string> const& messages,
              Reply const& reply);
    // Everybody is told that the server goes.
    void send_away();

private:
    boost::asio::io_context& web_;
    std::shared_ptr<Sockets> sockets_;
    // Shared with the lines' own timers, which may outlive this.
    std::shared_ptr<std::unordered_map<std::string, std::shared_ptr<PolledLine>>> lines_;
};

}  // namespace flywheel::web
