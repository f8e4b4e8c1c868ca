#pragma once
#include <filesystem>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "server/room/floor.hpp"
#include "tests/support/unit/fixed_env.hpp"
#include "tests/support/unit/oracle.hpp"
#include "tests/support/unit/replica.hpp"

namespace flywheel::testing {

// A folder that is gone when the test is over.
class TemporaryFolder {
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(TemporaryFolder const&) = delete;
    TemporaryFolder& operator=(TemporaryFolder const&) = delete;
    [[nodiscard]] std::string const& path() const { return path_; }

private:
    std::string path_;
};

// One person's line to the floor: their replica, and what they sent.
struct Person {
    std::string name;  // "riverside.teacher"
    std::string account;
    std::string member;
    Replica replica;
    std::shared_ptr<DirectLine> line;
    std::vector<std::string> sent;          // command ids
    std::optional<nlohmann::json> portion;  // of older cycles, on its way
};

// The fixed characters on a real floor with a real store: a hub (Lantern), Riverside (schools Elm and Oak),
// Lakeside (school Pine), a union and a university. The team of Riverside: teacher, mate and the coach; its
// lead, principal and the other teacher at Elm (outsider) are not in it. Ids are readable: "elm", "riverside_team".
class NetworkStory {
public:
    explicit NetworkStory(std::uint64_t seed = 1);

    static std::vector<std::string> const& everybody();
    [[nodiscard]] Person& operator[](std::string const& name) { return *people_.at(name); }
    [[nodiscard]] std::string const& network() const { return network_; }
    [[nodiscard]] Floor& floor() { return *floor_; }
    [[nodiscard]] State const& state() { return floor_->room(network_)->state(); }
    [[nodiscard]] GivenClock& clock() { return clock_; }
    [[nodiscard]] SeededRandomness& random() { return random_; }
    [[nodiscard]] std::string const& folder() const { return folder_.path(); }

    // How many cycles come with a snapshot: so few that every story is told to browsers that lack some at first.
    std::size_t cycles_at_first = 1;
    // Whether a browser stays without the others until it is told to ask for them.
    bool waits_with_older = false;
    // Asks for the next portion of older cycles, and takes it in; what is told between the two comes first.
    void ask_older(std::string const& name);
    void take_older(std::string const& name);

    // Snapshot, then hello: what a browser does.
    void connect(std::string const& name);
    void connect_everybody();
    void cut(std::string const& name);
    // Cut, and nothing is kept on the device: the next connection begins with a snapshot.
    void forget(std::string const& name);
    void open(std::string const& name, std::string const& kind, std::string const& id);
    // Without settling before or after: as when it comes in one batch with commands.
    void ask_to_open(std::string const& name, std::string const& kind, std::string const& id);

    // Sends and waits for the answer: "" when accepted, the refusal's code otherwise. `command_id` defaults to
    // a fresh one.
    std::string act(std::string const& name, std::string const& command, nlohmann::json const& args,
                    std::string command_id = {});
    // The refusal of the last act.
    [[nodiscard]] nlohmann::json const& refusal() const { return refusal_; }
    // Hands a command over without committing or publishing.
    std::string hand_over(std::string const& name, std::string const& command,
                          nlohmann::json const& args, std::string command_id = {});
    void settle();  // commit and publish everything
    [[nodiscard]] std::string fresh_id();
    [[nodiscard]] std::int64_t revision(std::string const& kind, std::string const& id);
    // All pages of a history as the person gets them, newest first: of one record, or of the network. A record
    // that is not there for them is null.
    [[nodiscard]] nlohmann::json history(std::string const& name, std::string const& kind = {},
                                         std::string const& id = {});
    // The record as the store has it.
    [[nodiscard]] nlohmann::json record(std::string const& kind, std::string const& id);

    // A cycle of the Riverside team by its teacher, planned, at team level, with its ramp; returns its id.
    std::string plan_cycle(std::string const& by = "riverside.teacher",
                           nlohmann::json more = nlohmann::json::object());
    std::string share(std::string const& by, std::string const& cycle, std::string const& level);

    // Ends the process as a crash would and starts again from the disk; everybody is cut.
    void restart();

    // The end of every scenario: each replica equals a fresh snapshot and what the slow oracle allows, entries
    // replayed give the record rows, the chains verify. Returns what is wrong; empty when all is well.
    [[nodiscard]] std::string disagreement();

private:
    void found();
    void take_all_older(std::string const& name);
    TemporaryFolder folder_;
    GivenClock clock_;
    SeededRandomness random_;
    std::unique_ptr<Floor> floor_;
    std::string network_ = "nic";
    std::map<std::string, std::unique_ptr<Person>> people_;
    nlohmann::json refusal_;
};

// A Catch2 assertion, with the disagreement as its message.
void expect_everyone_agrees(NetworkStory& story);

}  // namespace flywheel::testing
