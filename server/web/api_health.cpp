// Whether the server is well, for those who watch over it. None of it says who is here.
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "server/web/api_detail.hpp"
#include "server/web/password.hpp"

namespace flywheel::web {

namespace {

double bytes_of(std::string const& path) {
    struct stat file {};
    return ::stat(path.c_str(), &file) == 0 ? static_cast<double>(file.st_size) : 0.0;
}

// Of this process, as the kernel counts them.
double resident_bytes() {
    std::ifstream statm("/proc/self/statm");
    std::int64_t pages = 0;
    std::int64_t resident = 0;
    statm >> pages >> resident;
    return static_cast<double>(resident) * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

Response text(int status, std::string says) {
    auto response = Response::json(status, std::move(says));
    response.content_type = "text/plain; charset=utf-8";
    return response;
}

}  // namespace

void Api::ready(Reply reply) {
    // Answered by the thread that writes: one that hangs is not ready, and says nothing.
    on_room(std::move(reply), [](Floor& floor) {
        return floor.disk_is_full() ? text(503, "the disk is full\n") : text(200, "ok\n");
    });
}

void Api::count(Response const& response, std::int64_t took_us) {
    auto const hundred = static_cast<std::size_t>(response.status) / 100;
    if (hundred < answered_.size()) { ++answered_[hundred]; }
    request_time_.observe_us(took_us);
}

void Api::metrics(Request const& request, WebFigures const& web, Reply reply) {
    std::string const wanted = "Bearer " + options_.metrics_token;
    if (options_.metrics_token.empty() || !same_secret(request.authorization, wanted)) {
        // No more than what any address says that is not there.
        reply(refusal_response(refuse(Code::NotFound, "", "There is nothing here.")));
        return;
    }
    metrics::Page page;
    std::vector<metrics::Page::Sample> answered;
    for (std::size_t i = 1; i < answered_.size(); ++i) {
        answered.push_back(
            {{{"status", std::to_string(i) + "xx"}}, static_cast<double>(answered_[i])});
    }
    page.counters("flywheel_http_requests_total", "Requests answered, by status.", answered);
    page.timing("flywheel_http_request_seconds", "From a request's end to its answer.",
                request_time_);
    page.counter("flywheel_sign_ins_failed_total", "Wrong passwords and unknown addresses.",
                 static_cast<double>(sign_ins_failed_));
    page.gauge("flywheel_websockets", "Open WebSocket connections.",
               static_cast<double>(web.sockets));
    page.counter("flywheel_slow_readers_total",
                 "Connections that fell behind and were told to start afresh.",
                 static_cast<double>(web.fell_behind));
    page.gauge("process_resident_memory_bytes", "Memory that is in use.", resident_bytes());
    page.gauge("process_start_time_seconds", "When this process began, since 1970.",
               static_cast<double>(began_ms_) / 1000.0);
    if (options_.last_backup_ms) {
        page.gauge("flywheel_last_backup_seconds",
                   "When the newest backup was taken, since 1970; 0 before the first.",
                   static_cast<double>(options_.last_backup_ms()) / 1000.0);
        page.gauge("flywheel_last_backup_proof_seconds",
                   "When a backup was last restored in a scratch folder and held, since 1970; 0: "
                   "never, or it did not.",
                   static_cast<double>(options_.backup_proven_ms()) / 1000.0);
    }
    on_room(std::move(reply), [this, page = std::move(page)](Floor& floor) mutable {
        auto const& figures = floor.figures();
        page.counters(
            "flywheel_commands_total", "Commands decided, by outcome.",
            {{{{"outcome", "accepted"}}, static_cast<double>(figures.commands - figures.refused)},
             {{{"outcome", "refused"}}, static_cast<double>(figures.refused)}});
        page.timing("flywheel_commit_seconds", "Commits of the database, to the disk.",
                    figures.commit_time);
        page.counter("flywheel_flushes_total", "Times that news went out.",
                     static_cast<double>(figures.flushes));
        std::size_t people = 0;
        auto const networks = floor.networks();
        for (auto const& network : networks) {
            people += floor.room(network)->people();
        }
        page.gauge("flywheel_networks", "Networks in the data folder.",
                   static_cast<double>(networks.size()));
        page.gauge("flywheel_connections", "Connections that are in a network.",
                   static_cast<double>(people));
        auto const file = options_.data_folder + "/flywheel.db";
        page.gauge("flywheel_data_bytes", "The database.", bytes_of(file));
        page.gauge("flywheel_wal_bytes", "What is committed and not yet moved into the database.",
                   bytes_of(file + "-wal"));
        page.gauge("flywheel_disk_free_bytes", "Free on the disk of the data folder.",
                   static_cast<double>(floor.store().free_bytes()));
        page.gauge("flywheel_disk_full", "1 while writes are refused for want of room.",
                   floor.disk_is_full() ? 1.0 : 0.0);
        auto response = text(200, page.text());
        response.content_type = "text/plain; version=0.0.4; charset=utf-8";
        return response;
    });
}

}  // namespace flywheel::web
