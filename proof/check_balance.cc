#include "proof/check_balance.h"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "events/civil_date.h"
#include "events/postings_of.h"
#include "events/refusal.h"
#include "projections/measure_fields.h"
#include "proof/balance_map.h"
#include "proof/balance_root.h"
#include "proof/boundary_events.h"
#include "proof/claimed_lines.h"
#include "proof/does_not_hold.h"
#include "proof/proven_event.h"

namespace tranche {
namespace {

using EventsBySequence = std::map<uint64_t, v1::Event>;

// Reads the events of a list, which must ascend.
absl::StatusOr<EventsBySequence> ReadEvents(const google::protobuf::RepeatedPtrField<v1::ProvenEvent>& list) {
  EventsBySequence events;
  for (const v1::ProvenEvent& proven : list) {
    absl::StatusOr<v1::Event> event = ReadProvenEvent(proven);
    if (!event.ok()) return event.status();
    if (!events.empty() && events.rbegin()->first >= proven.sequence())
      return DoesNotHold("event {sequence} is there twice, or the events are not in order",
                         {NumberField("sequence", proven.sequence())});
    events.emplace(proven.sequence(), *std::move(event));
  }
  return events;
}

// The postings of the events, as the ledger would derive them.
class ClaimedEvents {
 public:
  static absl::StatusOr<ClaimedEvents> Read(const v1::BalanceClaim& claim) {
    absl::StatusOr<EventsBySequence> events = ReadEvents(claim.events());
    if (!events.ok()) return events.status();
    absl::StatusOr<EventsBySequence> reversed = ReadEvents(claim.reversed_events());
    if (!reversed.ok()) return reversed.status();
    return ClaimedEvents(*std::move(events), *std::move(reversed));
  }

  absl::StatusOr<Counted> Sum(const v1::BalanceClaim& claim, CivilDate as_of) const {
    Counted sum;
    for (const auto& [sequence, event] : events_) {
      const absl::Status added = Add(event, claim, as_of, &sum);
      if (!added.ok()) return Within("event {sequence}", {NumberField("sequence", sequence)}, added);
    }
    return sum;
  }

 private:
  ClaimedEvents(EventsBySequence events, EventsBySequence reversed)
      : events_(std::move(events)), reversed_(std::move(reversed)) {}

  const v1::Event* Find(uint64_t sequence) const {
    for (const EventsBySequence* events : {&events_, &reversed_}) {
      const auto found = events->find(sequence);
      if (found != events->end()) return &found->second;
    }
    return nullptr;
  }

  absl::Status Add(const v1::Event& event, const v1::BalanceClaim& claim, CivilDate as_of, Counted* sum) const {
    if (event.sequence() > claim.known_at()) return DoesNotHold("it was not known yet");
    const absl::StatusOr<CivilDate> date = CivilDate::FromNumber(event.effective_date());
    if (!date.ok() || *date > as_of) return DoesNotHold("it is not effective on the date");
    const v1::Event* reversed = nullptr;
    if (event.has_event_reversed()) {
      reversed = Find(event.event_reversed().reversed_sequence());
      if (reversed == nullptr) return DoesNotHold("the event that it reverses is not in the file");
    }
    const absl::StatusOr<std::vector<Posting>> postings = PostingsOf(event, reversed);
    if (!postings.ok()) return RefusedByRules(postings.status());
    bool counts = false;
    for (const Posting& posting : *postings) {
      if (!CountsIn(posting.line, claim)) continue;
      sum->Add(posting.measure, {posting.amount, 1});
      counts = true;
    }
    return counts ? absl::OkStatus() : DoesNotHold("it has no posting to the claimed lines");
  }

  EventsBySequence events_;
  EventsBySequence reversed_;
};

// The root of the balance lines that the ledger has published.
absl::StatusOr<Digest> ReadBalanceRoot(const v1::BalanceClaim& claim, const Checkpoint& checkpoint) {
  const absl::StatusOr<v1::Event> event = ReadProvenEvent(claim.balance_root());
  if (!event.ok()) return event.status();
  if (!event->has_balances_committed()) return DoesNotHold("its balance root is in an event of another kind");
  if (event->sequence() != checkpoint.size)
    return DoesNotHold("its balance root is in event {found}, wanted the last one, {wanted}",
                       {NumberField("found", event->sequence()), NumberField("wanted", checkpoint.size)});
  if (!event->balances_committed().binds_order())
    return DoesNotHold("its balance root does not bind the order of the lines, so that some could be left out");
  if (!NamesEarlierBalances(*event)) return DoesNotHold("its balance root is not of balances before it");
  // The event itself moves no money, so the balances known at its sequence equal those directly
  // before it.
  const Sequence known_at = BalancesKnownAt(*event);
  if (claim.known_at() != known_at && (claim.known_at() != event->sequence() || known_at + 1 != event->sequence()))
    return DoesNotHold("event {sequence} has the root of the balances known at {found}, not of those known at {wanted}",
                       {NumberField("sequence", event->sequence()), NumberField("found", known_at),
                        NumberField("wanted", claim.known_at())});
  const absl::StatusOr<Digest> root = ToDigest(event->balances_committed().root());
  if (!root.ok()) return root.status();
  return root;
}

// Checks that the balance lines come to the amounts of the claim.
//
// of_events  what its events add up to, which must be as many postings; null if it has none, but sums only.
absl::Status CheckBalanceLines(const v1::BalanceClaim& claim, const Checkpoint& checkpoint, CivilDate as_of,
                               const Counted* of_events) {
  const absl::StatusOr<Digest> root = ReadBalanceRoot(claim, checkpoint);
  if (!root.ok()) return root.status();
  const auto leaves = CheckLines(claim.lines(), *root, PrefixesOf(claim));
  if (!leaves.ok()) return leaves.status();
  Counted of_lines;
  std::vector<absl::string_view> boundaries;
  for (const absl::string_view bytes : *leaves) {
    if (absl::StartsWith(bytes, kBoundaryPrefix)) boundaries.push_back(bytes);
    if (absl::Status added = AddLeaf(bytes, claim, as_of, &of_lines); !added.ok()) return added;
  }
  if (!HasMeasures(claim, of_lines.amounts))
    return DoesNotHold("the balance lines come to other amounts than are claimed");
  if (of_events != nullptr && of_lines.postings != of_events->postings)
    return DoesNotHold("the balance lines have more postings than the events: some that cancel out are left out");
  const absl::StatusOr<EventsBySequence> on_units = ReadEvents(claim.boundary_events());
  if (!on_units.ok()) return on_units.status();
  return claim.unit_id().empty() ? absl::OkStatus() : CheckUnits(claim, *on_units, boundaries);
}

bool HasZeroByte(const std::string& text) { return text.find('\0') != std::string::npos; }

// Checks the claim's own description of its question.
absl::Status CheckQuestion(const v1::BalanceClaim& claim, const Checkpoint& checkpoint) {
  const auto& units = claim.unit_ids();
  if (claim.unit_id().empty() != units.empty() ||
      (!units.empty() && std::find(units.begin(), units.end(), claim.unit_id()) == units.end()))
    return DoesNotHold("the unit that was asked for is not among those that count");
  if (std::adjacent_find(units.begin(), units.end(), std::greater_equal<>()) != units.end())
    return DoesNotHold("its units do not ascend");
  if (std::any_of(units.begin(), units.end(), HasZeroByte) || HasZeroByte(claim.source_id()) ||
      HasZeroByte(claim.area_id()) || HasZeroByte(claim.project_id()))
    return DoesNotHold("an id has a zero byte");
  if (claim.known_at() > checkpoint.size)
    return DoesNotHold("known_at is {found}, the checkpoint covers {size}",
                       {NumberField("found", claim.known_at()), NumberField("size", checkpoint.size)});
  if (claim.sums_only() && !claim.has_balance_root())
    return DoesNotHold("it has sums only, and no balance root from which they follow");
  if (claim.sums_only() && (!claim.events().empty() || !claim.reversed_events().empty()))
    return DoesNotHold("it says that it has sums only, and has events");
  if (!claim.has_balance_root() && !claim.lines().empty())
    return DoesNotHold("it has balance lines without a balance root");
  if (!claim.boundary_events().empty() && (!claim.has_balance_root() || claim.unit_id().empty()))
    return DoesNotHold("it has events on units that it has no use for");
  return absl::OkStatus();
}

// What the events of the claim add up to, which must be its amounts.
absl::StatusOr<Counted> CheckEvents(const v1::BalanceClaim& claim, CivilDate as_of) {
  const absl::StatusOr<ClaimedEvents> events = ClaimedEvents::Read(claim);
  if (!events.ok()) return events.status();
  absl::StatusOr<Counted> sum = events->Sum(claim, as_of);
  if (sum.ok() && !HasMeasures(claim, sum->amounts))
    return DoesNotHold("its events add up to other amounts than are claimed");
  return sum;
}

// The claim without its proofs.
v1::BalanceClaim ShownOf(const v1::BalanceClaim& claim) {
  v1::BalanceClaim shown = claim;
  shown.clear_events();
  shown.clear_reversed_events();
  shown.clear_balance_root();
  shown.clear_lines();
  shown.clear_boundary_events();
  shown.clear_hashes();
  return shown;
}

}  // namespace

absl::Status CheckBalanceClaim(const v1::BalanceClaim& claim, const Checkpoint& checkpoint, v1::ProofReport* report) {
  report->set_claim(claim.sums_only() ? "sums" : "balance");
  const absl::StatusOr<CivilDate> as_of = CivilDate::Parse(claim.as_of());
  if (!as_of.ok()) return InField("as_of", as_of.status());
  if (const auto boundaries = CivilDate::Parse(claim.boundaries()); !boundaries.ok())
    return InField("boundaries", boundaries.status());
  if (absl::Status question = CheckQuestion(claim, checkpoint); !question.ok()) return question;
  if (absl::Status in_log = CheckEventsOf(claim, checkpoint); !in_log.ok()) return in_log;
  std::optional<Counted> of_events;
  if (!claim.sums_only()) {
    const absl::StatusOr<Counted> sum = CheckEvents(claim, *as_of);
    if (!sum.ok()) return sum.status();
    of_events = *sum;
  }
  if (claim.has_balance_root()) {
    absl::Status checked = CheckBalanceLines(claim, checkpoint, *as_of, of_events ? &*of_events : nullptr);
    if (!checked.ok()) return checked;
  }
  *report->mutable_balance() = ShownOf(claim);
  report->set_events(static_cast<uint64_t>(claim.events_size()));
  report->set_is_complete(claim.has_balance_root() && !claim.sums_only());
  return absl::OkStatus();
}

}  // namespace tranche
