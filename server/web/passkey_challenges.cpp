#include "server/web/passkey_challenges.hpp"

#include "server/web/limits.hpp"

namespace flywheel::web {

void PasskeyChallenges::put(std::string const& hash, PasskeyChallenge challenge,
                            std::int64_t now_ms) {
    constexpr std::int64_t every_ms = 60'000;
    if (now_ms - looked_ms_ >= every_ms || challenges_.size() >= passkey_challenges_max) {
        looked_ms_ = now_ms;
        std::erase_if(challenges_, [&](auto const& each) { return each.second.ends_ms <= now_ms; });
    }
    // More than may be asked for in that time: somebody else's goes, rather than nobody getting in.
    if (challenges_.size() >= passkey_challenges_max) { challenges_.erase(challenges_.begin()); }
    challenge.ends_ms = now_ms + passkey_challenge_ms;
    challenges_[hash] = std::move(challenge);
}

std::optional<PasskeyChallenge> PasskeyChallenges::take(std::string const& hash,
                                                        std::int64_t now_ms) {
    auto const found = challenges_.find(hash);
    if (found == challenges_.end()) { return std::nullopt; }
    auto challenge = std::move(found->second);
    challenges_.erase(found);
    if (challenge.ends_ms <= now_ms) { return std::nullopt; }
    return challenge;
}

}  // namespace flywheel::web
