// Which tranche a command may draw on: the one that it names, or, when it names
// none, those that allow its area, the oldest first.
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/rules/scope_state.h"
#include "ledger/rules/scope_states.h"
#include "proto/event.pb.h"

namespace tranche {

// True for a kind that draws on a tranche: disbursement, refund, allocation
// adjustment, transfer.
bool NamesTranche(const v1::Event& command);

// The tranches that may serve a command for which NamesTranche holds, in the order in
// which they are to be tried; at least one. Whether enough is left is for the guards to say.
//
// Errors:
//   FAILED_PRECONDITION  there is no tranche, not the one that is named, or none that
//                        allows the area; the message lists those that there are.
//   DATA_LOSS            the index is damaged.
absl::StatusOr<std::vector<TranchePool>> TrancheChoicesFor(const v1::Event& command, ScopeStates* states);

// The tranche numbers that a command came with; 0 for none named.
struct AskedTranches {
  uint32_t number = 0;  // that the money leaves, or that is adjusted
  uint32_t to = 0;      // of a transfer
};
AskedTranches AskedTranchesOf(const v1::Event& command);

// Fills `pool` in for what was asked, also where another was filled in before.
//
// Errors:
//   FAILED_PRECONDITION  a transfer would stay where it is, or mix money of different limits.
//   DATA_LOSS            the index is damaged.
absl::Status FillTranche(const AskedTranches& asked, const TranchePool& pool, ScopeStates* states, v1::Event* event);

// Checks that the number of a new tranche is free for each receiver.
//
// Errors:
//   FAILED_PRECONDITION  a receiver holds a tranche of this number already.
//   DATA_LOSS            the index is damaged.
absl::Status CheckNewTranche(const v1::TrancheAllocated& tranche, ScopeStates* states);

}  // namespace tranche
