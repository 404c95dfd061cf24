#include "tests/support/book_movements.h"

namespace tranche {

ReferenceLedger::Movement ToMovement(const IndexedPosting& booked) {
  const Posting& posting = booked.posting;
  const BudgetLine& line = posting.line;
  return {line.unit,
          line.source,
          line.fiscal_year,
          line.area,
          line.project,
          posting.measure,
          posting.tranche_number,
          posting.amount,
          booked.effective_date.number(),
          booked.sequence};
}

}  // namespace tranche
