// Rows of the log as docs/storage_format.md describes them, made without log/log_row.h.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "storage/database.h"

namespace tranche {

// The packed row of `events`, by their bytes.
inline std::string PackedRowOf(const std::vector<std::string>& events) {
  std::string row = {'\0', static_cast<char>(events.size())};
  std::string all;
  for (const std::string& event : events) {
    all += event;
    row += static_cast<char>(all.size() >> 8);
    row += static_cast<char>(all.size() & 0xff);
  }
  return row + all;
}

inline bool IsPackedRow(const std::string& value) { return !value.empty() && value[0] == '\0'; }

// How many rows of the log in `database` hold several events.
inline uint64_t CountPackedRows(const storage::Database& database) {
  uint64_t packed = 0;
  for (const auto scan = database.ScanAll(storage::Family::kEvents, ""); scan->Valid(); scan->Next())
    packed += IsPackedRow(std::string(scan->value())) ? 1 : 0;
  return packed;
}

// As above, of the ledger in `directory`.
inline uint64_t CountPackedRowsIn(const std::string& directory) {
  const auto database = storage::Database::Open(directory + "/rocksdb", storage::Database::Mode::kReadOnly);
  return database.ok() ? CountPackedRows(**database) : 0;
}

}  // namespace tranche
