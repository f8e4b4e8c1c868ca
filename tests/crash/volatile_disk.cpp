#include "tests/crash/volatile_disk.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>
#include <memory>

namespace flywheel::testing {

namespace {

constexpr std::size_t sector_bytes = 512;

VolatileDisk* the_disk = nullptr;

struct OpenFile {
    sqlite3_file base;
    VolatileDisk::File* file;
    std::vector<std::unique_ptr<std::vector<char>>>* shared_memory;
};

OpenFile& self(sqlite3_file* file) { return *reinterpret_cast<OpenFile*>(file); }

int io_close(sqlite3_file* file) {
    delete self(file).shared_memory;
    self(file).shared_memory = nullptr;
    return SQLITE_OK;
}

int io_read(sqlite3_file* file, void* into, int amount, sqlite3_int64 offset) {
    if (the_disk->is_dead()) { return SQLITE_IOERR_READ; }
    auto const& bytes = self(file).file->current;
    auto const from = static_cast<std::size_t>(offset);
    auto const wanted = static_cast<std::size_t>(amount);
    std::size_t const there = from >= bytes.size() ? 0 : std::min(wanted, bytes.size() - from);
    std::memcpy(into, bytes.data() + (there > 0 ? from : 0), there);
    if (there == wanted) { return SQLITE_OK; }
    std::memset(static_cast<char*>(into) + there, 0, wanted - there);
    return SQLITE_IOERR_SHORT_READ;
}

int io_write(sqlite3_file* file, void const* from, int amount, sqlite3_int64 offset) {
    if (!the_disk->operate()) { return SQLITE_IOERR_WRITE; }
    auto& bytes = self(file).file->current;
    auto const at = static_cast<std::size_t>(offset);
    auto const count = static_cast<std::size_t>(amount);
    if (bytes.size() < at + count) { bytes.resize(at + count); }
    std::memcpy(bytes.data() + at, from, count);
    return SQLITE_OK;
}

int io_truncate(sqlite3_file* file, sqlite3_int64 size) {
    if (!the_disk->operate()) { return SQLITE_IOERR_TRUNCATE; }
    self(file).file->current.resize(static_cast<std::size_t>(size));
    return SQLITE_OK;
}

int io_sync(sqlite3_file* file, int) {
    if (!the_disk->operate()) { return SQLITE_IOERR_FSYNC; }
    self(file).file->durable = self(file).file->current;
    // SQLite syncs the directory with a new log's first sync, and that makes every name in it, and every removal, last.
    for (auto& [path, each] : the_disk->files()) {
        each.exists_durably = each.exists;
    }
    return SQLITE_OK;
}

int io_size(sqlite3_file* file, sqlite3_int64* size) {
    *size = static_cast<sqlite3_int64>(self(file).file->current.size());
    return SQLITE_OK;
}

int io_lock(sqlite3_file*, int) { return SQLITE_OK; }
int io_check_lock(sqlite3_file*, int* held) {
    *held = 0;
    return SQLITE_OK;
}
int io_control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
int io_sector(sqlite3_file*) { return static_cast<int>(sector_bytes); }
int io_traits(sqlite3_file*) { return 0; }

int io_shm_map(sqlite3_file* file, int region, int size, int extend, void volatile** memory) {
    auto*& regions = self(file).shared_memory;
    if (regions == nullptr) { regions = new std::vector<std::unique_ptr<std::vector<char>>>(); }
    auto const index = static_cast<std::size_t>(region);
    if (regions->size() <= index) {
        if (extend == 0) {
            *memory = nullptr;
            return SQLITE_OK;
        }
        while (regions->size() <= index) {
            regions->push_back(std::make_unique<std::vector<char>>(static_cast<std::size_t>(size)));
        }
    }
    *memory = (*regions)[index]->data();
    return SQLITE_OK;
}
int io_shm_lock(sqlite3_file*, int, int, int) { return SQLITE_OK; }
void io_shm_barrier(sqlite3_file*) {}
int io_shm_unmap(sqlite3_file* file, int) {
    delete self(file).shared_memory;
    self(file).shared_memory = nullptr;
    return SQLITE_OK;
}

sqlite3_io_methods const methods = {
    2,           io_close,       io_read,       io_write,   io_truncate, io_sync,   io_size,
    io_lock,     io_lock,        io_check_lock, io_control, io_sector,   io_traits, io_shm_map,
    io_shm_lock, io_shm_barrier, io_shm_unmap,  nullptr,    nullptr};

int vfs_open(sqlite3_vfs*, char const* path, sqlite3_file* file, int flags, int* out_flags) {
    if (the_disk->is_dead()) { return SQLITE_CANTOPEN; }
    auto& entry = the_disk->files()[path == nullptr ? "temporary" : path];
    if (!entry.exists) {
        if ((flags & SQLITE_OPEN_CREATE) == 0) { return SQLITE_CANTOPEN; }
        entry = {};
        entry.exists = true;
    }
    self(file).base.pMethods = &methods;
    self(file).file = &entry;
    self(file).shared_memory = nullptr;
    if (out_flags != nullptr) { *out_flags = flags; }
    return SQLITE_OK;
}

int vfs_delete(sqlite3_vfs*, char const* path, int sync_directory) {
    if (!the_disk->operate()) { return SQLITE_IOERR_DELETE; }
    auto& file = the_disk->files()[path];
    file.exists = false;
    if (sync_directory != 0) { file.exists_durably = false; }
    return SQLITE_OK;
}

int vfs_access(sqlite3_vfs*, char const* path, int, int* there) {
    auto const found = the_disk->files().find(path);
    *there = found != the_disk->files().end() && found->second.exists ? 1 : 0;
    return SQLITE_OK;
}

int vfs_full_path(sqlite3_vfs*, char const* path, int size, char* out) {
    sqlite3_snprintf(size, out, "%s", path);
    return SQLITE_OK;
}

int vfs_random(sqlite3_vfs*, int count, char* out) {
    for (int i = 0; i < count; ++i) {
        out[i] = static_cast<char>(the_disk->chance());
    }
    return count;
}
int vfs_sleep(sqlite3_vfs*, int microseconds) { return microseconds; }
int vfs_time(sqlite3_vfs*, double* now) {
    *now = 2461000.5;  // some Julian day; nothing here depends on it
    return SQLITE_OK;
}
int vfs_last_error(sqlite3_vfs*, int, char*) { return 0; }

sqlite3_vfs vfs = {1,
                   sizeof(OpenFile),
                   512,
                   nullptr,
                   VolatileDisk::name,
                   nullptr,
                   vfs_open,
                   vfs_delete,
                   vfs_access,
                   vfs_full_path,
                   nullptr,
                   nullptr,
                   nullptr,
                   nullptr,
                   vfs_random,
                   vfs_sleep,
                   vfs_time,
                   vfs_last_error,
                   nullptr,
                   nullptr,
                   nullptr,
                   nullptr};

}  // namespace

VolatileDisk::VolatileDisk(std::uint64_t seed) : state_(seed) {
    the_disk = this;
    sqlite3_vfs_register(&vfs, 0);
}

VolatileDisk::~VolatileDisk() {
    sqlite3_vfs_unregister(&vfs);
    the_disk = nullptr;
}

std::uint64_t VolatileDisk::chance() {  // xorshift64* (Vigna 2016)
    state_ ^= state_ >> 12U;
    state_ ^= state_ << 25U;
    state_ ^= state_ >> 27U;
    return state_ * 0x2545f4914f6cdd1dULL >> 32U;
}

bool VolatileDisk::operate() {
    if (dead_) { return false; }
    ++operations_;
    if (left_ >= 0 && left_-- == 0) { dead_ = true; }
    return !dead_;
}

void VolatileDisk::restore_power() {
    for (auto& [path, file] : files_) {
        if (!file.exists_durably) {
            file.exists = false;
            file.current.clear();
            continue;
        }
        // Each unsynced sector made it to the platter or did not; a longer file may have kept its new length.
        std::vector<char> survived = file.durable;
        if (file.current.size() > survived.size() && chance() % 2 == 0) {
            survived.resize(file.current.size());
        }
        for (std::size_t at = 0; at < survived.size(); at += sector_bytes) {
            std::size_t const count = std::min(sector_bytes, survived.size() - at);
            if (at + count <= file.current.size() && chance() % 2 == 0) {
                std::copy_n(file.current.begin() + static_cast<std::ptrdiff_t>(at), count,
                            survived.begin() + static_cast<std::ptrdiff_t>(at));
            }
        }
        file.exists = true;
        file.durable = survived;
        file.current = std::move(survived);
    }
    dead_ = false;
    left_ = -1;
}

}  // namespace flywheel::testing
