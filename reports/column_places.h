// Where each column of a text table goes, so that the table fits and is not tall: inside it, into the line above it if
// all rows say the same, or below each row.
//
// Thread safety: pure functions. Widths are terminal columns.
#pragma once

#include <cstddef>
#include <vector>

#include "reports/text_layout.h"

namespace tranche {

// A column that is to be placed.
struct PlacedColumn {
  ColumnRoom room;         // the first of its texts is the label
  int cells = 1;           // width of the widest cell
  bool may_leave = false;  // texts and rates; amounts and counts stay in their columns
  bool is_same = false;    // every row says the same
};

// Indices of columns, each ascending, and the widths of those inside.
struct ColumnPlaces {
  std::vector<size_t> inside;
  std::vector<int> widths;
  std::vector<size_t> above;
  std::vector<size_t> below;
  bool is_vertical = false;  // nothing helps: all columns are inside, without widths
};

// Places columns with `gap` spaces between them in at most `width_max` (0: unlimited). If they do not fit inside, or
// one of them takes more than three lines for each cell with a text, columns that may leave and are the same in every
// row go above. If that does not suffice, others go below, those with the widest cells first. The first column stays,
// since it says which row it is. In less than 72 terminal columns nothing leaves.
//
// Cost: that of FitColumns for each column that leaves.
ColumnPlaces PlaceColumns(const std::vector<PlacedColumn>& columns, int gap, int width_max);

}  // namespace tranche
