#include "server/doctor.hpp"

#include <arpa/inet.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/timex.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "server/admin/desk.hpp"
#include "server/backup/backup.hpp"
#include "server/web/tls.hpp"

namespace flywheel::doctor {

namespace {

using nlohmann::json;

constexpr std::uint64_t mebibyte = 1024ULL * 1024;
// A year of a busy network is some hundred megabytes; below this the next busy week should not come as a surprise.
constexpr std::uint64_t free_least = 1024 * mebibyte;
constexpr int certificate_days_least = 21;  // renewals are tried from thirty days before on
constexpr rlim_t open_files_least = 4'096;  // a socket each for a large network, and some
constexpr std::int64_t hour_ms = 60LL * 60 * 1000;

struct Examination {
    config::Loaded const& loaded;
    std::vector<Finding> findings;

    [[nodiscard]] config::Config const& set() const { return loaded.config; }
    void good(std::string about, std::string says) {
        findings.push_back({State::Good, std::move(about), std::move(says)});
    }
    void look(std::string about, std::string says) {
        findings.push_back({State::Look, std::move(about), std::move(says)});
    }
    void bad(std::string about, std::string says) {
        findings.push_back({State::Bad, std::move(about), std::move(says)});
    }
};

std::int64_t now_ms() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

std::string megabytes(std::uint64_t bytes) { return std::to_string(bytes / mebibyte) + " MiB"; }

void settings(Examination& x, std::vector<std::string> const& problems) {
    for (auto const& problem : problems) {
        x.bad("settings", problem);
    }
    if (problems.empty()) {
        x.good("settings", std::to_string(x.loaded.origins.size()) + " are set, all in order");
    }
    if (geteuid() == 0 && x.set().data.rfind("/var/lib/", 0) != 0) {
        x.look("user", "this runs as root; a server should have a user of its own");
    }
}

void folder(Examination& x) {
    struct stat about {};
    if (::stat(x.set().data.c_str(), &about) != 0) {
        x.look("folder", x.set().data + " is not there yet; a server makes it when it starts");
        return;
    }
    constexpr mode_t others = 0077;
    if ((about.st_mode & others) != 0) {
        x.bad("folder", x.set().data + " can be read by others: chmod 0700 " + x.set().data);
    } else {
        x.good("folder", x.set().data + " is its owner's alone");
    }
    auto const file = x.set().data + "/flywheel.db";
    struct stat database {};
    if (::stat(file.c_str(), &database) != 0) {
        x.look("database", "there is none yet");
    } else if ((database.st_mode & others) != 0) {
        x.bad("database", file + " can be read by others: chmod 0600 " + file);
    } else {
        x.good("database", megabytes(static_cast<std::uint64_t>(database.st_size)));
    }
    struct statvfs disk {};
    if (statvfs(x.set().data.c_str(), &disk) != 0) { return; }
    auto const free = static_cast<std::uint64_t>(disk.f_bavail) * disk.f_frsize;
    if (free < static_cast<std::uint64_t>(x.set().disk_reserve)) {
        x.bad("disk",
              "only " + megabytes(free) + " are free: nothing can be written until there is more");
    } else if (free < free_least || free < static_cast<std::uint64_t>(database.st_size)) {
        x.look("disk",
               megabytes(free) +
                   " are free; a backup needs as much as the database, and people go on writing");
    } else {
        x.good("disk", megabytes(free) + " are free");
    }
}

// What a plain request gets on the listener: a status line, or empty.
std::string asked_for_health(std::string const& address, std::uint16_t port) {
    try {
        boost::asio::io_context io;
        boost::asio::ip::tcp::socket socket(io);
        socket.connect({boost::asio::ip::make_address(address), port});
        timeval const patience{5, 0};
        ::setsockopt(socket.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        std::string const request =
            "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        boost::asio::write(socket, boost::asio::buffer(request));
        std::array<char, 64> start{};
        auto const size = ::recv(socket.native_handle(), start.data(), start.size(), 0);
        return size <= 0 ? "nothing" : std::string(start.data(), static_cast<std::size_t>(size));
    } catch (std::exception const&) { return {}; }
}

void running(Examination& x, bool histories) {
    auto const answer = admin::ask(x.set().data, R"({"do":"status"})", {});
    if (!answer) {
        x.look("server", "none runs on " + x.set().data);
        return;
    }
    auto const status = json::parse(answer->head);
    std::string const version = status.at("version");
    if (version != FLYWHEEL_VERSION) {
        x.look("server",
               "version " + version + " runs, this program is " FLYWHEEL_VERSION ": restart it");
    } else {
        x.good("server", "version " + version + " runs, with " +
                             std::to_string(status.at("networks").size()) + " networks");
    }
    if (status.at("disk_is_full").get<bool>()) {
        x.bad("server", "its disk is full: writes are refused");
    }
    auto const listens = config::address_in(x.set().listen);
    if (listens && listens->second != 0) {
        bool const plain = x.set().tls_certificate.empty();
        auto const any = listens->first == "0.0.0.0" || listens->first == "::";
        auto const begins = asked_for_health(any ? "127.0.0.1" : listens->first, listens->second);
        if (begins.empty()) {
            x.bad("listener", "nothing answers on " + x.set().listen +
                                  ": do these settings belong to that server?");
        } else if (plain && begins.rfind("HTTP/1.1 200", 0) != 0) {
            x.bad("listener",
                  "what answers on " + x.set().listen + " is not well, or is not Flywheel");
        } else {
            x.good("listener", x.set().listen + (plain ? " answers" : " takes connections"));
        }
    }
    if (!histories) { return; }
    auto const verified = admin::ask(x.set().data, R"({"do":"verify"})", {});
    if (verified && verified->good) {
        x.good("histories", "every hash of every history holds");
    } else {
        x.bad("histories", "a history was changed: flywheel verify says where; restore a backup");
    }
}

void address(Examination& x) {
    auto const& url = x.set().public_url;
    if (url.empty()) {
        x.look("address",
               "server.public_url is not set: links in mails lead to http://" + x.set().listen);
    } else if (url.rfind("https://", 0) != 0) {
        x.look("address", url + " is not https: passwords would cross the network in the clear");
    } else {
        x.good("address", url);
    }
}

void certificate(Examination& x) {
    if (x.set().tls_certificate.empty()) {
        if (x.set().public_url.rfind("https://", 0) == 0) {
            x.good("certificate", "none here: what stands in front has it");
        }
        return;
    }
    try {
        web::Tls const usable(x.set().tls_certificate, x.set().tls_key);
    } catch (std::exception const& failure) {
        x.bad("certificate", failure.what());
        return;
    }
    std::unique_ptr<std::FILE, int (*)(std::FILE*)> const file(
        std::fopen(x.set().tls_certificate.c_str(), "re"), &std::fclose);
    std::unique_ptr<X509, void (*)(X509*)> const read(
        file ? PEM_read_X509(file.get(), nullptr, nullptr, nullptr) : nullptr, &X509_free);
    int days = 0;
    int seconds = 0;
    if (!read || ASN1_TIME_diff(&days, &seconds, nullptr, X509_get0_notAfter(read.get())) != 1) {
        x.bad("certificate", "its last day cannot be read");
    } else if (days < 0 || seconds < 0) {
        x.bad("certificate", "it has expired: renew it; the server takes the new file by itself");
    } else if (days < certificate_days_least) {
        x.look("certificate",
               "it expires in " + std::to_string(days) + " days: is it being renewed?");
    } else {
        x.good("certificate", "holds for " + std::to_string(days) + " more days");
    }
}

void mail(Examination& x) {
    if (x.set().mail_url.empty()) {
        x.look("mail", "mail.smtp_url is not set: no reminders, no invitations and no forgotten "
                       "passwords by mail");
    } else {
        x.good("mail", "goes to " + x.set().mail_url + "; flywheel mail test ADDRESS sends one");
    }
}

// What the server found when it restored one by itself, once a week.
void proof_of_backups(Examination& x, std::vector<std::string> const& names) {
    if (names.empty()) { return; }
    auto const& into = x.set().backup_folder;
    if (backup::is_sealed(into + "/" + names.back())) {
        x.look("backups restored",
               "they are sealed, so the server cannot: flywheel backup verify FILE --key FILE, "
               "where the private key is");
        return;
    }
    auto const proof = backup::last_proof(into);
    constexpr std::int64_t days_max = 15;  // two weeks and a day
    if (!proof) {
        x.look("backups restored", "none was yet; the server does it once a week");
    } else if (!proof->problem.empty()) {
        x.bad("backups restored", proof->name + " does not hold: " + proof->problem);
    } else if (auto const days = (now_ms() - proof->at_ms) / (24 * hour_ms); days > days_max) {
        x.look("backups restored", "the last one " + std::to_string(days) + " days ago");
    } else {
        x.good("backups restored", proof->name + " holds, every hash of it");
    }
}

void backups(Examination& x) {
    auto const& into = x.set().backup_folder;
    if (into.empty()) {
        x.look("backups", "backup.folder is not set: nobody takes any");
        return;
    }
    struct stat there {};
    struct stat data {};
    if (::stat(into.c_str(), &there) != 0) {
        x.bad("backups", into + " is not there");
        return;
    }
    if (::stat(x.set().data.c_str(), &data) == 0 && data.st_dev == there.st_dev) {
        x.look("backups", into + " is on the same disk as the data: copy them elsewhere too");
    }
    if (x.set().backup_public_key.empty()) {
        x.look(
            "backups",
            "they are not sealed: flywheel backup key FILE makes a key, backup.public_key sets it");
    }
    auto const names = backup::backups_in(into);
    auto const last = names.empty() ? 0 : backup::time_of(names.back());
    auto const hours = (now_ms() - last) / hour_ms;
    if (last == 0) {
        x.look("backups", "there is none yet in " + into);
    } else if (hours > 2 * x.set().backup_every_hours) {
        x.bad("backups", "the last one is " + std::to_string(hours) +
                             " hours old: the log says why (backup_failed)");
    } else {
        x.good("backups", std::to_string(names.size()) + " are there, the last " +
                              std::to_string(hours) + " hours old");
    }
    proof_of_backups(x, names);
}

void people(Examination& x) {
    if (x.set().second_factor == "nobody") {
        x.look("second factor",
               "accounts.second_factor asks nobody; \"leads\" asks those who see and give most");
    } else {
        x.good("second factor", "asked of " + x.set().second_factor);
    }
}

void machine(Examination& x) {
    rlimit files{};
    if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < open_files_least) {
        x.look("open files", "this shell allows " + std::to_string(files.rlim_cur) +
                                 "; a server needs one for each open page");
    }
    timex clock{};
    if (::adjtimex(&clock) == TIME_ERROR) {
        x.look("clock", "nothing keeps this machine's clock right: codes of authenticator apps "
                        "fail when it is a minute off");
    } else {
        x.good("clock", "is kept right");
    }
    if (::access("/usr/share/zoneinfo/America/Chicago", R_OK) != 0) {
        x.look("time zones", "the package tzdata is missing: mails would be due by UTC");
    }
    if (::access((x.set().web + "/index.html").c_str(), R_OK) != 0 && !x.set().web.empty()) {
        x.bad("pages", x.set().web + " holds no index.html: server.web names the built client");
    }
}

}  // namespace

std::string_view name_of(State state) {
    switch (state) {
        case State::Good: return "good";
        case State::Look: return "look";
        case State::Bad: return "bad";
    }
    return {};
}

std::vector<Finding> examine(config::Loaded const& loaded, std::vector<std::string> const& problems,
                             bool histories) {
    Examination x{loaded, {}};
    settings(x, problems);
    folder(x);
    running(x, histories);
    address(x);
    certificate(x);
    mail(x);
    backups(x);
    people(x);
    machine(x);
    return std::move(x.findings);
}

}  // namespace flywheel::doctor
