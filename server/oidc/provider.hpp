#pragma once
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "server/oidc/id_token.hpp"
#include "server/outbound/address.hpp"

namespace flywheel::outbound {
struct Destination;
}

// Signing in with an account elsewhere: the one OpenID provider that the settings name, asked by the authorization code flow with PKCE.
namespace flywheel::oidc {

// As many wait as a school's first bell brings; who comes then is told to try again.
inline constexpr std::size_t waiting_max = 256;
// An exchange takes some 200 ms, most of it the provider's.
inline constexpr std::size_t threads = 4;
// How long its description and its keys hold: a key that it takes back is good for no longer here.
inline constexpr std::int64_t known_ms = 60LL * 60 * 1000;
// A token by an unknown key may come from anybody: it has the keys read again this often at most.
inline constexpr std::int64_t keys_again_ms = 60'000;

struct Settings {
    std::string issuer;  // empty: nobody signs in elsewhere
    std::string client_id;
    std::string client_secret;
    std::string name;                      // as people call it
    std::vector<std::string> domains;      // of e-mail addresses; none: any
    std::vector<outbound::Block> allowed;  // outbound.allow
    long timeout_s = 10;                   // for one request
};

// Why these settings cannot be used; empty when they can.
[[nodiscard]] std::string problem_in(Settings const& settings);

// What one browser's journey there begins with: each is made for it alone.
struct Journey {
    std::string state;
    std::string nonce;
    std::string verifier;
    std::string redirect_uri;
};

struct Told {
    std::string why;           // a word for the log; empty: it is them
    bool unreachable = false;  // the provider did not answer, or not as one does
    Identity identity;
};

class Provider {
public:
    // `now_ms` is asked on the provider's own threads.
    Provider(Settings settings, std::function<std::int64_t()> now_ms);
    ~Provider();
    Provider(Provider const&) = delete;
    Provider& operator=(Provider const&) = delete;

    [[nodiscard]] Settings const& settings() const { return settings_; }
    // Where it wants browsers to go, empty when it cannot be reached. Calls back on a thread of its own. False: too many wait.
    [[nodiscard]] bool look_up(std::function<void(std::string)> then);
    // That address for one journey. From any thread.
    [[nodiscard]] std::string address_for(std::string const& endpoint,
                                          Journey const& journey) const;
    // Whether it always says who it is in what it sends back (RFC 9207). From any thread.
    [[nodiscard]] bool says_issuer() const;
    // Who it is that came back with this code. Calls back on a thread of its own. False: too many wait.
    [[nodiscard]] bool exchange(std::string code, Journey journey, std::function<void(Told)> then);
    // What waits is dropped, what is under way is given up. From any thread but its own.
    void stop();

private:
    struct Description {
        std::string authorization;
        std::string token;
        std::string jwks;
        bool says_issuer = false;
        bool secret_in_form = false;
        std::int64_t until_ms = 0;
    };
    struct Keys {
        std::vector<Key> keys;
        std::int64_t read_ms = 0;
    };
    bool put(std::function<void()> work);
    void work();
    [[nodiscard]] Told tell(std::string const& code, Journey const& journey);
    [[nodiscard]] std::optional<Description> describe();
    [[nodiscard]] std::optional<Description> read_description();
    // Read again where they were read before that moment.
    [[nodiscard]] std::optional<std::vector<Key>> keys(Description const& description,
                                                       std::int64_t not_before_ms);
    [[nodiscard]] std::string get(std::string const& url);
    // Empty: the provider takes the code for none. Nothing: it does not answer.
    [[nodiscard]] std::optional<std::string> id_token(Description const& description,
                                                      std::string const& code,
                                                      Journey const& journey);
    [[nodiscard]] std::optional<outbound::Destination> destination(std::string const& url) const;

    Settings settings_;
    std::function<std::int64_t()> now_ms_;
    mutable std::mutex known_;
    std::optional<Description> description_;  // under known_
    std::mutex reading_;                      // one reads, the others wait for what it finds
    std::optional<Keys> keys_;                // under reading_
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<std::function<void()>> waiting_;  // under mutex_
    std::atomic<bool> stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace flywheel::oidc
