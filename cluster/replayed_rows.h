// The rows of a shared log, replayed: each event is decided again, in a ledger that is made for that and removed.
#pragma once

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "cluster/row_stream.h"
#include "events/clock.h"
#include "ledger/ledger.h"
#include "replay/progress_report.h"

namespace tranche::cluster {

// Reads `rows`, which messages call `source`, to their end, and checks that each event is in canonical form and is
// decided again as it is there, and that the events up to the end of each row have its root. Then calls `then` with the
// ledger.
//
// Cost: as ImportLog; the ledger is in a new directory under $TMPDIR or /tmp.
// Errors: those of RowStream, ImportLog and `then`, and
//   DATA_LOSS  a root is another one; the message names the row.
absl::Status ReplayRows(RowStream* rows, const std::string& source, Clock* clock, const ProgressCallback& progress,
                        const std::function<absl::Status(const Ledger& ledger)>& then);

}  // namespace tranche::cluster
