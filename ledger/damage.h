// What to do when a ledger turns out to be damaged.
//
// Thread safety: pure functions.
#pragma once

#include "absl/status/status.h"

namespace tranche {

// `status` with what to do next if it is damage of a ledger (DATA_LOSS) that does not say so itself: `tranche verify`
// to see what is damaged, then `tranche rebuild` or a backup. Any other status stays as it is.
absl::Status AdvisingOnDamage(const absl::Status& status);

// As AdvisingOnDamage, for what `tranche rebuild` says: it does not advise itself.
absl::Status AdvisingOnFailedRebuild(const absl::Status& status);

}  // namespace tranche
