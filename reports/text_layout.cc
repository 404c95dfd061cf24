#include "reports/text_layout.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "reports/printable.h"

namespace tranche {
namespace {

// The demand of a column that is `width` wide; columns that shorten come after all that wrap.
int WantedAt(const ColumnRoom& column, int width) {
  return column.shortens ? std::min(column.wanted, width + 1) : column.wanted;
}

int LeastAt(const ColumnRoom& column, int) { return std::max(column.least, column.narrowest); }

using RoomAt = int (*)(const ColumnRoom& column, int width);

// Distributes `left` more terminal columns, one by one, to the columns furthest below their `room`; returns what
// remains.
int Widen(const std::vector<ColumnRoom>& columns, RoomAt room, int left, std::vector<int>* widths) {
  for (; left > 0; --left) {
    size_t neediest = 0;
    for (size_t i = 1; i < columns.size(); ++i) {
      if (room(columns[i], (*widths)[i]) * (*widths)[neediest] >
          room(columns[neediest], (*widths)[neediest]) * (*widths)[i])
        neediest = i;
    }
    if (room(columns[neediest], (*widths)[neediest]) <= (*widths)[neediest]) return left;
    ++(*widths)[neediest];
  }
  return left;
}

// Where a word wider than `width` is broken: after the last mark that joins words, or at the edge.
size_t BreakOf(absl::string_view word, int width) {
  const size_t edge = BytesWithin(word, width);
  const size_t mark = word.substr(0, edge).find_last_of("|/,;:-_.");
  return mark == absl::string_view::npos || mark < edge / 2 ? edge : mark + 1;
}

}  // namespace

std::optional<std::vector<int>> FitColumns(const std::vector<ColumnRoom>& columns, int gap, int width_max) {
  if (columns.empty()) return std::vector<int>();
  std::vector<int> widths;
  int left = width_max - gap * static_cast<int>(columns.size() - 1);
  for (const ColumnRoom& column : columns) {
    widths.push_back(std::max({column.narrowest, width_max == 0 ? column.wanted : 0, 1}));
    left -= widths.back();
  }
  if (width_max == 0) return widths;
  if (left < 0) return std::nullopt;
  left = Widen(columns, LeastAt, left, &widths);
  Widen(columns, WantedAt, left, &widths);
  return widths;
}

std::vector<std::string> WrappedLines(absl::string_view text, int width) {
  std::vector<std::string> lines(1);
  int used = 0;
  for (absl::string_view word : absl::StrSplit(text, ' ', absl::SkipEmpty())) {
    int word_width = Printable(word).width;
    if (used > 0 && used + 1 + word_width <= width) {
      absl::StrAppend(&lines.back(), " ", word);
      used += 1 + word_width;
      continue;
    }
    if (used > 0) lines.emplace_back();
    while (word_width > width) {
      const size_t cut = BreakOf(word, width);
      absl::StrAppend(&lines.back(), word.substr(0, cut));
      lines.emplace_back();
      word.remove_prefix(cut);
      word_width = Printable(word).width;
    }
    absl::StrAppend(&lines.back(), word);
    used = word_width;
  }
  return lines;
}

std::string ShortenedTo(absl::string_view text, int width) {
  if (Printable(text).width <= width) return std::string(text);
  if (width <= 1) return "…";
  return absl::StrCat(text.substr(0, BytesWithin(text, width - 1)), "…");
}

int WidestWord(absl::string_view text, int word_max) {
  int widest = 0;
  for (const absl::string_view word : absl::StrSplit(text, ' ', absl::SkipEmpty())) {
    widest = std::max(widest, Printable(word).width);
  }
  return std::min(widest, word_max);
}

}  // namespace tranche
