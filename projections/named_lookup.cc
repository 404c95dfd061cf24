#include "projections/named_lookup.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "events/event_view.h"
#include "events/kinds/kinds.h"
#include "events/refusal.h"
#include "projections/index/named_uses.h"

namespace tranche {
namespace {

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
constexpr absl::string_view kEventPrefix = "event:";  // a shell leaves it alone, unlike #
constexpr char kUnknownNumber[] = "commitment.unknown-number";

// A stored event and a view of it.
struct StoredEvent {
  std::string bytes;
  EventView view;
};

absl::Status Read(const ReadView& view, Sequence sequence, StoredEvent* event) {
  absl::StatusOr<std::string> bytes = view.log().ReadBytes(sequence);
  if (!bytes.ok()) return bytes.status();
  event->bytes = *std::move(bytes);
  return EventLog::ParseView(event->bytes, sequence, &event->view);
}

absl::StatusOr<bool> IsReversed(const ReadView& view, Sequence sequence) {
  const auto reversal = view.index().ReversalOf(sequence);
  if (!reversal.ok()) return reversal.status();
  return reversal->has_value() && **reversal <= view.head();
}

// The contract that `contract` was carried over from, or itself.
absl::StatusOr<Sequence> FirstOf(const ReadView& view, Sequence contract) {
  StoredEvent event;
  while (true) {
    if (absl::Status read = Read(view, contract, &event); !read.ok()) return read;
    if (event.view.kind != v1::Event::kBalanceCarriedOver) return contract;
    contract = event.view.named_sequence;
  }
}

// The contracts that have the number on the scope, by sequence, without those that were reversed.
absl::StatusOr<std::vector<Sequence>> ContractsOf(const ReadView& view, absl::string_view number, const Scope& scope) {
  const absl::StatusOr<std::vector<Sequence>> holders = view.index().MayHaveNumber(scope, number);
  if (!holders.ok()) return holders.status();
  std::vector<Sequence> contracts;
  StoredEvent holder;
  for (const Sequence sequence : *holders) {
    if (sequence > view.head()) break;
    if (absl::Status read = Read(view, sequence, &holder); !read.ok()) return read;
    if (holder.view.number != number || ToScope(ScopeOf(LineOfItem(holder.view))) != scope) continue;
    const absl::StatusOr<bool> is_reversed = IsReversed(view, sequence);
    if (!is_reversed.ok()) return is_reversed.status();
    if (!*is_reversed) contracts.push_back(sequence);
  }
  return contracts;
}

absl::Status SeveralHaveIt(absl::string_view number, const Scope& scope, const std::vector<Sequence>& contracts) {
  std::vector<std::string> events;
  for (const Sequence sequence : contracts) events.push_back(absl::StrCat(sequence));
  return Adding(
      Refuse(kInvalid, "commitment.several-of-number", "{scope} has several contracts {number}: events {events}",
             {ScopeField("scope", scope), TextField("number", number), TextsField("events", events)}),
      "name one of them by its sequence");
}

// Parts of one contract may have been carried over to the scope, and contracts of other lines beside one of its own.
absl::StatusOr<Sequence> FindContract(const ReadView& view, absl::string_view number, const Scope& scope) {
  const absl::StatusOr<std::vector<Sequence>> contracts = ContractsOf(view, number, scope);
  if (!contracts.ok()) return contracts.status();
  if (contracts->empty())
    return Adding(Refuse(kInvalid, kUnknownNumber, "{scope} has no contract {number}",
                         {ScopeField("scope", scope), TextField("number", number)}),
                  "record it first, or name it by the sequence of its event");
  const absl::StatusOr<Sequence> first = FirstOf(view, contracts->front());
  if (!first.ok()) return first;
  Sequence open = 0;
  for (const Sequence sequence : *contracts) {
    const absl::StatusOr<Sequence> its_first = FirstOf(view, sequence);
    if (!its_first.ok()) return its_first;
    if (*its_first != *first) return SeveralHaveIt(number, scope, *contracts);
    StoredEvent contract;
    if (absl::Status read = Read(view, sequence, &contract); !read.ok()) return read;
    const absl::StatusOr<AmountSum> left = LeftOfNamed(view, contract.view);
    if (!left.ok()) return left.status();
    if (open == 0 && *left > 0) open = sequence;
  }
  return open == 0 ? contracts->front() : open;
}

// Adds the advances of `scope` that name `item`, or what it was carried over to, and of which something is left.
absl::Status AddOpenAdvances(const ReadView& view, Sequence item, const Scope& scope, std::vector<Sequence>* open) {
  const absl::StatusOr<std::vector<Sequence>> naming = view.index().NamedBy(item);
  if (!naming.ok()) return naming.status();
  for (const Sequence sequence : *naming) {
    if (sequence > view.head()) break;
    StoredEvent by;
    if (absl::Status read = Read(view, sequence, &by); !read.ok()) return read;
    const absl::StatusOr<bool> is_reversed = IsReversed(view, sequence);
    if (!is_reversed.ok()) return is_reversed.status();
    const v1::Event::KindCase of = ItemOf(by.view);
    if (of == v1::Event::KIND_NOT_SET || *is_reversed) continue;
    const absl::StatusOr<AmountSum> left = LeftOfNamed(view, by.view);
    if (!left.ok()) return left.status();
    const bool is_of_scope = ToScope(ScopeOf(LineOfItem(by.view))) == scope;
    if (of == v1::Event::kAdvancePaid && is_of_scope && *left > 0) open->push_back(sequence);
    if (absl::Status more = AddOpenAdvances(view, sequence, scope, open); !more.ok()) return more;
  }
  return absl::OkStatus();
}

absl::StatusOr<Sequence> OnlyOpenAdvance(const ReadView& view, absl::string_view number, Sequence contract,
                                         const Scope& scope) {
  const absl::StatusOr<Sequence> first = FirstOf(view, contract);
  if (!first.ok()) return first;
  std::vector<Sequence> found;
  if (absl::Status added = AddOpenAdvances(view, *first, scope, &found); !added.ok()) return added;
  if (found.size() == 1) return found.front();
  std::vector<std::string> open;
  for (const Sequence sequence : found) open.push_back(absl::StrCat(sequence));
  if (open.empty())
    return Refuse(kInvalid, "advance.none-open", "no advance of contract {number} is open",
                  {TextField("number", number)});
  return Adding(
      Refuse(kInvalid, "advance.several-open", "several advances of contract {number} are open: events {events}",
             {TextField("number", number), TextsField("events", open)}),
      "name one of them by its sequence");
}

bool IsUnknownNumber(const absl::Status& status) {
  const std::optional<v1::Refusal> refusal = RefusalOf(status);
  return refusal.has_value() && refusal->code() == kUnknownNumber;
}

// Whether the event at `sequence` is a commitment or an advance, as `kind` says, of the scope.
absl::StatusOr<bool> IsItemOf(const ReadView& view, v1::Event::KindCase kind, Sequence sequence, const Scope& scope) {
  if (sequence == 0 || sequence > view.head()) return false;
  StoredEvent event;
  if (absl::Status read = Read(view, sequence, &event); !read.ok()) return read;
  return ItemOf(event.view) == kind && ToScope(ScopeOf(LineOfItem(event.view))) == scope;
}

// Digits are the number of a contract of the scope, if one has it, and otherwise a sequence; not both.
absl::StatusOr<Sequence> FindByDigits(const ReadView& view, v1::Event::KindCase kind, absl::string_view text,
                                      Sequence sequence, const Scope& scope) {
  const absl::StatusOr<Sequence> contract = FindContract(view, text, scope);
  if (IsUnknownNumber(contract.status())) return sequence;
  if (!contract.ok()) return contract;
  const absl::StatusOr<bool> is_item = IsItemOf(view, kind, sequence, scope);
  if (!is_item.ok()) return is_item.status();
  if (*is_item && sequence != *contract) {
    return Adding(Refuse(kInvalid, "commitment.number-or-sequence",
                         "{number} is the number of a contract, event {contract}, and the sequence of another event",
                         {TextField("number", text), NumberField("contract", *contract)}),
                  "write event:{contract} for the contract, or event:{sequence} for the event",
                  {NumberField("contract", *contract), NumberField("sequence", sequence)});
  }
  return kind == v1::Event::kCommitmentMade ? contract : OnlyOpenAdvance(view, text, *contract, scope);
}

bool ReadSequence(absl::string_view text, Sequence* sequence) {
  return !text.empty() && std::all_of(text.begin(), text.end(), absl::ascii_isdigit) &&
         absl::SimpleAtoi(text, sequence);
}

}  // namespace

absl::StatusOr<Sequence> FindNamed(const ReadView& view, v1::Event::KindCase kind, absl::string_view text,
                                   const std::optional<Scope>& scope) {
  Sequence sequence = 0;
  if (absl::StartsWith(text, kEventPrefix) && ReadSequence(text.substr(kEventPrefix.size()), &sequence))
    return sequence;
  const bool is_digits = ReadSequence(text, &sequence);
  if (is_digits && !scope) return sequence;
  if (!scope)
    return Adding(
        Refuse(kInvalid, "commitment.number-alone", "found the number {number} alone", {TextField("number", text)}),
        "say the unit, the source and the year, too, or name it by the sequence of its event");
  if (is_digits) return FindByDigits(view, kind, text, sequence, *scope);
  const absl::StatusOr<Sequence> contract = FindContract(view, text, *scope);
  if (!contract.ok() || kind == v1::Event::kCommitmentMade) return contract;
  return OnlyOpenAdvance(view, text, *contract, *scope);
}

absl::StatusOr<AmountSum> LeftOfNamed(const ReadView& view, const EventView& named) {
  AmountSum left = named.amount;
  const absl::Status visited =
      VisitNamedUses(view.index(), view.log(), named.sequence, view.head(),
                     [&left](const EventView&, const DayAmount& change) { left += change.amount; });
  if (!visited.ok()) return visited;
  return left;
}

}  // namespace tranche
