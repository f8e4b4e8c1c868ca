#pragma once
#include <map>
#include <string>
#include <vector>

#include "server/room/floor.hpp"

// The erasure of a person: what they are told who ask for it, and what was done. Called on the room thread.
namespace flywheel {

struct ErasureReport {
    std::string network;
    MemberId member;
    std::string name;
    std::map<std::string, std::int64_t> removed;  // by kind: what nobody else could see
    std::int64_t without_words = 0;  // theirs alone too, but something else rests on them
    std::vector<Key>
        still_named;            // in whose words their name stands: nobody changes those but people
    bool account_goes = false;  // they belong to no other network
};

// What erasing them would do; changes nothing.
[[nodiscard]] Result<ErasureReport> erasure_report(Floor& floor, std::string const& network,
                                                   MemberId const& member);

// Their roles end, then what is about them alone goes in one transaction, with the account where it belongs to no other network.
// Refuses last_director. `by` is empty for the operator.
[[nodiscard]] Result<ErasureReport> erase_member(Floor& floor, std::string const& network,
                                                 MemberId const& member, MemberId const& by);

// Ends what holds of their roles and their places in teams. All or none; refuses last_director.
[[nodiscard]] Result<void> end_roles(Floor& floor, std::string const& network,
                                     std::vector<MemberId> const& members, MemberId const& by);

// Whether `by` may: who looks after every organisation where they were ever something. Nobody erases themselves.
[[nodiscard]] Result<void> may_erase(Room const& room, MemberId const& by, MemberId const& member);

// What was erased for good, told to the file of erasures: a member, a district's share, or a whole network.
struct Erased {
    std::string network;
    MemberId member;
    OrganizationId district;
    bool shared_too = false;
};
void note_erased(Floor& floor, Erased const& erased);
// Carries out again, on what came back from a backup, what that file says was erased since `since_ms`; how many. Refuses a line that
// cannot be read or carried out, with its number; those before it are done.
[[nodiscard]] Result<std::int64_t> erase_again(Floor& floor, std::string_view lines,
                                               std::int64_t since_ms);

}  // namespace flywheel
