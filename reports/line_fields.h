// The columns of a budget line, the same in every table that has them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "proto/event.pb.h"
#include "reports/field.h"
#include "reports/labels.h"
#include "reports/names.h"

namespace tranche {

// Appends a column for each part of the line that `line_of` returns for a row.
template <typename Row>
void AddLine(const Reader& reader, const v1::BudgetLine& (*line_of)(const Row&), std::vector<Field<Row>>* fields) {
  const auto add = [&](const Label& label, const std::string& (v1::BudgetLine::*part)() const, CellOfId cell) {
    fields->push_back({label, Column::kLeft,
                       [reader, line_of, part, cell](const Row& row) { return cell(reader, (line_of(row).*part)()); }});
  };
  add(labels::kUnit, &v1::BudgetLine::unit_id, UnitCell);
  add(labels::kSource, &v1::BudgetLine::source_id, SourceCell);
  fields->push_back({labels::kYear, Column::kLeft, [line_of](const Row& row) {
                       return NumberCell(static_cast<uint64_t>(line_of(row).fiscal_year()));
                     }});
  add(labels::kArea, &v1::BudgetLine::area_id, AreaCell);
  fields->push_back(
      {labels::kProject, Column::kLeft, [line_of](const Row& row) { return Cell::Text(line_of(row).project_id()); }});
}

template <typename Row>
void AddTranche(uint32_t (*tranche_of)(const Row&), std::vector<Field<Row>>* fields) {
  fields->push_back(
      {labels::kTranche, Column::kRight, [tranche_of](const Row& row) { return TrancheCell(tranche_of(row)); }});
}

// The same, and the number of the tranche (0: none), for tables with many other columns: people see them in one.
template <typename Row>
void AddLineInOne(const Reader& reader, const v1::BudgetLine& (*line_of)(const Row&),
                  uint32_t (*tranche_of)(const Row&), std::vector<Field<Row>>* fields) {
  fields->push_back({labels::kLine, Column::kLeft, [reader, line_of, tranche_of](const Row& row) {
                       return Cell::TextShownAs("", LineText(reader, line_of(row), tranche_of(row)));
                     }});
  fields->back().people_only = true;
  const size_t first = fields->size();
  AddLine(reader, line_of, fields);
  AddTranche(tranche_of, fields);
  for (size_t i = first; i < fields->size(); ++i) (*fields)[i].csv_only = true;
}

}  // namespace tranche
