#pragma once
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "server/room/subscriber.hpp"

namespace flywheel::testing {

// The record that must be open for this detail to be in step (docs/SYNC.md R5).
[[nodiscard]] std::pair<std::string, std::string> parent_of_detail(nlohmann::json const& record);

// What a browser holds: the records the server gave it, kept in step by the rules of docs/SYNC.md alone.
class Replica {
public:
    using Records = std::map<std::pair<std::string, std::string>, nlohmann::json>;  // (kind, id)

    void take_snapshot(nlohmann::json const& snapshot);
    // A portion of older cycles that was asked for when `removed_since` was last emptied (docs/SYNC.md O).
    void take_older(nlohmann::json const& portion);
    // One frame: an array of messages. Checks the order that SYNC.md promises.
    void take_frame(nlohmann::json const& frame);
    void lose_connection();

    [[nodiscard]] Records const& records() const { return records_; }
    [[nodiscard]] Records const& details() const { return details_; }
    [[nodiscard]] bool has(std::string const& kind, std::string const& id) const;
    [[nodiscard]] nlohmann::json const* find(std::string const& kind, std::string const& id) const;

    std::string at;
    std::string older;  // where the cycles go on that are not here yet; empty: all are here
    std::set<std::pair<std::string, std::string>>
        removed_since;  // what the line removed since a portion was asked for
    bool in_step = false;
    bool wants_snapshot = false;
    int closed_with = 0;
    std::set<std::string> accepted;
    std::set<std::string> settled;
    std::map<std::string, nlohmann::json> refused;
    std::map<std::string, nlohmann::json> presence;  // by session
    std::set<std::pair<std::string, std::string>> open;
    std::vector<std::string> broken_promises;
    int bells = 0;           // how often it was told to ask for its notices
    std::string transcript;  // every byte that came, in order

private:
    void put(nlohmann::json const& record, bool detail);
    void take_write(nlohmann::json const& write);
    Records records_;
    Records details_;
    std::set<std::pair<std::string, std::string>> came_older_;
    std::map<std::pair<std::string, std::string>, std::vector<nlohmann::json>> waiting_writes_;
};

// A connection without a socket, for tests of the floor itself.
class DirectLine final : public Subscriber {
public:
    explicit DirectLine(Replica& replica) : replica_(replica) {}
    void deliver(Frame frame) override;
    void close(int code, std::string reason) override;
    int frames = 0;
    std::string last_frame;  // as it came
    bool cut = false;        // a cut line delivers nothing more

private:
    Replica& replica_;
};

}  // namespace flywheel::testing
