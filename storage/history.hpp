#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "storage/store.hpp"

namespace flywheel::storage {

// What one entry did to one record.
struct HistoryRow {
    std::string kind;
    std::string id;
    std::string body;    // empty when erased
    std::string former;  // its body before the entry; empty when there was none, or when erased
};

struct HistoryEntry {
    Seq seq = 0;
    std::int64_t time_ms = 0;
    std::string actor;
    std::string command;
    std::vector<HistoryRow> rows;
};

// Reads what was, over a connection of its own that never writes, so that no commit waits for somebody who
// looks back. One thread at a time.
class History {
public:
    // The folder of a Store that is open: the file must be there. Throws Fault.
    explicit History(std::string const& folder);

    // The file as it stands at one moment; lives no longer than the History.
    class Moment {
    public:
        explicit Moment(History& history);
        ~Moment();
        Moment(Moment const&) = delete;
        Moment& operator=(Moment const&) = delete;

        [[nodiscard]] Seq head(std::string const& network);
        // Entries before `below`, newest first, at most `count`; those of one record when `kind` is given. What
        // an import brought has no story in the network's own, only in the record's.
        [[nodiscard]] std::vector<HistoryEntry> entries(std::string const& network,
                                                        std::string const& kind,
                                                        std::string const& id, Seq below,
                                                        std::size_t count);
        // Who could see the record until its audience next moved, at `from` or later; nothing when it has not.
        [[nodiscard]] std::optional<std::string> audience_until_move(std::string const& network,
                                                                     std::string const& kind,
                                                                     std::string const& id,
                                                                     Seq from);
        // The record's body after the entry `seq`; empty when it was not there yet or is erased.
        [[nodiscard]] std::string body_at(std::string const& network, std::string const& kind,
                                          std::string const& id, Seq seq);

    private:
        History& history_;
    };

private:
    Database database_;
    struct Statements;
    std::shared_ptr<Statements> statements_;
};

}  // namespace flywheel::storage
