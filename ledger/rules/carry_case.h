// The cases in which money may go on to the next budget year, as a spending rule demands one of them.
//
// Thread safety: a pure function.
#pragma once

#include "absl/status/status.h"
#include "events/event_view.h"
#include "projections/catalogue/spending_rules.h"

namespace tranche {

// Checks that the carry-over `carried`, whose lines were checked, names a case of the law by its Vietnamese letter, in
// lower case (a, b, c, d, đ, e, g, h, i, k, l), or is a merger, by which another unit receives.
//
// Errors: FAILED_PRECONDITION  rule.carry-case: it names none, or another; the message names `rule`.
absl::Status CheckCarryCase(const SpendingRule& rule, const EventView& carried);

}  // namespace tranche
