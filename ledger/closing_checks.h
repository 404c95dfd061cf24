// Whether a period may be closed: what others have confirmed is what the books say, and nothing that waits for approval
// moves money in it. Whether it may be opened again: nothing of it is settled. Closed periods themselves are kept by
// projections/catalogue/closings.h, and what is recorded in them by ledger/rules/late_entries.h.
//
// Thread safety: pure functions on what they are given.
#pragma once

#include "absl/status/status.h"
#include "ledger/approvals.h"
#include "proto/event.pb.h"

namespace tranche {

// Checks `event`, a PeriodClosed or a PeriodReopened whose form was checked; of any other kind, OK.
//
// Cost: the measures of each confirmed scope; every command of every open proposal is read. Of a reopening, a step for
// each scope of the year.
// Errors:
//   FAILED_PRECONDITION  closing.not-confirmed   a confirmed amount is not what was disbursed by the closing's last
//   day.
//                        closing.settled         a scope of the period that is opened again is settled.
//                        closing.proposals-open  four eyes is on, and open proposals move money in the period; all are
//                                                named.
//   DATA_LOSS            what was recorded before cannot be read.
absl::Status CheckClosing(const ApprovalGround& ground, const v1::Event& event);

}  // namespace tranche
