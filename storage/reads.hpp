#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "storage/store.hpp"

// Who opened which of the records that are kept from the network as a whole: one row a person, record and day, chained by hash like the
// entries, each network by itself. Ids alone: no name and no text. Lives on the room thread; all throw Fault.
namespace flywheel::storage {

struct Read {
    std::string kind;
    std::string id;
    std::string member;
    std::int64_t at_ms = 0;  // the first time on that day
};

// Of one record.
struct Reader {
    std::string member;
    std::int64_t first_at_ms = 0;
    std::int64_t last_at_ms = 0;  // the first time on the last day
    std::int64_t days = 0;
};

class Reads {
public:
    explicit Reads(Store& store) : database_(store.database()) {}

    // False where this person's read of this record on this day (in UTC) is known already.
    bool add(std::string const& network, Read const& read);
    // Who read the record, the latest first.
    [[nodiscard]] std::vector<Reader> of(std::string const& network, std::string const& kind,
                                         std::string const& id);
    // Those from `since_ms` on and before `until_ms`, the oldest first.
    [[nodiscard]] std::vector<Read> between(std::string const& network, std::int64_t since_ms,
                                            std::int64_t until_ms);
    // The oldest of a network go; its latest stays whatever its age, so that the chain goes on from it.
    void forget_before(std::string const& network, std::int64_t time_ms);
    // The seq of the first row that does not follow from the one before; nothing: the chain is whole from its first row on.
    [[nodiscard]] std::optional<Seq> broken(std::string const& network);

private:
    Database& database_;
};

}  // namespace flywheel::storage
