#include "reports/posting_tables.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "events/measure.h"
#include "projections/measure_fields.h"
#include "reports/basis_lines.h"
#include "reports/field.h"
#include "reports/line_fields.h"
#include "reports/names.h"
#include "reports/refusal_text.h"

namespace tranche {
namespace {

using Row = v1::PostingRow;
using Fields = std::vector<Field<Row>>;

const v1::BudgetLine& LineOf(const Row& row) { return row.line(); }

const v1::BudgetLine& LineOfBalance(const v1::LineBalance& balance) { return balance.line(); }

void AddEvent(const Reader& reader, Fields* fields) {
  const Locale locale = reader.locale;
  fields->push_back({labels::kSequence, Column::kRight, [](const Row& row) { return NumberCell(row.sequence()); }});
  fields->push_back({labels::kRecordedAt, Column::kLeft, [reader](const Row& row) {
                       return InstantInColumn(row.has_recorded_at(), row.recorded_at(), reader);
                     }});
  fields->back().qualifier = ZoneText(reader);
  fields->push_back(
      {labels::kEffectiveDate, Column::kLeft, [](const Row& row) { return Cell::Text(row.effective_date()); }});
  fields->push_back({labels::kKind, Column::kLeft, [locale](const Row& row) {
                       return Cell::TextShownAs(row.kind(), KindLabel(row.kind(), locale));
                     }});
}

uint32_t TrancheOf(const Row& row) { return row.tranche_number(); }

void AddWhy(Locale locale, Fields* fields) {
  fields->push_back({labels::kActor, Column::kLeft,
                     [locale](const Row& row) { return ActorCell(row.actor(), row.approved_by(), locale); }});
  fields->push_back({labels::kLateFor, Column::kRight, [](const Row& row) { return NumberCell(row.late_for()); }});
  fields->push_back({labels::kBecause, Column::kLeft, [locale](const Row& row) {
                       return Cell::TextShownAs(row.because(), BecauseText(row.because(), locale));
                     }});
}

template <typename WithMeasure>
void AddMeasure(Locale locale, std::vector<Field<WithMeasure>>* fields) {
  fields->push_back({labels::kMeasure, Column::kLeft, [locale](const WithMeasure& row) {
                       return Cell::TextShownAs(row.measure(), MeasureLabel(row.measure(), locale));
                     }});
}

void AddAmount(bool csv_only, Fields* fields) {
  fields->push_back(
      {labels::kAmount, Column::kRight, [](const Row& row) { return AmountCell(row.amount()); }, csv_only});
}

// The amount under its measure.
void AddMeasureColumns(Fields* fields) {
  for (const Measure measure : kMeasures) {
    fields->push_back({MeasureColumn(measure), Column::kRight, [name = MeasureName(measure)](const Row& row) {
                         return row.measure() == name ? AmountCell(row.amount()) : Cell::NoAmount();
                       }});
  }
}

std::vector<Cell> TotalCells(const Table& table, const v1::BalanceRow& total, Locale locale) {
  std::vector<Cell> cells(table.columns.size(), Cell::Text(""));
  cells[0] = Cell::Text(Say(locale, "total"));
  for (size_t i = 0; i < cells.size(); ++i) {
    for (const Measure measure : kMeasures) {
      if (table.columns[i].key != MeasureColumn(measure).key) continue;
      const std::string& digits = MeasureField(total, measure);
      cells[i] = digits.empty() ? Cell::NoAmount() : AmountCell(digits);
    }
  }
  return cells;
}

template <typename Rows>
Table PostingsTable(const Rows& postings, const v1::BalanceRow& total, const Reader& reader) {
  Fields fields;
  AddEvent(reader, &fields);
  AddLineInOne(reader, &LineOf, &TrancheOf, &fields);
  AddMeasure(reader.locale, &fields);
  fields.back().csv_only = true;
  AddAmount(true, &fields);
  AddMeasureColumns(&fields);
  AddWhy(reader.locale, &fields);
  Table table = TableOf(fields, postings, reader.locale);
  table.total = TotalCells(table, total, reader.locale);
  return table;
}

std::string WithUnit(absl::string_view title, const v1::BalanceRow& row, const Reader& reader) {
  const std::string unit = UnitText(reader, row.unit_id(), row.unit_name());
  return absl::StrCat(title, unit.empty() ? "" : ": ", unit);
}

}  // namespace

Table ExplanationTable(const v1::Explanation& explanation, const Reader& reader) {
  Table table = PostingsTable(explanation.postings(), explanation.total(), reader);
  table.title = WithUnit(Say(reader.locale, "Explanation of a balance"), explanation.total(), reader);
  table.heading = BasisLines(explanation.basis(), reader);
  for (const v1::RefusalPart& remark : explanation.notes()) table.notes.push_back(PartText(remark, reader));
  return table;
}

Table RestatementPostingsTable(const v1::Restatement& restatement, const Reader& reader) {
  Table table = PostingsTable(restatement.postings(), restatement.change(), reader);
  table.title = Say(reader.locale, "Postings that make the change");
  table.when_empty = restatement.notes().empty() ? Say(reader.locale, "(nothing changed)")
                                                 : Say(reader.locale, "(no posting of that day or before)");
  for (const v1::RefusalPart& remark : restatement.notes()) table.notes.push_back(PartText(remark, reader));
  return table;
}

Table ReplayStepsTable(const v1::ReplayReport& report, const Reader& reader) {
  Fields fields;
  AddEvent(reader, &fields);
  AddLineInOne(reader, &LineOf, &TrancheOf, &fields);
  AddMeasure(reader.locale, &fields);
  AddAmount(false, &fields);
  fields.push_back({Label("balance_after_minor_units", "balance after"), Column::kRight,
                    [](const Row& row) { return AmountCell(row.balance_after()); }});
  AddWhy(reader.locale, &fields);
  Table table = TableOf(fields, report.steps(), reader.locale);
  table.title = Say(reader.locale, "Replay step by step");
  return table;
}

Table ReplayTable(const v1::ReplayReport& report, const Reader& reader) {
  const Locale locale = reader.locale;
  std::vector<Field<v1::LineBalance>> fields;
  AddLine(reader, &LineOfBalance, &fields);
  AddMeasure(locale, &fields);
  fields.push_back(
      {labels::kAmount, Column::kRight, [](const v1::LineBalance& row) { return AmountCell(row.amount()); }});
  Table table = TableOf(fields, report.balances(), locale);
  table.title =
      Say(locale, "Balances after replay to sequence {sequence}", {{"sequence", absl::StrCat(report.replayed_to())}});
  table.notes = {
      Say(locale, "read {events} event{events:s}, which made {postings} posting{postings:s}",
          {{"events", CountText(report.events(), locale)}, {"postings", CountText(report.postings(), locale)}})};
  return table;
}

}  // namespace tranche
