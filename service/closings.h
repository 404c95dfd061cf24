// Closed periods: from a request to the command for the ledger, and as a list.
//
// Thread safety: pure functions.
#pragma once

#include "absl/status/statusor.h"
#include "proto/event.pb.h"
#include "proto/request.pb.h"
#include "proto/view.pb.h"
#include "service/moment.h"
#include "service/served_ledger.h"

namespace tranche {

// The command that `request` states, as names, amounts and dates mean in `moment`.
//
// Errors: INVALID_ARGUMENT  a field is missing or cannot be read; the refusal names it.
absl::StatusOr<v1::Event> ReadClosing(const v1::ClosePeriodRequest& request, const Moment& moment);
absl::StatusOr<v1::Event> ReadReopening(const v1::ReopenPeriodRequest& request, const Moment& moment);

// By sequence. Errors: INVALID_ARGUMENT, OUT_OF_RANGE at "known_at"; DATA_LOSS  a closing cannot be read.
absl::StatusOr<v1::ClosingList> ListClosings(const v1::ListClosingsRequest& request, const ServedLedger& open);

}  // namespace tranche
