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

// Whether a checkpoint that is stored settles what a copy awaits (proof/copied_ledger.h).
enum class Settles { kNo, kYes };

// Stores a checkpoint of `ledger`, in the place of the one of its size, and remembers it beside the database unless a
// newer one is there (proof/published_file.h). On OK that is durable.
// Errors: FAILED_PRECONDITION  the ledger was moved. Those of Database::Write and WritePublishedFile.
absl::Status KeepCheckpoint(const PublishedCheckpoint& published, Settles settles, Ledger* ledger);

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
absl::StatusOr<Cosignature> KeepCosignature(const SignedNote& note, const VerifierKey& witness, Ledger* ledger);

}  // namespace tranche
