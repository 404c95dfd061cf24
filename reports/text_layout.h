// How wide the columns of a text table are, and how a text breaks inside its column.
//
// Thread safety: pure functions. Texts are printable (reports/printable.h); widths are terminal columns.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace tranche {

// How much room a column takes.
struct ColumnRoom {
  int wanted = 0;         // no cell wraps
  int least = 0;          // no number and no short word breaks
  int narrowest = 0;      // no number breaks
  bool shortens = false;  // one line at any width
};

// A width for each column, `gap` spaces between them, `width_max` in all or less (0: unlimited), so that the tallest
// cell has as few lines as can be. Nothing when even the least widths are too many.
std::optional<std::vector<int>> FitColumns(const std::vector<ColumnRoom>& columns, int gap, int width_max);

// `text` broken at spaces into lines of at most `width` (1 or more); words longer than that break inside. At least one
// line.
std::vector<std::string> WrappedLines(absl::string_view text, int width);

// `text`, or its beginning and "…" in `width` (1 or more) columns.
std::string ShortenedTo(absl::string_view text, int width);

// The widest word of `text`, or `word_max` if it is wider.
int WidestWord(absl::string_view text, int word_max);

}  // namespace tranche
