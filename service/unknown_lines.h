// What an answer without money says of a project or a year that no line has: it may be mistyped.
//
// Thread safety: as ReadView.
#pragma once

#include <google/protobuf/repeated_ptr_field.h>

#include "absl/status/status.h"
#include "projections/question.h"
#include "projections/read_view.h"
#include "proto/view.pb.h"

namespace tranche {

// Adds to `notes`, of the answer to `question`, one for each of these two that the question names and that no line of
// the ledger has on any day, as known then; with what is near to it. Nothing if there is money in the answer.
//
// total  the balance that the answer is about.
// Cost: nothing if there is money; else BalanceIndex::YearsKnownAt for a year, VisitLines of all lines for a project.
// Errors: DATA_LOSS  the index is damaged.
absl::Status NoteUnknownLines(const ReadView& view, const Question& question, const v1::BalanceRow& total,
                              google::protobuf::RepeatedPtrField<v1::RefusalPart>* notes);

}  // namespace tranche
