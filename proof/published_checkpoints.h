// The checkpoints that a ledger has published, each with its own signature and those of
// the witnesses that were collected since. They are kept beside the log and are not
// derived from it: `rebuild` leaves them alone.
//
// Thread safety: as safe as the database; one thread at a time keeps.
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

// The one of the greatest size, or nothing when none was published. Cost: one is read.
// Errors: as ListCheckpoints.
absl::StatusOr<std::optional<PublishedCheckpoint>> NewestCheckpoint(const storage::Database& database);

// That of `size` events, or nothing. Cost and errors: as NewestCheckpoint.
absl::StatusOr<std::optional<PublishedCheckpoint>> FindCheckpoint(const storage::Database& database, uint64_t size);

// Signs the ledger as it is: commits to its balances as they are known at the head (an event of its own, unless the
// head is that already), signs the size and root of the log that ends with the commitment, and keeps the note. Others
// may record meanwhile: what they record between the head that was committed to and the commitment is under the
// checkpoint, and its balances are committed to by the next one. A ledger in which nothing was recorded since the last
// time gives the same checkpoint again.
//
// ledger  open for writing.
// actor   who publishes, as for any event.
// date    the effective date of the commitment: the day on which it is published.
//
// On OK the checkpoint is durable. Cost: a step for each posting of the ledger, without holding up those who record.
//
// Errors: those of Ledger::Append, and
//   DATA_LOSS  the tree does not lead to what was signed last, or the head commits to other balances than those of the
//              events: nothing is signed.
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
