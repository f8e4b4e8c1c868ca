// How people get in, for those who look after them.
#include "server/room/administration.hpp"
#include "server/web/api_detail.hpp"

namespace flywheel::web {

namespace {

char const* name_of(SecondFactorFor whom) {
    switch (whom) {
        case SecondFactorFor::Leads: return "leads";
        case SecondFactorFor::Everyone: return "everyone";
        case SecondFactorFor::Nobody: break;
    }
    return "nobody";
}

json person_json(AdministeredPerson const& person) {
    json out{{"member", person.member.text},
             {"email", person.email},
             {"has_password", person.has_password},
             {"has_second_factor", person.has_second_factor},
             {"owes_second_factor", person.owes_second_factor},
             {"passkeys", person.passkeys},
             {"only_here", person.only_here},
             {"may_end", person.may_end}};
    if (person.only_here) {
        out["sign_ins"] = person.sign_ins;
        out["seen_at_ms"] = person.seen_at_ms;
    }
    return out;
}

json token_json(AdministeredToken const& each) {
    json out{{"id", each.token.id},
             {"member", each.member.text},
             {"name", each.token.name},
             {"may_write", each.token.may_write},
             {"created_at_ms", each.token.created_at_ms},
             {"expires_at_ms", each.token.expires_at_ms},
             {"may_end", each.may_end}};
    if (each.token.used_at_ms != 0) { out["used_at_ms"] = each.token.used_at_ms; }
    return out;
}

json event_json(AdministeredEvent const& event) {
    json out{{"what", event.what}, {"at_ms", event.at_ms}};
    if (!event.member.empty()) { out["member"] = event.member.text; }
    if (!event.organization.empty()) { out["organization"] = event.organization.text; }
    if (!event.by.empty()) { out["by"] = event.by.text; }
    return out;
}

}  // namespace

void Api::administered_people(Call&& call) {
    auto const after = query_value(call.request.query, "after");
    with_member(std::move(call),
                [after](Floor& floor, SignedIn const&, Room& room, MemberId const& member) {
                    auto const page = flywheel::administered_people(floor, room, member, after);
                    if (page.has_error()) { return refusal_response(page.error()); }
                    json list = json::array();
                    for (auto const& each : page->people) {
                        list.push_back(person_json(each));
                    }
                    json answer{{"people", std::move(list)}};
                    if (!page->after.empty()) { answer["after"] = page->after; }
                    return Response::json(200, answer.dump());
                });
}

void Api::end_sign_ins(Call&& call) {
    MemberId const whose{call.parts[1]};
    with_member(std::move(call),
                [whose](Floor& floor, SignedIn const&, Room& room, MemberId const& member) {
                    auto const ended = end_sign_ins_of(floor, room, member, whose);
                    if (ended.has_error()) { return refusal_response(ended.error()); }
                    return Response::json(200, json{{"ended", *ended}}.dump());
                });
}

void Api::administered_tokens(Call&& call) {
    with_member(std::move(call), [](Floor& floor, SignedIn const&, Room& room,
                                    MemberId const& member) {
        auto const found = flywheel::administered_tokens(floor, room, member);
        if (found.has_error()) { return refusal_response(found.error()); }
        json list = json::array();
        for (auto const& each : found->tokens) {
            list.push_back(token_json(each));
        }
        return Response::json(200, json{{"tokens", std::move(list)}, {"more", found->more}}.dump());
    });
}

void Api::end_token(Call&& call) {
    auto const id = call.parts[1];
    with_member(std::move(call),
                [id](Floor& floor, SignedIn const&, Room& room, MemberId const& member) {
                    auto const outcome = end_token_of(floor, room, member, id);
                    return outcome.has_error() ? refusal_response(outcome.error()) : nothing_more();
                });
}

void Api::administered_history(Call&& call) {
    with_member(
        std::move(call), [](Floor& floor, SignedIn const&, Room& room, MemberId const& member) {
            auto const history = flywheel::administered_history(floor, room, member);
            if (history.has_error()) { return refusal_response(history.error()); }
            json list = json::array();
            for (auto const& each : history->events) {
                list.push_back(event_json(each));
            }
            return Response::json(
                200, json{{"events", std::move(list)}, {"since_ms", history->since_ms}}.dump());
        });
}

void Api::administered_server(Call&& call) {
    with_member(std::move(call),
                [this](Floor& floor, SignedIn const&, Room& room, MemberId const& member) {
                    auto const allowed = may_see_server(room, member);
                    if (allowed.has_error()) { return refusal_response(allowed.error()); }
                    bool const backups = options_.last_backup_ms != nullptr;
                    json answer{{"version", FLYWHEEL_VERSION},
                                {"started_at_ms", began_ms_},
                                {"secure", options_.public_url.starts_with("https://")},
                                {"mail", options_.sends_mail},
                                {"second_factor", name_of(floor.options().second_factor)},
                                {"disk_is_full", floor.disk_is_full()},
                                {"backups", backups},
                                {"connected", room.people()}};
                    if (backups) {
                        answer["last_backup_at_ms"] = options_.last_backup_ms();
                        answer["backup_proven_at_ms"] = options_.backup_proven_ms();
                    }
                    return Response::json(200, answer.dump());
                });
}

}  // namespace flywheel::web
