// The rows of the index that hold the Merkle tree: full tiles of hashes, which never
// change, and the size and root of the whole. docs/storage_format.md has the bytes.
//
// Thread safety: pure functions on rows; as safe as they are.
#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "ledger/index_rows.h"
#include "ledger/merkle_tree.h"
#include "storage/database.h"

namespace tranche {

struct TreeHead {
  uint64_t size = 0;
  Digest root = {};
};

// The kTreeTileHashes hashes of a full tile.
// Errors: DATA_LOSS  the row is missing or damaged; the message names it.
absl::StatusOr<std::vector<Digest>> ReadTreeTile(const storage::Database& database, storage::Family family, int level,
                                                 uint64_t place);
void StageTreeTile(storage::Family family, int level, uint64_t place, absl::Span<const Digest> hashes,
                   storage::Batch* batch);

// Errors: as ReadTreeTile.
absl::StatusOr<TreeHead> ReadTreeHead(const storage::Database& database, storage::Family family);
void StageTreeHead(storage::Family family, const TreeHead& head, storage::Batch* batch);

}  // namespace tranche
