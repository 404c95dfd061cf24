#include "tests/support/book_movements.h"

namespace tranche {

ReferenceLedger::Kind KindOf(Measure measure) {
  using Kind = ReferenceLedger::Kind;
  switch (measure) {
    case Measure::kPlan:
      return Kind::kPlan;
    case Measure::kAllocated:
      return Kind::kAllocated;
    case Measure::kDisbursed:
      return Kind::kDisbursed;
    case Measure::kExecuted:
      return Kind::kExecuted;
  }
  return Kind::kPlan;
}

ReferenceLedger::Movement ToMovement(const IndexedPosting& booked) {
  const Posting& posting = booked.posting;
  const BudgetLine& line = posting.line;
  return {line.unit,
          line.source,
          line.fiscal_year,
          line.area,
          line.project,
          KindOf(posting.measure),
          posting.tranche_number,
          posting.amount,
          booked.effective_date.number(),
          booked.sequence};
}

}  // namespace tranche
