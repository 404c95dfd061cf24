// What an answer without money says of a project or a year that no line has: it may be mistyped.
//
// Thread safety: as ReadView.
#pragma once

#include "absl/status/status.h"
#include "projections/question.h"
#include "projections/read_view.h"
#include "proto/view.pb.h"

namespace tranche {

// Adds to `report`, the answer to `question`, a note for each of these two that the question names and that no line of
// the ledger has on any day, as known then; with what is near to it. If there is money in the answer, nothing.
// Cost: nothing if there is; else VisitLines of all lines, by project if the question names one. Errors: DATA_LOSS  the index is damaged.
absl::Status NoteUnknownLines(const ReadView& view, const Question& question, v1::BalanceReport* report);

}  // namespace tranche
