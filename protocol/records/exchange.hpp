#pragma once
#include "protocol/field.hpp"
#include "protocol/records/level.hpp"

// The area "exchange": what people ask of each other and offer, the help they ask the hub for, and what the hub
// tells and sets everybody.
namespace flywheel {

enum class PostKind { Question, Offer, Tool, Visit, Story, Thanks };
constexpr auto enum_names(PostKind) {
    using namespace std::string_view_literals;
    return std::array{"question"sv, "offer"sv, "tool"sv, "visit"sv, "story"sv, "thanks"sv};
}

enum class RequestKind { Coaching, Technical, Peer, Data, Design };
constexpr auto enum_names(RequestKind) {
    using namespace std::string_view_literals;
    return std::array{"coaching"sv, "technical"sv, "peer"sv, "data"sv, "design"sv};
}

enum class Urgency { Whenever, ThisMonth, ThisWeek };
constexpr auto enum_names(Urgency) {
    using namespace std::string_view_literals;
    return std::array{"whenever"sv, "this_month"sv, "this_week"sv};
}

enum class RequestState { Open, Matched, Active, Done, Rated, Withdrawn };
constexpr auto enum_names(RequestState) {
    using namespace std::string_view_literals;
    return std::array{"open"sv, "matched"sv, "active"sv, "done"sv, "rated"sv, "withdrawn"sv};
}

inline constexpr std::size_t post_users_max = 500;      // the sites of a large network
inline constexpr std::size_t activity_teams_max = 200;  // all teams of a large network

struct Post {
    PostId id;
    PostKind post_kind = PostKind::Question;
    std::string title;
    std::string text;
    OrganizationId organization;
    TeamId team;
    std::vector<DriverNodeId> change_ideas;
    std::vector<ChangeProtocolId> protocols;
    std::vector<PdsaCycleId> cycles;
    std::vector<MemberId> thanked;
    std::vector<OrganizationId> used_by;
    ReplyId accepted_reply;
    bool closed = false;
    Level shared_with = Level::Network;

    static constexpr std::string_view kind = "post";
    static constexpr Shelf shelf = Shelf::Network;
    static constexpr auto fields() {
        using R = Post;
        return Fields{
            field("post_kind", &R::post_kind,
                  "A question, an offer, a tool, a visit, a story, thanks.",
                  {.required = true, .set_by = SetBy::Creator}),
            field("title", &R::title, "What it is, in a line.",
                  {.required = true, .length_min = 1, .length_max = 120}),
            field("text", &R::text, "The rest of it.", {.length_max = text_length_max}),
            field("organization", &R::organization,
                  "The author's own site or district, so that answers know the context.",
                  {.set_by = SetBy::Creator}),
            field("team", &R::team, "The author's team that it comes from.",
                  {.set_by = SetBy::Creator}),
            field("change_ideas", &R::change_ideas,
                  "The boxes of a diagram it is about; those the viewer may see.",
                  {.merge = Merge::Set}),
            field("protocols", &R::protocols,
                  "The protocols it is about; those the viewer may see.", {.merge = Merge::Set}),
            field("cycles", &R::cycles, "The cycles it is about; those the viewer may see.",
                  {.merge = Merge::Set}),
            field("thanked", &R::thanked, "Who is thanked.", {.merge = Merge::Set}),
            field("used_by", &R::used_by, "The schools and districts that took the tool up.",
                  {.items_max = post_users_max, .merge = Merge::Set, .set_by = SetBy::Rule}),
            field("accepted_reply", &R::accepted_reply, "The reply that answered the question.",
                  {.set_by = SetBy::Rule}),
            field("closed", &R::closed, "It is settled: taken, answered, over.",
                  {.set_by = SetBy::Rule}),
            field("shared_with", &R::shared_with, "How far it is shared.",
                  {.merge = Merge::Guarded, .set_by = SetBy::Rule}),
        };
    }
};

struct Reply {
    ReplyId id;
    PostId post;
    std::string text;

    static constexpr std::string_view kind = "reply";
    static constexpr Shelf shelf = Shelf::Network;
    static constexpr auto fields() {
        using R = Reply;
        return Fields{
            field("post", &R::post, "The post it answers.",
                  {.required = true, .set_by = SetBy::Creator}),
            field("text", &R::text, "What is answered.",
                  {.required = true, .length_min = 1, .length_max = text_length_max}),
        };
    }
};

struct SupportRequest {
    SupportRequestId id;
    RequestKind request_kind = RequestKind::Coaching;
    std::string topic;
    std::string needs;
    Urgency urgency = Urgency::Whenever;
    OrganizationId organization;
    std::vector<DriverNodeId> change_ideas;
    RequestState state = RequestState::Open;
    std::string state_reason;
    MemberId matched_with;
    std::string match_reason;
    Date answer_by;
    std::string outcome;
    std::optional<std::int64_t> rating;
    std::string rating_note;

    static constexpr std::string_view kind = "support_request";
    static constexpr Shelf shelf = Shelf::Network;
    static constexpr auto fields() {
        using R = SupportRequest;
        return Fields{
            field("request_kind", &R::request_kind,
                  "Coaching, technical help, a peer, data, design.",
                  {.required = true, .set_by = SetBy::Creator}),
            field("topic", &R::topic, "What help is asked for, in a line.",
                  {.required = true, .length_min = 1, .length_max = 120}),
            field("needs", &R::needs, "What would help, a line each.",
                  {.length_max = text_length_max}),
            field("urgency", &R::urgency, "How soon it is needed."),
            field("organization", &R::organization, "The asker's own site or district.",
                  {.set_by = SetBy::Creator}),
            field("change_ideas", &R::change_ideas,
                  "The boxes of a diagram it is about; those the viewer may see.",
                  {.merge = Merge::Set}),
            field("state", &R::state, "Open, matched, active, done, rated; or withdrawn.",
                  {.merge = Merge::Guarded, .set_by = SetBy::Rule}),
            field("state_reason", &R::state_reason, "Why it was withdrawn, or opened again.",
                  {.length_max = text_length_max, .merge = Merge::Guarded, .set_by = SetBy::Rule}),
            field("matched_with", &R::matched_with, "Who helps.",
                  {.merge = Merge::Guarded, .set_by = SetBy::Rule}),
            field("match_reason", &R::match_reason, "Why this person.",
                  {.length_max = text_length_max, .merge = Merge::Guarded, .set_by = SetBy::Rule}),
            field("answer_by", &R::answer_by, "The day by which an answer is promised.",
                  {.merge = Merge::Guarded, .set_by = SetBy::Rule}),
            field("outcome", &R::outcome, "What came of it.",
                  {.length_max = text_length_max, .merge = Merge::Guarded, .set_by = SetBy::Rule}),
            field("rating", &R::rating, "How much it helped, in the asker's eyes.",
                  {.min = 1, .max = 5, .merge = Merge::Guarded, .set_by = SetBy::Rule}),
            field("rating_note", &R::rating_note, "What the asker says about it.",
                  {.length_max = text_length_max, .merge = Merge::Guarded, .set_by = SetBy::Rule}),
        };
    }
};

struct Announcement {
    AnnouncementId id;
    std::string title;
    std::string text;
    Date until;

    static constexpr std::string_view kind = "announcement";
    static constexpr Shelf shelf = Shelf::Network;
    static constexpr auto fields() {
        using R = Announcement;
        return Fields{
            field("title", &R::title, "What is announced, in a line.",
                  {.required = true, .length_min = 1, .length_max = 120}),
            field("text", &R::text, "The rest of it.", {.length_max = text_length_max}),
            field("until", &R::until, "The last day on which it stands on people's home.",
                  {.required = true}),
        };
    }
};

struct Activity {
    ActivityId id;
    std::string title;
    std::string instructions;
    Date due;
    std::vector<TeamId> teams;
    std::vector<TeamId> done_by;
    ChangeProtocolId protocol;
    DriverNodeId change_idea;

    static constexpr std::string_view kind = "activity";
    static constexpr Shelf shelf = Shelf::Network;
    static constexpr auto fields() {
        using R = Activity;
        return Fields{
            field("title", &R::title, "What is to be done, in a line.",
                  {.required = true, .length_min = 1, .length_max = 120}),
            field("instructions", &R::instructions, "How.", {.length_max = text_length_max}),
            field("due", &R::due, "The day by which it is to be done."),
            field("teams", &R::teams, "The teams that are to do it.",
                  {.required = true, .items_max = activity_teams_max, .merge = Merge::Set}),
            field("done_by", &R::done_by, "The teams that have done it.",
                  {.items_max = activity_teams_max, .merge = Merge::Set, .set_by = SetBy::Rule}),
            field("protocol", &R::protocol,
                  "The protocol to be used; where the viewer may see it."),
            field("change_idea", &R::change_idea,
                  "The change idea it serves; where the viewer may see it."),
        };
    }
};

}  // namespace flywheel
