// What the ledger has promised to the public, beside what the events say: the checkpoints
// that it has published, and the balances that it has committed to. The checks of verify
// that look at the whole log.
#pragma once

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "log/event_tree.h"
#include "proto/event.pb.h"
#include "replay/verify/findings.h"
#include "storage/database.h"

namespace tranche {

// Adds to `findings`:
//   "checkpoint"  a published checkpoint that cannot be read, or has another root than the
//                 events have.
//
// database  that of the ledger.
// tree      that of all events of its log, made from them.
//
// Errors: those of reading the tree.
absl::Status CheckPublished(const storage::Database& database, const EventTree& tree, Findings* findings);

// Adds to `findings`:
//   "commitment"  an event that commits to other balances than those of the events.
//
// commitments  events BalancesCommitted of the log.
// database     that of the ledger.
//
// Cost and errors: as FindWrongCommitments (proof/balance_commitment.h).
absl::Status CheckCommitments(absl::Span<const v1::Event> commitments, const storage::Database& database,
                              Findings* findings);

}  // namespace tranche
