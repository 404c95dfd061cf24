// What changed about one past date between two moments of knowledge.
#pragma once

#include "absl/status/status.h"
#include "events/sequence.h"
#include "projections/explain.h"
#include "projections/question.h"
#include "projections/read_view.h"
#include "proto/view.pb.h"

namespace tranche {

// The two ends of what was learned: events with from < sequence <= to.
struct KnowledgeSpan {
  Sequence from = 0;
  Sequence to = 0;
};

// The balances of `question` as known at both ends of `learned`, their difference, and then
// exactly the postings that make it, by sequence.
//
// question  `known_at` is ignored. Units and regions are those known at `learned.to` for
//           both balances, so that only money makes a difference.
// given     where to go on: after this posting; {0, 0} for the beginning.
//
// Cost: Balance twice, and VisitCountedPostings of what was learned.
//
// Errors: the visitor's own, and
//   INVALID_ARGUMENT  from is after to; the message names both.
//   OUT_OF_RANGE      to is past the head.
//   DATA_LOSS         the ledger is damaged, or the change is not the sum of the postings.
absl::Status Restate(const ReadView& view, const Question& question, KnowledgeSpan learned, const PostingPlace& given,
                     const AnswerVisitor<v1::Restatement>& visitor);

}  // namespace tranche
