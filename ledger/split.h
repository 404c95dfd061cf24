// A payment that no one tranche can pay, as one payment from each of several.
//
// Thread safety: as ScopeStates.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "ledger/rules/scope_states.h"
#include "proto/event.pb.h"

namespace tranche {

// "KEY#1", the key of the first part of a command with the key "KEY".
std::string KeyOfSplit(absl::string_view key, uint32_t part);

// The part of `command`, a disbursement or an advance, that `tranche` pays.
//
// part    from 1.
// amount  more than 0.
v1::Event PartOfSplit(const v1::Event& command, uint32_t part, uint32_t tranche, int64_t amount);

// The parts of `command` over the tranches that allow its area, the oldest first, each paying what it has free on every
// day from the effective date on, as the states know it; nothing if all of them together have not enough. Whether the
// parts keep every rule is for decisions to say.
//
// Cost: a step for each tranche of the scope, and a search in its days.
// Errors:
//   INVALID_ARGUMENT  split.not-possible: it is no payment, or names a tranche or a contract.
//   DATA_LOSS         the index is damaged.
absl::StatusOr<std::vector<v1::Event>> SplitOverTranches(const v1::Event& command, ScopeStates* states);

}  // namespace tranche
