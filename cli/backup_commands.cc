// backup and restore: copies of a ledger that know what must come out of them.
#include <string>

#include "absl/strings/str_cat.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/session.h"
#include "cli/show_progress.h"
#include "replay/copies/backup.h"
#include "replay/copies/restore.h"
#include "reports/backup_tables.h"
#include "reports/texts.h"
#include "storage/directory.h"

namespace tranche {

Outcome RunBackup(const Arguments& arguments, const Console& console) {
  if (arguments.keep == 0u) return absl::InvalidArgumentError("--keep: found 0, wanted how many to keep, 1 or more");
  const absl::Status found = storage::CheckDirectory(arguments.ledger, false);
  if (!found.ok()) return AsOpenFailure(found);
  const absl::StatusOr<v1::BackupReport> report =
      Backup(arguments.ledger, arguments.file, {arguments.keep}, &console.clock);
  if (!report.ok()) return report.status();
  const Reader reader = ReaderOf(arguments, console);
  const absl::Status printed =
      PrintAnswer(*report, {BackupTable(*report, reader), KeptBackupsTable(*report, reader)},
                  MakeTableStyle(arguments, console, reader.locale, {}), arguments.format, console);
  if (!printed.ok()) return AfterDoing(printed, "backup {id} was made", {NumberField("id", report->backup_id())});
  return kExitDone;
}

Outcome RunRestore(const Arguments& arguments, const Console& console) {
  const Locale locale = LanguageOf(arguments);
  Progress progress(locale, Say(locale, "restore"), console.err_is_terminal);
  const absl::StatusOr<v1::RestoreReport> report =
      Restore(arguments.file, arguments.backup_id, arguments.ledger, ShowOn(&progress, console));
  progress.Finish();
  if (!report.ok()) return report.status();
  const Reader reader = ReaderOf(arguments, console);
  const absl::Status printed =
      PrintAnswer(*report, {RestoreTable(*report, reader)}, MakeTableStyle(arguments, console, reader.locale, {}),
                  arguments.format, console);
  if (!printed.ok()) return AfterDoing(printed, "the ledger was restored");
  return kExitDone;
}

}  // namespace tranche
