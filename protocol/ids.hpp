#pragma once
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace flywheel {

// Ids of different kinds are different types: a TeamId cannot be passed where a MemberId is meant.
// An empty id means "none". Shape: docs/SYNC.md R2.
template <class Tag>
struct Id {
    using tag = Tag;
    std::string text;

    [[nodiscard]] bool empty() const { return text.empty(); }
    friend auto operator<=>(Id const&, Id const&) = default;
};

// Each tag names the kind that its ids refer to, so that references can be checked from fields().
struct NetworkTag {
    static constexpr std::string_view kind = "network";
};
struct OrganizationTag {
    static constexpr std::string_view kind = "organization";
};
struct TeamTag {
    static constexpr std::string_view kind = "team";
};
struct MemberTag {
    static constexpr std::string_view kind = "member";
};
struct MembershipTag {
    static constexpr std::string_view kind = "membership";
};
struct TeamMembershipTag {
    static constexpr std::string_view kind = "team_membership";
};
struct CharterTag {
    static constexpr std::string_view kind = "charter";
};
struct RootCauseTag {
    static constexpr std::string_view kind = "root_cause";
};
struct SponsorCommitmentTag {
    static constexpr std::string_view kind = "sponsor_commitment";
};
struct AimTag {
    static constexpr std::string_view kind = "aim";
};
struct DriverDiagramTag {
    static constexpr std::string_view kind = "driver_diagram";
};
struct DriverNodeTag {
    static constexpr std::string_view kind = "driver_node";
};
struct DriverLinkTag {
    static constexpr std::string_view kind = "driver_link";
};
struct RampTag {
    static constexpr std::string_view kind = "ramp";
};
struct PdsaCycleTag {
    static constexpr std::string_view kind = "pdsa_cycle";
};
struct QuestionTag {
    static constexpr std::string_view kind = "question";
};
struct PredictionAmendmentTag {
    static constexpr std::string_view kind = "prediction_amendment";
};
struct TaskTag {
    static constexpr std::string_view kind = "task";
};
struct ObservationTag {
    static constexpr std::string_view kind = "observation";
};
struct AttachmentTag {
    static constexpr std::string_view kind = "attachment";
};
struct ChangeProtocolTag {
    static constexpr std::string_view kind = "change_protocol";
};
struct ProtocolVersionTag {
    static constexpr std::string_view kind = "protocol_version";
};
struct ProtocolChangeTag {
    static constexpr std::string_view kind = "protocol_change";
};
struct AdoptionTag {
    static constexpr std::string_view kind = "adoption";
};
struct CommentTag {
    static constexpr std::string_view kind = "comment";
};
struct FlagTag {
    static constexpr std::string_view kind = "flag";
};
struct ModerationCaseTag {
    static constexpr std::string_view kind = "moderation_case";
};
struct PostTag {
    static constexpr std::string_view kind = "post";
};
struct ReplyTag {
    static constexpr std::string_view kind = "reply";
};
struct SupportRequestTag {
    static constexpr std::string_view kind = "support_request";
};
struct AnnouncementTag {
    static constexpr std::string_view kind = "announcement";
};
struct ActivityTag {
    static constexpr std::string_view kind = "activity";
};
struct AdaptationTag {
    static constexpr std::string_view kind = "adaptation";
};
struct UpstreamProposalTag {
    static constexpr std::string_view kind = "upstream_proposal";
};
struct EvidenceCardTag {
    static constexpr std::string_view kind = "evidence_card";
};
struct EvidenceRowTag {
    static constexpr std::string_view kind = "evidence_row";
};
struct ObjectionTag {
    static constexpr std::string_view kind = "objection";
};
struct MeetingTag {
    static constexpr std::string_view kind = "meeting";
};
struct AgendaItemTag {
    static constexpr std::string_view kind = "agenda_item";
};
struct DistrictReportTag {
    static constexpr std::string_view kind = "district_report";
};
struct MeetingDecisionTag {
    static constexpr std::string_view kind = "meeting_decision";
};
struct MeetingActionTag {
    static constexpr std::string_view kind = "meeting_action";
};
struct MeasureTag {
    static constexpr std::string_view kind = "measure";
};
struct MeasureDefinitionTag {
    static constexpr std::string_view kind = "measure_definition";
};
struct MeasureSeriesTag {
    static constexpr std::string_view kind = "measure_series";
};
struct DataPointTag {
    static constexpr std::string_view kind = "data_point";
};
struct ChartPhaseTag {
    static constexpr std::string_view kind = "chart_phase";
};
struct ChartAnnotationTag {
    static constexpr std::string_view kind = "chart_annotation";
};
struct ChartSignalTag {
    static constexpr std::string_view kind = "chart_signal";
};
struct PoolPartTag {
    static constexpr std::string_view kind = "pool_part";
};
struct FollowTag {
    static constexpr std::string_view kind = "follow";
};
struct NoticeSettingTag {
    static constexpr std::string_view kind = "notice_setting";
};

using NetworkId = Id<NetworkTag>;
using OrganizationId = Id<OrganizationTag>;
using TeamId = Id<TeamTag>;
using MemberId = Id<MemberTag>;
using MembershipId = Id<MembershipTag>;
using TeamMembershipId = Id<TeamMembershipTag>;
using CharterId = Id<CharterTag>;
using RootCauseId = Id<RootCauseTag>;
using SponsorCommitmentId = Id<SponsorCommitmentTag>;
using AimId = Id<AimTag>;
using DriverDiagramId = Id<DriverDiagramTag>;
using DriverNodeId = Id<DriverNodeTag>;
using DriverLinkId = Id<DriverLinkTag>;
using RampId = Id<RampTag>;
using PdsaCycleId = Id<PdsaCycleTag>;
using QuestionId = Id<QuestionTag>;
using PredictionAmendmentId = Id<PredictionAmendmentTag>;
using TaskId = Id<TaskTag>;
using ObservationId = Id<ObservationTag>;
using AttachmentId = Id<AttachmentTag>;
using ChangeProtocolId = Id<ChangeProtocolTag>;
using ProtocolVersionId = Id<ProtocolVersionTag>;
using ProtocolChangeId = Id<ProtocolChangeTag>;
using AdoptionId = Id<AdoptionTag>;
using CommentId = Id<CommentTag>;
using FlagId = Id<FlagTag>;
using ModerationCaseId = Id<ModerationCaseTag>;
using PostId = Id<PostTag>;
using ReplyId = Id<ReplyTag>;
using SupportRequestId = Id<SupportRequestTag>;
using AnnouncementId = Id<AnnouncementTag>;
using ActivityId = Id<ActivityTag>;
using AdaptationId = Id<AdaptationTag>;
using UpstreamProposalId = Id<UpstreamProposalTag>;
using EvidenceCardId = Id<EvidenceCardTag>;
using EvidenceRowId = Id<EvidenceRowTag>;
using ObjectionId = Id<ObjectionTag>;
using MeetingId = Id<MeetingTag>;
using AgendaItemId = Id<AgendaItemTag>;
using DistrictReportId = Id<DistrictReportTag>;
using MeetingDecisionId = Id<MeetingDecisionTag>;
using MeetingActionId = Id<MeetingActionTag>;
using MeasureId = Id<MeasureTag>;
using MeasureDefinitionId = Id<MeasureDefinitionTag>;
using MeasureSeriesId = Id<MeasureSeriesTag>;
using DataPointId = Id<DataPointTag>;
using PoolPartId = Id<PoolPartTag>;
using ChartPhaseId = Id<ChartPhaseTag>;
using ChartAnnotationId = Id<ChartAnnotationTag>;
using ChartSignalId = Id<ChartSignalTag>;
using FollowId = Id<FollowTag>;
using NoticeSettingId = Id<NoticeSettingTag>;

// 1 to 64 characters of [A-Za-z0-9_-].
[[nodiscard]] bool is_id(std::string_view text);

inline constexpr std::size_t id_length_max = 64;   // longest id an import may bring
inline constexpr std::size_t made_id_length = 26;  // 128 bits in base 32

// The 26-character form of the first 128 bits of `bytes` (at least 16 of them).
// Crockford base 32 in lower case: no i, l, o, u, so that an id survives being read aloud.
[[nodiscard]] std::string id_from_bits(unsigned char const* bytes);

// Id of the n-th record of `kind` that a command creates beyond its own (docs/SYNC.md R2).
[[nodiscard]] std::string derived_id(std::string_view command_id, std::string_view kind, int n);

}  // namespace flywheel
