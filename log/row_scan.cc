#include "log/row_scan.h"

#include "absl/strings/escaping.h"
#include "events/refusal.h"
#include "storage/encoding/key_codec.h"

namespace tranche {
namespace {

using storage::Family;

constexpr auto kLost = absl::StatusCode::kDataLoss;

absl::Status NoEvent(Sequence sequence) {
  return Refuse(absl::StatusCode::kOutOfRange, "event.none", "the log has no event {sequence}",
                {NumberField("sequence", sequence)});
}

absl::Status OtherKey(Sequence sequence, absl::string_view found) {
  return DamagedEvent(sequence, Refuse(kLost, "event.missing", "the event is missing, found key {found}",
                                       {TextField("found", absl::BytesToHexString(found))}));
}

absl::Status Missing(Sequence sequence, Sequence next) {
  return DamagedEvent(sequence, Refuse(kLost, "event.missing", "the event is missing, the next one is {next}",
                                       {NumberField("next", next)}));
}

absl::Status InRow(absl::string_view key, Sequence sequence, const absl::Status& found) {
  return DamagedEvent(sequence, Within("row {key}", {TextField("key", absl::BytesToHexString(key))}, found));
}

absl::Status Overlapping(Sequence first) {
  return Refuse(kLost, "row.overlap", "it begins with event {first}, which another row has",
                {NumberField("first", first)});
}

}  // namespace

absl::Status DamagedEvent(Sequence sequence, const absl::Status& found) {
  return Within("events: sequence {sequence}", {NumberField("sequence", sequence)},
                Adding(found, "the event cannot be rebuilt, restore the ledger from a backup"));
}

RowScan::RowScan(const storage::Database& database, Sequence first)
    : scan_(database.ScanFrom(Family::kEvents, "", LogRowKey(first))) {}

void RowScan::Seek(Sequence first) {
  scan_->Seek(LogRowKey(first));
  is_first_ = true;
}

void RowScan::Next() {
  scan_->Next();
  is_first_ = false;
}

absl::Status RowScan::Read(Sequence sequence, LogRow* row) {
  if (sequence == 0) return NoEvent(sequence);
  if (!scan_->Valid()) {
    const absl::Status status = scan_->status();
    if (status.ok()) return NoEvent(sequence);
    return Within("events: sequence {sequence}", {NumberField("sequence", sequence)}, status);
  }
  uint64_t last = 0;
  storage::KeyReader key(scan_->key());
  if (!key.ReadU64(&last) || !key.AtEnd()) return OtherKey(sequence, scan_->key());
  if (absl::Status split = row->Split(last, scan_->value()); !split.ok()) return InRow(scan_->key(), sequence, split);
  if (row->first() > sequence) return Missing(sequence, row->first());
  if (row->first() < sequence && !is_first_) return InRow(scan_->key(), sequence, Overlapping(row->first()));
  return absl::OkStatus();
}

}  // namespace tranche
