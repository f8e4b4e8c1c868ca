#pragma once
#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <memory>
#include <set>
#include <string>

#include "server/web/api.hpp"
#include "server/web/connection.hpp"
#include "server/web/static_files.hpp"

namespace flywheel::web {

// What every session on the port shares. Web thread.
struct Site {
    Api& api;
    StaticFiles const& files;
    std::shared_ptr<Sockets> sockets;
    bool secure = false;          // behind TLS: HSTS is said
    std::function<bool()> ready;  // for /readyz
    std::set<std::weak_ptr<Connection>, std::owner_less<>> connections;
    bool closing = false;
};

// Serves one TCP connection: requests one after another, until one asks for the upgrade.
void serve_http(boost::asio::ip::tcp::socket socket, Site& site);

}  // namespace flywheel::web
