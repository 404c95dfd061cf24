// The format of an index's rows. The number is a row of the index itself, so that index and number are replaced
// atomically. Everything else in a ledger belongs to the log's format (storage/directory.h): this number may change
// with a release, that one is permanent.
//
// Thread safety: pure functions on rows, exactly as thread-safe as those.
#pragma once

#include <cstdint>

#include "absl/status/statusor.h"
#include "storage/database.h"

namespace tranche {

// The format that this program writes, and the only one that it reads. The row of this number and those of the Merkle
// tree (log/tree_rows.h) are the same in every format.
inline constexpr uint32_t kIndexFormat = 4;

// Adds this program's format number to `batch`. Every new index has it.
void StageIndexFormat(storage::Family family, storage::Batch* batch);

// The format number of the index in `family`; 0 if it is missing or cannot be read: either way the meaning of its rows
// is unknown. Errors: those of Database::Get.
absl::StatusOr<uint32_t> ReadIndexFormat(const storage::Database& database, storage::Family family);

}  // namespace tranche
