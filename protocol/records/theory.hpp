#pragma once
#include "protocol/field.hpp"
#include "protocol/records/level.hpp"

// The area "theory": charter, aim and driver diagrams.
namespace flywheel {

enum class AimState { Draft, Published, Superseded };
constexpr auto enum_names(AimState) {
    using namespace std::string_view_literals;
    return std::array{"draft"sv, "published"sv, "superseded"sv};
}

enum class NodeKind { Aim, Primary, Secondary, ChangeIdea };
constexpr auto enum_names(NodeKind) {
    using namespace std::string_view_literals;
    return std::array{"aim"sv, "primary"sv, "secondary"sv, "change_idea"sv};
}

enum class NodeState { InPlay, Parked, Retired };
constexpr auto enum_names(NodeState) {
    using namespace std::string_view_literals;
    return std::array{"in_play"sv, "parked"sv, "retired"sv};
}

enum class CommitmentState { Open, Kept, Broken };
constexpr auto enum_names(CommitmentState) {
    using namespace std::string_view_literals;
    return std::array{"open"sv, "kept"sv, "broken"sv};
}

struct Charter {
    CharterId id;
    std::string problem_of_practice;
    std::string who_is_affected;
    std::string why_now;
    std::string boundaries_in;
    std::string boundaries_out;
    std::string norms;
    std::string data_sharing;
    std::string publication;
    std::string duration;
    std::string exit;

    static constexpr std::string_view kind = "charter";
    static constexpr Shelf shelf = Shelf::Network;
    static constexpr auto fields() {
        using R = Charter;
        return Fields{
            field("problem_of_practice", &R::problem_of_practice,
                  "The problem, as the districts would say it.",
                  {.length_max = text_length_max, .merge = Merge::Text}),
            field("who_is_affected", &R::who_is_affected, "Whose days it shapes.",
                  {.length_max = text_length_max, .merge = Merge::Text}),
            field("why_now", &R::why_now, "Who asked, and why now.",
                  {.length_max = text_length_max, .merge = Merge::Text}),
            field("boundaries_in", &R::boundaries_in, "What is part of the work, a line each.",
                  {.length_max = text_length_max, .merge = Merge::Text}),
            field("boundaries_out", &R::boundaries_out, "What is not, a line each.",
                  {.length_max = text_length_max, .merge = Merge::Text}),
            field("norms", &R::norms, "How we work together, a line each.",
                  {.length_max = text_length_max, .merge = Merge::Text}),
            field("data_sharing", &R::data_sharing, "The agreement on data.",
                  {.length_max = text_length_max, .merge = Merge::Text}),
            field("publication", &R::publication, "The agreement on publication.",
                  {.length_max = text_length_max, .merge = Merge::Text}),
            field("duration", &R::duration, "How long it runs.",
                  {.length_max = text_length_max, .merge = Merge::Text}),
            field("exit", &R::exit, "What happens when a district leaves.",
                  {.length_max = text_length_max, .merge = Merge::Text}),
        };
    }
};

struct RootCause {
    RootCauseId id;
    std::string text;
    std::string evidence;
    std::string method;
    std::string dissent;
    Rank rank;

    static constexpr std::string_view kind = "root_cause";
    static constexpr Shelf shelf = Shelf::Network;
    static constexpr auto fields() {
        using R = RootCause;
        return Fields{
            field("text", &R::text, "The cause.",
                  {.required = true, .length_min = 1, .length_max = text_length_max}),
            field("evidence", &R::evidence, "What shows it.", {.length_max = text_length_max}),
            field("method", &R::method, "How it was found: interviews, process map, data."),
            field("dissent", &R::dissent, "Who sees it otherwise, and how.",
                  {.length_max = text_length_max}),
            field("rank", &R::rank, "Its place in the list.", {.required = true}),
        };
    }
};

struct SponsorCommitment {
    SponsorCommitmentId id;
    OrganizationId organization;
    std::string text;
    MemberId owner;
    Date due_on;
    CommitmentState state = CommitmentState::Open;
    Rank rank;

    static constexpr std::string_view kind = "sponsor_commitment";
    static constexpr Shelf shelf = Shelf::Network;
    static constexpr auto fields() {
        using R = SponsorCommitment;
        return Fields{
            field("organization", &R::organization, "Who promises.",
                  {.required = true, .set_by = SetBy::Creator}),
            field("text", &R::text, "What is promised.",
                  {.required = true, .length_min = 1, .length_max = text_length_max}),
            field("owner", &R::owner, "The person who answers for it."),
            field("due_on", &R::due_on, "By when."),
            field("state", &R::state, "Open, kept or broken.", {.merge = Merge::Guarded}),
            field("rank", &R::rank, "Its place in the list.", {.required = true}),
        };
    }
};

struct Aim {
    AimId id;
    std::string text;
    std::optional<double> how_much;
    std::optional<double> baseline;
    std::string unit;
    Date by;
    std::string whom;
    std::string measure;
    std::string balancing;
    AimState state = AimState::Draft;
    AimId superseded_by;
    std::string reason;
    Date published_on;

    static constexpr std::string_view kind = "aim";
    static constexpr Shelf shelf = Shelf::Network;
    static constexpr auto fields() {
        using R = Aim;
        return Fields{
            field("text", &R::text, "The whole aim in a sentence.",
                  {.length_max = text_length_max, .merge = Merge::Guarded}),
            field("how_much", &R::how_much, "The number to reach.",
                  {.min = -1e12, .max = 1e12, .merge = Merge::Guarded}),
            field("baseline", &R::baseline, "Where it stood at the start.",
                  {.min = -1e12, .max = 1e12, .merge = Merge::Guarded}),
            field("unit", &R::unit, "percent, days, points ...",
                  {.length_max = 40, .merge = Merge::Guarded}),
            field("by", &R::by, "By when.", {.merge = Merge::Guarded}),
            field("whom", &R::whom, "For whom.",
                  {.length_max = text_length_max, .merge = Merge::Guarded}),
            field("measure", &R::measure, "Measured by what.", {.merge = Merge::Guarded}),
            field("balancing", &R::balancing, "What must not get worse meanwhile.",
                  {.length_max = text_length_max, .merge = Merge::Guarded}),
            field("state", &R::state, "Draft, published or superseded.",
                  {.merge = Merge::Guarded, .set_by = SetBy::Rule}),
            field("superseded_by", &R::superseded_by, "The aim that took its place.",
                  {.merge = Merge::Guarded, .set_by = SetBy::Rule}),
            field("reason", &R::reason, "Why it was superseded.",
                  {.length_max = text_length_max, .merge = Merge::Guarded, .set_by = SetBy::Rule}),
            field("published_on", &R::published_on, "The day it was published.",
                  {.merge = Merge::Guarded, .set_by = SetBy::Rule}),
        };
    }
};

struct DriverDiagram {
    DriverDiagramId id;
    std::string title;
    OrganizationId owner;
    TeamId team;
    Level shared_with = Level::District;
    bool in_review = false;
    std::string review_reason;

    static constexpr std::string_view kind = "driver_diagram";
    static constexpr Shelf shelf = Shelf::Network;
    static constexpr auto fields() {
        using R = DriverDiagram;
        return Fields{
            field("title", &R::title, "What the diagram is called.",
                  {.required = true, .length_min = 1, .length_max = 120}),
            field("owner", &R::owner, "The hub, or the district that draws it.",
                  {.required = true, .set_by = SetBy::Creator}),
            field("team", &R::team, "The team that draws it, when it is a team's.",
                  {.set_by = SetBy::Creator}),
            field("shared_with", &R::shared_with, "How far it is shared.",
                  {.merge = Merge::Guarded, .set_by = SetBy::Rule}),
            field("in_review", &R::in_review,
                  "Whether it is under review: its keepers alone change it meanwhile.",
                  {.merge = Merge::Guarded, .set_by = SetBy::Rule}),
            field("review_reason", &R::review_reason, "What the review is for.",
                  {.length_max = text_length_max, .set_by = SetBy::Rule}),
        };
    }
};

struct DriverNode {
    DriverNodeId id;
    DriverDiagramId diagram;
    NodeKind node_kind = NodeKind::ChangeIdea;
    std::string text;
    std::string definition;
    std::string examples;
    std::string boundary;
    NodeState state = NodeState::InPlay;
    std::string state_reason;
    AimId aim;
    Rank rank;

    static constexpr std::string_view kind = "driver_node";
    static constexpr Shelf shelf = Shelf::Network;
    static constexpr auto fields() {
        using R = DriverNode;
        return Fields{
            field("diagram", &R::diagram, "The diagram it stands in.",
                  {.required = true, .set_by = SetBy::Creator}),
            field("node_kind", &R::node_kind,
                  "Aim, primary driver, secondary driver or change idea.",
                  {.required = true, .set_by = SetBy::Creator}),
            field("text", &R::text, "What the box says.",
                  {.required = true, .length_min = 1, .length_max = 300}),
            field("definition", &R::definition, "What it means here.",
                  {.length_max = text_length_max, .merge = Merge::Text}),
            field("examples", &R::examples, "What it looks like in a school.",
                  {.length_max = text_length_max}),
            field("boundary", &R::boundary, "What it does not include.",
                  {.length_max = text_length_max}),
            field("state", &R::state, "In play, parked or retired.",
                  {.merge = Merge::Guarded, .set_by = SetBy::Rule}),
            field("state_reason", &R::state_reason, "Why it was parked or retired.",
                  {.length_max = text_length_max, .merge = Merge::Guarded, .set_by = SetBy::Rule}),
            field("aim", &R::aim, "For an aim node: the aim statement it stands for."),
            field("rank", &R::rank, "Its place in its column.", {.required = true}),
        };
    }
};

struct DriverLink {
    DriverLinkId id;
    DriverDiagramId diagram;
    DriverNodeId source;
    DriverNodeId target;
    std::string note;
    std::string evidence;
    std::optional<std::int64_t> confidence;

    static constexpr std::string_view kind = "driver_link";
    static constexpr Shelf shelf = Shelf::Network;
    static constexpr auto fields() {
        using R = DriverLink;
        return Fields{
            field("diagram", &R::diagram, "The diagram it stands in.",
                  {.required = true, .set_by = SetBy::Creator}),
            field("source", &R::source, "The box that drives.",
                  {.required = true, .set_by = SetBy::Creator}),
            field("target", &R::target, "The box that is driven: nearer the aim.",
                  {.required = true, .set_by = SetBy::Creator}),
            field("note", &R::note, "Why we think so.", {.length_max = text_length_max}),
            field("evidence", &R::evidence, "What shows it.", {.length_max = text_length_max}),
            field("confidence", &R::confidence, "How sure we are, 0 to 10.", {.min = 0, .max = 10}),
        };
    }
};

}  // namespace flywheel
