#include "protocol/emit.hpp"

#include <array>
#include <charconv>
#include <cmath>

#include "protocol/emit_detail.hpp"
#include "protocol/refusal.hpp"

namespace flywheel {

namespace {

std::string camel(std::string_view snake) {
    std::string out;
    bool upper = true;
    for (char const c : snake) {
        if (c == '_') {
            upper = true;
        } else {
            out += upper ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
            upper = false;
        }
    }
    return out;
}

template <class E>
std::string union_of() {
    std::string out;
    for (auto const name : enum_names(E{})) {
        if (!out.empty()) { out += " | "; }
        out += "'" + std::string(name) + "'";
    }
    return out;
}

template <class T>
std::string type_in_typescript() {
    if constexpr (is_optional_type<T>) {
        return type_in_typescript<typename T::value_type>();
    } else if constexpr (is_list_type<T>) {
        return type_in_typescript<typename T::value_type>() + "[]";
    } else if constexpr (std::is_same_v<T, bool>) {
        return "boolean";
    } else if constexpr (std::is_same_v<T, std::int64_t> || std::is_same_v<T, double> ||
                         std::is_same_v<T, Instant>) {
        return "number";
    } else if constexpr (std::is_enum_v<T>) {
        return union_of<T>();
    } else if constexpr (requires { T::fields(); }) {
        std::string out = "{ ";
        for_each_field<T>([&](auto const& f, std::size_t) {
            using Value = typename std::remove_cvref_t<decltype(f)>::value_type;
            out += std::string(f.name) + (f.rule.required ? ": " : "?: ") +
                   type_in_typescript<Value>() + "; ";
        });
        return out + "}";
    } else {
        return "string";
    }
}

template <class T>
std::string type_in_words() {
    if constexpr (is_optional_type<T>) {
        return type_in_words<typename T::value_type>();
    } else if constexpr (is_list_type<T>) {
        return "list of " + type_in_words<typename T::value_type>();
    } else if constexpr (std::is_same_v<T, bool>) {
        return "true or false";
    } else if constexpr (std::is_same_v<T, std::int64_t>) {
        return "whole number";
    } else if constexpr (std::is_same_v<T, double>) {
        return "number";
    } else if constexpr (std::is_same_v<T, Instant>) {
        return "time, ms since 1970 UTC";
    } else if constexpr (std::is_same_v<T, Date>) {
        return "day";
    } else if constexpr (std::is_same_v<T, Rank>) {
        return "rank";
    } else if constexpr (std::is_enum_v<T>) {
        std::string out;
        for (auto const name : enum_names(T{})) {
            if (!out.empty()) { out += ", "; }
            out += "`" + std::string(name) + "`";
        }
        return out;
    } else if constexpr (is_id_type<T>) {
        return "id of a " + std::string(T::tag::kind);
    } else {
        return "text";
    }
}

std::string number(double value) {
    std::array<char, 32> text{};
    auto const end = std::to_chars(text.data(), text.data() + text.size(), value);
    return {text.data(), end.ptr};
}

template <class T>
std::string limits_in_words(FieldRule const& rule) {
    std::string out;
    auto add = [&](std::string const& words) { out += (out.empty() ? "" : "; ") + words; };
    if (rule.required) { add("required"); }
    if constexpr (std::is_same_v<T, std::string>) {
        add("at most " + std::to_string(rule.length_max) + " characters");
    }
    if (rule.min > std::numeric_limits<double>::lowest()) { add("from " + number(rule.min)); }
    if (rule.max < std::numeric_limits<double>::max()) { add("to " + number(rule.max)); }
    if (is_list_type<T>) { add("at most " + std::to_string(rule.items_max) + " entries"); }
    if (rule.merge == Merge::Guarded) { add("guarded"); }
    if (rule.merge == Merge::Set) { add("set"); }
    if (rule.merge == Merge::Text) { add("written together"); }
    if (rule.set_by == SetBy::Rule) { add("not set by hand"); }
    if (rule.set_by == SetBy::Creator) { add("fixed at creation"); }
    return out;
}

template <class T>
std::string limits_in_typescript(FieldRule const& rule) {
    std::string out;
    auto add = [&](std::string const& words) { out += (out.empty() ? "" : ", ") + words; };
    if (rule.required) { add("required: true"); }
    if constexpr (std::is_same_v<T, std::string>) {
        add("maxLength: " + std::to_string(rule.length_max));
    }
    if (rule.min > std::numeric_limits<double>::lowest()) { add("min: " + number(rule.min)); }
    if (rule.max < std::numeric_limits<double>::max()) { add("max: " + number(rule.max)); }
    if (is_list_type<T>) { add("items: " + std::to_string(rule.items_max)); }
    if (rule.merge == Merge::Text) { add("text: true"); }
    // Asked of texts alone: whether their words are somebody's to change.
    bool const is_text = std::is_same_v<T, std::string>;
    if (is_text && rule.set_by != SetBy::Person) { add("fixed: true"); }
    return out;
}

template <class C>
struct ArgsInTypescript {
    static std::string text() {
        std::string out = "{ ";
        for_each_field<C>([&](auto const& f, std::size_t) {
            using Value = typename std::remove_cvref_t<decltype(f)>::value_type;
            bool const there = f.rule.required || f.name == "seen_revision";
            out +=
                std::string(f.name) + (there ? ": " : "?: ") + type_in_typescript<Value>() + "; ";
        });
        return out + "}";
    }
    static std::string words() { return std::string(C::says); }
};
template <class R>
struct ArgsInTypescript<Create<R>> {
    static std::string text() {
        std::string out = "{ id: string; ";
        for_each_field<R>([&](auto const& f, std::size_t) {
            if (f.rule.set_by == SetBy::Rule) { return; }
            using Value = typename std::remove_cvref_t<decltype(f)>::value_type;
            out += std::string(f.name) + (f.rule.required ? ": " : "?: ") +
                   type_in_typescript<Value>() + "; ";
        });
        return out + "}";
    }
    static std::string words() { return "Creates " + with_article(R::kind) + "."; }
};
template <class R>
struct ArgsInTypescript<Edit<R>> {
    static std::string text() {
        std::string values;
        std::string sets;
        std::string texts;
        for_each_field<R>([&](auto const& f, std::size_t) {
            if (f.rule.set_by != SetBy::Person) { return; }
            using Value = typename std::remove_cvref_t<decltype(f)>::value_type;
            auto& into = f.rule.merge == Merge::Set ? sets : values;
            into += std::string(f.name) + "?: " + type_in_typescript<Value>() + "; ";
            if (f.rule.merge == Merge::Text) { texts += std::string(f.name) + "?: TextChange; "; }
        });
        std::string out =
            "{ id: string; seen_revision: number; if_changed?: 'overwrite' | 'refuse'; set?: { " +
            values + "}; clear?: string[]; ";
        if (!texts.empty()) { out += "write?: { " + texts + "}; "; }
        if (!sets.empty()) { out += "add?: { " + sets + "}; remove?: { " + sets + "}; "; }
        return out + "}";
    }
    static std::string words() { return "Changes fields of a " + std::string(R::kind) + "."; }
};
template <class R>
struct ArgsInTypescript<Archive<R>> {
    static std::string text() { return "{ id: string; only_mine?: boolean }"; }
    static std::string words() {
        return "Deletes a " + std::string(R::kind) + "; it can be restored for 30 days.";
    }
};
template <class R>
struct ArgsInTypescript<Restore<R>> {
    static std::string text() { return "{ id: string }"; }
    static std::string words() { return "Brings an archived " + std::string(R::kind) + " back."; }
};
template <class R>
struct ArgsInTypescript<Share<R>> {
    static std::string text() {
        return "{ id: string; seen_revision: number; shared_with: " + union_of<Level>() +
               "; guests?: string[] }";
    }
    static std::string words() {
        return "Shares a " + std::string(R::kind) + " wider or narrower.";
    }
};

}  // namespace

std::string emit_limits() {
    std::string out =
        "// Written by ./dev emit from the C++ declarations in protocol/. Do not edit.\n\n"
        "import type { FieldLimits, Kind } from './protocol.generated';\n\n"
        "export const LIMITS = {\n";
    for_each_kind([&]<class R>(std::type_identity<R>) {
        out += "  " + std::string(R::kind) + ": {\n";
        for_each_field<R>([&](auto const& f, std::size_t) {
            using Value = typename std::remove_cvref_t<decltype(f)>::value_type;
            auto const limits = limits_in_typescript<Value>(f.rule);
            if (limits.empty()) { return; }
            out += "    " + std::string(f.name) + ": { " + limits + " },\n";
        });
        out += "  },\n";
    });
    return out + "} as const satisfies { [K in Kind]: Record<string, FieldLimits> };\n";
}

std::string emit_typescript() {
    std::string out =
        "// Written by ./dev emit from the C++ declarations in protocol/. Do not edit.\n"
        "/* eslint-disable */\n\n"
        "export interface Envelope {\n  id: string;\n  revision: number;\n  created_by?: string;\n"
        "  created_at_ms: number;\n  updated_by?: string;\n  updated_at_ms: number;\n  "
        "/** By moderation: only its author and the hub's desk see it. */\n  held?: boolean;\n}\n\n"
        "/** docs/SYNC.md T1. */\nexport type TextChange = (number | [number] | [number, "
        "string])[];\n\n";
    std::string kinds;
    std::string shelves;
    std::string union_type;
    std::string map;
    for_each_kind([&]<class R>(std::type_identity<R>) {
        std::string const type = camel(R::kind);
        out += "export interface " + type + " extends Envelope {\n  kind: '" +
               std::string(R::kind) + "';\n";
        for_each_field<R>([&](auto const& f, std::size_t) {
            using Value = typename std::remove_cvref_t<decltype(f)>::value_type;
            out += "  /** " + std::string(f.says) + " */\n";
            out += "  " + std::string(f.name) + (always_there<Value>(f.rule) ? ": " : "?: ") +
                   type_in_typescript<Value>() + ";\n";
        });
        out += "}\n\n";
        kinds += "  '" + std::string(R::kind) + "',\n";
        shelves += "  " + std::string(R::kind) + ": '" +
                   (R::shelf == Shelf::Network ? "network" : "detail") + "',\n";
        union_type += "  | " + type + "\n";
        map += "  " + std::string(R::kind) + ": " + type + ";\n";
    });
    out += "export type AnyRecord =\n" + union_type + "\n";
    out += "export interface RecordOf {\n" + map + "}\nexport type Kind = keyof RecordOf;\n\n";
    out += "export const KINDS = [\n" + kinds + "] as const;\n\n";
    out += "export const SHELF: { [K in Kind]: 'network' | 'detail' } = {\n" + shelves + "};\n\n";
    out += "export interface FieldLimits {\n  required?: boolean;\n  maxLength?: number;\n  min?: "
           "number;\n  max?: number;\n  items?: number;\n  /** Several write in it at once: "
           "changed by "
           "`write`. */\n  text?: boolean;\n  /** No edit changes the words. */\n  fixed?: "
           "boolean;\n}\n\n";

    out += "export interface CommandArgs {\n";
    for_each_command([&]<class C>(std::type_identity<C>) {
        out += "  /** " + ArgsInTypescript<C>::words() + " */\n  " + CommandName<C>::text() + ": " +
               ArgsInTypescript<C>::text() + ";\n";
    });
    out += "}\nexport type CommandName = keyof CommandArgs;\n\n";

    out += "export const REFUSAL_CODES = [\n";
    for (auto const name : enum_names(Code{})) {
        out += "  '" + std::string(name) + "',\n";
    }
    out += "] as const;\nexport type RefusalCode = (typeof REFUSAL_CODES)[number];\n\n";
    out += "export type Level = " + union_of<Level>() + ";\n";
    out += "export type Role = " + union_of<Role>() + ";\n";
    out += "export type CycleState = " + union_of<CycleState>() + ";\n";
    out += "export type Decision = " + union_of<Decision>() + ";\n";
    out += "export type Verdict = " + union_of<Verdict>() + ";\n";
    out += "export type NodeKind = " + union_of<NodeKind>() + ";\n";
    out += "export type NodeState = " + union_of<NodeState>() + ";\n";
    out += "export type ProtocolState = " + union_of<ProtocolState>() + ";\n";
    out += "export type AdoptionState = " + union_of<AdoptionState>() + ";\n";
    out += "export type PostKind = " + union_of<PostKind>() + ";\n";
    out += "export type RequestKind = " + union_of<RequestKind>() + ";\n";
    out += "export type Urgency = " + union_of<Urgency>() + ";\n";
    out += "export type RequestState = " + union_of<RequestState>() + ";\n";
    out += "export type AdaptationState = " + union_of<AdaptationState>() + ";\n";
    out += "export type ProposalState = " + union_of<ProposalState>() + ";\n";
    out += "export type EvidenceState = " + union_of<EvidenceState>() + ";\n";
    out += "export type EvidenceResult = " + union_of<EvidenceResult>() + ";\n";
    out += "export type MeetingKind = " + union_of<MeetingKind>() + ";\n";
    out += "export type MeetingState = " + union_of<MeetingState>() + ";\n";
    out += "export type ItemKind = " + union_of<ItemKind>() + ";\n";
    out += "export type DecisionState = " + union_of<DecisionState>() + ";\n";
    out += "export type ActionState = " + union_of<ActionState>() + ";\n";
    out += "export type MeasureKind = " + union_of<MeasureKind>() + ";\n";
    out += "export type MeasureData = " + union_of<MeasureData>() + ";\n";
    out += "export type MeasureState = " + union_of<MeasureState>() + ";\n";
    out += "export type ChartType = " + union_of<ChartType>() + ";\n";
    out += "export type RuleSet = " + union_of<RuleSet>() + ";\n";
    out += "export type Schedule = " + union_of<Schedule>() + ";\n";
    out += "export type SeriesScope = " + union_of<SeriesScope>() + ";\n";
    out += "export type PhaseState = " + union_of<PhaseState>() + ";\n";
    out += "export type SignalRule = " + union_of<SignalRule>() + ";\n";
    out += "export const WIRE_VERSION = 1;\n";
    return out;
}

std::string emit_reference() {
    std::string out = "# Kinds, fields and commands\n\nWritten by `./dev emit` from the "
                      "declarations in `protocol/`. Do not edit.\n"
                      "The rules of the wire are in `docs/SYNC.md`.\n\n## Kinds\n";
    for_each_kind([&]<class R>(std::type_identity<R>) {
        out += "\n### " + std::string(R::kind) +
               "\n\nShelf: " + (R::shelf == Shelf::Network ? "network" : "detail") +
               ".\n\n| field | type | limits | meaning |\n|---|---|---|---|\n";
        for_each_field<R>([&](auto const& f, std::size_t) {
            using Value = typename std::remove_cvref_t<decltype(f)>::value_type;
            out += "| `" + std::string(f.name) + "` | " + type_in_words<Value>() + " | " +
                   limits_in_words<Value>(f.rule) + " | " + std::string(f.says) + " |\n";
        });
    });
    out += "\n## Commands\n\n| command | arguments | what it does |\n|---|---|---|\n";
    for_each_command([&]<class C>(std::type_identity<C>) {
        std::string args = ArgsInTypescript<C>::text();
        for (std::size_t at = 0; (at = args.find('|', at)) != std::string::npos; at += 2) {
            args.replace(at, 1, "\\|");
        }
        out += "| `" + CommandName<C>::text() + "` | `" + args + "` | " +
               ArgsInTypescript<C>::words() + " |\n";
    });
    out += "\n## Refusals\n\n";
    for (auto const name : enum_names(Code{})) {
        out += "- `" + std::string(name) + "`\n";
    }
    return out;
}

std::vector<std::string> command_names() {
    std::vector<std::string> names;
    for_each_command(
        [&]<class C>(std::type_identity<C>) { names.push_back(CommandName<C>::text()); });
    return names;
}

}  // namespace flywheel
