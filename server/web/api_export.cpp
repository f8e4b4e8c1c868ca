// What somebody takes along.
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
            auto const viewer = room->viewer(*member);
            Key const key{kind_of<Organization>(), district.text};
            if (!district.empty() && !View::may_see(room->state(), viewer, key)) {
                return refusal_response(
                    refuse(Code::NotFound, "district", "There is no such district."));
            }
            std::size_t records = 0;
            for (Kind kind = 0; kind < kind_count; ++kind) {
                records += room->state().table(kind).size();
            }
            if (records > exported_records_max) {
                return refusal_response(refuse(
                    Code::TooLarge, "", "So much only the operator of the server can export.",
                    {{"limit", std::to_string(exported_records_max)}}));
            }
            auto const now = floor.env().clock.now_ms();
            json const header{{"flywheel_import", 1},
                              {"network", network},
                              {"name", room->state().known<Network>({network}).name},
                              {"made_at_ms", now}};
            std::string text = header.dump() + "\n";
            auto const lines = View::share(room->state(), viewer, district);
            for (auto const& line : lines.pieces()) {
                text += *line;
            }
            floor.store().note_for_server(now, "exported_by_member", who.account);
            return Response::json(200, std::move(text));
        });
}

}  // namespace flywheel::web
