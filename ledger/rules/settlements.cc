#include "ledger/rules/settlements.h"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "events/kinds/kinds.h"
#include "events/plain_text.h"
#include "events/refusal.h"
#include "ledger/rules/running_balance.h"

namespace tranche {
namespace {

constexpr auto kRefused = absl::StatusCode::kFailedPrecondition;
constexpr Sequence kEverything = std::numeric_limits<Sequence>::max();
constexpr size_t kListedMax = 20;  // the most tranches that a refusal describes

CivilDate DateOf(int32_t effective_date) { return CivilDate::FromNumber(effective_date).value_or(CivilDate()); }

// The events with a posting of this measure, by sequence.
absl::StatusOr<std::vector<Sequence>> EventsOn(const BalanceIndex& index, const Scope& scope, Measure measure) {
  std::vector<Sequence> events;
  const absl::Status visited = index.VisitEventDays(
      scope, {0, kEverything}, [&](const Account& account) { return account.measure == measure; },
      [&](Sequence sequence, int32_t /*day*/) { events.push_back(sequence); });
  if (!visited.ok()) return visited;
  return events;
}

// The first of them of that kind that is not reversed, and is final if it is a settlement; 0 if there is none.
absl::StatusOr<Sequence> FirstStanding(const BalanceIndex& index, const EventReader& events,
                                       const std::vector<Sequence>& among, v1::Event::KindCase kind) {
  for (const Sequence sequence : among) {
    const absl::StatusOr<std::string> bytes = events.ReadBytes(sequence);
    if (!bytes.ok()) return bytes.status();
    EventView event;
    if (absl::Status parsed = EventLog::ParseView(*bytes, sequence, &event); !parsed.ok()) return parsed;
    if (event.kind != kind || (kind == v1::Event::kSettlementApproved && !event.is_final)) continue;
    const auto reversal = index.ReversalOf(sequence);
    if (!reversal.ok()) return reversal.status();
    if (!reversal->has_value()) return sequence;
  }
  return 0;
}

// The closing at the year's end that is in force; null if there is none.
const Closing* YearEndOf(const DecisionGround& ground, const ScopeView& scope) {
  if (ground.catalogue.closings().all().empty()) return nullptr;
  for (const Closing* closing : ground.catalogue.closings().Of(scope)) {
    if (closing->terms.year_end()) return closing;
  }
  return nullptr;
}

absl::Status Settled(const ScopeView& scope, Sequence settlement) {
  return Adding(Refuse(kRefused, "settlement.settled", "{scope} is settled by event {event}",
                       {ScopeField("scope", scope), NumberField("event", settlement)}),
                "record what was found later as a correction");
}

absl::Status CheckScopeNotSettled(const DecisionGround& ground, const ScopeView& scope, const EventView& command,
                                  const EventView* reversed) {
  const Scope own = ToScope(scope);
  const absl::StatusOr<Sequence> settlement = FinalSettlementOf(ground.index, ground.events, own);
  if (!settlement.ok() || *settlement == 0) return settlement.status();
  if (command.kind == v1::Event::kPriorPeriodCorrection) return absl::OkStatus();
  if (reversed == nullptr) return Settled(scope, *settlement);
  if (reversed->kind == v1::Event::kPriorPeriodCorrection) return absl::OkStatus();
  if (reversed->sequence != *settlement) return Settled(scope, *settlement);
  const absl::StatusOr<std::vector<Sequence>> corrections = EventsOn(ground.index, own, Measure::kCorrected);
  if (!corrections.ok()) return corrections.status();
  const absl::StatusOr<Sequence> standing =
      FirstStanding(ground.index, ground.events, *corrections, v1::Event::kPriorPeriodCorrection);
  if (!standing.ok() || *standing == 0) return standing.status();
  return Adding(Refuse(kRefused, "settlement.corrected", "event {event} corrects the settlement {settlement}",
                       {NumberField("event", *standing), NumberField("settlement", *settlement)}),
                "reverse event {event} first", {NumberField("event", *standing)});
}

absl::Status CheckClosed(const DecisionGround& ground, const ScopeView& scope, CivilDate day) {
  const Closing* const closing = YearEndOf(ground, scope);
  if (closing != nullptr && closing->through < day) return absl::OkStatus();
  return Adding(
      Refuse(kRefused, "settlement.not-closed", "{scope} is not closed at the year's end through a day before {day}",
             {ScopeField("scope", scope), DayField("day", day)}),
      "`tranche close --year-end`");
}

// Adds to `refusal` what is open in a tranche.
absl::Status NamingOpen(const absl::Status& refusal, uint32_t number, const ScopeState::Tranche& tranche, int32_t day,
                        absl::string_view currency) {
  return Adding(refusal,
                "tranche {tranche}: advances {advances} {currency}, committed {committed} {currency}, free {free} "
                "{currency}",
                {NumberField("tranche", number), AmountField("advances", tranche.advances.At(day)),
                 AmountField("committed", tranche.committed.At(day)), AmountField("free", tranche.free.At(day)),
                 TextField("currency", currency)});
}

absl::Status CheckNothingOpen(const DecisionGround& ground, const ScopeView& scope, const ScopeState& state,
                              CivilDate day) {
  const std::string& currency = ground.catalogue.terms().currency_code();
  absl::Status refusal = Refuse(kRefused, "settlement.open", "{scope} has money that is open on {day}",
                                {ScopeField("scope", scope), DayField("day", day)});
  size_t open = 0;
  const int32_t on = DayOf(day);
  for (const auto& [number, tranche] : state.tranches()) {
    if (tranche.advances.At(on) == 0 && tranche.committed.At(on) == 0 && tranche.free.At(on) == 0) continue;
    if (++open <= kListedMax) refusal = NamingOpen(refusal, number, tranche, on, currency);
  }
  if (open == 0) return absl::OkStatus();
  if (open > kListedMax)
    refusal = Adding(refusal, "and {more} more tranche{more:s}", {NumberField("more", open - kListedMax)});
  return Adding(refusal, "clear or recover advances, release commitments, carry the rest over or let it lapse");
}

absl::Status CheckAmounts(const DecisionGround& ground, const EventView& command, const ScopeState& state,
                          CivilDate day) {
  AmountSum disbursed = 0;
  for (const auto& [number, tranche] : state.tranches()) disbursed += tranche.disbursed.At(DayOf(day));
  const AmountSum before = state.settled().At(DayOf(day));
  if (AmountSum(command.amount) + command.disallowed + before == disbursed) return absl::OkStatus();
  return InField("amount",
                 Refuse(kRefused, "settlement.other-amount",
                        "{scope}: {amount} {currency} approved, {disallowed} {currency} disallowed and {before} "
                        "{currency} settled before are not the {disbursed} {currency} disbursed by {day}",
                        {ScopeField("scope", ScopeOf(command.line)), AmountField("amount", command.amount),
                         AmountField("disallowed", command.disallowed), AmountField("before", before),
                         AmountField("disbursed", disbursed), DayField("day", day),
                         TextField("currency", ground.catalogue.terms().currency_code())}));
}

absl::Status CheckNothingLater(const DecisionGround& ground, const ScopeView& scope, CivilDate day) {
  Sequence later = 0;
  const absl::Status visited =
      ground.index.VisitEventDays(ToScope(scope), {0, kEverything}, nullptr, [&](Sequence sequence, int32_t on) {
        if (on > DayOf(day)) later = std::max(later, sequence);
      });
  if (!visited.ok() || later == 0) return visited;
  return Adding(Refuse(kRefused, "settlement.later-event", "event {event} of {scope} takes effect after {day}",
                       {NumberField("event", later), ScopeField("scope", scope), DayField("day", day)}),
                "settle as of the day of that event or later, or reverse it first");
}

// What guards the money that was settled, of one scope on every day.
struct SettledMoney {
  RunningBalance unsettled;  // paid for good, and not settled
  RunningBalance settled;
  RunningBalance known;  // settled and corrected
};

absl::Status ReadSettledMoney(const DecisionGround& ground, const ScopeView& scope, SettledMoney* money) {
  std::vector<DayAmount> unsettled, settled, known;
  std::vector<Allocation> allocations;
  const absl::Status read = ground.index.VisitDays(
      ToScope(scope),
      [&](const Account& account, const DayAmount& amount) {
        const DayAmount taken = {amount.day, -amount.amount};
        if (account.measure == Measure::kDisbursed) unsettled.push_back(amount);
        if (account.measure == Measure::kAdvances || account.measure == Measure::kSettled) unsettled.push_back(taken);
        if (account.measure == Measure::kSettled) settled.push_back(amount);
        if (account.measure == Measure::kSettled || account.measure == Measure::kCorrected) known.push_back(amount);
      },
      &allocations);
  *money = {RunningBalance(absl::MakeSpan(unsettled)), RunningBalance(absl::MakeSpan(settled)),
            RunningBalance(absl::MakeSpan(known))};
  return read;
}

}  // namespace

absl::StatusOr<Sequence> FinalSettlementOf(const BalanceIndex& index, const EventReader& events, const Scope& scope) {
  const absl::StatusOr<std::vector<Sequence>> settlements = EventsOn(index, scope, Measure::kSettled);
  if (!settlements.ok()) return settlements.status();
  return FirstStanding(index, events, *settlements, v1::Event::kSettlementApproved);
}

absl::Status CheckNotSettled(const DecisionGround& ground, const EventView& command, const EventView* reversed) {
  if (ground.catalogue.closings().all().empty()) return absl::OkStatus();
  const EventView& moves = reversed == nullptr ? command : *reversed;
  for (const EventLine& line : FindKind(moves.kind)->lines_of_view(moves)) {
    const ScopeView scope = ScopeOf(line.line);
    if (YearEndOf(ground, scope) == nullptr) continue;
    if (absl::Status open = CheckScopeNotSettled(ground, scope, command, reversed); !open.ok()) return open;
  }
  return absl::OkStatus();
}

absl::Status CheckSettlement(const DecisionGround& ground, const EventView& command) {
  if (command.kind != v1::Event::kSettlementApproved || !command.is_final) return absl::OkStatus();
  const ScopeView scope = ScopeOf(command.line);
  const CivilDate day = DateOf(command.effective_date);
  absl::Status checked = CheckClosed(ground, scope, day);
  if (!checked.ok()) return checked;
  const absl::StatusOr<const ScopeState*> state = ground.states.Of(scope);
  if (!state.ok()) return state.status();
  checked = CheckNothingOpen(ground, scope, **state, day);
  if (checked.ok()) checked = CheckAmounts(ground, command, **state, day);
  return checked.ok() ? CheckNothingLater(ground, scope, day) : checked;
}

absl::Status CheckCorrection(const DecisionGround& ground, const v1::Event& command) {
  if (!command.has_prior_period_correction()) return absl::OkStatus();
  if (IsBlank(command.reason()))
    return InField("reason", Refuse(absl::StatusCode::kInvalidArgument, "correction.reason-missing",
                                    "a correction after the settlement needs one; found none"));
  const EventView view = ViewOf(command);
  const ScopeView scope = ScopeOf(view.line);
  const absl::StatusOr<Sequence> settlement = FinalSettlementOf(ground.index, ground.events, ToScope(scope));
  if (!settlement.ok()) return settlement.status();
  if (*settlement == 0)
    return Adding(Refuse(kRefused, "correction.not-settled", "{scope} is not settled", {ScopeField("scope", scope)}),
                  "until it is, reverse what was wrong and record it anew");
  const absl::StatusOr<v1::Event> event = ground.events.Read(*settlement);
  if (!event.ok()) return event.status();
  if (view.effective_date >= event->effective_date()) return absl::OkStatus();
  return InField(
      "effective_date",
      Refuse(kRefused, "correction.too-early",
             "found {found}, wanted {day}, on which {scope} was settled by event {event}, or later",
             {DayField("found", DateOf(view.effective_date)), DayField("day", DateOf(event->effective_date())),
              ScopeField("scope", scope), NumberField("event", *settlement)}));
}

absl::Status CheckSettledMoney(const DecisionGround& ground, const ScopeView& scope, const ScopeState& state,
                               absl::Span<const PostingView> asked, CivilDate day) {
  AmountSum unsettled = 0;
  AmountSum settled = 0;
  AmountSum known = 0;
  for (const PostingView& posting : asked) {
    const AmountSum amount = posting.amount;
    if (posting.measure == Measure::kDisbursed) unsettled += amount;
    if (posting.measure == Measure::kAdvances || posting.measure == Measure::kSettled) unsettled -= amount;
    if (posting.measure == Measure::kSettled) settled += amount;
    if (posting.measure == Measure::kSettled || posting.measure == Measure::kCorrected) known += amount;
  }
  const bool settles = settled != 0 || known != 0;
  if ((state.settled().days() == 0 && !settles) || (unsettled >= 0 && settled >= 0 && known >= 0))
    return absl::OkStatus();
  SettledMoney money;
  if (absl::Status read = ReadSettledMoney(ground, scope, &money); !read.ok()) return read;
  const auto fields = [&](const RunningBalance::Point& found, AmountSum amount) {
    return RefusalFields{ScopeField("scope", scope), DayField("day", CivilDate::FromDaysSinceEpoch(found.day)),
                         AmountField("available", found.balance), AmountField("asked", amount),
                         TextField("currency", ground.catalogue.terms().currency_code())};
  };
  const auto below = [&](const RunningBalance& balance, AmountSum effect) {
    return effect < 0 ? balance.FirstBelow(DayOf(day), -effect) : std::nullopt;
  };
  if (const auto found = below(money.unsettled, unsettled))
    return Refuse(kRefused, "guard.settled-over-paid",
                  "{scope}: settled would exceed what was paid for good on {day}: available {available} {currency}, "
                  "asked {asked} {currency}",
                  fields(*found, -unsettled));
  if (const auto found = below(money.settled, settled))
    return Refuse(kRefused, "guard.settled-below-zero",
                  "{scope}: settled would fall below zero on {day}: available {available} {currency}, asked {asked} "
                  "{currency}",
                  fields(*found, -settled));
  if (const auto found = below(money.known, known))
    return Refuse(kRefused, "guard.corrected-below-zero",
                  "{scope}: settled and corrected would fall below zero on {day}: available {available} {currency}, "
                  "asked {asked} {currency}",
                  fields(*found, -known));
  return absl::OkStatus();
}

}  // namespace tranche
