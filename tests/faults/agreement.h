// Whether a ledger holds and answers what the slow oracle does.
#pragma once

#include <string>

#include "ledger/ledger.h"
#include "tests/support/reference_ledger.h"

namespace tranche {

// Compares the events by key, day and tranche, every posting, and balances at some points
// of both axes. The first difference in words; empty when there is none. An answer that
// is refused is a difference that begins with "refused: ".
std::string Disagreement(const Ledger& ledger, const ReferenceLedger& reference);

// The oracle of a ledger that was just made: it holds the first event.
ReferenceLedger NewReference();

}  // namespace tranche
