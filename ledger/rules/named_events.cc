#include "ledger/rules/named_events.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "events/civil_date.h"
#include "events/kinds/filled_in.h"
#include "events/kinds/kinds.h"
#include "events/kinds/message_lines.h"
#include "events/refusal.h"
#include "events/scope.h"
#include "projections/index/day_sums.h"
#include "projections/index/named_uses.h"

namespace tranche {
namespace {

constexpr auto kRefused = absl::StatusCode::kFailedPrecondition;
constexpr Sequence kEverything = std::numeric_limits<Sequence>::max();

// A stored event and a view of it.
struct StoredEvent {
  std::string bytes;
  EventView view;
};

absl::Status Read(const DecisionGround& ground, Sequence sequence, StoredEvent* event) {
  absl::StatusOr<std::string> bytes = ground.events.ReadBytes(sequence);
  if (!bytes.ok()) return bytes.status();
  event->bytes = *std::move(bytes);
  return EventLog::ParseView(event->bytes, sequence, &event->view);
}

CivilDate DateOf(int32_t effective_date) { return CivilDate::FromNumber(effective_date).value_or(CivilDate()); }

// "commitment": also how a command calls the field that names one.
absl::string_view FieldOf(v1::Event::KindCase kind) { return FindKind(kind)->word; }

// "event 152 (commitment HD-01)".
v1::RefusalField NamedField(const EventView& named) {
  const v1::RefusalField sequence = NumberField("event", named.sequence);
  const v1::RefusalField kind = WordField("kind", FindKind(named.kind)->english);
  if (named.number.empty()) return PhraseField("named", "event {event} ({kind})", {sequence, kind});
  return PhraseField("named", "event {event} ({kind} {number})", {sequence, kind, TextField("number", named.number)});
}

absl::Status CheckCanBeNamed(const DecisionGround& ground, v1::Event::KindCase wanted, const EventView& named) {
  const auto event = [&] { return NumberField("event", named.sequence); };
  if (ItemOf(named) != wanted)
    return Refuse(
        kRefused, "named.other-kind", "event {event} is of another kind: found {kind}, wanted {wanted}",
        {event(), WordField("kind", FindKind(named.kind)->english), WordField("wanted", FindKind(wanted)->english)});
  const auto reversal = ground.index.ReversalOf(named.sequence);
  if (!reversal.ok()) return reversal.status();
  if (!reversal->has_value()) return absl::OkStatus();
  return Refuse(kRefused, "named.reversed", "{named} was reversed by event {reversal}",
                {NamedField(named), NumberField("reversal", **reversal)});
}

absl::Status OtherLine(const EventView& named) {
  const LineView& line = LineOfItem(named);
  RefusalFields fields = {NamedField(named), ScopeField("scope", ScopeOf(line)),
                          line.area.empty() ? WordField("area", "no area") : TextField("area", line.area),
                          TextField("project", line.project)};
  if (line.project.empty())
    return Refuse(kRefused, "named.other-line", "{named} is of another line: {scope}, for {area}", std::move(fields));
  return Refuse(kRefused, "named.other-line", "{named} is of another line: {scope}, for {area}, project {project}",
                std::move(fields));
}

absl::Status TakeOver(const EventKind& kind, const EventView& named, v1::Event* command) {
  FilledIn filled_in = FilledInOf(*command);
  const LineView line = kind.lines(*command).front().line;
  const bool may_be_empty = kind.tranche == TrancheUse::kNamed;
  const LineView& wanted = LineOfItem(named);
  const uint32_t tranche = TrancheOfItem(named);
  if (line != wanted && !(may_be_empty && line == LineView())) return OtherLine(named);
  if (filled_in.number != 0 && filled_in.number != tranche)
    return Refuse(kRefused, "named.other-tranche", "{named} is of tranche {tranche}, found {found_tranche}",
                  {NamedField(named), NumberField("tranche", tranche), NumberField("found_tranche", filled_in.number)});
  // What grants have looked at was filled in before.
  filled_in.chosen = filled_in.chosen || filled_in.number == 0;
  filled_in.number = tranche;
  if (may_be_empty) filled_in.line = ToBudgetLine(wanted);
  if (kind.tranche == TrancheUse::kCarries) filled_in.contract = std::string(named.number);
  SetFilledIn(filled_in, command);
  return absl::OkStatus();
}

absl::StatusOr<RunningBalance> LeftOf(const DecisionGround& ground, const EventView& named) {
  RunningBalance left;
  left.Add(DayOf(DateOf(named.effective_date)), named.amount);
  const absl::Status visited =
      VisitNamedUses(ground.index, ground.events, named.sequence, kEverything,
                     [&left](const EventView&, const DayAmount& change) { left.Add(change.day, change.amount); });
  if (!visited.ok()) return visited;
  return left;
}

absl::Status TooLittleLeft(const DecisionGround& ground, const EventView& named, const RunningBalance::Point& found,
                           AmountSum asked) {
  const absl::Status refusal = Refuse(
      kRefused, "guard.named-used-up", "{named}: available {available} {currency} on {day}, asked {asked} {currency}",
      {NamedField(named), AmountField("available", found.balance),
       TextField("currency", ground.catalogue.terms().currency_code()),
       DayField("day", CivilDate::FromDaysSinceEpoch(found.day)), AmountField("asked", asked)});
  return ItemOf(named) == v1::Event::kAdvancePaid
             ? Adding(refusal, "`tranche advances` has what is left of each")
             : Adding(refusal,
                      "ask for less, or record a further commitment for the rest (`tranche commitments` has "
                      "what is left of each)");
}

}  // namespace

absl::Status TakeOverFromNamed(const DecisionGround& ground, v1::Event* command) {
  const EventKind* const kind = FindKind(command->kind_case());
  if (kind == nullptr || kind->effect != Effect::kMoney) return absl::OkStatus();
  const EventView view = ViewOf(*command);
  const v1::Event::KindCase used_up = UsedUpBy(*kind, view);
  if (used_up == v1::Event::KIND_NOT_SET) return absl::OkStatus();
  if (command->balance_carried_over().commitment() != 0 && command->balance_carried_over().advance() != 0)
    return InField("advance", Refuse(absl::StatusCode::kInvalidArgument, "carry-over.two-named",
                                     "found a commitment and an advance, wanted one of them"));
  const Sequence sequence = view.named_sequence;
  const absl::string_view field = FieldOf(used_up);
  if (sequence == 0) {
    if (kind->tranche != TrancheUse::kNamed) return absl::OkStatus();
    return InField(field, Refuse(absl::StatusCode::kInvalidArgument, "named.missing",
                                 "found none, wanted the sequence of the {kind}, or its number",
                                 {WordField("kind", FindKind(used_up)->english)}));
  }
  StoredEvent named;
  absl::Status taken = Read(ground, sequence, &named);
  if (taken.ok()) taken = CheckCanBeNamed(ground, used_up, named.view);
  if (taken.ok()) taken = TakeOver(*kind, named.view, command);
  return InField(field, taken);
}

absl::Status CheckLeftOfNamed(const DecisionGround& ground, const EventView& command) {
  if (command.named_sequence == 0) return absl::OkStatus();
  StoredEvent named;
  if (absl::Status read = Read(ground, command.named_sequence, &named); !read.ok()) return read;
  const absl::StatusOr<RunningBalance> left = LeftOf(ground, named.view);
  if (!left.ok()) return left.status();
  const auto found = left->FirstBelow(DayOf(DateOf(command.effective_date)), command.amount);
  return found ? TooLittleLeft(ground, named.view, *found, command.amount) : absl::OkStatus();
}

absl::Status CheckNothingNames(const DecisionGround& ground, const EventView& reversed, CivilDate date) {
  if (ItemOf(reversed) == v1::Event::KIND_NOT_SET) return absl::OkStatus();
  const absl::StatusOr<std::vector<Sequence>> naming = ground.index.NamedBy(reversed.sequence);
  if (!naming.ok()) return naming.status();
  for (const Sequence sequence : *naming) {
    const auto reversal = ground.index.ReversalOf(sequence);
    if (!reversal.ok()) return reversal.status();
    if (reversal->has_value()) continue;
    StoredEvent by;
    if (absl::Status read = Read(ground, sequence, &by); !read.ok()) return read;
    return Adding(Refuse(kRefused, "reversal.named", "event {event} ({kind}) names {named}",
                         {NumberField("event", sequence), WordField("kind", FindKind(by.view.kind)->english),
                          NamedField(reversed)}),
                  "reverse event {event} first", {NumberField("event", sequence)});
  }
  const absl::StatusOr<RunningBalance> left = LeftOf(ground, reversed);
  if (!left.ok()) return left.status();
  const auto found = left->FirstBelow(DayOf(date), reversed.amount);
  return found ? TooLittleLeft(ground, reversed, *found, reversed.amount) : absl::OkStatus();
}

absl::Status CheckNumberIsFree(const DecisionGround& ground, const EventView& command) {
  if (command.number.empty()) return absl::OkStatus();
  const ScopeView scope = ScopeOf(LineOfItem(command));
  const absl::StatusOr<std::vector<Sequence>> holders = ground.index.MayHaveNumber(scope, command.number);
  if (!holders.ok()) return holders.status();
  StoredEvent holder;
  for (const Sequence sequence : *holders) {
    if (absl::Status read = Read(ground, sequence, &holder); !read.ok()) return read;
    if (holder.view.number != command.number || ScopeOf(LineOfItem(holder.view)) != scope) continue;
    const auto reversal = ground.index.ReversalOf(sequence);
    if (!reversal.ok()) return reversal.status();
    if (reversal->has_value()) continue;
    return Adding(
        InField("number",
                Refuse(kRefused, "commitment.number-taken", "{scope} has a {kind} {number} already, event {event}",
                       {ScopeField("scope", scope), WordField("kind", FindKind(v1::Event::kCommitmentMade)->english),
                        TextField("number", command.number), NumberField("event", sequence)})),
        "use another number, or reverse that event first");
  }
  return absl::OkStatus();
}

}  // namespace tranche
