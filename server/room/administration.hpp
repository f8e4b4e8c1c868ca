#pragma once
#include <optional>
#include <string>
#include <vector>

#include "server/room/floor.hpp"
#include "storage/tokens.hpp"

// How people get in, for those who look after them (docs/SYNC.md H14): a district's lead for their district, the hub's director for all. Of
// whom policy's has_in_hand says no, they see and end nothing. For everybody else there is nothing here: refused like an absent network.
// Called on the room thread.
namespace flywheel {

// A page of people costs some questions to the database each: so many take some ten milliseconds of the room's turn.
inline constexpr std::size_t administered_people_a_page = 500;
// More programs than a hub and its districts have; the newest are shown, and that there are more.
inline constexpr std::size_t administered_tokens_max = 1'000;
// So many notes are read in some twenty milliseconds; of a small server they are its last months.
inline constexpr std::size_t administered_notes_max = 5'000;
// What somebody reads at one look.
inline constexpr std::size_t administered_events_max = 200;

struct AdministeredPerson {
    MemberId member;
    std::string email;
    bool has_password = false;
    bool has_second_factor = false;
    bool owes_second_factor = false;
    std::size_t passkeys = 0;
    // Of whoever belongs to other networks too, where they are signed in is not this one's to know or to end.
    bool only_here = false;
    std::size_t sign_ins = 0;
    std::int64_t seen_at_ms = 0;  // 0: they are signed in nowhere
    bool may_end = false;         // their sign-ins; one's own end in the settings
};

struct AdministeredPeople {
    std::vector<AdministeredPerson> people;  // by id
    std::string after;                       // go on from there; empty: these are all
};

[[nodiscard]] Result<AdministeredPeople> administered_people(Floor& floor, Room& room,
                                                             MemberId const& by,
                                                             std::string const& after);

// Wherever they are signed in, with every connection; answers in how many places. Refused for oneself, and for who belongs to other
// networks too.
[[nodiscard]] Result<std::size_t> end_sign_ins_of(Floor& floor, Room& room, MemberId const& by,
                                                  MemberId const& member);

struct AdministeredToken {
    storage::ApiToken token;
    MemberId member;
    bool may_end =
        false;  // one that opens other networks too is its owner's to end, or the operator's
};

struct AdministeredTokens {
    std::vector<AdministeredToken> tokens;  // that open this network, the newest first
    bool more = false;
};

[[nodiscard]] Result<AdministeredTokens> administered_tokens(Floor& floor, Room& room,
                                                             MemberId const& by);

[[nodiscard]] Result<void> end_token_of(Floor& floor, Room& room, MemberId const& by,
                                        std::string const& id);

// What was done with accounts, or taken from the network; never what somebody read or wrote.
struct AdministeredEvent {
    std::string what;
    std::int64_t at_ms = 0;
    MemberId member;              // whose account
    OrganizationId organization;  // or of which district; both empty: of the network
    MemberId by;                  // who did it to them, where that was somebody else
};

struct AdministeredHistory {
    std::vector<AdministeredEvent> events;  // newest first
    std::int64_t since_ms = 0;              // nothing that was before is among them
};

[[nodiscard]] Result<AdministeredHistory> administered_history(Floor& floor, Room& room,
                                                               MemberId const& by);

// Whether they are told how the server is: who directs the hub.
[[nodiscard]] Result<void> may_see_server(Room& room, MemberId const& by);

}  // namespace flywheel
