#pragma once
#include <string>

namespace flywheel {

// The files that are written from the declarations. Both are committed; a test fails when they are stale.
[[nodiscard]] std::string emit_typescript();  // client-web/src/protocol.generated.ts
[[nodiscard]] std::string emit_reference();   // protocol/REFERENCE.md

}  // namespace flywheel
