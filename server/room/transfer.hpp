#pragma once
#include <map>
#include <string>
#include <string_view>

#include "server/room/floor.hpp"

// A whole network as one file: protocol/IMPORT.md.
namespace flywheel {

struct ImportReport {
    std::string network;
    std::string name;
    std::map<std::string, std::int64_t> records;  // by kind
    std::map<std::string, std::int64_t>
        not_yet;  // what the file's maker counted that has no home here
    std::int64_t new_accounts = 0;
    std::int64_t known_accounts = 0;
};

// Reads and checks the whole text, then keeps it in one transaction. A refusal names the line (in `with`)
// and the field, and nothing has changed. `password_hash` is given to new accounts; empty gives none.
[[nodiscard]] Result<ImportReport> import_network(Floor& floor, std::string_view text,
                                                  std::string const& password_hash);

// The network's records, archived ones too, in the same format; no history, accounts or passwords.
// Empty when there is no such network.
[[nodiscard]] std::string export_network(Floor& floor, std::string const& network);

// What belongs to one district (server/domain/leaving), at every level, in the same format: a network that stands by itself. With
// `accounts`, those of its people who are in it, without passwords. Refuses not_found.
[[nodiscard]] Result<std::string> export_share(Floor& floor, std::string const& network,
                                               OrganizationId const& district, bool accounts);

// What one answer may export: it is put together on the room thread, some 20 us a record and a second for the files, and nobody is served
// meanwhile.
inline constexpr std::size_t exported_records_max = 20'000;
inline constexpr std::int64_t exported_files_max = 64LL * 1024 * 1024;

// What this viewer may see, or of it what belongs to one district, in the same format. Refuses not_found, and too_large for what only the
// operator can export.
[[nodiscard]] Result<std::string> export_own(Floor& floor, std::string const& network,
                                             Viewer const& viewer, OrganizationId const& district);

}  // namespace flywheel
