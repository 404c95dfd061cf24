#include "replay/copies/backup.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "events/instant.h"
#include "ledger/ledger.h"
#include "replay/copies/backup_note.h"
#include "storage/backup_files.h"
#include "storage/directory.h"
#include "storage/head_file.h"
#include "storage/linked_copy.h"
#include "storage/scratch_directory.h"

namespace tranche {
namespace {

using storage::BackupFiles;
using storage::StoredBackup;

// Makes `copy` the ledger in `ledger` as it is now, at the cost of some links.
absl::Status CopyLedger(const std::string& ledger, const std::string& copy) {
  if (absl::Status checked = storage::CheckDirectory(ledger, false); !checked.ok()) return checked;
  // Read before the database is copied: a writer beside us only ever raises both.
  const auto acknowledged = storage::HeadFile::Read(ledger);
  if (!acknowledged.ok()) return acknowledged.status();
  if (acknowledged->has_value()) {
    auto head_file = storage::HeadFile::OpenToWrite(copy);
    if (!head_file.ok()) return head_file.status();
    if (absl::Status written = head_file->Write(**acknowledged); !written.ok()) return written;
  }
  absl::Status copied = storage::LinkCopy(ledger + "/rocksdb", copy + "/rocksdb");
  return copied.ok() ? storage::MarkComplete(copy) : copied;
}

// What an open of the copy tells about it; it is closed again.
absl::StatusOr<BackupNote> Describe(const std::string& copy, Clock* clock) {
  const auto ledger = Ledger::Open(copy, Ledger::Access::kReadOnly, clock);
  if (!ledger.ok()) return ledger.status();
  const absl::StatusOr<Digest> root = (*ledger)->tree().Root((*ledger)->head());
  if (!root.ok()) return root.status();
  return BackupNote{(*ledger)->terms().ledger_id(), (*ledger)->head(), *root, clock->Now()};
}

// Of the backups that are there, the last one tells whose they are.
absl::Status CheckSameLedger(const BackupFiles& files, const BackupNote& note, const std::string& backups) {
  const std::vector<StoredBackup> stored = files.List();
  if (stored.empty()) return absl::OkStatus();
  const absl::StatusOr<BackupNote> last = ParseBackupNote(stored.back().note);
  if (!last.ok() || last->ledger_id == note.ledger_id) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(backups, " holds backups of the ledger ", last->ledger_id,
                                                    ", this is ", note.ledger_id,
                                                    "; name a directory of its own for each ledger"));
}

void AddKept(const BackupFiles& files, v1::BackupReport* report) {
  for (const StoredBackup& stored : files.List()) {
    v1::KeptBackup* kept = report->add_kept();
    kept->set_backup_id(stored.id);
    kept->set_bytes(stored.bytes);
    const absl::StatusOr<BackupNote> note = ParseBackupNote(stored.note);
    if (!note.ok()) continue;
    kept->set_head(note->head);
    *kept->mutable_taken_at() = ToTimestamp(note->taken_at);
  }
}

v1::BackupReport ReportOn(const BackupFiles& files, uint32_t id, const BackupNote& note) {
  v1::BackupReport report;
  report.set_backup_id(id);
  report.set_ledger_id(note.ledger_id);
  report.set_head(note.head);
  report.set_root(std::string(ToBytes(note.root)));
  for (const StoredBackup& stored : files.List()) {
    if (stored.id != id) continue;
    report.set_files(stored.files);
    report.set_bytes(stored.bytes);
    report.set_new_files(stored.new_files);
    report.set_new_bytes(stored.new_bytes);
  }
  return report;
}

// What is wrong with the copy is wrong with the ledger, and is told so.
absl::Status OfTheLedger(const absl::Status& status, const std::string& ledger) {
  return absl::Status(status.code(), absl::StrCat(ledger, " was not backed up: ", status.message()));
}

}  // namespace

absl::StatusOr<v1::BackupReport> Backup(const std::string& ledger, const std::string& backups,
                                        const BackupOptions& options, Clock* clock) {
  if (absl::Status checked = storage::CheckDirectory(ledger, false); !checked.ok()) return checked;
  const auto copy = storage::ScratchDirectory::Create(ledger + "/copying");
  if (!copy.ok()) return copy.status();
  absl::Status copied = CopyLedger(ledger, copy->path());
  if (!copied.ok()) return OfTheLedger(copied, ledger);
  const absl::StatusOr<BackupNote> note = Describe(copy->path(), clock);
  if (!note.ok()) return OfTheLedger(note.status(), ledger);
  const auto files = BackupFiles::OpenToAdd(backups);
  if (!files.ok()) return files.status();
  if (absl::Status same = CheckSameLedger(**files, *note, backups); !same.ok()) return same;
  const std::vector<uint32_t> damaged = (*files)->Damaged();
  const absl::StatusOr<uint32_t> id = (*files)->Add(copy->path() + "/rocksdb", ToText(*note));
  if (!id.ok()) return id.status();
  v1::BackupReport report = ReportOn(**files, *id, *note);
  report.set_directory(backups);
  if (options.keep.has_value()) {
    if (absl::Status kept = (*files)->KeepNewest(std::max(*options.keep, 1u)); !kept.ok()) return kept;
  }
  AddKept(**files, &report);
  report.mutable_damaged_backup_ids()->Add(damaged.begin(), damaged.end());
  return report;
}

}  // namespace tranche
