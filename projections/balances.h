// Balances on both time axes: by unit, region, source, area, year, project and any combination of these, rolled up by
// the units and regions of a date.
#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <string>
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

// Fills in the amounts of `row`, what is available and the rates. `left` is the sum of what the scopes of the row have
// left; null if lines were selected by area or project, for which availability is not defined.
void FillAmounts(const MeasureSums& sums, const ScopeLeft* left, v1::BalanceRow* row);

// Marks executed / plan of `row`, whose amounts are those of the answer to `question`, as Balance marks that of a
// total. Cost: VisitLines. Errors: DATA_LOSS  the index is damaged.
absl::Status CheckRateOf(const ReadView& view, const Geography& geography, const Question& question,
                         v1::BalanceRow* row);

// The sum of what the scopes that count in the answer to `question` have left; nothing if it selects an area or
// project.
// Cost: VisitScopes. Errors: DATA_LOSS  the index is damaged.
absl::StatusOr<std::optional<ScopeLeft>> LeftOf(const ReadView& view, const Geography& geography,
                                                const Question& question);

// The values of the dimensions of a row, in the order of the dimensions; rows are in the order of these.
using GroupKey = std::vector<std::string>;

GroupKey KeyOf(const v1::BalanceRow& row, absl::Span<const Dimension> by);

// Which rows of an answer are wanted.
struct RowRange {
  GroupKey after;                                    // only rows after this one; empty for all
  size_t most = std::numeric_limits<size_t>::max();  // the first of these, 1 or more
};

// True if what `scope` has left to disburse `at` a moment is of several tranches, or of one that is limited to areas.
// Cost: BalanceIndex::VisitAccounts. Errors: DATA_LOSS  the index is damaged.
absl::StatusOr<bool> IsLeftInParts(const BalanceIndex& index, const Scope& scope, const AsOf& at);

// The answer to `question`: one row for each combination of `by` that has a posting, in ascending order; a single row
// if `by` is empty. Without postings a balance is zero. All rows, whatever `range`, add up to the total.
//
// A row of a unit, a region or the nation is incomplete if a member has no posting in the scope of the question and the
// row's own unit has none either; a member that had ended before the fiscal year of the row lacks nothing. The same
// test applies to plan and execution separately, because others approve and report these. For allocations and payments,
// no record means that there were none.
//
// What is available is what the scopes of a row have left from the as-of date on, as known at known_at.
//
// Executed / plan is judged by unit, source and fiscal year: it is marked incomplete if a plan has no report, and has
// no percentage if a report has no plan, or if nothing was reported.
//
// has_more  set to whether more rows come after those of `range`; may be null.
//
// Memory: that of the rows of `range`, not of the answer.
//
// Cost: VisitScopes, and the accounts of a scope for each row that is of one, until one of them is in parts; or
// VisitLines for areas and projects; and the catalogue events when the catalogue has changed since known_at.
//
// Errors:
//   OUT_OF_RANGE  known_at is past the head.
//   DATA_LOSS     the ledger is damaged.
absl::StatusOr<v1::BalanceReport> Balance(const ReadView& view, const Question& question,
                                          absl::Span<const Dimension> by, const RowRange& range = {},
                                          bool* has_more = nullptr);

}  // namespace tranche
