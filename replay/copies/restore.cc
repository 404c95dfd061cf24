#include "replay/copies/restore.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "events/refusal.h"
#include "log/tree_rows.h"
#include "proof/copied_ledger.h"
#include "replay/copies/backup_note.h"
#include "replay/rebuild.h"
#include "replay/verify/findings.h"
#include "replay/verify/verify.h"
#include "storage/backup_files.h"
#include "storage/database.h"
#include "storage/format_file.h"
#include "storage/head_file.h"
#include "storage/shared_address.h"
#include "storage/unfinished_directory.h"

namespace tranche {
namespace {

using storage::BackupFiles;
using storage::Database;
using storage::StoredBackup;

absl::Status DamagedBackup(uint32_t id, const std::string& backups, const absl::Status& found) {
  return Within(
      "backup {id} in {directory} is damaged", {NumberField("id", id), TextField("directory", backups)},
      Adding(WithCode(absl::StatusCode::kDataLoss, found), "nothing was restored; restore another one with --backup"));
}

absl::Status NoSuchBackup(uint32_t id, const std::string& backups, const std::vector<StoredBackup>& stored) {
  std::vector<std::string> ids;
  for (const StoredBackup& each : stored) ids.push_back(absl::StrCat(each.id));
  return Refuse(absl::StatusCode::kInvalidArgument, "backup.none-of-that-number",
                "--backup: found {id}, which is not in {directory}, wanted one of {ids}",
                {NumberField("id", id), TextField("directory", backups), TextsField("ids", ids)});
}

absl::StatusOr<StoredBackup> Choose(const BackupFiles& files, std::optional<uint32_t> id, const std::string& backups) {
  const std::vector<uint32_t> damaged = files.Damaged();
  const uint32_t last_damaged = damaged.empty() ? 0 : *std::max_element(damaged.begin(), damaged.end());
  const std::vector<StoredBackup> stored = files.List();
  const uint32_t newest = std::max(stored.empty() ? 0 : stored.back().id, last_damaged);
  if (newest == 0)
    return Refuse(absl::StatusCode::kNotFound, "backup.none", "there is no backup in {directory}",
                  {TextField("directory", backups)});
  const uint32_t wanted = id.value_or(newest);
  for (const StoredBackup& each : stored) {
    if (each.id == wanted) return each;
  }
  if (std::find(damaged.begin(), damaged.end(), wanted) == damaged.end()) return NoSuchBackup(wanted, backups, stored);
  return DamagedBackup(wanted, backups,
                       Refuse(absl::StatusCode::kDataLoss, "backup.unreadable",
                              "its list of files cannot be read, or a file is missing"));
}

absl::Status WriteHead(const std::string& directory, Sequence head) {
  auto head_file = storage::HeadFile::OpenToWrite(directory);
  return head_file.ok() ? head_file->Write(head) : head_file.status();
}

absl::Status MarkTheCopy(const std::string& directory) {
  const auto database = Database::Open(directory + "/rocksdb", Database::Mode::kWrite);
  return database.ok() ? MarkAsCopy(database->get()) : database.status();
}

// True if the events are sound, and everything wrong can be rebuilt from them.
bool CanBeRebuilt(const v1::VerifyReport& report) {
  return std::all_of(report.findings().begin(), report.findings().end(),
                     [](const v1::Finding& finding) { return finding.rebuildable(); });
}

absl::Status FirstFinding(const v1::VerifyReport& report) {
  if (report.findings().empty()) return absl::OkStatus();
  return Adding(StatusOf(absl::StatusCode::kDataLoss, report.findings(0).why()), "found in all: {count}",
                {NumberField("count", CountOf(report))});
}

// Verifies the copy, and rebuilds the index if only that is wrong.
absl::Status Check(const storage::UnfinishedDirectory& directory, const ProgressCallback& progress,
                   v1::RestoreReport* report) {
  absl::StatusOr<v1::VerifyReport> verified = VerifyUnfinished(directory.place(), progress);
  if (verified.ok() && !verified->findings().empty() && CanBeRebuilt(*verified)) {
    const absl::StatusOr<v1::RebuildReport> rebuilt = RebuildUnfinished(directory, progress);
    if (!rebuilt.ok()) return rebuilt.status();
    report->set_rows_rebuilt(rebuilt->rows_different());
    verified = VerifyUnfinished(directory.place(), progress);
  }
  if (!verified.ok()) return verified.status();
  report->set_events(verified->events());
  report->set_rows(verified->rows());
  return FirstFinding(*verified);
}

// The events must be byte for byte those that were backed up.
absl::Status CheckRoot(const std::string& directory, const BackupNote& note) {
  const auto database = Database::Open(directory + "/rocksdb", Database::Mode::kReadOnly);
  if (!database.ok()) return database.status();
  const absl::StatusOr<TreeHead> found = ReadTreeHead(**database, storage::Family::kIndex);
  if (!found.ok()) return found.status();
  if (found->size == note.head && found->root == note.root) return absl::OkStatus();
  return Refuse(
      absl::StatusCode::kDataLoss, "backup.other-root",
      "the root of its {found_events} event{found_events:s} is {found}, wanted {wanted}, that of {wanted_events} "
      "event{wanted_events:s}",
      {NumberField("found_events", found->size), TextField("found", absl::Base64Escape(ToBytes(found->root))),
       NumberField("wanted_events", note.head), TextField("wanted", absl::Base64Escape(ToBytes(note.root)))});
}

absl::Status RestoreInto(const storage::UnfinishedDirectory& directory, const BackupFiles& files,
                         const StoredBackup& backup, const BackupNote& note, const ProgressCallback& progress,
                         v1::RestoreReport* report) {
  absl::Status status = files.Restore(backup.id, directory.place() + "/rocksdb");
  if (status.ok()) status = WriteHead(directory.place(), note.head);
  if (status.ok()) status = Check(directory, progress, report);
  if (status.ok()) status = MarkTheCopy(directory.place());
  if (status.ok()) status = CheckRoot(directory.place(), note);
  if (status.ok() && !note.shared_log.empty()) status = storage::WriteSharedAddress(directory.place(), note.shared_log);
  report->set_ledger_id(note.ledger_id);
  report->set_head(note.head);
  report->set_root(std::string(ToBytes(note.root)));
  return status;
}

}  // namespace

absl::StatusOr<v1::RestoreReport> Restore(const std::string& backups, std::optional<uint32_t> id,
                                          const std::string& ledger, const ProgressCallback& progress,
                                          const std::string& shared_log) {
  const auto files = BackupFiles::OpenToRestore(backups);
  if (!files.ok()) return files.status();
  const absl::StatusOr<StoredBackup> backup = Choose(**files, id, backups);
  if (!backup.ok()) return backup.status();
  absl::StatusOr<BackupNote> note = ParseBackupNote(backup->note);
  if (!note.ok()) return DamagedBackup(backup->id, backups, note.status());
  if (!shared_log.empty()) note->shared_log = shared_log;
  auto directory = storage::UnfinishedDirectory::Create(ledger, absl::ZeroDuration(),
                                                        {storage::kFormatVersion, !note->shared_log.empty()});
  if (!directory.ok()) return directory.status();
  v1::RestoreReport report;
  report.set_directory(ledger);
  report.set_backup_id(backup->id);
  const absl::Status restored = RestoreInto(*directory, **files, *backup, *note, progress, &report);
  if (absl::IsDataLoss(restored)) return DamagedBackup(backup->id, backups, restored);
  if (!restored.ok()) return restored;
  absl::Status finished = directory->SyncAll();
  if (finished.ok()) finished = directory->Finish();
  if (!finished.ok()) return finished;
  return report;
}

}  // namespace tranche
