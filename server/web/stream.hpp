#pragma once
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <memory>

#include "server/web/address_seats.hpp"

// A connection, in the clear or under TLS, as one type: what speaks HTTP or WebSocket over it is compiled once.
namespace flywheel::web {

class Stream {
public:
    using executor_type = boost::beast::tcp_stream::executor_type;
    using next_layer_type = boost::beast::tcp_stream;

    Stream(boost::asio::ip::tcp::socket socket, Seat seat)
        : seat_(std::move(seat)), plain_(std::make_unique<next_layer_type>(std::move(socket))) {}
    Stream(boost::asio::ip::tcp::socket socket, Seat seat, boost::asio::ssl::context& context)
        : Stream(std::move(socket), std::move(seat)) {
        secure_ = std::make_unique<Secure>(*plain_, context);
    }

    [[nodiscard]] bool is_secure() const { return secure_ != nullptr; }
    executor_type get_executor() { return plain_->get_executor(); }
    next_layer_type& next_layer() { return *plain_; }
    [[nodiscard]] next_layer_type const& next_layer() const { return *plain_; }

    // Only where it is secure.
    template <class Handler>
    void async_handshake(Handler&& handler) {
        secure_->async_handshake(boost::asio::ssl::stream_base::server,
                                 std::forward<Handler>(handler));
    }
    // Says goodbye as the protocol wants it, then `handler(error)`.
    template <class Handler>
    void async_goodbye(Handler&& handler) {
        secure_->async_shutdown(std::forward<Handler>(handler));
    }

    template <class Buffers, class Token>
    auto async_read_some(Buffers const& buffers, Token&& token) {
        return boost::asio::async_initiate<Token, void(boost::system::error_code, std::size_t)>(
            [this](auto&& handler, auto const& into) {
                using Handler = decltype(handler);
                if (secure_) {
                    secure_->async_read_some(into, std::forward<Handler>(handler));
                } else {
                    plain_->async_read_some(into, std::forward<Handler>(handler));
                }
            },
            token, buffers);
    }
    template <class Buffers, class Token>
    auto async_write_some(Buffers const& buffers, Token&& token) {
        return boost::asio::async_initiate<Token, void(boost::system::error_code, std::size_t)>(
            [this](auto&& handler, auto const& from) {
                using Handler = decltype(handler);
                if (secure_) {
                    secure_->async_write_some(from, std::forward<Handler>(handler));
                } else {
                    plain_->async_write_some(from, std::forward<Handler>(handler));
                }
            },
            token, buffers);
    }

private:
    using Secure = boost::asio::ssl::stream<next_layer_type&>;
    Seat seat_;                               // given up with the connection
    std::unique_ptr<next_layer_type> plain_;  // both stay where they are when this is moved
    std::unique_ptr<Secure> secure_;
};

}  // namespace flywheel::web
