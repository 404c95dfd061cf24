// replay, rebuild, verify, status: the commands that look after a ledger.
#include <string>
#include <utility>
#include <vector>

#include "cli/answer_stream.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/session.h"
#include "cli/show_progress.h"
#include "reports/check_tables.h"
#include "reports/posting_tables.h"
#include "reports/texts.h"
#include "service/copies.h"

namespace tranche {
namespace {

v1::ReplayRequest ReplayRequestOf(const Arguments& arguments) {
  v1::ReplayRequest request;
  if (arguments.to) request.set_to(*arguments.to);
  request.set_watch(arguments.watch);
  return request;
}

absl::Status PrintBalances(const v1::ReplayReport& report, const Session& session, const Arguments& arguments,
                           const Console& console) {
  return PrintAnswer(report, {ReplayTable(report, session.reader())}, session.style(), arguments.format, console);
}

// The steps as they come; below them, for people, the balances.
absl::Status Watch(const Session& session, const Arguments& arguments, const Console& console) {
  AnswerStream stream("steps", arguments.format, session.style(), console);
  const v1::ReplayReport none;
  absl::Status begun = stream.Begin(nullptr, ReplayStepsTable(none, session.reader()));
  if (!begun.ok()) return begun;
  v1::ReplayReport end;
  const absl::Status watched =
      session.service().Replay(ReplayRequestOf(arguments), nullptr, [&](const v1::ReplayResponse& response) {
        const absl::Status shown = stream.Rows(response.part(), ReplayStepsTable(response.part(), session.reader()));
        if (arguments.format != OutputFormat::kCsv) end = response.part();  // CSV has the steps alone
        return shown;
      });
  if (!watched.ok()) return watched;
  end.clear_steps();
  if (absl::Status ended = stream.End(end, {}); !ended.ok()) return ended;
  if (arguments.format != OutputFormat::kTable) return absl::OkStatus();
  if (absl::Status gap = PrintText("\n", console); !gap.ok()) return gap;
  return PrintBalances(end, session, arguments, console);
}

}  // namespace

Outcome RunReplay(const Arguments& arguments, const Console& console) {
  const absl::StatusOr<Session> session = Session::Open(arguments, console, Ledger::Access::kReadOnly);
  if (!session.ok()) return session.status();
  if (arguments.watch) {
    if (absl::Status watched = Watch(*session, arguments, console); !watched.ok()) return watched;
    return kExitDone;
  }
  const Locale locale = session->reader().locale;
  Progress progress(locale, Say(locale, "replay"), console.err_is_terminal);
  v1::ReplayReport report;
  const absl::Status replayed = session->service().Replay(ReplayRequestOf(arguments), ShowOn(&progress, console),
                                                          [&](const v1::ReplayResponse& response) {
                                                            report = response.part();
                                                            return absl::OkStatus();
                                                          });
  progress.Finish();
  if (!replayed.ok()) return replayed;
  if (absl::Status printed = PrintBalances(report, *session, arguments, console); !printed.ok()) return printed;
  return kExitDone;
}

Outcome RunRebuild(const Arguments& arguments, const Console& console) {
  const Reader reader = ReaderOf(arguments);
  Progress progress(reader.locale, Say(reader.locale, "rebuild"), console.err_is_terminal);
  v1::RebuildRequest request;
  request.set_directory(arguments.ledger);
  const absl::StatusOr<v1::RebuildReport> report = RebuildIndex(request, ShowOn(&progress, console));
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
  v1::VerifyRequest request;
  request.set_directory(arguments.ledger);
  const absl::StatusOr<v1::VerifyReport> report = VerifyLedger(request, ShowOn(&progress, console));
  progress.Finish();
  if (!report.ok()) return report.status();
  const absl::Status printed =
      PrintAnswer(*report, {VerifyTable(*report, reader)}, MakeTableStyle(arguments, console, reader.locale, {}),
                  arguments.format, console);
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
