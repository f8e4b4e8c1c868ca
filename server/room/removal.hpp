#pragma once
#include <map>
#include <string>
#include <vector>

#include "server/room/floor.hpp"

// The end of a network: what an operator is told before, and what they did.
namespace flywheel {

struct Removal {
    std::string network;
    std::string name;
    std::int64_t entries = 0;
    std::map<std::string, std::int64_t> records;  // by kind, archived ones too
    std::size_t connections = 0;
    std::vector<storage::Account> left_without_network;
};

// What removing it would take away; changes nothing.
[[nodiscard]] Result<Removal> removal_of(Floor& floor, std::string const& network);

// Removes it, in one transaction; the report is of what was there.
[[nodiscard]] Result<Removal> remove_network(Floor& floor, std::string const& network);

// The end of one district's part in a network. What it kept to itself goes; what it had shared stays, and its people are erased from
// everything (server/room/erase).
struct ShareRemoval {
    std::string network;
    OrganizationId district;
    std::string name;
    std::map<std::string, std::int64_t> records;  // that go, by kind
    std::map<std::string, std::int64_t>
        stays;                       // by kind: shared beyond the district, or the network's own
    std::int64_t without_words = 0;  // would go, but others rest on them
    std::int64_t people = 0;
    std::int64_t accounts = 0;  // of these, which go: in no other network
    storage::Head before;
    storage::Head after;
};
struct ShareWish {
    std::string network;
    OrganizationId district;
    bool shared_too = false;  // what it had shared as well
};
[[nodiscard]] Result<ShareRemoval> share_removal_of(Floor& floor, ShareWish const& wish);
[[nodiscard]] Result<ShareRemoval> remove_share(Floor& floor, ShareWish const& wish);

}  // namespace flywheel
