#include "protocol/codec.hpp"

#include <array>

#include "protocol/codec_detail.hpp"
#include "protocol/digest.hpp"

namespace flywheel {

namespace codec_detail {

Refusal not_text(std::string const& name) {
    return refuse(Code::NotText, name, "\"" + name + "\" is a text.");
}

Refusal not_a_choice(std::string const& name, std::string const& allowed) {
    return refuse(Code::NotAChoice, name, "\"" + name + "\" is one of: " + allowed + ".",
                  {{"choices", allowed}});
}

Result<std::string> read_text(json const& value, FieldRule const& rule, std::string const& name) {
    if (!value.is_string()) { return not_text(name); }
    auto const& raw = value.get_ref<std::string const&>();
    std::string text;
    text.reserve(raw.size());
    for (std::size_t i = 0; i < raw.size(); ++i) {
        auto const c = static_cast<unsigned char>(raw[i]);
        if (c == '\r') {  // LF only at rest: a pasted CR LF is one line end
            if (i + 1 >= raw.size() || raw[i + 1] != '\n') { text += '\n'; }
            continue;
        }
        if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7f) {
            return refuse(Code::NotText, name, "\"" + name + "\" holds a control character.");
        }
        text += raw[i];
    }
    auto const length = utf16_length(text);
    if (length > rule.length_max) {
        return refuse(Code::TooLong, name,
                      "\"" + name + "\" is longer than " + std::to_string(rule.length_max) +
                          " characters.",
                      {{"limit", std::to_string(rule.length_max)}});
    }
    // An empty text is "not given"; whether it may be empty is the business of `required`.
    if (length != 0 && length < rule.length_min) {
        return refuse(Code::TooShort, name,
                      "\"" + name + "\" is shorter than " + std::to_string(rule.length_min) +
                          " characters.",
                      {{"limit", std::to_string(rule.length_min)}});
    }
    if (rule.length_min > 0 && !text.empty() &&
        text.find_first_not_of(" \n\t") == std::string::npos) {
        return refuse(Code::Missing, name, "\"" + name + "\" holds only spaces.");
    }
    return text;
}

Result<TextChange> read_text_change(json const& value, FieldRule const& rule,
                                    std::string const& name) {
    auto wrong = [&] {
        return refuse(Code::NotWellFormed, name,
                      "\"" + name +
                          "\" is written by a change: numbers keep, pairs take and write.");
    };
    if (!value.is_array() || value.size() > text_parts_max) { return wrong(); }
    auto length_of = [&](json const& part, std::size_t least) -> std::optional<std::size_t> {
        if (!part.is_number_unsigned()) { return std::nullopt; }
        auto const length = part.get<std::uint64_t>();
        if (length < least || length > rule.length_max) { return std::nullopt; }
        return static_cast<std::size_t>(length);
    };
    TextChange change;
    for (auto const& part : value) {
        if (!part.is_array()) {
            auto const length = length_of(part, 1);
            if (!length) { return wrong(); }
            change.keep(*length);
            continue;
        }
        if (part.empty() || part.size() > 2) { return wrong(); }
        auto const length = length_of(part[0], part.size() == 1 ? 1 : 0);
        if (!length) { return wrong(); }
        std::u16string insert;
        if (part.size() == 2) {
            auto text = read_text(part[1], {.length_max = rule.length_max}, name);
            if (text.has_error()) { return text.error(); }
            // Whoever counts units must know how lines end.
            if (text->empty() || *text != part[1].get_ref<std::string const&>()) { return wrong(); }
            auto units = to_utf16(*text);
            if (!units) { return not_text(name); }
            insert = std::move(*units);
        }
        change.change(*length, insert);
    }
    return change;
}

static Result<double> in_range(double number, FieldRule const& rule, std::string const& name) {
    if (!(number >= rule.min)) {
        std::string limit;
        append_number(limit, rule.min);
        return refuse(Code::TooSmall, name, "\"" + name + "\" is at least " + limit + ".",
                      {{"limit", limit}});
    }
    if (!(number <= rule.max)) {
        std::string limit;
        append_number(limit, rule.max);
        return refuse(Code::TooLarge, name, "\"" + name + "\" is at most " + limit + ".",
                      {{"limit", limit}});
    }
    return number;
}

Result<std::int64_t> read_integer(json const& value, FieldRule const& rule,
                                  std::string const& name) {
    // Beyond 2^53 browsers cannot hold it exactly.
    constexpr double exact_max = 9'007'199'254'740'991.0;
    if (!value.is_number()) {
        return refuse(Code::NotANumber, name, "\"" + name + "\" is a whole number.");
    }
    auto const number = value.get<double>();
    if (!std::isfinite(number) || number != std::floor(number) || std::fabs(number) > exact_max) {
        return refuse(Code::NotANumber, name, "\"" + name + "\" is a whole number.");
    }
    auto good = in_range(number, rule, name);
    if (good.has_error()) { return good.error(); }
    return static_cast<std::int64_t>(number);
}

Result<double> read_number(json const& value, FieldRule const& rule, std::string const& name) {
    if (!value.is_number() || !std::isfinite(value.get<double>())) {
        return refuse(Code::NotANumber, name, "\"" + name + "\" is a number.");
    }
    return in_range(value.get<double>(), rule, name);
}

Result<std::string> read_id(json const& value, std::string const& name) {
    if (!value.is_string() || !is_id(value.get_ref<std::string const&>())) {
        return refuse(Code::NotAnId, name,
                      "\"" + name + "\" is an id: 1 to 64 letters, digits, _ or -.");
    }
    return value.get<std::string>();
}

Result<void> check_items(json const& value, FieldRule const& rule, std::string const& name) {
    if (!value.is_array()) { return refuse(Code::NotAList, name, "\"" + name + "\" is a list."); }
    if (value.size() > rule.items_max) {
        return refuse(Code::TooMany, name,
                      "\"" + name + "\" has at most " + std::to_string(rule.items_max) +
                          " entries.",
                      {{"limit", std::to_string(rule.items_max)}});
    }
    return {};
}

Result<json const*> member_of(json const& args, char const* name) {
    auto const found = args.find(name);
    if (found == args.end()) {
        return refuse(Code::Missing, name, std::string("\"") + name + "\" is missing.");
    }
    return &*found;
}

Result<std::string> id_of(json const& args) {
    auto id = member_of(args, "id");
    if (id.has_error()) { return id.error(); }
    return read_id(**id, "id");
}

Result<Revision> seen_revision_of(json const& args) {
    auto seen = member_of(args, "seen_revision");
    if (seen.has_error()) { return seen.error(); }
    return read_integer(**seen, {.min = 0}, "seen_revision");
}

Result<void> check_members(json const& args, std::initializer_list<std::string_view> allowed) {
    for (auto const& [name, value] : args.items()) {
        if (std::find(allowed.begin(), allowed.end(), name) == allowed.end()) {
            return refuse(Code::UnknownField, name, "There is no field \"" + name + "\" here.");
        }
    }
    return {};
}

Result<void> read_envelope(json const& object, Meta& meta) {
    auto integer = [&](char const* name, std::int64_t& into) -> Result<void> {
        if (!object.contains(name)) { return {}; }
        auto read = read_integer(object.at(name), {.min = 0}, name);
        if (read.has_error()) { return read.error(); }
        into = *read;
        return {};
    };
    auto person = [&](char const* name, MemberId& into) -> Result<void> {
        if (!object.contains(name)) { return {}; }
        auto read = read_id(object.at(name), name);
        if (read.has_error()) { return read.error(); }
        into.text = std::move(*read);
        return {};
    };
    if (auto ok = integer("revision", meta.revision); ok.has_error()) { return ok; }
    if (auto ok = person("created_by", meta.created_by); ok.has_error()) { return ok; }
    if (auto ok = integer("created_at_ms", meta.created_at_ms); ok.has_error()) { return ok; }
    if (auto ok = person("updated_by", meta.updated_by); ok.has_error()) { return ok; }
    if (auto ok = integer("updated_at_ms", meta.updated_at_ms); ok.has_error()) { return ok; }
    if (auto ok = integer("archived_at_ms", meta.archived_at_ms); ok.has_error()) { return ok; }
    if (auto ok = person("archived_by", meta.archived_by); ok.has_error()) { return ok; }
    if (object.contains("held")) {
        if (!object.at("held").is_boolean()) {
            return refuse(Code::NotWellFormed, "held", "\"held\" is true or false.");
        }
        meta.held = object.at("held").get<bool>();
    }
    if (object.contains("field_revisions")) {
        auto const& revisions = object.at("field_revisions");
        if (!revisions.is_object()) {
            return refuse(Code::NotWellFormed, "field_revisions",
                          "\"field_revisions\" is an object.");
        }
        for (auto const& [name, value] : revisions.items()) {
            auto read = read_integer(value, {.min = 0}, "field_revisions");
            if (read.has_error()) { return read.error(); }
            meta.field_revisions[name] = *read;
        }
    }
    return {};
}

void append_number(std::string& out, double value) {
    std::array<char, 32> text{};
    auto const end = std::to_chars(text.data(), text.data() + text.size(), value);
    out.append(text.data(), end.ptr);
}

void append_meta(std::string& out, std::string_view kind, std::string_view id, Meta const& meta) {
    out += R"("kind":")";
    out += kind;
    out += R"(","id":)";
    append_json_string(out, id);
    out += ",\"revision\":" + std::to_string(meta.revision);
    if (!meta.created_by.empty()) {
        out += ",\"created_by\":";
        append_json_string(out, meta.created_by.text);
    }
    out += ",\"created_at_ms\":" + std::to_string(meta.created_at_ms);
    if (!meta.updated_by.empty()) {
        out += ",\"updated_by\":";
        append_json_string(out, meta.updated_by.text);
    }
    out += ",\"updated_at_ms\":" + std::to_string(meta.updated_at_ms);
    if (meta.held) { out += ",\"held\":true"; }
}

}  // namespace codec_detail

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
    if (auto read = read_notice_record(name, object)) { return *read; }
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
    if (!answer) { answer = read_notice_command(command.name, **args); }
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
