#include <catch2/catch.hpp>
#include <iostream>

#include "storage/store.hpp"
#include "tests/crash/volatile_disk.hpp"

using namespace flywheel;
using namespace flywheel::storage;
using flywheel::testing::VolatileDisk;

namespace {

constexpr int commits = 220;  // past the first checkpoint, so that cuts fall into one as well
constexpr int cut_points = 200;

RandomBytes counting_bytes() {
    return [n = 0U](unsigned char* into, std::size_t count) mutable {
        for (std::size_t i = 0; i < count; ++i) {
            into[i] = static_cast<unsigned char>(n++ * 37U);
        }
    };
}

NewEntry entry(int n) {
    NewEntry e;
    e.time_ms = n;
    e.actor = "someone";
    e.account = "account";
    e.command_id = "command" + std::to_string(n);
    e.command = "edit_aim";
    e.body_hash = "hash";
    e.records.push_back(
        {"aim", "aim" + std::to_string(n % 7), 1,
         "{\"n\":" + std::to_string(n) + ",\"text\":\"" + std::string(200, 'x') + "\"}"});
    return e;
}

// Commits one after another until all are done or the power fails; how many were acknowledged.
int work(Durability durability) {
    int acknowledged = 0;
    try {
        Store store("", counting_bytes(), durability, VolatileDisk::name);
        if (store.networks().empty()) {
            Batch first;
            first.network = "nic";
            first.entries.push_back(entry(0));
            if (store.found(std::move(first)) != Outcome::Committed) { return 0; }
        }
        for (int n = acknowledged + 1; n <= commits; ++n) {
            Batch batch;
            batch.network = "nic";
            batch.expected_head = store.head("nic")->seq;
            batch.entries.push_back(entry(n));
            if (store.commit({batch}) != Outcome::Committed) { return acknowledged; }
            acknowledged = n;
        }
    } catch (Fault const&) {
        // The power is gone: whatever was not acknowledged by now never will be.
    }
    return acknowledged;
}

struct Found {
    int lost = 0;
    bool corrupt = false;
};

Found look_after(int acknowledged, Durability durability) {
    Found found;
    try {
        Store store("", counting_bytes(), durability, VolatileDisk::name);
        for (int n = 1; n <= acknowledged; ++n) {
            if (!store.seen_command("account", "command" + std::to_string(n))) { ++found.lost; }
        }
        for (auto const& v : store.verify()) {
            found.corrupt |= v.broken_seq != 0;
        }
        if (acknowledged > 0 && !store.head("nic")) { found.corrupt = true; }
    } catch (Fault const& fault) {
        UNSCOPED_INFO(fault.what());
        found.corrupt = true;
    }
    return found;
}

struct Sum {
    int acknowledged = 0;
    int lost = 0;
    int corrupt = 0;
};

Sum cut_everywhere(Durability durability) {
    std::int64_t all = 0;
    {
        VolatileDisk disk(1);
        REQUIRE(work(durability) == commits);
        all = disk.operations();
    }
    Sum sum;
    for (int i = 0; i < cut_points; ++i) {
        VolatileDisk disk(static_cast<std::uint64_t>(i) + 11);
        disk.fail_after(all * i / cut_points + i % 7);
        int const acknowledged = work(durability);
        disk.restore_power();
        auto const found = look_after(acknowledged, durability);
        INFO("cut point " << i << " of " << cut_points << ", " << acknowledged << " acknowledged");
        if (durability == Durability::Full) {
            CHECK(found.lost == 0);
            CHECK_FALSE(found.corrupt);
        }
        sum.acknowledged += acknowledged;
        sum.lost += found.lost;
        sum.corrupt += found.corrupt ? 1 : 0;
    }
    return sum;
}

}  // namespace

TEST_CASE("[C8] power lost at 200 points: nothing acknowledged is lost, none by halves, the chain "
          "holds") {
    auto const sum = cut_everywhere(Durability::Full);
    std::cout << "synchronous=FULL: " << sum.acknowledged << " acknowledged over " << cut_points
              << " cuts, " << sum.lost << " lost, " << sum.corrupt << " corrupt\n";
    CHECK(sum.lost == 0);
    CHECK(sum.corrupt == 0);
}

TEST_CASE("[C8] the control: with synchronous=NORMAL the same cuts do lose acknowledged rows") {
    auto const sum = cut_everywhere(Durability::Normal);
    std::cout << "synchronous=NORMAL: " << sum.acknowledged << " acknowledged over " << cut_points
              << " cuts, " << sum.lost << " lost\n";
    CHECK(sum.lost > 0);
}
