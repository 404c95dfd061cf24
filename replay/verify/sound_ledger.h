// The first question of verify: is everything right? It is answered without a copy of the index, and says nothing of
// what is not; for that, verify looks again.
#pragma once

#include <cstdint>
#include <optional>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "events/sequence.h"
#include "proto/view.pb.h"
#include "replay/progress_report.h"
#include "storage/database.h"

namespace tranche {

struct LedgerToVerify {
  // That of the ledger, in any mode; nothing is written to it. No batch is written to it meanwhile.
  storage::Database* database = nullptr;
  Sequence head = 0;          // the last event of its log
  uint32_t epoch_events = 0;  // see BalanceIndex
  absl::Time now;             // see CheckEvent (replay/verify/event_checks.h)
};

// Decides on every event again, as CheckEvent does, and compares each row of the index that they lead to with the
// stored one, then what was published with the events. Returns verify's report, without findings, if
// all of that is right; nothing if anything is not, or cannot be read, or needs more than kKeyMemoryBytes for the keys.
// So "nothing" need not mean damage.
//
// progress  as in Verify.
//
// Cost: every event is read once, and every row of the index is read once by its key and once in order. Memory is that
// of a ledger open for writing (ledger/rules/scope_states.h), 8 bytes for each event, and one epoch.
//
// Errors: those of `progress`.
absl::StatusOr<std::optional<v1::VerifyReport>> FindSound(const LedgerToVerify& ledger,
                                                          const EndableProgress& progress);

}  // namespace tranche
