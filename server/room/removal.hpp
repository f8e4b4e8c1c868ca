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

}  // namespace flywheel
