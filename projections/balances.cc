#include "projections/balances.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "events/money.h"
#include "projections/catalogue/catalogue.h"
#include "projections/measure_fields.h"

namespace tranche {
namespace {

// The postings of one row, and the units that they are of.
struct Group {
  MeasureSums sums;
  std::set<std::string> units;
  Place place;
};

using GroupKey = std::vector<std::string>;

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

// Money counts for a row by its place, but a unit that was asked for by itself stays itself.
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

// Tells which members of a total have not reported, by the units that have.
class Completeness {
 public:
  Completeness(const Geography& geography, const std::set<std::string>& reported)
      : geography_(geography), reported_(reported) {}

  void Fill(const std::string& total, v1::BalanceRow* row) const {
    const std::vector<std::string> members = geography_.MembersOf(total);
    row->set_member_count(static_cast<int32_t>(members.size()));
    row->set_incomplete(IsIncomplete(total));
    if (reported_.contains(total)) return;
    for (const std::string& member : members) {
      if (!HasRecord(member)) row->add_members_without_record(member);
    }
  }

 private:
  bool HasRecord(const std::string& unit) const {
    return std::any_of(reported_.begin(), reported_.end(), [&](const std::string& reported) {
      return reported == unit || geography_.CountsIn(reported, unit);
    });
  }

  // A total's own record stands for members that have none.
  bool IsIncomplete(const std::string& total) const {
    if (reported_.contains(total)) return false;
    const std::vector<std::string> members = geography_.MembersOf(total);
    return std::any_of(members.begin(), members.end(),
                       [&](const std::string& member) { return !HasRecord(member) || IsIncomplete(member); });
  }

  const Geography& geography_;
  const std::set<std::string>& reported_;
};

// Makes the rows of one report.
class RowMaker {
 public:
  RowMaker(const Geography& geography, const Catalogue& catalogue, const Question& question,
           absl::Span<const Dimension> by)
      : geography_(geography), catalogue_(catalogue), question_(question), by_(by) {}

  v1::BalanceRow Row(const GroupKey& key, const Group& group) const {
    v1::BalanceRow row;
    for (size_t i = 0; i < by_.size(); ++i) SetDimension(by_[i], key[i], &row);
    FillAmounts(group.sums, !PicksArea() && !Has(by_, Dimension::kArea) && !Has(by_, Dimension::kProject), &row);
    row.set_cannot_be_attributed(Has(by_, Dimension::kUnit) && !group.place.attributed);
    if (const std::string subject = SubjectOf(row); !subject.empty())
      Completeness(geography_, group.units).Fill(subject, &row);
    return row;
  }

  v1::BalanceRow Total(const Group& group) const {
    v1::BalanceRow row;
    const std::string subject = question_.unit.empty() ? catalogue_.nation() : question_.unit;
    if (!subject.empty()) SetDimension(Dimension::kUnit, subject, &row);
    FillAmounts(group.sums, !PicksArea(), &row);
    Completeness(geography_, group.units).Fill(subject, &row);
    const std::string place = geography_.PlaceOf(subject).unit;
    if (place != subject) row.set_counts_in(place);
    return row;
  }

 private:
  bool PicksArea() const { return question_.area.has_value() || question_.project.has_value(); }

  // The unit whose members make the row; empty when a row is for no one unit.
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

}  // namespace

void FillAmounts(const MeasureSums& sums, bool guarded, v1::BalanceRow* row) {
  const AmountSum plan = sums[Measure::kPlan];
  const AmountSum allocated = sums[Measure::kAllocated];
  const AmountSum disbursed = sums[Measure::kDisbursed];
  SetMeasures(sums, row);
  if (guarded) {
    row->set_available_to_allocate(ToDigits(plan - allocated));
    row->set_available_to_disburse(ToDigits(allocated - disbursed));
  }
  if (plan != 0) {
    FillRate(allocated, plan, row->mutable_allocated_of_plan());
    FillRate(sums[Measure::kExecuted], plan, row->mutable_executed_of_plan());
  }
  if (allocated != 0) FillRate(disbursed, allocated, row->mutable_disbursed_of_allocated());
}

absl::StatusOr<v1::BalanceReport> Balance(const ReadView& view, const Question& question,
                                          absl::Span<const Dimension> by) {
  const auto catalogue = view.CatalogueAt(question.known_at);
  if (!catalogue.ok()) return catalogue.status();
  const Geography geography(**catalogue, question.boundaries);
  absl::StatusOr<v1::Basis> basis = BasisOf(view, geography, question);
  if (!basis.ok()) return basis.status();

  std::map<GroupKey, Group> groups;
  Group total;
  std::optional<std::string> unit;  // lines of one unit follow each other
  Place place;
  const auto add = [&](const BudgetLine& line, Measure measure, AmountSum amount) {
    if (unit != line.unit) place = PlaceIn(geography, question, line.unit);
    unit = line.unit;
    GroupKey key;
    for (Dimension dimension : by) key.push_back(ValueOf(dimension, line, place));
    Group& group = groups[key];
    group.place = place;
    for (Group* each : {&group, &total}) {
      each->sums.Add(measure, amount);
      each->units.insert(line.unit);
    }
  };
  const absl::Status visited = VisitLines(view, geography, question, by, add);
  if (!visited.ok()) return visited;

  v1::BalanceReport report;
  *report.mutable_basis() = *std::move(basis);
  for (Dimension dimension : by) report.add_by(std::string(DimensionName(dimension)));
  const RowMaker maker(geography, **catalogue, question, by);
  *report.mutable_total() = maker.Total(total);
  if (by.empty()) {
    *report.add_rows() = report.total();
  } else {
    for (const auto& [key, group] : groups) *report.add_rows() = maker.Row(key, group);
  }
  return report;
}

}  // namespace tranche
