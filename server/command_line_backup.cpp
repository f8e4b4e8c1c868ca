#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>

#include "protocol/digest.hpp"
#include "server/backup/backup.hpp"
#include "server/command_line.hpp"
#include "server/room/erase.hpp"

namespace flywheel::command_line {

namespace {

using nlohmann::json;

storage::RandomBytes randomness() {
    return [](unsigned char* into, std::size_t count) { env().random.fill(into, count); };
}

std::string private_key_in(std::string const& path) {
    if (path.empty()) { return {}; }
    auto text = read_file(path);
    text.erase(text.find_last_not_of("\r\n ") + 1);
    return text;
}

json json_of(backup::Manifest const& manifest) {
    json heads = json::array();
    for (auto const& head : manifest.standing.heads) {
        heads.push_back(
            {{"network", head.network}, {"seq", head.seq}, {"hash", to_hex(head.hash)}});
    }
    return {{"taken_at_ms", manifest.taken_at_ms},
            {"version", manifest.version},
            {"schema", manifest.standing.schema},
            {"heads", std::move(heads)}};
}

void say(backup::Manifest const& manifest, bool as_json) {
    if (as_json) {
        std::cout << json_of(manifest).dump() << "\n";
        return;
    }
    for (auto const& head : manifest.standing.heads) {
        std::cout << "  " << (head.network.empty() ? "(server)" : head.network) << ": " << head.seq
                  << " entries\n";
    }
}

// What is wrong with a backup or a key is the operator's to read, not a failure of the world.
template <class F>
int or_refused(F const& f) {
    try {
        return f();
    } catch (backup::Problem const& problem) {
        std::cerr << "flywheel: " << problem.what() << "\n";
        return exit_refused;
    }
}

// The file of erasures beside a backup; empty where there is none.
std::string beside(std::string const& path) {
    auto const folder = std::filesystem::path(path).parent_path().string();
    auto found = erasures_in(folder.empty() ? "." : folder);
    return std::filesystem::exists(found) ? found : std::string{};
}

int erase_what_came_back(std::string const& data, std::string const& erasures,
                         backup::Manifest const& manifest) {
    if (erasures.empty()) {
        std::cerr << "No file says who was erased since; if somebody was, erase them again.\n";
        return 0;
    }
    storage::FolderLock const lock(data);
    Floor floor(data, env(), {});
    auto const done = erase_again(floor, read_file(erasures), manifest.taken_at_ms);
    if (done.has_error()) {
        std::cerr << erasures << ": " << done.error().says
                  << "\nDo not serve this folder before what was erased is erased again.\n";
        return exit_refused;
    }
    std::cerr << "Erased again what was erased since: " << *done << "\n";
    return 0;
}

}  // namespace

int make_backup_key(std::string const& path) {
    auto const pair = backup::make_key_pair();
    int const file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0) {
        throw std::runtime_error("could not make " + path + ", or it is there already");
    }
    std::string const line = pair.private_key + "\n";
    bool const kept =
        ::write(file, line.data(), line.size()) == static_cast<ssize_t>(line.size()) &&
        ::fsync(file) == 0;
    ::close(file);
    if (!kept) { throw std::runtime_error("could not write " + path); }
    std::cout << pair.public_key << "\n";
    std::cerr
        << "The private key is in " << path
        << ". Keep it elsewhere than on the server; without it no sealed backup can be read.\n";
    return 0;
}

int take_backup(std::string const& data, std::string const& path, std::string const& public_key,
                bool as_json) {
    return or_refused([&] {
        // Nobody else's folder while no server has it: opening the database alone would leave files of ours there.
        std::optional<storage::FolderLock> lock;
        try {
            lock.emplace(data);
        } catch (storage::Fault const&) {
            lock.reset();  // a server runs, and its log is open
        }
        std::optional<storage::Store> store;
        if (lock) { store.emplace(data, randomness()); }
        auto const taken = backup::take(data, path, public_key, env().clock.now_ms());
        say(taken.manifest, as_json);
        std::cerr << "Wrote " << taken.bytes << " bytes to " << path
                  << (public_key.empty() ? ", not sealed: backup.public_key is not set\n"
                                         : ", sealed\n");
        return 0;
    });
}

int verify_backup(std::string const& path, std::string const& key_path, bool as_json) {
    return or_refused([&] {
        auto const manifest = backup::verify(path, private_key_in(key_path), randomness());
        say(manifest, as_json);
        if (!as_json) { std::cout << "Every hash of it holds.\n"; }
        return 0;
    });
}

std::string erasures_in(std::string const& backup_folder) {
    return backup_folder.empty() ? std::string{} : backup_folder + "/erased.jsonl";
}

int restore_backup(std::string const& path, std::string const& key_path, std::string const& data,
                   std::string const& erasures, bool as_json) {
    return or_refused([&] {
        auto const manifest = backup::restore(path, private_key_in(key_path), data, randomness(),
                                              env().clock.now_ms());
        if (!as_json) { std::cout << "Restored into " << data << ", every hash checked:\n"; }
        say(manifest, as_json);
        std::cerr << "People sign in anew.\n";
        return erase_what_came_back(data, erasures.empty() ? beside(path) : erasures, manifest);
    });
}

}  // namespace flywheel::command_line
