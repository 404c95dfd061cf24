#include "events/kinds/kinds.h"

#include <iterator>

#include "absl/strings/match.h"
#include "events/check.h"

namespace tranche {

// Each is defined in the file of its name.
namespace kinds {
extern const EventKind kLedgerCreated, kUnitEstablished, kUnitRenamed, kUnitsMerged, kRegionGroupingDefined,
    kSourceDefined, kAreaDefined, kPlanApproved, kPlanAdjusted, kTrancheAllocated, kAllocationAdjusted,
    kAllocationTransferred, kCommitmentMade, kCommitmentReleased, kDisbursementMade, kRefundReceived, kAdvancePaid,
    kAdvanceCleared, kAdvanceRecovered, kBalanceCarriedOver, kBalanceLapsed, kExecutionReported, kEventReversed,
    kPriorPeriodCorrection, kSettlementApproved, kPeriodClosed, kPeriodReopened, kEstimateStated, kFigurePublished,
    kBalancesCommitted, kRulesAdopted, kActorRegistered, kRuleDefined, kRoleGranted, kRoleRevoked, kChangeProposed,
    kChangeApproved, kChangeRejected, kFourEyesSet, kIndicatorDefined, kProjectRegistered, kProjectAmended,
    kProjectStopped, kOutputReported;
}  // namespace kinds

namespace {

// The numbers are repeated here so that the table by number is built at compile time.
struct Row {
  v1::Event::KindCase number;
  const EventKind* kind;
};

constexpr Row kRows[] = {
    {v1::Event::kLedgerCreated, &kinds::kLedgerCreated},
    {v1::Event::kUnitEstablished, &kinds::kUnitEstablished},
    {v1::Event::kUnitRenamed, &kinds::kUnitRenamed},
    {v1::Event::kUnitsMerged, &kinds::kUnitsMerged},
    {v1::Event::kRegionGroupingDefined, &kinds::kRegionGroupingDefined},
    {v1::Event::kSourceDefined, &kinds::kSourceDefined},
    {v1::Event::kAreaDefined, &kinds::kAreaDefined},
    {v1::Event::kActorRegistered, &kinds::kActorRegistered},
    {v1::Event::kIndicatorDefined, &kinds::kIndicatorDefined},
    {v1::Event::kRuleDefined, &kinds::kRuleDefined},
    {v1::Event::kPlanApproved, &kinds::kPlanApproved},
    {v1::Event::kPlanAdjusted, &kinds::kPlanAdjusted},
    {v1::Event::kProjectRegistered, &kinds::kProjectRegistered},
    {v1::Event::kProjectAmended, &kinds::kProjectAmended},
    {v1::Event::kProjectStopped, &kinds::kProjectStopped},
    {v1::Event::kTrancheAllocated, &kinds::kTrancheAllocated},
    {v1::Event::kAllocationAdjusted, &kinds::kAllocationAdjusted},
    {v1::Event::kAllocationTransferred, &kinds::kAllocationTransferred},
    {v1::Event::kCommitmentMade, &kinds::kCommitmentMade},
    {v1::Event::kCommitmentReleased, &kinds::kCommitmentReleased},
    {v1::Event::kBalanceCarriedOver, &kinds::kBalanceCarriedOver},
    {v1::Event::kBalanceLapsed, &kinds::kBalanceLapsed},
    {v1::Event::kDisbursementMade, &kinds::kDisbursementMade},
    {v1::Event::kRefundReceived, &kinds::kRefundReceived},
    {v1::Event::kAdvancePaid, &kinds::kAdvancePaid},
    {v1::Event::kAdvanceCleared, &kinds::kAdvanceCleared},
    {v1::Event::kAdvanceRecovered, &kinds::kAdvanceRecovered},
    {v1::Event::kExecutionReported, &kinds::kExecutionReported},
    {v1::Event::kOutputReported, &kinds::kOutputReported},
    {v1::Event::kEventReversed, &kinds::kEventReversed},
    {v1::Event::kPriorPeriodCorrection, &kinds::kPriorPeriodCorrection},
    {v1::Event::kSettlementApproved, &kinds::kSettlementApproved},
    {v1::Event::kPeriodClosed, &kinds::kPeriodClosed},
    {v1::Event::kPeriodReopened, &kinds::kPeriodReopened},
    {v1::Event::kEstimateStated, &kinds::kEstimateStated},
    {v1::Event::kFigurePublished, &kinds::kFigurePublished},
    {v1::Event::kBalancesCommitted, &kinds::kBalancesCommitted},
    {v1::Event::kRulesAdopted, &kinds::kRulesAdopted},
    {v1::Event::kChangeProposed, &kinds::kChangeProposed},
    {v1::Event::kChangeApproved, &kinds::kChangeApproved},
    {v1::Event::kChangeRejected, &kinds::kChangeRejected},
    {v1::Event::kRoleGranted, &kinds::kRoleGranted},
    {v1::Event::kRoleRevoked, &kinds::kRoleRevoked},
    {v1::Event::kFourEyesSet, &kinds::kFourEyesSet},
};
constexpr size_t kRowCount = std::size(kRows);

constexpr std::array<const EventKind*, kKindNumbersEnd> ByNumber() {
  std::array<const EventKind*, kKindNumbersEnd> kinds = {};
  for (const Row& row : kRows) kinds.at(row.number) = row.kind;
  return kinds;
}

constexpr std::array<const EventKind*, kRowCount> Listed() {
  std::array<const EventKind*, kRowCount> kinds = {};
  for (size_t i = 0; i < kRowCount; ++i) kinds[i] = kRows[i].kind;
  return kinds;
}

}  // namespace

constinit const std::array<const EventKind*, kKindNumbersEnd> kKindsByNumber = ByNumber();

const EventKind& KindOf(const v1::Event& event) {
  const EventKind* kind = FindKind(event.kind_case());
  TRANCHE_CHECK(kind != nullptr, "KindOf: the event has no kind that is known here");
  return *kind;
}

absl::Span<const EventKind* const> AllKinds() {
  static constexpr std::array<const EventKind*, kRowCount> kAll = Listed();
  return kAll;
}

v1::Event::KindCase UsedUpBy(const EventKind& kind, const EventView& event) {
  if (kind.tranche != TrancheUse::kCarries) return kind.uses_up;
  if (event.named_sequence == 0) return v1::Event::KIND_NOT_SET;
  return event.named_advance != 0 ? v1::Event::kAdvancePaid : v1::Event::kCommitmentMade;
}

v1::Event::KindCase ItemOf(const EventView& event) {
  if (event.kind == v1::Event::kCommitmentMade || event.kind == v1::Event::kAdvancePaid) return event.kind;
  const EventKind* const kind = FindKind(event.kind);
  const bool carries = kind != nullptr && kind->tranche == TrancheUse::kCarries;
  return carries ? UsedUpBy(*kind, event) : v1::Event::KIND_NOT_SET;
}

const LineView& LineOfItem(const EventView& event) {
  return event.kind == v1::Event::kBalanceCarriedOver ? event.to : event.line;
}

uint32_t TrancheOfItem(const EventView& event) {
  return event.kind == v1::Event::kBalanceCarriedOver ? event.to_tranche_number : event.tranche_number;
}

bool CanBeReversed(const EventKind& kind) {
  return kind.effect == Effect::kMoney || kind.effect == Effect::kStatement ||
         kind.number == v1::Event::kProjectStopped;
}

const EventKind* FindKindByName(absl::string_view text) {
  for (const EventKind* kind : AllKinds()) {
    if (absl::EqualsIgnoreCase(text, kind->name)) return kind;
    if (!kind->word.empty() && absl::EqualsIgnoreCase(text, kind->word)) return kind;
  }
  return nullptr;
}

}  // namespace tranche
