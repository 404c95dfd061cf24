// A whole history as a file that other programs can read, and that import_log.h makes the
// same ledger of again.
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

// Takes the next bytes of a file; a status that is not OK ends the work.
using ByteSink = std::function<absl::Status(absl::string_view bytes)>;

// Gives every event of `ledger`, up to its head, to `sink`, from the first on. The report
// has no file name yet.
//
// On OK what was given leads to the Merkle root of the ledger. After an error what
// was given is worth nothing.
//
// Cost: every event is read once; for JSON it is printed and parsed again, to see that the
// same bytes come back. Memory: about 1 MiB.
//
// Errors: the sink's own, and
//   FAILED_PRECONDITION  JSON cannot carry an event; the message names its sequence.
//   DATA_LOSS            an event cannot be read, or what was read has another root.
absl::StatusOr<v1::ExportReport> ExportLog(const ReadView& view, LogForm form, const ByteSink& sink,
                                           const ProgressCallback& progress);

}  // namespace tranche
