// What later events that name a commitment or an advance use up of it: payments, releases, clearings, recoveries.
#pragma once

#include <limits>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "events/event_view.h"
#include "events/sequence.h"
#include "log/event_log.h"
#include "projections/index/balance_index.h"
#include "projections/index/day_sums.h"

namespace tranche {

// Called with an event that names another and, on its effective day, the negative of its amount; and once more, on the
// effective day of its reversal, with the amount that is given back. The view is valid during the call.
using NamedUseVisitor = absl::FunctionRef<void(const EventView& by, const DayAmount& change)>;

// Visits the uses of `named` by events up to `known_at` (inclusive), in the order of their sequences, each reversal
// after what it reverses.
//
// Cost: a read of each event that names it, and of each that reverses one of these.
// Errors: DATA_LOSS  what was recorded cannot be read.
absl::Status VisitNamedUses(const BalanceIndex& index, const EventReader& events, Sequence named, Sequence known_at,
                            NamedUseVisitor visitor);

}  // namespace tranche
