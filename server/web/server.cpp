#include "server/web/server.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <optional>
#include <stdexcept>
#include <thread>

#include "server/log.hpp"
#include "server/web/http_session.hpp"
#include "server/web/limits.hpp"
#include "server/web/polled.hpp"
#include "server/web/tls.hpp"

namespace flywheel::web {

namespace asio = boost::asio;
using asio::ip::tcp;

struct Server::Parts {
    Parts(Rooms& rooms_, Env env, Options const& options)
        : rooms(rooms_), files(options.web_folder), mailbox(web),
          provider(options.oidc.issuer.empty()
                       ? nullptr
                       : std::make_unique<oidc::Provider>(
                             options.oidc, [clock = &env.clock] { return clock->now_ms(); })),
          api(rooms_, mailbox, pool, env,
              {options.public_url, options.data_folder, options.sends_mail, options.metrics_token,
               options.last_backup_ms, options.backup_proven_ms, provider.get(),
               options.first_run}),
          sockets(std::make_shared<Sockets>(rooms_, mailbox)),
          site{api,
               files,
               sockets,
               std::make_shared<Answers>(),
               options.public_url.rfind("https://", 0) == 0,
               {},
               false},
          seats(options.connections_per_address != 0 ? options.connections_per_address
                // Behind a proxy all come from its address, and it is the proxy that counts.
                : options.tls_certificate.empty() ? 0
                                                  : connections_per_address_max),
          acceptor(web), lines(web, sockets), retry(web), deadline(web), certificate(web) {
        if (!options.tls_certificate.empty()) {
            tls.emplace(options.tls_certificate, options.tls_key);
            watch_certificate();
        }
        api.poll_with(lines);
        boost::system::error_code error;
        auto const address = asio::ip::make_address(options.address, error);
        if (error) { throw std::runtime_error("not an address: " + options.address); }
        if (options.public_url.empty() && !address.is_loopback()) {
            throw std::runtime_error("without --public-url only loopback is served: passwords must "
                                     "not cross a network in the clear");
        }
        tcp::endpoint const endpoint(address, options.port);
        acceptor.open(endpoint.protocol());
        acceptor.set_option(asio::socket_base::reuse_address(true));
        acceptor.bind(endpoint, error);
        if (error) {
            throw std::runtime_error("could not listen on " + options.address + ":" +
                                     std::to_string(options.port) + ": " + error.message());
        }
        acceptor.listen(asio::socket_base::max_listen_connections);
    }

    void accept() {
        acceptor.async_accept([this](boost::system::error_code error, tcp::socket socket) {
            if (!acceptor.is_open()) { return; }
            if (error) {
                // Out of descriptors, most likely: trying again at once would only burn the core.
                retry.expires_after(std::chrono::milliseconds(100));
                retry.async_wait([this](boost::system::error_code stopped) {
                    if (!stopped) { accept(); }
                });
                return;
            }
            boost::system::error_code ignored;
            socket.set_option(tcp::no_delay(true), ignored);
            auto const peer = socket.remote_endpoint(ignored);
            // One that holds all it may is not answered: an answer would take a seat too.
            if (auto seat = ignored ? nullptr : seats.take(peer.address())) {
                serve_http(tls ? Stream(std::move(socket), std::move(seat), tls->context())
                               : Stream(std::move(socket), std::move(seat)),
                           site);
            }
            accept();
        });
    }

    // A renewal writes new files; nobody has to tell us.
    void watch_certificate() {
        certificate.expires_after(certificate_look_every);
        certificate.async_wait([this](boost::system::error_code stopped) {
            if (stopped) { return; }
            std::string problem;
            if (tls->look_again(problem)) { log::fact("certificate_read_again"); }
            if (!problem.empty()) { log::trouble("certificate_not_usable", {{"why", problem}}); }
            watch_certificate();
        });
    }

    void begin_stop() {
        site.closing = true;
        boost::system::error_code ignored;
        acceptor.close(ignored);
        retry.cancel();
        certificate.cancel();
        lines.send_away();
        auto stop_when_settled = [this] {
            if (sockets->open == 0 && site.answers->open == 0) { web.stop(); }
        };
        sockets->all_closed = stop_when_settled;
        site.answers->none_left = stop_when_settled;
        for (auto const& each : site.connections) {
            if (auto const connection = each.lock()) { send_away(connection); }
        }
        stop_when_settled();
        deadline.expires_after(stop_time_max);
        deadline.async_wait([this](boost::system::error_code) { web.stop(); });
    }

    Rooms& rooms;
    asio::io_context web{1};
    asio::thread_pool pool{1};
    StaticFiles files;
    Mailbox mailbox;
    std::unique_ptr<oidc::Provider> provider;
    Api api;
    std::shared_ptr<Sockets> sockets;
    Site site;
    AddressSeats seats;
    tcp::acceptor acceptor;
    PolledLines lines;
    asio::steady_timer retry;
    asio::steady_timer deadline;
    asio::steady_timer certificate;
    std::optional<Tls> tls;
    std::thread thread;
};

Server::Server(Rooms& rooms, Env env, Options options)
    : parts_(std::make_unique<Parts>(rooms, env, options)) {
    rooms.call([mailbox = &parts_->mailbox](Floor& floor) {
        floor.set_delivery_is_behind([mailbox] { return mailbox->is_behind(); });
    });
    parts_->accept();
    parts_->thread = std::thread([this] { parts_->web.run(); });
}

Server::~Server() { stop(); }

std::uint16_t Server::port() const { return parts_->acceptor.local_endpoint().port(); }

void Server::stop() {
    if (!parts_->thread.joinable()) { return; }
    asio::post(parts_->web, [this] { parts_->begin_stop(); });
    parts_->thread.join();
    if (parts_->provider) { parts_->provider->stop(); }
    parts_->pool.join();
    // The room thread may still hold connections in closures; it ends before the io_context does.
    parts_->rooms.stop();  // and with it whoever asks the mailbox
    // Both threads have ended: what they left for each other is settled here, and what is still held by the
    // io_context goes with it.
    parts_->mailbox.settle();
    parts_->sockets->all_closed = {};
    parts_->site.answers->none_left = {};
    parts_->sockets->running = false;
    parts_->mailbox.settle();
}

}  // namespace flywheel::web
