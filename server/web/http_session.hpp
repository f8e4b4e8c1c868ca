#pragma once
#include <functional>
#include <memory>
#include <set>
#include <string>

#include "server/web/api.hpp"
#include "server/web/connection.hpp"
#include "server/web/static_files.hpp"

namespace flywheel::web {

// Requests that were read and are not answered yet: a server that ends waits for them.
struct Answers {
    std::size_t open = 0;
    std::function<void()> none_left;
};

// What every session on the port shares. Web thread.
struct Site {
    Api& api;
    StaticFiles const& files;
    std::shared_ptr<Sockets> sockets;
    std::shared_ptr<Answers> answers;
    bool secure = false;  // behind TLS: HSTS is said
    std::set<std::weak_ptr<Connection>, std::owner_less<>> connections;
    bool closing = false;
};

// Serves one connection: requests one after another, until one asks for the upgrade.
void serve_http(Stream stream, Site& site);

}  // namespace flywheel::web
