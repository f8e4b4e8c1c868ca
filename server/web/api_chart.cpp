#include <boost/asio/post.hpp>

#include "server/charting/chart_json.hpp"
#include "server/web/api_detail.hpp"

namespace flywheel::web {

// Figures in, figures out: nothing of any network is read. Only for people who are signed in, since it costs time.
void Api::chart(Call&& call) {
    who_or_token(call.request, [this, rules = query_value(call.request.query, "rules"),
                                body = std::move(call.request.body),
                                reply = std::move(call.reply)](Result<SignedIn> const& who) {
        if (who.has_error()) { return reply(refusal_response(who.error())); }
        boost::asio::post(pool_, [this, rules, body, reply] {
            auto const answer = charting::answer(body, rules, charting::request_limits);
            auto response = answer.has_error()        ? refusal_response(answer.error())
                            : answer->refused.empty() ? Response::json(200, answer->text)
                                                      : refusal_response(answer->refused.front());
            mailbox_.put([reply, response = std::move(response)] { reply(response); });
        });
    });
}

}  // namespace flywheel::web
