#include "projections/restate.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "projections/balances.h"
#include "projections/catalogue/catalogue.h"
#include "projections/catalogue/geography.h"
#include "projections/counted_postings.h"

namespace tranche {
namespace {

Question KnownAt(const Question& question, Sequence known_at) {
  Question known = question;
  known.known_at = known_at;
  return known;
}

absl::StatusOr<MeasureSums> SumOf(const ReadView& view, const Geography& geography, const Question& question) {
  MeasureSums sum;
  const absl::Status visited =
      VisitLines(view, geography, question, {},
                 [&](const BudgetLine&, Measure measure, AmountSum amount) { sum.Add(measure, amount); });
  if (!visited.ok()) return visited;
  return sum;
}

struct Change {
  MeasureSums before;
  CountedPostings postings;
};

absl::StatusOr<Change> ChangeOf(const ReadView& view, const Geography& geography, const Question& question,
                                KnowledgeSpan learned) {
  const absl::StatusOr<MeasureSums> before = SumOf(view, geography, KnownAt(question, learned.from));
  if (!before.ok()) return before.status();
  absl::StatusOr<CountedPostings> postings =
      ReadCountedPostings(view, geography, KnownAt(question, learned.to), learned.from);
  if (!postings.ok()) return postings.status();
  return Change{*before, *std::move(postings)};
}

using Left = std::optional<ScopeLeft>;

// What is available before and after, and how that changed; nothing where areas or projects were picked.
void FillAvailable(const Left& before, const Left& after, v1::Restatement* restatement) {
  if (!before || !after) return;
  v1::BalanceRow* const change = restatement->mutable_change();
  change->set_available_to_allocate(ToDigits(after->to_allocate - before->to_allocate));
  change->set_available_to_disburse(ToDigits(after->to_disburse - before->to_disburse));
}

v1::Restatement Tell(const Question& question, const Left& left_before, Change change) {
  v1::Restatement restatement;
  restatement.set_as_of(question.as_of.ToString());
  FillAmounts(change.before, left_before ? &*left_before : nullptr, restatement.mutable_before());
  FillAmounts(change.postings.sum, nullptr, restatement.mutable_change());
  for (v1::PostingRow& row : change.postings.rows) *restatement.add_postings() = std::move(row);
  return restatement;
}

}  // namespace

absl::StatusOr<v1::Restatement> Restate(const ReadView& view, const Question& question, KnowledgeSpan learned) {
  if (learned.from > learned.to)
    return absl::InvalidArgumentError(absl::StrCat("from is sequence ", learned.from, ", which is after to, sequence ",
                                                   learned.to, "; wanted the earlier knowledge first"));
  absl::StatusOr<v1::BalanceReport> after = Balance(view, KnownAt(question, learned.to), {});
  if (!after.ok()) return after.status();
  const auto catalogue = view.CatalogueAt(learned.to);
  if (!catalogue.ok()) return catalogue.status();
  const Geography geography(**catalogue, question.boundaries);
  absl::StatusOr<Change> change = ChangeOf(view, geography, question, learned);
  if (!change.ok()) return change.status();
  MeasureSums sum = change->before;
  sum += change->postings.sum;
  absl::Status same = CheckAddsUp(sum, after->total());
  if (!same.ok()) return same;
  absl::StatusOr<v1::Basis> from = BasisOf(view, geography, KnownAt(question, learned.from));
  if (!from.ok()) return from.status();
  const absl::StatusOr<Left> left_before = LeftOf(view, geography, KnownAt(question, learned.from));
  if (!left_before.ok()) return left_before.status();
  const absl::StatusOr<Left> left_after = LeftOf(view, geography, KnownAt(question, learned.to));
  if (!left_after.ok()) return left_after.status();
  v1::Restatement restatement = Tell(question, *left_before, *std::move(change));
  FillAvailable(*left_before, *left_after, &restatement);
  *restatement.mutable_from() = *std::move(from);
  *restatement.mutable_to() = std::move(*after->mutable_basis());
  *restatement.mutable_after() = std::move(*after->mutable_total());
  return restatement;
}

}  // namespace tranche
