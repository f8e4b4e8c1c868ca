#pragma once
#include <set>
#include <string>
#include <string_view>

#include "protocol/records/attachment.hpp"
#include "server/room/floor.hpp"
#include "storage/contents.hpp"

// Files that hang on records: how they come, piece by piece, and how they are read again (docs/SYNC.md A). Called on the room thread, but
// for the reader.
namespace flywheel {

// In base64 and with its JSON it fits a request of 256 KiB; on a line of 1 Mbit/s it takes a second and a half.
inline constexpr std::size_t upload_piece_max = 128 * 1024;
// Of one person at a time: some photos chosen together.
inline constexpr std::int64_t uploads_on_the_way_max = 8 * attachment_bytes_max;
// An upload that nobody goes on with, or whose file nobody attaches, is a phone that was lost: it goes after so long.
inline constexpr std::int64_t upload_kept_ms = 7LL * 24 * 60 * 60 * 1000;
// Of one network: six thousand photos. Each backup copies them.
inline constexpr std::int64_t network_files_max = 2LL * 1024 * 1024 * 1024;

struct UploadPiece {
    std::string network;
    std::string account;
    std::string content;     // SHA-256 of the whole file in hexadecimal digits
    std::int64_t bytes = 0;  // of the whole file
    std::int64_t at = 0;     // where the piece begins in it
    std::string data;        // empty: only asks how far it is
};

struct UploadStanding {
    std::int64_t received = 0;  // go on from here
    std::string media_type;     // once it is whole
};

// Takes a piece that goes on where the last one ended; of any other only the standing is told, so that a sender goes on after a broken
// line. When the last one came the file is looked at: another hash than it was announced by, or a kind of file that is not taken, and
// it is gone again.
[[nodiscard]] Result<UploadStanding> take_piece(Floor& floor, UploadPiece const& piece);

// Refuses not_found for `content` unless this person uploaded the whole of it here, and it is what the record says of it.
[[nodiscard]] Result<void> was_uploaded(storage::Store& store, std::string const& network,
                                        std::string const& account, Attachment const& attachment);

// The raw hashes of what a network's records name, archived ones too; those of `but` are left out.
[[nodiscard]] std::set<std::string> contents_named(State const& state,
                                                   std::set<Key> const& but = {});

// Uploads that nobody goes on with, and files that no record names any more.
void forget_files(Floor& floor);

// 32 raw bytes of 64 digits.
[[nodiscard]] std::string from_hex(std::string_view digits);

// On a thread of its own, beside the room's.
class ContentReader {
public:
    explicit ContentReader(std::string const& folder)
        : database_(folder + "/flywheel.db", storage::Database::Mode::ReadOnly) {}
    // Throws storage::Fault when it is not there, or not what it was.
    [[nodiscard]] std::string read(std::string const& network, std::string const& content);

private:
    storage::Database database_;
};

}  // namespace flywheel
