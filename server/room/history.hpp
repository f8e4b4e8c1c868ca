#pragma once
#include <optional>
#include <string>
#include <vector>

#include "server/domain/view.hpp"
#include "storage/history.hpp"

// What was: read beside the room thread, shown by it. Which entries somebody may see is view's word.
namespace flywheel {

inline constexpr std::size_t history_page_entries = 30;  // some screens of it
inline constexpr std::size_t history_chunk_entries = 100;

// Entries as they were read, with what view needs to tell who was in the audience.
struct HistoryChunk {
    std::vector<PastEntry> entries;  // newest first
    storage::Seq head = 0;           // the newest entry when it was read
    storage::Seq next_below = 0;     // where to read on; 0: nothing is left
};

// One page as it fills: chunks are read, then shown on the room thread, until it is full or nothing is left.
struct HistoryPage {
    std::string network;
    std::optional<Key> of;  // one record; none: the whole network
    storage::Seq below = 0;
    storage::Seq last_shown = 0;
    bool complete = false;
    std::vector<Outgoing::Piece> entries;
    std::string before;  // cursor of the next page; empty when there is none

    // {"entries":[...],"before":...}
    [[nodiscard]] std::string json() const;
};

class HistoryReader {
public:
    explicit HistoryReader(std::string const& folder) : history_(folder) {}
    [[nodiscard]] HistoryChunk read(HistoryPage const& page);

private:
    storage::History history_;
};

}  // namespace flywheel
