#include "protocol/codec_detail.hpp"

namespace flywheel::codec_detail {

std::optional<Result<AnyCommand>> read_exchange_command(std::string const& name, json const& args) {
    return read_area_command<ExchangeCommand>(name, args);
}

std::optional<Result<Stored>> read_exchange_record(std::string_view kind, json const& object) {
    return read_area_record<Post, Reply, SupportRequest, Announcement, Activity>(kind, object);
}

}  // namespace flywheel::codec_detail
