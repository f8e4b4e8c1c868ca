#include "tests/support/smtp_receiver.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/write.hpp>

namespace flywheel::testing {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

std::string from_base64(std::string const& text) {
    static std::string const digits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    std::uint32_t bits = 0;
    int count = 0;
    for (char const c : text) {
        auto const value = digits.find(c);
        if (value == std::string::npos) { continue; }
        bits = bits << 6U | static_cast<std::uint32_t>(value);
        count += 6;
        if (count >= 8) {
            count -= 8;
            out += static_cast<char>(bits >> static_cast<unsigned>(count) & 0xffU);
        }
    }
    return out;
}

std::string decoded(std::string const& message) {
    std::string out = message;
    std::string const begins = "base64\r\n\r\n";
    for (auto at = message.find(begins); at != std::string::npos; at = message.find(begins, at)) {
        at += begins.size();
        auto const end = message.find("\r\n--", at);
        out += "\n" + from_base64(message.substr(at, end - at));
    }
    return out;
}

}  // namespace

struct SmtpReceiver::Parts {
    asio::io_context io;
    tcp::acceptor acceptor{io, {asio::ip::address_v4::loopback(), 0}};
};

// One connection: lines in, answers out.
struct SmtpReceiver::Talk : std::enable_shared_from_this<Talk> {
    Talk(SmtpReceiver& receiver, tcp::socket socket)
        : receiver_(receiver), socket_(std::move(socket)) {}

    void begin() {
        if (receiver_.manner_ == Manner::SaysNothing) {
            hold();
            return;
        }
        say("220 here\r\n");
    }

private:
    // Stays connected without a word until the other side goes.
    void hold() {
        asio::async_read_until(
            socket_, buffer_, "never said",
            [self = shared_from_this()](boost::system::error_code, std::size_t) {});
    }
    void say(std::string answer) {
        answer_ = std::move(answer);
        asio::async_write(
            socket_, asio::buffer(answer_),
            [self = shared_from_this()](boost::system::error_code error, std::size_t) {
                if (!error) { self->read(); }
            });
    }
    void read() {
        asio::async_read_until(
            socket_, buffer_, in_data_ ? "\r\n.\r\n" : "\r\n",
            [self = shared_from_this()](boost::system::error_code error, std::size_t length) {
                if (error) { return; }
                std::string const line(asio::buffers_begin(self->buffer_.data()),
                                       asio::buffers_begin(self->buffer_.data()) +
                                           static_cast<std::ptrdiff_t>(length));
                self->buffer_.consume(length);
                self->hear(line);
            });
    }
    void hear(std::string const& line) {
        if (in_data_) {
            in_data_ = false;
            std::lock_guard const lock(receiver_.mutex_);
            receiver_.mails_.push_back({to_, line, decoded(line)});
            say("250 taken\r\n");
            return;
        }
        auto const verb = line.substr(0, 4);
        if (verb == "RCPT") {
            to_ = line.substr(line.find('<') + 1, line.find('>') - line.find('<') - 1);
            say(receiver_.manner_ == Manner::Refuses ? "451 not now\r\n" : "250 ok\r\n");
        } else if (verb == "DATA") {
            in_data_ = true;
            say("354 go on\r\n");
        } else if (verb == "QUIT") {
            say("221 bye\r\n");
        } else {
            say("250 ok\r\n");
        }
    }

    SmtpReceiver& receiver_;
    tcp::socket socket_;
    asio::streambuf buffer_;
    std::string answer_;
    std::string to_;
    bool in_data_ = false;
};

SmtpReceiver::SmtpReceiver() : parts_(std::make_unique<Parts>()) {
    listen();
    thread_ = std::thread([this] { parts_->io.run(); });
}

SmtpReceiver::~SmtpReceiver() {
    parts_->io.stop();
    thread_.join();
}

std::string SmtpReceiver::url() const {
    return "smtp://127.0.0.1:" + std::to_string(parts_->acceptor.local_endpoint().port());
}

std::vector<SmtpReceiver::Mail> SmtpReceiver::mails() const {
    std::lock_guard const lock(mutex_);
    return mails_;
}

void SmtpReceiver::listen() {
    parts_->acceptor.async_accept([this](boost::system::error_code error, tcp::socket socket) {
        if (error) { return; }
        ++callers_;
        std::make_shared<Talk>(*this, std::move(socket))->begin();
        listen();
    });
}

}  // namespace flywheel::testing
