#include "protocol/codec_detail.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

// What reading and writing JSON needs no type of a record for; the templates are in codec_detail.hpp.
namespace flywheel::codec_detail {

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

Result<void> check_members(json const& args, Names allowed) {
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

// ---- Fields by what is known of them without their type ------------------------------------------

namespace {

FieldFacts const* find(FactsOfFields facts, std::string_view name) {
    auto const found = std::find_if(facts.begin(), facts.end(),
                                    [&](FieldFacts const& f) { return f.name == name; });
    return found == facts.end() ? nullptr : &*found;
}

Refusal set_by_rule(std::string const& name) {
    return refuse(Code::SetByRule, name, "\"" + name + "\" is not set by hand.");
}
Refusal fixed_once(std::string const& name) {
    return refuse(Code::FixedOnce, name, "\"" + name + "\" cannot change later.");
}
Refusal cannot_be_empty(std::string_view name) {
    return refuse(Code::Missing, std::string(name),
                  "\"" + std::string(name) + "\" cannot be empty.");
}
Refusal no_such_field(std::string const& name) {
    return refuse(Code::UnknownField, name, "There is no field \"" + name + "\" here.");
}

Result<void> check_giver(FieldFacts const& field, std::string const& name, From from) {
    if (from == From::Store) { return {}; }
    if (field.rule.set_by == SetBy::Rule) { return set_by_rule(name); }
    if (from == From::Creator) { return {}; }
    if (field.rule.set_by == SetBy::Creator) { return fixed_once(name); }
    if (field.rule.merge == Merge::Set) {
        return refuse(Code::NotWellFormed, name, "\"" + name + "\" changes by add and remove.");
    }
    return {};
}

Result<std::vector<std::string>> read_set_items(json const& value, FieldRule const& rule,
                                                std::string const& name) {
    if (auto good = check_items(value, rule, name); good.has_error()) { return good.error(); }
    std::vector<std::string> items;
    for (auto const& item : value) {
        auto one = read_id(item, name);  // every set field of today holds ids
        if (one.has_error()) { return one.error(); }
        items.push_back(std::move(*one));
    }
    return items;
}

Result<void> read_set_changes(json const& args, FactsOfFields facts, std::vector<SetChange>& sets,
                              bool adding) {
    char const* const which = adding ? "add" : "remove";
    if (!args.contains(which)) { return {}; }
    auto const& changes = args.at(which);
    if (!changes.is_object()) {
        return refuse(Code::NotWellFormed, which,
                      std::string("\"") + which + "\" is an object of lists.");
    }
    for (auto const& [name, value] : changes.items()) {
        auto const* field = find(facts, name);
        if (field == nullptr || field->rule.merge != Merge::Set) {
            return refuse(Code::UnknownField, name,
                          "There is no list \"" + name + "\" to add to here.");
        }
        if (field->rule.set_by != SetBy::Person) { return set_by_rule(name); }
        auto items = read_set_items(value, field->rule, name);
        if (items.has_error()) { return items.error(); }
        auto const index = static_cast<std::size_t>(field - facts.data());
        auto found = std::find_if(sets.begin(), sets.end(),
                                  [&](SetChange const& s) { return s.field == index; });
        if (found == sets.end()) {
            sets.push_back({index, {}, {}});
            found = std::prev(sets.end());
        }
        (adding ? found->add : found->remove) = std::move(*items);
    }
    return {};
}

Result<void> read_writes(json const& args, FactsOfFields facts, FieldSet const& given,
                         std::vector<TextWrite>& writes) {
    if (!args.contains("write")) { return {}; }
    auto const& changes = args.at("write");
    if (!changes.is_object()) {
        return refuse(Code::NotWellFormed, "write", "\"write\" is an object of text changes.");
    }
    for (auto const& [name, value] : changes.items()) {
        auto const* field = find(facts, name);
        if (field == nullptr || field->rule.merge != Merge::Text) {
            return refuse(Code::UnknownField, name,
                          "There is no shared text \"" + name + "\" here.");
        }
        auto const index = static_cast<std::size_t>(field - facts.data());
        if (given.test(index)) {
            return refuse(Code::NotWellFormed, name, "\"" + name + "\" is both set and written.");
        }
        auto change = read_text_change(value, field->rule, name);
        if (change.has_error()) { return change.error(); }
        writes.push_back({index, std::move(*change)});
    }
    return {};
}

Result<void> read_cleared(json const& args, FactsOfFields facts, FieldSet& given) {
    if (!args.contains("clear")) { return {}; }
    auto const& names = args.at("clear");
    if (!names.is_array()) {
        return refuse(Code::NotAList, "clear", "\"clear\" is a list of field names.");
    }
    for (auto const& item : names) {
        if (!item.is_string()) {
            return refuse(Code::NotText, "clear", "\"clear\" is a list of field names.");
        }
        auto const& name = item.get_ref<std::string const&>();
        auto const* field = find(facts, name);
        if (field == nullptr) { return no_such_field(name); }
        if (field->rule.set_by == SetBy::Rule) { return set_by_rule(name); }
        if (field->rule.set_by == SetBy::Creator) { return fixed_once(name); }
        if (field->rule.required || field->rule.merge == Merge::Set || !field->may_be_unset) {
            return cannot_be_empty(name);
        }
        auto const index = static_cast<std::size_t>(field - facts.data());
        if (given.test(index)) {
            return refuse(Code::NotWellFormed, name, "\"" + name + "\" is both set and cleared.");
        }
        given.set(index);  // the edit's values hold the unset value already
    }
    return {};
}

Result<void> read_id_and_revision(json const& args, std::string& id, Revision& seen_revision) {
    auto read = id_of(args);
    if (read.has_error()) { return read.error(); }
    id = std::move(*read);
    auto seen = seen_revision_of(args);
    if (seen.has_error()) { return seen.error(); }
    seen_revision = *seen;
    return {};
}

}  // namespace

Result<void> read_fields(json const& object, FactsOfFields facts, ReadOne read_one, void* record,
                         FieldSet& given, From from, Names skip) {
    for (auto const& [name, value] : object.items()) {
        if (std::find(skip.begin(), skip.end(), name) != skip.end()) { continue; }
        auto const* field = find(facts, name);
        if (field == nullptr) { return no_such_field(name); }
        if (auto ok = check_giver(*field, name, from); ok.has_error()) { return ok; }
        auto const index = static_cast<std::size_t>(field - facts.data());
        if (auto ok = read_one(record, index, value, name); ok.has_error()) { return ok; }
        given.set(index);
    }
    return {};
}

Result<void> check_required(FactsOfFields facts, FieldSet const& given, FieldSet const& unset) {
    for (std::size_t index = 0; index < facts.size(); ++index) {
        if (facts[index].rule.required && (!given.test(index) || unset.test(index))) {
            std::string const name(facts[index].name);
            return refuse(Code::Missing, name, "\"" + name + "\" is missing.");
        }
    }
    return {};
}

Result<void> check_not_emptied(FactsOfFields facts, FieldSet const& given, FieldSet const& unset) {
    for (std::size_t index = 0; index < facts.size(); ++index) {
        if (facts[index].rule.required && given.test(index) && unset.test(index)) {
            return cannot_be_empty(facts[index].name);
        }
    }
    return {};
}

// ---- Commands that are alike for every kind --------------------------------------------------------

Result<void> read_edit(json const& args, FactsOfFields facts, ReadOne read_one, void* values,
                       EditParts edit) {
    if (auto ok = check_members(
            args, {"id", "seen_revision", "if_changed", "set", "clear", "add", "remove", "write"});
        ok.has_error()) {
        return ok;
    }
    if (auto ok = read_id_and_revision(args, edit.id, edit.seen_revision); ok.has_error()) {
        return ok;
    }
    if (args.contains("if_changed")) {
        auto ok = read_into(args.at("if_changed"), {}, "if_changed", edit.if_changed);
        if (ok.has_error()) { return ok; }
    }
    if (args.contains("set")) {
        auto const& set = args.at("set");
        if (!set.is_object()) {
            return refuse(Code::NotWellFormed, "set", "\"set\" is an object of new values.");
        }
        auto ok = read_fields(set, facts, read_one, values, edit.given, From::Editor, {});
        if (ok.has_error()) { return ok; }
    }
    if (auto ok = read_cleared(args, facts, edit.given); ok.has_error()) { return ok; }
    for (bool const adding : {true, false}) {
        if (auto ok = read_set_changes(args, facts, edit.sets, adding); ok.has_error()) {
            return ok;
        }
    }
    if (auto ok = read_writes(args, facts, edit.given, edit.writes); ok.has_error()) { return ok; }
    if (edit.given.none() && edit.sets.empty() && edit.writes.empty()) {
        return refuse(Code::Missing, "set", "The edit changes nothing.");
    }
    return {};
}

Result<void> read_id_only(json const& args, std::string& id) {
    if (auto ok = check_members(args, {"id"}); ok.has_error()) { return ok; }
    auto read = id_of(args);
    if (read.has_error()) { return read.error(); }
    id = std::move(*read);
    return {};
}

Result<void> read_archive(json const& args, std::string& id, bool& only_mine) {
    if (auto ok = check_members(args, {"id", "only_mine"}); ok.has_error()) { return ok; }
    auto read = id_of(args);
    if (read.has_error()) { return read.error(); }
    id = std::move(*read);
    if (!args.contains("only_mine")) { return {}; }
    return read_into(args.at("only_mine"), {}, "only_mine", only_mine);
}

Result<void> read_share(json const& args, std::string& id, Revision& seen_revision,
                        Level& shared_with, std::optional<std::vector<MemberId>>& guests) {
    if (auto ok = check_members(args, {"id", "seen_revision", "shared_with", "guests"});
        ok.has_error()) {
        return ok;
    }
    if (auto ok = read_id_and_revision(args, id, seen_revision); ok.has_error()) { return ok; }
    auto level = member_of(args, "shared_with");
    if (level.has_error()) { return level.error(); }
    if (auto ok = read_into(**level, {}, "shared_with", shared_with); ok.has_error()) { return ok; }
    if (!args.contains("guests")) { return {}; }
    return read_into(args.at("guests"), {}, "guests", guests);
}

}  // namespace flywheel::codec_detail
