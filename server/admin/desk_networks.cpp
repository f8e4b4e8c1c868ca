#include "server/admin/desk_networks.hpp"

#include <nlohmann/json.hpp>

#include "protocol/codec.hpp"
#include "protocol/digest.hpp"
#include "protocol/letters.hpp"
#include "server/room/founding.hpp"
#include "server/room/tokens.hpp"

namespace flywheel::admin {

using nlohmann::json;

namespace {

constexpr std::size_t name_length_max = 120;   // as the page for the first network has it
constexpr std::size_t email_length_max = 254;  // RFC 5321
constexpr std::int64_t first_link_ms = 24LL * 60 * 60 * 1000;

Answer refused(Refusal const& refusal) { return {false, refusal_json(refusal), {}}; }

}  // namespace

Answer create_network(Floor& floor, json const& request) {
    Founding founding;
    for (auto const& [field, into] :
         {std::pair{"name", &founding.network}, std::pair{"organization", &founding.organization},
          std::pair{"director", &founding.director}}) {
        *into = request.value(field, std::string{});
        if (into->empty()) { return refused(refuse(Code::Missing, field, "It is empty.")); }
        if (into->size() > name_length_max) {
            return refused(refuse(Code::TooLong, field, "It has more than 120 bytes."));
        }
    }
    auto const email = in_small_letters(request.value("email", std::string{}));
    auto const at = email.find('@');
    if (email.size() > email_length_max || at == std::string::npos || at == 0 ||
        at + 1 == email.size() || email.find_first_of(" <>,;\"") != std::string::npos) {
        return refused(refuse(Code::NotText, "email", "That is no e-mail address."));
    }
    if (floor.disk_is_full()) {
        return refused(refuse(Code::StorageFull, "", "The server's disk is full."));
    }
    auto const now = floor.env().clock.now_ms();
    auto const known = floor.accounts().by_email(email);
    founding.account = known ? known->id : make_id(floor.env().random);
    auto const token = make_token(floor.env().random);
    auto const network = found_network(floor, founding, [&] {
        if (!known) {
            // Nobody signs in with it until the link was used and a password chosen.
            floor.accounts().add({founding.account, email, founding.director, {}}, now);
            floor.accounts().add_link(sha256(token), "sign_in", founding.account,
                                      now + first_link_ms);
        }
        floor.store().note_for_server(now, "network_made_by_operator", founding.account);
    });
    json report{{"network", network}};
    if (!known) { report["token"] = token; }
    return {true, report.dump(), {}};
}

Answer tokens(Floor& floor, json const& request) {
    auto const email = in_small_letters(request.value("email", std::string{}));
    json list = json::array();
    for (auto const& token : storage::Tokens(floor.store()).all()) {
        auto const owner = floor.accounts().by_id(token.account);
        if (!owner || (!email.empty() && owner->email != email)) { continue; }
        list.push_back({{"id", token.id},
                        {"email", owner->email},
                        {"network", token.network},
                        {"name", token.name},
                        {"may_write", token.may_write},
                        {"created_at_ms", token.created_at_ms},
                        {"expires_at_ms", token.expires_at_ms},
                        {"used_at_ms", token.used_at_ms}});
    }
    return {true, json{{"tokens", std::move(list)}}.dump(), {}};
}

Answer end_token(Floor& floor, json const& request) {
    auto const id = request.value("id", std::string{});
    storage::Tokens tokens(floor.store());
    for (auto const& token : tokens.all()) {
        if (token.id != id) { continue; }
        tokens.end(token.account, id);
        floor.store().note_for_server(floor.env().clock.now_ms(), "api_token_ended_by_operator",
                                      token.account);
        return {true, json::object().dump(), {}};
    }
    return refused(refuse(Code::NotFound, "id", "There is no token of that id."));
}

}  // namespace flywheel::admin
