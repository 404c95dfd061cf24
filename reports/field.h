// Tables built from fields: each column is declared with the function that fills it.
#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "reports/labels.h"
#include "reports/table.h"

namespace tranche {

// One column of a table with a line for each `Row`.
template <typename Row>
struct Field {
  Label label;
  Column::Align align = Column::kLeft;
  std::function<Cell(const Row&)> cell;
  bool csv_only = false;
  bool shortens = false;     // a key or a hash: Column::shortens
  bool people_only = false;  // Column::people_only
  std::string qualifier;     // in parentheses after the label: the time zone of instants
};

// A field shown only in CSV and JSON.
template <typename Row>
Field<Row> ForCsv(Label label, std::function<Cell(const Row&)> cell) {
  return {label, Column::kLeft, std::move(cell), true};
}

// The cells of one row.
template <typename Row>
std::vector<Cell> CellsOf(const std::vector<Field<Row>>& fields, const Row& row) {
  std::vector<Cell> cells;
  cells.reserve(fields.size());
  for (const Field<Row>& field : fields) cells.push_back(field.cell(row));
  return cells;
}

// The columns and rows of a table; `rows` is any range of Row.
template <typename Row, typename Rows>
Table TableOf(const std::vector<Field<Row>>& fields, const Rows& rows, Locale locale) {
  Table table;
  for (const Field<Row>& field : fields) {
    std::string label = Say(locale, field.label.english);
    if (!field.qualifier.empty()) label += " (" + field.qualifier + ")";
    table.columns.push_back(
        {std::string(field.label.key), label, field.align, field.csv_only, field.shortens, field.people_only});
  }
  for (const Row& row : rows) table.rows.push_back(CellsOf(fields, row));
  return table;
}

// A vertical table about one thing.
template <typename Row>
Table VerticalTableOf(const std::vector<Field<Row>>& fields, const Row& row, Locale locale) {
  Table table = TableOf(fields, std::vector<Row>{row}, locale);
  table.vertical = true;
  return table;
}

// Hides from people the columns that are blank in every row; a table without rows is left
// unchanged.
inline void HideBlankColumns(Table& table) {
  if (table.rows.empty()) return;
  for (size_t i = 0; i < table.columns.size(); ++i) {
    const bool blank =
        std::all_of(table.rows.begin(), table.rows.end(), [i](const auto& row) { return IsBlank(row[i]); });
    if (blank) table.columns[i].csv_only = true;
  }
}

}  // namespace tranche
