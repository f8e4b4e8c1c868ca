#include "server/room/history.hpp"

#include "protocol/codec.hpp"

namespace flywheel {

namespace {

// Empty when the body is erased.
std::optional<Stored> stored_from(std::string const& body) {
    if (body.empty()) { return std::nullopt; }
    auto read = read_stored(body);
    if (read.has_error()) { throw storage::Fault("a body cannot be read: " + read.error().says); }
    return std::move(*read);
}

// What a detail's audience hangs on besides its parent, as it stood then: a name that was taken out since must
// not come back by an old answer to it.
std::vector<Stored> beside(storage::History::Moment& moment, std::string const& network,
                           AnyRecord const& record, storage::Seq seq) {
    std::vector<Stored> found;
    auto const* comment = std::get_if<Comment>(&record);
    if (comment == nullptr) { return found; }
    auto add = [&](std::string const& kind, std::string const& id) {
        if (auto stored = stored_from(moment.body_at(network, kind, id, seq))) {
            found.push_back(std::move(*stored));
        }
    };
    if (kind_shelves[*kind_from_name(comment->about_kind)] == Shelf::Detail) {
        add(comment->about_kind, comment->about_id);
    }
    if (!comment->thread.empty()) { add(std::string(Comment::kind), comment->thread.text); }
    return found;
}

std::optional<Audience> audience_from(std::optional<std::string> const& text) {
    if (!text) { return std::nullopt; }
    return audience_from_text(*text);
}

}  // namespace

HistoryChunk HistoryReader::read(HistoryPage const& page) {
    storage::History::Moment moment(history_);
    HistoryChunk chunk;
    chunk.head = moment.head(page.network);
    std::string const kind = page.of ? std::string(kind_names[page.of->kind]) : std::string{};
    auto const entries = moment.entries(page.network, kind, page.of ? page.of->id : std::string{},
                                        page.below, history_chunk_entries);
    if (entries.size() == history_chunk_entries) { chunk.next_below = entries.back().seq; }
    for (auto const& entry : entries) {
        PastEntry past;
        past.seq = entry.seq;
        past.at_ms = entry.time_ms;
        past.by = {entry.actor};
        past.command = entry.command;
        for (auto const& row : entry.rows) {
            auto after = stored_from(row.body);
            if (!after) { continue; }  // erased: there is nothing left to show
            PastRecord record;
            record.after = std::move(*after);
            record.before = stored_from(row.former);
            record.beside = beside(moment, page.network, record.after.record, entry.seq);
            auto const root = root_of(record.after.record);
            std::string const root_kind(kind_names[root.kind]);
            record.could_see_before = audience_from(
                moment.audience_until_move(page.network, root_kind, root.id, entry.seq));
            record.could_see_after = audience_from(
                moment.audience_until_move(page.network, root_kind, root.id, entry.seq + 1));
            auto named = named_in(record.after.record);
            if (record.before) {
                auto const former = named_in(record.before->record);
                named.insert(named.end(), former.begin(), former.end());
            }
            for (auto const& key : named) {
                std::string const named_kind(kind_names[key.kind]);
                record.named[key] = {audience_from(moment.audience_until_move(
                                         page.network, named_kind, key.id, entry.seq)),
                                     audience_from(moment.audience_until_move(
                                         page.network, named_kind, key.id, entry.seq + 1))};
            }
            past.records.push_back(std::move(record));
        }
        chunk.entries.push_back(std::move(past));
    }
    return chunk;
}

std::string HistoryPage::json() const {
    std::string out = R"({"entries":[)";
    bool first = true;
    for (auto const& piece : entries) {
        if (!first) { out += ','; }
        first = false;
        out += *piece;
    }
    out += ']';
    if (!before.empty()) { out += R"(,"before":")" + before + '"'; }
    return out + '}';
}

}  // namespace flywheel
