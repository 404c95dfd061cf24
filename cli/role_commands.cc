// actor, role: who may do what.
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/output.h"
#include "cli/recording.h"
#include "cli/requests.h"
#include "cli/session.h"
#include "reports/role_tables.h"

namespace tranche {

Outcome RunRegisterActor(const Arguments& arguments, const Console& console) {
  return RecordOne(&LedgerCalls::RegisterActor, RegisterActorRequestOf(arguments), arguments, console);
}

Outcome RunGrantRole(const Arguments& arguments, const Console& console) {
  return RecordOne(&LedgerCalls::GrantRole, GrantRoleRequestOf(arguments), arguments, console);
}

Outcome RunRevokeRole(const Arguments& arguments, const Console& console) {
  return RecordOne(&LedgerCalls::RevokeRole, RevokeRoleRequestOf(arguments), arguments, console);
}

Outcome RunListActors(const Arguments& arguments, const Console& console) {
  const absl::StatusOr<Session> session = Session::Open(arguments, console, Ledger::Access::kReadOnly);
  if (!session.ok()) return session.status();
  v1::ListActorsRequest request;
  if (arguments.known_at) request.set_known_at(*arguments.known_at);
  const absl::StatusOr<v1::ListActorsResponse> answer = session->service().ListActors(request);
  if (!answer.ok()) return answer.status();
  const absl::Status printed = PrintAnswer(answer->list(), {ActorsTable(answer->list(), session->reader())},
                                           session->style(), arguments.format, console);
  if (!printed.ok()) return printed;
  return kExitDone;
}

Outcome RunListRoles(const Arguments& arguments, const Console& console) {
  const absl::StatusOr<Session> session = Session::Open(arguments, console, Ledger::Access::kReadOnly);
  if (!session.ok()) return session.status();
  v1::ListRolesRequest request;
  if (arguments.of_actor) request.set_actor(*arguments.of_actor);
  if (arguments.on) request.set_on(*arguments.on);
  if (arguments.known_at) request.set_known_at(*arguments.known_at);
  const absl::StatusOr<v1::ListRolesResponse> answer = session->service().ListRoles(request);
  if (!answer.ok()) return answer.status();
  const absl::Status printed = PrintAnswer(answer->list(), {RolesTable(answer->list(), session->reader())},
                                           session->style(), arguments.format, console);
  if (!printed.ok()) return printed;
  return kExitDone;
}

}  // namespace tranche
