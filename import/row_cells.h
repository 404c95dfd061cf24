// One row of a CSV file, cell by cell, and the errors in it. A bad cell does not stop parsing: all errors of a file are
// reported at once, each with the file, the line, the column, what was found and what was wanted.
//
// Thread safety: not thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "events/civil_date.h"
#include "import/csv_file.h"
#include "proto/event.pb.h"

namespace tranche {

// The event stated by a row.
struct RowEvent {
  // The file that has the row.
  std::string path;
  v1::Event event;
  // The line on which it starts, from 1.
  int64_t line = 0;
  // The file gives it no key, so it gets a derived one (import/row_keys.h).
  bool is_keyed_by_content = false;
};

// The errors of a file, by line; those of one line in the order in which they were found.
class RowErrors {
 public:
  // Adds what is wrong, with its place. line  of the row, from 1; 0: of the file as a whole.
  void Add(const absl::Status& refused, int64_t line = 0);
  // Adds to the count alone.
  void AddUnseen(size_t count) { count_ += count; }

  bool empty() const { return count_ == 0; }
  // True if more errors would only be counted.
  bool are_enough() const;

  // OK if there are no errors; a single error unchanged, with its place; otherwise up to 50 of them, one per line, and
  // how many more there are. FAILED_PRECONDITION if every one is a violated rule, otherwise INVALID_ARGUMENT.
  absl::Status ToStatus() const;

 private:
  struct Error {
    int64_t line;
    absl::Status why;
  };

  std::vector<Error> shown_;
  size_t count_ = 0;
  bool only_rules_ = true;
};

// The cells of one row. Each accessor returns a usable value even after reporting the cell; `ok` says whether the row
// as a whole may be used.
class RowCells {
 public:
  // file, row, errors  must outlive this.
  RowCells(const CsvFile& file, const CsvRow& row, RowErrors* errors);

  const std::string& path() const { return file_.path; }
  int64_t line() const { return row_.line; }

  // Reports `status` for the cell; for OK, nothing.
  void Refuse(absl::string_view column, const absl::Status& status);
  // Reports the cell as: found "...", wanted `wanted`, an English term that is translated.
  void RefuseText(absl::string_view column, absl::string_view wanted);
  // False once a cell has been reported.
  bool ok() const { return ok_; }

  // The trimmed text; empty if there is no such column.
  absl::string_view Text(absl::string_view column) const;
  // As Text, but must not be empty.
  absl::string_view RequiredText(absl::string_view column);
  // The parts of "a|b", trimmed, without empty ones.
  std::vector<absl::string_view> Parts(absl::string_view column) const;

  // A date as people type it (events/date_text.h).
  CivilDate Date(absl::string_view column);
  // A year, 1900 to 9999.
  int32_t Year(absl::string_view column);
  // The number of a tranche, as people write it (events/tranche_number.h); 0 for an empty cell.
  uint32_t Tranche(absl::string_view column);
  // A whole number from 1; 0 for an empty cell.
  uint32_t Number(absl::string_view column);
  // yes or no; an empty cell is no.
  bool YesNo(absl::string_view column);
  // exact, almost, about, over, at-most; an empty cell is unspecified.
  v1::Qualifier Qualifier(absl::string_view column);

 private:
  const CsvFile& file_;
  const CsvRow& row_;
  RowErrors* errors_;
  bool ok_ = true;
};

// Prefixes `refused` with its place: "FILE: line 12".
absl::Status AtRow(absl::string_view path, int64_t line, const absl::Status& refused);

// As AtRow. A field that `refused` is in (InField) is named as RowCells names a cell: "FILE: line 12, column source";
// the one in which a row differs from the event that has its key, by the column alone.
//
// columns  the header of the file; a field without a column there keeps its own name.
absl::Status AtRowOrCell(const RowEvent& row, absl::Span<const std::string> columns, const absl::Status& refused);

// INVALID_ARGUMENT: found "TEXT", wanted WANTED, an English term that is translated.
absl::Status Unwanted(absl::string_view text, absl::string_view wanted);

// Checks the names in the header, so that no data is lost silently to a misspelt column.
//
// required  each must be there.
// optional  columns that may be there; any column in neither list is an error.
//
// Errors: INVALID_ARGUMENT, one line for each column, with the expected names.
absl::Status CheckColumns(const CsvFile& file, absl::Span<const absl::string_view> required,
                          absl::Span<const absl::string_view> optional);

// Checks that each of `required` is there; other columns are allowed.
absl::Status CheckRequiredColumns(const CsvFile& file, absl::Span<const absl::string_view> required);

}  // namespace tranche
