// Exports a whole history to a file that other programs can read, and from which
// import_log.h recreates the same ledger.
#pragma once

#include <functional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "projections/read_view.h"
#include "proto/view.pb.h"
#include "replay/copies/log_form.h"
#include "replay/progress_report.h"

namespace tranche {

// Receives the next bytes of a file; a non-OK status ends the export.
using ByteSink = std::function<absl::Status(absl::string_view bytes)>;

// Writes every event of `ledger`, from the first to its head, to `sink`. The report has no
// file name yet.
//
// On OK the exported events have the Merkle root of the ledger. After an error the output
// is unusable.
//
// Cost: every event is read once; for JSON it is also serialized, to verify that its bytes
// come back. Memory: about 1 MiB.
//
// Errors: those of the sink, and
//   FAILED_PRECONDITION  JSON cannot carry an event; the message names its sequence.
//   DATA_LOSS            an event cannot be read, or the events have another root.
absl::StatusOr<v1::ExportReport> ExportLog(const ReadView& view, LogForm form, const ByteSink& sink,
                                           const ProgressCallback& progress);

}  // namespace tranche
