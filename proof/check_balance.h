// Checks the claim that some lines have some balances.
//
// Thread safety: a pure function.
#pragma once

#include "absl/status/status.h"
#include "proof/checkpoint.h"
#include "proto/proof.pb.h"

namespace tranche {

// Checks that the events of `claim` are in the log of `checkpoint` and that their postings
// to the claimed lines add up to its amounts; and, when it has a balance root, that the
// balance lines do too and have no more postings, so that no further event counts. If it has sums only, the balance
// lines alone have to come to its amounts. Fills the part of `report` that is about balances.
//
// Errors:
//   INVALID_ARGUMENT     a part cannot be read; the message names it.
//   FAILED_PRECONDITION  something does not hold; the message says what.
absl::Status CheckBalanceClaim(const v1::BalanceClaim& claim, const Checkpoint& checkpoint, v1::ProofReport* report);

}  // namespace tranche
