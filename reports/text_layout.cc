#include "reports/text_layout.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "reports/printable.h"

namespace tranche {
namespace {

// `least`, or up to `cap` of what is wanted.
int WidthUnder(int cap, const ColumnRoom& column) { return std::max(column.least, std::min(column.wanted, cap)); }

int SumUnder(int cap, const std::vector<ColumnRoom>& columns) {
  int sum = 0;
  for (const ColumnRoom& column : columns) sum += WidthUnder(cap, column);
  return sum;
}

// Where a word of more than `width` columns breaks: after the last mark that joins words, or at the edge.
size_t BreakOf(absl::string_view word, int width) {
  const size_t edge = BytesWithin(word, width);
  const size_t mark = word.substr(0, edge).find_last_of("|/,;:-_.");
  return mark == absl::string_view::npos || mark < edge / 2 ? edge : mark + 1;
}

}  // namespace

std::optional<std::vector<int>> FitColumns(const std::vector<ColumnRoom>& columns, int gap, int width_max) {
  int widest = 0;
  for (const ColumnRoom& column : columns) widest = std::max(widest, std::max(column.wanted, column.least));
  const int gaps = columns.empty() ? 0 : gap * static_cast<int>(columns.size() - 1);
  const int room = width_max == 0 ? SumUnder(widest, columns) : width_max - gaps;
  int cap = widest;
  while (cap > 0 && SumUnder(cap, columns) > room) --cap;
  if (SumUnder(cap, columns) > room) return std::nullopt;
  std::vector<int> widths;
  int left = room - SumUnder(cap, columns);
  for (const ColumnRoom& column : columns) {
    const int width = WidthUnder(cap, column);
    const int more = left > 0 && width < column.wanted ? 1 : 0;
    widths.push_back(width + more);
    left -= more;
  }
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
