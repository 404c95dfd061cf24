#include "ledger/rules/tranche_choice.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <utility>

#include "absl/container/inlined_vector.h"
#include "events/area_limits.h"
#include "events/check.h"
#include "events/kinds/kinds.h"
#include "events/refusal.h"
#include "events/tranche_number.h"

namespace tranche {
namespace {

using Pools = std::vector<TranchePool>;

constexpr auto kRefused = absl::StatusCode::kFailedPrecondition;

// What a command requires of a tranche.
struct Wish {
  ScopeView scope;
  uint32_t number = 0;  // 0: none named
  absl::string_view area;
  PoolTree::Need need;
};

v1::RefusalField HeldField(const Pools& pools) { return PoolsField("held", pools); }
v1::RefusalField HeldField(const TranchePools& pools) { return PoolsField("held", pools); }

absl::Status NoSuchTranche(const Wish& wish, const TranchePools& pools) {
  const v1::RefusalField scope = ScopeField("scope", wish.scope);
  if (pools.empty())
    return Adding(Refuse(kRefused, "tranche.none-allocated", "no tranche was allocated to {scope}", {scope}),
                  "allocate one first");
  return Adding(InField("tranche_number", Refuse(kRefused, "tranche.not-held", "{scope} holds no tranche {tranche}",
                                                 {scope, NumberField("tranche", wish.number)})),
                "it holds {held}", {HeldField(pools)});
}

absl::Status AreaNotAllowed(const Wish& wish, const v1::RefusalField& held) {
  RefusalFields fields = {ScopeField("scope", wish.scope), NumberField("tranche", wish.number),
                          TextField("area", wish.area), held};
  if (wish.area.empty() && wish.number == 0)
    return Refuse(kRefused, "area.not-allowed",
                  "every tranche of {scope} is limited to other areas: found money for no area, wanted one that "
                  "the tranche allows: {held}",
                  std::move(fields));
  if (wish.area.empty())
    return Refuse(kRefused, "area.not-allowed",
                  "tranche {tranche} of {scope} is limited to other areas: found money for no area, wanted one "
                  "that the tranche allows: {held}",
                  std::move(fields));
  if (wish.number == 0)
    return Refuse(kRefused, "area.not-allowed",
                  "every tranche of {scope} is limited to other areas: found area {area}, wanted one that the tranche "
                  "allows: {held}",
                  std::move(fields));
  return Refuse(
      kRefused, "area.not-allowed",
      "tranche {tranche} of {scope} is limited to other areas: found area {area}, wanted one that the tranche "
      "allows: {held}",
      std::move(fields));
}

absl::StatusOr<const ScopeState*> StateOf(const Wish& wish, ScopeStates* states) {
  absl::StatusOr<const ScopeState*> state = states->Of(wish.scope);
  if (!state.ok()) return state;
  const bool is_held = wish.number == 0 ? !(*state)->pools().empty() : (*state)->FindPool(wish.number) != nullptr;
  if (!is_held) return NoSuchTranche(wish, (*state)->pools());
  return state;
}

// Those of the scope that `allows` the area limits of.
template <typename Allows>
absl::StatusOr<TrancheChoices> ChoicesAllowing(const Wish& wish, ScopeStates* states, const Allows& allows) {
  const absl::StatusOr<const ScopeState*> state = StateOf(wish, states);
  if (!state.ok()) return state.status();
  if (wish.number != 0) {
    const TranchePool* const named = (*state)->FindPool(wish.number);
    if (!allows(named->areas)) return AreaNotAllowed(wish, HeldField(Pools{*named}));
    return TrancheChoices(named);
  }
  absl::InlinedVector<const PoolTree*, 4> trees;
  for (const auto& [areas, tree] : (*state)->pools_by_areas()) {
    if (allows(areas)) trees.push_back(&tree);
  }
  if (trees.empty()) return AreaNotAllowed(wish, HeldField((*state)->pools()));
  return TrancheChoices(trees, wish.need);
}

absl::StatusOr<TrancheChoices> PoolsAllowing(const Wish& wish, ScopeStates* states) {
  return ChoicesAllowing(wish, states, [&](const std::string& areas) { return AllowsArea(areas, wish.area); });
}

// An adjustment is of one tranche, so it is only chosen when there is one.
absl::StatusOr<TrancheChoices> PoolToAdjust(const Wish& wish, ScopeStates* states) {
  const absl::StatusOr<const ScopeState*> state = StateOf(wish, states);
  if (!state.ok()) return state.status();
  const TranchePools& held = (*state)->pools();
  if (wish.number == 0 && held.size() > 1)
    return InField("tranche_number", Refuse(kRefused, "tranche.ambiguous",
                                            "{scope} holds several tranches, name the one to adjust: {held}",
                                            {ScopeField("scope", wish.scope), HeldField(held)}));
  const TranchePool* const pool = (*state)->FindPool(wish.number == 0 ? held.begin()->number : wish.number);
  if (pool->is_carried)
    return Adding(Refuse(kRefused, "tranche.carried",
                         "tranche {tranche} of {scope} is of carried-over money, which is not adjusted",
                         {NumberField("tranche", pool->number), ScopeField("scope", wish.scope)}),
                  "carry it over, transfer it or let it lapse");
  if (!wish.area.empty() && wish.area != pool->areas) return AreaNotAllowed(wish, HeldField(Pools{*pool}));
  return TrancheChoices(pool);
}

// Money that moves takes the limits of its tranche along; naming an area at the receiver narrows them.
absl::StatusOr<TrancheChoices> PoolsToMoveFrom(const Wish& wish, ScopeStates* states) {
  if (!wish.area.empty()) return PoolsAllowing(wish, states);
  return ChoicesAllowing(wish, states, [](const std::string&) { return true; });
}

// What a tranche must have so that the guards may let the command draw on it: it is spent or moved away, or was paid
// and comes back.
PoolTree::Need NeedOf(const EventKind& kind, int32_t effective_date, int64_t amount) {
  const absl::StatusOr<CivilDate> date = CivilDate::FromNumber(effective_date);
  const bool returns = kind.tranche == TrancheUse::kReturns;
  return {returns ? &PoolTree::Bounds::paid : &PoolTree::Bounds::left, amount, DayOf(date.value_or(CivilDate()))};
}

absl::StatusOr<TrancheChoices> ChoicesFor(const EventKind& kind, const Wish& wish, ScopeStates* states) {
  switch (kind.tranche) {
    case TrancheUse::kSpends:
    case TrancheUse::kReturns:
    case TrancheUse::kNamed:
      return PoolsAllowing(wish, states);
    case TrancheUse::kAdjusts:
      return PoolToAdjust(wish, states);
    case TrancheUse::kMoves:
    case TrancheUse::kGivesUp:
    case TrancheUse::kCarries:
      return PoolsToMoveFrom(wish, states);
    case TrancheUse::kNone:
    case TrancheUse::kOpens:
      break;
  }
  TRANCHE_CHECK(false, "TrancheChoicesFor: ", kind.name, " draws on no tranche");
}

absl::StatusOr<std::optional<TranchePool>> PoolOf(const ScopeView& scope, uint32_t number, ScopeStates* states) {
  const absl::StatusOr<const ScopeState*> state = states->Of(scope);
  if (!state.ok()) return state.status();
  const TranchePool* const pool = (*state)->FindPool(number);
  return pool == nullptr ? std::optional<TranchePool>() : *pool;
}

// A tranche is either of allocated or of carried-over money, ever: otherwise limits could be washed off by adjustments.
absl::Status CheckOfOneKind(const ScopeView& scope, uint32_t number, bool is_carried, ScopeStates* states) {
  const absl::StatusOr<const ScopeState*> state = states->Of(scope);
  if (!state.ok()) return state.status();
  if (!(*state)->WasHeld(number, !is_carried)) return absl::OkStatus();
  RefusalFields fields = {NumberField("tranche", number), ScopeField("scope", scope)};
  return Adding(
      is_carried
          ? Refuse(kRefused, "tranche.of-allocated",
                   "tranche {tranche} of {scope} is of allocated money, not of carried-over money", std::move(fields))
          : Refuse(kRefused, "tranche.of-carried",
                   "tranche {tranche} of {scope} is of carried-over money, not of allocated money", std::move(fields)),
      "use another number");
}

// Whether the receiver can hold moved money under its number.
absl::Status CheckReceiver(const ScopeView& from, const ScopeView& to, const FilledIn& moved, ScopeStates* states) {
  const auto where = [&] { return RefusalFields{NumberField("tranche", moved.to_number), ScopeField("scope", to)}; };
  if (to == from && moved.to_number == moved.number)
    return Adding(InField("to_unit_id", Refuse(kRefused, "transfer.to-itself",
                                               "the money would stay in tranche {tranche} of {scope}", where())),
                  "name another receiver, or another number of a tranche for it");
  const auto held = PoolOf(to, moved.to_number, states);
  if (!held.ok()) return held.status();
  if (absl::Status kind = CheckOfOneKind(to, moved.to_number, moved.is_carried, states); !kind.ok())
    return InField("to_tranche_number", kind);
  if (!held->has_value() || (*held)->areas == moved.to_area_limits) return absl::OkStatus();
  RefusalFields fields = where();
  fields.push_back(HeldField(Pools{**held}));
  return Adding(InField("to_tranche_number",
                        Refuse(kRefused, "transfer.other-areas",
                               "tranche {tranche} of {scope} is held for other areas ({held})", std::move(fields))),
                "name another number for the receiver");
}

// What a move from `pool` to the line `to` fills in.
FilledIn MoveFrom(const TranchePool& pool, const AskedTranches& asked, const LineView& to) {
  FilledIn moved = {pool.number, asked.number == 0, pool.areas};
  moved.to_number = asked.to_number == 0 ? pool.number : asked.to_number;
  moved.to_chosen = asked.to_number == 0;
  moved.to_area_limits = to.area.empty() ? pool.areas : std::string(to.area);
  moved.is_carried = pool.is_carried;
  return moved;
}

// The number that money of `pool` has in the year after `year`; 0 if it is none of a year's numbers.
uint32_t OwnNumber(const TranchePool& pool, uint32_t year) {
  if (pool.is_carried) return pool.number;
  return pool.number < kTranchesOfAYear ? year * kTranchesOfAYear + pool.number : 0;
}

// The number after `number` in `year`; 0 after the last one.
uint32_t NumberAfter(uint32_t number, uint32_t year) {
  if (number < kTranchesOfAYear) return year * kTranchesOfAYear + number;
  return (number + 1) % kTranchesOfAYear == 0 ? 0 : number + 1;
}

// The number under which `receiver` can hold money of `pool`: the first from its own one on; 0 if there is none.
absl::StatusOr<uint32_t> NextNumber(const TranchePool& pool, uint32_t year, const ScopeView& receiver,
                                    ScopeStates* states) {
  const absl::StatusOr<const ScopeState*> state = states->Of(receiver);
  if (!state.ok()) return state.status();
  const uint32_t own = OwnNumber(pool, year);
  for (uint32_t number = own == 0 ? year * kTranchesOfAYear + 1 : own; number != 0;
       number = NumberAfter(number, year)) {
    const TranchePool* const held = (*state)->FindPool(number);
    if (!(*state)->WasHeld(number, false) && (held == nullptr || held->areas == pool.areas)) return number;
  }
  return 0;
}

absl::Status FillCarryOver(const FilledIn& asked, const TranchePool& pool, const EventKind& kind, ScopeStates* states,
                           v1::Event* event) {
  const EventLines lines = kind.lines(*event);
  FilledIn carried = asked;
  carried.chosen = asked.chosen || asked.number == 0;
  carried.number = pool.number;
  carried.area_limits = carried.to_area_limits = pool.areas;
  carried.is_carried = true;
  carried.to_chosen = asked.to_number == 0;
  // Of money whose tranche was not named, another tranche may fit as it is.
  if (carried.to_chosen) {
    const auto year = static_cast<uint32_t>(lines[0].line.fiscal_year);
    const absl::StatusOr<uint32_t> number = asked.number == 0 ? absl::StatusOr<uint32_t>(OwnNumber(pool, year))
                                                              : NextNumber(pool, year, ScopeOf(lines[1].line), states);
    if (!number.ok()) return number.status();
    carried.to_number = *number;
  }
  if (carried.to_number == 0)
    return InField("to_tranche_number",
                   Refuse(kRefused, "carry-over.number-missing",
                          "tranche {tranche} of {scope} has no number of its own in another year: name one for it",
                          {NumberField("tranche", pool.number), ScopeField("scope", ScopeOf(lines[0].line))}));
  kind.fill_in(carried, event);
  const EventLines filled = kind.lines(*event);
  return CheckReceiver(ScopeOf(filled[0].line), ScopeOf(filled[1].line), carried, states);
}

absl::Status FillMove(const FilledIn& asked, const TranchePool& pool, const EventKind& kind, ScopeStates* states,
                      v1::Event* event) {
  const EventLines lines = kind.lines(*event);
  const FilledIn moved = MoveFrom(pool, {asked.number, asked.to_number}, lines[1].line);
  kind.fill_in(moved, event);
  const EventLines filled = kind.lines(*event);
  return CheckReceiver(ScopeOf(filled[0].line), ScopeOf(filled[1].line), moved, states);
}

absl::Status FillMove(const AskedTranches& asked, const TranchePool& pool, ScopeStates* states, PostingList* postings,
                      EventView* command) {
  FilledIn moved = MoveFrom(pool, asked, command->to);
  command->tranche_number = moved.number;
  command->to_tranche_number = moved.to_number;
  command->to_area_limits.clear();
  command->is_carried = moved.is_carried;
  absl::Status received = CheckReceiver(ScopeOf(command->line), ScopeOf(command->to), moved, states);
  AddAreaLimits(postings->Keep(std::move(moved.area_limits)), &command->area_limits);
  AddAreaLimits(postings->Keep(std::move(moved.to_area_limits)), &command->to_area_limits);
  return received;
}

}  // namespace

TrancheChoices::TrancheChoices(absl::Span<const PoolTree* const> trees, const PoolTree::Need& need) : need_(need) {
  for (const PoolTree* tree : trees) branches_.push_back({tree, tree->OldestAfter(nullptr, need_)});
}

const TranchePool* TrancheChoices::Next() {
  if (named_ != nullptr) return std::exchange(is_named_taken_, true) ? nullptr : named_;
  Branch* oldest = nullptr;
  for (Branch& branch : branches_) {
    if (branch.next == nullptr) continue;
    if (oldest == nullptr || IsOlderPool()(*branch.next, *oldest->next)) oldest = &branch;
  }
  if (oldest == nullptr) return nullptr;
  const TranchePool* const next = oldest->next;
  oldest->next = oldest->tree->OldestAfter(next, need_);
  return next;
}

size_t TrancheChoices::size() const {
  size_t size = named_ == nullptr ? 0 : 1;
  for (const Branch& branch : branches_) size += branch.tree->size();
  return size;
}

Pools TrancheChoices::Oldest(size_t most) const {
  if (named_ != nullptr) return {*named_};
  TranchePools oldest;
  for (const Branch& branch : branches_) {
    const TranchePool* pool = branch.tree->Next(nullptr);
    for (size_t i = 0; i < most && pool != nullptr; ++i, pool = branch.tree->Next(pool)) oldest.insert(*pool);
  }
  const size_t count = std::min(most, oldest.size());
  return {oldest.begin(), std::next(oldest.begin(), static_cast<ptrdiff_t>(count))};
}

absl::StatusOr<TrancheChoices> TrancheChoicesFor(const v1::Event& command, ScopeStates* states) {
  const EventKind& kind = KindOf(command);
  const EventLines lines = kind.lines(command);
  const Wish wish = {ScopeOf(lines.front().line), kind.filled_in(command).number, lines.back().line.area,
                     NeedOf(kind, command.effective_date(), lines.front().amount)};
  return ChoicesFor(kind, wish, states);
}

absl::StatusOr<TrancheChoices> TrancheChoicesFor(const EventKind& kind, const EventView& command, ScopeStates* states) {
  const absl::string_view area = HasReceiver(kind) ? command.to.area : command.line.area;
  const Wish wish = {ScopeOf(command.line), command.tranche_number, area,
                     NeedOf(kind, command.effective_date, command.amount)};
  return ChoicesFor(kind, wish, states);
}

absl::Status FillTranche(const FilledIn& asked, const TranchePool& pool, ScopeStates* states, v1::Event* event) {
  const EventKind& kind = KindOf(*event);
  if (kind.tranche == TrancheUse::kMoves) return FillMove(asked, pool, kind, states, event);
  if (kind.tranche == TrancheUse::kCarries) return FillCarryOver(asked, pool, kind, states, event);
  FilledIn filled_in = {pool.number, asked.number == 0};
  if (IsOfTrancheAreas(kind)) filled_in.area_limits = pool.areas;
  kind.fill_in(filled_in, event);
  return absl::OkStatus();
}

absl::Status FillTranche(const EventKind& kind, const AskedTranches& asked, const TranchePool& pool,
                         ScopeStates* states, PostingList* postings, EventView* command) {
  command->area_limits.clear();
  if (kind.tranche == TrancheUse::kMoves) return FillMove(asked, pool, states, postings, command);
  command->tranche_number = pool.number;
  if (IsOfTrancheAreas(kind)) AddAreaLimits(postings->Keep(pool.areas), &command->area_limits);
  return absl::OkStatus();
}

absl::Status CheckNewTranche(const EventView& command, ScopeStates* states) {
  const uint32_t number = command.tranche_number;
  for (const ShareView& share : command.shares) {
    const ScopeView scope = ScopeOf(share.line);
    const auto held = PoolOf(scope, number, states);
    if (!held.ok()) return held.status();
    if (held->has_value())
      return Adding(InField("tranche_number", Refuse(kRefused, "tranche.number-taken",
                                                     "{scope} holds tranche {tranche} already, since event {event}",
                                                     {ScopeField("scope", scope), NumberField("tranche", number),
                                                      NumberField("event", (*held)->sequence)})),
                    "use another number, or reverse that event first");
    if (absl::Status kind = CheckOfOneKind(scope, number, false, states); !kind.ok())
      return InField("tranche_number", kind);
  }
  return absl::OkStatus();
}

}  // namespace tranche
