// A bitemporal question: which money, as of which date, as known at which moment.
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

// All of these names.
std::vector<std::string> DimensionNames();

// Errors: INVALID_ARGUMENT  not one of these names.
absl::StatusOr<Dimension> ParseDimension(absl::string_view name);

struct Question {
  // The unit whose total is requested, with everything that counts in it; empty: everything.
  std::string unit;
  // If given, only these. An area is as in a posting: one id, or several joined by "|"; the empty text is money not for
  // a single area or project.
  std::optional<std::string> source;
  std::optional<std::string> area;
  std::optional<int32_t> fiscal_year;
  std::optional<std::string> project;
  // Postings effective on or before this date count.
  CivilDate as_of;
  // Events up to this sequence count; at most the head.
  Sequence known_at = 0;
  // The date whose units and regions the answer uses.
  CivilDate boundaries;
  // The last sequence of the log when the question was first asked, known_at or later; 0: it is being asked now.
  Sequence head = 0;
};

// Visits the totals of the lines that count in the answer, scope by scope: a line once for each part in which its
// amounts are stored, with at least one measure. If neither the question nor `by` distinguishes areas or projects, a
// line stands for all areas and projects of its scope. Cost: a few rows of the index for each scope, whatever the
// length of history (projections/index/balance_index.h).
//
// Errors:
//   DATA_LOSS  the index is damaged.
using LineVisitor = std::function<void(const BudgetLine& line, const MeasureSums& amounts)>;
absl::Status VisitLines(const ReadView& view, const Geography& geography, const Question& question,
                        absl::Span<const Dimension> by, const LineVisitor& visitor);

// Visits each scope that counts in the answer, once: its totals, and what it has left from the as-of date on. The
// question must be about all areas and projects, and `line` stands for all of them.
// Cost: BalanceIndex::Amounts for each scope.
//
// Errors:
//   DATA_LOSS  the index is damaged.
using ScopeVisitor = std::function<void(const BudgetLine& line, const ScopeAmounts& amounts)>;
absl::Status VisitScopes(const ReadView& view, const Geography& geography, const Question& question,
                         const ScopeVisitor& visitor);

// True if an answer by `by` has to distinguish the areas or projects of a scope.
bool IsByAccount(const Question& question, absl::Span<const Dimension> by);

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

// The basis of the answer to `question`, as reports print it.
//
// Errors:
//   OUT_OF_RANGE  known_at is past the head.
//   DATA_LOSS     the event at known_at or the tree cannot be read.
absl::StatusOr<v1::Basis> BasisOf(const ReadView& view, const Geography& geography, const Question& question);

}  // namespace tranche
