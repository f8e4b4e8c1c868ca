#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace flywheel::testing {

// A disk in memory whose power can fail: what was written and not yet synced survives sector by sector, by
// chance. Registered with SQLite under `name`; one at a time.
class VolatileDisk {
public:
    explicit VolatileDisk(std::uint64_t seed);
    ~VolatileDisk();
    VolatileDisk(VolatileDisk const&) = delete;
    VolatileDisk& operator=(VolatileDisk const&) = delete;

    static constexpr char const* name = "volatile";

    // The power fails at the n-th write or sync from now; every call after it fails.
    void fail_after(std::int64_t operations) { left_ = operations; }
    // Power comes back: the disk holds what survived, and works.
    void restore_power();
    [[nodiscard]] std::int64_t operations() const { return operations_; }
    [[nodiscard]] bool is_dead() const { return dead_; }

    struct File {
        std::vector<char> durable;
        std::vector<char> current;
        bool exists = false;
        bool exists_durably = false;
    };
    // For the VFS: counts an operation; false once the power is gone.
    bool operate();
    std::map<std::string, File>& files() { return files_; }
    std::uint64_t chance();

private:
    std::map<std::string, File> files_;
    std::int64_t operations_ = 0;
    std::int64_t left_ = -1;  // negative: never
    bool dead_ = false;
    std::uint64_t state_;
};

}  // namespace flywheel::testing
