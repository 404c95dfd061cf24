// units, sources, areas: what there is.
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/output.h"
#include "cli/session.h"
#include "reports/catalogue_tables.h"

namespace tranche {
namespace {

template <typename Response>
Outcome PrintTerms(const absl::StatusOr<Response>& answer, const Session& session, const Arguments& arguments,
                   const Console& console) {
  if (!answer.ok()) return answer.status();
  const absl::Status printed = PrintAnswer(answer->list(), {TermsTable(answer->list(), session.reader())},
                                           session.style(), arguments.format, console);
  if (!printed.ok()) return printed;
  return kExitDone;
}

}  // namespace

Outcome RunUnits(const Arguments& arguments, const Console& console) {
  const absl::StatusOr<Session> session = Session::Open(arguments, console, Ledger::Access::kReadOnly);
  if (!session.ok()) return session.status();
  v1::ListUnitsRequest request;
  if (arguments.on) request.set_on(*arguments.on);
  if (arguments.known_at) request.set_known_at(*arguments.known_at);
  const absl::StatusOr<v1::ListUnitsResponse> answer = session->service().ListUnits(request);
  if (!answer.ok()) return answer.status();
  const absl::Status printed = PrintAnswer(answer->list(), {UnitsTable(answer->list(), session->reader())},
                                           session->style(), arguments.format, console);
  if (!printed.ok()) return printed;
  return kExitDone;
}

Outcome RunSources(const Arguments& arguments, const Console& console) {
  const absl::StatusOr<Session> session = Session::Open(arguments, console, Ledger::Access::kReadOnly);
  if (!session.ok()) return session.status();
  v1::ListSourcesRequest request;
  if (arguments.known_at) request.set_known_at(*arguments.known_at);
  return PrintTerms(session->service().ListSources(request), *session, arguments, console);
}

Outcome RunAreas(const Arguments& arguments, const Console& console) {
  const absl::StatusOr<Session> session = Session::Open(arguments, console, Ledger::Access::kReadOnly);
  if (!session.ok()) return session.status();
  v1::ListAreasRequest request;
  if (arguments.known_at) request.set_known_at(*arguments.known_at);
  return PrintTerms(session->service().ListAreas(request), *session, arguments, console);
}

}  // namespace tranche
