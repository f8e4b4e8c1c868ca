#include "storage/reads.hpp"

#include <nlohmann/json.hpp>

#include "protocol/digest.hpp"

namespace flywheel::storage {

namespace {

std::int64_t day_of(std::int64_t time_ms) { return time_ms / (24LL * 60 * 60 * 1000); }

std::string hash_of(std::string const& previous, Seq seq, Read const& read) {
    return sha256(previous +
                  nlohmann::json::array({seq, read.kind, read.id, read.member, read.at_ms}).dump());
}

}  // namespace

bool Reads::add(std::string const& network, Read const& read) {
    auto const day = day_of(read.at_ms);
    Statement known(database_, "SELECT 1 FROM record_read WHERE network = ? AND kind = ? AND "
                               "id = ? AND member = ? AND day = ?");
    known.bind(1, network).bind(2, read.kind).bind(3, read.id).bind(4, read.member).bind(5, day);
    if (known.step()) { return false; }
    Seq seq = 1;
    std::string previous(32, '\0');
    Statement last(database_, "SELECT seq, hash FROM record_read WHERE network = ? ORDER BY seq "
                              "DESC LIMIT 1");
    last.bind(1, network);
    if (last.step()) {
        seq = last.integer(0) + 1;
        previous = last.text(1);
    }
    Statement insert(database_,
                     "INSERT INTO record_read(network, seq, kind, id, member, day, at_ms, hash) "
                     "VALUES(?, ?, ?, ?, ?, ?, ?, ?)");
    insert.bind(1, network)
        .bind(2, seq)
        .bind(3, read.kind)
        .bind(4, read.id)
        .bind(5, read.member)
        .bind(6, day)
        .bind(7, read.at_ms)
        .bind_blob(8, hash_of(previous, seq, read))
        .run();
    return true;
}

std::vector<Reader> Reads::of(std::string const& network, std::string const& kind,
                              std::string const& id) {
    Statement rows(database_, "SELECT member, min(at_ms), max(at_ms), count(*) FROM record_read "
                              "WHERE network = ? AND kind = ? AND id = ? GROUP BY member ORDER BY "
                              "max(at_ms) DESC, member");
    rows.bind(1, network).bind(2, kind).bind(3, id);
    std::vector<Reader> found;
    while (rows.step()) {
        found.push_back({rows.text(0), rows.integer(1), rows.integer(2), rows.integer(3)});
    }
    return found;
}

std::vector<Read> Reads::between(std::string const& network, std::int64_t since_ms,
                                 std::int64_t until_ms) {
    Statement rows(database_, "SELECT kind, id, member, at_ms FROM record_read WHERE network = ? "
                              "AND at_ms >= ? AND at_ms < ? ORDER BY seq");
    rows.bind(1, network).bind(2, since_ms).bind(3, until_ms);
    std::vector<Read> found;
    while (rows.step()) {
        found.push_back({rows.text(0), rows.text(1), rows.text(2), rows.integer(3)});
    }
    return found;
}

void Reads::forget_before(std::string const& network, std::int64_t time_ms) {
    // By seq and not by time: what goes is the chain's beginning, whatever clocks did.
    Statement first(database_, "SELECT seq FROM record_read WHERE network = ? AND at_ms >= ? ORDER "
                               "BY seq LIMIT 1");
    first.bind(1, network).bind(2, time_ms);
    Statement last(database_, "SELECT max(seq) FROM record_read WHERE network = ?");
    last.bind(1, network);
    Seq const kept = first.step() ? first.integer(0) : last.step() ? last.integer(0) : 0;
    Statement gone(database_, "DELETE FROM record_read WHERE network = ? AND seq < ?");
    gone.bind(1, network).bind(2, kept).run();
}

std::optional<Seq> Reads::broken(std::string const& network) {
    Statement rows(database_, "SELECT seq, kind, id, member, at_ms, day, hash FROM record_read "
                              "WHERE network = ? ORDER BY seq");
    rows.bind(1, network);
    std::string previous(32, '\0');
    Seq expected = 0;
    while (rows.step()) {
        auto const seq = rows.integer(0);
        Read const read{rows.text(1), rows.text(2), rows.text(3), rows.integer(4)};
        // Of the first row that is left nobody knows any more what came before it.
        bool const first_left = expected == 0 && seq > 1;
        if (!first_left &&
            (seq != std::max<Seq>(expected, 1) || hash_of(previous, seq, read) != rows.text(6))) {
            return std::max<Seq>(expected, 1);
        }
        if (day_of(read.at_ms) != rows.integer(5)) { return seq; }
        previous = rows.text(6);
        expected = seq + 1;
    }
    return std::nullopt;
}

}  // namespace flywheel::storage
