#pragma once
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "protocol/codec.hpp"
#include "protocol/commands.hpp"

// The templates behind codec.hpp. Each area instantiates them in its own codec_<area>.cpp, so that a
// changed record rebuilds one file.
namespace flywheel::codec_detail {

using nlohmann::json;

// Who is giving the values: it decides which fields may be there.
enum class From { Store, Creator, Editor };

Result<std::string> read_text(json const& value, FieldRule const& rule, std::string const& name);
Result<std::int64_t> read_integer(json const& value, FieldRule const& rule,
                                  std::string const& name);
Result<double> read_number(json const& value, FieldRule const& rule, std::string const& name);
Result<std::string> read_id(json const& value, std::string const& name);
// A change of a text (docs/SYNC.md T1); the text's own limit is checked where the text is known.
Result<TextChange> read_text_change(json const& value, FieldRule const& rule,
                                    std::string const& name);
Result<void> check_items(json const& value, FieldRule const& rule, std::string const& name);
Refusal not_a_choice(std::string const& name, std::string const& allowed);
Refusal not_text(std::string const& name);

template <class E>
std::string choices() {
    std::string all;
    for (auto const name : enum_names(E{})) {
        if (!all.empty()) { all += ", "; }
        all += name;
    }
    return all;
}

template <class T>
Result<T> read_value(json const& value, FieldRule const& rule, std::string const& name) {
    if constexpr (is_optional_type<T>) {
        auto inner = read_value<typename T::value_type>(value, rule, name);
        if (inner.has_error()) { return inner.error(); }
        return T{std::move(*inner)};
    } else if constexpr (std::is_same_v<T, std::string>) {
        return read_text(value, rule, name);
    } else if constexpr (std::is_same_v<T, bool>) {
        if (!value.is_boolean()) {
            return refuse(Code::NotAChoice, name, "\"" + name + "\" is either true or false.",
                          {{"choices", "true, false"}});
        }
        return value.get<bool>();
    } else if constexpr (std::is_same_v<T, std::int64_t>) {
        return read_integer(value, rule, name);
    } else if constexpr (std::is_same_v<T, double>) {
        return read_number(value, rule, name);
    } else if constexpr (std::is_same_v<T, Date>) {
        if (!value.is_string() || !is_date(value.get_ref<std::string const&>())) {
            return refuse(Code::NotADate, name, "\"" + name + "\" is a day like 2026-03-31.");
        }
        return Date{value.get<std::string>()};
    } else if constexpr (std::is_same_v<T, Rank>) {
        if (!value.is_string() || !is_rank(value.get_ref<std::string const&>())) {
            return refuse(Code::NotARank, name,
                          "\"" + name +
                              "\" is a rank: up to 64 letters and digits, not ending in 0.");
        }
        return Rank{value.get<std::string>()};
    } else if constexpr (std::is_same_v<T, Instant>) {
        // Past 2199 is a typing error; the field's own rule may be narrower.
        auto ms = read_integer(value, {.min = 0, .max = 7'258'118'400'000}, name);
        if (ms.has_error()) { return ms.error(); }
        return Instant{*ms};
    } else if constexpr (std::is_enum_v<T>) {
        if (value.is_string()) {
            if (auto const found = from_name<T>(value.get_ref<std::string const&>())) {
                return *found;
            }
        }
        return not_a_choice(name, choices<T>());
    } else if constexpr (is_id_type<T>) {
        auto text = read_id(value, name);
        if (text.has_error()) { return text.error(); }
        return T{std::move(*text)};
    } else {
        static_assert(is_list_type<T>, "this field type has no codec yet");
        if (auto good = check_items(value, rule, name); good.has_error()) { return good.error(); }
        T list;
        for (auto const& item : value) {
            auto one = read_value<typename T::value_type>(item, rule, name);
            if (one.has_error()) { return one.error(); }
            if (std::find(list.begin(), list.end(), *one) == list.end()) {
                list.push_back(std::move(*one));
            }
        }
        return list;
    }
}

// Reads the members of `object` that are fields of R; `skip` names members that are not. Sets `given`.
template <class R>
Result<void> read_fields(json const& object, R& into, FieldSet& given, From from,
                         std::initializer_list<std::string_view> skip) {
    for (auto const& [name, value] : object.items()) {
        if (std::find(skip.begin(), skip.end(), name) != skip.end()) { continue; }
        bool known = false;
        Result<void> outcome;
        for_each_field<R>([&](auto const& f, std::size_t index) {
            if (known || f.name != name) { return; }
            known = true;
            if (from != From::Store && f.rule.set_by == SetBy::Rule) {
                outcome = refuse(Code::SetByRule, name, "\"" + name + "\" is not set by hand.");
                return;
            }
            if (from == From::Editor && f.rule.set_by == SetBy::Creator) {
                outcome = refuse(Code::FixedOnce, name, "\"" + name + "\" cannot change later.");
                return;
            }
            if (from == From::Editor && f.rule.merge == Merge::Set) {
                outcome = refuse(Code::NotWellFormed, name,
                                 "\"" + name + "\" changes by add and remove.");
                return;
            }
            using Value = typename std::remove_cvref_t<decltype(f)>::value_type;
            auto read = read_value<Value>(value, f.rule, name);
            if (read.has_error()) {
                outcome = read.error();
                return;
            }
            into.*(f.member) = std::move(*read);
            given.set(index);
        });
        if (!known) {
            return refuse(Code::UnknownField, name, "There is no field \"" + name + "\" here.");
        }
        if (outcome.has_error()) { return outcome; }
    }
    return {};
}

template <class R>
Result<void> check_required(R const& value, FieldSet const& given) {
    Result<void> outcome;
    for_each_field<R>([&](auto const& f, std::size_t index) {
        if (outcome.has_error() || !f.rule.required) { return; }
        if (!given.test(index) || is_unset(value.*(f.member))) {
            outcome = refuse(Code::Missing, std::string(f.name),
                             "\"" + std::string(f.name) + "\" is missing.");
        }
    });
    return outcome;
}

Result<json const*> member_of(json const& args, char const* name);
Result<std::string> id_of(json const& args);
Result<Revision> seen_revision_of(json const& args);
Result<void> check_members(json const& args, std::initializer_list<std::string_view> allowed);

template <class C>
struct Reader {  // a command with fields of its own
    static Result<C> read(json const& args) {
        C command;
        FieldSet given;
        if (auto ok = read_fields(args, command, given, From::Store, {}); ok.has_error()) {
            return ok.error();
        }
        if (auto ok = check_required(command, given); ok.has_error()) { return ok.error(); }
        return command;
    }
};

template <class R>
struct Reader<Create<R>> {
    static Result<Create<R>> read(json const& args) {
        Create<R> command;
        auto id = id_of(args);
        if (id.has_error()) { return id.error(); }
        command.record.id.text = *id;
        if (auto ok = read_fields(args, command.record, command.given, From::Creator, {"id"});
            ok.has_error()) {
            return ok.error();
        }
        if (auto ok = check_required(command.record, command.given); ok.has_error()) {
            return ok.error();
        }
        return command;
    }
};

template <class R>
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

template <class R>
Result<void> read_set_changes(json const& args, Edit<R>& command, bool adding) {
    char const* const which = adding ? "add" : "remove";
    if (!args.contains(which)) { return {}; }
    auto const& changes = args.at(which);
    if (!changes.is_object()) {
        return refuse(Code::NotWellFormed, which,
                      std::string("\"") + which + "\" is an object of lists.");
    }
    for (auto const& [name, value] : changes.items()) {
        bool known = false;
        Result<void> outcome;
        for_each_field<R>([&](auto const& f, std::size_t index) {
            if (known || f.name != name || f.rule.merge != Merge::Set) { return; }
            known = true;
            if (f.rule.set_by != SetBy::Person) {
                outcome = refuse(Code::SetByRule, name, "\"" + name + "\" is not set by hand.");
                return;
            }
            auto items = read_set_items<R>(value, f.rule, name);
            if (items.has_error()) {
                outcome = items.error();
                return;
            }
            auto found = std::find_if(command.sets.begin(), command.sets.end(),
                                      [&](SetChange const& s) { return s.field == index; });
            if (found == command.sets.end()) {
                command.sets.push_back({index, {}, {}});
                found = std::prev(command.sets.end());
            }
            (adding ? found->add : found->remove) = std::move(*items);
        });
        if (!known) {
            return refuse(Code::UnknownField, name,
                          "There is no list \"" + name + "\" to add to here.");
        }
        if (outcome.has_error()) { return outcome; }
    }
    return {};
}

template <class R>
Result<void> read_writes(json const& args, Edit<R>& command) {
    if (!args.contains("write")) { return {}; }
    auto const& changes = args.at("write");
    if (!changes.is_object()) {
        return refuse(Code::NotWellFormed, "write", "\"write\" is an object of text changes.");
    }
    for (auto const& [name, value] : changes.items()) {
        bool known = false;
        Result<void> outcome;
        for_each_field<R>([&](auto const& f, std::size_t index) {
            if (known || f.name != name || f.rule.merge != Merge::Text) { return; }
            known = true;
            if (command.given.test(index)) {
                outcome =
                    refuse(Code::NotWellFormed, name, "\"" + name + "\" is both set and written.");
                return;
            }
            auto change = read_text_change(value, f.rule, name);
            if (change.has_error()) {
                outcome = change.error();
                return;
            }
            command.writes.push_back({index, std::move(*change)});
        });
        if (!known) {
            return refuse(Code::UnknownField, name,
                          "There is no shared text \"" + name + "\" here.");
        }
        if (outcome.has_error()) { return outcome; }
    }
    return {};
}

template <class R>
Result<void> read_cleared(json const& args, Edit<R>& command) {
    if (!args.contains("clear")) { return {}; }
    auto const& names = args.at("clear");
    if (!names.is_array()) {
        return refuse(Code::NotAList, "clear", "\"clear\" is a list of field names.");
    }
    for (auto const& item : names) {
        if (!item.is_string()) {
            return refuse(Code::NotText, "clear", "\"clear\" is a list of field names.");
        }
        auto const& name = item.template get_ref<std::string const&>();
        bool known = false;
        Result<void> outcome;
        for_each_field<R>([&](auto const& f, std::size_t index) {
            if (known || f.name != name) { return; }
            known = true;
            using Value = typename std::remove_cvref_t<decltype(f)>::value_type;
            if (f.rule.set_by == SetBy::Rule) {
                outcome = refuse(Code::SetByRule, name, "\"" + name + "\" is not set by hand.");
            } else if (f.rule.set_by == SetBy::Creator) {
                outcome = refuse(Code::FixedOnce, name, "\"" + name + "\" cannot change later.");
            } else if (f.rule.required || f.rule.merge == Merge::Set || !is_unset(Value{})) {
                outcome = refuse(Code::Missing, name, "\"" + name + "\" cannot be empty.");
            } else if (command.given.test(index)) {
                outcome =
                    refuse(Code::NotWellFormed, name, "\"" + name + "\" is both set and cleared.");
            } else {
                command.given.set(index);  // `values` holds the unset value already
            }
        });
        if (!known) {
            return refuse(Code::UnknownField, name, "There is no field \"" + name + "\" here.");
        }
        if (outcome.has_error()) { return outcome; }
    }
    return {};
}

template <class R>
struct Reader<Edit<R>> {
    static Result<Edit<R>> read(json const& args) {
        Edit<R> command;
        if (auto ok = check_members(args, {"id", "seen_revision", "if_changed", "set", "clear",
                                           "add", "remove", "write"});
            ok.has_error()) {
            return ok.error();
        }
        auto id = id_of(args);
        if (id.has_error()) { return id.error(); }
        command.id.text = *id;
        auto seen = seen_revision_of(args);
        if (seen.has_error()) { return seen.error(); }
        command.seen_revision = *seen;
        if (args.contains("if_changed")) {
            auto choice = read_value<IfChanged>(args.at("if_changed"), {}, "if_changed");
            if (choice.has_error()) { return choice.error(); }
            command.if_changed = *choice;
        }
        if (args.contains("set")) {
            if (!args.at("set").is_object()) {
                return refuse(Code::NotWellFormed, "set", "\"set\" is an object of new values.");
            }
            if (auto ok =
                    read_fields(args.at("set"), command.values, command.given, From::Editor, {});
                ok.has_error()) {
                return ok.error();
            }
            Result<void> outcome;
            for_each_field<R>([&](auto const& f, std::size_t index) {
                if (outcome.has_error() || !command.given.test(index) || !f.rule.required) {
                    return;
                }
                if (is_unset(command.values.*(f.member))) {
                    outcome = refuse(Code::Missing, std::string(f.name),
                                     "\"" + std::string(f.name) + "\" cannot be empty.");
                }
            });
            if (outcome.has_error()) { return outcome.error(); }
        }
        if (auto ok = read_cleared(args, command); ok.has_error()) { return ok.error(); }
        if (auto ok = read_set_changes(args, command, true); ok.has_error()) { return ok.error(); }
        if (auto ok = read_set_changes(args, command, false); ok.has_error()) { return ok.error(); }
        if (auto ok = read_writes(args, command); ok.has_error()) { return ok.error(); }
        if (command.given.none() && command.sets.empty() && command.writes.empty()) {
            return refuse(Code::Missing, "set", "The edit changes nothing.");
        }
        return command;
    }
};

template <class C>
Result<C> read_id_only(json const& args) {
    C command;
    if (auto ok = check_members(args, {"id"}); ok.has_error()) { return ok.error(); }
    auto id = id_of(args);
    if (id.has_error()) { return id.error(); }
    command.id.text = *id;
    return command;
}
template <class R>
struct Reader<Archive<R>> {
    static Result<Archive<R>> read(json const& args) {
        if (auto ok = check_members(args, {"id", "only_mine"}); ok.has_error()) {
            return ok.error();
        }
        Archive<R> command;
        auto id = id_of(args);
        if (id.has_error()) { return id.error(); }
        command.id.text = *id;
        if (args.contains("only_mine")) {
            auto only_mine = read_value<bool>(args.at("only_mine"), {}, "only_mine");
            if (only_mine.has_error()) { return only_mine.error(); }
            command.only_mine = *only_mine;
        }
        return command;
    }
};
template <class R>
struct Reader<Restore<R>> {
    static Result<Restore<R>> read(json const& args) { return read_id_only<Restore<R>>(args); }
};

template <class R>
struct Reader<Share<R>> {
    static Result<Share<R>> read(json const& args) {
        Share<R> command;
        if (auto ok = check_members(args, {"id", "seen_revision", "shared_with", "guests"});
            ok.has_error()) {
            return ok.error();
        }
        auto id = id_of(args);
        if (id.has_error()) { return id.error(); }
        command.id.text = *id;
        auto seen = seen_revision_of(args);
        if (seen.has_error()) { return seen.error(); }
        command.seen_revision = *seen;
        auto level = member_of(args, "shared_with");
        if (level.has_error()) { return level.error(); }
        auto read = read_value<Level>(**level, {}, "shared_with");
        if (read.has_error()) { return read.error(); }
        command.shared_with = *read;
        if (args.contains("guests")) {
            auto guests = read_value<std::vector<MemberId>>(args.at("guests"), {}, "guests");
            if (guests.has_error()) { return guests.error(); }
            command.guests = std::move(*guests);
        }
        return command;
    }
};

// Tries each command of one area; nothing when the name is not of this area.
template <class Area>
std::optional<Result<AnyCommand>> read_area_command(std::string const& name, json const& args) {
    std::optional<Result<AnyCommand>> answer;
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        auto attempt = [&]<class C>(std::type_identity<C>) {
            if (answer || CommandName<C>::text() != name) { return; }
            auto read = Reader<C>::read(args);
            if (read.has_error()) {
                answer = Result<AnyCommand>(read.error());
            } else {
                answer = Result<AnyCommand>(AnyCommand{Area{std::move(*read)}});
            }
        };
        (attempt(std::type_identity<std::variant_alternative_t<I, Area>>{}), ...);
    }
    (std::make_index_sequence<std::variant_size_v<Area>>{});
    return answer;
}

// The envelope of a stored or wire record (docs/SYNC.md R1).
Result<void> read_envelope(json const& object, Meta& meta);

template <class R>
Result<Stored> read_one(json const& object) {
    Stored stored;
    R record;
    auto id = id_of(object);
    if (id.has_error()) { return id.error(); }
    record.id.text = *id;
    if (auto ok = read_envelope(object, stored.meta); ok.has_error()) { return ok.error(); }
    FieldSet given;
    auto read =
        read_fields(object, record, given, From::Store,
                    {"kind", "id", "form", "revision", "created_by", "created_at_ms", "updated_by",
                     "updated_at_ms", "archived_at_ms", "archived_by", "held", "field_revisions"});
    if (read.has_error()) { return read.error(); }
    if (auto ok = check_required(record, given); ok.has_error()) { return ok.error(); }
    stored.record = std::move(record);
    return stored;
}

void append_number(std::string& out, double value);
void append_meta(std::string& out, std::string_view kind, std::string_view id, Meta const& meta);

template <class T>
void append_value(std::string& out, T const& value) {
    if constexpr (is_optional_type<T>) {
        append_value(out, *value);
    } else if constexpr (std::is_same_v<T, std::string>) {
        append_json_string(out, value);
    } else if constexpr (std::is_same_v<T, bool>) {
        out += value ? "true" : "false";
    } else if constexpr (std::is_same_v<T, std::int64_t>) {
        out += std::to_string(value);
    } else if constexpr (std::is_same_v<T, double>) {
        append_number(out, value);
    } else if constexpr (std::is_same_v<T, Date>) {
        append_json_string(out, value.iso);
    } else if constexpr (std::is_same_v<T, Instant>) {
        out += std::to_string(value.ms);
    } else if constexpr (std::is_enum_v<T>) {
        out += '"';
        out += name_of(value);
        out += '"';
    } else if constexpr (is_id_type<T> || std::is_same_v<T, Rank>) {
        append_json_string(out, value.text);
    } else {
        out += '[';
        bool first = true;
        for (auto const& item : value) {
            if (!first) { out += ','; }
            first = false;
            append_value(out, item);
        }
        out += ']';
    }
}

template <class R>
void append_fields(std::string& out, R const& record) {
    for_each_field<R>([&](auto const& f, std::size_t) {
        auto const& value = record.*(f.member);
        if (is_unset(value)) { return; }
        out += ",\"";
        out += f.name;
        out += "\":";
        append_value(out, value);
    });
}

// One pair of functions an area, defined in codec_<area>.cpp.
std::optional<Result<AnyCommand>> read_network_command(std::string const& name, json const& args);
std::optional<Result<AnyCommand>> read_theory_command(std::string const& name, json const& args);
std::optional<Result<AnyCommand>> read_cycle_command(std::string const& name, json const& args);
std::optional<Result<AnyCommand>> read_library_command(std::string const& name, json const& args);
std::optional<Result<AnyCommand>> read_talk_command(std::string const& name, json const& args);
std::optional<Result<AnyCommand>> read_moderation_command(std::string const& name,
                                                          json const& args);
std::optional<Result<Stored>> read_moderation_record(std::string_view kind, json const& object);
std::optional<Result<AnyCommand>> read_exchange_command(std::string const& name, json const& args);
std::optional<Result<AnyCommand>> read_practice_command(std::string const& name, json const& args);
std::optional<Result<AnyCommand>> read_meeting_command(std::string const& name, json const& args);
std::optional<Result<Stored>> read_network_record(std::string_view kind, json const& object);
std::optional<Result<Stored>> read_theory_record(std::string_view kind, json const& object);
std::optional<Result<Stored>> read_cycle_record(std::string_view kind, json const& object);
std::optional<Result<Stored>> read_library_record(std::string_view kind, json const& object);
std::optional<Result<Stored>> read_talk_record(std::string_view kind, json const& object);
std::optional<Result<Stored>> read_exchange_record(std::string_view kind, json const& object);
std::optional<Result<Stored>> read_practice_record(std::string_view kind, json const& object);
std::optional<Result<Stored>> read_meeting_record(std::string_view kind, json const& object);
std::optional<Result<AnyCommand>> read_notice_command(std::string const& name, json const& args);
std::optional<Result<Stored>> read_notice_record(std::string_view kind, json const& object);

template <class... R>
std::optional<Result<Stored>> read_area_record(std::string_view kind, json const& object) {
    std::optional<Result<Stored>> answer;
    ((kind == R::kind && !answer ? void(answer = read_one<R>(object)) : void()), ...);
    return answer;
}

}  // namespace flywheel::codec_detail
