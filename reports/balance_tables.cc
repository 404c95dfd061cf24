#include "reports/balance_tables.h"

#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "events/measure.h"
#include "projections/measure_fields.h"
#include "reports/balance_notes.h"
#include "reports/basis_lines.h"
#include "reports/field.h"

namespace tranche {
namespace {

using Row = v1::BalanceRow;
using Fields = std::vector<Field<Row>>;

struct AmountField {
  // People see the field where this measure is not zero; of plan and allocated always.
  Measure depends_on;
  Label label;
  std::function<Cell(const Row&)> cell;
};

Cell OptionalAmount(bool has, const std::string& digits) { return has ? AmountCell(digits) : Cell::NoAmount(); }

// What follows from the measures. The labels of the rates name their denominators.
std::vector<AmountField> DerivedFields() {
  return {
      {Measure::kAllocated,
       {"available_to_allocate_minor_units", "còn được phân bổ", "available to allocate"},
       [](const Row& row) { return OptionalAmount(row.has_available_to_allocate(), row.available_to_allocate()); }},
      {Measure::kAllocated,
       {"available_to_disburse_minor_units", "còn được giải ngân", "available to disburse"},
       [](const Row& row) { return OptionalAmount(row.has_available_to_disburse(), row.available_to_disburse()); }},
      {Measure::kAllocated,
       {"allocated_of_plan_percent", "phân bổ / kế hoạch", "allocated / plan"},
       [](const Row& row) { return Cell::Percent(row.allocated_of_plan().percent()); }},
      {Measure::kDisbursed,
       {"disbursed_of_allocated_percent", "giải ngân / phân bổ", "disbursed / allocated"},
       [](const Row& row) { return Cell::Percent(row.disbursed_of_allocated().percent()); }},
      {Measure::kExecuted,
       {"executed_of_plan_percent", "thực hiện / kế hoạch", "executed / plan"},
       [](const Row& row) { return Cell::Percent(row.executed_of_plan().percent()); }},
  };
}

// The measures, then what follows from them: the columns of amounts in their order.
const std::vector<AmountField>& AmountFields() {
  static const auto* const fields = [] {
    auto* all = new std::vector<AmountField>;
    for (const Measure measure : kMeasures)
      all->push_back({measure, MeasureColumn(measure),
                      [measure](const Row& row) { return AmountCell(MeasureField(row, measure)); }});
    for (AmountField& derived : DerivedFields()) all->push_back(std::move(derived));
    return all;
  }();
  return *fields;
}

Cell NameCell(const std::string& name, absl::string_view when_empty) {
  return name.empty() ? Cell::TextShownAs("", when_empty) : Cell::Text(name);
}

void AddUnit(Fields* fields) {
  fields->push_back({labels::kUnit, Column::kLeft, [](const Row& row) { return Cell::Text(row.unit_id()); }});
  fields->push_back({labels::kUnitName, Column::kLeft, [](const Row& row) { return Cell::Text(row.unit_name()); }});
}

void AddRegion(Locale locale, Fields* fields) {
  const absl::string_view none = In(locale, "(ngoài khu vực)", "(no region)");
  fields->push_back({{"region_id", "khu vực", "region"}, Column::kLeft, [none](const Row& row) {
                       return NameCell(row.region_id(), none);
                     }});
  fields->push_back({{"region_name", "tên khu vực", "region name"}, Column::kLeft, [](const Row& row) {
                       return Cell::Text(row.region_name());
                     }});
}

void AddDimension(absl::string_view dimension, Locale locale, Fields* fields) {
  if (dimension == "unit") AddUnit(fields);
  if (dimension == "region") AddRegion(locale, fields);
  if (dimension == "source") {
    fields->push_back({labels::kSource, Column::kLeft, [](const Row& row) { return Cell::Text(row.source_id()); }});
  }
  if (dimension == "year") {
    fields->push_back({labels::kFiscalYear, Column::kLeft,
                       [](const Row& row) { return Cell::Text(absl::StrCat(row.fiscal_year())); }});
  }
  if (dimension == "area") {
    const absl::string_view none = In(locale, "(không riêng)", "(no one area)");
    fields->push_back({labels::kArea, Column::kLeft, [none](const Row& row) { return NameCell(row.area_id(), none); }});
  }
  if (dimension == "project") {
    const absl::string_view none = In(locale, "(không có)", "(none)");
    fields->push_back(
        {labels::kProject, Column::kLeft, [none](const Row& row) { return NameCell(row.project_id(), none); }});
  }
}

void AddAmounts(const std::function<bool(const AmountField&)>& hides, Fields* fields) {
  for (const AmountField& amount : AmountFields()) {
    fields->push_back({amount.label, Column::kRight, amount.cell, hides(amount)});
  }
}

bool IsZero(const std::string& digits) { return digits.empty() || ParseDigits(digits) == 0; }

bool IsHiddenFor(const Row& row, Measure on) {
  return on != Measure::kPlan && on != Measure::kAllocated && IsZero(MeasureField(row, on));
}

bool IsHiddenThroughout(const v1::BalanceReport& report, Measure on) {
  return std::all_of(report.rows().begin(), report.rows().end(), [on](const Row& row) { return IsHiddenFor(row, on); });
}

bool HasNoAvailable(const v1::BalanceReport& report) {
  return std::none_of(report.rows().begin(), report.rows().end(),
                      [](const Row& row) { return row.has_available_to_allocate(); });
}

void AddIncomplete(const v1::BalanceReport& report, Locale locale, Fields* fields) {
  const bool all_complete =
      std::none_of(report.rows().begin(), report.rows().end(), [](const Row& row) { return row.incomplete(); });
  fields->push_back({{"incomplete", "chưa đủ", "incomplete"},
                     Column::kRight,
                     [locale](const Row& row) {
                       return Cell::TextShownAs(row.incomplete() ? "true" : "false", IncompleteMark(row, locale));
                     },
                     all_complete || report.by_size() == 0});
}

void AddCsvOnly(const v1::Basis& basis, Fields* fields) {
  fields->push_back(ForCsv<Row>({"member_count"}, [](const Row& row) { return Cell::Count(row.member_count()); }));
  fields->push_back(ForCsv<Row>({"members_without_record"}, [](const Row& row) {
    return Cell::Text(absl::StrJoin(row.members_without_record(), "|"));
  }));
  fields->push_back(ForCsv<Row>({"cannot_be_attributed"}, [](const Row& row) {
    return Cell::Text(row.cannot_be_attributed() ? "true" : "false");
  }));
  fields->push_back(ForCsv<Row>({"counts_in"}, [](const Row& row) { return Cell::Text(row.counts_in()); }));
  const Cell as_of = Cell::Text(basis.as_of());
  const Cell known_at = Cell::Text(absl::StrCat(basis.known_at_sequence()));
  const Cell boundaries = Cell::Text(basis.boundaries());
  const Cell grouping = Cell::Text(basis.grouping_id());
  fields->push_back(ForCsv<Row>({"as_of"}, [as_of](const Row&) { return as_of; }));
  fields->push_back(ForCsv<Row>({"known_at_sequence"}, [known_at](const Row&) { return known_at; }));
  fields->push_back(ForCsv<Row>({"boundaries"}, [boundaries](const Row&) { return boundaries; }));
  fields->push_back(ForCsv<Row>({"grouping_id"}, [grouping](const Row&) { return grouping; }));
}

// One row: its unit is in the title, so that only CSV repeats it.
Table TotalTable(const v1::BalanceReport& report, Locale locale) {
  Fields fields;
  AddUnit(&fields);
  for (Field<Row>& field : fields) field.csv_only = true;
  AddAmounts([](const AmountField&) { return false; }, &fields);
  AddIncomplete(report, locale, &fields);
  AddCsvOnly(report.basis(), &fields);
  Table table = TableOf(fields, report.rows(), locale);
  table.vertical = true;
  for (Column& column : table.columns) {
    if (column.key == MeasureColumn(Measure::kPlan).key) {
      column.label = std::string(In(locale, "kế hoạch (dự toán được duyệt)", "plan (approved)"));
    }
    if (column.key == MeasureColumn(Measure::kExecuted).key) {
      column.label = std::string(In(locale, "thực hiện (đã báo cáo)", "executed (reported)"));
    }
  }
  return table;
}

// The total has no dimensions: its first cell says what it is.
std::vector<Cell> TotalCells(const Fields& fields, size_t dimensions, const Row& total, Locale locale) {
  std::vector<Cell> cells = CellsOf(fields, total);
  for (size_t i = 0; i < dimensions; ++i) cells[i] = Cell::Text("");
  if (dimensions > 0) cells[0] = Cell::Text(In(locale, "tổng cộng", "total"));
  return cells;
}

Table GroupedTable(const v1::BalanceReport& report, Locale locale) {
  Fields fields;
  for (const std::string& dimension : report.by()) AddDimension(dimension, locale, &fields);
  const size_t dimensions = fields.size();
  AddAmounts([&](const AmountField& amount) { return IsHiddenThroughout(report, amount.depends_on); }, &fields);
  AddIncomplete(report, locale, &fields);
  AddCsvOnly(report.basis(), &fields);
  Table table = TableOf(fields, report.rows(), locale);
  table.total = TotalCells(fields, dimensions, report.total(), locale);
  return table;
}

void HideAvailable(Table& table) {
  for (Column& column : table.columns) {
    if (column.key.starts_with("available_to_")) column.csv_only = true;
  }
}

std::string BalanceTitle(const Row& total, Locale locale) {
  const std::string unit = UnitText(total);
  if (unit.empty()) return std::string(In(locale, "Số dư toàn sổ", "Balance of the whole ledger"));
  return absl::StrCat(In(locale, "Số dư của ", "Balance of "), unit);
}

struct RestatedRow {
  std::string key;  // before, after or change
  std::string shown;
  const Row* row;
};

Field<RestatedRow> Restated(const AmountField& amount, bool hides) {
  return {amount.label, Column::kRight,
          [show = amount.cell](const RestatedRow& restated) {
            const Cell cell = show(*restated.row);
            return cell.kind == Cell::Kind::kPercent && restated.key == "change" ? Cell::Percent("") : cell;
          },
          hides};
}

}  // namespace

Table BalanceTable(const v1::BalanceReport& report, const Reader& reader) {
  Table table = report.by_size() == 0 ? TotalTable(report, reader.locale) : GroupedTable(report, reader.locale);
  table.title = BalanceTitle(report.total(), reader.locale);
  table.heading = BasisLines(report.basis(), reader);
  table.notes = BalanceNotes(report, reader.locale);
  if (report.rows_size() > 0 && HasNoAvailable(report)) {
    HideAvailable(table);
    table.notes.push_back(AvailableNote(reader.locale));
  }
  return table;
}

Table RestatementTable(const v1::Restatement& restatement, const Reader& reader) {
  const Locale locale = reader.locale;
  const std::vector<RestatedRow> rows = {
      {"before", absl::StrCat(In(locale, "trước: ", "before: "), KnownAtText(restatement.from(), reader)),
       &restatement.before()},
      {"after", absl::StrCat(In(locale, "sau: ", "after: "), KnownAtText(restatement.to(), reader)),
       &restatement.after()},
      {"change", std::string(In(locale, "thay đổi", "change")), &restatement.change()}};
  std::vector<Field<RestatedRow>> fields = {
      {{"known", "theo sổ đến số thứ tự", "known at sequence"}, Column::kLeft, [](const RestatedRow& row) {
         return Cell::TextShownAs(row.key, row.shown);
       }}};
  for (const AmountField& amount : AmountFields()) {
    const bool hides =
        IsHiddenFor(restatement.before(), amount.depends_on) && IsHiddenFor(restatement.after(), amount.depends_on);
    fields.push_back(Restated(amount, hides));
  }
  Table table = TableOf(fields, rows, locale);
  HideBlankColumns(table);
  const std::string unit = UnitText(restatement.after());
  table.title = absl::StrCat(In(locale, "Điều đã thay đổi", "What changed"), unit.empty() ? "" : ": ", unit);
  table.heading = {absl::StrCat(In(locale, "tính đến ", "as of "), restatement.as_of())};
  return table;
}

}  // namespace tranche
