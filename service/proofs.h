// Checkpoints and proofs: what an auditor takes away, and its check.
//
// Thread safety: as safe as the ledger.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proof/check_proof.h"
#include "proto/proof.pb.h"
#include "proto/request.pb.h"
#include "proto/service.pb.h"
#include "service/served_ledger.h"

namespace tranche {

// Which of several keys is wrong, from 1: the name of the only field of a part of a refusal, after the field of the
// request.
inline constexpr absl::string_view kWitnessNumber = "key_number";

// Signs with the key in the ledger's directory. Errors: those of PublishCheckpoint; FAILED_PRECONDITION  it has no key.
absl::StatusOr<v1::PublishedCheckpoint> Publish(const v1::PublishCheckpointRequest& request, const ServedLedger& open);

// Errors: DATA_LOSS  one cannot be read.
absl::StatusOr<v1::CheckpointList> ListPublished(const ServedLedger& open);

// Errors: FAILED_PRECONDITION  none of this size was published.
absl::StatusOr<v1::PublishedCheckpoint> FindPublished(const v1::GetCheckpointRequest& request,
                                                      const ServedLedger& open);

// Errors: INVALID_ARGUMENT at "witness_key" or "note"; those of KeepCosignature.
absl::StatusOr<v1::AddCosignatureResponse> AddCosignature(const v1::AddCosignatureRequest& request,
                                                          const ServedLedger& open);

// The public key of the ledger. Errors: FAILED_PRECONDITION  it has no key.
absl::StatusOr<std::string> ShowPublicKey(const ServedLedger& open);

// Errors: those of proof/prove.h; for a balance also those of ReadQuestion.
absl::StatusOr<v1::Proof> ProveAnEvent(const v1::ProveEventRequest& request, const ServedLedger& open);
absl::StatusOr<v1::Proof> ProveGrowth(const v1::ProveConsistencyRequest& request, const ServedLedger& open);
absl::StatusOr<v1::Proof> ProveABalance(const v1::ProveBalanceRequest& request, const ServedLedger& open);

// The keys and the checkpoint that `request` has. Errors: INVALID_ARGUMENT  one cannot be read; the refusal names the
// field.
absl::StatusOr<Trust> ReadTrust(const v1::CheckProofRequest& request);

// Checks a proof; no ledger is needed.
// Errors, as docs/proofs.md says ("Verdicts"):
//   INVALID_ARGUMENT     a key or the checkpoint cannot be read, and the refusal names the field; or the proof has not
//                        the form of one.
//   FAILED_PRECONDITION  something does not hold, or cannot be read, in a proof that has the form.
absl::StatusOr<v1::ProofReport> CheckAProof(const v1::CheckProofRequest& request);

}  // namespace tranche
