#include <catch2/catch.hpp>
#include <filesystem>

#include "server/room/transfer.hpp"
#include "tests/support/unit/network_story.hpp"

using namespace flywheel;
using namespace flywheel::testing;

TEST_CASE("[R1] a data folder of every earlier release opens, verifies and exports") {
    int folders = 0;
    for (auto const& entry : std::filesystem::directory_iterator("tests/fixtures")) {
        if (!entry.is_directory()) { continue; }
        ++folders;
        INFO(entry.path());
        TemporaryFolder folder;
        std::filesystem::copy(entry.path(), folder.path(),
                              std::filesystem::copy_options::recursive);
        GivenClock clock;
        SeededRandomness random(1);
        Floor floor(folder.path(), Env{clock, random}, {});
        REQUIRE(floor.networks().size() == 1);
        auto const network = floor.networks().front();
        auto const& state = floor.room(network)->state();
        CHECK(state.table(kind_of<Member>()).size() == 27);
        auto const* cycle = state.find(kind_of<PdsaCycle>(), "fixturecycle");
        REQUIRE(cycle != nullptr);
        CHECK(cycle->stored.archived());
        CHECK(std::get<PdsaCycle>(cycle->stored.record).state == CycleState::Doing);
        for (auto const& v : floor.store().verify()) {
            CHECK(v.broken_seq == 0);
        }
        auto const text = export_network(floor, network);
        TemporaryFolder other_folder;
        Floor other(other_folder.path(), Env{clock, random}, {});
        REQUIRE(import_network(other, text, {}).has_value());
        CHECK(export_network(other, network) == text);
    }
    CHECK(folders >= 1);
}
