// The rules that money must keep on every day, not only today: for each unit,
// source and year, allocated <= plan, and for each of its tranches,
// 0 <= disbursed <= allocated (design, semantics 7). Pure: no input or output.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "ledger/book.h"
#include "ledger/civil_date.h"
#include "ledger/posting.h"

namespace tranche {

// A movement on a day; what the guards look at.
struct DatedPosting {
  CivilDate effective_date;
  Posting posting;
};

// What a guard protects: the books of one unit, source and year.
struct GuardScope {
  std::string unit;
  std::string source;
  int32_t fiscal_year = 0;

  friend auto operator<=>(const GuardScope&, const GuardScope&) = default;
};

// Checks that `asked` may be added to `booked`.
//
// scope     only names the books in the message.
// booked    every posting of the scope so far, whatever its date; the rules hold for them.
// asked     the postings of one event that belong to the scope.
// currency  code for the message.
//
// Cost: proportional to the number of postings, times log of the number of days.
//
// Errors:
//   FAILED_PRECONDITION  a rule would break; the message names the first such day,
//                        the rule, the amount available on that day and the amount asked.
absl::Status CheckGuards(const GuardScope& scope, absl::Span<const DatedPosting> booked,
                         absl::Span<const DatedPosting> asked, absl::string_view currency);

}  // namespace tranche
