// A row of the family `events`: one event, or several that follow each other ("packed"). This is the only place that
// knows the bytes; docs/storage_format.md has them with an example.
//
// Thread safety: pure functions on values; one thread at a time for an object.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "events/sequence.h"
#include "storage/database.h"

namespace tranche {

// The most that a packed row holds: events, and bytes of them. More in a row would make the log little smaller, and a
// single event slower to read.
inline constexpr size_t kRowEventsMax = 64;
inline constexpr size_t kRowBytesMax = 8 << 10;

// The first format of the log (storage/format_file.h) that may have packed rows.
inline constexpr uint32_t kFormatWithPackedRows = 5;

enum class RowForm {
  kPlain,   // a row for each event, in a log of an older format
  kPacked,  // as many events in a row as it holds
};

// How rows are written to a log of `format`.
constexpr RowForm RowFormOf(uint32_t format) {
  return format < kFormatWithPackedRows ? RowForm::kPlain : RowForm::kPacked;
}

// The key of the row whose last event is at `last`.
std::string LogRowKey(Sequence last);

// A stored row, split into the bytes of its events.
class LogRow {
 public:
  // Splits `value`, stored at the key of `last`. It must outlive what is read here. Cost: a pass over the ends of the
  // events; no event is looked at.
  // Errors: DATA_LOSS  a packed row that is not as they are written; the message has the byte. The row then has no
  //                    events.
  absl::Status Split(Sequence last, absl::string_view value);

  // The events of the row, both included; of a row without events, `first` is after `last`.
  Sequence first() const { return last_ + 1 - count_; }
  Sequence last() const { return last_; }
  bool Has(Sequence sequence) const { return first() <= sequence && sequence <= last_; }

  // The stored bytes of the event at `sequence`, which the row must have.
  absl::string_view At(Sequence sequence) const {
    const size_t i = sequence - first();
    return events_.substr(ends_[i], ends_[i + 1] - ends_[i]);
  }

 private:
  absl::Status SplitPacked(absl::string_view value);

  Sequence last_ = 0;
  size_t count_ = 0;
  absl::string_view events_;                         // one after the other
  std::array<size_t, kRowEventsMax + 1> ends_ = {};  // 0, then where each event ends
};

// Puts events that follow each other into as few rows as there may be. Whoever writes a batch of events uses one packer
// for it, so that an event appended alone is a plain row, and many are packed.
class RowPacker {
 public:
  explicit RowPacker(RowForm form) : most_(form == RowForm::kPacked ? kRowEventsMax : 1) {}

  // Adds the event at `sequence`, which is the one after the last added, or the first. `batch` is the same until
  // Finish; it gets the rows that are full.
  void Add(Sequence sequence, absl::string_view stored_bytes, storage::Batch* batch);

  // Adds what is left to `batch`; afterwards the packer is as new.
  void Finish(storage::Batch* batch);

 private:
  const size_t most_;
  Sequence last_ = 0;
  size_t count_ = 0;
  std::string events_;                           // those of the next row, one after the other
  std::array<size_t, kRowEventsMax> ends_ = {};  // where each ends
  std::string row_;                              // a buffer
};

}  // namespace tranche
