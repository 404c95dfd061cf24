// serve: one process owns the ledger and answers others, until it is told to stop.
#include <algorithm>
#include <iterator>
#include <memory>
#include <optional>

#include "cli/commands.h"
#include "cli/ledger_server.h"
#include "cli/serving.h"
#include "events/refusal.h"
#include "postgres/connection.h"
#include "reports/texts.h"

namespace tranche {
namespace {

// What is not mended by opening the copy again: it and the log differ, or the log is not the one that it was.
bool NeedsSomebody(const absl::Status& node) {
  if (absl::IsDataLoss(node) || absl::IsPermissionDenied(node)) return true;
  constexpr absl::string_view kCodes[] = {"copy.gap", "copy.newer", "copy.other-ledger"};
  const std::optional<v1::Refusal> refusal = RefusalOf(node);
  if (!refusal) return false;
  if (refusal->code() == postgres::kNoTables) return true;
  return std::find(std::begin(kCodes), std::end(kCodes), refusal->code()) != std::end(kCodes);
}

// Why the node of a copy has ended. Mostly another one decides, or the log was not well: the copy is opened again, and
// so the service manager must start this program again, by its exit code.
absl::Status Ended(const absl::Status& node) {
  if (node.ok() || NeedsSomebody(node)) return node;
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
