#pragma once
#include "protocol/field.hpp"
#include "protocol/records/level.hpp"

// The area "library": written practices in their versions, and where they have been taken up.
namespace flywheel {

enum class Licence { CcBy, CcBySa, CcByNc, Cc0, AllRightsReserved };
constexpr auto enum_names(Licence) {
    using namespace std::string_view_literals;
    return std::array{"cc_by"sv, "cc_by_sa"sv, "cc_by_nc"sv, "cc0"sv, "all_rights_reserved"sv};
}

enum class ProtocolState { Draft, Testing, Recommended, Standard, Retired };
constexpr auto enum_names(ProtocolState) {
    using namespace std::string_view_literals;
    return std::array{"draft"sv, "testing"sv, "recommended"sv, "standard"sv, "retired"sv};
}

enum class AdoptionState { Considering, Testing, Adopted, Adapted, Stopped };
constexpr auto enum_names(AdoptionState) {
    using namespace std::string_view_literals;
    return std::array{"considering"sv, "testing"sv, "adopted"sv, "adapted"sv, "stopped"sv};
}

inline constexpr std::size_t language_length_max = 12;  // "en", "es", "zh-Hant-TW"
inline constexpr double protocol_minutes_max = 600;     // a school day and its evening

struct ChangeProtocol {
    ChangeProtocolId id;
    std::string title;
    std::string purpose;
    std::vector<DriverNodeId> change_ideas;
    std::vector<MemberId> authors;
    std::string language;
    std::string credits;
    Licence licence = Licence::CcBy;
    TeamId team;
    ReplyId from_reply;
    Level shared_with = Level::Network;

    static constexpr std::string_view kind = "change_protocol";
    static constexpr Shelf shelf = Shelf::Network;
    static constexpr auto fields() {
        using R = ChangeProtocol;
        return Fields{
            field("title", &R::title, "What the practice is called.",
                  {.required = true, .length_min = 1, .length_max = 120}),
            field("purpose", &R::purpose, "What it is for.", {.length_max = text_length_max}),
            field("change_ideas", &R::change_ideas,
                  "The drivers and change ideas it serves; those the viewer may see.",
                  {.merge = Merge::Set}),
            field("authors", &R::authors, "Who may write its drafts.", {.merge = Merge::Set}),
            field("language", &R::language, "The language it is written in: en, es.",
                  {.length_max = language_length_max}),
            field("credits", &R::credits, "Whose work it builds on.",
                  {.length_max = text_length_max}),
            field("licence", &R::licence, "On what terms others may use it."),
            field("team", &R::team, "The team that keeps it, when it is a team's.",
                  {.set_by = SetBy::Creator}),
            field("from_reply", &R::from_reply,
                  "The accepted answer it was written from; where the viewer may see it.",
                  {.set_by = SetBy::Creator}),
            field("shared_with", &R::shared_with, "How far it is shared.",
                  {.merge = Merge::Guarded, .set_by = SetBy::Rule}),
        };
    }
};

struct ProtocolVersion {
    ProtocolVersionId id;
    ChangeProtocolId protocol;
    std::optional<std::int64_t> number;
    ProtocolState state = ProtocolState::Draft;
    std::string state_reason;
    ProtocolVersionId derived_from;
    std::string steps;
    std::string materials;
    std::optional<std::int64_t> minutes;
    std::string core;
    std::string adaptable;
    std::optional<std::int64_t> belief;
    std::string belief_reason;
    Date published_on;
    AdaptationId adapted_from;

    static constexpr std::string_view kind = "protocol_version";
    static constexpr Shelf shelf = Shelf::Network;
    static constexpr auto fields() {
        using R = ProtocolVersion;
        return Fields{
            field("protocol", &R::protocol, "The protocol.",
                  {.required = true, .set_by = SetBy::Creator}),
            field("number", &R::number, "Its number among the versions of the protocol.",
                  {.min = 1, .max = 10'000, .set_by = SetBy::Rule}),
            field("state", &R::state,
                  "Draft; then published: testing, recommended, standard; retired.",
                  {.merge = Merge::Guarded, .set_by = SetBy::Rule}),
            field("state_reason", &R::state_reason, "Why it stands there.",
                  {.length_max = text_length_max, .merge = Merge::Guarded, .set_by = SetBy::Rule}),
            field("derived_from", &R::derived_from, "The version it was written from.",
                  {.set_by = SetBy::Creator}),
            field("steps", &R::steps, "What is done, a step a line.",
                  {.length_max = long_text_max, .merge = Merge::Text}),
            field("materials", &R::materials, "What is needed, a line each.",
                  {.length_max = long_text_max, .merge = Merge::Text}),
            field("minutes", &R::minutes, "How long it takes.",
                  {.min = 1, .max = protocol_minutes_max}),
            field("core", &R::core, "What makes it what it is and stays, a line each.",
                  {.length_max = long_text_max, .merge = Merge::Text}),
            field("adaptable", &R::adaptable, "What a site may do its own way, a line each.",
                  {.length_max = long_text_max, .merge = Merge::Text}),
            field("belief", &R::belief, "Degree of belief, 0 to 10.", {.min = 0, .max = 10}),
            field("belief_reason", &R::belief_reason, "Why.", {.length_max = text_length_max}),
            field("published_on", &R::published_on, "The day it left draft.",
                  {.merge = Merge::Guarded, .set_by = SetBy::Rule}),
            field("adapted_from", &R::adapted_from,
                  "The adaptation that was taken up in it; absent where the viewer may not see it.",
                  {.set_by = SetBy::Rule}),
        };
    }
};

struct ProtocolChange {
    ProtocolChangeId id;
    ProtocolVersionId version;
    std::string text;
    std::vector<PdsaCycleId> cycles;

    static constexpr std::string_view kind = "protocol_change";
    static constexpr Shelf shelf = Shelf::Network;
    static constexpr auto fields() {
        using R = ProtocolChange;
        return Fields{
            field("version", &R::version, "The version that brought it.",
                  {.required = true, .set_by = SetBy::Creator}),
            field("text", &R::text, "What changed.",
                  {.required = true, .length_min = 1, .length_max = text_length_max}),
            field("cycles", &R::cycles, "The cycles it was learned from; those the viewer may see.",
                  {.merge = Merge::Set}),
        };
    }
};

struct Adoption {
    AdoptionId id;
    ProtocolVersionId version;
    OrganizationId organization;
    TeamId team;
    AdoptionState state = AdoptionState::Considering;
    std::string state_reason;
    Date since;
    MemberId owner;
    std::string sustain_plan;
    Level shared_with = Level::Network;

    static constexpr std::string_view kind = "adoption";
    static constexpr Shelf shelf = Shelf::Network;
    static constexpr auto fields() {
        using R = Adoption;
        return Fields{
            field("version", &R::version, "The version that is taken up.", {.required = true}),
            field("organization", &R::organization, "The school or district that takes it up.",
                  {.required = true, .set_by = SetBy::Creator}),
            field("team", &R::team, "The team that carries it there.", {.set_by = SetBy::Creator}),
            field("state", &R::state, "Considering, testing, adopted, adapted or stopped.",
                  {.merge = Merge::Guarded, .set_by = SetBy::Rule}),
            field("state_reason", &R::state_reason, "Why it stands there.",
                  {.length_max = text_length_max, .merge = Merge::Guarded, .set_by = SetBy::Rule}),
            field("since", &R::since, "Since when it stands there.",
                  {.merge = Merge::Guarded, .set_by = SetBy::Rule}),
            field("owner", &R::owner, "Who owns it there."),
            field("sustain_plan", &R::sustain_plan, "How it will hold.",
                  {.length_max = text_length_max}),
            field("shared_with", &R::shared_with, "How far it is shared.",
                  {.merge = Merge::Guarded, .set_by = SetBy::Rule}),
        };
    }
};

}  // namespace flywheel
