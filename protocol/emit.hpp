#pragma once
#include <string>
#include <vector>

namespace flywheel {

// The files that are written from the declarations. All are committed; a test fails when one is stale.
[[nodiscard]] std::string emit_typescript();  // client-web/src/protocol.generated.ts
[[nodiscard]] std::string emit_limits();      // client-web/src/limits.generated.ts
[[nodiscard]] std::string emit_reference();   // protocol/REFERENCE.md

[[nodiscard]] std::string emit_openapi();  // protocol/openapi.json, OpenAPI 3.1

// Every command by its name on the wire, in the order of the reference.
[[nodiscard]] std::vector<std::string> command_names();

}  // namespace flywheel
