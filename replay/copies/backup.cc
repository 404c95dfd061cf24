#include "replay/copies/backup.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "events/instant.h"
#include "events/refusal.h"
#include "ledger/damage.h"
#include "ledger/ledger.h"
#include "replay/copies/backup_note.h"
#include "storage/backup_files.h"
#include "storage/directory.h"
#include "storage/format_file.h"
#include "storage/head_file.h"
#include "storage/linked_copy.h"
#include "storage/scratch_directory.h"
#include "storage/shared_address.h"

namespace tranche {
namespace {

using storage::BackupFiles;
using storage::StoredBackup;

// Makes `copy` a snapshot of the ledger in `ledger`, at the cost of some hard links.
absl::Status CopyLedger(const std::string& ledger, const std::string& copy) {
  if (absl::Status checked = storage::CheckDirectory(ledger, false); !checked.ok()) return checked;
  // Read before the database is copied: a concurrent writer only ever raises both.
  const auto acknowledged = storage::HeadFile::Read(ledger);
  if (!acknowledged.ok()) return acknowledged.status();
  if (acknowledged->has_value()) {
    auto head_file = storage::HeadFile::OpenToWrite(copy);
    if (!head_file.ok()) return head_file.status();
    if (absl::Status written = head_file->Write(**acknowledged); !written.ok()) return written;
  }
  return storage::LinkCopy(ledger + "/rocksdb", copy + "/rocksdb");
}

absl::StatusOr<BackupNote> Describe(const Ledger& copy, Clock* clock) {
  const absl::StatusOr<Digest> root = copy.tree().Root(copy.head());
  if (!root.ok()) return root.status();
  return BackupNote{copy.terms().ledger_id(), copy.head(), *root, clock->Now()};
}

// Where the log of a copy is; empty for a ledger.
absl::StatusOr<std::string> SharedLogOf(const std::string& ledger) {
  const absl::StatusOr<storage::LedgerFormat> format = storage::ReadFormat(ledger);
  if (!format.ok()) return format.status();
  const absl::StatusOr<std::optional<std::string>> address = storage::ReadSharedAddress(ledger);
  if (!address.ok()) return address.status();
  return format->is_copy ? address->value_or("") : "";
}

// An existing backup, according to its note.
struct EarlierBackup {
  uint32_t id = 0;
  BackupNote note;
};

// The newest whose note can be read.
std::optional<EarlierBackup> NewestBackup(const BackupFiles& files) {
  std::optional<EarlierBackup> newest;
  for (const StoredBackup& stored : files.List()) {
    const absl::StatusOr<BackupNote> note = ParseBackupNote(stored.note);
    if (note.ok()) newest = EarlierBackup{stored.id, *note};
  }
  return newest;
}

absl::Status NoContinuation(absl::string_view code, absl::string_view text, const EarlierBackup& newest,
                            const Ledger& copy, const std::string& backups) {
  const absl::Status refused =
      Refuse(absl::StatusCode::kFailedPrecondition, code, text,
             {TextField("directory", backups), NumberField("backup", newest.id), NumberField("known", newest.note.head),
              TextField("other", newest.note.ledger_id), TextField("ledger", copy.terms().ledger_id()),
              NumberField("head", copy.head())});
  return Adding(refused, "nothing was backed up and none was dropped; name another directory for the backups");
}

// A new backup must extend what the directory holds: a copy with fewer events, or another history under the same id,
// would displace the only good backup.
absl::Status CheckContinues(const BackupFiles& files, const Ledger& copy, const std::string& backups) {
  const std::optional<EarlierBackup> newest = NewestBackup(files);
  if (!newest.has_value()) return absl::OkStatus();
  if (newest->note.ledger_id != copy.terms().ledger_id())
    return NoContinuation("backup.other-ledger", "{directory} holds backups of the ledger {other}, this is {ledger}",
                          *newest, copy, backups);
  if (newest->note.head > copy.head())
    return NoContinuation("backup.knows-more",
                          "backup {backup} in {directory} has {known} event{known:s}, this ledger only {head}: it is "
                          "an older copy, or one that was restored from an earlier backup",
                          *newest, copy, backups);
  const absl::StatusOr<Digest> root = copy.tree().Root(newest->note.head);
  if (!root.ok()) return root.status();
  if (*root == newest->note.root) return absl::OkStatus();
  return NoContinuation("backup.other-history",
                        "the first {known} event{known:s} of this ledger are not those of backup {backup} in "
                        "{directory}: the two went apart, or what was recorded was altered",
                        *newest, copy, backups);
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

// Damage of the copy is damage of the ledger, and is reported as such.
absl::Status OfTheLedger(const absl::Status& status, const std::string& ledger) {
  return Within("{ledger} was not backed up", {TextField("ledger", ledger)}, AdvisingOnDamage(status));
}

}  // namespace

absl::StatusOr<v1::BackupReport> Backup(const std::string& ledger, const std::string& backups,
                                        const BackupOptions& options, Clock* clock) {
  if (absl::Status checked = storage::CheckDirectory(ledger, false); !checked.ok()) return checked;
  const auto copy = storage::ScratchDirectory::Create(ledger + "/copying");
  if (!copy.ok()) return copy.status();
  absl::Status copied = CopyLedger(ledger, copy->path());
  if (!copied.ok()) return OfTheLedger(copied, ledger);
  OpenOptions options_of_copy;
  options_of_copy.is_scratch = true;
  auto opened = Ledger::Open(copy->path(), Ledger::Access::kReadOnly, clock, options_of_copy);
  if (!opened.ok()) return OfTheLedger(opened.status(), ledger);
  absl::StatusOr<BackupNote> note = Describe(**opened, clock);
  if (!note.ok()) return OfTheLedger(note.status(), ledger);
  const absl::StatusOr<std::string> shared_log = SharedLogOf(ledger);
  if (!shared_log.ok()) return OfTheLedger(shared_log.status(), ledger);
  note->shared_log = *shared_log;
  const auto files = BackupFiles::OpenToAdd(backups);
  if (!files.ok()) return files.status();
  if (absl::Status continues = CheckContinues(**files, **opened, backups); !continues.ok()) return continues;
  opened->reset();
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
