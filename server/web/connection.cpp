#include "server/web/connection.hpp"

#include <array>
#include <boost/asio/compose.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/websocket.hpp>
#include <deque>
#include <optional>

#include "server/web/limits.hpp"
#include "server/web/line.hpp"

namespace flywheel::web {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;

namespace {

// Frames that wait are sent as one message, up to this: a browser parses one array faster than many.
constexpr std::size_t merged_bytes_max = 64 * 1024;
// What may still come from the other side of a socket that was ended here, before it is cut: the frame that was too long, and
// what lay in the kernel's buffers behind it.
constexpr std::size_t unread_bytes_max = std::size_t{8} * 1024 * 1024;

Frame::Piece const& going_away() {
    static auto const text = std::make_shared<std::string const>(R"({"type":"going_away"})");
    return text;
}

}  // namespace

// How Beast ends the transport under a WebSocket. A close frame was answered before: an alert of TLS would say nothing more.
void teardown(beast::role_type role, Stream& stream, beast::error_code& error) {
    websocket::teardown(role, stream.next_layer().socket(), error);
}
// Beast 1.81's own `async_teardown` leaves its loop after the first read that brings bytes. What is still unread then
// makes the kernel answer with a reset, which may overtake the close frame: the other side would never learn why.
struct ReadToTheEnd {
    asio::ip::tcp::socket& socket;
    std::unique_ptr<std::array<char, 4096>> room = std::make_unique<std::array<char, 4096>>();
    std::size_t left = unread_bytes_max;
    bool begun = false;

    template <class Self>
    void operator()(Self& self, beast::error_code error = {}, std::size_t bytes = 0) {
        left -= std::min(left, bytes);
        if (!begun) {
            begun = true;
            beast::error_code ignored;  // the read that follows says it again
            socket.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
        } else if (error || left == 0) {
            beast::error_code ignored;
            socket.close(ignored);
            self.complete(error == asio::error::eof ? beast::error_code{} : error);
            return;
        }
        auto const here = asio::buffer(*room);
        socket.async_read_some(here, std::move(self));
    }
};
template <class Handler>
void async_teardown(beast::role_type, Stream& stream, Handler&& handler) {
    auto& socket = stream.next_layer().socket();
    asio::async_compose<Handler, void(beast::error_code)>(ReadToTheEnd{socket}, handler, socket);
}

class Connection final : public Line {
public:
    Connection(Stream stream, SignedIn who, std::shared_ptr<Sockets> sockets)
        : Line(std::move(who), std::move(sockets)), socket_(std::move(stream)),
          patience_(socket_.get_executor()) {
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
        socket_.async_accept(request_, [self = me()](beast::error_code failed) {
            self->request_ = {};
            if (!failed) { self->read(); }
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
        socket_.async_read(buffer_, [self = me()](beast::error_code error, std::size_t) {
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
        hear(text);
        buffer_.consume(buffer_.size());
        // An idle connection keeps no buffer: one long message must not cost memory for good.
        buffer_.shrink_to_fit();
    }

    void answered() override {
        if (in_flight_ == commands_in_flight_max - 1 && !reading_) { read(); }
    }

    void queue(Frame frame) override {
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
        outbox_.push_back(fell_behind());
        waiting_bytes_ = bytes_of(outbox_.back());
        deaf_ = true;
        ++sockets_->fell_behind;
        in_room([self = me()](Room& room) { room.fell_behind(self.get()); });
        patience_.expires_after(resync_time_max);
        patience_.async_wait([self = me()](beast::error_code error) {
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
        socket_.async_write(buffers_, [self = me()](beast::error_code error, std::size_t) {
            self->writing_ = false;
            self->sending_.clear();
            if (error) {
                self->end();
                return;
            }
            self->write();
        });
    }

    void finish(int code, std::string const& reason) override {
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
            [self = me()](beast::error_code) {});
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

    std::shared_ptr<Connection> me() {
        return std::static_pointer_cast<Connection>(shared_from_this());
    }

    struct Closing {
        int code;
        std::string reason;
    };

    websocket::stream<Stream, false>
        socket_;  // no deflate: 160 KiB a connection, and a way to bomb
    asio::steady_timer patience_;
    websocket::request_type request_;
    beast::flat_buffer buffer_;
    std::deque<Frame> outbox_;
    std::vector<Frame::Piece> sending_;
    std::vector<asio::const_buffer> buffers_;
    std::size_t waiting_bytes_ = 0;
    bool reading_ = false;
    bool writing_ = false;
    bool deaf_ = false;  // told to resync, and nothing until the next welcome
    bool ended_ = false;
    std::optional<Closing> closing_;
};

std::shared_ptr<Connection> accept_websocket(Stream stream, std::string const& upgrade_request,
                                             SignedIn who, std::shared_ptr<Sockets> sockets) {
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
        new Connection(std::move(stream), std::move(who), std::move(sockets)), std::move(end));
    connection->start(upgrade_request);
    return connection;
}

void send_away(std::shared_ptr<Connection> const& connection) { connection->send_away(); }

}  // namespace flywheel::web
