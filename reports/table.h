// A table as data. A command fills a Table, or its parts row by row (reports/table_writer.h); it does no formatting of
// its own.
//
// Invariant, checked when it is written: each row, and the total if there is one, has one cell for each column.
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

// One value of a table, of one of four kinds; created by the functions below.
struct Cell {
  enum class Kind { kText, kAmount, kCount, kPercent };

  // UTF-8 text, possibly untrusted: for people it is sanitized by reports/printable.h.
  static Cell Text(absl::string_view text);

  // Text shown to people as `shown`: a translation, or a shorter form. CSV has `text`.
  static Cell TextShownAs(absl::string_view text, absl::string_view shown);

  // An amount of money in minor units of TableStyle::currency.
  static Cell Amount(AmountSum minor);

  // An amount of which only the ends are known, both included: "1 to 3" for people. Not for CSV.
  static Cell AmountRange(AmountSum low, AmountSum high);

  // An amount that does not exist: "-" for people, empty in CSV.
  static Cell NoAmount();

  // A count: its digits are grouped for people, plain in CSV.
  static Cell Count(int64_t count);

  // A rate in percent, as a decimal string with a point: "25.6" is shown as
  // "25.6 %" or "25,6 %", and is 25.6 in CSV. Empty if there is no rate: "-"
  // for people, empty in CSV.
  static Cell Percent(absl::string_view decimal);

  Kind kind = Kind::kText;
  std::string text;                  // kText, kPercent
  std::optional<AmountSum> amount;   // kAmount; unset if there is none
  std::optional<AmountSum> high;     // kAmount: the end of a range that begins at `amount`
  int64_t count = 0;                 // kCount
  std::optional<std::string> shown;  // kText: what people see, if it is not `text`
};

struct Column {
  enum Align { kLeft, kRight };

  std::string key;           // header in CSV and JSON, English snake_case: "paid_minor_units"
  std::string label;         // header for people, already translated
  Align align = kLeft;       // kLeft for text; kRight for numbers
  bool csv_only = false;     // people do not see it
  bool shortens = false;     // a key or a hash: where the table is too wide it ends in "…" instead of wrapping
  bool people_only = false;  // not in CSV, because it repeats other columns
};

// The parts of a table known before its rows.
struct TableHead {
  std::string title;                 // empty: no title line
  std::vector<std::string> heading;  // lines below the title, for people only: what the table holds for
  std::vector<Column> columns;
  std::string when_empty;  // what people see instead of a table without rows; empty: the default text
  bool vertical = false;   // each row as "label: value" lines; the total is then not shown
};

// The parts of a table known after its rows.
struct TableFoot {
  std::vector<Cell> total;         // empty: no total row
  std::vector<std::string> notes;  // below the table, for people only
};

struct Table : TableHead, TableFoot {
  std::vector<std::vector<Cell>> rows;
};

struct TableStyle {
  Locale locale = Locale::kVietnamese;  // number format, and the few words that the table itself adds
  Currency currency = {"VND", 0};       // of every amount in the table
  MoneyUnit unit = MoneyUnit::kMinor;   // unit in which amounts are shown
  bool color = false;                   // bold title and total, negative amounts in red
  int width_max = 0;                    // terminal columns that no line exceeds; 0: unlimited
};

// True if the cell would be blank for people.
bool IsBlank(const Cell& cell);

// The table for people, as written by TextTableWriter.
std::string RenderForPeople(const Table& table, const TableStyle& style);

// The table as CSV, as written by CsvTableWriter.
std::string RenderCsv(const Table& table);

}  // namespace tranche
