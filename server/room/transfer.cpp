#include "server/room/transfer.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "protocol/base64.hpp"
#include "protocol/codec.hpp"
#include "protocol/digest.hpp"
#include "protocol/json_gate.hpp"
#include "protocol/letters.hpp"
#include "server/domain/leaving.hpp"
#include "server/domain/media.hpp"
#include "server/domain/policy.hpp"
#include "server/domain/shape.hpp"
#include "server/invariant.hpp"
#include "server/room/contents.hpp"

namespace flywheel {

namespace {

using nlohmann::json;

constexpr int import_format = 1;

struct AccountLine {
    std::string id;
    std::string email;
    std::string name;
    MemberId member;
    std::size_t line = 0;
};

struct File {
    json header;
    std::vector<AccountLine> accounts;
    std::vector<Stored> records;
    std::vector<std::size_t> lines;               // of the records
    std::map<std::string, std::string> contents;  // of the files that hang on them, by their hash
};

Refusal at_line(Refusal refusal, std::size_t line) {
    refusal.with["line"] = std::to_string(line);
    refusal.says = "Line " + std::to_string(line) + ": " + refusal.says;
    return refusal;
}

Result<AccountLine> read_account(json const& object) {
    AccountLine account;
    for (auto const& [name, value] : object.items()) {
        if (!value.is_string()) {
            return refuse(Code::NotText, name, "\"" + name + "\" is a text.");
        }
        if (name == "id") {
            account.id = value;
        } else if (name == "email") {
            account.email = value;
        } else if (name == "name") {
            account.name = value;
        } else if (name == "member") {
            account.member.text = value;
        } else {
            return refuse(Code::UnknownField, name, "There is no field \"" + name + "\" here.");
        }
    }
    if (account.email.find('@') == std::string::npos) {
        return refuse(Code::Missing, "email", "An account has an e-mail address.");
    }
    if (account.name.empty()) { return refuse(Code::Missing, "name", "An account has a name."); }
    if (!account.id.empty() && !is_id(account.id)) {
        return refuse(Code::NotAnId, "id", "That is not an id.");
    }
    account.email = in_small_letters(account.email);
    return account;
}

// A piece of a file; the pieces of one come in their order.
Result<void> read_content(json const& object, File& file) {
    for (auto const& [name, value] : object.items()) {
        if (!value.is_string()) {
            return refuse(Code::NotText, name, "\"" + name + "\" is a text.");
        }
        if (name != "sha256" && name != "base64") {
            return refuse(Code::UnknownField, name, "There is no field \"" + name + "\" here.");
        }
    }
    auto const sha256 = object.value("sha256", std::string{});
    auto const data = from_base64(object.value("base64", std::string{}));
    if (!is_sha256_hex(sha256)) {
        return refuse(Code::NotWellFormed, "sha256", "That is not a SHA-256 in small letters.");
    }
    if (!data) { return refuse(Code::NotText, "base64", "That is not base64."); }
    auto& whole = file.contents[sha256];
    if (whole.size() + data->size() > attachment_bytes_max) {
        return refuse(Code::TooLarge, "base64", "A file is too long.",
                      {{"limit", std::to_string(attachment_bytes_max)}});
    }
    whole += *data;
    return {};
}

Result<void> read_header(json const& object, File& file) {
    for (auto const& [name, value] : object.items()) {
        if (name != "flywheel_import" && name != "network" && name != "name" &&
            name != "made_at_ms" && name != "not_yet") {
            return refuse(Code::UnknownField, name,
                          "There is no field \"" + name + "\" in a header.");
        }
    }
    if (object.value("flywheel_import", json(0)) != import_format) {
        return refuse(Code::NotWellFormed, "flywheel_import",
                      "This file has a format this server does not know.");
    }
    if (!object.contains("network") || !object.at("network").is_string() ||
        !is_id(object.at("network").get<std::string>())) {
        return refuse(Code::NotAnId, "network", "The header names the network by its id.");
    }
    if (object.contains("not_yet")) {
        if (!object.at("not_yet").is_object()) {
            return refuse(Code::NotWellFormed, "not_yet", "\"not_yet\" is an object of counts.");
        }
        for (auto const& [name, value] : object.at("not_yet").items()) {
            if (!value.is_number_integer()) {
                return refuse(Code::NotANumber, "not_yet", "\"" + name + "\" is a count.");
            }
        }
    }
    file.header = object;
    return {};
}

Result<void> read_line(std::string_view text, std::size_t line, File& file) {
    if (auto ok = check_json_shape(text); ok.has_error()) { return ok; }
    auto const object = json::parse(text, nullptr, false);
    if (!object.is_object()) {
        return refuse(Code::NotWellFormed, "", "The line is not one JSON object.");
    }
    if (file.header.is_null()) {
        if (!object.contains("flywheel_import")) {
            return refuse(Code::Missing, "flywheel_import", "The first line is the header.");
        }
        return read_header(object, file);
    }
    if (object.contains("flywheel_import")) {
        return refuse(Code::NotWellFormed, "flywheel_import", "A second header.");
    }
    if (object.contains("account")) {
        if (!object.at("account").is_object() || object.size() != 1) {
            return refuse(Code::NotWellFormed, "account", "\"account\" is an object by itself.");
        }
        auto account = read_account(object.at("account"));
        if (account.has_error()) { return account.error(); }
        account->line = line;
        file.accounts.push_back(std::move(*account));
        return {};
    }
    if (object.contains("content") && !object.contains("kind")) {
        if (!object.at("content").is_object() || object.size() != 1) {
            return refuse(Code::NotWellFormed, "content", "\"content\" is an object by itself.");
        }
        return read_content(object.at("content"), file);
    }
    auto stored = read_stored(text);
    if (stored.has_error()) { return stored.error(); }
    if (stored->meta.revision < 1) {
        return refuse(Code::Missing, "revision", "A record has a revision.");
    }
    file.records.push_back(std::move(*stored));
    file.lines.push_back(line);
    return {};
}

Result<void> check_references(Stored const& stored, std::set<Key> const& known) {
    return std::visit(
        [&](auto const& record) -> Result<void> {
            using R = std::remove_cvref_t<decltype(record)>;
            Result<void> outcome;
            auto check = [&](std::string_view name, auto const& id) {
                using IdType = std::remove_cvref_t<decltype(id)>;
                if (outcome.has_error() || id.empty() ||
                    known.contains({*kind_from_name(IdType::tag::kind), id.text})) {
                    return;
                }
                outcome = refuse(Code::NotFound, std::string(name),
                                 "\"" + std::string(name) + "\" names a " +
                                     std::string(IdType::tag::kind) + " that is not in the file.");
            };
            for_each_field<R>([&](auto const& f, std::size_t) {
                using Value = typename std::remove_cvref_t<decltype(f)>::value_type;
                if constexpr (is_id_type<Value>) {
                    check(f.name, record.*(f.member));
                } else if constexpr (is_list_type<Value>) {
                    for (auto const& id : record.*(f.member)) {
                        check(f.name, id);
                    }
                }
            });
            for (auto const* by :
                 {&stored.meta.created_by, &stored.meta.updated_by, &stored.meta.archived_by}) {
                check("created_by", *by);
            }
            return outcome;
        },
        stored.record);
}

// A comment is seen by those who see what it is on, so that must be there, and be what it says.
Result<void> check_comment(Comment const& comment, std::map<Key, AnyRecord const*> const& records) {
    auto const kind = kind_from_name(comment.about_kind);
    if (!kind || *kind == kind_of<Comment>()) {
        return refuse(Code::UnknownKind, "about_kind", "That is nothing to comment on.");
    }
    auto const about = records.find({*kind, comment.about_id});
    if (about == records.end()) {
        return refuse(Code::NotFound, "about_id", "\"about_id\" names what is not in the file.");
    }
    if (comment.cycle != cycle_around(*about->second)) {
        return refuse(Code::WrongLink, "cycle", "What it is on lies in another cycle.");
    }
    if (comment.series != series_around(*about->second)) {
        return refuse(Code::WrongLink, "series", "What it is on lies in another series.");
    }
    if (comment.thread.empty()) { return {}; }
    auto const& first = std::get<Comment>(*records.at({kind_of<Comment>(), comment.thread.text}));
    if (!first.thread.empty() || first.about_kind != comment.about_kind ||
        first.about_id != comment.about_id) {
        return refuse(Code::WrongLink, "thread", "That thread is about something else.");
    }
    return {};
}

// What hangs on nothing, or says of its file what that is not, would be there for nobody, or for the wrong ones.
Result<void> check_attachment(Attachment const& attachment, File const& file,
                              std::map<Key, AnyRecord const*> const& records) {
    if (attachment.cycle.empty() == attachment.protocol.empty()) {
        return refuse(Code::WrongLink, "cycle", "A file hangs on a cycle or on a protocol.");
    }
    if (!attachment.observation.empty()) {
        auto const& about = *records.at({kind_of<Observation>(), attachment.observation.text});
        if (std::get<Observation>(about).cycle != attachment.cycle) {
            return refuse(Code::WrongLink, "observation", "That observation is in another cycle.");
        }
    }
    auto const content = file.contents.find(attachment.content);
    if (content == file.contents.end()) {
        return refuse(Code::NotFound, "content", "\"content\" names what is not in the file.");
    }
    auto const& data = content->second;
    auto const type = media_type_of(data);
    if (type.has_error()) { return type.error(); }
    if (to_hex(sha256(data)) != attachment.content || *type != attachment.media_type ||
        static_cast<std::int64_t>(data.size()) != attachment.bytes) {
        return refuse(Code::WrongLink, "content", "The file is not what the record says of it.");
    }
    return {};
}

// Of a case or a follow.
template <class R>
Result<void> check_about(R const& record, std::map<Key, AnyRecord const*> const& records) {
    auto const kind = kind_from_name(record.about_kind);
    if (!kind) {
        return refuse(Code::UnknownKind, "about_kind",
                      "There is no kind of record with that name.");
    }
    if (records.count({*kind, record.about_id}) == 0) {
        return refuse(Code::NotFound, "about_id", "\"about_id\" names what is not in the file.");
    }
    return {};
}

// What would break later rules if it came in: comments on nothing, links of the wrong kinds, across diagrams or in a loop, hub
// roles elsewhere. The course of things is not judged: history is taken as it is.
Result<void> check_shape(File const& file, std::size_t& at) {
    std::map<std::string, DriverNode const*> nodes;
    OrganizationId hub;
    for (auto const& stored : file.records) {
        if (auto const* node = std::get_if<DriverNode>(&stored.record)) {
            nodes[node->id.text] = node;
        }
        if (auto const* network = std::get_if<Network>(&stored.record)) { hub = network->hub; }
    }
    std::map<Key, AnyRecord const*> records;
    for (auto const& stored : file.records) {
        records[{stored.kind(), stored.id()}] = &stored.record;
    }
    std::multimap<std::string, std::string> targets;
    for (at = 0; at < file.records.size(); ++at) {
        auto const& stored = file.records[at];
        if (auto const* m = std::get_if<Membership>(&stored.record)) {
            if (is_hub_role(m->role) && m->organization != hub) {
                return refuse(Code::WrongLink, "role", "That role belongs to the hub.");
            }
        }
        if (auto const* comment = std::get_if<Comment>(&stored.record)) {
            if (auto ok = check_comment(*comment, records); ok.has_error()) { return ok; }
        }
        if (auto const* attachment = std::get_if<Attachment>(&stored.record)) {
            auto ok = check_attachment(*attachment, file, records);
            if (ok.has_error()) { return ok; }
        }
        if (auto const* held = std::get_if<ModerationCase>(&stored.record)) {
            if (auto ok = check_about(*held, records); ok.has_error()) { return ok; }
        }
        if (auto const* follow = std::get_if<Follow>(&stored.record)) {
            if (auto ok = check_about(*follow, records); ok.has_error()) { return ok; }
        }
        auto const* link = std::get_if<DriverLink>(&stored.record);
        if (link == nullptr || stored.archived()) { continue; }
        auto const* source = nodes[link->source.text];
        auto const* target = nodes[link->target.text];
        if (source->diagram != link->diagram || target->diagram != link->diagram) {
            return refuse(Code::WrongLink, "diagram", "The link joins boxes of another diagram.");
        }
        if (!may_drive(source->node_kind, target->node_kind)) {
            return refuse(Code::WrongLink, "target",
                          "These two kinds of box are not linked this way.");
        }
        // Depth first from the target: reaching the source closes a loop.
        std::vector<std::string> open{link->target.text};
        std::set<std::string> been;
        while (!open.empty()) {
            auto const node = open.back();
            open.pop_back();
            if (node == link->source.text) {
                return refuse(Code::Loop, "target", "The link closes a loop.");
            }
            if (!been.insert(node).second) { continue; }
            auto const [from, to] = targets.equal_range(node);
            for (auto it = from; it != to; ++it) {
                open.push_back(it->second);
            }
        }
        targets.emplace(link->source.text, link->target.text);
    }
    return {};
}

Result<File> read_file(std::string_view text) {
    File file;
    std::size_t line = 0;
    while (!text.empty()) {
        auto const end = std::min(text.find('\n'), text.size());
        auto const one = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        ++line;
        if (one.empty()) { continue; }
        if (auto ok = read_line(one, line, file); ok.has_error()) {
            return at_line(ok.error(), line);
        }
    }
    if (file.header.is_null()) {
        return at_line(refuse(Code::Missing, "flywheel_import", "The file is empty."), 1);
    }
    return file;
}

Result<void> check_file(File const& file) {
    std::set<Key> known;
    std::set<std::string> members;
    std::size_t networks = 0;
    std::string const network = file.header.at("network");
    for (std::size_t i = 0; i < file.records.size(); ++i) {
        auto const& stored = file.records[i];
        if (!known.insert({stored.kind(), stored.id()}).second) {
            return at_line(refuse(Code::IdTaken, "id", "The id stands twice in the file."),
                           file.lines[i]);
        }
        if (std::holds_alternative<Network>(stored.record)) {
            ++networks;
            if (stored.id() != network || networks > 1) {
                return at_line(refuse(Code::IdTaken, "id",
                                      "The file has one network, the one its header names."),
                               file.lines[i]);
            }
        }
        if (std::holds_alternative<Member>(stored.record)) { members.insert(stored.id()); }
    }
    if (networks == 0) {
        return at_line(refuse(Code::Missing, "network", "The file has no network record."), 1);
    }
    for (std::size_t i = 0; i < file.records.size(); ++i) {
        if (auto ok = check_references(file.records[i], known); ok.has_error()) {
            return at_line(ok.error(), file.lines[i]);
        }
    }
    std::size_t at = 0;
    if (auto ok = check_shape(file, at); ok.has_error()) {
        return at_line(ok.error(), file.lines[at]);
    }
    std::set<std::string> linked;
    std::set<std::string> emails;
    for (auto const& account : file.accounts) {
        if (!members.contains(account.member.text)) {
            return at_line(
                refuse(Code::NotFound, "member", "The account's member is not in the file."),
                account.line);
        }
        if (!linked.insert(account.member.text).second) {
            return at_line(refuse(Code::IdTaken, "member", "Two accounts share a member."),
                           account.line);
        }
        if (!emails.insert(account.email).second) {
            return at_line(
                refuse(Code::IdTaken, "email", "The e-mail address stands twice in the file."),
                account.line);
        }
    }
    return {};
}

// The files that these records name, in pieces that a reader takes as lines.
std::string content_lines(Floor& floor, std::string const& network,
                          std::set<std::string> const& named) {
    std::string out;
    storage::Contents contents(floor.store());
    for (auto const& sha256 : named) {
        auto const data = contents.find(network, sha256);
        if (!data) { throw storage::Fault("the file " + to_hex(sha256) + " is not there"); }
        for (std::size_t at = 0; at < data->size(); at += upload_piece_max) {
            json const piece{{"sha256", to_hex(sha256)},
                             {"base64", to_base64(data->substr(at, upload_piece_max))}};
            out += json{{"content", piece}}.dump();
            out += '\n';
        }
    }
    return out;
}

std::string header_line(Floor& floor, Room const& room) {
    std::string name;
    room.state().each<Network>([&](Network const& r, Meta const&) { name = r.name; });
    nlohmann::ordered_json const header{{"flywheel_import", import_format},
                                        {"network", room.name()},
                                        {"name", name},
                                        {"made_at_ms", floor.env().clock.now_ms()}};
    return header.dump() + "\n";
}

}  // namespace

Result<ImportReport> import_network(Floor& floor, std::string_view text,
                                    std::string const& password_hash) {
    auto file = read_file(text);
    if (file.has_error()) { return file.error(); }
    if (auto ok = check_file(*file); ok.has_error()) { return ok.error(); }
    ImportReport report;
    report.network = file->header.at("network");
    if (floor.room(report.network) != nullptr) {
        return at_line(refuse(Code::IdTaken, "network", "The server has this network already."), 1);
    }
    for (auto const& stored : file->records) {
        ++report.records[std::string(kind_names[stored.kind()])];
        if (auto const* network = std::get_if<Network>(&stored.record)) {
            report.name = network->name;
        }
    }
    if (file->header.contains("not_yet")) {
        for (auto const& [name, count] : file->header.at("not_yet").items()) {
            report.not_yet[name] = count;
        }
    }
    auto const now = floor.env().clock.now_ms();
    std::set<std::string> named;
    for (auto const& stored : file->records) {
        if (auto const* attachment = std::get_if<Attachment>(&stored.record)) {
            named.insert(attachment->content);
        }
    }
    floor.found(report.network, std::move(file->records), [&] {
        for (auto const& [sha256, data] : file->contents) {
            if (!named.contains(sha256)) { continue; }
            storage::Contents(floor.store()).put(report.network, from_hex(sha256), data, now);
        }
        for (auto const& line : file->accounts) {
            auto account = floor.accounts().by_email(line.email);
            if (account) {
                ++report.known_accounts;
            } else {
                account = storage::Account{line.id.empty() || floor.accounts().by_id(line.id)
                                               ? make_id(floor.env().random)
                                               : line.id,
                                           line.email, line.name, password_hash};
                floor.accounts().add(*account, now);
                ++report.new_accounts;
            }
            floor.accounts().link_member({account->id, report.network, line.member.text});
        }
    });
    floor.store().note_for_server(now, "imported", report.network);
    return report;
}

Result<std::string> export_share(Floor& floor, std::string const& network,
                                 OrganizationId const& district, bool accounts) {
    auto* const room = floor.room(network);
    auto const* organization =
        room == nullptr ? nullptr : room->state().get<Organization>(district);
    if (organization == nullptr || organization->organization_kind != "district") {
        return refuse(Code::NotFound, "district", "There is no such district in that network.");
    }
    auto const& state = room->state();
    // It is the district's own, so nothing is held back; of what others made, what its lead reads goes with it.
    auto const reader = made_up_viewer(state, Role::DistrictLead, district, {});
    auto const records = share_by_itself(state, share_of(state, district), [&](Key const& key) {
        return View::may_see(state, reader, key);
    });
    std::string out = header_line(floor, *room);
    for (auto const& member : accounts ? people_of(state, district) : std::set<MemberId>{}) {
        auto const id = floor.accounts().account_of(network, member.text);
        if (!id) { continue; }
        auto const account = *floor.accounts().by_id(*id);
        out += json{{"account",
                     {{"email", account.email}, {"name", account.name}, {"member", member.text}}}}
                   .dump() +
               "\n";
    }
    std::set<std::string> files;
    for (auto const& stored : records) {
        out += stored_json(stored) + "\n";
        if (auto const* attachment = std::get_if<Attachment>(&stored.record)) {
            files.insert(from_hex(attachment->content));
        }
    }
    out += content_lines(floor, network, files);
    floor.store().note_for_server(floor.env().clock.now_ms(), "district_exported", district.text);
    return out;
}

Result<std::string> export_own(Floor& floor, std::string const& network, Viewer const& viewer,
                               OrganizationId const& district) {
    auto const& room = *floor.room(network);
    Key const key{kind_of<Organization>(), district.text};
    if (!district.empty() && !View::may_see(room.state(), viewer, key)) {
        return refuse(Code::NotFound, "district", "There is no such district.");
    }
    auto too_large = [](std::int64_t limit) {
        return refuse(Code::TooLarge, "", "So much only the operator of the server can export.",
                      {{"limit", std::to_string(limit)}});
    };
    std::size_t records = 0;
    for (Kind kind = 0; kind < kind_count; ++kind) {
        records += room.state().table(kind).size();
    }
    if (records > exported_records_max) { return too_large(exported_records_max); }
    std::string text = header_line(floor, room);
    std::set<std::string> files;
    std::int64_t bytes = 0;
    auto const lines = View::share(room.state(), viewer, district);
    for (auto const& line : lines.pieces()) {
        text += *line;
        if (!line->starts_with(R"({"kind":"attachment")")) { continue; }
        auto const stored = read_stored(*line);
        INVARIANT(stored.has_value(), "what was exported can be read");
        auto const& attachment = std::get<Attachment>(stored->record);
        if (files.insert(from_hex(attachment.content)).second) {
            bytes += attachment.bytes.value_or(0);
        }
    }
    if (bytes > exported_files_max) { return too_large(exported_files_max); }
    return text + content_lines(floor, network, files);
}

std::string export_network(Floor& floor, std::string const& network) {
    auto* const room = floor.room(network);
    if (room == nullptr) { return {}; }
    std::string out = header_line(floor, *room);
    for (Kind kind = 0; kind < kind_count; ++kind) {
        for (auto const& [id, kept] : room->state().table(kind)) {
            out += stored_json(kept.stored) + "\n";
        }
    }
    out += content_lines(floor, network, contents_named(room->state()));
    floor.store().note_for_server(floor.env().clock.now_ms(), "exported", network);
    return out;
}

}  // namespace flywheel
