// Computes the column widths of a text table, and wraps texts inside columns.
//
// Thread safety: pure functions. Texts are printable (reports/printable.h); widths are terminal columns.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace tranche {

// The widths of the words of one text.
using WordWidths = std::vector<int>;

// The width requirements of a column.
struct ColumnRoom {
  int wanted = 1;                 // no text wraps
  int least = 1;                  // no number and no word breaks
  bool shortens = false;          // one line at any width
  std::vector<WordWidths> texts;  // what wraps below `wanted`, one for each cell
};

// A width for each column, with `gap` spaces between them and a total of at most `width_max` (0: unlimited). No column
// is narrower than its least. What is left goes where it saves most: long texts wrap so that short ones in many rows
// need not, and columns that shorten come last. Nothing if even the least widths do not fit.
//
// Cost: the product of the number of words and `width_max`.
std::optional<std::vector<int>> FitColumns(const std::vector<ColumnRoom>& columns, int gap, int width_max);

// How many lines a text takes in a column that is `width` (1 or more) wide.
int64_t HeightAt(const WordWidths& words, int width);

// The widths of the words of `text`.
WordWidths WordWidthsOf(absl::string_view text);

// `text` broken at spaces into lines of at most `width` (1 or more); only wider words are broken. At least one line.
std::vector<std::string> WrappedLines(absl::string_view text, int width);

// `text`, or a prefix of it and "…", in at most `width` (1 or more) columns.
std::string ShortenedTo(absl::string_view text, int width);

// The least width of a column with `text`: that of its widest word. A word of more than 32 columns, such as an address
// or a hash, may break, and needs 12.
int LeastWidth(absl::string_view text);

// LeastWidth(text) <= width, without measuring words that have no more bytes than that.
bool WordsFit(absl::string_view text, int width);

}  // namespace tranche
