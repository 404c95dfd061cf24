// Checks the file given to an auditor without access to the ledger: the only inputs are
// the file and what the auditor trusts. docs/proofs.md says what each claim proves and
// what it does not.
//
// Thread safety: pure functions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proof/note_key.h"
#include "proof/signed_note.h"
#include "proto/proof.pb.h"

namespace tranche {

// What the auditor has obtained independently.
struct Trust {
  // The key of the log; without it, the checkpoint of the proof is not authenticated.
  std::optional<VerifierKey> log_key;
  // Each of them must have signed the checkpoint.
  std::vector<VerifierKey> witnesses;
  // A previously published checkpoint of the log: that of the proof must be the same or,
  // for a claim that the log has only grown, this must be its earlier checkpoint.
  std::optional<SignedNote> checkpoint;
};

// Parses a proof file: JSON, or the same in gzip, which then inflates to no more than is read of any file
// (storage::kFileBytesMax). Errors: INVALID_ARGUMENT  it is not one, or has no claim.
absl::StatusOr<v1::Proof> ParseProof(const std::string& file);

// The content of a proof file.
std::string ProofToJson(const v1::Proof& proof);

// Checks that the claim of `proof` holds for the log of its checkpoint, and the checkpoint
// against `trust`.
//
// On OK everything that the report states has been checked.
// Errors:
//   INVALID_ARGUMENT     a part of the file cannot be read; the message names it.
//   NOT_FOUND            the key or a witness has not signed the checkpoint.
//   FAILED_PRECONDITION  something does not hold; the message says what.
absl::StatusOr<v1::ProofReport> CheckProof(const v1::Proof& proof, const Trust& trust);

}  // namespace tranche
