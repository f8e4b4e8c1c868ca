// What somebody takes along.
#include "server/room/transfer.hpp"
#include "server/web/api_detail.hpp"

namespace flywheel::web {

void Api::take_along(Call&& call) {
    auto const district = text_of(call.body, "district", id_length_max, false);
    if (district.has_error()) { return call.reply(refusal_response(district.error())); }
    std::string const network = call.parts[0];
    with_password(
        std::move(call),
        [](storage::Account const&) -> Result<std::string> { return std::string{}; },
        [network, district = OrganizationId{*district}](
            Floor& floor, SignedIn const& who, storage::Account const&, std::string const&) {
            auto* const room = floor.room(network);
            auto const member = floor.member_of(who.account, network);
            if (room == nullptr || !member || !room->viewer(*member).active) {
                return no_such_network();
            }
            if (floor.owes_second_factor(who.account)) { return second_factor_first(); }
            auto text = export_own(floor, network, room->viewer(*member), district);
            if (text.has_error()) { return refusal_response(text.error()); }
            floor.store().note_for_server(floor.env().clock.now_ms(), "exported_by_member",
                                          who.account);
            return Response::json(200, std::move(*text));
        });
}

}  // namespace flywheel::web
