// Checks that a ledger holds the same events and gives the same answers as the slow
// oracle.
#pragma once

#include <string>

#include "ledger/ledger.h"
#include "tests/support/reference_ledger.h"

namespace tranche {

// Compares the events by key, day and tranche, every posting, and balances at some points
// of both axes. Describes the first difference; empty if there is none. A refused answer
// is a difference that begins with "refused: ".
std::string Disagreement(const Ledger& ledger, const ReferenceLedger& reference);

// The oracle of a newly created ledger: it holds the first event.
ReferenceLedger NewReference();

}  // namespace tranche
