#include "server/room/sign_ins.hpp"

namespace flywheel {

std::size_t end_sign_ins(Floor& floor, std::string const& account,
                         std::function<bool(storage::KnownSession const&)> const& which) {
    std::size_t ended = 0;
    for (auto const& each : floor.accounts().sessions_of(account, floor.env().clock.now_ms())) {
        if (!which(each)) { continue; }
        floor.accounts().end_session(each.token_hash);
        floor.end_session(each.token_hash);
        ++ended;
    }
    return ended;
}

}  // namespace flywheel
