// What the book holds, in the words of the slow oracle, so that the two can be compared.
#pragma once

#include "events/posting.h"
#include "projections/index/book.h"
#include "tests/support/reference_ledger.h"

namespace tranche {

ReferenceLedger::Kind KindOf(Measure measure);

ReferenceLedger::Movement ToMovement(const BookedPosting& booked);

}  // namespace tranche
