#include "service/copies.h"

#include <cerrno>
#include <fstream>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "events/refusal.h"
#include "ledger/damage.h"
#include "proof/signed_note.h"
#include "replay/copies/backup.h"
#include "replay/copies/export_log.h"
#include "replay/copies/import_log.h"
#include "replay/copies/restore.h"
#include "replay/rebuild.h"
#include "replay/verify/verify.h"
#include "service/request_field.h"
#include "storage/directory.h"
#include "storage/system_error.h"

namespace tranche {
namespace {

absl::StatusOr<LogForm> ReadForm(const std::string& form) {
  for (const LogForm known : {LogForm::kProtobuf, LogForm::kJsonLines}) {
    if (FormName(known) == absl::string_view(form)) return known;
  }
  return AtField("form", Refuse(absl::StatusCode::kInvalidArgument, "log-form.unknown",
                                "found \"{found}\", wanted pb or jsonl", {TextField("found", form)}));
}

absl::StatusOr<std::optional<Digest>> ReadRoot(const v1::ImportLogRequest& request) {
  if (!request.has_root()) return std::nullopt;
  const absl::StatusOr<std::string> bytes = FromBase64(request.root());
  const absl::StatusOr<Digest> root = bytes.ok() ? ToDigest(*bytes) : bytes.status();
  if (root.ok()) return *root;
  return AtField("root", Refuse(absl::StatusCode::kInvalidArgument, "root.not-read",
                                "found \"{found}\", wanted the Merkle root that `export log` printed, in base64",
                                {TextField("found", request.root())}));
}

}  // namespace

absl::Status ExportHistory(const v1::ExportLogRequest& request, const ServedLedger& open,
                           const ProgressCallback& progress, const Sink<v1::ExportLogResponse>& sink) {
  const absl::StatusOr<LogForm> form = ReadForm(request.form());
  if (!form.ok()) return form.status();
  v1::ExportLogResponse piece;
  const ByteSink bytes = [&](absl::string_view content) {
    piece.set_content(content.data(), content.size());
    return sink(piece);
  };
  absl::StatusOr<v1::ExportReport> report = ExportLog(open.ledger().View(), *form, bytes, progress);
  if (!report.ok()) return report.status();
  piece.Clear();
  *piece.mutable_report() = *std::move(report);
  return sink(piece);
}

absl::Status VerifyHistory(const ServedLedger& open, const Sink<v1::VerifyLedgerResponse>& sink) {
  v1::VerifyLedgerResponse part;
  if (absl::Status taken = sink(part); !taken.ok()) return taken;
  const EndableProgress progress = [&part, &sink](uint64_t done, uint64_t total) {
    part.set_events_done(done);
    part.set_events_total(total);
    return sink(part);
  };
  absl::StatusOr<v1::VerifyReport> report = Verify(open.ledger().directory(), progress, open.now());
  if (!report.ok()) return report.status();
  *part.mutable_report() = *std::move(report);
  return sink(part);
}

absl::StatusOr<v1::ImportLogReport> ImportHistory(const v1::ImportLogRequest& request, Clock* clock,
                                                  const ProgressCallback& progress) {
  const absl::StatusOr<std::optional<Digest>> root = ReadRoot(request);
  if (!root.ok()) return root.status();
  const absl::StatusOr<LogForm> form = request.form().empty() ? FormOf(request.file()) : ReadForm(request.form());
  if (!form.ok()) return form.status();
  std::ifstream file(request.file(), std::ios::binary);
  if (!file) return storage::SystemError(absl::StatusCode::kNotFound, errno, "cannot open", request.file());
  ImportLogOptions options;
  options.form = *form;
  options.root = *root;
  options.now = clock->Now();
  return ImportLog(&file, request.file(), request.directory(), options, progress);
}

absl::StatusOr<v1::BackupReport> BackUp(const v1::BackupRequest& request, Clock* clock) {
  if (request.has_keep() && request.keep() == 0)
    return AtField("keep", Refuse(absl::StatusCode::kInvalidArgument, "backup.keeps-none",
                                  "found 0, wanted how many to keep, 1 or more"));
  if (absl::Status found = storage::CheckDirectory(request.directory(), false); !found.ok()) return found;
  BackupOptions options;
  if (request.has_keep()) options.keep = request.keep();
  return Backup(request.directory(), request.backups(), options, clock);
}

absl::StatusOr<v1::RestoreReport> RestoreBackup(const v1::RestoreRequest& request, const ProgressCallback& progress) {
  std::optional<uint32_t> id;
  if (request.has_backup_id()) id = request.backup_id();
  return Restore(request.backups(), id, request.directory(), progress);
}

absl::StatusOr<v1::RebuildReport> RebuildIndex(const v1::RebuildRequest& request, absl::Duration wait,
                                               const ProgressCallback& progress) {
  absl::StatusOr<v1::RebuildReport> report = Rebuild(request.directory(), progress, wait);
  if (!report.ok()) return AdvisingOnFailedRebuild(report.status());
  return report;
}

absl::StatusOr<v1::VerifyReport> VerifyLedger(const v1::VerifyRequest& request, Clock* clock,
                                              const ProgressCallback& progress) {
  return Verify(request.directory(), NeverEnding(progress), clock->Now());
}

}  // namespace tranche
