#include "server/backup/backup.hpp"

#include <algorithm>
#include <array>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>

#include "protocol/digest.hpp"
#include "server/backup/digest.hpp"

namespace flywheel::backup {

namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using nlohmann::ordered_json;

constexpr std::size_t manifest_bytes_max = 16UL * 1024 * 1024;  // 100,000 networks, a line each
constexpr std::size_t at_once = 256UL * 1024;
constexpr std::string_view name_begins = "flywheel-";
constexpr std::string_view name_ends = ".backup";
constexpr char const* name_time = "%Y-%m-%dT%H%M%SZ";
constexpr char const* database_name = "flywheel.db";
constexpr char const* proof_name = "proof.json";

// A folder that goes with the object, whatever happens; its content is for nobody else.
class Scratch {
public:
    explicit Scratch(fs::path path) : path_(std::move(path)) {
        fs::remove_all(path_);  // of one that was killed
        if (!fs::create_directories(path_)) { throw Problem("could not make " + path_.string()); }
        fs::permissions(path_, fs::perms::owner_all);
    }
    ~Scratch() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    Scratch(Scratch const&) = delete;
    Scratch& operator=(Scratch const&) = delete;
    [[nodiscard]] std::string file(std::string const& name) const {
        return (path_ / name).string();
    }
    [[nodiscard]] std::string path() const { return path_.string(); }

private:
    fs::path path_;
};

// f(bytes) for each part of a file.
template <class F>
void each_part(std::string const& path, F const& f) {
    std::ifstream in(path, std::ios::binary);
    std::vector<char> buffer(at_once);
    while (in) {
        in.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
        f(std::string_view(buffer.data(), static_cast<std::size_t>(in.gcount())));
    }
    if (!in.eof()) { throw Problem("could not read " + path); }
}

std::string json_of(Manifest const& m) {
    auto heads = ordered_json::array();
    for (auto const& head : m.standing.heads) {
        heads.push_back(
            {{"network", head.network}, {"seq", head.seq}, {"hash", to_hex(head.hash)}});
    }
    return ordered_json{{"taken_at_ms", m.taken_at_ms},
                        {"version", m.version},
                        {"schema", m.standing.schema},
                        {"database", {{"bytes", m.database_bytes}, {"sha256", m.database_sha256}}},
                        {"heads", std::move(heads)}}
        .dump();
}

std::string bytes_of_hex(std::string const& hex) {
    std::string bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
        bytes.push_back(static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16)));
    }
    return bytes;
}

Manifest manifest_in(std::string const& text) {
    try {
        auto const j = nlohmann::json::parse(text);
        Manifest m;
        m.taken_at_ms = j.at("taken_at_ms").get<std::int64_t>();
        m.version = j.at("version").get<std::string>();
        m.standing.schema = j.at("schema").get<std::int64_t>();
        m.database_bytes = j.at("database").at("bytes").get<std::uint64_t>();
        m.database_sha256 = j.at("database").at("sha256").get<std::string>();
        for (auto const& head : j.at("heads")) {
            m.standing.heads.push_back({head.at("network").get<std::string>(),
                                        head.at("seq").get<std::int64_t>(),
                                        bytes_of_hex(head.at("hash").get<std::string>())});
        }
        return m;
    } catch (std::exception const&) {
        throw Problem("the backup is damaged: its manifest is no manifest");
    }
}

// Into a folder that holds nothing; whether it holds what it says is not known yet.
Manifest unpack(std::string const& path, std::string const& private_key,
                std::string const& database) {
    BoxReader box(path, private_key);
    auto manifest = manifest_in(box.line(manifest_bytes_max));
    std::ofstream out(database, std::ios::binary);
    fs::permissions(database, fs::perms::owner_read | fs::perms::owner_write);
    Digest digest;
    std::vector<char> buffer(at_once);
    for (auto left = manifest.database_bytes; left > 0;) {
        auto const part = static_cast<std::size_t>(std::min<std::uint64_t>(left, buffer.size()));
        box.read(buffer.data(), part);
        digest.add({buffer.data(), part});
        out.write(buffer.data(), static_cast<std::streamsize>(part));
        left -= part;
    }
    box.finish();
    if (!out.flush()) { throw Problem("could not write " + database + ": the disk refused"); }
    if (to_hex(digest.result()) != manifest.database_sha256) {
        throw Problem("the backup is damaged: the database is not the one that was taken");
    }
    return manifest;
}

void check_against(Manifest const& manifest, storage::Proof const& proof) {
    if (!proof.bad.empty()) { throw Problem("the history does not hold: " + proof.bad.front()); }
    auto const same = [](storage::ChainHead const& a, storage::ChainHead const& b) {
        return a.network == b.network && a.seq == b.seq && a.hash == b.hash;
    };
    auto const& found = proof.found;
    auto const& said = manifest.standing;
    if (found.schema != said.schema || !std::equal(found.heads.begin(), found.heads.end(),
                                                   said.heads.begin(), said.heads.end(), same)) {
        throw Problem("the histories do not end where the manifest says");
    }
}

}  // namespace

Taken take(std::string const& folder, std::string const& path, std::string const& public_key,
           std::int64_t now_ms) {
    if (fs::exists(path)) { throw Problem(path + " is there already"); }
    // In the data folder: what it holds is no secret there, and the backup's own folder may be elsewhere.
    Scratch const scratch(fs::path(folder) / "backup.tmp");
    auto const copy = scratch.file(database_name);
    Taken taken;
    taken.path = path;
    taken.manifest.taken_at_ms = now_ms;
    taken.manifest.version = FLYWHEEL_VERSION;
    taken.manifest.standing = storage::snapshot(folder, copy);
    taken.manifest.database_bytes = fs::file_size(copy);
    Digest digest;
    each_part(copy, [&](std::string_view part) { digest.add(part); });
    taken.manifest.database_sha256 = to_hex(digest.result());
    BoxWriter box(path, public_key);
    box.write(json_of(taken.manifest) + "\n");
    each_part(copy, [&](std::string_view part) { box.write(part); });
    taken.bytes = box.finish();
    return taken;
}

Manifest restore(std::string const& path, std::string const& private_key, std::string const& folder,
                 storage::RandomBytes const& random, std::int64_t now_ms) {
    if (fs::exists(folder) && !fs::is_empty(folder)) {
        throw Problem(folder + " is not empty: a backup is restored into a folder of its own");
    }
    fs::create_directories(folder);
    storage::FolderLock const lock(folder);
    auto const clear = [&] {
        std::error_code ignored;
        for (auto const& each : fs::directory_iterator(folder, ignored)) {
            fs::remove_all(each.path(), ignored);
        }
    };
    try {
        Manifest manifest;
        {
            // A folder within, so that one that is killed halfway leaves nothing that a server would take for its data.
            Scratch const scratch(fs::path(folder) / "restore.tmp");
            manifest = unpack(path, private_key, scratch.file(database_name));
            check_against(manifest, storage::prove(scratch.path(), random));
            storage::begin_anew(scratch.path(), random, now_ms);
            fs::rename(scratch.file(database_name), fs::path(folder) / database_name);
        }
        return manifest;
    } catch (...) {
        clear();
        throw;
    }
}

Manifest verify(std::string const& path, std::string const& private_key,
                storage::RandomBytes const& random) {
    Scratch const scratch(path + ".check");
    auto manifest = unpack(path, private_key, scratch.file(database_name));
    check_against(manifest, storage::prove(scratch.path(), random));
    return manifest;
}

std::optional<Proof> last_proof(std::string const& folder) {
    std::ifstream in(fs::path(folder) / proof_name);
    auto const read = json::parse(in, nullptr, false);
    if (!read.is_object()) { return std::nullopt; }
    return Proof{read.value("name", std::string{}), read.value("at_ms", std::int64_t{0}),
                 read.value("problem", std::string{})};
}

std::optional<Proof> prove_newest(std::string const& folder, storage::RandomBytes const& random,
                                  std::int64_t now_ms) {
    auto const names = backups_in(folder);
    if (names.empty() || is_sealed((fs::path(folder) / names.back()).string())) {
        return std::nullopt;
    }
    Proof proof{names.back(), now_ms, {}};
    try {
        static_cast<void>(verify((fs::path(folder) / names.back()).string(), {}, random));
    } catch (std::exception const& failure) { proof.problem = failure.what(); }
    auto const path = fs::path(folder) / proof_name;
    auto const fresh = path.string() + ".new";
    std::ofstream out(fresh, std::ios::trunc);
    out << json{{"name", proof.name}, {"at_ms", proof.at_ms}, {"problem", proof.problem}} << "\n";
    out.close();
    if (!out) { throw Problem("could not write " + fresh); }
    fs::rename(fresh, path);
    return proof;
}

std::string name_at(std::int64_t time_ms) {
    auto const seconds = static_cast<std::time_t>(time_ms / 1000);
    std::tm utc{};
    gmtime_r(&seconds, &utc);
    std::array<char, 32> text{};
    std::strftime(text.data(), text.size(), name_time, &utc);
    return std::string(name_begins) + text.data() + std::string(name_ends);
}

std::int64_t time_of(std::string const& name) {
    if (!name.starts_with(name_begins) || !name.ends_with(name_ends)) { return 0; }
    std::tm utc{};
    auto const* const end = strptime(name.c_str() + name_begins.size(), name_time, &utc);
    return end != nullptr && end == name.c_str() + name.size() - name_ends.size()
               ? static_cast<std::int64_t>(timegm(&utc)) * 1000
               : 0;
}

std::vector<std::string> backups_in(std::string const& folder) {
    std::vector<std::string> names;
    std::error_code none;
    for (auto const& each : fs::directory_iterator(folder, none)) {
        auto name = each.path().filename().string();
        if (time_of(name) != 0) { names.push_back(std::move(name)); }
    }
    std::sort(names.begin(), names.end());  // by time: their names are
    return names;
}

std::size_t keep_newest(std::string const& folder, std::size_t count) {
    auto const names = backups_in(folder);
    if (names.size() <= count) { return 0; }
    auto const surplus = names.size() - count;
    for (std::size_t i = 0; i < surplus; ++i) {
        fs::remove(fs::path(folder) / names[i]);
    }
    return surplus;
}

}  // namespace flywheel::backup
