#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "events/check.h"
#include "reports/cell_text.h"
#include "reports/column_places.h"
#include "reports/printable.h"
#include "reports/table_writer.h"
#include "reports/text_layout.h"
#include "reports/text_lines.h"
#include "reports/texts.h"

namespace tranche {
namespace {

constexpr absl::string_view kBold = "\x1b[1m";
constexpr absl::string_view kReset = "\x1b[0m";
constexpr size_t kMeasuredRows = 1000;
constexpr int kKeyMin = 8;  // minimum width of a shortened key
constexpr absl::string_view kBelowIndent = "    ";
constexpr absl::string_view kBetweenFields = " · ";
constexpr absl::string_view kNoBreakPercent = "\u00A0%";

using Cells = std::vector<Cell>;
using Texts = std::vector<PrintableText>;

// The measurements of a column so far.
struct Measured {
  int decimals = 0;
  int cells = 0;        // the widest cell
  int least_cells = 0;  // where its texts wrap
  bool has_content = false;
  bool may_leave = true;            // texts and rates
  bool is_same = true;              // all rows say `said`
  std::optional<std::string> said;  // by the first row
};

const std::string& SaidBy(const Cell& cell) { return cell.shown ? *cell.shown : cell.text; }

std::string Bold(absl::string_view text, const TableStyle& style) {
  return style.color ? absl::StrCat(kBold, text, kReset) : std::string(text);
}

std::string UnitLine(const TableStyle& style) {
  const std::string unit = style.currency.code.empty() ? Say(style.locale, "minor units") : style.currency.code;
  if (style.unit == MoneyUnit::kMillion) return Say(style.locale, "(million {currency})\n", {{"currency", unit}});
  if (style.unit == MoneyUnit::kBillion) return Say(style.locale, "(billion {currency})\n", {{"currency", unit}});
  return absl::StrCat("(", unit, ")\n");
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
  bool IsRed(const Cell& cell) const { return style_.color && IsNegative(cell); }

  // The width below which `shown`, the text of a cell, would break inside a word.
  int LeastOf(size_t column, const Cell& cell, const PrintableText& shown) const {
    if (head_.columns[column].shortens) return std::min(shown.width, kKeyMin);
    return Wraps(column, cell) ? LeastWidth(shown.text) : shown.width;
  }

  void Learn(const Cells& cells);
  void Measure(const Cells& cells);
  Texts ShownIn(const Cells& cells) const;
  bool Fits(const Cells& cells, const Texts& shown) const;
  bool Misses(const Cells& cells) const;
  bool HasAmounts() const;
  void Layout(const Cells& total);
  ColumnRoom RoomOf(size_t column, const Cells& total) const;
  // Whether the total has nothing to say in the column, or what all rows say.
  bool Agrees(size_t column, const Cell& total) const {
    return IsBlank(total) || SaidBy(total) == *measured_[column].said;
  }
  std::string FieldsOf(const std::vector<size_t>& columns, const Cells& cells) const;

  std::string HeaderLines() const;
  std::string RowLines(const Cells& cells, const Texts& shown) const;
  std::string Block(const Cells& cells) const;
  std::vector<size_t> ShownInBlock(const Cells& cells) const;
  // In a block, numbers are right-aligned only if the table was vertical to begin
  // with.
  bool IsNumber(size_t column) const { return head_.vertical && head_.columns[column].align == Column::kRight; }
  std::string Lines(const Cells& cells, const Texts& shown) const {
    return is_vertical_ ? Block(cells) : RowLines(cells, shown);
  }
  std::string Folded(absl::string_view text, absl::string_view prefix) const {
    return FoldedAfter(prefix, Printable(text).text, style_.width_max);
  }
  std::string FoldedFields(absl::string_view fields, absl::string_view prefix) const {
    return absl::StrReplaceAll(Folded(fields, prefix), {{kNoBreakPercent, " %"}});
  }
  int Width() const;
  absl::Status WriteHeld(const Cells& total);
  absl::Status WriteTotal(const Cells& total);

  const TableStyle style_;
  const TableSink sink_;
  TableHead head_;
  std::vector<Measured> measured_;
  std::vector<Cells> held_;    // buffered rows
  std::vector<size_t> shown_;  // the columns of the layout, once there is one
  std::vector<int> widths_;    // of shown_
  std::vector<size_t> above_;  // columns said once, because all rows say the same
  std::vector<size_t> below_;  // columns said below each row
  bool is_laid_out_ = false;   // rows are written immediately
  bool is_vertical_ = false;   // requested, or too wide
  bool has_rows_ = false;
  bool has_begun_body_ = false;
};

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
  Learn(cells);
  Measure(cells);
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

void TextTableWriter::Learn(const Cells& cells) {
  for (size_t i = 0; i < cells.size(); ++i) {
    Measured& column = measured_[i];
    column.has_content = column.has_content || !IsBlank(cells[i]);
    column.may_leave =
        column.may_leave && (cells[i].kind == Cell::Kind::kText || cells[i].kind == Cell::Kind::kPercent);
    if (!column.said) column.said = SaidBy(cells[i]);
    column.is_same = column.is_same && *column.said == SaidBy(cells[i]);
  }
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

// Whether the row has content in an omitted column, or says something else than the line above.
bool TextTableWriter::Misses(const Cells& cells) const {
  for (size_t i = 0; i < cells.size(); ++i) {
    if (!IsShown(i) && !head_.columns[i].csv_only && !IsBlank(cells[i])) return true;
  }
  return std::any_of(above_.begin(), above_.end(),
                     [&](size_t column) { return SaidBy(cells[column]) != *measured_[column].said; });
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
  std::vector<size_t> columns;
  std::vector<PlacedColumn> placed;
  for (size_t i = 0; i < head_.columns.size(); ++i) {
    if (!IsShown(i)) continue;
    const Measured& seen = measured_[i];
    columns.push_back(i);
    const bool is_same = seen.is_same && held_.size() > 1 && (total.empty() || Agrees(i, total[i]));
    placed.push_back({RoomOf(i, total), seen.cells, seen.may_leave, is_same});
  }
  const ColumnPlaces places = PlaceColumns(placed, kColumnGap, head_.vertical ? 0 : style_.width_max);
  const auto columns_of = [&](const std::vector<size_t>& indices) {
    std::vector<size_t> named;
    for (const size_t index : indices) named.push_back(columns[index]);
    return named;
  };
  shown_ = columns_of(places.inside);
  above_ = columns_of(places.above);
  below_ = columns_of(places.below);
  is_vertical_ = head_.vertical || places.is_vertical;
  widths_ = is_vertical_ ? std::vector<int>(shown_.size(), 0) : places.widths;
  is_laid_out_ = true;
}

// "label: value · label: value", without those that are blank; no line will end between a number and its "%".
std::string TextTableWriter::FieldsOf(const std::vector<size_t>& columns, const Cells& cells) const {
  std::string fields;
  for (const size_t column : columns) {
    if (IsBlank(cells[column])) continue;
    absl::StrAppend(&fields, fields.empty() ? "" : kBetweenFields, Printable(head_.columns[column].label).text, ": ",
                    absl::StrReplaceAll(ShownCell(cells[column], measured_[column].decimals, style_).text,
                                        {{" %", kNoBreakPercent}}));
  }
  return fields;
}

// The width of the columns inside, with the gaps between them.
int TextTableWriter::Width() const {
  int width = kColumnGap * static_cast<int>(std::max<size_t>(shown_.size(), 1) - 1);
  for (const int each : widths_) width += each;
  return width;
}

std::string TextTableWriter::HeaderLines() const {
  std::string above;
  if (!above_.empty() && !held_.empty())
    above = FoldedFields(
        Say(style_.locale, "the same in these rows: {fields}", {{"fields", FieldsOf(above_, held_[0])}}), "");
  std::vector<CellLines> labels;
  for (size_t i = 0; i < shown_.size(); ++i) {
    const Column& column = head_.columns[shown_[i]];
    labels.push_back({WrappedLines(Printable(column.label).text, std::max(1, widths_[i])), widths_[i], column.align});
  }
  return above + SideBySide(labels) + Rule(Width());
}

std::string TextTableWriter::RowLines(const Cells& cells, const Texts& shown) const {
  std::vector<CellLines> row;
  for (size_t i = 0; i < shown_.size(); ++i) {
    const Column& column = head_.columns[shown_[i]];
    row.push_back({{}, widths_[i], column.align, IsRed(cells[shown_[i]])});
    if (shown[i].width <= widths_[i]) {
      row.back().lines = {shown[i].text};
    } else if (column.shortens) {
      row.back().lines = {ShortenedTo(shown[i].text, widths_[i])};
    } else {
      row.back().lines = WrappedLines(shown[i].text, widths_[i]);
    }
  }
  const std::string below = FieldsOf(below_, cells);
  return SideBySide(row) + (below.empty() ? "" : FoldedFields(below, kBelowIndent));
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

std::string TextTableWriter::Block(const Cells& cells) const {
  int decimals = 0;  // the same for aligned amounts
  for (const Measured& column : measured_) decimals = std::max(decimals, column.decimals);
  std::vector<LabelledValue> values;
  for (const size_t column : ShownInBlock(cells)) {
    values.push_back({Printable(head_.columns[column].label).text, ShownCell(cells[column], decimals, style_),
                      IsNumber(column), IsRed(cells[column])});
  }
  return LabelledLines(values, style_.width_max);
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
  const bool agrees = !has_total || std::all_of(above_.begin(), above_.end(),
                                                [&](size_t column) { return Agrees(column, total[column]); });
  if (!is_laid_out_ || !agrees || (has_total && !Fits(total, ShownIn(total)))) {
    if (absl::Status written = WriteHeld(has_total ? total : Cells()); !written.ok()) return written;
  }
  if (!has_rows_) return sink_(Say(style_.locale, "(no rows)\n"));
  if (!has_total) return absl::OkStatus();
  const std::string lines = Lines(total, ShownIn(total));
  return sink_((is_vertical_ ? "\n" : Rule(Width())) + Bold(absl::StripSuffix(lines, "\n"), style_) + "\n");
}

}  // namespace

std::unique_ptr<TableWriter> MakeTextTableWriter(const TableStyle& style, TableSink sink) {
  return std::make_unique<TextTableWriter>(style, std::move(sink));
}

}  // namespace tranche
