#include "server/room/eyes.hpp"
#include "server/web/api_detail.hpp"

// "What can they see?": a member looks at the network through the eyes of a role at a place (docs/SYNC.md V8).
namespace flywheel::web {

namespace {

struct Eyes {
    Role role;
    OrganizationId organization;
    TeamId team;
};

Result<Eyes> eyes_of(std::string const& query) {
    auto const role = from_name<Role>(query_value(query, "role"));
    if (!role) { return refuse(Code::NotAChoice, "role", "There is no such role."); }
    auto const organization = query_value(query, "organization");
    if (!is_id(organization)) {
        return refuse(Code::NotAnId, "organization", "Say at which organisation they are.");
    }
    auto const team = query_value(query, "team");
    if (!team.empty() && !is_id(team)) {
        return refuse(Code::NotAnId, "team", "That is no team's id.");
    }
    return Eyes{*role, {organization}, {team}};
}

}  // namespace

void Api::view_as(Call&& call) {
    auto const eyes = eyes_of(call.request.query);
    if (eyes.has_error()) {
        call.reply(refusal_response(eyes.error()));
        return;
    }
    std::optional<Key> parent;
    if (call.parts.size() == 3) {
        auto const kind = kind_from_name(call.parts[1]);
        if (!kind) {
            call.reply(refusal_response(
                refuse(Code::UnknownKind, "kind", "There is no kind of record with that name.")));
            return;
        }
        parent = Key{*kind, call.parts[2]};
    }
    with_member(std::move(call), [eyes = *eyes, parent](Floor&, SignedIn const&, Room& room,
                                                        MemberId const& member) {
        auto const& state = room.state();
        auto const viewer = room.viewer(member);
        auto const as = borrowed_eyes(state, viewer, eyes.role, eyes.organization, eyes.team);
        if (as.has_error()) { return refusal_response(as.error()); }
        if (parent) {
            room.reads(viewer, *parent);
            return Response::json(
                200, R"({"puts":[)" +
                         joined(View::details_as(state, viewer, *as, *parent).pieces()) + "]}");
        }
        return Response::json(200, R"({"me":)" + View::me(*as) + R"(,"records":[)" +
                                       joined(View::snapshot_as(state, viewer, *as).pieces()) +
                                       "]}");
    });
}

}  // namespace flywheel::web
