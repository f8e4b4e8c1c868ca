#include "server/domain/leaving.hpp"

#include <algorithm>
#include <deque>
#include <optional>

#include "server/domain/policy.hpp"
#include "server/domain/references.hpp"

namespace flywheel {

namespace {

// Answers whether things of one network belong to one district.
class Ownership {
public:
    Ownership(State const& state, OrganizationId const& district)
        : state_(state), district_(district), people_(people_of(state, district)) {}

    [[nodiscard]] bool has(OrganizationId const& id) const {
        return lies_in(state_, id, district_);
    }
    [[nodiscard]] bool has(TeamId const& id) const {
        auto const* team = state_.get<Team>(id);
        return team != nullptr && team->district == district_;
    }
    [[nodiscard]] bool has(MemberId const& id) const { return people_.contains(id); }

    [[nodiscard]] bool has(Stored const& stored) const {
        // What hangs on something goes where that goes, whoever said it.
        auto const root = root_of(stored.record);
        if (root != Key{stored.kind(), stored.id()}) {
            auto const* kept = state_.find(root.kind, root.id);
            return kept != nullptr && has(kept->stored);
        }
        if (auto const* member = std::get_if<Member>(&stored.record)) { return has(member->id); }
        if (auto const* organization = std::get_if<Organization>(&stored.record)) {
            return has(organization->id);
        }
        if (auto const* team = std::get_if<Team>(&stored.record)) { return has(team->id); }
        if (std::holds_alternative<Network>(stored.record)) { return false; }
        auto const place = of_place(stored.record);
        return place ? *place : has(stored.meta.created_by);
    }

private:
    State const& state_;
    OrganizationId district_;
    std::set<MemberId> people_;

    // By the team or the organisation that it names; nothing where it names none. A place that only uses it is not its own.
    [[nodiscard]] std::optional<bool> of_place(AnyRecord const& record) const {
        std::optional<bool> found;
        std::visit(
            [&](auto const& r) {
                each_id(r, [&](auto const& field, auto const& id) {
                    using IdType = std::remove_cvref_t<decltype(id)>;
                    if constexpr (std::is_same_v<IdType, OrganizationId> ||
                                  std::is_same_v<IdType, TeamId>) {
                        bool const is_place = field.name == "organization" ||
                                              field.name == "owner" || field.name == "team" ||
                                              field.name == "schools";
                        if (is_place && !id.empty()) { found = found.value_or(false) || has(id); }
                    }
                });
            },
            static_cast<RecordVariant const&>(record));
        return found;
    }
};

bool is_within(Audience const& audience, Ownership const& its) {
    auto all = [&](auto const& ids) {
        return std::all_of(ids.begin(), ids.end(), [&](auto const& id) { return its.has(id); });
    };
    return !audience.everybody && !audience.members && !audience.network && !audience.hub &&
           !audience.desk && !audience.analysts && all(audience.organizations) &&
           all(audience.leads) && all(audience.teams) && all(audience.people);
}

}  // namespace

std::set<MemberId> people_of(State const& state, OrganizationId const& district) {
    std::set<MemberId> here;
    std::set<MemberId> elsewhere;
    each_stored(state, [&](Stored const& stored) {
        if (auto const* m = std::get_if<Membership>(&stored.record)) {
            (lies_in(state, m->organization, district) ? here : elsewhere).insert(m->member);
        }
    });
    for (auto const& member : elsewhere) {
        here.erase(member);
    }
    return here;
}

std::set<Key> share_of(State const& state, OrganizationId const& district) {
    Ownership const its(state, district);
    std::set<Key> keys;
    each_stored(state, [&](Stored const& stored) {
        if (district.empty() || its.has(stored)) { keys.insert({stored.kind(), stored.id()}); }
    });
    return keys;
}

std::set<Key> kept_to_itself(State const& state, OrganizationId const& district,
                             std::set<Key> const& share) {
    Ownership const its(state, district);
    std::set<Key> kept;
    for (auto const& key : share) {
        auto const& stored = state.known_kept(key.kind, key.id).stored;
        if (is_within(audience_if_living(stored, state), its)) { kept.insert(key); }
    }
    return kept;
}

std::vector<Stored> share_by_itself(State const& state, std::set<Key> const& share,
                                    MaySee const& may_see) {
    std::set<Key> in = share;
    std::deque<Key> open(share.begin(), share.end());
    auto take = [&](Key const& key) {
        if (!in.contains(key) && may_see(key)) {
            in.insert(key);
            open.push_back(key);
        }
    };
    state.each<Network>([&](Network const& network, Meta const&) { take(key_of(network.id)); });
    while (!open.empty()) {
        auto const key = open.front();
        open.pop_front();
        auto const& stored = state.known_kept(key.kind, key.id).stored;
        each_named(stored.record, take);
        for (auto const* by :
             {&stored.meta.created_by, &stored.meta.updated_by, &stored.meta.archived_by}) {
            if (!by->empty()) { take(key_of(*by)); }
        }
    }
    // What must name something that is not there cannot be there either, nor what must name that.
    auto lacks = [&](AnyRecord const& record) {
        bool lacking = false;
        std::visit(
            [&](auto const& r) {
                each_id(r, [&](auto const& field, auto const& id) {
                    lacking |= field.rule.required && !id.empty() && !in.contains(key_of(id));
                });
                if constexpr (requires { r.about_kind, r.about_id; }) {
                    auto const kind = kind_from_name(r.about_kind);
                    lacking |= !kind || !in.contains({*kind, r.about_id});
                }
            },
            static_cast<RecordVariant const&>(record));
        if (auto const parent = parent_of(record)) { lacking |= !in.contains(*parent); }
        return lacking;
    };
    for (bool again = true; again;) {
        again = std::erase_if(in, [&](Key const& key) {
                    return lacks(state.known_kept(key.kind, key.id).stored.record);
                }) > 0;
    }
    std::vector<Stored> records;
    for (auto const& key : in) {
        Stored stored = state.known_kept(key.kind, key.id).stored;
        auto gone = [&](auto const& id) { return !id.empty() && !in.contains(key_of(id)); };
        std::visit(
            [&](auto& r) {
                using R = std::remove_cvref_t<decltype(r)>;
                for_each_field<R>([&](auto const& field, std::size_t) {
                    using Value = typename std::remove_cvref_t<decltype(field)>::value_type;
                    auto& value = r.*(field.member);
                    if constexpr (is_id_type<Value>) {
                        if (gone(value)) { value = {}; }
                    } else if constexpr (is_list_type<Value>) {
                        if constexpr (is_id_type<typename Value::value_type>) {
                            std::erase_if(value, gone);
                        }
                    }
                });
            },
            static_cast<RecordVariant&>(stored.record));
        for (auto* by :
             {&stored.meta.created_by, &stored.meta.updated_by, &stored.meta.archived_by}) {
            if (gone(*by)) { *by = {}; }
        }
        records.push_back(std::move(stored));
    }
    return records;
}

}  // namespace flywheel
