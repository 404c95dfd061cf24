#include "projections/index/index_format.h"

#include <optional>
#include <string>

#include "projections/index/index_rows.h"
#include "storage/encoding/key_codec.h"

namespace tranche {

void StageIndexFormat(storage::Family family, storage::Batch* batch) {
  std::string number;
  storage::AppendU32(kIndexFormat, &number);
  batch->Put(family, TablePrefix(RowTable::kFormat), number);
}

absl::StatusOr<uint32_t> ReadIndexFormat(const storage::Database& database, storage::Family family) {
  const auto row = database.Get(family, TablePrefix(RowTable::kFormat));
  if (!row.ok()) return row.status();
  const std::string value = row->value_or("");
  storage::KeyReader reader(value);
  uint32_t number = 0;
  return reader.ReadU32(&number) && reader.AtEnd() ? number : 0;
}

}  // namespace tranche
