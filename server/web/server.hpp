#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "server/first_run/first_run.hpp"
#include "server/oidc/provider.hpp"
#include "server/room/rooms.hpp"

namespace flywheel::web {

// The listening port with everything behind it: HTTP, the socket, the web client. One thread of its own, and
// one more for passwords and compression.
class Server {
public:
    struct Options {
        std::string address = "127.0.0.1";
        std::uint16_t port = 8080;  // 0: any free one
        std::string web_folder;     // empty: no client
        std::string public_url;
        std::string data_folder;
        bool sends_mail = false;
        std::string metrics_token;
        std::string tls_certificate;  // PEM files; empty: plain HTTP
        std::string tls_key;
        std::size_t connections_per_address = 0;       // 0: as many as suits (Server::Parts)
        std::function<std::int64_t()> last_backup_ms;  // nothing: none is taken
        std::function<std::int64_t()> backup_proven_ms;
        oidc::Settings oidc;  // without an issuer: by password alone
        first_run::FirstRun const& first_run;
    };
    // Listens when it returns. Throws std::runtime_error when the port is taken or the folder is not right.
    Server(Rooms& rooms, Env env, Options options);
    ~Server();
    Server(Server const&) = delete;
    Server& operator=(Server const&) = delete;

    [[nodiscard]] std::uint16_t port() const;
    // Says goodbye to everybody and ends within stop_time_max. From any thread but its own.
    void stop();

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace flywheel::web
