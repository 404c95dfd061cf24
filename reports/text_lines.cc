#include "reports/text_lines.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "reports/text_layout.h"

namespace tranche {
namespace {

constexpr absl::string_view kRed = "\x1b[31m";
constexpr absl::string_view kDefaultColor = "\x1b[39m";  // does not change bold
constexpr int kFoldedMin = 4;                            // minimum width to which a text is folded

void AppendPadded(absl::string_view text, int width, Column::Align align, bool is_red, std::string* out) {
  const auto padding = static_cast<size_t>(std::max(0, width - PrintableWidth(text)));
  if (align == Column::kRight) out->append(padding, ' ');
  absl::StrAppend(out, is_red ? kRed : "", text, is_red ? kDefaultColor : "");
  if (align == Column::kLeft) out->append(padding, ' ');
}

std::string Padded(absl::string_view text, int width, Column::Align align, bool is_red) {
  std::string padded;
  AppendPadded(text, width, align, is_red, &padded);
  return padded;
}

bool FitsBeside(absl::string_view label, int width, int width_max) {
  return width_max == 0 || PrintableWidth(label) + width <= width_max;
}

}  // namespace

std::string SideBySide(const std::vector<CellLines>& cells) {
  size_t height = 1;
  for (const CellLines& cell : cells) height = std::max(height, cell.lines.size());
  std::string joined;
  std::string text;
  for (size_t line = 0; line < height; ++line) {
    text.clear();
    for (size_t i = 0; i < cells.size(); ++i) {
      if (i > 0) text.append(kColumnGap, ' ');
      const bool is_there = line < cells[i].lines.size();
      AppendPadded(is_there ? absl::string_view(cells[i].lines[line]) : absl::string_view(), cells[i].width,
                   cells[i].align, is_there && cells[i].is_red, &text);
    }
    absl::StripTrailingAsciiWhitespace(&text);
    absl::StrAppend(&joined, text, "\n");
  }
  return joined;
}

std::string LabelledLines(const std::vector<LabelledValue>& values, int width_max) {
  int label_width = 0;
  int number_width = 0;
  for (const LabelledValue& each : values) {
    label_width = std::max(label_width, PrintableWidth(each.label));
    if (each.is_number) number_width = std::max(number_width, each.value.width);
  }
  std::string block;
  for (const LabelledValue& each : values) {
    const std::string name = absl::StrCat(each.label, ":");
    const std::string label = Padded(name, label_width + 1 + kColumnGap, Column::kLeft, false);
    std::string lines;
    if (each.is_number && FitsBeside(label, number_width, width_max)) {
      lines = label + Padded(each.value.text, number_width, Column::kRight, each.is_red);
    } else if (FitsBeside(label, LeastWidth(each.value.text), width_max)) {
      lines = FoldedAfter(label, each.value.text, width_max);
    } else {
      lines = FoldedAfter("", name, width_max) + FoldedAfter(std::string(kColumnGap, ' '), each.value.text, width_max);
    }
    absl::StripTrailingAsciiWhitespace(&lines);
    block += lines + "\n";
  }
  return block;
}

std::string FoldedAfter(absl::string_view prefix, absl::string_view text, int width_max) {
  if (width_max == 0) return absl::StrCat(prefix, text, "\n");
  const int indent = PrintableWidth(prefix);
  std::string folded;
  for (const std::string& line : WrappedLines(text, std::max(kFoldedMin, width_max - indent))) {
    absl::StrAppend(&folded, folded.empty() ? std::string(prefix) : std::string(static_cast<size_t>(indent), ' '), line,
                    "\n");
  }
  return folded;
}

std::string Rule(int width) {
  std::string rule;
  for (int i = 0; i < width; ++i) rule += "─";
  return rule + "\n";
}

}  // namespace tranche
