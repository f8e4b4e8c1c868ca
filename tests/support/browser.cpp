#include "tests/support/browser.hpp"

#include <future>

#include "server/room/rooms.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>
#include <deque>

#include "protocol/codec.hpp"
#include "server/room/transfer.hpp"
#include "server/web/password.hpp"

namespace flywheel::testing {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
using asio::ip::tcp;
using nlohmann::json;

std::string HttpReply::header(std::string const& name) const {
    auto const found = headers.find(name);
    return found == headers.end() ? std::string{} : found->second;
}

std::string story_as_import() {
    NetworkStory story;
    auto text = export_network(story.floor(), "nic");
    auto const after_header = text.find('\n') + 1;
    std::string accounts;
    for (auto const& name : NetworkStory::everybody()) {
        auto const& member = story[name].member;
        accounts += json{{"account",
                          {{"email", member + "@example.org"}, {"name", name}, {"member", member}}}}
                        .dump() +
                    "\n";
    }
    return text.insert(after_header, accounts);
}

void found_twin(RunningServer& server) {
    auto text = story_as_import();
    for (auto at = text.find("\"nic\""); at != std::string::npos; at = text.find("\"nic\"", at)) {
        text.replace(at, 5, "\"twin\"");
    }
    std::string problem;
    server.on_floor([&](Floor& floor) {
        auto const read = import_network(floor, text, {});
        if (read.has_error()) { problem = read.error().says; }
    });
    if (!problem.empty()) { throw std::runtime_error(problem); }
}

RunningServer::RunningServer(std::string const& import_text, Floor::Options options)
    : options_(std::move(options)) {
    {
        // One hash serves all: making eighteen would be the slowest thing in every scenario.
        static std::string const hash = web::hash_password(password);
        Floor floor(folder_.path(), Env{clock_, random_}, {});
        auto const report = import_network(floor, import_text, hash);
        if (report.has_error()) { throw std::runtime_error(report.error().says); }
    }
    start_again();
}

RunningServer::~RunningServer() = default;

std::uint16_t RunningServer::port() const { return app_->port(); }
void RunningServer::stop() { app_.reset(); }
void RunningServer::on_floor(std::function<void(Floor&)> const& work) {
    std::promise<void> done;
    app_->rooms().call([&](Floor& floor) {
        work(floor);
        done.set_value();
    });
    done.get_future().get();
}

void RunningServer::start_again(std::function<void(App::Options&)> const& change) {
    App::Options options;
    options.metrics_token = metrics_token;
    options.mail_every_ms = 50;
    options.data = folder_.path();
    options.port = 0;
    options.floor = options_;
    if (change) { change(options); }
    app_ = std::make_unique<App>(options, Env{clock_, random_});
}

struct Browser::Parts {
    asio::io_context io;
    std::unique_ptr<websocket::stream<tcp::socket, false>> socket;
    beast::flat_buffer buffer;
    std::deque<std::string> frames;
    bool reading = false;
    bool ended = false;

    void read() {
        reading = true;
        socket->async_read(buffer, [this](beast::error_code error, std::size_t) {
            reading = false;
            if (error) {
                ended = true;
                return;
            }
            frames.push_back(beast::buffers_to_string(buffer.data()));
            buffer.consume(buffer.size());
            read();
        });
    }
    void turn(std::chrono::milliseconds patience) {
        io.restart();
        io.run_one_for(patience);
    }
};

Browser::Browser(std::uint16_t port) : parts_(std::make_unique<Parts>()), port_(port) {}
Browser::~Browser() { cut(); }

namespace {

tcp::socket connected(asio::io_context& io, std::uint16_t port) {
    tcp::socket socket(io);
    socket.connect({asio::ip::make_address("127.0.0.1"), port});
    return socket;
}

}  // namespace

HttpReply Browser::http(std::string const& method, std::string const& path, std::string const& body,
                        std::map<std::string, std::string> headers) {
    asio::io_context io;
    auto socket = connected(io, port_);
    std::string const host = "127.0.0.1:" + std::to_string(port_);
    std::map<std::string, std::string> all{{"Host", host}, {"Connection", "close"}};
    if (method != "GET") {
        all["Origin"] = "http://" + host;
        all["Content-Type"] = "application/json";
        all["Content-Length"] = std::to_string(body.size());
    }
    if (!cookie_.empty()) { all["Cookie"] = cookie_; }
    for (auto& [name, value] : headers) {
        all[name] = value;
    }
    std::string text = method + " " + path + " HTTP/1.1\r\n";
    for (auto const& [name, value] : all) {
        if (!value.empty()) { text += name + ": " + value + "\r\n"; }
    }
    text += "\r\n" + body;
    beast::error_code error;
    asio::write(socket, asio::buffer(text), error);
    beast::flat_buffer buffer;
    http::response_parser<http::string_body> parser;
    parser.body_limit(64 * 1024 * 1024);
    http::read(socket, buffer, parser, error);
    HttpReply reply;
    if (error) { return reply; }
    reply.status = static_cast<int>(parser.get().result_int());
    reply.body = parser.get().body();
    for (auto const& field : parser.get()) {
        reply.headers.emplace(std::string(field.name_string()), std::string(field.value()));
    }
    auto const set = reply.header("Set-Cookie");
    if (!set.empty()) { cookie_ = set.substr(0, set.find(';')); }
    return reply;
}

std::string Browser::raw(std::string const& bytes) {
    asio::io_context io;
    auto socket = connected(io, port_);
    beast::error_code error;
    asio::write(socket, asio::buffer(bytes), error);
    asio::streambuf answer;
    asio::read_until(socket, answer, "\r\n", error);
    std::string const text(asio::buffers_begin(answer.data()), asio::buffers_end(answer.data()));
    return text.substr(0, text.find('\r'));
}

void Browser::sign_in(std::string const& name) {
    auto const reply =
        http("POST", "/api/v1/sign_in",
             json{{"email", name + "@example.org"}, {"password", RunningServer::password}}.dump());
    if (reply.status != 200) { throw std::runtime_error("could not sign in: " + reply.body); }
}

int Browser::upgrade(std::map<std::string, std::string> headers) {
    std::string const host = "127.0.0.1:" + std::to_string(port_);
    std::map<std::string, std::string> all{{"Origin", "http://" + host}};
    if (!cookie_.empty()) { all["Cookie"] = cookie_; }
    for (auto& [name, value] : headers) {
        all[name] = value;
    }
    parts_->socket =
        std::make_unique<websocket::stream<tcp::socket, false>>(connected(parts_->io, port_));
    parts_->ended = false;
    parts_->frames.clear();
    parts_->socket->set_option(
        websocket::stream_base::decorator([&](websocket::request_type& request) {
            for (auto const& [name, value] : all) {
                if (!value.empty()) { request.set(name, value); }
            }
        }));
    parts_->socket->read_message_max(64 * 1024 * 1024);
    websocket::response_type response;
    beast::error_code error;
    parts_->socket->handshake(response, host, "/api/v1/live", error);
    if (error) { return static_cast<int>(response.result_int()); }
    parts_->read();
    return 101;
}

void Browser::send(std::string const& text) {
    beast::error_code error;
    parts_->socket->text(true);
    parts_->socket->write(asio::buffer(text), error);
    if (error) { parts_->ended = true; }
}

std::optional<json> Browser::receive(std::chrono::milliseconds patience) {
    auto const deadline = std::chrono::steady_clock::now() + patience;
    while (parts_->frames.empty() && !parts_->ended &&
           std::chrono::steady_clock::now() < deadline) {
        parts_->turn(std::chrono::duration_cast<std::chrono::milliseconds>(
            deadline - std::chrono::steady_clock::now()));
    }
    if (parts_->frames.empty()) { return std::nullopt; }
    auto const text = std::move(parts_->frames.front());
    parts_->frames.pop_front();
    replica.transcript += text + "\n";
    return json::parse(text);
}

int Browser::closed(std::chrono::milliseconds patience) {
    auto const deadline = std::chrono::steady_clock::now() + patience;
    while (!parts_->ended && std::chrono::steady_clock::now() < deadline) {
        parts_->turn(std::chrono::duration_cast<std::chrono::milliseconds>(
            deadline - std::chrono::steady_clock::now()));
    }
    return parts_->ended ? static_cast<int>(parts_->socket->reason().code) : 0;
}

void Browser::cut() {
    if (!parts_->socket) { return; }
    beast::error_code ignored;
    parts_->socket->next_layer().close(ignored);
    parts_->turn(std::chrono::milliseconds(10));
    replica.lose_connection();
}

void Browser::join(std::string const& network) {
    if (upgrade() != 101) { throw std::runtime_error("the upgrade was refused"); }
    auto hello = [&] {
        json message{{"type", "hello"}, {"wire_version", wire_version}, {"network", network}};
        if (!replica.at.empty()) { message["since"] = replica.at; }
        send(message.dump());
    };
    hello();
    replica.wants_snapshot = false;
    if (!until([&] { return replica.in_step || replica.wants_snapshot; })) {
        throw std::runtime_error("no answer to hello");
    }
    if (replica.wants_snapshot) {
        replica.take_snapshot(http("GET", "/api/v1/networks/" + network + "/snapshot").json());
        hello();
        if (!until([&] { return replica.in_step; })) { throw std::runtime_error("no welcome"); }
    }
}

bool Browser::until(std::function<bool()> const& done, std::chrono::milliseconds patience) {
    auto const deadline = std::chrono::steady_clock::now() + patience;
    while (!done()) {
        auto const left = std::chrono::duration_cast<std::chrono::milliseconds>(
            deadline - std::chrono::steady_clock::now());
        if (left.count() <= 0) { return false; }
        auto const frame = receive(left);
        if (!frame) { return done(); }
        replica.take_frame(*frame);
    }
    return true;
}

std::string Browser::act(std::string const& command, json const& args, std::string id) {
    if (id.empty()) { id = make_id(random_); }
    auto message = json::parse(command_json(id, command, args));
    message["type"] = "command";
    send(message.dump());
    if (!until([&] { return replica.accepted.contains(id) || replica.refused.contains(id); })) {
        return "no answer";
    }
    return replica.accepted.contains(id) ? std::string{}
                                         : replica.refused.at(id).at("code").get<std::string>();
}

}  // namespace flywheel::testing
