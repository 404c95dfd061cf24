// Drills down from a number to its events.
#pragma once

#include <functional>

#include "absl/status/status.h"
#include "projections/counted_postings.h"
#include "projections/question.h"
#include "projections/read_view.h"
#include "proto/view.pb.h"

namespace tranche {

// Takes an answer with postings: first what holds for all of it, then each posting, by sequence.
template <typename Answer>
struct AnswerVisitor {
  // The answer without its postings; not called when it goes on after `given`.
  std::function<absl::Status(const Answer& answer)> answer;
  PostingRowVisitor posting;
  EpochVisitor epoch;
};

// The postings behind the answer of Balance to `question`, and that answer.
// They add up to it: the postings are derived from the events of the log, the total
// comes from the index, and the two are compared after the last posting.
//
// given  where to go on: after this posting; {0, 0} for the beginning.
//
// Cost: Balance, and VisitCountedPostings.
//
// Errors: those of Balance and of the visitor, and
//   DATA_LOSS  log and index differ; the message names what each says.
absl::Status Explain(const ReadView& view, const Question& question, const PostingPlace& given,
                     const AnswerVisitor<v1::Explanation>& visitor);

}  // namespace tranche
