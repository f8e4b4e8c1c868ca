#include "server/admin/desk.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/write.hpp>
#include <future>
#include <nlohmann/json.hpp>
#include <thread>

#include "protocol/codec.hpp"
#include "protocol/digest.hpp"
#include "server/admin/desk_keeping.hpp"
#include "server/admin/desk_networks.hpp"
#include "server/admin/desk_people.hpp"
#include "server/log.hpp"
#include "server/room/erase.hpp"
#include "server/room/passkeys.hpp"
#include "server/room/removal.hpp"
#include "server/room/transfer.hpp"

namespace flywheel::admin {

namespace asio = boost::asio;
using asio::local::stream_protocol;
using nlohmann::json;

namespace {

constexpr std::size_t head_bytes_max = 64 * 1024;
constexpr std::size_t file_bytes_max =
    1024ULL * 1024 * 1024;  // 50,000 cycles with all their details are some 300 MB
constexpr std::int64_t link_ms = 24LL * 60 * 60 * 1000;
constexpr std::int64_t setup_link_ms = 60LL * 60 * 1000;  // who made it is at the machine

std::string path_in(std::string const& folder) { return folder + "/flywheel.sock"; }

Answer good(json head) { return {true, head.dump(), {}}; }
Answer bad(std::string says) { return {false, json{{"says", std::move(says)}}.dump(), {}}; }

Answer import(Floor& floor, json const& request, std::string const& bytes) {
    auto report = import_network(floor, bytes, request.value("password_hash", std::string{}));
    if (report.has_error()) { return {false, refusal_json(report.error()), {}}; }
    return good({{"network", report->network},
                 {"name", report->name},
                 {"records", report->records},
                 {"not_yet", report->not_yet},
                 {"new_accounts", report->new_accounts},
                 {"known_accounts", report->known_accounts}});
}

Answer verify(Floor& floor) {
    json list = json::array();
    bool whole = true;
    for (auto const& v : floor.store().verify()) {
        whole &= v.broken_seq == 0;
        list.push_back({{"network", v.network},
                        {"entries", v.entries},
                        {"erased_bodies", v.erased_bodies},
                        {"broken_seq", v.broken_seq},
                        {"problem", v.problem}});
    }
    return {whole, json{{"chains", std::move(list)}}.dump(), {}};
}

Answer networks(Floor& floor) {
    json list = json::array();
    for (auto const& id : floor.networks()) {
        std::string name;
        floor.room(id)->state().each<Network>(
            [&](Network const& network, Meta const&) { name = network.name; });
        list.push_back({{"id", id}, {"name", name}, {"entries", floor.store().head(id)->seq}});
    }
    return good({{"networks", std::move(list)}});
}

// What the room thread has done since it started, and how much it looks after.
Answer status(Floor& floor) {
    auto const& figures = floor.figures();
    json list = json::array();
    for (auto const& id : floor.networks()) {
        auto const* const room = floor.room(id);
        list.push_back({{"id", id},
                        {"entries", floor.store().head(id)->seq},
                        {"connections", room->people()}});
    }
    return good({{"version", FLYWHEEL_VERSION},
                 {"networks", std::move(list)},
                 {"commands", figures.commands},
                 {"refused", figures.refused},
                 {"commits", figures.commits},
                 {"flushes", figures.flushes},
                 {"commit_ms_mean", figures.commits == 0
                                        ? 0.0
                                        : static_cast<double>(figures.commit_us_total) / 1000.0 /
                                              static_cast<double>(figures.commits)},
                 {"commit_ms_worst", static_cast<double>(figures.commit_us_worst) / 1000.0},
                 {"disk_is_full", floor.disk_is_full()}});
}

// What was carried out at a contract's end, to be given to the district or the network: what went, what did not, and where the
// histories stood, by which it can be checked against a later `flywheel audit`.
json certificate_of(Floor& floor, json what) {
    auto const notes = floor.store().notes_since(0);
    what["certificate"] = "destruction";
    what["made_at_ms"] = floor.env().clock.now_ms();
    what["made_by"] = "flywheel " FLYWHEEL_VERSION;
    what["server_history"] = {{"seq", notes.back().seq}, {"hash", to_hex(notes.back().hash)}};
    what["not_reached"] =
        json::array({"backups and copies of the disk that were taken before", "earlier exports",
                     "devices, until they are next in touch with the server"});
    return what;
}

// Without "yes" it is refused, with what it would do.
Answer remove(Floor& floor, json const& request) {
    auto const network = request.value("network", std::string{});
    bool const yes = request.value("yes", false);
    auto const removal = yes ? remove_network(floor, network) : removal_of(floor, network);
    if (removal.has_error()) { return {false, refusal_json(removal.error()), {}}; }
    json report{{"network", removal->network},
                {"name", removal->name},
                {"entries", removal->entries},
                {"records", removal->records},
                {"connections", removal->connections},
                {"left_without_network", json::array()},
                {"removed", yes}};
    for (auto const& account : removal->left_without_network) {
        report["left_without_network"].push_back(account.email);
    }
    if (yes) { return good(certificate_of(floor, std::move(report))); }
    report["says"] = "Nothing was removed: it takes --yes.";
    return {false, report.dump(), {}};
}

// One district's share; without "yes" it is refused, with what it would do.
Answer remove_district(Floor& floor, json const& request) {
    bool const yes = request.value("yes", false);
    ShareWish const wish{request.value("network", std::string{}),
                         {request.value("district", std::string{})},
                         request.value("shared_too", false)};
    auto const removal = yes ? remove_share(floor, wish) : share_removal_of(floor, wish);
    if (removal.has_error()) { return {false, refusal_json(removal.error()), {}}; }
    auto place = [](storage::Head const& head) {
        return json{{"seq", head.seq}, {"hash", to_hex(head.hash)}};
    };
    json report{{"network", removal->network},
                {"district", removal->district.text},
                {"name", removal->name},
                {"records", removal->records},
                {"without_words", removal->without_words},
                {"stays", removal->stays},
                {"people", removal->people},
                {"accounts", removal->accounts},
                {"history_before", place(removal->before)},
                {"history_after", place(removal->after)},
                {"removed", yes}};
    if (yes) { return good(certificate_of(floor, std::move(report))); }
    report["says"] = "Nothing was removed: it takes --yes.";
    return {false, report.dump(), {}};
}

Answer export_part(Floor& floor, json const& request) {
    auto text =
        export_share(floor, request.value("network", std::string{}),
                     {request.value("district", std::string{})}, request.value("accounts", false));
    if (text.has_error()) { return {false, refusal_json(text.error()), {}}; }
    return {true, "{}", std::move(*text)};
}

// What was noted of the server itself.
Answer audit(Floor& floor, json const& request) {
    json list = json::array();
    for (auto const& note : floor.store().notes_since(request.value("since_ms", std::int64_t{0}))) {
        list.push_back({{"seq", note.seq},
                        {"at_ms", note.time_ms},
                        {"what", note.what},
                        {"about", note.account},
                        {"hash", to_hex(note.hash)}});
        if (!note.by.empty()) { list.back()["by"] = note.by; }
    }
    return good({{"entries", std::move(list)}});
}

json erasure_json(ErasureReport const& report) {
    json named = json::array();
    for (auto const& key : report.still_named) {
        named.push_back({{"kind", kind_names[key.kind]}, {"id", key.id}});
    }
    return {{"network", report.network},
            {"member", report.member.text},
            {"name", report.name},
            {"removed", report.removed},
            {"without_words", report.without_words},
            {"still_named", std::move(named)},
            {"account_goes", report.account_goes}};
}

// A person of one network by their member's id, or of all by their address. Without "yes" it is refused, with what it would do.
Answer erase(Floor& floor, json const& request) {
    bool const yes = request.value("yes", false);
    auto const email = request.value("email", std::string{});
    std::vector<storage::AccountMember> who{
        {{}, request.value("network", std::string{}), request.value("member", std::string{})}};
    auto const account = email.empty() ? std::nullopt : floor.accounts().by_email(email);
    if (!email.empty()) {
        if (!account) { return bad("There is no account with that e-mail address."); }
        who = floor.accounts().members_of(account->id);
    }
    json report{{"erased", yes}, {"networks", json::array()}};
    for (auto const& each : who) {
        auto const done = yes ? erase_member(floor, each.network, {each.member}, {})
                              : erasure_report(floor, each.network, {each.member});
        if (done.has_error()) {
            auto refused = json::parse(refusal_json(done.error()));
            refused["networks"] = std::move(report["networks"]);
            return {false, refused.dump(), {}};
        }
        report["networks"].push_back(erasure_json(*done));
    }
    // Who is in no network has nothing but an account.
    if (yes && account && who.empty()) { floor.accounts().forget(*account); }
    if (!yes) { report["says"] = "Nothing was erased: it takes --yes."; }
    return {yes, report.dump(), {}};
}

Answer sign_in_link(Floor& floor, json const& request) {
    auto const account = floor.accounts().by_email(request.value("email", std::string{}));
    if (!account) { return bad("There is no account with that e-mail address."); }
    auto const token = make_token(floor.env().random);
    auto const now = floor.env().clock.now_ms();
    floor.accounts().add_link(sha256(token), "sign_in", account->id, now + link_ms);
    floor.store().note_for_server(now, "sign_in_link_made_by_operator", account->id);
    return good({{"token", token}});
}

// For somebody who has lost their phone, with their passkeys, and their codes: the operator has seen that it is them.
Answer end_second_factor(Floor& floor, json const& request) {
    auto const account = floor.accounts().by_email(request.value("email", std::string{}));
    if (!account) { return bad("There is no account with that e-mail address."); }
    bool const had_codes = floor.accounts().second_factor(account->id).has_value();
    // First, so that whoever had passkeys alone is told of these alone.
    bool const had_passkeys = end_passkeys(floor, account->id);
    if (!had_codes && !had_passkeys) { return bad("They have none."); }
    floor.accounts().end_second_factor(account->id);
    floor.store().note_for_server(floor.env().clock.now_ms(), "second_factor_ended_by_operator",
                                  account->id);
    if (had_codes) { floor.post_mail(storage::AccountMailWhat::SecondFactorEnded, account->id); }
    floor.shut_out_if_owing(account->id);
    return good({{"codes", had_codes}, {"passkeys", had_passkeys}});
}

Answer setup_link(Floor& floor) {
    if (floor.accounts().any()) {
        return bad(
            "Somebody has an account here already: invite from there, or make a sign-in-link.");
    }
    auto const token = make_token(floor.env().random);
    auto const now = floor.env().clock.now_ms();
    floor.accounts().add_link(sha256(token), "setup", {}, now + setup_link_ms);
    floor.store().note_for_server(now, "setup_link_made_by_operator", {});
    return good({{"token", token}});
}

}  // namespace

Answer carry_out(Floor& floor, std::string const& head, std::string const& bytes) {
    auto const request = json::parse(head, nullptr, false);
    if (!request.is_object()) { return bad("The request is not well formed."); }
    std::string const what = request.value("do", std::string{});
    if (what == "import") { return import(floor, request, bytes); }
    if (what == "verify") { return verify(floor); }
    if (what == "networks") { return networks(floor); }
    if (what == "status") { return status(floor); }
    if (what == "remove") { return remove(floor, request); }
    if (what == "users") { return users(floor, request); }
    if (what == "sessions") { return sessions(floor, request); }
    if (what == "end_sessions") { return end_sessions(floor, request); }
    if (what == "invite") { return invite(floor, request); }
    if (what == "remove_district") { return remove_district(floor, request); }
    if (what == "export_district") { return export_part(floor, request); }
    if (what == "create_network") { return create_network(floor, request); }
    if (what == "tokens") { return tokens(floor, request); }
    if (what == "end_token") { return end_token(floor, request); }
    if (what == "reads") { return reads(floor, request); }
    if (what == "retention") { return retention(floor, request); }
    if (what == "audit") { return audit(floor, request); }
    if (what == "erase") { return erase(floor, request); }
    if (what == "end_second_factor") { return end_second_factor(floor, request); }
    if (what == "setup_link") { return setup_link(floor); }
    if (what == "sign_in_link") { return sign_in_link(floor, request); }
    if (what == "export") {
        auto text = export_network(floor, request.value("network", std::string{}));
        if (text.empty()) { return bad("There is no such network."); }
        return {true, "{}", std::move(text)};
    }
    return bad("There is no such request.");
}

struct Desk::Parts {
    Parts(Rooms& rooms_, std::string const& folder)
        : rooms(rooms_), path(path_in(folder)), acceptor(io) {
        ::unlink(
            path.c_str());  // the folder is ours by its lock: a socket left there is a dead one
        stream_protocol::endpoint const endpoint(path);
        acceptor.open(endpoint.protocol());
        acceptor.bind(endpoint);
        ::chmod(path.c_str(), 0600);
        acceptor.listen();
    }

    void accept() {
        acceptor.async_accept(
            [this](boost::system::error_code error, stream_protocol::socket socket) {
                if (error) { return; }
                try {
                    serve(socket);
                } catch (std::exception const& failure) {
                    log::trouble("admin_request_failed", {{"why", failure.what()}});
                }
                accept();
            });
    }

    void serve(stream_protocol::socket& socket) {
        ucred peer{};
        socklen_t size = sizeof peer;
        bool const known =
            getsockopt(socket.native_handle(), SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0;
        if (!known || (peer.uid != 0 && peer.uid != geteuid())) { return; }
        asio::streambuf buffer(head_bytes_max + file_bytes_max);
        auto const head_size = asio::read_until(socket, buffer, '\n');
        std::string head(asio::buffers_begin(buffer.data()),
                         asio::buffers_begin(buffer.data()) +
                             static_cast<std::ptrdiff_t>(head_size));
        buffer.consume(head_size);
        auto const request = json::parse(head, nullptr, false);
        std::size_t const bytes = request.is_object() ? request.value("bytes", std::size_t{0}) : 0;
        if (bytes > file_bytes_max) { return; }
        if (buffer.size() < bytes) {
            asio::read(socket, buffer, asio::transfer_exactly(bytes - buffer.size()));
        }
        std::string body(asio::buffers_begin(buffer.data()),
                         asio::buffers_begin(buffer.data()) + static_cast<std::ptrdiff_t>(bytes));
        std::promise<Answer> promise;
        auto answered = promise.get_future();
        rooms.call([&](Floor& floor) { promise.set_value(carry_out(floor, head, body)); });
        auto const answer = answered.get();
        json const top{{"good", answer.good},
                       {"head", json::parse(answer.head)},
                       {"bytes", answer.bytes.size()}};
        asio::write(socket, asio::buffer(top.dump() + "\n" + answer.bytes));
    }

    Rooms& rooms;
    std::string path;
    asio::io_context io{1};
    stream_protocol::acceptor acceptor;
    std::thread thread;
};

Desk::Desk(Rooms& rooms, std::string const& folder)
    : parts_(std::make_unique<Parts>(rooms, folder)) {
    parts_->accept();
    parts_->thread = std::thread([this] { parts_->io.run(); });
}

Desk::~Desk() {
    parts_->io.stop();
    parts_->thread.join();
    ::unlink(parts_->path.c_str());
}

std::optional<Answer> ask(std::string const& folder, std::string const& head,
                          std::string const& bytes) {
    asio::io_context io;
    stream_protocol::socket socket(io);
    boost::system::error_code error;
    socket.connect(stream_protocol::endpoint(path_in(folder)), error);
    if (error) { return std::nullopt; }
    auto request = json::parse(head);
    request["bytes"] = bytes.size();
    asio::write(socket, asio::buffer(request.dump() + "\n"));
    asio::write(socket, asio::buffer(bytes));
    asio::streambuf buffer;
    auto const head_size = asio::read_until(socket, buffer, '\n');
    std::string const top_text(asio::buffers_begin(buffer.data()),
                               asio::buffers_begin(buffer.data()) +
                                   static_cast<std::ptrdiff_t>(head_size));
    buffer.consume(head_size);
    auto const top = json::parse(top_text);
    auto const size = top.at("bytes").get<std::size_t>();
    if (buffer.size() < size) {
        asio::read(socket, buffer, asio::transfer_exactly(size - buffer.size()));
    }
    Answer answer;
    answer.good = top.at("good").get<bool>();
    answer.head = top.at("head").dump();
    answer.bytes.assign(asio::buffers_begin(buffer.data()),
                        asio::buffers_begin(buffer.data()) + static_cast<std::ptrdiff_t>(size));
    return answer;
}

}  // namespace flywheel::admin
