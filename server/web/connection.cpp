#include "server/web/connection.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/websocket.hpp>
#include <deque>
#include <optional>

#include "protocol/messages.hpp"
#include "server/log.hpp"
#include "server/web/limits.hpp"

namespace flywheel::web {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;

namespace {

// Frames that wait are sent as one message, up to this: a browser parses one array faster than many.
constexpr std::size_t merged_bytes_max = 64 * 1024;

Frame::Piece const& pong() {
    static auto const text = std::make_shared<std::string const>(R"({"type":"pong"})");
    return text;
}
Frame::Piece const& going_away() {
    static auto const text = std::make_shared<std::string const>(R"({"type":"going_away"})");
    return text;
}
Frame::Piece const& resync_behind() {
    static auto const text =
        std::make_shared<std::string const>(R"({"type":"resync","why":"behind"})");
    return text;
}

std::size_t bytes_of(Frame const& frame) {
    std::size_t bytes = 0;
    for (auto const& piece : frame.pieces) {
        bytes += piece->size() + 1;
    }
    return bytes;
}

}  // namespace

// Lives on the web thread, save deliver() and close(), which the room thread calls.
class Connection final : public Subscriber, public std::enable_shared_from_this<Connection> {
public:
    Connection(asio::ip::tcp::socket socket, SignedIn who, std::shared_ptr<Sockets> sockets)
        : socket_(beast::tcp_stream(std::move(socket))), patience_(socket_.get_executor()),
          who_(std::move(who)), sockets_(std::move(sockets)) {
        ++sockets_->open;
    }
    ~Connection() override {
        --sockets_->open;
        if (sockets_->open == 0 && sockets_->all_closed) { sockets_->all_closed(); }
    }
    Connection(Connection const&) = delete;
    Connection& operator=(Connection const&) = delete;

    void start(std::string const& upgrade_request) {
        http::request_parser<http::empty_body> parser;
        beast::error_code error;
        parser.put(asio::buffer(upgrade_request), error);
        if (error) { return; }
        websocket::stream_base::timeout const timeouts{header_time_max, idle_socket_max, true};
        socket_.set_option(timeouts);
        socket_.auto_fragment(false);
        socket_.read_message_max(frame_bytes_max);
        socket_.set_option(websocket::stream_base::decorator(
            [](websocket::response_type& response) { response.erase(http::field::server); }));
        request_ = parser.release();
        socket_.async_accept(request_, [self = shared_from_this()](beast::error_code failed) {
            self->request_ = {};
            if (!failed) { self->read(); }
        });
    }

    // ---- From the room thread
    void deliver(Frame frame) override {
        sockets_->mailbox.put_delivery(
            [self = shared_from_this(), frame = std::move(frame)]() mutable {
                self->queue(std::move(frame));
            });
    }
    void close(int code, std::string reason) override {
        sockets_->mailbox.put([self = shared_from_this(), code, reason = std::move(reason)] {
            self->finish(code, reason);
        });
    }

    void send_away() {
        Frame frame;
        frame.pieces.push_back(going_away());
        outbox_.push_back(std::move(frame));
        closing_ = {1012, "the server restarts"};
        write();
    }

private:
    void read() {
        if (ended_) { return; }
        reading_ = true;
        socket_.async_read(buffer_,
                           [self = shared_from_this()](beast::error_code error, std::size_t) {
                               self->reading_ = false;
                               if (error) {
                                   self->end();
                                   return;
                               }
                               self->take();
                               if (self->in_flight_ < commands_in_flight_max) { self->read(); }
                           });
    }

    void take() {
        auto const data = buffer_.cdata();
        std::string_view const text(static_cast<char const*>(data.data()), data.size());
        if (!socket_.got_text()) {
            finish(4400, "text frames only");
            return;
        }
        auto message = read_client_message(text);
        buffer_.consume(buffer_.size());
        // An idle connection keeps no buffer: one long message must not cost memory for good.
        buffer_.shrink_to_fit();
        if (message.has_error()) {
            finish(message.error().code == Code::TooBig ? 1009 : 4400,
                   std::string(name_of(message.error().code)) + " " + message.error().field);
            return;
        }
        std::visit([this](auto& each) { handle(each); }, *message);
    }

    void handle(HelloMessage& hello) {
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

    void handle(CommandMessage& message) {
        if (network_.empty()) {
            finish(4400, "hello comes first");
            return;
        }
        ++in_flight_;
        auto done = [self = shared_from_this()](Result<void> const&) {
            self->sockets_->mailbox.put([self] { self->answered(); });
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

    void handle(OpenMessage& message) {
        in_room([self = shared_from_this(), parent = std::move(message.parent)](Room& room) {
            room.open(self.get(), parent);
        });
    }
    void handle(CloseMessage& message) {
        in_room([self = shared_from_this(), parent = std::move(message.parent)](Room& room) {
            room.close(self.get(), parent);
        });
    }
    void handle(PresenceMessage& message) {
        std::optional<Spot> spot;
        if (message.key) {
            spot = Spot{std::move(*message.key), std::move(message.field), message.pointer};
        }
        in_room([self = shared_from_this(), spot = std::move(spot)](Room& room) {
            room.be_at(self.get(), spot);
        });
    }
    void handle(PingMessage&) {
        Frame frame;
        frame.pieces.push_back(pong());
        queue(std::move(frame));
    }

    void in_room(std::function<void(Room&)> work) {
        if (network_.empty()) { return; }
        sockets_->rooms.call([network = network_, work = std::move(work)](Floor& floor) {
            if (auto* const room = floor.room(network)) { work(*room); }
        });
    }

    void answered() {
        bool const was_full = in_flight_ >= commands_in_flight_max;
        --in_flight_;
        if (was_full && !reading_) { read(); }
    }

    void queue(Frame frame) {
        if (ended_ || closing_) { return; }
        if (frame.welcomes) {
            deaf_ = false;
            patience_.cancel();
        }
        if (deaf_) { return; }
        waiting_bytes_ += bytes_of(frame);
        outbox_.push_back(std::move(frame));
        if (waiting_bytes_ > outbox_bytes_max && writing_) { relieve(); }
        write();
    }

    // Too much waits behind the write in progress: presence goes first, then the reader starts afresh.
    void relieve() {
        std::erase_if(outbox_, [](Frame const& frame) { return frame.ephemeral; });
        waiting_bytes_ = 0;
        for (auto const& frame : outbox_) {
            waiting_bytes_ += bytes_of(frame);
        }
        if (waiting_bytes_ <= outbox_bytes_max) { return; }
        // One welcome may be large by itself; only what piles up behind it is a sign of a slow reader.
        if (outbox_.size() == 1) { return; }
        outbox_.clear();
        Frame frame;
        frame.pieces.push_back(resync_behind());
        waiting_bytes_ = bytes_of(frame);
        outbox_.push_back(std::move(frame));
        deaf_ = true;
        in_room([self = shared_from_this()](Room& room) { room.fell_behind(self.get()); });
        patience_.expires_after(resync_time_max);
        patience_.async_wait([self = shared_from_this()](beast::error_code error) {
            if (!error && self->deaf_) { self->drop(); }
        });
    }

    void write() {
        if (writing_ || ended_) { return; }
        if (outbox_.empty()) {
            if (closing_) { finish_now(); }
            return;
        }
        writing_ = true;
        sending_.clear();
        std::size_t bytes = 0;
        while (!outbox_.empty() && (sending_.empty() || bytes < merged_bytes_max)) {
            auto& frame = outbox_.front();
            bytes += bytes_of(frame);
            std::move(frame.pieces.begin(), frame.pieces.end(), std::back_inserter(sending_));
            outbox_.pop_front();
        }
        waiting_bytes_ -= std::min(waiting_bytes_, bytes);
        buffers_.clear();
        buffers_.push_back(asio::buffer("[", 1));
        for (std::size_t i = 0; i < sending_.size(); ++i) {
            if (i > 0) { buffers_.push_back(asio::buffer(",", 1)); }
            buffers_.push_back(asio::buffer(*sending_[i]));
        }
        buffers_.push_back(asio::buffer("]", 1));
        socket_.text(true);
        socket_.async_write(buffers_,
                            [self = shared_from_this()](beast::error_code error, std::size_t) {
                                self->writing_ = false;
                                self->sending_.clear();
                                if (error) {
                                    self->end();
                                    return;
                                }
                                self->write();
                            });
    }

    void finish(int code, std::string const& reason) {
        if (ended_ || closing_) { return; }
        // A close frame carries 123 bytes of reason at most.
        closing_ = {code, reason.substr(0, 120)};
        leave();
        write();
    }

    void finish_now() {
        ended_ = true;
        leave();
        socket_.async_close(
            websocket::close_reason(static_cast<websocket::close_code>(closing_->code),
                                    closing_->reason),
            [self = shared_from_this()](beast::error_code) {});
    }

    void drop() {
        end();
        beast::error_code ignored;
        beast::get_lowest_layer(socket_).socket().close(ignored);
    }

    void end() {
        if (ended_) { return; }
        ended_ = true;
        patience_.cancel();
        leave();
    }

    void leave() {
        if (network_.empty()) { return; }
        sockets_->rooms.call([self = shared_from_this(), network = network_](Floor& floor) {
            floor.leave(self.get(), network);
        });
        network_.clear();
    }

    struct Closing {
        int code;
        std::string reason;
    };

    websocket::stream<beast::tcp_stream, false>
        socket_;  // no deflate: 160 KiB a connection, and a way to bomb
    asio::steady_timer patience_;
    SignedIn who_;
    std::shared_ptr<Sockets> sockets_;
    websocket::request_type request_;
    beast::flat_buffer buffer_;
    std::string network_;
    std::deque<Frame> outbox_;
    std::vector<Frame::Piece> sending_;
    std::vector<asio::const_buffer> buffers_;
    std::size_t waiting_bytes_ = 0;
    int in_flight_ = 0;
    bool reading_ = false;
    bool writing_ = false;
    bool deaf_ = false;  // told to resync, and nothing until the next welcome
    bool ended_ = false;
    std::optional<Closing> closing_;
};

std::shared_ptr<Connection> accept_websocket(asio::ip::tcp::socket socket,
                                             std::string const& upgrade_request, SignedIn who,
                                             std::shared_ptr<Sockets> sockets) {
    // The room thread may be the last to let go of a connection; it ends on the web thread all the same, for
    // its socket and timer live there.
    auto end = [sockets](Connection* connection) {
        if (sockets->running) {
            sockets->mailbox.put([connection] { delete connection; });
        } else {
            delete connection;
        }
    };
    std::shared_ptr<Connection> connection(
        new Connection(std::move(socket), std::move(who), std::move(sockets)), std::move(end));
    connection->start(upgrade_request);
    return connection;
}

void send_away(std::shared_ptr<Connection> const& connection) { connection->send_away(); }

}  // namespace flywheel::web
