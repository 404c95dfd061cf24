#include "ledger/tree_rows.h"

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "storage/key_codec.h"

namespace tranche {

absl::StatusOr<std::vector<Digest>> ReadTreeTile(const storage::Database& database, storage::Family family, int level,
                                                 uint64_t place) {
  const std::string key = TreeTileKey(level, place);
  const absl::StatusOr<std::optional<std::string>> stored = database.Get(family, key);
  if (!stored.ok()) return stored.status();
  if (!stored->has_value() || (*stored)->size() != kTreeTileHashes * sizeof(Digest)) return DamagedRow(key);
  std::vector<Digest> hashes(kTreeTileHashes);
  (*stored)->copy(reinterpret_cast<char*>(hashes.data()), (*stored)->size());
  return hashes;
}

void StageTreeTile(storage::Family family, int level, uint64_t place, absl::Span<const Digest> hashes,
                   storage::Batch* batch) {
  const auto* bytes = reinterpret_cast<const char*>(hashes.data());
  batch->Put(family, TreeTileKey(level, place), absl::string_view(bytes, hashes.size() * sizeof(Digest)));
}

absl::StatusOr<TreeHead> ReadTreeHead(const storage::Database& database, storage::Family family) {
  const std::string key = TablePrefix(RowTable::kTreeHead);
  const absl::StatusOr<std::optional<std::string>> stored = database.Get(family, key);
  if (!stored.ok()) return stored.status();
  const absl::string_view value = stored->has_value() ? absl::string_view(**stored) : absl::string_view();
  TreeHead head;
  if (!storage::KeyReader(value.substr(0, sizeof(head.size))).ReadU64(&head.size)) return DamagedRow(key);
  const absl::StatusOr<Digest> root = ToDigest(value.substr(sizeof(head.size)));
  if (!root.ok()) return DamagedRow(key);
  head.root = *root;
  return head;
}

void StageTreeHead(storage::Family family, const TreeHead& head, storage::Batch* batch) {
  std::string value;
  storage::AppendU64(head.size, &value);
  absl::StrAppend(&value, ToBytes(head.root));
  batch->Put(family, TablePrefix(RowTable::kTreeHead), value);
}

}  // namespace tranche
