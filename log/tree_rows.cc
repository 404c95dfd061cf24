#include "log/tree_rows.h"

#include <optional>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "events/refusal.h"
#include "storage/encoding/key_codec.h"

namespace tranche {
namespace {

absl::Status Damaged(absl::string_view key) {
  return Adding(Refuse(absl::StatusCode::kDataLoss, "index.row-unreadable", "index: key {key} ({row}): cannot be read",
                       {TextField("key", absl::BytesToHexString(key)), TreeRowField("row", key)}),
                "run `tranche rebuild`");
}

// Of the keys of the tiles of a level.
std::string LevelPrefix(int level) {
  std::string prefix(1, static_cast<char>(kTreeTileTable));
  storage::AppendU8(static_cast<uint8_t>(level), &prefix);
  return prefix;
}

// False if `value` is not that of a full tile.
bool CopyTile(absl::string_view value, std::vector<Digest>* hashes) {
  if (value.size() != kTreeTileHashes * sizeof(Digest)) return false;
  hashes->resize(kTreeTileHashes);
  value.copy(reinterpret_cast<char*>(hashes->data()), value.size());
  return true;
}

}  // namespace

std::string TreeTileKey(int level, uint64_t place) {
  std::string key = LevelPrefix(level);
  storage::AppendU64(place, &key);
  return key;
}

std::string TreeHeadKey() { return std::string(1, static_cast<char>(kTreeHeadTable)); }

bool IsTreeRow(absl::string_view key) {
  return !key.empty() && (key[0] == char{kTreeTileTable} || key[0] == char{kTreeHeadTable});
}

bool ReadTreeTileKey(absl::string_view key, int* level, uint64_t* place) {
  storage::KeyReader reader(key);
  uint8_t table = 0;
  uint8_t stored_level = 0;
  const bool read = reader.ReadU8(&table) && reader.ReadU8(&stored_level) && reader.ReadU64(place) && reader.AtEnd();
  *level = stored_level;
  return read && table == kTreeTileTable && stored_level < kTreeLevels;
}

v1::RefusalField TreeRowField(absl::string_view name, absl::string_view key) {
  int level = 0;
  uint64_t place = 0;
  if (key == TreeHeadKey()) return WordField(name, "size and root of the tree");
  if (!ReadTreeTileKey(key, &level, &place)) return WordField(name, "a row of the tree with a damaged key");
  return PhraseField(name, "tile {place} of level {level} of the tree",
                     {NumberField("place", place), NumberField("level", static_cast<uint64_t>(level))});
}

absl::StatusOr<std::vector<Digest>> ReadTreeTile(const storage::Database& database, storage::Family family, int level,
                                                 uint64_t place) {
  const std::string key = TreeTileKey(level, place);
  const absl::StatusOr<std::optional<std::string>> stored = database.Get(family, key);
  if (!stored.ok()) return stored.status();
  std::vector<Digest> hashes;
  if (!stored->has_value() || !CopyTile(**stored, &hashes)) return Damaged(key);
  return hashes;
}

absl::Status VisitTreeTiles(const storage::Database& database, storage::Family family, int level, uint64_t first,
                            uint64_t end, const TreeTileVisitor& visitor) {
  const auto scan = database.ScanFrom(family, LevelPrefix(level), TreeTileKey(level, first));
  std::vector<Digest> hashes;
  for (uint64_t place = first; place < end; ++place, scan->Next()) {
    const std::string key = TreeTileKey(level, place);
    if (!scan->Valid() && !scan->status().ok()) return scan->status();
    if (!scan->Valid() || scan->key() != absl::string_view(key) || !CopyTile(scan->value(), &hashes))
      return Damaged(key);
    visitor(hashes);
  }
  return absl::OkStatus();
}

void StageTreeTile(storage::Family family, int level, uint64_t place, absl::Span<const Digest> hashes,
                   storage::Batch* batch) {
  const auto* bytes = reinterpret_cast<const char*>(hashes.data());
  batch->Put(family, TreeTileKey(level, place), absl::string_view(bytes, hashes.size() * sizeof(Digest)));
}

absl::StatusOr<TreeHead> ReadTreeHead(const storage::Database& database, storage::Family family) {
  const std::string key = TreeHeadKey();
  const absl::StatusOr<std::optional<std::string>> stored = database.Get(family, key);
  if (!stored.ok()) return stored.status();
  const absl::string_view value = stored->has_value() ? absl::string_view(**stored) : absl::string_view();
  TreeHead head;
  if (!storage::KeyReader(value.substr(0, sizeof(head.size))).ReadU64(&head.size)) return Damaged(key);
  const absl::StatusOr<Digest> root = ToDigest(value.substr(sizeof(head.size)));
  if (!root.ok()) return Damaged(key);
  head.root = *root;
  return head;
}

void StageTreeHead(storage::Family family, const TreeHead& head, storage::Batch* batch) {
  std::string value;
  storage::AppendU64(head.size, &value);
  absl::StrAppend(&value, ToBytes(head.root));
  batch->Put(family, TreeHeadKey(), value);
}

}  // namespace tranche
