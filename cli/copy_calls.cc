#include "cli/copy_calls.h"

#include <utility>

#include "absl/time/clock.h"
#include "cli/served_copy.h"
#include "service/freshness.h"

namespace tranche {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(2);
constexpr absl::Duration kPause = absl::Milliseconds(50);

// The process that follows the log there applies it; a reader sees that when it opens the copy again. Without such a
// process the copy gets it later.
void AwaitHead(const std::string& directory, Clock* clock, Sequence head) {
  for (const absl::Time until = absl::Now() + kFreshWait; absl::Now() < until; absl::SleepFor(kPause)) {
    const auto copy = LedgerService::Open(directory, Ledger::Access::kReadOnly, clock);
    if (!copy.ok() || (*copy)->head() >= head) return;
  }
}

}  // namespace

CopyCalls::CopyCalls(CopyParts parts, const Caller& caller)
    : CopyParts(std::move(parts)), ForwardingCalls(CopyParts::here.get(), &(CopyParts::forwarding), caller) {}

absl::StatusOr<std::unique_ptr<CopyCalls>> CopyCalls::Open(const Arguments& arguments, Clock* clock,
                                                           std::unique_ptr<storage::SharedLog> log,
                                                           const std::string& token, const std::string& authority) {
  auto here = LedgerService::Open(arguments.ledger, Ledger::Access::kReadOnly, clock);
  if (!here.ok()) return here.status();
  CopyParts parts{std::move(log), *std::move(here), {}};
  parts.forwarding.node = "command line";
  parts.forwarding.authority = authority;
  parts.forwarding.patience = kPatience;
  parts.forwarding.decides_here = [] { return false; };
  parts.forwarding.find = [log = parts.log.get()] { return DeciderOf(log); };
  parts.forwarding.await = [directory = arguments.ledger, clock](Sequence head) { AwaitHead(directory, clock, head); };
  Caller caller;
  caller.token = token;
  return std::unique_ptr<CopyCalls>(new CopyCalls(std::move(parts), caller));
}

}  // namespace tranche
