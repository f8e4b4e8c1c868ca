// What programs show instead of a cookie: made and ended by their owner, with a browser.
#include "server/web/api_detail.hpp"

namespace flywheel::web {

namespace {

constexpr std::size_t token_name_length_max = 120;

json token_json(storage::ApiToken const& token) {
    json out{{"id", token.id},
             {"name", token.name},
             {"may_write", token.may_write},
             {"created_at_ms", token.created_at_ms},
             {"expires_at_ms", token.expires_at_ms}};
    if (!token.network.empty()) { out["network"] = token.network; }
    if (token.used_at_ms != 0) { out["used_at_ms"] = token.used_at_ms; }
    return out;
}

}  // namespace

void Api::api_tokens(Call&& call) {
    with_session(std::move(call), [this](Floor& floor, SignedIn const& who) {
        json list = json::array();
        storage::Tokens tokens(floor.store());
        for (auto const& each : tokens.of(who.account, env_.clock.now_ms())) {
            list.push_back(token_json(each));
        }
        return Response::json(200, json{{"tokens", std::move(list)}}.dump());
    });
}

void Api::make_api_token(Call&& call) {
    auto const name = text_of(call.body, "name", token_name_length_max);
    auto const network = text_of(call.body, "network", id_length_max, false);
    auto const code = text_of(call.body, "code", code_length_max, false);
    for (auto const* each : {&name, &network, &code}) {
        if (each->has_error()) { return call.reply(refusal_response(each->error())); }
    }
    auto const days = days_of(call.body, token_days, token_days_max);
    if (days.has_error()) { return call.reply(refusal_response(days.error())); }
    TokenWish const wish{*name, *network, call.body.value("may_write", json(false)) == json(true),
                         *days * day_ms};
    // It gets in without either: a browser that somebody left open must not be enough to make one, nor the password by itself.
    with_password_and_code(
        std::move(call), *code,
        [wish](Floor& floor, SignedIn const& who, storage::Account const&, std::string const&) {
            auto const made = flywheel::make_api_token(floor, who.account, wish);
            if (made.has_error()) { return refusal_response(made.error()); }
            return Response::json(200, json{{"id", made->id}, {"secret", made->secret}}.dump());
        });
}

void Api::end_api_token(Call&& call) {
    auto const id = call.parts[0];
    with_session(std::move(call), [this, id](Floor& floor, SignedIn const& who) {
        // Another's is not there: it ends nothing, and says the same as one that has ended.
        if (storage::Tokens(floor.store()).end(who.account, id)) {
            floor.store().note_for_server(env_.clock.now_ms(), "api_token_ended", who.account);
        }
        return nothing_more();
    });
}

}  // namespace flywheel::web
