#pragma once
#include <string>
#include <vector>

namespace flywheel::bench {

// A made-up network as an import file: a hub whose people may all edit its diagram, and districts whose people may see it.
struct NetworkFile {
    std::string path;
    std::string network;
    std::vector<std::string> emails;  // the hub's people first
    std::vector<std::string> nodes;   // change ideas, one for each of the hub's people
};

inline constexpr char const* bench_password = "measure twice, cut once";

// `members` people, of whom `writers` belong to the hub; `records` in all, filled up with completed cycles shared with the network.
NetworkFile write_network_file(int members, int writers, int records);

}  // namespace flywheel::bench
