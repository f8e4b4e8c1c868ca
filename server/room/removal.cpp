#include "server/room/removal.hpp"

namespace flywheel {

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
    return removal;
}

}  // namespace flywheel
