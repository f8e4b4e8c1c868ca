#include "protocol/codec_detail.hpp"

namespace flywheel::codec_detail {

std::optional<Result<AnyCommand>> read_network_command(std::string const& name, json const& args) {
    return read_area_command<NetworkCommand>(name, args);
}

std::optional<Result<Stored>> read_network_record(std::string_view kind, json const& object) {
    return read_area_record<Network, Organization, Team, Member, Membership, TeamMembership>(
        kind, object);
}

}  // namespace flywheel::codec_detail
