// Idempotency keys for rows that have none of their own: made from what the row
// says, so that a file imported twice, or imported again with rows added, records
// each row once, while two equal rows of one file stay two events.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "import/csv_file.h"

namespace tranche {

// Thread safety: not thread-safe.
class RowKeys {
 public:
  // file  must outlive this.
  explicit RowKeys(const CsvFile& file) : file_(file) {}

  // The key of `row`, a row of the file that was not given before: "row:", 32 hexadecimal
  // digits of the SHA-256 of its filled cells with their column names, and after "/"
  // 1, or 2 for the second row of the same content, and so on. The order of columns, blanks at the
  // ends of cells, and columns that are empty in this row make no difference.
  std::string Next(const CsvRow& row);

 private:
  const CsvFile& file_;
  std::map<std::string, int64_t> occurrences_;  // by digest
};

}  // namespace tranche
