#pragma once
#include <map>
#include <string>
#include <vector>

#include "server/room/floor.hpp"

// What is kept for how long, and who opened what. Called on the room thread.
namespace flywheel {

struct RetentionReport {
    std::map<std::string, std::int64_t> removed;  // by kind
    std::int64_t without_words = 0;  // their time is over too, but something else rests on them
};

// What would go of a network now by these rules; changes nothing. Refuses not_found.
[[nodiscard]] Result<RetentionReport> retention_report(Floor& floor, std::string const& network,
                                                       Retention const& retention);

// Once a day (in UTC), of every network: what ran out goes for good, as an erasure does it. Waits while the disk is full.
void let_go(Floor& floor);

// For whoever answers for the server: who opened what of a network from one day on, up to another and counted in. An empty day is no
// end; an empty district is the whole network, else only what is its own (share_of). Refuses not_found and not_a_date.
struct ReadsWish {
    std::string network;
    Date from;
    Date to;
    OrganizationId district;
};
[[nodiscard]] Result<std::vector<storage::Read>> reads_of(Floor& floor, ReadsWish const& wish);

}  // namespace flywheel
