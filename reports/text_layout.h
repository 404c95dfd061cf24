// Computes the column widths of a text table, and wraps texts inside columns.
//
// Thread safety: pure functions. Texts are printable (reports/printable.h); widths are terminal columns.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace tranche {

// The width requirements of a column.
struct ColumnRoom {
  int wanted = 0;         // no cell wraps
  int least = 0;          // no number and no short word breaks
  int narrowest = 0;      // no number breaks
  bool shortens = false;  // one line at any width
};

// A width for each column, with `gap` spaces between them and a total of at most `width_max` (0: unlimited), chosen to
// minimize the height of the tallest cell. Nothing if even the narrowest widths do not fit.
std::optional<std::vector<int>> FitColumns(const std::vector<ColumnRoom>& columns, int gap, int width_max);

// `text` broken at spaces into lines of at most `width` (1 or more); longer words are broken. At least one line.
std::vector<std::string> WrappedLines(absl::string_view text, int width);

// `text`, or a prefix of it and "…", in at most `width` (1 or more) columns.
std::string ShortenedTo(absl::string_view text, int width);

// The width of the widest word of `text`, at most `word_max`.
int WidestWord(absl::string_view text, int word_max);

}  // namespace tranche
