// Invitations and one-time links.
#include <boost/asio/post.hpp>

#include "server/room/people.hpp"
#include "server/web/api_detail.hpp"
#include "server/web/password.hpp"

namespace flywheel::web {

namespace {

// How many open invitations of theirs have an address: nobody fills strangers' inboxes through us.
std::size_t mailed_by(Floor& floor, Room& room, MemberId const& member) {
    auto const all = floor.accounts().invitations(room.name(), floor.env().clock.now_ms());
    return static_cast<std::size_t>(std::count_if(all.begin(), all.end(), [&](auto const& each) {
        return each.invited_by == member.text && !each.email.empty();
    }));
}

}  // namespace

std::string Api::link(Request const& request, char const* purpose, std::string const& token) const {
    return site(request) + "/in#" + purpose + "=" + token;
}

void Api::invite(Call&& call) {
    auto const organization = text_of(call.body, "organization", id_length_max);
    auto const role_name = text_of(call.body, "role", 40);
    auto const team = text_of(call.body, "team", id_length_max, false);
    auto const email = email_of(call.body, false);
    auto const language = language_of(call.body);
    for (auto const* each : {&organization, &role_name, &team, &email, &language}) {
        if (each->has_error()) {
            call.reply(refusal_response(each->error()));
            return;
        }
    }
    auto const role = from_name<Role>(*role_name);
    if (!role) {
        call.reply(refusal_response(refuse(Code::NotAChoice, "role", "There is no such role.")));
        return;
    }
    auto const days = days_of(call.body, invitation_days, invitation_days_max);
    if (days.has_error()) { return call.reply(refusal_response(days.error())); }
    InvitationWish const wish{{*organization}, *role, {*team}, *email, *days * day_ms};
    auto const request = call.request;
    with_member(std::move(call), [=, this, reads = *language](Floor& floor, SignedIn const&,
                                                              Room& room, MemberId const& member) {
        auto const made = make_invitation(floor, room, member, wish);
        if (made.has_error()) { return refusal_response(made.error()); }
        bool const mailed = !wish.email.empty() && floor.sends_mail() &&
                            mailed_by(floor, room, member) <= invitations_mailed_max;
        if (mailed) { floor.post_mail(storage::AccountMailWhat::Invitation, made->id, reads); }
        return Response::json(200, json{{"link", link(request, "invitation", made->token)},
                                        {"id", made->id},
                                        {"mailed", mailed}}
                                       .dump());
    });
}

void Api::invitations(Call&& call) {
    with_member(std::move(call),
                [](Floor& floor, SignedIn const&, Room& room, MemberId const& member) {
                    json list = json::array();
                    for (auto const& i : invitations_seen_by(floor, room, member)) {
                        list.push_back({{"id", i.id},
                                        {"organization", i.organization},
                                        {"role", i.role},
                                        {"team", i.team},
                                        {"email", i.email},
                                        {"expires_at_ms", i.expires_at_ms},
                                        {"uses_left", i.uses_left}});
                    }
                    return Response::json(200, json{{"invitations", std::move(list)}}.dump());
                });
}

void Api::revoke_invitation(Call&& call) {
    auto const id = call.parts[1];
    with_member(std::move(call),
                [id](Floor& floor, SignedIn const&, Room& room, MemberId const& member) {
                    auto const outcome = flywheel::revoke_invitation(floor, room, member, id);
                    if (outcome.has_error()) { return refusal_response(outcome.error()); }
                    Response response;
                    response.status = 204;
                    return response;
                });
}

void Api::look_at_invitation(Call&& call) {
    auto const hash = token_hash_of(call.body);
    if (hash.has_error()) {
        call.reply(refusal_response(hash.error()));
        return;
    }
    on_room(std::move(call.reply), [this, hash = *hash](Floor& floor) {
        auto const invitation = floor.accounts().invitation(hash, env_.clock.now_ms());
        auto* const room = invitation ? floor.room(invitation->network) : nullptr;
        if (room == nullptr) { return used_up(); }
        json answer{{"network", invitation->network}, {"role", invitation->role}};
        if (!invitation->email.empty()) { answer["email"] = invitation->email; }
        room->state().each<Network>(
            [&](Network const& network, Meta const&) { answer["network_name"] = network.name; });
        if (auto const* organization =
                room->state().get<Organization>({invitation->organization})) {
            answer["organization_name"] = organization->name;
        }
        return Response::json(200, answer.dump());
    });
}

void Api::accept_invitation(Call&& call) {
    auto const hash = token_hash_of(call.body);
    if (hash.has_error()) {
        call.reply(refusal_response(hash.error()));
        return;
    }
    auto reply = call.reply;
    auto shared = std::make_shared<Call>(std::move(call));
    who(shared->request, [this, shared, reply, hash = *hash](std::optional<SignedIn> const& who) {
        if (who) {
            rooms_.call([this, shared, reply, account = who->account](Floor& floor) {
                join_with(floor, *shared, account, false, {}, reply);
            });
            return;
        }
        auto const email = email_of(shared->body);
        auto const name = text_of(shared->body, "name", 120);
        // Of somebody who has an account it is the one they have, however good it is.
        auto const password = text_of(shared->body, "password", password_length_max);
        for (auto const* each : {&email, &name, &password}) {
            if (each->has_error()) {
                reply(refusal_response(each->error()));
                return;
            }
        }
        auto const wait = guesses_.wait_seconds(*email, shared->request.address,
                                                std::chrono::steady_clock::now());
        if (wait > 0) {
            reply(too_many_attempts(wait));
            return;
        }
        rooms_.call([this, shared, reply, hash, email = *email,
                     password = *password](Floor& floor) {
            // First: without an invitation nobody learns who has an account.
            if (!floor.accounts().invitation(hash, env_.clock.now_ms())) {
                mailbox_.put([reply] { reply(used_up()); });
                return;
            }
            auto const known = floor.accounts().by_email(email);
            auto const called = shared->body.value("name", std::string{});
            auto const fits = known ? Result<std::string>(password)
                                    : new_password_of(shared->body, {called, email});
            if (fits.has_error()) {
                mailbox_.put([reply, why = fits.error()] { reply(refusal_response(why)); });
                return;
            }
            boost::asio::post(pool_, [this, shared, reply, email, password, known] {
                // Somebody with an account joins with its password: an invitation is no way into it.
                bool const right = known && check_password(password, known->password_hash);
                std::string const fresh = known ? std::string{} : hash_password(password);
                mailbox_.put([this, shared, reply, email, known, right, fresh] {
                    if (known && !right) {
                        guesses_.failed(email, shared->request.address,
                                        std::chrono::steady_clock::now());
                        reply(refusal_response(
                            refuse(Code::SignInFailed, "password",
                                   "The e-mail address or the password is not right.")));
                        return;
                    }
                    auto const account = known ? known->id : make_id(env_.random);
                    rooms_.call([this, shared, reply, account, known, fresh](Floor& again) {
                        auto const code = text_of(shared->body, "code", code_length_max, false);
                        auto const step = !known             ? Result<void>{}
                                          : code.has_error() ? Result<void>(code.error())
                                                             : second_step(again, account, *code);
                        if (step.has_error()) {
                            mailbox_.put([this, shared, reply, known, step] {
                                settle_guess(step, known->email, shared->request.address);
                                reply(refusal_response(step.error()));
                            });
                            return;
                        }
                        join_with(again, *shared, account, !known, fresh, reply);
                    });
                });
            });
        });
    });
}

void Api::join_with(Floor& floor, Call const& call, std::string const& account_id, bool new_account,
                    std::string const& password_hash, Reply const& reply) {
    Joiner joiner;
    joiner.is_new = new_account;
    if (new_account) {
        joiner.account = {account_id, *email_of(call.body), *text_of(call.body, "name", 120),
                          password_hash};
    } else {
        joiner.account = *floor.accounts().by_id(account_id);
    }
    auto const outcome = join_by_invitation(floor, *token_hash_of(call.body), joiner);
    auto answer = outcome.has_error() ? refusal_response(outcome.error())
                                      : start_session(floor, joiner.account, call.request, false);
    mailbox_.put([reply, answer = std::move(answer)] { reply(answer); });
}

void Api::member_link(Call&& call) {
    MemberId const locked_out{call.parts[1]};
    auto const request = call.request;
    with_member(std::move(call), [=, this](Floor& floor, SignedIn const&, Room& room,
                                           MemberId const& member) {
        auto const token = make_sign_in_link(floor, room, member, locked_out, sign_in_link_ms);
        if (token.has_error()) { return refusal_response(token.error()); }
        return Response::json(200, json{{"link", link(request, "link", *token)}}.dump());
    });
}

}  // namespace flywheel::web
