// What the book holds, in the words of the slow oracle, so that the two can be compared.
#pragma once

#include "ledger/book.h"
#include "ledger/posting.h"
#include "tests/support/reference_ledger.h"

namespace tranche {

ReferenceLedger::Kind KindOf(Measure measure);

ReferenceLedger::Movement ToMovement(const BookedPosting& booked);

}  // namespace tranche
