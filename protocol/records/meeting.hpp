#pragma once
#include "protocol/field.hpp"
#include "protocol/records/level.hpp"

// The area "meeting": what a network, a team or its sponsors come together for, what each district brings, what is
// decided there and who does what by when.
namespace flywheel {

enum class MeetingKind { Network, Partnership, Executive, Team, Other };
constexpr auto enum_names(MeetingKind) {
    using namespace std::string_view_literals;
    return std::array{"network"sv, "partnership"sv, "executive"sv, "team"sv, "other"sv};
}

enum class MeetingState { Scheduled, AgendaPublished, Live, Closed };
constexpr auto enum_names(MeetingState) {
    using namespace std::string_view_literals;
    return std::array{"scheduled"sv, "agenda_published"sv, "live"sv, "closed"sv};
}

enum class ItemKind {
    DistrictReport,
    Decision,
    Problem,
    Learning,
    Tension,
    VoiceCheck,
    Review,
    Consolidation,
    Support
};
constexpr auto enum_names(ItemKind) {
    using namespace std::string_view_literals;
    return std::array{"district_report"sv, "decision"sv,      "problem"sv,
                      "learning"sv,        "tension"sv,       "voice_check"sv,
                      "review"sv,          "consolidation"sv, "support"sv};
}

enum class DecisionState { Made, Kept, Changed };
constexpr auto enum_names(DecisionState) {
    using namespace std::string_view_literals;
    return std::array{"made"sv, "kept"sv, "changed"sv};
}

enum class ActionState { Open, Done, Dropped };
constexpr auto enum_names(ActionState) {
    using namespace std::string_view_literals;
    return std::array{"open"sv, "done"sv, "dropped"sv};
}

inline constexpr std::size_t title_length_max = 120;    // a line on a printed agenda
inline constexpr std::size_t attendance_max = 500;      // everybody of a large network
inline constexpr std::size_t clock_length_max = 5;      // "15:30"
inline constexpr double meeting_minutes_min = 5;        // a huddle
inline constexpr double meeting_minutes_max = 600;      // a day with a break
inline constexpr double agenda_item_minutes_max = 240;  // half a day's workshop

struct Meeting {
    MeetingId id;
    std::string title;
    MeetingKind meeting_kind = MeetingKind::Network;
    TeamId team;
    std::string series;
    std::string held_next_to;
    Date on;
    std::string begins;
    std::optional<std::int64_t> minutes;
    MemberId facilitator;
    std::string norms;
    MeetingState state = MeetingState::Scheduled;
    std::string notes;
    std::vector<MemberId> present;
    std::vector<MemberId> spoke;

    static constexpr std::string_view kind = "meeting";
    static constexpr Shelf shelf = Shelf::Network;
    static constexpr auto fields() {
        using R = Meeting;
        return Fields{
            field("title", &R::title, "What it is called.",
                  {.required = true, .length_min = 1, .length_max = title_length_max}),
            field("meeting_kind", &R::meeting_kind,
                  "Of the network, a partnership, the executives, a team; or another.",
                  {.required = true, .set_by = SetBy::Creator}),
            field("team", &R::team, "The team whose meeting it is; none: the whole network's.",
                  {.set_by = SetBy::Creator}),
            field("series", &R::series, "The series of meetings that it is one of, by its name.",
                  {.length_max = title_length_max}),
            field("held_next_to", &R::held_next_to,
                  "What it is held next to, such as the principals' meeting.",
                  {.length_max = title_length_max}),
            field("on", &R::on, "Its day, where it is held.", {.required = true}),
            field("begins", &R::begins, "When it begins, where it is held: \"15:30\".",
                  {.length_max = clock_length_max}),
            field("minutes", &R::minutes, "How long it takes.",
                  {.min = meeting_minutes_min, .max = meeting_minutes_max}),
            field("facilitator", &R::facilitator, "Who leads through it."),
            field("norms", &R::norms, "How people work together in it, a line each.",
                  {.length_max = text_length_max}),
            field("state", &R::state, "Scheduled, its agenda published, live, closed.",
                  {.merge = Merge::Guarded, .set_by = SetBy::Rule}),
            field("notes", &R::notes, "What was said, written together.",
                  {.length_max = long_text_max, .merge = Merge::Text}),
            field("present", &R::present, "Who was there.",
                  {.items_max = attendance_max, .merge = Merge::Set}),
            field("spoke", &R::spoke, "Who spoke, as far as people say so.",
                  {.items_max = attendance_max, .merge = Merge::Set}),
        };
    }
};

struct AgendaItem {
    AgendaItemId id;
    MeetingId meeting;
    Rank rank;
    std::string title;
    ItemKind item_kind = ItemKind::Learning;
    MemberId lead;
    std::optional<std::int64_t> minutes;
    std::string outcome_wanted;
    std::string result;
    std::vector<PdsaCycleId> cycles;
    std::vector<SupportRequestId> support_requests;
    std::vector<DriverNodeId> change_ideas;

    static constexpr std::string_view kind = "agenda_item";
    static constexpr Shelf shelf = Shelf::Network;
    static constexpr auto fields() {
        using R = AgendaItem;
        return Fields{
            field("meeting", &R::meeting, "The meeting.",
                  {.required = true, .set_by = SetBy::Creator}),
            field("rank", &R::rank, "Its place on the agenda; the district report stands first.",
                  {.required = true}),
            field("title", &R::title, "What it is about; needed by all but the district report.",
                  {.length_max = title_length_max}),
            field("item_kind", &R::item_kind,
                  "A district report, a decision, a problem, learning, a tension, a voice check, a "
                  "review, a consolidation, support.",
                  {.required = true, .set_by = SetBy::Creator}),
            field("lead", &R::lead, "Who leads it."),
            field("minutes", &R::minutes, "How long it takes.",
                  {.min = 1, .max = agenda_item_minutes_max}),
            field("outcome_wanted", &R::outcome_wanted,
                  "What is to come of it; needed before the agenda is published.",
                  {.length_max = line_length_max}),
            field("result", &R::result, "What came of it.", {.length_max = text_length_max}),
            field("cycles", &R::cycles, "The cycles it is about; those the viewer may see.",
                  {.merge = Merge::Set}),
            field("support_requests", &R::support_requests,
                  "The requests for help it is about; those the viewer may see.",
                  {.merge = Merge::Set}),
            field("change_ideas", &R::change_ideas,
                  "The boxes of a diagram it is about; those the viewer may see.",
                  {.merge = Merge::Set}),
        };
    }
};

struct DistrictReport {
    DistrictReportId id;
    MeetingId meeting;
    OrganizationId organization;
    std::string text;
    std::string asks;

    static constexpr std::string_view kind = "district_report";
    static constexpr Shelf shelf = Shelf::Network;
    static constexpr auto fields() {
        using R = DistrictReport;
        return Fields{
            field("meeting", &R::meeting, "The meeting it is for.",
                  {.required = true, .set_by = SetBy::Creator}),
            field("organization", &R::organization, "The district.",
                  {.required = true, .set_by = SetBy::Creator}),
            field("text", &R::text, "What is happening there, and what was decided.",
                  {.length_max = text_length_max, .merge = Merge::Text}),
            field("asks", &R::asks, "What the district asks of the others.",
                  {.length_max = text_length_max, .merge = Merge::Text}),
        };
    }
};

struct MeetingDecision {
    MeetingDecisionId id;
    MeetingId meeting;
    std::string text;
    std::string why;
    std::string decided_by;
    std::vector<MemberId> deciders;
    std::vector<DriverNodeId> change_ideas;
    std::vector<PdsaCycleId> cycles;
    Date review_on;
    DecisionState state = DecisionState::Made;
    std::string review_why;

    static constexpr std::string_view kind = "meeting_decision";
    static constexpr Shelf shelf = Shelf::Network;
    static constexpr auto fields() {
        using R = MeetingDecision;
        return Fields{
            field("meeting", &R::meeting, "The meeting that decided it; none: the hub did.",
                  {.set_by = SetBy::Creator}),
            field("text", &R::text, "What was decided.",
                  {.required = true, .length_min = 1, .length_max = text_length_max}),
            field("why", &R::why, "Why.",
                  {.required = true, .length_min = 1, .length_max = text_length_max}),
            field("decided_by", &R::decided_by, "How, in a line: by consensus, by whom.",
                  {.length_max = title_length_max}),
            field("deciders", &R::deciders, "Who decided.", {.merge = Merge::Set}),
            field("change_ideas", &R::change_ideas,
                  "The boxes of a diagram it is about; those the viewer may see.",
                  {.merge = Merge::Set}),
            field("cycles", &R::cycles, "The cycles it is about; those the viewer may see.",
                  {.merge = Merge::Set}),
            field("review_on", &R::review_on, "The day from which it is looked at again."),
            field("state", &R::state, "Made; kept or changed when it was looked at again.",
                  {.merge = Merge::Guarded, .set_by = SetBy::Rule}),
            field("review_why", &R::review_why, "Why it was kept or changed.",
                  {.length_max = text_length_max, .merge = Merge::Guarded, .set_by = SetBy::Rule}),
        };
    }
};

struct MeetingAction {
    MeetingActionId id;
    MeetingId meeting;
    std::string text;
    MemberId owner;
    Date due;
    ActionState state = ActionState::Open;
    std::string state_reason;

    static constexpr std::string_view kind = "meeting_action";
    static constexpr Shelf shelf = Shelf::Network;
    static constexpr auto fields() {
        using R = MeetingAction;
        return Fields{
            field("meeting", &R::meeting, "The meeting it was agreed in; none: outside of one.",
                  {.set_by = SetBy::Creator}),
            field("text", &R::text, "What is to be done.",
                  {.required = true, .length_min = 1, .length_max = text_length_max}),
            field("owner", &R::owner, "Who does it.", {.required = true}),
            field("due", &R::due, "The day by which it is to be done.", {.required = true}),
            field("state", &R::state, "Open, done; or dropped.",
                  {.merge = Merge::Guarded, .set_by = SetBy::Rule}),
            field("state_reason", &R::state_reason, "Why it was dropped, or opened again.",
                  {.length_max = text_length_max, .merge = Merge::Guarded, .set_by = SetBy::Rule}),
        };
    }
};

}  // namespace flywheel
