// Exceptions: what an auditor looks at first. Each event is looked at for itself, whatever was reversed later.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "projections/catalogue/geography.h"
#include "projections/question.h"
#include "projections/read_view.h"
#include "proto/view.pb.h"

namespace tranche {

// In the order in which they are listed.
enum class ExceptionKind : uint8_t {
  kLate,        // recorded after its period was closed, or many days after its effective date
  kReversal,    // takes an earlier event back
  kDeviation,   // departs from a spending rule, with a decision
  kQuestion,    // a spending rule questions it
  kPair,        // who has approved what whom has proposed: one row for two persons
  kAdvance,     // open for many days
  kUnapproved,  // recorded while four eyes was switched off, and on again later
  kCommitment,  // of a contract whose last day is over, and of which something is left
  kCeiling,     // a payment of up to 5 % under what the grants of its people, a rate or the support of a project allow
  kPayee,       // the payments of a week to one payee, each within such a grant, and in all above it: one row for them
  kStopped,     // a payment, recorded before its project was stopped, that takes effect on the day of the stop or later
};

inline constexpr size_t kExceptionKinds = 11;

// "late", "reversal", "deviation", "question", "pair", "advance", "unapproved", "commitment", "ceiling", "payee" or
// "stopped".
absl::string_view ExceptionName(ExceptionKind kind);

// All of these names.
std::vector<std::string> ExceptionNames();

// Errors: INVALID_ARGUMENT  not one of these names.
absl::StatusOr<ExceptionKind> ParseException(absl::string_view name);

struct ExceptionTerms {
  Question question;
  std::set<ExceptionKind> kinds;  // empty: all
  int32_t open_days = 0;          // advances that are open longer
  // Also what was recorded more than so many days after its effective date; of what was approved, proposed.
  std::optional<int32_t> late_days;
};

// Called with each row; a status that is not OK ends the visit.
using ExceptionVisitor = std::function<absl::Status(const v1::ExceptionRow& row)>;
// Called now and then between rows, so that whoever asks can end the visit.
using ExceptionProgress = std::function<absl::Status()>;

// Visits the exceptions among the events that take effect by the question's as-of date, on its money, as known then: by
// kind, then by sequence. What is about no money, such as a closing, counts if the question is about all money.
//
// Cost: a pass over the bytes of all events, and one more for each kind with more than kExceptionsKept exceptions; a
// read of each event that is listed, and of each payment that may have a ceiling. Of advances and commitments,
// ListItems (open_items.h); of payees, FindPayeeWeeks (payee_sums.h). Memory: kExceptionsKept sequences for each kind,
// a row for each two persons, and that of ListItems and FindPayeeWeeks. Errors: those of the visitors; DATA_LOSS  an
// event or the index cannot be read.
absl::Status VisitExceptions(const ReadView& view, const Geography& geography, const ExceptionTerms& terms,
                             const ExceptionVisitor& visitor, const ExceptionProgress& progress);

inline constexpr size_t kExceptionsKept = 65'536;

}  // namespace tranche
