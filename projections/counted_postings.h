// The postings behind a balance. The index says which events they come from; what
// they are is derived from those events again, so that a row of the index that says
// something else than its event is found.
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "events/sequence.h"
#include "projections/balances.h"
#include "projections/catalogue/geography.h"
#include "projections/question.h"
#include "projections/read_view.h"
#include "proto/view.pb.h"

namespace tranche {

struct CountedPostings {
  // By sequence, and within an event in the order of its postings.
  std::vector<v1::PostingRow> rows;
  MeasureSums sum;
};

// The postings that count in the answer to `question` and whose sequence is above
// `after`; 0 for all of them.
//
// Cost: VisitPostings, and one point read for each event that is found. A row that the
// index lacks altogether is not found here: replay/verify/verify.h finds it.
//
// Errors:
//   DATA_LOSS  the index or an event is damaged, or the index differs from the event; the
//              message names the sequence, what the log says and what the index says.
absl::StatusOr<CountedPostings> ReadCountedPostings(const ReadView& view, const Geography& geography,
                                                    const Question& question, Sequence after);

// Compares a total that was answered from the index with what the postings add up to.
//
// Errors:
//   DATA_LOSS  they differ; the message names the measure and both amounts.
absl::Status CheckAddsUp(const MeasureSums& postings, const v1::BalanceRow& total);

}  // namespace tranche
