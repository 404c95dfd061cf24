// The checkpoints that a ledger has published, each with its own signature and those of
// the witnesses that were collected since. They are kept beside the log and are not
// derived from it: `rebuild` leaves them alone.
//
// Thread safety: as safe as the database; one thread at a time keeps.
#pragma once

#include <cstdint>
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

// All of them, by size, ascending.
// Errors: DATA_LOSS  one cannot be read; the message names it.
absl::StatusOr<std::vector<PublishedCheckpoint>> ListCheckpoints(const storage::Database& database);

// Signs the ledger as it is: commits to its balances (an event of its own, unless the head
// is one already), signs size and root, and keeps the note. A ledger in which nothing was
// recorded since the last time gives the same checkpoint again.
//
// ledger  open for writing.
// actor   who publishes, as for any event.
// date    the effective date of the commitment: the day on which it is published.
//
// On OK the checkpoint is durable. Cost: a step for each posting of the ledger.
//
// Errors: those of Ledger::Append, and
//   DATA_LOSS  the tree does not lead to what was signed before: nothing is signed.
absl::StatusOr<PublishedCheckpoint> PublishCheckpoint(const SigningKey& key, const std::string& actor, CivilDate date,
                                                      Ledger* ledger);

// What a witness added.
struct Cosignature {
  absl::Time signed_at;
  bool is_new = false;  // false when it was kept before
};

// Keeps the signature of `witness` under `note`, which must be one of the published
// checkpoints. Other signatures in it are left out.
//
// On OK it is durable.
// Errors:
//   NOT_FOUND            no such checkpoint was published, or `witness` has not signed it.
//   FAILED_PRECONDITION  the signature does not hold.
absl::StatusOr<Cosignature> KeepCosignature(const SignedNote& note, const VerifierKey& witness,
                                            storage::Database* database);

}  // namespace tranche
