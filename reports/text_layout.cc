#include "reports/text_layout.h"

#include <algorithm>
#include <numeric>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "reports/printable.h"

namespace tranche {
namespace {

constexpr int64_t kCostOfOne = 1000;
constexpr int kWordMax = 32;        // a longer word may break
constexpr int kBrokenWordMin = 12;  // and its parts are at least so wide

int LeastOfWord(int width) { return width > kWordMax ? kBrokenWordMin : width; }

// What a reader pays for the column at each width from its least to its wanted one. A text costs the square of its
// height, so that one of three lines is worse than two of two, by its length, so that a short one in many lines is
// worse than a long one.
std::vector<int64_t> CostsOf(const ColumnRoom& column, int most) {
  std::vector<int64_t> costs;
  for (int width = column.least; width <= std::min(column.wanted, most); ++width) {
    int64_t cost = 0;
    for (const WordWidths& words : column.texts) {
      const int64_t height = HeightAt(words, width);
      cost += height * height * kCostOfOne / (std::accumulate(words.begin(), words.end(), 0) + 1);
    }
    costs.push_back(cost);
  }
  return costs;
}

// One column widened: what it saves, for so many terminal columns.
struct Widening {
  size_t column = 0;
  int by = 0;
  int64_t saved = 0;

  bool IsBetterThan(const Widening& other) const { return saved * std::max(other.by, 1) > other.saved * by; }
};

// The widening by at most `left` that saves most for each terminal column.
Widening BestOf(const std::vector<std::vector<int64_t>>& costs, const std::vector<int>& widened, int left) {
  Widening best;
  for (size_t i = 0; i < costs.size(); ++i) {
    const size_t at = static_cast<size_t>(widened[i]);
    for (int by = 1; by <= left && at + static_cast<size_t>(by) < costs[i].size(); ++by) {
      const Widening each = {i, by, costs[i][at] - costs[i][at + static_cast<size_t>(by)]};
      if (each.saved > 0 && each.IsBetterThan(best)) best = each;
    }
  }
  return best;
}

// Distributes `left` more terminal columns to the columns that wrap; returns what remains.
int WidenTexts(const std::vector<ColumnRoom>& columns, int left, std::vector<int>* widths) {
  std::vector<std::vector<int64_t>> costs;
  for (const ColumnRoom& column : columns)
    costs.push_back(column.shortens ? std::vector<int64_t>() : CostsOf(column, column.least + left));
  std::vector<int> widened(columns.size(), 0);
  for (Widening best = BestOf(costs, widened, left); best.saved > 0; best = BestOf(costs, widened, left)) {
    widened[best.column] += best.by;
    left -= best.by;
  }
  for (size_t i = 0; i < columns.size(); ++i) (*widths)[i] += widened[i];
  return left;
}

// Where a word wider than `width` is broken: after the last mark that joins words, or at the edge.
size_t BreakOf(absl::string_view word, int width) {
  const size_t edge = BytesWithin(word, width);
  const size_t mark = word.substr(0, edge).find_last_of("|/,;:-_.");
  return mark == absl::string_view::npos || mark < edge / 2 ? edge : mark + 1;
}

}  // namespace

int64_t HeightAt(const WordWidths& words, int width) {
  int64_t lines = 1;
  int used = 0;
  for (const int word : words) {
    if (used > 0 && used + 1 + word <= width) {
      used += 1 + word;
      continue;
    }
    lines += (used > 0 ? 1 : 0) + (word - 1) / width;
    used = (word - 1) % width + 1;
  }
  return lines;
}

std::optional<std::vector<int>> FitColumns(const std::vector<ColumnRoom>& columns, int gap, int width_max) {
  if (columns.empty()) return std::vector<int>();
  std::vector<int> wanted;
  std::vector<int> widths;
  for (const ColumnRoom& column : columns) {
    wanted.push_back(std::max(column.wanted, 1));
    widths.push_back(std::max(column.least, 1));
  }
  const int room = width_max - gap * static_cast<int>(columns.size() - 1);
  if (width_max == 0 || std::accumulate(wanted.begin(), wanted.end(), 0) <= room) return wanted;
  int left = room - std::accumulate(widths.begin(), widths.end(), 0);
  if (left < 0) return std::nullopt;
  left = WidenTexts(columns, left, &widths);
  for (size_t i = 0; i < columns.size(); ++i) {
    if (!columns[i].shortens) continue;
    const int more = std::min(left, wanted[i] - widths[i]);
    widths[i] += more;
    left -= more;
  }
  return widths;
}

std::vector<std::string> WrappedLines(absl::string_view text, int width) {
  std::vector<std::string> lines(1);
  int used = 0;
  for (absl::string_view word : absl::StrSplit(text, ' ', absl::SkipEmpty())) {
    int word_width = PrintableWidth(word);
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
      word_width = PrintableWidth(word);
    }
    absl::StrAppend(&lines.back(), word);
    used = word_width;
  }
  return lines;
}

std::string ShortenedTo(absl::string_view text, int width) {
  if (PrintableWidth(text) <= width) return std::string(text);
  if (width <= 1) return "…";
  return absl::StrCat(text.substr(0, BytesWithin(text, width - 1)), "…");
}

WordWidths WordWidthsOf(absl::string_view text) {
  WordWidths widths;
  for (const absl::string_view word : absl::StrSplit(text, ' ', absl::SkipEmpty())) {
    widths.push_back(PrintableWidth(word));
  }
  return widths;
}

int LeastWidth(absl::string_view text) {
  int least = 0;
  for (const int word : WordWidthsOf(text)) least = std::max(least, LeastOfWord(word));
  return least;
}

bool WordsFit(absl::string_view text, int width) {
  for (const absl::string_view word : absl::StrSplit(text, ' ', absl::SkipEmpty())) {
    if (word.size() > static_cast<size_t>(width) && LeastOfWord(PrintableWidth(word)) > width) return false;
  }
  return true;
}

}  // namespace tranche
