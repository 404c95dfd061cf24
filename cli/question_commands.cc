// balance, explain, restate, events, commitments, advances, reconcile: the commands that ask.
#include <string>
#include <utility>

#include "cli/answer_stream.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/output.h"
#include "cli/requests.h"
#include "cli/session.h"
#include "events/kinds/kinds.h"
#include "reports/balance_notes.h"
#include "reports/balance_tables.h"
#include "reports/check_tables.h"
#include "reports/event_tables.h"
#include "reports/exception_tables.h"
#include "reports/open_item_tables.h"
#include "reports/posting_tables.h"

namespace tranche {
namespace {

Outcome Done(const absl::Status& printed) {
  if (!printed.ok()) return printed;
  return kExitDone;
}

// What a restatement says before its postings. CSV has the balances alone.
absl::Status PrintRestated(const v1::Restatement& restatement, const Session& session, const Arguments& arguments,
                           const Console& console) {
  const Table balances = RestatementTable(restatement, session.reader());
  if (arguments.format == OutputFormat::kCsv) return PrintText(RenderCsv(balances), console);
  if (arguments.format == OutputFormat::kJson) return absl::OkStatus();
  return PrintText(RenderForPeople(balances, session.style()) + "\n", console);
}

// A balance of more rows than a message has, page by page; `page` is the first one.
absl::Status PrintPages(v1::GetBalanceRequest request, v1::GetBalanceResponse page, const Session& session,
                        const Arguments& arguments, const Console& console) {
  AnswerStream stream(arguments.format, session.style(), console);
  v1::BalanceReport answer = page.report();
  answer.clear_rows();
  Table table = BalanceTable(page.report(), session.reader(), true);
  absl::Status printed = stream.Begin("rows", &answer, table);
  BalanceNoteMaker notes(table.columns, session.reader());
  while (printed.ok()) {
    printed = stream.Rows(page.report(), table);
    notes.Take(page.report());
    if (!printed.ok() || page.next_page_token().empty()) break;
    request.set_page_token(page.next_page_token());
    absl::StatusOr<v1::GetBalanceResponse> next = session.service().GetBalance(request);
    if (!next.ok()) return next.status();
    page = *std::move(next);
    table = BalanceTable(page.report(), session.reader(), true);
  }
  answer.set_available_in_parts(notes.available_in_parts());
  return printed.ok() ? stream.End({table.total, notes.Notes()}, &answer) : printed;
}

Outcome RunOpenItems(v1::Event::KindCase kind, const Arguments& arguments, const Console& console) {
  const absl::StatusOr<Session> session = Session::Open(arguments, console, Ledger::Access::kReadOnly);
  if (!session.ok()) return session.status();
  AnswerStream stream(arguments.format, session->style(), console);
  const v1::ListOpenItemsRequest request = OpenItemsRequestOf(arguments, std::string(FindKind(kind)->word));
  const absl::Status listed = session->service().ListOpenItems(request, [&](const v1::ListOpenItemsResponse& response) {
    const Table table = OpenItemsTable(response.part(), kind, session->reader());
    if (!response.part().has_basis()) return stream.Rows(response.part(), table);
    return stream.Begin("items", &response.part(), table);
  });
  if (!listed.ok()) return listed;
  return Done(stream.End({}));
}

}  // namespace

Outcome RunBalance(const Arguments& arguments, const Console& console) {
  const absl::StatusOr<v1::GetBalanceRequest> request = BalanceRequestOf(arguments);
  if (!request.ok()) return request.status();
  const absl::StatusOr<Session> session = Session::Open(arguments, console, Ledger::Access::kReadOnly);
  if (!session.ok()) return session.status();
  absl::StatusOr<v1::GetBalanceResponse> answer = session->service().GetBalance(*request);
  if (!answer.ok()) return answer.status();
  if (!answer->next_page_token().empty())
    return Done(PrintPages(*request, *std::move(answer), *session, arguments, console));
  return Done(PrintAnswer(answer->report(), {BalanceTable(answer->report(), session->reader())}, session->style(),
                          arguments.format, console));
}

Outcome RunExplain(const Arguments& arguments, const Console& console) {
  const absl::StatusOr<v1::ExplainRequest> request = ExplainRequestOf(arguments);
  if (!request.ok()) return request.status();
  const absl::StatusOr<Session> session = Session::Open(arguments, console, Ledger::Access::kReadOnly);
  if (!session.ok()) return session.status();
  AnswerStream stream(arguments.format, session->style(), console);
  TableFoot foot;
  const absl::Status explained = session->service().Explain(*request, [&](const v1::ExplainResponse& response) {
    const Table table = ExplanationTable(response.part(), session->reader());
    if (!response.part().has_basis()) return stream.Rows(response.part(), table);
    foot = table;
    return stream.Begin("postings", &response.part(), table);
  });
  if (!explained.ok()) return explained;
  return Done(stream.End(foot));
}

Outcome RunRestate(const Arguments& arguments, const Console& console) {
  const absl::StatusOr<Session> session = Session::Open(arguments, console, Ledger::Access::kReadOnly);
  if (!session.ok()) return session.status();
  AnswerStream stream(arguments.format, session->style(), console);
  const bool has_postings = arguments.format != OutputFormat::kCsv;
  TableFoot foot;
  const absl::Status restated =
      session->service().Restate(RestateRequestOf(arguments), [&](const v1::RestateResponse& response) {
        const Table table = RestatementPostingsTable(response.part(), session->reader());
        if (!response.part().has_to()) return has_postings ? stream.Rows(response.part(), table) : absl::OkStatus();
        foot = table;
        const absl::Status printed = PrintRestated(response.part(), *session, arguments, console);
        if (!printed.ok()) return printed;
        return has_postings ? stream.Begin("postings", &response.part(), table)
                            : absl::CancelledError("the balances are enough");
      });
  if (!has_postings && restated.code() == absl::StatusCode::kCancelled) return kExitDone;
  if (!restated.ok()) return restated;
  return Done(stream.End(foot));
}

Outcome RunEvents(const Arguments& arguments, const Console& console) {
  const absl::StatusOr<Session> session = Session::Open(arguments, console, Ledger::Access::kReadOnly);
  if (!session.ok()) return session.status();
  const v1::EventList none;
  AnswerStream stream(arguments.format, session->style(), console);
  bool has_begun = false;
  const auto begin = [&] {
    has_begun = true;
    return stream.Begin("events", &none, EventsTable(none, session->reader()));
  };
  const absl::Status listed =
      session->service().ListEvents(EventsRequestOf(arguments), [&](const v1::ListEventsResponse& response) {
        const absl::Status begun = has_begun ? absl::OkStatus() : begin();
        return begun.ok() ? stream.Rows(response.part(), EventsTable(response.part(), session->reader())) : begun;
      });
  if (!listed.ok()) return listed;
  if (absl::Status begun = has_begun ? absl::OkStatus() : begin(); !begun.ok()) return begun;
  return Done(stream.End({}));
}

Outcome RunCommitments(const Arguments& arguments, const Console& console) {
  return RunOpenItems(v1::Event::kCommitmentMade, arguments, console);
}

Outcome RunAdvances(const Arguments& arguments, const Console& console) {
  return RunOpenItems(v1::Event::kAdvancePaid, arguments, console);
}

Outcome RunReportExceptions(const Arguments& arguments, const Console& console) {
  const absl::StatusOr<Session> session = Session::Open(arguments, console, Ledger::Access::kReadOnly);
  if (!session.ok()) return session.status();
  AnswerStream stream(arguments.format, session->style(), console);
  const v1::ListExceptionsRequest request = ExceptionsRequestOf(arguments);
  const absl::Status listed =
      session->service().ListExceptions(request, [&](const v1::ListExceptionsResponse& response) {
        const Table table = ExceptionsTable(response.part(), session->reader());
        if (!response.part().has_basis()) return stream.Rows(response.part(), table);
        return stream.Begin("rows", &response.part(), table);
      });
  if (!listed.ok()) return listed;
  return Done(stream.End({}));
}

Outcome RunReconcile(const Arguments& arguments, const Console& console) {
  const absl::StatusOr<v1::ReconcileRequest> request = ReconcileRequestOf(arguments);
  if (!request.ok()) return request.status();
  const absl::StatusOr<Session> session = Session::Open(arguments, console, Ledger::Access::kReadOnly);
  if (!session.ok()) return session.status();
  const absl::StatusOr<v1::ReconcileResponse> answer = session->service().Reconcile(*request);
  if (!answer.ok()) return answer.status();
  const v1::Reconciliation& reconciliation = answer->reconciliation();
  const absl::Status printed = PrintAnswer(reconciliation, {ReconciliationTable(reconciliation, session->reader())},
                                           session->style(), arguments.format, console);
  if (!printed.ok()) return printed;
  return reconciliation.contradicts() > 0 ? kExitRefused : kExitDone;
}

}  // namespace tranche
