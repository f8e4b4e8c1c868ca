#pragma once
#include "protocol/field.hpp"
#include "protocol/records/level.hpp"

// The area "network": the community, its organisations, teams and people.
namespace flywheel {

enum class NetworkType {
    NetworkedImprovementCommunity,
    CommunityOfPractice,
    StudyCouncil,
    ResearchAlliance,
    DesignResearch
};
constexpr auto enum_names(NetworkType) {
    using namespace std::string_view_literals;
    return std::array{"networked_improvement_community"sv, "community_of_practice"sv,
                      "study_council"sv, "research_alliance"sv, "design_research"sv};
}

enum class NetworkStage { Initiating, Chartering, Testing, Spreading, Sustaining, Closed };
constexpr auto enum_names(NetworkStage) {
    using namespace std::string_view_literals;
    return std::array{"initiating"sv, "chartering"sv, "testing"sv,
                      "spreading"sv,  "sustaining"sv, "closed"sv};
}

enum class TeamTier { ExecutiveOversight, Ideas, DesignAndTesting, Affinity };
constexpr auto enum_names(TeamTier) {
    using namespace std::string_view_literals;
    return std::array{"executive_oversight"sv, "ideas"sv, "design_and_testing"sv, "affinity"sv};
}

enum class Role {
    HubDirector,
    HubFacilitator,
    ImprovementAdvisor,
    Coach,
    Analyst,
    PartnershipManager,
    DistrictLead,
    ExecutiveSponsor,
    SchoolLead,
    TeamMember,
    Researcher,
    Partner,
    Observer
};
constexpr auto enum_names(Role) {
    using namespace std::string_view_literals;
    return std::array{"hub_director"sv,  "hub_facilitator"sv,   "improvement_advisor"sv,
                      "coach"sv,         "analyst"sv,           "partnership_manager"sv,
                      "district_lead"sv, "executive_sponsor"sv, "school_lead"sv,
                      "team_member"sv,   "researcher"sv,        "partner"sv,
                      "observer"sv};
}

enum class MembershipState { Active, Suspended, Ended };
constexpr auto enum_names(MembershipState) {
    using namespace std::string_view_literals;
    return std::array{"active"sv, "suspended"sv, "ended"sv};
}

// Counts of fewer people than this are hidden outside of the site whose they are (Network::min_n).
inline constexpr std::int64_t min_n_default = 10;
inline constexpr double min_n_least = 5;   // the least that states use
inline constexpr double min_n_most = 100;  // beyond it a school of any size would show nothing

struct Network {
    NetworkId id;
    std::string name;
    NetworkType type = NetworkType::NetworkedImprovementCommunity;
    NetworkStage stage = NetworkStage::Initiating;
    OrganizationId hub;
    Date started_on;
    std::optional<std::int64_t> min_n;

    static constexpr std::string_view kind = "network";
    static constexpr Shelf shelf = Shelf::Network;
    static constexpr auto fields() {
        using R = Network;
        return Fields{
            field("name", &R::name, "What the community is called.",
                  {.required = true, .length_min = 1, .length_max = 120}),
            field("type", &R::type, "What kind of partnership it is.", {.merge = Merge::Guarded}),
            field("stage", &R::stage, "Where the community stands in its life."),
            field("hub", &R::hub, "The organisation that convenes it.", {.set_by = SetBy::Creator}),
            field("started_on", &R::started_on, "The day it began."),
            field("min_n", &R::min_n,
                  "Counts of fewer people are hidden outside of their own site; 10 when left out.",
                  {.min = min_n_least, .max = min_n_most}),
        };
    }
};

struct Organization {
    OrganizationId id;
    std::string name;
    std::string organization_kind;
    OrganizationId parent;
    std::string level;
    std::string size;
    std::string setting;
    std::string leader_tenure;
    std::string coach_on_site;
    Date joined_on;
    Date left_on;
    bool sharing_needs_lead = false;

    static constexpr std::string_view kind = "organization";
    static constexpr Shelf shelf = Shelf::Network;
    static constexpr auto fields() {
        using R = Organization;
        return Fields{
            field("name", &R::name, "Its name.",
                  {.required = true, .length_min = 1, .length_max = 120}),
            field("organization_kind", &R::organization_kind,
                  "hub, district, school, university, union, community, funder, advisory_partner, "
                  "or a word of your own.",
                  {.required = true, .length_min = 1, .length_max = 40}),
            field("parent", &R::parent,
                  "The organisation it belongs to: a school's district, a district's hub.",
                  {.merge = Merge::Guarded}),
            field("level", &R::level,
                  "Context: elementary, middle, high, k8, or a word of your own.",
                  {.length_max = 40}),
            field("size", &R::size, "Context: size in the network's own bands.",
                  {.length_max = 40}),
            field("setting", &R::setting, "Context: urban, suburban, rural, national.",
                  {.length_max = 40}),
            field("leader_tenure", &R::leader_tenure,
                  "Context: how long its leader has been there.", {.length_max = 40}),
            field("coach_on_site", &R::coach_on_site,
                  "Context: whether a coach works there (yes, no).", {.length_max = 40}),
            field("joined_on", &R::joined_on, "The day it joined the network."),
            field("left_on", &R::left_on, "The day it left."),
            field("sharing_needs_lead", &R::sharing_needs_lead,
                  "A district's choice: its lead must agree before anything goes beyond the "
                  "district.",
                  {.merge = Merge::Guarded}),
        };
    }
};

struct Team {
    TeamId id;
    std::string name;
    TeamTier tier = TeamTier::DesignAndTesting;
    OrganizationId district;
    std::string purpose;
    std::string meets;

    static constexpr std::string_view kind = "team";
    static constexpr Shelf shelf = Shelf::Network;
    static constexpr auto fields() {
        using R = Team;
        return Fields{
            field("name", &R::name, "What the team is called.",
                  {.required = true, .length_min = 1, .length_max = 120}),
            field("tier", &R::tier, "Executive oversight, ideas, design and testing, or affinity."),
            field("district", &R::district,
                  "The district it belongs to; none for a team of the whole network.",
                  {.set_by = SetBy::Creator}),
            field("purpose", &R::purpose, "What it is for.", {.length_max = text_length_max}),
            field("meets", &R::meets, "When it meets, in words."),
        };
    }
};

struct Member {
    MemberId id;
    std::string name;
    std::string title;
    bool erased = false;

    static constexpr std::string_view kind = "member";
    static constexpr Shelf shelf = Shelf::Network;
    static constexpr auto fields() {
        using R = Member;
        return Fields{
            field("name", &R::name, "The name others see.",
                  {.required = true, .length_min = 1, .length_max = 120}),
            field("title", &R::title, "What they do, in words.", {.length_max = 120}),
            field("erased", &R::erased, "They were erased; the name is nobody's.",
                  {.set_by = SetBy::Rule}),
        };
    }
};

struct Membership {
    MembershipId id;
    MemberId member;
    OrganizationId organization;
    Role role = Role::Observer;
    MembershipState state = MembershipState::Active;
    Date starts_on;
    Date ends_on;

    static constexpr std::string_view kind = "membership";
    static constexpr Shelf shelf = Shelf::Network;
    static constexpr auto fields() {
        using R = Membership;
        return Fields{
            field("member", &R::member, "Who.", {.required = true, .set_by = SetBy::Creator}),
            field("organization", &R::organization, "Where.",
                  {.required = true, .set_by = SetBy::Creator}),
            field("role", &R::role, "As what.", {.required = true, .merge = Merge::Guarded}),
            field("state", &R::state, "Active, suspended or ended.",
                  {.merge = Merge::Guarded, .set_by = SetBy::Rule}),
            field("starts_on", &R::starts_on, "First day."),
            field("ends_on", &R::ends_on, "Last day; the server ends the membership after it.",
                  {.merge = Merge::Guarded}),
        };
    }
};

struct TeamMembership {
    TeamMembershipId id;
    MemberId member;
    TeamId team;
    MembershipState state = MembershipState::Active;
    Date starts_on;
    Date ends_on;

    static constexpr std::string_view kind = "team_membership";
    static constexpr Shelf shelf = Shelf::Network;
    static constexpr auto fields() {
        using R = TeamMembership;
        return Fields{
            field("member", &R::member, "Who.", {.required = true, .set_by = SetBy::Creator}),
            field("team", &R::team, "In which team.", {.required = true, .set_by = SetBy::Creator}),
            field("state", &R::state, "Active, suspended or ended.",
                  {.merge = Merge::Guarded, .set_by = SetBy::Rule}),
            field("starts_on", &R::starts_on, "First day."),
            field("ends_on", &R::ends_on, "Last day; a coach's assignment has one.",
                  {.merge = Merge::Guarded}),
        };
    }
};

}  // namespace flywheel
