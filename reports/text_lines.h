// The lines of a text table: cells side by side, labels with their values, texts folded below a prefix.
//
// Thread safety: pure functions. Texts are printable (reports/printable.h); widths are terminal columns.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "reports/printable.h"
#include "reports/table.h"

namespace tranche {

constexpr int kColumnGap = 2;  // spaces between columns, and between a label and its value

// A cell of one row: its lines, each at most `width` wide.
struct CellLines {
  std::vector<std::string> lines;
  int width = 1;
  Column::Align align = Column::kLeft;
  bool is_red = false;
};

// A value with its label. Numbers share their right edge.
struct LabelledValue {
  std::string label;
  PrintableText value;
  bool is_number = false;
  bool is_red = false;
};

// The cells of one row beside each other; as many lines as the highest cell has.
std::string SideBySide(const std::vector<CellLines>& cells);

// "label:  value" lines within `width_max` (0: unlimited). A value that does not fit beside its label is below it.
std::string LabelledLines(const std::vector<LabelledValue>& values, int width_max);

// `text` after `prefix` within `width_max` (0: unlimited); further lines are indented below the text.
std::string FoldedAfter(absl::string_view prefix, absl::string_view text, int width_max);

// A line of `width`.
std::string Rule(int width);

}  // namespace tranche
