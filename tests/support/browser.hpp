#pragma once
#include <chrono>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "server/app.hpp"
#include "tests/support/unit/network_story.hpp"

// The real server in this process on a free port, and clients that reach it over real sockets.
namespace flywheel::testing {

struct HttpReply {
    int status = 0;
    std::multimap<std::string, std::string> headers;
    std::string body;
    // A value of its own: name it before going through a part of it, or the part outlives the whole.
    [[nodiscard]] nlohmann::json json() const { return nlohmann::json::parse(body); }
    [[nodiscard]] std::string header(std::string const& name) const;
};

class RunningServer {
public:
    // `import_text`: a network in the import format; every account gets the password "correct horse battery".
    explicit RunningServer(std::string const& import_text, Floor::Options options = {});
    ~RunningServer();
    [[nodiscard]] std::uint16_t port() const;
    [[nodiscard]] App& app() { return *app_; }
    [[nodiscard]] std::string const& folder() const { return folder_.path(); }
    void stop();
    // `change` has the last word on how it is started.
    void start_again(std::function<void(App::Options&)> const& change = {});
    // Asks the room thread, and waits for it.
    void on_floor(std::function<void(Floor&)> const& work);
    static constexpr char const* password = "correct horse battery";
    static constexpr char const* metrics_token = "what the scraper says";

private:
    TemporaryFolder folder_;
    SystemClock clock_;
    SystemRandomness random_;
    Floor::Options options_;
    std::unique_ptr<App> app_;
};

// The story's network as an import text: its people can sign in as NAME@example.org (dots as underscores).
std::string story_as_import();
// The same people in a second network, "twin".
void found_twin(RunningServer& server);

class Browser {
public:
    explicit Browser(std::uint16_t port);
    ~Browser();
    Browser(Browser const&) = delete;
    Browser& operator=(Browser const&) = delete;

    // One request on a connection of its own, with the cookie and our own Origin unless `headers` say otherwise;
    // an empty value leaves a header out.
    HttpReply http(std::string const& method, std::string const& path, std::string const& body = {},
                   std::map<std::string, std::string> headers = {});
    // Bytes as they are, and the first line that comes back.
    std::string raw(std::string const& bytes);
    void sign_in(std::string const& name);
    void forget_cookie() { cookie_.clear(); }
    [[nodiscard]] std::string const& cookie() const { return cookie_; }

    // The upgrade: 101, or the status it was refused with.
    int upgrade(std::map<std::string, std::string> headers = {});
    void send(std::string const& text);
    // The next frame; nothing when none comes in time or the socket closed.
    std::optional<nlohmann::json> receive(
        std::chrono::milliseconds patience = std::chrono::seconds(5));
    // The close code once the server has ended the socket; 0 when it has not in time.
    int closed(std::chrono::milliseconds patience = std::chrono::seconds(20));
    void cut();

    // Snapshot and hello, as a browser does; then frames are taken into the replica as they come.
    void join(std::string const& network = "nic");
    // Takes frames until `done` holds; false when it does not in time.
    bool until(std::function<bool()> const& done,
               std::chrono::milliseconds patience = std::chrono::seconds(5));
    // Sends a command and waits for its answer: "" or the refusal's code.
    std::string act(std::string const& command, nlohmann::json const& args, std::string id = {});

    Replica replica;

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
    std::uint16_t port_;
    std::string cookie_;
    SystemRandomness random_;
};

}  // namespace flywheel::testing
