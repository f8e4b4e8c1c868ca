#include "protocol/codec_detail.hpp"

namespace flywheel::codec_detail {

std::optional<Result<AnyCommand>> read_moderation_command(std::string const& name,
                                                          json const& args) {
    return read_area_command<ModerationCommand>(name, args);
}

std::optional<Result<Stored>> read_moderation_record(std::string_view kind, json const& object) {
    return read_area_record<Flag, ModerationCase>(kind, object);
}

}  // namespace flywheel::codec_detail
