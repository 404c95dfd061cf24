#include "projections/figures/statements.h"

#include <array>
#include <optional>
#include <string>

#include "events/civil_date.h"
#include "events/measure.h"
#include "events/money.h"
#include "projections/catalogue/catalogue.h"
#include "projections/catalogue/geography.h"
#include "projections/question.h"

namespace tranche {
namespace {

CivilDate AboutDate(const v1::FigurePublished& figure) {
  return CivilDate::FromNumber(figure.about_date()).value_or(CivilDate());
}

// The ledger at one moment of knowledge, as the judge asks it.
class LedgerGround final : public FigureGround {
 public:
  LedgerGround(const ReadView& view, const Catalogue& catalogue, Sequence known_at)
      : view_(view), catalogue_(catalogue), known_at_(known_at) {}

  absl::StatusOr<std::optional<AmountSum>> Balance(const v1::FigurePublished& figure) const override {
    const std::optional<Measure> measure = MeasureNamed(figure.measure());
    std::optional<AmountSum> sum;
    if (!measure) return sum;
    const absl::Status visited = VisitLines(view_, Geography(catalogue_, AboutDate(figure)), QuestionOf(figure), {},
                                            [&](const BudgetLine&, Measure of, AmountSum amount) {
                                              if (of == *measure) sum = sum.value_or(0) + amount;
                                            });
    if (!visited.ok()) return visited;
    return sum;
  }

  absl::StatusOr<std::optional<int64_t>> MemberCount(const v1::FigurePublished& figure) const override {
    const auto members = Geography(catalogue_, AboutDate(figure)).MembersOf(figure.line().unit_id());
    if (members.empty()) return std::optional<int64_t>();
    return std::optional<int64_t>(static_cast<int64_t>(members.size()));
  }

  std::string GroupingName(const v1::FigurePublished& figure) const override {
    const RegionGrouping* grouping = catalogue_.GroupingOn(AboutDate(figure));
    return grouping == nullptr ? "" : grouping->name;
  }

 private:
  Question QuestionOf(const v1::FigurePublished& figure) const {
    Question question;
    question.unit = figure.line().unit_id();
    if (!figure.line().source_id().empty()) question.source = figure.line().source_id();
    if (!figure.line().area_id().empty()) question.area = figure.line().area_id();
    question.fiscal_year = figure.line().fiscal_year();
    question.as_of = AboutDate(figure);
    question.boundaries = question.as_of;
    question.known_at = known_at_;
    return question;
  }

  const ReadView& view_;
  const Catalogue& catalogue_;
  Sequence known_at_;
};

absl::StatusOr<bool> IsReversed(const ReadView& view, Sequence sequence, Sequence known_at) {
  const auto reversal = view.index().ReversalOf(sequence);
  if (!reversal.ok()) return reversal.status();
  return reversal->has_value() && **reversal <= known_at;
}

}  // namespace

absl::StatusOr<std::vector<StatedFigure>> PublishedFigures(const ReadView& view, Sequence known_at) {
  const auto statements = view.index().Statements();
  if (!statements.ok()) return statements.status();
  std::vector<StatedFigure> figures;
  for (Sequence sequence : *statements) {
    if (sequence > known_at) break;
    const absl::StatusOr<bool> reversed = IsReversed(view, sequence, known_at);
    if (!reversed.ok()) return reversed.status();
    const absl::StatusOr<v1::Event> event = view.log().Read(sequence);
    if (!event.ok()) return event.status();
    if (!*reversed && event->has_figure_published()) figures.push_back({sequence, event->figure_published()});
  }
  return figures;
}

absl::StatusOr<v1::Reconciliation> Reconcile(const ReadView& view, Sequence known_at, Sequence head) {
  const auto catalogue = view.CatalogueAt(known_at);
  if (!catalogue.ok()) return catalogue.status();
  Question question;
  question.as_of = CivilDate::Max();
  question.boundaries = CivilDate::Max();
  question.known_at = known_at;
  question.head = head;
  absl::StatusOr<v1::Basis> basis = BasisOf(view, Geography(**catalogue, question.boundaries), question);
  if (!basis.ok()) return basis.status();
  const auto figures = PublishedFigures(view, known_at);
  if (!figures.ok()) return figures.status();
  absl::StatusOr<v1::Reconciliation> reconciliation = Judge(*figures, LedgerGround(view, **catalogue, known_at));
  if (!reconciliation.ok()) return reconciliation;
  // Each figure has its own date and grouping.
  for (auto clear : {&v1::Basis::clear_as_of, &v1::Basis::clear_boundaries, &v1::Basis::clear_grouping_id,
                     &v1::Basis::clear_grouping_name, &v1::Basis::clear_grouping_basis,
                     &v1::Basis::clear_grouping_official, &v1::Basis::clear_mixed_unit_ids})
    (*basis.*clear)();
  *reconciliation->mutable_basis() = *std::move(basis);
  return reconciliation;
}

}  // namespace tranche
