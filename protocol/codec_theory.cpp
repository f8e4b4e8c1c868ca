#include "protocol/codec_detail.hpp"

namespace flywheel::codec_detail {

std::optional<Result<AnyCommand>> read_theory_command(std::string const& name, json const& args) {
    return read_area_command<TheoryCommand>(name, args);
}

std::optional<Result<Stored>> read_theory_record(std::string_view kind, json const& object) {
    return read_area_record<Charter, RootCause, SponsorCommitment, Aim, DriverDiagram, DriverNode,
                            DriverLink>(kind, object);
}

}  // namespace flywheel::codec_detail
