// A table as data, and its two printed forms: aligned text for people, and CSV
// for programs. A command fills a Table; it does no formatting of its own.
//
// Invariant, checked on rendering: each row, and the total if there is one, has
// one cell for each column.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "events/money.h"
#include "import/amount_text.h"
#include "reports/amount_format.h"

namespace tranche {

// One value of a table, of one of four kinds; made by the functions below.
struct Cell {
  enum class Kind { kText, kAmount, kCount, kPercent };

  // UTF-8 text. For people, control characters become spaces, so that stored
  // text cannot steer the terminal, and invalid bytes become U+FFFD.
  static Cell Text(absl::string_view text);

  // Text that people see as `shown`: a translation, or a shorter form. CSV has `text`.
  static Cell TextShownAs(absl::string_view text, absl::string_view shown);

  // An amount of money in minor units of TableStyle::currency.
  static Cell Amount(AmountSum minor);

  // An amount that does not exist: "-" for people, empty in CSV.
  static Cell NoAmount();

  // A number of things: its digits are grouped for people, plain in CSV.
  static Cell Count(int64_t count);

  // A rate in percent, as a decimal string with a point: "25.6" is shown as
  // "25.6 %" or "25,6 %", and is 25.6 in CSV. Empty if there is no rate: "-"
  // for people, empty in CSV.
  static Cell Percent(absl::string_view decimal);

  Kind kind = Kind::kText;
  std::string text;                  // kText, kPercent
  std::optional<AmountSum> amount;   // kAmount; unset if there is none
  int64_t count = 0;                 // kCount
  std::optional<std::string> shown;  // kText: what people see, where it is not `text`
};

struct Column {
  enum Align { kLeft, kRight };

  std::string key;        // header in CSV, English snake_case: "paid_minor_units"
  std::string label;      // header for people, already translated
  Align align = kLeft;    // kLeft for text, kRight for numbers
  bool csv_only = false;  // people do not see it
};

struct Table {
  std::string title;                 // empty: no title line
  std::vector<std::string> heading;  // lines below the title, for people only: what the table holds for
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows;
  std::vector<Cell> total;         // empty: no total row
  std::vector<std::string> notes;  // below the table, for people only
  std::string when_empty;          // what people see in place of a table without rows; empty: the usual words
  bool vertical = false;           // each row as "label: value" lines; the total is then not shown
};

struct TableStyle {
  Locale locale = Locale::kVietnamese;  // number format, and the few words that a table adds
  Currency currency = {"VND", 0};       // of every amount in the table
  MoneyUnit unit = MoneyUnit::kMinor;   // unit in which amounts are shown
  bool color = false;                   // bold title and total, negative amounts in red
  int width_max = 0;                    // columns of the terminal, for wrapping notes; 0: unlimited
};

// The table for people: title, heading, unit of money (if there are amounts), header,
// rows, total, notes; each line ends in LF. Amounts are never rounded: all
// amounts of a column have the decimals that its most precise one needs (in a
// vertical table: all amounts of the table). No cell is cut: rows wider than
// `width_max` run on.
std::string RenderForPeople(const Table& table, const TableStyle& style);

// The table as CSV (RFC 4180, with LF): a header of column keys, then the rows;
// no title, heading, total or notes. Amounts are in minor units, ungrouped. A field is
// quoted only where it must be.
std::string RenderCsv(const Table& table);

}  // namespace tranche
