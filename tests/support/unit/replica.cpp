#include "tests/support/unit/replica.hpp"

#include "protocol/text_change.hpp"

namespace flywheel::testing {

using nlohmann::json;

namespace {

std::pair<std::string, std::string> key_of(json const& record) {
    return {record.at("kind").get<std::string>(), record.at("id").get<std::string>()};
}

bool is_detail(std::string const& kind) {
    return kind == "question" || kind == "prediction_amendment" || kind == "task" ||
           kind == "observation" || kind == "comment" || kind == "data_point" ||
           kind == "attachment";
}

}  // namespace

std::pair<std::string, std::string> parent_of_detail(json const& record) {
    if (record.contains("cycle")) { return {"pdsa_cycle", record.at("cycle")}; }
    if (record.contains("protocol")) { return {"change_protocol", record.at("protocol")}; }
    if (record.contains("series")) { return {"measure_series", record.at("series")}; }
    return {record.at("about_kind"), record.at("about_id")};
}

void Replica::put(json const& record, bool detail) {
    auto& into = detail ? details_ : records_;
    auto const key = key_of(record);
    auto const known = into.find(key);
    if (known != into.end() && record.at("revision") < known->second.at("revision")) {
        if (came_older_.contains(key)) { return; }  // it came as it was later
        broken_promises.push_back("an older revision of " + key.first + " replaced a newer one");
    }
    into[key] = record;
}

void Replica::take_write(json const& write) {
    auto const key = key_of(write);
    auto const known = records_.find(key);
    if (known == records_.end() && !older.empty() && key.first == "pdsa_cycle") {
        waiting_writes_[key].push_back(write);
        return;
    }
    if (known != records_.end() && came_older_.contains(key) &&
        write.at("revision") <= known->second.at("revision")) {
        return;
    }
    if (known == records_.end() ||
        write.at("revision") != known->second.at("revision").get<std::int64_t>() + 1) {
        broken_promises.push_back("[T4] a text was changed that is not here as it was before");
        return;
    }
    auto& record = known->second;
    for (auto const& [field, parts] : write.at("changes").items()) {
        TextChange change;
        for (auto const& part : parts) {
            if (part.is_number()) {
                change.keep(part.get<std::size_t>());
            } else {
                auto const insert = part.size() > 1 ? part.at(1).get<std::string>() : "";
                change.change(part.at(0).get<std::size_t>(), to_utf16(insert).value());
            }
        }
        auto const after = apply_change(to_utf16(record.value(field, "")).value(), change);
        if (!after) {
            broken_promises.push_back("[T4] a change came that is of another text");
            return;
        }
        record[field] = to_utf8(*after).value();
        if (after->empty()) { record.erase(field); }
    }
    for (auto const* name : {"revision", "updated_by", "updated_at_ms"}) {
        if (write.contains(name)) { record[name] = write.at(name); }
    }
}

void Replica::take_snapshot(json const& snapshot) {
    records_.clear();
    details_.clear();
    for (auto const& record : snapshot.at("records")) {
        put(record, false);
    }
    at = snapshot.at("at");
    wants_snapshot = false;
    older = snapshot.value("older", "");
    removed_since.clear();
    came_older_.clear();
    waiting_writes_.clear();
}

void Replica::take_older(json const& portion) {
    for (auto const& record : portion.at("records")) {
        auto const key = key_of(record);
        if (records_.contains(key) || removed_since.contains(key)) { continue; }
        put(record, false);
        came_older_.insert(key);
        for (auto const& write : waiting_writes_[key]) {
            take_write(write);
        }
    }
    older = portion.value("older", "");
    removed_since.clear();
    if (older.empty()) { waiting_writes_.clear(); }
}

void Replica::take_frame(json const& frame) {
    if (!frame.is_array() || frame.empty()) {
        broken_promises.push_back("a frame is not a list of messages");
    }
    for (auto const& message : frame) {
        std::string const type = message.at("type");
        if (type == "welcome") {
            in_step = true;
            presence.clear();
            details_.clear();
            open.clear();
            at = message.at("at");
            for (auto const& id : message.at("settled")) {
                settled.insert(id.get<std::string>());
            }
        } else if (type == "resync") {
            in_step = false;
            wants_snapshot = true;
            presence.clear();
        } else if (type == "update") {
            if (!in_step) { broken_promises.push_back("an update came out of step"); }
            for (auto const& record : message.at("puts")) {
                bool const detail = is_detail(record.at("kind"));
                if (detail && !open.contains(parent_of_detail(record))) {
                    broken_promises.push_back("a detail came whose parent is not open");
                }
                put(record, detail);
            }
            for (auto const& write : message.value("writes", json::array())) {
                take_write(write);
            }
            std::set<std::pair<std::string, std::string>> went_along;
            for (auto const& gone : message.at("removes")) {
                auto const key = key_of(gone);
                auto& from = is_detail(key.first) ? details_ : records_;
                removed_since.insert(key);
                waiting_writes_.erase(key);
                // A resume (no cause) may take back what came and went while this browser was away: it was theirs to see.
                bool const live = message.contains("cause");
                bool const to_come = !older.empty() && key.first == "pdsa_cycle";
                if (from.erase(key) == 0 && live && !to_come && !went_along.contains(key)) {
                    broken_promises.push_back(
                        "a remove of " + key.first +
                        " that was never given: it tells that something is there");
                }
                // A removed parent takes its details. Its screen stays open: they come again when it does.
                std::erase_if(details_, [&](auto const& entry) {
                    return parent_of_detail(entry.second) == key &&
                           went_along.insert(entry.first).second;
                });
            }
            if (message.contains("cause") &&
                accepted.contains(message.at("cause").get<std::string>())) {
                broken_promises.push_back("[M2] accepted came before its update");
            }
            at = message.at("at");
        } else if (type == "details") {
            auto const parent = key_of(message);
            std::erase_if(details_, [&](auto const& entry) {
                return parent_of_detail(entry.second) == parent;
            });
            for (auto const& record : message.at("puts")) {
                put(record, true);
            }
        } else if (type == "accepted") {
            accepted.insert(message.at("id").get<std::string>());
        } else if (type == "refused") {
            refused[message.at("id")] = message;
        } else if (type == "presence") {
            if (message.at("at").is_null()) {
                if (presence.erase(message.at("session")) == 0) {
                    broken_promises.push_back("[M7] somebody left who was never shown");
                }
            } else {
                presence[message.at("session")] = message;
            }
        } else if (type == "notices") {
            ++bells;
        } else if (type != "pong" && type != "going_away") {
            broken_promises.push_back("an unknown message: " + type);
        }
    }
}

void Replica::lose_connection() {
    in_step = false;
    presence.clear();
    open.clear();
    details_.clear();
}

bool Replica::has(std::string const& kind, std::string const& id) const {
    return find(kind, id) != nullptr;
}

json const* Replica::find(std::string const& kind, std::string const& id) const {
    auto const& from = is_detail(kind) ? details_ : records_;
    auto const found = from.find({kind, id});
    return found == from.end() ? nullptr : &found->second;
}

void DirectLine::deliver(Frame frame) {
    if (cut) { return; }
    ++frames;
    std::string text = "[";
    for (std::size_t i = 0; i < frame.pieces.size(); ++i) {
        if (i > 0) { text += ','; }
        text += *frame.pieces[i];
    }
    text += ']';
    replica_.transcript += text + "\n";
    last_frame = text;
    replica_.take_frame(json::parse(text));
}

void DirectLine::close(int code, std::string) {
    replica_.closed_with = code;
    replica_.in_step = false;
    cut = true;
}

}  // namespace flywheel::testing
