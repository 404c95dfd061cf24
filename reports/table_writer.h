// Writes a table row by row: text for people, CSV for programs. Memory is independent of the number of
// rows.
//
//   const auto writer = MakeTextTableWriter(style, sink);
//   if (absl::Status begun = writer->Begin(head); !begun.ok()) return begun;
//   ... for each row: writer->Row(cells) ...
//   return writer->End({total, notes});
//
// Thread safety: one thread at a time.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "reports/table.h"

namespace tranche {

// Receives the bytes of a table, in order. An error ends the output: the writing call returns it.
using TableSink = std::function<absl::Status(absl::string_view bytes)>;

class TableWriter {
 public:
  virtual ~TableWriter() = default;

  // Called once, first.
  virtual absl::Status Begin(TableHead head) = 0;
  // One cell for each column of the head.
  virtual absl::Status Row(std::vector<Cell> cells) = 0;
  // Called once, after the last row. The writer cannot be used afterwards.
  virtual absl::Status End(TableFoot foot) = 0;
};

// For people: title, heading, unit of money (if there are amounts), header, rows, total, notes; each line ends in LF.
// Amounts are never rounded: all amounts of a column have as many decimals as its most precise one needs (in a vertical
// table: all amounts of the table).
//
// Widths are measured, and blank columns omitted, on the first thousand rows, which are buffered until then. A later
// row that does not fit, or that has content in an omitted column, starts a new header.
//
// Within `style.width_max`, keys are shortened and texts wrap at words, long ones first; numbers and words (dates, ids,
// codes) are always whole, but for words of more than 32 columns. If a table still does not fit, or its texts take
// many lines, those that are the same in all measured rows are said once above the header, and long ones as
// "label: value" below each row; a later row that says something else than the line above starts a new header. If the
// numbers alone do not fit, or nothing fits and the width is less than 72, each row is written as "label: value" lines.
std::unique_ptr<TableWriter> MakeTextTableWriter(const TableStyle& style, TableSink sink);

// RFC 4180 with LF: a header of column keys, then the rows; no title, heading, total or notes. Amounts are in minor
// units, ungrouped. A field is quoted only if necessary.
std::unique_ptr<TableWriter> MakeCsvTableWriter(TableSink sink);

// Writes the whole of `table`.
absl::Status WriteTable(const Table& table, TableWriter* writer);

}  // namespace tranche
