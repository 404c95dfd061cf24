// What the index holds, in the words of the slow oracle, so that the two can be compared.
#pragma once

#include "projections/index/balance_index.h"
#include "tests/support/reference_ledger.h"

namespace tranche {

ReferenceLedger::Movement ToMovement(const IndexedPosting& booked);

}  // namespace tranche
