#include "protocol/codec_detail.hpp"

namespace flywheel::codec_detail {

std::optional<Result<AnyCommand>> read_meeting_command(std::string const& name, json const& args) {
    return read_area_command<MeetingCommand>(name, args);
}

std::optional<Result<Stored>> read_meeting_record(std::string_view kind, json const& object) {
    return read_area_record<Meeting, AgendaItem, DistrictReport, MeetingDecision, MeetingAction>(
        kind, object);
}

}  // namespace flywheel::codec_detail
