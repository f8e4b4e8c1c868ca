#include "server/app.hpp"

#include <future>

#include "protocol/digest.hpp"
#include "server/admin/desk.hpp"
#include "server/log.hpp"
#include "server/mail/mailer.hpp"
#include "server/room/rooms.hpp"
#include "server/web/limits.hpp"
#include "server/web/server.hpp"

namespace flywheel {

namespace {

std::unique_ptr<backup::Keeper> keeper_of(App::Options const& options, Env env) {
    if (options.backups.into.empty()) { return nullptr; }
    auto backups = options.backups;
    backups.folder = options.data;
    return std::make_unique<backup::Keeper>(std::move(backups), env);
}

first_run::FirstRun first_run_of(App::Options const& options, Env env) {
    auto first_run = options.first_run;
    first_run.data = options.data;
    return {std::move(first_run), env};
}

}  // namespace

struct App::Parts {
    Parts(Options const& options, Env env)
        : lock(options.data), rooms(options.data, env, options.floor),
          keeper(keeper_of(options, env)), first_run(first_run_of(options, env)),
          web(rooms, env,
              {options.address, options.port, options.web_folder, options.public_url, options.data,
               !options.smtp.url.empty(), options.metrics_token, options.tls_certificate,
               options.tls_key, options.connections_per_address,
               keeper ? std::function([this] { return keeper->last_ms(); }) : nullptr,
               keeper ? std::function([this] { return keeper->proven_ms(); }) : nullptr,
               options.oidc, first_run}),
          desk(std::make_unique<admin::Desk>(rooms, options.data)) {}
    storage::FolderLock lock;
    Rooms rooms;
    std::unique_ptr<backup::Keeper> keeper;
    first_run::FirstRun first_run;
    web::Server web;
    std::unique_ptr<admin::Desk> desk;
    std::unique_ptr<mail::Mailer> mailer;
    std::string setup_link;
};

App::App(Options options, Env env) : parts_(std::make_unique<Parts>(options, env)) {
    std::promise<std::string> promise;
    auto token = promise.get_future();
    parts_->rooms.call([&](Floor& floor) {
        std::string made;
        if (!floor.accounts().any()) {
            made = make_token(floor.env().random);
            floor.accounts().add_link(sha256(made), "setup", {},
                                      floor.env().clock.now_ms() + web::setup_link_ms);
        }
        promise.set_value(made);
    });
    auto const site = options.public_url.empty()
                          ? "http://" + options.address + ":" + std::to_string(port())
                          : options.public_url;
    if (auto const made = token.get(); !made.empty()) {
        parts_->setup_link = site + "/in#setup=" + made;
    }
    if (!options.smtp.url.empty()) {
        parts_->mailer = std::make_unique<mail::Mailer>(
            parts_->rooms, env, mail::Mailer::Options{options.smtp, site, options.mail_every_ms});
        parts_->rooms.call([mailer = parts_->mailer.get()](Floor& floor) {
            floor.set_mail_waits([mailer] { mailer->wake(); });
        });
    }
    log::fact("serving", {{"port", static_cast<std::int64_t>(port())}});
}

App::~App() {
    if (parts_->mailer) {
        std::promise<void> told;
        parts_->rooms.call([&](Floor& floor) {
            floor.set_mail_waits({});
            told.set_value();
        });
        told.get_future().get();
    }
    parts_->mailer.reset();
    parts_->desk.reset();  // both first: what they ask of the room thread must still be answered
    parts_->web.stop();
    log::fact("stopped");
}

Rooms& App::rooms() { return parts_->rooms; }
std::uint16_t App::port() const { return parts_->web.port(); }
std::string const& App::setup_link() const { return parts_->setup_link; }

}  // namespace flywheel
