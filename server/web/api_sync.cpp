#include "server/web/api_detail.hpp"
#include "server/web/polled.hpp"

namespace flywheel::web {

namespace {

Response no_such_line() {
    return refusal_response(refuse(Code::NotFound, "line", "That line has ended; dial anew."));
}

}  // namespace

// The socket's messages over requests, for where a proxy breaks WebSocket (docs/SYNC.md H3).
void Api::sync(Call&& call) {
    auto line = text_of(call.body, "line", 64, false);
    if (line.has_error()) {
        call.reply(refusal_response(line.error()));
        return;
    }
    std::vector<std::string> messages;
    if (auto const found = call.body.find("messages"); found != call.body.end()) {
        if (!found->is_array() || found->size() > polled_messages_max) {
            call.reply(refusal_response(
                refuse(Code::NotWellFormed, "messages", "\"messages\" is a list of messages.")));
            return;
        }
        for (auto const& message : *found) {
            messages.push_back(message.dump());
        }
    }
    auto const token = cookie_of(call.request);
    rooms_.call([this, token, line = *line, messages = std::move(messages),
                 reply = std::move(call.reply)](Floor& floor) {
        auto const hash = sha256(token);
        auto const session =
            token.empty() ? std::nullopt : floor.accounts().session(hash, env_.clock.now_ms());
        std::optional<SignedIn> who;
        if (session) { who = SignedIn{session->account, hash, {}}; }
        auto const fresh = line.empty() ? make_id(floor.env().random) : std::string{};
        mailbox_.put([this, who, line, fresh, messages, reply] {
            if (!who) {
                reply(signed_out());
            } else if (!fresh.empty() && !lines_->begin(fresh, *who)) {
                reply(refusal_response(refuse(Code::TooMany, "line",
                                              "Too many are connected this way.",
                                              {{"limit", std::to_string(polled_lines_max)}})));
            } else if (!lines_->turn(fresh.empty() ? line : fresh, *who, messages, reply)) {
                reply(no_such_line());
            }
        });
    });
}

}  // namespace flywheel::web
