// Balances on both axes: by unit, region, source, area, year, project and any
// mixture of them, rolled up by the units and regions of a date.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "events/measure.h"
#include "projections/question.h"
#include "projections/read_view.h"
#include "proto/view.pb.h"

namespace tranche {

// Fills the amounts of `row`, what is available and the rates. `guarded` is false when the lines were picked by
// area or project, where nothing is available by itself.
void FillAmounts(const MeasureSums& sums, bool guarded, v1::BalanceRow* row);

// The answer to `question`, one row for each combination of `by` that has a posting, in ascending order; with an
// empty `by`, one row. Nothing recorded is a balance of zero. The rows add up to the total.
//
// A row of a unit, a region or the nation is incomplete when a member has no posting in the scope of the question
// and neither has the row's own unit.
//
// Cost: VisitLines, and the catalogue events when the catalogue has changed since known_at.
//
// Errors:
//   OUT_OF_RANGE  known_at is past the head.
//   DATA_LOSS     the ledger is damaged.
absl::StatusOr<v1::BalanceReport> Balance(const ReadView& view, const Question& question,
                                          absl::Span<const Dimension> by);

}  // namespace tranche
