// export log and import log: a whole history as a file, and a ledger of it again.
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/session.h"
#include "cli/show_progress.h"
#include "reports/backup_tables.h"
#include "reports/texts.h"
#include "service/copies.h"
#include "storage/unfinished_file.h"

namespace tranche {
namespace {

constexpr absl::string_view kStandardOutput = "-";

v1::ExportLogRequest ExportRequestOf(const Arguments& arguments) {
  v1::ExportLogRequest request;
  request.set_form(arguments.form.value_or(absl::EndsWith(arguments.file, ".jsonl") ? "jsonl" : "pb"));
  return request;
}

// Hands each piece of the history to `write`; returns the report that comes last.
template <typename Write>
absl::StatusOr<v1::ExportReport> Export(const Session& session, const Arguments& arguments,
                                        const ProgressCallback& progress, const Write& write) {
  v1::ExportReport report;
  const auto take = [&](const v1::ExportLogResponse& piece) -> absl::Status {
    if (!piece.has_report()) return write(piece.content());
    report = piece.report();
    return absl::OkStatus();
  };
  if (absl::Status status = session.service().ExportLog(ExportRequestOf(arguments), progress, take); !status.ok())
    return status;
  report.set_file(arguments.file);
  return report;
}

absl::StatusOr<v1::ExportReport> ExportToFile(const Session& session, const Arguments& arguments,
                                              const ProgressCallback& progress) {
  auto file = storage::UnfinishedFile::Create(arguments.file);
  if (!file.ok()) return file.status();
  absl::StatusOr<v1::ExportReport> report =
      Export(session, arguments, progress, [&](const std::string& bytes) { return file->Append(bytes); });
  if (!report.ok()) return report;
  if (absl::Status finished = file->Finish(); !finished.ok()) return finished;
  return report;
}

}  // namespace

Outcome RunExportLog(const Arguments& arguments, const Console& console) {
  const absl::StatusOr<Session> session = Session::Open(arguments, console, Ledger::Access::kReadOnly);
  if (!session.ok()) return session.status();
  const bool to_output = arguments.file == kStandardOutput;
  const Locale locale = session->reader().locale;
  Progress progress(locale, Say(locale, "export"), console.err_is_terminal);
  const ProgressCallback shown = ShowOn(&progress, console);
  const auto print = [&](const std::string& bytes) { return PrintText(bytes, console); };
  const absl::StatusOr<v1::ExportReport> report =
      to_output ? Export(*session, arguments, shown, print) : ExportToFile(*session, arguments, shown);
  progress.Finish();
  if (!report.ok()) return report.status();
  // The report must not get into the history.
  const Console beside = {console.err,   console.err,  console.err_is_terminal, console.err_is_terminal,
                          console.clock, console.width};
  const absl::Status printed = PrintAnswer(*report, {ExportTable(*report, session->reader())}, session->style(),
                                           arguments.format, to_output ? beside : console);
  if (!printed.ok()) return AfterDoing(printed, "the history was exported");
  return kExitDone;
}

Outcome RunImportLog(const Arguments& arguments, const Console& console) {
  v1::ImportLogRequest request;
  request.set_file(arguments.file);
  request.set_directory(arguments.ledger);
  request.set_form(arguments.form.value_or(""));
  if (arguments.root) request.set_root(*arguments.root);
  const Locale locale = LanguageOf(arguments);
  Progress progress(locale, Say(locale, "import"), console.err_is_terminal);
  const absl::StatusOr<v1::ImportLogReport> report = ImportHistory(request, &console.clock, ShowOn(&progress, console));
  progress.Finish();
  if (!report.ok()) return report.status();
  const Reader reader = ReaderOf(arguments);
  const absl::Status printed =
      PrintAnswer(*report, {ImportLogTable(*report, reader)}, MakeTableStyle(arguments, console, reader.locale, {}),
                  arguments.format, console);
  if (!printed.ok()) return AfterDoing(printed, "the ledger was made");
  return kExitDone;
}

}  // namespace tranche
