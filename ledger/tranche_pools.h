// The tranches that a unit holds of a source and year: numbers, since when, and
// which areas their money may be spent in. Read from postings, like all balances.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "ledger/book.h"
#include "ledger/civil_date.h"
#include "ledger/guards.h"
#include "ledger/sequence.h"

namespace tranche {

struct TranchePool {
  uint32_t number = 0;
  std::string areas;  // as JoinAreas writes them; empty: any area
  CivilDate since;
  Sequence sequence = 0;  // the event that brought the first money
};

// The tranches that money was given to and not reversed, the oldest first: by
// effective date, then by sequence.
// Cost: the postings of the scope, and one point read for each that allocates.
//
// Errors: DATA_LOSS  a row of the book is damaged.
absl::StatusOr<std::vector<TranchePool>> LivePools(const Book& book, const GuardScope& scope);

// "1 (any area), 2 (conferences|fairs)"; "none" for no pools.
std::string DescribePools(absl::Span<const TranchePool> pools);

// "region:north, national, 2024".
std::string DescribeScope(const GuardScope& scope);

GuardScope ScopeOf(const BudgetLine& line);

}  // namespace tranche
