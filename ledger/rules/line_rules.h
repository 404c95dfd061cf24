// Checks a command on its own and against the catalogue: its amounts have the sign that
// its kind requires, and its lines name units, sources and areas that exist on the date.
// Its kind defines what its lines are (events/kinds/). Of the history only the catalogue
// is consulted.
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "events/civil_date.h"
#include "events/event_view.h"
#include "events/kinds/kind.h"
#include "events/posting.h"
#include "projections/catalogue/catalogue.h"
#include "proto/event.pb.h"

namespace tranche {

// Checks the amounts, lines and statement fields of `command`. A pure function.
//
// Errors:
//   INVALID_ARGUMENT     a field is missing, malformed or names something unknown; the
//                        message names it, what was found and what was wanted.
//   FAILED_PRECONDITION  a unit does not exist on the effective date, and does not wind up (EventKind::after_end).
absl::Status CheckLines(const v1::Event& command, const Catalogue& catalogue);

// Checks what CheckLines checks of a line of a `kind` that moves money, effective on `date`. Of the date only the unit
// depends, which must exist on it, or have ended before it if the kind, or its `amount` (of a line that gives: below
// zero), winds it up. Errors: those of CheckLines.
absl::Status CheckMoneyLine(const EventKind& kind, const Catalogue& catalogue, const LineView& line, CivilDate date,
                            int64_t amount);

// True unless an event of `kind` tells what has happened (EventKind::has_happened) and is effective after the day of
// recording, by the offset of the ledger; always before kRulesOfWindingUp.
//
// effective_date  YYYYMMDD.
bool HasHappened(const EventKind& kind, int32_t effective_date, absl::Time recorded_at, const Catalogue& catalogue);

// The same as a refusal. Errors: FAILED_PRECONDITION  it has not happened yet.
absl::Status CheckHasHappened(const EventKind& kind, int32_t effective_date, absl::Time recorded_at,
                              const Catalogue& catalogue);

// Checks what CheckLines checks of the areas that a command limits money to. Errors: those of CheckLines.
absl::Status CheckLimits(const Catalogue& catalogue, const AreaViews& limits);

// True if a command may state `amount`.
bool IsAmount(AmountRule rule, int64_t amount);

}  // namespace tranche
