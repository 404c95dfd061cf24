// A whole ledger as files, and a ledger of them again.
//
// Thread safety: free functions on directories; ExportHistory as safe as the ledger.
#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "events/clock.h"
#include "proto/request.pb.h"
#include "proto/service.pb.h"
#include "proto/view.pb.h"
#include "replay/progress_report.h"
#include "service/served_ledger.h"
#include "service/sink.h"

namespace tranche {

// The whole log in pieces of about 1 MiB, then the report. Errors: those of ExportLog; INVALID_ARGUMENT at "form".
absl::Status ExportHistory(const v1::ExportLogRequest& request, const ServedLedger& open,
                           const ProgressCallback& progress, const Sink<v1::ExportLogResponse>& sink);

// As `tranche verify`, of the directory of the open ledger while others record in it: how far it is now and then, then
// the report. The sink is asked before the first event and every thousand.
//
// Cost: that of Verify. Errors: those of Verify and of the sink; findings are none.
absl::Status VerifyHistory(const ServedLedger& open, const Sink<v1::VerifyLedgerResponse>& sink);

// Errors: those of ImportLog; NOT_FOUND  the file cannot be opened; INVALID_ARGUMENT at "form" or "root".
absl::StatusOr<v1::ImportLogReport> ImportHistory(const v1::ImportLogRequest& request, Clock* clock,
                                                  const ProgressCallback& progress);

// Errors: those of Backup; INVALID_ARGUMENT at "keep".
absl::StatusOr<v1::BackupReport> BackUp(const v1::BackupRequest& request, Clock* clock);

// Errors: those of Restore.
absl::StatusOr<v1::RestoreReport> RestoreBackup(const v1::RestoreRequest& request, const ProgressCallback& progress);

// wait  how long to wait for another writer. Errors: those of Rebuild.
absl::StatusOr<v1::RebuildReport> RebuildIndex(const v1::RebuildRequest& request, absl::Duration wait,
                                               const ProgressCallback& progress);

// Errors: those of Verify.
absl::StatusOr<v1::VerifyReport> VerifyLedger(const v1::VerifyRequest& request, Clock* clock,
                                              const ProgressCallback& progress);

}  // namespace tranche
