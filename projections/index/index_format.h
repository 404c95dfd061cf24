// In which format the rows of an index are written. The number is a row of the index itself, so that an index and its
// number change in one step when a new index takes the place of the old one. Everything else in a ledger belongs to
// the log's format (storage/directory.h): this number may change with a release, that one is permanent.
//
// Thread safety: pure functions on rows; as safe as they are.
#pragma once

#include <cstdint>

#include "absl/status/statusor.h"
#include "storage/database.h"

namespace tranche {

// The format that this program writes, and the only one that it reads. The row of this number and those of the Merkle
// tree (log/tree_rows.h) are the same in every format.
inline constexpr uint32_t kIndexFormat = 1;

// Puts the number of this program's format into `batch`. Every new index has it.
void StageIndexFormat(storage::Family family, storage::Batch* batch);

// The number of the index in `family`; 0 when it has none, or one that cannot be read: either way this program does
// not know what its rows mean. Errors: those of Database::Get.
absl::StatusOr<uint32_t> ReadIndexFormat(const storage::Database& database, storage::Family family);

}  // namespace tranche
