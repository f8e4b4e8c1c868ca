#include <boost/asio/post.hpp>

#include "server/log.hpp"
#include "server/web/api_detail.hpp"

namespace flywheel::web {

// A page on its way: read on the pool's thread, shown on the room thread, in turn until it is full.
struct Api::Looking {
    HistoryPage page;
    MemberId member;
    Reply reply;
    std::optional<std::string> first_hash;  // which network it is: another may come by the same id
};

void Api::history(Call&& call) {
    auto const kind_name = query_value(call.request.query, "kind");
    auto const id = query_value(call.request.query, "id");
    auto const before = query_value(call.request.query, "before");
    auto const kind = kind_from_name(kind_name);
    if (!kind_name.empty() && !kind) {
        call.reply(refusal_response(
            refuse(Code::UnknownKind, "kind", "There is no kind of record with that name.")));
        return;
    }
    if (kind ? !is_id(id) : !id.empty()) {
        call.reply(refusal_response(
            refuse(Code::NotAnId, "id", "A record is named by \"kind\" and \"id\".")));
        return;
    }
    auto const of = kind ? std::optional<Key>(Key{*kind, id}) : std::nullopt;
    rooms_.call([this, shown = shown_by(call.request), of, before, network = call.parts[0],
                 reply = std::move(call.reply)](Floor& floor) {
        auto answer = [&](Response response) {
            mailbox_.put([reply, response = std::move(response)] { reply(response); });
        };
        auto const here = inside(floor, shown, network);
        if (here.has_error()) { return answer(refusal_response(here.error())); }
        auto page = here->room->history_page(here->room->viewer(here->member), of, before);
        if (!page) {
            return answer(refusal_response(
                refuse(Code::NotFound, "id", "There is nothing here by that id.")));
        }
        look_back(std::make_shared<Looking>(
            Looking{std::move(*page), here->member, reply, floor.store().hash_at(network, 1)}));
    });
}

void Api::look_back(std::shared_ptr<Looking> const& looking) {
    boost::asio::post(pool_, [this, looking] {
        auto answer = [this, looking](Response response) {
            mailbox_.put([looking, response = std::move(response)] { looking->reply(response); });
        };
        std::shared_ptr<HistoryChunk> chunk;
        try {
            if (!history_) { history_ = std::make_unique<HistoryReader>(options_.data_folder); }
            chunk = std::make_shared<HistoryChunk>(history_->read(looking->page));
        } catch (std::exception const& failure) {
            log::trouble("history_not_read", {{"why", failure.what()}});
            answer(refusal_response(
                refuse(Code::OurFault, "", "That is our mistake; it has been noted.")));
            return;
        }
        rooms_.call([this, looking, chunk, answer](Floor& floor) {
            auto const& network = looking->page.network;
            auto* const room = floor.room(network);
            // It may have been removed meanwhile.
            if (room == nullptr || floor.store().hash_at(network, 1) != looking->first_hash) {
                return answer(no_such_network());
            }
            // Asked anew for each chunk: rights may end while somebody looks back.
            room->show_history(room->viewer(looking->member), *chunk, looking->page);
            if (!looking->page.complete) { return look_back(looking); }
            answer(Response::json(200, looking->page.json()));
        });
    });
}

void Api::readers(Call&& call) {
    auto const kind = kind_from_name(call.parts[1]);
    if (!kind) {
        call.reply(refusal_response(
            refuse(Code::UnknownKind, "kind", "There is no kind of record with that name.")));
        return;
    }
    with_member(std::move(call), [key = Key{*kind, call.parts[2]}](
                                     Floor&, SignedIn const&, Room& room, MemberId const& member) {
        auto const readers = room.readers(room.viewer(member), key);
        if (readers.has_error()) { return refusal_response(readers.error()); }
        json list = json::array();
        auto const is_told = readers->has_value();
        for (auto const& each : readers->value_or(std::vector<storage::Reader>{})) {
            list.push_back({{"member", each.member},
                            {"first_at_ms", each.first_at_ms},
                            {"last_at_ms", each.last_at_ms},
                            {"days", each.days}});
        }
        return Response::json(200, json{{"told", is_told}, {"readers", std::move(list)}}.dump());
    });
}

}  // namespace flywheel::web
