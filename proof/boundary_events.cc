#include "proof/boundary_events.h"

#include <algorithm>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "events/check.h"
#include "events/civil_date.h"
#include "events/event_view.h"
#include "events/refusal.h"
#include "log/event_log.h"
#include "log/merkle_tree.h"
#include "projections/catalogue/catalogue.h"
#include "projections/catalogue/geography.h"
#include "proof/does_not_hold.h"

namespace tranche {
namespace {

// The leaves that the events of `claim` have.
std::vector<std::string> LeavesOf(const v1::BalanceClaim& claim) {
  std::vector<std::string> leaves;
  for (const v1::ProvenEvent& proven : claim.boundary_events())
    leaves.push_back(BoundaryLeaf(proven.sequence(), proven.stored_bytes()));
  std::sort(leaves.begin(), leaves.end());
  return leaves;
}

}  // namespace

bool IsBoundaryEvent(v1::Event::KindCase kind) {
  return kind == v1::Event::kUnitEstablished || kind == v1::Event::kUnitRenamed || kind == v1::Event::kUnitsMerged ||
         kind == v1::Event::kRegionGroupingDefined;
}

std::string BoundaryLeaf(Sequence sequence, absl::string_view stored_bytes) {
  const Digest hash = LeafHash(stored_bytes);
  return absl::StrCat(kBoundaryPrefix, sequence, kBoundaryPrefix, absl::BytesToHexString(ToBytes(hash)), "\n");
}

absl::Status VisitBoundaryEvents(
    const ReadView& view, Sequence known_at,
    const std::function<absl::Status(Sequence sequence, absl::string_view stored_bytes)>& visit) {
  return view.index().VisitCatalogue({0, known_at}, [&](Sequence sequence, absl::string_view stored) {
    EventView event;  // of no kind if it is a reversal, which never is a boundary event
    TRANCHE_CHECK(stored.empty() || ParseEventView(stored, &event), "VisitCatalogue gave no event as ", sequence);
    return IsBoundaryEvent(event.kind) ? visit(sequence, stored) : absl::OkStatus();
  });
}

absl::Status CheckUnits(const v1::BalanceClaim& claim, const std::map<uint64_t, v1::Event>& events,
                        const std::vector<absl::string_view>& leaves) {
  const std::vector<std::string> shown = LeavesOf(claim);
  if (!std::equal(shown.begin(), shown.end(), leaves.begin(), leaves.end()))
    return DoesNotHold(
        "it has {found} event{found:s} on units and boundaries, other than the {wanted} of the balance tree",
        {NumberField("found", shown.size()), NumberField("wanted", leaves.size())});
  Catalogue catalogue;
  for (const auto& [sequence, event] : events) {
    const absl::Status applied = catalogue.Apply(event);
    if (!applied.ok()) return RefusedByRules(Within("event {sequence}", {NumberField("sequence", sequence)}, applied));
  }
  const absl::StatusOr<CivilDate> boundaries = CivilDate::Parse(claim.boundaries());
  if (!boundaries.ok()) return boundaries.status();
  std::vector<std::string> units = Geography(catalogue, *boundaries).UnitsIn(claim.unit_id());
  std::sort(units.begin(), units.end());
  if (std::equal(units.begin(), units.end(), claim.unit_ids().begin(), claim.unit_ids().end())) return absl::OkStatus();
  return DoesNotHold(
      "on {boundaries} the units of {unit} are {wanted}, the proof has {found}",
      {DayField("boundaries", *boundaries), TextField("unit", claim.unit_id()),
       TextField("wanted", absl::StrJoin(units, ", ")), TextField("found", absl::StrJoin(claim.unit_ids(), ", "))});
}

}  // namespace tranche
