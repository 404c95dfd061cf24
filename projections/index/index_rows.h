// The keys of the index, which holds everything derived from the log. The first byte is
// the kind of row. docs/storage_format.md has a grammar for each.
//
// Thread safety: pure functions on values.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "events/scope.h"
#include "events/sequence.h"
#include "log/tree_rows.h"
#include "proto/refusal.pb.h"
#include "storage/encoding/packed.h"

namespace tranche {

// The number of events per epoch; the rows of an epoch are written with its last event.
inline constexpr uint32_t kEpochEvents = 1 << 16;

// Subtracted from the position of an event in its epoch, so that it fits into two
// bytes.
inline constexpr int64_t kPlaceZero = kEpochEvents / 2;

enum class RowTable : uint8_t {
  kFormat = 0,                 // the number of the index's format (index_format.h)
  kScope = 1,                  // one epoch of one scope (scope_row.h)
  kEpoch = 2,                  // the scopes that an epoch touched
  kCatalogue = 3,              // an event that defines units, regions, sources, areas or the ledger
  kStatement = 4,              // an estimate or a published figure
  kReversal = 5,               // which event reversed an event
  kKeys = 6,                   // fingerprints of idempotency keys (key_index.h)
  kTreeTile = kTreeTileTable,  // log/tree_rows.h
  kTreeHead = kTreeHeadTable,
  kTail = 9,       // what was recorded of an epoch before it was complete (tail_row.h)
  kNaming = 10,    // that an event names an earlier one
  kProposal = 11,  // until when a proposal can be approved
  kNumber = 12,    // the number of a contract
};

std::string TablePrefix(RowTable table);
std::string ScopeRowPrefix(uint32_t scope_id);
std::string ScopeRowKey(uint32_t scope_id, uint32_t epoch);
std::string EpochRowKey(uint32_t epoch);
std::string SequenceRowKey(RowTable table, Sequence sequence);
std::string KeysRowPrefix(uint8_t part);
std::string KeysRowKey(uint8_t part, uint32_t epoch);
std::string TailRowKey(uint32_t epoch);
std::string NamingRowPrefix(Sequence named);
std::string NamingRowKey(Sequence named, Sequence naming);
std::string NumberRowKey(uint64_t fingerprint, Sequence sequence);

// A scope inside a value: appends it; reads it, or returns false where there is none.
void AppendScope(const Scope& scope, std::string* value);
bool ReadScope(storage::PackedReader* reader, Scope* scope);

// The epoch at the end of a row's key. Returns false if the key does not end with one.
bool ReadEpochOfRow(absl::string_view key, uint32_t* epoch);
bool ReadSequenceOfRow(absl::string_view key, Sequence* sequence);

// The two numbers of such a row: both events, or the fingerprint and the event. Returns false if the key is not that of
// a row of `table`.
bool ReadPairOfRow(RowTable table, absl::string_view key, uint64_t* first, uint64_t* second);

// Of the number of a contract of `scope`: XXH3, 64 bits, without a seed.
uint64_t FingerprintOfNumber(const ScopeView& scope, absl::string_view number);

// The first event that a row is derived from; 0 if the key cannot be parsed.
Sequence FirstSequenceOfRow(absl::string_view key, uint32_t epoch_events);

// Describes a row: "epoch 3 of scope 17", "catalogue event 5".
std::string DescribeRow(absl::string_view key);

// The same as a field of a refusal, for readers of every language.
v1::RefusalField RowField(absl::string_view name, absl::string_view key);

// DATA_LOSS: says that the row cannot be read, and what to do.
absl::Status DamagedRow(absl::string_view key);

}  // namespace tranche
