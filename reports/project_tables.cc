#include "reports/project_tables.h"

#include <string>
#include <vector>

#include "reports/basis_lines.h"
#include "reports/field.h"
#include "reports/names.h"

namespace tranche {
namespace {

// A project and what one source gives it; the first of its rows says what it is.
struct Row {
  const v1::ProjectRow* project;
  const v1::ProjectMoney* money;
};
using Fields = std::vector<Field<Row>>;

void AddText(const Label& label, const std::string& (v1::ProjectRow::*text)() const, Fields* fields) {
  fields->push_back({label, Column::kLeft, [text](const Row& row) { return Cell::Text((row.project->*text)()); }});
}

void AddCsv(const Label& label, const std::string& (v1::ProjectRow::*text)() const, Fields* fields) {
  AddText(label, text, fields);
  fields->back().csv_only = true;
}

void AddAmount(const Label& label, const std::string& (v1::ProjectMoney::*digits)() const, Fields* fields) {
  fields->push_back({label, Column::kRight, [digits](const Row& row) { return AmountCell((row.money->*digits)()); }});
}

// "stopped from 2024-08-01 on (12/QD-BCT)".
Cell StatusCell(const v1::ProjectRow& project, Locale locale) {
  if (project.stop() == 0) return Cell::TextShownAs("", Say(locale, "running"));
  return Cell::TextShownAs(project.stopped_on(),
                           Say(locale, "stopped from {day} on ({decision})",
                               {{"day", project.stopped_on()}, {"decision", project.decision()}}));
}

void AddWhatItIs(const Reader& reader, Fields* fields) {
  AddText(Label("project_id", "project"), &v1::ProjectRow::project_id, fields);
  AddText(Label("name", "name"), &v1::ProjectRow::name, fields);
  fields->push_back(
      {labels::kUnit, Column::kLeft, [reader](const Row& row) { return UnitCell(reader, row.project->unit_id()); }});
  fields->push_back(
      {labels::kArea, Column::kLeft, [reader](const Row& row) { return AreaCell(reader, row.project->area_id()); }});
  AddText(Label("kind", "kind of project"), &v1::ProjectRow::kind, fields);
  AddCsv(Label("begin"), &v1::ProjectRow::begin, fields);
  AddCsv(Label("end"), &v1::ProjectRow::end, fields);
  AddCsv(Label("implementer"), &v1::ProjectRow::implementer, fields);
  AddCsv(Label("beneficiary"), &v1::ProjectRow::beneficiary, fields);
  AddCsv(Label("total_cost_minor_units"), &v1::ProjectRow::total_cost, fields);
}

std::vector<Row> RowsOf(const v1::ProjectList& list) {
  std::vector<Row> rows;
  for (const v1::ProjectRow& project : list.projects()) {
    for (const v1::ProjectMoney& money : project.money()) rows.push_back({&project, &money});
  }
  return rows;
}

}  // namespace

Table ProjectsTable(const v1::ProjectList& list, const Reader& reader) {
  const Locale locale = reader.locale;
  Fields fields;
  AddWhatItIs(reader, &fields);
  fields.push_back({labels::kSource, Column::kLeft,
                    [reader](const Row& row) { return SourceCell(reader, row.money->source_id()); }});
  AddAmount(Label("support_minor_units", "support"), &v1::ProjectMoney::support, &fields);
  AddAmount(Label("committed_minor_units", "committed"), &v1::ProjectMoney::committed, &fields);
  AddAmount(Label("disbursed_minor_units", "disbursed"), &v1::ProjectMoney::disbursed, &fields);
  AddAmount(Label("left_minor_units", "left"), &v1::ProjectMoney::left, &fields);
  fields.push_back({Label("stopped_on", "status"), Column::kLeft,
                    [locale](const Row& row) { return StatusCell(*row.project, locale); }});
  AddCsv(Label("decision"), &v1::ProjectRow::decision, &fields);
  fields.push_back({Label("registration", "event"), Column::kRight,
                    [](const Row& row) { return NumberCell(row.project->registration()); }});
  Table table = TableOf(fields, RowsOf(list), locale);
  table.title = Say(locale, "Projects");
  if (list.has_basis()) table.heading = BasisLines(list.basis(), reader);
  table.when_empty = Say(locale, "(no projects)");
  return table;
}

Table OutputsTable(const v1::OutputList& list, const Reader& reader) {
  using Output = v1::OutputRow;
  const Locale locale = reader.locale;
  std::vector<Field<Output>> fields;
  fields.push_back(
      {labels::kUnit, Column::kLeft, [reader](const Output& row) { return UnitCell(reader, row.unit_id()); }});
  fields.push_back({labels::kYear, Column::kRight,
                    [](const Output& row) { return NumberCell(static_cast<uint64_t>(row.fiscal_year())); }});
  fields.push_back({Label("indicator_id", "indicator"), Column::kLeft, [locale](const Output& row) {
                      const bool has_english = locale == Locale::kEnglish && !row.indicator_name_en().empty();
                      return Cell::TextShownAs(row.indicator_id(),
                                               has_english ? row.indicator_name_en() : row.indicator_name());
                    }});
  fields.push_back(
      {Label("quantity", "quantity"), Column::kRight, [](const Output& row) { return Cell::Text(row.quantity()); }});
  fields.push_back({Label("indicator_unit", "counted"), Column::kLeft,
                    [](const Output& row) { return Cell::Text(row.indicator_unit()); }});
  fields.push_back(
      {Label("reports", "reports"), Column::kRight, [](const Output& row) { return NumberCell(row.reports()); }});
  Table table = TableOf(fields, list.outputs(), locale);
  table.title = Say(locale, "Outputs");
  if (list.has_basis()) table.heading = BasisLines(list.basis(), reader);
  table.when_empty = Say(locale, "(no outputs)");
  return table;
}

}  // namespace tranche
