// replay: history again, printed as it comes.
#include "cli/answer_stream.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/progress.h"
#include "cli/session.h"
#include "cli/show_progress.h"
#include "reports/posting_tables.h"
#include "reports/texts.h"

namespace tranche {
namespace {

v1::ReplayRequest RequestOf(const Arguments& arguments) {
  v1::ReplayRequest request;
  if (arguments.to) request.set_to(*arguments.to);
  request.set_watch(arguments.watch);
  return request;
}

// Prints the parts of a replay: the steps, when they were asked for, and below them the balances. CSV has one
// table: with --watch the steps alone.
class ReplayPrinter {
 public:
  // All must outlive the printer.
  ReplayPrinter(const Session& session, const Arguments& arguments, const Console& console, Progress* progress)
      : reader_(session.reader()),
        has_steps_(arguments.watch),
        has_balances_(!arguments.watch || arguments.format != OutputFormat::kCsv),
        progress_(*progress),
        stream_(arguments.format, session.style(), console) {}

  absl::Status Begin() { return has_steps_ ? stream_.Begin("steps", nullptr, StepsOf({})) : absl::OkStatus(); }

  absl::Status Take(const v1::ReplayReport& part) {
    absl::Status taken;
    if (has_steps_ && !has_counts_) taken = stream_.Rows(part, StepsOf(part));
    if (taken.ok() && part.replayed_to() > 0) taken = BeginBalances(part);
    if (taken.ok() && part.balances_size() > 0) taken = stream_.Rows(part, ReplayTable(part, reader_));
    return taken;
  }

  // True for the status with which Take said that the rest is not wanted.
  bool IsEnough(const absl::Status& status) const { return !has_balances_ && has_counts_ && absl::IsCancelled(status); }

  absl::Status End() {
    // A replay of nothing has no counts.
    const absl::Status begun = has_counts_ || !has_balances_ ? absl::OkStatus() : BeginBalances({});
    return begun.ok() ? stream_.End(foot_) : begun;
  }

 private:
  Table StepsOf(const v1::ReplayReport& part) const { return ReplayStepsTable(part, reader_); }

  absl::Status BeginBalances(v1::ReplayReport counts) {
    has_counts_ = true;
    progress_.Finish();
    if (!has_balances_) return absl::CancelledError("the steps are enough");
    counts.clear_steps();
    const Table table = ReplayTable(counts, reader_);
    foot_ = table;
    return has_steps_ ? stream_.Next("balances", counts, table) : stream_.Begin("balances", &counts, table);
  }

  const Reader reader_;
  const bool has_steps_;
  const bool has_balances_;
  Progress& progress_;
  AnswerStream stream_;
  TableFoot foot_;
  bool has_counts_ = false;
};

}  // namespace

Outcome RunReplay(const Arguments& arguments, const Console& console) {
  const absl::StatusOr<Session> session = Session::Open(arguments, console, Ledger::Access::kReadOnly);
  if (!session.ok()) return session.status();
  const Locale locale = session->reader().locale;
  Progress progress(locale, Say(locale, "replay"), console.err_is_terminal && !arguments.watch);
  ReplayPrinter printer(*session, arguments, console, &progress);
  if (absl::Status begun = printer.Begin(); !begun.ok()) return begun;
  const absl::Status replayed =
      session->service().Replay(RequestOf(arguments), ShowOn(&progress, console),
                                [&](const v1::ReplayResponse& response) { return printer.Take(response.part()); });
  progress.Finish();
  if (!replayed.ok() && !printer.IsEnough(replayed)) return replayed;
  if (absl::Status ended = printer.End(); !ended.ok()) return ended;
  return kExitDone;
}

}  // namespace tranche
