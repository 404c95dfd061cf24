// close, reopen, closings: which periods of the books are closed. carry-over, handover: what goes on from them.
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/output.h"
#include "cli/recording.h"
#include "cli/requests.h"
#include "cli/session.h"
#include "reports/closing_tables.h"

namespace tranche {

Outcome RunClose(const Arguments& arguments, const Console& console) {
  const absl::StatusOr<v1::ClosePeriodRequest> request = ClosePeriodRequestOf(arguments);
  if (!request.ok()) return request.status();
  return RecordOne(&LedgerCalls::ClosePeriod, *request, arguments, console);
}

Outcome RunReopen(const Arguments& arguments, const Console& console) {
  return RecordOne(&LedgerCalls::ReopenPeriod, ReopenPeriodRequestOf(arguments), arguments, console);
}

Outcome RunCarryOver(const Arguments& arguments, const Console& console) {
  return RecordAll(&LedgerCalls::CarryOverYear, CarryOverYearRequestOf(arguments), arguments, console);
}

Outcome RunHandover(const Arguments& arguments, const Console& console) {
  return RecordAll(&LedgerCalls::HandOver, HandOverRequestOf(arguments), arguments, console);
}

Outcome RunClosings(const Arguments& arguments, const Console& console) {
  const absl::StatusOr<Session> session = Session::Open(arguments, console, Ledger::Access::kReadOnly);
  if (!session.ok()) return session.status();
  const absl::StatusOr<v1::ListClosingsResponse> answer =
      session->service().ListClosings(ListClosingsRequestOf(arguments));
  if (!answer.ok()) return answer.status();
  const absl::Status printed = PrintAnswer(answer->list(), {ClosingsTable(answer->list(), session->reader())},
                                           session->style(), arguments.format, console);
  if (!printed.ok()) return printed;
  return kExitDone;
}

}  // namespace tranche
