#pragma once
#include <type_traits>

#include "protocol/records.hpp"
#include "server/domain/state.hpp"

namespace flywheel {

// Calls f(field, id) for each id in the fields of a record that is one of its kind's own: `field` as declared.
template <class R, class F>
void each_id(R& record, F&& f) {
    for_each_field<std::remove_cvref_t<R>>([&](auto const& field, std::size_t) {
        using Value = typename std::remove_cvref_t<decltype(field)>::value_type;
        if constexpr (is_id_type<Value>) {
            f(field, record.*(field.member));
        } else if constexpr (is_list_type<Value>) {
            if constexpr (is_id_type<typename Value::value_type>) {
                for (auto& each : record.*(field.member)) {
                    f(field, each);
                }
            }
        }
    });
}

template <class Tag>
[[nodiscard]] Key key_of(Id<Tag> const& id) {
    return {*kind_from_name(Tag::kind), id.text};
}

// Calls f(key) for whatever a record names in any field, what it is about and what it hangs on.
template <class F>
void each_named(AnyRecord const& record, F&& f) {
    std::visit(
        [&](auto const& r) {
            each_id(r, [&](auto const&, auto const& id) {
                if (!id.empty()) { f(key_of(id)); }
            });
            if constexpr (requires { r.about_kind, r.about_id; }) {
                if (auto const kind = kind_from_name(r.about_kind)) { f(Key{*kind, r.about_id}); }
            }
        },
        static_cast<RecordVariant const&>(record));
    if (auto const parent = parent_of(record)) { f(*parent); }
}

template <class F>
void each_stored(State const& state, F&& f) {
    for (Kind kind = 0; kind < kind_count; ++kind) {
        for (auto const& [id, kept] : state.table(kind)) {
            f(kept.stored);
        }
    }
}

}  // namespace flywheel
