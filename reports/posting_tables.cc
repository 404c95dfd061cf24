#include "reports/posting_tables.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "events/measure.h"
#include "projections/measure_fields.h"
#include "reports/basis_lines.h"
#include "reports/field.h"

namespace tranche {
namespace {

using Row = v1::PostingRow;
using Fields = std::vector<Field<Row>>;

constexpr int kBecauseShownMax = 48;

template <typename WithLine>
void AddLine(std::vector<Field<WithLine>>* fields) {
  const auto add = [fields](const Label& label, const std::string& (v1::BudgetLine::*part)() const) {
    fields->push_back({label, Column::kLeft, [part](const WithLine& row) { return Cell::Text((row.line().*part)()); }});
  };
  add(labels::kUnit, &v1::BudgetLine::unit_id);
  add(labels::kSource, &v1::BudgetLine::source_id);
  fields->push_back({labels::kYear, Column::kLeft,
                     [](const WithLine& row) { return NumberCell(static_cast<uint64_t>(row.line().fiscal_year())); }});
  add(labels::kArea, &v1::BudgetLine::area_id);
  add(labels::kProject, &v1::BudgetLine::project_id);
}

void AddEvent(const Reader& reader, Fields* fields) {
  const Locale locale = reader.locale;
  fields->push_back({labels::kSequence, Column::kRight, [](const Row& row) { return NumberCell(row.sequence()); }});
  fields->push_back({labels::kRecordedAt, Column::kLeft, [reader](const Row& row) {
                       return InstantCell(row.has_recorded_at(), row.recorded_at(), reader);
                     }});
  fields->push_back(
      {labels::kEffectiveDate, Column::kLeft, [](const Row& row) { return Cell::Text(row.effective_date()); }});
  fields->push_back({labels::kKind, Column::kLeft, [locale](const Row& row) {
                       return Cell::TextShownAs(row.kind(), KindLabel(row.kind(), locale));
                     }});
}

void AddTranche(Fields* fields) {
  fields->push_back(
      {labels::kTranche, Column::kRight, [](const Row& row) { return NumberCell(row.tranche_number()); }});
}

void AddWhy(Fields* fields) {
  fields->push_back({labels::kActor, Column::kLeft, [](const Row& row) { return Cell::Text(row.actor()); }});
  fields->push_back(
      {labels::kBecause, Column::kLeft, [](const Row& row) { return ShortenedCell(row.because(), kBecauseShownMax); }});
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
  cells[0] = Cell::Text(In(locale, "tổng", "total"));
  for (size_t i = 0; i < cells.size(); ++i) {
    for (const Measure measure : kMeasures) {
      if (table.columns[i].key == MeasureColumn(measure).key) cells[i] = AmountCell(MeasureField(total, measure));
    }
  }
  return cells;
}

template <typename Rows>
Table PostingsTable(const Rows& postings, const v1::BalanceRow& total, const Reader& reader) {
  Fields fields;
  AddEvent(reader, &fields);
  AddLine(&fields);
  AddTranche(&fields);
  AddMeasure(reader.locale, &fields);
  fields.back().csv_only = true;
  AddAmount(true, &fields);
  AddMeasureColumns(&fields);
  AddWhy(&fields);
  Table table = TableOf(fields, postings, reader.locale);
  table.total = TotalCells(table, total, reader.locale);
  HideBlankColumns(table);
  return table;
}

std::string WithUnit(absl::string_view title, const v1::BalanceRow& row) {
  if (row.unit_id().empty()) return std::string(title);
  return absl::StrCat(title, ": ", row.unit_id(), row.unit_name().empty() ? "" : " ", row.unit_name());
}

}  // namespace

Table ExplanationTable(const v1::Explanation& explanation, const Reader& reader) {
  Table table = PostingsTable(explanation.postings(), explanation.total(), reader);
  table.title = WithUnit(In(reader.locale, "Giải trình số dư", "Explanation of a balance"), explanation.total());
  table.heading = BasisLines(explanation.basis(), reader);
  return table;
}

Table RestatementPostingsTable(const v1::Restatement& restatement, const Reader& reader) {
  Table table = PostingsTable(restatement.postings(), restatement.change(), reader);
  table.title = std::string(In(reader.locale, "Các bút toán làm nên thay đổi", "Postings that make the change"));
  table.when_empty = std::string(In(reader.locale, "(không có thay đổi)", "(nothing changed)"));
  return table;
}

Table ReplayStepsTable(const v1::ReplayReport& report, const Reader& reader) {
  Fields fields;
  AddEvent(reader, &fields);
  AddLine(&fields);
  AddTranche(&fields);
  AddMeasure(reader.locale, &fields);
  AddAmount(false, &fields);
  fields.push_back({{"balance_after_minor_units", "số dư sau đó", "balance after"}, Column::kRight, [](const Row& row) {
                      return AmountCell(row.balance_after());
                    }});
  AddWhy(&fields);
  Table table = TableOf(fields, report.steps(), reader.locale);
  table.title = std::string(In(reader.locale, "Diễn lại từng bước", "Replay step by step"));
  HideBlankColumns(table);
  return table;
}

Table ReplayTable(const v1::ReplayReport& report, const Reader& reader) {
  const Locale locale = reader.locale;
  std::vector<Field<v1::LineBalance>> fields;
  AddLine(&fields);
  AddMeasure(locale, &fields);
  fields.push_back(
      {labels::kAmount, Column::kRight, [](const v1::LineBalance& row) { return AmountCell(row.amount()); }});
  Table table = TableOf(fields, report.balances(), locale);
  HideBlankColumns(table);
  table.title = absl::StrCat(In(locale, "Số dư sau khi diễn lại đến số thứ tự ", "Balances after replay to sequence "),
                             report.replayed_to());
  table.notes = {absl::StrCat(In(locale, "đã đọc ", "read "), CountText(report.events(), locale),
                              In(locale, " sự kiện, gồm ", " events, which made "),
                              CountText(report.postings(), locale), In(locale, " bút toán", " postings"))};
  return table;
}

}  // namespace tranche
