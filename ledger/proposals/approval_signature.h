// How an approver with a key signs an approval, so that whoever owns the disk cannot make one (docs/event_catalogue.md,
// "Approvals").
//
// Thread safety: pure functions.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "events/sequence.h"
#include "projections/catalogue/actors.h"

namespace tranche {

// What is approved, and by whom.
struct ApprovedContent {
  std::string ledger_id;
  Sequence proposal = 0;
  std::string digest;  // 32 bytes
  std::string actor;
};

// The text that is signed: "tranche approval v1", the ledger's id, the sequence of the proposal, its digest in
// lower-case hexadecimal and the actor's id, each on a line of its own that ends with a newline.
std::string ApprovalText(const ApprovedContent& content);

// Checks the signature of an approval by `approver`.
// Errors: PERMISSION_DENIED  approval.not-signed: the actor has a key, and nothing is signed; approval.signature: it
// does
//                            not hold, or the key is none that anybody generated; approval.no-key: the actor has none.
absl::Status CheckApprovalSignature(const Actor& approver, const ApprovedContent& content, absl::string_view signature);

}  // namespace tranche
