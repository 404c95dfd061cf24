// Creates a ledger from an exported history (export_log.h): the same events at the same
// sequences, recorded at the same instants, with the same keys and bytes, and hence the same
// Merkle root. Nothing is trusted: each event is decided again.
#pragma once

#include <cstdint>
#include <istream>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "log/merkle_tree.h"
#include "projections/index/index_rows.h"
#include "proto/view.pb.h"
#include "replay/copies/log_form.h"
#include "replay/progress_report.h"

namespace tranche {

struct ImportLogOptions {
  LogForm form = LogForm::kProtobuf;
  // The expected root. Only this detects a file that was truncated between two events, or
  // whose events were altered within the rules.
  std::optional<Digest> root;
  // How many events the index packs into an epoch; tests use fewer.
  uint32_t epoch_events = kEpochEvents;
  // Of the clock of this machine: what claims to be recorded more than kClockLeapMax (ledger/clock_check.h) after it is
  // refused.
  absl::Time now = absl::InfiniteFuture();
};

// Creates the ledger `ledger`, where there must be nothing, from the history in `in`, which
// messages call `file`. Atomic: it becomes a ledger when it is complete
// (storage/unfinished_directory.h), and on an error nothing is left behind.
//
// Events keep their recorded_at, though the clock says another time: a log has already stamped them.
//
// Cost: each event is written once and decided again, as in Verify. Memory: that of Verify.
//
// Errors: those of storage::UnfinishedDirectory::Create and of writing, and, naming the
// file, the line or the byte where the event begins, and its sequence:
//   DATA_LOSS            the file is truncated or not an exported history: a record is not
//                        an event in canonical form (events/canonical_form.h), or not the next one; or it was
//                        recorded far in the future.
//   FAILED_PRECONDITION  an event is not lawful at its position; or the root differs from
//                        the expected one.
absl::StatusOr<v1::ImportLogReport> ImportLog(std::istream* in, const std::string& file, const std::string& ledger,
                                              const ImportLogOptions& options, const ProgressCallback& progress);

}  // namespace tranche
