// A CSV file (RFC 4180: commas, quoted cells, doubled quotes) in UTF-8, read into memory and checked for
// well-formedness, so that later stages deal only with meaning. Lines are counted from 1, as in an editor, so that a
// message about a row can say where to look.
//
// Thread safety: a value; ReadCsvFile may run concurrently with itself.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace tranche {

struct CsvRow {
  // The line on which the row starts; a quoted cell may run over several.
  int64_t line = 0;
  // As many as in the header, composed (events/plain_text.h); spaces are kept, line ends inside cells are "\n".
  std::vector<std::string> cells;
};

struct CsvFile {
  std::string path;
  // Trimmed, not empty, unique.
  std::vector<std::string> header;
  std::vector<CsvRow> rows;
  // Remarks for people on what was accepted but is unusual: a byte order mark, CRLF line ends.
  std::vector<std::string> notes;

  // The index of the column `name` in the header and in every row's cells; nothing if there is none.
  std::optional<size_t> Column(absl::string_view name) const;
};

// Reads the file at `path`, of at most 1 GiB, 4,194,304 lines, 1,000 columns and 8,388,608 cells, which bounds the
// memory it takes. Empty lines at the end are ignored;
// a header without rows is OK.
//
// Errors: the message has the path, the line and, for a byte or a quote, the column (from 1, in characters). Up to 20
// rows of a wrong length are reported at once, one per line.
//   INVALID_ARGUMENT   larger than that; not UTF-8 (UTF-16 too), a NUL or lone CR, no header, an empty
//                      or repeated column name, a row with another number of cells
//                      than the header, a stray or unclosed quote; a directory.
//   NOT_FOUND          there is no such file.
//   PERMISSION_DENIED  the file may not be read.
//   UNAVAILABLE        reading failed.
absl::StatusOr<CsvFile> ReadCsvFile(const std::string& path);

// The same for the bytes of a file; `path` is what messages call it. Errors: the first of those above.
absl::StatusOr<CsvFile> ParseCsvFile(const std::string& path, absl::string_view bytes);

}  // namespace tranche
