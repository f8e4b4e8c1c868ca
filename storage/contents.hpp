#pragma once
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "storage/store.hpp"

// Files that hang on records, by what is in them: named by the network and the 32 bytes of their SHA-256. In the database, so that a
// backup, a restore, an erasure and the end of a network have them too (docs/adr/0017). Lives on the room thread; all throw Fault.
namespace flywheel::storage {

// Of one person, of one file.
struct UploadKey {
    std::string network;
    std::string account;
    std::string sha256;
};

struct Upload {
    std::int64_t bytes = 0;
    std::int64_t received = 0;
    std::string media_type;  // empty until it is whole
};

class Contents {
public:
    explicit Contents(Store& store) : database_(store.database()) {}

    [[nodiscard]] std::optional<Upload> upload(UploadKey const& key);
    void begin(UploadKey const& key, std::int64_t bytes, std::int64_t now_ms);
    // At the end of what is there.
    void add_piece(UploadKey const& key, std::string_view data, std::int64_t now_ms);
    // What has come so far.
    [[nodiscard]] std::string pieces(UploadKey const& key);
    // `data` are the pieces: they are the content now.
    void finish(UploadKey const& key, std::string const& media_type, std::string_view data,
                std::int64_t now_ms);
    void drop(UploadKey const& key);
    // Bytes that this person has said they will send and not sent yet.
    [[nodiscard]] std::int64_t bytes_on_the_way(std::string const& network,
                                                std::string const& account);
    [[nodiscard]] std::int64_t bytes_of(std::string const& network);

    // Without an upload: of an import, for one.
    void put(std::string const& network, std::string const& sha256, std::string_view data,
             std::int64_t now_ms);
    // Nothing where there is none; who reads it compares the hash.
    [[nodiscard]] std::optional<std::string> find(std::string const& network,
                                                  std::string const& sha256);

    void forget_uploads_before(std::int64_t time_ms);
    void forget_uploads_of(std::string const& network, std::string const& account);
    // Nobody may attach it any more.
    void forget_uploads_named(std::string const& network, std::string const& sha256);
    // What neither is named nor was uploaded a while ago goes.
    void keep_only(std::string const& network, std::set<std::string> const& named);

    // The hashes of those whose bytes have another one.
    [[nodiscard]] std::vector<std::string> broken(std::string const& network);

private:
    Database& database_;
};

// From another thread than the room's: nothing there that the writer could wait for.
[[nodiscard]] std::optional<std::string> find_content(Database& database,
                                                      std::string const& network,
                                                      std::string const& sha256);

}  // namespace flywheel::storage
