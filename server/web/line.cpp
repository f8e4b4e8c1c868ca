#include "server/web/line.hpp"

#include <optional>

namespace flywheel::web {

namespace {

Frame frame_of(std::shared_ptr<std::string const> const& piece) {
    Frame frame;
    frame.pieces.push_back(piece);
    return frame;
}

}  // namespace

std::size_t bytes_of(Frame const& frame) {
    std::size_t bytes = 0;
    for (auto const& piece : frame.pieces) {
        bytes += piece->size() + 1;
    }
    return bytes;
}

Line::Line(SignedIn who, std::shared_ptr<Sockets> sockets)
    : who_(std::move(who)), sockets_(std::move(sockets)) {}

Frame Line::fell_behind() {
    static auto const text =
        std::make_shared<std::string const>(R"({"type":"resync","why":"behind"})");
    return frame_of(text);
}

void Line::deliver(Frame frame) {
    sockets_->mailbox.put_delivery([self = shared_from_this(), frame = std::move(frame)]() mutable {
        self->queue(std::move(frame));
    });
}

void Line::close(int code, std::string reason) {
    sockets_->mailbox.put([self = shared_from_this(), code, reason = std::move(reason)] {
        self->finish(code, reason);
    });
}

void Line::hear(std::string_view text) {
    auto message = read_client_message(text);
    if (message.has_error()) {
        finish(message.error().code == Code::TooBig ? 1009 : 4400,
               std::string(name_of(message.error().code)) + " " + message.error().field);
        return;
    }
    std::visit([this](auto& each) { handle(each); }, *message);
}

void Line::handle(HelloMessage& hello) {
    if (hello.wire_version != wire_version) {
        finish(4426, "unknown_wire_version");
        return;
    }
    if (!network_.empty() && network_ != hello.network) { leave(); }
    network_ = hello.network;
    sockets_->rooms.call([self = shared_from_this(), hello = std::move(hello)](Floor& floor) {
        // The sign-in is looked at again: it may have ended between the upgrade and now.
        auto const session =
            floor.accounts().session(self->who_.session_hash, floor.env().clock.now_ms());
        if (!session) {
            self->close(1008, "signed out");
            return;
        }
        floor.enter(self, self->who_.account, hello.network, self->who_.session_hash,
                    {hello.since, hello.pending});
    });
}

void Line::handle(CommandMessage& message) {
    if (network_.empty()) {
        finish(4400, "hello comes first");
        return;
    }
    ++in_flight_;
    auto done = [self = shared_from_this()](Result<void> const&) {
        self->sockets_->mailbox.put([self] {
            --self->in_flight_;
            self->answered();
        });
    };
    if (message.command.has_error()) {
        sockets_->rooms.call([self = shared_from_this(), message = std::move(message),
                              network = network_, done](Floor& floor) {
            if (auto* const room = floor.room(network)) {
                room->refuse_to(self.get(), message.id, message.command.error());
            }
            done({});
        });
        return;
    }
    CommandPost post;
    post.from = shared_from_this();
    post.account = who_.account;
    post.network = network_;
    post.command = std::move(*message.command);
    post.done = std::move(done);
    sockets_->rooms.post(std::move(post));
}

void Line::handle(OpenMessage& message) {
    in_room([self = shared_from_this(), parent = std::move(message.parent)](Room& room) {
        room.open(self.get(), parent);
    });
}

void Line::handle(CloseMessage& message) {
    in_room([self = shared_from_this(), parent = std::move(message.parent)](Room& room) {
        room.close(self.get(), parent);
    });
}

void Line::handle(PresenceMessage& message) {
    std::optional<Spot> spot;
    if (message.key) {
        spot = Spot{std::move(*message.key), std::move(message.field), message.pointer};
    }
    in_room([self = shared_from_this(), spot = std::move(spot)](Room& room) {
        room.be_at(self.get(), spot);
    });
}

void Line::handle(PingMessage&) {
    static auto const pong = std::make_shared<std::string const>(R"({"type":"pong"})");
    queue(frame_of(pong));
}

void Line::in_room(std::function<void(Room&)> work) {
    if (network_.empty()) { return; }
    sockets_->rooms.call([network = network_, work = std::move(work)](Floor& floor) {
        if (auto* const room = floor.room(network)) { work(*room); }
    });
}

void Line::leave() {
    if (network_.empty()) { return; }
    sockets_->rooms.call([self = shared_from_this(), network = network_](Floor& floor) {
        floor.leave(self.get(), network);
    });
    network_.clear();
}

}  // namespace flywheel::web
