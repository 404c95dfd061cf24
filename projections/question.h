// A question on both axes: which money, as of which date, as known at which moment.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "events/civil_date.h"
#include "events/money.h"
#include "events/posting.h"
#include "events/sequence.h"
#include "projections/catalogue/geography.h"
#include "projections/index/balance_index.h"
#include "projections/read_view.h"
#include "proto/view.pb.h"

namespace tranche {

enum class Dimension { kUnit, kRegion, kSource, kArea, kYear, kProject };

// "unit", "region", "source", "area", "year" or "project".
absl::string_view DimensionName(Dimension dimension);

// Errors: INVALID_ARGUMENT  none of these names.
absl::StatusOr<Dimension> ParseDimension(absl::string_view name);

struct Question {
  // The unit whose total is asked for, with all that counts in it; empty: everything.
  std::string unit;
  // Only these, when given. An area is as a posting holds it: one id, or several joined by "|"; an empty text is
  // money for no one area or project.
  std::optional<std::string> source;
  std::optional<std::string> area;
  std::optional<int32_t> fiscal_year;
  std::optional<std::string> project;
  // Postings effective on or before this date count.
  CivilDate as_of;
  // Events up to this sequence count; at most the head.
  Sequence known_at = 0;
  // The date whose units and regions the answer is told in.
  CivilDate boundaries;
  // The last sequence of the log when the question was first asked, known_at or later; 0: it is asked now.
  Sequence head = 0;
};

// Visits what the lines that count in the answer came to, scope by scope: a line once for
// each part that its amount is kept in. When neither the question nor `by` looks at areas
// or projects, a line stands for all areas and projects of its scope.
// Cost: a few rows of the index for each scope, whatever the length of history (projections/index/balance_index.h).
//
// Errors:
//   DATA_LOSS  the index is damaged.
using LineVisitor = std::function<void(const BudgetLine& line, Measure measure, AmountSum amount)>;
absl::Status VisitLines(const ReadView& view, const Geography& geography, const Question& question,
                        absl::Span<const Dimension> by, const LineVisitor& visitor);

// Visits what each scope that counts in the answer has left from the as-of date on (BalanceIndex::LeftFrom); the
// question is about all areas and projects. `line` stands for all of them.
//
// Errors:
//   DATA_LOSS  the index is damaged.
using LeftVisitor = std::function<void(const BudgetLine& line, const ScopeLeft& left)>;
absl::Status VisitLeft(const ReadView& view, const Geography& geography, const Question& question,
                       const LeftVisitor& visitor);

// The scopes whose money counts in the answer, each once.
std::vector<Scope> ScopesOf(const ReadView& view, const Geography& geography, const Question& question);

// Visits the postings of `scopes` that count in the answer and were recorded in `span`, by scope, then by sequence;
// question.known_at is not looked at.
// Cost: the postings of the scopes, of any date, in the epochs of the index that the span touches.
//
// Errors:
//   DATA_LOSS  the index is damaged.
absl::Status VisitPostings(const ReadView& view, absl::Span<const Scope> scopes, const Question& question,
                           SequenceSpan span, const PostingVisitor& visitor);

// What the answer to `question` holds for, as reports print it.
//
// Errors:
//   OUT_OF_RANGE  known_at is past the head.
//   DATA_LOSS     the event at known_at or the tree cannot be read.
absl::StatusOr<v1::Basis> BasisOf(const ReadView& view, const Geography& geography, const Question& question);

}  // namespace tranche
