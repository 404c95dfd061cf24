// A witness in a directory of whoever sits at the machine: made, told what to watch, asked to cosign. No ledger is
// needed.
//
// wait  how long to wait for another process that changes the same witness.
//
// Thread safety: free functions on files.
#pragma once

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "events/clock.h"
#include "proto/proof.pb.h"
#include "proto/request.pb.h"
#include "proto/view.pb.h"

namespace tranche {

// Errors: those of MakeWitness; INVALID_ARGUMENT at "name".
absl::StatusOr<v1::WitnessReport> InitWitness(const v1::InitWitnessRequest& request, absl::Duration wait);

// Errors: those of WatchLog; INVALID_ARGUMENT at "log_key".
absl::StatusOr<v1::WitnessReport> MakeWitnessWatch(const v1::WatchLogRequest& request, absl::Duration wait);

// The checkpoint with the cosignature of the witness, which is remembered durably.
// Errors: those of CosignAsWitness; INVALID_ARGUMENT  the note is no checkpoint, or at "proof".
absl::StatusOr<v1::PublishedCheckpoint> CosignCheckpoint(const v1::CosignCheckpointRequest& request, Clock* clock,
                                                         absl::Duration wait);

// Errors: those of ReadWitness.
absl::StatusOr<v1::WitnessReport> ShowWitness(const v1::ShowWitnessRequest& request);

}  // namespace tranche
