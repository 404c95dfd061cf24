// Reads the rows of the log one after another, and checks that they follow each other without a gap or an overlap. What
// the events in them say is up to the caller.
//
// Thread safety: one thread at a time; any number of scans may read a database.
#pragma once

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "events/sequence.h"
#include "log/log_row.h"
#include "storage/database.h"

namespace tranche {

// `found` of the event at `sequence`, with what to do about it.
absl::Status DamagedEvent(Sequence sequence, const absl::Status& found);

class RowScan {
 public:
  // Begins at the row that has the event at `first`. `database` must outlive the scan.
  RowScan(const storage::Database& database, Sequence first);

  // Begins again, at the row that has the event at `first`. Cheaper than another scan.
  void Seek(Sequence first);

  // Goes to the next row. There must be a row here.
  void Next();

  // Splits the row here, which must have the event at `sequence`; behind the first row that was read it must begin with
  // it. The row is of bytes that are valid until Next or Seek.
  //
  // Errors: UNAVAILABLE as in storage::Scan, and
  //   OUT_OF_RANGE  the log ends before the event, or its sequence is 0.
  //   DATA_LOSS     the event is missing in the middle of the log, or its row is damaged; the message names the
  //                 sequence.
  absl::Status Read(Sequence sequence, LogRow* row);

 private:
  std::unique_ptr<storage::Scan> scan_;
  bool is_first_ = true;
};

}  // namespace tranche
