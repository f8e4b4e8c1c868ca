#include "server/room/founding.hpp"

#include <array>

namespace flywheel {

std::string found_network(Floor& floor, Founding const& founding,
                          std::function<void()> const& also) {
    auto const env = floor.env();
    auto const now = env.clock.now_ms();
    Network community;
    community.id.text = make_id(env.random);
    community.name = founding.network;
    Organization hub;
    hub.id.text = make_id(env.random);
    hub.name = founding.organization;
    hub.organization_kind = "hub";
    community.hub = hub.id;
    Member director;
    director.id.text = make_id(env.random);
    director.name = founding.director;
    Membership role;
    role.id.text = make_id(env.random);
    role.member = director.id;
    role.organization = hub.id;
    role.role = Role::HubDirector;
    std::vector<Stored> records;
    for (AnyRecord& record : std::array<AnyRecord, 4>{community, hub, director, role}) {
        Stored stored;
        stored.meta.revision = 1;
        stored.meta.created_at_ms = stored.meta.updated_at_ms = now;
        stored.record = std::move(record);
        records.push_back(std::move(stored));
    }
    floor.found(community.id.text, std::move(records), [&] {
        also();
        floor.accounts().link_member({founding.account, community.id.text, director.id.text});
    });
    return community.id.text;
}

}  // namespace flywheel
