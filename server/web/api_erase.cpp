// The erasure of a person, asked for by whoever looks after them.
#include "server/room/erase.hpp"
#include "server/web/api_detail.hpp"

namespace flywheel::web {

namespace {

// How much there is that nobody else could see is not theirs to know either; of what still names them only what who asks may see.
json report_json(ErasureReport const& report, Room const& room, MemberId const& by) {
    json answer{{"name", report.name},
                {"account_goes", report.account_goes},
                {"still_named", json::array()}};
    auto const viewer = room.viewer(by);
    for (auto const& key : report.still_named) {
        if (!View::may_see(room.state(), viewer, key)) { continue; }
        answer["still_named"].push_back({{"kind", kind_names[key.kind]}, {"id", key.id}});
    }
    return answer;
}

}  // namespace

void Api::erasure(Call&& call) {
    MemberId const member{call.parts[1]};
    with_member(std::move(call),
                [member](Floor& floor, SignedIn const&, Room& room, MemberId const& by) {
                    if (auto ok = may_erase(room, by, member); ok.has_error()) {
                        return refusal_response(ok.error());
                    }
                    auto const report = erasure_report(floor, room.name(), member);
                    if (report.has_error()) { return refusal_response(report.error()); }
                    return Response::json(200, report_json(*report, room, by).dump());
                });
}

void Api::erase(Call&& call) {
    std::string const network = call.parts[0];
    MemberId const member{call.parts[1]};
    with_password(
        std::move(call),
        [](storage::Account const&) -> Result<std::string> { return std::string{}; },
        [network, member](Floor& floor, SignedIn const& who, storage::Account const&,
                          std::string const&) {
            auto* const room = floor.room(network);
            auto const by = floor.member_of(who.account, network);
            if (room == nullptr || !by || !room->viewer(*by).active) { return no_such_network(); }
            if (floor.owes_second_factor(who.account)) { return second_factor_first(); }
            if (auto ok = may_erase(*room, *by, member); ok.has_error()) {
                return refusal_response(ok.error());
            }
            auto const report = erase_member(floor, network, member, *by);
            if (report.has_error()) { return refusal_response(report.error()); }
            return Response::json(200, report_json(*report, *room, *by).dump());
        });
}

}  // namespace flywheel::web
