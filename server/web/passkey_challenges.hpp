#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace flywheel::web {

// What a browser was asked to answer with a passkey. Of somebody who signs in nothing is known yet.
struct PasskeyChallenge {
    std::string account;       // who adds one
    std::string session_hash;  // in which sign-in they asked
    std::string user_handle;   // that their device was told
    std::int64_t ends_ms = 0;
};

// Those that were given and not answered yet, each by its hash. Lives on the web thread; a restart ends them all.
class PasskeyChallenges {
public:
    void put(std::string const& hash, PasskeyChallenge challenge, std::int64_t now_ms);
    // Nothing where there is none, or its time is over. It is gone, whatever becomes of the answer.
    [[nodiscard]] std::optional<PasskeyChallenge> take(std::string const& hash,
                                                       std::int64_t now_ms);
    [[nodiscard]] std::size_t size() const { return challenges_.size(); }

private:
    std::map<std::string, PasskeyChallenge> challenges_;
    std::int64_t looked_ms_ = 0;
};

}  // namespace flywheel::web
