#include <catch2/catch.hpp>
#include <map>
#include <sstream>

#include "server/domain/policy.hpp"
#include "tests/support/unit/network_story.hpp"

using namespace flywheel;
using namespace flywheel::testing;
using nlohmann::json;

namespace {

// Written by hand from the table of levels: who sees what. x sees it, . does not. The last column is somebody
// signed out. `former` belonged to the team and left.
//
//   di director  fa facilitator  ad advisor  co coach (in the Riverside team)  an analyst  ma manager
//   rl riverside.lead  rs riverside.sponsor (oversight)  rp riverside.principal (Elm)  rt riverside.teacher (Elm, owner)
//   rm riverside.mate (Oak)  ro riverside.outsider (Elm)  ll lakeside.lead  lt lakeside.teacher  re researcher
//   pa partner (oversight)  ob observer  fo former  -- signed out
constexpr char const* columns = "di fa ad co an ma rl rs rp rt rm ro ll lt re pa ob fo --";

struct Row {
    char const* what;
    char const* cells;
};

constexpr Row table[] = {
    // what                       di fa ad co an ma rl rs rp rt rm ro ll lt re pa ob fo --
    {"network", "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  .  ."},
    {"organization", "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  .  ."},
    {"team riverside", "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  .  x  .  ."},
    {"team oversight", "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  .  ."},
    {"member teacher", "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  .  x  .  ."},
    {"member sponsor", "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  .  ."},
    {"membership teacher", "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  .  x  .  ."},
    {"membership sponsor", "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  .  ."},
    {"team_membership teacher", "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  .  x  .  ."},
    {"team_membership sponsor", "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  .  ."},
    {"charter", "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  .  x  .  ."},
    {"root_cause", "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  .  x  .  ."},
    {"sponsor_commitment", "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  .  x  .  ."},
    {"sponsor_commitment union", "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  .  ."},
    {"aim", "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  .  x  .  ."},
    {"driver_diagram hub", "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  .  x  .  ."},
    {"driver_node hub", "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  .  x  .  ."},
    {"driver_link hub", "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  .  x  .  ."},
    {"hub diagram author", "x  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  ."},
    {"hub team's diagram team", "x  x  x  x  x  x  .  x  .  .  .  .  .  .  .  x  .  .  ."},
    {"hub diagram hub", "x  x  x  x  x  x  .  .  .  .  .  .  .  .  .  .  .  .  ."},
    {"district diagram author", ".  .  .  .  .  .  .  .  .  x  .  .  .  .  .  .  .  .  ."},
    {"district diagram team", ".  .  .  x  .  .  .  .  .  x  x  .  .  .  .  .  .  .  ."},
    {"district diagram school", ".  .  .  x  .  .  x  x  x  x  x  x  .  .  .  .  .  .  ."},
    {"district diagram district", ".  .  .  x  .  .  x  x  x  x  x  x  .  .  .  .  .  .  ."},
    {"district diagram hub", "x  x  x  x  x  x  x  x  x  x  x  x  .  .  .  .  .  .  ."},
    {"district diagram network", "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  .  x  .  ."},
    {"district diagram public", "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  x"},
    {"district node team", ".  .  .  x  .  .  .  .  .  x  x  .  .  .  .  .  .  .  ."},
    {"district link team", ".  .  .  x  .  .  .  .  .  x  x  .  .  .  .  .  .  .  ."},
    {"district node network", "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  .  x  .  ."},
    {"whole district's diagram", ".  .  .  .  .  .  x  x  x  x  x  x  .  .  .  .  .  .  ."},
    {"school diagram school", ".  .  .  .  .  .  .  .  x  x  .  x  .  .  .  .  .  .  ."},
    {"school diagram district", ".  .  .  .  .  .  x  x  x  x  x  x  .  .  .  .  .  .  ."},
    {"node of an archived diagram", ".  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  ."},
    {"cycle author", ".  .  .  .  .  .  .  .  .  x  .  .  .  .  .  .  .  .  ."},
    {"cycle team", ".  .  .  x  .  .  .  .  .  x  x  .  .  .  .  .  .  .  ."},
    {"cycle school", ".  .  .  x  .  .  .  .  x  x  x  x  .  .  .  .  .  .  ."},
    {"cycle district", ".  .  .  x  .  .  x  x  x  x  x  x  .  .  .  .  .  .  ."},
    {"cycle hub", "x  x  x  x  x  x  x  x  x  x  x  x  .  .  .  .  .  .  ."},
    {"cycle network", "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  .  x  .  ."},
    {"cycle public", "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  x"},
    {"cycle guest lt", ".  .  .  x  .  .  .  .  .  x  x  .  .  x  .  .  .  .  ."},
    {"cycle guest pa", ".  .  .  x  .  .  .  .  .  x  x  .  .  .  .  x  .  .  ."},
    {"cycle without school", ".  .  .  x  .  .  x  x  x  x  x  x  .  .  .  .  .  .  ."},
    {"ramp team", ".  .  .  x  .  .  .  .  .  x  x  .  .  .  .  .  .  .  ."},
    {"ramp school", ".  .  .  x  .  .  .  .  x  x  x  x  .  .  .  .  .  .  ."},
    {"ramp network", "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  .  x  .  ."},
    {"question team", ".  .  .  x  .  .  .  .  .  x  x  .  .  .  .  .  .  .  ."},
    {"question network", "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  .  x  .  ."},
    {"task school", ".  .  .  x  .  .  .  .  x  x  x  x  .  .  .  .  .  .  ."},
    {"amendment district", ".  .  .  x  .  .  x  x  x  x  x  x  .  .  .  .  .  .  ."},
    {"observation network", "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  .  x  .  ."},
    {"question of an archived cycle", ".  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  ."},
    {"observation of an archived cycle", ".  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  ."},
    {"named observation, written for team, cycle network",
     ".  .  .  x  .  .  .  .  .  x  x  .  .  .  .  .  .  .  ."},
    {"named observation, written for network, cycle network",
     "x  x  x  x  x  x  x  x  x  x  x  x  .  .  .  .  .  .  ."},
    {"named observation, written for district, cycle team",
     ".  .  .  x  .  .  .  .  .  x  x  .  .  .  .  .  .  .  ."},
    {"attachment network", "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  .  x  .  ."},
    {"attachment team", ".  .  .  x  .  .  .  .  .  x  x  .  .  .  .  .  .  .  ."},
    {"named attachment, written for team, cycle network",
     ".  .  .  x  .  .  .  .  .  x  x  .  .  .  .  .  .  .  ."},
    {"named attachment, written for network, cycle network",
     "x  x  x  x  x  x  x  x  x  x  x  x  .  .  .  .  .  .  ."},
    {"attachment to a named observation, written for district, cycle network",
     ".  .  .  x  .  .  x  x  x  x  x  x  .  .  .  .  .  .  ."},
    {"attachment to a held observation network",
     "x  x  .  .  .  .  .  .  .  .  x  .  .  .  .  .  .  .  ."},
    {"attachment to an archived observation network",
     ".  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  ."},
    {"attachment to protocol team", ".  .  .  x  .  .  .  .  .  x  x  .  .  .  .  .  .  .  ."},
    {"attachment to protocol network", "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  .  x  .  ."},
    // A comment is seen by those who see what it is on; one that names a person goes no further than when written.
    {"comment on aim", "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  .  x  .  ."},
    {"comment on network", "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  .  ."},
    {"comment on team oversight", "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  .  ."},
    {"comment on cycle author", ".  .  .  .  .  .  .  .  .  x  .  .  .  .  .  .  .  .  ."},
    {"comment on cycle team", ".  .  .  x  .  .  .  .  .  x  x  .  .  .  .  .  .  .  ."},
    {"comment on question school", ".  .  .  x  .  .  .  .  x  x  x  x  .  .  .  .  .  .  ."},
    {"comment on cycle network", "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  .  x  .  ."},
    {"comment on cycle public", "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  x"},
    {"comment on cycle guest lt", ".  .  .  x  .  .  .  .  .  x  x  .  .  x  .  .  .  .  ."},
    {"comment on ramp school", ".  .  .  x  .  .  .  .  x  x  x  x  .  .  .  .  .  .  ."},
    {"comment on district node team", ".  .  .  x  .  .  .  .  .  x  x  .  .  .  .  .  .  .  ."},
    {"comment on district diagram network",
     "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  .  x  .  ."},
    {"comment on named observation, written for team, cycle network",
     ".  .  .  x  .  .  .  .  .  x  x  .  .  .  .  .  .  .  ."},
    {"comment on archived", ".  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  ."},
    {"team comment on cycle network", ".  .  .  x  .  .  .  .  .  x  x  .  .  .  .  .  .  .  ."},
    {"network comment on cycle network", "x  x  x  x  x  x  x  x  x  x  x  x  .  .  .  .  .  .  ."},
    {"network comment on cycle team", ".  .  .  x  .  .  .  .  .  x  x  .  .  .  .  .  .  .  ."},
    {"district comment on observation network",
     ".  .  .  x  .  .  x  x  x  x  x  x  .  .  .  .  .  .  ."},
    {"network comment on aim", "x  x  x  x  x  x  .  .  .  .  .  .  .  .  .  .  .  .  ."},
    {"network comment on network", "x  x  x  x  x  x  .  .  .  .  .  .  .  .  .  .  .  .  ."},
    {"network comment on member sponsor",
     "x  x  x  x  x  x  .  x  .  .  .  .  .  .  .  x  .  .  ."},
    {"team comment on ramp network", ".  .  .  x  .  .  .  .  .  x  x  .  .  .  .  .  .  .  ."},
    {"team comment on district diagram network",
     ".  .  .  x  .  .  .  .  .  x  x  .  .  .  .  .  .  .  ."},
    {"network comment on district node network",
     "x  x  x  x  x  x  x  x  x  x  x  x  .  .  .  .  .  .  ."},
    {"answer in a thread of the team on cycle network",
     ".  .  .  x  .  .  .  .  .  x  x  .  .  .  .  .  .  .  ."},
    {"team answer in a thread on cycle network",
     ".  .  .  x  .  .  .  .  .  x  x  .  .  .  .  .  .  .  ."},
    // A protocol without schools: its team's level and its school's are one.
    {"protocol author", ".  .  .  .  .  .  .  .  .  x  .  .  .  .  .  .  .  .  ."},
    {"protocol team", ".  .  .  x  .  .  .  .  .  x  x  .  .  .  .  .  .  .  ."},
    {"protocol school", ".  .  .  x  .  .  .  .  .  x  x  .  .  .  .  .  .  .  ."},
    {"protocol district", ".  .  .  x  .  .  x  x  x  x  x  x  .  .  .  .  .  .  ."},
    {"protocol hub", "x  x  x  x  x  x  x  x  x  x  x  x  .  .  .  .  .  .  ."},
    {"protocol network", "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  .  x  .  ."},
    {"protocol public", "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  x"},
    {"protocol with lt, author", ".  .  .  .  .  .  .  .  .  x  .  .  .  x  .  .  .  .  ."},
    {"protocol with lt, team", ".  .  .  x  .  .  .  .  .  x  x  .  .  x  .  .  .  .  ."},
    {"version author", ".  .  .  .  .  .  .  .  .  x  .  .  .  .  .  .  .  .  ."},
    {"version district", ".  .  .  x  .  .  x  x  x  x  x  x  .  .  .  .  .  .  ."},
    {"version network", "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  .  x  .  ."},
    {"version public", "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  x"},
    {"change team", ".  .  .  x  .  .  .  .  .  x  x  .  .  .  .  .  .  .  ."},
    {"change hub", "x  x  x  x  x  x  x  x  x  x  x  x  .  .  .  .  .  .  ."},
    {"change network", "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  .  x  .  ."},
    {"version of an archived protocol", ".  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  ."},
    {"change of an archived version", ".  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  ."},
    {"change of an archived protocol", ".  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  ."},
    // The adoption at Elm, by the team, entered by rt and owned by rp; who may not see the version does not see it.
    {"adoption author, protocol network",
     ".  .  .  .  .  .  .  .  x  x  .  .  .  .  .  .  .  .  ."},
    {"adoption team, protocol network", ".  .  .  x  .  .  .  .  x  x  x  .  .  .  .  .  .  .  ."},
    {"adoption school, protocol network",
     ".  .  .  x  .  .  .  .  x  x  x  x  .  .  .  .  .  .  ."},
    {"adoption district, protocol network",
     ".  .  .  x  .  .  x  x  x  x  x  x  .  .  .  .  .  .  ."},
    {"adoption hub, protocol network", "x  x  x  x  x  x  x  x  x  x  x  x  .  .  .  .  .  .  ."},
    {"adoption network, protocol network",
     "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  .  x  .  ."},
    {"adoption public, protocol network",
     "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  .  x  .  ."},
    {"adoption public, protocol public", "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  x"},
    {"adoption network, protocol team", ".  .  .  x  .  .  .  .  .  x  x  .  .  .  .  .  .  .  ."},
    {"adoption author, protocol team", ".  .  .  .  .  .  .  .  .  x  .  .  .  .  .  .  .  .  ."},
    {"adoption school, protocol hub", ".  .  .  x  .  .  .  .  x  x  x  x  .  .  .  .  .  .  ."},
    {"adoption public, protocol author", ".  .  .  .  .  .  .  .  .  x  .  .  .  .  .  .  .  .  ."},
    {"adoption of an archived version", ".  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  ."},
    {"adoption of an archived protocol", ".  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  ."},
    {"comment on protocol district", ".  .  .  x  .  .  x  x  x  x  x  x  .  .  .  .  .  .  ."},
    {"comment on change team", ".  .  .  x  .  .  .  .  .  x  x  .  .  .  .  .  .  .  ."},
    {"comment on adoption network, protocol team",
     ".  .  .  x  .  .  .  .  .  x  x  .  .  .  .  .  .  .  ."},
    {"network comment on version network",
     "x  x  x  x  x  x  x  x  x  x  x  x  .  .  .  .  .  .  ."},
    {"team comment on version network", ".  .  .  x  .  .  .  .  .  x  x  .  .  .  .  .  .  .  ."},
    {"team comment on adoption network, protocol network",
     ".  .  .  x  .  .  .  .  x  x  x  .  .  .  .  .  .  .  ."},
    {"network comment on adoption network, protocol network",
     "x  x  x  x  x  x  x  x  x  x  x  x  .  .  .  .  .  .  ."},
    // A post by rt from Elm, of the Riverside team; its replies and what is said of these lie with it.
    {"post author", ".  .  .  .  .  .  .  .  .  x  .  .  .  .  .  .  .  .  ."},
    {"post team", ".  .  .  x  .  .  .  .  .  x  x  .  .  .  .  .  .  .  ."},
    {"post school", ".  .  .  x  .  .  .  .  x  x  x  x  .  .  .  .  .  .  ."},
    {"post district", ".  .  .  x  .  .  x  x  x  x  x  x  .  .  .  .  .  .  ."},
    {"post hub", "x  x  x  x  x  x  x  x  x  x  x  x  .  .  .  .  .  .  ."},
    {"post network", "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  .  x  .  ."},
    {"post public", "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  x"},
    {"post from nowhere, district", ".  .  .  .  .  .  .  .  .  x  .  .  .  .  .  .  .  .  ."},
    {"post of the team alone, district", ".  .  .  x  .  .  x  x  x  x  x  x  .  .  .  .  .  .  ."},
    {"reply author", ".  .  .  .  .  .  .  .  .  x  .  .  .  .  .  .  .  .  ."},
    {"reply school", ".  .  .  x  .  .  .  .  x  x  x  x  .  .  .  .  .  .  ."},
    {"reply network", "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  .  x  .  ."},
    {"reply to an archived post", ".  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  ."},
    {"comment on reply district", ".  .  .  x  .  .  x  x  x  x  x  x  .  .  .  .  .  .  ."},
    {"school comment on reply network", ".  .  .  x  .  .  .  .  x  x  x  x  .  .  .  .  .  .  ."},
    {"network comment on post network", "x  x  x  x  x  x  x  x  x  x  x  x  .  .  .  .  .  .  ."},
    // Asked by rt; the second is matched with lt. Neither colleague nor lead learns of it, nor the rest of the hub.
    {"request", "x  x  .  .  .  .  .  .  .  x  .  .  .  .  .  .  .  .  ."},
    {"request matched with lt", "x  x  .  .  .  .  .  .  .  x  .  .  .  x  .  .  .  .  ."},
    {"comment on request matched with lt",
     "x  x  .  .  .  .  .  .  .  x  .  .  .  x  .  .  .  .  ."},
    {"hub comment on request matched with lt",
     "x  x  .  .  .  .  .  .  .  x  .  .  .  x  .  .  .  .  ."},
    {"announcement", "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  .  x  .  ."},
    {"network comment on announcement", "x  x  x  x  x  x  .  .  .  .  .  .  .  .  .  .  .  .  ."},
    // For the hub, the teams and their districts' leads.
    {"activity of riverside_team", "x  x  x  x  x  x  x  .  .  x  x  .  .  .  .  .  .  .  ."},
    {"activity of oversight", "x  x  x  x  x  x  .  x  .  .  .  .  .  .  .  x  .  .  ."},
    {"activity of riverside_team, lakeside_team",
     "x  x  x  x  x  x  x  .  .  x  x  .  x  x  .  .  .  .  ."},
    {"comment on activity of riverside_team",
     "x  x  x  x  x  x  x  .  .  x  x  .  .  .  .  .  .  .  ."},
    {"team comment on activity of riverside_team",
     ".  .  .  x  .  .  x  .  .  x  x  .  .  .  .  .  .  .  ."},
    // The adaptation at Elm, by the team, entered by rt; its proposal is seen by the same.
    {"adaptation author, protocol network",
     ".  .  .  .  .  .  .  .  .  x  .  .  .  .  .  .  .  .  ."},
    {"adaptation team, protocol network",
     ".  .  .  x  .  .  .  .  .  x  x  .  .  .  .  .  .  .  ."},
    {"adaptation school, protocol network",
     ".  .  .  x  .  .  .  .  x  x  x  x  .  .  .  .  .  .  ."},
    {"adaptation district, protocol network",
     ".  .  .  x  .  .  x  x  x  x  x  x  .  .  .  .  .  .  ."},
    {"adaptation hub, protocol network", "x  x  x  x  x  x  x  x  x  x  x  x  .  .  .  .  .  .  ."},
    {"adaptation network, protocol network",
     "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  .  x  .  ."},
    {"adaptation public, protocol public",
     "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  x"},
    {"adaptation network, protocol team",
     ".  .  .  x  .  .  .  .  .  x  x  .  .  .  .  .  .  .  ."},
    {"adaptation of an archived version",
     ".  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  ."},
    {"proposal school, protocol network",
     ".  .  .  x  .  .  .  .  x  x  x  x  .  .  .  .  .  .  ."},
    {"proposal network, protocol network",
     "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  .  x  .  ."},
    {"proposal network, protocol hub", "x  x  x  x  x  x  x  x  x  x  x  x  .  .  .  .  .  .  ."},
    {"proposal of an archived adaptation",
     ".  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  ."},
    // A card is the hub's until the network is asked; nobody sees it who may not see what it is about.
    {"card draft, protocol network", "x  x  x  x  x  x  .  .  .  .  .  .  .  .  .  .  .  .  ."},
    {"card open, protocol network", "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  .  x  .  ."},
    {"card open, protocol public", "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  .  x  .  ."},
    {"card draft, protocol team", ".  .  .  x  .  .  .  .  .  .  .  .  .  .  .  .  .  .  ."},
    {"card open, protocol team", ".  .  .  x  .  .  .  .  .  x  x  .  .  .  .  .  .  .  ."},
    {"card open, idea district", ".  .  .  x  .  .  x  x  x  x  x  x  .  .  .  .  .  .  ."},
    {"card draft, idea network", "x  x  x  x  x  x  .  .  .  .  .  .  .  .  .  .  .  .  ."},
    {"card open of an archived protocol",
     ".  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  ."},
    // A row is seen by those who see the card and the cycle it rests on.
    {"row open, cycle team", ".  .  .  x  .  .  .  .  .  x  x  .  .  .  .  .  .  .  ."},
    {"row open, cycle hub", "x  x  x  x  x  x  x  x  x  x  x  x  .  .  .  .  .  .  ."},
    {"row draft, cycle team", ".  .  .  x  .  .  .  .  .  .  .  .  .  .  .  .  .  .  ."},
    {"row draft, cycle network", "x  x  x  x  x  x  .  .  .  .  .  .  .  .  .  .  .  .  ."},
    {"row open, archived cycle district",
     ".  .  .  x  .  .  x  x  x  x  x  x  .  .  .  .  .  .  ."},
    {"objection open, protocol network", "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  .  x  .  ."},
    {"objection draft, protocol network",
     "x  x  x  x  x  x  .  .  .  .  .  .  .  .  .  .  .  .  ."},
    {"objection open, protocol hub", "x  x  x  x  x  x  x  x  x  x  x  x  .  .  .  .  .  .  ."},
    {"comment on row open, cycle school",
     ".  .  .  x  .  .  .  .  x  x  x  x  .  .  .  .  .  .  ."},
    {"network comment on adaptation network, protocol network",
     "x  x  x  x  x  x  x  x  x  x  x  x  .  .  .  .  .  .  ."},
    {"network comment on card open, protocol network",
     "x  x  x  x  x  x  .  .  .  .  .  .  .  .  .  .  .  .  ."},
    {"network comment on row open, cycle district",
     ".  .  .  x  .  .  .  .  .  .  .  .  .  .  .  .  .  .  ."},
    {"archived", ".  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  ."},
    // Meetings, and all that lies with them: the network's, or of a team and its district's lead. Who facilitates one
    // is in it.                 di fa ad co an ma rl rs rp rt rm ro ll lt re pa ob fo --
    {"meeting of the network", "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  .  x  .  ."},
    {"meeting of the network, by pa", "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  .  ."},
    {"meeting of riverside_team", ".  .  .  x  .  .  x  .  .  x  x  .  .  .  .  .  .  .  ."},
    {"meeting of riverside_team, by fo", ".  .  .  x  .  .  x  .  .  x  x  .  .  .  .  .  .  .  ."},
    {"meeting of lakeside_team, by fa", ".  x  .  .  .  .  .  .  .  .  .  .  x  x  .  .  .  .  ."},
    {"meeting of oversight", "x  x  x  x  x  x  .  x  .  .  .  .  .  .  .  x  .  .  ."},
    {"item of riverside_team", ".  .  .  x  .  .  x  .  .  x  x  .  .  .  .  .  .  .  ."},
    {"item of the network", "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  .  x  .  ."},
    {"report of riverside_team", ".  .  .  x  .  .  x  .  .  x  x  .  .  .  .  .  .  .  ."},
    {"report of oversight", "x  x  x  x  x  x  .  x  .  .  .  .  .  .  .  x  .  .  ."},
    {"decision of riverside_team", ".  .  .  x  .  .  x  .  .  x  x  .  .  .  .  .  .  .  ."},
    {"decision of no meeting", "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  .  x  .  ."},
    {"action of lakeside_team, by fa", ".  x  .  .  .  .  .  .  .  .  .  .  x  x  .  .  .  .  ."},
    {"action of no meeting", "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  .  x  .  ."},
    {"item of an archived meeting", ".  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  ."},
    {"comment on item of riverside_team",
     ".  .  .  x  .  .  x  .  .  x  x  .  .  .  .  .  .  .  ."},
    {"network comment on meeting of the network",
     "x  x  x  x  x  x  .  .  .  .  .  .  .  .  .  .  .  .  ."},
    {"team comment on meeting of oversight",
     ".  .  .  .  .  .  .  x  .  .  .  .  .  .  .  x  .  .  ."},
    // Measures are the network's. A school's numbers are its people's, its district's lead's and the hub's analysts', a
    // team's the team's, as far as they are shared.
    //                           di fa ad co an ma rl rs rp rt rm ro ll lt re pa ob fo --
    {"measure", "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  .  x  .  ."},
    {"measure definition", "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  .  x  .  ."},
    {"definition of an archived measure",
     ".  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  ."},
    {"series of elm, school", ".  .  .  .  x  .  x  .  x  x  .  x  .  .  .  .  .  .  ."},
    {"series of elm, team", ".  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  ."},
    {"series of elm, district", ".  .  .  .  x  .  x  x  x  x  x  x  .  .  .  .  .  .  ."},
    {"series of elm, hub", "x  x  x  x  x  x  x  x  x  x  x  x  .  .  .  .  .  .  ."},
    {"series of elm, network", "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  .  x  .  ."},
    {"series of elm, public", "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  .  x  .  ."},
    {"series of pine, school", ".  .  .  .  x  .  .  .  .  .  .  .  x  x  .  .  .  .  ."},
    {"series of riverside_team, team", ".  .  .  x  .  .  .  .  .  x  x  .  .  .  .  .  .  .  ."},
    {"series of riverside_team, district",
     ".  .  .  x  .  .  x  x  x  x  x  x  .  .  .  .  .  .  ."},
    {"series of oversight, team", ".  .  .  .  .  .  .  x  .  .  .  .  .  .  .  .  .  .  ."},
    {"series of oversight, hub", "x  x  x  x  x  x  .  x  .  .  .  .  .  .  .  .  .  .  ."},
    {"series of riverside, district", ".  .  .  .  .  .  x  x  x  x  x  x  .  .  .  .  .  .  ."},
    {"series of riverside, network", "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  .  x  .  ."},
    {"series of the network, hub", "x  x  x  x  x  x  .  .  .  .  .  .  .  .  .  .  .  .  ."},
    {"series of the network, network", "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  .  x  .  ."},
    {"point of elm, school", ".  .  .  .  x  .  x  .  x  x  .  x  .  .  .  .  .  .  ."},
    // Small numbers are their owners': the site's people's and their district's lead's. No hub, no other school.
    //                           di fa ad co an ma rl rs rp rt rm ro ll lt re pa ob fo --
    {"small point of elm, school", ".  .  .  .  .  .  x  .  x  x  .  x  .  .  .  .  .  .  ."},
    {"small point of elm, network", ".  .  .  .  .  .  x  .  x  x  .  x  .  .  .  .  .  .  ."},
    {"large point of elm, network", "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  .  x  .  ."},
    {"small point of riverside, network",
     ".  .  .  .  .  .  x  x  x  x  x  x  .  .  .  .  .  .  ."},
    {"small point of riverside_team, team",
     ".  .  .  x  .  .  .  .  .  x  x  .  .  .  .  .  .  .  ."},
    {"small point of riverside_team, district",
     ".  .  .  x  .  .  x  .  .  x  x  .  .  .  .  .  .  .  ."},
    {"small point of the network, network",
     "x  x  x  x  x  x  .  .  .  .  .  .  .  .  .  .  .  .  ."},
    {"comment on small point of elm, network",
     ".  .  .  .  .  .  x  .  x  x  .  x  .  .  .  .  .  .  ."},
    {"small signal of elm, network", ".  .  .  .  .  .  x  .  x  x  .  x  .  .  .  .  .  .  ."},
    {"part of the network, network", ".  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  ."},
    // A district's number beside those of its schools, of which one is small: its lead's alone.
    {"total beside a small point", ".  .  .  .  .  .  x  .  .  .  .  .  .  .  .  .  .  .  ."},
    {"phase of elm, school", ".  .  .  .  x  .  x  .  x  x  .  x  .  .  .  .  .  .  ."},
    {"annotation of riverside_team, team",
     ".  .  .  x  .  .  .  .  .  x  x  .  .  .  .  .  .  .  ."},
    {"signal of riverside, network", "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  .  x  .  ."},
    {"point of an archived series", ".  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  ."},
    {"comment on point of elm, school", ".  .  .  .  x  .  x  .  x  x  .  x  .  .  .  .  .  .  ."},
    {"network comment on point of elm, network",
     "x  x  x  x  x  x  x  x  x  x  x  x  .  .  .  .  .  .  ."},
    {"school comment on phase of elm, network",
     ".  .  .  .  x  .  x  .  x  x  .  x  .  .  .  .  .  .  ."},
    {"network comment on measure", "x  x  x  x  x  x  .  .  .  .  .  .  .  .  .  .  .  .  ."},
    // held by moderation        di fa ad co an ma rl rs rp rt rm ro ll lt re pa ob fo --
    {"flag", "x  x  .  .  .  .  .  .  .  x  .  .  .  .  .  .  .  .  ."},
    {"moderation case", "x  x  .  .  .  .  .  .  .  x  .  .  .  .  .  .  .  .  ."},
    {"held comment", "x  x  .  .  .  .  .  .  .  .  .  .  .  .  x  .  .  .  ."},
    {"held answer", "x  x  .  .  .  .  .  .  .  .  .  .  .  .  x  .  .  .  ."},
    {"held observation team", ".  .  .  .  .  .  .  .  .  .  x  .  .  .  .  .  .  .  ."},
    {"held observation network", "x  x  .  .  .  .  .  .  .  .  x  .  .  .  .  .  .  .  ."},
    {"held protocol", "x  x  .  .  .  .  .  .  .  x  .  .  .  .  .  .  .  .  ."},
    {"held version", "x  x  .  .  .  .  .  .  .  x  .  .  .  .  .  .  .  .  ."},
    {"held protocol, what is said of it",
     "x  x  .  .  .  .  .  .  .  x  .  .  .  .  .  .  .  .  ."},
    // one's own alone           di fa ad co an ma rl rs rp rt rm ro ll lt re pa ob fo --
    {"notice setting", ".  .  .  .  .  .  .  .  .  x  .  .  .  .  .  .  .  .  ."},
    {"follow of the observer on cycle network",
     ".  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  x  .  ."},
    {"follow of the observer on cycle hub",
     ".  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  ."},
    {"follow of the riverside_mate on cycle team",
     ".  .  .  .  .  .  .  .  .  .  x  .  .  .  .  .  .  .  ."},
    {"follow of the observer on adaptation network, protocol network",
     ".  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  x  .  ."},
    {"follow of the observer on adaptation network, protocol hub",
     ".  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  ."},
};

// The records the rows speak of, on the story's state. Two teams: the Riverside one and oversight.
class Subjects {
public:
    explicit Subjects(State const& state) : state_(state) {}

    Stored subject(std::string const& what) {
        // "[LEVEL ]comment on WHAT": with a level, it names a person and was written for that level.
        if (auto const on = what.find("comment on "); on != std::string::npos) {
            auto stored = comment_on(what.substr(on + 11));
            if (on != 0) { names_a_person(stored, what.substr(0, on - 1)); }
            return stored;
        }
        if (what == "answer in a thread of the team on cycle network" ||
            what == "team answer in a thread on cycle network") {
            auto first = comment_on("cycle network");
            auto answer = first;
            names_a_person(what[0] == 'a' ? first : answer, "team");
            std::get<Comment>(first.record).id = {"first"};
            state_.put(first, 1);
            std::get<Comment>(answer.record).thread = {"first"};
            return answer;
        }
        auto const given = [&](char const* kind, char const* id) {
            return state_.find(*kind_from_name(kind), id)->stored;
        };
        if (what == "network") { return given("network", "nic"); }
        if (what == "organization") { return given("organization", "riverside"); }
        if (what == "team riverside") { return given("team", "riverside_team"); }
        if (what == "team oversight") { return given("team", "oversight"); }
        if (what == "member teacher") { return given("member", "riverside_teacher"); }
        if (what == "member sponsor") { return given("member", "riverside_sponsor"); }
        if (what == "membership teacher") { return given("membership", "as_riverside_teacher"); }
        if (what == "membership sponsor") { return given("membership", "as_riverside_sponsor"); }
        if (what == "team_membership teacher") {
            return given("team_membership", "in_riverside_teacher");
        }
        if (what == "team_membership sponsor") {
            return given("team_membership", "in_riverside_sponsor");
        }
        if (what == "charter") { return given("charter", "charter"); }
        if (what == "root_cause") { return given("root_cause", "cause"); }
        if (what == "sponsor_commitment") { return given("sponsor_commitment", "promise"); }
        if (what == "sponsor_commitment union") {
            auto stored = given("sponsor_commitment", "promise");
            std::get<SponsorCommitment>(stored.record).owner = {"partner"};
            return stored;
        }
        if (what == "aim") { return given("aim", "aim"); }
        if (what == "driver_diagram hub") { return given("driver_diagram", "hub_diagram"); }
        if (what == "driver_node hub") { return given("driver_node", "idea"); }
        if (what == "driver_link hub") { return given("driver_link", "primary_aim"); }
        if (what == "archived") { return archived(given("aim", "aim")); }
        if (what.rfind("hub diagram ", 0) == 0) {
            return diagram("lantern", "", "director", level_of(what.substr(12)));
        }
        if (what == "hub team's diagram team") {
            return diagram("lantern", "oversight", "director", Level::Team);
        }
        if (what == "whole district's diagram") {
            return diagram("riverside", "", "riverside_lead", Level::Team);
        }
        if (what.rfind("district diagram ", 0) == 0) {
            return diagram("riverside", "riverside_team", "riverside_teacher",
                           level_of(what.substr(17)));
        }
        if (what.rfind("school diagram ", 0) == 0) {
            return diagram("elm", "", "riverside_teacher", level_of(what.substr(15)));
        }
        if (what == "node of an archived diagram") {
            state_.put(archived(diagram("lantern", "", "director", Level::Public)), 1);
            return node_of_the_diagram();
        }
        if (what.rfind("district node ", 0) == 0 || what.rfind("district link ", 0) == 0) {
            state_.put(diagram("riverside", "riverside_team", "riverside_teacher",
                               level_of(what.substr(14))),
                       1);
            if (what[9] == 'l') {
                DriverLink link;
                link.id = {"l"};
                link.diagram = {"d"};
                return {link, {}};
            }
            return node_of_the_diagram();
        }
        if (what == "notice setting") { return made_by("riverside_teacher", NoticeSetting{}); }
        if (what.rfind("follow of the ", 0) == 0) {
            auto const on = what.find(" on ");
            auto const about = subject(what.substr(on + 4));
            state_.put(about, 1);
            Follow follow;
            follow.id = {"follow"};
            follow.about_kind = kind_names[about.kind()];
            follow.about_id = about.id();
            return made_by(what.substr(14, on - 14).c_str(), follow);
        }
        if (what == "flag") { return made_by("riverside_teacher", Flag{}); }
        if (what == "moderation case") {
            ModerationCase held;
            held.author = {"riverside_teacher"};
            return made_by("facilitator", held);
        }
        if (what.rfind("held ", 0) == 0) { return held_subject(what.substr(5)); }
        for (auto const* kind : {"protocol ", "version ", "change ", "adoption "}) {
            if (what.rfind(kind, 0) == 0) { return library_subject(what); }
        }
        if (what.rfind("request", 0) == 0) { return request(what.ends_with("lt")); }
        if (what == "announcement") { return {Announcement{{"announcement"}, {}, {}, {}}, {}}; }
        if (what.rfind("activity of ", 0) == 0) { return activity(what.substr(12)); }
        if (what.rfind("post ", 0) == 0 || what.rfind("reply ", 0) == 0) {
            return post_or_reply(what);
        }
        for (auto const* kind : {"adaptation ", "proposal "}) {
            if (what.rfind(kind, 0) == 0) { return adaptation_subject(what); }
        }
        for (auto const* kind : {"card ", "row ", "objection "}) {
            if (what.rfind(kind, 0) == 0) { return evidence_subject(what); }
        }
        for (auto const* kind : {"meeting ", "item ", "report ", "decision ", "action "}) {
            if (what.rfind(kind, 0) == 0) { return of_a_meeting(what); }
        }
        for (auto const* kind : {"measure", "definition ", "series ", "point ", "phase ",
                                 "annotation ", "signal ", "small ", "large ", "part ", "total "}) {
            if (what.rfind(kind, 0) == 0) { return of_a_measure(what); }
        }
        return cycle_subject(what);
    }
    [[nodiscard]] State const& state() const { return state_; }

private:
    static Level level_of(std::string const& name) { return *from_name<Level>(name); }

    static Stored made_by(char const* who, AnyRecord record) {
        Stored stored{std::move(record), {}};
        stored.meta.created_by = {who};
        return stored;
    }
    // "comment", "answer", "protocol", "version", "protocol, what is said of it", "observation LEVEL"
    Stored held_subject(std::string const& what) {
        auto held = [](Stored stored) {
            stored.meta.held = true;
            return stored;
        };
        if (what.rfind("observation ", 0) == 0) {
            state_.put(cycle(level_of(what.substr(12))), 1);
            Observation seen;
            seen.id = {"o"};
            seen.cycle = {"c"};
            return held(made_by("riverside_mate", seen));
        }
        auto on_the_aim = [](char const* id, char const* thread) {
            Comment comment;
            comment.id = {id};
            comment.about_kind = "aim";
            comment.about_id = "aim";
            comment.thread = {thread};
            return comment;
        };
        if (what == "comment") { return held(made_by("researcher", on_the_aim("first", ""))); }
        if (what == "answer") {
            state_.put(held(made_by("researcher", on_the_aim("first", ""))), 1);
            return made_by("lakeside_teacher", on_the_aim("answer", "first"));
        }
        auto const protocol = held(library_subject("protocol network"));
        if (what == "protocol") { return protocol; }
        state_.put(protocol, 1);
        if (what == "version") {
            ProtocolVersion version;
            version.id = {"v"};
            version.protocol = {"p"};
            return {version, {}};
        }
        Comment comment;
        comment.id = {"said"};
        comment.about_kind = "change_protocol";
        comment.about_id = "p";
        return made_by("lakeside_teacher", comment);
    }

    // "KIND of TEAM|the network|no meeting|an archived meeting[, by FACILITATOR]"
    Stored of_a_meeting(std::string const& what) {
        static std::map<std::string, char const*> const short_names{
            {"pa", "partner"}, {"fo", "former"}, {"fa", "facilitator"}};
        auto const of = what.substr(what.find(" of ") + 4);
        auto const comma = of.find(',');
        auto const whose = of.substr(0, comma);
        Meeting meeting;
        meeting.id = {"m"};
        if (whose.ends_with("_team") || whose == "oversight") { meeting.team = {whose}; }
        if (comma != std::string::npos) {
            meeting.facilitator = {short_names.at(of.substr(comma + 5))};
        }
        Stored const met{meeting, {}};
        if (what.rfind("meeting ", 0) == 0) { return met; }
        state_.put(whose == "an archived meeting" ? archived(met) : met, 1);
        auto within = [&](auto record) -> Stored {
            record.id = {"x"};
            if (whose != "no meeting") { record.meeting = {"m"}; }
            return {record, {}};
        };
        if (what.rfind("item ", 0) == 0) { return within(AgendaItem{}); }
        if (what.rfind("report ", 0) == 0) { return within(DistrictReport{}); }
        if (what.rfind("decision ", 0) == 0) { return within(MeetingDecision{}); }
        return within(MeetingAction{});
    }

    // "measure", "measure definition", "definition of an archived measure", "KIND of PLACE, LEVEL", "point of an archived
    // series"
    Stored of_a_measure(std::string const& what) {
        Measure measure;
        measure.id = {"measure"};
        Stored const measured{measure, {}};
        if (what == "measure") { return measured; }
        state_.put(what == "definition of an archived measure" ? archived(measured) : measured, 1);
        if (what.find("definition") != std::string::npos) {
            MeasureDefinition definition;
            definition.id = {"definition"};
            definition.measure = {"measure"};
            return {definition, {}};
        }
        if (what == "total beside a small point") { return total_beside_a_small_point(); }
        auto const series = series_of(what.substr(what.find(" of ") + 4));
        if (what.rfind("series ", 0) == 0) { return series; }
        state_.put(what.ends_with("archived series") ? archived(series) : series, 1);
        auto within = [&](auto record) -> Stored {
            record.id = {"x"};
            record.series = {"series"};
            return {record, {}};
        };
        if (what.rfind("point ", 0) == 0) { return within(DataPoint{}); }
        if (what.rfind("part ", 0) == 0) { return within(PoolPart{}); }
        DataPoint counted;
        counted.on = {"2026-01-05"};
        counted.answers = what.rfind("large ", 0) == 0 ? min_n_default : min_n_default - 1;
        if (what.find(" point ") != std::string::npos) { return within(counted); }
        if (what.rfind("small signal ", 0) == 0) {
            state_.put(within(counted), 1);
            ChartSignal signal;
            signal.points = {{"x"}};
            return within(signal);
        }
        if (what.rfind("phase ", 0) == 0) { return within(ChartPhase{}); }
        if (what.rfind("annotation ", 0) == 0) { return within(ChartAnnotation{}); }
        return within(ChartSignal{});
    }
    Stored total_beside_a_small_point() {
        auto of_elm = std::get<MeasureSeries>(series_of("elm, school").record);
        of_elm.id = {"of_elm"};
        state_.put({of_elm, {}}, 1);
        state_.put(series_of("riverside, network"), 1);
        DataPoint point;
        point.id = {"of_elm_jan"};
        point.series = {"of_elm"};
        point.on = {"2026-01-05"};
        point.answers = min_n_default - 1;
        state_.put({point, {}}, 1);
        point.id = {"total"};
        point.series = {"series"};
        point.answers = 60;
        state_.put({point, {}}, 1);
        return state_.known_kept<DataPoint>(point.id).stored;
    }
    static Stored series_of(std::string const& what) {
        auto const comma = what.find(", ");
        auto const place = what.substr(0, comma);
        MeasureSeries series;
        series.id = {"series"};
        series.measure = {"measure"};
        series.shared_with =
            comma == std::string::npos ? Level::Network : level_of(what.substr(comma + 2));
        if (place.ends_with("_team") || place == "oversight") {
            series.scope = SeriesScope::Team;
            series.team = {place};
        } else if (place == "riverside") {
            series.scope = SeriesScope::District;
            series.organization = {place};
        } else if (place == "elm" || place == "pine") {
            series.scope = SeriesScope::School;
            series.organization = {place};
        } else {
            series.scope = SeriesScope::Network;
        }
        return {series, {}};
    }

    Stored comment_on(std::string const& what) {
        auto const about = subject(what);
        state_.put(about, 1);
        Comment comment;
        comment.id = {"said"};
        comment.about_kind = kind_names[about.kind()];
        comment.about_id = about.id();
        comment.cycle = cycle_around(about.record);
        comment.series = series_around(about.record);
        return {comment, {}};
    }
    static void names_a_person(Stored& stored, std::string const& level) {
        auto& comment = std::get<Comment>(stored.record);
        comment.names_a_person = true;
        comment.written_for = level_of(level);
    }

    static Stored diagram(char const* owner, char const* team, char const* by, Level level) {
        DriverDiagram d;
        d.id = {"d"};
        d.owner = {owner};
        d.team = {team};
        d.shared_with = level;
        Stored stored{d, {}};
        stored.meta.created_by = {by};
        return stored;
    }

    static Stored archived(Stored stored) {
        stored.meta.archived_at_ms = 1;
        return stored;
    }

    static Stored node_of_the_diagram() {
        DriverNode node;
        node.id = {"n"};
        node.diagram = {"d"};
        return {node, {}};
    }

    Stored cycle(Level level) {
        PdsaCycle c;
        c.id = {"c"};
        c.ramp = {"r"};
        c.team = {"riverside_team"};
        c.owner = {"riverside_teacher"};
        c.schools = {{"elm"}};
        c.shared_with = level;
        return {c, {}};
    }

    // "KIND [with lt, ][of an archived WHAT|LEVEL][, protocol LEVEL]"
    Stored library_subject(std::string const& what) {
        bool const gone = what.find(" of an archived ") != std::string::npos;
        auto const last = gone ? Level::Public : level_of(what.substr(what.rfind(' ') + 1));
        ChangeProtocol p;
        p.id = {"p"};
        p.team = {"riverside_team"};
        p.authors = {{"riverside_teacher"}};
        if (what.find("with lt") != std::string::npos) {
            p.authors.push_back({"lakeside_teacher"});
        }
        p.shared_with = last;
        Stored protocol{p, {}};
        protocol.meta.created_by = {"riverside_teacher"};
        if (gone && what.ends_with("protocol")) { protocol = archived(protocol); }
        if (what.rfind("protocol", 0) == 0) { return protocol; }
        state_.put(protocol, 1);
        ProtocolVersion v;
        v.id = {"v"};
        v.protocol = {"p"};
        Stored version{v, {}};
        if (gone && what.ends_with("version")) { version = archived(version); }
        if (what.rfind("version", 0) == 0) { return version; }
        state_.put(version, 1);
        if (what.rfind("change", 0) == 0) {
            ProtocolChange change;
            change.id = {"x"};
            change.version = {"v"};
            return {change, {}};
        }
        Adoption adoption;
        adoption.id = {"x"};
        adoption.version = {"v"};
        adoption.organization = {"elm"};
        adoption.team = {"riverside_team"};
        adoption.owner = {"riverside_principal"};
        adoption.shared_with = gone ? Level::Public : level_of(what.substr(9, what.find(',') - 9));
        Stored stored{adoption, {}};
        stored.meta.created_by = {"riverside_teacher"};
        return stored;
    }

    // "post|reply LEVEL", or what the rows say of it.
    Stored post_or_reply(std::string const& what) {
        bool const gone = what == "reply to an archived post";
        Post p;
        p.id = {"post"};
        p.organization = {what.find(',') == std::string::npos ? "elm" : ""};
        p.team = {what.find("nowhere") == std::string::npos ? "riverside_team" : ""};
        p.shared_with = gone ? Level::Public : level_of(what.substr(what.rfind(' ') + 1));
        Stored post{p, {}};
        post.meta.created_by = {"riverside_teacher"};
        if (what.rfind("post", 0) == 0) { return post; }
        state_.put(gone ? archived(post) : post, 1);
        Reply reply;
        reply.id = {"reply"};
        reply.post = {"post"};
        return {reply, {}};
    }

    static Stored request(bool matched) {
        SupportRequest r;
        r.id = {"request"};
        if (matched) { r.matched_with = {"lakeside_teacher"}; }
        Stored stored{r, {}};
        stored.meta.created_by = {"riverside_teacher"};
        return stored;
    }

    static Stored activity(std::string const& teams) {
        Activity a;
        a.id = {"activity"};
        std::istringstream names(teams);
        for (std::string name; names >> name;) {
            if (name.ends_with(',')) { name.pop_back(); }
            a.teams.push_back({name});
        }
        return {a, {}};
    }
    // "KIND LEVEL, protocol LEVEL" or "KIND of an archived WHAT"
    Stored adaptation_subject(std::string const& what) {
        bool const gone = what.find(" of an archived ") != std::string::npos;
        state_.put(library_subject(what.ends_with("archived version")
                                       ? "version of an archived version"
                                       : "version " +
                                             (gone ? "public" : what.substr(what.rfind(' ') + 1))),
                   1);
        Adaptation adaptation;
        adaptation.id = {"x"};
        adaptation.version = {"v"};
        adaptation.organization = {"elm"};
        adaptation.team = {"riverside_team"};
        auto const from = what.find(' ') + 1;
        adaptation.shared_with =
            gone ? Level::Public : level_of(what.substr(from, what.find(',') - from));
        Stored stored{adaptation, {}};
        stored.meta.created_by = {"riverside_teacher"};
        if (what[0] == 'a') { return stored; }
        state_.put(gone ? archived(stored) : stored, 1);
        UpstreamProposal proposal;
        proposal.id = {"y"};
        proposal.adaptation = {"x"};
        return {proposal, {}};
    }

    // "KIND STATE, WHAT LEVEL": about a protocol, or an idea of a district; a row rests on a cycle.
    Stored evidence_subject(std::string const& what) {
        EvidenceCard card;
        card.id = {"card"};
        card.state =
            what.find(" draft") == std::string::npos ? EvidenceState::Open : EvidenceState::Draft;
        auto const level = what.substr(what.rfind(' ') + 1);
        bool const gone = what.ends_with("archived protocol");
        if (what.find(", idea ") != std::string::npos) {
            state_.put(diagram("riverside", "riverside_team", "riverside_teacher", level_of(level)),
                       1);
            state_.put(node_of_the_diagram(), 1);
            card.change_idea = {"n"};
        } else {
            bool const of_cycle = what.find("cycle ") != std::string::npos;
            state_.put(library_subject(gone       ? "protocol of an archived protocol"
                                       : of_cycle ? "protocol network"
                                                  : "protocol " + level),
                       1);
            card.protocol = {"p"};
        }
        Stored stored{card, {}};
        if (what[0] == 'c') { return stored; }
        state_.put(stored, 1);
        if (what[0] == 'o') {
            Objection objection;
            objection.id = {"x"};
            objection.card = {"card"};
            return {objection, {}};
        }
        bool const archives = what.find("archived cycle") != std::string::npos;
        state_.put(archives ? archived(cycle(level_of(level))) : cycle(level_of(level)), 1);
        EvidenceRow row;
        row.id = {"x"};
        row.card = {"card"};
        row.organization = {"elm"};
        row.cycles = {{"c"}};
        return {row, {}};
    }

    Stored cycle_subject(std::string const& what) {
        if (what == "cycle guest lt" || what == "cycle guest pa") {
            auto stored = cycle(Level::Team);
            std::get<PdsaCycle>(stored.record).guests = {
                {what == "cycle guest lt" ? "lakeside_teacher" : "partner"}};
            return stored;
        }
        if (what == "cycle without school") {
            auto stored = cycle(Level::District);
            std::get<PdsaCycle>(stored.record).schools.clear();
            return stored;
        }
        if (what == "question of an archived cycle") {
            state_.put(archived(cycle(Level::Public)), 1);
            Question question;
            question.cycle = {"c"};
            return {question, {}};
        }
        if (what == "observation of an archived cycle") {
            state_.put(archived(cycle(Level::Public)), 1);
            Observation observation;
            observation.cycle = {"c"};
            return {observation, {}};
        }
        if (what.rfind("attachment to ", 0) == 0) { return attached_to(what.substr(14)); }
        auto const space = what.find(' ');
        std::string const kind = what.substr(0, space);
        if (kind == "cycle") { return cycle(level_of(what.substr(space + 1))); }
        bool const named = kind == "named";
        auto const level =
            named ? level_of(what.substr(what.rfind(' ') + 1)) : level_of(what.substr(space + 1));
        state_.put(cycle(level), 1);
        if (kind == "ramp") {
            Ramp ramp;
            ramp.id = {"r"};
            ramp.team = {"riverside_team"};
            return {ramp, {}};
        }
        auto in_cycle = [](auto record) {
            record.id = {"x"};
            record.cycle = {"c"};
            return Stored{record, {}};
        };
        if (kind == "question") { return in_cycle(Question{}); }
        if (kind == "task") { return in_cycle(Task{}); }
        if (kind == "amendment") { return in_cycle(PredictionAmendment{}); }
        auto with_names = [&](auto record) {
            record.names_a_person = named;
            if (named) {
                auto const from = what.find("written for ") + 12;
                record.written_for = level_of(what.substr(from, what.find(',', from) - from));
            }
            return in_cycle(record);
        };
        if (what.find("attachment") != std::string::npos) { return with_names(Attachment{}); }
        return with_names(Observation{});
    }
    // "protocol LEVEL", "a named observation, ...", "a held observation LEVEL", "an archived observation LEVEL"
    Stored attached_to(std::string const& what) {
        Attachment attachment;
        attachment.id = {"file"};
        if (what.rfind("protocol ", 0) == 0) {
            auto const protocol = library_subject(what);
            state_.put(protocol, 1);
            attachment.protocol = {protocol.id()};
            return {attachment, {}};
        }
        auto const named = what.substr(what.find(' ') + 1);
        auto const level = named.substr(named.rfind(' ') + 1);
        auto observation = named.rfind("named", 0) == 0  ? subject(named)
                           : named.rfind("held", 0) == 0 ? held_subject("observation " + level)
                                                         : subject("observation " + level);
        if (named.rfind("archived", 0) == 0) { observation = archived(observation); }
        state_.put(observation, 1);
        attachment.cycle = {"c"};
        attachment.observation = {observation.id()};
        return {attachment, {}};
    }

    State state_;
};

}  // namespace

TEST_CASE(
    "[V1] the audience table: each kind and level against each viewer, cells written by hand") {
    NetworkStory story;
    auto const& people = NetworkStory::everybody();
    for (auto const& row : table) {
        Subjects subjects(story.state());
        auto const subject = subjects.subject(row.what);
        auto const audience = audience_of(subject, subjects.state());
        std::istringstream cells(row.cells);
        std::istringstream heads(columns);
        for (std::size_t i = 0; i <= people.size(); ++i) {
            std::string cell;
            std::string head;
            cells >> cell;
            heads >> head;
            auto const viewer = i < people.size()
                                    ? viewer_of(subjects.state(), {story[people[i]].member})
                                    : Viewer{};
            INFO(row.what << " / " << head);
            CHECK(holds(audience, viewer) == (cell == "x"));
        }
        // What departures keep of an audience is the audience.
        CHECK(audience_from_text(to_text(audience)) == audience);
    }
}

TEST_CASE("[V1] a suspended member sees nothing, and an archived team gives nothing") {
    NetworkStory story;
    REQUIRE(story.act("riverside.lead", "suspend_membership", {{"id", "as_riverside_teacher"}})
                .empty());
    CHECK_FALSE(viewer_of(story.state(), {"riverside_teacher"}).active);
    REQUIRE(
        story.act("riverside.lead", "resume_membership", {{"id", "as_riverside_teacher"}}).empty());
    CHECK(viewer_of(story.state(), {"riverside_teacher"}).active);
    // Not even what everybody may do to their own.
    auto const former = viewer_of(story.state(), {"former"});
    CHECK(permit(former, NetworkCommand{EndTeamMembership{{"in_former"}}}, story.state())
              .has_error());
    State state = story.state();
    auto team = state.find(kind_of<Team>(), "riverside_team")->stored;
    team.meta.archived_at_ms = 1;
    state.put(team, 9);
    CHECK(viewer_of(state, {"riverside_teacher"}).teams.empty());
}
