// Checks the events after one that cannot be read. Whether the ledger would have accepted
// them cannot be decided, but their bytes can still be checked.
#pragma once

#include "events/sequence.h"
#include "replay/verify/findings.h"
#include "storage/database.h"

namespace tranche {

// Reads the events from `first` to `last` (inclusive) of the log in `database` and adds to
// `findings`:
//   "event"  one that cannot be read, or whose bytes do not have the hash in the stored
//            tree.
// Cost: each of them is read once.
void CheckUnjudged(const storage::Database& database, Sequence first, Sequence last, Findings* findings);

}  // namespace tranche
