// Which tranche a command may draw on: the one that it names, or, when it names
// none, those that allow its area, the oldest first.
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "events/kinds/kind.h"
#include "ledger/rules/scope_state.h"
#include "ledger/rules/scope_states.h"
#include "proto/event.pb.h"

namespace tranche {

// True for a kind that draws on a tranche that is there: disbursement, refund, allocation
// adjustment, transfer.
bool DrawsOnTranche(const EventKind& kind);

// The tranches that may serve a command whose kind draws on one, in the order in
// which they are to be tried; at least one. Whether enough is left is for the guards to say.
//
// Errors:
//   FAILED_PRECONDITION  there is no tranche, not the one that is named, or none that
//                        allows the area; the message lists those that there are.
//   DATA_LOSS            the index is damaged.
absl::StatusOr<std::vector<TranchePool>> TrancheChoicesFor(const v1::Event& command, ScopeStates* states);

// Fills `pool` in.
//
// asked  FilledInOf the command as it was sent; `*event` may have another tranche filled in since.
//
// Errors:
//   FAILED_PRECONDITION  a transfer would stay where it is, or mix money of different limits.
//   DATA_LOSS            the index is damaged.
absl::Status FillTranche(const FilledIn& asked, const TranchePool& pool, ScopeStates* states, v1::Event* event);

// Checks that the number of a new tranche is free for each receiver; `command` is of TrancheUse::kOpens.
//
// Errors:
//   FAILED_PRECONDITION  a receiver holds a tranche of this number already.
//   DATA_LOSS            the index is damaged.
absl::Status CheckNewTranche(const v1::Event& command, ScopeStates* states);

}  // namespace tranche
