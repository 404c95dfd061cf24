// An answer that comes in parts, as one message.
#pragma once

#include "absl/status/statusor.h"
#include "projections/explain.h"
#include "projections/restate.h"

namespace tranche {

template <typename Answer>
AnswerVisitor<Answer> Into(Answer* whole) {
  return {[whole](const Answer& answer) {
            *whole = answer;
            return absl::OkStatus();
          },
          [whole](const PostingPlace&, const v1::PostingRow& row) {
            *whole->add_postings() = row;
            return absl::OkStatus();
          },
          nullptr};
}

inline absl::StatusOr<v1::Explanation> WholeExplanation(const ReadView& view, const Question& question) {
  v1::Explanation whole;
  const absl::Status status = Explain(view, question, {}, Into(&whole));
  if (!status.ok()) return status;
  return whole;
}

inline absl::StatusOr<v1::Restatement> WholeRestatement(const ReadView& view, const Question& question,
                                                        KnowledgeSpan learned) {
  v1::Restatement whole;
  const absl::Status status = Restate(view, question, learned, {}, Into(&whole));
  if (!status.ok()) return status;
  return whole;
}

}  // namespace tranche
