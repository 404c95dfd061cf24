#include "events/postings_of.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "events/money.h"

namespace tranche {
namespace {

using Kind = v1::Event::KindCase;

LineView WithArea(LineView line, absl::string_view area) {
  line.area = area;
  return line;
}

// The limits as the area of a line.
absl::string_view Joined(const AreaViews& limits, PostingList* postings) {
  if (limits.empty()) return "";
  if (limits.size() == 1) return limits.front();
  return postings->Keep(JoinAreas({limits.begin(), limits.end()}));
}

absl::Status NoNegative(int64_t amount) {
  return absl::InvalidArgumentError(absl::StrCat("amount: found ", amount, ", which has no negative in 64 bits"));
}

void AddTranche(const EventView& tranche, PostingList* postings) {
  const absl::string_view limits = Joined(tranche.area_limits, postings);
  for (const ShareView& share : tranche.shares) {
    const absl::string_view area = tranche.area_limits.empty() ? share.line.area : limits;
    postings->Add({WithArea(share.line, area), Measure::kAllocated, tranche.tranche_number, share.amount});
  }
}

absl::Status AddTransfer(const EventView& transfer, PostingList* postings) {
  const std::optional<int64_t> out = CheckedNegate(transfer.amount);
  if (!out) return NoNegative(transfer.amount);
  const LineView from = WithArea(transfer.line, Joined(transfer.area_limits, postings));
  const LineView to = WithArea(transfer.to, Joined(transfer.to_area_limits, postings));
  postings->Add({from, Measure::kAllocated, transfer.tranche_number, *out});
  postings->Add({to, Measure::kAllocated, transfer.to_tranche_number, transfer.amount});
  if (transfer.without_plan) return absl::OkStatus();
  postings->Add({transfer.line, Measure::kPlan, 0, *out});
  postings->Add({transfer.to, Measure::kPlan, 0, transfer.amount});
  return absl::OkStatus();
}

absl::Status AddRefund(const EventView& refund, PostingList* postings) {
  const std::optional<int64_t> back = CheckedNegate(refund.amount);
  if (!back) return NoNegative(refund.amount);
  postings->Add({refund.line, Measure::kDisbursed, refund.tranche_number, *back});
  return absl::OkStatus();
}

absl::Status AddReversal(const EventView* reversed, PostingList* postings) {
  if (reversed == nullptr || reversed->kind == Kind::kEventReversed)
    return absl::InvalidArgumentError("event_reversed: the event that it reverses is missing or is a reversal itself");
  if (absl::Status status = PostingsOf(*reversed, nullptr, postings); !status.ok()) return status;
  if (postings->Negate()) return absl::OkStatus();
  return absl::InvalidArgumentError("amount: the event that it reverses has one without a negative in 64 bits");
}

}  // namespace

absl::Status PostingsOf(const EventView& event, const EventView* reversed, PostingList* postings) {
  switch (event.kind) {
    case Kind::kPlanApproved:
    case Kind::kPlanAdjusted:
      postings->Add({event.line, Measure::kPlan, 0, event.amount});
      return absl::OkStatus();
    case Kind::kTrancheAllocated:
      AddTranche(event, postings);
      return absl::OkStatus();
    case Kind::kAllocationAdjusted:
      postings->Add({WithArea(event.line, Joined(event.area_limits, postings)), Measure::kAllocated,
                     event.tranche_number, event.amount});
      return absl::OkStatus();
    case Kind::kAllocationTransferred:
      return AddTransfer(event, postings);
    case Kind::kDisbursementMade:
      postings->Add({event.line, Measure::kDisbursed, event.tranche_number, event.amount});
      return absl::OkStatus();
    case Kind::kRefundReceived:
      return AddRefund(event, postings);
    case Kind::kExecutionReported:
      postings->Add({event.line, Measure::kExecuted, 0, event.amount});
      return absl::OkStatus();
    case Kind::kEventReversed:
      return AddReversal(reversed, postings);
    default:
      return absl::OkStatus();
  }
}

absl::StatusOr<std::vector<Posting>> PostingsOf(const v1::Event& event, const v1::Event* reversed) {
  const EventView view = ViewOf(event);
  const EventView reversed_view = reversed == nullptr ? EventView() : ViewOf(*reversed);
  PostingList list;
  absl::Status status = PostingsOf(view, reversed == nullptr ? nullptr : &reversed_view, &list);
  if (!status.ok()) return status;
  std::vector<Posting> postings;
  for (const PostingView& posting : list.view()) postings.push_back(ToPosting(posting));
  return postings;
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
