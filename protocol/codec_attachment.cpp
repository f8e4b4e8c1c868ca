#include "protocol/codec_detail.hpp"

namespace flywheel::codec_detail {

std::optional<Result<AnyCommand>> read_attachment_command(std::string const& name,
                                                          json const& args) {
    return read_area_command<AttachmentCommand>(name, args);
}

std::optional<Result<Stored>> read_attachment_record(std::string_view kind, json const& object) {
    return read_area_record<Attachment>(kind, object);
}

}  // namespace flywheel::codec_detail
