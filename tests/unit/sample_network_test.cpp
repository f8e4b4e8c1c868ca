#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>

#include "protocol/codec.hpp"

using namespace flywheel;

TEST_CASE("[R1] every record of the sample network reads, and is written again as it came") {
    std::ifstream file("deploy/sample-network.jsonl");
    REQUIRE(file);
    int records = 0;
    for (std::string line; std::getline(file, line);) {
        auto const sent = nlohmann::json::parse(line);
        if (!sent.contains("kind")) {
            continue;  // the header, or an account
        }
        INFO(line);
        auto const read = read_stored(line);
        if (read.has_error()) { FAIL(read.error().field << ": " << read.error().says); }
        CHECK(nlohmann::json::parse(wire_json(*read)) == sent);
        ++records;
    }
    CHECK(records == 281);
}
