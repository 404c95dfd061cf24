// From a request about actors and roles to the command for the ledger.
//
// Thread safety: pure functions.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "proto/event.pb.h"
#include "proto/request.pb.h"
#include "service/moment.h"

namespace tranche {

// The command that `request` states, as names, amounts and dates mean in `moment`, which gives its day where the
// request has none.
//
// Errors: INVALID_ARGUMENT  a field is missing or cannot be read; the refusal names it.
absl::StatusOr<v1::Event> ReadRegistration(const v1::RegisterActorRequest& request, const Moment& moment);
absl::StatusOr<v1::Event> ReadGrant(const v1::GrantRoleRequest& request, const Moment& moment);
absl::StatusOr<v1::Event> ReadRevocation(const v1::RevokeRoleRequest& request, const Moment& moment);

// "officer", "approver", "administrator" or "auditor"; empty for no role.
std::string RoleWord(v1::Role role);

}  // namespace tranche
