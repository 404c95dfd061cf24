#include "reports/text_layout.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "reports/printable.h"

namespace tranche {
namespace {

// What a column lacks most when it is `width` wide; what is shortened comes after all that wraps.
int WantedAt(const ColumnRoom& column, int width) {
  return column.shortens ? std::min(column.wanted, width + 1) : column.wanted;
}

// True when a cell of `a` takes more lines than one of `b`, at these widths.
bool IsTaller(const ColumnRoom& a, int width_a, const ColumnRoom& b, int width_b) {
  return WantedAt(a, width_a) * width_b > WantedAt(b, width_b) * width_a;
}

// Where a word of more than `width` columns breaks: after the last mark that joins words, or at the edge.
size_t BreakOf(absl::string_view word, int width) {
  const size_t edge = BytesWithin(word, width);
  const size_t mark = word.substr(0, edge).find_last_of("|/,;:-_.");
  return mark == absl::string_view::npos || mark < edge / 2 ? edge : mark + 1;
}

}  // namespace

std::optional<std::vector<int>> FitColumns(const std::vector<ColumnRoom>& columns, int gap, int width_max) {
  std::vector<int> widths;
  int wanted = columns.empty() ? 0 : gap * static_cast<int>(columns.size() - 1);
  int left = width_max - wanted;
  for (const ColumnRoom& column : columns) {
    widths.push_back(std::max(column.least, 1));
    wanted += std::max(column.wanted, widths.back());
    left -= widths.back();
  }
  const bool all_fit = width_max == 0 || wanted <= width_max;
  if (!all_fit && left < 0) return std::nullopt;
  for (size_t i = 0; all_fit && i < columns.size(); ++i) widths[i] = std::max(columns[i].wanted, widths[i]);
  for (; !all_fit && left > 0; --left) {
    size_t tallest = 0;
    for (size_t i = 1; i < columns.size(); ++i) {
      if (IsTaller(columns[i], widths[i], columns[tallest], widths[tallest])) tallest = i;
    }
    ++widths[tallest];
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
