#pragma once
#include <memory>
#include <string>
#include <vector>

namespace flywheel {

// One WebSocket message on its way: pieces of JSON that become the members of one array. Pieces are shared
// by all connections that get the same bytes.
struct Frame {
    using Piece = std::shared_ptr<std::string const>;
    std::vector<Piece> pieces;
    bool ephemeral = false;  // presence: the first thing dropped under pressure
    bool welcomes = false;  // starts a connection afresh: what was dropped before no longer matters
};

// A connection as the room sees it. Called on the room thread; must not block.
class Subscriber {
public:
    virtual ~Subscriber() = default;
    virtual void deliver(Frame frame) = 0;
    // Ends the connection with a WebSocket close code (docs/SYNC.md M10).
    virtual void close(int code, std::string reason) = 0;
};

}  // namespace flywheel
