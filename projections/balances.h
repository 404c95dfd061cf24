// Balances on both axes: by unit, region, source, area, year, project and any
// mixture of them, rolled up by the units and regions of a date.
#pragma once

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "events/measure.h"
#include "projections/catalogue/geography.h"
#include "projections/index/balance_index.h"
#include "projections/question.h"
#include "projections/read_view.h"
#include "proto/view.pb.h"

namespace tranche {

// Fills the amounts of `row`, what is available and the rates. `left` is what the scopes of the row have left together
// (VisitLeft); null when the lines were picked by area or project, where nothing is available by itself.
void FillAmounts(const MeasureSums& sums, const ScopeLeft* left, v1::BalanceRow* row);

// What the scopes that count in the answer to `question` have left together; nothing when it picks an area or project.
// Cost: BalanceIndex::LeftFrom for each scope. Errors: DATA_LOSS  the index is damaged.
absl::StatusOr<std::optional<ScopeLeft>> LeftOf(const ReadView& view, const Geography& geography,
                                                const Question& question);

// The answer to `question`, one row for each combination of `by` that has a posting, in ascending order; with an
// empty `by`, one row. Nothing recorded is a balance of zero. The rows add up to the total.
//
// A row of a unit, a region or the nation is incomplete when a member has no posting in the scope of the question
// and neither has the row's own unit; or when that holds for its plan, or its execution, which others approve and
// report. Of allocations and payments no record means that there were none.
//
// What is available is what the scopes of a row have left from the as-of date on, by what was known then.
//
// Executed / plan is marked incomplete when a unit with a plan has not reported, and has no percentage when a unit
// without a plan has.
//
// Cost: VisitLines, VisitLeft, and the catalogue events when the catalogue has changed since known_at.
//
// Errors:
//   OUT_OF_RANGE  known_at is past the head.
//   DATA_LOSS     the ledger is damaged.
absl::StatusOr<v1::BalanceReport> Balance(const ReadView& view, const Question& question,
                                          absl::Span<const Dimension> by);

}  // namespace tranche
