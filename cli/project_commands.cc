// projects, outputs: the registered projects, and what was brought about.
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/output.h"
#include "cli/requests.h"
#include "cli/session.h"
#include "reports/project_tables.h"

namespace tranche {

Outcome RunProjects(const Arguments& arguments, const Console& console) {
  const absl::StatusOr<Session> session = Session::Open(arguments, console, Ledger::Access::kReadOnly);
  if (!session.ok()) return session.status();
  v1::ListProjectsRequest request;
  *request.mutable_question() = QuestionOf(arguments);
  request.set_running_only(arguments.running_only);
  const absl::StatusOr<v1::ListProjectsResponse> answer = session->service().ListProjects(request);
  if (!answer.ok()) return answer.status();
  const absl::Status printed = PrintAnswer(answer->list(), {ProjectsTable(answer->list(), session->reader())},
                                           session->style(), arguments.format, console);
  if (!printed.ok()) return printed;
  return kExitDone;
}

Outcome RunOutputs(const Arguments& arguments, const Console& console) {
  const absl::StatusOr<Session> session = Session::Open(arguments, console, Ledger::Access::kReadOnly);
  if (!session.ok()) return session.status();
  v1::ListOutputsRequest request;
  *request.mutable_question() = QuestionOf(arguments);
  request.set_indicator(arguments.indicator);
  const absl::StatusOr<v1::ListOutputsResponse> answer = session->service().ListOutputs(request);
  if (!answer.ok()) return answer.status();
  const absl::Status printed = PrintAnswer(answer->list(), {OutputsTable(answer->list(), session->reader())},
                                           session->style(), arguments.format, console);
  if (!printed.ok()) return printed;
  return kExitDone;
}

}  // namespace tranche
