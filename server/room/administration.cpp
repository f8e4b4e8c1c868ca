#include "server/room/administration.hpp"

#include <algorithm>
#include <unordered_map>

#include "server/domain/policy.hpp"
#include "server/domain/policy_roles.hpp"
#include "server/room/sign_ins.hpp"
#include "storage/passkeys.hpp"

namespace flywheel {

namespace {

Refusal no_such_network() { return refuse(Code::NotFound, "", "There is no such network."); }

Refusal nothing_here(char const* field) {
    return refuse(Code::NotFound, field, "There is nothing here by that id.");
}

// Somebody with an account here, all of whose roles are the asker's to give.
struct InHand {
    MemberId member;
    std::string account;
};

std::optional<InHand> in_hand(Floor& floor, Room& room, Viewer const& viewer,
                              MemberId const& member) {
    if (!View::may_see(room.state(), viewer, {kind_of<Member>(), member.text}) ||
        !has_in_hand(viewer, room.state(), member)) {
        return std::nullopt;
    }
    auto account = floor.accounts().account_of(room.name(), member.text);
    if (!account) { return std::nullopt; }
    return InHand{member, std::move(*account)};
}

std::vector<InHand> all_in_hand(Floor& floor, Room& room, Viewer const& viewer) {
    std::vector<InHand> all;
    room.state().each<Member>([&](Member const& member, Meta const&) {
        if (auto person = in_hand(floor, room, viewer, member.id)) {
            all.push_back(std::move(*person));
        }
    });
    return all;
}

bool is_only_here(Floor& floor, std::string const& account) {
    return floor.accounts().members_of(account).size() == 1;
}

AdministeredPerson person_of(Floor& floor, InHand const& person, MemberId const& by) {
    AdministeredPerson out;
    out.member = person.member;
    auto const account = floor.accounts().by_id(person.account);
    if (!account) { throw storage::Fault("a member's account is not there"); }
    out.email = account->email;
    out.has_password = !account->password_hash.empty();
    auto const factor = floor.accounts().second_factor(person.account);
    out.passkeys = storage::Passkeys(floor.store()).of(person.account).size();
    out.has_second_factor = out.passkeys > 0 || (factor && factor->confirmed_at_ms != 0);
    out.owes_second_factor = floor.owes_second_factor(person.account);
    out.only_here = is_only_here(floor, person.account);
    if (!out.only_here) { return out; }
    auto const sessions = floor.accounts().sessions_of(person.account, floor.env().clock.now_ms());
    out.sign_ins = sessions.size();
    out.seen_at_ms = sessions.empty() ? 0 : sessions.front().session.seen_at_ms;
    out.may_end = person.member != by;
    return out;
}

}  // namespace

Result<AdministeredPeople> administered_people(Floor& floor, Room& room, MemberId const& by,
                                               std::string const& after) {
    auto const viewer = room.viewer(by);
    if (!administers(viewer)) { return no_such_network(); }
    auto all = all_in_hand(floor, room, viewer);
    std::erase_if(all, [&](InHand const& each) { return each.member.text <= after; });
    std::sort(all.begin(), all.end(),
              [](InHand const& a, InHand const& b) { return a.member < b.member; });
    AdministeredPeople page;
    if (all.size() > administered_people_a_page) {
        all.resize(administered_people_a_page);
        page.after = all.back().member.text;
    }
    for (auto const& each : all) {
        page.people.push_back(person_of(floor, each, by));
    }
    return page;
}

Result<std::size_t> end_sign_ins_of(Floor& floor, Room& room, MemberId const& by,
                                    MemberId const& member) {
    auto const viewer = room.viewer(by);
    if (!administers(viewer)) { return no_such_network(); }
    auto const person = in_hand(floor, room, viewer, member);
    if (!person) { return nothing_here("member"); }
    if (member == by) {
        return refuse(Code::NotYours, "member", "End your own sign-ins in the settings.");
    }
    if (!is_only_here(floor, person->account)) {
        return refuse(Code::NotYours, "member",
                      "This person belongs to several networks; the server's operator can help.");
    }
    auto const ended = end_sign_ins(floor, person->account, [](auto const&) { return true; });
    if (ended != 0) {
        floor.store().note_for_server(floor.env().clock.now_ms(), "sessions_ended_by_lead",
                                      person->account, by.text);
    }
    return ended;
}

Result<AdministeredTokens> administered_tokens(Floor& floor, Room& room, MemberId const& by) {
    auto const viewer = room.viewer(by);
    if (!administers(viewer)) { return no_such_network(); }
    auto const now = floor.env().clock.now_ms();
    AdministeredTokens out;
    storage::Tokens tokens(floor.store());
    for (auto const& person : all_in_hand(floor, room, viewer)) {
        for (auto& token : tokens.of(person.account, now)) {
            bool const of_this = token.network == room.name();
            if (!of_this && !token.network.empty()) { continue; }
            bool const may_end = of_this || is_only_here(floor, person.account);
            out.tokens.push_back({std::move(token), person.member, may_end});
        }
    }
    std::sort(out.tokens.begin(), out.tokens.end(),
              [](AdministeredToken const& a, AdministeredToken const& b) {
                  return std::tie(b.token.created_at_ms, b.token.id) <
                         std::tie(a.token.created_at_ms, a.token.id);
              });
    out.more = out.tokens.size() > administered_tokens_max;
    if (out.more) { out.tokens.resize(administered_tokens_max); }
    return out;
}

Result<void> end_token_of(Floor& floor, Room& room, MemberId const& by, std::string const& id) {
    auto const known = administered_tokens(floor, room, by);
    if (known.has_error()) { return known.error(); }
    auto const found =
        std::find_if(known->tokens.begin(), known->tokens.end(),
                     [&](AdministeredToken const& each) { return each.token.id == id; });
    if (found == known->tokens.end()) { return nothing_here("token"); }
    if (!found->may_end) {
        return refuse(Code::NotYours, "token",
                      "This token opens other networks too; the server's operator can help.");
    }
    storage::Tokens(floor.store()).end(found->token.account, id);
    floor.store().note_for_server(floor.env().clock.now_ms(), "api_token_ended_by_lead",
                                  found->token.account, by.text);
    return {};
}

Result<AdministeredHistory> administered_history(Floor& floor, Room& room, MemberId const& by) {
    auto const viewer = room.viewer(by);
    if (!administers(viewer)) { return no_such_network(); }
    // Notes name an account, a member, a district or the network: each by an id that nothing else has.
    std::unordered_map<std::string, AdministeredEvent> about;
    for (auto const& person : all_in_hand(floor, room, viewer)) {
        about[person.member.text].member = person.member;
        // What somebody does who belongs to other networks too is not this one's to know.
        if (is_only_here(floor, person.account)) { about[person.account].member = person.member; }
    }
    room.state().each<Organization>([&](Organization const& organization, Meta const&) {
        if (looks_after(viewer, room.state(), organization.id)) {
            about[organization.id.text].organization = organization.id;
        }
    });
    if (roles::holds_role(viewer, Role::HubDirector)) { about[room.name()] = {}; }
    auto const notes = floor.store().last_notes(administered_notes_max);
    AdministeredHistory history;
    if (notes.size() == administered_notes_max) { history.since_ms = notes.back().time_ms; }
    for (auto const& note : notes) {
        auto const found = about.find(note.account);
        if (found == about.end()) { continue; }
        if (history.events.size() == administered_events_max) {
            history.since_ms = history.events.back().at_ms;
            break;
        }
        auto event = found->second;
        event.what = note.what;
        event.at_ms = note.time_ms;
        event.by.text = note.by;
        history.events.push_back(std::move(event));
    }
    return history;
}

Result<void> may_see_server(Room& room, MemberId const& by) {
    if (!roles::holds_role(room.viewer(by), Role::HubDirector)) { return no_such_network(); }
    return {};
}

}  // namespace flywheel
