// The way from a number down to its events.
#pragma once

#include "absl/status/statusor.h"
#include "projections/question.h"
#include "projections/read_view.h"
#include "proto/view.pb.h"

namespace tranche {

// The postings behind the answer of Balance to `question`, by sequence, and that answer.
// They add up to it: the postings are derived from the events of the log, the total
// comes from the index, and the two are compared.
//
// Cost: Balance twice, and one point read for each event that counts.
//
// Errors: those of Balance, and
//   DATA_LOSS  log and index differ; the message names what each says.
absl::StatusOr<v1::Explanation> Explain(const ReadView& view, const Question& question);

}  // namespace tranche
