// generate: a ledger with a history that is made up.
#include <string>

#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/session.h"
#include "cli/show_progress.h"
#include "reports/check_tables.h"
#include "reports/texts.h"
#include "service/new_ledger.h"

namespace tranche {

Outcome RunGenerate(const Arguments& arguments, const Console& console) {
  v1::GenerateRequest request;
  request.set_directory(arguments.ledger);
  request.set_events(arguments.events);
  request.set_seed(arguments.seed);
  request.set_late(arguments.late);
  request.set_notation(arguments.lang.value_or(""));
  const Locale locale = LanguageOf(arguments);
  Progress progress(locale, Say(locale, "generate"), console.err_is_terminal);
  const absl::StatusOr<v1::GenerateReport> report =
      GenerateLedger(request, absl::Seconds(arguments.wait_seconds), ShowOn(&progress, console));
  progress.Finish();
  if (!report.ok()) return report.status();
  const Reader reader = ReaderOf(arguments);
  const absl::Status printed =
      PrintAnswer(*report, {GenerateTable(*report, reader)}, MakeTableStyle(arguments, console, reader.locale, {}),
                  arguments.format, console);
  if (!printed.ok()) return AfterDoing(printed, "the ledger was made");
  return kExitDone;
}

}  // namespace tranche
