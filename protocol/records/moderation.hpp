#pragma once
#include "protocol/field.hpp"
#include "protocol/records/level.hpp"

// The area "moderation": what people flag, and what the hub's desk makes of it.
namespace flywheel {

enum class FlagState { Open, Acted, Dismissed };
constexpr auto enum_names(FlagState) {
    using namespace std::string_view_literals;
    return std::array{"open"sv, "acted"sv, "dismissed"sv};
}

enum class ModerationState {
    Held,
    EditsAsked,
    RemovalProposed,
    Removed,
    Appealed,
    Upheld,
    Released
};
constexpr auto enum_names(ModerationState) {
    using namespace std::string_view_literals;
    return std::array{"held"sv,     "edits_asked"sv, "removal_proposed"sv, "removed"sv,
                      "appealed"sv, "upheld"sv,      "released"sv};
}

struct Flag {
    FlagId id;
    std::string about_kind;
    std::string about_id;
    std::string place_kind;
    std::string place_id;
    std::string reason;
    FlagState state = FlagState::Open;
    std::string answer;
    MemberId answered_by;

    static constexpr std::string_view kind = "flag";
    static constexpr Shelf shelf = Shelf::Network;
    static constexpr auto fields() {
        using R = Flag;
        return Fields{
            field("about_kind", &R::about_kind, "The kind of the record that is flagged.",
                  {.required = true, .length_max = 40, .set_by = SetBy::Creator}),
            field("about_id", &R::about_id, "The record that is flagged.",
                  {.required = true, .length_max = id_length_max, .set_by = SetBy::Creator}),
            field("place_kind", &R::place_kind, "The kind of the record on whose page it stands.",
                  {.length_max = 40, .set_by = SetBy::Rule}),
            field("place_id", &R::place_id, "The record on whose page it stands.",
                  {.length_max = id_length_max, .set_by = SetBy::Rule}),
            field("reason", &R::reason, "What is wrong with it.",
                  {.required = true, .length_min = 1, .length_max = text_length_max}),
            field("state", &R::state, "Open; acted on, or dismissed.",
                  {.merge = Merge::Guarded, .set_by = SetBy::Rule}),
            field("answer", &R::answer, "What the desk says to whoever flagged it.",
                  {.length_max = text_length_max, .merge = Merge::Guarded, .set_by = SetBy::Rule}),
            field("answered_by", &R::answered_by, "Who dealt with it.",
                  {.merge = Merge::Guarded, .set_by = SetBy::Rule}),
        };
    }
};

struct ModerationCase {
    ModerationCaseId id;
    std::string about_kind;
    std::string about_id;
    std::string place_kind;
    std::string place_id;
    MemberId author;
    ModerationState state = ModerationState::Held;
    std::string reason;
    MemberId held_by;
    std::string edits_asked;
    MemberId removal_proposed_by;
    MemberId removal_confirmed_by;
    std::string appeal;
    std::string settled_reason;
    MemberId settled_by;

    static constexpr std::string_view kind = "moderation_case";
    static constexpr Shelf shelf = Shelf::Network;
    static constexpr auto fields() {
        using R = ModerationCase;
        return Fields{
            field("about_kind", &R::about_kind, "The kind of the record that is held.",
                  {.required = true, .length_max = 40, .set_by = SetBy::Rule}),
            field("about_id", &R::about_id, "The record that is held.",
                  {.required = true, .length_max = id_length_max, .set_by = SetBy::Rule}),
            field("place_kind", &R::place_kind, "The kind of the record on whose page it stands.",
                  {.length_max = 40, .set_by = SetBy::Rule}),
            field("place_id", &R::place_id, "The record on whose page it stands.",
                  {.length_max = id_length_max, .set_by = SetBy::Rule}),
            field("author", &R::author, "Who made that record.", {.set_by = SetBy::Rule}),
            field("state", &R::state,
                  "Held, with edits asked for, removal proposed, removed, appealed, upheld; or "
                  "released.",
                  {.merge = Merge::Guarded, .set_by = SetBy::Rule}),
            field("reason", &R::reason, "Why it was held.",
                  {.required = true, .length_max = text_length_max, .set_by = SetBy::Rule}),
            field("held_by", &R::held_by, "Who held it.", {.set_by = SetBy::Rule}),
            field("edits_asked", &R::edits_asked, "What to change so that it can be released.",
                  {.length_max = text_length_max, .merge = Merge::Guarded, .set_by = SetBy::Rule}),
            field("removal_proposed_by", &R::removal_proposed_by, "Who proposed to remove it.",
                  {.merge = Merge::Guarded, .set_by = SetBy::Rule}),
            field("removal_confirmed_by", &R::removal_confirmed_by,
                  "The second person, who confirmed that.",
                  {.merge = Merge::Guarded, .set_by = SetBy::Rule}),
            field("appeal", &R::appeal, "What its author says to it.",
                  {.length_max = text_length_max, .merge = Merge::Guarded, .set_by = SetBy::Rule}),
            field("settled_reason", &R::settled_reason, "Why it was released, or stays as it is.",
                  {.length_max = text_length_max, .merge = Merge::Guarded, .set_by = SetBy::Rule}),
            field("settled_by", &R::settled_by, "Who settled it.",
                  {.merge = Merge::Guarded, .set_by = SetBy::Rule}),
        };
    }
};

}  // namespace flywheel
