// serve: one process owns the ledger and answers others, until it is told to stop.
#include <memory>

#include "cli/commands.h"
#include "cli/ledger_server.h"
#include "cli/serving.h"
#include "reports/texts.h"

namespace tranche {

Outcome RunServe(const Arguments& arguments, const Console& console) {
  StopSignals signals;
  const absl::StatusOr<std::unique_ptr<LedgerServer>> server = LedgerServer::Open(arguments, console);
  if (!server.ok()) return server.status();
  const Outcome served =
      ServeUntilStopped((*server)->ServingText(), &signals, [&] { (*server)->Stop(); },
                        Say((*server)->locale(), "stopped; what was acknowledged is recorded\n"), console);
  const absl::Status ended = (*server)->status();
  return ended.ok() ? served : ended;
}

}  // namespace tranche
