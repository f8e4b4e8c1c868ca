#include "protocol/records.hpp"

#include "protocol/commands.hpp"

namespace flywheel {

AnyRecord::AnyRecord() = default;
AnyRecord::AnyRecord(AnyRecord const&) = default;
AnyRecord::AnyRecord(AnyRecord&&) noexcept = default;
AnyRecord& AnyRecord::operator=(AnyRecord const&) = default;
AnyRecord& AnyRecord::operator=(AnyRecord&&) noexcept = default;
AnyRecord::~AnyRecord() = default;

AnyCommand::AnyCommand() = default;
AnyCommand::AnyCommand(AnyCommand const&) = default;
AnyCommand::AnyCommand(AnyCommand&&) noexcept = default;
AnyCommand& AnyCommand::operator=(AnyCommand const&) = default;
AnyCommand& AnyCommand::operator=(AnyCommand&&) noexcept = default;
AnyCommand::~AnyCommand() = default;

}  // namespace flywheel
