#include "reports/balance_notes.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "projections/catalogue/catalogue.h"
#include "reports/basis_lines.h"
#include "reports/names.h"
#include "reports/refusal_text.h"

namespace tranche {
namespace {

using Row = v1::BalanceRow;

constexpr size_t kRowsNamedMax = 5;

std::string ValueOf(const Row& row, absl::string_view dimension, const Reader& reader) {
  if (dimension == "unit") return UnitText(reader, row.unit_id(), row.unit_name());
  if (dimension == "region" && row.region_id().empty()) return Say(reader.locale, "(no region)");
  if (dimension == "region") return UnitText(reader, row.region_id(), row.region_name());
  if (dimension == "source") return SourceText(reader, row.source_id());
  if (dimension == "area") return AreaText(reader, row.area_id());
  if (dimension == "year") return absl::StrCat(row.fiscal_year());
  return row.project_id();
}

// The row by its dimensions: "Hồ Chí Minh VN34-79, 2024".
std::string RowText(const Row& row, const v1::BalanceReport& report, const Reader& reader) {
  if (report.by_size() == 0) return UnitText(reader, row.unit_id(), row.unit_name());
  std::vector<std::string> parts;
  for (const std::string& dimension : report.by()) {
    const std::string value = ValueOf(row, dimension, reader);
    if (!value.empty()) parts.push_back(value);
  }
  return absl::StrJoin(parts, ", ");
}

std::string MembersText(const google::protobuf::RepeatedPtrField<std::string>& units, const Reader& reader) {
  std::vector<std::string> members;
  for (const std::string& unit : units) members.push_back(UnitText(reader, unit));
  return JoinFirst(members, reader.locale);
}

std::string IncompleteText(const Row& row, const std::string& name, const Reader& reader) {
  const Locale locale = reader.locale;
  std::string reason = Say(locale, "incomplete, because members of it are: {members}",
                           {{"members", MembersText(row.members_incomplete(), reader)}});
  if (row.members_without_record_size() > 0) {
    reason = Say(locale, "incomplete, with no record of {missing} of {count} member{count:s}: {members}",
                 {{"missing", absl::StrCat(row.members_without_record_size())},
                  {"count", absl::StrCat(row.member_count())},
                  {"members", MembersText(row.members_without_record(), reader)}});
  }
  return absl::StrCat(name, name.empty() ? "" : ": ", reason);
}

bool IsShown(const std::vector<Column>& columns, absl::string_view key) {
  return std::any_of(columns.begin(), columns.end(),
                     [key](const Column& column) { return !column.csv_only && column.key == key; });
}

// "executed: incomplete ..." for a measure with more members missing than have no record at
// all.
void AddGaps(const Row& row, const std::string& name, const std::vector<Column>& shown, const Reader& reader,
             std::vector<std::string>* notes) {
  for (const v1::MeasureGap& gap : row.gaps()) {
    const std::optional<Measure> of = MeasureNamed(gap.measure());
    if (of && !IsShown(shown, MeasureColumn(*of).key)) continue;
    if (gap.members_without_record_size() == row.members_without_record_size() && row.members_without_record_size() > 0)
      continue;
    Row of_measure = row;
    *of_measure.mutable_members_without_record() = gap.members_without_record();
    *of_measure.mutable_members_incomplete() = gap.members_incomplete();
    const std::string measure = MeasureLabel(gap.measure(), reader.locale);
    notes->push_back(IncompleteText(of_measure, absl::StrCat(name, name.empty() ? "" : ", ", measure), reader));
  }
}

// A rate that is not shown although something was reported needs a reason.
bool NeedsReason(const v1::Rate& rate) {
  const bool was_reported = !rate.numerator().empty() && ParseDigits(rate.numerator()) != 0;
  return rate.not_comparable() || (rate.incomplete() && was_reported);
}

void AddRate(const Row& row, const std::string& name, Locale locale, std::vector<std::string>* notes) {
  const std::string prefix = absl::StrCat(name, name.empty() ? "" : ": ");
  const v1::Rate& rate = row.executed_of_plan();
  if (!NeedsReason(rate)) return;
  if (rate.not_comparable()) {
    notes->push_back(absl::StrCat(
        prefix,
        Say(locale,
            "executed / plan is not shown, because money was executed for units, sources or years without a plan")));
  } else {
    notes->push_back(absl::StrCat(
        prefix,
        Say(locale, "executed / plan is not shown, because units, sources or years with a plan have not reported")));
  }
}

std::string GroupedText(const std::string& digits, Locale locale) {
  return ToGroupedDigits(ParseDigits(digits), locale == Locale::kVietnamese ? '.' : ',');
}

// Notes where a later day leaves less than the as-of date itself, and where one payment may take less.
void AddLeft(const v1::BalanceReport& report, const std::vector<Column>& shown, Locale locale,
             std::vector<std::string>* notes) {
  const Row& total = report.total();
  if (total.has_unallocated() && IsShown(shown, "available_to_allocate_minor_units"))
    notes->push_back(Say(locale,
                         "plan less allocated is {amount} on the as-of date; a later day leaves less, and only that is "
                         "available",
                         {{"amount", GroupedText(total.unallocated(), locale)}}));
  if (!IsShown(shown, "available_to_disburse_minor_units")) return;
  if (total.has_undisbursed())
    notes->push_back(Say(locale,
                         "allocated less disbursed is {amount} on the as-of date; a later day leaves less, and only "
                         "that is available",
                         {{"amount", GroupedText(total.undisbursed(), locale)}}));
  if (report.available_in_parts()) notes->push_back(InPartsNote(locale));
}

void AddIncompleteRow(const Row& row, const std::string& name, const std::vector<Column>& shown, const Reader& reader,
                      std::vector<std::string>* notes) {
  if (row.members_without_record_size() > 0 || row.gaps_size() == 0)
    notes->push_back(IncompleteText(row, name, reader));
  AddGaps(row, name, shown, reader, notes);
}

void AddCountsIn(const v1::BalanceReport& report, const Reader& reader, std::vector<std::string>* notes) {
  const Row& total = report.total();
  const bool has_row_of_unit = report.by_size() == 0 || std::count(report.by().begin(), report.by().end(), "unit") > 0;
  if (total.cannot_be_attributed() && !has_row_of_unit)
    notes->push_back(Say(reader.locale,
                         "cannot be attributed to a unit of these boundaries, because it is money of a unit that "
                         "follows several of them: {rows}",
                         {{"rows", UnitText(reader, total.unit_id(), total.unit_name())}}));
  if (total.counts_in().empty()) return;
  notes->push_back(Say(reader.locale, "{unit} is no unit of the boundaries of {day}; its money counts in {successor}",
                       {{"unit", UnitText(reader, total.unit_id(), total.unit_name())},
                        {"day", report.basis().boundaries()},
                        {"successor", UnitText(reader, total.counts_in())}}));
}

// Why nothing is available by area or project.
std::string AvailableNote(Locale locale) {
  return Say(locale,
             "nothing is shown as available by area or project, because the limits hold for a unit, a source and a "
             "budget year only");
}

// True for an answer by region, or about one. A unit missing from the reader's catalogue may
// be a region.
bool UsesGrouping(const v1::BalanceReport& report, const Reader& reader) {
  if (std::count(report.by().begin(), report.by().end(), "region") > 0) return true;
  if (report.total().unit_id().empty()) return false;
  const Unit* const unit = reader.catalogue == nullptr ? nullptr : reader.catalogue->FindUnit(report.total().unit_id());
  return unit == nullptr || unit->names.back().type == v1::UNIT_TYPE_REGION;
}

}  // namespace

std::string IncompleteMark(const v1::BalanceRow& row, Locale locale) {
  if (!row.incomplete()) return "";
  if (row.members_without_record_size() == 0) return Say(locale, "yes");
  return absl::StrCat(row.members_without_record_size(), "/", row.member_count());
}

bool IsIncomplete(const v1::BalanceRow& row, Measure measure) {
  const v1::Rate& rate = row.executed_of_plan();
  if (measure == Measure::kPlan && rate.not_comparable()) return true;
  if (measure == Measure::kExecuted && rate.incomplete()) return true;
  return std::any_of(row.gaps().begin(), row.gaps().end(),
                     [&](const v1::MeasureGap& gap) { return gap.measure() == MeasureName(measure); });
}

BalanceNoteMaker::BalanceNoteMaker(std::vector<Column> shown, const Reader& reader)
    : shown_(std::move(shown)), reader_(reader) {}

void BalanceNoteMaker::Take(const v1::BalanceReport& page) {
  const bool in_parts = answer_.available_in_parts() || page.available_in_parts();
  *answer_.mutable_basis() = page.basis();
  *answer_.mutable_by() = page.by();
  *answer_.mutable_total() = page.total();
  *answer_.mutable_notes() = page.notes();
  answer_.set_available_in_parts(in_parts);
  has_rows_ = has_rows_ || page.rows_size() > 0;
  const bool shows_rates = IsShown(shown_, "executed_of_plan_percent");
  for (const Row& row : page.rows()) {
    if (row.incomplete() && ++incomplete_ <= kRowsNamedMax)
      AddIncompleteRow(row, RowText(row, page, reader_), shown_, reader_, &of_incomplete_);
    if (shows_rates && NeedsReason(row.executed_of_plan()) && ++without_rate_ <= kRowsNamedMax)
      AddRate(row, RowText(row, page, reader_), reader_.locale, &of_rates_);
    if (row.cannot_be_attributed() && ++unattributed_ <= kRowsNamedMax)
      unattributed_rows_.push_back(RowText(row, page, reader_));
  }
}

std::vector<std::string> BalanceNoteMaker::Notes() const {
  const Locale locale = reader_.locale;
  const std::string total = Say(locale, "total");
  const bool has_total = answer_.by_size() > 0;
  std::vector<std::string> notes;
  for (const v1::RefusalPart& remark : answer_.notes()) notes.push_back(PartText(remark, reader_));
  notes.insert(notes.end(), of_incomplete_.begin(), of_incomplete_.end());
  if (incomplete_ > kRowsNamedMax)
    notes.push_back(
        Say(locale, "incomplete rows besides these: {count}", {{"count", absl::StrCat(incomplete_ - kRowsNamedMax)}}));
  if (has_total && answer_.total().incomplete()) AddIncompleteRow(answer_.total(), total, shown_, reader_, &notes);
  notes.insert(notes.end(), of_rates_.begin(), of_rates_.end());
  if (has_total && IsShown(shown_, "executed_of_plan_percent")) AddRate(answer_.total(), total, locale, &notes);
  AddLeft(answer_, shown_, locale, &notes);
  if (unattributed_ > 0)
    notes.push_back(Say(locale,
                        "cannot be attributed to a unit of these boundaries, because it is money of a unit that "
                        "follows several of them: {rows}",
                        {{"rows", JoinFirstOf(unattributed_rows_, unattributed_, locale)}}));
  AddCountsIn(answer_, reader_, &notes);
  if (UsesGrouping(answer_, reader_)) {
    for (const std::string& note : GroupingNotes(answer_.basis(), reader_)) notes.push_back(note);
  }
  if (has_rows_ && !IsShown(shown_, "available_to_allocate_minor_units")) notes.push_back(AvailableNote(locale));
  return notes;
}

std::string InPartsNote(Locale locale) {
  return Say(locale,
             "available to disburse adds up tranches and area limits, so that one payment may take less; `tranche "
             "explain` lists what each tranche was given and has paid");
}

}  // namespace tranche
