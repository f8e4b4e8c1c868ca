#pragma once
#include "storage/sqlite.hpp"

namespace flywheel::storage {

// Brings an empty or older database to the present schema, in one transaction. Throws Fault on a newer one.
void migrate(Database& database);

}  // namespace flywheel::storage
