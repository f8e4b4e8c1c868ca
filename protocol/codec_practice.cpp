#include "protocol/codec_detail.hpp"

namespace flywheel::codec_detail {

std::optional<Result<AnyCommand>> read_practice_command(std::string const& name, json const& args) {
    return read_area_command<PracticeCommand>(name, args);
}

std::optional<Result<Stored>> read_practice_record(std::string_view kind, json const& object) {
    return read_area_record<Adaptation, UpstreamProposal, EvidenceCard, EvidenceRow, Objection>(
        kind, object);
}

}  // namespace flywheel::codec_detail
