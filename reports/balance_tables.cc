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
#include "reports/names.h"

namespace tranche {
namespace {

using Row = v1::BalanceRow;
using Fields = std::vector<Field<Row>>;

struct AmountField {
  Label label;
  std::function<Cell(const Row&)> cell;
  // The field is hidden from people if this is true for every row.
  std::function<bool(const Row&)> is_zero;
  // Likewise where there is only one row.
  bool is_rare = false;
};

Cell OptionalAmount(bool has, const std::string& digits) { return has ? AmountCell(digits) : Cell::NoAmount(); }

bool IsZero(const std::string& digits) { return digits.empty() || ParseDigits(digits) == 0; }

// For the primary amounts of an answer: shown even if zero.
bool IsNeverHidden(const Row&) { return false; }

// What is not told is 0.
Cell MeasureCell(const Row& row, Measure measure) {
  const std::string& digits = MeasureField(row, measure);
  return digits.empty() ? Cell::Amount(0) : AmountCell(digits);
}

AmountField FieldOf(Measure measure) {
  const auto cell = [measure](const Row& row) { return MeasureCell(row, measure); };
  const auto is_zero = [measure](const Row& row) { return IsZero(MeasureField(row, measure)); };
  if (measure == Measure::kPlan || measure == Measure::kAllocated) return {MeasureColumn(measure), cell, IsNeverHidden};
  return {MeasureColumn(measure), cell, is_zero, !kMeasureTable[IndexOf(measure)].is_always_told};
}

// The fields derived from the measures. The labels of the rates name their
// denominators.
std::vector<AmountField> DerivedFields() {
  return {
      {Label("available_to_allocate_minor_units", "available to allocate"),
       [](const Row& row) { return OptionalAmount(row.has_available_to_allocate(), row.available_to_allocate()); },
       IsNeverHidden},
      {Label("available_to_disburse_minor_units", "available to disburse"),
       [](const Row& row) { return OptionalAmount(row.has_available_to_disburse(), row.available_to_disburse()); },
       [](const Row& row) { return IsZero(row.available_to_disburse()) && !row.has_undisbursed(); }},
      {Label("free_minor_units", "free"),
       [](const Row& row) {
         return OptionalAmount(row.has_available_to_disburse(),
                               row.has_free() ? row.free() : row.available_to_disburse());
       },
       [](const Row& row) { return !row.has_free(); }, true},
      {Label("allocated_of_plan_percent", "allocated / plan"),
       [](const Row& row) { return Cell::Percent(row.allocated_of_plan().percent()); },
       [](const Row& row) { return row.has_allocated_of_plan() && row.allocated_of_plan().percent().empty(); }},
      {Label("disbursed_of_allocated_percent", "disbursed / allocated"),
       [](const Row& row) { return Cell::Percent(row.disbursed_of_allocated().percent()); },
       [](const Row& row) { return IsZero(row.disbursed()); }},
      {Label("executed_of_plan_percent", "executed / plan"),
       [](const Row& row) { return Cell::Percent(row.executed_of_plan().percent()); },
       [](const Row& row) { return IsZero(row.executed()); }},
  };
}

// The columns of amounts in order: the measures, then the fields derived from them.
const std::vector<AmountField>& AmountFields() {
  static const auto* const kFields = [] {
    auto* all = new std::vector<AmountField>;
    for (const Measure measure : kMeasures) all->push_back(FieldOf(measure));
    for (AmountField& derived : DerivedFields()) all->push_back(std::move(derived));
    return all;
  }();
  return *kFields;
}

Cell NameCell(const std::string& name, absl::string_view when_empty) {
  return name.empty() ? Cell::TextShownAs("", when_empty) : Cell::Text(name);
}

void AddUnit(const Reader& reader, Fields* fields) {
  fields->push_back({labels::kUnit, Column::kLeft, [](const Row& row) { return Cell::Text(row.unit_id()); }});
  fields->push_back({labels::kUnitName, Column::kLeft, [reader](const Row& row) {
                       return Cell::TextShownAs(row.unit_name(), NameOfUnit(reader, row.unit_id(), row.unit_name()));
                     }});
}

void AddRegion(const Reader& reader, Fields* fields) {
  const std::string none = Say(reader.locale, "(no region)");
  fields->push_back({Label("region_id", "region"), Column::kLeft,
                     [none](const Row& row) { return NameCell(row.region_id(), none); }});
  fields->push_back({Label("region_name", "region name"), Column::kLeft, [reader](const Row& row) {
                       return Cell::TextShownAs(row.region_name(),
                                                NameOfUnit(reader, row.region_id(), row.region_name()));
                     }});
}

void AddDimension(absl::string_view dimension, const Reader& reader, Fields* fields) {
  const Locale locale = reader.locale;
  if (dimension == "unit") AddUnit(reader, fields);
  if (dimension == "region") AddRegion(reader, fields);
  if (dimension == "source") {
    fields->push_back(
        {labels::kSource, Column::kLeft, [reader](const Row& row) { return SourceCell(reader, row.source_id()); }});
  }
  if (dimension == "year") {
    fields->push_back({labels::kFiscalYear, Column::kLeft,
                       [](const Row& row) { return Cell::Text(absl::StrCat(row.fiscal_year())); }});
  }
  if (dimension == "area") {
    const std::string none = Say(locale, "(no one area)");
    fields->push_back({labels::kArea, Column::kLeft, [none, reader](const Row& row) {
                         return row.area_id().empty() ? NameCell("", none) : AreaCell(reader, row.area_id());
                       }});
  }
  if (dimension == "project") {
    const std::string none = Say(locale, "(none)");
    fields->push_back(
        {labels::kProject, Column::kLeft, [none](const Row& row) { return NameCell(row.project_id(), none); }});
  }
}

void AddAmounts(const std::function<bool(const AmountField&)>& hides, Fields* fields) {
  for (const AmountField& amount : AmountFields()) {
    fields->push_back({amount.label, Column::kRight, amount.cell, hides(amount)});
  }
}

bool IsZeroThroughout(const v1::BalanceReport& report, const AmountField& amount) {
  return std::all_of(report.rows().begin(), report.rows().end(), amount.is_zero);
}

bool HasNoAvailable(const v1::BalanceReport& report) {
  return std::none_of(report.rows().begin(), report.rows().end(),
                      [](const Row& row) { return row.has_available_to_allocate(); });
}

void AddIncomplete(const v1::BalanceReport& report, bool is_page, Locale locale, Fields* fields) {
  const bool all_complete =
      std::none_of(report.rows().begin(), report.rows().end(), [](const Row& row) { return row.incomplete(); });
  fields->push_back({Label("incomplete", "incomplete"), Column::kRight,
                     [locale](const Row& row) {
                       return Cell::TextShownAs(row.incomplete() ? "true" : "false", IncompleteMark(row, locale));
                     },
                     !is_page && (all_complete || report.by_size() == 0)});
}

void AddCsvOnly(const v1::Basis& basis, Fields* fields) {
  fields->push_back(ForCsv<Row>(Label("member_count"), [](const Row& row) { return Cell::Count(row.member_count()); }));
  fields->push_back(ForCsv<Row>(Label("members_without_record"), [](const Row& row) {
    return Cell::Text(absl::StrJoin(row.members_without_record(), "|"));
  }));
  fields->push_back(ForCsv<Row>(Label("members_incomplete"), [](const Row& row) {
    return Cell::Text(absl::StrJoin(row.members_incomplete(), "|"));
  }));
  fields->push_back(ForCsv<Row>(Label("plan_incomplete"), [](const Row& row) {
    return Cell::Text(IsIncomplete(row, Measure::kPlan) ? "true" : "false");
  }));
  fields->push_back(ForCsv<Row>(Label("executed_incomplete"), [](const Row& row) {
    return Cell::Text(IsIncomplete(row, Measure::kExecuted) ? "true" : "false");
  }));
  fields->push_back(ForCsv<Row>(Label("cannot_be_attributed"), [](const Row& row) {
    return Cell::Text(row.cannot_be_attributed() ? "true" : "false");
  }));
  fields->push_back(ForCsv<Row>(Label("counts_in"), [](const Row& row) { return Cell::Text(row.counts_in()); }));
  const Cell as_of = Cell::Text(basis.as_of());
  const Cell known_at = Cell::Text(absl::StrCat(basis.known_at_sequence()));
  const Cell boundaries = Cell::Text(basis.boundaries());
  const Cell grouping = Cell::Text(basis.grouping_id());
  fields->push_back(ForCsv<Row>(Label("as_of"), [as_of](const Row&) { return as_of; }));
  fields->push_back(ForCsv<Row>(Label("known_at_sequence"), [known_at](const Row&) { return known_at; }));
  fields->push_back(ForCsv<Row>(Label("boundaries"), [boundaries](const Row&) { return boundaries; }));
  fields->push_back(ForCsv<Row>(Label("grouping_id"), [grouping](const Row&) { return grouping; }));
}

// A single row: its unit is in the title, so only CSV repeats it.
Table TotalTable(const v1::BalanceReport& report, const Reader& reader) {
  const Locale locale = reader.locale;
  Fields fields;
  AddUnit(reader, &fields);
  for (Field<Row>& field : fields) field.csv_only = true;
  AddAmounts([&](const AmountField& amount) { return amount.is_rare && IsZeroThroughout(report, amount); }, &fields);
  AddIncomplete(report, false, locale, &fields);
  AddCsvOnly(report.basis(), &fields);
  Table table = TableOf(fields, report.rows(), locale);
  table.vertical = true;
  for (Column& column : table.columns) {
    if (column.key == MeasureColumn(Measure::kPlan).key) {
      column.label = Say(locale, "plan (approved)");
    }
    if (column.key == MeasureColumn(Measure::kExecuted).key) {
      column.label = Say(locale, "executed (reported)");
    }
  }
  return table;
}

// The total has no dimensions: its first cell says what it is.
std::vector<Cell> TotalCells(const Fields& fields, size_t dimensions, const Row& total, Locale locale) {
  std::vector<Cell> cells = CellsOf(fields, total);
  for (size_t i = 0; i < dimensions; ++i) cells[i] = Cell::Text("");
  if (dimensions > 0) cells[0] = Cell::Text(Say(locale, "total"));
  return cells;
}

Table GroupedTable(const v1::BalanceReport& report, const Reader& reader, bool is_page) {
  const Locale locale = reader.locale;
  Fields fields;
  for (const std::string& dimension : report.by()) AddDimension(dimension, reader, &fields);
  const size_t dimensions = fields.size();
  AddAmounts([&](const AmountField& amount) { return !is_page && IsZeroThroughout(report, amount); }, &fields);
  AddIncomplete(report, is_page, locale, &fields);
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

std::string BalanceTitle(const Row& total, const Reader& reader) {
  const std::string unit = UnitText(reader, total.unit_id(), total.unit_name());
  if (unit.empty()) return Say(reader.locale, "Balance of the whole ledger");
  return Say(reader.locale, "Balance of {unit}", {{"unit", unit}});
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
            return cell.kind == Cell::Kind::kPercent && restated.key == "change" ? Cell::NoAmount() : cell;
          },
          hides};
}

}  // namespace

Table BalanceTable(const v1::BalanceReport& report, const Reader& reader, bool is_page) {
  Table table = report.by_size() == 0 ? TotalTable(report, reader) : GroupedTable(report, reader, is_page);
  table.title = BalanceTitle(report.total(), reader);
  table.heading = BasisLines(report.basis(), reader);
  if (report.rows_size() > 0 && HasNoAvailable(report)) HideAvailable(table);
  BalanceNoteMaker notes(table.columns, reader);
  notes.Take(report);
  table.notes = notes.Notes();
  return table;
}

Table RestatementTable(const v1::Restatement& restatement, const Reader& reader) {
  const Locale locale = reader.locale;
  const std::vector<RestatedRow> rows = {
      {"before", Say(locale, "before: {known_at}", {{"known_at", KnownAtText(restatement.from(), reader)}}),
       &restatement.before()},
      {"after", Say(locale, "after: {known_at}", {{"known_at", KnownAtText(restatement.to(), reader)}}),
       &restatement.after()},
      {"change", Say(locale, "change"), &restatement.change()}};
  std::vector<Field<RestatedRow>> fields = {
      {Label("known", "known at sequence"), Column::kLeft,
       [](const RestatedRow& row) { return Cell::TextShownAs(row.key, row.shown); }}};
  for (const AmountField& amount : AmountFields()) {
    const bool hides = amount.is_zero(restatement.before()) && amount.is_zero(restatement.after());
    fields.push_back(Restated(amount, hides));
  }
  Table table = TableOf(fields, rows, locale);
  const Row& after = restatement.after();
  const std::string unit = UnitText(reader, after.unit_id(), after.unit_name());
  table.title = absl::StrCat(Say(locale, "What changed"), unit.empty() ? "" : ": ", unit);
  v1::Basis asked = restatement.to();
  asked.set_as_of(restatement.as_of());
  table.heading = QuestionLines(asked, reader);
  if (restatement.available_in_parts()) table.notes.push_back(InPartsNote(locale));
  return table;
}

}  // namespace tranche
