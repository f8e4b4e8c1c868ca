#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "server/backup/box.hpp"
#include "storage/snapshot.hpp"

// Backups of a data folder while a server writes to it, and the way back.
namespace flywheel::backup {

// What a backup says of itself, before anything else in it.
struct Manifest {
    std::int64_t taken_at_ms = 0;
    std::string version;  // of the program that took it
    storage::Standing standing;
    std::uint64_t database_bytes = 0;
    std::string database_sha256;  // 64 hexadecimal digits
};

struct Taken {
    Manifest manifest;
    std::string path;
    std::uint64_t bytes = 0;  // of the file
};

// Copies the database of `folder` into a new file at `path`, sealed when `public_key` is not empty. Needs as much free room again in the
// data folder as the database takes, until it is done. Throws Problem or storage::Fault; then there is no file.
[[nodiscard]] Taken take(std::string const& folder, std::string const& path,
                         std::string const& public_key, std::int64_t now_ms);

// Reads a backup into an empty or new folder and proves it: every hash of every history and that they end where the manifest says. When
// something does not hold, the folder is empty again. Throws Problem or storage::Fault.
[[nodiscard]] Manifest restore(std::string const& path, std::string const& private_key,
                               std::string const& folder, storage::RandomBytes const& random,
                               std::int64_t now_ms);

// The same in a scratch folder beside the backup, which goes again.
[[nodiscard]] Manifest verify(std::string const& path, std::string const& private_key,
                              storage::RandomBytes const& random);

// What came of the last proof of a backup by the server itself.
struct Proof {
    std::string name;  // of the backup
    std::int64_t at_ms = 0;
    std::string problem;  // empty: it holds
};
// As it stands beside the backups; nothing before the first.
[[nodiscard]] std::optional<Proof> last_proof(std::string const& folder);
// Restores the newest backup of the folder in a scratch folder beside it, as `verify` does, and writes down what came of it. Nothing
// where there is none, and where the newest is sealed: only who has the private key can tell. Throws where it cannot be written down.
std::optional<Proof> prove_newest(std::string const& folder, storage::RandomBytes const& random,
                                  std::int64_t now_ms);

// Backups of a folder by the server itself: flywheel-2026-11-23T093000Z.backup.
[[nodiscard]] std::string name_at(std::int64_t time_ms);
// When a backup of such a name was taken, to the second; 0 when it is none.
[[nodiscard]] std::int64_t time_of(std::string const& name);
// Those that `name_at` named, the newest last.
[[nodiscard]] std::vector<std::string> backups_in(std::string const& folder);
// Deletes all but the newest so many; how many went.
std::size_t keep_newest(std::string const& folder, std::size_t count);

}  // namespace flywheel::backup
