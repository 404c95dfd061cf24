// What units that have ended still hold, for the refusals of commands that ask for it. Reports count it in the
// successor; rules do not, so it has to be moved first (docs/geography.md).
//
// Thread safety: as Decide.
#pragma once

#include "absl/status/status.h"
#include "ledger/rules/decisions.h"
#include "proto/event.pb.h"

namespace tranche {

// `refusal` and, if what it lacks lies with units that have ended, what each of them holds from its last day on, and
// how that gets to their successor: in tranches, as paid and not refunded, or of the plan, whichever the command asks
// for. Otherwise, and where none of them holds anything, `refusal` itself.
//
// refusal  what Decide says of `command`; not OK.
//
// Cost: ScopeStates::Of for each unit that the refused one has succeeded.
// Errors: DATA_LOSS  the index is damaged.
absl::Status NamingWhatIsLeftBehind(const absl::Status& refusal, const v1::Event& command,
                                    const DecisionGround& ground);

}  // namespace tranche
