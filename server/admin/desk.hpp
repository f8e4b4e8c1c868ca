#pragma once
#include <memory>
#include <string>

#include "server/room/rooms.hpp"

// The operator's door: a unix socket in the data folder that answers only root and the server's own user.
namespace flywheel::admin {

// One request is a JSON line {"do":...,"bytes":N} with N bytes after it; the answer is a JSON line of the
// same form with its bytes. "do": what carry_out knows, each with its members beside it.
struct Answer {
    bool good = false;
    std::string head;   // JSON: what is to be printed, or the refusal
    std::string bytes;  // an export
};

// Carries a request out on the room thread's floor.
[[nodiscard]] Answer carry_out(Floor& floor, std::string const& head, std::string const& bytes);

class Desk {
public:
    // Listens on DIR/flywheel.sock, on a thread of its own. Throws std::runtime_error.
    Desk(Rooms& rooms, std::string const& folder);
    ~Desk();
    Desk(Desk const&) = delete;
    Desk& operator=(Desk const&) = delete;

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

// Asks a running server; nothing when none listens in this folder.
[[nodiscard]] std::optional<Answer> ask(std::string const& folder, std::string const& head,
                                        std::string const& bytes);

}  // namespace flywheel::admin
