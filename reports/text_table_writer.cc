#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "events/check.h"
#include "reports/cell_text.h"
#include "reports/printable.h"
#include "reports/table_writer.h"
#include "reports/text_layout.h"
#include "reports/texts.h"

namespace tranche {
namespace {

constexpr absl::string_view kBold = "\x1b[1m";
constexpr absl::string_view kReset = "\x1b[0m";
constexpr absl::string_view kRed = "\x1b[31m";
constexpr absl::string_view kDefaultColor = "\x1b[39m";  // does not change bold
constexpr size_t kMeasuredRows = 1000;
constexpr int kGap = 2;        // spaces between columns
constexpr int kKeyMin = 8;     // minimum width of a shortened key
constexpr int kFoldedMin = 4;  // minimum width to which a note or a value is folded

using Cells = std::vector<Cell>;
using Texts = std::vector<PrintableText>;

// The measurements of a column so far.
struct Measured {
  int decimals = 0;
  int cells = 0;        // the widest cell
  int least_cells = 0;  // where its texts wrap
  bool has_content = false;
};

std::string Bold(absl::string_view text, const TableStyle& style) {
  return style.color ? absl::StrCat(kBold, text, kReset) : std::string(text);
}

std::string Rule(int width) {
  std::string rule;
  for (int i = 0; i < width; ++i) rule += "─";
  return rule + "\n";
}

std::string UnitLine(const TableStyle& style) {
  const std::string unit = style.currency.code.empty() ? Say(style.locale, "minor units") : style.currency.code;
  if (style.unit == MoneyUnit::kMillion) return Say(style.locale, "(million {currency})\n", {{"currency", unit}});
  if (style.unit == MoneyUnit::kBillion) return Say(style.locale, "(billion {currency})\n", {{"currency", unit}});
  return absl::StrCat("(", unit, ")\n");
}

std::string Padded(absl::string_view text, int width, Column::Align align, absl::string_view color) {
  const std::string padding(static_cast<size_t>(std::max(0, width - Printable(text).width)), ' ');
  const std::string colored = color.empty() ? std::string(text) : absl::StrCat(color, text, kDefaultColor);
  return align == Column::kLeft ? colored + padding : padding + colored;
}

class TextTableWriter : public TableWriter {
 public:
  TextTableWriter(const TableStyle& style, TableSink sink) : style_(style), sink_(std::move(sink)) {}

  absl::Status Begin(TableHead head) override;
  absl::Status Row(Cells cells) override;
  absl::Status End(TableFoot foot) override;

 private:
  bool Wraps(size_t column, const Cell& cell) const {
    return (cell.kind == Cell::Kind::kText || cell.high) && !head_.columns[column].shortens;
  }
  bool IsShown(size_t column) const {
    const Column& about = head_.columns[column];
    return !about.csv_only && (head_.vertical || !has_rows_ || measured_[column].has_content);
  }
  absl::string_view ColorOf(const Cell& cell) const { return style_.color && IsNegative(cell) ? kRed : ""; }

  // The width below which `shown`, the text of a cell, would break inside a word.
  int LeastOf(size_t column, const Cell& cell, const PrintableText& shown) const {
    if (head_.columns[column].shortens) return std::min(shown.width, kKeyMin);
    return Wraps(column, cell) ? LeastWidth(shown.text) : shown.width;
  }

  void Measure(const Cells& cells);
  Texts ShownIn(const Cells& cells) const;
  bool Fits(const Cells& cells, const Texts& shown) const;
  bool Misses(const Cells& cells) const;
  bool HasAmounts() const;
  void Layout(const Cells& total);
  ColumnRoom RoomOf(size_t column, const Cells& total) const;

  std::string HeaderLines() const;
  std::string RowLines(const Cells& cells, const Texts& shown) const;
  std::string Join(const std::vector<std::vector<std::string>>& lines,
                   const std::vector<absl::string_view>& colors) const;
  std::string Block(const Cells& cells) const;
  std::vector<size_t> ShownInBlock(const Cells& cells) const;
  // In a block, numbers are right-aligned only if the table was vertical to begin
  // with.
  bool IsNumber(size_t column) const { return head_.vertical && head_.columns[column].align == Column::kRight; }
  std::string Lines(const Cells& cells, const Texts& shown) const {
    return is_vertical_ ? Block(cells) : RowLines(cells, shown);
  }
  std::string Folded(absl::string_view text, absl::string_view prefix) const;
  bool FitsBeside(absl::string_view label, int width) const {
    return style_.width_max == 0 || Printable(label).width + width <= style_.width_max;
  }
  absl::Status WriteHeld(const Cells& total);
  absl::Status WriteTotal(const Cells& total);

  const TableStyle style_;
  const TableSink sink_;
  TableHead head_;
  std::vector<Measured> measured_;
  std::vector<Cells> held_;    // buffered rows
  std::vector<size_t> shown_;  // the columns of the layout, once there is one
  std::vector<int> widths_;    // of shown_
  bool is_laid_out_ = false;   // rows are written immediately
  bool is_vertical_ = false;   // requested, or too wide
  bool has_rows_ = false;
  bool has_begun_body_ = false;
};

// `text` after `prefix`, within the width; further lines are indented below the text.
std::string TextTableWriter::Folded(absl::string_view text, absl::string_view prefix) const {
  const int indent = Printable(prefix).width;
  const std::string safe = Printable(text).text;
  if (style_.width_max == 0) return absl::StrCat(prefix, safe, "\n");
  std::string folded;
  for (const std::string& line : WrappedLines(safe, std::max(kFoldedMin, style_.width_max - indent))) {
    absl::StrAppend(&folded, folded.empty() ? std::string(prefix) : std::string(static_cast<size_t>(indent), ' '), line,
                    "\n");
  }
  return folded;
}

absl::Status TextTableWriter::Begin(TableHead head) {
  head_ = std::move(head);
  measured_.resize(head_.columns.size());
  std::string text;
  if (!head_.title.empty()) text += Bold(absl::StripSuffix(Folded(head_.title, ""), "\n"), style_) + "\n";
  for (const std::string& line : head_.heading) text += Folded(line, "");
  return sink_(text);
}

absl::Status TextTableWriter::Row(Cells cells) {
  TRANCHE_CHECK(cells.size() == head_.columns.size(), "Table '", head_.title, "': a row of ", cells.size(),
                " cells for ", head_.columns.size(), " columns");
  has_rows_ = true;
  if (is_laid_out_ && !Misses(cells)) {
    const Texts shown = ShownIn(cells);
    if (Fits(cells, shown)) return sink_(Lines(cells, shown));
  }
  is_laid_out_ = false;
  Measure(cells);
  for (size_t i = 0; i < cells.size(); ++i) {
    measured_[i].has_content = measured_[i].has_content || !IsBlank(cells[i]);
  }
  held_.push_back(std::move(cells));
  return held_.size() < kMeasuredRows ? absl::OkStatus() : WriteHeld({});
}

absl::Status TextTableWriter::End(TableFoot foot) {
  std::string text;
  if (!has_rows_ && !head_.when_empty.empty()) {
    text = Folded(head_.when_empty, "");
  } else if (absl::Status written = WriteTotal(foot.total); !written.ok()) {
    return written;
  }
  const std::string label = absl::StrCat(Say(style_.locale, "note:"), " ");
  for (const std::string& note : foot.notes) text += Folded(note, label);
  return sink_(text);
}

void TextTableWriter::Measure(const Cells& cells) {
  for (size_t i = 0; i < cells.size(); ++i) {
    Measured& column = measured_[i];
    column.decimals = std::max(column.decimals, DecimalsOf(cells[i], style_));
    const PrintableText shown = ShownCell(cells[i], column.decimals, style_);
    column.cells = std::max(column.cells, shown.width);
    column.least_cells = std::max(column.least_cells, LeastOf(i, cells[i], shown));
  }
}

// The texts of a row in the current columns; none of one that becomes a block.
Texts TextTableWriter::ShownIn(const Cells& cells) const {
  Texts shown;
  if (is_vertical_) return shown;
  shown.reserve(shown_.size());
  for (const size_t column : shown_) shown.push_back(ShownCell(cells[column], measured_[column].decimals, style_));
  return shown;
}

// Whether a row fits in the current columns.
bool TextTableWriter::Fits(const Cells& cells, const Texts& shown) const {
  for (size_t i = 0; i < shown_.size(); ++i) {
    const Cell& cell = cells[shown_[i]];
    if (DecimalsOf(cell, style_) > measured_[shown_[i]].decimals) return false;
    if (is_vertical_ || head_.columns[shown_[i]].shortens) continue;
    if (shown[i].width <= widths_[i]) continue;
    if (!Wraps(shown_[i], cell) || !WordsFit(shown[i].text, widths_[i])) return false;
  }
  return true;
}

// Whether the row has content in an omitted column.
bool TextTableWriter::Misses(const Cells& cells) const {
  for (size_t i = 0; i < cells.size(); ++i) {
    if (!IsShown(i) && !head_.columns[i].csv_only && !IsBlank(cells[i])) return true;
  }
  return false;
}

bool TextTableWriter::HasAmounts() const {
  return std::any_of(held_.begin(), held_.end(), [&](const Cells& row) {
    return std::any_of(shown_.begin(), shown_.end(),
                       [&](size_t column) { return row[column].kind == Cell::Kind::kAmount; });
  });
}

ColumnRoom TextTableWriter::RoomOf(size_t column, const Cells& total) const {
  const PrintableText label = Printable(head_.columns[column].label);
  const Measured& seen = measured_[column];
  ColumnRoom room = {std::max({label.width, seen.cells, 1}),
                     std::max({LeastWidth(label.text), seen.least_cells, 1}),
                     head_.columns[column].shortens,
                     {WordWidthsOf(label.text)}};
  const auto add = [&](const Cells& row) {
    if (row.empty() || !Wraps(column, row[column])) return;
    room.texts.push_back(WordWidthsOf(ShownCell(row[column], seen.decimals, style_).text));
  };
  for (const Cells& row : held_) add(row);
  add(total);
  return room;
}

void TextTableWriter::Layout(const Cells& total) {
  shown_.clear();
  for (size_t i = 0; i < head_.columns.size(); ++i) {
    if (IsShown(i)) shown_.push_back(i);
  }
  std::vector<ColumnRoom> rooms;
  for (const size_t column : shown_) rooms.push_back(RoomOf(column, total));
  const std::optional<std::vector<int>> widths = FitColumns(rooms, kGap, style_.width_max);
  is_vertical_ = head_.vertical || !widths.has_value();
  widths_ = widths.value_or(std::vector<int>(shown_.size(), 0));
  is_laid_out_ = true;
}

// The wrapped cells of one row, joined side by side.
std::string TextTableWriter::Join(const std::vector<std::vector<std::string>>& lines,
                                  const std::vector<absl::string_view>& colors) const {
  size_t height = 1;
  for (const std::vector<std::string>& cell : lines) height = std::max(height, cell.size());
  std::string joined;
  for (size_t line = 0; line < height; ++line) {
    std::string text;
    for (size_t i = 0; i < lines.size(); ++i) {
      if (i > 0) text.append(kGap, ' ');
      const bool is_there = line < lines[i].size();
      text +=
          Padded(is_there ? lines[i][line] : "", widths_[i], head_.columns[shown_[i]].align, is_there ? colors[i] : "");
    }
    absl::StripTrailingAsciiWhitespace(&text);
    joined += text + "\n";
  }
  return joined;
}

std::string TextTableWriter::HeaderLines() const {
  std::vector<std::vector<std::string>> lines;
  int width = shown_.empty() ? 0 : kGap * static_cast<int>(shown_.size() - 1);
  for (size_t i = 0; i < shown_.size(); ++i) {
    lines.push_back(WrappedLines(Printable(head_.columns[shown_[i]].label).text, std::max(1, widths_[i])));
    width += widths_[i];
  }
  return Join(lines, std::vector<absl::string_view>(lines.size())) + Rule(width);
}

std::string TextTableWriter::RowLines(const Cells& cells, const Texts& shown) const {
  std::vector<std::vector<std::string>> lines;
  std::vector<absl::string_view> colors;
  for (size_t i = 0; i < shown_.size(); ++i) {
    const Cell& cell = cells[shown_[i]];
    colors.push_back(ColorOf(cell));
    if (shown[i].width <= widths_[i]) {
      lines.push_back({shown[i].text});
    } else if (head_.columns[shown_[i]].shortens) {
      lines.push_back({ShortenedTo(shown[i].text, widths_[i])});
    } else {
      lines.push_back(WrappedLines(shown[i].text, widths_[i]));
    }
  }
  return Join(lines, colors);
}

// The columns shown in a block; if it replaces a row that was too wide, only those
// with content.
std::vector<size_t> TextTableWriter::ShownInBlock(const Cells& cells) const {
  std::vector<size_t> shown;
  for (const size_t column : shown_) {
    if (head_.vertical || !IsBlank(cells[column])) shown.push_back(column);
  }
  return shown;
}

// "label:  value" lines; the right-aligned values share their right edge. A value that does not fit beside its label is
// written below it.
std::string TextTableWriter::Block(const Cells& cells) const {
  int decimals = 0;  // the same for aligned amounts
  for (const Measured& column : measured_) decimals = std::max(decimals, column.decimals);
  int label_width = 0;
  int number_width = 0;
  std::vector<PrintableText> values;
  const std::vector<size_t> shown = ShownInBlock(cells);
  for (const size_t column : shown) {
    values.push_back(ShownCell(cells[column], decimals, style_));
    label_width = std::max(label_width, Printable(head_.columns[column].label).width);
    if (IsNumber(column)) number_width = std::max(number_width, values.back().width);
  }
  std::string block;
  for (size_t i = 0; i < shown.size(); ++i) {
    const Column& column = head_.columns[shown[i]];
    const std::string name = absl::StrCat(Printable(column.label).text, ":");
    const std::string label = Padded(name, label_width + 1 + kGap, Column::kLeft, "");
    std::string lines;
    if (IsNumber(shown[i]) && FitsBeside(label, number_width)) {
      lines = label + Padded(values[i].text, number_width, column.align, ColorOf(cells[shown[i]]));
    } else if (FitsBeside(label, LeastWidth(values[i].text))) {
      lines = Folded(values[i].text, label);
    } else {
      lines = Folded(name, "") + Folded(values[i].text, std::string(kGap, ' '));
    }
    absl::StripTrailingAsciiWhitespace(&lines);
    block += lines + "\n";
  }
  return block;
}

// Writes a header and the buffered rows; the total is measured with them.
absl::Status TextTableWriter::WriteHeld(const Cells& total) {
  if (!total.empty()) Measure(total);
  // Measures again, now that the decimals are known.
  for (const Cells& row : held_) Measure(row);
  Layout(total);
  std::string text;
  if (HasAmounts() && !has_begun_body_) text += UnitLine(style_);
  if (!is_vertical_) text += HeaderLines();
  if (absl::Status written = sink_(text); !written.ok()) return written;
  for (size_t i = 0; i < held_.size(); ++i) {
    const bool is_between = is_vertical_ && (i > 0 || has_begun_body_);
    if (absl::Status written = sink_((is_between ? "\n" : "") + Lines(held_[i], ShownIn(held_[i]))); !written.ok())
      return written;
  }
  has_begun_body_ = has_begun_body_ || !held_.empty();
  held_.clear();
  return absl::OkStatus();
}

absl::Status TextTableWriter::WriteTotal(const Cells& total) {
  TRANCHE_CHECK(total.empty() || total.size() == head_.columns.size(), "Table '", head_.title, "': a total of ",
                total.size(), " cells for ", head_.columns.size(), " columns");
  const bool has_total = !total.empty() && has_rows_ && !head_.vertical;
  if (!is_laid_out_ || (has_total && !Fits(total, ShownIn(total)))) {
    if (absl::Status written = WriteHeld(has_total ? total : Cells()); !written.ok()) return written;
  }
  if (!has_rows_) return sink_(Say(style_.locale, "(no rows)\n"));
  if (!has_total) return absl::OkStatus();
  int width = kGap * static_cast<int>(std::max<size_t>(shown_.size(), 1) - 1);
  for (const int each : widths_) width += each;
  const std::string lines = Lines(total, ShownIn(total));
  return sink_((is_vertical_ ? "\n" : Rule(width)) + Bold(absl::StripSuffix(lines, "\n"), style_) + "\n");
}

}  // namespace

std::unique_ptr<TableWriter> MakeTextTableWriter(const TableStyle& style, TableSink sink) {
  return std::make_unique<TextTableWriter>(style, std::move(sink));
}

}  // namespace tranche
