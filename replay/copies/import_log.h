// A ledger made of an exported history (export_log.h): the same events at the same
// sequences, recorded at the same instants, with the same keys and bytes, and so the same
// Merkle root. Nothing is taken on trust: each event is decided again.
#pragma once

#include <cstdint>
#include <istream>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "log/merkle_tree.h"
#include "projections/index/index_rows.h"
#include "proto/view.pb.h"
#include "replay/copies/log_form.h"
#include "replay/progress_report.h"

namespace tranche {

struct ImportLogOptions {
  LogForm form = LogForm::kProtobuf;
  // The root that must come out; a file that was cut off between two events, or whose events
  // were altered within the rules, can only be told by it.
  std::optional<Digest> root;
  // How many events the index packs together; tests take less.
  uint32_t epoch_events = kEpochEvents;
};

// Makes the ledger `ledger`, where nothing may be, of the history in `in`, which is called
// `file` in messages. All or nothing: it grows under another name
// (storage/unfinished_directory.h), and on an error nothing is left behind.
//
// Events keep their recorded_at, whatever the clock says: a log stamped them.
//
// Cost: each event is written once and decided again, as by Verify. Memory: that of Verify.
//
// Errors: those of storage::UnfinishedDirectory::Create and of writing, and, naming the
// file, the line or the byte where the event begins, and its sequence:
//   DATA_LOSS            the file is cut off or is no exported history: a record is not an
//                        event, or not the next one.
//   FAILED_PRECONDITION  no ledger accepts an event at its place; or the root is another
//                        than the one that was asked for.
absl::StatusOr<v1::ImportLogReport> ImportLog(std::istream* in, const std::string& file, const std::string& ledger,
                                              const ImportLogOptions& options, const ProgressCallback& progress);

}  // namespace tranche
