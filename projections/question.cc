#include "projections/question.h"

#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/event_log.h"

namespace tranche {
namespace {

constexpr std::array<std::pair<Dimension, absl::string_view>, 6> kDimensions = {{
    {Dimension::kUnit, "unit"},
    {Dimension::kRegion, "region"},
    {Dimension::kSource, "source"},
    {Dimension::kArea, "area"},
    {Dimension::kYear, "year"},
    {Dimension::kProject, "project"},
}};

bool Counts(const Question& question, const BookedPosting& booked) {
  const BudgetLine& line = booked.posting.line;
  return booked.effective_date <= question.as_of && booked.sequence <= question.known_at &&
         (!question.source || *question.source == line.source) && (!question.area || *question.area == line.area) &&
         (!question.fiscal_year || *question.fiscal_year == line.fiscal_year) &&
         (!question.project || *question.project == line.project);
}

// The parts of the book to look through: everything, or the units that count.
std::vector<BookScope> ScopesOf(const Geography& geography, const Question& question) {
  if (question.unit.empty()) return {BookScope{}};
  std::vector<BookScope> scopes;
  for (const std::string& unit : geography.UnitsIn(question.unit))
    scopes.push_back({unit, question.source, question.fiscal_year});
  return scopes;
}

}  // namespace

absl::string_view DimensionName(Dimension dimension) { return kDimensions[static_cast<size_t>(dimension)].second; }

absl::StatusOr<Dimension> ParseDimension(absl::string_view name) {
  for (const auto& [dimension, known] : kDimensions) {
    if (known == name) return dimension;
  }
  return absl::InvalidArgumentError(
      absl::StrCat("found \"", name, "\", wanted unit, region, source, area, year or project"));
}

absl::Status VisitPostings(const Ledger& ledger, const Geography& geography, const Question& question,
                           const PostingVisitor& visitor) {
  for (const BookScope& scope : ScopesOf(geography, question)) {
    const absl::Status visited = ledger.book().Visit(scope, [&](const BookedPosting& booked) {
      if (Counts(question, booked)) visitor(booked);
    });
    if (!visited.ok()) return visited;
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::Basis> BasisOf(const Ledger& ledger, const Geography& geography, const Question& question) {
  const Sequence head = ledger.head();
  if (question.known_at > head)
    return absl::OutOfRangeError(absl::StrCat("known-at: found sequence ", question.known_at, ", the head is ", head));
  v1::Basis basis;
  basis.set_as_of(question.as_of.ToString());
  basis.set_known_at_sequence(question.known_at);
  if (question.known_at > 0) {
    const absl::StatusOr<v1::Event> event = ledger.log().Read(question.known_at);
    if (!event.ok()) return event.status();
    *basis.mutable_known_at() = event->recorded_at();
  }
  basis.set_head(head);
  basis.set_boundaries(question.boundaries.ToString());
  basis.set_ledger_name(ledger.terms().name());
  basis.set_ledger_id(ledger.terms().ledger_id());
  basis.set_currency_code(ledger.terms().currency_code());
  if (question.fiscal_year) basis.set_fiscal_year(*question.fiscal_year);
  if (question.source) basis.set_source_id(*question.source);
  if (question.area) basis.set_area_id(*question.area);
  if (question.project) basis.set_project_id(*question.project);
  const RegionGrouping* grouping = geography.grouping();
  if (grouping == nullptr) return basis;
  basis.set_grouping_id(grouping->id);
  basis.set_grouping_name(grouping->name);
  basis.set_grouping_official(grouping->official);
  basis.set_grouping_basis(grouping->basis);
  for (const std::string& unit : grouping->mixed_units) basis.add_mixed_unit_ids(unit);
  return basis;
}

}  // namespace tranche
