// From the text of a question, and the basis of an earlier report, to the question.
//
// Thread safety: pure functions.
#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "projections/question.h"
#include "proto/request.pb.h"
#include "proto/view.pb.h"
#include "service/moment.h"

namespace tranche {

// What `text` asks in `moment`; with `basis` (may be null) what was asked when that report was made.
//
// Errors:
//   INVALID_ARGUMENT     a field cannot be read, or says otherwise than the basis; the refusal names it.
//   OUT_OF_RANGE         a moment past the head.
//   FAILED_PRECONDITION  the report is of another ledger, or of more events than this one has.
//   DATA_LOSS            the history that the report was made from was altered since.
absl::StatusOr<Question> ReadQuestion(const v1::QuestionText& text, const v1::Basis* basis, const Moment& moment);

// The money that a question is about, for the moments that depend on it.
MoneyAsked MoneyOf(const Question& question);

// Checks that the ledger still has the history that a report was made from. Errors: as above, at the field "basis".
absl::Status CheckBasis(const v1::Basis& basis, const ReadView& view);

}  // namespace tranche
