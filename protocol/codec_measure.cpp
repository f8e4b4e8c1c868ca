#include "protocol/codec_detail.hpp"

namespace flywheel::codec_detail {

std::optional<Result<AnyCommand>> read_measure_command(std::string const& name, json const& args) {
    return read_area_command<MeasureCommand>(name, args);
}

std::optional<Result<Stored>> read_measure_record(std::string_view kind, json const& object) {
    return read_area_record<Measure, MeasureDefinition, MeasureSeries, DataPoint, ChartPhase,
                            ChartAnnotation, ChartSignal, PoolPart>(kind, object);
}

}  // namespace flywheel::codec_detail
