#include "projections/explain.h"

#include <utility>

#include "projections/balances.h"
#include "projections/catalogue/catalogue.h"
#include "projections/catalogue/geography.h"
#include "projections/counted_postings.h"

namespace tranche {

absl::StatusOr<v1::Explanation> Explain(const ReadView& view, const Question& question) {
  absl::StatusOr<v1::BalanceReport> balance = Balance(view, question, {});
  if (!balance.ok()) return balance.status();
  const auto catalogue = view.CatalogueAt(question.known_at);
  if (!catalogue.ok()) return catalogue.status();
  absl::StatusOr<CountedPostings> counted =
      ReadCountedPostings(view, Geography(**catalogue, question.boundaries), question, 0);
  if (!counted.ok()) return counted.status();
  if (absl::Status same = CheckAddsUp(counted->sum, balance->total()); !same.ok()) return same;
  v1::Explanation explanation;
  *explanation.mutable_basis() = std::move(*balance->mutable_basis());
  *explanation.mutable_total() = std::move(*balance->mutable_total());
  for (v1::PostingRow& row : counted->rows) *explanation.add_postings() = std::move(row);
  return explanation;
}

}  // namespace tranche
