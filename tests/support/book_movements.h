// Converts the content of the index to the oracle's types, so that the two can be
// compared.
#pragma once

#include "projections/index/balance_index.h"
#include "tests/support/reference_ledger.h"

namespace tranche {

ReferenceLedger::Movement ToMovement(const IndexedPosting& booked);

}  // namespace tranche
