#include "projections/index/index_rows.h"

#include "absl/strings/escaping.h"
#include "events/refusal.h"
#include "projections/index/key_index.h"
#include "storage/encoding/key_codec.h"

namespace tranche {
namespace {

// The key of a table whose rows have two numbers.
std::string PairRowKey(RowTable table, uint64_t first, uint64_t second) {
  std::string key = SequenceRowKey(table, first);
  storage::AppendU64(second, &key);
  return key;
}

}  // namespace

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

std::string TailRowKey(uint32_t epoch) {
  std::string key = TablePrefix(RowTable::kTail);
  storage::AppendU32(epoch, &key);
  return key;
}

std::string NamingRowPrefix(Sequence named) { return SequenceRowKey(RowTable::kNaming, named); }

std::string NamingRowKey(Sequence named, Sequence naming) { return PairRowKey(RowTable::kNaming, named, naming); }

std::string NumberRowKey(uint64_t fingerprint, Sequence sequence) {
  return PairRowKey(RowTable::kNumber, fingerprint, sequence);
}

void AppendScope(const Scope& scope, std::string* value) {
  storage::AppendBytes(scope.unit, value);
  storage::AppendBytes(scope.source, value);
  storage::AppendSignedVarint(scope.fiscal_year, value);
}

bool ReadScope(storage::PackedReader* reader, Scope* scope) {
  absl::string_view unit;
  absl::string_view source;
  int64_t year = 0;
  if (!reader->ReadBytes(&unit) || !reader->ReadBytes(&source) || !reader->ReadSignedVarint(&year)) return false;
  *scope = {std::string(unit), std::string(source), static_cast<int32_t>(year)};
  return true;
}

bool ReadEpochOfRow(absl::string_view key, uint32_t* epoch) {
  if (key.size() < 1 + sizeof(*epoch)) return false;
  return storage::KeyReader(key.substr(key.size() - sizeof(*epoch))).ReadU32(epoch);
}

bool ReadSequenceOfRow(absl::string_view key, Sequence* sequence) {
  if (key.size() != 1 + sizeof(*sequence)) return false;
  return storage::KeyReader(key.substr(1)).ReadU64(sequence);
}

bool ReadPairOfRow(RowTable table, absl::string_view key, uint64_t* first, uint64_t* second) {
  if (key.empty() || key[0] != static_cast<char>(table)) return false;
  storage::KeyReader reader(key.substr(1));
  return reader.ReadU64(first) && reader.ReadU64(second) && reader.AtEnd();
}

uint64_t FingerprintOfNumber(const ScopeView& scope, absl::string_view number) {
  std::string bytes;
  AppendScope(ToScope(scope), &bytes);
  storage::AppendBytes(number, &bytes);
  return FingerprintOf(bytes);
}

Sequence FirstSequenceOfRow(absl::string_view key, uint32_t epoch_events) {
  uint32_t epoch = 0;
  Sequence sequence = 0;
  uint64_t other = 0;
  int level = 0;
  uint64_t place = 0;
  switch (key.empty() ? RowTable{0} : static_cast<RowTable>(key[0])) {
    case RowTable::kScope:
    case RowTable::kEpoch:
    case RowTable::kKeys:
    case RowTable::kTail:
      return ReadEpochOfRow(key, &epoch) ? Sequence{epoch} * epoch_events + 1 : 0;
    case RowTable::kCatalogue:
    case RowTable::kStatement:
    case RowTable::kReversal:
    case RowTable::kProposal:
      return ReadSequenceOfRow(key, &sequence) ? sequence : 0;
    case RowTable::kNaming:
      return ReadPairOfRow(RowTable::kNaming, key, &sequence, &other) ? sequence : 0;
    case RowTable::kNumber:
      return ReadPairOfRow(RowTable::kNumber, key, &other, &sequence) ? sequence : 0;
    case RowTable::kTreeTile:
      return ReadTreeTileKey(key, &level, &place) ? (place << ((level + 1) * kTreeTileHeight)) + 1 : 0;
    case RowTable::kFormat:
    case RowTable::kTreeHead:
      return 0;
  }
  return 0;
}

v1::RefusalField RowField(absl::string_view name, absl::string_view key) {
  uint8_t table = 0;
  uint8_t part = 0;
  uint32_t scope = 0;
  uint32_t epoch = 0;
  Sequence sequence = 0;
  uint64_t other = 0;
  storage::KeyReader reader(key);
  if (!reader.ReadU8(&table)) return WordField(name, "a row of no known kind");
  switch (static_cast<RowTable>(table)) {
    case RowTable::kFormat:
      return WordField(name, "format of the index");
    case RowTable::kScope:
      if (!reader.ReadU32(&scope) || !reader.ReadU32(&epoch))
        return WordField(name, "a balance row with a damaged key");
      return PhraseField(name, "balance row of scope {scope}, epoch {epoch}",
                         {NumberField("scope", scope), NumberField("epoch", epoch)});
    case RowTable::kEpoch:
      if (!reader.ReadU32(&epoch)) return WordField(name, "an epoch with a damaged key");
      return PhraseField(name, "epoch {epoch}", {NumberField("epoch", epoch)});
    case RowTable::kCatalogue:
      if (!reader.ReadU64(&sequence)) return WordField(name, "a damaged key");
      return PhraseField(name, "catalogue event {sequence}", {NumberField("sequence", sequence)});
    case RowTable::kStatement:
      if (!reader.ReadU64(&sequence)) return WordField(name, "a damaged key");
      return PhraseField(name, "statement {sequence}", {NumberField("sequence", sequence)});
    case RowTable::kReversal:
      if (!reader.ReadU64(&sequence)) return WordField(name, "a damaged key");
      return PhraseField(name, "reversal of event {sequence}", {NumberField("sequence", sequence)});
    case RowTable::kKeys:
      if (!reader.ReadU8(&part) || !reader.ReadU32(&epoch))
        return WordField(name, "idempotency keys with a damaged key");
      return PhraseField(name, "idempotency keys of epoch {epoch}, part {part}",
                         {NumberField("epoch", epoch), NumberField("part", part)});
    case RowTable::kTail:
      if (!reader.ReadU32(&epoch)) return WordField(name, "a tail with a damaged key");
      return PhraseField(name, "tail of epoch {epoch}", {NumberField("epoch", epoch)});
    case RowTable::kNaming:
      if (!ReadPairOfRow(RowTable::kNaming, key, &sequence, &other)) return WordField(name, "a damaged key");
      return PhraseField(name, "event {naming}, which names event {sequence}",
                         {NumberField("naming", other), NumberField("sequence", sequence)});
    case RowTable::kNumber:
      if (!ReadPairOfRow(RowTable::kNumber, key, &other, &sequence)) return WordField(name, "a damaged key");
      return PhraseField(name, "number of event {sequence}", {NumberField("sequence", sequence)});
    case RowTable::kProposal:
      if (!reader.ReadU64(&sequence)) return WordField(name, "a damaged key");
      return PhraseField(name, "proposal {sequence}", {NumberField("sequence", sequence)});
    case RowTable::kTreeTile:
    case RowTable::kTreeHead:
      return TreeRowField(name, key);
  }
  return WordField(name, "a row of no known kind");
}

std::string DescribeRow(absl::string_view key) { return EnglishPrinter().print(RowField("row", key)); }

absl::Status DamagedRow(absl::string_view key) {
  return Adding(Refuse(absl::StatusCode::kDataLoss, "index.row-unreadable", "index: key {key} ({row}): cannot be read",
                       {TextField("key", absl::BytesToHexString(key)), RowField("row", key)}),
                "run `tranche rebuild`");
}

}  // namespace tranche
