#include "server/room/removal.hpp"

#include <algorithm>

#include "server/domain/erasure.hpp"
#include "server/domain/leaving.hpp"
#include "server/domain/references.hpp"
#include "server/room/contents.hpp"
#include "server/room/erase.hpp"

namespace flywheel {

namespace {

// Who was there and in which teams and schools is the network's to remember, by names of places alone.
bool is_of_the_network(Kind kind) {
    return kind == kind_of<Network>() || kind == kind_of<Organization>() ||
           kind == kind_of<Team>() || kind == kind_of<Member>() || kind == kind_of<Membership>() ||
           kind == kind_of<TeamMembership>();
}

Leaving leaving_of(State const& state, ShareWish const& wish) {
    auto const share = share_of(state, wish.district);
    Leaving leaving{people_of(state, wish.district),
                    wish.shared_too ? share : kept_to_itself(state, wish.district, share)};
    std::erase_if(leaving.records, [](Key const& key) { return is_of_the_network(key.kind); });
    return leaving;
}

Refusal no_such_district() {
    return refuse(Code::NotFound, "district", "There is no such district in that network.");
}

void count(std::map<std::string, std::int64_t>& by_kind, Kind kind) {
    ++by_kind[std::string(kind_names[kind])];
}

}  // namespace

Result<Removal> removal_of(Floor& floor, std::string const& network) {
    auto const* const room = floor.room(network);
    if (room == nullptr) { return refuse(Code::NotFound, "network", "There is no such network."); }
    Removal removal;
    removal.network = network;
    room->state().each<Network>(
        [&](Network const& record, Meta const&) { removal.name = record.name; });
    removal.entries = floor.store().head(network)->seq;
    for (Kind kind = 0; kind < kind_count; ++kind) {
        auto const count = room->state().table(kind).size();
        if (count > 0) {
            removal.records[std::string(kind_names[kind])] = static_cast<std::int64_t>(count);
        }
    }
    removal.connections = room->people();
    removal.left_without_network = floor.accounts().only_in(network);
    return removal;
}

Result<Removal> remove_network(Floor& floor, std::string const& network) {
    auto removal = removal_of(floor, network);
    if (removal.has_error()) { return removal; }
    // Its pages go through the log once more, written over: a disk that fills up halfway would end the server.
    auto& store = floor.store();
    if (store.free_bytes() < store.used_bytes()) {
        return refuse(Code::StorageFull, "",
                      "The disk needs as much free room as the database is large; nothing was "
                      "removed.");
    }
    floor.remove(network);
    note_erased(floor, {network, {}, {}, false});
    return removal;
}

Result<ShareRemoval> share_removal_of(Floor& floor, ShareWish const& wish) {
    auto* const room = floor.room(wish.network);
    auto const* district =
        room == nullptr ? nullptr : room->state().get<Organization>(wish.district);
    if (district == nullptr || district->organization_kind != "district") {
        return no_such_district();
    }
    auto const& state = room->state();
    auto const leaving = leaving_of(state, wish);
    auto const erasure = erasure_of(state, leaving, {}, floor.env().clock.now_ms());
    ShareRemoval removal;
    removal.network = wish.network;
    removal.district = wish.district;
    removal.name = district->name;
    removal.before = removal.after = *floor.store().head(wish.network);
    std::set<Key> touched(erasure.removed.begin(), erasure.removed.end());
    for (auto const& key : erasure.removed) {
        count(removal.records, key.kind);
    }
    for (auto const& stored : erasure.kept) {
        if (stored.kind() == kind_of<Member>()) { continue; }
        ++removal.without_words;
        touched.insert({stored.kind(), stored.id()});
    }
    for (auto const& key : share_of(state, wish.district)) {
        if (!touched.contains(key) && key.kind != kind_of<Member>()) {
            count(removal.stays, key.kind);
        }
    }
    for (auto const& member : leaving.people) {
        ++removal.people;
        auto const account = floor.accounts().account_of(wish.network, member.text);
        if (account && floor.accounts().members_of(*account).size() == 1) { ++removal.accounts; }
    }
    return removal;
}

Result<ShareRemoval> remove_share(Floor& floor, ShareWish const& wish) {
    auto removal = share_removal_of(floor, wish);
    if (removal.has_error()) { return removal; }
    if (floor.disk_is_full()) {
        return refuse(Code::StorageFull, "", "The server's disk is full; nothing was removed.");
    }
    auto const& room = *floor.room(wish.network);
    auto const people = people_of(room.state(), wish.district);
    auto const ended = end_roles(floor, wish.network, {people.begin(), people.end()}, {});
    if (ended.has_error()) { return ended.error(); }
    auto const now = floor.env().clock.now_ms();
    auto const erasure = erasure_of(room.state(), leaving_of(room.state(), wish), {}, now);
    floor.erase(wish.network, erasure, {}, [&] {
        auto& accounts = floor.accounts();
        for (auto const& member : people) {
            auto const account = accounts.account_of(wish.network, member.text);
            if (!account) { continue; }
            bool const only_here = accounts.members_of(*account).size() == 1;
            accounts.unlink_member(wish.network, member.text);
            storage::Contents(floor.store()).forget_uploads_of(wish.network, *account);
            if (only_here) { accounts.forget(*accounts.by_id(*account)); }
        }
        floor.store().note_for_server(now, "district_removed", wish.district.text);
    });
    note_erased(floor, {wish.network, {}, wish.district, wish.shared_too});
    removal->after = *floor.store().head(wish.network);
    return removal;
}

}  // namespace flywheel
