#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "storage/store.hpp"

// The database of a folder as one file, for backups.
namespace flywheel::storage {

struct ChainHead {
    std::string network;  // empty: the server's own chain
    Seq seq = 0;
    std::string hash;  // 32 bytes; empty when there is no entry yet
};

// Where its histories stand.
struct Standing {
    std::int64_t schema = 0;
    std::vector<ChainHead> heads;  // by network, the server's own first
};

// Writes the database as it stands at one moment to `path`, which must not be there; a writer goes on meanwhile, and pages that are
// free are left out. Throws Fault.
[[nodiscard]] Standing snapshot(std::string const& folder, std::string const& path);

// Of a database that nobody has open, brought to the present schema and checked as `flywheel verify` does, with every record. Throws
// Fault when it cannot be read.
struct Proof {
    Standing found;                // before the schema was changed
    std::vector<std::string> bad;  // one sentence for each chain that is broken
};
[[nodiscard]] Proof prove(std::string const& folder, RandomBytes const& random);

// After a restore: what was ended since the backup was taken must not come back to life. Every sign-in, every one-time link,
// every API token and every calendar's address goes, and each network is known to have been set back.
void begin_anew(std::string const& folder, RandomBytes const& random, std::int64_t now_ms);

}  // namespace flywheel::storage
