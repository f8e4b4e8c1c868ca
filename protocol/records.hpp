#pragma once
#include <array>
#include <bitset>
#include <map>
#include <optional>
#include <string>
#include <variant>

#include "protocol/records/attachment.hpp"
#include "protocol/records/cycle.hpp"
#include "protocol/records/exchange.hpp"
#include "protocol/records/library.hpp"
#include "protocol/records/measure.hpp"
#include "protocol/records/meeting.hpp"
#include "protocol/records/moderation.hpp"
#include "protocol/records/network.hpp"
#include "protocol/records/notice.hpp"
#include "protocol/records/practice.hpp"
#include "protocol/records/talk.hpp"
#include "protocol/records/theory.hpp"
#include "protocol/text_change.hpp"

namespace flywheel {

// The closed list of kinds. Adding one here makes policy.cpp fail to compile until it has an audience.
using RecordVariant =
    std::variant<Network, Organization, Team, Member, Membership, TeamMembership, Charter,
                 RootCause, SponsorCommitment, Aim, DriverDiagram, DriverNode, DriverLink, Ramp,
                 PdsaCycle, Question, PredictionAmendment, Task, Observation, ChangeProtocol,
                 ProtocolVersion, ProtocolChange, Adoption, Comment, Post, Reply, SupportRequest,
                 Announcement, Activity, Adaptation, UpstreamProposal, EvidenceCard, EvidenceRow,
                 Objection, Flag, ModerationCase, Meeting, AgendaItem, DistrictReport,
                 MeetingDecision, MeetingAction, Measure, MeasureDefinition, MeasureSeries,
                 DataPoint, ChartPhase, ChartAnnotation, ChartSignal, PoolPart, Follow,
                 NoticeSetting, Attachment>;

// Its copies, moves and end are written out once, in records.cpp: as a plain variant every file that
// holds a record would write them out for all kinds.
struct AnyRecord : RecordVariant {
    using RecordVariant::variant;
    AnyRecord();
    AnyRecord(AnyRecord const&);
    AnyRecord(AnyRecord&&) noexcept;
    AnyRecord& operator=(AnyRecord const&);
    AnyRecord& operator=(AnyRecord&&) noexcept;
    ~AnyRecord();
};

inline constexpr std::size_t kind_count = std::variant_size_v<RecordVariant>;
using Kind = std::size_t;  // the index of the kind in AnyRecord

template <class R, std::size_t I = 0>
[[nodiscard]] constexpr Kind kind_of() {
    if constexpr (std::is_same_v<R, std::variant_alternative_t<I, RecordVariant>>) {
        return I;
    } else {
        return kind_of<R, I + 1>();
    }
}

inline constexpr auto kind_names = []<std::size_t... I>(std::index_sequence<I...>) {
    return std::array{std::variant_alternative_t<I, RecordVariant>::kind...};
}
(std::make_index_sequence<kind_count>{});

inline constexpr auto kind_shelves = []<std::size_t... I>(std::index_sequence<I...>) {
    return std::array{std::variant_alternative_t<I, RecordVariant>::shelf...};
}
(std::make_index_sequence<kind_count>{});

[[nodiscard]] std::optional<Kind> kind_from_name(std::string_view name);

inline constexpr std::size_t fields_max = 64;
using FieldSet = std::bitset<fields_max>;

using Revision = std::int64_t;  // docs/SYNC.md R3

// What the server keeps beside every record's own fields.
struct Meta {
    Revision revision = 0;
    MemberId created_by;
    std::int64_t created_at_ms = 0;
    MemberId updated_by;
    std::int64_t updated_at_ms = 0;
    std::int64_t archived_at_ms = 0;  // 0: not archived
    MemberId archived_by;
    bool held = false;  // by moderation: its author and the desk see it, nobody else
    std::map<std::string, Revision, std::less<>>
        field_revisions;  // the revision that last set each field

    friend bool operator==(Meta const&, Meta const&) = default;
};

// What a command did to one text, as it applies to the text just before it.
struct Written {
    std::size_t field = 0;
    TextChange change;
};

struct Stored {
    AnyRecord record;
    Meta meta;
    // Where nothing but texts changed: how. Travels with a decision; nobody keeps it.
    std::vector<Written> written = {};

    [[nodiscard]] Kind kind() const { return record.index(); }
    [[nodiscard]] std::string const& id() const;
    [[nodiscard]] bool archived() const { return meta.archived_at_ms != 0; }
};

// Names one record of a network.
struct Key {
    Kind kind = 0;
    std::string id;
    friend auto operator<=>(Key const&, Key const&) = default;
};

}  // namespace flywheel
