#include "protocol/codec_detail.hpp"

namespace flywheel::codec_detail {

std::optional<Result<AnyCommand>> read_library_command(std::string const& name, json const& args) {
    return read_area_command<LibraryCommand>(name, args);
}

std::optional<Result<Stored>> read_library_record(std::string_view kind, json const& object) {
    return read_area_record<ChangeProtocol, ProtocolVersion, ProtocolChange, Adoption>(kind,
                                                                                       object);
}

}  // namespace flywheel::codec_detail
