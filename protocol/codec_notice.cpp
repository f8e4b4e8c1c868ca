#include "protocol/codec_detail.hpp"

namespace flywheel::codec_detail {

std::optional<Result<AnyCommand>> read_notice_command(std::string const& name, json const& args) {
    return read_area_command<NoticeCommand>(name, args);
}

std::optional<Result<Stored>> read_notice_record(std::string_view kind, json const& object) {
    return read_area_record<Follow, NoticeSetting>(kind, object);
}

}  // namespace flywheel::codec_detail
