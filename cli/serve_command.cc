// serve: one process owns the ledger and answers others, until it is told to stop.
#include <memory>

#include "cli/commands.h"
#include "cli/ledger_server.h"
#include "cli/serving.h"
#include "events/refusal.h"
#include "reports/texts.h"

namespace tranche {
namespace {

// Why the node of a copy has ended. Another that decides refuses nothing: the copy is opened again, and so the service
// manager must start this program again, by its exit code.
absl::Status Ended(const absl::Status& node) {
  if (!absl::IsAborted(node)) return node;
  return Citing(Refuse(absl::StatusCode::kUnavailable, "node.ended", "this node is to be started again"), node);
}

}  // namespace

Outcome RunServe(const Arguments& arguments, const Console& console) {
  StopSignals signals;
  const absl::StatusOr<std::unique_ptr<LedgerServer>> server = LedgerServer::Open(arguments, console);
  if (!server.ok()) return server.status();
  const Outcome served =
      ServeUntilStopped((*server)->ServingText(), &signals, [&] { (*server)->Stop(); },
                        Say((*server)->locale(), "stopped; what was acknowledged is recorded\n"), console);
  const absl::Status ended = Ended((*server)->status());
  return ended.ok() ? served : ended;
}

}  // namespace tranche
