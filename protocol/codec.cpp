#include "protocol/codec.hpp"

#include <array>

#include "protocol/codec_detail.hpp"
#include "protocol/digest.hpp"

namespace flywheel {

void append_text_change(std::string& out, TextChange const& change) {
    out += '[';
    bool first = true;
    for (auto const& part : change.parts) {
        if (!first) { out += ','; }
        first = false;
        if (!part.changes) {
            out += std::to_string(part.length);
            continue;
        }
        out += '[' + std::to_string(part.length);
        if (!part.insert.empty()) {
            out += ',';
            // Half characters do not pass the codec, so none is here.
            append_json_string(out, to_utf8(part.insert).value());
        }
        out += ']';
    }
    out += ']';
}

using namespace codec_detail;

std::size_t utf16_length(std::string_view text) {
    std::size_t units = 0;
    for (char const c : text) {
        auto const byte = static_cast<unsigned char>(c);
        if ((byte & 0xC0U) != 0x80U) { units += byte >= 0xF0U ? 2 : 1; }
    }
    return units;
}

void append_json_string(std::string& out, std::string_view text) {
    static constexpr std::string_view hex = "0123456789abcdef";
    out += '"';
    std::size_t plain_from = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto const c = static_cast<unsigned char>(text[i]);
        if (c >= 0x20 && c != '"' && c != '\\') { continue; }
        out.append(text, plain_from, i - plain_from);
        plain_from = i + 1;
        switch (c) {
            case '"': out += "\\\""; break;
            case '\\': out += "\\\\"; break;
            case '\n': out += "\\n"; break;
            case '\t': out += "\\t"; break;
            default:
                out += "\\u00";
                out += hex[c >> 4U];
                out += hex[c & 15U];
        }
    }
    out.append(text, plain_from, text.size() - plain_from);
    out += '"';
}

std::string writes_json(Stored const& stored) {
    std::string out = R"({"kind":")" + std::string(kind_names[stored.kind()]) + R"(","id":)";
    append_json_string(out, stored.id());
    out += ",\"revision\":" + std::to_string(stored.meta.revision);
    if (!stored.meta.updated_by.empty()) {
        out += R"(,"updated_by":)";
        append_json_string(out, stored.meta.updated_by.text);
    }
    out += ",\"updated_at_ms\":" + std::to_string(stored.meta.updated_at_ms) + ",\"changes\":{";
    bool first = true;
    std::visit(
        [&]<class R>(R const&) {
            for_each_field<R>([&](auto const& f, std::size_t index) {
                for (auto const& written : stored.written) {
                    if (written.field != index) { continue; }
                    if (!first) { out += ','; }
                    first = false;
                    append_json_string(out, f.name);
                    out += ':';
                    append_text_change(out, written.change);
                }
            });
        },
        stored.record);
    return out + "}}";
}

std::string wire_json(Stored const& stored) {
    std::string out = "{";
    std::visit(
        [&](auto const& record) {
            append_meta(out, std::remove_cvref_t<decltype(record)>::kind, record.id.text,
                        stored.meta);
            append_fields(out, record);
        },
        stored.record);
    out += '}';
    return out;
}

std::string stored_json(Stored const& stored) {
    std::string out = wire_json(stored);
    out.pop_back();
    out += ",\"form\":" + std::to_string(body_form);
    if (stored.archived()) {
        out += ",\"archived_at_ms\":" + std::to_string(stored.meta.archived_at_ms);
        if (!stored.meta.archived_by.empty()) {
            out += ",\"archived_by\":";
            append_json_string(out, stored.meta.archived_by.text);
        }
    }
    out += ",\"field_revisions\":{";
    bool first = true;
    for (auto const& [name, revision] : stored.meta.field_revisions) {
        if (!first) { out += ','; }
        first = false;
        append_json_string(out, name);
        out += ":" + std::to_string(revision);
    }
    out += "}}";
    return out;
}

Result<Stored> read_stored(std::string_view text) {
    auto const object = json::parse(text, nullptr, false);
    if (!object.is_object()) {
        return refuse(Code::NotWellFormed, "", "A record is one JSON object.");
    }
    auto kind = member_of(object, "kind");
    if (kind.has_error()) { return kind.error(); }
    if (!(*kind)->is_string()) { return refuse(Code::UnknownKind, "kind", "\"kind\" is a text."); }
    if (object.contains("form") && object.at("form") != body_form) {
        return refuse(Code::NotWellFormed, "form", "This record was written by a newer version.");
    }
    auto const& name = (*kind)->get_ref<std::string const&>();
    if (auto read = read_network_record(name, object)) { return *read; }
    if (auto read = read_theory_record(name, object)) { return *read; }
    if (auto read = read_cycle_record(name, object)) { return *read; }
    if (auto read = read_library_record(name, object)) { return *read; }
    if (auto read = read_talk_record(name, object)) { return *read; }
    if (auto read = read_moderation_record(name, object)) { return *read; }
    if (auto read = read_exchange_record(name, object)) { return *read; }
    if (auto read = read_practice_record(name, object)) { return *read; }
    if (auto read = read_meeting_record(name, object)) { return *read; }
    if (auto read = read_measure_record(name, object)) { return *read; }
    if (auto read = read_notice_record(name, object)) { return *read; }
    if (auto read = read_attachment_record(name, object)) { return *read; }
    return refuse(Code::UnknownKind, "kind", "There is no kind of record with that name.");
}

Result<Command> read_command(std::string_view text) {
    auto const object = json::parse(text, nullptr, false);
    if (!object.is_object()) {
        return refuse(Code::NotWellFormed, "", "A command is one JSON object.");
    }
    if (auto ok = check_members(object, {"type", "id", "name", "args"}); ok.has_error()) {
        return ok.error();
    }
    auto id = id_of(object);
    if (id.has_error()) { return id.error(); }
    if (id->size() != made_id_length) {
        return refuse(Code::NotAnId, "id", "A command's id has 26 characters.");
    }
    auto name = member_of(object, "name");
    if (name.has_error()) { return name.error(); }
    if (!(*name)->is_string()) { return not_text("name"); }
    auto args = member_of(object, "args");
    if (args.has_error()) { return args.error(); }
    if (!(*args)->is_object()) {
        return refuse(Code::NotWellFormed, "args", "\"args\" is an object.");
    }

    Command command;
    command.id = std::move(*id);
    command.name = (*name)->get<std::string>();
    auto answer = read_network_command(command.name, **args);
    if (!answer) { answer = read_theory_command(command.name, **args); }
    if (!answer) { answer = read_cycle_command(command.name, **args); }
    if (!answer) { answer = read_library_command(command.name, **args); }
    if (!answer) { answer = read_talk_command(command.name, **args); }
    if (!answer) { answer = read_moderation_command(command.name, **args); }
    if (!answer) { answer = read_exchange_command(command.name, **args); }
    if (!answer) { answer = read_practice_command(command.name, **args); }
    if (!answer) { answer = read_meeting_command(command.name, **args); }
    if (!answer) { answer = read_measure_command(command.name, **args); }
    if (!answer) { answer = read_notice_command(command.name, **args); }
    if (!answer) { answer = read_attachment_command(command.name, **args); }
    if (!answer) { return refuse(Code::UnknownCommand, "name", "There is no such command."); }
    if (answer->has_error()) { return answer->error(); }
    command.what = std::move(**answer);

    // nlohmann keeps object members sorted, so equal arguments dump to equal bytes.
    std::string const body = command.name + "\n" + (*args)->dump();
    command.body_hash = sha256(body);
    return command;
}

std::string command_json(std::string_view id, std::string_view name, nlohmann::json const& args) {
    return json{{"id", id}, {"name", name}, {"args", args}}.dump();
}

std::string refusal_json(Refusal const& refusal) {
    std::string out = R"({"code":")";
    out += name_of(refusal.code);
    out += '"';
    if (!refusal.field.empty()) {
        out += ",\"field\":";
        append_json_string(out, refusal.field);
    }
    if (!refusal.with.empty()) {
        out += ",\"with\":{";
        bool first = true;
        for (auto const& [name, value] : refusal.with) {
            if (!first) { out += ','; }
            first = false;
            append_json_string(out, name);
            out += ':';
            append_json_string(out, value);
        }
        out += '}';
    }
    out += ",\"says\":";
    append_json_string(out, refusal.says);
    out += '}';
    return out;
}

}  // namespace flywheel
