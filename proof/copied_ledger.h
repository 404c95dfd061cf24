// A ledger that is a copy, made by `restore` or `import log`, may lack events that the original recorded and published
// a checkpoint of. A checkpoint of other events in their place, under the same key, would be a second history. So a
// copy remembers that it is one, in the row "copy" of the family meta, and signs nothing until the newest published
// checkpoint was shown, or was given up by name (proof/publish_checkpoint.h).
//
//   meta   "copy" -> "awaits" | "settled"
//
// Thread safety: that of the database.
#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/database.h"

namespace tranche {

// Marks the ledger in `database`, which is being made, as a copy. Synced.
// Errors: those of Database::Write.
absl::Status MarkAsCopy(storage::Database* database);

// True if it is one whose newest published checkpoint was neither shown nor given up.
// Errors: DATA_LOSS, UNAVAILABLE  the row cannot be read.
absl::StatusOr<bool> AwaitsCheckpoint(const storage::Database& database);

// Adds to `batch` that it was.
void StageSettled(storage::Batch* batch);

}  // namespace tranche
