#pragma once
#include <cstdint>
#include <map>
#include <string>

#include "server/oidc/provider.hpp"

namespace flywheel::web {

// One browser's way to the provider and back, and then, for who has a second factor, to its code.
struct ProviderFlow {
    enum class For { SignIn, Add, Invitation };
    For what = For::SignIn;
    oidc::Journey journey;
    std::string account;  // Add: who asked. Proven: who it is
    std::string email;    // of that account, by which guesses at the code are counted
    std::string session_hash;
    std::string invitation_hash;
    std::string next;
    bool shared_device = false;
    bool proven = false;  // the provider has said who it is; only the code is missing
    std::int64_t ends_ms = 0;
};

// Those under way, each by the hash of the cookie of the browser that began it. Lives on the web thread; a restart ends them all.
class ProviderFlows {
public:
    void put(std::string const& hash, ProviderFlow flow, std::int64_t now_ms);
    // Nothing where there is none, or its time is over.
    [[nodiscard]] ProviderFlow* find(std::string const& hash, std::int64_t now_ms);
    void end(std::string const& hash) { flows_.erase(hash); }

private:
    std::map<std::string, ProviderFlow> flows_;
    std::int64_t looked_ms_ = 0;
};

}  // namespace flywheel::web
