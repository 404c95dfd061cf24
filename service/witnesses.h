// A witness in a directory of whoever sits at the machine: made, told what to watch, asked to cosign. No ledger is
// needed.
//
// wait  how long to wait for another process that changes the same witness.
//
// Thread safety: free functions on files.
#pragma once

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
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

// No body of add-checkpoint is longer: a line with a size, 63 with hashes, and the longest note.
inline constexpr size_t kAddCheckpointBytesMax = (1 << 20) + (8 << 10);

// The answer of the witness in `directory` to add-checkpoint (https://c2sp.org/tlog-witness), whose body is `body`
// (proof/add_checkpoint.h): its cosignature, a line of a signed note, which is remembered durably.
// Errors: those of CosignAsWitness, of which a caller tells these by their code:
//   witness.unknown-log                      the log is not watched.
//   signature.none, signature.does-not-hold  the log has not signed the checkpoint.
//   witness.other-size                       the old size is not that of the last checkpoint, which the field "known"
//                                            says.
//   witness.split-view                       another history of the same size.
//   proof.does-not-hold                      the consistency proof is wrong.
// INVALID_ARGUMENT  the body is no such request, or its old size is above that of the checkpoint.
absl::StatusOr<std::string> AddCheckpoint(const std::string& directory, absl::string_view body, Clock* clock,
                                          absl::Duration wait);

// Errors: those of ReadWitness.
absl::StatusOr<v1::WitnessReport> ShowWitness(const v1::ShowWitnessRequest& request);

// As above, of one that can sign. Errors: those of ReadSigningWitness.
absl::StatusOr<v1::WitnessReport> ShowSigningWitness(const v1::ShowWitnessRequest& request);

}  // namespace tranche
