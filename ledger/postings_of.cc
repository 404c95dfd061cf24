#include "ledger/postings_of.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "ledger/money.h"

namespace tranche {
namespace {

using Postings = std::vector<Posting>;

BudgetLine WithArea(const v1::BudgetLine& line, const std::string& area) {
  BudgetLine result = LineFromProto(line);
  result.area = area;
  return result;
}

std::string Limits(const google::protobuf::RepeatedPtrField<std::string>& areas) {
  return JoinAreas({areas.begin(), areas.end()});
}

absl::StatusOr<int64_t> Negated(int64_t amount) {
  const std::optional<int64_t> negative = CheckedNegate(amount);
  if (!negative)
    return absl::InvalidArgumentError(absl::StrCat("amount: found ", amount, ", which has no negative in 64 bits"));
  return *negative;
}

absl::StatusOr<Postings> One(const v1::BudgetLine& line, Measure measure, uint32_t tranche, int64_t amount) {
  return Postings{{LineFromProto(line), measure, tranche, amount}};
}

absl::StatusOr<Postings> OfTranche(const v1::TrancheAllocated& tranche) {
  Postings postings;
  for (const auto& share : tranche.shares()) {
    const std::string area = tranche.area_limits().empty() ? share.line().area_id() : Limits(tranche.area_limits());
    postings.push_back({WithArea(share.line(), area), Measure::kAllocated, tranche.number(), share.amount()});
  }
  return postings;
}

absl::StatusOr<Postings> OfAdjustment(const v1::AllocationAdjusted& adjustment) {
  return Postings{{WithArea(adjustment.line(), Limits(adjustment.area_limits())), Measure::kAllocated,
                   adjustment.tranche_number(), adjustment.amount()}};
}

absl::StatusOr<Postings> OfTransfer(const v1::AllocationTransferred& transfer) {
  const absl::StatusOr<int64_t> out = Negated(transfer.amount());
  if (!out.ok()) return out.status();
  Postings postings = {{WithArea(transfer.from(), Limits(transfer.from_area_limits())), Measure::kAllocated,
                        transfer.from_tranche_number(), *out},
                       {WithArea(transfer.to(), Limits(transfer.to_area_limits())), Measure::kAllocated,
                        transfer.to_tranche_number(), transfer.amount()}};
  if (transfer.without_plan()) return postings;
  postings.push_back({LineFromProto(transfer.from()), Measure::kPlan, 0, *out});
  postings.push_back({LineFromProto(transfer.to()), Measure::kPlan, 0, transfer.amount()});
  return postings;
}

absl::StatusOr<Postings> OfRefund(const v1::RefundReceived& refund) {
  const absl::StatusOr<int64_t> back = Negated(refund.amount());
  if (!back.ok()) return back.status();
  return One(refund.line(), Measure::kDisbursed, refund.tranche_number(), *back);
}

absl::StatusOr<Postings> OfReversal(const v1::Event* reversed) {
  if (reversed == nullptr || reversed->kind_case() == v1::Event::kEventReversed)
    return absl::InvalidArgumentError("event_reversed: the event that it reverses is missing or is a reversal itself");
  absl::StatusOr<Postings> postings = PostingsOf(*reversed, nullptr);
  if (!postings.ok()) return postings;
  for (Posting& posting : *postings) {
    const absl::StatusOr<int64_t> negative = Negated(posting.amount);
    if (!negative.ok()) return negative.status();
    posting.amount = *negative;
  }
  return postings;
}

}  // namespace

absl::StatusOr<std::vector<Posting>> PostingsOf(const v1::Event& event, const v1::Event* reversed) {
  switch (event.kind_case()) {
    case v1::Event::kPlanApproved:
      return One(event.plan_approved().line(), Measure::kPlan, 0, event.plan_approved().amount());
    case v1::Event::kPlanAdjusted:
      return One(event.plan_adjusted().line(), Measure::kPlan, 0, event.plan_adjusted().amount());
    case v1::Event::kTrancheAllocated:
      return OfTranche(event.tranche_allocated());
    case v1::Event::kAllocationAdjusted:
      return OfAdjustment(event.allocation_adjusted());
    case v1::Event::kAllocationTransferred:
      return OfTransfer(event.allocation_transferred());
    case v1::Event::kDisbursementMade:
      return One(event.disbursement_made().line(), Measure::kDisbursed, event.disbursement_made().tranche_number(),
                 event.disbursement_made().amount());
    case v1::Event::kRefundReceived:
      return OfRefund(event.refund_received());
    case v1::Event::kExecutionReported:
      return One(event.execution_reported().line(), Measure::kExecuted, 0, event.execution_reported().amount());
    case v1::Event::kEventReversed:
      return OfReversal(reversed);
    default:
      return Postings{};
  }
}

std::string KindName(const v1::Event& event) {
  if (event.kind_case() == v1::Event::KIND_NOT_SET) return "";
  return event.GetDescriptor()->FindFieldByNumber(event.kind_case())->message_type()->name();
}

std::string JoinAreas(std::vector<std::string> areas) {
  std::sort(areas.begin(), areas.end());
  areas.erase(std::unique(areas.begin(), areas.end()), areas.end());
  return absl::StrJoin(areas, "|");
}

bool AllowsArea(absl::string_view holder, absl::string_view area) {
  if (holder.empty()) return true;
  for (absl::string_view allowed : absl::StrSplit(holder, '|')) {
    if (allowed == area) return true;
  }
  return false;
}

BudgetLine LineFromProto(const v1::BudgetLine& line) {
  return {line.unit_id(), line.source_id(), line.fiscal_year(), line.area_id(), line.project_id()};
}

v1::BudgetLine LineToProto(const BudgetLine& line) {
  v1::BudgetLine proto;
  proto.set_unit_id(line.unit);
  proto.set_source_id(line.source);
  proto.set_fiscal_year(line.fiscal_year);
  proto.set_area_id(line.area);
  proto.set_project_id(line.project);
  return proto;
}

}  // namespace tranche
