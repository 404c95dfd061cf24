#include "events/kinds.h"

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace tranche {
namespace {

struct KindName {
  v1::Event::KindCase kind;
  absl::string_view word;
  absl::string_view event_name;
};

constexpr KindName kKindNames[] = {
    {v1::Event::kPlanApproved, "plan", "PlanApproved"},
    {v1::Event::kPlanAdjusted, "plan-adjustment", "PlanAdjusted"},
    {v1::Event::kTrancheAllocated, "tranche", "TrancheAllocated"},
    {v1::Event::kAllocationAdjusted, "allocation-adjustment", "AllocationAdjusted"},
    {v1::Event::kAllocationTransferred, "transfer", "AllocationTransferred"},
    {v1::Event::kDisbursementMade, "disbursement", "DisbursementMade"},
    {v1::Event::kRefundReceived, "refund", "RefundReceived"},
    {v1::Event::kExecutionReported, "execution", "ExecutionReported"},
};

std::string KnownKinds() {
  return absl::StrJoin(kKindNames, ", ", [](std::string* out, const KindName& name) {
    absl::StrAppend(out, name.word, " (", name.event_name, ")");
  });
}

}  // namespace

absl::StatusOr<v1::Event::KindCase> ParseKind(absl::string_view text) {
  for (const KindName& name : kKindNames) {
    if (absl::EqualsIgnoreCase(text, name.word) || absl::EqualsIgnoreCase(text, name.event_name)) return name.kind;
  }
  return absl::InvalidArgumentError(absl::StrCat("found \"", text, "\", wanted one of: ", KnownKinds()));
}

absl::string_view KindWord(v1::Event::KindCase kind) {
  for (const KindName& name : kKindNames) {
    if (kind == name.kind) return name.word;
  }
  return "";
}

}  // namespace tranche
