// rebuild, verify, status: the commands that look after a ledger.
#include <string>

#include "absl/strings/str_cat.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/session.h"
#include "cli/show_progress.h"
#include "reports/check_tables.h"
#include "reports/texts.h"
#include "reports/verify_tables.h"
#include "service/copies.h"

namespace tranche {
namespace {

absl::StatusOr<v1::VerifyReport> VerifyWhereItIs(const Arguments& arguments, const Console& console,
                                                 const ProgressCallback& progress) {
  if (arguments.server.empty()) {
    v1::VerifyRequest request;
    request.set_directory(arguments.ledger);
    return VerifyLedger(request, &console.clock, progress);
  }
  const absl::StatusOr<Session> session = Session::Open(arguments, console, Ledger::Access::kReadOnly);
  if (!session.ok()) return session.status();
  v1::VerifyReport report;
  const absl::Status verified = session->service().VerifyLedger({}, [&](const v1::VerifyLedgerResponse& part) {
    progress(part.events_done(), part.events_total());
    if (part.has_report()) report = part.report();
    return absl::OkStatus();
  });
  if (!verified.ok()) return verified;
  return report;
}

void SayWhoVerified(const Arguments& arguments, Locale locale, const Console& console) {
  const std::string note =
      Say(locale,
          "note: {server} has verified its own ledger; whoever does not trust it runs `tranche export log` there, and "
          "`tranche import log` on a machine of their own",
          {{"server", arguments.server}});
  console.err << FoldedTo(console.err_width, absl::StrCat("tranche: ", note, "\n"));
}

}  // namespace

Outcome RunRebuild(const Arguments& arguments, const Console& console) {
  const Reader reader = ReaderOf(arguments);
  Progress progress(reader.locale, Say(reader.locale, "rebuild"), console.err_is_terminal);
  v1::RebuildRequest request;
  request.set_directory(arguments.ledger);
  const absl::StatusOr<v1::RebuildReport> report =
      RebuildIndex(request, absl::Seconds(arguments.wait_seconds), ShowOn(&progress, console));
  progress.Finish();
  if (!report.ok()) return report.status();
  const absl::Status printed =
      PrintAnswer(*report, {RebuildTable(*report, reader)}, MakeTableStyle(arguments, console, reader.locale, {}),
                  arguments.format, console);
  if (!printed.ok()) return AfterDoing(printed, "the index was rebuilt");
  return report->rows_different() > 0 ? kExitRefused : kExitDone;
}

Outcome RunVerify(const Arguments& arguments, const Console& console) {
  const Reader reader = ReaderOf(arguments);
  Progress progress(reader.locale, Say(reader.locale, "verify"), console.err_is_terminal);
  const absl::StatusOr<v1::VerifyReport> report = VerifyWhereItIs(arguments, console, ShowOn(&progress, console));
  progress.Finish();
  if (!report.ok()) return report.status();
  if (!arguments.server.empty()) SayWhoVerified(arguments, reader.locale, console);
  const Table table =
      arguments.format == OutputFormat::kTable ? VerifySummary(*report, reader) : VerifyTable(*report, reader);
  const absl::Status printed =
      PrintAnswer(*report, {table}, MakeTableStyle(arguments, console, reader.locale, {}), arguments.format, console);
  if (!printed.ok()) return printed;
  return report->findings().empty() ? kExitDone : kExitDamaged;
}

Outcome RunStatus(const Arguments& arguments, const Console& console) {
  const absl::StatusOr<Session> session = Session::Open(arguments, console, Ledger::Access::kReadOnly);
  if (!session.ok()) return session.status();
  if (absl::Status warned = WarnOfClock(*session, console); !warned.ok()) return warned;
  const absl::StatusOr<v1::GetStatusResponse> answer = session->service().GetStatus({});
  if (!answer.ok()) return answer.status();
  const absl::Status printed = PrintAnswer(answer->report(), {StatusTable(answer->report(), session->reader())},
                                           session->style(), arguments.format, console);
  if (!printed.ok()) return printed;
  return kExitDone;
}

}  // namespace tranche
