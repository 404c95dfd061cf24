// Produces proof files for auditors: an event is in the log, the log has only grown, a balance is the sum of its
// events. Each is proved against a published checkpoint, so that any holder of that checkpoint can verify it.
//
// Thread safety: that of the ledger.
#pragma once

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "events/sequence.h"
#include "projections/question.h"
#include "projections/read_view.h"
#include "proof/published_checkpoints.h"
#include "proto/proof.pb.h"
#include "storage/database.h"

namespace tranche {

// Proves that the event at `sequence` is in the log, against the newest of `published`.
//
// Errors:
//   OUT_OF_RANGE         the log has no such event.
//   FAILED_PRECONDITION  no checkpoint covers it yet.
//   DATA_LOSS            the log or its tree is damaged, or contradicts what was published.
absl::StatusOr<v1::Proof> ProveEvent(const ReadView& view, absl::Span<const PublishedCheckpoint> published,
                                     Sequence sequence);

// Proves that the log of the first `from` events (1 or more) is a prefix of that of the first `to`, for which a
// checkpoint was published. Errors: as ProveEvent.
absl::StatusOr<v1::Proof> ProveConsistency(const ReadView& view, absl::Span<const PublishedCheckpoint> published,
                                           Sequence from, Sequence to);

// What a proof of a balance has: the events and, where a checkpoint has their balance root, the sums; or these alone.
enum class BalanceForm : uint8_t { kWithEvents, kSumsOnly };

// Proves the answer to `question`: its events and, if a checkpoint has the root of the balances as known at
// question.known_at, that there are no others. With sums only: what follows from that balance root.
//
// database  that of the ledger.
// Cost: the postings of the scopes of the units that count; with a balance root also a few reads of what the newest
//       checkpoint has kept, but with an older one the postings of the whole ledger.
// Errors: as ProveEvent, and those of VisitPostings; for sums only also
//   FAILED_PRECONDITION  no checkpoint has the root of the balances as known at question.known_at.
absl::StatusOr<v1::Proof> ProveBalance(const ReadView& view, const storage::Database& database,
                                       absl::Span<const PublishedCheckpoint> published, const Question& question,
                                       BalanceForm form = BalanceForm::kWithEvents);

// The last sequence for which `newest` proves balances complete: its size, unless others recorded while it was being
// published.
// Errors: DATA_LOSS  its last event cannot be read.
absl::StatusOr<Sequence> NewestProvable(const ReadView& view, const PublishedCheckpoint& newest);

}  // namespace tranche
