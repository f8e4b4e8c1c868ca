#pragma once
#include <set>
#include <string_view>
#include <vector>

#include "server/domain/decide.hpp"
#include "server/domain/state.hpp"

namespace flywheel {

// Who is erased, and what else goes with them, for good.
struct Leaving {
    std::set<MemberId> people;
    std::set<Key> records;  // besides what nobody but these people could see
};

// What becomes of a network's records then. What people did with others stays, under nobody's name: it is the team's.
struct Erasure {
    std::vector<Key> removed;  // and nothing that stays names them
    Updates
        kept;  // as they stand afterwards: members without a name, and what would go if nothing else rested on it, without words
};

// What members are called who were erased; browsers say it in their own language.
inline constexpr std::string_view erased_name = "Former member";

// The people must be there; that their roles have ended is for others to see to.
[[nodiscard]] Erasure erasure_of(State const& state, Leaving const& leaving, MemberId const& by,
                                 std::int64_t now_ms);

// The records in whose words the name stands, in capitals or not; archived ones too. Those of `but` are left out. That a person is
// spoken of without it, or by a part of it, only people can find.
[[nodiscard]] std::vector<Key> words_naming(State const& state, std::string_view name,
                                            std::vector<Key> const& but);

}  // namespace flywheel
