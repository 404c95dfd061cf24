#include "import/money_entry.h"

#include "events/check.h"

namespace tranche {
namespace {

void SetLine(const MoneyEntry& entry, v1::BudgetLine* line) {
  line->set_unit_id(entry.unit);
  line->set_source_id(entry.source);
  line->set_area_id(entry.area);
  line->set_fiscal_year(entry.fiscal_year);
  line->set_project_id(entry.project);
}

template <typename Message>
void SetLineAndAmount(const MoneyEntry& entry, Message* message) {
  SetLine(entry, message->mutable_line());
  message->set_amount(entry.amount);
}

template <typename Message>
void SetFromTranche(const MoneyEntry& entry, Message* message) {
  SetLineAndAmount(entry, message);
  message->set_tranche_number(entry.tranche_number);
}

void SetTranche(const MoneyEntry& entry, v1::TrancheAllocated* tranche) {
  tranche->set_number(entry.tranche_number);
  tranche->mutable_area_limits()->Assign(entry.area_limits.begin(), entry.area_limits.end());
  SetLineAndAmount(entry, tranche->add_shares());
}

void SetTransfer(const MoneyEntry& entry, v1::AllocationTransferred* transfer) {
  SetLine(entry, transfer->mutable_from());
  SetLine(entry, transfer->mutable_to());
  if (!entry.to_unit.empty()) transfer->mutable_to()->set_unit_id(entry.to_unit);
  if (!entry.to_area.empty()) transfer->mutable_to()->set_area_id(entry.to_area);
  transfer->set_from_tranche_number(entry.tranche_number);
  transfer->set_to_tranche_number(entry.to_tranche_number);
  transfer->set_amount(entry.amount);
  transfer->set_without_plan(entry.without_plan);
}

bool HasTranche(v1::Event::KindCase kind) {
  return kind != v1::Event::kPlanApproved && kind != v1::Event::kPlanAdjusted && kind != v1::Event::kExecutionReported;
}

}  // namespace

std::vector<EntryProblem> CheckEntry(const MoneyEntry& entry) {
  std::vector<EntryProblem> problems;
  const auto check = [&problems](bool good, absl::string_view column, absl::string_view wanted) {
    if (!good) problems.push_back({column, wanted});
  };
  const bool is_tranche = entry.kind == v1::Event::kTrancheAllocated;
  const bool is_transfer = entry.kind == v1::Event::kAllocationTransferred;
  check(!is_tranche || entry.tranche_number > 0, "tranche_number", "the number of the tranche, 1 or more");
  check(HasTranche(entry.kind) || entry.tranche_number == 0, "tranche_number", "nothing: this kind has no tranche");
  check(is_tranche || entry.area_limits.empty(), "area_limits", "nothing: only a tranche is limited to areas");
  check(!is_transfer || !entry.to_unit.empty() || !entry.to_area.empty(), "to_unit_id",
        "who receives; fill in to_unit_id or to_area");
  check(is_transfer || entry.to_unit.empty(), "to_unit_id", "nothing: only a transfer has a receiver");
  check(is_transfer || entry.to_area.empty(), "to_area", "nothing: only a transfer has a receiver");
  check(is_transfer || entry.to_tranche_number == 0, "to_tranche_number", "nothing: only a transfer has a receiver");
  check(is_transfer || !entry.without_plan, "without_plan", "nothing or no: only a transfer moves a plan");
  return problems;
}

v1::Event BuildMoneyEvent(const MoneyEntry& entry) {
  v1::Event event;
  event.set_effective_date(entry.effective_date.number());
  switch (entry.kind) {
    case v1::Event::kPlanApproved:
      SetLineAndAmount(entry, event.mutable_plan_approved());
      break;
    case v1::Event::kPlanAdjusted:
      SetLineAndAmount(entry, event.mutable_plan_adjusted());
      break;
    case v1::Event::kTrancheAllocated:
      SetTranche(entry, event.mutable_tranche_allocated());
      break;
    case v1::Event::kAllocationAdjusted:
      SetFromTranche(entry, event.mutable_allocation_adjusted());
      break;
    case v1::Event::kAllocationTransferred:
      SetTransfer(entry, event.mutable_allocation_transferred());
      break;
    case v1::Event::kDisbursementMade:
      SetFromTranche(entry, event.mutable_disbursement_made());
      break;
    case v1::Event::kRefundReceived:
      SetFromTranche(entry, event.mutable_refund_received());
      break;
    case v1::Event::kExecutionReported:
      SetLineAndAmount(entry, event.mutable_execution_reported());
      break;
    default:
      TRANCHE_CHECK(false, "BuildMoneyEvent: kind ", entry.kind, " moves no money");
  }
  return event;
}

}  // namespace tranche
