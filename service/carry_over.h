// Carrying over a budget year, and handing over what a unit that has ended still has: from a request to the commands of
// one batch.
//
// Thread safety: pure functions.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "proto/event.pb.h"
#include "proto/request.pb.h"
#include "service/moment.h"

namespace tranche {

// The commands, each complete with the key KEY#1, KEY#2 ...; those that the ledger has under these keys, if there are
// any.
//
// Cost: that of ledger/carrying.h for each unit and source that is asked for.
// Errors:
//   INVALID_ARGUMENT     a field is missing or cannot be read; the refusal names it.
//   FAILED_PRECONDITION  carry-over.year-not-over; carry-over.nothing: nothing is left; the first later day on which
//   something is, if
//                        there is one until today. Of a handover: handover.not-ended, handover.too-early.
//   ALREADY_EXISTS       carry-over.key-used: its key was used for another carry-over.
//   DATA_LOSS            what was recorded cannot be read.
absl::StatusOr<std::vector<v1::Event>> ReadCarryOver(const v1::CarryOverYearRequest& request, const Moment& moment);
absl::StatusOr<std::vector<v1::Event>> ReadHandover(const v1::HandOverRequest& request, const Moment& moment);

}  // namespace tranche
