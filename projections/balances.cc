#include "projections/balances.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "events/check.h"
#include "events/money.h"
#include "projections/balance_group.h"
#include "projections/catalogue/catalogue.h"
#include "projections/coverage.h"
#include "projections/measure_fields.h"

namespace tranche {
namespace {

// The measures that others report: the absence of a record does not mean that there was
// none.
constexpr std::array<Measure, 2> kStated = {Measure::kPlan, Measure::kExecuted};

bool Has(absl::Span<const Dimension> by, Dimension dimension) {
  return std::find(by.begin(), by.end(), dimension) != by.end();
}

std::string ValueOf(Dimension dimension, const BudgetLine& line, const Place& place) {
  switch (dimension) {
    case Dimension::kUnit:
      return place.unit;
    case Dimension::kRegion:
      return place.region;
    case Dimension::kSource:
      return line.source;
    case Dimension::kArea:
      return line.area;
    case Dimension::kYear:
      return absl::StrCat(line.fiscal_year);
    case Dimension::kProject:
      return line.project;
  }
  return "";
}

// Money counts in the row of its place, but a unit named by the question stays itself.
Place PlaceIn(const Geography& geography, const Question& question, const std::string& unit) {
  Place place = geography.PlaceOf(unit);
  if (unit == question.unit) place.unit = unit;
  return place;
}

AmountSum RoundedTenthsOfPercent(AmountSum numerator, AmountSum denominator) {
  const bool negative = (numerator < 0) != (denominator < 0);
  const AmountSum n = numerator < 0 ? -numerator : numerator;
  const AmountSum d = denominator < 0 ? -denominator : denominator;
  const AmountSum tenths = (n * 1000 + d / 2) / d;
  return negative ? -tenths : tenths;
}

std::string OneDecimal(AmountSum tenths) {
  const AmountSum magnitude = tenths < 0 ? -tenths : tenths;
  return absl::StrCat(tenths < 0 ? "-" : "", ToDigits(magnitude / 10), ".", ToDigits(magnitude % 10));
}

void FillRate(AmountSum numerator, AmountSum denominator, v1::Rate* rate) {
  rate->set_numerator(ToDigits(numerator));
  rate->set_denominator(ToDigits(denominator));
  rate->set_percent(OneDecimal(RoundedTenthsOfPercent(numerator, denominator)));
}

// Which members of `total` have not reported, and which of them lack members of their own.
template <typename Gap>
void FillMembers(const Coverage& coverage, const std::string& total, Gap* gap) {
  for (std::string& member : coverage.MissingMembers(total)) gap->add_members_without_record(std::move(member));
  for (std::string& member : coverage.IncompleteMembers(total)) gap->add_members_incomplete(std::move(member));
}

void FillCompleteness(const std::string& total, const BalanceGroup& group, v1::BalanceRow* row) {
  row->set_member_count(static_cast<int32_t>(group.any().MembersOf(total).size()));
  bool incomplete = group.any().IsIncomplete(total);
  FillMembers(group.any(), total, row);
  for (const Measure measure : kStated) {
    const Coverage& coverage = group.stated(measure);
    if (coverage.empty() || !coverage.IsIncomplete(total)) continue;
    incomplete = true;
    v1::MeasureGap& gap = *row->add_gaps();
    gap.set_measure(std::string(MeasureName(measure)));
    FillMembers(coverage, total, &gap);
  }
  row->set_incomplete(incomplete);
}

// Executed and plan may be of different units, sources or years: of those there is no rate.
void CheckRate(const BalanceGroup& group, v1::BalanceRow* row) {
  if (!row->has_executed_of_plan()) return;
  v1::Rate& rate = *row->mutable_executed_of_plan();
  rate.set_incomplete(!group.CoversAll(Measure::kExecuted, Measure::kPlan));
  rate.set_not_comparable(!group.CoversAll(Measure::kPlan, Measure::kExecuted));
  if (rate.incomplete() || rate.not_comparable()) rate.clear_percent();
}

// Makes the rows of one report.
class RowMaker {
 public:
  RowMaker(const Geography& geography, const Catalogue& catalogue, const Question& question,
           absl::Span<const Dimension> by)
      : geography_(geography), catalogue_(catalogue), question_(question), by_(by) {}

  v1::BalanceRow Row(const GroupKey& key, const BalanceGroup& group, bool is_attributed) const {
    v1::BalanceRow row;
    for (size_t i = 0; i < by_.size(); ++i) SetDimension(by_[i], key[i], &row);
    const bool guarded = !PicksArea() && !Has(by_, Dimension::kArea) && !Has(by_, Dimension::kProject);
    FillAmounts(group.sums(), guarded ? &group.left() : nullptr, &row);
    CheckRate(group, &row);
    row.set_cannot_be_attributed(Has(by_, Dimension::kUnit) && !is_attributed);
    if (const std::string subject = SubjectOf(row); !subject.empty()) FillCompleteness(subject, group, &row);
    return row;
  }

  v1::BalanceRow Total(const BalanceGroup& group) const {
    v1::BalanceRow row;
    const std::string subject = question_.unit.empty() ? catalogue_.nation() : question_.unit;
    if (!subject.empty()) SetDimension(Dimension::kUnit, subject, &row);
    FillAmounts(group.sums(), PicksArea() ? nullptr : &group.left(), &row);
    CheckRate(group, &row);
    FillCompleteness(subject, group, &row);
    const Place place = geography_.PlaceOf(subject);
    if (place.unit != subject) row.set_counts_in(place.unit);
    row.set_cannot_be_attributed(!place.attributed);
    return row;
  }

 private:
  bool PicksArea() const { return question_.area.has_value() || question_.project.has_value(); }

  // The unit whose members make up the row; empty if the row is not of a single unit.
  std::string SubjectOf(const v1::BalanceRow& row) const {
    if (Has(by_, Dimension::kUnit)) return row.cannot_be_attributed() ? "" : row.unit_id();
    if (Has(by_, Dimension::kRegion)) return row.region_id();
    return question_.unit.empty() ? catalogue_.nation() : question_.unit;
  }

  void SetDimension(Dimension dimension, const std::string& value, v1::BalanceRow* row) const {
    switch (dimension) {
      case Dimension::kUnit:
        row->set_unit_id(value);
        row->set_unit_name(geography_.NameOf(value));
        return;
      case Dimension::kRegion:
        row->set_region_id(value);
        row->set_region_name(value.empty() ? "" : geography_.NameOf(value));
        return;
      case Dimension::kSource:
        return row->set_source_id(value);
      case Dimension::kArea:
        return row->set_area_id(value);
      case Dimension::kYear:
        return row->set_fiscal_year(std::stoi(value));
      case Dimension::kProject:
        return row->set_project_id(value);
    }
  }

  const Geography& geography_;
  const Catalogue& catalogue_;
  const Question& question_;
  absl::Span<const Dimension> by_;
};

// Adds up the rows of one report, and its total.
class RowAdder {
 public:
  struct Row {
    BalanceGroup group;
    bool is_attributed = true;
  };
  using Rows = std::map<GroupKey, Row>;

  RowAdder(const Geography& geography, const Question& question, absl::Span<const Dimension> by, const RowRange& range)
      : geography_(geography), question_(question), by_(by), range_(range), total_(&geography, question.fiscal_year) {
    TRANCHE_CHECK(range.most > 0, "a balance without rows");
  }

  absl::Status AddAll(const ReadView& view) {
    if (!IsByAccount(question_, by_)) {
      return VisitScopes(view, geography_, question_, [this](const BudgetLine& line, const ScopeAmounts& amounts) {
        total_.AddLeft(line, amounts.left);
        if (amounts.sums == MeasureSums()) return;  // nothing yet, so nothing left
        if (BalanceGroup* group = Add(line, amounts.sums); group != nullptr) group->AddLeft(line, amounts.left);
      });
    }
    const auto add = [this](const BudgetLine& line, const MeasureSums& amounts) { Add(line, amounts); };
    absl::Status added = VisitLines(view, geography_, question_, by_, add);
    if (!added.ok() || question_.area || question_.project) return added;
    const auto add_left = [this](const BudgetLine& line, const ScopeAmounts& amounts) {
      total_.AddLeft(line, amounts.left);
    };
    return VisitScopes(view, geography_, question_, add_left);
  }

  const Rows& rows() const { return rows_; }
  const BalanceGroup& total() const { return total_; }
  bool has_more() const { return has_more_; }

 private:
  // The group of the line's row; null if the total is the only row, or the row is out of the range.
  BalanceGroup* Add(const BudgetLine& line, const MeasureSums& amounts) {
    total_.Add(line, amounts);
    if (by_.empty()) return nullptr;
    Row* const row = RowOf(line);
    if (row == nullptr) return nullptr;
    row->group.Add(line, amounts);
    return &row->group;
  }

  // Null if it is out of the range. What gives way to an earlier row is out of it for good, because the last row that
  // is kept never moves back. Lines of one unit are adjacent, so the last place is cached.
  Row* RowOf(const BudgetLine& line) {
    if (unit_ != line.unit) place_ = PlaceIn(geography_, question_, line.unit);
    unit_ = line.unit;
    GroupKey key;
    for (const Dimension dimension : by_) key.push_back(ValueOf(dimension, line, place_));
    if (key <= range_.after) return nullptr;
    if (rows_.size() == range_.most && key > rows_.rbegin()->first) {
      has_more_ = true;
      return nullptr;
    }
    const auto year = Has(by_, Dimension::kYear) ? line.fiscal_year : question_.fiscal_year;
    Row& row = rows_.try_emplace(std::move(key), Row{BalanceGroup(&geography_, year)}).first->second;
    row.is_attributed = place_.attributed;
    if (rows_.size() > range_.most) {
      rows_.erase(std::prev(rows_.end()));
      has_more_ = true;
    }
    return &row;
  }

  const Geography& geography_;
  const Question& question_;
  absl::Span<const Dimension> by_;
  const RowRange& range_;
  std::optional<std::string> unit_;
  Place place_;
  Rows rows_;
  bool has_more_ = false;
  BalanceGroup total_;
};

absl::StatusOr<bool> IsInParts(const RowAdder& adder, bool has_rows, const BalanceIndex& index, const AsOf& at) {
  std::vector<const BalanceGroup*> shown;
  for (const auto& [key, row] : adder.rows()) shown.push_back(&row.group);
  if (!has_rows) shown = {&adder.total()};
  const auto is_of_several = [](const BalanceGroup* group) { return group->scopes_to_disburse() > 1; };
  if (std::any_of(shown.begin(), shown.end(), is_of_several)) return true;
  for (const BalanceGroup* group : shown) {
    if (group->scopes_to_disburse() == 0) continue;
    const absl::StatusOr<bool> in_parts = IsLeftInParts(index, group->first_to_disburse(), at);
    if (!in_parts.ok() || *in_parts) return in_parts;
  }
  return false;
}

}  // namespace

absl::StatusOr<bool> IsLeftInParts(const BalanceIndex& index, const Scope& scope, const AsOf& at) {
  struct Tranche {
    AmountSum left = 0;
    bool is_limited = false;
  };
  std::map<uint32_t, Tranche> tranches;
  const absl::Status visited = index.VisitAccounts(scope, "", at, [&](const Account& account, AmountSum amount) {
    const bool brings = BringsTranche(account.measure);
    if (!brings && account.measure != Measure::kDisbursed && account.measure != Measure::kLapsed) return;
    Tranche& tranche = tranches[account.tranche_number];
    tranche.left += brings ? amount : -amount;
    tranche.is_limited |= brings && !account.area.empty();
  });
  if (!visited.ok()) return visited;
  size_t with_money = 0;
  bool is_limited = false;
  for (const auto& [number, tranche] : tranches) {
    if (tranche.left <= 0) continue;
    ++with_money;
    is_limited |= tranche.is_limited;
  }
  return with_money > 1 || is_limited;
}

absl::StatusOr<std::optional<ScopeLeft>> LeftOf(const ReadView& view, const Geography& geography,
                                                const Question& question) {
  if (question.area || question.project) return std::nullopt;
  ScopeLeft sum;
  const absl::Status visited = VisitScopes(
      view, geography, question, [&](const BudgetLine&, const ScopeAmounts& amounts) { sum += amounts.left; });
  if (!visited.ok()) return visited;
  return sum;
}

absl::Status CheckRateOf(const ReadView& view, const Geography& geography, const Question& question,
                         v1::BalanceRow* row) {
  BalanceGroup group(&geography, question.fiscal_year);
  const absl::Status visited =
      VisitLines(view, geography, question, {},
                 [&](const BudgetLine& line, const MeasureSums& amounts) { group.Add(line, amounts); });
  if (visited.ok()) CheckRate(group, row);
  return visited;
}

GroupKey KeyOf(const v1::BalanceRow& row, absl::Span<const Dimension> by) {
  GroupKey key;
  const BudgetLine line = {"", row.source_id(), row.fiscal_year(), row.area_id(), row.project_id()};
  const Place place = {row.unit_id(), row.region_id()};
  for (const Dimension dimension : by) key.push_back(ValueOf(dimension, line, place));
  return key;
}

void FillAmounts(const MeasureSums& sums, const ScopeLeft* left, v1::BalanceRow* row) {
  const AmountSum plan = sums[Measure::kPlan];
  const AmountSum allocated = sums[Measure::kAllocated];
  const AmountSum disbursed = sums[Measure::kDisbursed];
  SetMeasures(sums, row);
  if (left != nullptr) {
    row->set_available_to_allocate(ToDigits(left->to_allocate));
    row->set_available_to_disburse(ToDigits(left->to_disburse));
    if (sums.Has(Measure::kCommitted) || left->free != left->to_disburse) row->set_free(ToDigits(left->free));
    if (left->to_allocate != plan - allocated) row->set_unallocated(ToDigits(plan - allocated));
    const AmountSum undisbursed = sums.Given() - disbursed;
    if (left->to_disburse != undisbursed) row->set_undisbursed(ToDigits(undisbursed));
  }
  if (plan != 0) {
    // Nothing recorded is not 0 %.
    FillRate(allocated, plan, row->mutable_allocated_of_plan());
    if (!sums.Has(Measure::kAllocated)) row->mutable_allocated_of_plan()->clear_percent();
    FillRate(sums[Measure::kExecuted], plan, row->mutable_executed_of_plan());
    if (!sums.Has(Measure::kExecuted)) row->mutable_executed_of_plan()->clear_percent();
  }
  if (allocated != 0) FillRate(disbursed, allocated, row->mutable_disbursed_of_allocated());
}

absl::StatusOr<v1::BalanceReport> Balance(const ReadView& view, const Question& question,
                                          absl::Span<const Dimension> by, const RowRange& range, bool* has_more) {
  const auto catalogue = view.CatalogueAt(question.known_at);
  if (!catalogue.ok()) return catalogue.status();
  const Geography geography(**catalogue, question.boundaries);
  absl::StatusOr<v1::Basis> basis = BasisOf(view, geography, question);
  if (!basis.ok()) return basis.status();

  RowAdder adder(geography, question, by, range);
  if (absl::Status added = adder.AddAll(view); !added.ok()) return added;
  if (has_more != nullptr) *has_more = adder.has_more();

  v1::BalanceReport report;
  *report.mutable_basis() = *std::move(basis);
  for (Dimension dimension : by) report.add_by(std::string(DimensionName(dimension)));
  const RowMaker maker(geography, **catalogue, question, by);
  *report.mutable_total() = maker.Total(adder.total());
  if (by.empty()) {
    *report.add_rows() = report.total();
  } else {
    for (const auto& [key, row] : adder.rows()) *report.add_rows() = maker.Row(key, row.group, row.is_attributed);
  }
  if (IsByAccount(question, by)) return report;
  const absl::StatusOr<bool> in_parts =
      IsInParts(adder, !by.empty(), view.index(), {question.as_of, question.known_at});
  if (!in_parts.ok()) return in_parts.status();
  report.set_available_in_parts(*in_parts);
  return report;
}

}  // namespace tranche
