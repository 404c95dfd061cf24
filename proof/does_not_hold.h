// The refusals of a proof that can be read and is wrong.
//
// Thread safety: pure functions.
#pragma once

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "events/refusal.h"

namespace tranche {

// FAILED_PRECONDITION: "the proof does not hold: ...", with the code proof.does-not-hold; text and fields as of Refuse.
inline absl::Status DoesNotHold(absl::string_view text, RefusalFields fields = {}) {
  return Within("the proof does not hold", {},
                Refuse(absl::StatusCode::kFailedPrecondition, "proof.does-not-hold", text, std::move(fields)));
}

// What the ledger's own rules refuse is, in a proof, a claim that does not hold. `status` must not be OK.
inline absl::Status RefusedByRules(const absl::Status& status) {
  return Within("the proof does not hold", {}, WithCode(absl::StatusCode::kFailedPrecondition, status));
}

}  // namespace tranche
