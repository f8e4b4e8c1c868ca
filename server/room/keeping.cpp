#include "server/room/keeping.hpp"

#include <algorithm>

#include "server/domain/erasure.hpp"
#include "server/domain/leaving.hpp"
#include "server/domain/retention.hpp"
#include "server/log.hpp"
#include "storage/reads.hpp"

namespace flywheel {

namespace {

Erasure what_ran_out(Floor& floor, std::string const& network, Retention const& retention) {
    auto const& state = floor.room(network)->state();
    auto const now = floor.env().clock.now_ms();
    auto going = ran_out(state, retention, now);
    if (going.empty()) { return {}; }
    return erasure_of(state, {{}, std::move(going)}, {}, now);
}

}  // namespace

Result<RetentionReport> retention_report(Floor& floor, std::string const& network,
                                         Retention const& retention) {
    if (floor.room(network) == nullptr) {
        return refuse(Code::NotFound, "network", "There is no such network.");
    }
    auto const erasure = what_ran_out(floor, network, retention);
    RetentionReport report;
    for (auto const& key : erasure.removed) {
        ++report.removed[std::string(kind_names[key.kind])];
    }
    report.without_words = static_cast<std::int64_t>(erasure.kept.size());
    return report;
}

void let_go(Floor& floor) {
    auto const now = floor.env().clock.now_ms();
    for (auto const& network : floor.networks()) {
        storage::Reads(floor.store()).forget_before(network, now - floor.options().reads_kept_ms);
        auto const erasure = what_ran_out(floor, network, floor.options().retention);
        if (erasure.removed.empty() && erasure.kept.empty()) { continue; }
        floor.erase(network, erasure, {},
                    [&] { floor.store().note_for_server(now, "retention_ran_out", network); });
        log::fact("retention_ran_out",
                  {{"removed", static_cast<std::int64_t>(erasure.removed.size())},
                   {"without_words", static_cast<std::int64_t>(erasure.kept.size())}});
    }
}

Result<std::vector<storage::Read>> reads_of(Floor& floor, ReadsWish const& wish) {
    auto* const room = floor.room(wish.network);
    if (room == nullptr) { return refuse(Code::NotFound, "network", "There is no such network."); }
    for (auto const& [field, day] : {std::pair{"from", &wish.from}, std::pair{"to", &wish.to}}) {
        if (!day->empty() && !is_date(day->iso)) {
            return refuse(Code::NotADate, field, "A day is written as 2026-09-01.");
        }
    }
    auto const& state = room->state();
    bool const all = wish.district.empty();
    if (!all && state.get<Organization>(wish.district) == nullptr) {
        return refuse(Code::NotFound, "district", "There is no such district.");
    }
    auto const since = wish.from.empty() ? 0 : days_since_1970(wish.from) * read_day_ms;
    auto const until = wish.to.empty() ? std::numeric_limits<std::int64_t>::max()
                                       : (days_since_1970(wish.to) + 1) * read_day_ms;
    auto found = storage::Reads(floor.store()).between(wish.network, since, until);
    if (all) { return found; }
    auto const own = share_of(state, wish.district);
    std::erase_if(found, [&](storage::Read const& read) {
        auto const kind = kind_from_name(read.kind);
        return !kind || !own.contains({*kind, read.id});
    });
    return found;
}

}  // namespace flywheel
