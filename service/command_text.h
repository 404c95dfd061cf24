// From a request to record something to the command for the ledger.
//
// Thread safety: pure functions.
#pragma once

#include "absl/status/statusor.h"
#include "events/civil_date.h"
#include "proto/event.pb.h"
#include "proto/request.pb.h"
#include "service/moment.h"

namespace tranche {

// The command that `request` states, as names, amounts and dates mean in `moment`.
//
// Errors: INVALID_ARGUMENT  a field is missing or cannot be read, or does not belong to the kind; the refusal names it.
absl::StatusOr<v1::Event> ReadCommand(const v1::RecordRequest& request, const Moment& moment);
absl::StatusOr<v1::Event> ReadReversal(const v1::ReverseRequest& request);

// today  the effective date.
// Errors: as above; FAILED_PRECONDITION  this program does not know the version.
absl::StatusOr<v1::Event> ReadAdoption(const v1::AdoptRulesRequest& request, CivilDate today);

}  // namespace tranche
