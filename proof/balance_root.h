// The balance root that an event BalancesCommitted publishes, and whether it is correct (docs/proofs.md).
//
// Thread safety: free functions on values and on a log, which other threads may read at the same time.
#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "events/sequence.h"
#include "log/event_log.h"
#include "log/merkle_tree.h"
#include "proto/event.pb.h"

namespace tranche {

// The last sequence included in the balances of `balance_root`, an event BalancesCommitted.
Sequence BalancesKnownAt(const v1::Event& balance_root);

// True if that is a sequence before its own, in canonical form.
bool NamesEarlierBalances(const v1::Event& balance_root);

// A balance root that differs from the one derived from the events.
struct WrongBalanceRoot {
  Sequence sequence = 0;
  // balance-root.wrong: "its balance root is ... over 5 balance lines, the events up to 183 make ... over 4"
  absl::Status found;
};

// Those of `balance_roots` that are wrong, by sequence.
//
// balance_roots  events BalancesCommitted of `log`, in any order.
// log            can be read up to the last of them.
//
// Cost: one pass over the log up to the greatest BalancesKnownAt, and RunningBalanceMap::Root for each of them.
// Errors: those of VisitInOrder.
absl::StatusOr<std::vector<WrongBalanceRoot>> FindWrongBalanceRoots(absl::Span<const v1::Event> balance_roots,
                                                                    const EventLog& log);

// True when `balance_root` publishes `root`, over `lines` balance lines.
bool HasRoot(const v1::Event& balance_root, uint64_t lines, const Digest& root);

// FAILED_PRECONDITION, as in WrongBalanceRoot: what `balance_root` says, and what was made of the events.
absl::Status WrongBalances(const v1::Event& balance_root, uint64_t lines, const Digest& root);

}  // namespace tranche
