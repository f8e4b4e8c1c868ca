#pragma once
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

#include "protocol/commands.hpp"
#include "protocol/records.hpp"

// What the emitters share: every kind of record and every command, one after the other.
namespace flywheel {

template <class F>
void for_each_kind(F&& f) {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        (f(std::type_identity<std::variant_alternative_t<I, RecordVariant>>{}), ...);
    }
    (std::make_index_sequence<kind_count>{});
}

template <class Area, class F>
void for_each_command_of(F&& f) {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        (f(std::type_identity<std::variant_alternative_t<I, Area>>{}), ...);
    }
    (std::make_index_sequence<std::variant_size_v<Area>>{});
}

template <class F>
void for_each_command(F&& f) {
    for_each_command_of<NetworkCommand>(f);
    for_each_command_of<TheoryCommand>(f);
    for_each_command_of<CycleCommand>(f);
    for_each_command_of<LibraryCommand>(f);
    for_each_command_of<TalkCommand>(f);
    for_each_command_of<ModerationCommand>(f);
    for_each_command_of<ExchangeCommand>(f);
    for_each_command_of<PracticeCommand>(f);
    for_each_command_of<MeetingCommand>(f);
    for_each_command_of<MeasureCommand>(f);
    for_each_command_of<NoticeCommand>(f);
    for_each_command_of<AttachmentCommand>(f);
}

// "a cycle", "an observation".
[[nodiscard]] inline std::string with_article(std::string_view kind) {
    bool const vowel = std::string_view("aeiou").find(kind.front()) != std::string_view::npos;
    return std::string(vowel ? "an " : "a ").append(kind);
}

// Whether the wire always carries the field.
template <class T>
bool always_there(FieldRule const& rule) {
    return rule.required || !is_unset(T{});
}

}  // namespace flywheel
