#include "projections/index/index_rows.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "events/refusal.h"
#include "storage/encoding/key_codec.h"

namespace tranche {

std::string TablePrefix(RowTable table) { return std::string(1, static_cast<char>(table)); }

std::string ScopeRowPrefix(uint32_t scope_id) {
  std::string key = TablePrefix(RowTable::kScope);
  storage::AppendU32(scope_id, &key);
  return key;
}

std::string ScopeRowKey(uint32_t scope_id, uint32_t epoch) {
  std::string key = ScopeRowPrefix(scope_id);
  storage::AppendU32(epoch, &key);
  return key;
}

std::string EpochRowKey(uint32_t epoch) {
  std::string key = TablePrefix(RowTable::kEpoch);
  storage::AppendU32(epoch, &key);
  return key;
}

std::string SequenceRowKey(RowTable table, Sequence sequence) {
  std::string key = TablePrefix(table);
  storage::AppendU64(sequence, &key);
  return key;
}

std::string KeysRowPrefix(uint8_t part) {
  std::string key = TablePrefix(RowTable::kKeys);
  storage::AppendU8(part, &key);
  return key;
}

std::string KeysRowKey(uint8_t part, uint32_t epoch) {
  std::string key = KeysRowPrefix(part);
  storage::AppendU32(epoch, &key);
  return key;
}

bool ReadEpochOfRow(absl::string_view key, uint32_t* epoch) {
  if (key.size() < 1 + sizeof(*epoch)) return false;
  return storage::KeyReader(key.substr(key.size() - sizeof(*epoch))).ReadU32(epoch);
}

bool ReadSequenceOfRow(absl::string_view key, Sequence* sequence) {
  if (key.size() != 1 + sizeof(*sequence)) return false;
  return storage::KeyReader(key.substr(1)).ReadU64(sequence);
}

Sequence FirstSequenceOfRow(absl::string_view key, uint32_t epoch_events) {
  uint32_t epoch = 0;
  Sequence sequence = 0;
  int level = 0;
  uint64_t place = 0;
  switch (key.empty() ? RowTable{0} : static_cast<RowTable>(key[0])) {
    case RowTable::kScope:
    case RowTable::kEpoch:
    case RowTable::kKeys:
      return ReadEpochOfRow(key, &epoch) ? Sequence{epoch} * epoch_events + 1 : 0;
    case RowTable::kCatalogue:
    case RowTable::kStatement:
    case RowTable::kReversal:
      return ReadSequenceOfRow(key, &sequence) ? sequence : 0;
    case RowTable::kTreeTile:
      return ReadTreeTileKey(key, &level, &place) ? (place << ((level + 1) * kTreeTileHeight)) + 1 : 0;
    case RowTable::kFormat:
    case RowTable::kTreeHead:
      return 0;
  }
  return 0;
}

std::string DescribeRow(absl::string_view key) {
  uint8_t table = 0;
  uint8_t part = 0;
  uint32_t scope = 0;
  uint32_t epoch = 0;
  Sequence sequence = 0;
  storage::KeyReader reader(key);
  if (!reader.ReadU8(&table)) return "a row of no known kind";
  switch (static_cast<RowTable>(table)) {
    case RowTable::kFormat:
      return "format of the index";
    case RowTable::kScope:
      if (!reader.ReadU32(&scope) || !reader.ReadU32(&epoch)) return "a balance row with a damaged key";
      return absl::StrCat("balance row of scope ", scope, ", epoch ", epoch);
    case RowTable::kEpoch:
      return reader.ReadU32(&epoch) ? absl::StrCat("epoch ", epoch) : "an epoch with a damaged key";
    case RowTable::kCatalogue:
      return reader.ReadU64(&sequence) ? absl::StrCat("catalogue event ", sequence) : "a damaged key";
    case RowTable::kStatement:
      return reader.ReadU64(&sequence) ? absl::StrCat("statement ", sequence) : "a damaged key";
    case RowTable::kReversal:
      return reader.ReadU64(&sequence) ? absl::StrCat("reversal of event ", sequence) : "a damaged key";
    case RowTable::kKeys:
      if (!reader.ReadU8(&part) || !reader.ReadU32(&epoch)) return "idempotency keys with a damaged key";
      return absl::StrCat("idempotency keys of epoch ", epoch, ", part ", part);
    case RowTable::kTreeTile:
    case RowTable::kTreeHead:
      return DescribeTreeRow(key);
  }
  return "a row of no known kind";
}

absl::Status DamagedRow(absl::string_view key) {
  return Adding(Refuse(absl::StatusCode::kDataLoss, "index.row-unreadable", "index: key {key} ({row}): cannot be read",
                       {TextField("key", absl::BytesToHexString(key)), TextField("row", DescribeRow(key))}),
                "run `tranche rebuild`");
}

}  // namespace tranche
