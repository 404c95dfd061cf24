// Ledgers that are made: an empty one, and one with a history that is made up.
//
// Thread safety: free functions on directories.
#pragma once

#include "absl/status/statusor.h"
#include "events/clock.h"
#include "proto/request.pb.h"
#include "proto/view.pb.h"
#include "replay/progress_report.h"

namespace tranche {

// Makes the ledger with its units and its key, or leaves none behind.
// Errors: those of Ledger::Create as OpenFailure has them, of ImportGeography and of key_file.h; INVALID_ARGUMENT at
// "utc_offset" or "key_file".
absl::Status CreateLedger(const v1::CreateLedgerRequest& request, Clock* clock);

// Errors: those of Ledger::Create and Ledger::Append; INVALID_ARGUMENT at "events" or "late".
absl::StatusOr<v1::GenerateReport> GenerateLedger(const v1::GenerateRequest& request, const ProgressCallback& progress);

}  // namespace tranche
