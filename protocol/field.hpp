#pragma once
#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "protocol/ids.hpp"

// Every record and every command is declared once, by a `fields()` of the descriptions below. Codec,
// store, wire reference, TypeScript types and forms are read or emitted from it.
namespace flywheel {

// A calendar day, "YYYY-MM-DD"; empty means none.
struct Date {
    std::string iso;
    [[nodiscard]] bool empty() const { return iso.empty(); }
    friend auto operator<=>(Date const&, Date const&) = default;
};
[[nodiscard]] bool is_date(std::string_view text);

// Milliseconds since 1970-01-01 UTC; 0 means none.
struct Instant {
    std::int64_t ms = 0;
    [[nodiscard]] bool empty() const { return ms == 0; }
    friend auto operator<=>(Instant const&, Instant const&) = default;
};
// The calendar day (UTC) on which `at` falls.
[[nodiscard]] Date date_of(Instant at);
// The day that many days later.
[[nodiscard]] Date days_after(Date const& day, int days);
// How many days it is from 1970-01-01, a Thursday.
[[nodiscard]] std::int64_t days_since_1970(Date const& day);

// A fractional index (docs/SYNC.md R6); equal ranks go by id.
struct Rank {
    std::string text;
    [[nodiscard]] bool empty() const { return text.empty(); }
    friend auto operator<=>(Rank const&, Rank const&) = default;
};
inline constexpr std::size_t rank_length_max = 64;
[[nodiscard]] bool is_rank(std::string_view text);

// What happens when two people change the same field at once (docs/SYNC.md C6).
enum class Merge { LastWins, Guarded, Set, Text };
// Who may set it: a person in create and edit, a person in create alone, or only a command of its own.
enum class SetBy { Person, Creator, Rule };

inline constexpr std::size_t line_length_max = 200;    // one line on a phone and in a table
inline constexpr std::size_t text_length_max = 4'000;  // a paragraph or two
inline constexpr std::size_t long_text_max = 20'000;   // a study, with room for quotations
inline constexpr std::size_t text_parts_max = 1'000;   // of one change; a browser sends one or two
inline constexpr std::size_t items_max_default = 50;   // schools of a district, guests of a cycle

struct FieldRule {
    bool required = false;
    std::size_t length_min = 0;  // texts, in UTF-16 units, as browsers count
    std::size_t length_max = line_length_max;
    double min = std::numeric_limits<double>::lowest();  // numbers
    double max = std::numeric_limits<double>::max();
    std::size_t items_max = items_max_default;  // lists
    Merge merge = Merge::LastWins;
    SetBy set_by = SetBy::Person;
};

template <class Owner, class Value>
struct Field {
    using value_type = Value;
    std::string_view name;
    Value Owner::*member;
    std::string_view says;
    FieldRule rule;
};

template <class Owner, class Value>
constexpr Field<Owner, Value> field(std::string_view name, Value Owner::*member,
                                    std::string_view says, FieldRule rule = {}) {
    return {name, member, says, rule};
}

// A type has names when `enum_names(E)` answers an array of them in the order of the enumerators.
template <class E>
concept NamedEnum = std::is_enum_v<E> && requires(E e) {
    enum_names(e);
};

template <NamedEnum E>
[[nodiscard]] constexpr std::string_view name_of(E value) {
    return enum_names(E{})[static_cast<std::size_t>(value)];
}

template <NamedEnum E>
[[nodiscard]] constexpr std::optional<E> from_name(std::string_view name) {
    auto const names = enum_names(E{});
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (names[i] == name) { return static_cast<E>(i); }
    }
    return std::nullopt;
}

template <class T>
inline constexpr bool is_id_type = false;
template <class Tag>
inline constexpr bool is_id_type<Id<Tag>> = true;
template <class T>
inline constexpr bool is_list_type = false;
template <class T>
inline constexpr bool is_list_type<std::vector<T>> = true;
template <class T>
inline constexpr bool is_optional_type = false;
template <class T>
inline constexpr bool is_optional_type<std::optional<T>> = true;

// Whether a value counts as "not given": the wire leaves it out.
template <class T>
[[nodiscard]] bool is_unset(T const& value) {
    if constexpr (is_optional_type<T>) {
        return !value.has_value();
    } else if constexpr (requires { value.empty(); }) {
        return value.empty();
    } else {
        return false;  // bool, plain enum, plain number: always there
    }
}

// Whether is_unset() holds for a new value of type T.
template <class T>
inline constexpr bool is_unset_at_first = is_optional_type<T> || requires(T const& value) {
    value.empty();
};

// What `fields()` answers: the descriptions in the order of declaration. Not a std::tuple, whose
// constructors for thirty fields took a quarter of the compiler's time in every file.
template <std::size_t I, class F>
struct FieldAt {
    F field;
};
template <class Indices, class... F>
struct FieldsAt;
template <std::size_t... I, class... F>
struct FieldsAt<std::index_sequence<I...>, F...> : FieldAt<I, F>... {
    constexpr explicit FieldsAt(F const&... fields) : FieldAt<I, F>{fields}... {}
    template <class Do>
    constexpr void for_each(Do&& f) const {
        (f(FieldAt<I, F>::field, I), ...);
    }
};
template <class... F>
struct Fields : FieldsAt<std::index_sequence_for<F...>, F...> {
    static constexpr std::size_t count = sizeof...(F);
    constexpr explicit Fields(F const&... fields)
        : FieldsAt<std::index_sequence_for<F...>, F...>(fields...) {}
};

template <class R>
inline constexpr std::size_t field_count = decltype(R::fields())::count;

// Calls f(field, index) for each field of R, in the order of declaration.
template <class R, class F>
constexpr void for_each_field(F&& f) {
    constexpr auto all = R::fields();
    all.for_each(f);
}

template <class R>
[[nodiscard]] constexpr std::optional<std::size_t> field_index(std::string_view name) {
    std::optional<std::size_t> found;
    for_each_field<R>([&](auto const& f, std::size_t i) {
        if (f.name == name) { found = i; }
    });
    return found;
}

}  // namespace flywheel
