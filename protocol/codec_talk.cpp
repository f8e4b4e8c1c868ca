#include "protocol/codec_detail.hpp"

namespace flywheel::codec_detail {

std::optional<Result<AnyCommand>> read_talk_command(std::string const& name, json const& args) {
    return read_area_command<TalkCommand>(name, args);
}

std::optional<Result<Stored>> read_talk_record(std::string_view kind, json const& object) {
    return read_area_record<Comment>(kind, object);
}

}  // namespace flywheel::codec_detail
