// projects, outputs: the registered projects, and what was brought about.
#include <string>
#include <utility>

#include "cli/answer_stream.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/output.h"
#include "cli/requests.h"
#include "cli/session.h"
#include "reports/project_tables.h"

namespace tranche {
namespace {

// An answer of more than one page, of which `page` is the first: its `rows`, page by page.
//
// ask         asks for the next page.
// make_table  makes the table of one.
template <typename Request, typename Response, typename Ask, typename MakeTable>
absl::Status PrintPages(const std::string& rows, Request request, Response page, const Ask& ask,
                        const MakeTable& make_table, AnswerStream* stream) {
  auto head = page.list();
  head.GetReflection()->ClearField(&head, head.GetDescriptor()->FindFieldByName(rows));
  absl::Status printed = stream->Begin(rows, &head, make_table(page.list()));
  while (printed.ok()) {
    printed = stream->Rows(page.list(), make_table(page.list()));
    if (!printed.ok() || page.next_page_token().empty()) break;
    request.set_page_token(page.next_page_token());
    absl::StatusOr<Response> next = ask(request);
    if (!next.ok()) return next.status();
    page = *std::move(next);
  }
  return printed.ok() ? stream->End({}) : printed;
}

// The whole answer to `request`, whose rows are in the field of its list with that name.
template <typename Request, typename Ask, typename MakeTable>
Outcome Print(const std::string& rows, const Request& request, const Ask& ask, const MakeTable& make_table,
              const Session& session, const Arguments& arguments, const Console& console) {
  auto page = ask(request);
  if (!page.ok()) return page.status();
  absl::Status printed;
  if (page->next_page_token().empty()) {
    printed = PrintAnswer(page->list(), {make_table(page->list())}, session.style(), arguments.format, console);
  } else {
    AnswerStream stream(arguments.format, session.style(), console);
    printed = PrintPages(rows, request, *std::move(page), ask, make_table, &stream);
  }
  if (!printed.ok()) return printed;
  return kExitDone;
}

}  // namespace

Outcome RunProjects(const Arguments& arguments, const Console& console) {
  const absl::StatusOr<Session> session = Session::Open(arguments, console, Ledger::Access::kReadOnly);
  if (!session.ok()) return session.status();
  v1::ListProjectsRequest request;
  *request.mutable_question() = QuestionOf(arguments);
  request.set_running_only(arguments.running_only);
  const auto ask = [&](const v1::ListProjectsRequest& of) { return session->service().ListProjects(of); };
  const auto table = [&](const v1::ProjectList& list) { return ProjectsTable(list, session->reader()); };
  return Print("projects", request, ask, table, *session, arguments, console);
}

Outcome RunOutputs(const Arguments& arguments, const Console& console) {
  const absl::StatusOr<Session> session = Session::Open(arguments, console, Ledger::Access::kReadOnly);
  if (!session.ok()) return session.status();
  v1::ListOutputsRequest request;
  *request.mutable_question() = QuestionOf(arguments);
  request.set_indicator(arguments.indicator);
  const auto ask = [&](const v1::ListOutputsRequest& of) { return session->service().ListOutputs(of); };
  const auto table = [&](const v1::OutputList& list) { return OutputsTable(list, session->reader()); };
  return Print("outputs", request, ask, table, *session, arguments, console);
}

}  // namespace tranche
