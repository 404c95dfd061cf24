// The refusal of a proof that can be read and is wrong.
//
// Thread safety: a pure function.
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

}  // namespace tranche
