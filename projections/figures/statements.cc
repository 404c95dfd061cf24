#include "projections/figures/statements.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
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

// The areas that a figure is about, one or several: money that may only be spent within them counts, money for any area
// does not, and money for some of them and for others cannot be attributed.
class AreaSet {
 public:
  // `joined` as a posting holds areas, in any order; empty: all areas.
  explicit AreaSet(absl::string_view joined) : areas_(absl::StrSplit(joined, '|', absl::SkipEmpty())) {}

  // The dimensions by which lines must be broken down.
  absl::Span<const Dimension> dimensions() const {
    static constexpr std::array<Dimension, 1> kByArea = {Dimension::kArea};
    return areas_.empty() ? absl::Span<const Dimension>() : kByArea;
  }

  // Adds `amount` of money with these area limits to `balance`; if it cannot be attributed, adds the limits instead.
  void Count(const std::string& limits, AmountSum amount, LedgerBalance* balance) const {
    const std::vector<absl::string_view> allowed = absl::StrSplit(limits, '|', absl::SkipEmpty());
    const auto inside = static_cast<size_t>(std::count_if(
        allowed.begin(), allowed.end(), [this](absl::string_view area) { return areas_.contains(area); }));
    if (areas_.empty() || (inside > 0 && inside == allowed.size())) {
      balance->amount = balance->amount.value_or(0) + amount;
    } else if (inside > 0 && amount != 0) {
      balance->unattributed.insert(limits);
    }
  }

 private:
  absl::flat_hash_set<std::string> areas_;
};

// The ledger at one moment of knowledge, for the judge.
class LedgerGround final : public FigureGround {
 public:
  LedgerGround(const ReadView& view, const Catalogue& catalogue, Sequence known_at)
      : view_(view), catalogue_(catalogue), known_at_(known_at) {}

  absl::StatusOr<LedgerBalance> Balance(const v1::FigurePublished& figure) const override {
    const std::optional<Measure> measure = MeasureNamed(figure.measure());
    LedgerBalance balance;
    if (!measure) return balance;
    const AreaSet areas(figure.line().area_id());
    const absl::Status visited =
        VisitLines(view_, Geography(catalogue_, AboutDate(figure)), QuestionOf(figure), areas.dimensions(),
                   [&](const BudgetLine& line, const MeasureSums& amounts) {
                     if (amounts.Has(*measure)) areas.Count(line.area, amounts[*measure], &balance);
                   });
    if (!visited.ok()) return visited;
    return balance;
  }

  absl::StatusOr<std::vector<BalanceStep>> Steps(const v1::FigurePublished& figure) const override {
    const std::optional<Measure> measure = MeasureNamed(figure.measure());
    const AreaSet areas(figure.line().area_id());
    std::vector<BalanceStep> steps;
    const auto visit = [&](const IndexedPosting& booked) {
      LedgerBalance moved;
      if (booked.posting.measure == measure) areas.Count(booked.posting.line.area, booked.posting.amount, &moved);
      if (moved.amount) steps.push_back({booked.sequence, *moved.amount});
    };
    const Question question = QuestionOf(figure);
    const std::vector<Scope> scopes = ScopesOf(view_, Geography(catalogue_, AboutDate(figure)), question);
    const absl::Status visited = VisitPostings(view_, scopes, question, {0, question.known_at}, visit);
    if (!visited.ok()) return visited;
    std::sort(steps.begin(), steps.end(),
              [](const BalanceStep& a, const BalanceStep& b) { return a.sequence < b.sequence; });
    return steps;
  }

  // The end of the day on which it was stated comes first. A ledger whose history was loaded later knows nothing at
  // that moment; its figures were recorded after the history, so the figure's own event is the other candidate.
  absl::StatusOr<std::vector<Sequence>> KnownWhenStated(const StatedFigure& stated) const override {
    const auto stated_on = CivilDate::FromNumber(stated.figure.stated_on());
    if (!stated_on.ok()) return std::vector<Sequence>{stated.sequence};
    const absl::StatusOr<Sequence> of_day = view_.KnownAt(view_.EndOfDay(*stated_on));
    if (!of_day.ok()) return of_day.status();
    return std::vector<Sequence>{std::min(*of_day, known_at_), stated.sequence};
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
    if (!figure.line().project_id().empty()) question.project = figure.line().project_id();
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
