#pragma once
#include <cstdint>
#include <memory>
#include <string>

#include "server/backup/keeper.hpp"
#include "server/first_run/first_run.hpp"
#include "server/mail/smtp.hpp"
#include "server/oidc/provider.hpp"
#include "server/room/env.hpp"
#include "server/room/floor.hpp"

namespace flywheel {

class Rooms;

// A whole server: builds every part in order and takes them down in the other. One process a data folder.
class App {
public:
    struct Options {
        std::string data = "data";
        std::string address = "127.0.0.1";
        std::uint16_t port = 8080;
        std::string web_folder;
        std::string public_url;
        std::string metrics_token;
        std::string tls_certificate;  // PEM files; empty: plain HTTP
        std::string tls_key;
        std::size_t connections_per_address = 0;  // 0: as many as suits
        mail::Smtp smtp;
        oidc::Settings oidc;                  // without an issuer: people sign in by password alone
        std::int64_t mail_every_ms = 60'000;  // how often it is looked whether a mail is due
        backup::Keeper::Options backups;      // no folder to put them into: none is taken
        Floor::Options floor;
        first_run::FirstRun::Options first_run;  // its `data` is this server's
    };
    // Serves when it returns. Throws storage::Fault or std::runtime_error with a sentence for the operator.
    App(Options options, Env env);
    ~App();
    App(App const&) = delete;
    App& operator=(App const&) = delete;

    [[nodiscard]] std::uint16_t port() const;
    // Its networks, for a program that has the server in it.
    [[nodiscard]] Rooms& rooms();
    // The one-time link that sets an empty server up; empty when it has people already.
    [[nodiscard]] std::string const& setup_link() const;

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace flywheel
