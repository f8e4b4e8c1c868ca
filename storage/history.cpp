#include "storage/history.hpp"

#include <nlohmann/json.hpp>

namespace flywheel::storage {

struct History::Statements {
    explicit Statements(Database& d)
        : find_head(d, "SELECT head_seq FROM network WHERE id = ?"),
          all(d, "SELECT seq, header FROM entry WHERE network = ? AND seq < ? ORDER BY seq DESC "
                 "LIMIT ?"),
          of_record(d, "SELECT e.seq, e.header FROM entry_record r JOIN entry e ON e.network = "
                       "r.network AND e.seq = r.seq WHERE r.network = ? AND r.kind = ? AND r.id = "
                       "? AND r.seq < ? ORDER BY r.seq DESC LIMIT ?"),
          body(d, "SELECT b.body FROM entry_record r JOIN entry_body b ON b.network = r.network "
                  "AND b.seq = r.seq AND b.n = r.n WHERE r.network = ? AND r.kind = ? AND r.id = ? "
                  "AND r.seq <= ? ORDER BY r.seq DESC, r.n DESC LIMIT 1"),
          move(d, "SELECT audience FROM audience_move WHERE network = ? AND kind = ? AND id = ? "
                  "AND seq >= ? ORDER BY seq, n LIMIT 1") {}
    Statement find_head, all, of_record, body, move;
};

History::History(std::string const& folder)
    : database_(folder + "/flywheel.db", Database::Mode::ReadOnly),
      statements_(std::make_shared<Statements>(database_)) {}

History::Moment::Moment(History& history) : history_(history) { history_.database_.run("BEGIN"); }
History::Moment::~Moment() {
    try {
        history_.database_.run("ROLLBACK");
    } catch (Fault const&) {
        // Nothing was written that could be lost; the next look says what is wrong with the file.
        return;
    }
}

Seq History::Moment::head(std::string const& network) {
    auto& s = history_.statements_->find_head;
    s.bind(1, network);
    Seq const head = s.step() ? s.integer(0) : 0;
    s.reset();
    return head;
}

std::vector<HistoryEntry> History::Moment::entries(std::string const& network,
                                                   std::string const& kind, std::string const& id,
                                                   Seq below, std::size_t count) {
    bool const of_one = !kind.empty();
    auto& s = of_one ? history_.statements_->of_record : history_.statements_->all;
    int at = 1;
    s.bind(at++, network);
    if (of_one) {
        s.bind(at++, kind);
        s.bind(at++, id);
    }
    s.bind(at++, below);
    s.bind(at, static_cast<std::int64_t>(count));
    std::vector<HistoryEntry> found;
    while (s.step()) {
        auto const header = nlohmann::json::parse(s.text(1));
        HistoryEntry entry{
            s.integer(0), header.at("time_ms"), header.at("actor"), header.at("command"), {}};
        bool const imported = entry.command == "import";
        for (auto const& record : header.at("records")) {
            bool const asked_for = record.at(0) == kind && record.at(1) == id;
            if (of_one ? !asked_for : imported) { continue; }
            entry.rows.push_back({record.at(0), record.at(1), {}, {}});
        }
        found.push_back(std::move(entry));
    }
    s.reset();
    for (auto& entry : found) {
        for (auto& row : entry.rows) {
            row.body = body_at(network, row.kind, row.id, entry.seq);
            row.former = body_at(network, row.kind, row.id, entry.seq - 1);
        }
    }
    return found;
}

std::optional<std::string> History::Moment::audience_until_move(std::string const& network,
                                                                std::string const& kind,
                                                                std::string const& id, Seq from) {
    auto& s = history_.statements_->move;
    s.bind(1, network).bind(2, kind).bind(3, id).bind(4, from);
    std::optional<std::string> audience;
    if (s.step()) { audience = s.text(0); }
    s.reset();
    return audience;
}

std::string History::Moment::body_at(std::string const& network, std::string const& kind,
                                     std::string const& id, Seq seq) {
    auto& s = history_.statements_->body;
    s.bind(1, network).bind(2, kind).bind(3, id).bind(4, seq);
    std::string body;
    if (s.step() && !s.is_null(0)) { body = s.text(0); }
    s.reset();
    return body;
}

}  // namespace flywheel::storage
