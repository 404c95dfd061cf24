// balance, explain, restate, events, reconcile: the commands that ask.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "cli/commands.h"
#include "cli/event_filter.h"
#include "cli/exit_code.h"
#include "cli/output.h"
#include "cli/session.h"
#include "projections/balances.h"
#include "projections/explain.h"
#include "projections/figures/statements.h"
#include "projections/restate.h"
#include "reports/balance_tables.h"
#include "reports/check_tables.h"
#include "reports/event_tables.h"
#include "reports/posting_tables.h"

namespace tranche {
namespace {

absl::StatusOr<std::vector<Dimension>> ReadBy(const Arguments& arguments) {
  std::vector<Dimension> by;
  for (const std::string& name : arguments.by) {
    const absl::StatusOr<Dimension> dimension = ParseDimension(name);
    if (!dimension.ok()) return AtOption("by", dimension.status());
    by.push_back(*dimension);
  }
  return by;
}

Outcome Print(const google::protobuf::Message& message, const std::vector<Table>& tables, const Session& session,
              const Arguments& arguments, const Console& console) {
  const TableStyle style = MakeTableStyle(arguments, console, session.locale(), session.currency());
  const absl::Status printed = PrintAnswer(message, tables, style, arguments.format, console);
  if (!printed.ok()) return printed;
  return kExitDone;
}

v1::Verdict VerdictOf(const std::string& word) {
  if (word == "agrees") return v1::VERDICT_AGREES;
  if (word == "within-rounding") return v1::VERDICT_AGREES_WITHIN_ROUNDING;
  if (word == "restated-since") return v1::VERDICT_RESTATED_SINCE;
  return word == "contradicts" ? v1::VERDICT_CONTRADICTS : v1::VERDICT_STATED_ONLY;
}

void KeepVerdict(v1::Verdict verdict, v1::Reconciliation* reconciliation) {
  auto* figures = reconciliation->mutable_figures();
  figures->erase(std::remove_if(figures->begin(), figures->end(),
                                [&](const v1::ReconciledFigure& figure) { return figure.verdict() != verdict; }),
                 figures->end());
}

}  // namespace

Outcome RunBalance(const Arguments& arguments, const Console& console) {
  const absl::StatusOr<Session> session = Session::Open(arguments, console, Ledger::Access::kReadOnly);
  if (!session.ok()) return session.status();
  const absl::StatusOr<Question> question = session->ReadQuestion();
  if (!question.ok()) return question.status();
  const absl::StatusOr<std::vector<Dimension>> by = ReadBy(arguments);
  if (!by.ok()) return by.status();
  const absl::StatusOr<v1::BalanceReport> report = Balance(session->ledger().View(), *question, *by);
  if (!report.ok()) return report.status();
  return Print(*report, {BalanceTable(*report, session->reader())}, *session, arguments, console);
}

Outcome RunExplain(const Arguments& arguments, const Console& console) {
  const absl::StatusOr<Session> session = Session::Open(arguments, console, Ledger::Access::kReadOnly);
  if (!session.ok()) return session.status();
  const absl::StatusOr<Question> question = session->ReadQuestion();
  if (!question.ok()) return question.status();
  const absl::StatusOr<v1::Explanation> explanation = Explain(session->ledger().View(), *question);
  if (!explanation.ok()) return explanation.status();
  return Print(*explanation, {ExplanationTable(*explanation, session->reader())}, *session, arguments, console);
}

Outcome RunRestate(const Arguments& arguments, const Console& console) {
  const absl::StatusOr<Session> session = Session::Open(arguments, console, Ledger::Access::kReadOnly);
  if (!session.ok()) return session.status();
  const absl::StatusOr<Question> question = session->ReadQuestion();
  if (!question.ok()) return question.status();
  const Sequence head = session->ledger().head();
  const absl::StatusOr<Sequence> from = session->ReadKnowledge("from", arguments.from, head);
  if (!from.ok()) return from.status();
  const absl::StatusOr<Sequence> to = session->ReadKnowledge("to", arguments.to, head);
  if (!to.ok()) return to.status();
  const absl::StatusOr<v1::Restatement> restatement = Restate(session->ledger().View(), *question, {*from, *to});
  if (!restatement.ok()) return restatement.status();
  return Print(
      *restatement,
      {RestatementTable(*restatement, session->reader()), RestatementPostingsTable(*restatement, session->reader())},
      *session, arguments, console);
}

Outcome RunEvents(const Arguments& arguments, const Console& console) {
  const absl::StatusOr<Session> session = Session::Open(arguments, console, Ledger::Access::kReadOnly);
  if (!session.ok()) return session.status();
  const absl::StatusOr<EventFilter> filter = EventFilter::Read(arguments, *session);
  if (!filter.ok()) return filter.status();
  v1::EventList list;
  const absl::Status visited =
      session->ledger().log().Visit(1, filter->known_at(), [&](const v1::Event& event, absl::string_view) {
        const absl::StatusOr<bool> passes = filter->Passes(event);
        if (passes.ok() && *passes) *list.add_events() = event;
        return passes.status();
      });
  if (!visited.ok()) return visited;
  return Print(list, {EventsTable(list, session->reader())}, *session, arguments, console);
}

Outcome RunReconcile(const Arguments& arguments, const Console& console) {
  const absl::StatusOr<Session> session = Session::Open(arguments, console, Ledger::Access::kReadOnly);
  if (!session.ok()) return session.status();
  const absl::StatusOr<Sequence> known_at =
      session->ReadKnowledge("known-at", session->arguments().known_at, session->head());
  if (!known_at.ok()) return known_at.status();
  absl::StatusOr<v1::Reconciliation> reconciliation = Reconcile(session->ledger().View(), *known_at, session->head());
  if (!reconciliation.ok()) return reconciliation.status();
  if (arguments.verdict) KeepVerdict(VerdictOf(*arguments.verdict), &*reconciliation);
  const Outcome printed =
      Print(*reconciliation, {ReconciliationTable(*reconciliation, session->reader())}, *session, arguments, console);
  if (!printed.ok()) return printed;
  return reconciliation->contradicts() > 0 ? kExitRefused : kExitDone;
}

}  // namespace tranche
