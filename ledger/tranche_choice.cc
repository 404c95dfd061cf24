#include "ledger/tranche_choice.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "ledger/postings_of.h"
#include "ledger/tranche_pools.h"

namespace tranche {
namespace {

using Pools = std::vector<TranchePool>;
using Areas = google::protobuf::RepeatedPtrField<std::string>;

// What a command asks of a tranche.
struct Wish {
  GuardScope scope;
  uint32_t number = 0;  // 0: none named
  std::string area;
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

absl::StatusOr<Pools> PoolsNamed(const Wish& wish, const Book& book) {
  absl::StatusOr<Pools> pools = LivePools(book, wish.scope);
  if (!pools.ok()) return pools;
  Pools named;
  std::copy_if(pools->begin(), pools->end(), std::back_inserter(named),
               [&](const TranchePool& pool) { return wish.number == 0 || pool.number == wish.number; });
  if (named.empty()) return NoSuchTranche(wish, *pools);
  return named;
}

absl::StatusOr<Pools> PoolsAllowing(const Wish& wish, const Book& book) {
  absl::StatusOr<Pools> named = PoolsNamed(wish, book);
  if (!named.ok()) return named;
  Pools allowing;
  std::copy_if(named->begin(), named->end(), std::back_inserter(allowing),
               [&](const TranchePool& pool) { return AllowsArea(pool.areas, wish.area); });
  if (allowing.empty()) return AreaNotAllowed(wish, *named);
  return allowing;
}

void SetAreas(const std::string& joined, Areas* areas) {
  areas->Clear();
  for (absl::string_view area : absl::StrSplit(joined, '|', absl::SkipEmpty())) areas->Add(std::string(area));
}

template <typename Message>
Wish WishOf(const Message& message) {
  return {ScopeOf(LineFromProto(message.line())), message.tranche_number(), message.line().area_id()};
}

template <typename Message>
void Fill(const TranchePool& pool, Message* message) {
  message->set_tranche_chosen(message->tranche_number() == 0);
  message->set_tranche_number(pool.number);
}

// A payment or a refund: any tranche that allows its area.
template <typename Message>
absl::StatusOr<TrancheChoices> ForPayment(const v1::Event& command, Message* (v1::Event::*mutable_kind)(),
                                          const Book& book) {
  v1::Event candidate = command;
  const absl::StatusOr<Pools> pools = PoolsAllowing(WishOf(*(candidate.*mutable_kind)()), book);
  if (!pools.ok()) return pools.status();
  TrancheChoices choices;
  for (const TranchePool& pool : *pools) {
    candidate = command;
    Fill(pool, (candidate.*mutable_kind)());
    choices.candidates.push_back(candidate);
  }
  return choices;
}

// An adjustment is of one tranche, so it is only chosen when there is one.
absl::StatusOr<TrancheChoices> ForAdjustment(const v1::Event& command, const Book& book) {
  v1::Event candidate = command;
  v1::AllocationAdjusted& adjustment = *candidate.mutable_allocation_adjusted();
  const Wish wish = WishOf(adjustment);
  const absl::StatusOr<Pools> pools = PoolsNamed(wish, book);
  if (!pools.ok()) return pools.status();
  if (pools->size() > 1)
    return absl::FailedPreconditionError(
        absl::StrCat("tranche_number: ", DescribeScope(wish.scope),
                     " holds several tranches, name the one to adjust: ", DescribePools(*pools)));
  if (!wish.area.empty() && wish.area != pools->front().areas) return AreaNotAllowed(wish, *pools);
  Fill(pools->front(), &adjustment);
  SetAreas(pools->front().areas, adjustment.mutable_area_limits());
  return TrancheChoices{{candidate}};
}

absl::StatusOr<std::optional<TranchePool>> PoolOf(const GuardScope& scope, uint32_t number, const Book& book) {
  const absl::StatusOr<Pools> pools = LivePools(book, scope);
  if (!pools.ok()) return pools.status();
  for (const TranchePool& pool : *pools) {
    if (pool.number == number) return std::optional<TranchePool>(pool);
  }
  return std::optional<TranchePool>();
}

absl::Status FillTransfer(const TranchePool& from, const Book& book, v1::AllocationTransferred* transfer) {
  const std::string areas = transfer->to().area_id().empty() ? from.areas : transfer->to().area_id();
  transfer->set_tranche_chosen(transfer->from_tranche_number() == 0);
  transfer->set_to_tranche_chosen(transfer->to_tranche_number() == 0);
  transfer->set_from_tranche_number(from.number);
  if (transfer->to_tranche_chosen()) transfer->set_to_tranche_number(from.number);
  SetAreas(from.areas, transfer->mutable_from_area_limits());
  SetAreas(areas, transfer->mutable_to_area_limits());
  const GuardScope to = ScopeOf(LineFromProto(transfer->to()));
  const uint32_t number = transfer->to_tranche_number();
  if (to == ScopeOf(LineFromProto(transfer->from())) && number == from.number)
    return absl::FailedPreconditionError(absl::StrCat("to: the money would stay in tranche ", number, " of ",
                                                      DescribeScope(to), "; name another unit or another to-tranche"));
  const auto held = PoolOf(to, number, book);
  if (!held.ok()) return held.status();
  if (held->has_value() && (*held)->areas != areas)
    return absl::FailedPreconditionError(absl::StrCat("to_tranche_number: tranche ", number, " of ", DescribeScope(to),
                                                      " is held for other areas (", DescribePools({**held}),
                                                      "); name another number for the receiver"));
  return absl::OkStatus();
}

absl::StatusOr<TrancheChoices> ForTransfer(const v1::Event& command, const Book& book) {
  const v1::AllocationTransferred& asked = command.allocation_transferred();
  const Wish wish = {ScopeOf(LineFromProto(asked.from())), asked.from_tranche_number(), asked.to().area_id()};
  const absl::StatusOr<Pools> pools = wish.area.empty() ? PoolsNamed(wish, book) : PoolsAllowing(wish, book);
  if (!pools.ok()) return pools.status();
  TrancheChoices choices;
  absl::Status refusal;
  for (const TranchePool& pool : *pools) {
    v1::Event candidate = command;
    absl::Status filled = FillTransfer(pool, book, candidate.mutable_allocation_transferred());
    if (filled.ok()) {
      choices.candidates.push_back(std::move(candidate));
    } else {
      refusal = std::move(filled);
    }
  }
  if (choices.candidates.empty()) return refusal;
  return choices;
}

}  // namespace

bool NamesTranche(const v1::Event& command) {
  return command.has_disbursement_made() || command.has_refund_received() || command.has_allocation_adjusted() ||
         command.has_allocation_transferred();
}

absl::StatusOr<TrancheChoices> TrancheChoicesFor(const v1::Event& command, const Book& book) {
  if (command.has_disbursement_made()) return ForPayment(command, &v1::Event::mutable_disbursement_made, book);
  if (command.has_refund_received()) return ForPayment(command, &v1::Event::mutable_refund_received, book);
  if (command.has_allocation_adjusted()) return ForAdjustment(command, book);
  return ForTransfer(command, book);
}

absl::Status CheckNewTranche(const v1::TrancheAllocated& tranche, const Book& book) {
  for (const auto& share : tranche.shares()) {
    const GuardScope scope = ScopeOf(LineFromProto(share.line()));
    const auto held = PoolOf(scope, tranche.number(), book);
    if (!held.ok()) return held.status();
    if (held->has_value())
      return absl::FailedPreconditionError(absl::StrCat("number: ", DescribeScope(scope), " holds tranche ",
                                                        tranche.number(), " already, since event ", (*held)->sequence,
                                                        "; use another number, or reverse that event first"));
  }
  return absl::OkStatus();
}

}  // namespace tranche
