// Where calendar programs fetch what is due: an address that is a secret, made and ended with a browser.
#include "server/mail/calendar.hpp"
#include "server/web/api_detail.hpp"

namespace flywheel::web {

namespace {

// Told apart from no other address that opens nothing.
Response nothing_there() {
    return refusal_response(refuse(Code::NotFound, "", "There is nothing here."));
}

}  // namespace

void Api::calendars(Call&& call) {
    with_session(std::move(call), [](Floor& floor, SignedIn const& who) {
        json list = json::array();
        for (auto const& each : storage::Tokens(floor.store()).feeds_of(who.account)) {
            list.push_back({{"network", each.network}, {"created_at_ms", each.created_at_ms}});
        }
        return Response::json(200, json{{"calendars", std::move(list)}}.dump());
    });
}

void Api::make_calendar(Call&& call) {
    auto const network = call.parts[0];
    auto const before = site(call.request) + std::string(calendar_path);
    with_member(std::move(call), [this, network, before](Floor& floor, SignedIn const& who, Room&,
                                                         MemberId const&) {
        auto const token = make_token(env_.random);
        auto const now = env_.clock.now_ms();
        storage::Tokens(floor.store()).put_feed(sha256(token), {who.account, network, now});
        floor.store().note_for_server(now, "calendar_made", who.account);
        return Response::json(
            200, json{{"address", before + token + std::string(calendar_suffix)}}.dump());
    });
}

void Api::end_calendar(Call&& call) {
    auto const network = call.parts[0];
    with_session(std::move(call), [this, network](Floor& floor, SignedIn const& who) {
        if (storage::Tokens(floor.store()).end_feed(who.account, network)) {
            floor.store().note_for_server(env_.clock.now_ms(), "calendar_ended", who.account);
        }
        return nothing_more();
    });
}

void Api::calendar(Call&& call) {
    std::string_view name = call.parts.back();
    if (call.request.method != "GET" || !name.ends_with(calendar_suffix)) {
        return call.reply(nothing_there());
    }
    name.remove_suffix(calendar_suffix.size());
    on_room(std::move(call.reply), [this, hash = sha256(std::string(name)),
                                    site = site(call.request)](Floor& floor) {
        auto const feed = storage::Tokens(floor.store()).feed(hash);
        auto* const room = feed ? floor.room(feed->network) : nullptr;
        auto const member = feed ? floor.member_of(feed->account, feed->network) : std::nullopt;
        if (room == nullptr || !member) { return nothing_there(); }
        auto const viewer = room->viewer(*member);
        if (!viewer.active || floor.owes_second_factor(feed->account)) { return nothing_there(); }
        auto response =
            Response::json(200, mail::calendar_for(room->state(), viewer,
                                                   {feed->network, site, env_.clock.now_ms()}));
        response.content_type = "text/calendar; charset=utf-8";
        response.headers.emplace_back("Content-Disposition",
                                      "attachment; filename=\"flywheel.ics\"");
        return response;
    });
}

}  // namespace flywheel::web
