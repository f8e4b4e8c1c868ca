#pragma once
#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

// An OpenID provider on loopback that says whatever a test wants, good or hostile, over a real socket.
namespace flywheel::testing {

// Whose key signs: the provider's two, that of somebody else, or a shared secret.
enum class Signs { Rsa, Ec, Stranger, Secret };

class IdentityProvider {
public:
    struct Answer {
        int status = 200;
        std::string body;
        std::string location;     // of a redirect
        bool never_ends = false;  // says that more will come, and sends none
    };
    struct Seen {
        std::string path;
        std::string authorization;
        std::string body;
    };

    IdentityProvider();
    ~IdentityProvider();
    IdentityProvider(IdentityProvider const&) = delete;
    IdentityProvider& operator=(IdentityProvider const&) = delete;

    [[nodiscard]] std::string issuer() const;
    // As it answers until it is told otherwise: its own description and keys; /token says nothing good.
    [[nodiscard]] nlohmann::json description() const;
    [[nodiscard]] static nlohmann::json keys();
    [[nodiscard]] static nlohmann::json public_key(Signs whose, std::string const& kid);
    void answer(std::string const& path, Answer answer);
    void give_token(std::string const& id_token);
    [[nodiscard]] std::vector<Seen> seen(std::string const& path) const;

    // A compact JWS over these bytes. `secret`: of Signs::Secret.
    [[nodiscard]] static std::string sign(nlohmann::json const& header, std::string const& payload,
                                          Signs with, std::string const& secret = {});

private:
    struct Parts;
    void listen();

    std::unique_ptr<Parts> parts_;
    mutable std::mutex mutex_;
    std::map<std::string, Answer> answers_;
    std::vector<Seen> seen_;
    std::thread thread_;
};

}  // namespace flywheel::testing
