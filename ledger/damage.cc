#include "ledger/damage.h"

#include <optional>

#include "events/refusal.h"

namespace tranche {

absl::Status AdvisingOnDamage(const absl::Status& status) {
  if (!absl::IsDataLoss(status)) return status;
  const std::optional<v1::Refusal> refusal = RefusalOf(status);
  if (refusal && !refusal->then().empty()) return status;
  return Adding(status,
                "`tranche verify` says what is damaged: if only the index is, `tranche rebuild` makes it again, "
                "otherwise restore the ledger from a backup");
}

}  // namespace tranche
