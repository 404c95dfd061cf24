// replay, rebuild, verify, status: the commands that look after a ledger.
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/session.h"
#include "cli/show_progress.h"
#include "events/instant.h"
#include "ledger/known_index.h"
#include "proof/published_checkpoints.h"
#include "replay/rebuild.h"
#include "replay/replay.h"
#include "replay/verify/verify.h"
#include "reports/check_tables.h"
#include "reports/posting_tables.h"
#include "reports/texts.h"
#include "storage/directory.h"

namespace tranche {
namespace {

std::string OffsetText(int minutes) {
  const int magnitude = minutes < 0 ? -minutes : minutes;
  return absl::StrFormat("%c%02d:%02d", minutes < 0 ? '-' : '+', magnitude / 60, magnitude % 60);
}

absl::StatusOr<v1::StatusReport> ReadStatus(const Arguments& arguments, const Session& session) {
  const Ledger& ledger = session.ledger();
  const absl::StatusOr<absl::Time> head_recorded_at = ledger.log().InstantOf(ledger.head());
  if (!head_recorded_at.ok()) return head_recorded_at.status();
  const absl::StatusOr<std::vector<Sequence>> statements = ledger.index().Statements();
  if (!statements.ok()) return statements.status();
  const absl::StatusOr<Digest> root = ledger.tree().Root(ledger.head());
  if (!root.ok()) return root.status();
  const auto published = NewestCheckpoint(ledger.database());
  if (!published.ok()) return published.status();
  const absl::StatusOr<uint32_t> index_format = ReadIndexFormat(ledger.database(), storage::Family::kIndex);
  if (!index_format.ok()) return index_format.status();
  v1::StatusReport report;
  report.set_directory(arguments.ledger);
  report.set_ledger_name(ledger.terms().name());
  report.set_ledger_id(ledger.terms().ledger_id());
  report.set_currency_code(ledger.terms().currency_code());
  report.set_locale(ledger.terms().locale());
  report.set_utc_offset(OffsetText(ledger.terms().utc_offset_minutes()));
  report.set_head(ledger.head());
  *report.mutable_head_recorded_at() = ToTimestamp(*head_recorded_at);
  report.set_size_bytes(storage::DirectoryBytes(arguments.ledger));
  report.set_durability("fsync before every acknowledgement");
  report.set_format_version(storage::kFormatVersion);
  report.set_index_format(*index_format);
  report.set_rules_version(session.catalogue().rules_version());
  report.set_index_watermark(ledger.head());
  report.set_units(static_cast<uint32_t>(session.catalogue().units().size()));
  report.set_sources(static_cast<uint32_t>(session.catalogue().sources().size()));
  report.set_areas(static_cast<uint32_t>(session.catalogue().areas().size()));
  report.set_statements(statements->size());
  report.set_root(std::string(ToBytes(*root)));
  report.set_checkpoint_size(published->has_value() ? (*published)->checkpoint.size : 0);
  return report;
}

}  // namespace

Outcome RunReplay(const Arguments& arguments, const Console& console) {
  const absl::StatusOr<Session> session = Session::Open(arguments, console, Ledger::Access::kReadOnly);
  if (!session.ok()) return session.status();
  const absl::StatusOr<Sequence> to = session->ReadKnowledge("to", arguments.to, session->ledger().head());
  if (!to.ok()) return to.status();
  const TableStyle style = MakeTableStyle(arguments, console, session->locale(), session->currency());
  std::vector<v1::PostingRow> steps;
  StepWatcher watcher;
  if (arguments.watch) watcher = [&](const v1::PostingRow& step) { steps.push_back(step); };
  const Locale locale = session->locale();
  Progress progress(locale, Say(locale, "replay"), console.err_is_terminal);
  absl::StatusOr<v1::ReplayReport> report = Replay(session->ledger().View(), *to, watcher, ShowOn(&progress, console));
  progress.Finish();
  if (!report.ok()) return report.status();
  for (v1::PostingRow& step : steps) *report->add_steps() = std::move(step);
  std::vector<Table> tables = {ReplayTable(*report, session->reader())};
  if (arguments.watch) tables.insert(tables.begin(), ReplayStepsTable(*report, session->reader()));
  const absl::Status printed = PrintAnswer(*report, tables, style, arguments.format, console);
  if (!printed.ok()) return printed;
  return kExitDone;
}

Outcome RunRebuild(const Arguments& arguments, const Console& console) {
  const Reader reader = ReaderOf(arguments, console);
  const Locale locale = reader.locale;
  Progress progress(locale, Say(locale, "rebuild"), console.err_is_terminal);
  const absl::StatusOr<v1::RebuildReport> report = Rebuild(arguments.ledger, ShowOn(&progress, console));
  progress.Finish();
  if (!report.ok()) return AsOpenFailure(report.status());
  const absl::Status printed =
      PrintAnswer(*report, {RebuildTable(*report, reader)}, MakeTableStyle(arguments, console, reader.locale, {}),
                  arguments.format, console);
  if (!printed.ok()) return AfterDoing(printed, "the index was rebuilt");
  return report->rows_different() > 0 ? kExitRefused : kExitDone;
}

Outcome RunVerify(const Arguments& arguments, const Console& console) {
  const Locale locale = LanguageOf(arguments);
  Progress progress(locale, Say(locale, "verify"), console.err_is_terminal);
  const absl::StatusOr<v1::VerifyReport> report = Verify(arguments.ledger, ShowOn(&progress, console));
  progress.Finish();
  if (!report.ok()) return AsOpenFailure(report.status());
  const Reader reader = ReaderOf(arguments, console);
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
  const absl::StatusOr<v1::StatusReport> report = ReadStatus(arguments, *session);
  if (!report.ok()) return report.status();
  const TableStyle style = MakeTableStyle(arguments, console, session->locale(), session->currency());
  const absl::Status printed =
      PrintAnswer(*report, {StatusTable(*report, session->reader())}, style, arguments.format, console);
  if (!printed.ok()) return printed;
  return kExitDone;
}

}  // namespace tranche
