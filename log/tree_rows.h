// The rows of the index that hold the Merkle tree: full tiles of hashes, which never
// change, and the size and root of the whole. docs/storage_format.md has the bytes.
//
// Thread safety: pure functions on rows, exactly as thread-safe as those.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "log/merkle_tree.h"
#include "proto/refusal.pb.h"
#include "storage/database.h"

namespace tranche {

// A tile of the tree has 2^kTreeTileHeight hashes; no log has more levels of tiles
// than this.
inline constexpr int kTreeTileHeight = 8;
inline constexpr uint64_t kTreeTileHashes = uint64_t{1} << kTreeTileHeight;
inline constexpr int kTreeLevels = 7;

// The first bytes of the keys of these rows; they share one numbering with all rows
// of the index (index_rows.h).
inline constexpr uint8_t kTreeTileTable = 7;  // hashes
inline constexpr uint8_t kTreeHeadTable = 8;  // size and root; the only row that is ever overwritten

std::string TreeTileKey(int level, uint64_t place);
std::string TreeHeadKey();

// True for the key of a row of the Merkle tree.
bool IsTreeRow(absl::string_view key);

// False when the key is not that of a tile.
bool ReadTreeTileKey(absl::string_view key, int* level, uint64_t* place);

// A row of the tree as a field of a refusal: "tile 3 of level 0 of the tree".
v1::RefusalField TreeRowField(absl::string_view name, absl::string_view key);

struct TreeHead {
  uint64_t size = 0;
  Digest root = {};
};

// The kTreeTileHashes hashes of a full tile.
// Errors: DATA_LOSS  the row is missing or damaged; the message names it.
absl::StatusOr<std::vector<Digest>> ReadTreeTile(const storage::Database& database, storage::Family family, int level,
                                                 uint64_t place);

// Visits the full tiles of `level` from place `first` on, before place `end`, in order.
// Cost: one scan. Errors: those of ReadTreeTile.
using TreeTileVisitor = std::function<void(absl::Span<const Digest> hashes)>;
absl::Status VisitTreeTiles(const storage::Database& database, storage::Family family, int level, uint64_t first,
                            uint64_t end, const TreeTileVisitor& visitor);

void StageTreeTile(storage::Family family, int level, uint64_t place, absl::Span<const Digest> hashes,
                   storage::Batch* batch);

// Errors: as ReadTreeTile.
absl::StatusOr<TreeHead> ReadTreeHead(const storage::Database& database, storage::Family family);
void StageTreeHead(storage::Family family, const TreeHead& head, storage::Batch* batch);

}  // namespace tranche
