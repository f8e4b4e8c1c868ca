#pragma once
#include <array>
#include <nlohmann/json.hpp>
#include <span>

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

// What there is to know of a field without its type. What needs no more than this is compiled once, in
// codec_detail.cpp, and not for every record again.
struct FieldFacts {
    std::string_view name;
    FieldRule rule;
    bool may_be_unset = false;  // a new value of it counts as "not given"
};
using FactsOfFields = std::span<FieldFacts const>;

template <class R>
FactsOfFields facts_of() {
    static constexpr auto facts = [] {
        std::array<FieldFacts, field_count<R>> all{};
        for_each_field<R>([&all](auto const& f, std::size_t index) {
            using Value = typename std::remove_cvref_t<decltype(f)>::value_type;
            all[index] = {f.name, f.rule, is_unset_at_first<Value>};
        });
        return all;
    }();
    return facts;
}

template <class R>
FieldSet unset_fields(R const& record) {
    FieldSet unset;
    for_each_field<R>([&](auto const& f, std::size_t index) {
        if (is_unset(record.*(f.member))) { unset.set(index); }
    });
    return unset;
}

template <class E>
std::string choices() {
    std::string all;
    for (auto const name : enum_names(E{})) {
        if (!all.empty()) { all += ", "; }
        all += name;
    }
    return all;
}

// A part of a command that has fields of its own: a row of an import.
template <class T>
concept HasFields = requires {
    T::fields();
};
template <HasFields T>
Result<T> read_row(json const& value);

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
        using Item = typename T::value_type;
        if (auto good = check_items(value, rule, name); good.has_error()) { return good.error(); }
        T list;
        for (auto const& item : value) {
            if constexpr (HasFields<Item>) {
                auto row = read_row<Item>(item);
                if (row.has_error()) { return in_row(row.error(), list.size()); }
                list.push_back(std::move(*row));
            } else {
                auto one = read_value<Item>(item, rule, name);
                if (one.has_error()) { return one.error(); }
                if (std::find(list.begin(), list.end(), *one) == list.end()) {
                    list.push_back(std::move(*one));
                }
            }
        }
        return list;
    }
}

template <class T>
Result<void> read_into(json const& value, FieldRule const& rule, std::string const& name, T& into) {
    auto read = read_value<T>(value, rule, name);
    if (read.has_error()) { return read.error(); }
    into = std::move(*read);
    return {};
}

// Reads one field of a record of type R; `record` points to it.
using ReadOne = Result<void> (*)(void* record, std::size_t index, json const& value,
                                 std::string const& name);
template <class R>
Result<void> read_one_field(void* record, std::size_t index, json const& value,
                            std::string const& name) {
    auto& into = *static_cast<R*>(record);
    Result<void> outcome;
    for_each_field<R>([&](auto const& f, std::size_t i) {
        if (i == index) { outcome = read_into(value, f.rule, name, into.*(f.member)); }
    });
    return outcome;
}

// Reads the members of `object` that are fields; `skip` names members that are not. Sets `given`.
using Names = std::initializer_list<std::string_view>;
Result<void> read_fields(json const& object, FactsOfFields facts, ReadOne read_one, void* record,
                         FieldSet& given, From from, Names skip);
template <class R>
Result<void> read_fields(json const& object, R& into, FieldSet& given, From from, Names skip) {
    return read_fields(object, facts_of<R>(), read_one_field<R>, &into, given, from, skip);
}

Result<void> check_required(FactsOfFields facts, FieldSet const& given, FieldSet const& unset);
template <class R>
Result<void> check_required(R const& value, FieldSet const& given) {
    return check_required(facts_of<R>(), given, unset_fields(value));
}

template <HasFields T>
Result<T> read_row(json const& value) {
    if (!value.is_object()) {
        return refuse(Code::NotWellFormed, "rows", "A row is an object of fields.");
    }
    T row;
    FieldSet given;
    if (auto ok = read_fields(value, row, given, From::Store, {}); ok.has_error()) {
        return ok.error();
    }
    if (auto ok = check_required(row, given); ok.has_error()) { return ok.error(); }
    return row;
}

Result<json const*> member_of(json const& args, char const* name);
Result<std::string> id_of(json const& args);
Result<Revision> seen_revision_of(json const& args);
Result<void> check_members(json const& args, Names allowed);

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

// The parts of a command that are alike for every kind. Each fills what its command holds of them.
struct EditParts {
    std::string& id;
    Revision& seen_revision;
    IfChanged& if_changed;
    FieldSet& given;
    std::vector<SetChange>& sets;
    std::vector<TextWrite>& writes;
};
Result<void> read_edit(json const& args, FactsOfFields facts, ReadOne read_one, void* values,
                       EditParts edit);
// No field that has to have a value is given without one.
Result<void> check_not_emptied(FactsOfFields facts, FieldSet const& given, FieldSet const& unset);
Result<void> read_id_only(json const& args, std::string& id);
Result<void> read_archive(json const& args, std::string& id, bool& only_mine);
Result<void> read_share(json const& args, std::string& id, Revision& seen_revision,
                        Level& shared_with, std::optional<std::vector<MemberId>>& guests);

// A command of type C, when `outcome` has no error.
template <class C>
Result<C> if_read(Result<void> const& outcome, C& command) {
    if (outcome.has_error()) { return outcome.error(); }
    return std::move(command);
}

template <class R>
struct Reader<Edit<R>> {
    static Result<Edit<R>> read(json const& args) {
        Edit<R> c;
        auto outcome =
            read_edit(args, facts_of<R>(), read_one_field<R>, &c.values,
                      {c.id.text, c.seen_revision, c.if_changed, c.given, c.sets, c.writes});
        if (outcome.has_value()) {
            outcome = check_not_emptied(facts_of<R>(), c.given, unset_fields(c.values));
        }
        return if_read(outcome, c);
    }
};

template <class R>
struct Reader<Archive<R>> {
    static Result<Archive<R>> read(json const& args) {
        Archive<R> c;
        return if_read(read_archive(args, c.id.text, c.only_mine), c);
    }
};

template <class R>
struct Reader<Restore<R>> {
    static Result<Restore<R>> read(json const& args) {
        Restore<R> c;
        return if_read(read_id_only(args, c.id.text), c);
    }
};

template <class R>
struct Reader<Share<R>> {
    static Result<Share<R>> read(json const& args) {
        Share<R> c;
        return if_read(read_share(args, c.id.text, c.seen_revision, c.shared_with, c.guests), c);
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
std::optional<Result<AnyCommand>> read_measure_command(std::string const& name, json const& args);
std::optional<Result<Stored>> read_measure_record(std::string_view kind, json const& object);
std::optional<Result<AnyCommand>> read_notice_command(std::string const& name, json const& args);
std::optional<Result<Stored>> read_notice_record(std::string_view kind, json const& object);
std::optional<Result<AnyCommand>> read_attachment_command(std::string const& name,
                                                          json const& args);
std::optional<Result<Stored>> read_attachment_record(std::string_view kind, json const& object);

template <class... R>
std::optional<Result<Stored>> read_area_record(std::string_view kind, json const& object) {
    std::optional<Result<Stored>> answer;
    ((kind == R::kind && !answer ? void(answer = read_one<R>(object)) : void()), ...);
    return answer;
}

}  // namespace flywheel::codec_detail
