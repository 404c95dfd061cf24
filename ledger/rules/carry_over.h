// To whom money may be carried over: to the next budget year of its unit, or to a unit that follows it. What else a
// carry-over must keep to follows from its postings, and from what it names (ledger/rules/named_events.h).
//
// Thread safety: a pure function.
#pragma once

#include "absl/status/status.h"
#include "events/event_view.h"
#include "projections/catalogue/catalogue.h"

namespace tranche {

// Checks that of `command`, if it is a BalanceCarriedOver whose form was checked, the receiving unit is the giving one,
// or follows it: it succeeded the giving unit in a merger, or a unit that did, by the effective date.
//
// Cost: a look-up for each unit that follows.
// Errors: FAILED_PRECONDITION  carry-over.not-follower; the message names the unit that does follow, if there is one.
absl::Status CheckFollows(const Catalogue& catalogue, const EventView& command);

}  // namespace tranche
