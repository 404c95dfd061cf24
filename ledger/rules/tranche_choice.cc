#include "ledger/rules/tranche_choice.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "events/postings_of.h"

namespace tranche {
namespace {

using Pools = std::vector<TranchePool>;
using Areas = google::protobuf::RepeatedPtrField<std::string>;

// What a command asks of a tranche.
struct Wish {
  ScopeView scope;
  uint32_t number = 0;  // 0: none named
  absl::string_view area;
};

absl::Status NoSuchTranche(const Wish& wish, const Pools& pools) {
  if (pools.empty())
    return absl::FailedPreconditionError(absl::StrCat("tranche_number: no tranche was allocated to ",
                                                      DescribeScope(wish.scope), "; allocate one first"));
  return absl::FailedPreconditionError(absl::StrCat("tranche_number: ", DescribeScope(wish.scope), " holds no tranche ",
                                                    wish.number, "; it holds ", DescribePools(pools)));
}

absl::Status AreaNotAllowed(const Wish& wish, const Pools& pools) {
  const std::string area = wish.area.empty() ? "money for no one area" : absl::StrCat("area ", wish.area);
  const std::string which =
      wish.number != 0 ? absl::StrCat("tranche ", wish.number, " of ") : std::string("every tranche of ");
  return absl::FailedPreconditionError(absl::StrCat(which, DescribeScope(wish.scope),
                                                    " is limited to other areas: found ", area,
                                                    ", wanted one that the tranche allows: ", DescribePools(pools)));
}

// Those of a scope that a wish names.
absl::StatusOr<Pools> PoolsNamed(const Wish& wish, ScopeStates* states) {
  const absl::StatusOr<const ScopeState*> state = states->Of(wish.scope);
  if (!state.ok()) return state.status();
  Pools named;
  for (const TranchePool& pool : (*state)->pools()) {
    if (wish.number == 0 || pool.number == wish.number) named.push_back(pool);
  }
  if (named.empty()) return NoSuchTranche(wish, (*state)->pools());
  return named;
}

absl::StatusOr<Pools> PoolsAllowing(const Wish& wish, ScopeStates* states) {
  absl::StatusOr<Pools> pools = PoolsNamed(wish, states);
  if (!pools.ok()) return pools;
  const auto allows = [&](const TranchePool& pool) { return AllowsArea(pool.areas, wish.area); };
  if (std::none_of(pools->begin(), pools->end(), allows)) return AreaNotAllowed(wish, *pools);
  std::erase_if(*pools, [&](const TranchePool& pool) { return !allows(pool); });
  return pools;
}

void SetAreas(const std::string& joined, Areas* areas) {
  areas->Clear();
  for (absl::string_view area : absl::StrSplit(joined, '|', absl::SkipEmpty())) areas->Add(std::string(area));
}

template <typename Message>
Wish WishOf(const Message& message) {
  return {ScopeOf(message.line()), message.tranche_number(), message.line().area_id()};
}

template <typename Message>
void Fill(const AskedTranches& asked, const TranchePool& pool, Message* message) {
  message->set_tranche_chosen(asked.number == 0);
  message->set_tranche_number(pool.number);
}

// An adjustment is of one tranche, so it is only chosen when there is one.
absl::StatusOr<Pools> PoolToAdjust(const Wish& wish, ScopeStates* states) {
  absl::StatusOr<Pools> pools = PoolsNamed(wish, states);
  if (!pools.ok()) return pools;
  if (pools->size() > 1)
    return absl::FailedPreconditionError(
        absl::StrCat("tranche_number: ", DescribeScope(wish.scope),
                     " holds several tranches, name the one to adjust: ", DescribePools(*pools)));
  if (!wish.area.empty() && wish.area != pools->front().areas) return AreaNotAllowed(wish, *pools);
  return pools;
}

absl::StatusOr<std::optional<TranchePool>> PoolOf(const ScopeView& scope, uint32_t number, ScopeStates* states) {
  const absl::StatusOr<const ScopeState*> state = states->Of(scope);
  if (!state.ok()) return state.status();
  for (const TranchePool& pool : (*state)->pools()) {
    if (pool.number == number) return std::optional<TranchePool>(pool);
  }
  return std::optional<TranchePool>();
}

absl::Status FillTransfer(const AskedTranches& asked, const TranchePool& from, ScopeStates* states,
                          v1::AllocationTransferred* transfer) {
  const std::string areas = transfer->to().area_id().empty() ? from.areas : transfer->to().area_id();
  transfer->set_tranche_chosen(asked.number == 0);
  transfer->set_to_tranche_chosen(asked.to == 0);
  transfer->set_from_tranche_number(from.number);
  transfer->set_to_tranche_number(asked.to == 0 ? from.number : asked.to);
  SetAreas(from.areas, transfer->mutable_from_area_limits());
  SetAreas(areas, transfer->mutable_to_area_limits());
  const ScopeView to = ScopeOf(transfer->to());
  const uint32_t number = transfer->to_tranche_number();
  if (to == ScopeOf(transfer->from()) && number == from.number)
    return absl::FailedPreconditionError(absl::StrCat("to: the money would stay in tranche ", number, " of ",
                                                      DescribeScope(to), "; name another unit or another to-tranche"));
  const auto held = PoolOf(to, number, states);
  if (!held.ok()) return held.status();
  if (held->has_value() && (*held)->areas != areas)
    return absl::FailedPreconditionError(absl::StrCat("to_tranche_number: tranche ", number, " of ", DescribeScope(to),
                                                      " is held for other areas (", DescribePools({**held}),
                                                      "); name another number for the receiver"));
  return absl::OkStatus();
}

}  // namespace

bool NamesTranche(const v1::Event& command) {
  return command.has_disbursement_made() || command.has_refund_received() || command.has_allocation_adjusted() ||
         command.has_allocation_transferred();
}

absl::StatusOr<Pools> TrancheChoicesFor(const v1::Event& command, ScopeStates* states) {
  if (command.has_disbursement_made()) return PoolsAllowing(WishOf(command.disbursement_made()), states);
  if (command.has_refund_received()) return PoolsAllowing(WishOf(command.refund_received()), states);
  if (command.has_allocation_adjusted()) return PoolToAdjust(WishOf(command.allocation_adjusted()), states);
  const v1::AllocationTransferred& asked = command.allocation_transferred();
  const Wish wish = {ScopeOf(asked.from()), asked.from_tranche_number(), asked.to().area_id()};
  return wish.area.empty() ? PoolsNamed(wish, states) : PoolsAllowing(wish, states);
}

AskedTranches AskedTranchesOf(const v1::Event& command) {
  switch (command.kind_case()) {
    case v1::Event::kDisbursementMade:
      return {command.disbursement_made().tranche_number(), 0};
    case v1::Event::kRefundReceived:
      return {command.refund_received().tranche_number(), 0};
    case v1::Event::kAllocationAdjusted:
      return {command.allocation_adjusted().tranche_number(), 0};
    default:
      return {command.allocation_transferred().from_tranche_number(),
              command.allocation_transferred().to_tranche_number()};
  }
}

absl::Status FillTranche(const AskedTranches& asked, const TranchePool& pool, ScopeStates* states, v1::Event* event) {
  switch (event->kind_case()) {
    case v1::Event::kDisbursementMade:
      Fill(asked, pool, event->mutable_disbursement_made());
      return absl::OkStatus();
    case v1::Event::kRefundReceived:
      Fill(asked, pool, event->mutable_refund_received());
      return absl::OkStatus();
    case v1::Event::kAllocationAdjusted:
      Fill(asked, pool, event->mutable_allocation_adjusted());
      SetAreas(pool.areas, event->mutable_allocation_adjusted()->mutable_area_limits());
      return absl::OkStatus();
    default:
      return FillTransfer(asked, pool, states, event->mutable_allocation_transferred());
  }
}

absl::Status CheckNewTranche(const v1::TrancheAllocated& tranche, ScopeStates* states) {
  for (const auto& share : tranche.shares()) {
    const ScopeView scope = ScopeOf(share.line());
    const auto held = PoolOf(scope, tranche.number(), states);
    if (!held.ok()) return held.status();
    if (held->has_value())
      return absl::FailedPreconditionError(absl::StrCat("number: ", DescribeScope(scope), " holds tranche ",
                                                        tranche.number(), " already, since event ", (*held)->sequence,
                                                        "; use another number, or reverse that event first"));
  }
  return absl::OkStatus();
}

}  // namespace tranche
