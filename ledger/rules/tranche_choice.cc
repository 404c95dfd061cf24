#include "ledger/rules/tranche_choice.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "events/area_limits.h"
#include "events/check.h"
#include "events/kinds/kinds.h"
#include "events/refusal.h"

namespace tranche {
namespace {

using Pools = std::vector<TranchePool>;

constexpr auto kRefused = absl::StatusCode::kFailedPrecondition;

// What a command asks of a tranche.
struct Wish {
  ScopeView scope;
  uint32_t number = 0;  // 0: none named
  absl::string_view area;
};

v1::RefusalField HeldField(const Pools& pools) { return TextField("held", DescribePools(pools)); }

absl::Status NoSuchTranche(const Wish& wish, const Pools& pools) {
  const v1::RefusalField scope = TextField("scope", DescribeScope(wish.scope));
  if (pools.empty())
    return Adding(
        Refuse(kRefused, "tranche.none-allocated", "tranche_number: no tranche was allocated to {scope}", {scope}),
        "allocate one first");
  return Adding(Refuse(kRefused, "tranche.not-held", "tranche_number: {scope} holds no tranche {number}",
                       {scope, NumberField("number", wish.number)}),
                "it holds {held}", {HeldField(pools)});
}

absl::Status AreaNotAllowed(const Wish& wish, const Pools& pools) {
  RefusalFields fields = {TextField("scope", DescribeScope(wish.scope)), NumberField("number", wish.number),
                          TextField("area", wish.area), HeldField(pools)};
  if (wish.area.empty() && wish.number == 0)
    return Refuse(kRefused, "area.not-allowed",
                  "every tranche of {scope} is limited to other areas: found money for no area, wanted one that "
                  "the tranche allows: {held}",
                  std::move(fields));
  if (wish.area.empty())
    return Refuse(kRefused, "area.not-allowed",
                  "tranche {number} of {scope} is limited to other areas: found money for no area, wanted one "
                  "that the tranche allows: {held}",
                  std::move(fields));
  if (wish.number == 0)
    return Refuse(kRefused, "area.not-allowed",
                  "every tranche of {scope} is limited to other areas: found area {area}, wanted one that the tranche "
                  "allows: {held}",
                  std::move(fields));
  return Refuse(kRefused, "area.not-allowed",
                "tranche {number} of {scope} is limited to other areas: found area {area}, wanted one that the tranche "
                "allows: {held}",
                std::move(fields));
}

// Those of a scope that a wish names.
absl::StatusOr<Pools> PoolsNamed(const Wish& wish, ScopeStates* states) {
  const absl::StatusOr<const ScopeState*> state = states->Of(wish.scope);
  if (!state.ok()) return state.status();
  const TranchePools& held = (*state)->pools();
  const TranchePool* const one = (*state)->FindPool(wish.number);
  Pools named;
  if (wish.number == 0) named.assign(held.begin(), held.end());
  if (one != nullptr) named.push_back(*one);
  if (named.empty()) return NoSuchTranche(wish, Pools(held.begin(), held.end()));
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

// An adjustment is of one tranche, so it is only chosen when there is one.
absl::StatusOr<Pools> PoolToAdjust(const Wish& wish, ScopeStates* states) {
  absl::StatusOr<Pools> pools = PoolsNamed(wish, states);
  if (!pools.ok()) return pools;
  if (pools->size() > 1)
    return Refuse(kRefused, "tranche.ambiguous",
                  "tranche_number: {scope} holds several tranches, name the one to adjust: {held}",
                  {TextField("scope", DescribeScope(wish.scope)), HeldField(*pools)});
  if (!wish.area.empty() && wish.area != pools->front().areas) return AreaNotAllowed(wish, *pools);
  return pools;
}

// Money that moves takes the limits of its tranche along; naming an area at the receiver narrows them.
absl::StatusOr<Pools> PoolsToMoveFrom(const Wish& wish, ScopeStates* states) {
  return wish.area.empty() ? PoolsNamed(wish, states) : PoolsAllowing(wish, states);
}

absl::StatusOr<std::optional<TranchePool>> PoolOf(const ScopeView& scope, uint32_t number, ScopeStates* states) {
  const absl::StatusOr<const ScopeState*> state = states->Of(scope);
  if (!state.ok()) return state.status();
  const TranchePool* const pool = (*state)->FindPool(number);
  return pool == nullptr ? std::optional<TranchePool>() : *pool;
}

// Whether the receiver can hold moved money under its number.
absl::Status CheckReceiver(const EventLines& lines, const FilledIn& moved, ScopeStates* states) {
  const ScopeView to = ScopeOf(lines[1].line);
  const RefusalFields where = {NumberField("number", moved.to_number), TextField("scope", DescribeScope(to))};
  if (to == ScopeOf(lines[0].line) && moved.to_number == moved.number)
    return Adding(
        Refuse(kRefused, "transfer.to-itself", "to: the money would stay in tranche {number} of {scope}", where),
        "name another unit or another to-tranche");
  const auto held = PoolOf(to, moved.to_number, states);
  if (!held.ok()) return held.status();
  if (!held->has_value() || (*held)->areas == moved.to_area_limits) return absl::OkStatus();
  RefusalFields fields = where;
  fields.push_back(HeldField({**held}));
  return Adding(
      Refuse(kRefused, "transfer.other-areas",
             "to_tranche_number: tranche {number} of {scope} is held for other areas ({held})", std::move(fields)),
      "name another number for the receiver");
}

absl::Status FillMove(const FilledIn& asked, const TranchePool& pool, const EventKind& kind, ScopeStates* states,
                      v1::Event* event) {
  const EventLines lines = kind.lines(*event);
  FilledIn moved = {pool.number, asked.number == 0, pool.areas};
  moved.to_number = asked.to_number == 0 ? pool.number : asked.to_number;
  moved.to_chosen = asked.to_number == 0;
  moved.to_area_limits = lines[1].line.area.empty() ? pool.areas : std::string(lines[1].line.area);
  kind.fill_in(moved, event);
  return CheckReceiver(kind.lines(*event), moved, states);
}

}  // namespace

bool DrawsOnTranche(const EventKind& kind) {
  return kind.tranche != TrancheUse::kNone && kind.tranche != TrancheUse::kOpens;
}

absl::StatusOr<Pools> TrancheChoicesFor(const v1::Event& command, ScopeStates* states) {
  const EventKind& kind = KindOf(command);
  const EventLines lines = kind.lines(command);
  const Wish wish = {ScopeOf(lines.front().line), kind.filled_in(command).number, lines.back().line.area};
  switch (kind.tranche) {
    case TrancheUse::kSpends:
    case TrancheUse::kReturns:
      return PoolsAllowing(wish, states);
    case TrancheUse::kAdjusts:
      return PoolToAdjust(wish, states);
    case TrancheUse::kMoves:
      return PoolsToMoveFrom(wish, states);
    case TrancheUse::kNone:
    case TrancheUse::kOpens:
      break;
  }
  TRANCHE_CHECK(false, "TrancheChoicesFor: ", kind.name, " draws on no tranche");
}

absl::Status FillTranche(const FilledIn& asked, const TranchePool& pool, ScopeStates* states, v1::Event* event) {
  const EventKind& kind = KindOf(*event);
  if (kind.tranche == TrancheUse::kMoves) return FillMove(asked, pool, kind, states, event);
  FilledIn filled_in = {pool.number, asked.number == 0};
  if (kind.tranche == TrancheUse::kAdjusts) filled_in.area_limits = pool.areas;
  kind.fill_in(filled_in, event);
  return absl::OkStatus();
}

absl::Status CheckNewTranche(const v1::Event& command, ScopeStates* states) {
  for (const EventLine& line : KindOf(command).lines(command)) {
    const ScopeView scope = ScopeOf(line.line);
    const auto held = PoolOf(scope, line.tranche_number, states);
    if (!held.ok()) return held.status();
    if (held->has_value())
      return Adding(Refuse(kRefused, "tranche.number-taken",
                           "number: {scope} holds tranche {number} already, since event {event}",
                           {TextField("scope", DescribeScope(scope)), NumberField("number", line.tranche_number),
                            NumberField("event", (*held)->sequence)}),
                    "use another number, or reverse that event first");
  }
  return absl::OkStatus();
}

}  // namespace tranche
