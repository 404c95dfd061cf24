// What was committed and disbursed of a registered project, event by event.
#pragma once

#include <cstdint>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "events/event_view.h"
#include "events/project_money.h"
#include "events/sequence.h"
#include "log/event_log.h"
#include "projections/index/balance_index.h"

namespace tranche {

// Called with an event that counts for the project, what it counts for and its effective day, in days since 1970-01-01;
// and once more, on the effective day of its reversal, with the negative. The view is valid during the call; its line
// has the source.
using ProjectUseVisitor = absl::FunctionRef<void(const EventView& event, int32_t day, const ProjectUse& use)>;

// Visits what events up to `known_at` (inclusive) have used of the project that the event `registration` registered, in
// the order of their sequences, each reversal after what it reverses.
//
// Cost: a read of each event that counts for the project, and of each that reverses one of these.
// Errors: DATA_LOSS  what was recorded cannot be read.
absl::Status VisitProjectUses(const BalanceIndex& index, const EventReader& events, Sequence registration,
                              Sequence known_at, ProjectUseVisitor visitor);

}  // namespace tranche
