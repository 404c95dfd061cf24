#include "projections/explain.h"

#include <utility>

#include "projections/balances.h"
#include "projections/catalogue/catalogue.h"
#include "projections/catalogue/geography.h"
#include "projections/counted_postings.h"

namespace tranche {

absl::Status Explain(const ReadView& view, const Question& question, const PostingPlace& given,
                     const AnswerVisitor<v1::Explanation>& visitor) {
  const bool goes_on = given != PostingPlace();
  v1::BalanceRow total;
  if (!goes_on) {
    absl::StatusOr<v1::BalanceReport> balance = Balance(view, question, {});
    if (!balance.ok()) return balance.status();
    v1::Explanation explanation;
    *explanation.mutable_basis() = std::move(*balance->mutable_basis());
    *explanation.mutable_total() = total = balance->total();
    if (absl::Status taken = visitor.answer(explanation); !taken.ok()) return taken;
  }
  const auto catalogue = view.CatalogueAt(question.known_at);
  if (!catalogue.ok()) return catalogue.status();
  const Geography geography(**catalogue, question.boundaries);
  const absl::StatusOr<MeasureSums> sum =
      VisitCountedPostings(view, geography, question, {0, given}, visitor.posting, visitor.epoch);
  if (!sum.ok()) return sum.status();
  return goes_on ? absl::OkStatus() : CheckAddsUp(*sum, total);
}

}  // namespace tranche
