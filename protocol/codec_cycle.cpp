#include "protocol/codec_detail.hpp"

namespace flywheel::codec_detail {

std::optional<Result<AnyCommand>> read_cycle_command(std::string const& name, json const& args) {
    return read_area_command<CycleCommand>(name, args);
}

std::optional<Result<Stored>> read_cycle_record(std::string_view kind, json const& object) {
    return read_area_record<Ramp, PdsaCycle, Question, PredictionAmendment, Task, Observation>(
        kind, object);
}

}  // namespace flywheel::codec_detail
