// The checkpoints that a ledger has published, each with its own signature and the witness cosignatures collected
// since. They are stored next to the log and are not derived from it: `rebuild` does not touch them.
//
// Thread safety: that of the database; only one thread at a time may store.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "events/civil_date.h"
#include "ledger/ledger.h"
#include "proof/checkpoint.h"
#include "proof/note_key.h"
#include "proof/signed_note.h"
#include "storage/database.h"

namespace tranche {

struct PublishedCheckpoint {
  Checkpoint checkpoint;
  SignedNote note;
};

// All of them, by size, ascending. Cost: each is read.
// Errors: DATA_LOSS  one cannot be read; the message names it.
absl::StatusOr<std::vector<PublishedCheckpoint>> ListCheckpoints(const storage::Database& database);

// The one of the greatest size, or nothing if none was published. Cost: one is read.
// Errors: as ListCheckpoints.
absl::StatusOr<std::optional<PublishedCheckpoint>> NewestCheckpoint(const storage::Database& database);

// That of `size` events, or nothing. Cost and errors: as NewestCheckpoint.
absl::StatusOr<std::optional<PublishedCheckpoint>> FindCheckpoint(const storage::Database& database, uint64_t size);

// Publishes a checkpoint of the ledger as it is now: commits to its balances as known at the head (by appending an
// event, unless the head already is such a commitment), signs the size and root of the log that ends with the
// commitment, and stores the note. Others may record concurrently: events between the committed head and the commitment
// are covered by this checkpoint, and their balances are committed to by the next one. Idempotent: if nothing was
// recorded since the last one, the result is the same checkpoint.
//
// ledger  open for writing.
// actor   who publishes, as for any event.
// date    the effective date of the commitment: the day on which it is published.
// is_clock_right  as AppendOptions, for the event of the commitment.
//
// On OK the checkpoint is durable. Cost: a step for each posting of the ledger, without blocking writers.
//
// Errors: those of Ledger::Append, and
//   DATA_LOSS  the tree is not an extension of the last signed one, or the commitment at the head differs from the
//              balances of the events: nothing is signed.
absl::StatusOr<PublishedCheckpoint> PublishCheckpoint(const SigningKey& key, const std::string& actor, CivilDate date,
                                                      Ledger* ledger, bool is_clock_right = false);

// The result of adding a witness's cosignature.
struct Cosignature {
  absl::Time signed_at;
  bool is_new = false;  // false if it was already stored
};

// Stores the signature of `witness` under `note`, which must be one of the published checkpoints. Other signatures in
// it are ignored.
//
// On OK it is durable.
// Errors:
//   NOT_FOUND            `witness` has not signed it.
//   FAILED_PRECONDITION  no such checkpoint was published, or the signature does not hold.
absl::StatusOr<Cosignature> KeepCosignature(const SignedNote& note, const VerifierKey& witness,
                                            storage::Database* database);

}  // namespace tranche
