// export log and import log: a whole history as a file, and a ledger of it again.
#include <fstream>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/session.h"
#include "cli/show_progress.h"
#include "proof/signed_note.h"
#include "replay/copies/export_log.h"
#include "replay/copies/import_log.h"
#include "reports/backup_tables.h"
#include "reports/texts.h"
#include "storage/unfinished_file.h"

namespace tranche {
namespace {

constexpr absl::string_view kStandardOutput = "-";

// Said, or by the end of the file's name.
LogForm ReadForm(const Arguments& arguments) {
  if (!arguments.form.has_value()) return FormOf(arguments.file);
  return *arguments.form == FormName(LogForm::kJsonLines) ? LogForm::kJsonLines : LogForm::kProtobuf;
}

absl::StatusOr<std::optional<Digest>> ReadRoot(const std::optional<std::string>& text) {
  if (!text.has_value()) return std::nullopt;
  const absl::StatusOr<std::string> bytes = FromBase64(*text);
  const absl::StatusOr<Digest> root = bytes.ok() ? ToDigest(*bytes) : bytes.status();
  if (root.ok()) return *root;
  return absl::InvalidArgumentError(
      absl::StrCat("--root: found \"", *text, "\", wanted the Merkle root that `export log` printed, in base64"));
}

absl::StatusOr<v1::ExportReport> ExportToFile(const Ledger& ledger, const Arguments& arguments,
                                              const ProgressCallback& progress) {
  auto file = storage::UnfinishedFile::Create(arguments.file);
  if (!file.ok()) return file.status();
  const ByteSink sink = [&](absl::string_view bytes) { return file->Append(bytes); };
  absl::StatusOr<v1::ExportReport> report = ExportLog(ledger.View(), ReadForm(arguments), sink, progress);
  if (!report.ok()) return report;
  if (absl::Status finished = file->Finish(); !finished.ok()) return finished;
  return report;
}

absl::StatusOr<v1::ExportReport> ExportToOutput(const Ledger& ledger, const Arguments& arguments,
                                                const Console& console, const ProgressCallback& progress) {
  const ByteSink sink = [&](absl::string_view bytes) {
    console.out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    console.out.flush();
    return console.out ? absl::OkStatus() : absl::UnavailableError("the output could not be written");
  };
  return ExportLog(ledger.View(), ReadForm(arguments), sink, progress);
}

}  // namespace

Outcome RunExportLog(const Arguments& arguments, const Console& console) {
  const absl::StatusOr<Session> session = Session::Open(arguments, console, Ledger::Access::kReadOnly);
  if (!session.ok()) return session.status();
  const bool to_output = arguments.file == kStandardOutput;
  const Locale locale = session->locale();
  Progress progress(locale, Say(locale, "export"), console.err_is_terminal);
  const ProgressCallback shown = ShowOn(&progress, console);
  absl::StatusOr<v1::ExportReport> report = to_output ? ExportToOutput(session->ledger(), arguments, console, shown)
                                                      : ExportToFile(session->ledger(), arguments, shown);
  progress.Finish();
  if (!report.ok()) return report.status();
  report->set_file(arguments.file);
  // The report must not get into the history.
  const Console beside = {console.err, console.err, console.err_is_terminal, console.err_is_terminal, console.clock};
  const absl::Status printed = PrintAnswer(*report, {ExportTable(*report, session->reader())},
                                           MakeTableStyle(arguments, console, session->locale(), session->currency()),
                                           arguments.format, to_output ? beside : console);
  if (!printed.ok()) return AfterDoing(printed, "the history was exported");
  return kExitDone;
}

Outcome RunImportLog(const Arguments& arguments, const Console& console) {
  const absl::StatusOr<std::optional<Digest>> root = ReadRoot(arguments.root);
  if (!root.ok()) return root.status();
  std::ifstream file(arguments.file, std::ios::binary);
  if (!file) return absl::NotFoundError(absl::StrCat("cannot open ", arguments.file));
  const Locale locale = LanguageOf(arguments);
  Progress progress(locale, Say(locale, "import"), console.err_is_terminal);
  ImportLogOptions options;
  options.form = ReadForm(arguments);
  options.root = *root;
  const absl::StatusOr<v1::ImportLogReport> report =
      ImportLog(&file, arguments.file, arguments.ledger, options, ShowOn(&progress, console));
  progress.Finish();
  if (!report.ok()) return report.status();
  const Reader reader = ReaderOf(arguments, console);
  const absl::Status printed =
      PrintAnswer(*report, {ImportLogTable(*report, reader)}, MakeTableStyle(arguments, console, reader.locale, {}),
                  arguments.format, console);
  if (!printed.ok()) return AfterDoing(printed, "the ledger was made");
  return kExitDone;
}

}  // namespace tranche
