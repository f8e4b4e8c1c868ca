#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "protocol/commands.hpp"
#include "protocol/refusal.hpp"

// What a browser may say on the socket (docs/SYNC.md): a closed union.
namespace flywheel {

struct HelloMessage {
    std::int64_t wire_version = 0;
    std::string network;
    std::string since;
    std::vector<std::string> pending;
};
struct CommandMessage {
    std::string id;  // as it was sent, so that a malformed command can be refused by its id
    Result<Command> command;
};
struct OpenMessage {
    Key parent;
};
struct CloseMessage {
    Key parent;
};
// Where somebody points on a diagram, in hundredths of its text size from its top left.
struct Pointer {
    std::int64_t x = 0;
    std::int64_t y = 0;
    friend bool operator==(Pointer const&, Pointer const&) = default;
};
struct PresenceMessage {
    std::optional<Key> key;
    std::string field;
    std::optional<Pointer> pointer;
};
struct PingMessage {};

using ClientMessage = std::variant<HelloMessage, CommandMessage, OpenMessage, CloseMessage,
                                   PresenceMessage, PingMessage>;

inline constexpr std::size_t pending_max = 1'000;       // a day of offline work, many times over
inline constexpr std::size_t field_name_max = 40;       // the longest field name has 25
inline constexpr std::int64_t pointer_max = 1'000'000;  // 5,000 boxes below each other
inline constexpr std::size_t cursor_length_max = 64;    // a cursor has 26

// Gate first, then JSON. A refusal means that the frame is not well formed and the connection ends (4400);
// a command that is merely wrong comes back as CommandMessage with its refusal.
[[nodiscard]] Result<ClientMessage> read_client_message(std::string_view text);

}  // namespace flywheel
