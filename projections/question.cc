#include "projections/question.h"

#include <algorithm>
#include <array>
#include <utility>

#include "events/instant.h"
#include "events/refusal.h"

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

bool HasAreaAndProject(const Question& question, const std::string& area, const std::string& project) {
  return (!question.area || *question.area == area) && (!question.project || *question.project == project);
}

absl::Status VisitMeasures(const ReadView& view, const Scope& scope, const AsOf& at, const LineVisitor& visitor) {
  const absl::StatusOr<MeasureSums> sums = view.index().Measures(scope, at);
  if (!sums.ok()) return sums.status();
  if (*sums != MeasureSums()) visitor({scope.unit, scope.source, scope.fiscal_year, "", ""}, *sums);
  return absl::OkStatus();
}

std::string PrefixOf(const Question& question) {
  if (!question.area) return "";
  return question.project ? AccountPrefix(*question.area, *question.project) : AccountPrefix(*question.area);
}

}  // namespace

absl::string_view DimensionName(Dimension dimension) { return kDimensions[static_cast<size_t>(dimension)].second; }

std::vector<std::string> DimensionNames() {
  std::vector<std::string> names;
  for (const auto& [dimension, name] : kDimensions) names.emplace_back(name);
  return names;
}

absl::StatusOr<Dimension> ParseDimension(absl::string_view name) {
  for (const auto& [dimension, known] : kDimensions) {
    if (known == name) return dimension;
  }
  return Refuse(absl::StatusCode::kInvalidArgument, "dimension.unknown",
                "found \"{found}\", wanted unit, region, source, area, year or project", {TextField("found", name)});
}

bool IsByAccount(const Question& question, absl::Span<const Dimension> by) {
  return question.area || question.project || std::any_of(by.begin(), by.end(), [](Dimension dimension) {
           return dimension == Dimension::kArea || dimension == Dimension::kProject;
         });
}

std::vector<Scope> ScopesOf(const ReadView& view, const Geography& geography, const Question& question) {
  if (question.unit.empty()) return view.index().Scopes({std::nullopt, question.source, question.fiscal_year});
  std::vector<Scope> scopes;
  for (const std::string& unit : geography.UnitsIn(question.unit)) {
    const std::vector<Scope> of_unit = view.index().Scopes({unit, question.source, question.fiscal_year});
    scopes.insert(scopes.end(), of_unit.begin(), of_unit.end());
  }
  return scopes;
}

absl::Status VisitLines(const ReadView& view, const Geography& geography, const Question& question,
                        absl::Span<const Dimension> by, const LineVisitor& visitor) {
  const AsOf at = {question.as_of, question.known_at};
  const bool by_account = IsByAccount(question, by);
  const std::string prefix = PrefixOf(question);
  for (const Scope& scope : ScopesOf(view, geography, question)) {
    const auto visit = [&](const Account& account, AmountSum amount) {
      if (!HasAreaAndProject(question, account.area, account.project)) return;
      MeasureSums amounts;
      amounts.Add(account.measure, amount);
      visitor(PostingTo(scope, account, 0).line, amounts);
    };
    const absl::Status visited =
        by_account ? view.index().VisitAccounts(scope, prefix, at, visit) : VisitMeasures(view, scope, at, visitor);
    if (!visited.ok()) return visited;
  }
  return absl::OkStatus();
}

absl::Status VisitScopes(const ReadView& view, const Geography& geography, const Question& question,
                         const ScopeVisitor& visitor) {
  for (const Scope& scope : ScopesOf(view, geography, question)) {
    const absl::StatusOr<ScopeAmounts> amounts = view.index().Amounts(scope, {question.as_of, question.known_at});
    if (!amounts.ok()) return amounts.status();
    visitor({scope.unit, scope.source, scope.fiscal_year, "", ""}, *amounts);
  }
  return absl::OkStatus();
}

absl::Status VisitPostings(const ReadView& view, absl::Span<const Scope> scopes, const Question& question,
                           SequenceSpan span, const PostingVisitor& visitor) {
  for (const Scope& scope : scopes) {
    const absl::Status visited = view.index().VisitScope(scope, span, [&](const IndexedPosting& booked) {
      const BudgetLine& line = booked.posting.line;
      if (booked.effective_date <= question.as_of && HasAreaAndProject(question, line.area, line.project))
        visitor(booked);
    });
    if (!visited.ok()) return visited;
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::Basis> BasisOf(const ReadView& view, const Geography& geography, const Question& question) {
  const Sequence head = question.head == 0 ? view.head() : question.head;
  if (question.known_at > head)
    return InField("known_at", Refuse(absl::StatusCode::kOutOfRange, "known-at.beyond-head",
                                      "found sequence {sequence}, the head is {head}",
                                      {NumberField("sequence", question.known_at), NumberField("head", head)}));
  v1::Basis basis;
  basis.set_as_of(question.as_of.ToString());
  basis.set_known_at_sequence(question.known_at);
  if (question.known_at > 0) {
    const absl::StatusOr<absl::Time> known_at = view.log().InstantOf(question.known_at);
    if (!known_at.ok()) return known_at.status();
    *basis.mutable_known_at() = ToTimestamp(*known_at);
  }
  basis.set_head(head);
  const absl::StatusOr<Digest> root = view.tree().Root(head);
  if (!root.ok()) return root.status();
  basis.set_root(std::string(ToBytes(*root)));
  basis.set_boundaries(question.boundaries.ToString());
  basis.set_ledger_name(view.terms().name());
  basis.set_ledger_id(view.terms().ledger_id());
  basis.set_currency_code(view.terms().currency_code());
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
