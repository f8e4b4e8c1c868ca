#include "server/web/http_session.hpp"

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <optional>
#include <sstream>

#include "server/log.hpp"
#include "server/web/limits.hpp"

namespace flywheel::web {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;

namespace {

constexpr char const* content_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
    "connect-src 'self'; manifest-src 'self'; "
    "worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; "
    "trusted-types svelte-trusted-html flywheel";

std::string to_text(beast::string_view view) { return {view.data(), view.size()}; }

Response plain(int status, std::string text) {
    auto response = Response::json(status, std::move(text));
    response.content_type = "text/plain; charset=utf-8";
    return response;
}

class HttpSession : public std::enable_shared_from_this<HttpSession> {
public:
    HttpSession(Stream stream, Site& site) : stream_(std::move(stream)), site_(site) {
        beast::error_code ignored;
        auto const peer = tcp().socket().remote_endpoint(ignored);
        if (!ignored) { address_ = peer.address().to_string(); }
    }

    void start() {
        if (!stream_.is_secure()) { return read(); }
        tcp().expires_after(header_time_max);
        stream_.async_handshake([self = shared_from_this()](beast::error_code error) {
            if (!error) { self->read(); }
        });
    }

private:
    beast::tcp_stream& tcp() { return stream_.next_layer(); }

    void read() {
        parser_.emplace();
        parser_->header_limit(header_bytes_max);
        parser_->body_limit(body_bytes_max);
        // One limit for the first byte of the next request, another once it has begun.
        tcp().expires_after(served_ == 0 ? header_time_max : idle_http_max);
        http::async_read_header(stream_, buffer_, *parser_,
                                [self = shared_from_this()](beast::error_code error, std::size_t) {
                                    self->on_header(error);
                                });
    }

    void on_header(beast::error_code error) {
        if (error == http::error::end_of_stream) {
            shut();
            return;
        }
        if (error) {
            if (error == http::error::header_limit) {
                refuse_and_close(431, "The header is too long.\n");
            } else if (error == http::error::body_limit) {
                refuse_too_big();
            } else if (error.category() ==
                       http::make_error_code(http::error::bad_method).category()) {
                refuse_and_close(400, "That is not HTTP.\n");
            }
            return;
        }
        auto const& request = parser_->get();
        // Two framings, or a framing said twice, is how one request hides in another.
        if (request.count(http::field::content_length) > 1 ||
            (request.count(http::field::content_length) > 0 &&
             request.count(http::field::transfer_encoding) > 0) ||
            request.count(http::field::host) != 1) {
            refuse_and_close(400, "The request's framing is ambiguous.\n");
            return;
        }
        tcp().expires_after(body_time_max);
        http::async_read(stream_, buffer_, *parser_,
                         [self = shared_from_this()](beast::error_code failed, std::size_t) {
                             self->on_request(failed);
                         });
    }

    void on_request(beast::error_code error) {
        if (error == http::error::body_limit) {
            refuse_too_big();
            return;
        }
        if (error) { return; }
        tcp().expires_never();
        ++served_;
        answering_.emplace(site_.answers);
        auto message = parser_->release();
        keep_alive_ = message.keep_alive() && !site_.closing;
        head_only_ = message.method() == http::verb::head;
        Request request;
        request.method = to_text(message.method_string());
        auto const target = to_text(message.target());
        auto const question = std::min(target.find('?'), target.size());
        request.path = target.substr(0, question);
        if (question < target.size()) { request.query = target.substr(question + 1); }
        request.host = to_text(message[http::field::host]);
        request.origin = to_text(message[http::field::origin]);
        request.cookie = to_text(message[http::field::cookie]);
        request.authorization = to_text(message[http::field::authorization]);
        request.user_agent = to_text(message[http::field::user_agent]);
        request.content_type = to_text(message[http::field::content_type]);
        request.accept_encoding = to_text(message[http::field::accept_encoding]);
        request.if_none_match = to_text(message[http::field::if_none_match]);
        request.address = address_;
        request.body = std::move(message.body());

        bool const upgrades = beast::iequals(message[http::field::upgrade], "websocket");
        if (request.path == "/api/v1/live" && upgrades) {
            upgrade(std::move(request), message);
            return;
        }
        auto reply = [self = shared_from_this(),
                      began = std::chrono::steady_clock::now()](Response response) {
            auto const took = std::chrono::steady_clock::now() - began;
            self->site_.api.count(
                response, std::chrono::duration_cast<std::chrono::microseconds>(took).count());
            self->write(std::move(response));
        };
        if (request.path == "/healthz") { return reply(plain(200, "ok\n")); }
        if (request.path == "/readyz") {
            return site_.closing ? reply(plain(503, "the server ends\n")) : site_.api.ready(reply);
        }
        if (request.path == "/metrics") {
            auto const& sockets = *site_.sockets;
            return site_.api.metrics(request, {sockets.open, sockets.fell_behind}, reply);
        }
        if (request.path.rfind("/api/", 0) == 0) {
            site_.api.handle(std::move(request), std::move(reply));
            return;
        }
        reply(site_.files.get(request));
    }

    void refuse_too_big() {
        keep_alive_ = false;
        auto const bytes = std::to_string(body_bytes_max);
        write(refused(413, refuse(Code::TooBig, "", "The body is longer than " + bytes + " bytes.",
                                  {{"limit", bytes}})));
    }

    // By a browser's cookie alone: a token that came along stands for nobody.
    void upgrade(Request request, http::request<http::string_body> const& message) {
        if (!site_.api.is_own_page(request)) {
            write(
                refused(403, refuse(Code::BadOrigin, "", "This request comes from another site.")));
            return;
        }
        if (site_.sockets->open >= sockets_max || site_.closing) {
            write(plain(503, "The server is full.\n"));
            return;
        }
        std::ostringstream raw;
        raw << message;
        site_.api.who(request, [self = shared_from_this(),
                                raw = raw.str()](std::optional<SignedIn> const& who) {
            if (!who) {
                self->write(refused(401, refuse(Code::SignedOut, "", "Sign in first.")));
                return;
            }
            auto connection =
                accept_websocket(std::move(self->stream_), raw, *who, self->site_.sockets);
            auto& connections = self->site_.connections;
            if (connections.size() > 2 * self->site_.sockets->open + 64) {
                std::erase_if(connections, [](auto const& each) { return each.expired(); });
            }
            connections.insert(connection);
        });
    }

    void refuse_and_close(int status, std::string text) {
        keep_alive_ = false;
        write(plain(status, std::move(text)));
    }

    void write(Response response) {
        body_ = response.body ? response.body : std::make_shared<std::string const>();
        message_.emplace();
        auto& message = *message_;
        message.version(11);
        message.result(static_cast<unsigned>(response.status));
        message.keep_alive(keep_alive_);
        bool cache_is_said = false;
        bool policy_is_said = false;
        for (auto const& [name, value] : response.headers) {
            message.insert(name, value);
            cache_is_said |= name == "Cache-Control";
            policy_is_said |= name == "Content-Security-Policy";
        }
        if (response.body) { message.set(http::field::content_type, response.content_type); }
        if (!cache_is_said) { message.set(http::field::cache_control, "no-store"); }
        if (!policy_is_said) { message.set("Content-Security-Policy", content_policy); }
        message.set("X-Content-Type-Options", "nosniff");
        message.set("Referrer-Policy", "no-referrer");
        message.set("Cross-Origin-Opener-Policy", "same-origin");
        message.set("Cross-Origin-Resource-Policy", "same-origin");
        message.set("X-Frame-Options", "DENY");
        if (site_.secure) {
            message.set("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
        }
        if (response.status != 304 && response.status != 204) {
            message.content_length(body_->size());
        }
        bool const no_body = head_only_ || response.status == 304 || response.status == 204;
        message.body() = beast::span<char const>(body_->data(), no_body ? 0 : body_->size());
        serializer_.emplace(message);
        tcp().expires_after(write_time_max);
        auto done = [self = shared_from_this()](beast::error_code error, std::size_t) {
            self->answering_.reset();
            if (error) { return; }
            self->serializer_.reset();
            self->message_.reset();
            self->body_.reset();
            if (self->keep_alive_) {
                self->read();
            } else {
                self->shut();
            }
        };
        if (no_body) {
            http::async_write_header(stream_, *serializer_, std::move(done));
        } else {
            http::async_write(stream_, *serializer_, std::move(done));
        }
    }

    void shut() {
        if (stream_.is_secure()) {
            tcp().expires_after(header_time_max);
            stream_.async_goodbye([self = shared_from_this()](beast::error_code) {});
            return;
        }
        beast::error_code ignored;
        tcp().socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    }

    // From the reading of a request to the last byte of its answer; a session that goes earlier ends it, too.
    class Answering {
    public:
        explicit Answering(std::shared_ptr<Answers> answers) : answers_(std::move(answers)) {
            ++answers_->open;
        }
        ~Answering() {
            if (--answers_->open == 0 && answers_->none_left) { answers_->none_left(); }
        }
        Answering(Answering const&) = delete;
        Answering& operator=(Answering const&) = delete;

    private:
        std::shared_ptr<Answers> answers_;
    };

    Stream stream_;
    Site& site_;
    std::optional<Answering> answering_;
    std::string address_;
    beast::flat_buffer buffer_;
    std::optional<http::request_parser<http::string_body>> parser_;
    std::shared_ptr<std::string const> body_;
    std::optional<http::response<http::span_body<char const>>> message_;
    std::optional<http::response_serializer<http::span_body<char const>>> serializer_;
    int served_ = 0;
    bool keep_alive_ = false;
    bool head_only_ = false;
};

}  // namespace

void serve_http(Stream stream, Site& site) {
    std::make_shared<HttpSession>(std::move(stream), site)->start();
}

}  // namespace flywheel::web
