// Checks what the ledger has published against its events: its checkpoints and its
// balance roots. These are the checks of verify that concern the whole
// log.
#pragma once

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "log/event_tree.h"
#include "proof/signed_note.h"
#include "proto/event.pb.h"
#include "replay/verify/findings.h"
#include "storage/database.h"

namespace tranche {

// Adds to `findings`:
//   "checkpoint"  a published checkpoint that cannot be read, or whose root is not that of
//                 the events.
//
// database  that of the ledger.
// tree      the tree of all events of its log, computed from them.
//
// Errors: those of reading the tree.
absl::Status CheckPublished(const storage::Database& database, const EventTree& tree, Findings* findings);

// Adds to `findings`:
//   "checkpoint"  what the file PUBLISHED says was published, or a signature under it, that the database does not have.
//
// remembered  the file's content (proof/published_file.h), read before the database was opened: a concurrent publisher
//             writes to the database first.
void CheckRemembered(const SignedNote& remembered, const storage::Database& database, Findings* findings);

// Adds to `findings`:
//   "balance-root"  an event whose balance root differs from that of the events.
//
// balance_roots  events BalancesCommitted of the log.
// database       that of the ledger.
//
// Cost and errors: as FindWrongBalanceRoots (proof/balance_root.h).
absl::Status CheckBalanceRoots(absl::Span<const v1::Event> balance_roots, const storage::Database& database,
                               Findings* findings);

}  // namespace tranche
