// Who may do what, as lists.
//
// Thread safety: pure functions on an open ledger.
#pragma once

#include "absl/status/statusor.h"
#include "proto/request.pb.h"
#include "proto/view.pb.h"
#include "service/served_ledger.h"

namespace tranche {

// By id. Errors: INVALID_ARGUMENT  a moment cannot be read; OUT_OF_RANGE  a moment past the head.
absl::StatusOr<v1::ActorList> ListActors(const v1::ListActorsRequest& request, const ServedLedger& open);

// By sequence of the grant. Errors: as above; INVALID_ARGUMENT at "on", and at "actor" for one that is not registered.
absl::StatusOr<v1::RoleList> ListRoles(const v1::ListRolesRequest& request, const ServedLedger& open);

}  // namespace tranche
