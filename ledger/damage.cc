#include "ledger/damage.h"

#include <optional>

#include "events/refusal.h"

namespace tranche {

namespace {

bool IsDamageWithoutAdvice(const absl::Status& status) {
  const std::optional<v1::Refusal> refusal = RefusalOf(status);
  return absl::IsDataLoss(status) && !(refusal && !refusal->then().empty());
}

}  // namespace

absl::Status AdvisingOnDamage(const absl::Status& status) {
  if (!IsDamageWithoutAdvice(status)) return status;
  return Adding(status,
                "`tranche verify` says what is damaged: if only the index is, `tranche rebuild` makes it again, "
                "otherwise restore the ledger from a backup");
}

absl::Status AdvisingOnFailedRebuild(const absl::Status& status) {
  if (!IsDamageWithoutAdvice(status)) return status;
  return Adding(status, "more than the index is damaged, as `tranche verify` shows; restore the ledger from a backup");
}

}  // namespace tranche
