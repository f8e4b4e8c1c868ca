#include "server/domain/erasure.hpp"

#include <algorithm>
#include <utility>

#include "protocol/letters.hpp"
#include "server/domain/policy.hpp"
#include "server/domain/references.hpp"

namespace flywheel {

namespace {

// What stands where words are required and the words are erased.
constexpr char const* no_words = "–";

bool is_theirs_alone(Stored const& stored, State const& state, std::set<MemberId> const& people) {
    auto audience = audience_if_living(stored, state);
    audience.within.clear();  // narrows it, if anything
    auto const named = std::exchange(audience.people, {});
    return audience == Audience{} && !named.empty() &&
           std::all_of(named.begin(), named.end(),
                       [&](MemberId const& each) { return people.contains(each); });
}

// A record that stays loses what was said in it: every word that somebody could have edited.
Stored without_words(Stored stored) {
    std::visit(
        [](auto& record) {
            using R = std::remove_cvref_t<decltype(record)>;
            for_each_field<R>([&](auto const& field, std::size_t) {
                using Value = typename std::remove_cvref_t<decltype(field)>::value_type;
                if constexpr (std::is_same_v<Value, std::string>) {
                    if (field.rule.set_by != SetBy::Person) { return; }
                    record.*(field.member) = field.rule.required ? no_words : "";
                }
            });
        },
        static_cast<RecordVariant&>(stored.record));
    return stored;
}

}  // namespace

Erasure erasure_of(State const& state, Leaving const& leaving, MemberId const& by,
                   std::int64_t now_ms) {
    auto going = leaving.records;
    each_stored(state, [&](Stored const& stored) {
        if (is_theirs_alone(stored, state, leaving.people)) {
            going.insert({stored.kind(), stored.id()});
        }
    });
    for (auto const& member : leaving.people) {
        going.erase(key_of(member));
    }
    // What something that stays names must stay too, and then what that names in its turn.
    auto removed = going;
    for (bool again = true; again;) {
        again = false;
        each_stored(state, [&](Stored const& stored) {
            if (removed.contains({stored.kind(), stored.id()})) { return; }
            each_named(stored.record, [&](Key const& key) { again |= removed.erase(key) > 0; });
        });
    }
    Erasure erasure;
    erasure.removed.assign(removed.begin(), removed.end());
    auto keep = [&](Stored stored) {
        stored.meta.revision += 1;
        stored.meta.updated_at_ms = now_ms;
        stored.meta.updated_by = by;
        erasure.kept.push_back(std::move(stored));
    };
    for (auto const& member : leaving.people) {
        Stored nobody = state.known_kept<Member>(member).stored;
        auto& record = std::get<Member>(nobody.record);
        if (record.erased) { continue; }
        record.name = erased_name;
        record.title.clear();
        record.erased = true;
        keep(std::move(nobody));
    }
    for (auto const& key : going) {
        if (removed.contains(key)) { continue; }
        keep(without_words(state.known_kept(key.kind, key.id).stored));
    }
    return erasure;
}

std::vector<Key> words_naming(State const& state, std::string_view name,
                              std::vector<Key> const& but) {
    auto const wanted = in_small_letters(name);
    std::vector<Key> found;
    if (wanted.empty()) { return found; }
    each_stored(state, [&](Stored const& stored) {
        Key const key{stored.kind(), stored.id()};
        if (std::find(but.begin(), but.end(), key) != but.end()) { return; }
        bool named = false;
        std::visit(
            [&](auto const& record) {
                using R = std::remove_cvref_t<decltype(record)>;
                for_each_field<R>([&](auto const& field, std::size_t) {
                    using Value = typename std::remove_cvref_t<decltype(field)>::value_type;
                    if constexpr (std::is_same_v<Value, std::string>) {
                        named |= in_small_letters(record.*(field.member)).find(wanted) !=
                                 std::string::npos;
                    }
                });
            },
            static_cast<RecordVariant const&>(stored.record));
        if (named) { found.push_back(key); }
    });
    return found;
}

}  // namespace flywheel
