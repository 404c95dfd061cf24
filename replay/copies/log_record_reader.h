// Reads an exported history event by event; it may be truncated or damaged anywhere.
//
// Thread safety: one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <istream>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "replay/copies/log_form.h"

namespace tranche {

// The maximum size of an event in a file; far more than any ledger accepts.
inline constexpr size_t kRecordBytesMax = size_t{8} << 20;

class LogRecordReader {
 public:
  // `in` must outlive the reader. Memory: one record and a buffer.
  LogRecordReader(std::istream* in, LogForm form) : in_(*in), form_(form) {}

  // Reads the bytes of the next event into `*stored_bytes`; returns false at the end
  // of the file.
  //
  // Errors, each with the line or the byte where the record begins:
  //   DATA_LOSS    the file ends in the middle of a record, or the bytes are not a
  //                record.
  //   UNAVAILABLE  reading failed.
  absl::StatusOr<bool> Next(std::string* stored_bytes);

  // `found` with where the last record begins: "line 7" (from 1), or "byte 1234" (from 0). OK stays OK.
  absl::Status AtPlace(const absl::Status& found) const;

 private:
  bool Fill();
  absl::StatusOr<bool> NextDelimited(std::string* stored_bytes);
  absl::StatusOr<bool> NextLine(std::string* stored_bytes);
  absl::string_view rest() const { return absl::string_view(buffer_).substr(begin_); }

  std::istream& in_;
  LogForm form_;
  std::string buffer_;
  size_t begin_ = 0;     // of the unread bytes, in buffer_
  uint64_t offset_ = 0;  // of the same byte, in the file
  uint64_t line_ = 0;
  uint64_t record_offset_ = 0;
};

}  // namespace tranche
