// backup and restore: copies of a ledger that know what must come out of them.
#include <string>

#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/session.h"
#include "cli/show_progress.h"
#include "reports/backup_tables.h"
#include "reports/texts.h"
#include "service/copies.h"

namespace tranche {

Outcome RunBackup(const Arguments& arguments, const Console& console) {
  v1::BackupRequest request;
  request.set_directory(arguments.ledger);
  request.set_backups(arguments.file);
  if (arguments.keep) request.set_keep(*arguments.keep);
  const absl::StatusOr<v1::BackupReport> report = BackUp(request, &console.clock);
  if (!report.ok()) return report.status();
  const Reader reader = ReaderOf(arguments);
  const absl::Status printed =
      PrintAnswer(*report, {BackupTable(*report, reader), KeptBackupsTable(*report, reader)},
                  MakeTableStyle(arguments, console, reader.locale, {}), arguments.format, console);
  if (!printed.ok()) return AfterDoing(printed, "backup {id} was made", {NumberField("id", report->backup_id())});
  return kExitDone;
}

Outcome RunRestore(const Arguments& arguments, const Console& console) {
  v1::RestoreRequest request;
  request.set_backups(arguments.file);
  request.set_directory(arguments.ledger);
  if (arguments.backup_id) request.set_backup_id(*arguments.backup_id);
  const Locale locale = LanguageOf(arguments);
  Progress progress(locale, Say(locale, "restore"), console.err_is_terminal);
  const absl::StatusOr<v1::RestoreReport> report = RestoreBackup(request, ShowOn(&progress, console));
  progress.Finish();
  if (!report.ok()) return report.status();
  const Reader reader = ReaderOf(arguments);
  const absl::Status printed =
      PrintAnswer(*report, {RestoreTable(*report, reader)}, MakeTableStyle(arguments, console, reader.locale, {}),
                  arguments.format, console);
  if (!printed.ok()) return AfterDoing(printed, "the ledger was restored");
  return kExitDone;
}

}  // namespace tranche
