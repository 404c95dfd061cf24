// Ledgers that are made: an empty one, and one with a history that is made up.
//
// Thread safety: free functions on directories.
#pragma once

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "events/clock.h"
#include "proto/request.pb.h"
#include "proto/view.pb.h"
#include "replay/progress_report.h"

namespace tranche {

// When CreateLedger records what a new ledger begins with, so that any history can follow.
inline constexpr absl::Time kKnownFromTheBeginning = absl::UnixEpoch();

// Makes the ledger with its units and its key, or leaves none behind.
// wait  how long to wait for another process that is making a ledger in the same directory.
// Errors: those of Ledger::Create, of ImportGeography and of key_file.h; INVALID_ARGUMENT at "currency_code",
// "minor_digits", "utc_offset" or "key_file".
absl::Status CreateLedger(const v1::CreateLedgerRequest& request, absl::Duration wait, Clock* clock);

// wait  as above. Errors: those of Ledger::Create and Ledger::Append; INVALID_ARGUMENT at "events" or "late".
absl::StatusOr<v1::GenerateReport> GenerateLedger(const v1::GenerateRequest& request, absl::Duration wait,
                                                  const ProgressCallback& progress);

}  // namespace tranche
