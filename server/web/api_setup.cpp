// The first set-up: what is settled for the whole server, and its first network. All of it by the one-time link.
#include <boost/asio/post.hpp>

#include "server/log.hpp"
#include "server/room/founding.hpp"
#include "server/web/api_detail.hpp"
#include "server/web/password.hpp"

namespace flywheel::web {

namespace {

// "settings" of the body: texts by the names of settings. What is left empty is not settled.
Result<first_run::Settled> settled_in(json const& body) {
    first_run::Settled settled;
    auto const given = body.find("settings");
    if (given == body.end()) { return settled; }
    if (!given->is_object()) {
        return refuse(Code::NotWellFormed, "settings", "\"settings\" is an object.");
    }
    for (auto const& [name, value] : given->items()) {
        auto const text = text_of(*given, name.c_str(), setting_length_max, false);
        if (text.has_error()) { return text.error(); }
        if (!text->empty()) { settled.emplace(name, *text); }
    }
    return settled;
}

}  // namespace

void Api::setup_open(Call&& call) {
    on_room(std::move(call.reply), [this](Floor& floor) {
        return Response::json(
            200, json{{"open", !floor.accounts().any()}, {"began_at_ms", began_ms_}}.dump());
    });
}

void Api::with_setup_link(Call&& call, std::function<void(Call&&)> then) {
    auto const token = token_hash_of(call.body);
    if (token.has_error()) { return call.reply(refusal_response(token.error())); }
    rooms_.call([this, token = *token, call = std::make_shared<Call>(std::move(call)),
                 then = std::move(then)](Floor& floor) {
        bool const holds = !floor.accounts().any() &&
                           floor.accounts().link(token, "setup", env_.clock.now_ms()).has_value();
        mailbox_.put([holds, call, then] {
            if (!holds) { return call->reply(used_up()); }
            then(std::move(*call));
        });
    });
}

void Api::look_at_setup(Call&& call) {
    with_setup_link(std::move(call), [this](Call&& held) {
        json choices = json::array();
        for (auto const& each : options_.first_run.choices()) {
            choices.push_back({{"name", each.name},
                               {"value", each.value},
                               {"proposed", each.proposed},
                               {"given", each.given}});
        }
        held.reply(Response::json(200, json{{"choices", std::move(choices)},
                                            {"restarts", options_.first_run.can_take_effect()}}
                                           .dump()));
    });
}

void Api::try_setup_mail(Call&& call) {
    auto const settled = settled_in(call.body);
    auto const to = text_of(call.body, "to", 254);
    auto const language = text_of(call.body, "language", 2, false);
    if (settled.has_error()) { return call.reply(refusal_response(settled.error())); }
    for (auto const* each : {&to, &language}) {
        if (each->has_error()) { return call.reply(refusal_response(each->error())); }
    }
    with_setup_link(
        std::move(call), [this, settled = *settled, to = *to, language = *language](Call&& held) {
            if (++setup_mails_ > setup_mails_max) {
                return held.reply(refusal_response(
                    refuse(Code::TooMany, "to", "So many mails were tried: start the server again.",
                           {{"limit", std::to_string(setup_mails_max)}})));
            }
            // Waits for another server: nobody is on this one yet whom it would hold up.
            boost::asio::post(pool_, [=, this, reply = std::move(held.reply)] {
                auto const outcome =
                    options_.first_run.try_mail(settled, to, language == "es" ? "es" : "en");
                mailbox_.put([outcome, reply] {
                    reply(outcome.has_error() ? refusal_response(outcome.error()) : nothing_more());
                });
            });
        });
}

void Api::try_setup_folder(Call&& call) {
    auto const folder = text_of(call.body, "folder", setting_length_max);
    if (folder.has_error()) { return call.reply(refusal_response(folder.error())); }
    with_setup_link(std::move(call), [this, folder = *folder](Call&& held) {
        auto const place = options_.first_run.try_folder(folder);
        held.reply(place.has_error() ? refusal_response(place.error())
                                     : Response::json(200, json{{"free_bytes", place->free_bytes},
                                                                {"same_disk", place->same_disk}}
                                                               .dump()));
    });
}

void Api::setup(Call&& call) {
    auto const token = token_hash_of(call.body);
    auto const organization = text_of(call.body, "organization", 120);
    auto const network = text_of(call.body, "network", 120);
    auto const name = text_of(call.body, "name", 120);
    auto const email = email_of(call.body);
    auto given = [](Result<std::string> const& text) {
        return text.has_error() ? std::string{} : *text;
    };
    auto const password = new_password_of(
        call.body, {given(name), given(email), given(organization), given(network)});
    for (auto const* each : {&token, &organization, &network, &name, &email, &password}) {
        if (each->has_error()) { return call.reply(refusal_response(each->error())); }
    }
    auto const settled = settled_in(call.body);
    if (settled.has_error()) { return call.reply(refusal_response(settled.error())); }
    with_setup_link(std::move(call), [=, this](Call&& held) {
        if (auto const fit = options_.first_run.check(*settled); fit.has_error()) {
            return held.reply(refusal_response(fit.error()));
        }
        bool const restarts = !settled->empty() && options_.first_run.can_take_effect();
        auto reply = [inner = std::move(held.reply), restarts, this](Response response) {
            bool const done = response.status == 200;
            inner(std::move(response));
            // The answer goes out before the server ends (Server::stop).
            if (done && restarts) { options_.first_run.take_effect(); }
        };
        boost::asio::post(pool_, [=, this, request = std::move(held.request)] {
            auto const password_hash = hash_password(*password);
            on_room(reply, [=, this](Floor& floor) {
                auto const now = env_.clock.now_ms();
                auto& accounts = floor.accounts();
                if (accounts.any() || !accounts.link(*token, "setup", now)) { return used_up(); }
                if (!settled->empty()) {
                    if (auto const kept = options_.first_run.keep(*settled); kept.has_error()) {
                        return refusal_response(kept.error());
                    }
                }
                static_cast<void>(accounts.use_link(*token, "setup", now));
                storage::Account const account{make_id(env_.random), *email, *name, password_hash};
                static_cast<void>(found_network(floor, {*organization, *network, *name, account.id},
                                                [&] { accounts.add(account, now); }));
                log::fact("set_up");
                return start_session(floor, account, request, false);
            });
        });
    });
}

}  // namespace flywheel::web
