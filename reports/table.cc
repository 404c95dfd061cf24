#include "reports/table.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstddef>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "events/check.h"

namespace tranche {
namespace {

constexpr absl::string_view kBold = "\x1b[1m";
constexpr absl::string_view kReset = "\x1b[0m";
constexpr absl::string_view kRed = "\x1b[31m";
constexpr absl::string_view kDefaultColor = "\x1b[39m";  // leaves bold as it is
constexpr absl::string_view kReplacement = "\xEF\xBF\xBD";
constexpr absl::string_view kAbsent = "-";
constexpr int kGap = 2;  // spaces between columns

// Text as it goes to the terminal, and the terminal columns that it takes.
struct Piece {
  std::string text;
  int width = 0;
  bool negative_amount = false;
};

bool BreaksTheLine(utf8proc_int32_t codepoint) {
  const utf8proc_category_t category = utf8proc_category(codepoint);
  return category == UTF8PROC_CATEGORY_CC || category == UTF8PROC_CATEGORY_ZL || category == UTF8PROC_CATEGORY_ZP;
}

// Makes `text` safe to print on one line, and measures it.
Piece Printable(absl::string_view text) {
  Piece piece;
  while (!text.empty()) {
    utf8proc_int32_t codepoint = 0;
    const utf8proc_ssize_t size = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                                   static_cast<utf8proc_ssize_t>(text.size()), &codepoint);
    const size_t used = size > 0 ? static_cast<size_t>(size) : 1;
    if (size <= 0) {
      absl::StrAppend(&piece.text, kReplacement);
      piece.width += 1;
    } else if (BreaksTheLine(codepoint)) {
      piece.text += ' ';
      piece.width += 1;
    } else {
      absl::StrAppend(&piece.text, text.substr(0, used));
      piece.width += utf8proc_charwidth(codepoint);
    }
    text.remove_prefix(used);
  }
  return piece;
}

std::string PercentText(absl::string_view decimal, Locale locale) {
  if (decimal.empty()) return std::string(kAbsent);
  const absl::string_view mark = locale == Locale::kVietnamese ? "," : ".";
  return absl::StrCat(absl::StrReplaceAll(decimal, {{".", mark}}), " %");
}

std::string CellText(const Cell& cell, int decimals, const TableStyle& style) {
  switch (cell.kind) {
    case Cell::Kind::kText:
      return cell.shown ? *cell.shown : cell.text;
    case Cell::Kind::kAmount:
      if (!cell.amount) return std::string(kAbsent);
      return FormatAmountIn(*cell.amount, style.unit, decimals, style.locale, style.currency);
    case Cell::Kind::kCount:
      return ToGroupedDigits(cell.count, style.locale == Locale::kVietnamese ? '.' : ',');
    case Cell::Kind::kPercent:
      return PercentText(cell.text, style.locale);
  }
  TRANCHE_CHECK(false, "Cell of kind ", static_cast<int>(cell.kind));
}

Piece CellPiece(const Cell& cell, int decimals, const TableStyle& style) {
  Piece piece = Printable(CellText(cell, decimals, style));
  piece.negative_amount = cell.kind == Cell::Kind::kAmount && cell.amount && *cell.amount < 0;
  return piece;
}

int CellDecimals(const Cell& cell, const TableStyle& style) {
  if (cell.kind != Cell::Kind::kAmount || !cell.amount) return 0;
  // Cents are always shown: 1.00, not 1.
  if (style.unit == MoneyUnit::kMinor) return style.currency.minor_digits;
  return DecimalsNeeded(*cell.amount, style.unit, style.currency);
}

std::vector<int> ColumnDecimals(const Table& table, const TableStyle& style) {
  std::vector<int> decimals(table.columns.size(), 0);
  const auto widen = [&](const std::vector<Cell>& row) {
    for (size_t i = 0; i < row.size(); ++i) decimals[i] = std::max(decimals[i], CellDecimals(row[i], style));
  };
  for (const std::vector<Cell>& row : table.rows) widen(row);
  widen(table.total);
  // The amounts of a vertical table stand under each other: they share one number.
  if (table.vertical && !decimals.empty()) {
    std::fill(decimals.begin(), decimals.end(), *std::max_element(decimals.begin(), decimals.end()));
  }
  return decimals;
}

bool HasAmounts(const Table& table) {
  for (const std::vector<Cell>& row : table.rows) {
    for (const Cell& cell : row) {
      if (cell.kind == Cell::Kind::kAmount) return true;
    }
  }
  return false;
}

std::string UnitLine(const TableStyle& style) {
  const bool vietnamese = style.locale == Locale::kVietnamese;
  absl::string_view multiple;
  if (style.unit == MoneyUnit::kMillion) multiple = vietnamese ? "triệu " : "million ";
  if (style.unit == MoneyUnit::kBillion) multiple = vietnamese ? "tỷ " : "billion ";
  absl::string_view unit = style.currency.code;
  if (unit.empty()) unit = vietnamese ? "đơn vị nhỏ nhất" : "minor units";
  return absl::StrCat("(", multiple, unit, ")\n");
}

std::string Bold(absl::string_view text, const TableStyle& style) {
  return style.color ? absl::StrCat(kBold, text, kReset) : std::string(text);
}

std::string Padded(const Piece& piece, int width, Column::Align align, const TableStyle& style) {
  const std::string padding(static_cast<size_t>(std::max(0, width - piece.width)), ' ');
  const std::string text =
      style.color && piece.negative_amount ? absl::StrCat(kRed, piece.text, kDefaultColor) : piece.text;
  return align == Column::kLeft ? text + padding : padding + text;
}

std::string Rule(int width) {
  std::string rule;
  for (int i = 0; i < width; ++i) rule += "─";
  return rule + "\n";
}

using Line = std::vector<Piece>;

Line HeaderLine(const Table& table) {
  Line line;
  for (const Column& column : table.columns) line.push_back(Printable(column.label));
  return line;
}

Line RowLine(const std::vector<Cell>& row, const std::vector<int>& decimals, const TableStyle& style) {
  Line line;
  for (size_t i = 0; i < row.size(); ++i) line.push_back(CellPiece(row[i], decimals[i], style));
  return line;
}

std::string JoinLine(const Line& line, const std::vector<int>& widths, const Table& table, const TableStyle& style) {
  std::string joined;
  for (size_t i = 0; i < line.size(); ++i) {
    if (i > 0) joined.append(kGap, ' ');
    joined += Padded(line[i], widths[i], table.columns[i].align, style);
  }
  absl::StripTrailingAsciiWhitespace(&joined);
  return joined;
}

std::vector<int> LineWidths(const std::vector<Line>& lines, size_t columns) {
  std::vector<int> widths(columns, 0);
  for (const Line& line : lines) {
    for (size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], line[i].width);
  }
  return widths;
}

int SumOfWidths(const std::vector<int>& widths) {
  int sum = 0;
  for (const int width : widths) sum += width;
  return widths.empty() ? 0 : sum + kGap * static_cast<int>(widths.size() - 1);
}

std::string NoRows(const TableStyle& style) {
  return style.locale == Locale::kVietnamese ? "(không có dòng nào)\n" : "(no rows)\n";
}

std::string HorizontalBody(const Table& table, const TableStyle& style) {
  const std::vector<int> decimals = ColumnDecimals(table, style);
  const bool has_total = !table.total.empty() && !table.rows.empty();
  std::vector<Line> lines = {HeaderLine(table)};
  for (const std::vector<Cell>& row : table.rows) lines.push_back(RowLine(row, decimals, style));
  if (has_total) lines.push_back(RowLine(table.total, decimals, style));
  const std::vector<int> widths = LineWidths(lines, table.columns.size());
  const std::string rule = Rule(SumOfWidths(widths));

  std::string body = JoinLine(lines[0], widths, table, style) + "\n" + rule;
  for (size_t i = 1; i <= table.rows.size(); ++i) body += JoinLine(lines[i], widths, table, style) + "\n";
  if (has_total) body += rule + Bold(JoinLine(lines.back(), widths, table, style), style) + "\n";
  return table.rows.empty() ? body + NoRows(style) : body;
}

// "label:  value" lines; the right-aligned values share their right edge.
std::string VerticalBlock(const Line& labels, const Line& values, const Table& table, const TableStyle& style) {
  int label_width = 0;
  int number_width = 0;
  for (size_t i = 0; i < values.size(); ++i) {
    label_width = std::max(label_width, labels[i].width);
    if (table.columns[i].align == Column::kRight) number_width = std::max(number_width, values[i].width);
  }
  std::string block;
  for (size_t i = 0; i < values.size(); ++i) {
    const Piece label = {absl::StrCat(labels[i].text, ":"), labels[i].width + 1};
    const int value_width = table.columns[i].align == Column::kRight ? number_width : 0;
    std::string line = Padded(label, label_width + 1 + kGap, Column::kLeft, style) +
                       Padded(values[i], value_width, table.columns[i].align, style);
    absl::StripTrailingAsciiWhitespace(&line);
    block += line + "\n";
  }
  return block;
}

std::string VerticalBody(const Table& table, const TableStyle& style) {
  if (table.rows.empty()) return NoRows(style);
  const std::vector<int> decimals = ColumnDecimals(table, style);
  const Line labels = HeaderLine(table);
  std::string body;
  for (const std::vector<Cell>& row : table.rows) {
    if (!body.empty()) body += "\n";
    body += VerticalBlock(labels, RowLine(row, decimals, style), table, style);
  }
  return body;
}

// "note: ..." broken at spaces; further lines are indented below the text.
std::string NoteLines(absl::string_view note, const TableStyle& style) {
  const Piece prefix = Printable(style.locale == Locale::kVietnamese ? "ghi chú:" : "note:");
  std::string lines = prefix.text;
  int column = prefix.width;
  bool line_has_word = false;
  const Piece printable = Printable(note);
  for (const absl::string_view word : absl::StrSplit(printable.text, ' ', absl::SkipEmpty())) {
    const int width = Printable(word).width;
    if (line_has_word && style.width_max > 0 && column + 1 + width > style.width_max) {
      lines += "\n" + std::string(static_cast<size_t>(prefix.width), ' ');
      column = prefix.width;
    }
    absl::StrAppend(&lines, " ", word);
    column += 1 + width;
    line_has_word = true;
  }
  return lines + "\n";
}

void CheckShape(const Table& table) {
  for (const std::vector<Cell>& row : table.rows) {
    TRANCHE_CHECK(row.size() == table.columns.size(), "Table '", table.title, "': a row of ", row.size(), " cells for ",
                  table.columns.size(), " columns");
  }
  TRANCHE_CHECK(table.total.empty() || table.total.size() == table.columns.size(), "Table '", table.title,
                "': a total of ", table.total.size(), " cells for ", table.columns.size(), " columns");
}

std::vector<Cell> CellsShown(const std::vector<Cell>& row, const std::vector<Column>& columns) {
  std::vector<Cell> shown;
  for (size_t i = 0; i < row.size(); ++i) {
    if (!columns[i].csv_only) shown.push_back(row[i]);
  }
  return shown;
}

// The body of `table`, without the columns that are for CSV only.
Table ShownToPeople(const Table& table) {
  Table shown;
  shown.when_empty = table.when_empty;
  shown.vertical = table.vertical;
  for (const Column& column : table.columns) {
    if (!column.csv_only) shown.columns.push_back(column);
  }
  for (const std::vector<Cell>& row : table.rows) shown.rows.push_back(CellsShown(row, table.columns));
  shown.total = CellsShown(table.total, table.columns);
  return shown;
}

std::string Body(const Table& table, const TableStyle& style) {
  if (table.rows.empty() && !table.when_empty.empty()) return Printable(table.when_empty).text + "\n";
  return table.vertical ? VerticalBody(table, style) : HorizontalBody(table, style);
}

std::string CsvText(const Cell& cell) {
  if (cell.kind == Cell::Kind::kCount) return absl::StrCat(cell.count);
  if (cell.kind == Cell::Kind::kAmount) return cell.amount ? ToDigits(*cell.amount) : "";
  return cell.text;
}

std::string CsvField(absl::string_view text) {
  if (text.find_first_of(",\"\r\n") == absl::string_view::npos) return std::string(text);
  return absl::StrCat("\"", absl::StrReplaceAll(text, {{"\"", "\"\""}}), "\"");
}

std::string CsvLine(const std::vector<std::string>& fields) {
  // A line of one empty field would be an empty line, which readers skip.
  if (fields.size() == 1 && fields[0].empty()) return "\"\"\n";
  std::string line;
  for (size_t i = 0; i < fields.size(); ++i) absl::StrAppend(&line, i > 0 ? "," : "", CsvField(fields[i]));
  return line + "\n";
}

}  // namespace

Cell Cell::Text(absl::string_view text) {
  Cell cell;
  cell.text = std::string(text);
  return cell;
}

Cell Cell::TextShownAs(absl::string_view text, absl::string_view shown) {
  Cell cell = Text(text);
  cell.shown = std::string(shown);
  return cell;
}

Cell Cell::Amount(AmountSum minor) {
  Cell cell = NoAmount();
  cell.amount = minor;
  return cell;
}

Cell Cell::NoAmount() {
  Cell cell;
  cell.kind = Kind::kAmount;
  return cell;
}

Cell Cell::Count(int64_t count) {
  Cell cell;
  cell.kind = Kind::kCount;
  cell.count = count;
  return cell;
}

Cell Cell::Percent(absl::string_view decimal) {
  Cell cell = Text(decimal);
  cell.kind = Kind::kPercent;
  return cell;
}

std::string RenderForPeople(const Table& table, const TableStyle& style) {
  CheckShape(table);
  const Table shown = ShownToPeople(table);
  std::string out;
  if (!table.title.empty()) out += Bold(Printable(table.title).text, style) + "\n";
  for (const std::string& line : table.heading) out += Printable(line).text + "\n";
  if (HasAmounts(shown)) out += UnitLine(style);
  out += Body(shown, style);
  for (const std::string& note : table.notes) out += NoteLines(note, style);
  return out;
}

std::string RenderCsv(const Table& table) {
  CheckShape(table);
  std::vector<std::string> fields;
  for (const Column& column : table.columns) fields.push_back(column.key);
  std::string csv = CsvLine(fields);
  for (const std::vector<Cell>& row : table.rows) {
    fields.clear();
    for (const Cell& cell : row) fields.push_back(CsvText(cell));
    csv += CsvLine(fields);
  }
  return csv;
}

}  // namespace tranche
