// What spending rules about advances look at: how much of a contract was paid in advance.
//
// Thread safety: pure functions on what they are given.
#pragma once

#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "events/event_view.h"
#include "events/money.h"
#include "ledger/rules/decisions.h"
#include "projections/catalogue/spending_rules.h"

namespace tranche {

// What a rate is taken of, by what is known before the command, whatever its days.
struct AdvanceBasis {
  AmountSum amount = 0;    // of the contract, without what was released
  AmountSum advanced = 0;  // in advance on it, without what was recovered
};

// The basis of `advance`, an AdvancePaid; nothing if it names no contract, and so has none.
// Cost: a read of every event that names the contract, or an advance on it.
// Errors: DATA_LOSS  what was recorded cannot be read.
absl::StatusOr<std::optional<AdvanceBasis>> BasisOfAdvance(const DecisionGround& ground, const EventView& advance);

// Checks `advance` by `rule`. Errors: FAILED_PRECONDITION  rule.advance-rate.
absl::Status CheckAdvanceRate(const DecisionGround& ground, const SpendingRule& rule, const AdvanceBasis& basis,
                              const EventView& advance);

}  // namespace tranche
